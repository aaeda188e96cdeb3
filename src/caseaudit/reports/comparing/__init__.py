"""The reports on a comparison of snapshots: for the terminal, as Markdown, and as JSON."""

from __future__ import annotations

from caseaudit.reports.comparing.machine import write_json
from caseaudit.reports.comparing.markdown import write_markdown
from caseaudit.reports.comparing.terminal import write_text

__all__ = ["write_json", "write_markdown", "write_text"]
