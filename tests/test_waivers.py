"""Waivers: checked with all their faults at once, applied until their day, told when they are of no use, added to."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from caseaudit.definition import load_definition
from caseaudit.model.errors import SettingsUnusable
from caseaudit.settings.judgement import Policy, hold, judge, judgement
from caseaudit.settings.records import Waiver, Waivers
from caseaudit.settings.waivers import parse_waivers, read_answers, with_added
from caseaudit.tracker.read.reading import read_workbook
from tests import made
from tests.gates import made_tracker, run

HEAD = "caseaudit_waivers: 1\nwaivers:\n"
ITEM = (
    "  - rule: C101\n"
    "    case: FLD-2019-005\n"
    "    reason: The evidence is sealed.\n"
    "    who: R. Okafor\n"
    "    expires: 2020-12-31\n"
)


def waiver(rule: str = "C101", expires: date = date(2020, 12, 31), **more: str) -> Waiver:
    return Waiver(rule, "The evidence is sealed.", "R. Okafor", expires, line=3, **more)


def held(*waivers: Waiver, path: str = "waivers.yaml") -> tuple[list[str], tuple[str, ...]]:
    """The rules of what stands with these waivers, and the notices."""
    audit = made.audit()
    given = Waivers(path, waivers)
    judged = judgement(audit, held=hold(audit, given), waivers=given)
    return [each.rule for each in judged.audit.findings], judged.verdict.notices


# Applied


def test_a_waiver_holds_back_the_findings_of_a_case() -> None:
    standing, notices = held(waiver(case="fld 2019-005"))
    assert (standing.count("C101"), notices) == (57, ())


def test_a_waiver_holds_back_the_findings_of_a_field_on_every_list_or_on_one() -> None:
    assert held(waiver(field="sources_of_evidence"))[0].count("C101") == 0
    assert held(waiver(field="sources_of_evidence", list="active"))[0].count("C101") == 0
    assert held(waiver(field="sources_of_evidence", list="inactive"))[0].count("C101") == 58
    assert held(waiver(field="sources_of_evidence", case="FLD-2019-005"))[0].count("C101") == 57
    assert held(waiver(field="commodity", case="FLD-2019-005"))[0].count("C101") == 58


def test_a_waiver_holds_on_its_last_day_and_no_longer() -> None:
    last = made.audit().run_on
    assert held(waiver(case="FLD-2019-005", expires=last))[0].count("C101") == 57
    standing, notices = held(waiver(case="FLD-2019-005", expires=last.replace(day=1)))
    assert standing.count("C101") == 58
    assert notices == (
        "waivers.yaml:3: the waiver of C101 FLD-2019-005 expired on 2020-04-01; its findings count again",
    )


def test_an_expired_waiver_that_was_renewed_is_not_told() -> None:
    old = waiver(case="FLD-2019-005", expires=date(2020, 1, 1))
    assert held(old, waiver(case="FLD 2019 005"))[1] == ()


def test_a_waiver_that_holds_nothing_back_is_told() -> None:
    notices = held(waiver(case="FLD-2019-404"))[1]
    assert notices == ("waivers.yaml:3: the waiver of C101 FLD-2019-404 holds nothing back; delete it",)


def test_held_back_findings_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tracker = made_tracker(tmp_path, monkeypatch)
    (tmp_path / "waivers.yaml").write_text(HEAD + ITEM.replace("2020-12-31", "2999-12-31"))
    result = run("check", tracker, "--waivers", tmp_path / "waivers.yaml")
    assert "62 findings, 1 waived, 0 known." in result.stdout
    report = json.loads(
        run("check", tracker, "--waivers", tmp_path / "waivers.yaml", "--format", "json").stdout
    )
    assert report["gate"]["held_back"] == {"waiver": 1, "baseline": 0}
    assert [each["cell"] for each in report["findings"] if "held_back_by" in each] == ["C5"]


def test_limits_count_what_stands() -> None:
    from tests.test_policy import limit

    audit = made.audit()
    policy = Policy(limits=(limit(57, list="active"),))
    assert any("the limit is 57" in why for why in judge(audit, policy).failed)
    one = hold(audit, Waivers("waivers.yaml", (waiver(case="FLD-2019-005"),)))
    assert not any("the limit is 57" in why for why in judge(audit, policy, one).failed)


# The file


def faults(text: str) -> list[str]:
    with pytest.raises(SettingsUnusable) as stopped:
        parse_waivers(text, "w.yaml", load_definition())
    return str(stopped.value).replace("w.yaml:", "").splitlines()


def test_every_fault_is_told_at_once_with_its_line() -> None:
    text = (
        "caseaudit_waivers: 1\n"
        "definition: wildlife 2.0\n"
        "waivers:\n"
        "  - rule: C1O1\n"
        "    cases: FLD-2019-014\n"
        "    reason: no\n"
        "    who:\n"
        "    expires: 31/12/2020\n"
        "  - rule: missing-entry\n"
        "    field: importr\n"
        "    list: Activ\n"
        "    reason: ok\n"
        "    who: A\n"
        "    expires: 2020-12-31\n"
        "  - C101\n"
    )
    assert faults(text) == [
        '2: these waivers are for the definition "wildlife 2.0", and this check uses "forced-labor 1.0"; see whether '
        'each still holds, then write: definition: "forced-labor 1.0"',
        "4: the waiver has no who; each waiver needs rule, reason, who, expires",
        "4: the waiver names no case and no field; a waiver of a whole rule is an --ignore",
        '4: no rule is called "C1O1"; did you mean "C101"? "caseaudit rules" lists them all.',
        '5: "cases" is no key of a waiver; did you mean "case"?',
        "6: the reason says nothing; write why the finding can be ignored",
        "8: 31/12/2020 is no day; write it like 2020-12-31",
        '10: the definition has no field "importr"; did you mean "importer"?',
        '11: the definition has no list "Activ"; did you mean "active"?',
        "12: the reason says nothing; write why the finding can be ignored",
        "15: a waiver is a mapping with rule, reason, who, expires and a case or a field",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", '1: this is no waiver file; begin it with "caseaudit_waivers: 1"'),
        ("- a\n", '1: this is no waiver file; begin it with "caseaudit_waivers: 1"'),
        ("caseaudit_waivers: 2\n", "1: this program reads waivers of form 1, not 2"),
        (
            "caseaudit_waivers: 1\nwaivers: 3\n",
            '2: "waivers" must be a list: each item begins with "- rule: …"',
        ),
        (HEAD + ITEM + ITEM, "8: this waiver stands on line 3 already; delete one"),
        (
            HEAD + "  - !!python/name:os.system\n",
            "3: the tag tag:yaml.org,2002:python/name:os.system stands here; "
            "a waiver file has no tags, so delete it",
        ),
    ],
)
def test_faults_of_one_kind(text: str, said: str) -> None:
    assert faults(text) == [said]


def test_a_damaged_file_is_told_and_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tracker = made_tracker(tmp_path, monkeypatch)
    path = tmp_path / "waivers.yaml"
    path.write_bytes(b"caseaudit_waivers: 1\nwaivers: [\xff")
    result = run("check", tracker, "--waivers", path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "waivers.yaml:2: a sign here is not UTF-8" in result.stderr
    assert run("check", tracker, "--waivers", tmp_path / "none.yaml").exit_code == 2


def test_names_as_people_write_them_will_do() -> None:
    text = HEAD + ITEM.replace("C101", "Missing Entry").replace(
        "case: FLD-2019-005", "field: Sources of Evidence\n    list: Active"
    )
    (found,) = parse_waivers(text, "w.yaml", load_definition()).waivers
    assert (found.rule, found.field, found.list) == ("C101", "sources_of_evidence", "active")


# Added to


def test_what_stands_in_the_file_stays() -> None:
    definition = load_definition()
    text = f"# ours\n{HEAD}{ITEM}  # the end"
    new = waiver(case="FLD-2019-006", field="importer")
    new = replace(new, reason='It is "sealed": [see] #3 \U0001f512', who="Ö. Nuñez")
    added = with_added(text, "w.yaml", [new], definition)
    assert added.startswith(text)
    found = parse_waivers(added, "w.yaml", definition).waivers
    assert [each.case for each in found] == ["FLD-2019-005", "FLD-2019-006"]
    assert (found[1].reason, found[1].who) == (new.reason, new.who)
    fresh = with_added("", "w.yaml", [new], definition)
    assert 'definition: "forced-labor 1.0"' in fresh
    assert parse_waivers(fresh, "w.yaml", definition).waivers[0].case == "FLD-2019-006"


def test_a_file_whose_end_is_something_else_is_left_alone() -> None:
    from caseaudit.model.errors import CommandUnusable

    text = f"waivers: [{{rule: C101, field: importer, reason: sealed, who: A, expires: 2020-12-31}}]\n{HEAD[:21]}"
    with pytest.raises(CommandUnusable, match="nothing was written") as stopped:
        with_added(text, "w.yaml", [waiver(case="FLD-2019-006")], load_definition())
    assert 'case: "FLD-2019-006"' in str(stopped.value)


def work_list(folder: Path) -> Path:
    """A work list as it comes back: two analysts' sheets, headings moved and reworded."""
    book = openpyxl.Workbook()
    about = book.active
    about.append(["How to fill this in"])
    one = book.create_sheet("R. Okafor")
    one.append(["Work list of R. Okafor"])
    one.append([])
    one.append(["Case", "Cell", "Field", "Rule", "Present value", "Why", "What to write", "Resolution"])
    one.append(
        [
            "FLD-2019-005",
            "J5",
            "Sources of Evidence",
            "C101",
            "",
            "",
            "",
            "Not applicable, because it is sealed",
        ]
    )
    one.append(["FLD-2019-006", "J6", "Sources of Evidence", "C101", "", "", "", "Entered"])
    one.append(["FLD-2019-007", "J7", "Sources of Evidence", "C101", "", "", "", "not applicable"])
    one.append(["FLD-2019-008", "J8", "Sources of Evidence", "C999", "", "", "", "N/A"])
    one.append(["FLD-2019-009", "J9", "Sources of Evidence", "C101", "", "", "", ""])
    two = book.create_sheet("J. Lindqvist")
    two.append([" RESOLUTION ", "Case number", "rule code", "Column", "Analyst"])
    two.append(
        [
            "not applicable - because: no importer yet",
            "FLD-2019-010",
            "C101 missing-entry",
            "U.S. Importer",
            "J. L.",
        ]
    )
    two.append(["Not applicable because of the law", "", "W603", "", ""])
    nobody = book.create_sheet("No analyst")
    nobody.append(["Rule", "Case", "Resolution"])
    nobody.append(["C101", "FLD-2019-011", "Not applicable, because it is sealed"])
    path = folder / "returned.xlsx"
    book.save(path)
    return path


