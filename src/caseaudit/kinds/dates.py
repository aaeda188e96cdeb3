"""Reading one cell of a date column."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from caseaudit.kinds.date_texts import DateText, from_number, in_words, read_date_text
from caseaudit.model.table import Cell, CellKind

__all__ = ["DateText", "DayOrder", "day_order", "in_words", "one_date", "read_date_cell"]


class DayOrder(StrEnum):
    """Which of day and month comes first in a column's numeric dates, where its entries show it."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    UNSETTLED = "unsettled"


def day_order(cells: Iterable[Cell]) -> DayOrder:
    """The order that the entries which allow one reading agree on; unsettled where both are seen, or none."""
    seen = set()
    for cell in cells:
        if cell.kind is CellKind.TEXT:
            said = read_date_text(str(cell.value))
            if said.settles:
                seen.add(DayOrder.DAY_FIRST if said.month_first is None else DayOrder.MONTH_FIRST)
    return seen.pop() if len(seen) == 1 else DayOrder.UNSETTLED


def read_date_cell(cell: Cell, epoch_1904: bool = False) -> DateText:
    """What dates a cell can be read as; a date cell is read as its day."""
    value = cell.value
    if isinstance(value, datetime):
        return DateText(value.date(), value.date())
    if isinstance(value, bool) or cell.kind is CellKind.OTHER:
        return DateText(why="is not a date")
    return from_number(value, epoch_1904) if isinstance(value, float) else read_date_text(value, epoch_1904)


def one_date(said: DateText, order: DayOrder) -> tuple[date | None, str]:
    """The one date that a cell says in a column of this order, or None and why not."""
    day_first, month_first = said.day_first, said.month_first
    if day_first is None or month_first is None or day_first == month_first:
        return day_first or month_first, said.why
    if order is DayOrder.UNSETTLED:
        return None, f"reads as {in_words(day_first)} and as {in_words(month_first)}"
    return day_first if order is DayOrder.DAY_FIRST else month_first, ""
