"""The scan of one worksheet's XML in an .xlsx package, for what calamine does not tell.

The XML is taken in blocks of whole rows. In most blocks a few searches of literal strings find nothing and
that is all; only where one hits are the tags looked at. Places are counted from 0.
"""

from __future__ import annotations

import re

from caseaudit.tracker.read.faraway import Spread
from caseaudit.tracker.read.limits import CELLS, MERGES, ROWS
from caseaudit.tracker.read.marks import Marks, Spot
from caseaudit.tracker.read.sheetxml import (
    Read,
    Tags,
    column_of,
    reference,
    row_number,
    split,
    unescaped,
    walk,
)

KNOWN_ERRORS = frozenset({"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"})
"""The errors that calamine knows; any other makes it refuse the sheet."""

LONGEST_TAG = 4096

_KIND = re.compile(rb"""\st\s*=\s*["'](\w*)["']""")
_HIDDEN = re.compile(rb"""\shidden\s*=\s*["'](?:1|true|on)["']|\sht\s*=\s*["']0*+\.?0*+["']""")
_NO_WIDTH = re.compile(rb"""\swidth\s*=\s*["']0*+\.?0*+["']""")
_TYPED = re.compile(rb"""t=["'][ed]["']""")
_RANGE = re.compile(rb"""\sref\s*=\s*["']\$?([A-Z]+)\$?([0-9]+):\$?([A-Z]+)\$?([0-9]+)["']""")


class SheetScan:
    """One worksheet: its `marks`, how far its cells lie apart, and why calamine must not be given the XML as it is."""

    def __init__(self, read: Read, recalculates: bool = False) -> None:
        """`recalculates`: the workbook asks for a full calculation on opening, so that a 0 may be no result."""
        self.marks = Marks()
        self.spread = Spread()
        self.recalculates = recalculates
        self.strange_errors = self.dates_with_zone = self.has_sections = False
        self._row, self._counted, self.cells = -1, 0, 0
        self.tags, blocks = split(read)
        for part, block in blocks:
            if part == "head":
                self._head(block)
            elif part == "rows":
                self._rows(block)
            else:
                self._tail(block)

    def _head(self, head: bytes) -> None:
        self.has_sections = b"<!--" in head
        for match in self.tags.column.finditer(head):
            attributes = match[1]
            if _HIDDEN.search(attributes) or _NO_WIDTH.search(attributes):
                low = re.search(rb"""\smin\s*=\s*["']([0-9]{1,6})["']""", attributes)
                high = re.search(rb"""\smax\s*=\s*["']([0-9]{1,6})["']""", attributes)
                if low and high:
                    self.marks.hidden_columns.append((int(low[1]) - 1, min(int(high[1]), 16384) - 1))

    def _tail(self, tail: bytes) -> None:
        for match in self.tags.merge.finditer(tail):
            found = _RANGE.search(match[1])
            if found:
                left, top, right, bottom = found.groups()
                merge = (int(top) - 1, column_of(left), int(bottom) - 1, column_of(right))
                self.marks.merges.append(merge)
        MERGES.check(len(self.marks.merges))

    def _rows(self, block: bytes) -> None:
        before = self._row
        tags = self.tags.row.findall(block)
        joined = b"".join(tags)
        if b"hidden" in joined or b"ht=" in joined or joined.count(b' r="') != len(tags):
            self._row_tags(tags)
        elif tags:
            self._row = row_number(tags[-1], self._row)
        self._counted += len(tags)
        ROWS.check(max(self._counted, self._row + 1))
        self.cells += block.count(self.tags.cell_start)
        CELLS.check(self.cells)
        if tags:
            self.spread.add(block, len(tags), row_number(tags[0], before), self._row)
        self.has_sections |= b"!" in block and b"CDATA[" in block
        if _TYPED.search(block):
            self._typed(block, before)
        if self.tags.formula_start.search(block):
            self._formulas(block, before)

    def _row_tags(self, tags: list[bytes]) -> None:
        for tag in tags:
            self._row = row_number(tag, self._row)
            if _HIDDEN.search(tag):
                self.marks.hidden_rows.append(self._row)

    def _typed(self, block: bytes, before: int) -> None:
        places = _Places(self.tags, block, before)
        for match in _TYPED.finditer(block):
            start = self._tag_start(block, match.start())
            end = block.find(b">", max(start, 0), match.end() + LONGEST_TAG)
            if start < 0 or end < match.start():
                continue  # The letters stand in a text, not in a tag.
            value = self.tags.result.match(block, end + 1)
            text = "" if value is None else unescaped(value[1])
            if b"d" in match[0]:
                self.dates_with_zone |= text.endswith("Z")
            elif text and (spot := places.of(start, block[start:end])) is not None:
                self.marks.errors[spot] = text
                self.strange_errors |= text not in KNOWN_ERRORS

    def _tag_start(self, block: bytes, within: int) -> int:
        return block.rfind(self.tags.cell_start, max(within - LONGEST_TAG, 0), within)

    def _formulas(self, block: bytes, before: int) -> None:
        places = _Places(self.tags, block, before)
        for match in self.tags.formula.finditer(block):
            start = self._tag_start(block, match.start())
            if start < 0:
                continue  # No cell: the XML is broken here.
            tag = block[start : match.start()]
            spot = places.of(start, tag)
            if spot is None:
                continue
            row, column = spot
            self.marks.formula(row, column, self._is_calculated(tag, match[0], match[1]))

    def _is_calculated(self, tag: bytes, whole: bytes, value: bytes | None) -> bool:
        if value:
            return not (self.recalculates and value.strip() in (b"0", b"0.0") and b"t=" not in tag)
        kind = _KIND.search(tag)
        has_value = value is not None or (whole.endswith(b"/>") and whole.count(b"<") > 1)
        return has_value and kind is not None and kind[1] == b"str"


class _Places:
    """Where the cells of one block stand, also those that state no place and follow the one before."""

    def __init__(self, tags: Tags, block: bytes, before: int) -> None:
        self.tags, self.block, self.before = tags, block, before
        self._implied: dict[int, Spot] | None = None

    def of(self, start: int, tag: bytes) -> Spot | None:
        """The place of the cell whose tag begins at `start`; None where the XML is broken there."""
        stated = reference(tag)
        if stated is not None:
            return stated
        if self._implied is None:
            self._implied = {at: spot for at, spot, _ in walk(self.tags, self.block, self.before)}
        return self._implied.get(start)
