"""Marked copies: what is colored, noted and listed, that nothing else changes, and that the marks come off again."""

from __future__ import annotations

import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from typer.testing import CliRunner

from caseaudit.commands.console.app import app
from caseaudit.model.definition import Severity
from caseaudit.model.marks import Listed, Mark, Marking
from caseaudit.tracker.edit.marks.marking import mark_package
from caseaudit.tracker.edit.marks.unmarking import unmark_package
from tests import workbooks
from tests.hostile import CASE, HEADERS

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "sample_data" / "tracker-2020-03.xlsx"
SHEET = "xl/worksheets/sheet"

pytestmark = pytest.mark.filterwarnings("ignore:.* extension is not supported:UserWarning")


def run(*words: object, code: int = 0) -> str:
    """What a command line says; it must end with this code."""
    done = CliRunner().invoke(app, [str(word) for word in words], prog_name="caseaudit")
    assert done.exit_code == code, done.output
    return done.output


def marking(*cells: tuple[str, int, int]) -> Marking:
    """A made error at each of these cells."""
    texts = ("S201", "Active", "FLD-1", "Status", "x", "It is wrong.", "Write y.", "Ann")
    return Marking(
        "made.xlsx: some",
        (),
        [Mark(*each, Severity.ERROR, ("ERROR S201: it is wrong; write y.",)) for each in cells],
        [Listed(Severity.ERROR, texts, *each) for each in cells],
    )


def test_every_faulty_cell_of_a_sample_is_colored_and_noted(tmp_path: Path) -> None:
    import json

    target = tmp_path / "marked.xlsx"
    assert "314 cells colored, 314 notes added" in run("mark", SAMPLE, "-o", target)
    report = json.loads(run("check", SAMPLE, "--format", "json", code=1).partition("\ncaseaudit:")[0])
    book = openpyxl.load_workbook(target)
    assert book.sheetnames[0] == "Findings"
    for finding in report["findings"]:
        if not finding["cell"] or ":" in finding["cell"]:
            continue
        cell = book[finding["sheet"]][finding["cell"]]
        assert cell.fill.patternType == "solid"
        assert finding["message"] in cell.comment.text
        assert f"{finding['severity'].upper()} {finding['rule']}: " in cell.comment.text
    listed = book["Findings"]
    rows = [[cell.value for cell in row[:11]] for row in listed.iter_rows(min_row=6)]
    assert len(rows) == len(report["findings"])
    assert [row[2] for row in rows] == [finding["rule"] for finding in report["findings"]]
    assert listed["B6"].hyperlink.location == "'Active'!C6"
    assert listed.auto_filter.ref == f"A5:K{5 + len(rows)}"


def test_no_other_part_changes_and_unmark_gives_every_sheet_back_byte_for_byte(tmp_path: Path) -> None:
    marked, back = tmp_path / "marked.xlsx", tmp_path / "back.xlsx"
    run("mark", SAMPLE, "-o", marked)
    run("unmark", marked, "-o", back)
    before, between, after = map(workbooks.parts, (SAMPLE, marked, back))
    touched = {"[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels"}
    sheets = {f"{SHEET}{number}.xml" for number in (1, 2, 3)}
    assert {name for name in before if before[name] != between[name]} == touched | sheets
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} <= touched
    assert openpyxl.load_workbook(back).sheetnames == openpyxl.load_workbook(SAMPLE).sheetnames


def test_the_audit_of_a_marked_copy_is_that_of_the_tracker(tmp_path: Path) -> None:
    import json

    marked = tmp_path / "marked.xlsx"
    run("mark", SAMPLE, "-o", marked)
    reports = [
        json.loads(run("check", path, "--format", "json", code=1).partition("\ncaseaudit:")[0])
        for path in (SAMPLE, marked)
    ]
    assert reports[0]["findings"] == reports[1]["findings"]
    assert reports[0]["fields"] == reports[1]["fields"]
    assert "Findings" in run("inspect", marked)


