"""Makes the sample trackers in `sample_data/` from the readable tables in `sample_data/source/`.

    python tools/make_samples.py            writes the three workbooks
    python tools/make_samples.py --check    says which of them differ from what the tables make (exit 1)

A source table is a picture of its sheet, one line a row. Its first column marks what the row is (title,
header, banner, total, note, hidden; nothing for a case or any other entry). In the other columns an ISO date
stands for a date, digits alone for a number, a leading apostrophe for text, and `^` for a cell merged with
the one above. The same tables give the same bytes on every run.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import sys
import zipfile
from calendar import month_name
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SAMPLES = Path(__file__).resolve().parent.parent / "sample_data"
SNAPSHOTS = {
    "2019-06": date(2019, 6, 28),
    "2019-11": date(2019, 11, 29),
    "2020-03": date(2020, 3, 31),
}
CASE_SHEETS = {"active": "m/d/yyyy", "suspended": "mm/dd/yy", "inactive": "d-mmm-yy"}
"""The case lists and how each sheet shows its dates: no two are kept by the same hand."""

EARLIER_STATUS = "Status before 2020"
"""A column of `enforcement.csv` for the workbooks of 2019: orders that were changed later still stood."""

WIDTHS = {
    "Case Number": 15, "Case #": 15, "Industry": 24, "Manufacturer": 28, "Importer": 22,
    "U.S. Importer": 22, "Forced Labor Indicators": 28, "Sources of Evidence": 18,
    "Investigative Challenges": 20, "Current Update": 42,
    "Reason Suspended or Inactive": 20, "Merchandise": 44, "Entity": 40, "Activity": 46, "Audience": 36,
    "Location": 26, "Action": 22, "Meaning": 60, "Source Country": 26, "Status": 15,
    "Action Date": 16,
}  # fmt: skip
ORDINARY_WIDTH = 13.5
LINE_HEIGHT = 13.0
"""In points, of the entries' font; widths are in characters."""
TITLE_WIDTH = 10
"""The columns over which a title is merged, where the sheet is wider."""
PHASE_FILLS = {"Investigation": "DDEBF7", "Legal Review": "FFF2CC", "Implementation": "E2EFDA"}

NAVY, GREY = "1F3864", "D9D9D9"
THIN = Side(style="thin", color="BFBFBF")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
MONTH = re.compile(rf"({'|'.join(month_name[1:])}) (\d{{4}})")


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a source table: what it is, and its cells."""

    mark: str
    cells: tuple[str, ...]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the workbooks, or with `--check` compare them; returns the exit code."""
    parser = argparse.ArgumentParser(description="Make the sample trackers from their source tables.")
    parser.add_argument("--check", action="store_true", help="only say which workbooks are out of date")
    check = parser.parse_args(arguments).check
    stale = []
    for snapshot in SNAPSHOTS:
        path, made = workbook_path(snapshot), make_workbook(snapshot)
        if not check:
            path.write_bytes(made)
        elif not path.exists() or parts_of(path.read_bytes()) != parts_of(made):
            stale.append(path.name)
    if stale:
        sys.stderr.write(f"out of date: {', '.join(stale)}; run: python tools/make_samples.py\n")
    return 1 if stale else 0


def workbook_path(snapshot: str) -> Path:
    """Where the workbook of a snapshot (`2020-03`) stands."""
    return SAMPLES / f"tracker-{snapshot}.xlsx"


def make_workbook(snapshot: str) -> bytes:
    """The workbook of one snapshot (`2020-03`), as the bytes of an .xlsx file."""
    as_of = SNAPSHOTS[snapshot]
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for name, date_format in CASE_SHEETS.items():
        lines = read_lines(SAMPLES / "source" / snapshot / f"{name}.csv")
        fill_sheet(workbook.create_sheet(name.capitalize()), lines, date_format)
    for title, lines in other_sheets(as_of):
        fill_sheet(workbook.create_sheet(title), lines, "m/d/yyyy")
    workbook.properties.creator = "Forced Labor Division (synthetic sample)"
    workbook.properties.title = f"Case tracking spreadsheet, {as_of:%B %Y} (synthetic sample)"
    moment = datetime(as_of.year, as_of.month, as_of.day, 16, 30)
    workbook.properties.created = moment
    written = io.BytesIO()
    workbook.save(written)
    return fixed_in_time(written.getvalue(), moment)


