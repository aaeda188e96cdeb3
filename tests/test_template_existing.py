"""Dropdowns and colours in the clean copy of a tracker: added to it, with all that it had still there."""

from __future__ import annotations

import csv
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner, Result

from caseaudit.commands.console.app import app
from caseaudit.definition import load_definition
from caseaudit.documents.template import template_bytes, tracker_controls
from caseaudit.model.controls import Check, Controls, Firmness, Highlight, Mark, TermRange, Validation
from caseaudit.rules import RULES
from caseaudit.stories.audit import audit_tracker, read_tracker
from caseaudit.tracker.edit import controlxml
from caseaudit.tracker.edit.dropdowns import with_controls
from caseaudit.tracker.read.faults import Unreadable
from tests import workbooks
from tests.tables import RIGHT
from tests.workbooks import parts, replaced, rezip

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "sample_data" / "tracker-2020-03.xlsx"

TERMS = TermRange("Terms_yes", "Answers & <more>", ("Yes", "No", "=1+1"), ("it is", "", ""))
OWN = Controls(
    (
        Validation("a", "A2:A7", Check.TERMS, Firmness.REFUSE, ("Terms_yes",), "A", 'Choose "Yes" & more.'),
        Validation("g", "G2:G7", Check.TERMS, Firmness.ASK, ("Terms_yes",), "G", "Choose.", prompt="One <of> them"),
    ),
    (
        Highlight("a", "A2:A7", Mark.MISSING, 'AND(TRIM($A2)="",1<2)'),
        Highlight("a", "A2:A7", Mark.CONFLICT, ""),
        Highlight("g", "G2:G7 G9:G9", Mark.NONSTANDARD, "SUMPRODUCT(--EXACT(Terms_yes,$G2))=0"),
    ),
)  # fmt: skip


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], prog_name="caseaudit")


def title(taken: object) -> str:
    return "Terms"


def guarded(source: Path, target: Path | None = None, sheet: str = "Cases", own: Controls = OWN) -> Path:
    """The workbook with controls on one sheet."""
    target = target or source.with_name(f"guarded-{source.name}")
    target.write_bytes(with_controls(source.read_bytes(), {sheet: own}, [TERMS], title).data)
    return target


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook with a chart, a table, rules and checks of its own, a sparkline and protection."""
    return workbooks.rich(tmp_path / "rich.xlsx")


# The package


def test_only_what_must_change_does(book: Path) -> None:
    before, after = parts(book), parts(guarded(book))
    assert [*after] == [*before, "xl/worksheets/sheet4.xml"]
    assert {name for name in before if before[name] != after[name]} == {
        "[Content_Types].xml",
        "xl/workbook.xml",
        "xl/_rels/workbook.xml.rels",
        "xl/styles.xml",
        "xl/worksheets/sheet1.xml",
    }


def test_what_is_added_stands_where_it_must(book: Path) -> None:
    xml = parts(guarded(book))["xl/worksheets/sheet1.xml"].decode()
    below = xml[xml.index("</sheetData>") :]
    names = re.findall(
        r"<(sheetProtection|mergeCells|conditionalFormatting|dataValidations|pageMargins|drawing|legacyDrawing|extLst)\b",
        below,
    )
    assert list(dict.fromkeys(names)) == [
        "sheetProtection", "mergeCells", "conditionalFormatting", "dataValidations", "pageMargins", "drawing",
        "legacyDrawing", "extLst",
    ]  # fmt: skip


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_the_checks_and_colours_of_the_sheet_stay(book: Path) -> None:
    made = with_controls(book.read_bytes(), {"Cases": OWN}, [TERMS], title)
    assert made.kept == ("Cases!A2:A7",)
    target = book.with_name("made.xlsx")
    target.write_bytes(made.data)
    sheet = openpyxl.load_workbook(target)["Cases"]
    checks = sheet.data_validations.dataValidation
    assert [(str(each.sqref), each.formula1) for each in checks] == [
        ("A2:A7", '"name 1,name 2"'),
        ("G2:G7", "Terms_yes"),
    ]
    rules = [(str(each.sqref), rule) for each in sheet.conditional_formatting for rule in each.rules]
    assert [where for where, _ in rules] == ["D2:D7", "A2:A7", "A2:A7", "G2:G7 G9"]
    priorities = [rule.priority for _, rule in rules]
    assert priorities == sorted(set(priorities))
    assert [rule.type for _, rule in rules] == ["dataBar", "expression", "duplicateValues", "expression"]
    assert rules[1][1].formula == ['AND(TRIM($A2)="",1<2)']
    assert rules[1][1].dxf.fill.bgColor.rgb == "FFFBD3D0"


@pytest.mark.filterwarnings("ignore:.*extension is not supported")
def test_the_terms_stand_on_a_last_sheet(book: Path) -> None:
    made = openpyxl.load_workbook(guarded(book))
    assert made.sheetnames == ["Cases", "Table", "Other", "Terms"]
    assert made.defined_names["Terms_yes"].attr_text == "'Terms'!$A$5:$A$7"
    assert "Names" in made.defined_names
    sheet = made["Terms"]
    assert [sheet[f"A{row}"].value for row in range(4, 8)] == ["Answers & <more>", "Yes", "No", "=1+1"]
    assert sheet["A7"].data_type == "s"
    assert sheet["B5"].value == "it is"


def test_a_name_that_is_taken_is_not_taken_again(tmp_path: Path) -> None:
    path = workbooks.rich(tmp_path / "rich.xlsx")
    taken = rezip(
        path, tmp_path / "taken.xlsx", {"xl/workbook.xml": replaced((b'name="Names"', b'name="TERMS_YES"'))}
    )
    after = parts(guarded(taken))
    assert b'name="Terms_yes_2"' in after["xl/workbook.xml"]
    assert b"EXACT(Terms_yes_2," in after["xl/worksheets/sheet1.xml"]
    assert b"<formula1>Terms_yes_2</formula1>" in after["xl/worksheets/sheet1.xml"]


def plain(path: Path, furnish: Callable[[Worksheet], object] = lambda _sheet: None) -> Path:
    """A small workbook as openpyxl writes it: namespaces declared on the tags, no validations."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Cases"
    sheet.append(["Name", "Answer"])
    for row in range(6):
        sheet.append([f"name {row}", "Yes"])
    furnish(sheet)
    made.save(path)
    return path


