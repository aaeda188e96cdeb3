"""The indicators month by month: what registers record of each month, and what earlier trackers say of lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from caseaudit.model.indicators import Month, MonthRow, Span
from caseaudit.stories.indicators.entries import Entries

if TYPE_CHECKING:
    from datetime import date

    from caseaudit.model.definition import Indicator
    from caseaudit.stories.indicators.measuring import Sources
    from caseaudit.stories.indicators.registers import OpenRegister

SHOWN = 13
"""Months of the trend: a year and the same month of the year before."""


def history_of(
    sources: Sources, registers: Mapping[str, OpenRegister], last: Month
) -> Mapping[str, MonthRow]:
    """By indicator: its counts, from the first whole month on record to the last; without those never recorded."""
    found = {}
    for indicator in sources.tracker.definition.indicators.values():
        if indicator.dated_by is None:
            row = _of_list(sources, indicator, last)
        elif indicator.counts in registers:
            row = _of_register(registers[indicator.counts], indicator, last)
        else:
            continue
        if row is not None:
            found[indicator.name] = row
    return found


def _of_register(register: OpenRegister, indicator: Indicator, last: Month) -> MonthRow | None:
    entries = Entries(register, indicator)
    dated = register.dated(entries.dated_by)
    if dated is None:
        return None
    # The month of the first entry may have begun before the register; the last one counts once it is over.
    month, counts = Month.of(dated[0]).later(1), []
    end = last if register.latest >= last.last else last.later(-1)
    while month <= end:
        counts.append((month, int((entries.matching & entries.within(Span("", month, month))).sum())))
        month = month.later(1)
    return MonthRow(indicator, tuple(counts))


def _of_list(sources: Sources, indicator: Indicator, last: Month) -> MonthRow | None:
    counts: dict[Month, int] = {}
    for tracker in (*(each.tracker for each in sources.older), sources.tracker):
        as_of: date | None = tracker.as_of
        cases = tracker.lists.get(indicator.counts)
        if as_of is not None and cases is not None and Month.of(as_of) <= last:
            counts[Month.of(as_of)] = len(cases)
    return MonthRow(indicator, tuple(sorted(counts.items()))) if counts else None