def parts_of(workbook: bytes) -> dict[str, bytes]:
    """What an .xlsx file holds, by part: the same on every machine, which compression need not be."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# Reading the source tables


def read_lines(path: Path) -> list[Line]:
    """The rows of a source table."""
    with path.open(encoding="utf-8", newline="") as file:
        return [Line(row[0], tuple(row[1:])) for row in csv.reader(file)]


def other_sheets(as_of: date) -> Iterator[tuple[str, list[Line]]]:
    """The sheets that are no case list, as they stood on this day."""
    enforcement = up_to(read_lines(SAMPLES / "source" / "enforcement.csv"), as_of)
    yield "Enforcement Actions", with_status_of(as_of, enforcement)
    yield "Outreach", up_to(read_lines(SAMPLES / "source" / "outreach.csv"), as_of)
    yield "Legend", read_lines(SAMPLES / "source" / "legend.csv")


def up_to(lines: list[Line], as_of: date) -> list[Line]:
    """The lines without the entries dated later than this day."""
    return [line for line in lines if line.mark or day_of(line.cells[0]) <= as_of]


def day_of(text: str) -> date:
    """The day of an ISO date, the first day of a month such as `March 2016`."""
    if month := MONTH.fullmatch(text):
        return date(int(month[2]), list(month_name).index(month[1]), 1)
    return date.fromisoformat(text)


def with_status_of(as_of: date, lines: list[Line]) -> list[Line]:
    """The enforcement actions with the status of their time, without the source's column for it."""
    header = next(line for line in lines if line.mark == "header").cells
    earlier, status = header.index(EARLIER_STATUS), header.index("Status")

    def told(line: Line) -> Line:
        cells = list(line.cells)
        if not line.mark and as_of.year < 2020 and cells[earlier]:
            cells[status] = cells[earlier]
        return Line(line.mark, tuple(cells[:earlier] + cells[earlier + 1 :]))

    return [told(line) if len(line.cells) > earlier else line for line in lines]


# Drawing a sheet


def fill_sheet(sheet: Worksheet, lines: list[Line], date_format: str) -> None:
    """Draw the source table on the sheet, row for row."""
    top = next(number for number, line in enumerate(lines, 1) if line.mark == "header")
    header = lines[top - 1].cells
    width = len(header)
    for number, line in enumerate(lines, 1):
        write_row(sheet, number, line, date_format)
        if line.mark in ("", "hidden"):
            style_entry(sheet, number, header)
            sheet.row_dimensions[number].hidden = line.mark == "hidden"
        else:
            style_marked(sheet, number, line.mark, width)
    merge_upwards(sheet, lines)
    last = max(number for number, line in enumerate(lines, 1) if line.mark in ("", "hidden"))
    sheet.auto_filter.ref = f"A{top}:{get_column_letter(width)}{last}"
    sheet.freeze_panes = f"B{top + 1}"
    for column, name in enumerate(header, 1):
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS.get(name, ORDINARY_WIDTH)
    set_up_page(sheet, top)


def write_row(sheet: Worksheet, number: int, line: Line, date_format: str) -> None:
    """Write the cells of one row, each as what its text stands for."""
    for column, text in enumerate(line.cells, 1):
        if text in ("", "^"):
            continue
        cell = sheet.cell(number, column)
        if text.startswith("'"):
            cell.value, cell.quotePrefix = text[1:], True
        elif line.mark in ("", "hidden") and ISO_DATE.fullmatch(text):
            cell.value, cell.number_format = datetime.fromisoformat(text), date_format
        elif text.isdecimal():
            cell.value = int(text)
            cell.number_format = "#,##0" if cell.value > 9999 else "General"
        else:
            cell.value = text
            cell.data_type = "s"  # a text that begins with "=" stays a text


