"""The mix of the cases: by phase, by the age of their updates, by the year of their initiation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from caseaudit.model.analysis import Count

if TYPE_CHECKING:
    from caseaudit.tracker.cases import Cases, Tracker


def phases(cases: Cases) -> tuple[Count, ...]:
    """The cases in each phase, in order, then those whose phase is unknown; empty where there are no phases."""
    import numpy as np

    names = [term.name for term in cases.definition.phases]
    if not names or not (cases.of_role("phase") or cases.of_role("status")):
        return ()
    numbers = np.bincount(cases.phase, minlength=len(names) + 1).tolist()
    counts = [Count(name, number) for name, number in zip(names, numbers[1:], strict=True)]
    return (*counts, *([Count("unknown", numbers[0])] if numbers[0] else []))


def update_ages(cases: Cases, tracker: Tracker) -> tuple[Count, ...]:
    """The cases by the days from their update to the as-of date; empty where either is not known."""
    import numpy as np

    entries = cases.of_role("update_date")
    if entries is None or tracker.as_of is None:
        return ()
    limit = tracker.definition.limits.stale_update_days
    bounds = sorted({30, 60, limit, 2 * limit, max(365, 4 * limit)})
    dated = entries.days[entries.days > 0]
    ages = tracker.as_of.toordinal() - dated
    numbers = np.bincount(
        np.searchsorted(bounds, ages[ages >= 0], side="left"), minlength=len(bounds) + 1
    ).tolist()
    lows = [0, *(bound + 1 for bound in bounds)]
    names = [f"{low}–{high} days" for low, high in zip(lows, bounds, strict=False)]
    counts = [
        Count(name, number) for name, number in zip([*names, f"over {bounds[-1]} days"], numbers, strict=True)
    ]
    rest = {"after the as-of date": int((ages < 0).sum()), "no readable date": len(cases) - len(dated)}
    return (*counts, *(Count(name, number) for name, number in rest.items() if number))


def initiated_by_year(lists: Sequence[Cases]) -> tuple[Count, ...]:
    """The cases of all lists by the year in which they entered the first phase, the earliest first."""
    found: Counter[int] = Counter()
    for cases in lists:
        dates = cases.definition.roles.phase_dates
        if dates:
            days = cases.entries[dates[0]].days
            found.update(date.fromordinal(day).year for day in days[days > 0].tolist())
    return tuple(Count(str(year), found[year]) for year in sorted(found))
