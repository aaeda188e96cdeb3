"""Reading each form of file: which cell stands where, and what it is. Other reading tests take samples from here."""

from __future__ import annotations

import io
import struct
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableRow
from odf.text import P

from caseaudit.model.table import CellKind, Merge, Sheet, Visibility, Workbook, address
from caseaudit.tracker.read.reading import NO_DATE, read_workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = (
    '<styleSheet xmlns="{main}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2">'
    '<xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>'
)


def zipped(parts: dict[str, str | bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", how) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return target.getvalue()


def package(
    *sheets: str,
    strict: bool = False,
    encoding: str = "utf-8",
    prefix: str = "",
    book: str = "",
    more: dict[str, str] | None = None,
    stored: bool = False,
) -> bytes:
    """An .xlsx workbook with sheets of the XML given; `book` stands in workbook.xml behind the sheets."""
    main, relations = (STRICT_MAIN, STRICT_RELATIONS) if strict else (MAIN, RELATIONS)
    name, colon = f"xmlns:{prefix}" if prefix else "xmlns", f"{prefix}:" if prefix else ""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="rId{n}"/>' for n in numbers)
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{relations}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in numbers
    )
    styles = f'<Relationship Id="rId99" Type="{relations}/styles" Target="styles.xml"/>'
    if more:
        styles += f'<Relationship Id="rId98" Type="{relations}/sharedStrings" Target="sharedStrings.xml"/>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>{listed}</sheets>{book}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{related}{styles}</Relationships>',
        "xl/styles.xml": STYLES.format(main=main),
    }
    for n, sheet in zip(numbers, sheets, strict=True):
        xml = f'<?xml version="1.0" encoding="{encoding}"?><{colon}worksheet {name}="{main}">{sheet}</{colon}worksheet>'
        parts[f"xl/worksheets/sheet{n}.xml"] = xml.encode(encoding)
    return zipped({**parts, **(more or {})}, zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED)


def record(kind: int, content: bytes = b"") -> bytes:
    """A record of an .xlsb part."""
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + bytes([len(content)]) + content


def counted(text: str) -> bytes:
    """A text with its length ahead, as in .xlsb."""
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def binary_package(rows: dict[int, list[tuple[int, bytes]]], hidden: frozenset[int] = frozenset()) -> bytes:
    """An .xlsb workbook with one sheet; each cell is (kind of record, content)."""
    cells = b""
    for row, found in rows.items():
        flags = bytes([0x10 if row in hidden else 0])
        cells += record(0, struct.pack("<IIHB", row, 0, 300, 0) + flags + b"\0" + struct.pack("<I", 0))
        cells += b"".join(record(kind, content) for kind, content in found)
    sheet = (
        record(129) + record(148, struct.pack("<4I", 0, 0, 0, 0))
        + record(390) + record(60, struct.pack("<4IH", 2, 2, 2000, 0, 1)) + record(391)
        + record(145) + cells + record(146) + record(176, struct.pack("<4I", 4, 5, 0, 1)) + record(130)
    )  # fmt: skip
    book = (
        record(131) + record(143) + record(156, struct.pack("<II", 0, 1) + counted("rId1") + counted("Active"))
        + record(144) + record(132)
    )  # fmt: skip
    return zipped(
        {
            "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
            "xl/workbook.bin": book,
            "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
            f'Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
            "xl/worksheets/sheet1.bin": sheet,
        }
    )


def binary_cell(column: int, kind: int, content: bytes) -> tuple[int, bytes]:
    """A cell of an .xlsb row."""
    return kind, struct.pack("<II", column, 0) + content


def open_document(table: str) -> bytes:
    """An .ods workbook with the content of one table."""
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0"?><office:document-content{spaces} xmlns:calcext="urn:calcext"><office:body>'
        f'<office:spreadsheet><table:table table:name="Active">{table}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    return zipped({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def read(tmp_path: Path, data: bytes, name: str = "tracker.xlsx") -> Workbook:
    """The bytes read as a file of this name."""
    path = tmp_path / name
    path.write_bytes(data)
    return read_workbook(path)


def shown(sheet: Sheet) -> dict[str, tuple[str, object, bool]]:
    """Every cell of a sheet by its address: kind, value, linked."""
    return {
        address(row, column): (cell.kind.value, cell.value, cell.linked)
        for row in range(sheet.rows)
        for column in sheet.columns
        if (cell := sheet.at(row, column)) is not None
    }


