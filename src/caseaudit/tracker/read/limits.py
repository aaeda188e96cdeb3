"""What a tracker file may hold at most: far more than any tracker does, and little enough for an ordinary machine.

Each limit is checked while the file is read, before the work that it bounds. `docs/limits.md` lists them.
It imports hardly anything: the reading child starts fast.
"""

from __future__ import annotations

from collections.abc import Iterable

from caseaudit.tracker.read.faults import Unreadable

_MEGABYTE = 1 << 20


class Limit:
    """At most so many `most` of `what`; `name` is what the command line calls it."""

    __slots__ = ("most", "name", "usual", "what")

    def __init__(self, name: str, what: str, most: int) -> None:
        self.name, self.what, self.most, self.usual = name, what, most, most

    def check(self, number: int, where: str = "") -> None:
        """Raises Unreadable where the number is beyond the limit; `where` says what part of the file it is in."""
        if number > self.most:
            place = f" ({where})" if where else ""
            raise Unreadable(
                f"the file has more {self.what} than caseaudit reads: the limit is {self.most:,}{place}.",
                "Copy the case lists alone into a new workbook and give that one, "
                f"or raise it: --limit {self.name}=NUMBER.",
            )


PACKED = Limit("bytes", "bytes", 512 * _MEGABYTE)
UNPACKED = Limit("unpacked", "bytes once unpacked", 4096 * _MEGABYTE)
RATIO = Limit("ratio", "times its own size once unpacked", 200)
"""Only beyond `EASY_BYTES`."""
PARTS = Limit("parts", "parts", 10_000)
SHEETS = Limit("sheets", "sheets", 1_000)
ROWS = Limit("rows", "rows on a sheet", 1_048_576)
COLUMNS = Limit("columns", "columns on a sheet", 16_384)
CELLS = Limit("cells", "cells", 50_000_000)
REPEATED = Limit("repeated", "repeated cells with formulas", 1_000_000)
AREA = Limit("area", "places within the block that spans a sheet's cells", 50_000_000)
DISTINCT = Limit("entries", "different entries", 8_000_000)
ENTRY = Limit("characters", "characters in one entry", 32_767)
MERGES = Limit("merges", "merged ranges", 100_000)
MEMORY = Limit("memory", "megabytes of memory", 768)
SECONDS = Limit("seconds", "seconds of processor time", 12)

EVERY = (
    PACKED, UNPACKED, RATIO, PARTS, SHEETS, ROWS, COLUMNS, CELLS, REPEATED, AREA, DISTINCT, ENTRY, MERGES, MEMORY,
    SECONDS,
)  # fmt: skip
"""The last two are for a small file; see `memory_for` and `seconds_for`."""

EASY_BYTES = 512 * _MEGABYTE
"""A workbook may unpack to so much without a question; beyond, not to more than `RATIO` times its packed size."""


def set_limits(given: Iterable[str]) -> None:
    """Set the limits of this process and of the readers that it starts, from texts such as `cells=80000000`.

    Those that are not given get their usual values. Raises ValueError, in words, where a text names none.
    """
    known = {limit.name: limit for limit in EVERY}
    wanted = dict.fromkeys(EVERY, 0)
    for text in given:
        name, _, number = text.partition("=")
        digits = number.strip().replace(",", "").replace("_", "")
        limit = known.get(name.strip().lower())
        if limit is None:
            raise ValueError(f'"{name}" is no limit; name one of: {", ".join(known)}.')
        if not (digits.isascii() and digits.isdigit() and len(digits) < 16 and int(digits)):
            raise ValueError(f'"{text}" gives no number; write it like {limit.name}={2 * limit.usual}.')
        wanted[limit] = int(digits)
    for limit, number_wanted in wanted.items():
        limit.most = number_wanted or limit.usual


def limits_set() -> list[str]:
    """The limits that are not as usual, as texts for `set_limits`."""
    return [f"{limit.name}={limit.most}" for limit in EVERY if limit.most != limit.usual]


def memory_for(size: int) -> int:
    """The bytes of memory that the reading of a file of `size` bytes may take."""
    return MEMORY.most * _MEGABYTE + 40 * size


def seconds_for(size: int) -> int:
    """The seconds of processor time that the reading of a file of `size` bytes may take."""
    return SECONDS.most + size * 4 // (5 * _MEGABYTE)
