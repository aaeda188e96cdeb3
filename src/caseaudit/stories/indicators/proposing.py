"""Targets that the records propose: a baseline, and the range that chance alone makes of it.

A year holds more or fewer entries by chance. Entries that come independently follow a Poisson distribution; where the
months differ more than that, a negative binomial of the same mean with the spread that was seen. A year outside the
range is then more than chance, with eight in ten sure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from math import exp, lgamma, log
from statistics import fmean, median, variance
from typing import TYPE_CHECKING

from caseaudit.model.indicators import Month, MonthRow
from caseaudit.model.targets import Proposal, Target
from caseaudit.model.words import counted

if TYPE_CHECKING:
    from caseaudit.model.definition import Indicator

_YEAR = 12
FEWEST_MONTHS = 24
"""Whole months on record that a yearly target needs: with one year alone nothing says how much years differ."""
MOST_MONTHS = 60
FEWEST_SNAPSHOTS = 3
_TAIL = 0.1
"""The chance that is left below the range, and above it."""


def propose(indicators: Sequence[Indicator], history: Mapping[str, MonthRow]) -> Iterator[Proposal]:
    """A proposal for each indicator; `history` has its counts by month, the oldest first, None where none is known."""
    for each in indicators:
        row = history.get(each.name)
        if row is None:
            yield Proposal(each, None, "not recorded in this workbook")
        elif each.dated_by is None:
            yield _of_list(each, [(month, count) for month, count in row.known])
        else:
            yield _of_register(each, [(month, count) for month, count in row.known])


def _of_register(indicator: Indicator, counts: Sequence[tuple[Month, int]]) -> Proposal:
    years = min(len(counts), MOST_MONTHS) // _YEAR
    if len(counts) < FEWEST_MONTHS:
        words = counted(len(counts), "whole month is", "whole months are")
        return Proposal(
            indicator, None, f"too little history: {words} on record, and {FEWEST_MONTHS} are needed"
        )
    used = counts[-years * _YEAR :]
    numbers = [count for _, count in used]
    total = sum(numbers)
    span = f"{used[0][0]} to {used[-1][0]}"
    if not total:
        return Proposal(indicator, None, f"nothing is recorded from {span}, so there is no baseline")
    mean = total / years
    spread = max(1.0, variance(numbers) / fmean(numbers))
    low, high = by_chance(mean, spread)
    more = f", {spread:.1f} times the spread of independent entries," if spread > 1 else ""
    method = (
        f"{total:,} from {span} are {_rounded(mean)} a year. At this rate{more} a year holds {low:,} to {high:,} by "
        "chance alone in eight of ten years."
    )
    return Proposal(indicator, Target(Decimal(low) if low else None, Decimal(high), _rounded(mean)), method)


def _of_list(indicator: Indicator, counts: Sequence[tuple[Month, int]]) -> Proposal:
    if len(counts) < FEWEST_SNAPSHOTS:
        words = counted(len(counts), "tracker", "trackers")
        return Proposal(
            indicator,
            None,
            f"too little history: {words} of different months at hand, and {FEWEST_SNAPSHOTS} are needed (--with OLD "
            "names earlier ones)",
        )
    numbers = [count for _, count in counts]
    months = ", ".join(f"{count:,} ({month})" for month, count in counts)
    method = (
        f"Counted: {months}. The baseline is their median, the range runs from the lowest to the highest."
    )
    return Proposal(
        indicator, Target(Decimal(min(numbers)), Decimal(max(numbers)), _rounded(median(numbers))), method
    )


def _rounded(value: float) -> Decimal:
    return Decimal(f"{value:.1f}").normalize()


def by_chance(mean: float, spread: float) -> tuple[int, int]:
    """The counts that leave a chance of at most a tenth below them, and of at most a tenth above them.

    `spread` is the variance over the mean: 1 is the Poisson distribution, more the negative binomial.
    """
    low, count, below = -1, 0, 0.0
    while True:
        below += exp(_log_chance(count, mean, spread))
        if low < 0 and below > _TAIL:
            low = count
        if below >= 1 - _TAIL:
            return low, count
        count += 1


def _log_chance(count: int, mean: float, spread: float) -> float:
    if spread <= 1:
        return count * log(mean) - mean - lgamma(count + 1)
    size = mean / (spread - 1)
    return (
        lgamma(count + size)
        - lgamma(size)
        - lgamma(count + 1)
        - size * log(spread)
        + count * log(1 - 1 / spread)
    )
