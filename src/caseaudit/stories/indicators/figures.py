"""The figures of the indicators with the cells that they count: `penalties.to_date`, `dated.received`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from caseaudit.findings.analysis.counted import masked
from caseaudit.model.counted import CountedFigure
from caseaudit.model.indicators import Dated, Periods
from caseaudit.stories.indicators.entries import Entries

if TYPE_CHECKING:
    from caseaudit.stories.indicators.registers import OpenRegister
    from caseaudit.tracker.cases import Tracker

_SPANS = ("month", "to_date", "last_month", "last_to_date", "last_year")


def indicator_figures(
    tracker: Tracker, registers: Mapping[str, OpenRegister], periods: Periods, dated: Sequence[Dated]
) -> Iterator[CountedFigure]:
    """Each indicator in each of its months, then the cases by their dates."""
    import numpy as np

    for indicator in tracker.definition.indicators.values():
        if indicator.dated_by is None:
            cases = tracker.lists.get(indicator.counts)
            if cases is not None:
                every = np.ones(len(cases), dtype=bool)
                yield masked(f"{indicator.name}.month", indicator.title, cases, None, every)
        elif indicator.counts in registers:
            entries = Entries(registers[indicator.counts], indicator)
            yield from _by_year(entries)
            for name in _SPANS:
                span = getattr(periods, name)
                if entries.count(span).value is not None:
                    mask, title = entries.matching & entries.within(span), f"{indicator.title} in {span.name}"
                    yield masked(
                        f"{indicator.name}.{name}", title, entries.open.cases, entries.dated_by, mask
                    )
    yield from (each.counted for each in dated if each.counted is not None)


def _by_year(entries: Entries) -> Iterator[CountedFigure]:
    """The indicator in each calendar year that the register has an entry of."""
    import numpy as np

    cases, indicator = entries.open.cases, entries.indicator
    days = cases.entries[entries.dated_by].days.tolist()
    years = np.array([date.fromordinal(day).year if day > 0 else 0 for day in days], dtype=np.int64)
    for year in sorted({*years.tolist()} - {0}):
        title = f"{indicator.title} in {year}"
        yield masked(
            f"{indicator.name}.{year}", title, cases, entries.dated_by, entries.matching & (years == year)
        )
