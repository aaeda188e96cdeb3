"""Known findings: recorded as digests of what they say, and known again wherever their rows have gone."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from caseaudit.definition import load_definition
from caseaudit.model.errors import SettingsUnusable
from caseaudit.model.finding import Audit
from caseaudit.settings.baseline import read_baseline, salt_of, write_baseline
from caseaudit.settings.judgement import Policy, hold, judge, judgement
from caseaudit.settings.records import Baseline, FailOn
from caseaudit.stories.audit import AuditOptions, audit_workbook
from tests import made, tables
from tests.gates import made_tracker, run

SALT = "0" * 32

CASES = [
    ["FLD-2019-014", "Garments", "Halden Mills", "2"],
    ["fld 2019 015", "", "Halden Mills", "Initiation"],
    ["FLD-2019-016", "Gloves", "TBD", "Exploration"],
    ["", "Gloves", "Corvan Ltd", ""],
    ["", "Shrimp", "Marisco", ""],
    ["FLD-2019-017", "Gloves", "Quay Works", "Initiation"],
    ["FLD-2019-018", "gloves", "QUAY WORKS", "Initiation"],
    ["FLD-2019-019", "Gloves", "Quay-Works", "Initiation"],
    ["FLD-2019-014", "Socks", "Halden Knits", "Initiation"],
]
HEADER = ["Case Number", "Commodity", "Manufacturer", "Status"]


def audited(cases: Sequence[Sequence[str]], lists: Sequence[str] | None = None) -> Audit:
    """The audit of these cases, all active or each on its list."""
    lists = lists or ["Active"] * len(cases)
    grids = []
    for title in dict.fromkeys(lists):
        own = [HEADER, *(case for case, name in zip(cases, lists, strict=True) if name == title)]
        # What is filled in differs from row to row, and must not move when rows do.
        grids.append(tables.Grid(title, tables.filled(own, title.lower())))
    options = AuditOptions(as_of=date(2020, 4, 15), today=date(2020, 4, 15))
    return audit_workbook(tables.workbook(grids), load_definition(), options)


def recorded(audit: Audit, folder: Path) -> Baseline:
    path = folder / "baseline.json"
    with path.open("w", encoding="utf-8") as file:
        write_baseline(file.write, audit, audit.findings, SALT)
    return read_baseline(path, audit.definition)


def new(audit: Audit, baseline: Baseline) -> list[str]:
    return [f"{each.rule} {each.field} {each.case_number}" for each in hold(audit, None, baseline).findings]


# Known again


def test_the_same_tracker_has_nothing_new(tmp_path: Path) -> None:
    audit = audited(CASES)
    baseline = recorded(audit, tmp_path)
    held = hold(audit, None, baseline)
    assert len(audit.findings) > 8
    assert (held.counts.standing, held.counts.known, held.gone) == (0, len(audit.findings), 0)
    assert judge(audit, held=held).passed


@pytest.mark.parametrize("seed", range(6))
def test_sorting_rows_changes_nothing(tmp_path: Path, seed: int) -> None:
    baseline = recorded(audited(CASES), tmp_path)
    moved = random.Random(seed).sample(CASES, len(CASES))  # noqa: S311 -- an order of rows
    assert new(audited(moved), baseline) == []


def test_inserting_a_row_changes_nothing_for_the_others(tmp_path: Path) -> None:
    baseline = recorded(audited(CASES), tmp_path)
    more = [CASES[0], ["FLD-2020-001", "Towels", "", "Initiation"], *CASES[1:]]
    assert new(audited(more), baseline) == ["C101 manufacturer FLD-2020-001"]


def test_moving_a_case_to_another_list_changes_nothing(tmp_path: Path) -> None:
    case = ["FLD-2019-020", "", "Halden Mills", "Initiation"]
    other = ["FLD-2019-021", "Socks", "Marisco", "Initiation"]
    baseline = recorded(audited([case, other, CASES[5]], ["Active", "Active", "Suspended"]), tmp_path)
    assert new(audited([case, other, CASES[5]], ["Suspended", "Active", "Suspended"]), baseline) == []


def test_a_number_in_another_spelling_is_the_same_case(tmp_path: Path) -> None:
    baseline = recorded(audited([["fld 2019 015", "", "Halden Mills", "Initiation"]]), tmp_path)
    assert new(audited([["FLD-2019-015", "", "Halden Mills", "Initiation"]]), baseline) == []


def test_another_entry_is_a_new_finding(tmp_path: Path) -> None:
    baseline = recorded(audited(CASES), tmp_path)
    changed = [["FLD-2019-014", "Garments", "Halden Mills", "3"], *CASES[1:]]
    assert new(audited(changed), baseline) == ["S201 status FLD-2019-014", "X305 status FLD-2019-014"]


def test_findings_are_counted_not_only_known(tmp_path: Path) -> None:
    twice = [
        ["FLD-2019-014", "", "Halden Mills", "Initiation"],
        ["FLD-2019-014", "Socks", "Halden Mills", "Initiation"],
    ]
    baseline = recorded(audited(twice), tmp_path)
    again = [*twice[:1], ["FLD-2019-014", "", "Halden Mills", "Initiation"]]
    assert new(audited(again), baseline) == ["C101 commodity FLD-2019-014"]


def test_cases_without_a_number_are_told_apart_by_what_they_are_about(tmp_path: Path) -> None:
    one, other = CASES[3], CASES[4]
    baseline = recorded(audited([one]), tmp_path)
    assert new(audited([other, one]), baseline) != []
    assert all("None" in each for each in new(audited([other, one]), baseline))


def test_a_known_missing_column_is_borne_and_said(tmp_path: Path) -> None:
    grid = tables.Grid(
        "Active", tables.filled([HEADER[:1], ["FLD-2019-014"]], "active", without=["Commodity"])
    )
    audit = audit_workbook(tables.workbook([grid]), load_definition(), AuditOptions(today=date(2020, 4, 15)))
    assert [part.rule for part in audit.unchecked] == ["C103"]
    bare = judge(audit, Policy(fail_on=FailOn.LIMITS))
    assert (bare.passed, bare.incomplete) == (
        False,
        ("Commodity has no column on Active (1 of its cases need it)",),
    )
    verdict = judge(audit, held=hold(audit, None, recorded(audit, tmp_path)))
    assert verdict.passed
    assert verdict.incomplete == ("Commodity has no column on Active (1 of its cases need it); known",)


def test_any_new_finding_can_fail(tmp_path: Path) -> None:
    baseline = recorded(made.audit([]), tmp_path)
    note = made.audit([made.finding("W603", "hidden-data", "1:1", "Hidden.", severity=made.Severity.NOTE)])
    held = hold(note, None, baseline)
    assert judge(note, Policy(), held).passed
    assert judge(note, Policy(fail_on_new=True), held).failed == ("1 new finding",)


def test_findings_that_are_gone_are_told(tmp_path: Path) -> None:
    baseline = recorded(made.audit(), tmp_path)
    audit = made.audit(made.findings()[2:])
    held = hold(audit, None, baseline)
    assert held.gone == 2
    notice = judgement(audit, held=held).verdict.notices
    assert notice == (
        "2 findings of the baseline are no longer there; record a new baseline, so that none of them can come "
        "back unseen",
    )
    assert judgement(audit, held=held, whole=False).verdict.notices == ()


# The file


def test_the_file_holds_no_entry_and_no_case_number(tmp_path: Path) -> None:
    recorded(audited(CASES), tmp_path)
    text = (tmp_path / "baseline.json").read_text()
    for secret in ("FLD", "2019", "Halden", "Exploration", "commodity"):
        assert secret not in text


def test_a_new_baseline_keeps_the_salt_of_the_old(tmp_path: Path) -> None:
    path = tmp_path / "baseline.json"
    first = salt_of(path)
    assert first != salt_of(path)
    recorded(made.audit(), tmp_path)
    assert salt_of(path) == SALT


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (".{30}$", "", "the baseline is damaged: this is no JSON"),
        (".*", "", "the baseline is damaged: this is no JSON"),
        (".*", "[]", "this is no baseline"),
        (".*", '{"version": 1}', "this is no baseline"),
        (".*", "[" * 100_000, "the baseline is damaged: this is no JSON"),
        ('_baseline": 1', '_baseline": 2', "a baseline of form 2, and this program reads form 1"),
        ('"salt"', '"sald"', 'the baseline is damaged: "salt" is missing'),
        (SALT, "xyz", 'the baseline is damaged: "salt" is out of form'),
        ('"count": 63', '"count": 61', "it says that it holds 61 findings, and it holds 63"),
        ('": 1}', '": 0}', "its findings are out of form"),
        ('"version": "1"}', '"version": "2"}', "with the definition made 2, and this check uses made 1"),
        ('"made"', '"other"', "recorded with the definition other 1"),
    ],
)
def test_a_baseline_that_cannot_be_used_is_told_in_words(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    audit = made.audit()
    recorded(audit, tmp_path)
    path = tmp_path / "baseline.json"
    path.write_text(re.sub(old, new, path.read_text(), count=1, flags=re.DOTALL))
    with pytest.raises(SettingsUnusable) as stopped:
        read_baseline(path, audit.definition)
    assert said in str(stopped.value)
    assert "caseaudit baseline TRACKER" in str(stopped.value)


# On the command line


def test_baseline_then_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tracker = made_tracker(tmp_path, monkeypatch)
    known = tmp_path / "baseline.json"
    done = run("baseline", tracker, "-o", known)
    assert (done.exit_code, f"63 findings recorded in {known}" in done.stderr) == (0, True)
    result = run("check", tracker, "--baseline", known)
    assert result.exit_code == 0
    assert "0 findings, 0 waived, 63 known." in result.stdout
    report = json.loads(run("check", tracker, "--baseline", known, "--format", "json").stdout)
    assert report["gate"]["held_back"] == {"waiver": 0, "baseline": 63}
    assert {each["held_back_by"] for each in report["findings"]} == {"baseline"}
    other = replace(made.definition(), version="2")
    monkeypatch.setattr("caseaudit.commands.console.gate._definition", lambda _path: other)
    refused = run("check", tracker, "--baseline", known)
    assert (refused.exit_code, refused.stdout) == (2, "")


def test_nothing_is_written_over_a_file_that_is_no_baseline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracker = made_tracker(tmp_path, monkeypatch)
    other = tmp_path / "report.json"
    other.write_text('{"version": 1}')
    result = run("baseline", tracker, "-o", other)
    assert (result.exit_code, other.read_text()) == (2, '{"version": 1}')
    assert "this is no baseline; nothing is written over it" in result.stderr
    assert run("baseline", tracker).exit_code == 2
