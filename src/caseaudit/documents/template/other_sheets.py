"""The sheets beside the lists: what the tracker is, and the standard terms.

Their content stands in one column, or in two without a header, so that nobody takes them for lists of cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

from caseaudit.documents.template import styles
from caseaudit.documents.template.printing import print_as_text
from caseaudit.findings.rule import Rule
from caseaudit.findings.spoken import one_line, rules_for
from caseaudit.model.controls import COLOURS, TERMS_NOTE, Mark, TermRange, placed
from caseaudit.model.definition import Definition, Need

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_README_WIDTH, _TERM_WIDTH, _MEANING_WIDTH = 104, 42, 84
_TIGHT = 1.05
"""How many letters a line holds for each sign of its column's width, also where another font stands in."""
_HEIGHTS = {"title": 28, "head": 21}
_LINE = 15.0

_HEADS = (
    (Need.REQUIRED, "Header: required for every case of the list."),
    (
        Need.ONLY_FROM_PHASE,
        "Header: required once the case has reached a phase, or where another field says so; its note tells.",
    ),
    (Need.OPTIONAL, "Header: may be left blank."),
    (Need.BLANK, "Header: stays blank on this list; the column is there so that whole rows can be moved."),
)
_CELLS = (
    (Mark.MISSING, "Cell: a required entry is missing, or only stood in for (TBD, N/A, a dash)."),
    (
        Mark.CONFLICT,
        "Cell: contradicts another entry: a date before the one ahead of it or before the date received, an entry "
        "where there must be none, a phase that the status does not share, a number that stands twice.",
    ),
    (
        Mark.NONSTANDARD,
        "Cell: not in standard form: no standard term, another form of the number, not a real date, a date in the "
        "future, spaces around the words.",
    ),
)


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the README: its text, its kind, and the colour beside it."""

    text: str
    kind: str = ""
    colour: str = ""


def write_readme(
    sheet: Worksheet, definition: Definition, rules: Sequence[Rule], terms_sheet: str, command: str
) -> None:
    """Write the sheet that says what the tracker is and how it is used; `command` audits it."""
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 4, _README_WIDTH
    row = 1
    for line in _readme(definition, rules, terms_sheet, command):
        cell = styles.write(sheet.cell(row, 2), line.text) if line.text else sheet.cell(row, 2)
        size, colour, bold = {"title": (18, "1F3A5F", True), "head": (13, "1F3A5F", True)}.get(
            line.kind, (11, styles.FAINT if line.kind == "faint" else styles.INK, False)
        )
        cell.font, cell.alignment = styles.font(size, colour, bold=bold), styles.top()
        if line.colour:
            sheet.cell(row, 1).fill, sheet.cell(row, 1).border = styles.fill(line.colour), styles.lines()
        sheet.row_dimensions[row].height = _HEIGHTS.get(line.kind) or _height(line.text, _README_WIDTH) + 2
        row += 1
    print_as_text(sheet, definition.title, pages=1)


def write_terms(sheet: Worksheet, ranges: Sequence[TermRange]) -> Mapping[str, tuple[int, int]]:
    """Write the sheet of standard terms; the first and last row of each range, which stands in column A."""
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = _TERM_WIDTH, _MEANING_WIDTH
    styles.write(sheet.cell(1, 1), sheet.title).font = styles.font(18, "1F3A5F", bold=True)
    sheet.row_dimensions[1].height = _HEIGHTS["title"]
    styles.write(sheet.cell(2, 1), TERMS_NOTE).font = styles.font(11, styles.FAINT)
    rows = placed(ranges)
    for each in ranges:
        first, _ = rows[each.name]
        styles.write(sheet.cell(first - 1, 1), each.title).font = styles.font(13, "1F3A5F", bold=True)
        for number, (term, meaning) in enumerate(zip(each.terms, each.meanings, strict=True)):
            cell = styles.write(sheet.cell(first + number, 1), term)
            cell.font, cell.alignment = styles.font(), styles.top()
            if meaning:
                beside = styles.write(sheet.cell(first + number, 2), meaning)
                beside.font, beside.alignment = styles.font(11, styles.FAINT), styles.top()
            sheet.row_dimensions[first + number].height = max(
                _height(term, _TERM_WIDTH), _height(meaning, _MEANING_WIDTH)
            )
    sheet.protection.enable()  # without a password: against slips, not against people
    sheet.protection.formatColumns = False
    print_as_text(sheet, sheet.title, pages=0)
    return rows


def _readme(definition: Definition, rules: Sequence[Rule], terms_sheet: str, command: str) -> Iterator[_Line]:
    yield _Line(one_line(definition.title), "title")
    name, version = one_line(definition.name), one_line(definition.version)
    yield _Line(f"Made by caseaudit from the definition {name}, version {version}.", "faint")
    yield from _section("The lists", _lists(definition))
    yield from _section(
        "How to use it", (_Line(f"• {text}") for text in _steps(definition, terms_sheet, command))
    )
    phases = definition.phases
    if phases:
        numbered = (
            _Line(f"{number}. {_named(term.name, term.guidance.meaning)}")
            for number, term in enumerate(phases, start=1)
        )
        yield from _section("The phases", numbered)
    yield from _section("What the colours mean", _colours(definition))
    checks = (
        _Line(f"{rule.code} {rule.name}: {one_line(rule.title)}") for rule in rules_for(definition, rules)
    )
    yield from _section("The rules that check it", checks)
    yield _Line('"caseaudit explain CODE" shows a rule with wrong and right entries.', "faint")


def _section(title: str, lines: Iterator[_Line]) -> Iterator[_Line]:
    yield _Line("")
    yield _Line(title, "head")
    yield from lines


def _lists(definition: Definition) -> Iterator[_Line]:
    for each in definition.lists.values():
        said = " ".join(filter(None, (each.guidance.meaning, each.guidance.enter)))
        yield _Line(_named(each.title, said))


def _steps(definition: Definition, terms_sheet: str, command: str) -> Iterator[str]:
    several = len(definition.lists) > 1
    yield "A case is one row" + (", on the sheet of the list it belongs to." if several else ".")
    yield "Point at a header to read what the field means and how to enter it. The headers stay as they are."
    if definition.vocabularies:
        yield (
            f'Where a cell has a dropdown, choose from it. The sheet "{terms_sheet}" has the terms with their meanings.'
        )
    yield (
        "Pasting over cells takes away their dropdowns and checks, but the colours stay. Paste values only, and look "
        "at the colours afterwards."
    )
    if several:
        yield "When a case moves to another list, move its whole row; the columns are the same everywhere."
    yield f"To check the whole tracker, run: {command}"


def _colours(definition: Definition) -> Iterator[_Line]:
    needs = {need.need for field in definition.fields.values() for need in field.needs.values()}
    if needs & {Need.FROM_PHASE, Need.ONLY_WHERE}:
        needs.add(Need.ONLY_FROM_PHASE)
    yield from (_Line(said, colour=styles.HEADERS[need].fill) for need, said in _HEADS if need in needs)
    yield from (_Line(said, colour=COLOURS[mark].fill) for mark, said in _CELLS)


def _named(name: str, said: str) -> str:
    return one_line(f"{name}: {said}" if said else name)


def _height(text: str, width: int) -> float:
    """How high a row must be, in points, to show a text in a column of this width."""
    return _LINE * max(1, ceil(len(text) / (width * _TIGHT)))
