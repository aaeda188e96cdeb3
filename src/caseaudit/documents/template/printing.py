"""How the sheets of a template are printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from caseaudit.documents.template.styles import as_text
from caseaudit.findings.spoken import one_line

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_MANY_SIGNS = 180
"""Widths in all from which a sheet is printed on paper of twice the size."""
_LETTER, _TABLOID = 1, 3


def print_as_list(sheet: Worksheet, width: float, title: str) -> None:
    """Landscape, as wide as a page, the header on every page; `width` is of all columns, in signs."""
    sheet.page_setup.orientation = "landscape"
    sheet.print_title_rows = "1:1"
    sheet.print_options.gridLines = True
    margins = sheet.page_margins
    margins.left = margins.right = 0.4
    margins.top = margins.bottom = 0.6
    _fit(sheet, _TABLOID if width > _MANY_SIGNS else _LETTER, title)


def print_as_text(sheet: Worksheet, title: str, *, pages: int) -> None:
    """Upright, as wide as a page, without the lines of cells; on so many pages at most, 0 for as many as it takes."""
    sheet.sheet_view.showGridLines = False
    _fit(sheet, _LETTER, title, pages)


def _fit(sheet: Worksheet, paper: int, title: str, pages: int = 0) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.paperSize = paper
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, pages
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    footer: Any = sheet.oddFooter
    # An ampersand begins a code; a digit after one of "&L" would be the size of the letters.
    footer.left.text = f" {as_text(one_line(title)).replace('&', '&&')}"
    footer.center.text = "&A"
    footer.right.text = "Page &P of &N"