def test_marking_a_marked_copy_renews_the_marks(tmp_path: Path) -> None:
    once, twice = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    run("mark", SAMPLE, "-o", once)
    run("mark", once, "-o", twice)
    first, second = workbooks.parts(once), workbooks.parts(twice)
    assert first.keys() == second.keys()
    names = [f"{SHEET}{number}.xml" for number in (1, 2, 3)]
    assert [first[name] for name in names] == [second[name] for name in names]
    assert openpyxl.load_workbook(twice).sheetnames.count("Findings") == 1


def test_formats_notes_charts_and_protection_stay(tmp_path: Path) -> None:
    source, marked, back = (tmp_path / name for name in ("rich.xlsx", "marked.xlsx", "back.xlsx"))
    workbooks.rich(source)
    made = mark_package(
        source, marked, marking(("Cases", 1, 0), ("Cases", 3, 0), ("Cases", 4, 1), ("Cases", 3, 6))
    )
    assert (made.colored, made.noted, made.unplaced) == (4, 4, 0)
    cells = openpyxl.load_workbook(marked)["Cases"]
    assert cells["A2"].comment.text.startswith("A comment")
    assert "caseaudit:" in cells["A2"].comment.text
    assert cells["A4"].font.color.rgb == "FFFF0000"
    assert cells["A4"].fill.fgColor.rgb != "FFFFFF00"
    assert cells["B5"].number_format == "m/d/yyyy"
    assert cells.protection.sheet
    unmark_package(marked, back)
    before, after = workbooks.parts(source), workbooks.parts(back)
    assert before.keys() == after.keys()
    touched = {"[Content_Types].xml", "xl/workbook.xml", "xl/styles.xml", "xl/comments1.xml"}
    assert {name for name in before if before[name] != after[name]} <= touched
    assert before["xl/comments1.xml"].replace(b" ", b"") == after["xl/comments1.xml"].replace(b" ", b"")


def edited(path: Path, change: Callable[[openpyxl.Workbook], None]) -> Path:
    """The workbook as another program saves it, which writes every part anew."""
    book = openpyxl.load_workbook(path)
    change(book)
    target = path.with_name(f"edited-{path.name}")
    book.save(target)
    return target


def test_marks_come_off_after_people_worked_in_the_copy(tmp_path: Path) -> None:
    marked, back = tmp_path / "marked.xlsx", tmp_path / "back.xlsx"
    run("mark", SAMPLE, "-o", marked)

    def work(book: openpyxl.Workbook) -> None:
        sheet = book["Active"]
        sheet["C6"] = "Nongovernmental Organization"
        sheet["C7"].fill = PatternFill("solid", fgColor="FF00FF00")
        sheet["B8"].comment = Comment("mine", "Ann")
        sheet["C6"].comment.text += "\nI asked the NGO."
        for area in [*sheet.merged_cells.ranges]:
            sheet.unmerge_cells(str(area))
        sheet.insert_rows(5)
        book.move_sheet("Findings", 3)
        book.active = book.index(book["Findings"])

    run("unmark", edited(marked, work), "-o", back)
    before, after = openpyxl.load_workbook(SAMPLE), openpyxl.load_workbook(back)
    assert after.sheetnames == before.sheetnames
    sheet = after["Active"]
    assert sheet["C7"].value == "Nongovernmental Organization"
    assert sheet["C8"].fill.fgColor.rgb == "FF00FF00"
    kept = {cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment}
    assert [text.strip() for text in kept.values()] == ["I asked the NGO.", "mine"]
    for row in before["Active"].iter_rows():
        for cell in row:
            other = sheet.cell(cell.row + (cell.row > 4), cell.column)
            if other.coordinate not in ("C8",):
                assert repr(other.fill) == repr(cell.fill), other.coordinate
            if cell.value is not None:
                assert repr(other.font) == repr(cell.font), other.coordinate


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice (soffice)")
def test_marks_come_off_after_libreoffice_saved_the_copy(tmp_path: Path) -> None:
    marked, folder, back = tmp_path / "marked.xlsx", tmp_path / "saved", tmp_path / "back.xlsx"
    run("mark", SAMPLE, "-o", marked)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder), str(marked)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    run("unmark", folder / "marked.xlsx", "-o", back)
    before, after = openpyxl.load_workbook(SAMPLE), openpyxl.load_workbook(back)
    assert after.sheetnames == before.sheetnames
    for name in ("Active", "Suspended", "Inactive"):
        for row in before[name].iter_rows():
            for cell in row:
                other = after[name].cell(cell.row, cell.column)
                assert other.value == cell.value
                assert other.comment is None
                assert (other.fill.patternType or "none") == (cell.fill.patternType or "none"), (
                    other.coordinate
                )


