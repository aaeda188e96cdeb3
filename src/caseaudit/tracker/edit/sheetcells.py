"""Where the cells of a worksheet stand in its XML."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from caseaudit.model.table import letters
from caseaudit.tracker.edit.markup import ATTRIBUTES, Part, attribute
from caseaudit.tracker.read.faults import damaged
from caseaudit.tracker.read.marks import Spot
from caseaudit.tracker.read.sheetxml import column_of, reference, row_number

_RANGE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?")

Area = tuple[int, int, int, int]
"""Top, left, bottom, right; all in."""


class Span(NamedTuple):
    """Where a cell's element begins, where its start tag ends, and where the element ends.

    `plain` is what `plain_cell` makes of the element, None where it is no such cell.
    """

    start: int
    tag_end: int
    end: int
    plain: re.Match[bytes] | None = None


class Gap(NamedTuple):
    """Where the sheet lacks cells of a row between those that it has: new elements go there.

    `tag` is the row's start tag; the bytes from `start` to `end` give way to `before`, the new cells, and `behind`.
    """

    row: int
    columns: tuple[int, ...]
    tag: bytes
    start: int
    end: int
    before: bytes = b""
    behind: bytes = b""


@lru_cache(maxsize=16)
def plain_cell(prefix: bytes) -> re.Pattern[bytes]:
    """A cell as nearly all are: place, style and type, and no more than a value or a text without runs.

    The groups are what follows the place in the start tag, style, type, value, and text.
    """
    p = re.escape(prefix)
    tag = rb"<" + p + rb'c r="[A-Z]{1,3}[0-9]{1,7}"((?: s="([0-9]{1,7})")?(?: t="([A-Za-z]{1,9})")?>)'
    value = rb"<" + p + rb"v>([^<>]*)</" + p + rb"v>"
    text = rb"<" + p + rb"is><" + p + rb't(?: xml:space="preserve")?>([^<>]*)</' + p + rb"t></" + p + rb"is>"
    return re.compile(tag + rb"(?:" + value + rb"|" + text + rb")</" + p + rb"c>")


class SheetCells:
    """The cells of one worksheet; `prefix` is that of its tags."""

    def __init__(self, part: Part) -> None:
        self.part = part
        self.root = part.root(b"worksheet")
        self.prefix: bytes = self.root[1]
        p = re.escape(self.prefix)
        self._row = re.compile(rb"<" + p + rb'row(?: r="([0-9]{1,7})")?(?=[\s/>])(' + ATTRIBUTES + b")>")
        self._cell = re.compile(rb"<" + p + rb"c(?=[\s/>])(" + ATTRIBUTES + b")>")
        self._cell_end = re.compile(rb"</" + p + rb"c\s*>")
        start = re.compile(rb"<" + p + rb"sheetData(?=[\s/>])" + ATTRIBUTES + b">").search(part.masked)
        end = re.compile(rb"</" + p + rb"sheetData\s*>").search(part.masked, start.end() if start else 0)
        self._data = (start.end(), end.start()) if start and end else (0, 0)
        self._plain = plain_cell(self.prefix)
        self._references: dict[int, bytes] = {}

    def find(self, wanted: Collection[Spot]) -> dict[Spot, list[Span]]:
        """The elements of these cells; a cell that stands twice in a damaged sheet has two, an absent one none."""
        found: dict[Spot, list[Span]] = {}
        for spot, span in self.spans(wanted):
            found.setdefault(spot, []).append(span)
        return found

    def spans(self, wanted: Collection[Spot]) -> Iterator[tuple[Spot, Span]]:
        """As `find`, one after the other in the order of the sheet's rows."""
        by_row: defaultdict[int, list[int]] = defaultdict(list)
        for row, column in wanted:
            by_row[row].append(column)
        for row, start, end in self._rows():
            columns = by_row.get(row)
            if columns is not None:
                spans = self._named(row, columns, start, end)
                if len(spans) < len(columns):
                    spans = [(spot, self._span(match)) for spot, match in self._cells(row, start, end)]
                    spans = [(spot, span) for spot, span in spans if spot[0] == row and spot[1] in columns]
                yield from spans

    def gaps(self, absent: Mapping[int, Sequence[int]]) -> Iterator[Gap]:
        """Where cells belong that have no element, by row; a row that the sheet does not have gives none."""
        text = self.part.text
        for row, start, end in self._rows():
            if row not in absent:
                continue
            opens = text.rindex(b"<", 0, start)
            tag = text[opens:start]
            columns = sorted(absent[row])
            if tag.endswith(b"/>"):
                close = b"</%brow>" % self.prefix
                yield Gap(row, tuple(columns), tag, start - 2, start, b">", close)
                continue
            before: defaultdict[int, list[int]] = defaultdict(list)
            here = [(column, match.start()) for (_, column), match in self._cells(row, start, end)]
            last = self.part.masked.rindex(b"</", start, end)
            for column in columns:
                before[next((place for other, place in here if other > column), last)].append(column)
            for place, some in before.items():
                yield Gap(row, tuple(some), tag, place, place)

    def column_tags(self) -> list[bytes]:
        """The tags that say how whole columns look."""
        return [match[0] for match in self._tag(b"col").finditer(self.part.masked, 0, self._data[0])]

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
        counted = self._styles_by_place(columns)
        if counted is not None:
            return counted
        for row, start, end in self._rows():
            for (_, column), match in self._cells(row, start, end):
                if (
                    column in found
                    and not match[1].endswith(b"/")
                    and attribute(match[0], "t") in (None, "n", "d")
                ):
                    style = attribute(match[0], "s") or ""
                    found[column][int(style) if style.isdecimal() else 0] += 1
        return found

    def _styles_by_place(self, columns: Collection[int]) -> dict[int, Counter[int]] | None:
        """`styles_of_numbers` in one go; None where not every cell's tag begins with its place, as nearly all do."""
        names = b"|".join(letters(column).encode() for column in columns)
        number = rb' r="(' + names + rb')[0-9]+"(?: s="([0-9]{1,7})")?(?: t="[nd]")?>'
        tag = rb"<" + re.escape(self.prefix) + rb"c(?:" + number + rb'|(?! r="[A-Z])[\s/>])'
        found: dict[int, Counter[int]] = {column: Counter() for column in columns}
        for (name, style), count in Counter(re.findall(tag, self.part.masked)).items():
            if not name:
                return None
            found[column_of(name)][int(style or 0)] += count
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
            number = match[1]
            row, start = int(number) - 1 if number else row_number(match[2], row), match.end()
        if start >= 0:
            yield row, start, end

    def _named(self, row: int, columns: Sequence[int], start: int, end: int) -> list[tuple[Spot, Span]]:
        """The cells found by the places they state, as nearly all cells do; too few where one is not found so."""
        text, found = self.part.masked, []
        for column in columns:
            reference = self._references.get(column)
            if reference is None:
                reference = self._references[column] = b' r="' + letters(column).encode()
            name = b'%b%d"' % (reference, row + 1)
            at = text.find(name, start, end)
            if at < 0 or text.find(name, at + 1, end) >= 0:
                break
            begin = text.rfind(b"<", start, at)
            plain = self._plain.match(self.part.text, begin, end)
            if plain is not None:
                found.append(((row, column), Span(begin, plain.end(1), plain.end(), plain)))
                continue
            match = self._cell.match(text, begin, end)
            if match is None:
                break
            found.append(((row, column), self._span(match)))
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
