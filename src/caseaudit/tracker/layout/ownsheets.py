"""Sheets that this program wrote: findings, work lists, indicators. They are no case lists, whatever stands in them."""

from __future__ import annotations

from caseaudit.model.marks import MARKED_BY
from caseaudit.model.table import Sheet

OWN_HEADS = (
    frozenset(("cell", "rule", "what is wrong", "what to write")),
    frozenset(("cell", "rule", "why", "what to write", "resolution")),
    frozenset(("severity", "rule", "cell", "what is wrong")),
)
"""Headings that stand together on a sheet of findings or a work list, and on no tracker."""
_ROWS = 6

WHY = "a sheet that caseaudit wrote"


def is_own(sheet: Sheet) -> bool:
    """Whether the program wrote the sheet, by its first cell or by its headings."""
    texts = [set[str]() for _ in range(min(_ROWS, sheet.rows))]
    for number, column in sheet.columns.items():
        for row, known in enumerate(texts):
            cell = column.at(row)
            if cell is None or not isinstance(cell.value, str):
                continue
            if number == row == 0 and cell.value.startswith(MARKED_BY):
                return True
            known.add(cell.value.casefold())
    return any(heads <= known for known in texts for heads in OWN_HEADS)
