"""`caseaudit normalize` and `revert` on whole trackers: what is fixed, what is left, and the way back."""

from __future__ import annotations

import csv
import errno
import json
import shutil
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
import xlwt
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from typer.testing import CliRunner, Result

from caseaudit.commands.console.app import app
from caseaudit.model.finding import Finding
from caseaudit.stories.audit import AuditOptions, audit_tracker, read_tracker
from caseaudit.stories.clean import plan
from caseaudit.stories.tidy import tidy_table
from caseaudit.tracker.read.reading import read_workbook
from tests import tables
from tests.tables import Grid, filled, markdown
from tests.test_editing import differing
from tests.workbooks import parts

ROOT = Path(__file__).parents[1]
SAMPLES = sorted((ROOT / "sample_data").glob("tracker-*.xlsx"))
FIXED = {"S201", "S203", "S204", "S206"}
TODAY = date(2020, 4, 15)

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line inside this process, on plain paper of 100 columns."""
    monkeypatch.setenv("COLUMNS", "100")

    def invoke(*words: str | Path) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words], prog_name="caseaudit")

    return invoke


def found(path: Path) -> list[tuple[str, str]]:
    """The findings of a check, as rule and place."""
    findings: Iterable[Finding] = audit_tracker(path, AuditOptions(today=TODAY)).findings
    return [(finding.rule, str(finding.place)) for finding in findings]


def workbook(path: Path, rows: Sequence[Sequence[object]], formats: dict[str, str] | None = None) -> Path:
    """A tracker with one sheet, Active; `=` begins a formula, whose value follows after a bar."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Active")
    day = book.add_format({"num_format": "d-mmm-yyyy"})
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if isinstance(value, date):
                sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), day)
            elif isinstance(value, str) and value.startswith("="):
                formula, _, shown = value.partition("|")
                sheet.write_formula(row, column, formula, value=shown)
            elif isinstance(value, str) and value:
                sheet.write_string(row, column, value)
            elif value not in (None, ""):
                sheet.write_number(row, column, value)
    book.close()
    return path


DATES = ("Date Received", "Initiation Date", "Update Date")


def csv_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by their columns."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [*csv.DictReader(file)]


def active(table: str) -> list[list[object]]:
    """The rows of a Markdown table with the other fields of active cases; ISO dates are real dates."""
    header, *cases = filled(markdown(table), "active")
    places = [place for place, name in enumerate(header) if name in DATES]
    rows: list[list[object]] = [list(header)]
    for case in cases:
        values: list[object] = [value.replace("␣", " ") for value in case]
        for place in places:
            text = str(values[place])
            if len(text) == 10 and text[4] == "-":
                values[place] = date.fromisoformat(text)
        rows.append(values)
    return rows


# The samples


@pytest.mark.slow
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_samples_lose_the_fixed_findings_and_get_no_new_ones(sample: Path, tmp_path: Path, run: Run) -> None:
    clean, log = tmp_path / "clean.xlsx", tmp_path / "changes.json"
    result = run("normalize", sample, "-o", clean, "--log", log)
    assert result.exit_code == 0, result.output
    changed = {
        (each["rule"], f"{each['sheet']}!{each['cell']}") for each in json.loads(log.read_bytes())["changes"]
    }
    before, after = found(sample), found(clean)
    assert {rule for rule, _ in changed} <= FIXED
    assert after == [finding for finding in before if finding not in changed]
    assert not {rule for rule, _ in after} & FIXED

    again = tmp_path / "again.xlsx"
    assert "no entry written" in run("normalize", clean, "-o", again).output
    assert again.read_bytes() == clean.read_bytes()

    back = tmp_path / "back.xlsx"
    result = run("revert", clean, "--log", log, "-o", back)
    assert result.exit_code == 0, result.output
    assert differing(sample, back) == []


