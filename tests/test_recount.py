"""The figures of the program against a recount that shares no code with it: on the samples, and on made trackers."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseaudit.findings.analysis.counted import joint_figure
from caseaudit.findings.analysis.quoted import quoted_figures
from caseaudit.model.counted import CountedFigure
from caseaudit.model.indicators import Indicators
from caseaudit.stories.audit import AuditOptions, Examined, examine_trackers
from caseaudit.stories.comparison import compare_examined
from caseaudit.stories.comparison.figures import comparison_figures
from caseaudit.stories.indicators import Sources, measure
from tests import recount
from tests.recount_made import make

SAMPLES = [
    Path(__file__).parents[1] / f"sample_data/tracker-{day}.xlsx" for day in ("2019-06", "2019-11", "2020-03")
]
MADE, OFTEN = 200, 12
KINDS = {
    "withhold_release_orders": "Withhold Release Order",
    "penalties": "Penalty",
    "seizures": "Seizure",
    "shipment_detentions": "Shipment Detention",
}


def examined(path: Path) -> Examined:
    return next(iter(examine_trackers([path], AuditOptions(analyse=True))))


def same_fields(path: Path, done: Examined) -> None:
    """The figures of `fields` and `summary`, and those of the report by their names."""
    lists = recount.read(path)
    counted = {
        (name, field.name): (
            each.required[field.name],
            each.missing[field.name],
            each.inconsistent[field.name],
        )
        for name, each in lists.items()
        for field in recount.FIELDS
        if each.cases
    }
    said = {
        (each.list, each.field): (each.required, each.missing, each.inconsistent)
        for each in done.audit.fields
    }
    assert {key: said[key] for key in counted} == counted, path
    assert {name: len(each.cases) for name, each in lists.items()} == dict(done.audit.cases)
    assert recount.as_of(lists) == done.audit.as_of

    def joint(name: str, first: CountedFigure, field: str, term: str) -> CountedFigure | None:
        return joint_figure(done.tracker, name, first, field, term)

    assert done.audit.analysis is not None
    named = quoted_figures(done.audit.analysis.figures, done.audit.definition, joint)
    figures = {each.name: each.value for each in named}
    wanted = recount.figures(lists)
    assert {name: figures.get(name, 0) for name in wanted} == wanted, path


def same_indicators(path: Path, done: Examined) -> Indicators:
    """The indicators, and the cases by their dates."""
    report = measure(Sources(done.workbook, done.tracker, done.found), done.audit, None, {})
    actions, month = recount.actions(path), report.periods.month.start
    days = {name: [day for day, said in actions if said == kind] for name, kind in KINDS.items()}
    days["outreach_activities"] = [day for day, _ in recount.outreach(path)]
    lists = recount.read(path)
    for each in report.measured:
        name = each.indicator.name
        if name in days:
            for figure, year in ((each.month, month.year), (each.last_month, month.year - 1)):
                if figure.value is not None:
                    assert figure.value == recount.in_month(days[name], year, month.number), (path, name)
            assert each.to_date.value == recount.to_date(days[name], month.year, month.number), (path, name)
        else:
            assert each.month.value == len(lists[each.indicator.counts].cases)
    dated = {each.name: each.said for each in report.dated}
    for begin, end in zip(recount.PHASE_DATES, recount.PHASE_DATES[1:], strict=False):
        found = recount.median_days(lists, begin, end)
        said = dated[f"days_{begin}"]
        assert (said is None) == (found is None)
        if found is not None and said is not None:
            cases = "case" if found[1] == 1 else "cases"
            assert said == f"{found[0]:,.1f}".removesuffix(".0") + f" days ({found[1]} {cases})", path
    return report


def same_changes(older: Path, newer: Path) -> None:
    """The cases that are still on their list, and those that came to it."""
    pair = [*examine_trackers([older, newer], AuditOptions())]
    figures = {each.name: each.value for each in comparison_figures(compare_examined(pair), pair)}
    before, after = (_numbers(path) for path in (older, newer))
    for name in recount.LISTS:
        assert figures[f"{name}.cases"] == len(recount.read(newer)[name].cases)
        assert figures[f"{name}.still_there"] == len(before[name] & after[name]), newer


def _numbers(path: Path) -> dict[str, set[str]]:
    """The case numbers of each list, spelling aside."""
    return {
        name: {recount.text(case.entries.get("case_number")).lower().replace(" ", "-") for case in each.cases}
        for name, each in recount.read(path).items()
    }


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_samples(path: Path) -> None:
    done = examined(path)
    same_fields(path, done)
    same_indicators(path, done)


def test_the_orders_of_the_report_are_thirteen() -> None:
    orders = [day for day, kind in recount.actions(SAMPLES[-1]) if kind == KINDS["withhold_release_orders"]]
    assert len([day for day in orders if 2016 <= day.year <= 2019]) == 13
    done = examined(SAMPLES[-1])
    report = same_indicators(SAMPLES[-1], done)
    (figure,) = [
        each for each in quoted_figures(report.figures, report.definition, None) if each.name == "G20"
    ]
    assert figure.value == 13


def test_the_figures_of_several_snapshots() -> None:
    """G17 to G19: of November and March, and of all three."""
    november, march = (recount.read(path) for path in SAMPLES[1:])
    pair = [*examine_trackers(SAMPLES[1:], AuditOptions(analyse=True))]
    comparison = compare_examined(pair)
    figures = quoted_figures([*comparison_figures(comparison, pair)], comparison.definition, None)
    counted = {each.name: each.value for each in figures}
    assert counted["G17"] == len(march["active"].cases) > 2 * len(november["active"].cases)
    before, after = _numbers(SAMPLES[1])["active"], _numbers(SAMPLES[2])["active"]
    # One number of March is used for another case than in November.
    assert counted["G18"] in (len(before & after), len(before & after) - 1)
    assert counted["G18"] < len(november["active"].cases) / 2
    for path in SAMPLES:
        done, lists = examined(path), recount.read(path)
        assert done.audit.analysis is not None
        (fields,) = [
            each
            for each in quoted_figures(done.audit.analysis.figures, done.audit.definition, None)
            if each.name == "G19"
        ]
        faults = [counts for each in lists.values() for counts in (each.missing, each.inconsistent)]
        assert fields.value == sum(number > 0 for counts in faults for number in counts.values()) > 0


def test_the_eight_indicators_are_counted() -> None:
    report = same_indicators(SAMPLES[-1], examined(SAMPLES[-1]))
    (figure,) = [
        each for each in quoted_figures(report.figures, report.definition, None) if each.name == "G21"
    ]
    actions = recount.actions(SAMPLES[-1])
    lists = recount.read(SAMPLES[-1])
    total = sum(
        recount.to_date([day for day, said in actions if said == kind], 2020, 3) for kind in KINDS.values()
    )
    total += recount.to_date([day for day, _ in recount.outreach(SAMPLES[-1])], 2020, 3)
    assert figure.value == total + sum(len(each.cases) for each in lists.values())


@pytest.mark.parametrize("seed", range(OFTEN))
def test_made_trackers(seed: int, tmp_path: Path) -> None:
    newer, older = tmp_path / "newer.xlsx", tmp_path / "older.xlsx"
    make(seed, newer, older)
    done = examined(newer)
    same_fields(newer, done)
    same_indicators(newer, done)
    same_changes(older, newer)


@pytest.mark.slow
def test_two_hundred_made_trackers(tmp_path: Path) -> None:
    paths = [tmp_path / f"{seed}.xlsx" for seed in range(OFTEN, MADE)]
    for seed, path in enumerate(paths, start=OFTEN):
        make(seed, path)
    for path, done in zip(paths, examine_trackers(paths, AuditOptions(analyse=True)), strict=True):
        same_fields(path, done)
        same_indicators(path, done)