def test_a_sheet_without_any_gets_its_first(tmp_path: Path) -> None:
    made = openpyxl.load_workbook(guarded(plain(tmp_path / "plain.xlsx")))
    sheet = made["Cases"]
    assert len(sheet.data_validations.dataValidation) == 2
    assert sum(len(each.rules) for each in sheet.conditional_formatting) == 3
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == [f"name {row}" for row in range(6)]


def test_an_area_of_its_own_that_only_touches_ours_is_kept(tmp_path: Path) -> None:
    def furnish(sheet: Worksheet) -> None:
        check = DataValidation(type="whole", operator="greaterThan", formula1="1")
        check.add("F6:H20")
        sheet.add_data_validation(check)
        sheet.conditional_formatting.add(
            "A1:B9", CellIsRule(operator="equal", formula=['"x"'], fill=PatternFill(bgColor="FF0000"))
        )

    path = plain(tmp_path / "plain.xlsx", furnish)
    made = with_controls(path.read_bytes(), {"Cases": OWN}, [TERMS], title)
    assert made.kept == ("Cases!G2:G7",)


def prefixed(content: bytes) -> bytes:
    """The part with a prefix on each of its tags."""
    content = content.replace(b"<?xml", b"<?keep")
    content = re.sub(rb"<(/?)(?![?!])(?![\w.-]+:)", rb"<\1x:", content)
    return content.replace(b"<?keep", b"<?xml").replace(b" xmlns=", b" xmlns:x=", 1)


def test_tags_with_a_prefix(tmp_path: Path) -> None:
    path = plain(tmp_path / "plain.xlsx")
    names = ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml")
    strange = rezip(path, tmp_path / "strange.xlsx", dict.fromkeys(names, prefixed))
    sheet = openpyxl.load_workbook(guarded(strange))["Cases"]
    assert len(sheet.data_validations.dataValidation) == 2
    assert sum(len(each.rules) for each in sheet.conditional_formatting) == 3


def test_empty_groups_and_comments_are_no_hindrance(tmp_path: Path) -> None:
    path = plain(tmp_path / "plain.xlsx")
    changes = {
        "xl/worksheets/sheet1.xml": replaced(
            (b"</sheetData>", b"</sheetData><!-- <dataValidations> --><dataValidations count='0'/>")
        ),
        "xl/styles.xml": lambda content: re.sub(
            rb"<dxfs.*?/>|<dxfs.*?</dxfs>", b'<dxfs count="0"/>', content
        ),
    }
    sheet = openpyxl.load_workbook(guarded(rezip(path, tmp_path / "odd.xlsx", changes)))["Cases"]
    assert len(sheet.data_validations.dataValidation) == 2


