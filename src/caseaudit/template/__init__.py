"""An empty tracker made from a definition, and the controls that keep a tracker's entries right."""

from __future__ import annotations

from caseaudit.template.book import template_bytes
from caseaudit.template.controls import FIRST_ROW, LAST_ROW, list_controls
from caseaudit.template.ranges import term_ranges

__all__ = ["FIRST_ROW", "LAST_ROW", "list_controls", "template_bytes", "term_ranges"]