def test_answers_become_waivers_and_the_others_are_listed(tmp_path: Path) -> None:
    answers = read_answers(read_workbook(work_list(tmp_path)), load_definition(), None, date(2020, 12, 31))
    assert [(str(each), each.reason, each.who) for each in answers.waivers] == [
        ("C101 FLD-2019-005 sources_of_evidence", "it is sealed", "R. Okafor"),
        ("C101 FLD-2019-010 importer", "no importer yet", "J. L."),
    ]
    assert [(str(place), answer) for place, answer, _ in answers.others] == [
        ("'R. Okafor'!H5", "Entered"),
        ("'R. Okafor'!H6", "not applicable"),
        ("'R. Okafor'!H7", "N/A"),
        ("'J. Lindqvist'!A3", "Not applicable because of the law"),
        ("'No analyst'!C2", "Not applicable, because it is sealed"),
    ]


def test_waivers_add_and_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1585699200")
    returned, target = work_list(tmp_path), tmp_path / "waivers.yaml"
    first = run("waivers", "add", returned, "--waivers", target, "--who", "Q. Adeyemi")
    assert first.exit_code == 0
    assert f"3 waivers added to {target}, until 2020-06-30." in first.stdout
    assert "'R. Okafor'!H6: \"not applicable\" gives no reason" in first.stdout
    text = target.read_text()
    again = run("waivers", "add", returned, "--waivers", target, "--expires", "2020-12-31")
    assert "No waiver was added." in again.stdout
    assert "2 answers had a waiver that holds already." in again.stdout
    assert target.read_text() == text
    shown = run("waivers", "list", "--waivers", target).stdout
    assert "C101 FLD-2019-005 sources_of_evidence  holds until 2020-06-30" in shown
    assert "it is sealed (Q. Adeyemi, line 5)" in shown
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1785699200")
    assert "3 waivers, 3 of them expired" in run("waivers", "list", "--waivers", target).stdout


def test_bad_input_to_waivers_add_loses_nothing(tmp_path: Path) -> None:
    returned, target = work_list(tmp_path), tmp_path / "waivers.yaml"
    target.write_text("caseaudit_waivers: 1\nwaivers: 3\n")
    broken = run("waivers", "add", returned, "--waivers", target)
    assert (broken.exit_code, target.read_text()) == (2, "caseaudit_waivers: 1\nwaivers: 3\n")
    past = run("waivers", "add", returned, "--waivers", target, "--expires", "2001-01-01")
    assert (past.exit_code, "is past" in past.stderr) == (2, True)
    book = openpyxl.Workbook()
    book.active.append(["Case", "Rule"])
    book.save(tmp_path / "other.xlsx")
    other = run("waivers", "add", tmp_path / "other.xlsx", "--waivers", tmp_path / "new.yaml")
    assert (other.exit_code, (tmp_path / "new.yaml").exists()) == (2, False)
    assert 'no sheet has the columns "Rule" and "Resolution"' in other.stderr