def test_only_logged_cells_differ(tmp_path: Path, run: Run) -> None:
    sample, clean, log = SAMPLES[-1], tmp_path / "clean.xlsx", tmp_path / "changes.json"
    run("normalize", sample, "-o", clean, "--log", log)
    told = json.loads(log.read_bytes())
    logged = {(each["sheet"], each["cell"]): each for each in told["changes"]}
    before, after = openpyxl.load_workbook(sample), openpyxl.load_workbook(clean)
    for sheet in before:
        for row in sheet.iter_rows():
            for cell in row:
                other = after[sheet.title][cell.coordinate]
                if change := logged.pop((sheet.title, cell.coordinate), None):
                    shown = (
                        other.value.date().isoformat() if isinstance(other.value, datetime) else other.value
                    )
                    assert shown == change["new"]
                else:
                    assert (other.value, other.number_format) == (cell.value, cell.number_format)
    assert not logged
    assert set(differing(sample, clean)) == {part["name"] for part in told["parts"]}


# What is changed and what is left


def test_entries_take_their_standard_form(tmp_path: Path, run: Run) -> None:
    rows = active(
        """
        | Case Number  | Date Received | Status            | Country of Origin | Sources of Evidence   | Commodity |
        |---|---|---|---|---|---|
        | FLD-2019-001 | 2019-03-04    | Investigation (2) | prc               | ngo report; import data | ␣Garments |
        | fld 2019 002 | 16-Sep-19     | Exploration       | Atlantis          | NGO Report            | Gloves␣␣x |
        """
    )
    tracker, clean = workbook(tmp_path / "tracker.xlsx", rows), tmp_path / "clean.xlsx"
    result = run("normalize", tracker, "-o", clean)
    sheet = openpyxl.load_workbook(clean)["Active"]
    shown = [[cell.value for cell in row][:6] for row in sheet.iter_rows(min_row=2)]
    assert shown == [
        [
            "FLD-2019-001",
            datetime(2019, 3, 4),
            "Investigation",
            "China",
            "NGO Report; Import Data",
            "Garments",
        ],
        ["FLD-2019-002", datetime(2019, 9, 16), "Exploration", "Atlantis", "NGO Report", "Gloves x"],
    ]
    assert sheet["B3"].number_format == sheet["B2"].number_format == "d-mmm-yyyy"
    assert '"Exploration" stands for no standard term' in result.output
    assert '"Atlantis" stands for no standard term' in result.output


def test_formulas_are_left_and_told(tmp_path: Path, run: Run) -> None:
    rows = active(
        """
        | Case Number  | Country of Origin   |
        |---|---|
        | FLD-2019-001 | =UPPER("china")/CHINA |
        | FLD-2019-002 | prc |
        """.replace("/", "~")
    )
    rows[1][1] = '=UPPER("china")|CHINA'
    tracker, clean = workbook(tmp_path / "tracker.xlsx", rows), tmp_path / "clean.xlsx"
    result = run("normalize", tracker, "-o", clean)
    assert 'Country of Origin: "CHINA" is a formula: Active!B2' in result.output
    assert "Formulas show their old results" not in result.output, "it refers to no cell"
    assert openpyxl.load_workbook(clean)["Active"]["B2"].value == '=UPPER("china")'
    assert openpyxl.load_workbook(clean)["Active"]["B3"].value == "China"


def test_a_term_over_two_rows_is_left() -> None:
    rows = markdown(
        """
        | Case Number  | Sources of Evidence |
        |---|---|
        | FLD-2019-001 | ngo report          |
        """
    )
    full = filled(rows, "active")
    more = [""] * len(full[0])
    more[1] = "import data"
    made = plan(tables.tracker([Grid("Active", [*full, more])]))
    assert [change.field for change in made.changes] == []
    assert [(left.field, left.why) for left in made.left] == [
        ("sources_of_evidence", "is written over several rows")
    ]


