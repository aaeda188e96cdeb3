"""How many units a sample takes from each part of the population, so that it can say what it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from heapq import heapify, heapreplace

from caseaudit.model.errors import CommandUnusable
from caseaudit.model.intervals import Stratum, at_most, bounds, half_width, smallest
from caseaudit.model.tracing import Aim, Design, Part, Plan, Planned

MOST_ROWS = 20_000
"""More entries than this are not written for people to trace."""
_UNEVEN = 12
"""Rates come in whole errors, so a somewhat smaller size than the first good one may be good, too."""


def planned(design: Design, units: Mapping[Part, int], titles: Mapping[Part, str], fewest: int) -> Plan:
    """The plan for a population; `units` counts it by part, and from each at least `fewest` units are drawn, or all.

    Raises CommandUnusable where the population holds nothing, or no sample can say what is asked for.
    """
    total = sum(units.values())
    if not total:
        raise CommandUnusable(
            "there is no entry to draw: the chosen lists and fields hold none. Choose others."
        )
    measures = {part: number * design.weights.get(part.field, 1) for part, number in units.items()}

    def strata(size: int) -> list[Stratum]:
        drawn = allotted(size, units, measures, fewest if len(units) > 1 else 0)
        return [Stratum(units[part], drawn[part]) for part in units]

    size = _size(design, total, strata)
    made = strata(size)
    parts = (Planned(part, titles[part], own.units, own.drawn) for part, own in zip(units, made, strict=True))
    return Plan(design, tuple(parts), _pooled(design, made))


def allotted(
    size: int, units: Mapping[Part, int], measures: Mapping[Part, int], fewest: int
) -> dict[Part, int]:
    """How many units to draw from each part: the fewest from each first, then one by one where it lacks most.

    In proportion to the measures by the method of Webster and Sainte-Laguë; no part gives more than it has.
    """
    drawn = {part: min(fewest, number) for part, number in units.items()}
    open_ = [
        (-Fraction(2 * measures[part], 2 * drawn[part] + 1), place, part)
        for place, part in enumerate(units)
        if drawn[part] < units[part]
    ]
    heapify(open_)
    for _ in range(min(size, sum(units.values())) - sum(drawn.values())):
        _, place, part = open_[0]
        drawn[part] += 1
        full = drawn[part] == units[part]
        rank = Fraction(1) if full else -Fraction(2 * measures[part], 2 * drawn[part] + 1)
        heapreplace(open_, (rank, place, part))
    return drawn


def _size(design: Design, total: int, strata: Callable[[int], Sequence[Stratum]]) -> int:
    most = min(total, MOST_ROWS + 1)  # Each unit has an entry, so this is too many already.
    match design.aim:
        case Aim.SIZE:
            return min(int(design.target), most)
        case Aim.MARGIN:
            return _first(lambda size: _reach(design, strata(size)) <= design.target, 1, most)
        case Aim.AT_MOST:
            wrong = int(design.target * total)
            if design.allowed > wrong:
                raise CommandUnusable(
                    f"--allow {design.allowed:,}: so many errors are more than {float(design.target):.4g} of the "
                    f"{total:,} {design.unit.value} already, so no sample can show it. Allow fewer."
                )
            return _first(lambda size: _shows(design, total, strata(size)), design.allowed + 1, most)


def _first(good: Callable[[int], bool], low: int, high: int) -> int:
    near = low
    while near < high and not good(
        near
    ):  # Sizes are small even of great populations, and small ones soon tried.
        low, near = near + 1, min(2 * near, high)
    near = smallest(good, low, near)
    return next((size for size in range(max(low, near - _UNEVEN), near) if good(size)), near)


def _reach(design: Design, strata: Sequence[Stratum]) -> float:
    pooled = _pooled(design, strata)
    return half_width(strata, design.expected, design.risk, pooled=pooled)


def _shows(design: Design, total: int, strata: Sequence[Stratum]) -> bool:
    """Whether such a sample with no more errors than allowed shows that the rate is at most the target."""
    if len(strata) == 1:
        return at_most(design.allowed, total, int(design.target * total) + 1, strata[0].drawn) <= design.risk
    first, *others = strata
    seen = [Stratum(first.units, first.drawn, design.allowed), *others]  # Pooled, it does not matter where.
    return bounds(seen, design.risk, pooled=True)[1] <= design.target


def _pooled(design: Design, strata: Sequence[Stratum]) -> bool:
    """Whether the bounds of several parts are those of all draws together: where that is expected to be narrower."""
    if len(strata) == 1:
        return False
    if design.aim is Aim.AT_MOST:
        return True
    pooled, summed = (half_width(strata, design.expected, design.risk, pooled=how) for how in (True, False))
    return pooled < summed
