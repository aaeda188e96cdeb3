"""Workbooks whose parts have unusual names or places: their relations say which part is which."""

from __future__ import annotations

import io
import zipfile
from functools import reduce
from pathlib import Path

import pytest
import xlwt

from caseaudit.model.edits import CellEdit
from caseaudit.model.errors import TrackerUnusable
from caseaudit.model.table import CellKind
from caseaudit.tracker.edit.packages import edit_package
from caseaudit.tracker.read.reading import read_workbook
from tests.test_reading_faults import compound
from tests.test_reading_forms import MAIN, binary_cell, binary_package, package, read, zipped

SHEET = '<sheetData><row r="1"><c r="A1" s="1"><v>43831</v></c><c r="B1" t="s"><v>0</v></c></row></sheetData>'
STRINGS = f'<sst xmlns="{MAIN}"><si><t>Active</t></si></sst>'
BOOK = package(SHEET, SHEET, more={"xl/sharedStrings.xml": STRINGS})
MACROS = (
    '<xm:macrosheet xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main">'
    f'<sheetData xmlns="{MAIN}"><row r="1"><c r="A1"><f>HALT()</f></c></row></sheetData></xm:macrosheet>'
)


def moved(data: bytes, *pairs: tuple[str, str], texts: tuple[tuple[str, str], ...] = ()) -> bytes:
    """The package with parts under other names, and other texts in its relations."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    for old, new in pairs:
        parts[new] = parts.pop(old)
    for name, content in parts.items():
        if name.endswith(".rels"):
            parts[name] = reduce(
                lambda text, pair: text.replace(pair[0].encode(), pair[1].encode()), texts, content
            )
    return zipped(dict(parts))


RELATIONS = ("xl/_rels/workbook.xml.rels", "xl/_rels/book.xml.rels")
PLACES = {
    "the main part": moved(
        BOOK, ("xl/workbook.xml", "xl/book.xml"), RELATIONS, texts=(("xl/workbook.xml", "xl/book.xml"),)
    ),
    "a main part named from the top": moved(
        BOOK, ("xl/workbook.xml", "xl/book.xml"), RELATIONS, texts=(("xl/workbook.xml", "/xl/book.xml"),)
    ),
    "a main part in another folder": moved(
        BOOK,
        ("xl/workbook.xml", "main/deep/w.xml"),
        ("xl/_rels/workbook.xml.rels", "main/deep/_rels/w.xml.rels"),
        texts=(
            ('Target="', 'Target="../../xl/'),
            ('Target="../../xl/xl/workbook.xml', 'Target="main/deep/w.xml'),
        ),
    ),
    "the styles": moved(BOOK, ("xl/styles.xml", "xl/styles2.xml"), texts=(("styles.xml", "styles2.xml"),)),
    "the texts": moved(BOOK, ("xl/sharedStrings.xml", "texts.xml"), texts=(("sharedStrings.xml", "../texts.xml"),)),
    "sheets beside the main part": moved(
        BOOK, ("xl/worksheets/sheet1.xml", "xl/sheet1.xml"), texts=(("worksheets/sheet1.xml", "./sheet1.xml"),)
    ),
    "sheets by a way around": moved(BOOK, texts=(("worksheets/", "../xl/worksheets/"),)),
    "sheets with a backslash": moved(BOOK, texts=(("worksheets/sheet2.xml", "worksheets\\sheet2.xml"),)),
    "sheets of one name in two folders": moved(
        BOOK,
        ("xl/worksheets/sheet1.xml", "a/s.xml"),
        ("xl/worksheets/sheet2.xml", "b/s.xml"),
        texts=(("worksheets/sheet1.xml", "/a/s.xml"), ("worksheets/sheet2.xml", "/b/s.xml")),
    ),
}  # fmt: skip


@pytest.mark.parametrize("data", PLACES.values(), ids=PLACES)
def test_parts_are_found_by_their_relations(tmp_path: Path, data: bytes) -> None:
    found = read(tmp_path, data)
    assert not found.not_read
    assert [sheet.name for sheet in found.sheets] == ["S1", "S2"]
    for sheet in found.sheets:
        first, second = sheet.at(0, 0), sheet.at(0, 1)
        assert first is not None
        assert first.kind is CellKind.DATE
        assert second is not None
        assert second.value == "Active"


@pytest.mark.parametrize("data", PLACES.values(), ids=PLACES)
def test_they_can_be_edited_where_they_are(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.xlsx").write_bytes(data)
    edit_package(tmp_path / "a.xlsx", tmp_path / "b.xlsx", [CellEdit("S2", 0, 1, "Suspended")])
    cell = read_workbook(tmp_path / "b.xlsx").sheets[1].at(0, 1)
    assert cell is not None
    assert cell.value == "Suspended"


def test_a_part_under_a_usual_name_that_no_relation_names_is_not_read(tmp_path: Path) -> None:
    data = moved(BOOK, ("xl/styles.xml", "xl/styles2.xml"), texts=(("styles.xml", "styles2.xml"),))
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    found = read(tmp_path, zipped({**parts, "xl/styles.xml": b"<styleSheet/>"}))
    cell = found.sheets[0].at(0, 0)
    assert cell is not None
    assert cell.kind is CellKind.DATE


@pytest.mark.parametrize("kind", ["xlMacrosheet", "xlIntlMacrosheet"])
@pytest.mark.parametrize("position", [0, 1])
def test_a_macro_sheet_of_excel_4_hides_no_list(tmp_path: Path, kind: str, position: int) -> None:
    data = moved(
        BOOK,
        (f"xl/worksheets/sheet{position + 1}.xml", "xl/macrosheets/sheet1.xml"),
        texts=(
            (f"worksheets/sheet{position + 1}.xml", "macrosheets/sheet1.xml"),
            (f'Id="rId{position + 1}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"',
             f'Id="rId{position + 1}" Type="http://schemas.microsoft.com/office/2006/relationships/{kind}"'),
        ),
    )  # fmt: skip
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    found = read(tmp_path, zipped({**parts, "xl/macrosheets/sheet1.xml": MACROS}))
    assert [sheet.name for sheet in found.sheets] == ["S2" if position == 0 else "S1"]
    cell = found.sheets[0].at(0, 1)
    assert cell is not None
    assert cell.value == "Active"


def test_a_binary_workbook_under_other_names(tmp_path: Path) -> None:
    data = binary_package({0: [binary_cell(0, 5, b"\0\0\0\0\0\0\x1c\x40")]})
    root = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="a" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/book9.bin"/></Relationships>'
    )
    data = moved(
        data,
        ("xl/workbook.bin", "xl/book9.bin"),
        ("xl/_rels/workbook.bin.rels", "xl/_rels/book9.bin.rels"),
        ("xl/worksheets/sheet1.bin", "xl/s.bin"),
        texts=(("worksheets/sheet1.bin", "s.bin"),),
    )
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    found = read(tmp_path, zipped({**parts, "_rels/.rels": root}))
    cell = found.sheets[0].at(0, 0)
    assert (found.form, found.sheets[0].name) == ("xlsb", "Active")
    assert cell is not None
    assert cell.value == 7.0


@pytest.mark.parametrize("spelled", ["WORKBOOK", "workbook", "wOrKbOoK"])
def test_an_old_workbook_with_its_stream_in_other_letters(tmp_path: Path, spelled: str) -> None:
    book, target = xlwt.Workbook(), io.BytesIO()
    book.add_sheet("Active").write(0, 0, "Case Number")
    book.save(target)
    name = "Workbook".encode("utf-16-le")
    assert target.getvalue().count(name) == 1
    found = read(tmp_path, target.getvalue().replace(name, spelled.encode("utf-16-le")), "a.xls")
    cell = found.sheets[0].at(0, 0)
    assert cell is not None
    assert cell.value == "Case Number"


@pytest.mark.parametrize(
    ("names", "what"),
    [
        (("EncryptedPackage", "EncryptionInfo"), "protected by a password"),
        (("EncryptedPackage", "DRMEncryptedDataSpace"), "rights management"),
        (("Workbook", "\tDRMContent"), "rights management"),
    ],
)
def test_rights_are_not_a_password(tmp_path: Path, names: tuple[str, ...], what: str) -> None:
    with pytest.raises(TrackerUnusable, match=what):
        read(tmp_path, compound(*names))