def test_dates_that_settle_an_order_for_others_stay_where_the_others_would_change() -> None:
    """A day outside the years that a tracker can hold stays as text; alone, it would settle the others' order."""
    received = ["25/12/2018", "12/25/2018", "25/12/1850", "03/04/2019"]
    rows = markdown("| Case Number | Date Received |\n|---|---|\n") + [
        [f"FLD-2019-00{number}", text] for number, text in enumerate(received, 1)
    ]
    made = plan(tables.tracker([Grid("Active", filled(rows, "active"))]))
    assert made.changes == ()
    assert [left.value for left in made.left] == received
    assert "whether the day or the month comes first" in made.left[0].why


def test_settled_dates_become_days() -> None:
    received = ["25/12/2018", "03/04/2019"]
    rows = markdown("| Case Number | Date Received |\n|---|---|\n") + [
        [f"FLD-2019-00{number}", text] for number, text in enumerate(received, 1)
    ]
    made = plan(tables.tracker([Grid("Active", filled(rows, "active"))]))
    assert [change.edit.new for change in made.changes] == [date(2018, 12, 25), date(2019, 4, 3)]


def test_must_be_blank_fields_are_not_touched() -> None:
    rows = markdown(
        """
        | Case Number  | Reason Suspended or Inactive |
        |---|---|
        | FLD-2019-001 | insufficient information     |
        """
    )
    made = plan(tables.tracker([Grid("Active", filled(rows, "active"))]))
    assert (made.changes, made.left) == ((), ())


# The way there and back


def test_a_dry_run_is_a_diff_and_writes_nothing(tmp_path: Path, run: Run) -> None:
    rows = active(
        "| Case Number | Country of Origin |\n|---|---|\n| FLD-2019-001 | prc |\n| FLD-2019-002 | Atlantis |"
    )
    tracker = workbook(tmp_path / "tracker.xlsx", rows)
    result = run("normalize", tracker, "--dry-run", "-o", tmp_path / "clean.xlsx")
    assert result.exit_code == 0
    assert result.output == (
        "Active (1 change)\n"
        "  B2  FLD-2019-001  Country of Origin  S201\n"
        "    - prc\n"
        "    + China\n"
        "\n"
        f"{tracker}: 1 entry would be written in standard form\n"
        "        1  S201 nonstandard-value\n"
        "\n"
        "1 entry left as it is, for a person to decide\n"
        '  Country of Origin: "Atlantis" stands for no standard term, or for more than one: Active!B3\n'
    )
    assert [path.name for path in tmp_path.iterdir()] == ["tracker.xlsx"]


@pytest.fixture
def cleaned(tmp_path: Path, run: Run) -> tuple[Path, Path, Path]:
    """A tracker, its clean copy and the log."""
    rows = active(
        "| Case Number | Country of Origin | Date Received |\n|---|---|---|\n| FLD-2019-001 | prc | 4 Mar 2019 |"
    )
    tracker = workbook(tmp_path / "tracker.xlsx", rows)
    clean, log = tmp_path / "clean.xlsx", tmp_path / "changes.json"
    assert run("normalize", tracker, "-o", clean, "--log", log).exit_code == 0
    return tracker, clean, log


def test_revert_refuses_a_copy_that_was_changed_since(cleaned: tuple[Path, Path, Path], run: Run) -> None:
    _, clean, log = cleaned
    raw = json.loads(log.read_bytes())
    raw["changes"][0]["new_xml"] = raw["changes"][0]["new_xml"].replace("China", "Chile")
    log.write_text(json.dumps(raw))
    result = run("revert", clean, "--log", log, "-o", clean.with_name("back.xlsx"))
    assert result.exit_code == 2
    assert "Active!B2 does not hold what the log says" in result.output
    assert not clean.with_name("back.xlsx").exists()


