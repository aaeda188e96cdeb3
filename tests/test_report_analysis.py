"""The analysis of an audit: GAO's figures come out of it, words are true of the numbers, determinations follow."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseaudit.definition import load_definition
from caseaudit.findings.analysis.determining import determine_field
from caseaudit.model.analysis import Analysis, FieldAnalysis, ListAnalysis, Reliability
from caseaudit.model.definition import Thresholds
from caseaudit.model.errors import DefinitionUnusable
from caseaudit.model.proportions import Share, in_words
from caseaudit.stories.audit import AuditOptions, audit_workbook
from tests.samples import audited
from tests.tables import Grid, filled, workbook


def march() -> Analysis:
    analysis = audited("2020-03").analysis
    assert analysis is not None
    return analysis


def of_list(name: str) -> ListAnalysis:
    return next(each for each in march().lists if each.name == name)


def of_field(list_name: str, name: str) -> FieldAnalysis:
    return next(each for each in of_list(list_name).fields if each.name == name)


def analysed(
    rows: list[list[str]], list_name: str = "active", today: date = date(2020, 4, 15)
) -> ListAnalysis:
    grid = Grid(list_name.title(), filled(rows, list_name))
    audit = audit_workbook(workbook([grid]), load_definition(), AuditOptions(today=today, analyse=True))
    assert audit.analysis is not None
    [own] = audit.analysis.lists
    return own


# What GAO-21-106 says of the spreadsheet, in its own words


@pytest.mark.parametrize(
    ("list_name", "said"),
    [
        ("active", "11 of the 21 fields were missing data entries."),
        ("active", "5 of the 21 fields contained inconsistent information."),
        ("active", "Sources of Evidence was missing for almost all active cases (58 of 61, 95%)."),
        ("suspended", "Sources of Evidence was missing for eight in 10 suspended cases (24 of 30, 80%)."),
        ("suspended", "Of the 24 without Sources of Evidence, three-quarters (18 of 24, 75%) had"),
        ("suspended", 'Two-thirds of the suspended cases (20 of 30, 67%) had "Lack of Personnel Resources"'),
        (
            "active",
            "In two-thirds of the active cases (41 of 61, 67%) Current Update was not an update on progress",
        ),
        (
            "suspended",
            "Almost nine in 10 suspended cases (26 of 30, 87%) had inconsistent information in Status",
        ),
        ("suspended", "more than a quarter (8 of 30, 27%) listed a number"),
        ("suspended", "more than six in 10 (19 of 30, 63%) listed a narrative"),
        ("active", 'Three-quarters of the active cases (46 of 61, 75%) had "Initiation" as Current Phase.'),
        ("active", '(40 of 61, 66%) had "China" as Country of Origin.'),
        ("active", '(39 of 61, 64%) had "Apparel, Footwear & Textiles" as Industry.'),
    ],
)
def test_statements_are_those_of_the_report(list_name: str, said: str) -> None:
    assert said in " ".join(of_list(list_name).statements)


def test_more_than_100_investigations_initiated_since_2018() -> None:
    assert sum(each.cases for each in march().initiated if int(each.name) >= 2018) > 100


def test_the_mix_of_phases() -> None:
    counts = {each.name: each.cases for each in of_list("active").phases}
    assert counts["Initiation"] == 46
    assert counts["Investigation"] == 9
    assert in_words(counts["Investigation"], 61) == "one in seven"
    assert in_words(counts["Legal Review"], 61) == "fewer than one in 10"


def test_kinds_of_entries_and_of_missing_ones() -> None:
    kinds = {each.name: each for each in of_field("suspended", "status").kinds}
    assert kinds["a number"].cases == 8
    assert kinds["words and a number"].cases == 7
    assert ("Investigation (2)", 3) in [
        (each.name, each.cases) for each in kinds["words and a number"].examples
    ]
    missing = of_field("active", "sources_of_evidence").missing
    assert (missing.blank, missing.stand_in, missing.no_column) == (54, 4, 0)
    assert of_field("inactive", "sources_of_evidence").missing.no_column == 20


def test_figures_agree_with_the_audit() -> None:
    audit = audited("2020-03")
    for figures in audit.fields:
        each = of_field(figures.list, figures.field)
        assert (each.required, each.missing.total, each.inconsistent) == (
            figures.required, figures.missing, figures.inconsistent,
        )  # fmt: skip


# Small trackers


def test_blank_invisible_and_stand_in_are_told_apart() -> None:
    own = analysed([["Case Number", "Commodity"], ["FLD-2019-001", ""], ["FLD-2019-002", "␣␣"],
                    ["FLD-2019-003", "TBD"], ["FLD-2019-004", "Shrimp"]])  # fmt: skip
    missing = next(each for each in own.fields if each.name == "commodity").missing
    assert (missing.blank, missing.invisible, missing.stand_in) == (1, 1, 1)


def test_ages_of_updates_are_bounded_by_the_limit() -> None:
    dates = ["2020-03-30", "2019-12-31", "2019-12-30", "2018-01-01", "soon"]
    own = analysed(
        [["Case Number", "Update Date"], *([f"FLD-2019-{n:03}", day] for n, day in enumerate(dates))]
    )
    ages = {each.name: each.cases for each in own.update_ages}
    assert ages["61–90 days"] == 1  # exactly 90 days
    assert ages["91–180 days"] == 1
    assert ages["over 365 days"] == 1
    assert ages["no readable date"] == 1
    assert sum(ages.values()) == own.cases


def test_formulas_without_a_value_are_not_judged() -> None:
    own = analysed([["Case Number", "Industry"], *([f"FLD-2019-{n:03}", "=?"] for n in range(6))])
    industry = next(each for each in own.fields if each.name == "industry")
    assert industry.judged == 0
    assert industry.determination.reliability is Reliability.UNDETERMINED
    assert "no value" in industry.determination.evidence


def test_a_clean_list_is_sufficiently_reliable_and_says_what_was_not_tested() -> None:
    own = analysed([["Case Number"], *([f"FLD-2019-{n:03}"] for n in range(1, 12))])
    assert own.determination.reliability is Reliability.SUFFICIENT
    assert "Accuracy was not tested" in own.paragraph
    assert own.statements[0] == "0 of the 21 fields were missing data entries."


# Determinations


@pytest.mark.parametrize(
    ("name", "judged", "flagged", "expected"),
    [
        ("status", 100, 5, Reliability.SUFFICIENT),
        ("status", 100, 6, Reliability.UNDETERMINED),
        ("status", 100, 10, Reliability.UNDETERMINED),
        ("status", 100, 11, Reliability.INSUFFICIENT),
        ("status", 4, 4, Reliability.UNDETERMINED),
        ("status", 0, 0, Reliability.UNDETERMINED),
        ("commodity", 100, 0, Reliability.UNDETERMINED),
        ("commodity", 100, 50, Reliability.INSUFFICIENT),
    ],
)
def test_bounds_are_inclusive(name: str, judged: int, flagged: int, expected: Reliability) -> None:
    definition = load_definition()
    found = determine_field(definition, definition.fields[name], judged, flagged, 0, flagged, 0)
    assert found.reliability is expected


def test_bounds_are_the_definitions() -> None:
    definition = replace(load_definition(), determination=Thresholds(20, 40))
    found = determine_field(definition, definition.fields["status"], 100, 20, 0, 20, 0)
    assert found.reliability is Reliability.SUFFICIENT


def test_bounds_the_wrong_way_round_are_a_fault(tmp_path: Path) -> None:
    built_in = Path(__file__).parents[1] / "schemas" / "forced_labor.yaml"
    text = built_in.read_text("utf-8").replace("sufficient_percent: 5 ", "sufficient_percent: 50 ", 1)
    (tmp_path / "own.yaml").write_text(text, "utf-8")
    with pytest.raises(DefinitionUnusable, match='"sufficient_percent" is more than "insufficient_percent"'):
        load_definition(tmp_path / "own.yaml")


# Proportions


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (0, 0, "none"), (0, 5, "none"), (5, 5, "all"), (26, 30, "almost nine in 10"), (8, 30, "more than a quarter"),
        (19, 30, "more than six in 10"), (20, 30, "two-thirds"), (24, 30, "eight in 10"), (58, 61, "almost all"),
        (46, 61, "three-quarters"), (5, 61, "fewer than one in 10"), (47, 100, "fewer than half"),
        (53, 100, "more than half"), (1, 1000, "fewer than one in 10"), (999, 1000, "almost all"),
    ],
)  # fmt: skip
def test_proportions_in_words(part: int, whole: int, words: str) -> None:
    assert in_words(part, whole) == words


NAMED = {
    "one in 10": Fraction(1, 10), "one in seven": Fraction(1, 7), "one in five": Fraction(1, 5),
    "a quarter": Fraction(1, 4), "three in 10": Fraction(3, 10), "a third": Fraction(1, 3),
    "four in 10": Fraction(2, 5), "half": Fraction(1, 2), "six in 10": Fraction(3, 5), "two-thirds": Fraction(2, 3),
    "seven in 10": Fraction(7, 10), "three-quarters": Fraction(3, 4), "eight in 10": Fraction(4, 5),
    "nine in 10": Fraction(9, 10), "all": Fraction(1),
}  # fmt: skip


@given(st.integers(1, 3000).flatmap(lambda whole: st.tuples(st.integers(1, whole), st.just(whole))))
def test_words_are_true(numbers: tuple[int, int]) -> None:
    share = Fraction(*numbers)
    found = re.fullmatch("(almost |about |more than |fewer than )?(.+)", in_words(*numbers))
    assert found is not None
    how, name = found[1], NAMED[found[2]]
    if how == "almost ":
        assert share < name
    elif how == "more than ":
        assert share > name
    elif how == "fewer than ":
        assert share < name
    elif how == "about ":
        assert abs(share - name) <= Fraction(3, 200)
    else:
        assert abs(share - name) <= Fraction(3, 400)


def test_shares_never_round_the_truth_away() -> None:
    assert Share(1, 1000).rounded == "<1%"
    assert Share(999, 1000).rounded == ">99%"
    assert Share(0, 0).rounded == "–"
