"""The story of the indicators: open the registers, settle the month, count, and say how far to rely on each count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from caseaudit.kinds.date_texts import in_words
from caseaudit.model.definition import Indicator
from caseaudit.model.indicators import Figure, Indicators, Measured, Month, Periods
from caseaudit.stories.indicators.changing import changes_since
from caseaudit.stories.indicators.dated import dated_figures
from caseaudit.stories.indicators.entries import Entries, counted_words
from caseaudit.stories.indicators.figures import indicator_figures
from caseaudit.stories.indicators.lists import count_before, count_list, list_doubts, unread_sheets
from caseaudit.stories.indicators.months import history_of
from caseaudit.stories.indicators.periods import chosen_month, periods_of
from caseaudit.stories.indicators.proposing import propose
from caseaudit.stories.indicators.registers import OpenRegister, open_registers
from caseaudit.stories.indicators.reliability import determine

if TYPE_CHECKING:
    from caseaudit.findings.rule import Failure
    from caseaudit.model.analysis import FieldAnalysis
    from caseaudit.model.finding import Audit
    from caseaudit.model.table import Workbook
    from caseaudit.model.targets import Target
    from caseaudit.model.tracing import Tracing
    from caseaudit.stories.audit import Examined
    from caseaudit.tracker.cases import Tracker

_NOWHERE = "not recorded in this workbook"
_NO_TOTAL = "a count as of a day has no total"


@dataclass(frozen=True, slots=True, eq=False)
class Sources:
    """What is counted in: the workbook, its cases, and what the rules `found` on their lists.

    `before` is the tracker of the same month a year before, read from `before_path`; None where there is none.
    `tracing` is what a sample traced to the case files says of the lists.
    """

    workbook: Workbook
    tracker: Tracker
    found: Sequence[Failure]
    before: Tracker | None = None
    before_path: str = ""
    tracing: Tracing | None = None
    older: tuple[Examined, ...] = ()
    """Earlier trackers, the oldest first."""


def measure(
    sources: Sources,
    audit: Audit,
    month: Month | None,
    targets: Mapping[str, Target],
    *,
    proposing: bool = False,
) -> Indicators:
    """Count every indicator of the tracker's definition for a month, that of the as-of date where None is given.

    With `proposing`, the records propose a target for each.

    Raises CommandUnusable where no record reaches into the month or the tracker of the year before is of another one,
    and TrackerUnusable where a register's columns cannot be told.
    """
    workbook, tracker = sources.workbook, sources.tracker
    definition = tracker.definition
    registers = {each.register.name: each for each in open_registers(workbook, tracker)}
    first, last = _reach(registers, definition.indicators.values(), tracker.as_of)
    periods = periods_of(chosen_month(month, tracker.as_of, first, last), definition.fiscal_year_begins)
    counter = _Counter(sources, registers, periods)
    months = history_of(sources, registers, periods.month.end)
    dated = tuple(dated_figures(sources, periods))
    indicators = tuple(definition.indicators.values())
    return Indicators(
        path=workbook.path,
        sha256=workbook.sha256,
        definition=definition,
        as_of=tracker.as_of,
        as_of_source=audit.as_of_source,
        run_on=audit.run_on,
        periods=periods,
        measured=tuple(
            _against(counter.measured(each), targets.get(each.name), periods) for each in indicators
        ),
        registers=tuple(each.read(next(iter(each.register.needed), None)) for each in registers.values()),
        notes=tuple(note for each in registers.values() for note in each.found.notes),
        months=tuple(months.values()),
        changes=tuple(changes_since(sources, registers, sources.older[-1])) if sources.older else (),
        dated=dated,
        figures=tuple(indicator_figures(tracker, registers, periods, dated)),
        proposals=tuple(propose(indicators, months)) if proposing else (),
    )


def _against(measured: Measured, target: Target | None, periods: Periods) -> Measured:
    """The figure beside its target; a year stands by how much of it has passed."""
    if target is None:
        return measured
    year = periods.to_date
    elapsed = (year.end.year - year.start.year) * 12 + year.end.number - year.start.number + 1
    passed = () if measured.indicator.dated_by is None else (elapsed,)
    return replace(measured, target=target, standing=target.standing(measured.reached.value, *passed))


def _reach(
    registers: Mapping[str, OpenRegister], indicators: Iterable[Indicator], as_of: date | None
) -> tuple[date | None, date | None]:
    """The days of the first and the last record."""
    days = [] if as_of is None else [as_of]
    for each in indicators:
        if each.dated_by is not None and each.counts in registers:
            days += registers[each.counts].dated(each.dated_by) or ()
    return min(days, default=None), max(days, default=None)


class _Counter:
    """Counts one indicator after the other."""

    def __init__(self, sources: Sources, registers: Mapping[str, OpenRegister], periods: Periods) -> None:
        self._sources, self._tracker, self._found = sources, sources.tracker, sources.found
        self._registers, self._periods = registers, periods
        self._unread = tuple(unread_sheets(sources.tracker, sources.workbook))

    def measured(self, indicator: Indicator) -> Measured:
        """One indicator."""
        if indicator.dated_by is None:
            return self._list(indicator)
        register = self._registers.get(indicator.counts)
        return self._nowhere(indicator) if register is None else self._entries(indicator, register)

    def _nowhere(self, indicator: Indicator) -> Measured:
        definition = self._tracker.definition
        register = definition.registers.get(indicator.counts)
        title = register.title if register is not None else definition.lists[indicator.counts].title
        none = Figure(None, _NOWHERE)
        counted = f'The workbook has no sheet "{title}".'
        return Measured(indicator, none, none, none, none, none, counted, None)

    def _entries(self, indicator: Indicator, register: OpenRegister) -> Measured:
        entries, periods = Entries(register, indicator), self._periods
        to_date = entries.count(periods.to_date)
        doubts = tuple(doubt for doubt in entries.doubts(periods) if doubt.count)
        fields = [register.fields[name] for name in indicator.rests_on]
        called = (register.register.one, register.register.several)
        bounds = self._tracker.definition.determination
        return Measured(
            indicator=indicator,
            month=entries.count(periods.month),
            to_date=to_date,
            last_month=entries.count(periods.last_month),
            last_to_date=entries.count(periods.last_to_date),
            last_year=entries.count(periods.last_year),
            counted=_with(counted_words(entries), indicator.meaning),
            determination=determine(to_date.value or 0, doubts, fields, bounds, (), called),
            doubts=doubts,
            sheet=register.cases.table.sheet.name,
        )

    def _list(self, indicator: Indicator) -> Measured:
        tracker = self._tracker
        cases = tracker.lists.get(indicator.counts)
        if cases is None and not self._has_list_column:
            return self._nowhere(indicator)
        figure = count_list(cases, tracker, self._periods)
        listed = tracker.definition.lists[indicator.counts]
        day = "" if tracker.as_of is None else f" as of {in_words(tracker.as_of)}"
        counted = f"{listed.several[:1].upper()}{listed.several[1:]} on the list {listed.title}{day}."
        doubts = (
            ()
            if cases is None
            else tuple(each for each in list_doubts(cases, tracker, self._found) if each.count)
        )
        determination = None
        if figure.value is not None:
            fields = [] if cases is None else self._fields(indicator)
            called = (listed.one, listed.several)
            bounds = tracker.definition.determination
            determination = determine(figure.value, doubts, fields, bounds, self._unread, called)
        return Measured(
            indicator=indicator,
            month=figure,
            to_date=Figure(None, _NO_TOTAL),
            last_month=count_before(
                self._sources.before, self._sources.before_path, indicator.counts, self._periods
            ),
            last_to_date=Figure(None, _NO_TOTAL),
            last_year=Figure(None, _NO_TOTAL),
            counted=_with(counted, indicator.meaning),
            determination=determination,
            doubts=doubts,
            sheet=next(
                (t.sheet.name for t in tracker.layout.tables if t.list == indicator.counts), listed.title
            ),
        )

    def _fields(self, indicator: Indicator) -> list[FieldAnalysis]:
        from caseaudit.findings.analysis.accuracy import joined
        from caseaudit.findings.analysis.fields import analyse_field

        cases = self._tracker.lists[indicator.counts]
        own = [failure for failure in self._found if failure.cases is cases]
        tracing = self._sources.tracing
        return [joined(analyse_field(cases, name, own), tracing) for name in indicator.rests_on]

    @property
    def _has_list_column(self) -> bool:
        """Whether one sheet holds all lists, so that a list without a case is empty and not absent."""
        return any(each.why == "list column" for each in self._tracker.layout.headers)


def _with(counted: str, meaning: str) -> str:
    return f"{counted} {meaning}".strip()
