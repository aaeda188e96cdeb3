"""The indicators as a workbook: the figures on one sheet, and the findings behind them on another.

Every text is written as a text, so that none can become a formula or a link by what it says.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any

from caseaudit.model.analysis import Reliability
from caseaudit.model.indicators import Indicators, Measured, Submission
from caseaudit.render.indicators import words
from caseaudit.render.paper import inert

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_LONGEST = 32_767
_WIDTHS = (34, 12, 12, 12, 12, 12, 10, 24, 52, 60)
_LINE = 13.5
"""Points that a line of text takes: a row is made as high as its fullest cell needs."""
_MOST_ROWS = 1_000_000
_COLOURS = {
    Reliability.SUFFICIENT: "#14663D",
    Reliability.INSUFFICIENT: "#A6192E",
    Reliability.UNDETERMINED: "#7A4B00",
}


def write_workbook(file: IO[bytes], report: Indicators, submission: Submission, made: datetime) -> None:
    """Write the workbook into a binary file. `made` is the moment it is stamped with."""
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
        sheet.write_number(row, after, float(each.target), formats["plain"])
    said = each.determination
    evidence = each.reached.why if said is None else said.evidence
    style = formats["faint" if said is None else said.reliability.value]
    for column, text in enumerate((words.reliability(each), evidence, each.counted), start=after + 1):
        _text(sheet, row, column, text, style if column < after + 3 else formats["faint"])
    fullest = max(
        -(-len(text) // width) for text, width in ((evidence, _WIDTHS[-2]), (each.counted, _WIDTHS[-1]))
    )
    sheet.set_row(row, _LINE * max(1, fullest))


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
