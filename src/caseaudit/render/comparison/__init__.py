"""The reports on a comparison of snapshots: for the terminal, as Markdown, and as JSON."""

from __future__ import annotations

from caseaudit.render.comparison.markdown import write_markdown
from caseaudit.render.comparison.terminal import write_text
from caseaudit.render.machine.comparison import write_json

__all__ = ["write_json", "write_markdown", "write_text"]
