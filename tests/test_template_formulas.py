"""A spreadsheet program's own judgement of the template: it opens, keeps and works out what the template holds."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from openpyxl import Workbook

from caseaudit.definition import load_definition
from caseaudit.documents.template import formulas, template_bytes
from caseaudit.kinds.identifiers import identifier_form
from caseaudit.kinds.readers import State, reader
from caseaudit.model.definition import Field
from caseaudit.model.table import Cell, CellKind
from caseaudit.rules import RULES

needs_office = pytest.mark.skipif(
    shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed"
)

PATTERNS = {
    "FLD-YYYY-NNN": [
        "FLD-2020-014", "FLD-1999-1014", "FLD-2020-14", "fld-2020-014", "FLD-2020-0x4", "FLD-2020-1e2",
        "FLD-2020--014", "FLD-2020-+14", "FLD-2020- 14", "FLD-2020-1.5", "FLD-3020-014", "FLD-20 0-014",
        "FLD-2020-014 ", " FLD-2020-014", "FLD 2020 014", "FLD-2020-1,014", "FLD-2020-", "FLD", "x", "FLD-2020-01%",
        "FLD-1e12-014",
    ],
    "WP-NNNN/YY": ["WP-0001/20", "WP-12345/20", "WP-001/20", "WP-0001/2020", "WP-0001/2x", "WP-00x1/20", "WP-0001-20"],
    "NNNNN": ["00014", "14", "123456", "1234x", "-1234", "1e234"],
    'A"B&NN': ['A"B&07', "A'B&07", 'A"B&7', 'A"B&123'],
}  # fmt: skip

TERMS = [
    "Debt Bondage", "Debt Bondage; Isolation", "Isolation; Debt Bondage; Deception", "debt bondage",
    "Debt Bondage;Isolation",
    "Debt Bondage, Isolation", "Debt Bondage; Debt Bondage", "Debt Bondage; ", "; Isolation", "Debt",
    "Isolation; TBDX", "Debt Bondage;  Isolation", "Debt Bondage Isolation", "Bondage; Isolation",
]  # fmt: skip


def office(source: Path, target: str, folder: Path) -> Path:
    """What LibreOffice makes of a file in another form."""
    profile = (folder / "profile").as_uri()
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", target, "--outdir",
         str(folder), str(source)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return folder / f"{source.stem}.{target}"


def indicators() -> Field:
    return load_definition().fields["forced_labor_indicators"]


@pytest.mark.slow
@needs_office
def test_formulas_judge_as_the_readers_do(tmp_path: Path) -> None:
    definition = load_definition()
    field = indicators()
    read = reader(field, definition, "active")
    vocabulary = definition.vocabulary_of(field.name)
    assert vocabulary is not None
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row, term in enumerate(vocabulary.terms, start=1):
        sheet.cell(row, 6, term.name)
    rows: list[tuple[str, str, bool]] = []
    for pattern, entries in PATTERNS.items():
        exact = identifier_form(pattern).exact
        rows += [(entry, formulas.has_form("A{}", pattern), exact(entry) is not None) for entry in entries]
    for entry in TERMS:
        standard = read.read(Cell(CellKind.TEXT, entry)).state is State.STANDARD
        rows.append((entry, formulas.not_terms("A{}", f"$F$1:$F${len(vocabulary.terms)}"), not standard))
    for row, (entry, formula, _) in enumerate(rows, start=1):
        cell = sheet.cell(row, 1, entry)
        cell.data_type = "s"
        sheet.cell(row, 2, "=" + formula.replace("A{}", f"A{row}"))
    path = tmp_path / "formulas.xlsx"
    book.save(path)
    text = office(path, "csv", tmp_path).read_text(encoding="utf-8")
    worked_out = [line[1] for line in csv.reader(io.StringIO(text))]
    wrong = [
        (entry, formula, said)
        for (entry, formula, expected), said in zip(rows, worked_out, strict=False)
        if said != str(expected).upper()
    ]
    assert wrong == []


@pytest.mark.slow
@needs_office
def test_another_program_keeps_what_the_template_holds(tmp_path: Path) -> None:
    path = tmp_path / "tracker.xlsx"
    path.write_bytes(template_bytes(load_definition(), RULES))
    (tmp_path / "again").mkdir()
    again = openpyxl.load_workbook(office(path, "xlsx", tmp_path / "again"))
    own = openpyxl.load_workbook(path)
    assert again.sheetnames == own.sheetnames
    assert set(again.defined_names) == set(own.defined_names)
    for title in ("Active", "Suspended", "Inactive"):
        kept, made = again[title], own[title]
        for what in (_sources, _colours, _styles):
            assert what(kept) == what(made)
        assert [cell.comment.text for cell in kept[1]] == [cell.comment.text for cell in made[1]]
        assert kept.print_title_rows == "$1:$1"


def _sources(sheet: openpyxl.worksheet.worksheet.Worksheet) -> dict[str, str]:
    found = sheet.data_validations.dataValidation
    return {str(each.sqref).split(":")[0]: each.type for each in found}


def _styles(sheet: openpyxl.worksheet.worksheet.Worksheet) -> dict[str, str]:
    found = sheet.data_validations.dataValidation
    return {str(each.sqref).split(":")[0]: each.errorStyle or "stop" for each in found}


def _colours(sheet: openpyxl.worksheet.worksheet.Worksheet) -> dict[str, list[str]]:
    return {
        str(each.sqref): [rule.dxf.fill.bgColor.rgb[2:] for rule in each.rules]
        for each in sheet.conditional_formatting
    }


def test_the_longest_formula_of_a_pattern_fits() -> None:
    pattern = "AB-YYYY-NN-NN-NN-NN-NN-YYYY-NNNNNN"
    assert len(formulas.has_form("$AA2", pattern)) <= formulas.LONGEST
    assert formulas.has_form("A2", "x" * 60 + "-NNN").startswith("IFERROR(AND(LEN(A2)>=64")


def test_formulas_are_as_they_are_written() -> None:
    assert formulas.is_before_nearest("D2", ["B2", "C2"]) == (
        "IF(ISNUMBER(D2),INT(D2)<IF(ISNUMBER(C2),INT(C2),IF(ISNUMBER(B2),INT(B2),0)),FALSE)"
    )
    assert formulas.phase_number("N2", "M2", "P") == "IFERROR(MATCH(N2,P,0),IFERROR(MATCH(M2,P,0),0))"
    assert formulas.phase_number(None, None, "P") == "0"
    assert formulas.day(date(2020, 3, 1)) == "DATE(2020,3,1)"
    assert formulas.text('a"b') == '"a""b"'
