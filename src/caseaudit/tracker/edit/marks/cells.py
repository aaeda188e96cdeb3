"""The marked cells of one sheet: each gets another format; a cell that the sheet has no element for gets one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping

from caseaudit.model.definition import Severity
from caseaudit.model.table import letters
from caseaudit.tracker.edit.marks.formats import Unshading
from caseaudit.tracker.edit.markup import ATTRIBUTES, Splice, attribute, with_attribute
from caseaudit.tracker.edit.sheetcells import SheetCells
from caseaudit.tracker.read.marks import Spot

FormatOf = Callable[[int, Severity, bool], int]
"""The format for a cell with this format and severity; whether the sheet has an element for it."""


def coloring(
    cells: SheetCells, marks: Mapping[Spot, Severity], format_of: FormatOf
) -> tuple[list[Splice], set[Spot]]:
    """The changes that color the cells, and the places that could not be colored, for the sheet has no such row."""
    splices: list[Splice] = []
    text, found = cells.part.text, set[Spot]()
    known: dict[tuple[bytes, Severity], bytes] = {}
    for spot, span in cells.spans(marks):
        found.add(spot)
        begin = span.start if span.plain is None else span.plain.start(1)
        key = text[begin : span.tag_end], marks[spot]
        tag = known.get(key)
        if tag is None:
            tag = with_attribute(key[0], "s", str(format_of(_format(key[0]), key[1], True)))
            if (
                span.plain is not None
            ):  # What follows the place is made once for all cells that have the same.
                known[key] = tag
        splices.append(Splice(begin, span.tag_end, tag))
    absent: defaultdict[int, list[int]] = defaultdict(list)
    for row, column in marks:
        if (row, column) not in found:
            absent[row].append(column)
    of_columns = _column_formats(cells)
    placed: set[Spot] = set()
    for gap in cells.gaps(absent):
        row_format = _format(gap.tag) if attribute(gap.tag, "customFormat") in ("1", "true") else None
        made = b""
        for column in gap.columns:
            base = row_format if row_format is not None else of_columns(column)
            number = format_of(base, marks[gap.row, column], False)
            place = letters(column).encode() + b"%d" % (gap.row + 1)
            made += b'<%bc r="%b" s="%d"/>' % (cells.prefix, place, number)
            placed.add((gap.row, column))
        splices.append(Splice(gap.start, gap.end, gap.before + made + gap.behind))
    unplaced = {(row, column) for row, columns in absent.items() for column in columns} - placed
    return splices, unplaced


def uncoloring(cells: SheetCells, formats: Unshading) -> Iterator[Splice]:
    """The changes that take the colors off every marked cell, wherever it stands by now."""
    if not formats.marked:
        return
    wanted = b"|".join(b"%d" % number for number in sorted(formats.marked, reverse=True))
    p = re.escape(cells.prefix)
    marked = re.compile(rb"<" + p + rb"(c|row|col)(?=[\s])" + ATTRIBUTES + b">")
    has_mark = re.compile(rb"""\s(?:s|style)\s*=\s*["'](?:""" + wanted + rb""")["']""")
    text = cells.part.masked
    for match in marked.finditer(text):
        tag = match[0]
        if not has_mark.search(tag):
            continue
        name = "style" if match[1] == b"col" else "s"
        number = int(attribute(tag, name) or 0)
        if number not in formats.marked:
            continue
        stood = formats.marked[number].before.stood
        if match[1] == b"c" and not stood and tag.endswith(b"/>"):
            yield Splice(match.start(), match.end(), b"")
            continue
        before = formats.format_before(number)
        yield Splice(match.start(), match.end(), with_attribute(tag, name, str(before) if before else None))


def _format(tag: bytes) -> int:
    number = attribute(tag, "s")
    return int(number) if number is not None and number.isdecimal() else 0


def _column_formats(cells: SheetCells) -> Callable[[int], int]:
    ranges = []
    for tag in cells.column_tags():
        ends = [attribute(tag, name) or "" for name in ("min", "max", "style")]
        if all(each.isdecimal() for each in ends):
            ranges.append((int(ends[0]) - 1, int(ends[1]) - 1, int(ends[2])))
    return lambda column: next((style for first, last, style in ranges if first <= column <= last), 0)