def test_revert_refuses_a_copy_that_another_program_saved(cleaned: tuple[Path, Path, Path], run: Run) -> None:
    _, clean, log = cleaned
    openpyxl.load_workbook(clean).save(clean)
    result = run("revert", clean, "--log", log, "-o", clean.with_name("back.xlsx"))
    assert result.exit_code == 2
    assert "was saved by another program since" in result.output


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"version": 1}',
        '{"version": 2}',
        "\x00",
        '{"version": 1, "changes": [{}]}',
        "[" * 100_000,
    ],
)
def test_what_is_no_log_is_told(cleaned: tuple[Path, Path, Path], run: Run, content: str) -> None:
    _, clean, log = cleaned
    log.write_text(content)
    result = run("revert", clean, "--log", log, "-o", clean.with_name("back.xlsx"))
    assert result.exit_code == 2
    assert result.output.count("\n") == 1


def test_a_log_cannot_bring_in_more_than_a_cell(cleaned: tuple[Path, Path, Path], run: Run) -> None:
    _, clean, log = cleaned
    raw = json.loads(log.read_bytes())
    raw["changes"][0]["old_xml"] = (
        '<c r="B2"><v>1</v></c></row></sheetData><evil/><sheetData><row><c><v>1</v></c>'
    )
    log.write_text(json.dumps(raw))
    result = run("revert", clean, "--log", log, "-o", clean.with_name("back.xlsx"))
    assert result.exit_code in (2, 3)
    assert not clean.with_name("back.xlsx").exists()


def full(*_arguments: object) -> None:
    """A disk with no room left."""
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("ending", ["json", "csv"])
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_a_copy_whose_log_cannot_be_written_is_not_kept(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, form: str, ending: str
) -> None:
    tracker = tmp_path / f"tracker.{form}"
    if form == "xlsx":
        tracker.write_bytes(SAMPLES[-1].read_bytes())
    else:
        tracker.write_text("Case Number,Case List,Status\nfld 2020 014,active,initiation\n")
    writers = {
        "json": "caseaudit.tracker.edit.changelog.write_log",
        "csv": "caseaudit.render.changes.write_csv",
    }
    monkeypatch.setattr(writers[ending], full)
    (clean := tmp_path / "clean.xlsx").write_bytes(b"old")
    result = run("normalize", tracker, "-o", clean, "--log", tmp_path / f"log.{ending}")
    assert result.exit_code == 2
    assert f"log.{ending}: cannot be written (No space left on device). Nothing was written." in result.output
    assert clean.read_bytes() == b"old"
    assert sorted(tmp_path.iterdir()) == [clean, tracker]


@pytest.mark.parametrize("more", [["--table", "t.csv"], ["--with-dropdowns", "--log", "t.csv"]])
def test_what_cannot_be_written_after_the_copy_does_not_hide_it(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, more: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("caseaudit.render.changes.write_table", full)
    monkeypatch.setattr("caseaudit.render.changes.write_csv", full)
    result = run("normalize", SAMPLES[-1], "-o", "clean.xlsx", *more)
    assert result.exit_code == 2
    assert "Nothing was written" not in result.output
    assert "The copy clean.xlsx was written before." in " ".join(result.output.split())
    assert [path.name for path in tmp_path.iterdir()] == ["clean.xlsx"]


def test_the_csv_log_holds_no_formula(tmp_path: Path, run: Run) -> None:
    rows = active("| Case Number | Commodity |\n|---|---|\n| FLD-2019-001 | =cmd() x |")
    rows[1][1] = ""
    tracker = workbook(tmp_path / "tracker.xlsx", rows)
    book = openpyxl.load_workbook(tracker)
    book["Active"]["B2"].value = "=cmd()  x"
    book["Active"]["B2"].data_type = "s"
    book.save(tracker)
    log = tmp_path / "changes.csv"
    assert run("normalize", tracker, "-o", tmp_path / "clean.xlsx", "--log", log).exit_code == 0
    (change,) = csv_rows(log)
    assert (change["old"], change["new"], change["rule"]) == ("'=cmd()  x", "'=cmd() x", "S206")


# Other forms


def test_a_csv_becomes_a_workbook_of_values(tmp_path: Path, run: Run) -> None:
    table = "| Case Number | Country of Origin | Commodity |\n|---|---|---|\n| FLD-2019-001 | prc | =1+1 |"
    header, case = filled(markdown(table), "active")
    tracker, clean = tmp_path / "active.csv", tmp_path / "clean.xlsx"
    with tracker.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, case])
    before = found(tracker)
    result = run("normalize", tracker, "-o", clean, "--log", tmp_path / "changes.json")
    assert result.exit_code == 0, result.output
    assert "formatting is not carried over" in result.output
    sheet = openpyxl.load_workbook(clean)["active"]
    assert [sheet["B2"].value, sheet["C2"].value, sheet["C2"].data_type] == ["China", "=1+1", "s"]
    received = sheet.cell(2, header.index("Date Received") + 1)
    assert (received.value, received.number_format) == (datetime(2019, 3, 4), "yyyy-mm-dd")
    assert found(clean) == [finding for finding in before if finding != ("S201", "active!B2")]
    again = run("revert", clean, "--log", tmp_path / "changes.json", "-o", tmp_path / "back.xlsx")
    assert again.exit_code == 2
    assert "new workbook of values" in again.output