def style_entry(sheet: Worksheet, number: int, header: Sequence[str]) -> None:
    """Boxes and wrapped text; a case that has left the first phase has its number in the phase's colour."""
    lines = 1
    for column, name in enumerate(header, 1):
        cell = sheet.cell(number, column)
        cell.border = BOX
        sideways = "center" if isinstance(cell.value, datetime) else None
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal=sideways)
        cell.font = Font(name="Calibri", size=10)
        if isinstance(cell.value, str):
            lines = max(lines, len(wrap(cell.value, round(1.1 * WIDTHS.get(name, ORDINARY_WIDTH)))))
    sheet.row_dimensions[number].height = LINE_HEIGHT * lines + 2
    if "Current Phase" in header:
        phase = sheet.cell(number, header.index("Current Phase") + 1).value
        if fill := PHASE_FILLS.get(str(phase)):
            sheet.cell(number, 1).fill = PatternFill("solid", fgColor=fill)


def style_marked(sheet: Worksheet, number: int, mark: str, width: int) -> None:
    """The look of titles, header, banners, totals and notes."""
    first = sheet.cell(number, 1)
    across = [sheet.cell(number, column) for column in range(1, width + 1)]
    if mark == "title":
        first.font = Font(name="Calibri", size=14 if number == 1 else 11, bold=number < 3, color=NAVY)
        if width > TITLE_WIDTH:
            sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=TITLE_WIDTH)
    elif mark == "header":
        for cell in across:
            cell.font = Font(name="Calibri", size=10, bold=True, color="FFFFFF")
            cell.fill, cell.border = PatternFill("solid", fgColor=NAVY), BOX
            cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        sheet.row_dimensions[number].height = 32
    elif mark == "banner":
        for cell in across:
            cell.fill = PatternFill("solid", fgColor=GREY)
        first.font = Font(name="Calibri", size=10, bold=True, color=NAVY)
        sheet.merge_cells(start_row=number, start_column=1, end_row=number, end_column=width)
    elif mark == "total":
        for cell in across:
            cell.font = Font(name="Calibri", size=10, bold=True)
            cell.border = Border(top=Side(style="medium", color=NAVY))
    else:
        first.font = Font(name="Calibri", size=9, italic=True, color="595959")


def merge_upwards(sheet: Worksheet, lines: list[Line]) -> None:
    """Merge every run of `^` with the cell above it."""
    for column in range(1, max(len(line.cells) for line in lines) + 1):
        above = 0
        for number, line in enumerate([*lines, Line("note", ())], 1):
            if column <= len(line.cells) and line.cells[column - 1] == "^":
                continue
            if 0 < above < number - 1:
                sheet.merge_cells(start_row=above, start_column=column, end_row=number - 1, end_column=column)
            above = number


def set_up_page(sheet: Worksheet, top: int) -> None:
    """Landscape, one page wide, the header on every page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_TABLOID
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{top}:{top}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    if footer := sheet.oddFooter:
        footer.left.text = "LAW ENFORCEMENT SENSITIVE (synthetic sample)"
        footer.right.text = "&A, page &P of &N"


def fixed_in_time(workbook: bytes, moment: datetime) -> bytes:
    """The workbook with the clock taken out: the time of saving and the times of its parts."""
    saved = rf"\g<1>{moment:%Y-%m-%dT%H:%M:%SZ}\g<2>".encode()
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name, part in parts_of(workbook).items():
            content = MODIFIED.sub(saved, part) if name == "docProps/core.xml" else part
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return written.getvalue()


if __name__ == "__main__":
    sys.exit(main())