EVERY_KIND = (
    '<cols><col min="2" max="3" hidden="1"/><col min="5" max="5" width="0" customWidth="1"/></cols><sheetData>'
    '<row r="2" ht="0" customHeight="1"><c r="B2" t="inlineStr"><is><t>a</t></is></c><c r="C2" s="1"><v>43921</v></c>'
    '<c r="D2" t="d" s="1"><v>2020-03-31T00:00:00Z</v></c><c r="E2" t="b"><v>1</v></c><c r="F2"><v>1</v></c>'
    '<c r="G2" t="e"><v>#REF!</v></c><c r="H2" t="str"><f>X</f><v></v></c><c r="I2" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    '<c r="J2"><f>A1</f></c><c r="K2"><f>A1</f><v/></c><c r="L2" s="1"><f>A9</f><v>0</v></c>'
    '<c r="M2"><f t="shared" si="0"/><v>7</v></c><c r="N2" t="str"><f>A1&lt;2</f><v>x</v></c></row></sheetData>'
    '<mergeCells count="1"><mergeCell ref="B2:B4"/></mergeCells>'
)
EVERY_CELL = {
    "B2": ("text", "a", False),
    "C2": ("date", datetime(2020, 3, 31), False),
    "D2": ("date", datetime(2020, 3, 31), False),
    "E2": ("boolean", True, False),
    "F2": ("number", 1.0, False),
    "G2": ("error", "#REF!", False),
    "I2": ("error", "#DIV/0!", True),
    "J2": ("uncalculated", "", True),
    "K2": ("uncalculated", "", True),
    "L2": ("date", NO_DATE, True),
    "M2": ("number", 7.0, True),
    "N2": ("text", "x", True),
}


@pytest.mark.parametrize(
    "data",
    [
        package(EVERY_KIND),
        package(EVERY_KIND, strict=True),
        package(EVERY_KIND, encoding="utf-16"),
        package(EVERY_KIND.replace("</", "\0").replace("<", "<x:").replace("\0", "</x:"), prefix="x"),
        package(EVERY_KIND.replace('"', "'")),
        package(EVERY_KIND.replace("><", ">\n  <").replace("<v>\n  </v>", "<v></v>")),
    ],
    ids=["plain", "strict", "utf-16", "prefixed", "single quotes", "indented"],
)
def test_every_kind_of_cell_in_every_spelling(tmp_path: Path, data: bytes) -> None:
    sheet = read(tmp_path, data).sheets[0]
    assert shown(sheet) == EVERY_CELL
    assert (sheet.hidden_rows, sheet.hidden_columns) == ({1}, {1, 2, 4})
    assert sheet.merges == (Merge(1, 1, 3, 1),)


def test_rows_and_cells_without_addresses_follow_the_one_before(tmp_path: Path) -> None:
    sheet = package(
        '<sheetData><row/><row><c><v>1</v></c><c/><c t="e"><v>#REF!</v></c></row>'
        '<row r="5"><c><f>A1</f></c><c r="D5"><v>2</v></c><c t="e"><v>#N/A</v></c></row>'
        '<row hidden="1"><c><v>9</v></c></row></sheetData>'
    )
    found = read(tmp_path, sheet).sheets[0]
    assert {place: value for place, (_, value, _) in shown(found).items()} == {
        "A2": 1.0, "C2": "#REF!", "A5": "", "D5": 2.0, "E5": "#N/A", "A6": 9.0,
    }  # fmt: skip
    assert found.hidden_rows == {5}


def test_new_errors_and_marked_sections_are_read(tmp_path: Path) -> None:
    sheet = (
        '<sheetData><row r="1"><c r="A1" t="e"><v>#SPILL!</v></c><c r="B1" t="e"><f>X</f><v>#CALC!</v></c>'
        '<c r="C1" t="str"><v><![CDATA[<c r="Z9" t="e"><v>#REF!</v>]]></v></c>'
        '<c r="D1" t="inlineStr"><is><t>says t="e" &lt;f&gt;</t></is></c></row></sheetData>'
    )
    assert shown(read(tmp_path, package(sheet)).sheets[0]) == {
        "A1": ("error", "#SPILL!", False),
        "B1": ("error", "#CALC!", True),
        "C1": ("text", '<c r="Z9" t="e"><v>#REF!</v>', False),
        "D1": ("text", 'says t="e" <f>', False),
    }