@pytest.mark.parametrize("wrapping", ['="{}"', "<p>{}</p>", "&nbsp;{}", "{};#7"])
def test_a_copy_has_nothing_wrapped_around_its_entries(wrapping: str, tmp_path: Path, run: Run) -> None:
    rows = filled(markdown("| Case Number |\n|---|\n| FLD-2019-001 |\n| FLD-2019-001 |"), "active")
    tracker, clean = tmp_path / "active.csv", tmp_path / "clean.xlsx"
    wrapped = [wrapping.format(entry) if entry else "" for entry in rows[2]]
    with tracker.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([rows[0], rows[1], wrapped])
    before = found(tracker)
    assert {rule for rule, _ in before} == {"S206", "U501"}
    assert run("normalize", tracker, "-o", clean).exit_code == 0
    assert found(clean) == [("U501", "active!A3")]


def test_an_xls_keeps_its_values_rows_and_what_is_hidden(tmp_path: Path, run: Run) -> None:
    rows = active(
        "| Case Number | Country of Origin |\n|---|---|\n| FLD-2019-001 | prc |\n| FLD-2019-002 | China |"
    )
    book = xlwt.Workbook()
    sheet, day = book.add_sheet("Active"), xlwt.easyxf(num_format_str="d-mmm-yy")
    moment = xlwt.easyxf(num_format_str="d-mmm-yy hh:mm:ss")
    for row, values in enumerate(rows, 2):
        for column, value in enumerate(values):
            is_day = isinstance(value, date)
            sheet.write(row, column, value, day) if is_day else sheet.write(row, column, value)
    sheet.write(0, 0, datetime(2020, 1, 2, 13, 14, 15), moment)
    sheet.write(0, 1, True)
    sheet.write(0, 2, 1.25)
    sheet.row(4).hidden = True
    sheet.merge(0, 0, 3, 5)
    tracker, clean = tmp_path / "tracker.xls", tmp_path / "clean.xlsx"
    book.save(str(tracker))
    before = found(tracker)
    result = run("normalize", tracker, "-o", clean)
    assert result.exit_code == 0, result.output
    assert found(clean) == [finding for finding in before if finding[0] != "S201"]
    old, new = read_workbook(tracker).sheets[0], read_workbook(clean).sheets[0]
    assert (old.hidden_rows, old.merges) == (new.hidden_rows, new.merges)
    assert [new.at(0, column).value for column in range(3)] == [datetime(2020, 1, 2, 13, 14, 15), True, 1.25]  # type: ignore[union-attr]


# The tidy table


