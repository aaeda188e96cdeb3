"""The sample as a workbook: a sheet to trace by, protected but for the answers, and a sheet that says how it was drawn.

Every text is written as a text, so that none can become a formula or a link by what it says.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote

from caseaudit.model.tracing import Answer, Item, Sample, Unit
from caseaudit.render.paper import inert
from caseaudit.render.tracing import words
from caseaudit.render.workbook.book import height

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_WIDTHS = (5, 15, 11, 22, 34, 18, 30, 14, 30, 9, 12)
_HEAD_ROW = 3
_FIRST = _HEAD_ROW + 1
_ENTRY, _CELL, _SOURCE, _ANSWER, _RIGHT, _INITIALS, _DATE = range(4, 11)
_LONGEST_ANSWER, _LONGEST_INITIALS = 500, 10
_LINE = 15
_METHOD_WIDTHS = (26, 96)
_LINKED = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
"""Files that a link can lead into."""


def write_workbook(
    file: IO[bytes], sample: Sample, settings: tuple[str, str], headings: tuple[str, ...], made: datetime
) -> None:
    """Write the workbook into a binary file. `settings` are the label and the text by which it is read back,
    `headings` those of the sheet to trace by, `made` is the moment it is stamped with."""
    import xlsxwriter

    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": words.title(sample), "created": made.replace(tzinfo=None)})
        formats = _formats(book)
        _trace(_sheet(book, "Trace", _WIDTHS), formats, sample, headings)
        _method(_sheet(book, "Method", _METHOD_WIDTHS), formats, sample, settings)


def _formats(book: Workbook) -> dict[str, Format]:
    def style(**how: Any) -> Format:
        return book.add_format({"valign": "top", "font_size": 10, **how})

    line = {"bottom": 1, "bottom_color": "#D9DFE6"}
    new_case = {**line, "top": 1, "top_color": "#5A6570"}
    answer = {
        "locked": False,
        "bg_color": "#FFF9E5",
        "border": 1,
        "border_color": "#D9DFE6",
        "text_wrap": True,
    }
    return {
        "title": style(bold=True, font_size=15),
        "text": style(text_wrap=True),
        "faint": style(font_color="#5A6570"),
        "strong": style(bold=True),
        "head": style(bold=True, text_wrap=True, bg_color="#E6EAEF", bottom=1),
        "answer head": style(bold=True, text_wrap=True, bg_color="#F5E3A8", bottom=1),
        "cell": style(text_wrap=True, num_format="@", **line),
        "first": style(text_wrap=True, num_format="@", **new_case),
        "link": style(font_color="#0B57A4", underline=1, **line),
        "first link": style(font_color="#0B57A4", underline=1, **new_case),
        "answer": style(num_format="@", **answer),
        "day": style(num_format="yyyy-mm-dd", align="left", **answer),
        "matches": book.add_format({"font_color": "#14663D"}),
        "wrong": book.add_format({"font_color": "#A6192E", "bold": True}),
        "wanted": book.add_format({"bg_color": "#F8D7DA"}),
    }


def _sheet(book: Workbook, title: str, widths: tuple[int, ...]) -> Worksheet:
    sheet = book.add_worksheet(title)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_paper(1)
    sheet.set_landscape() if title == "Trace" else sheet.set_portrait()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(0.4, 0.4, 0.5, 0.6)
    sheet.set_footer("&L&F, &A&RPage &P of &N")
    sheet.hide_gridlines(2)
    return sheet


def _trace(sheet: Worksheet, formats: dict[str, Format], sample: Sample, headings: tuple[str, ...]) -> None:
    last = _FIRST + len(sample.items)
    sheet.write_string(0, 0, words.title(sample), formats["title"])
    linked = sample.tracker.lower().endswith(_LINKED)
    leads = (
        f" The links lead into {inert(sample.tracker)} where it lies in the same folder." if linked else ""
    )
    sheet.write_string(
        1,
        0,
        "Compare each recorded entry with its source document in the case file, and fill in the yellow columns."
        f"{leads} Then run: caseaudit sample TRACKER --results FILE",
        formats["faint"],
    )
    column = "ABCDEFGHIJK"[_ANSWER]
    done = f'="Answered: "&COUNTA({column}{_FIRST + 1}:{column}{last})&" of {len(sample.items)}"'
    sheet.write_formula(2, 0, done, formats["strong"], f"Answered: 0 of {len(sample.items)}")
    for place, heading in enumerate(headings):
        asked = place >= _SOURCE
        sheet.write_string(_HEAD_ROW, place, heading, formats["answer head" if asked else "head"])
    sheet.set_row(0, 24)
    sheet.set_row(_HEAD_ROW, 20)
    sheet.freeze_panes(_FIRST, 2)
    sheet.repeat_rows(_HEAD_ROW)
    sheet.autofilter(_HEAD_ROW, 0, last - 1, len(headings) - 1)
    before: tuple[str, int] | None = None
    for row, item in enumerate(sample.items, start=_FIRST):
        case = item.list, item.case
        new = case != before
        before = case
        look = formats["first" if new and sample.plan.design.unit is Unit.CASES else "cell"]
        sheet.write_number(row, 0, item.number, look)
        texts = (item.case_number, sample.titles[item.list], item.header, item.entry)
        for place, text in enumerate(texts, start=1):
            sheet.write_string(row, place, text, look)
        _link(sheet, row, formats["first link" if look is formats["first"] else "link"], sample, item)
        for place in range(_SOURCE, _DATE):
            sheet.write_blank(row, place, None, formats["answer"])
        sheet.write_blank(row, _DATE, None, formats["day"])
        own = height(((item.entry, _WIDTHS[_ENTRY]), (item.cell, _WIDTHS[_CELL])))
        sheet.set_row(row, max(own or 0, _LINE))
    _controls(sheet, formats, last - 1)


def _link(sheet: Worksheet, row: int, look: Format, sample: Sample, item: Item) -> None:
    """The place of an entry, which leads there where a link can."""
    place, linked = item.place, sample.tracker.lower().endswith(_LINKED)
    if linked and place.sheet.isprintable():
        quoted = place.sheet.replace("'", "''")
        target = f"external:{quote(sample.tracker, errors='replace')}#'{quoted}'!{place.cell}"
        if sheet.write_url(row, _CELL, target, look, item.cell) == 0:
            return
    sheet.write_string(row, _CELL, item.cell, look)  # No workbook, or too long for a link.


def _controls(sheet: Worksheet, formats: dict[str, Format], last: int) -> None:
    """What the answers may be, their colours, and the protection of all else."""
    choice = listed_answers()
    sheet.data_validation(
        _FIRST, _ANSWER, last, _ANSWER,
        {"validate": "list", "source": [each.value for each in Answer], "error_title": "Answer",
         "error_message": f"Choose one: {choice}.", "input_title": "Answer",
         "input_message": f"Choose one: {choice}. Leave it empty while the entry is not traced."},
    )  # fmt: skip
    sheet.data_validation(
        _FIRST, _DATE, last, _DATE,
        {"validate": "date", "criteria": "between", "minimum": date(2000, 1, 1), "maximum": date(2100, 12, 31),
         "error_title": "Date", "error_message": "Enter the day on which the entry was traced, such as 2020-04-15."},
    )  # fmt: skip
    for place, most in (
        (_SOURCE, _LONGEST_ANSWER),
        (_RIGHT, _LONGEST_ANSWER * 4),
        (_INITIALS, _LONGEST_INITIALS),
    ):
        sheet.data_validation(
            _FIRST, place, last, place,
            {"validate": "length", "criteria": "<=", "value": most, "error_title": "Too long",
             "error_message": f"Write at most {most} characters."},
        )  # fmt: skip
    answer = f"$H{_FIRST + 1}"
    sheet.conditional_format(
        _FIRST, _ANSWER, last, _ANSWER,
        {"type": "cell", "criteria": "==", "value": f'"{Answer.MATCHES.value}"', "format": formats["matches"]},
    )  # fmt: skip
    sheet.conditional_format(
        _FIRST, _ANSWER, last, _ANSWER,
        {"type": "formula", "criteria": f'=AND({answer}<>"",{answer}<>"{Answer.MATCHES.value}")',
         "format": formats["wrong"]},
    )  # fmt: skip
    sheet.conditional_format(
        _FIRST, _RIGHT, last, _RIGHT,
        {"type": "formula", "criteria": f'=AND({answer}="{Answer.DIFFERS.value}",$I{_FIRST + 1}="")',
         "format": formats["wanted"]},
    )  # fmt: skip
    sheet.ignore_errors({"number_stored_as_text": f"A{_FIRST + 1}:K{last + 1}"})
    sheet.protect("", {"autofilter": True, "format_columns": True, "format_rows": True, "sort": True})


def listed_answers() -> str:
    """The answers, as a person reads them."""
    return ", ".join(each.value for each in Answer)


def _method(sheet: Worksheet, formats: dict[str, Format], sample: Sample, settings: tuple[str, str]) -> None:
    sheet.write_string(0, 0, "How the sample was drawn", formats["title"])
    sheet.set_row(0, 24)
    row = 2
    for lead, text in (*words.method(sample), ("", "")):
        sheet.write_string(row, 0, lead.rstrip("."), formats["strong"])
        sheet.write_string(row, 1, text, formats["text"])
        own = height(((text, _METHOD_WIDTHS[1]),))
        sheet.set_row(row, (own or _LINE) + 4)
        row += 1
    for name, value in words.of_sample(sample):
        sheet.write_string(row, 0, name, formats["strong"])
        sheet.write_string(row, 1, inert(value), formats["text"])
        row += 1
    label, text = settings
    sheet.write_string(row + 1, 0, label, formats["faint"])
    sheet.write_string(row + 1, 1, text, formats["text"])
    sheet.set_row(row + 1, height(((text, _METHOD_WIDTHS[1]),)))
    sheet.write_string(
        row + 2, 1, "caseaudit reads the settings back. Leave them as they are.", formats["faint"]
    )
    sheet.protect("", {})
