"""The marks of an old `.xls` workbook, from the records of its sheets ([MS-XLS])."""

from __future__ import annotations

from collections.abc import Iterator
from struct import error, unpack_from

from caseaudit.tracker.read.compound import CompoundFile
from caseaudit.tracker.read.farnumbers import far_packed, far_real
from caseaudit.tracker.read.faults import READABLE, Unreadable, protected, rights_managed
from caseaudit.tracker.read.limits import SHEETS
from caseaudit.tracker.read.marks import Marks, Spot

_BOF = frozenset({0x0809, 0x0409, 0x0209, 0x0009})
_EOF, _FILEPASS, _BOUNDSHEET, _RECALCID, _EPOCH_1904 = 0x000A, 0x002F, 0x0085, 0x01C1, 0x0022
_FORMULA = frozenset({0x0006, 0x0206, 0x0406})
_REAL, _PACKED, _MANY_PACKED = 0x0203, 0x027E, 0x00BD
_BOOLERR, _ROW, _COLINFO, _MERGED = 0x0205, 0x0208, 0x007D, 0x00E5

_STREAMS = ("Workbook", "Book")

_RIGHTS_MANAGED = frozenset({"drmencrypteddataspace", "drmencryptedtransform", "\tdrmcontent"})
"""Entries of a file that a sensitivity label or rights management (IRM) encrypts."""

ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}  # fmt: skip
"""The errors by their number in Excel's binary forms."""


