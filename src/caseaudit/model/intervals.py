"""Exact bounds on an error rate from a sample, and the sizes that samples need: nothing here is approximated.

A sample of a finite population follows the hypergeometric distribution; of a population without end, the binomial,
whose interval is that of Clopper and Pearson (1934). A bound is found by inverting the test: it is the last error
rate at which what was seen is still more likely than `risk`. Bounds are one-sided at `risk`, so two at half the risk
make an interval.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb, exp, lgamma, log
from typing import TypeAlias

Bounds: TypeAlias = tuple[Fraction | float, Fraction | float]
"""A lower and an upper bound; whole numbers of errors give exact fractions."""

_EXACT_TO = 1_000
"""Up to this sample size tails are summed in whole numbers; above, in floating point, right to nine digits."""
_STEPS = 60
"""Halvings of an interval from 0 to 1 that leave less than floating point can tell."""


@dataclass(frozen=True, slots=True)
class Stratum:
    """A part of the population that was sampled by itself: `errors` of `drawn` of `units`.

    `doubtful` of the drawn were not settled: they count as errors in an upper bound, as none in a lower one.
    """

    units: int
    drawn: int
    errors: int = 0
    doubtful: int = 0


def at_most(errors: int, units: int, wrong: int, drawn: int) -> Fraction | float:
    """The chance to draw at most so many errors where `wrong` of the units are errors (hypergeometric)."""
    low, high = max(0, drawn - (units - wrong)), min(drawn, wrong)
    if errors < low:
        return Fraction(0)
    if errors >= high:
        return Fraction(1)
    if drawn > _EXACT_TO:
        return _summed_down(errors, low, _log_term(errors, units, wrong, drawn), lambda k: (
            k * (units - wrong - drawn + k) / ((wrong - k + 1) * (drawn - k + 1))
        ))  # fmt: skip
    term = comb(wrong, low) * comb(units - wrong, drawn - low)
    total = term
    for k in range(low, errors):
        term = term * (wrong - k) * (drawn - k) // ((k + 1) * (units - wrong - drawn + k + 1))
        total += term
    return Fraction(total, comb(units, drawn))


def binomial_at_most(errors: int, drawn: int, rate: float) -> float:
    """The chance of at most so many errors in so many independent draws at this error rate."""
    if errors >= drawn or rate <= 0:
        return 1.0
    if rate >= 1:
        return 0.0
    last = (
        lgamma(drawn + 1) - lgamma(errors + 1) - lgamma(drawn - errors + 1)
        + errors * log(rate) + (drawn - errors) * log(1 - rate)
    )  # fmt: skip
    return _summed_down(errors, 0, last, lambda k: k * (1 - rate) / ((drawn - k + 1) * rate))


def most_wrong(units: int, drawn: int, errors: int, risk: Fraction) -> int:
    """The most errors that the population can hold: with more, so few in the sample have a chance of at most `risk`."""
    if not drawn:
        return units
    # The largest number that is not ruled out; what was drawn and is right is certainly right.
    return _last(lambda wrong: at_most(errors, units, wrong, drawn) > risk, errors, units - (drawn - errors))


def least_wrong(units: int, drawn: int, errors: int, risk: Fraction) -> int:
    """The fewest errors that the population can hold: the same for what is right."""
    return units - most_wrong(units, drawn, drawn - errors, risk)


def clopper_pearson(errors: int, drawn: int, risk: float) -> tuple[float, float]:
    """The lower and the upper bound on a rate from independent draws, each one-sided at `risk`."""

    def upper(count: int) -> float:
        low, high = count / drawn, 1.0
        if count == drawn:
            return 1.0
        for _ in range(_STEPS):
            middle = (low + high) / 2
            low, high = (middle, high) if binomial_at_most(count, drawn, middle) > risk else (low, middle)
        return high

    return (1 - upper(drawn - errors), upper(errors)) if drawn else (0.0, 1.0)


def bounds(strata: Sequence[Stratum], risk: Fraction, *, pooled: bool) -> Bounds:
    """The lower and the upper bound on the error rate of the whole population, each one-sided at `risk`.

    Of several strata the bounds are conservative. `pooled` says how they are made (see `_pooled` and `_summed`).
    """
    units = sum(each.units for each in strata)
    if not units:
        return 0.0, 1.0
    if len(strata) == 1 or not pooled:
        return _summed(strata, units, risk)
    return _pooled(strata, units, risk)


def _summed(strata: Sequence[Stratum], units: int, risk: Fraction) -> Bounds:
    """Each stratum's own exact bound, at the risk divided by their number, weighted by its units (Bonferroni)."""
    share = risk / len(strata)
    low = sum(least_wrong(each.units, each.drawn, each.errors, share) for each in strata)
    high = sum(most_wrong(each.units, each.drawn, each.errors + each.doubtful, share) for each in strata)
    return Fraction(low, units), Fraction(high, units)


