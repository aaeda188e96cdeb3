"""What a tracker file may hold at most: far more than any tracker does, and little enough for an ordinary machine.

Each limit is checked while the file is read, before the work that it bounds. `docs/limits.md` lists them.
It imports hardly anything: the reading child starts fast.
"""

from __future__ import annotations

from typing import NamedTuple

from caseaudit.tracker.read.faults import Unreadable

_MEGABYTE = 1 << 20


class Limit(NamedTuple):
    """At most so many `most` of `what`."""

    what: str
    most: int

    def check(self, number: int, where: str = "") -> None:
        """Raises Unreadable where the number is beyond the limit; `where` says what part of the file it is in."""
        if number > self.most:
            place = f" ({where})" if where else ""
            raise Unreadable(
                f"the file has more {self.what} than caseaudit reads: the limit is {self.most:,}{place}.",
                "Copy the case lists alone into a new workbook and give that one.",
            )


PACKED = Limit("bytes", 512 * _MEGABYTE)
UNPACKED = Limit("bytes once unpacked", 4096 * _MEGABYTE)
PARTS = Limit("parts", 10_000)
SHEETS = Limit("sheets", 1_000)
ROWS = Limit("rows on a sheet", 1_048_576)
COLUMNS = Limit("columns on a sheet", 16_384)
CELLS = Limit("cells", 50_000_000)
REPEATED = Limit("repeated cells with formulas", 1_000_000)
AREA = Limit("places within the block that spans a sheet's cells", 50_000_000)
DISTINCT = Limit("different entries", 8_000_000)
ENTRY = Limit("characters in one entry", 32_767)
MERGES = Limit("merged ranges", 100_000)

EVERY = (PACKED, UNPACKED, PARTS, SHEETS, ROWS, COLUMNS, CELLS, REPEATED, AREA, DISTINCT, ENTRY, MERGES)

EASY_BYTES = 512 * _MEGABYTE
"""A workbook may unpack to so much without a question; beyond, not to more than `MOST_RATIO` times its packed size."""
MOST_RATIO = 200


def memory_for(size: int) -> int:
    """The bytes of memory that the reading of a file of `size` bytes may take."""
    return 768 * _MEGABYTE + 40 * size


def seconds_for(size: int) -> int:
    """The seconds of processor time that the reading of a file of `size` bytes may take."""
    return 12 + size * 4 // (5 * _MEGABYTE)