@pytest.mark.slow
def test_the_tidy_table_has_every_case_with_standard_entries(tmp_path: Path, run: Run) -> None:
    sample = SAMPLES[-1]
    tracker = read_tracker(sample)
    made = tidy_table(tracker)
    assert len(made) == sum(map(len, tracker.lists.values()))
    assert made.columns == ("list", *tracker.definition.fields, "sheet", "row")
    target = tmp_path / "tidy.csv"
    assert run("normalize", sample, "--table", target).exit_code == 0
    written = csv_rows(target)
    assert len(written) == len(made)
    assert {row["country_of_origin"] for row in written} >= {
        "China",
        "Taiwan",
        "Malaysia",
        "Fiji",
        "Ivory Coast",
    }
    assert "PRC" not in {row["country_of_origin"] for row in written}
    dates = {row["date_received"] for row in written} - {""}
    assert sum(1 for text in dates if len(text) == 10 and text[4] == "-") > 50

    target = tmp_path / "tidy.xlsx"
    assert run("normalize", sample, "--table", target).exit_code == 0
    sheet = openpyxl.load_workbook(target)["Cases"]
    assert sheet.max_row == len(made) + 1
    assert isinstance(sheet.cell(2, made.columns.index("initiation_date") + 1).value, datetime)


def test_a_parquet_table_needs_a_library(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    result = run("normalize", SAMPLES[0], "--table", tmp_path / "tidy.parquet")
    assert result.exit_code == 2
    assert 'run "pip install pyarrow"' in result.output


# Commands that cannot be


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "say where the clean copy goes"),
        (["-o", "{tracker}"], "is a file being read"),
        (["-o", "clean.xls"], "the copy of an .xlsx file is an .xlsx workbook. Name it clean.xlsx"),
        (["-o", "-"], "a workbook and its log are files"),
        (["-o", "nowhere/clean.xlsx"], "the folder nowhere does not exist"),
        (["-o", "clean.xlsx", "--log", "changes.txt"], "must end in .csv or .json"),
        (["-o", "clean.xlsx", "--log", "clean.xlsx"], "must end in .csv or .json"),
        (["-o", "clean.xlsx", "--table", "CLEAN.xlsx"], "is to be written twice"),
        (["--log", "changes.json", "--table", "t.csv"], "give -o too"),
        (["--dry-run", "--log", "changes.json"], "--dry-run writes nothing"),
        (["--table", "tidy.doc"], "must end in .csv, .parquet or .xlsx"),
    ],
)
def test_unusable_commands_say_so_and_write_nothing(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, words: list[str], message: str
) -> None:
    tracker = Path(shutil.copy(SAMPLES[0], tmp_path / "tracker.xlsx"))
    monkeypatch.chdir(tmp_path)
    result = run("normalize", tracker, *(word.replace("{tracker}", str(tracker)) for word in words))
    assert result.exit_code == 2
    assert message in result.output
    assert [path.name for path in tmp_path.iterdir()] == ["tracker.xlsx"]
    assert tracker.read_bytes() == SAMPLES[0].read_bytes()


def test_a_macro_workbook_stays_one(tmp_path: Path, run: Run) -> None:
    rows = active("| Case Number | Country of Origin |\n|---|---|\n| FLD-2019-001 | prc |")
    macro = workbook(tmp_path / "tracker.xlsm", rows)
    result = run("normalize", macro, "-o", tmp_path / "clean.xlsx")
    assert result.exit_code == 2
    assert "Name it" in result.output
    assert run("normalize", macro, "-o", tmp_path / "clean.xlsm").exit_code == 0
    assert parts(macro)["[Content_Types].xml"] == parts(tmp_path / "clean.xlsm")["[Content_Types].xml"]


@pytest.mark.parametrize("content", [b"", b"PK\3\4 cut", b"%PDF-1.4", b"\x00\x01"])
def test_what_is_no_tracker_is_told_in_one_message(tmp_path: Path, run: Run, content: bytes) -> None:
    (tmp_path / "tracker.xlsx").write_bytes(content)
    result = run("normalize", tmp_path / "tracker.xlsx", "-o", tmp_path / "clean.xlsx")
    assert result.exit_code == 2
    assert result.output.startswith("caseaudit: ")
    assert not (tmp_path / "clean.xlsx").exists()


