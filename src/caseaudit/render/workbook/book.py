"""The workbook being written: its sheets, their formats, and texts that stay texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseaudit.model.table import cut
from caseaudit.render.paper import inert
from caseaudit.render.workbook.rows import LONGEST, Filling

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_LINE, _HIGHEST = 12.8, 409
"""Points: the height of a line of text, and Excel's limit for a row."""

_LETTER = 0.94
"""How wide a letter of running text is, in units of a column's width."""

_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_LONGEST_TITLE = 31


_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "cell": {"text_wrap": True},
    "plain": {},
    "number": {"num_format": "#,##0"},
    "count": {"num_format": "#,##0", "align": "left"},
    "share": {"num_format": "0%"},
    "head": {"bold": True, "text_wrap": True, "bg_color": "#E6EAEF", "bottom": 1},
    "title": {"bold": True, "font_size": 15},
    "part": {"bold": True, "font_size": 12},
    "fail": {"bold": True, "font_size": 15, "font_color": "#A6192E"},
    "pass": {"bold": True, "font_size": 15, "font_color": "#14663D"},
    "link": {"font_color": "#0B57A4", "underline": 1},
    "answer": {"text_wrap": True, "bg_color": "#FFF9E5", "border": 1, "border_color": "#D9DFE6"},
}


class Book:
    """The workbook being written: `formats` by name, and `fillings`, the rows to come, by the number of the sheet.

    `folder` is where the workbook will stand.
    """

    def __init__(self, book: Workbook, folder: Path) -> None:
        self.book, self.folder = book, folder
        self.formats: dict[str, Format] = {
            name: book.add_format({"valign": "top", "font_size": 10, **how}) for name, how in _FORMATS.items()
        }
        self.fillings: dict[int, Filling] = {}
        self.bottom = 0
        """The row of the summary below its last line, where its chart goes."""
        self._titles: set[str] = set()
        self._choices: tuple[str, tuple[str, ...]] | None = None

    def sheet(self, title: str, widths: Sequence[int], *, portrait: bool = False) -> Worksheet:
        """A new sheet: columns as wide as said (in letters), fit to one page across when printed."""
        sheet = self.book.add_worksheet(self._free(title))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, self.formats["cell"])
        sheet.set_paper(0)
        sheet.set_portrait() if portrait else sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.5, 0.5, 0.6, 0.6)
        sheet.set_footer("&L&A&RPage &P of &N")
        return sheet

    def table(self, sheet: Worksheet, top: int, header: Sequence[str], rows: int) -> None:
        """The header of a table at row `top` (from 0): frozen, filtered, and repeated on every page."""
        sheet.set_row(top, 2 * _LINE + 4)
        for column, name in enumerate(header):
            sheet.write_string(top, column, name, self.formats["head"])
        sheet.freeze_panes(top + 1, 0)
        sheet.repeat_rows(top)
        if rows:
            sheet.autofilter(top, 0, top + rows, len(header) - 1)

    def choices(self, texts: Sequence[str]) -> str:
        """Where texts to choose from will stand, for a validation; written within it, a comma would split them."""
        if self._choices is None:
            self._choices = self._free("Choices"), tuple(texts)
        return f"='{self._choices[0]}'!$A$1:$A${len(texts)}"

    def finish(self) -> None:
        """Add the hidden sheet of the texts to choose from, where there are any."""
        if self._choices is not None:
            title, texts = self._choices
            sheet = self.book.add_worksheet(title)
            for row, text in enumerate(texts):
                sheet.write_string(row, 0, text)
            sheet.hide()

    def fill(self, top: int, looks: Sequence[str], filling: Filling) -> None:
        """Put rows into the last sheet from row `top` (from 0) on; `looks` names the format of each column."""
        sheet = self.book.worksheets()[-1]
        for column, look in enumerate(looks):
            sheet.write_blank(top, column, None, self.formats[look])
        self.fillings[len(self.book.worksheets())] = filling

    def _free(self, wish: str) -> str:
        """A title for a sheet that Excel accepts and no other sheet has."""
        plain = " ".join(inert(wish).translate(_FORBIDDEN).split()) or "Sheet"
        title, number = cut(plain, _LONGEST_TITLE).strip(), 2
        while title.casefold() in self._titles or title.casefold() == "history":
            end = f" {number}"
            title, number = cut(plain, _LONGEST_TITLE - len(end)).strip() + end, number + 1
        self._titles.add(title.casefold())
        return title


def height(wrapped: Iterable[tuple[str, int]]) -> float | None:
    """How high a row must be for its wrapped texts in columns of these widths; None for one line.

    Not every program works this out by itself.
    """
    lines = max(
        (
            sum(1 + int(len(line) * _LETTER / width) for line in text.split("\n")) if text else 1
            for text, width in wrapped
        ),
        default=1,
    )
    return min(lines * _LINE + 2, _HIGHEST) if lines > 1 else None


def put(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    """Write a text as a text. Characters that XML cannot hold are shown by signs; line breaks stay."""
    if not text.isprintable():
        text = "\n".join(map(inert, text.splitlines()))
    if text:
        sheet.write_string(row, column, text[:LONGEST], style)
