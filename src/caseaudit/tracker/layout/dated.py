"""Headings that leave out the word "date": where dates stand under `Latest Update`, it is the Latest Update Date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from caseaudit.kinds.date_texts import read_date_text
from caseaudit.model.definition import Definition, Holds
from caseaudit.model.table import Cell, CellKind
from caseaudit.tracker.layout.header import Heading
from caseaudit.tracker.layout.headings import Headings, Level, Match
from caseaudit.tracker.layout.texts import is_blank

_MOSTLY = 0.8
"""Of a column's distinct entries: so many are dates where it holds dates."""


def dated_headings(
    headings: Mapping[int, Heading],
    names: Headings,
    definition: Definition,
    cells: Callable[[int], Iterable[Cell]],
) -> dict[int, Heading]:
    """The headings, each over dates that names a date field only with "date" after it read as that field.

    A field's own header is taken at its word, and a field that another heading names is left to it.
    """
    found = dict(headings)
    claimed = {each.match.field for each in headings.values()}
    for column, each in headings.items():
        if each.is_list or each.match.level is Level.EXACT or _is_date(definition, each.match):
            continue
        dated = names.whole(f"{each.text} date")
        if dated.field in claimed or dated.level < Level.WORDS or not _is_date(definition, dated):
            continue
        if _are_dates(cells(column)):
            found[column] = Heading(each.text, Match(Level.WORDS, dated.fields))
            claimed.add(dated.field)
    return found


def _is_date(definition: Definition, match: Match) -> bool:
    return match.field is not None and definition.fields[match.field].holds is Holds.DATE


def _are_dates(cells: Iterable[Cell]) -> bool:
    filled = [cell for cell in cells if not is_blank(cell)]
    dates = sum(cell.kind is CellKind.DATE or _reads_as_date(cell) for cell in filled)
    return bool(filled) and dates >= _MOSTLY * len(filled)


def _reads_as_date(cell: Cell) -> bool:
    if cell.kind is not CellKind.TEXT:
        return False
    said = read_date_text(cell.text)
    return (said.day_first or said.month_first) is not None and not cell.text.strip().isdigit()
