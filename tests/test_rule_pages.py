"""The pages of the rule book are run: what they call wrong is found, to the word, and what they call right is not."""

from __future__ import annotations

import re

import pytest

from caseaudit.findings.rule import Rule
from caseaudit.model.finding import Finding
from caseaudit.rules import FAMILIES, RULES, choose, find
from tests.tables import Example, compared, examples, findings

EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.code}-{number}")
    for rule in RULES
    for number, example in enumerate(examples(rule.page), start=1)
]


def found_in(rule: Rule, example: Example) -> list[Finding]:
    """What the rule finds in the example, which has two trackers where the rule compares them."""
    assert rule.of_snapshots == bool(example.later)
    if not example.later:
        return findings(example.grids, rule.code, as_of=example.as_of)
    [step] = compared(example.grids, example.later, codes=[rule.code]).steps
    return list(step.findings)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_an_example_gives_exactly_what_its_page_says(rule: Rule, example: Example) -> None:
    found = found_in(rule, example)
    first = example.grids[0].name
    lines = []
    for finding in found:
        cell = finding.place.cell or "sheet"
        place = finding.place._replace(tracker="")
        where = cell if place.sheet == first or len(example.grids) == 1 else str(place)
        lines.append(f"{where}  {finding.message}")
    expected = list(example.found)
    shown = [
        want if want.endswith("…") and have.startswith(want[:-1].rstrip()) else have
        for have, want in zip(lines, expected, strict=False)
    ] + lines[len(expected) :]
    assert shown == expected


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_page_is_whole(rule: Rule) -> None:
    pages = list(examples(rule.page))
    assert rule.title.endswith("."), "the first line says what is wrong, in a sentence"
    assert "\nWhy it matters: " in rule.page
    assert [example for example in pages if example.found], "no wrong example"
    assert [example for example in pages if not example.found], "no right example"


def test_codes_names_and_titles_are_unique() -> None:
    for part in ("code", "name", "title", "page"):
        values = [getattr(rule, part) for rule in RULES]
        assert len(set(values)) == len(values), part


def test_codes_belong_to_their_family_and_stand_in_order() -> None:
    for family in FAMILIES:
        codes = [rule.code for rule in family.rules]
        assert codes == sorted(codes)
        assert all(re.fullmatch(rf"{family.letter}\d{{3}}", code) for code in codes)


def test_a_rule_is_found_by_code_and_name_in_any_case() -> None:
    for rule in RULES:
        assert find(rule.code.lower()) is rule
        assert find(rule.name.upper()) is rule


def test_rules_are_chosen_by_codes_names_and_prefixes() -> None:
    assert choose(("C",)) == {"C101", "C102", "C103"}
    assert choose(("C,missing-entry", "X30"), ("X303",)) >= {"C101", "X304"}
    assert "X303" not in choose(("X30",), ("X303",))
    assert choose() == {rule.code for rule in RULES}
