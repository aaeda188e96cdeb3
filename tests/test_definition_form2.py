"""The second form of the definition language: every scalar is a text, and means what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from caseaudit.definition import load_definition
from caseaudit.model.definition import Definition, Severity
from caseaudit.model.errors import DefinitionUnusable
from tests.gates import run

FOIA = """\
caseaudit: 2
name: foia
version: 1
title: Requests
roles: {case_number: number}
lists:
  2010: {title: 2010, current: true}
limits: {stale_update_days: 30, earliest: 2009-10-01}
determination: {sufficient_percent: 2.5}
severities: {C101: note}
fiscal_year_begins: 10
stand_ins: [Null, ~, TBD]
fields:
  number: {header: No, holds: identifier, needs: required}
  paid: {header: Fee Paid, holds: term, vocabulary: answers, needs: {2010: required}, sensitive: yes}
  track: {header: Track, holds: term, vocabulary: tracks, needs: optional}
vocabularies:
  answers: {terms: [Yes, No]}
  tracks:
    slips: true
    terms:
      1: [01, 1.0]
      On: 2020-03-31
      Off:
extras: {days: 20, open: true}
"""

Load = Callable[[str], Definition]


@pytest.fixture
def load(tmp_path: Path) -> Load:
    def loaded(text: str) -> Definition:
        path = tmp_path / "foia.yaml"
        path.write_text(text, encoding="utf-8")
        return load_definition(path)

    return loaded


def test_every_scalar_is_a_text(load: Load) -> None:
    foia = load(FOIA)
    assert (foia.version, list(foia.lists), foia.lists["2010"].title) == ("1", ["2010"], "2010")
    assert foia.fields["number"].header == "No"
    assert [term.name for term in foia.vocabularies["answers"].terms] == ["Yes", "No"]
    tracks = {term.name: term.spellings for term in foia.vocabularies["tracks"].terms}
    assert tracks == {"1": ("01", "1.0"), "On": ("2020-03-31",), "Off": ()}
    assert foia.stand_ins == ("Null", "~", "TBD")


def test_where_a_number_a_day_or_a_truth_value_is_wanted_the_text_is_read_as_one(load: Load) -> None:
    foia = load(FOIA)
    assert (foia.limits.stale_update_days, foia.limits.earliest) == (30, date(2009, 10, 1))
    assert foia.determination.sufficient_percent == 2.5
    assert foia.fiscal_year_begins == 10
    assert foia.lists["2010"].current
    assert foia.fields["paid"].sensitive
    assert foia.vocabularies["tracks"].slips
    assert foia.severities["C101"] is Severity.NOTE


def test_the_parts_that_are_kept_as_they_are_are_read_as_yaml_reads_them(load: Load) -> None:
    assert load(FOIA).extras == {"days": 20, "open": True}


def test_the_form_may_stand_anywhere_in_the_file(load: Load) -> None:
    moved = FOIA.removeprefix("caseaudit: 2\n") + "caseaudit: 2\n"
    assert load(moved).version == "1"


@pytest.mark.parametrize(
    ("written", "instead", "fault"),
    [
        ("slips: true", "slips: maybe", '20: "slips" must be true or false, not the text "maybe"'),
        ("days: 30", "days: soon", '8: "stale_update_days" must be a whole number, not the text "soon"'),
        ("2009-10-01", "2009-13-01", '8: "earliest" must be a date such as 1900-01-01'),
        ("2.5", "few", '9: "sufficient_percent" must be a number, not the text "few"'),
        ("begins: 10", "begins: 13", '11: "fiscal_year_begins" must be one of 1, 2'),
        ("version: 1", "version:", '3: "version" has nothing here'),
        ("title: Requests", "title: Request #", '4: a # cut the text "Request" short'),
        ("title: Requests", "title: Request #s", '4: a # cut the text "Request" short'),
    ],
)
def test_faults(load: Load, written: str, instead: str, fault: str) -> None:
    assert written in FOIA
    with pytest.raises(DefinitionUnusable) as refused:
        load(FOIA.replace(written, instead, 1))
    found = [f"{each.line}: {each.what}" for each in refused.value.faults]
    assert len(found) == 1, found
    assert fault in found[0]


def test_a_comment_is_no_cut(load: Load) -> None:
    assert load(FOIA.replace("title: Requests", "title: Requests # all of them")).title == "Requests"


def test_the_first_form_reads_as_before(load: Load) -> None:
    with pytest.raises(DefinitionUnusable) as refused:
        load(FOIA.replace("caseaudit: 2", "caseaudit: 1"))
    assert any("put it in quotes" in each.what for each in refused.value.faults)


def test_the_example_of_the_documentation_loads_and_runs(load: Load, tmp_path: Path) -> None:
    page = Path(__file__).parents[1] / "docs" / "definition.md"
    (example,) = re.findall(r"```yaml\n(caseaudit: 2\n.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    load(example)
    tracker = tmp_path / "2010.csv"
    tracker.write_text("Request #,Fee Paid\nA-1,Yes\nA-2,Maybe\nA-3,No\n", encoding="utf-8")
    found = run("check", tracker, "--definition", tmp_path / "foia.yaml", "--format", "json").output
    assert [(each["rule"], each["cell"]) for each in json.loads(found)["findings"]] == [("S202", "B3")]


FAULTY = FOIA.replace("holds: identifier", "holds: identifer")


@pytest.mark.parametrize("command", ["rules", "config"])
def test_a_faulty_definition_is_refused_by_every_command(command: str, tmp_path: Path) -> None:
    path = tmp_path / "faulty.yaml"
    path.write_text(FAULTY, encoding="utf-8")
    found = run(command, "--definition", path)
    assert found.exit_code == 2
    assert "did you mean" in found.output


def test_words_of_messages_suit_the_names_of_other_trackers(tmp_path: Path) -> None:
    definition = (
        FOIA.replace("title: 2010", "title: Sheet1")
        .replace("number: {", "id: {")
        .replace("case_number: number", "case_number: id")
        .replace("holds: identifier,", "holds: identifier, pattern: A-NN,")
    )
    path, tracker = tmp_path / "foia.yaml", tmp_path / "Sheet1.csv"
    path.write_text(definition, encoding="utf-8")
    tracker.write_text(
        "No,Fee Paid,Track\nA-01,Yes,1\nB-2,No,On\nA-03,Yes,1\nA-04,,On\nA-05,No,On\n", encoding="utf-8"
    )
    found = run("check", tracker, "--definition", path, "--format", "json").output
    said = " ".join(each["message"] for each in json.loads(found)["findings"])
    assert "every case on the list Sheet1" in said
    assert "is not an id of the form" in said


def test_case_numbers_without_a_pattern_keep_what_parts_their_digits(tmp_path: Path) -> None:
    path, tracker = tmp_path / "foia.yaml", tmp_path / "2010.csv"
    path.write_text(FOIA, encoding="utf-8")
    numbers = ("1-23", "12-3", "2019-1-2", "20191-2", "2019-12", "201912", "A-7", "a 7")
    rows = "".join(f"{number},Yes,On\n" for number in numbers)
    tracker.write_text(f"No,Fee Paid,Track\n{rows}", encoding="utf-8")
    found = run("check", tracker, "--definition", path, "--format", "json").output
    doubles = [each["cell"] for each in json.loads(found)["findings"] if each["rule"] == "U501"]
    assert doubles == ["A9"]


@pytest.mark.parametrize("header", ["Temp", "Pending"])
def test_a_column_may_be_headed_by_a_word_that_is_no_entry(header: str, tmp_path: Path) -> None:
    path, tracker = tmp_path / "foia.yaml", tmp_path / "2010.csv"
    path.write_text(FOIA.replace("header: Track", f"header: {header}"), encoding="utf-8")
    rows = "".join(f"{number},Yes,{'Bad' if number == 3 else 'On'}\n" for number in range(1, 7))
    tracker.write_text(f"No,Fee Paid,{header}\n{rows}", encoding="utf-8")
    found = run("check", tracker, "--definition", path, "--format", "json").output
    assert [(each["rule"], each["cell"]) for each in json.loads(found)["findings"]] == [("S202", "C4")]


def test_a_sign_for_nothing_is_no_heading(load: Load) -> None:
    with pytest.raises(DefinitionUnusable) as refused:
        load(FOIA.replace("header: Track", "header: TBD"))
    assert "stand-in" in refused.value.faults[0].what


def test_the_next_steps_of_a_comparison_keep_the_definition(tmp_path: Path) -> None:
    path, older, newer = tmp_path / "foia.yaml", tmp_path / "a.csv", tmp_path / "b.csv"
    path.write_text(FOIA, encoding="utf-8")
    for tracker, answer in ((older, "Yes"), (newer, "Maybe")):
        tracker.write_text(f"No,Fee Paid,Track\n7,{answer},On\n8,No,On\n9,No,1\n", encoding="utf-8")
    said = run("compare", older, newer, "--definition", path).output
    steps = said.partition("How to go on")[2]
    assert steps.count("caseaudit ") == steps.count(f" --definition {path}") > 1
