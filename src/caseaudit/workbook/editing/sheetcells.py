"""Where the cells of a worksheet stand in its XML."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from caseaudit.model.table import address, letters
from caseaudit.workbook.editing.markup import ATTRIBUTES, Part, attribute
from caseaudit.workbook.faults import damaged
from caseaudit.workbook.marks import Spot
from caseaudit.workbook.sheetxml import column_of, reference, row_number

_RANGE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?")

Area = tuple[int, int, int, int]
"""Top, left, bottom, right; all in."""


@dataclass(frozen=True, slots=True)
class Span:
    """Where a cell's element begins, where its start tag ends, and where the element ends."""

    start: int
    tag_end: int
    end: int


class SheetCells:
    """The cells of one worksheet; `prefix` is that of its tags."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.root = part.root(b"worksheet")
        self.prefix: bytes = self.root[1]
        p = re.escape(self.prefix)
        self._row = re.compile(rb"<" + p + rb"row(?=[\s/>])(" + ATTRIBUTES + b")>")
        self._cell = re.compile(rb"<" + p + rb"c(?=[\s/>])(" + ATTRIBUTES + b")>")
        self._cell_end = re.compile(rb"</" + p + rb"c\s*>")
        start = re.compile(rb"<" + p + rb"sheetData(?=[\s/>])" + ATTRIBUTES + b">").search(part.masked)
        end = re.compile(rb"</" + p + rb"sheetData\s*>").search(part.masked, start.end() if start else 0)
        self._data = (start.end(), end.start()) if start and end else (0, 0)

    def find(self, wanted: Collection[Spot]) -> dict[Spot, list[Span]]:
        """The elements of these cells; a cell that stands twice in a damaged sheet has two, an absent one none."""
        by_row: defaultdict[int, set[Spot]] = defaultdict(set)
        for spot in wanted:
            by_row[spot[0]].add(spot)
        found: defaultdict[Spot, list[Span]] = defaultdict(list)
        for row, start, end in self._rows():
            spots = by_row.get(row)
            if spots:
                for spot, match in self._named(spots, start, end) or self._cells(row, start, end):
                    if spot in spots:
                        found[spot].append(self._span(match))
        return found

    def areas(self, tag: bytes, only: re.Pattern[bytes] | None = None) -> list[Area]:
        """The ranges that the `ref` of these tags names, of those tags alone that `only` matches."""
        found = []
        for match in self._tag(tag).finditer(self.part.masked):
            named = _RANGE.fullmatch(attribute(match[0], "ref") or "")
            if named and (only is None or only.search(match[0])):
                left, top, right, bottom = named.groups()
                ends = (bottom or top, right or left)
                found.append((int(top) - 1, _column(left), int(ends[0]) - 1, _column(ends[1])))
        return found

    def below(self, tag: bytes) -> bytes:
        """The start tag of the first such element below the cells; b"" where there is none."""
        found = self._tag(tag).search(self.part.masked, self._data[1])
        return b"" if found is None else found[0]

    def styles_of_numbers(self, columns: Collection[int]) -> Mapping[int, Counter[int]]:
        """By column: how many cells with a number, or a day in ISO form, have each style."""
        found: dict[int, Counter[int]] = {column: Counter() for column in columns}
        begin, tag = b"<" + self.prefix + b"c ", b"<" + self.prefix + b'c r="'
        if self.part.masked.count(begin) == self.part.masked.count(tag):
            # As nearly every program writes cells; and hundreds of thousands can be in question.
            names = b"|".join(letters(column).encode() for column in columns)
            rest = rb')[0-9]+"(?: s="([0-9]{1,7})")?(?: t="[nd]")?>'
            numbers = re.findall(re.escape(tag) + b"(" + names + rest, self.part.masked)
            for (name, style), count in Counter(numbers).items():
                found[column_of(name)][int(style or 0)] = count
            return found
        for row, start, end in self._rows():
            for (_, column), match in self._cells(row, start, end):
                if (
                    column in found
                    and not match[1].endswith(b"/")
                    and attribute(match[0], "t") in (None, "n", "d")
                ):
                    found[column][int(attribute(match[0], "s") or 0)] += 1
        return found

    def _tag(self, name: bytes) -> re.Pattern[bytes]:
        return re.compile(rb"<" + re.escape(self.prefix) + name + rb"(?=[\s/>])" + ATTRIBUTES + b">")

    def _rows(self) -> Iterator[tuple[int, int, int]]:
        """Every row: its number, where its tag ends, and where the next begins."""
        begin, end = self._data
        row, start = -1, -1
        for match in self._row.finditer(self.part.masked, begin, end):
            if start >= 0:
                yield row, start, match.start()
            row, start = row_number(match[1], row), match.end()
        if start >= 0:
            yield row, start, end

    def _named(self, spots: Collection[Spot], start: int, end: int) -> list[tuple[Spot, re.Match[bytes]]]:
        """The cells found by the places they state, as nearly all cells do; empty where one is not found so."""
        text, found = self.part.masked, []
        for spot in spots:
            name = b' r="' + address(*spot).encode() + b'"'
            at = text.find(name, start, end)
            if at < 0 or text.find(name, at + 1, end) >= 0:
                return []
            match = self._cell.match(text, text.rfind(b"<", start, at))
            if match is None:
                return []
            found.append((spot, match))
        return found

    def _cells(self, row: int, start: int, end: int) -> Iterator[tuple[Spot, re.Match[bytes]]]:
        column = -1
        for match in self._cell.finditer(self.part.masked, start, end):
            row, column = spot = reference(match[1]) or (row, column + 1)
            yield spot, match

    def _span(self, match: re.Match[bytes]) -> Span:
        if match[1].endswith(b"/"):
            return Span(match.start(), match.end(), match.end())
        close = self._cell_end.search(self.part.masked, match.end())
        if close is None:
            raise damaged(f"{self.part.name} is cut short")
        return Span(match.start(), match.end(), close.end())


def inside(spots: Collection[Spot], areas: Collection[Area]) -> set[Spot]:
    """Those of the places that lie in one of the areas, but are not its top left cell."""
    ordered = sorted(spots)
    found: set[Spot] = set()
    for top, left, bottom, right in areas:
        for spot in ordered[bisect_left(ordered, (top, left)) : bisect_left(ordered, (bottom, right + 1))]:
            if left <= spot[1] <= right and spot != (top, left):
                found.add(spot)
    return found


def _column(letters: str) -> int:
    return column_of(letters.upper().encode())
