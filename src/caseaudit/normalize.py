"""What `normalize` writes into the copy of a tracker: the standard form of every entry that has exactly one.

The readers that the rules use say what that is; nothing is decided here but what must stay as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from caseaudit.model.dates import DayOrder, day_order, read_date_cell
from caseaudit.model.definition import Holds, Need
from caseaudit.model.edits import CellEdit, Change, Left, Plan
from caseaudit.model.finding import Place
from caseaudit.model.kinds import State
from caseaudit.model.table import BLANK, CellKind, address

if TYPE_CHECKING:
    from caseaudit.model.cases import Cases, Entries, Tracker
    from caseaudit.model.kinds import Reading
    from caseaudit.model.table import Cell

_FAULTS = {
    "S202": "stands for no standard term, or for more than one",
    "S203": "has not the form {pattern}",
    "S205": "cannot be read as one date",
    "S207": "is a formula error",
}
_SEVERAL_ROWS = "is written over several rows"
_A_FORMULA = "is a formula"
_UNSETTLED = (
    "is one of the dates that say whether the day or the month comes first in others that are to stay as text"
)


def plan(tracker: Tracker, *, keeps_formulas: bool = True) -> Plan:
    """The changes to one tracker, and what is left to a person, each in the order of sheets, rows and columns.

    `keeps_formulas` says that a formula in the tracker is one in the copy too, and so is not written over; a copy of
    values has none.
    """
    changes: dict[tuple[int, int, int], Change] = {}
    left: dict[tuple[int, int, int], Left] = {}
    dated: list[CellEdit] = []
    for cases in tracker.lists.values():
        for field in cases.entries:
            part = _Field(tracker, cases, field, keeps_formulas)
            for change in part.changes:
                changes[_where(cases, change.edit.row, change.edit.column)] = change
            for spot, one in part.left:
                left[_where(cases, *spot)] = one
            dated += part.dated
    return Plan(
        tuple(changes[where] for where in sorted(changes)),
        tuple(left[where] for where in sorted(left)),
        tuple(dated),
    )


def without(made: Plan, refused: dict[Place, str]) -> Plan:
    """The plan without the changes that could not be made: they are left to a person, for the reason given."""
    kept = tuple(change for change in made.changes if change.edit.place not in refused)
    left = [
        Left(
            change.edit.place, change.list, change.field, change.header, change.case_number, change.old, change.rule,
            refused[change.edit.place],
        )
        for change in made.changes
        if change.edit.place in refused
    ]  # fmt: skip
    return Plan(kept, (*made.left, *left), made.dated)


def _where(cases: Cases, row: int, column: int) -> tuple[int, int, int]:
    return cases.table.sheet.position, row, column


class _Field:
    """One field of one list: its changes, what is left, and the days that a text form holds as text."""

    def __init__(self, tracker: Tracker, cases: Cases, name: str, keeps_formulas: bool) -> None:
        self._cases, self._name = cases, name
        self._entries: Entries = cases.entries[name]
        sheet = cases.table.sheet
        self._on_sheet = [each.entries[name] for each in tracker.lists.values() if each.table.sheet is sheet]
        self._keeps_formulas = keeps_formulas
        self._numbers = cases.of_role("case_number")
        self.changes: list[Change] = []
        self.left: list[tuple[tuple[int, int], Left]] = []
        self.dated: list[CellEdit] = []
        if self._entries.present and self._entries.field.needs[cases.case_list.name].need is not Need.BLANK:
            self._read()

    def _read(self) -> None:
        stay = self._staying()
        for case in self._of(State.FIXABLE):
            code = int(self._entries.codes[case])
            row, column = self._cases.spot(self._name, case)
            if code in stay:
                self._leave(case, (row, column), stay[code])
            elif not self._is_alone(row, column, self._entries.cells[code]):
                self._leave(case, (row, column), _SEVERAL_ROWS)
            else:
                self._change(case, row, column, self._entries.readings[code])
        for case in self._of(State.FAULTY):
            self._leave(case, self._cases.spot(self._name, case), "")
        if self._entries.field.holds is Holds.DATE:
            self._date()

    def _is_alone(self, row: int, column: int, cell: Cell) -> bool:
        """Whether the entry is what stands in this one cell."""
        stands = self._cases.table.sheet.at(row, column)
        return stands is cell or stands == cell

    def _of(self, state: State) -> Iterator[int]:
        import numpy as np

        yield from np.flatnonzero(self._entries.where(lambda reading: reading.state is state)).tolist()

    def _staying(self) -> dict[int, str]:
        """Of the distinct entries that could be fixed, by code: why they stay as they are."""
        entries = self._entries
        gone = self._going(entries)
        fixable = (code for code, reading in enumerate(entries.readings) if reading.state is State.FIXABLE)
        stay = {code: _A_FORMULA for code in fixable if code not in gone}
        if entries.field.holds is Holds.DATE and self._unsettles():
            settling = (code for code in gone if day_order([entries.cells[code]]) is not DayOrder.UNSETTLED)
            stay |= dict.fromkeys(settling, _UNSETTLED)
        return stay

    def _going(self, entries: Entries) -> set[int]:
        """The codes of entries that could be written anew."""
        return {
            code
            for code, reading in enumerate(entries.readings)
            if reading.state is State.FIXABLE and not (self._keeps_formulas and entries.cells[code].linked)
        }

    def _unsettles(self) -> bool:
        """Whether dates that stay as text would read otherwise without those that become days."""
        cells: list[Cell] = []
        rest: list[Cell] = []
        for entries in self._on_sheet:
            gone = self._going(entries)
            cells += entries.cells
            rest += [cell for code, cell in enumerate(entries.cells) if code not in gone]
        return any(map(_is_open, rest)) and day_order(rest) is not day_order(cells)

    def _change(self, case: int, row: int, column: int, reading: Reading) -> None:
        new = reading.value if isinstance(reading.value, date) else reading.standard
        if new is None or reading.standard is None or reading.fault is None:
            return
        field, sheet = self._entries.field, self._cases.table.sheet.name
        self.changes.append(
            Change(
                CellEdit(sheet, row, column, new),
                self._cases.case_list.name,
                field.name,
                field.header,
                self._number(case),
                self._entries.text(case) or "",
                reading.standard,
                reading.fault,
            )
        )

    def _leave(self, case: int, spot: tuple[int, int], why: str) -> None:
        field, reading = self._entries.field, self._entries.reading(case)
        rule = reading.fault or ""
        left = Left(
            Place(self._cases.table.sheet.name, address(*spot)),
            self._cases.case_list.name,
            field.name,
            field.header,
            self._number(case),
            self._entries.text(case) or "",
            rule,
            why or reading.why or _FAULTS.get(rule, "").format(pattern=field.pattern),
            reading.nearest,
        )
        self.left.append((spot, left))

    def _number(self, case: int) -> str | None:
        numbers = self._numbers
        return numbers.text(case) if numbers is not None and numbers.entered[case] else None

    def _date(self) -> None:
        """Days that stand in a text form as they should: a workbook keeps them as days."""
        for case in self._of(State.STANDARD):
            code = int(self._entries.codes[case])
            value = self._entries.readings[code].value
            if self._entries.cells[code].kind is CellKind.TEXT and isinstance(value, date) and code != BLANK:
                self.dated.append(
                    CellEdit(self._cases.table.sheet.name, *self._cases.spot(self._name, case), value)
                )


def _is_open(cell: Cell) -> bool:
    """Whether an entry's day hangs on the order of day and month."""
    said = read_date_cell(cell) if cell.kind is CellKind.TEXT else None
    return (
        said is not None
        and said.day_first is not None
        and said.day_first != said.month_first
        and not said.settles
    )
