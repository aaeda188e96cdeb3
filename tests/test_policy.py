"""The policy of the gate: found, checked with all its faults at once, and applied."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest

from caseaudit.definition import load_definition
from caseaudit.model.errors import SettingsUnusable
from caseaudit.model.finding import GaoClass, Severity, Unchecked
from caseaudit.settings.judgement import FailOn, Policy, judge, judgement
from caseaudit.settings.policy import OPTIONS, find_policy, load_policy, schema
from caseaudit.settings.policy.finding import _above
from caseaudit.settings.policy.lines import lines_of
from caseaudit.settings.records import Incomplete, Limit
from tests import made
from tests.gates import made_tracker, run

LIMITED = """
fail_on = "limits"

[[limits]]
list = "active"
field = "sources_of_evidence"
class = "incomplete"
at_most = "5 %"
"""


@pytest.fixture(autouse=True)
def _found_anew() -> None:
    _above.cache_clear()


def written(folder: Path, text: str, name: str = "caseaudit.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def faults(path: Path) -> list[str]:
    with pytest.raises(SettingsUnusable) as stopped:
        load_policy(path, load_definition)
    return str(stopped.value).replace(f"{path}:", "").splitlines()


# Found


def test_the_nearest_policy_above_the_tracker_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    inner = tmp_path / "trackers" / "2020"
    inner.mkdir(parents=True)
    outer = written(tmp_path, "")
    assert find_policy(inner / "tracker.xlsx") == outer
    near = written(inner, '[tool.caseaudit]\nfail_on = "warning"\n', "pyproject.toml")
    _above.cache_clear()
    assert find_policy(inner / "tracker.xlsx") == near
    assert load_policy(near).fail_on is FailOn.WARNING
    own = written(inner, "")
    _above.cache_clear()
    assert find_policy(inner / "tracker.xlsx") == own


def test_a_project_file_without_a_policy_is_passed_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    written(tmp_path, '[project]\nname = "caseaudit-reports"\n', "pyproject.toml")
    assert find_policy(tmp_path / "tracker.xlsx") is None
    written(tmp_path, "this is not TOML", "pyproject.toml")
    _above.cache_clear()
    assert find_policy(tmp_path / "tracker.xlsx") is None


def test_else_the_policy_of_the_current_folder_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "work").mkdir()
    (tmp_path / "data").mkdir()
    policy = written(tmp_path / "work", "")
    monkeypatch.chdir(tmp_path / "work")
    assert find_policy(tmp_path / "data" / "tracker.xlsx") == policy


# Checked


def test_every_fault_is_told_at_once_with_its_line(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        'fail_onn = "error"\n'
        "fail_on_new = 1\n"
        'incomplete = "fial"\n'
        "baseline = 3\n"
        "\n"
        "[[limits]]\n"
        'field = "sources_of_evidense"\n'
        'list = "Activ"\n'
        'class = "missing"\n'
        'at_most = "105 %"\n'
        "[[limits]]\n"
        'rule = "C1O1"\n'
        "at_most = 5.0\n"
        "[[limits]]\n"
        'class = "incomplete"\n'
        'fail_on = "error"\n'
        "[targets]\n"
        "active_investigation = 3\n"
        "active_investigations = true\n",
    )
    assert faults(path) == [
        '1: "fail_onn" is no option; did you mean "fail_on"?',
        '2: "fail_on_new" must be true or false, not 1',
        '3: "incomplete" must be one of "fail", "report", not "fial"; did you mean "fail"?',
        '4: "baseline" must name a file in quotes, not 3',
        '7: the definition has no field "sources_of_evidense"; did you mean "sources_of_evidence"?',
        '8: the definition has no list "Activ"; did you mean "active"?',
        '9: "class" must be one of "incomplete", "inconsistent", not "missing"; did you mean "incomplete"?',
        '10: "at_most" must be a count such as 3, or a share in quotes such as "5 %", not "105 %"',
        '12: no rule is called "C1O1"; did you mean "C101"? "caseaudit rules" lists them all.',
        '13: "at_most" must be a count such as 3, or a share in quotes such as "5 %", not 5.0',
        '14: a limit needs "at_most": a count such as 3, or a share such as "5 %"',
        '16: "fail_on" is no option of a limit; it stands above the first [[limits]]',
        '18: there is no indicator "active_investigation"; did you mean "active_investigations"?',
        '19: the target of "active_investigations" must be a number, not true',
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("limits = 3", "1: limits are tables: write each under its own [[limits]]"),
        (
            "[[limits]]\nat_most = 1",
            '1: a limit is about a "class" or a "rule"; such as class = "incomplete"',
        ),
        (
            '[[limits]]\nat_most = 1\nclass = "incomplete"\nrule = "C101"',
            '1: a limit is about a "class" or a "rule"; one of them is enough',
        ),
        (
            '[[limits]]\nat_most = 1\nclass = "incomplete"\n\n[[limits]]\nat_most = 2\nclass = "incomplete"',
            "5: this limit is about the same findings as the one on line 1; keep one",
        ),
        (
            'fail_on = "never"\n[[limits]]\nat_most = 1\nclass = "incomplete"',
            '1: with "never" nothing fails, so the limits would do nothing; write "limits" to judge by them alone',
        ),
        ("fail_on = \n", "1: this is not TOML (invalid value)"),
        ("a = [1,", "1: this is not TOML (invalid value)"),
    ],
)
def test_faults_of_one_kind(tmp_path: Path, text: str, said: str) -> None:
    assert faults(written(tmp_path, text)) == [said]


def test_lines_are_found_in_every_form() -> None:
    text = (
        'a = """\n[x]\nb = 1\n"""\n# [[c]]\nlimits = [\n  {d = "}"},\n  # {\n  {d = 1},\n]\n'
        '"b.c".d = 2\n[[t]]\nk = 1\n[t.u]\nm = 2\n[[t]]\nk = 3\n'
    )
    lines = lines_of(text)
    assert (lines["a",], lines["limits", 0], lines["limits", 1]) == (1, 7, 9)
    assert (lines["b.c", "d"], lines["t", 0, "u", "m"], lines["t", 1, "k"]) == (11, 15, 17)
    assert ("x",) not in lines


def test_a_hostile_policy_is_a_message(tmp_path: Path) -> None:
    assert "this is not TOML" in faults(written(tmp_path, "a = " + "[" * 100_000))[0]
    path = tmp_path / "caseaudit.toml"
    path.write_bytes(b"a = 1\nb = '\xff'")
    assert faults(path) == ["2: a sign here is not UTF-8; save the file as UTF-8"]
    assert "there is no such policy" in faults(tmp_path / "none.toml")[0]


def test_the_schema_knows_every_option_and_agrees(tmp_path: Path) -> None:
    known = schema()
    assert set(known["properties"]) == {each.name for each in OPTIONS}
    jsonschema.Draft202012Validator.check_schema(known)
    judge_by = jsonschema.Draft202012Validator(known)
    right = {"fail_on": "limits", "limits": [{"class": "incomplete", "at_most": "5 %"}], "targets": {"a": 3}}
    assert judge_by.is_valid(right)
    for wrong in (
        {"fail": 1},
        {"limits": [{"at_most": 1}]},
        {"limits": [{"class": "incomplete", "at_most": 1.5}]},
    ):
        assert not judge_by.is_valid(wrong)


def test_files_are_named_from_the_folder_of_the_policy(tmp_path: Path) -> None:
    policy = load_policy(written(tmp_path, 'baseline = "known/b.json"\nwaivers = "w.yaml"\n'))
    assert (policy.baseline, policy.waivers) == (tmp_path / "known" / "b.json", tmp_path / "w.yaml")


def test_what_is_not_said_has_a_safe_default(tmp_path: Path) -> None:
    policy = load_policy(written(tmp_path, ""))
    assert (policy.fail_on, policy.incomplete, policy.fail_on_new) == (FailOn.ERROR, Incomplete.FAIL, False)


# Applied


def limit(bound: int, **more: object) -> Limit:
    return Limit(Decimal(bound), gao_class=GaoClass.INCOMPLETE, **more)  # type: ignore[arg-type]


def test_a_limit_in_percent_is_of_the_cases_that_must_fill_the_field() -> None:
    evidence = {"list": "active", "field": "sources_of_evidence", "percent": True}
    broken = judge(made.audit(), Policy(fail_on=FailOn.LIMITS, limits=(limit(95, **evidence),)))
    assert broken.failed == (
        "Sources of Evidence on Active: 58 of 61 required entries missing (95.1 %); the limit is 95 %",
    )
    assert judge(made.audit(), Policy(fail_on=FailOn.LIMITS, limits=(limit(96, **evidence),))).passed


def test_a_limit_in_counts_is_kept_up_to_its_number() -> None:
    assert judge(made.audit(), Policy(fail_on=FailOn.LIMITS, limits=(limit(58),))).passed
    failed = judge(made.audit(), Policy(fail_on=FailOn.LIMITS, limits=(limit(57),))).failed
    assert failed == (
        "Sources of Evidence on Active: 58 of 61 required entries missing (95.1 %); the limit is 57",
    )


def test_the_most_exact_limit_holds() -> None:
    every, one = limit(0), limit(58, list="active", field="sources_of_evidence")
    failed = judge(made.audit(), Policy(fail_on=FailOn.LIMITS, limits=(every, one))).failed
    assert [why.split(":")[0] for why in failed] == ["Sources of Evidence on Suspended"]


def test_a_finding_under_a_limit_is_judged_by_the_limit_alone() -> None:
    verdict = judge(made.audit(), Policy(limits=(limit(58),)))
    assert verdict.failed == ("3 errors",)  # the three that are no missing entries


def test_a_limit_on_a_rule() -> None:
    stale = Limit(Decimal(0), rule="T401", list="active")
    verdict = judge(made.audit(), Policy(fail_on=FailOn.LIMITS, limits=(stale,)))
    assert verdict.failed == ("Update Date on Active: 1 of 61 with T401 (1.6 %); the limit is 0",)


def test_a_limit_that_cannot_be_judged_makes_the_run_incomplete() -> None:
    from caseaudit.rules import RULES

    policy = Policy(fail_on=FailOn.LIMITS, limits=(limit(100), limit(100, list="closed")))
    left_out = [rule for rule in RULES if rule.code == "C101"]
    verdict = judgement(made.audit(), policy, not_counted=left_out).verdict
    assert not verdict.passed
    assert not verdict.failed
    assert verdict.incomplete == (
        "the limit on incomplete on closed was not judged: that list was not checked",
        "the limit on incomplete was not judged: C101 not checked",
    )


def test_an_incomplete_run_is_no_pass_unless_it_is_said_so() -> None:
    audit = replace(made.audit([]), unchecked=(Unchecked('the sheet "Old" could not be read (damaged)'),))
    verdict = judge(audit)
    assert (verdict.passed, verdict.failed) == (False, ())
    assert verdict.incomplete == ('the sheet "Old" could not be read (damaged)',)
    for policy in (Policy(incomplete=Incomplete.REPORT), Policy(fail_on=FailOn.NEVER)):
        assert judge(audit, policy).passed
        assert judge(audit, policy).incomplete


@pytest.mark.parametrize("severity", list(Severity))
def test_every_severity_can_fail(severity: Severity) -> None:
    audit = made.audit([made.finding("W603", "hidden-data", "1:1", "Hidden.", severity=severity)])
    assert [judge(audit, Policy(fail_on=each)).passed for each in FailOn] == [
        severity is not Severity.ERROR,
        severity is Severity.NOTE,
        False,
        True,
        True,
    ]


# On the command line


@pytest.fixture
def tracker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file whose audit is made by hand."""
    return made_tracker(tmp_path, monkeypatch)


