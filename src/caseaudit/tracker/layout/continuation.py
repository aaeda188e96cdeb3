"""Rows that belong to the case above: parts of a merged block, and entries wrapped into the next row."""

from __future__ import annotations

from collections.abc import Mapping

from caseaudit.kinds.vocabulary import Lexicon, lexicon
from caseaudit.model.definition import Field, Holds
from caseaudit.model.table import Cell, CellKind, Sheet
from caseaudit.tracker.layout.columns import Settled
from caseaudit.tracker.layout.merging import merged_down
from caseaudit.tracker.layout.texts import is_blank
from caseaudit.tracker.layout.tools import Tools


class Continuation:
    """Tells which rows of one table continue a case."""

    def __init__(self, sheet: Sheet, settled: Settled, tools: Tools) -> None:
        self._sheet = sheet
        self._definition = tools.definition
        self._fields = {column: tools.definition.fields[name] for name, column in settled.fields.items()}
        self._number = settled.fields.get(tools.definition.roles.case_number, -1)
        number = self._number
        merges = merged_down(sheet, lambda merge: merge.left <= number <= merge.right)
        self._merged = {row: top for top, rows in merges for row in rows}

    def merged_case(self, row: int, cells: Mapping[int, Cell]) -> int | None:
        """The row of the case whose merged case number reaches down to this row, or None."""
        top = self._merged.get(row)
        if top is None or self._number in cells or is_blank(self._sheet.at(top, self._number)):
            return None
        return top

    def continues(self, row: int, cells: Mapping[int, Cell], above: int) -> bool:
        """Whether each of the row's cells goes on with the entry of the case in row `above`."""
        return all(self._goes_on(column, cell, above) for column, cell in cells.items()) and row > above

    def _goes_on(self, column: int, cell: Cell, above: int) -> bool:
        field = self._fields.get(column)
        if field is None:
            return cell.kind is CellKind.TEXT
        before = self._sheet.at(above, column)
        if field.holds in (Holds.TEXT, Holds.UPDATE):
            return cell.kind is CellKind.TEXT and not self._names_other(field, cell, before)
        terms = self._lexicon(field)
        if terms is None:
            return is_blank(before) and cell.kind in (CellKind.DATE, CellKind.NUMBER)
        if is_blank(before) or field.holds is Holds.TERMS:
            return _names(terms, cell.text) or (
                before is not None and _names(terms, f"{before.text} {cell.text}")
            )
        return before is not None and terms.resolve(f"{before.text} {cell.text}").term is not None

    def terms(self, cells: Mapping[int, Cell]) -> int:
        """How many of a row's cells are a standard term of their field."""
        found = ((cell, self._fields.get(column)) for column, cell in cells.items())
        return sum(
            (terms := self._lexicon(field)) is not None and terms.is_term(cell.text)
            for cell, field in found
            if field is not None
        )

    def _names_other(self, field: Field, cell: Cell, before: Cell | None) -> bool:
        """Whether the text, under an entry that is whole, is a term of another field: the banner of a group."""
        if is_blank(before) or field.holds is not Holds.TEXT:
            return False
        return any(
            (terms := self._lexicon(other)) is not None and terms.is_term(cell.text)
            for other in self._fields.values()
        )

    def _lexicon(self, field: Field) -> Lexicon | None:
        vocabulary = self._definition.vocabulary_of(field.name)
        return None if vocabulary is None else lexicon(vocabulary, "")


def _names(terms: Lexicon, text: str) -> bool:
    return any(terms.resolve(part).terms for part in text.replace("\n", ";").split(";") if part.strip())
