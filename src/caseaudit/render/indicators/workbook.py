"""The indicators as a workbook: the figures on one sheet, and the findings behind them on another.

Every text is written as a text, so that none can become a formula or a link by what it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from caseaudit.model.analysis import Reliability
from caseaudit.model.document import Document, Facts, Run, Table, Trend
from caseaudit.model.indicators import Indicators, Measured, Submission
from caseaudit.model.table import quoted_sheet
from caseaudit.render.indicators import words
from caseaudit.render.indicators.document import document
from caseaudit.render.paper import inert

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_LONGEST = 32_767
_WIDTHS = (34, 12, 12, 12, 12, 12, 10, 24, 52, 60)
_LINE = 13.5
"""Points that a line of text takes: a row is made as high as its fullest cell needs."""
_SHEETS = {
    "Targets, and how far they are reached": "Targets",
    "Counts by month": "Months",
    "Changes since the tracker before": "Changes",
}
_MOST_ROWS = 1_000_000
_COLOURS = {
    Reliability.SUFFICIENT: "#14663D",
    Reliability.INSUFFICIENT: "#A6192E",
    Reliability.UNDETERMINED: "#7A4B00",
}


def write_workbook(
    file: IO[bytes], report: Indicators, submission: Submission, made: datetime, folder: Path
) -> None:
    """Write the workbook into a binary file that will stand in `folder`. `made` is the moment it is stamped with."""
    import xlsxwriter

    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": words.heading(report), "created": made.replace(tzinfo=None)})
        formats = _formats(book)
        _figures(_sheet(book, "Indicators", _WIDTHS), formats, report, submission)
        if any(read.findings for read in report.registers):
            _findings(_sheet(book, "Findings", (30, 8, 24, 26, 80)), formats, report)
        _tables(book, formats, document(report, submission))
        _cells(_sheet(book, "Cells", (40, 9, 60, 30, 9)), formats, report, folder)


def _formats(book: Workbook) -> dict[str, Format]:
    def style(**how: Any) -> Format:
        return book.add_format({"valign": "top", "font_size": 10, **how})

    return {
        "plain": style(),
        "text": style(text_wrap=True),
        "number": style(num_format="#,##0"),
        "part": style(num_format='#,##0"*"'),
        "head": style(bold=True, text_wrap=True, bg_color="#E6EAEF", bottom=1),
        "title": style(bold=True, font_size=15),
        "group": style(bold=True),
        "right": style(bold=True, text_wrap=True, bg_color="#E6EAEF", bottom=1, align="right"),
        "link": style(font_color="#0B57A4", underline=1),
        "none": style(font_color="#5A6570", align="right"),
        "faint": style(text_wrap=True, font_color="#5A6570"),
        **{term.value: style(text_wrap=True, font_color=colour) for term, colour in _COLOURS.items()},
    }


def _sheet(book: Workbook, title: str, widths: Sequence[int]) -> Worksheet:
    sheet = book.add_worksheet(title)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_paper(0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&RPage &P of &N")
    return sheet


def _text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    if text:
        sheet.write_string(row, column, inert(text)[:_LONGEST], style)


def _figures(
    sheet: Worksheet, formats: dict[str, Format], report: Indicators, submission: Submission
) -> None:
    _text(sheet, 0, 0, words.heading(report), formats["title"])
    _text(sheet, 1, 0, words.source(report), formats["plain"])
    heads = [
        "Indicator",
        *(name for _, name in words.columns(report)),
        "Target",
        "Reliability",
        "Because",
        "What is counted",
    ]
    for column, head in enumerate(heads):
        figures = 0 < column < len(heads) - 3
        _text(sheet, 3, column, head, formats["right" if figures else "head"])
    sheet.set_row(0, 2 * _LINE)
    sheet.set_row(3, 2 * _LINE)
    sheet.freeze_panes(4, 1)
    row, group = 4, ""
    for each in report.measured:
        if each.indicator.group != group:
            group = each.indicator.group
            if group:
                _text(sheet, row, 0, f"{group}:", formats["group"])
                row += 1
        _indicator(sheet, row, formats, report, each)
        row += 1
    for line in (
        *words.closing(submission),
        "",
        *words.notes(report),
        f"SHA-256 of the tracker: {report.sha256}",
    ):
        row += 1
        _text(sheet, row, 0, line, formats["plain"])


def _indicator(
    sheet: Worksheet, row: int, formats: dict[str, Format], report: Indicators, each: Measured
) -> None:
    title = ("   " if each.indicator.group else "") + each.indicator.title
    _text(sheet, row, 0, title, formats["text"])
    columns = words.columns(report)
    for column, (name, _) in enumerate(columns, start=1):
        figure = words.figure_of(each, name)
        if figure.value is None:
            _text(sheet, row, column, words.ABSENT if not each.recorded else words.NONE, formats["none"])
        else:
            sheet.write_number(row, column, figure.value, formats["part" if figure.note else "number"])
    after = len(columns) + 1
    if each.target is not None:
        _text(sheet, row, after, words.target(each), formats["none"])
    said = each.determination
    evidence = each.reached.why if said is None else said.evidence
    style = formats["faint" if said is None else said.reliability.value]
    for column, text in enumerate((words.reliability(each), evidence, each.counted), start=after + 1):
        _text(sheet, row, column, text, style if column < after + 3 else formats["faint"])
    fullest = max(
        -(-len(text) // width) for text, width in ((evidence, _WIDTHS[-2]), (each.counted, _WIDTHS[-1]))
    )
    sheet.set_row(row, _LINE * max(1, fullest))


def _tables(book: Workbook, formats: dict[str, Format], source: Document) -> None:
    """The other tables of the document, each on a sheet of its own."""
    for block in source.blocks:
        if isinstance(block, Facts):
            sheet = _sheet(book, "Cases by dates", (44, 100))
            for row, (label, run) in enumerate(block.facts):
                _text(sheet, row, 0, label, formats["text"])
                _text(sheet, row, 1, "".join(map(str, run)), formats["text"])
        elif isinstance(block, Table) and block.caption in _SHEETS:
            widths = [4 + max(len(block.head[0]), *(len(str(row.cells[0][0])) for row in block.rows))]
            _table(
                _sheet(book, _SHEETS[block.caption], [*widths, *(14 for _ in block.head[1:])]), formats, block
            )


def _table(sheet: Worksheet, formats: dict[str, Format], table: Table) -> None:
    for column, head in enumerate(table.head):
        _text(sheet, 0, column, head, formats["right" if column in table.numbers else "head"])
    sheet.freeze_panes(1, 1)
    for row, each in enumerate(table.rows, start=1):
        for column, run in enumerate(each.cells):
            _cell(sheet, row, column, formats, run, numeric=column in table.numbers)
        if any(isinstance(piece, Trend) for run in each.cells for piece in run):
            sheet.add_sparkline(
                row, 1, {"range": _range(sheet, row, 2, len(table.head) - 1), "type": "column", "min": 0}
            )


def _cell(
    sheet: Worksheet, row: int, column: int, formats: dict[str, Format], run: Run, *, numeric: bool
) -> None:
    text = "".join(piece for piece in run if isinstance(piece, str))
    digits = text.replace(",", "").removeprefix("+")
    if numeric and digits.removeprefix("-").isdecimal():
        sheet.write_number(row, column, int(digits), formats["number"])
    else:
        _text(sheet, row, column, text, formats["none" if numeric else "text"])


def _range(sheet: Worksheet, row: int, first: int, last: int) -> str:
    from xlsxwriter.utility import xl_range_abs

    return f"'{sheet.get_name()}'!{xl_range_abs(row, first, row, last)}"


def _cells(sheet: Worksheet, formats: dict[str, Format], report: Indicators, folder: Path) -> None:
    """Every figure with the cells that it counts, as links into the tracker."""
    from caseaudit.render.workbook.lists import MOST_LINKS, link_target

    for column, head in enumerate(("Figure", "Value", "What it counts", "Cells", "Number")):
        _text(sheet, 0, column, head, formats["right" if head in ("Value", "Number") else "head"])
    sheet.freeze_panes(1, 0)
    target, row = link_target(Path(report.path), folder), 0
    for figure in report.figures:
        for each in figure.cells():
            row += 1
            if row >= _MOST_ROWS:
                return
            _text(sheet, row, 0, figure.name, formats["text"])
            sheet.write_number(row, 1, figure.value, formats["number"])
            _text(sheet, row, 2, figure.title, formats["text"])
            place = f"{quoted_sheet(each.sheet, always=True)}!{each.cells}"
            if target is None or row > MOST_LINKS or not each.sheet.isprintable():
                _text(sheet, row, 3, str(each), formats["text"])
            else:
                sheet.write_url(row, 3, f"external:{target}#{place}", formats["link"], string=str(each))
            sheet.write_number(row, 4, each.size, formats["number"])


def _findings(sheet: Worksheet, formats: dict[str, Format], report: Indicators) -> None:
    for column, head in enumerate(("Cell", "Rule", "Field", "Entry", "What is wrong")):
        _text(sheet, 0, column, head, formats["head"])
    sheet.freeze_panes(1, 0)
    row = 0
    for read in report.registers:
        headers = {
            name: field.header
            for name, field in report.definition.registers[read.name].definition.fields.items()
        }
        for each in read.findings[: _MOST_ROWS - row]:
            row += 1
            parts = (
                str(each.place),
                each.rule,
                headers.get(each.field or "", ""),
                each.value or "",
                each.message,
            )
            for column, part in enumerate(parts):
                _text(sheet, row, column, part, formats["text"])