def test_check_says_which_policy_it_follows(tracker: Path, tmp_path: Path) -> None:
    written(tmp_path, LIMITED)
    result = run("check", tracker)
    assert result.exit_code == 1
    words = " ".join(result.stdout.split())
    assert (
        "- Sources of Evidence on Active: 58 of 61 required entries missing (95.1 %); the limit is 5 %"
        in words
    )
    assert "Judged by the policy in" in words
    assert run("check", tracker, "--no-policy", "--fail-on", "never").exit_code == 0
    assert run("check", tracker, "--fail-on", "never").exit_code == 0


def test_the_command_line_wins_over_the_policy(tracker: Path, tmp_path: Path) -> None:
    elsewhere = written(tmp_path, 'fail_on = "never"\n', "relaxed.toml")
    written(tmp_path, 'fail_on = "error"\n')
    assert run("check", tracker).exit_code == 1
    assert run("check", tracker, "--policy", elsewhere).exit_code == 0
    assert run("check", tracker, "--config", elsewhere, "--fail-on", "warning").exit_code == 1
    both = run("check", tracker, "--policy", elsewhere, "--no-policy")
    assert (both.exit_code, "leave one of them out" in both.stderr) == (2, True)


def test_a_faulty_policy_stops_the_check_before_it_begins(tracker: Path, tmp_path: Path) -> None:
    written(tmp_path, 'fail_on = "eror"\nfail_on_new = true\n')
    result = run("check", tracker)
    assert (result.exit_code, result.stdout) == (2, "")
    assert 'caseaudit.toml:1: "fail_on" must be one of' in result.stderr
    written(tmp_path, "\nfail_on_new = true\n")
    assert 'caseaudit.toml:2: "fail_on_new" needs a baseline' in run("check", tracker).stderr


def test_config_shows_what_holds(tracker: Path, tmp_path: Path) -> None:
    written(tmp_path, LIMITED)
    shown = run("config", tracker).stdout
    assert "caseaudit.toml" in shown.replace("\n", "")
    assert "line 2" in shown
    assert "- sources_of_evidence on active: incomplete at most 5 % (line 4)" in shown
    assert json.loads(run("config", "--schema").stdout) == schema()
