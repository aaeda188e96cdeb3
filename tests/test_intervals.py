"""Exact bounds and sample sizes: against published tables, and against counting every sample that can be drawn."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from math import comb

import pytest

from caseaudit.model.intervals import (
    Stratum,
    at_most,
    binomial_at_most,
    bounds,
    clopper_pearson,
    estimate,
    half_width,
    least_wrong,
    most_wrong,
    smallest,
    textbook_size,
)

FIVE, TEN = Fraction(5, 100), Fraction(10, 100)
ENDLESS = 10**7
"""A population so large that a sample of hundreds takes nothing from it that matters."""


@pytest.mark.parametrize(
    ("errors", "drawn", "low", "high"),
    [
        # Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I.
        (81, 263, 0.2527, 0.3676),
        (15, 148, 0.0578, 0.1617),
        (0, 20, 0.0, 0.1684),
        (1, 29, 0.0009, 0.1776),
        # Tables of 95% limits after Clopper and Pearson, Biometrika 26 (1934), for samples of 10.
        (0, 10, 0.0, 0.3085),
        (1, 10, 0.0025, 0.4450),
        (5, 10, 0.1871, 0.8129),
        (10, 10, 0.6915, 1.0),
    ],
)
def test_clopper_pearson_gives_the_published_limits(errors: int, drawn: int, low: float, high: float) -> None:
    assert clopper_pearson(errors, drawn, 0.025) == pytest.approx((low, high), abs=6e-5)


@pytest.mark.parametrize(
    ("rate", "size", "risk", "allowed"),
    [
        # AICPA, Audit Guide: Audit Sampling, appendix A, sizes for tests of controls: 5% and 10% risk.
        *(
            (rate, size, FIVE, 0)
            for rate, size in ((2, 149), (3, 99), (4, 74), (5, 59), (6, 49), (10, 29), (15, 19))
        ),
        *((rate, size, FIVE, 1) for rate, size in ((2, 236), (3, 157), (5, 93), (10, 46))),
        (5, 124, FIVE, 2),
        *((rate, size, TEN, 0) for rate, size in ((2, 114), (3, 76), (4, 57), (5, 45), (6, 38), (10, 22))),
    ],
)
def test_acceptance_sizes_are_those_of_the_audit_guide(
    rate: int, size: int, risk: Fraction, allowed: int
) -> None:
    wrong = ENDLESS * rate // 100
    assert smallest(lambda n: at_most(allowed, ENDLESS, wrong, n) <= risk, 1, 1000) == size


@pytest.mark.parametrize(
    ("drawn", "errors", "percent"),
    [
        (25, 0, 11.3),
        (25, 1, 17.6),
        (50, 0, 5.9),
        (50, 1, 9.2),
        (60, 0, 4.9),
        (60, 1, 7.7),
        (100, 0, 3.0),
        (100, 2, 6.2),
    ],
)
def test_upper_limits_are_those_of_the_audit_guide(drawn: int, errors: int, percent: float) -> None:
    """The guide's table of upper limits at 5% risk, rounded up to a tenth."""
    limit = 100 * most_wrong(ENDLESS, drawn, errors, FIVE) / ENDLESS
    assert percent - 0.1 <= limit <= percent + 0.05


@pytest.mark.parametrize(
    ("units", "wrong", "size"),
    [(100, 1, 95), (100, 2, 78), (100, 5, 45), (100, 10, 25), (100, 20, 13), (50, 5, 22)],
)
def test_finite_populations_need_the_published_sizes(units: int, wrong: int, size: int) -> None:
    """Cannon and Roe, Livestock Disease Surveys (1982): to find at least one of so many in a herd, at 95%."""
    assert smallest(lambda n: at_most(0, units, wrong, n) <= FIVE, 1, units) == size


@pytest.mark.parametrize(
    ("units", "size"),
    [(10, 10), (50, 44), (100, 80), (200, 132), (500, 217), (1000, 278), (5000, 357), (100_000, 384)],
)
def test_the_usual_formula_gives_the_published_sizes(units: int, size: int) -> None:
    """Krejcie and Morgan, Educational and Psychological Measurement 30 (1970): 5% margin, rounded there."""
    usual = textbook_size(units, FIVE, Fraction(1, 2), FIVE)
    assert abs(usual - size) <= 1
    exact = smallest(
        lambda n: half_width([Stratum(units, n)], Fraction(1, 2), FIVE, pooled=False) <= FIVE, 1, units
    )
    assert size - 4 <= exact <= size * 1.06 + 2


@pytest.mark.parametrize("wrong", range(13))
def test_tails_are_counted_right(wrong: int) -> None:
    units, drawn = 12, 5
    for errors in range(-1, 7):
        right = sum(
            comb(wrong, k) * comb(units - wrong, drawn - k)
            for k in range(errors + 1)
            if k <= drawn and drawn - k <= units - wrong
        )
        assert at_most(errors, units, wrong, drawn) == Fraction(right, comb(units, drawn))