def test_a_zero_is_no_result_where_the_workbook_was_never_calculated(tmp_path: Path) -> None:
    sheet = (
        '<sheetData><row r="1"><c r="A1"><f>1+1</f><v>0</v></c><c r="B1"><f>1+1</f><v>2</v></c><c r="C1"><v>0</v></c>'
        "</row></sheetData>"
    )
    kinds = [CellKind.UNCALCULATED, CellKind.NUMBER, CellKind.NUMBER]
    for book, expected in (
        ('<calcPr fullCalcOnLoad="1"/>', kinds),
        ("<calcPr/>", [CellKind.NUMBER, *kinds[1:]]),
    ):
        found = read(tmp_path, package(sheet, book=book)).sheets[0]
        assert [cell.kind for column in range(3) if (cell := found.at(0, column))] == expected


@pytest.mark.parametrize("last", ["A1048576", "XFD1048576", "XFD3"])
def test_a_stray_character_is_set_apart(tmp_path: Path, last: str) -> None:
    row = last.lstrip("ADFX")
    cells = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="U{n}"><v>1</v></c></row>' for n in (1, 2))
    note = '<row r="8"><c r="A8"><v>5</v></c></row>' if row != "3" else ""
    far = f'<row r="{row}"><c r="{last}" t="str"><v>.</v></c></row>'
    order = cells + far + note if row == "3" else cells + note + far
    found = read(tmp_path, package(f"<sheetData>{order}</sheetData>")).sheets[0]
    assert found.strays == (last,)
    assert found.rows == (2 if row == "3" else 8)
    assert set(found.columns) == {0, 20}


def test_formats_alone_are_no_content(tmp_path: Path) -> None:
    sheet = '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="900"><c r="AZ900" s="1"/></row></sheetData>'
    found = read(tmp_path, package(sheet)).sheets[0]
    assert (found.rows, set(found.columns)) == (1, {0})


