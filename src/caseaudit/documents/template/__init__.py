"""An empty tracker made from a definition, and the controls that keep a tracker's entries right."""

from __future__ import annotations

from caseaudit.documents.template.book import template_bytes
from caseaudit.documents.template.controls import FIRST_ROW, LAST_ROW, list_controls
from caseaudit.documents.template.existing import TrackerControls, tracker_controls
from caseaudit.documents.template.ranges import TERMS_SHEET, sheet_name, term_ranges

__all__ = [
    "FIRST_ROW", "LAST_ROW", "TERMS_SHEET", "TrackerControls", "list_controls", "sheet_name", "template_bytes",
    "term_ranges", "tracker_controls",
]  # fmt: skip