def test_a_cell_with_a_comment_thread_is_listed_without_a_note(tmp_path: Path) -> None:
    source, threaded, marked = (tmp_path / name for name in ("a.xlsx", "b.xlsx", "c.xlsx"))
    with xlsxwriter.Workbook(source) as book:
        sheet = book.add_worksheet("Cases")
        sheet.write_column(0, 0, ["one", "two"])
        sheet.write_comment("A1", "[Threaded comment]")
    thread = (
        b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        b'<threadedComment ref="A1" id="{1}"><text>hello</text></threadedComment></ThreadedComments>'
    )
    relation = (
        b'<Relationship Id="rId9" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" '
        b'Target="../threadedComments/threadedComment1.xml"/></Relationships>'
    )
    workbooks.rezip(
        source, threaded,
        {"xl/worksheets/_rels/sheet1.xml.rels": workbooks.replaced((b"</Relationships>", relation))},
        {"xl/threadedComments/threadedComment1.xml": thread},
    )  # fmt: skip
    made = mark_package(threaded, marked, marking(("Cases", 0, 0), ("Cases", 1, 0)))
    assert (made.colored, made.noted) == (2, 1)
    book = openpyxl.load_workbook(marked)
    assert "caseaudit:" not in book["Cases"]["A1"].comment.text
    assert book["Findings"]["K6"].value == "no note: the cell has a comment thread, which hides notes"
    assert workbooks.parts(marked)["xl/threadedComments/threadedComment1.xml"] == thread


def test_names_of_sheets_stay_those_of_their_sheets(tmp_path: Path) -> None:
    source, marked, back = (tmp_path / name for name in ("a.xlsx", "b.xlsx", "c.xlsx"))
    with xlsxwriter.Workbook(source) as book:
        for name in ("First", "Second"):
            sheet = book.add_worksheet(name)
            sheet.write_column(0, 0, ["one", "two"])
            sheet.print_area(0, 0, 1, 0)
            sheet.autofilter(0, 0, 1, 0)
        book.worksheets()[1].activate()
    mark_package(source, marked, marking(("Second", 1, 0)))
    book = openpyxl.load_workbook(marked)
    assert [book[name].print_area for name in ("First", "Second")] == [
        "'First'!$A$1:$A$2",
        "'Second'!$A$1:$A$2",
    ]
    assert book.active.title == "Second"
    unmark_package(marked, back)
    assert workbooks.parts(source)["xl/workbook.xml"] == workbooks.parts(back)["xl/workbook.xml"]


def test_macros_and_an_empty_row_element(tmp_path: Path) -> None:
    source, marked = tmp_path / "a.xlsm", tmp_path / "b.xlsm"
    path = workbooks.rich(tmp_path / "plain.xlsx")
    workbooks.rezip(
        path, source, {f"{SHEET}1.xml": workbooks.replaced((b"</sheetData>", b'<row r="40"/></sheetData>'))},
        {"xl/vbaProject.bin": b"macros"},
    )  # fmt: skip
    made = mark_package(source, marked, marking(("Cases", 39, 2), ("Cases", 39, 0), ("Cases", 60, 0)))
    assert (made.colored, made.unplaced) == (2, 1)
    assert workbooks.parts(marked)["xl/vbaProject.bin"] == b"macros"
    assert openpyxl.load_workbook(marked)["Cases"]["C40"].fill.patternType == "solid"