def test_old_workbooks(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet, dated = book.add_sheet("Active"), xlwt.easyxf(num_format_str="yyyy-mm-dd")
    sheet.write(2, 1, "x")
    sheet.write(3, 2, 5)
    sheet.write(3, 3, datetime(2020, 3, 31), dated)
    sheet.write(3, 4, True)
    sheet.write(3, 5, xlwt.Formula("1+1"))
    sheet.write(4, 1, 0, dated)
    sheet.row(4).set_cell_error(6, "#REF!")
    sheet.row(3).hidden = True
    sheet.col(3).hidden = True
    sheet.write_merge(6, 8, 0, 1, "m")
    book.add_sheet("Old").visibility = 2
    book.save(tmp_path / "tracker.xls")
    read_book = read_workbook(tmp_path / "tracker.xls")
    found, old = read_book.sheets
    assert read_book.form == "xls"
    assert shown(found) == {
        "B3": ("text", "x", False),
        "C4": ("number", 5.0, False),
        "D4": ("date", datetime(2020, 3, 31), False),
        "E4": ("boolean", True, False),
        "F4": ("uncalculated", "", True),
        "B5": ("date", NO_DATE, False),
        "G5": ("error", "#REF!", False),
        "A7": ("text", "m", False),
    }
    assert (found.hidden_rows, found.hidden_columns) == ({3}, {3})
    assert found.merges == (Merge(6, 0, 8, 1),)
    assert old.visibility is Visibility.VERY_HIDDEN


def test_binary_workbooks(tmp_path: Path) -> None:
    data = binary_package(
        {
            1: [binary_cell(1, 6, counted("text")), binary_cell(2, 5, struct.pack("<d", 2.5))],
            2: [binary_cell(1, 3, b"\x17"), binary_cell(3, 4, b"\1")],
            4: [
                binary_cell(0, 9, struct.pack("<dHI", 7.0, 0, 0)),
                binary_cell(4, 11, struct.pack("<BHI", 0x2A, 0, 0)),
            ],
        },
        hidden=frozenset({2}),
    )
    found = read(tmp_path, data, "tracker.xlsb").sheets[0]
    assert shown(found) == {
        "B2": ("text", "text", False),
        "C2": ("number", 2.5, False),
        "B3": ("error", "#REF!", False),
        "D3": ("boolean", True, False),
        "A5": ("number", 7.0, True),
        "E5": ("error", "#N/A", True),
    }
    assert (found.name, found.hidden_rows, found.hidden_columns) == ("Active", {2}, {2})
    assert found.merges == (Merge(4, 0, 5, 1),)


def test_a_stray_in_a_binary_workbook(tmp_path: Path) -> None:
    one = struct.pack("<d", 1.0)
    rows = {row: [binary_cell(column, 5, one) for column in range(5)] for row in range(12)}
    data = binary_package({**rows, 1048575: [binary_cell(16383, 5, one)]})
    found = read(tmp_path, data, "tracker.xlsb").sheets[0]
    assert (found.rows, len(found.columns), found.strays) == (12, 5, ("XFD1048576",))


def test_open_documents(tmp_path: Path) -> None:
    book = OpenDocumentSpreadsheet()
    table = Table(name="Active")
    table.addElement(TableColumn(numbercolumnsrepeated=2))
    table.addElement(TableColumn(visibility="collapse"))
    table.addElement(TableRow(numberrowsrepeated=2))
    row = TableRow(visibility="collapse")
    row.addElement(TableCell(numbercolumnsrepeated=2))
    text = TableCell(valuetype="string", numbercolumnsrepeated=2)
    text.addElement(P(text="x"))
    row.addElement(text)
    row.addElement(TableCell(valuetype="date", datevalue="2020-03-31"))
    row.addElement(TableCell(valuetype="float", value=3, formula="of:=1+2"))
    row.addElement(TableCell(formula="of:=1+2"))
    table.addElement(row)
    row = TableRow()
    merged = TableCell(valuetype="string", numbercolumnsspanned=2, numberrowsspanned=1)
    merged.addElement(P(text="m"))
    row.addElement(merged)
    row.addElement(CoveredTableCell())
    row.addElement(TableCell(valuetype="time", timevalue="PT30H00M00S"))
    table.addElement(row)
    book.spreadsheet.addElement(table)
    book.save(str(tmp_path / "tracker.ods"))
    found = read_workbook(tmp_path / "tracker.ods").sheets[0]
    assert shown(found) == {
        "C3": ("text", "x", False),
        "D3": ("text", "x", False),
        "E3": ("date", datetime(2020, 3, 31), False),
        "F3": ("number", 3.0, True),
        "G3": ("uncalculated", "", True),
        "A4": ("text", "m", False),
        "C4": ("other", "30:00:00", False),
    }
    assert (found.hidden_rows, found.hidden_columns) == ({2}, {2})
    assert found.merges == (Merge(3, 0, 3, 1),)


def test_errors_and_strays_in_open_documents(tmp_path: Path) -> None:
    cell = (
        '<table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>'
    )
    error = (
        '<table:table-cell table:formula="of:=#REF!" office:value-type="string" office:string-value="" '
        'calcext:value-type="error"><text:p>#REF!</text:p></table:table-cell>'
    )
    rows = f"<table:table-row>{cell}{error}</table:table-row>" * 12
    gap = '<table:table-row table:number-rows-repeated="1048563"><table:table-cell/></table:table-row>'
    far = (
        f'<table:table-row><table:table-cell table:number-columns-repeated="16383"/>{cell}</table:table-row>'
    )
    found = read(tmp_path, open_document(rows + gap + far), "tracker.ods").sheets[0]
    assert (found.rows, found.strays) == (12, ("XFD1048576",))
    assert shown(found)["B12"] == ("error", "#REF!", True)


@pytest.mark.parametrize(
    "data",
    [
        'Case,Entry\r\nFLD-1,"two\nlines, and Côte"\r\n\r\n 1 ,2\r\n'.encode(),
        '\ufeffCase;Entry\nFLD-1;"two\nlines, and Côte"\n\n 1 ;2'.encode(),
        'Case\tEntry\rFLD-1\t"two\nlines, and Côte"\r\r 1 \t2'.encode("utf-16"),
        'Case|Entry\nFLD-1|"two\nlines, and Côte"\n\n 1 |2\n'.encode("utf-16-le"),
        'Case;Entry\r\nFLD-1;"two\nlines, and Côte"\r\n\r\n 1 ;2;;\r\n'.encode("cp1252"),
    ],
    ids=["comma", "semicolon, mark", "tab, utf-16", "bar, utf-16 without mark", "cp1252"],
)
def test_delimited_texts(tmp_path: Path, data: bytes) -> None:
    book = read(tmp_path, data, "Active.csv")
    assert (book.form, book.sheets[0].name) == ("csv", "Active")
    assert shown(book.sheets[0]) == {
        "A1": ("text", "Case", False),
        "B1": ("text", "Entry", False),
        "A2": ("text", "FLD-1", False),
        "B2": ("text", "two\nlines, and Côte", False),
        "A4": ("text", " 1 ", False),
        "B4": ("text", "2", False),
    }


def test_a_declared_separator_is_a_row_without_content(tmp_path: Path) -> None:
    found = read(tmp_path, b"sep=;\r\nA;B\r\n1,5;2\r\n", "Active.csv").sheets[0]
    assert {place: value for place, (_, value, _) in shown(found).items()} == {
        "A2": "A", "B2": "B", "A3": "1,5", "B3": "2",
    }  # fmt: skip


def test_the_content_decides_the_form(tmp_path: Path) -> None:
    assert read(tmp_path, package(EVERY_KIND), "tracker.xls").form == "xlsx"
    assert read(tmp_path, package(EVERY_KIND), "tracker.xlsm").form == "xlsm"
    assert read(tmp_path, b"A\tB\n1\t2\n", "tracker.xls").form == "csv"


# What calamine does not read as it stands


def rewritten(data: bytes, part: str, old: str, new: str) -> bytes:
    """The package with a text of one part replaced."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    assert old.encode() in parts[part]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    return zipped(dict(parts))


def test_a_sheet_without_a_part_does_not_hide_the_others(tmp_path: Path) -> None:
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    lost = '<sheet name="Module" sheetId="9" state="veryHidden" r:id=""/>'
    for old, new in (
        ('<sheet name="S1"', f'{lost}<sheet name="S1"'),
        ('<sheet name="S2"', f'{lost}<sheet name="S2"'),
    ):
        (tmp_path / "a.xlsx").write_bytes(
            rewritten(package(sheet, sheet.replace(">1<", ">2<")), "xl/workbook.xml", old, new)
        )
        read = read_workbook(tmp_path / "a.xlsx")
        assert [each.name for each in read.sheets] == ["S1", "S2"]
        assert [each.at(0, 0).text for each in read.sheets] == ["1", "2"]  # type: ignore[union-attr]
        assert not read.not_read


def test_extensions_of_cells_and_blanks_around_numbers_are_no_damage(tmp_path: Path) -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v><extLst/></c><c r="B1" t="n"><v> 41 </v></c>'
        '<c r="C1" t="str"><f>B1</f><v> 7</v></c><c r="D1"><f>A1</f><v>\n-2.5e1</v>'
        '<extLst><ext uri="x"/></extLst></c></row>'
    )
    sheet = (
        f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData><extLst><ext uri="y"/></extLst></worksheet>'
    )
    (tmp_path / "a.xlsx").write_bytes(package(sheet, sheet))
    for found in read_workbook(tmp_path / "a.xlsx").sheets:
        cells = [found.at(0, column) for column in range(4)]
        assert [cell.value for cell in cells if cell] == [1.0, 41.0, " 7", -25.0]


def test_a_sheet_that_stays_unreadable_is_named(tmp_path: Path) -> None:
    good = f'<worksheet xmlns="{MAIN}"><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>'
    (tmp_path / "a.xlsx").write_bytes(package(good, good.replace("A1", "1A")))
    read = read_workbook(tmp_path / "a.xlsx")
    assert [each.name for each in read.sheets] == ["S1"]
    assert list(read.not_read) == ["S2"]


def test_an_opendocument_laid_out_to_be_read(tmp_path: Path) -> None:
    document = OpenDocumentSpreadsheet()
    table = Table(name="T")
    for texts in (("a", "b  c"), ("", "d")):
        row = TableRow()
        for text in texts:
            cell = TableCell(valuetype="string") if text else TableCell()
            if text:
                cell.addElement(P(text=text))
            row.addElement(cell)
        table.addElement(row)
    document.spreadsheet.addElement(table)
    target = io.BytesIO()
    document.save(target)
    with zipfile.ZipFile(target) as source:
        parts: dict[str, str | bytes] = {name: source.read(name) for name in source.namelist()}
    content = parts["content.xml"]
    assert isinstance(content, bytes)
    for tag in (b"<table:table-row", b"<table:table-cell", b"</table:table-row", b"<text:p"):
        content = content.replace(tag, b"\n     " + tag)
    (tmp_path / "a.ods").write_bytes(zipped({**parts, "content.xml": content}))
    (sheet,) = read_workbook(tmp_path / "a.ods").sheets
    assert [[cell and cell.text for cell in (sheet.at(row, 0), sheet.at(row, 1))] for row in (0, 1)] == [
        ["a", "b  c"],
        [None, "d"],
    ]
