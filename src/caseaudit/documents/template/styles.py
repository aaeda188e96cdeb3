"""How a template looks: one set of fonts, fills and lines for all its sheets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from caseaudit.model.controls import COLOURS, Colours, Mark
from caseaudit.model.definition import Need

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.styles import Alignment, Border, Font, PatternFill
    from openpyxl.styles.differential import DifferentialStyle

FONT = "Calibri"
INK, FAINT, LINE = "1F2A37", "5B6775", "C9D1DA"

_ESCAPE_LIKE = re.compile(r"_(x[0-9A-Fa-f]{4}_)")
"""What a workbook would read as the number of a character."""

HEADERS = {
    Need.REQUIRED: Colours("1F3A5F", "FFFFFF"),
    Need.FROM_PHASE: Colours("3E6490", "FFFFFF"),
    Need.ONLY_FROM_PHASE: Colours("3E6490", "FFFFFF"),
    Need.ONLY_WHERE: Colours("3E6490", "FFFFFF"),
    Need.OPTIONAL: Colours("DCE5EF", "1F3A5F"),
    Need.BLANK: Colours("E7E7E7", "767676"),
}
"""The colours of a header by what its field needs."""


def font(size: int = 11, colour: str = INK, *, bold: bool = False) -> Font:
    """A font of the template."""
    from openpyxl.styles import Font

    return Font(name=FONT, size=size, color=colour, bold=bold)


def fill(colour: str) -> PatternFill:
    """A plain fill."""
    from openpyxl.styles import PatternFill

    return PatternFill("solid", fgColor=colour)


def top(*, centred: bool = False) -> Alignment:
    """Text that begins at the top of its cell and goes on in further lines; a date is centred and never broken."""
    from openpyxl.styles import Alignment

    return Alignment(vertical="top", horizontal="center" if centred else None, wrap_text=not centred)


def lines(colour: str = LINE) -> Border:
    """Thin lines around a cell."""
    from openpyxl.styles import Border, Side

    side = Side(style="thin", color=colour)
    return Border(left=side, right=side, top=side, bottom=side)


def of_mark(mark: Mark) -> DifferentialStyle:
    """The style that a conditional format lays over a cell."""
    from openpyxl.styles import Font, PatternFill
    from openpyxl.styles.differential import DifferentialStyle

    colours = COLOURS[mark]
    return DifferentialStyle(
        font=Font(color=colours.text), fill=PatternFill("solid", bgColor=colours.fill, fgColor=colours.fill)
    )


def as_text(text: str) -> str:
    """The text so that a workbook shows it as it is: `_x0041_` would be shown as an A."""
    return _ESCAPE_LIKE.sub(r"_x005F_\1", text)


def write(cell: Cell | MergedCell, text: str) -> Cell | MergedCell:
    """Put a text into a cell as a text, whatever it begins with or holds."""
    cell.value = as_text(text)
    cell.data_type = "s"
    return cell
