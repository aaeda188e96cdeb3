"""The marks of an `.xlsb` workbook, from the records of its sheets ([MS-XLSB])."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from struct import error as StructError
from struct import unpack_from

from caseaudit.workbook.biff import ERRORS
from caseaudit.workbook.marks import Marks
from caseaudit.workbook.package import Package, relations

_ROW, _ERROR, _COLUMN, _MERGE, _SHEET = 0, 3, 60, 176, 156
_FORMULAS = frozenset({8, 9, 10, 11})
_FORMULA_ERROR = 11


class XlsbScan:
    """The marks of each sheet; `data` is given to calamine as it is."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._package = Package(data)
        self._parts: dict[str, str] = {}

    def prepare(self) -> None:
        """Find the sheets' parts, and see that what calamine unpacks is within bounds."""
        folder, file = "xl", "workbook.bin"
        related = relations(self._package, folder, f"{folder}/_rels/{file}.rels")
        targets = {identity: target for found in related.values() for identity, target in found}
        for kind, record in _records(self._package.part(posixpath.join(folder, file))):
            if kind == _SHEET:
                identity, end = _text(record, 8)
                name, _ = _text(record, end)
                self._parts[name] = targets.get(identity, "")
        for name in ("xl/sharedStrings.bin", "xl/styles.bin"):
            self._package.weigh(name)

    def marks(self, number: int, name: str) -> tuple[Marks, bool]:
        """The marks of a sheet; never a reason to read it again."""
        marks = Marks()
        row = 0
        for kind, record in _records(self._package.part(self._parts.get(name, ""))):
            try:
                if kind == _ROW:
                    (row,) = unpack_from("<I", record)
                    if record[11] & 0x10 or unpack_from("<H", record, 8)[0] == 0:
                        marks.hidden_rows.append(row)
                else:
                    _mark(marks, row, kind, record)
            except (StructError, IndexError):
                continue  # A record cut short says nothing.
        return marks, False


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


def _records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """The records of a part: kind and content. Both numbers ahead of it are of 7 bits a byte."""
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
        yield kind, part[at : at + size]
        at += size


def _text(record: bytes, at: int) -> tuple[str, int]:
    """A counted text of 16-bit letters, and where it ends."""
    (length,) = unpack_from("<I", record, at)
    end = at + 4 + 2 * length
    return record[at + 4 : end].decode("utf-16-le", "replace"), end
