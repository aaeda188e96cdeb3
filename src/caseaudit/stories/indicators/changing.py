"""What changed since an earlier tracker: the figure itself, or only what the records say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from caseaudit.kinds.date_texts import in_words
from caseaudit.model.indicators import Changed, Month, Span
from caseaudit.model.proportions import Share
from caseaudit.stories.indicators.entries import Entries
from caseaudit.stories.indicators.lists import list_doubts
from caseaudit.stories.indicators.periods import periods_of
from caseaudit.stories.indicators.registers import OpenRegister, open_registers

if TYPE_CHECKING:
    from caseaudit.model.analysis import FieldAnalysis
    from caseaudit.model.definition import Indicator
    from caseaudit.stories.audit import Examined
    from caseaudit.stories.indicators.measuring import Sources


def changes_since(
    sources: Sources, registers: Mapping[str, OpenRegister], older: Examined
) -> Iterator[Changed]:
    """How each indicator that both trackers record changed; nothing where the older one has no as-of date."""
    day = older.tracker.as_of
    if day is None:
        return
    before = {each.register.name: each for each in open_registers(older.workbook, older.tracker)}
    definition = sources.tracker.definition
    since = f"{older.workbook.path}, {in_words(day)}"
    for indicator in definition.indicators.values():
        if indicator.dated_by is None:
            yield from _of_list(indicator, sources, older, since)
        elif indicator.counts in before and indicator.counts in registers:
            months = periods_of(Month.of(day), definition.fiscal_year_begins).to_date
            both = before[indicator.counts], registers[indicator.counts]
            yield from _of_register(indicator, both, months, since)


def _of_register(
    indicator: Indicator, both: tuple[OpenRegister, OpenRegister], months: Span, since: str
) -> Iterator[Changed]:
    """The same months in both trackers: whatever differs was added or corrected since."""
    then, now = (Entries(each, indicator) for each in both)
    span = Span(months.name, months.start, months.end)
    last = min(months.end.last, both[0].latest).toordinal()
    days = both[1].cases.entries[now.dated_by].days
    counts = (
        int((then.matching & then.within(span)).sum()),
        int((now.matching & now.within(span) & (days <= last)).sum()),
    )
    faults = tuple(_share([each.fields[name] for name in indicator.rests_on]) for each in both)
    name = f"{months.name.removesuffix(' to date')} to {in_words(min(months.end.last, both[0].latest))}"
    yield Changed(indicator, since, name, *counts, counts[1] - counts[0], (faults[0], faults[1]))


def _of_list(indicator: Indicator, sources: Sources, older: Examined, since: str) -> Iterator[Changed]:
    """The count then and now; cases that are counted twice or on two lists are a matter of the data."""
    pairs = [(older.tracker, older.found), (sources.tracker, sources.found)]
    if any(indicator.counts not in tracker.lists for tracker, _ in pairs):
        return
    counts, wrong, faults = [], [], []
    for tracker, found in pairs:
        cases = tracker.lists[indicator.counts]
        counts.append(len(cases))
        wrong.append(sum(each.count for each in list_doubts(cases, tracker, found) if each.certain))
        from caseaudit.findings.analysis.fields import analyse_field

        own = [failure for failure in found if failure.cases is cases]
        faults.append(_share([analyse_field(cases, name, own) for name in indicator.rests_on]))
    yield Changed(
        indicator,
        since,
        "cases on the list",
        counts[0],
        counts[1],
        wrong[1] - wrong[0],
        (faults[0], faults[1]),
    )


def _share(fields: Sequence[FieldAnalysis]) -> Share:
    return Share(sum(each.flagged for each in fields), sum(each.judged for each in fields))