def test_strict_workbooks_stay_strict(tmp_path: Path) -> None:
    path = plain(tmp_path / "plain.xlsx")
    main = (
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    kind = (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships/",
    )
    changes = {
        "xl/workbook.xml": replaced(main),
        "xl/worksheets/sheet1.xml": replaced(main),
        "xl/styles.xml": replaced(main),
        "xl/_rels/workbook.xml.rels": replaced(kind),
    }
    after = parts(guarded(rezip(path, tmp_path / "strict.xlsx", changes)))
    assert main[1] in after["xl/worksheets/sheet2.xml"]
    assert after["xl/_rels/workbook.xml.rels"].count(kind[1] + b"worksheet") == 2


@pytest.mark.parametrize(
    ("part", "change", "says"),
    [
        ("xl/worksheets/sheet1.xml", lambda content: content.decode().encode("utf-16"), "written in a way"),
        ("xl/worksheets/sheet1.xml", replaced((b"</sheetData>", b"</sheetData><oops>")), "damaged|below its cells"),
        ("xl/styles.xml", lambda _content: b"", "styles|no part"),
        ("[Content_Types].xml", lambda _content: b"<nonsense/>", "Types"),
    ],
)  # fmt: skip
def test_what_cannot_be_added_to_is_refused(
    tmp_path: Path, part: str, change: Callable[[bytes], bytes], says: str
) -> None:
    path = rezip(plain(tmp_path / "plain.xlsx"), tmp_path / "odd.xlsx", {part: change})
    with pytest.raises(Unreadable) as caught:
        guarded(path)
    assert re.search(says, caught.value.what)


def test_areas_that_meet() -> None:
    areas = controlxml._areas
    meet = controlxml._meet
    assert meet(areas("A1:B9"), areas("C1 B9:C12"))
    assert not meet(areas("A1:B9"), areas("C1 B10:C12"))
    assert meet(areas("$AA$1:$AA$3"), areas("Z1:AB1"))
    assert areas("nonsense A:A") == []


# The command


@pytest.mark.slow
def test_the_clean_copy_of_a_tracker(tmp_path: Path) -> None:
    plain_copy, copy = tmp_path / "plain.xlsx", tmp_path / "clean.xlsx"
    assert run("normalize", SAMPLE, "-o", plain_copy).exit_code == 0
    result = run("normalize", SAMPLE, "-o", copy, "--with-dropdowns")
    assert result.exit_code == 0
    assert "Standard Terms" in " ".join(result.output.split())
    before, after = parts(plain_copy), parts(copy)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {
        "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml",
        "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml",
    }  # fmt: skip
    found = [Counter(each.rule for each in audit_tracker(path).findings) for path in (plain_copy, copy)]
    assert found[0] == found[1]
    assert sorted(each.name for each in tmp_path.iterdir()) == ["clean.xlsx", "plain.xlsx"]


def test_controls_stand_on_the_cases_and_on_nothing_else() -> None:
    tracker = read_tracker(SAMPLE)
    found = tracker_controls(tracker)
    assert set(found.sheets) == {"Active", "Suspended", "Inactive"}
    for name, cases in tracker.lists.items():
        own = found.sheets[cases.table.sheet.name]
        rows = {row + 1 for row in cases.table.rows.tolist()}
        for each in own.validations:
            assert {row for area in each.cells.split() for row in _rows(area)} == rows, name


def _rows(area: str) -> range:
    first, last = re.findall(r"[0-9]+", area)
    return range(int(first), int(last) + 1)


def one_sheet(path: Path, lists: list[str]) -> Path:
    """A tracker on one sheet with a column that names the list of each case."""
    fields = load_definition().fields
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "Tracker"
    sheet.append(["Case List", *(field.header for field in fields.values())])
    reasons = {"Suspended": "Insufficient Information", "Inactive": "No Clear Violation"}
    for number, name in enumerate(lists, start=100):
        own = {
            **RIGHT, "case_number": f"FLD-2019-{number}", "commodity": f"Garments {number}",
            "manufacturer": f"Mill {number}", "closure_reason": reasons.get(name, ""),
        }  # fmt: skip
        sheet.append([name, *(own.get(field) for field in fields)])
    made.save(path)
    return path


def test_lists_on_one_sheet_have_their_own_terms(tmp_path: Path) -> None:
    lists = ["Active", "Suspended", "Active", "Inactive", "Suspended", "Suspended"]
    found = tracker_controls(read_tracker(one_sheet(tmp_path / "one.xlsx", lists)))
    reasons = [each for each in found.sheets["Tracker"].validations if each.field == "closure_reason"]
    assert [(each.cells, each.formulas) for each in reasons] == [
        ("V2:V2 V4:V4", ("0",)),
        ("V3:V3 V6:V7", ("Terms_reasons_suspended",)),
        ("V5:V5", ("Terms_reasons_inactive",)),
    ]


def test_lists_that_are_too_mixed_get_none_and_are_named(tmp_path: Path) -> None:
    lists = ["Active", "Suspended"] * 101
    found = tracker_controls(read_tracker(one_sheet(tmp_path / "one.xlsx", lists)))
    assert not found.sheets
    assert [note.split(" list")[0] for note in found.notes] == ["The Active", "The Suspended"]


def test_a_text_file_becomes_a_workbook_with_dropdowns(tmp_path: Path) -> None:
    source = tmp_path / "Active.csv"
    fields = load_definition().fields
    own = {**RIGHT, "case_number": "FLD-2019-100", "commodity": "Gloves", "manufacturer": "Mill"}
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([field.header for field in fields.values()])
        writer.writerow([own.get(field, "") for field in fields])
    copy = tmp_path / "copy.xlsx"
    assert run("normalize", source, "-o", copy, "--with-dropdowns").exit_code == 0
    sheet = openpyxl.load_workbook(copy).worksheets[0]
    cells = {str(each.sqref) for each in sheet.data_validations.dataValidation}
    assert "C2:C20000" in cells
    assert "B2:B20000" in cells


@pytest.mark.slow
def test_what_has_them_gets_none_again(tmp_path: Path) -> None:
    path, copy = tmp_path / "clean.xlsx", tmp_path / "copy.xlsx"
    assert run("normalize", SAMPLE, "-o", path, "--with-dropdowns").exit_code == 0
    result = run("normalize", path, "-o", copy, "--with-dropdowns")
    assert result.exit_code == 0
    assert "already; none were added" in " ".join(result.output.split())
    assert parts(copy) == parts(path)


def test_a_sheet_that_lost_its_checks_gets_them_back(tmp_path: Path) -> None:
    path, copy = tmp_path / "tracker.xlsx", tmp_path / "copy.xlsx"
    path.write_bytes(template_bytes(load_definition(), RULES))
    made = openpyxl.load_workbook(path)
    made["Active"].append(["FLD-2020-001"])
    made["Active"].data_validations.dataValidation = made["Active"].data_validations.dataValidation[:5]
    made.save(path)
    result = run("normalize", path, "-o", copy, "--with-dropdowns")
    assert result.exit_code == 0
    assert "already keep those" in " ".join(result.output.split())
    again = openpyxl.load_workbook(copy)
    assert again.sheetnames[-1] == "Standard Terms 2"
    checks = {str(each.sqref): each.formula1 for each in again["Active"].data_validations.dataValidation}
    assert (len(checks), checks["C2:C20000"], checks["M2:M20000"]) == (
        16,
        "Terms_referral_sources",
        "Terms_phases_2",
    )


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--with-dropdowns", "--dry-run"), "give -o"),
        (("--with-dropdowns", "--table", "t.csv"), "give -o"),
        (("-o", "c.xlsx", "--with-dropdowns", "--log", "l.json"), "cannot take back"),
    ],
)
def test_what_does_not_go_together(
    words: tuple[str, ...], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run("normalize", SAMPLE, *words)
    assert result.exit_code == 2
    assert says in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_workbook_that_cannot_take_them_leaves_nothing_behind(tmp_path: Path) -> None:
    source = rezip(
        SAMPLE, tmp_path / "odd.xlsx",
        {"xl/worksheets/sheet3.xml": lambda content: content.decode().encode("utf-16")},
    )  # fmt: skip
    result = run("normalize", source, "-o", tmp_path / "copy.xlsx", "--with-dropdowns")
    assert result.exit_code == 2
    assert "leave out --with-dropdowns" in " ".join(result.output.split())
    assert [each.name for each in tmp_path.iterdir()] == ["odd.xlsx"]


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*extension is not supported")
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
def test_another_program_opens_the_copy(book: Path) -> None:
    source = guarded(book)
    folder = source.parent / "again"
    profile = (source.parent / "profile").as_uri()
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx", "--outdir", str(folder),
         str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    made = openpyxl.load_workbook(folder / source.name)
    assert made.sheetnames == ["Cases", "Table", "Other", "Terms"]
    checks = {str(each.sqref): each.formula1 for each in made["Cases"].data_validations.dataValidation}
    assert checks["G2:G7"] == "Terms_yes"
    assert len([rule for each in made["Cases"].conditional_formatting for rule in each.rules]) == 4