def test_a_csv_becomes_a_marked_workbook_of_values(tmp_path: Path) -> None:
    source, marked = tmp_path / "active.csv", tmp_path / "marked.xlsx"
    row = [*CASE]
    row[3] = ""
    source.write_text("\n".join(",".join(each) for each in (HEADERS, row)) + "\n", encoding="utf-8")
    assert "a .csv file becomes a new workbook of values" in run("mark", source, "-o", marked)
    book = openpyxl.load_workbook(marked)
    assert book.sheetnames == ["Findings", "active"]
    assert book["active"]["D2"].comment is not None
    assert book["active"]["D2"].fill.patternType == "solid"


def test_a_copy_for_each_analyst_has_that_analysts_findings(tmp_path: Path) -> None:
    run("mark", SAMPLE, "--per-analyst", tmp_path / "each")
    files = sorted(path.name for path in (tmp_path / "each").iterdir())
    assert "tracker-2020-03 - no analyst.xlsx" in files
    total = 0
    for path in (tmp_path / "each").iterdir():
        rows = [*openpyxl.load_workbook(path)["Findings"].iter_rows(min_row=6, max_col=11, values_only=True)]
        own = {(row[9] or "").casefold() for row in rows if row[0]}
        assert len(own) == 1
        total += sum(row[0] is not None for row in rows)
    assert total == 315


def test_bad_wishes_are_refused_with_one_message(tmp_path: Path) -> None:
    assert "say where the marked copy goes" in run("mark", SAMPLE, code=2)
    assert "must end in .xlsx" in run("mark", SAMPLE, "-o", tmp_path / "a.docx", code=2)
    assert "is a file being read" in run("mark", SAMPLE, "-o", SAMPLE, code=2)
    assert "has no marks of caseaudit" in run("unmark", SAMPLE, "-o", tmp_path / "a.xlsx", code=2)
    assert not [*tmp_path.iterdir()]


def test_a_note_cannot_say_more_than_a_note_holds(tmp_path: Path) -> None:
    source, marked = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(source) as book:
        book.add_worksheet("Cases").write_string(0, 0, "x")
    made = Marking(
        "x", (), [Mark("Cases", 0, 0, Severity.NOTE, ("a < b & \x07 _x0041_ " + "z" * 40_000,))], ()
    )
    mark_package(source, marked, made)
    text = openpyxl.load_workbook(marked)["Cases"]["A1"].comment.text
    assert "a < b & " in text
    assert len(text) < 33_000


@pytest.mark.slow
def test_many_marks_take_little_longer_than_few_edits(tmp_path: Path) -> None:
    source, marked = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    with xlsxwriter.Workbook(source, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Cases")
        for row in range(40_000):
            sheet.write_row(row, 0, ["text"] * 5)
    begun = time.process_time()
    wanted = marking(*(("Cases", row, 2) for row in range(40_000)))
    noted = [replace(mark, lines=mark.lines * (number < 20_000)) for number, mark in enumerate(wanted.marks)]
    made = mark_package(source, marked, replace(wanted, marks=noted))
    assert (made.colored, made.noted) == (40_000, 20_000)
    assert time.process_time() - begun < 30
    with zipfile.ZipFile(marked) as package:
        assert package.testzip() is None


def test_a_sheet_of_a_chart_may_come_first(tmp_path: Path) -> None:
    source, marked, back = (tmp_path / name for name in ("a.xlsx", "b.xlsx", "c.xlsx"))
    with xlsxwriter.Workbook(source) as book:
        chart = book.add_chart({"type": "column"})
        book.add_chartsheet("Chart").set_chart(chart)
        book.add_worksheet("Cases").write_column(0, 0, [1, 2])
        chart.add_series({"values": "=Cases!$A$1:$A$2"})
    mark_package(source, marked, marking(("Cases", 0, 0)))
    assert openpyxl.load_workbook(marked).sheetnames == ["Findings", "Chart", "Cases"]
    unmark_package(marked, back)
    before, after = workbooks.parts(source), workbooks.parts(back)
    assert before["xl/worksheets/sheet1.xml"] == after["xl/worksheets/sheet1.xml"]
    assert before["xl/chartsheets/sheet1.xml"] == after["xl/chartsheets/sheet1.xml"]
