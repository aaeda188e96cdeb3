"""The findings of an audit are one table: what holds a finding back is a column, redaction is how it is shown."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

import caseaudit
from caseaudit.definition import load_definition
from caseaudit.model.definition import Severity
from caseaudit.model.finding import Audit, HeldBy
from caseaudit.rules import RULES
from caseaudit.stories.audit import AuditOptions, audit_tracker, audit_workbook
from caseaudit.tracker.read.reading import start_reading

SAMPLE = Path(__file__).parent.parent / "sample_data" / "tracker-2019-06.xlsx"


@pytest.fixture(scope="module")
def audit() -> Audit:
    return audit_tracker(SAMPLE)


def test_what_is_held_back_is_counted_nowhere_and_still_marked(audit: Audit) -> None:
    every = [*audit.findings]
    marks = bytes(1 if each.rule == "C101" else 2 if each.field == "status" else 0 for each in every)
    held = audit.findings.held_back(marks)
    standing = [each for each, mark in zip(every, marks, strict=True) if not mark]
    assert [*held] == standing
    assert len(held) == len(standing) < len(every)
    assert "C101" not in held.counts()
    assert (
        sum(held.counts().values())
        == sum(held.severities().values())
        == sum(held.tally().values())
        == len(held)
    )
    assert [each for each, _ in held.marked()] == every
    assert [mark for _, mark in held.marked()] == [[*HeldBy][mark] for mark in marks]
    assert [*held.of_rule("C101")] == []


def test_the_findings_of_a_rule_come_in_order_and_no_more_than_asked(audit: Audit) -> None:
    for code, number in audit.findings.counts().items():
        own = [each for each in audit.findings if each.rule == code]
        assert [*audit.findings.of_rule(code)] == own
        assert len(own) == number == sum(audit.findings.by_field(code).values())
        assert [*audit.findings.of_rule(code, 2)] == own[:2]


def test_what_is_shown_otherwise_is_counted_as_it_is(audit: Audit) -> None:
    shown = audit.findings.shown_by(lambda finding: finding._replace(value="token"))
    assert {each.value for each in shown} == {"token"}
    assert {each.value for each, _ in shown.marked()} == {"token"}
    assert shown.tally() == audit.findings.tally()


def test_cells_are_counted_once_whatever_is_found_in_them(audit: Audit) -> None:
    cells: dict[tuple[str, str, str], set[str]] = {}
    for each in audit.findings:
        if each.gao_class and each.list and each.field and each.case_key:
            cells.setdefault((each.list, each.field, each.gao_class), set()).add(str(each.place))
    assert audit.findings.cells() == {key: len(places) for key, places in cells.items()}


def test_a_rule_that_the_definition_does_not_name_has_its_own_severity() -> None:
    definition = replace(load_definition(None), severities={"C101": Severity.NOTE})
    audit = audit_workbook(start_reading(SAMPLE).workbook(), definition, AuditOptions())
    own = {rule.code: rule.severity for rule in RULES}
    assert len(audit.findings.counts()) > 5
    for each in audit.findings:
        assert each.severity is (Severity.NOTE if each.rule == "C101" else own[each.rule])


def test_codes_of_rules_stand_in_the_rule_book_alone() -> None:
    codes = {rule.code for rule in RULES}
    source = Path(caseaudit.__file__).parent
    elsewhere = [
        f"{path.relative_to(source)}:{node.lineno} {node.value}"
        for path in source.rglob("*.py")
        if path.parent.name != "rules"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and node.value in codes
    ]
    assert elsewhere == []