def _pooled(strata: Sequence[Stratum], units: int, risk: Fraction) -> Bounds:
    """The bounds of all draws taken together, as if independent; where strata were not sampled in proportion, the worst
    case of their rates within these bounds.

    The errors in a stratum's sample are a sum of independent draws of unequal chances (Vatutin and Mikhailov 1982).
    Such a sum strays less from its mean than one of equal chances where it lies a whole unit from it (Hoeffding
    1956), so the binomial bounds hold, widened to that unit.
    """
    drawn = sum(each.drawn for each in strata)
    least, most = sum(each.errors for each in strata), sum(each.errors + each.doubtful for each in strata)
    if not drawn:
        return 0.0, 1.0
    low = min(clopper_pearson(least, drawn, float(risk))[0], max(least - 1, 0) / drawn)
    high = max(clopper_pearson(most, drawn, float(risk))[1], min(most + 1, drawn) / drawn)
    seen = Fraction(least, units), 1 - Fraction(drawn - most, units)
    lower, upper = 1 - _worst(strata, 1 - low), _worst(strata, high)
    return seen[0] if lower < seen[0] else lower, seen[1] if upper > seen[1] else upper


def _worst(strata: Sequence[Stratum], rate: float) -> float:
    """The greatest error rate of the population where that of the pooled sample is expected at `rate`."""
    units, drawn = sum(each.units for each in strata), sum(each.drawn for each in strata)
    budget, worst = rate * drawn, 0.0
    for each in sorted(strata, key=lambda each: each.drawn / each.units if each.units else 1.0):
        filled = min(1.0, budget / each.drawn) if each.drawn else 1.0
        budget -= filled * each.drawn
        worst += filled * each.units
    return worst / units


def smallest(good: Callable[[int], bool], low: int, high: int) -> int:
    """The smallest size from `low` to `high` that is good, as far as larger sizes are better; `high` where none is."""
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if good(middle) else (middle + 1, high)
    return high


def half_width(strata: Sequence[Stratum], expected: Fraction, risk: Fraction, *, pooled: bool) -> float:
    """How far the interval (both bounds at half the risk) would reach to one side at most, if the sample held errors at
    the expected rate."""
    planned = [Stratum(each.units, each.drawn, rounded(each.drawn * expected)) for each in strata]
    low, high = bounds(planned, risk / 2, pooled=pooled)
    middle = estimate(planned)
    return float(max(high - middle, middle - low))


def estimate(strata: Iterable[Stratum]) -> float:
    """The error rate estimated: each stratum's rate among what was settled, weighted by its units."""
    settled = [(each, each.drawn - each.doubtful) for each in strata if each.drawn > each.doubtful]
    units = sum(each.units for each, _ in settled)
    return sum(each.units * each.errors / drawn for each, drawn in settled) / units if units else 0.0


def textbook_size(units: int, margin: Fraction, expected: Fraction, risk: Fraction) -> int:
    """The size by the usual formula, which takes the distribution for normal: where the search for an exact one
    begins."""
    from statistics import NormalDist

    normal = NormalDist().inv_cdf(1 - float(risk) / 2)
    endless = normal**2 * float(expected * (1 - expected) / margin**2)
    return max(1, min(units, -int(-endless // (1 + (endless - 1) / units))))


def rounded(value: Fraction) -> int:
    """The nearest whole number, a half upwards."""
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def _last(holds: Callable[[int], bool], low: int, high: int) -> int:
    """The largest number from `low` to `high` for which it holds; it holds for `low`, and for none after one it
    fails."""
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if holds(middle) else (low, middle - 1)
    return low


def _log_term(errors: int, units: int, wrong: int, drawn: int) -> float:
    def choose(total: int, part: int) -> float:
        return lgamma(total + 1) - lgamma(part + 1) - lgamma(total - part + 1)

    return choose(wrong, errors) + choose(units - wrong, drawn - errors) - choose(units, drawn)


def _summed_down(first: int, last: int, log_term: float, ratio: Callable[[int], float]) -> float:
    """The sum of terms from the first down to the last, each the one before times a ratio, as far as they matter."""
    factor = total = 1.0
    for k in range(first, last, -1):
        factor *= ratio(k)
        total += factor
        if factor < 1e-17 * total:
            break
    return min(1.0, exp(min(log_term + log(total), 0.0)))
