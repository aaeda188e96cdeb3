"""Trackers of other offices: what a definition names, and what is said of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook
from typer.testing import CliRunner, Result

from caseaudit.commands.console.app import app
from caseaudit.kinds.identifiers import compare_key

DEFINITION = """caseaudit: 1
name: lab
version: '1'
title: Lab log
roles: {case_number: id}
lists: {sheet1: {title: Sheet1}}
fields:
  id: {header: ID, holds: identifier, pattern: LAB-NNN, needs: required}
  temp: {header: temp, holds: text, needs: required}
  state: {header: State, holds: term, vocabulary: states, needs: required}
vocabularies:
  states: {terms: [Open, Closed]}
"""
ROWS = [
    ["ID", "temp", "State"],
    ["LAB-001", "37", "Open"],
    ["1-23", None, "open"],
    ["12-3", "40", "Closed"],
    *([f"LAB-{number:03}", "38", "Open"] for number in range(4, 9)),
]


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a log, `log.xlsx`, and its definition, `lab.yaml`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    (tmp_path / "lab.yaml").write_text(DEFINITION, encoding="utf-8")
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Sheet1"
    for row in ROWS:
        sheet.append(row)
    book.save(tmp_path / "log.xlsx")
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words, prog_name="caseaudit")


def test_messages_speak_of_the_list_as_people_do(lab: Path) -> None:
    said = " ".join(run("check", "log.xlsx", "--definition", "lab.yaml", "--all").output.split())
    assert "every case on the list Sheet1 must have an entry" in said
    assert '"1-23" is not an id of the form LAB-NNN' in said


def test_a_heading_may_be_a_word_that_stands_for_a_missing_entry(lab: Path) -> None:
    done = run("check", "log.xlsx", "--definition", "lab.yaml", "--all")
    assert "Sheet1!B3" in done.output


def test_numbers_that_differ_in_their_dash_are_two() -> None:
    assert compare_key("1-23") != compare_key("12-3")


def test_the_policy_names_the_definition(lab: Path) -> None:
    (lab / "caseaudit.toml").write_text(
        'definition = "lab.yaml"\n[[limits]]\nrule = "S203"\nfield = "id"\nat_most = 9\n'
    )
    done = run("check", "log.xlsx", "--quiet")
    assert "FAIL" in done.stdout
    assert "this policy beside the tracker lets more pass (definition =" in done.output
    for words in (
        ["report", "log.xlsx", "-o", "r.md"],
        ["mark", "log.xlsx", "-o", "m.xlsx"],
        ["baseline", "log.xlsx", "-o", "b.json"],
    ):
        assert run(*words).exit_code == 0


def test_the_command_line_counts_before_the_policy(lab: Path) -> None:
    (lab / "caseaudit.toml").write_text('definition = "nowhere.yaml"\n')
    assert run("check", "log.xlsx", "--quiet", "--definition", "lab.yaml").exit_code == 1
    done = run("check", "log.xlsx", "--quiet")
    assert done.exit_code == 2
    assert "nowhere.yaml" in done.output


def test_trackers_with_two_definitions_are_not_mixed(lab: Path) -> None:
    other = lab / "other"
    other.mkdir()
    (other / "log.xlsx").write_bytes((lab / "log.xlsx").read_bytes() + b" ")
    (other / "mine.yaml").write_text(DEFINITION, encoding="utf-8")
    (lab / "caseaudit.toml").write_text('definition = "lab.yaml"\n')
    (other / "caseaudit.toml").write_text('definition = "mine.yaml"\n')
    done = run("check", "log.xlsx", "other/log.xlsx")
    assert done.exit_code == 2
    assert "names another definition" in " ".join(done.output.split())


@pytest.mark.parametrize("command", ["rules", "config"])
def test_a_faulty_definition_is_refused(lab: Path, command: str) -> None:
    (lab / "lab.yaml").write_text(DEFINITION.replace("holds: text", "holds: txt"), encoding="utf-8")
    done = run(command, "--definition", "lab.yaml")
    assert done.exit_code == 2
    assert 'did you mean "text"?' in done.output


def test_rules_that_cannot_apply_are_not_listed(lab: Path) -> None:
    said = run("rules", "--definition", "lab.yaml").output
    assert "S203" in said
    assert "X301  " not in said
    assert "X303" in said.split("cannot apply")[0].splitlines()[-1]


def test_a_field_may_have_its_terms_itself(lab: Path) -> None:
    own = DEFINITION[: DEFINITION.index("vocabularies:")].replace(
        "vocabulary: states", "terms: [Open, Closed]"
    )
    (lab / "own.yaml").write_text(own, encoding="utf-8")
    as_named = run("check", "log.xlsx", "--definition", "lab.yaml", "--format", "lines").output
    assert run("check", "log.xlsx", "--definition", "own.yaml", "--format", "lines").output == as_named
    assert '"open" is not a standard state' in as_named


@pytest.mark.parametrize(
    ("holds", "said"),
    [
        ("holds: term, vocabulary: states, terms: [Open]", 'the field "state" has terms of its own'),
        ("holds: text, terms: [Open]", "a field that holds text has no vocabulary"),
        ("holds: term, terms: [Open, opEn]", '"opEn" stands for two terms'),
        ("holds: term, terms: [Open, {a: b}]", "terms"),
        ("holds: term, terms: ['a; b']", "the semicolon that separates terms"),
    ],
)
def test_faulty_terms_of_a_field_are_named_with_their_line(lab: Path, holds: str, said: str) -> None:
    text = DEFINITION.replace("holds: term, vocabulary: states", holds)
    (lab / "lab.yaml").write_text(text, encoding="utf-8")
    done = run("definition", "check", "lab.yaml")
    assert done.exit_code == 2
    assert said in done.output
    assert "lab.yaml:10:" in done.output
