"""Cells merged downwards: what stands in the first row holds for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from caseaudit.model.table import Merge, Sheet


def merged_down(sheet: Sheet, reaches: Callable[[Merge], bool]) -> Iterator[tuple[int, range]]:
    """The first row of each merge that `reaches` picks, with the rows below it, inside the sheet.

    No row is given twice, even where a damaged file has merges that overlap.
    """
    below = 0
    for merge in sorted((m for m in sheet.merges if m.bottom > m.top and reaches(m)), key=lambda m: m.top):
        rows = range(max(merge.top + 1, below), min(merge.bottom + 1, sheet.rows))
        if merge.top >= below and rows:
            below = rows.stop
            yield merge.top, rows
