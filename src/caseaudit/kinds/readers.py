"""How each kind of field reads one cell. The rules and `normalize` share this one reader.

A reading says at once whether an entry is missing, standard, nonstandard but clear, or of no use, by the first that
fits: blank, formula error, placeholder, stray characters, another form, date kept as text, no date, another spelling,
no term.
"""

from __future__ import annotations

from datetime import date, datetime

from caseaudit.kinds.characters import is_tidy, tidy, tidy_text
from caseaudit.kinds.date_texts import read_month_text
from caseaudit.kinds.dates import DayOrder, day_order, in_words, one_date, read_date_cell
from caseaudit.kinds.error_words import ERROR_SIGNS
from caseaudit.kinds.identifiers import compare_key, identifier_form, standard_identifier
from caseaudit.kinds.reading import BLANK_ENTRY, MIDNIGHT, STRAYS, CellReader, Fault, Reader, Reading, State
from caseaudit.kinds.standins import StandIns, stand_ins_of
from caseaudit.kinds.term_readers import TermReader, TermsReader
from caseaudit.kinds.wrapping import unwrapped
from caseaudit.model.definition import Definition, Field, Holds
from caseaudit.model.table import Cell, CellKind

__all__ = [
    "DayOrder", "Reader", "Reading", "State", "compare_key", "day_order", "reader", "standard_identifier"
]  # fmt: skip


def reader(
    field: Field,
    definition: Definition,
    list_name: str,
    *,
    order: DayOrder = DayOrder.UNSETTLED,
    iso_text_is_clean: bool = False,
    epoch_1904: bool = False,
) -> Reader:
    """The reader of a field on a list ("" where no list is known).

    `order` is the column's order of day and month; `iso_text_is_clean` says that `2020-03-31` as text is standard, as
    in a `.csv`; `epoch_1904` that plain numbers count days from 1904.
    """
    labels = tuple(each.header for each in definition.fields.values())
    stand_ins = stand_ins_of(definition.stand_ins, labels)
    vocabulary = None if field.vocabulary is None else definition.vocabularies[field.vocabulary]
    match field.holds:
        case Holds.DATE:
            limits = definition.limits
            dates = MonthReader if field.months else DateReader
            return dates(stand_ins, order, iso_text_is_clean, epoch_1904, limits.earliest, limits.latest)
        case Holds.IDENTIFIER if field.pattern is not None:
            return IdentifierReader(stand_ins, field.pattern)
        case Holds.TERM if vocabulary is not None:
            return TermReader(stand_ins, vocabulary, list_name)
        case Holds.TERMS if vocabulary is not None:
            return TermsReader(stand_ins, vocabulary, list_name)
        case _:
            return TextReader(stand_ins)


class TextReader(CellReader):
    """Free text: anything is right that has no stray characters and that no program has wrapped."""

    _prose = True

    def read(self, cell: Cell | None) -> Reading:
        """What the cell says; a text that begins like neither a stand-in nor an error needs no more asking."""
        if cell is not None and cell.kind is CellKind.TEXT and not cell.linked:
            text = cell.value
            if isinstance(text, str) and self._is_plain(text):
                return Reading(State.STANDARD, None, text)
        return super().read(cell)

    def _is_plain(self, text: str) -> bool:
        return (
            self._stand_ins.excludes(text)
            and text[0] not in ERROR_SIGNS
            and is_tidy(text)
            and unwrapped(text, prose=True) is None
        )

    def _read_text(self, text: str) -> Reading:
        if is_tidy(text):
            return Reading(State.STANDARD, value=text)
        tidied = tidy_text(text)
        return Reading(State.FIXABLE, Fault.STRAYS, tidied, tidied, STRAYS)


class IdentifierReader(CellReader):
    """An identifier by its pattern."""

    def __init__(self, stand_ins: StandIns, pattern: str) -> None:
        super().__init__(stand_ins)
        self._form = identifier_form(pattern)
        self._pattern = pattern.casefold()

    def read(self, cell: Cell | None) -> Reading:
        """What the cell says; a right one, by far the most common, needs no other question."""
        if cell is not None and cell.kind is CellKind.TEXT:
            text = cell.value
            if isinstance(text, str) and self._form.exact(text):
                return Reading(State.STANDARD, None, text)
        return super().read(cell)

    def _stands_in(self, text: str) -> bool:
        return tidy(text).casefold() == self._pattern or super()._stands_in(text)

    def _read_text(self, text: str) -> Reading:
        if self._form.exact(text):
            return Reading(State.STANDARD, value=text)
        tidied = tidy(text)
        if self._form.exact(tidied):
            return Reading(State.FIXABLE, Fault.STRAYS, tidied, tidied, STRAYS)
        standard = self._form.standard(text)
        if standard is not None:
            return Reading(State.FIXABLE, Fault.FORM, standard, standard)
        return Reading(State.FAULTY, Fault.FORM)


class DateReader(CellReader):
    """A date, as a date cell or as text that says one day only."""

    def __init__(
        self,
        stand_ins: StandIns,
        order: DayOrder,
        iso_text_is_clean: bool,
        epoch_1904: bool,
        earliest: date,
        latest: date,
    ) -> None:
        super().__init__(stand_ins)
        self._order, self._iso_text_is_clean, self._epoch_1904 = order, iso_text_is_clean, epoch_1904
        self._earliest, self._latest = earliest, latest

    def _without_content(self, cell: Cell) -> Reading | None:
        if cell.kind is CellKind.OTHER and MIDNIGHT.fullmatch(cell.text):
            return BLANK_ENTRY
        if self._epoch_1904 and cell.linked and cell.value == datetime(1904, 1, 1):
            return BLANK_ENTRY
        return super()._without_content(cell)

    def _read_text(self, text: str) -> Reading:
        return self._read_other(Cell(CellKind.TEXT, text))

    def _written(self, found: Reading, entry: str) -> str:
        return (
            found.value.isoformat() if type(self) is DateReader and isinstance(found.value, date) else entry
        )

    def _read_other(self, cell: Cell) -> Reading:
        day, why = one_date(read_date_cell(cell, self._epoch_1904), self._order)
        if day is None:
            return Reading(State.FAULTY, Fault.NO_DATE, why=why)
        if not self._earliest <= day <= self._latest:
            span = f"{in_words(self._earliest)} to {in_words(self._latest)}"
            return Reading(
                State.FAULTY, Fault.NO_DATE, why=f"reads as {in_words(day)}, which is outside {span}"
            )
        if cell.kind is CellKind.DATE:
            return Reading(State.STANDARD, value=day)
        standard = day.isoformat()
        if self._iso_text_is_clean and cell.kind is CellKind.TEXT:
            if cell.value == standard:
                return Reading(State.STANDARD, value=day)
            if tidy(str(cell.value)) == standard:
                return Reading(State.FIXABLE, Fault.STRAYS, day, standard, STRAYS)
        return Reading(State.FIXABLE, Fault.TEXT, day, standard)


class MonthReader(DateReader):
    """A date, or a month where the day is not known, which is read as its first day."""

    def _read_other(self, cell: Cell) -> Reading:
        text = cell.value if cell.kind is CellKind.TEXT else None
        month = read_month_text(text) if isinstance(text, str) else None
        if month is None or not isinstance(text, str) or not self._earliest <= month <= self._latest:
            return super()._read_other(cell)
        tidied = tidy(text)
        if text == tidied:
            return Reading(State.STANDARD, value=month)
        return Reading(State.FIXABLE, Fault.STRAYS, month, tidied, STRAYS)
