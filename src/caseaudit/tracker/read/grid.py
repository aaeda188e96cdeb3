"""A sheet's values as columns of distinct contents and one code a row, in plain Python.

Runs in the reading child. Contents are told apart by the dictionary of each column, so that every cell costs one
look-up; only what needs more (truth values beside the numbers 1 and 0) takes a slower way, in its column alone.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice, zip_longest
from typing import Any

from caseaudit.tracker.read.limits import AREA, COLUMNS, DISTINCT, ENTRY, ROWS
from caseaudit.tracker.read.marks import Marks, Spot

CHUNK = 256
"""Rows that are turned at a time: few enough to stay in the processor's cache."""

Encoded = str | float | tuple[str, Any]
"""A content as it travels: text and numbers as they are, everything else (kind, value)."""

NO_DATE: Encoded = "date", (1899, 12, 31, 0, 0, 0, 0)
"""The serial 0 with a date format: Excel shows 1900-01-00, the day before 1900-01-01."""
_OPENDOCUMENT_ZERO = date(1899, 12, 30)
"""The same in OpenDocument, which counts from there."""
_ISO_DURATION = re.compile(r"-?PT(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:[.,][0-9]+)?S)?$")
"""What calamine gives for a duration in OpenDocument."""


class _Codes:
    """One column while it is filled. Code 0 is the empty cell."""

    __slots__ = ("codes", "seen", "truths")

    def __init__(self, rows: int) -> None:
        self.codes: array[int] = array("i", bytes(4 * rows))
        self.seen: defaultdict[Hashable, int] = defaultdict()
        self.seen.default_factory = self.seen.__len__
        self.seen[""] = 0
        self.truths = False

    def extend(self, values: tuple[Hashable, ...]) -> None:
        known, filled = len(self.seen), len(self.codes)
        if self.truths:
            values = tuple(map(_told_apart, values))
        self.codes.fromlist(list(map(self.seen.__getitem__, values)))
        if not self.truths and (0 in self.seen or 1 in self.seen):
            # True == 1 == 1.0: from the first such value on, truth values get a key of their own.
            self.truths = True
            del self.codes[filled:]
            while len(self.seen) > known:
                self.seen.popitem()
            self.extend(values)

    def put(self, row: int, content: Hashable) -> None:
        if row >= len(self.codes):
            self.codes.extend(array("i", bytes(4 * (row + 1 - len(self.codes)))))
        self.codes[row] = self.seen[content]


def _told_apart(value: Hashable) -> Hashable:
    return ("boolean", value) if value is True or value is False else value


class Grid:
    """The columns of one sheet while they are filled."""

    def __init__(self) -> None:
        self.rows = 0
        self.columns: dict[int, _Codes] = {}

    def fill(self, rows: Iterable[list[Any]], left: int = 0) -> None:
        """Add rows of values below those already there, from the column `left` on; rows may differ in length."""
        source: Iterator[list[Any]] = iter(rows)
        while chunk := list(islice(source, CHUNK)):
            for number, values in enumerate(zip_longest(*chunk, fillvalue=""), left):
                column = self.columns.get(number)
                if column is None:
                    column = self.columns[number] = _Codes(self.rows)
                missing = self.rows - len(column.codes)
                if missing:
                    column.codes.extend(array("i", bytes(4 * missing)))
                column.extend(values)
            self.rows += len(chunk)
            self._check()

    def _check(self) -> None:
        ROWS.check(self.rows)
        COLUMNS.check(max(self.columns, default=-1) + 1)
        AREA.check(self.rows * len(self.columns))
        DISTINCT.check(sum(len(column.seen) for column in self.columns.values()))

    def mark(self, marks: Marks) -> None:
        """Put errors and formulas without a value where the values say nothing."""
        contents: list[tuple[Spot, Hashable]] = [
            (spot, ("error", name)) for spot, name in marks.errors.items()
        ]
        contents += [(spot, ("uncalculated", "")) for spot in marks.uncalculated]
        contents += marks.texts.items()
        for (row, column), content in contents:
            if row < ROWS.most and column < COLUMNS.most:
                self._column(column).put(row, content)
        self.rows = max([self.rows, *(len(column.codes) for column in self.columns.values())])

    def _column(self, number: int) -> _Codes:
        found = self.columns.get(number)
        if found is None:
            found = self.columns[number] = _Codes(self.rows)
        return found

    def encoded(self, durations: bool = False) -> dict[int, tuple[bytes, list[Encoded]]]:
        """Each column with any content: its codes (int32, one a row, 0 is empty) and its contents from code 1 on.

        With `durations`, texts that are OpenDocument durations are taken for such.

        Raises:
            Unreadable: the columns are more than can be held.
        """
        reply = {}
        AREA.check(self.rows * sum(len(column.seen) > 1 for column in self.columns.values()))
        for number in sorted(self.columns):
            column = self.columns[number]
            if len(column.seen) > 1:
                contents = list(map(_encoded, islice(column.seen, 1, None)))
                if any(len(each) > ENTRY.most for each in contents if isinstance(each, str)):
                    contents = list(map(_within_limit, contents))
                if durations:
                    contents = list(map(spelled_out, contents))
                reply[number] = (column.codes.tobytes(), contents)
        return reply


def _encoded(value: Any) -> Encoded:
    encode = _WAYS.get(type(value))
    return value if encode is None else encode(value)


def _within_limit(content: Encoded) -> Encoded:
    """A text too long for an entry is not kept: the cell says so, as a cell with an error does."""
    if isinstance(content, str) and len(content) > ENTRY.most:
        from caseaudit.model.words import TOO_LONG

        return "error", f"{TOO_LONG} ({len(content):,} characters)"
    return content


def _date(value: date) -> Encoded:
    if value == _OPENDOCUMENT_ZERO:
        return NO_DATE
    return "date", (value.year, value.month, value.day, 0, 0, 0, 0)


def _moment(value: datetime) -> Encoded:
    return "date", (
        value.year, value.month, value.day, value.hour, value.minute, value.second, value.microsecond,
    )  # fmt: skip


def _time(value: time) -> Encoded:
    return NO_DATE if value == time() else ("other", value.isoformat("seconds"))


def spelled_out(content: Encoded) -> Encoded:
    """An OpenDocument duration (`PT30H00M00S`) as hours, minutes and seconds; anything else as it is."""
    found = _ISO_DURATION.match(content) if isinstance(content, str) and "PT" in content else None
    if found is None:
        return content
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    sign = "-" if found[0].startswith("-") else ""
    return "other", f"{sign}{hours}:{minutes:02}:{seconds:02}"


def _duration(value: timedelta) -> Encoded:
    seconds = round(value.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return "other", f"{sign}{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def _truth(value: bool) -> Encoded:
    return "boolean", value


_WAYS: dict[type, Callable[[Any], Encoded]] = {
    int: float, bool: _truth, date: _date, datetime: _moment, time: _time, timedelta: _duration,
}  # fmt: skip
