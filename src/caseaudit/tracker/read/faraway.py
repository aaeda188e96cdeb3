"""Cells that stand far off all others on a worksheet, found before the sheet is read.

calamine builds the whole block that spans a sheet's cells: for a stray character in XFD1048576, 17 billion cells.
"""

from __future__ import annotations

import re

from caseaudit.tracker.read.marks import FAR_ROWS, Spot, far_spots
from caseaudit.tracker.read.sheetxml import Read, Tags, last_row, split, walk

_TWO_LETTERS = re.compile(rb'r="[A-Z]{2}')
_FAR_LETTERS = re.compile(rb"""r=["'](?:[A-Za-z]{3}|[G-Zg-z][A-Za-z])[0-9]""")


class Spread:
    """How far the cells of a sheet lie apart; a quick look at every block of rows as it goes by."""

    def __init__(self) -> None:
        self._highest, self._rows = -1, 0
        self._wide = self._far = False

    def add(self, block: bytes, rows: int, first: int, last: int) -> None:
        """A block of so many rows, with the places (from 0) of its first and last one."""
        self._highest = max(self._highest, first, last)
        self._rows += rows
        # A single sign is found ten times as fast as several: it is looked for first.
        self._wide = (
            self._wide or _TWO_LETTERS.search(block) is not None or (b"'" in block and b"r='" in block)
        )
        self._far = self._far or (self._wide and _FAR_LETTERS.search(block) is not None)

    @property
    def is_wide(self) -> bool:
        """Whether there is a gap between rows, or a far column, so that single cells must be looked at."""
        return self._far or self._highest + 1 - self._rows > FAR_ROWS


def far_cells(read: Read) -> list[Spot]:
    """The cells to set apart before the sheet is read; empty where they are no burden.

    Raises:
        Unreadable: what is left still spans more cells than can be held.
    """
    tags, blocks = split(read)
    spots: list[Spot] = []
    before = -1
    for part, block in blocks:
        if part == "rows":
            spots += (spot for _, spot, end in walk(tags, block, before) if _is_filled(tags, block, end))
            before = last_row(tags, block, before)
    return sorted(far_spots(dict.fromkeys(spots, 1)))


def _is_filled(tags: Tags, block: bytes, end: int) -> bool:
    if block.startswith(b"/", end - 2):
        return False
    close = block.find(tags.cell_end, end)
    return tags.filled.search(block, end, len(block) if close < 0 else close) is not None
