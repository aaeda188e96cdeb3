"""The sample trackers measure what GAO-21-106 found in the division's own, by the audit's count alone."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

import openpyxl
import pytest

from caseaudit.model.finding import Audit, Finding, GaoClass
from tests.samples import SAMPLES, audited
from tools import make_samples

ROOT = Path(__file__).resolve().parent.parent
SNAPSHOTS = ("2019-06", "2019-11", "2020-03")
LISTS = ("active", "suspended", "inactive")

Case = dict[str, object]


@dataclass(frozen=True)
class Snapshot:
    """One sample tracker: its audit, and its cases by list as they stand in the workbook."""

    audit: Audit
    cases: dict[str, list[Case]]
    findings: tuple[Finding, ...]

    def missing(self, list_name: str, field: str) -> list[Case]:
        """The cases of a list whose entry in this field the audit finds missing."""
        found = {
            finding.case_number
            for finding in self.findings
            if finding.list == list_name and finding.field == field and finding.gao_class == "incomplete"
        }
        return [case for case in self.cases[list_name] if case["case_number"] in found]

    def with_rule(self, code: str, list_name: str, field: str) -> list[Finding]:
        """The findings of a rule in one field of a list."""
        return [f for f in self.findings if (f.rule, f.list, f.field) == (code, list_name, field)]


@cache
def snapshot(month: str) -> Snapshot:
    path = SAMPLES / f"tracker-{month}.xlsx"
    audit = audited(month)
    workbook = openpyxl.load_workbook(path)
    cases: dict[str, list[Case]] = {}
    for read in audit.tracker.sheets:
        sheet = workbook[read.name]
        numbered = [cell.row for cell in sheet["A"] if re.match("FLD", str(cell.value), re.IGNORECASE)]
        cases[read.list] = [
            {field: sheet[f"{column}{row}"].value for field, column in read.columns.items()}
            for row in numbered
        ]
    return Snapshot(audit, cases, tuple(audit.findings))


def march() -> Snapshot:
    return snapshot("2020-03")


def percent(some: int, of: int) -> float:
    return 100 * some / of


def case_number(case: Case) -> str:
    digits = re.findall(r"\d+", str(case["case_number"]))
    return "-".join(["FLD", *digits])


# The workbooks are what the source tables make


def test_workbooks_are_up_to_date() -> None:
    assert make_samples.main(["--check"]) == 0


@pytest.mark.parametrize("month", SNAPSHOTS)
def test_every_run_makes_the_same_bytes(month: str) -> None:
    assert make_samples.make_workbook(month) == make_samples.make_workbook(month)


def test_check_names_a_workbook_that_is_out_of_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(make_samples, "workbook_path", lambda month: tmp_path / f"{month}.xlsx")
    for month in SNAPSHOTS[1:]:
        (tmp_path / f"{month}.xlsx").write_bytes(make_samples.make_workbook(month))
    assert make_samples.main(["--check"]) == 1
    assert "out of date: 2019-06.xlsx;" in capsys.readouterr().err


@pytest.mark.parametrize("month", SNAPSHOTS)
@pytest.mark.parametrize("list_name", LISTS)
def test_audit_counts_the_cases_of_the_source_table(month: str, list_name: str) -> None:
    with (SAMPLES / "source" / month / f"{list_name}.csv").open(encoding="utf-8", newline="") as file:
        cases = [row for row in csv.reader(file) if row[0] in ("", "hidden") and row[1] != "^"]
    assert snapshot(month).audit.cases[list_name] == len(cases) == len(snapshot(month).cases[list_name])


@pytest.mark.parametrize("month", SNAPSHOTS)
def test_only_the_case_lists_are_read_as_cases(month: str) -> None:
    assert [(s.name, s.list) for s in snapshot(month).audit.tracker.sheets] == [
        ("Active", "active"),
        ("Suspended", "suspended"),
        ("Inactive", "inactive"),
    ]
    assert not [f for f in snapshot(month).findings if f.rule == "W604"]


# Figures of the report, by their id


def test_g01_incomplete_fields_of_active_cases() -> None:
    assert march().audit.summary["active"].fields == 21
    assert march().audit.summary["active"].fields_incomplete == 11


def test_g02_inconsistent_fields_of_active_cases() -> None:
    assert march().audit.summary["active"].fields_inconsistent == 5


def test_g03_sources_of_evidence_missing_for_almost_all_active_cases() -> None:
    [figures] = [f for f in march().audit.fields if (f.list, f.field) == ("active", "sources_of_evidence")]
    assert 90 <= percent(figures.missing, figures.required) < 100


def test_g04_sources_of_evidence_missing_for_eight_in_ten_suspended_cases() -> None:
    [figures] = [f for f in march().audit.fields if (f.list, f.field) == ("suspended", "sources_of_evidence")]
    assert 77 <= percent(figures.missing, figures.required) <= 83


def test_g05_reason_of_suspended_cases_without_sources() -> None:
    cases = march().missing("suspended", "sources_of_evidence")
    short = [case for case in cases if case["closure_reason"] == "Lack of Personnel Resources"]
    assert 70 < percent(len(short), len(cases)) < 80


def test_g06_lack_of_personnel_is_the_reason_for_two_thirds() -> None:
    cases = march().cases["suspended"]
    short = [case for case in cases if case["closure_reason"] == "Lack of Personnel Resources"]
    assert 65 <= percent(len(short), len(cases)) <= 68


def test_g07_two_thirds_of_updates_list_the_manufacturer() -> None:
    listed = march().with_rule("X302", "active", "current_update")
    assert 65 <= percent(len(listed), march().audit.cases["active"]) <= 68


def test_g08_updates_that_conflict_with_the_phase() -> None:
    conflicts = march().with_rule("X301", "active", "current_update")
    cases = {case["case_number"]: case for case in march().cases["active"]}
    sent = [f for f in conflicts if "sent to OCC for legal sufficiency review" in str(f.value)]
    assert len(conflicts) >= 2
    assert [cases[f.case_number]["status"] for f in sent] == ["Investigation"]
    assert [cases[f.case_number]["current_phase"] for f in sent] == ["Investigation"]


def test_g09_inconsistent_status_of_suspended_cases() -> None:
    [figures] = [f for f in march().audit.fields if (f.list, f.field) == ("suspended", "status")]
    assert 86 <= percent(figures.inconsistent, march().audit.cases["suspended"]) <= 90


def suspended_statuses() -> list[str]:
    return [str(case["status"] or "") for case in march().cases["suspended"]]


def test_g10_statuses_that_are_a_number() -> None:
    numbers = [status for status in suspended_statuses() if status.isdecimal()]
    assert 25 < percent(len(numbers), len(suspended_statuses())) < 30


def test_g11_statuses_that_are_a_narrative() -> None:
    narratives = [status for status in suspended_statuses() if re.search("[A-Za-z]", status)]
    assert 60 < percent(len(narratives), len(suspended_statuses())) < 65


def test_g12_variants_of_investigation() -> None:
    counted = Counter(suspended_statuses())
    assert counted["Investigation (2)"] >= 2
    assert counted["Investigation Complete (3) Civil Penalty"] == 1
    assert counted["Investigation Civil Penalty (2)"] == 1


def test_g13_phases_of_active_cases() -> None:
    cases = march().cases["active"]
    counted = Counter(case["current_phase"] for case in cases)
    assert 73 <= percent(counted["Initiation"], len(cases)) <= 77
    assert 13 <= percent(counted["Investigation"], len(cases)) <= 16
    assert 0 < percent(counted["Legal Review"], len(cases)) < 10


def test_g14_countries_of_active_cases() -> None:
    counted = Counter(case["country_of_origin"] for case in march().cases["active"])
    assert counted["China"] > len(march().cases["active"]) / 2
    assert all(counted[country] for country in ("Taiwan", "Malaysia", "Fiji", "Ivory Coast"))


def test_g15_industries_of_active_cases() -> None:
    counted = Counter(case["industry"] for case in march().cases["active"])
    assert counted["Apparel, Footwear & Textiles"] > len(march().cases["active"]) / 2
    assert counted["Agriculture & Prepared Products"]
    assert counted["Consumer Products & Mass Merchandising"]
    assert counted["Pharmaceuticals, Health & Chemicals"]


def test_g16_investigations_initiated_since_2018() -> None:
    begun = {
        case_number(case): case["initiation_date"]
        for cases in march().cases.values()
        for case in cases
        if isinstance(case["initiation_date"], datetime)
    }
    assert sum(day >= datetime(2018, 1, 1) for day in begun.values() if isinstance(day, datetime)) > 100


def test_g17_active_cases_more_than_doubled() -> None:
    assert march().audit.cases["active"] > 2 * snapshot("2019-11").audit.cases["active"]


def test_g18_fewer_than_half_remained_active() -> None:
    november = {case_number(case) for case in snapshot("2019-11").cases["active"]}
    still = november & {case_number(case) for case in march().cases["active"]}
    assert 0 < len(still) < len(november) / 2


@pytest.mark.parametrize("month", SNAPSHOTS)
def test_g19_incomplete_and_inconsistent_data_in_every_snapshot(month: str) -> None:
    classes = {(finding.list, finding.gao_class) for finding in snapshot(month).findings}
    for list_name in LISTS:
        assert {(list_name, GaoClass.INCOMPLETE), (list_name, GaoClass.INCONSISTENT)} <= classes


def enforcement_actions(month: str) -> list[dict[str, object]]:
    sheet = openpyxl.load_workbook(SAMPLES / f"tracker-{month}.xlsx")["Enforcement Actions"]
    rows = list(sheet.iter_rows(values_only=True))
    top = next(number for number, row in enumerate(rows) if row[0] == "Action Date")
    return [dict(zip(map(str, rows[top]), row, strict=True)) for row in rows[top + 1 :] if row[1]]


def test_g20_withhold_release_orders() -> None:
    orders = [
        action for action in enforcement_actions("2020-03") if action["Action"] == "Withhold Release Order"
    ]
    assert len(orders) == 13
    assert sum(order["Source Country"] == "China" for order in orders) == 6
    assert Counter(order["Status"] for order in orders) == {"Active": 7, "Partially Active": 3, "Revoked": 3}


def test_one_penalty_of_nearly_eight_point_four_million() -> None:
    [penalty] = [action for action in enforcement_actions("2020-03") if action["Action"] == "Penalty"]
    assert (penalty["Action Date"], penalty["Amount"]) == ("December 2019", 8_400_000)


def test_actions_that_are_not_public_say_that_they_are_synthetic() -> None:
    for action in enforcement_actions("2020-03"):
        if action["Action"] not in ("Withhold Release Order", "Penalty"):
            assert str(action["Merchandise"]).endswith("(synthetic)")


def test_outreach_trips() -> None:
    sheet = openpyxl.load_workbook(SAMPLES / "tracker-2020-03.xlsx")["Outreach"]
    trips = [row for row in sheet.iter_rows(values_only=True) if row[1] == "Outreach trip"]
    assert len(trips) == 18
    assert len({str(row[3]).rpartition(", ")[2] for row in trips}) == 15


# Histories from one snapshot to the next


def by_number(month: str) -> dict[str, Case]:
    return {case_number(case): case for cases in snapshot(month).cases.values() for case in cases}


def test_a_case_vanishes_and_a_number_is_used_again() -> None:
    november, later = by_number("2019-11"), by_number("2020-03")
    assert [number for number in november if number not in later] == ["FLD-2018-021"]
    again = [n for n in november if n in later and november[n]["manufacturer"] != later[n]["manufacturer"]]
    assert again == ["FLD-2018-020"]


def test_dates_are_rewritten() -> None:
    november, later = by_number("2019-11"), by_number("2020-03")
    rewritten = {
        (number, field)
        for number, before in november.items()
        for field in ("date_received", "initiation_date", "investigation_date", "legal_review_date")
        if number in later
        and isinstance(before.get(field), datetime)
        and isinstance(later[number].get(field), datetime)
        and before[field] != later[number][field]
        and before["manufacturer"] == later[number]["manufacturer"]
    }
    assert rewritten == {
        ("FLD-2018-008", "date_received"),
        ("FLD-2018-009", "investigation_date"),
        ("FLD-2018-012", "initiation_date"),
        ("FLD-2019-016", "investigation_date"),
    }


# What the README tells


def readme_rows(heading: str) -> list[list[str]]:
    """The body cells of the table under a heading of the README, stripped of back quotes."""
    text = (SAMPLES / "README.md").read_text(encoding="utf-8")
    part = text.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip().strip("`") for cell in row.strip("|").split(" | ")] for row in rows[2:]]


def test_readme_tells_the_audited_figures() -> None:
    made = [
        [
            month,
            list_name,
            *map(str, (audit.cases[list_name], told.fields_incomplete, told.fields_inconsistent)),
        ]
        for month in SNAPSHOTS
        for audit in [snapshot(month).audit]
        for list_name, told in [(name, audit.summary[name]) for name in LISTS]
    ]
    assert readme_rows("Figures") == made


@pytest.mark.parametrize(("cell", "rules", "what"), readme_rows("Where the defects are (March 2020)"))
def test_readme_names_the_place_of_a_defect(cell: str, rules: str, what: str) -> None:
    found = {finding.rule for finding in march().findings if str(finding.place) == cell}
    assert found >= set(rules.split(", ")), what
