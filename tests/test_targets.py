"""Targets: what the records propose, how far a figure reaches them, and what the policy may say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from math import comb, exp, factorial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from caseaudit.commands.console.app import app
from caseaudit.model.targets import Standing, Target
from caseaudit.settings.policy import load_policy
from caseaudit.stories.indicators import Sources, measure
from caseaudit.stories.indicators.proposing import by_chance
from tests.registers import HEADER, Value, action, examined, of, register, tracker

SAMPLES = Path(__file__).parents[1] / "sample_data"


def target(least: object = None, most: object = None) -> Target:
    return Target(*(None if each is None else Decimal(str(each)) for each in (least, most)))


@pytest.mark.parametrize(
    ("goal", "value", "elapsed", "standing"),
    [
        (target(8), 8, 6, Standing.MET),
        (target(8), 4, 6, Standing.ON_COURSE),
        (target(8), 3, 6, Standing.BEHIND),
        (target(8), 7, 12, Standing.NOT_MET),
        (target(8), None, 6, Standing.UNKNOWN),
        (target(most=5), 5, 6, Standing.ON_COURSE),
        (target(most=5), 6, 6, Standing.NOT_MET),
        (target(most=5), 5, 12, Standing.MET),
        (target(2, 5), 2, 12, Standing.MET),
        (target(2, 5), 6, 12, Standing.NOT_MET),
        (target(0), 0, 1, Standing.MET),
    ],
)
def test_a_figure_against_a_target(goal: Target, value: int | None, elapsed: int, standing: Standing) -> None:
    assert goal.standing(value, elapsed) is standing


@pytest.mark.parametrize(
    ("goal", "said"),
    [(target(8), "at least 8"), (target(most=7.5), "at most 7.5"), (target(8, 17), "8 to 17")],
)
def test_a_target_in_words(goal: Target, said: str) -> None:
    assert str(goal) == said


@pytest.mark.parametrize("mean", [0.2, 1, 4.5, 13.5, 80])
def test_the_range_of_independent_entries_is_that_of_the_poisson_distribution(mean: float) -> None:
    low, high = by_chance(mean, 1)

    def up_to(count: int) -> float:
        return sum(exp(-mean) * mean**k / factorial(k) for k in range(count + 1))

    assert up_to(high) >= 0.9 > (up_to(high - 1) if high else 0)
    assert up_to(low) > 0.1 >= (up_to(low - 1) if low else 0)


def test_the_range_widens_with_the_spread_of_the_months() -> None:
    narrow, wide = by_chance(12, 1), by_chance(12, 3)
    assert wide[0] < narrow[0] < narrow[1] < wide[1]
    # A negative binomial of size 6 and chance 1/3: mean 12, variance 36.
    chances = [comb(k + 5, k) * (1 / 3) ** 6 * (2 / 3) ** k for k in range(60)]
    assert sum(chances[: wide[1] + 1]) >= 0.9 > sum(chances[: wide[1]])


def proposals(rows: Sequence[Sequence[Value]]) -> dict[str, tuple[Target | None, str]]:
    done = examined(tracker(register("Enforcement Actions", [HEADER, *rows])), as_of=date(2020, 3, 31))
    report = measure(Sources(done.workbook, done.tracker, done.found), done.audit, None, {}, proposing=True)
    return {each.indicator.name: (each.target, each.method) for each in report.proposals}


def test_two_years_of_records_propose_a_target() -> None:
    rows = [
        action(date(2018, 3, 1)),
        *(action(date(2018 + (m + 3) // 12, (m + 3) % 12 + 1, 5)) for m in range(24)),
    ]
    goal, method = proposals(rows)["withhold_release_orders"]
    assert goal is not None
    assert goal.baseline == 12
    assert (goal.at_least, goal.at_most) == (Decimal(8), Decimal(17))
    assert method.startswith("24 from April 2018 to March 2020 are 12 a year.")


def test_the_first_month_does_not_count_since_the_register_may_begin_within_it() -> None:
    rows = [action(date(2018, 4, 1)), action(date(2019, 4, 1))]
    goal, method = proposals(rows)["withhold_release_orders"]
    assert goal is None
    assert method == "too little history: 23 whole months are on record, and 24 are needed"


def test_a_list_needs_trackers_of_three_months() -> None:
    goal, method = proposals([])["active_investigations"]
    assert goal is None
    assert "1 tracker of different months at hand, and 3 are needed" in method


def test_what_is_proposed_can_be_pasted_into_the_policy(tmp_path: Path) -> None:
    names = ("2020-03", "2019-06", "2019-11")
    newest, *older = (str(SAMPLES / f"tracker-{name}.xlsx") for name in names)
    words = ["kpi", newest, *(word for each in older for word in ("--with", each)), "--propose-targets"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0
    path = tmp_path / "caseaudit.toml"
    path.write_text(done.stdout, encoding="utf-8")
    assert load_policy(path, None).targets["active_investigations"] == Target(
        Decimal(22), Decimal(61), Decimal(28)
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "penalties = {least = 3}",
            '"least" is no part of a target; the parts are "at_least", "at_most", "baseline"',
        ),
        ("penalties = {baseline = 3}", 'the target of "penalties" needs "at_least", "at_most" or both'),
        (
            "penalties = {at_least = 3, at_most = 2}",
            'the target of "penalties" has its "at_least" above its "at_most"',
        ),
        ("penalties = {at_least = 1e400}", 'the target of "penalties" must be a number, not inf'),
    ],
)
def test_a_faulty_target_is_refused_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(f"[targets]\n{line}\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["kpi", str(SAMPLES / "tracker-2020-03.xlsx"), "--policy", str(path)])
    assert done.exit_code == 2
    assert f"own.toml:2: {said}" in done.output.replace("\n", " ")


def test_the_report_sets_figures_beside_their_targets() -> None:
    rows = [action(date(2019, 10, 5)), action(date(2020, 1, 5)), action(date(2020, 2, 5))]
    done = examined(tracker(register("Enforcement Actions", [HEADER, *rows])))
    goals = {"withhold_release_orders": target(6), "active_investigations": target(most=5)}
    report = measure(Sources(done.workbook, done.tracker, done.found), done.audit, None, goals)
    assert of(report, "withhold_release_orders").standing is Standing.ON_COURSE
    assert of(report, "active_investigations").standing is Standing.NOT_MET
    assert of(report, "seizures").standing is None
