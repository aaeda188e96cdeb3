"""Workbooks as they come from life, made on the spot: with all that a load-and-save would lose, or damaged by hand."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import xlsxwriter

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)

Change = Callable[[bytes], bytes]


def parts(path: Path) -> dict[str, bytes]:
    """The parts of a package, unpacked, in their order."""
    with zipfile.ZipFile(path) as package:
        return {info.filename: package.read(info) for info in package.infolist()}


def rezip(
    path: Path, target: Path, changes: Mapping[str, Change], more: Mapping[str, bytes] | None = None
) -> Path:
    """A package with the content of some parts changed, and more parts at its end."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts(path).items():
            package.writestr(name, changes[name](content) if name in changes else content)
        for name, content in (more or {}).items():
            package.writestr(name, content)
    return target


def replaced(*pairs: tuple[bytes, bytes]) -> Change:
    """A change of a part: pieces for pieces, each of which must be there."""

    def change(content: bytes) -> bytes:
        for old, new in pairs:
            assert old in content, old
            content = content.replace(old, new)
        return content

    return change


def rich(path: Path, options: Mapping[str, object] | None = None) -> Path:
    """A workbook with a chart, picture, table, comment, rich text, rules, sparkline, merge, formulas and protection.

    Sheet "Cases": A text, B dates (m/d/yyyy, and texts in B6, B7), C rich text in C2, D formulas, E an array formula,
    F2:F3 merged. Sheet "Other": two texts.
    """
    book = xlsxwriter.Workbook(path, dict(options or {}))
    bold, red = book.add_format({"bold": True}), book.add_format({"font_color": "red", "bg_color": "#FFFF00"})
    day = book.add_format({"num_format": "m/d/yyyy"})
    sheet = book.add_worksheet("Cases")
    sheet.write_row(0, 0, ["Name", "Day", "Note", "Sum", "Array", "Merged"])
    for row in range(1, 7):
        sheet.write_string(row, 0, f"name {row}", red if row == 3 else None)
        if row < 5:
            sheet.write_datetime(row, 1, date(2020, 1, row), day)
        else:
            sheet.write_string(row, 1, f"{row}-Feb-20", red)
        sheet.write_formula(row, 3, f"=ROW(A{row + 1})", value=row + 1)
    sheet.write_rich_string(1, 2, bold, "bold", " and ", red, "red")
    sheet.write_string(2, 2, "plain < & >")
    sheet.write_array_formula("E2:E4", "{=ROW(A2:A4)}", value=2)
    sheet.write_number("E3", 3)
    sheet.write_number("E4", 4)
    sheet.merge_range("F2:F3", "merged", bold)
    _furnish(book, sheet)
    other = book.add_worksheet("Other")
    other.write_column(0, 0, ["one", "two"])
    book.close()
    return path


def _furnish(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Cases!$D$2:$D$7"})
    sheet.insert_chart("H2", chart)
    sheet.insert_image("H20", "dot.png", {"image_data": io.BytesIO(PNG)})
    sheet.insert_textbox("N2", "A text box")
    sheet.write_comment("A2", "A comment")
    sheet.data_validation("A2:A7", {"validate": "list", "source": ["name 1", "name 2"]})
    sheet.conditional_format("D2:D7", {"type": "data_bar"})
    sheet.add_sparkline("G2", {"range": "Cases!D2:D7"})
    sheet.freeze_panes(1, 0)
    sheet.protect("secret")
    book.define_name("Names", "=Cases!$A$2:$A$7")
    table = book.add_worksheet("Table")
    table.add_table(
        "A1:B3", {"data": [["a", 1], ["b", 2]], "columns": [{"header": "Term"}, {"header": "No"}]}
    )