def hanging(path: Path) -> Path:
    """A tracker whose other parts speak of old spellings, beside some that speak of other things."""
    rows = active(
        """
        | Case Number  | Country of Origin | Status            | Commodity |
        |---|---|---|---|
        | FLD-2019-001 | prc               | Investigation (2) | Gloves    |
        | FLD-2019-002 | China             | Initiation        | Gloves    |
        """
    )
    book = openpyxl.load_workbook(workbook(path, rows))
    sheet = book["Active"]
    country, status = (
        next(cell.column_letter for cell in sheet[1] if cell.value == name)
        for name in ("Country of Origin", "Status")
    )
    sums = book.create_sheet("Sums")
    sums["A1"] = f'=COUNTIF(Active!{country}:{country},"PRC")'
    sums["A2"] = f'=ISNUMBER(SEARCH("(2)",Active!{status}2))'
    sums["A3"] = f'=COUNTIF(Active!{country}:{country},"Peru")'
    sums["A4"] = "=1+1"
    sums["B1"] = "prc"
    sums["B2"] = "prc and others"
    validation = DataValidation(type="list", formula1='"prc,Peru"')
    sheet.add_data_validation(validation)
    validation.add(f"{country}2:{country}3")
    rule = FormulaRule(formula=[f'${country}2="prc"'], fill=PatternFill("solid", bgColor="FFFF00"))
    sheet.conditional_formatting.add("A2:A3", rule)
    sheet.auto_filter.ref = f"A1:{country}3"
    sheet.auto_filter.add_filter_column(sheet[f"{country}1"].column - 1, ["prc", "Peru"])
    book.defined_names["Usual"] = DefinedName("Usual", attr_text='"prc"')
    book.save(path)
    return path


def test_what_hangs_on_an_old_spelling_is_named(tmp_path: Path, run: Run) -> None:
    tracker, clean = hanging(tmp_path / "tracker.xlsx"), tmp_path / "clean.xlsx"
    output = " ".join(run("normalize", tracker, "-o", clean).output.split())
    assert "7 places that still name an old spelling" in output
    assert "Sums!A1 (formula): =COUNTIF(Active!" in output
    assert ',"China")' in output
    assert 'Sums!A2 (formula): =ISNUMBER(SEARCH("(2)",' in output
    assert "decide what it should name" in output
    assert '(validation): "prc,Peru" write "China,Peru"' in output
    assert "Active!A2:A3 (conditional format):" in output
    assert "(filter): prc write China" in output
    assert 'Usual (defined name): "prc" write "China"' in output
    assert "Sums!B1 (entry of another sheet): prc write China" in output
    assert 'Peru")' not in output
    assert "Formulas show their old results" in output


def test_strict_fails_where_something_hangs_on_an_old_spelling(tmp_path: Path, run: Run) -> None:
    tracker, clean = hanging(tmp_path / "tracker.xlsx"), tmp_path / "clean.xlsx"
    assert run("normalize", tracker, "-o", clean, "--strict").exit_code == 1
    assert clean.exists()
    assert run("normalize", tracker, "--dry-run", "--strict").exit_code == 1
    assert run("normalize", clean, "--dry-run", "--strict").exit_code == 0


def test_a_copy_can_ask_to_be_calculated(tmp_path: Path, run: Run) -> None:
    tracker, clean = hanging(tmp_path / "tracker.xlsx"), tmp_path / "clean.xlsx"
    result = run("normalize", tracker, "-o", clean, "--recalculate")
    assert "Formulas show their old results" not in result.output
    assert openpyxl.load_workbook(clean).calculation.fullCalcOnLoad
    before, after = (openpyxl.load_workbook(each)["Sums"] for each in (tracker, clean))
    assert [cell.value for cell in before["A"]] == [cell.value for cell in after["A"]]
