"""What a definition says of registers and indicators: another office's, and every fault with its line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from caseaudit.definition import load_definition
from caseaudit.model.errors import DefinitionUnusable
from caseaudit.model.table import Workbook
from caseaudit.stories.audit import AuditOptions, examine_workbook
from caseaudit.stories.indicators import Sources, measure
from tests.registers import register

SOUND = """\
caseaudit: 1
name: permits
version: "1"
title: Permits
roles: {case_number: permit, update_date: as_of}
lists:
  open: {title: Open Permits}
fields:
  permit: {header: Permit Number, holds: identifier, pattern: WP-NNN, needs: required}
  species: {header: Species, holds: text, needs: required}
  as_of: {header: As Of, holds: date, needs: required}
vocabularies:
  offices: {terms: [North, South]}
registers:
  visits:
    title: Site Visits
    one: visit
    several: visits
    case_number: permit
    fields:
      day: {header: Day, holds: date, months: true, needs: required}
      office: {header: Office, holds: term, vocabulary: offices, terms: {Joint: Both}, needs: required}
      partner: {header: Partner, holds: text, needs: only where office is Joint}
      permit: {header: Permit, holds: identifier, pattern: WP-NNN, needs: optional}
indicators:
  joint_visits: {title: Joint visits, counts: visits, dated_by: day, where: {office: Joint; South}}
  all_visits: {title: All visits, counts: visits, dated_by: day, rests_on: day}
  open_permits: {title: Open permits, counts: open}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "permits.yaml"


def test_another_office_counts_its_own(path: Path) -> None:
    path.write_text(SOUND, encoding="utf-8")
    definition = load_definition(path)
    lists = register(
        "Open Permits",
        [
            ("Permit Number", "Species", "As Of"),
            *((f"WP-{number:03}", f"Kite {number}", date(2021, 5, 3)) for number in range(6)),
        ],
        0,
    )
    visits = register(
        "Site Visits",
        [
            ("Day", "Office", "Partner", "Permit"),
            ("May 2021", "North", None, "WP-001"),
            (date(2021, 5, 1), "both", "Rangers", "WP-999"),
            (date(2020, 12, 1), "South", "Rangers", None),
        ],
        1,
    )
    book = Workbook("permits.xlsx", "0" * 64, "xlsx", (lists, replace(visits)))
    done = examine_workbook(book, definition, AuditOptions(today=date(2021, 6, 1)))
    report = measure(Sources(done.workbook, done.tracker, done.found), done.audit, None, {})
    assert {each.indicator.name: each.month.value for each in report.measured} == {
        "joint_visits": 1, "all_visits": 2, "open_permits": 6
    }  # fmt: skip
    assert [each.to_date.value for each in report.measured] == [1, 2, None]
    assert report.periods.to_date.name == "Year 2021 to date"
    assert [(each.rule, each.place.cell) for each in report.registers[0].findings] == [
        ("S201", "B3"), ("S202", "D3"), ("X306", "C4")
    ]  # fmt: skip


FAULTS = [
    ("title: Site Visits", "titel: Site Visits", '16: "titel" is no key that can stand here; did you mean "title"?'),
    ("title: Site Visits", "title: Open Permits", '16: "Open Permits" names the sheet of open too'),
    ("  visits:\n", "  open:\n", '15: "open" is a list already'),
    ("case_number: permit\n", "case_number: permt\n", '19: there is no field "permt"; did you mean "permit"?'),
    ("header: Office,", "header: day,", '22: the header "day" stands for two fields, day and office'),
    ("vocabulary: offices", "vocabulary: office", '22: there is no vocabulary "office"; did you mean "offices"?'),
    ("vocabulary: offices, terms: {Joint: Both}, ", "", "22: a field that holds term needs its terms"),
    ("{Joint: Both}", "{Joint: Both; joint, Twin: both}", '22: "both" stands for two terms, "Joint" and "Twin"'),
    ("header: Partner, holds: text", "header: Partner, holds: text, months: true", "23: only a date can be a month"),
    ("only where office is Joint", "only when office is Joint", '23: "only when office is Joint" is no need; write'),
    ("only where office is Joint", "only where ofice is Joint", '23: there is no field "ofice"; did you mean "office'),
    ("only where office is Joint", "only where office is Joit", '23: the field "office" has no term "Joit"; did you'),
    ("only where office is Joint", "only where permit is Joint", '23: the field "permit" holds identifier;'),
    ("counts: visits, dated_by: day, where", "counts: visit, dated_by: day, where", '26: there is no list or reg'),
    ("dated_by: day, where", "dated_by: office, where", '26: there is no date field "office"'),
    ("dated_by: day, where", "where", '26: "dated_by" is missing'),
    ("{office: Joint; South}", "{office: West}", '26: the field "office" has no term "West"'),
    ("{office: Joint; South}", "{ofice: South}", '26: there is no field "ofice"; did you mean "office"?'),
    ("rests_on: day", "rests_on: dya", '27: there is no field "dya"; there are "day"'),
    ("counts: open}", "counts: open, dated_by: as_of}", "28: a list is counted as of a day and whole; delete dated_by"),
    ("  open_permits:", "  Open Permits:", '28: "Open Permits" cannot be a name in commands'),
    ("indicators:", "fiscal_year_begins: 13\nindicators:", '25: "fiscal_year_begins" must be one of 1, 2, 3'),
]  # fmt: skip


@pytest.mark.parametrize(("written", "instead", "fault"), FAULTS)
def test_a_fault_is_told_with_its_line(path: Path, written: str, instead: str, fault: str) -> None:
    assert written in SOUND
    path.write_text(SOUND.replace(written, instead, 1), encoding="utf-8")
    with pytest.raises(DefinitionUnusable) as stopped:
        load_definition(path)
    assert f"permits.yaml:{fault}" in str(stopped.value)
