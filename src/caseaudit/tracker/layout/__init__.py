"""Understands a tracker as people keep it: banners, headers over two rows, renamed columns, hidden copies.

headings      what a heading means          header        which row is the header
columns       which column is which field   rows          which rows are cases
lists         which list a name speaks of   assignment    which list each case is on
entries       every entry at its case       remarks       what could not be taken at its word
"""

from caseaudit.tracker.layout.survey import survey
from caseaudit.tracker.layout.understanding import understand

__all__ = ["survey", "understand"]
