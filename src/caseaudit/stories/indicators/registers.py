"""Opens the registers of a workbook: each is found, read, and audited by those rules of the lists that apply."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from caseaudit.findings.rule import Failure, Hits
from caseaudit.kinds.identifiers import compare_key
from caseaudit.kinds.reading import Fault, Reading, State
from caseaudit.model.definition import Register
from caseaudit.model.indicators import RegisterRead
from caseaudit.model.table import letters

if TYPE_CHECKING:
    from caseaudit.model.analysis import FieldAnalysis
    from caseaudit.model.finding import Finding
    from caseaudit.model.table import Workbook
    from caseaudit.tracker.cases import Cases, Tracker
    from caseaudit.tracker.layout.registers import FoundRegister


@dataclass(frozen=True, eq=False)
class OpenRegister:
    """A register with its entries read and audited. `latest` is the last day that is not in the future."""

    register: Register
    cases: Cases
    found: FoundRegister
    failures: tuple[Failure, ...]
    latest: date

    @cached_property
    def fields(self) -> Mapping[str, FieldAnalysis]:
        """What is missing and inconsistent in each field."""
        from caseaudit.findings.analysis.fields import analyse_field

        return {name: analyse_field(self.cases, name, self.failures) for name in self.cases.entries}

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What the rules found, in the order of the sheet."""
        from caseaudit.findings.parts import part
        from caseaudit.findings.table import FindingTable

        return tuple(FindingTable.of([part(failure, self.register.definition) for failure in self.failures]))

    def dated(self, field: str) -> tuple[date, date] | None:
        """The first and the last day in a date field, those in the future aside; None where there is none."""
        days = self.cases.entries[field].days
        days = days[(days > 0) & (days <= self.latest.toordinal())]
        return (date.fromordinal(int(days.min())), date.fromordinal(int(days.max()))) if len(days) else None

    def read(self, dated_by: str | None) -> RegisterRead:
        """What was found, for the report."""
        table, layout = self.cases.table, self.found.layout
        first, last = (self.dated(dated_by) if dated_by else None) or (None, None)
        return RegisterRead(
            name=self.register.name,
            title=self.register.title,
            sheet=table.sheet.name,
            header_row=table.header_row + 1,
            entries=len(self.cases),
            columns={name: letters(column) for name, column in table.columns.items()},
            unrecognized=tuple(each.header for each in layout.headers if each.field is None and each.header),
            left_out=layout.left_out,
            findings=self.findings,
            first=first,
            last=last,
        )


def open_registers(workbook: Workbook, tracker: Tracker) -> Iterator[OpenRegister]:
    """The registers that the workbook has. Raises TrackerUnusable where one of them cannot be read."""
    from caseaudit.tracker.layout.registers import find_register

    taken = [table.sheet.name for table in tracker.layout.tables]
    for register in tracker.definition.registers.values():
        found = find_register(workbook, register, taken)
        if found is not None:
            yield _opened(workbook, tracker, register, found)


def _opened(workbook: Workbook, tracker: Tracker, register: Register, found: FoundRegister) -> OpenRegister:
    from caseaudit.rules import RULES
    from caseaudit.schema import failures
    from caseaudit.tracker.intake import read_cases

    own = read_cases(workbook, found.layout, register.definition, as_of=None, today=tracker.latest)
    cases = own.lists[register.name]
    codes = frozenset(rule.code for rule in RULES if rule.judge or rule.compare)
    judged = [*failures(own, codes), *_unknown_cases(cases, register, tracker)]
    return OpenRegister(register, cases, found, tuple(judged), tracker.latest)


def _unknown_cases(cases: Cases, register: Register, tracker: Tracker) -> Iterator[Failure]:
    """References to a case that stands on no list: the terms of such a field are the numbers of the cases."""
    from caseaudit.rules import OF_FAULTS, find

    entries = None if register.refers is None else cases.entries[register.refers]
    if entries is None or not entries.present:
        return
    of_cases = tracker.definition
    patterned = of_cases.fields[of_cases.roles.case_number].pattern is not None
    known = {number for listed in tracker.lists.values() for number in listed.numbers}
    mask = entries.where(_names_none_of(known, patterned=patterned))
    if mask.any():
        words = {
            "why": " (it is the number of no case on the lists)",
            "instead": f"correct it, or leave it blank where no case stands behind the {register.one}.",
        }
        yield Failure(find(OF_FAULTS[Fault.UNKNOWN]), cases, entries.field.name, Hits(mask, lambda _: words))


def _names_none_of(known: set[str | None], *, patterned: bool) -> Callable[[Reading], bool]:
    def judge(reading: Reading) -> bool:
        value = reading.value
        if reading.state is not State.STANDARD or not isinstance(value, str):
            return False
        return compare_key(value, patterned=patterned) not in known

    return judge
