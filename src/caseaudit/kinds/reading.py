"""What one cell says, and what all readers share: blanks, formula errors and stand-ins come first."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple, Protocol

from caseaudit.kinds.characters import is_blank
from caseaudit.kinds.error_words import ERROR_SIGNS, is_error
from caseaudit.kinds.standins import StandIns
from caseaudit.kinds.wrapping import Wrapped, unwrapped
from caseaudit.model.table import Cell, CellKind
from caseaudit.model.words import TOO_LONG


class State(StrEnum):
    """What an entry is good for."""

    BLANK = "blank"
    STAND_IN = "stand-in"
    STANDARD = "standard"
    FIXABLE = "fixable"
    """Nonstandard, and it stands for exactly one standard entry."""
    FAULTY = "faulty"
    UNAUDITED = "unaudited"
    """A formula that holds no value."""


class Fault(StrEnum):
    """What is wrong with a fixable or faulty entry; each is for a rule to report."""

    SPELLING = "another spelling of a term"
    UNKNOWN = "no term, or more than one"
    FORM = "another form"
    TEXT = "a date kept as text"
    NO_DATE = "no readable date"
    STRAYS = "stray characters"
    ERROR = "a formula error"


class Reading(NamedTuple):
    """What one cell says. `fault` is what is wrong with a fixable or faulty entry.

    `value` is what the entry resolves to; None where it is blank, a stand-in or faulty. `standard` is what to
    write instead of a fixable one. `why` ends a sentence that begins with the entry: `reads as 3 April 2020 and as
    4 March 2020`. `nearest` is a hint for a person and never applied.
    """

    state: State
    fault: Fault | None = None
    value: date | str | tuple[str, ...] | None = None
    standard: str | None = None
    why: str = ""
    nearest: str | None = None


class Reader(Protocol):
    """Reads the cells of one field on one list."""

    def read(self, cell: Cell | None) -> Reading:
        """What the cell says; never raises, whatever it holds."""
        ...


STRAYS = "spaces around or doubled, or characters that do not show"
"""Why an entry is S206, unless a program wrapped it."""
_WRAPPING = "what a program wrapped around it"

BLANK_ENTRY = Reading(State.BLANK)
_STAND_IN = Reading(State.STAND_IN)
_UNAUDITED = Reading(State.UNAUDITED)
_FORMULA_ERROR = Reading(State.FAULTY, Fault.ERROR)
_TOO_LONG = Reading(State.FAULTY, Fault.ERROR, why="is longer than a cell may be, and was not read")
MIDNIGHT = re.compile(r"0?0:00(?::00(?:\.0+)?)?|0(?:\.0+)?")
_DAYS_ZERO = (date(1899, 12, 30), date(1899, 12, 31))


def _is_day_zero(cell: Cell) -> bool:
    """Whether a date cell shows the day before the first: the date of a linked empty cell."""
    return isinstance(cell.value, datetime) and cell.value.date() in _DAYS_ZERO


class CellReader:
    """What every kind shares: blanks, formula errors, placeholders and wrappings come before the reading proper."""

    _prose = False
    """Whether any text may stand in the field, so that only a sure wrapping is taken off."""

    def __init__(self, stand_ins: StandIns) -> None:
        self._stand_ins = stand_ins

    def read(self, cell: Cell | None) -> Reading:
        if cell is None:
            return BLANK_ENTRY
        if cell.kind is CellKind.TEXT and not cell.linked:
            return self._read_entry(str(cell.value))
        early = self._without_content(cell)
        if early is not None:
            return early
        return self._read_entry(str(cell.value)) if cell.kind is CellKind.TEXT else self._read_other(cell)

    def _read_entry(self, text: str) -> Reading:
        wrapped = unwrapped(text, prose=self._prose)
        if wrapped is not None:
            return self._read_wrapped(wrapped)
        early = self._without_words(text)
        return self._read_text(text) if early is None else early

    def _read_wrapped(self, wrapped: Wrapped) -> Reading:
        """What is inside a wrapping, which is a fault of its own where the inside has none."""
        entry = wrapped.entry
        found = self._without_words(entry) or self._read_text(entry)
        if found.state is not State.STANDARD:
            return found
        standard = self._written(found, entry)
        if wrapped.joined:
            return Reading(State.FIXABLE, Fault.SPELLING, found.value, standard)
        return Reading(State.FIXABLE, Fault.STRAYS, found.value, standard, _WRAPPING)

    def _written(self, _found: Reading, entry: str) -> str:
        """What to write for a standard entry that was wrapped."""
        return entry

    def _without_words(self, text: str) -> Reading | None:
        """The reading of a text that is blank, a formula error or a placeholder; else None."""
        if is_blank(text):
            return BLANK_ENTRY
        if text[0] in ERROR_SIGNS and is_error(text):
            return _FORMULA_ERROR
        return _STAND_IN if self._stands_in(text) else None

    def _without_content(self, cell: Cell) -> Reading | None:
        if cell.kind is CellKind.ERROR:
            return _TOO_LONG if str(cell.value).startswith(TOO_LONG) else _FORMULA_ERROR
        if cell.kind is CellKind.UNCALCULATED:
            return _UNAUDITED
        text = cell.text
        if is_blank(text) or (cell.linked and MIDNIGHT.fullmatch(text)) or _is_day_zero(cell):
            return BLANK_ENTRY
        if is_error(text):
            return _FORMULA_ERROR
        return _STAND_IN if cell.kind is not CellKind.DATE and self._stands_in(text) else None

    def _stands_in(self, text: str) -> bool:
        return text in self._stand_ins

    def _read_other(self, cell: Cell) -> Reading:
        """A cell that is no plain text: read by what it shows, unless the kind knows better."""
        return self._read_text(cell.text)

    def _read_text(self, text: str) -> Reading:
        raise NotImplementedError
