"""An empty tracker from a definition: its sheets, controls and words, and that the audit knows it again."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner, Result

from caseaudit.commands.console.app import app
from caseaudit.definition import load_definition
from caseaudit.documents.template import list_controls, template_bytes, term_ranges
from caseaudit.documents.template.book import sheet_names
from caseaudit.documents.template.ranges import sheet_name
from caseaudit.model.controls import Check, Firmness, Mark
from caseaudit.model.definition import Definition, Need, Requirement
from caseaudit.model.errors import CommandUnusable
from caseaudit.rules import RULES
from caseaudit.stories.audit import AuditOptions, audit_tracker, understand_tracker
from tests.tables import RIGHT

DOCS = Path(__file__).parents[1] / "docs"

WILDLIFE = (DOCS / "definition.md").read_text(encoding="utf-8").split("```yaml\n", 1)[1].split("```", 1)[0]
"""The other tracker of docs/definition.md: one list, six fields, no phases."""


@pytest.fixture(scope="module")
def built_in() -> Definition:
    return load_definition()


@pytest.fixture(scope="module")
def made(built_in: Definition) -> bytes:
    return template_bytes(built_in, RULES)


@pytest.fixture
def book(made: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(made))


@pytest.fixture
def wildlife(tmp_path: Path) -> Path:
    path = tmp_path / "wildlife.yaml"
    path.write_text(WILDLIFE, encoding="utf-8")
    return path


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], prog_name="caseaudit")


def write(sheet: Worksheet, row: int, entries: Mapping[str, str]) -> None:
    """Type entries into a row as a person does: under their headers, dates as dates."""
    headers = {cell.value: cell.column for cell in sheet[1]}
    for header, text in entries.items():
        cell = sheet.cell(row, headers[header])
        try:
            cell.value = date.fromisoformat(text)
            cell.number_format = "yyyy-mm-dd"
        except ValueError:
            cell.value = text


def right(definition: Definition, list_name: str, number: int) -> dict[str, str]:
    """Right entries of a case, by header."""
    entries = {
        **RIGHT,
        "case_number": f"FLD-2019-{number}",
        "commodity": f"Garments {number}",
        "manufacturer": f"Halden Mill {number}",
        "forced_labor_indicators": "Debt Bondage; Isolation",
    }
    if list_name != "active":
        entries["closure_reason"] = {
            "suspended": "Insufficient Information",
            "inactive": "No Clear Violation",
        }[list_name]
    return {definition.fields[name].header: text for name, text in entries.items()}


# The workbook


def test_a_sheet_for_each_list_between_the_readme_and_the_terms(book: Workbook) -> None:
    assert book.sheetnames == ["README", "Active", "Suspended", "Inactive", "Standard Terms"]
    assert book.active is not None
    assert book.active.title == "Active"


def test_headers_stand_in_the_order_of_the_definition_with_notes(
    book: Workbook, built_in: Definition
) -> None:
    for title in ("Active", "Suspended", "Inactive"):
        header = book[title][1]
        assert [cell.value for cell in header] == [each.header for each in built_in.fields.values()]
        for cell, field in zip(header, built_in.fields.values(), strict=True):
            assert cell.comment is not None
            assert field.guidance.meaning in cell.comment.text
            assert f"How: {field.guidance.enter}" in cell.comment.text


def test_notes_say_what_the_list_needs(book: Workbook) -> None:
    needs = [
        next(line for line in book[title]["U1"].comment.text.split("\n") if line.startswith("Holds:"))
        for title in ("Active", "Suspended")
    ]
    assert needs == [
        "Holds: one standard term; must be blank for active cases.",
        "Holds: one standard term; required for suspended cases.",
    ]


def test_sheets_are_ready_to_use_and_to_print(book: Workbook) -> None:
    for title in ("Active", "Suspended", "Inactive"):
        sheet = book[title]
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == "A1:U20000"
        assert sheet.print_title_rows == "$1:$1"
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (
            "landscape", 1, 0
        )  # fmt: skip
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.column_dimensions["B"].number_format == "yyyy-mm-dd"
        assert sheet.column_dimensions["A"].number_format == "@"
        assert all(sheet.column_dimensions[letter].width >= 12 for letter in "ABCDEFGHIJKLMNOPQRSTU")


def test_every_vocabulary_has_its_dropdown(book: Workbook, built_in: Definition) -> None:
    sources = {
        str(each.sqref).split(":")[0]: each.formula1
        for each in book["Suspended"].data_validations.dataValidation
        if each.type == "list"
    }
    assert sources["U2"] == "Terms_reasons_suspended"
    assert sources["F2"] == "Terms_countries"
    assert len(sources) == sum(field.vocabulary is not None for field in built_in.fields.values())
    assert terms(book, "Terms_reasons_suspended") == [
        "Lack of Personnel Resources",
        "Insufficient Information",
    ]
    assert terms(book, "Terms_countries") == [term.name for term in built_in.vocabularies["countries"].terms]


def terms(book: Workbook, name: str) -> list[object]:
    """What stands in the range of a defined name."""
    ((title, cells),) = book.defined_names[name].destinations
    return [cell.value for (cell,) in book[title][cells]]


def test_every_name_in_a_formula_is_a_range(built_in: Definition) -> None:
    ranges = {each.name for each in term_ranges(built_in)}
    columns = {name: number for number, name in enumerate(built_in.fields)}
    for case_list in built_in.lists.values():
        controls = list_controls(built_in, case_list, columns)
        formulas = [
            *(formula for each in controls.validations for formula in each.formulas),
            *(each.formula for each in controls.highlights),
        ]
        used = {word for each in formulas for word in words(each) if word.startswith(("Terms_", "Stand_"))}
        assert used <= ranges


def words(formula: str) -> Iterator[str]:
    yield from "".join(sign if sign.isalnum() or sign == "_" else " " for sign in formula).split()


def test_validations_keep_to_what_a_workbook_can_hold(built_in: Definition) -> None:
    columns = {name: number for number, name in enumerate(built_in.fields)}
    for case_list in built_in.lists.values():
        for each in list_controls(built_in, case_list, columns).validations:
            assert len(each.error_title) <= 32
            assert len(each.error) <= 225
            assert len(each.prompt_title) <= 32
            assert len(each.prompt) <= 255
            assert all(len(formula) <= 255 for formula in each.formulas)


def test_kinds_of_entries_have_their_validations(built_in: Definition) -> None:
    columns = {name: number for number, name in enumerate(built_in.fields)}
    controls = list_controls(built_in, built_in.lists["active"], columns)
    found = {each.field: each for each in controls.validations}
    assert (found["case_number"].check, found["case_number"].firmness) == (Check.FORMULA, Firmness.REFUSE)
    assert "FLD-YYYY-NNN, such as FLD-2020-014" in found["case_number"].error
    assert (found["date_received"].check, found["date_received"].firmness) == (Check.DAYS, Firmness.ASK)
    assert found["date_received"].formulas == ("DATE(1900,1,1)", "MIN(TODAY(),DATE(2100,12,31))")
    assert found["status"].firmness is Firmness.REFUSE
    assert found["forced_labor_indicators"].firmness is Firmness.ASK
    assert "semicolon" in found["forced_labor_indicators"].prompt
    assert (found["closure_reason"].check, found["closure_reason"].formulas) == (Check.LENGTH, ("0",))
    assert "commodity" not in found


def test_cases_may_stand_anywhere(built_in: Definition) -> None:
    columns = {"case_number": 2, "implementation_date": 30}
    controls = list_controls(built_in, built_in.lists["active"], columns, ((7, 90), (95, 99)))
    assert {each.cells for each in controls.highlights} == {"C7:C90 C95:C99", "AE7:AE90 AE95:AE99"}
    assert controls.highlights[0].formula.startswith('AND(COUNTA($C7:$AE7)>0,OR(TRIM($C7)="",')
    # Nothing says the phase here, so nothing that hangs on it is coloured.
    marks = {each.mark for each in controls.highlights if each.field == "implementation_date"}
    assert marks == {Mark.NONSTANDARD}


def test_a_field_that_hangs_on_another(built_in: Definition) -> None:
    need = Requirement(Need.ONLY_WHERE, field="commodity", terms=("Cotton", "Silk"))
    field = replace(built_in.fields["importer"], needs={"active": need})
    definition = replace(built_in, fields={**built_in.fields, "importer": field})
    columns = {"case_number": 0, "commodity": 1, "importer": 2}
    found = list_controls(definition, built_in.lists["active"], columns).highlights
    missing, unwanted = [each.formula for each in found if each.field == "importer"][:2]
    said = 'OR(TRIM($B2)="Cotton",TRIM($B2)="Silk")'
    assert missing.startswith(f"AND(COUNTA($A2:$C2)>0,{said},OR(TRIM($C2)=")
    assert unwanted.startswith(f'AND(TRIM($B2)<>"",NOT({said}),TRIM($C2)<>""')


# The audit of it


def test_an_empty_template_has_headers_and_no_cases(made: bytes, tmp_path: Path) -> None:
    path = tmp_path / "tracker.xlsx"
    path.write_bytes(made)
    audit = audit_tracker(path)
    assert {(each.rule, each.place.sheet) for each in audit.findings} == {
        ("W606", "Active"),
        ("W606", "Suspended"),
        ("W606", "Inactive"),
    }
    read = understand_tracker(path)
    assert [(each.name, each.list, each.header_row) for each in read.sheets] == [
        ("Active", "active", 1),
        ("Suspended", "suspended", 1),
        ("Inactive", "inactive", 1),
    ]
    assert {each.why for each in read.headers} == {"exact"}
    assert [(each.sheet, each.reason) for each in read.left_out] == [
        ("README", "not a case list"),
        ("Standard Terms", "not a case list"),
    ]


def test_a_template_filled_in_rightly_has_no_finding(
    book: Workbook, built_in: Definition, tmp_path: Path
) -> None:
    for number, (name, each) in enumerate(built_in.lists.items()):
        for row in (2, 3):
            write(book[each.title], row, right(built_in, name, 100 + 10 * number + row))
    path = tmp_path / "filled.xlsx"
    book.save(path)
    audit = audit_tracker(path, AuditOptions(today=date(2020, 4, 15)))
    assert [str(each.message) for each in audit.findings] == []
    assert dict(audit.cases) == {"active": 2, "suspended": 2, "inactive": 2}


# Other definitions


def test_another_tracker(wildlife: Path, tmp_path: Path) -> None:
    path = tmp_path / "permits.xlsx"
    assert run("template", "-o", path, "--definition", wildlife).exit_code == 0
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["README", "Open Permits", "Standard Terms"]
    said = [cell.value for cell in book["README"]["B"] if cell.value]
    assert said[0] == "Wildlife Permit Tracker"
    assert not any("phase" in str(line).lower() and "header" in str(line).lower() for line in said)
    assert any("caseaudit check permits.xlsx --definition wildlife.yaml" in str(line) for line in said)
    entries = {
        "Permit Number": "WP-2020-0001",
        "Species": "Ursus arctos",
        "Office": "North",
        "Papers Received": "Invoice; Photographs",
        "Progress": "Papers read, answer drafted",
        "As Of": "2020-03-30",
    }
    write(book["Open Permits"], 2, entries)
    book.save(path)
    options = AuditOptions(definition=wildlife, today=date(2020, 4, 15))
    assert [each.message for each in audit_tracker(path, options).findings] == []
    read = understand_tracker(path, options)
    assert [(each.name, each.cases) for each in read.sheets] == [("Open Permits", 1)]


def test_a_definition_full_of_signs_cannot_harm(tmp_path: Path) -> None:
    hostile = WILDLIFE.replace("title: Open Permits", 'title: "=Permits: [open]/*?\'"')
    hostile = hostile.replace("title: Wildlife Permit Tracker", 'title: "&A =1+1 <b> _x0041_"')
    hostile = hostile.replace("header: Species", "header: '=HYPERLINK(\"x\")'")
    hostile = hostile.replace("terms: [Invoice, Export Permit", 'terms: ["=1+1", "@SUM(A1)"')
    path = tmp_path / "hostile.yaml"
    path.write_text(hostile, encoding="utf-8")
    definition = load_definition(path)
    book = openpyxl.load_workbook(io.BytesIO(template_bytes(definition, RULES)))
    assert book.sheetnames[1] == "=Permits open"
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert book.worksheets[1]["B1"].value == '=HYPERLINK("x")'
    assert book.worksheets[1].oddFooter.left.text.strip() == "&&A =1+1 <b> _x0041_"


@pytest.mark.parametrize(
    ("title", "taken", "others", "name"),
    [
        ("Active", (), (), "Active"),
        ("Active", ("ACTIVE",), (), "Active 2"),
        ("A/B: [c]", (), (), "A B c"),
        ("x" * 40, (), ("Cases of A",), "Cases of A"),
        ("A/B", ("A B",), ("Cases of A",), "Cases of A"),
        ("x" * 40, (), (), "x" * 31),
        ("x" * 40, ("x" * 31,), (), "x" * 29 + " 2"),
        ("History", (), (), "History 2"),
        ("''", (), (), "Cases"),
    ],
)
def test_names_of_sheets(title: str, taken: tuple[str, ...], others: tuple[str, ...], name: str) -> None:
    assert sheet_name(title, taken, others) == name


def test_sheets_are_named_as_the_lists_are(built_in: Definition) -> None:
    assert dict(sheet_names(built_in)) == {
        "active": "Active",
        "suspended": "Suspended",
        "inactive": "Inactive",
    }


# The file


def test_the_same_definition_gives_the_same_bytes(
    made: bytes, built_in: Definition, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert template_bytes(built_in, RULES) == made
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    other = template_bytes(built_in, RULES)
    assert other != made
    properties = openpyxl.load_workbook(io.BytesIO(other)).properties
    assert properties.created == properties.modified == datetime(2020, 9, 13, 12, 26, 40)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    with pytest.raises(CommandUnusable, match="SOURCE_DATE_EPOCH"):
        template_bytes(built_in, RULES)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((), "caseaudit template -o tracker.xlsx"),
        (("-o", "tracker.xls"), "ends in .xlsx"),
        (("-o", "tracker"), "ends in .xlsx"),
        (("-o", "nowhere/tracker.xlsx"), "the folder nowhere does not exist"),
        (("-o", "folder.xlsx"), "is a folder"),
        (("-o", "tracker.xlsx", "--definition", "none.yaml"), "none.yaml"),
    ],
)
def test_what_cannot_be_written(
    words: tuple[str, ...], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.xlsx").mkdir()
    result = run("template", *words)
    assert result.exit_code == 2
    assert says in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder.xlsx"]


def test_a_file_is_replaced_as_a_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "tracker.xlsx"
    path.write_bytes(b"the old one")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    assert run("template", "-o", path).exit_code == 2
    assert path.read_bytes() == b"the old one"
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert run("template", "-o", path).exit_code == 0
    assert path.read_bytes()[:2] == b"PK"
    assert [each.name for each in tmp_path.iterdir()] == ["tracker.xlsx"]
