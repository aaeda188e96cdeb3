"""The table of a sheet: the row that heads its columns, and what stands below.

Nothing is known of the fields, so the heading row is told by its form: short texts that differ, as wide as the rows
below, which they are unlike: other kinds of entries stand there, or the same ones again and again.
"""

from __future__ import annotations

from dataclasses import dataclass

from caseaudit.kinds.characters import is_blank
from caseaudit.model.table import Cell, CellKind, Sheet

_LOOKED_AT = 60
_BELOW = 200
_LONGEST = 120
"""Letters of a heading; a longer text is prose."""
FEWEST_COLUMNS = 2


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A table of a sheet: the row of its headings and its last row (from 0), and the headings by column."""

    sheet: Sheet
    header_row: int
    last_row: int
    headings: dict[int, str]

    def entries(self, column: int) -> list[Cell | None]:
        """The cells of a column below its heading, those of blank rows left out."""
        found = self.sheet.columns[column]
        return [_shown(found.at(row)) for row in self.rows]

    @property
    def rows(self) -> list[int]:
        """The rows that hold entries: more than one of them, so that totals and notes below do not count."""
        return [
            row
            for row in range(self.header_row + 1, self.last_row + 1)
            if _filled(self.sheet, row, self.headings) >= min(2, len(self.headings))
        ]


def table_of(sheet: Sheet) -> Table | None:
    """The table of a sheet, None where nothing looks like one."""
    best: tuple[float, int] | None = None
    for row in range(min(sheet.rows, _LOOKED_AT)):
        score = _score(sheet, row)
        if score is not None and (best is None or score > best[0]):
            best = score, row
    if best is None:
        return None
    row = best[1]
    headings = {
        column: " ".join(cell.text.split())
        for column in sorted(sheet.columns)
        if (cell := _shown(sheet.at(row, column))) is not None
    }
    return Table(sheet, row, _last_row(sheet, row, headings), headings)


def _score(sheet: Sheet, row: int) -> float | None:
    """How much a row looks like the headings of what stands below; None where it cannot be."""
    cells = {column: cell for column in sheet.columns if (cell := _shown(sheet.at(row, column))) is not None}
    texts = [cell.text.strip().casefold() for cell in cells.values() if _is_heading(cell)]
    if len(texts) < FEWEST_COLUMNS or len(texts) < 0.7 * len(cells):
        return None
    below = [
        sum(_shown(sheet.at(other, column)) is not None for column in sheet.columns)
        for other in range(row + 1, min(sheet.rows, row + 1 + _BELOW))
    ]
    filled = sorted(count for count in below if count)
    if not filled or len(cells) < 0.5 * filled[len(filled) // 2]:
        return None
    unlike = sum(_differs(sheet, row, column, cell) for column, cell in cells.items())
    doubled = len(texts) - len(set(texts))
    first = 1.5 if row == 0 or all(_shown(sheet.at(row - 1, column)) is None for column in cells) else 0.0
    return len(texts) + 2.0 * unlike - 2.0 * doubled - 3.0 * (len(cells) - len(texts)) + first - 0.3 * row


def _is_heading(cell: Cell) -> bool:
    if cell.kind is CellKind.NUMBER:
        return False
    return cell.kind is CellKind.TEXT and len(cell.text) <= _LONGEST and not cell.text.strip().isdecimal()


def _differs(sheet: Sheet, row: int, column: int, heading: Cell) -> bool:
    """Whether the entries below are of another kind than the heading, or repeat each other and never it."""
    cells = [
        cell
        for other in range(row + 1, min(sheet.rows, row + 1 + _BELOW))
        if (cell := _shown(sheet.at(other, column))) is not None
    ]
    if not cells:
        return False
    if sum(cell.kind is not CellKind.TEXT for cell in cells) > len(cells) / 2:
        return True
    texts = [cell.text.strip().casefold() for cell in cells]
    if heading.text.strip().casefold() in texts:
        return False
    if any(char.isdigit() for char in "".join(texts[:20])) and not any(
        char.isdigit() for char in heading.text
    ):
        return True
    longer = sorted(map(len, texts))[len(texts) // 2] > 2 * len(heading.text)
    return longer or len(set(texts)) <= len(texts) / 2


def _last_row(sheet: Sheet, header_row: int, headings: dict[int, str]) -> int:
    """The last row of the table: it ends at two blank rows, where anything may follow."""
    last, blank = header_row, 0
    for row in range(header_row + 1, sheet.rows):
        if _filled(sheet, row, headings):
            last, blank = row, 0
        else:
            blank += 1
            if blank > 2 and last > header_row:
                break
    return last


def _filled(sheet: Sheet, row: int, headings: dict[int, str]) -> int:
    return sum(_shown(sheet.at(row, column)) is not None for column in headings)


def _shown(cell: Cell | None) -> Cell | None:
    return None if cell is None or is_blank(cell.text) else cell
