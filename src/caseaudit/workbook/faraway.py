"""Cells that stand far off all others on a worksheet, found before the sheet is read.

calamine builds the whole block that spans a sheet's cells: for a stray character in XFD1048576, 17 billion cells.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from caseaudit.workbook.marks import FAR_ROWS, Spot, far_spots
from caseaudit.workbook.sheetxml import Read, Tags, row_number, split, walk

_TWO_LETTERS = re.compile(rb'r="[A-Z]{2}')
_FAR_LETTERS = re.compile(rb"""r=["'](?:[A-Za-z]{3}|[G-Zg-z][A-Za-z])[0-9]""")


def far_cells(again: Callable[[], Read]) -> list[Spot]:
    """The cells to set apart before the sheet is read; empty where they are no burden. `again` begins the part anew."""
    return _far_cells(again()) if _is_scattered(again()) else []


def _is_scattered(read: Read) -> bool:
    """Whether a gap between rows or a far column stands anywhere; a quick look at every block."""
    tags, blocks = split(read)
    last, highest, seen, wide, far = -1, -1, 0, False, False
    for part, block in blocks:
        if part != "rows":
            continue
        rows = tags.row.findall(block)
        if b"".join(rows).count(b' r="') == len(rows):
            last = row_number(rows[-1], last) if rows else last
        else:
            for row in rows:
                last = row_number(row, last)
        highest = max(highest, last, row_number(rows[0], -1) if rows else -1)
        seen += len(rows)
        wide = wide or _TWO_LETTERS.search(block) is not None or (b"'" in block and b"r='" in block)
        far = far or (wide and _FAR_LETTERS.search(block) is not None)
    return far or highest + 1 - seen > FAR_ROWS


def _far_cells(read: Read) -> list[Spot]:
    tags, blocks = split(read)
    spots: list[Spot] = []
    before = -1
    for part, block in blocks:
        if part == "rows":
            spots += (spot for _, spot, end in walk(tags, block, before) if _is_filled(tags, block, end))
            for row in tags.row.findall(block):
                before = row_number(row, before)
    return sorted(far_spots(dict.fromkeys(spots, 1)))


def _is_filled(tags: Tags, block: bytes, end: int) -> bool:
    if block.startswith(b"/", end - 2):
        return False
    close = block.find(tags.cell_end, end)
    return tags.filled.search(block, end, len(block) if close < 0 else close) is not None
