"""The marks of an `.xlsb` workbook, from the records of its sheets ([MS-XLSB])."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from struct import error, unpack_from

from caseaudit.tracker.read.biff import ERRORS
from caseaudit.tracker.read.bookfacts import BookFacts
from caseaudit.tracker.read.farnumbers import far_packed, far_real
from caseaudit.tracker.read.marks import WIDE_AREA, Marks, Spot, far_spots
from caseaudit.tracker.read.package import Package
from caseaudit.tracker.read.usualnames import UsualNames

_ROW, _ERROR, _COLUMN, _MERGE, _BOOK, _SHEET = 0, 3, 60, 176, 153, 156
_CELLS = frozenset(range(2, 12))
_FORMULAS = frozenset({8, 9, 10, 11})
_FORMULA_ERROR = 11
_NUMBERS: dict[int, tuple[Callable[[bytes, int], str | None], int]] = {
    2: (far_packed, 4), 5: (far_real, 8), 9: (far_real, 8),
}  # fmt: skip
"""Records of numbers: how the number is read, and its size in bytes."""
_MARKED = _FORMULAS | {_ERROR, _COLUMN, _MERGE}


class XlsbScan:
    """The marks of each sheet; `data` is the workbook for calamine: the file itself wherever it can be."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._package = Package(data)
        self._marks: dict[str, Marks] = {}
        self._changed: dict[str, bytes] = {}
        self.epoch_1904 = False
        self._facts = BookFacts(self._package)
        self._names = UsualNames(self._package, self._facts.main, self._facts.relations)
        for name in self._facts.others:
            self._package.weigh(name)

    def prepare(self) -> None:
        """Read the records of all sheets, and leave out cells far off all others.

        Raises:
            Unreadable: a part unpacks to too much, or a sheet spans too much.
        """
        for name, path in self._sheets().items():
            part = self._package.part(path)
            self._marks[name] = marks = _marks(part)
            if marks.strays:
                self._changed[path.lower()] = _without(part, set(marks.strays))
        if self._changed or self._names.moved or self._names.relations:
            self._rewrite()

    def _rewrite(self) -> None:
        self.data = self._package.copy({**self._changed, **self._names.relations}, self._names.moved)

    def _sheets(self) -> dict[str, str]:
        targets = {each.identity: each.part for each in self._facts.relations}
        parts = {}
        for kind, record, _ in _records(self._package.part(self._facts.main)):
            if kind == _BOOK and len(record) >= 4:
                self.epoch_1904 = bool(record[0] & 1)
            if kind == _SHEET:
                try:
                    identity, end = _text(record, 8)
                    name, _ = _text(record, end)
                except error:
                    continue  # A record cut short says nothing.
                parts[name] = targets.get(identity, "")
        return parts

    def marks(self, number: int, name: str) -> tuple[Marks, bool]:
        """The marks of a sheet; never a reason to read it again."""
        listed = list(self._marks.values())
        return self._marks.get(name) or (listed[number] if number < len(listed) else Marks()), False

    def mend(self, number: int, name: str) -> bool:
        """Put 0 in place of numbers that no day can be, which the marks keep as texts. Whether there was any."""
        path = self._sheets().get(name, "").lower()
        part = self._changed.get(path) or self._package.part(path)
        mended = bytearray(part)
        for spot, text, at, size in _far_numbers(part):
            self.marks(number, name)[0].texts[spot] = text
            mended[at : at + size] = bytes(size)
        if mended == part:
            return False
        self._changed[path] = bytes(mended)
        self._rewrite()
        return True


def _marks(part: bytes) -> Marks:
    marks = Marks()
    row = widest = deepest = 0
    for kind, record, _ in _records(part):
        try:
            if kind == _ROW:
                (row,) = unpack_from("<I", record)
                if record[11] & 0x10 or unpack_from("<H", record, 8)[0] == 0:
                    marks.hidden_rows.append(row)
            elif kind in _CELLS:
                widest, deepest = max(widest, unpack_from("<I", record)[0]), max(deepest, row)
            if kind in _MARKED:
                _mark(marks, row, kind, record)
        except (error, IndexError, OverflowError):
            continue  # A record cut short says nothing.
    if (1 + widest) * (1 + deepest) > WIDE_AREA:
        marks.strays = sorted(far_spots({spot: 1 for spot, _, _ in _cells(part)}))
    return marks


def _cells(part: bytes) -> Iterator[tuple[Spot, int, int]]:
    """The filled cells: place, and where the record begins and ends."""
    row = start = 0
    for kind, record, end in _records(part):
        if kind == _ROW and len(record) >= 4:
            (row,) = unpack_from("<I", record)
        elif kind in _CELLS and len(record) >= 4:
            yield (row, unpack_from("<I", record)[0]), start, end
        start = end


def _far_numbers(part: bytes) -> Iterator[tuple[Spot, str, int, int]]:
    """The numbers out of reach: cell, number as text, and where its bytes begin and how many they are."""
    row = 0
    for kind, record, end in _records(part):
        if kind == _ROW and len(record) >= 4:
            (row,) = unpack_from("<I", record)
        elif kind in _NUMBERS:
            far, size = _NUMBERS[kind]
            text = far(record, 8) if len(record) >= 8 + size else None
            if text is not None:
                yield (row, unpack_from("<I", record)[0]), text, end - len(record) + 8, size


def _without(part: bytes, far: set[Spot]) -> bytes:
    pieces, position = [], 0
    for spot, start, end in _cells(part):
        if spot in far:
            pieces.append(part[position:start])
            position = end
    return b"".join([*pieces, part[position:]])


def _mark(marks: Marks, row: int, kind: int, record: bytes) -> None:
    if kind in _FORMULAS:
        marks.formula(row, unpack_from("<I", record)[0], calculated=True)
    if kind in (_ERROR, _FORMULA_ERROR):
        marks.errors[row, unpack_from("<I", record)[0]] = ERRORS.get(record[8], "#ERROR!")
    elif kind == _COLUMN:
        first, last, width = unpack_from("<3I", record)
        if record[16] & 1 or not width:
            marks.hidden_columns.append((first, min(last, 16383)))
    elif kind == _MERGE:
        top, bottom, left, right = unpack_from("<4I", record)
        marks.merges.append((top, left, bottom, right))


def _records(part: bytes) -> Iterator[tuple[int, bytes, int]]:
    """The records of a part: kind, content and where it ends. The numbers ahead of it are of 7 bits a byte."""
    at, end = 0, len(part)
    while at < end:
        kind = part[at]
        at += 1
        if kind & 0x80 and at < end:
            kind = kind & 0x7F | part[at] << 7
            at += 1
        size = 0
        for shift in (0, 7, 14, 21):
            if at >= end:
                return
            byte = part[at]
            at += 1
            size |= (byte & 0x7F) << shift
            if not byte & 0x80:
                break
        yield kind, part[at : at + size], at + size
        at += size


def _text(record: bytes, at: int) -> tuple[str, int]:
    """A counted text of 16-bit letters, and where it ends."""
    (length,) = unpack_from("<I", record, at)
    end = at + 4 + 2 * length
    return record[at + 4 : end].decode("utf-16-le", "replace"), end
