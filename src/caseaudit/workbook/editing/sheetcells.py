"""Where the cells of a worksheet stand in its XML."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from caseaudit.workbook.editing.markup import ATTRIBUTES, Part, attribute
from caseaudit.model.table import letters
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
        rows = {row for row, _ in wanted}
        spots = set(wanted)
        found: defaultdict[Spot, list[Span]] = defaultdict(list)
        for row, start, end in self._rows():
            if row in rows:
                for spot, match in self._cells(row, start, end):
                    if spot in spots:
                        found[spot].append(self._span(match))
        return found

    def areas(self, tag: bytes, only: re.Pattern[bytes] | None = None) -> list[Area]:
        """The ranges that the `ref` of these tags names, of those tags alone that `only` matches."""
        found = []
        for match in re.finditer(rb"<" + re.escape(self.prefix) + tag + rb"(?=\s)" + ATTRIBUTES + b">", self.part.masked):
            named = _RANGE.fullmatch(attribute(match[0], "ref") or "")
            if named and (only is None or only.search(match[0])):
                left, top, right, bottom = named.groups()
                ends = (bottom or top, right or left)
                found.append((int(top) - 1, _column(left), int(ends[0]) - 1, _column(ends[1])))
        return found

    def styles_of_numbers(self, columns: Collection[int]) -> Mapping[int, Counter[int]]:
        """By column: how many cells with a number have each style."""
        if self._states_places():
            # Hundreds of thousands of cells can be in question: one search a column takes what is needed of them.
            return {column: self._styles_in(letters(column).encode()) for column in columns}
        found: dict[int, Counter[int]] = {column: Counter() for column in columns}
        number = self._number(b"")
        for row, start, end in self._rows():
            for (_, column), match in self._cells(row, start, end):
                if column in found and (styled := number.match(match[0])):
                    found[column][int(styled[1] or 0)] += 1
        return found

    def _styles_in(self, column: bytes) -> Counter[int]:
        pattern = self._number(rb"(?=[^<>]*\sr\s*=\s*[\"']" + column + b"[0-9])")
        styles = Counter(pattern.findall(self.part.masked, *self._data))
        return Counter({int(style or 0): count for style, count in styles.items()})

    def _number(self, where: bytes) -> re.Pattern[bytes]:
        """A cell that holds a number, or a day in ISO form; its style is group 1."""
        filled, typed = rb"(?![^<>]*/>)", rb"(?![^<>]*\st\s*=\s*[\"'](?![nd][\"']))"
        style = rb"(?:[^<>]*?\ss\s*=\s*[\"']([0-9]{1,7})[\"'])?"
        return re.compile(rb"<" + re.escape(self.prefix) + rb"c(?=[\s/>])" + where + filled + typed + style)

    def _states_places(self) -> bool:
        """Whether every cell says where it stands."""
        silent = re.compile(rb"<" + re.escape(self.prefix) + rb"c(?=[\s/>])(?![^<>]*\sr\s*=)")
        return silent.search(self.part.masked, *self._data) is None

    def has(self, tag: bytes) -> bool:
        """Whether the sheet has an element of this name."""
        return re.search(rb"<" + re.escape(self.prefix) + tag + rb"[\s/>]", self.part.masked) is not None

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

    def _cells(self, row: int, start: int, end: int) -> Iterator[tuple[Spot, re.Match[bytes]]]:
        column = -1
        for match in self._cell.finditer(self.part.masked, start, end):
            row, column = spot = reference(match[1]) or (row, column + 1)
            yield spot, match

    def _span(self, match: re.Match[bytes]) -> Span:
        if match[1].endswith(b"/"):
            return Span(match.start(), match.end(), match.end())
        close = self._cell_end.search(self.part.masked, match.end())
        return Span(match.start(), match.end(), close.end() if close else match.end())


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