def test_floating_tails_agree_with_whole_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [(errors, 5000, wrong, 400) for errors in (0, 3, 20, 60) for wrong in (50, 300, 900)]
    exact = [float(at_most(*each)) for each in cases]
    monkeypatch.setattr("caseaudit.model.intervals._EXACT_TO", 0)
    assert [float(at_most(*each)) for each in cases] == pytest.approx(exact, rel=1e-9, abs=1e-300)


def test_binomial_tails_are_counted_right() -> None:
    for errors in range(8):
        right = sum(comb(7, k) * 0.3**k * 0.7 ** (7 - k) for k in range(errors + 1))
        assert binomial_at_most(errors, 7, 0.3) == pytest.approx(right)
    assert binomial_at_most(3, 7, 0.0) == 1
    assert binomial_at_most(3, 7, 1.0) == 0


@pytest.mark.parametrize("drawn", [1, 4, 11, 20])
def test_an_interval_holds_the_truth_often_enough(drawn: int) -> None:
    units = 20
    for wrong in range(units + 1):
        holds = Fraction(0)
        for errors in range(drawn + 1):
            ways = comb(wrong, errors) * comb(units - wrong, drawn - errors)
            low = least_wrong(units, drawn, errors, Fraction(1, 40))
            high = most_wrong(units, drawn, errors, Fraction(1, 40))
            if ways and low <= wrong <= high:
                holds += Fraction(ways, comb(units, drawn))
        assert holds >= Fraction(95, 100), (wrong, drawn)


def test_bounds_are_as_near_as_the_test_allows() -> None:
    """One error more than the bound is ruled out, the bound itself is not."""
    for drawn, errors in ((10, 0), (10, 3), (30, 1), (49, 20)):
        most = most_wrong(50, drawn, errors, FIVE)
        assert at_most(errors, 50, most, drawn) > FIVE
        assert most == 50 - (drawn - errors) or at_most(errors, 50, most + 1, drawn) <= FIVE


def test_everything_traced_leaves_no_doubt() -> None:
    assert bounds([Stratum(30, 30, 4)], FIVE, pooled=False) == (Fraction(4, 30), Fraction(4, 30))
    assert bounds([Stratum(30, 0)], FIVE, pooled=False) == (0, 1)
    assert bounds([], FIVE, pooled=False) == (0, 1)


@pytest.mark.parametrize("pooled", [True, False])
@pytest.mark.parametrize("drawn", [(5, 4), (6, 1), (1, 1), (2, 7)])
def test_bounds_of_several_parts_hold_the_truth_often_enough(drawn: tuple[int, int], pooled: bool) -> None:
    """Every number of errors in two parts, every sample: each bound fails at most as often as its risk."""
    units = (11, 8)
    samples = [*product(range(drawn[0] + 1), range(drawn[1] + 1))]
    made = {
        errors: bounds(
            [Stratum(*each) for each in zip(units, drawn, errors, strict=True)], FIVE, pooled=pooled
        )
        for errors in samples
    }
    for wrong in product(range(units[0] + 1), range(units[1] + 1)):
        truth = sum(wrong) / sum(units)
        below = above = Fraction(0)
        for errors in samples:
            chance = Fraction(1)
            for total, bad, taken, seen in zip(units, wrong, drawn, errors, strict=True):
                chance *= Fraction(comb(bad, seen) * comb(total - bad, taken - seen), comb(total, taken))
            low, high = made[errors]
            below += chance * (truth < low - 1e-9)
            above += chance * (truth > high + 1e-9)
        assert below <= FIVE, (wrong, drawn)
        assert above <= FIVE, (wrong, drawn)


def test_pooled_bounds_of_an_even_sample_are_those_of_clopper_and_pearson() -> None:
    parts = [Stratum(600, 30, 1), Stratum(400, 20, 2)]
    low, high = bounds(parts, Fraction(1, 40), pooled=True)
    expected = clopper_pearson(3, 50, 0.025)
    assert (low, high) == pytest.approx((min(expected[0], 2 / 50), max(expected[1], 4 / 50)))


def test_an_uneven_sample_widens_the_bounds() -> None:
    even = bounds([Stratum(500, 25, 0), Stratum(500, 25, 0)], FIVE, pooled=True)
    uneven = bounds([Stratum(500, 45, 0), Stratum(500, 5, 0)], FIVE, pooled=True)
    assert uneven[1] > even[1]


def test_what_is_not_settled_counts_against_both_bounds_and_not_in_the_estimate() -> None:
    sure, doubtful = Stratum(100, 20, 2), Stratum(100, 20, 2, 5)
    low, high = bounds([doubtful], FIVE, pooled=False)
    assert low == bounds([sure], FIVE, pooled=False)[0]
    assert high == bounds([Stratum(100, 20, 7)], FIVE, pooled=False)[1]
    assert estimate([doubtful]) == pytest.approx(2 / 15)


def test_an_estimate_weights_the_parts_by_their_size() -> None:
    assert estimate([Stratum(900, 10, 1), Stratum(100, 10, 5)]) == pytest.approx(0.14)
    assert estimate([Stratum(900, 10, 1), Stratum(100, 0)]) == pytest.approx(0.1)
