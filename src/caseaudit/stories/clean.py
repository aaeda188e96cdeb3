"""What `normalize` writes into the copy of a tracker: the standard form of every entry that has exactly one.

The readers that the rules use say what that is; nothing is decided here but what must stay as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from caseaudit.kinds.dates import DayOrder, day_order, read_date_cell
from caseaudit.kinds.readers import State
from caseaudit.kinds.reading import Fault
from caseaudit.model.definition import Holds, Need
from caseaudit.model.edits import CellEdit, Change, Left, Plan
from caseaudit.model.finding import Place
from caseaudit.model.table import CellKind, address
from caseaudit.rules import OF_FAULTS

if TYPE_CHECKING:
    from caseaudit.model.table import Cell
    from caseaudit.tracker.cases import Cases, Tracker
    from caseaudit.tracker.entries import Entries

_Where = tuple[int, int, int]
"""Sheet, row and column, by position."""

_FAULTS = {
    Fault.UNKNOWN: "stands for no standard term, or for more than one",
    Fault.FORM: "has not the form {pattern}",
    Fault.NO_DATE: "cannot be read as one date",
    Fault.ERROR: "is a formula error",
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
    changes: dict[_Where, Change] = {}
    left: dict[_Where, Left] = {}
    dated: list[CellEdit] = []
    for cases in tracker.lists.values():
        numbers = _case_numbers(cases)
        for field in cases.entries:
            part = _Field(tracker, cases, field, numbers, keeps_formulas)
            changes |= part.changes
            left |= part.left
            dated += part.dated
    return Plan(
        tuple(changes[where] for where in sorted(changes)),
        tuple(left[where] for where in sorted(left)),
        tuple(dated),
    )


def without(made: Plan, refused: dict[Place, str]) -> Plan:
    """The plan without the changes that could not be made: they are left to a person, for the reason given."""
    if not refused:
        return made
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


def _case_numbers(cases: Cases) -> Sequence[str | None]:
    """Each case's number as it stands; None where none is entered."""
    numbers = cases.of_role("case_number")
    if numbers is None:
        return [None] * len(cases)
    texts = [*(cell.text for cell in numbers.cells), None]
    is_entered = zip(numbers.codes.tolist(), numbers.entered.tolist(), strict=True)
    return [texts[code] if entered else None for code, entered in is_entered]


class _Field:
    """One field of one list: its changes, what is left, and the days that a text form holds as text."""

    def __init__(
        self,
        tracker: Tracker,
        cases: Cases,
        name: str,
        numbers: Sequence[str | None],
        keeps_formulas: bool,
    ) -> None:
        self._cases, self._name, self._numbers = cases, name, numbers
        self._entries: Entries = cases.entries[name]
        sheet = cases.table.sheet
        self._on_sheet = [
            each.entries[name]
            for each in tracker.lists.values()
            if sheet in [part.sheet for part in each.table.parts]
        ]
        self._keeps_formulas = keeps_formulas
        self._alone: dict[tuple[int, int, int, int], bool] = {}
        self.changes: dict[_Where, Change] = {}
        self.left: dict[_Where, Left] = {}
        self.dated: list[CellEdit] = []
        if self._entries.present and self._entries.field.needs[cases.case_list.name].need is not Need.BLANK:
            self._read()

    def _read(self) -> None:
        stay = self._staying()
        for case, code, row, column in self._of(State.FIXABLE):
            if code in stay:
                self._leave(case, code, (row, column), stay[code])
            elif not self._is_alone(case, code, row, column):
                self._leave(case, code, (row, column), _SEVERAL_ROWS)
            else:
                self._change(case, code, row, column)
        for case, code, row, column in self._of(State.FAULTY):
            self._leave(case, code, (row, column), "")
        if self._entries.field.holds is Holds.DATE:
            self._date()

    def _is_alone(self, case: int, code: int, row: int, column: int) -> bool:
        """Whether the entry is what stands in this one cell."""
        sheet = self._cases.table.sheet_of(case)
        stands = sheet.columns.get(column)
        if stands is None or row >= len(stands.codes):
            return False
        pair = code, sheet.position, column, int(stands.codes[row])
        known = self._alone.get(pair)
        if known is None:
            known = self._alone[pair] = stands.at(row) == self._entries.cells[code]
        return known

    def _of(self, state: State) -> Iterator[tuple[int, int, int, int]]:
        """The cases whose entry reads so: the case, the code of its entry, and where that stands."""
        return self._where_code(reading.state is state for reading in self._entries.readings)

    def _where_code(self, wanted: Iterable[bool]) -> Iterator[tuple[int, int, int, int]]:
        import numpy as np

        entries, table = self._entries, self._cases.table
        found = np.flatnonzero(entries.table(tuple(wanted)))
        column, anchors = table.columns[self._name], table.anchors.get(self._name, {})
        codes, rows = entries.codes[found].tolist(), table.rows[found].tolist()
        for case, code, row in zip(found.tolist(), codes, rows, strict=True):
            yield case, code, *anchors.get(case, (row, column))

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

    def _change(self, case: int, code: int, row: int, column: int) -> None:
        reading = self._entries.readings[code]
        new = reading.value if isinstance(reading.value, date) else reading.standard
        if new is None or reading.standard is None or reading.fault is None:
            return
        field, sheet = self._entries.field, self._cases.table.sheet_of(case)
        self.changes[sheet.position, row, column] = Change(
            CellEdit(sheet.name, row, column, new),
            self._cases.case_list.name,
            field.name,
            field.header,
            self._numbers[case],
            self._entries.cells[code].text,
            reading.standard,
            OF_FAULTS[reading.fault],
        )

    def _leave(self, case: int, code: int, spot: tuple[int, int], why: str) -> None:
        field, sheet, reading = (
            self._entries.field,
            self._cases.table.sheet_of(case),
            self._entries.readings[code],
        )
        fault = reading.fault
        self.left[sheet.position, *spot] = Left(
            Place(sheet.name, address(*spot)),
            self._cases.case_list.name,
            field.name,
            field.header,
            self._numbers[case],
            self._entries.cells[code].text,
            OF_FAULTS[fault] if fault else "",
            why or reading.why or (_FAULTS.get(fault, "") if fault else "").format(pattern=field.pattern),
            reading.nearest,
        )

    def _date(self) -> None:
        """Days that stand in a text form as they should: a workbook keeps them as days."""
        entries = self._entries
        is_text = [cell.kind is CellKind.TEXT for cell in entries.cells]
        days = (
            text and reading.state is State.STANDARD and isinstance(reading.value, date)
            for text, reading in zip((*is_text, False), entries.readings, strict=True)
        )
        for case, code, row, column in self._where_code(days):
            value = entries.readings[code].value
            if isinstance(value, date):
                self.dated.append(CellEdit(self._cases.table.sheet_of(case).name, row, column, value))


def _is_open(cell: Cell) -> bool:
    """Whether an entry's day hangs on the order of day, month and year."""
    return cell.kind is CellKind.TEXT and len(read_date_cell(cell).readings) > 1
