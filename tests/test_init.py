"""`caseaudit init`: definitions drafted from workbooks of offices that have none."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from typer.testing import CliRunner, Result

from caseaudit.commands.console.app import app
from caseaudit.definition import load_definition
from caseaudit.definition.naming import plain_name, yaml_text
from caseaudit.model.definition import Definition, Holds, Need
from caseaudit.stories.drafting.columns import pattern_of, terms_of

Row = Sequence[Any]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(app, ["init", *words], prog_name="caseaudit")


def drafted(name: str = "log.xlsx", *more: str) -> tuple[Definition, Result]:
    done = run(name, *more, "-o", "mine.yaml")
    assert done.exit_code == 0, done.output
    return load_definition(Path("mine.yaml")), done


def log(rows: Sequence[Row], title: str = "Requests", above: Sequence[Row] = ()) -> Workbook:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = title
    for row in [*above, *rows]:
        sheet.append(row)
    return book


def requests(number: int = 60, seed: int = 3) -> list[Row]:
    """A log of requests for records: eight columns, with slips and blanks as people leave them."""
    chance = random.Random(seed)  # noqa: S311 -- made data
    rows: list[Row] = [
        ["Request No.", "Received", "Requester Name", "Status", "Fee", "Exemptions", "Closed on", "Remarks"]
    ]
    for place in range(1, number + 1):
        status = (
            "Refered"
            if place == 9
            else chance.choice(["Open"] * 3 + ["Closed"] * 3 + ["Referred"] * 3 + ["closed"])
        )
        day = datetime(2023, 1, 2) + timedelta(days=3 * place)
        exempt = "; ".join(chance.sample(["(b)(5)", "(b)(6)", "(b)(7)(A)"], chance.randint(1, 3)))
        closed = day + timedelta(days=20) if status.lower() == "closed" else None
        rows.append(
            [
                f"FOIA-2023-{place:04}",
                day,
                f"Person {place}",
                status,
                12.5 * place,
                exempt,
                closed,
                f"Note no. {place}",
            ]
        )
    return rows


def test_a_log_of_requests(folder: Path) -> None:
    log(requests(), above=[["Log of requests"], ["As of", datetime(2023, 9, 1)], []]).save("log.xlsx")
    made, done = drafted()
    assert [each.title for each in made.lists.values()] == ["Requests"]
    holds = {each.header: each.holds for each in made.fields.values()}
    assert holds == {
        "Request No.": Holds.IDENTIFIER, "Received": Holds.DATE, "Requester Name": Holds.TEXT, "Status": Holds.TERM,
        "Fee": Holds.TEXT, "Exemptions": Holds.TERMS, "Closed on": Holds.DATE, "Remarks": Holds.TEXT,
    }  # fmt: skip
    assert made.roles.case_number == "request_no"
    assert made.fields["request_no"].pattern == "FOIA-YYYY-NNNN"
    terms = {each.name: each.spellings for each in made.vocabularies["status"].terms}
    assert terms == {"Open": (), "Closed": (), "Referred": ("Refered",)}
    assert made.fields["requester_name"].sensitive
    needs = {each.name: each.needs["requests"].need for each in made.fields.values()}
    assert needs["received"] is Need.REQUIRED
    assert needs["closed_on"] is Need.OPTIONAL
    assert "log.xlsx: 60 rows" in done.output


def test_the_draft_finds_what_is_wrong_with_the_workbook(folder: Path) -> None:
    rows = requests()
    rows[5] = [rows[5][0], "soon", *rows[5][2:]]
    log(rows).save("log.xlsx")
    _, done = drafted()
    assert "S205: 1" in done.output
    assert "S201:" in done.output


def test_every_line_says_what_it_rests_on(folder: Path) -> None:
    log(requests()).save("log.xlsx")
    drafted()
    text = Path("mine.yaml").read_text(encoding="utf-8")
    assert "# 100 % filled; 60 of 60 are dates" in text
    assert "# headings in row 1, 60 rows" in text
    assert "Person 1" not in text


def test_a_dropdown_of_the_workbook_counts_first(folder: Path) -> None:
    book = log(
        [
            ["ID", "Priority", "Office"],
            *([f"A-{place:03}", "High" if place % 9 else None, f"Office {place}"] for place in range(1, 30)),
        ]
    )
    sheet = book.worksheets[0]
    inline = DataValidation(type="list", formula1='"High,Medium,Low"')
    inline.add("B2:B200")
    offices = book.create_sheet("Offices")
    for name in ("North", "South", "East"):
        offices.append([name])
    cells = DataValidation(type="list", formula1="Offices!$A$1:$A$3")
    cells.add("C2:C200")
    sheet.add_data_validation(inline)
    sheet.add_data_validation(cells)
    book.save("log.xlsx")
    made, _ = drafted()
    assert [each.name for each in made.vocabularies["priority"].terms] == ["High", "Medium", "Low"]
    assert [each.name for each in made.vocabularies["office"].terms] == ["North", "South", "East"]


def test_sheets_with_the_same_headings_are_lists_and_others_are_named(folder: Path) -> None:
    book = log(requests(20), "Open requests")
    closed = book.create_sheet("Closed requests")
    for row in requests(30, 4):
        closed.append(row)
    book.create_sheet("Legend").append(["Code", "Meaning"])
    book.save("log.xlsx")
    made, done = drafted()
    assert [each.title for each in made.lists.values()] == ["Open requests", "Closed requests"]
    assert 'the sheet "Legend" has no table of entries' in done.output


def test_several_snapshots_are_united(folder: Path) -> None:
    log(requests(20)).save("log.xlsx")
    later = requests(40, 8)
    later[0] = [*later[0], "Appeal"]
    log([later[0], *([*row, "none yet"] for row in later[1:])]).save("later.xlsx")
    made, _ = drafted("log.xlsx", "later.xlsx")
    assert "appeal" in made.fields
    assert made.fields["appeal"].needs["requests"].need is Need.OPTIONAL


@pytest.mark.parametrize(
    "headings",
    [
        ["yes", "[Status]", "a: b", "# no", "1.0", '"quoted"', "null", "- dash", "{x}"],
        ["line\nbreak", "tab\there", "emoji 🙂", "x" * 100, "&anchor", "*alias", "!tag", "%", "@"],
        ["Ünïcode", "日付", "مدينة", "N/A", "TBD", "temp", "date", "id", "?"],
        ["Name", "name ", "NAME", "Name", "name_2", "Name 2", "", None, "2010"],
    ],
)
def test_hostile_headings_give_a_draft_that_loads(folder: Path, headings: list[str | None]) -> None:
    rows = [[f"{letter}{place}" for letter in "ABCDEFGHI"] for place in range(12)]
    log([headings, *rows]).save("log.xlsx")
    done = run("log.xlsx", "-o", "mine.yaml")
    assert done.exit_code in (0, 2)
    if done.exit_code == 0 or Path("mine.yaml").exists():
        load_definition(Path("mine.yaml"))


def test_a_workbook_without_a_table_is_refused(folder: Path) -> None:
    log([["only a title"]]).save("log.xlsx")
    done = run("log.xlsx", "-o", "mine.yaml")
    assert done.exit_code == 2
    assert "has no sheet with a table" in done.output
    assert not Path("mine.yaml").exists()


def test_an_ending_that_is_none_of_a_definition(folder: Path) -> None:
    log(requests(10)).save("log.xlsx")
    assert run("log.xlsx", "-o", "mine.txt").exit_code == 2


def test_a_comma_separated_file(folder: Path) -> None:
    lines = ["case_id,date_onset,outcome,age"]
    lines += [
        f"C{place:03},2024-0{1 + place % 9}-11,{'recovered' if place % 3 else 'died'},{20 + place}"
        for place in range(40)
    ]
    Path("line list.csv").write_text("\n".join(lines), encoding="utf-8")
    made, _ = drafted("line list.csv")
    assert made.fields["case_id"].pattern == "CNNN"
    assert made.fields["date_onset"].holds is Holds.DATE
    assert [each.name for each in made.vocabularies["outcome"].terms] == ["recovered", "died"]


@pytest.mark.parametrize(
    ("texts", "pattern"),
    [
        (["FLD-2019-001", "FLD-2020-014", "FLD-2020-1014"], "FLD-YYYY-NNN"),
        (["P-1", "P-22", "P-333"], "P-N"),
        (["12-3", "13-4", "14-55"], "NN-N"),
        (["A1", "B2", "C3"], None),
        (["1", "2", "3"], None),
        (["Permit 7", "Permit 8", "Permit 9"], None),
    ],
)
def test_the_form_of_identifiers(texts: list[str], pattern: str | None) -> None:
    assert pattern_of(texts) == pattern


def test_terms_are_grouped_by_words_then_by_one_slip_and_never_across_digits() -> None:
    texts = (
        ["In progress"] * 9
        + ["in-progress", "Progress, in", "In progess"]
        + ["Tier 1"] * 6
        + ["Tier 2"] * 2
        + ["<30"] * 5
        + [">30"] * 4
    )
    names = {each.name: each for each in terms_of(texts)}
    assert set(names) == {"In progress", "Tier 1", "Tier 2", "<30", ">30"}
    assert names["In progress"].spellings == ("In progess",)
    assert names["In progress"].count == 12


def test_names_and_texts_of_a_definition() -> None:
    assert plain_name("Case #", ["case"]) == "case_2"
    assert plain_name("2010") == "field_2010"
    assert plain_name("Yes") == "field_yes"
    assert plain_name("日付", ["field"]) == "field_2"
    assert yaml_text('a "b"\n: c') == '"a \\"b\\" : c"'


def test_where_no_column_tells_rows_apart_the_draft_says_so_and_loads(folder: Path) -> None:
    regions = ["East", "West", "North", "South"]
    log(
        [
            ["Region", "Item", "Day"],
            *([regions[place % 4], "Apple", datetime(2020, 1, 1 + place)] for place in range(20)),
        ]
    ).save("log.xlsx")
    drafted()
    assert "# ? no column tells all rows apart" in Path("mine.yaml").read_text(encoding="utf-8")