class BiffScan:
    """The marks of each sheet; `data` is given to calamine as it is."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.epoch_1904 = False
        self._marks: list[Marks] = []
        self._stream, self._starts = b"", list[int]()

    def prepare(self) -> None:
        """Read the records of all sheets.

        Raises:
            Unreadable: the file is protected, another kind of document, or its structure makes no sense.
        """
        stream, self.data = workbook_stream(self.data)
        starts: list[int] = []
        calculated = False
        for kind, at, size in _records(stream, 0):
            if kind == _FILEPASS:
                raise protected()
            calculated |= kind == _RECALCID
            if kind == _EPOCH_1904 and size >= 2:
                self.epoch_1904 = stream[at] == 1
            if kind == _BOUNDSHEET and size >= 6:
                starts.append(unpack_from("<I", stream, at)[0])
        SHEETS.check(len(starts))
        self._stream, self._starts = stream, starts
        read = {start: _Sheet(stream, start) for start in dict.fromkeys(starts)}
        scans = [read[start] for start in starts]
        self._marks = [scan.marks for scan in scans]
        if not calculated and not any(scan.has_results for scan in scans):
            # A workbook that no spreadsheet program has saved: the formulas' empty results mean none yet.
            for marks in self._marks:
                marks.uncalculated = [(row, column) for column, rows in marks.linked.items() for row in rows]

    def marks(self, number: int, name: str) -> tuple[Marks, bool]:  # noqa: ARG002 - other forms need the name
        """The marks of the sheet at this position; never a reason to read it again."""
        return (self._marks[number] if number < len(self._marks) else Marks()), False

    def mend(self, number: int, name: str) -> bool:  # noqa: ARG002 - other forms need the name
        """Put 0 in place of numbers that no day can be, which the marks keep as texts. Whether there was any."""
        if not 0 <= number < len(self._starts):
            return False
        mended = bytearray(self._stream)
        for spot, text, at, size in _far_numbers(self._stream, self._starts[number]):
            self._marks[number].texts[spot] = text
            mended[at : at + size] = bytes(size)
        if mended == self._stream:
            return False
        self._stream = bytes(mended)
        file = CompoundFile(self.data)
        name_of_stream = next(each for each in _STREAMS if file.stream(each))
        self.data = file.with_stream(name_of_stream, self._stream)
        return True


def workbook_stream(data: bytes) -> tuple[bytes, bytes]:
    """The stream of records, and the file with the stream's name as calamine spells it.

    Raises:
        Unreadable: the compound file holds something else, or is protected.
    """
    file = CompoundFile(data)
    if not file.names.isdisjoint(_RIGHTS_MANAGED):
        raise rights_managed()
    if "encryptedpackage" in file.names:
        raise protected()
    for name in _STREAMS:
        if stream := file.stream(name):
            return stream, file.respelled(name)
    if "worddocument" in file.names:
        raise Unreadable("this is a Word document, not a spreadsheet.", READABLE)
    raise Unreadable("this file holds no workbook.", READABLE)


class _Sheet:
    """One sheet's records read into `marks`; `has_results` where any formula has a result that is not empty."""

    def __init__(self, stream: bytes, start: int) -> None:
        self.marks = Marks()
        self.has_results = False
        for kind, at, size in _records(stream, start):
            try:
                self._record(stream, kind, at, size)
            except error:
                continue  # A record cut short says nothing.

    def _record(self, stream: bytes, kind: int, at: int, size: int) -> None:
        if kind in _FORMULA and size >= 14:
            self._formula(stream, at)
        elif kind == _BOOLERR and size >= 8:
            row, column, _, value, is_error = unpack_from("<3HBB", stream, at)
            if is_error:
                self.marks.errors[row, column] = ERRORS.get(value, "#ERROR!")
        elif kind == _ROW and size >= 16:
            row, _, _, height = unpack_from("<4H", stream, at)
            if stream[at + 12] & 0x20 or height & 0x7FFF == 0:
                self.marks.hidden_rows.append(row)
        elif kind == _COLINFO and size >= 10:
            first, last, width, _, options = unpack_from("<5H", stream, at)
            if options & 1 or not width:
                self.marks.hidden_columns.append((first, last))
        elif kind == _MERGED and size >= 2:
            for number in range(min(unpack_from("<H", stream, at)[0], (size - 2) // 8)):
                top, bottom, left, right = unpack_from("<4H", stream, at + 2 + 8 * number)
                self.marks.merges.append((top, left, bottom, right))

    def _formula(self, stream: bytes, at: int) -> None:
        row, column = unpack_from("<HH", stream, at)
        self.marks.formula(row, column, calculated=True)
        special = stream[at + 12 : at + 14] == b"\xff\xff"
        if special and stream[at + 6] == 2:
            self.marks.errors[row, column] = ERRORS.get(stream[at + 8], "#ERROR!")
        self.has_results |= not (special and stream[at + 6] == 3)


def _far_numbers(stream: bytes, start: int) -> Iterator[tuple[Spot, str, int, int]]:
    """The numbers out of reach on a sheet: cell, number as text, and where its bytes begin and how many they are."""
    for kind, at, size in _records(stream, start):
        if (kind == _REAL and size >= 14) or (
            kind in _FORMULA and size >= 14 and stream[at + 12 : at + 14] != b"\xff\xff"
        ):
            numbers = [(0, far_real(stream, at + 6), at + 6, 8)]
        elif kind == _PACKED and size >= 10:
            numbers = [(0, far_packed(stream, at + 6), at + 6, 4)]
        elif kind == _MANY_PACKED:
            places = enumerate(range(at + 6, at + size - 5, 6))
            numbers = [(right, far_packed(stream, place), place, 4) for right, place in places]
        else:
            continue
        row, column = unpack_from("<HH", stream, at)
        for right, text, place, width in numbers:
            if text is not None:
                yield (row, column + right), text, place, width


def _records(stream: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """The records of one part (workbook or sheet): kind, where its content begins, size. Parts inside it are passed."""
    depth, at, end = 0, start, len(stream)
    while at + 4 <= end:
        kind, size = unpack_from("<HH", stream, at)
        at += 4
        if kind in _BOF:
            depth += 1
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                return
        elif depth == 1 and at + size <= end:
            yield kind, at, size
        at += size
