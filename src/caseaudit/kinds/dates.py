"""Reading one cell of a date column."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum

from caseaudit.kinds.date_texts import (
    RECENT,
    DateText,
    from_number,
    has_year_in_front,
    in_words,
    is_iso,
    read_date_text,
)  # fmt: skip
from caseaudit.model.table import Cell, CellKind

__all__ = ["DateText", "DayOrder", "day_order", "in_words", "one_date", "read_date_cell"]


class DayOrder(StrEnum):
    """Which of day, month and year comes first in a column's numeric dates, where its entries show it."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    YEAR_FIRST = "year first"
    UNSETTLED = "unsettled"


def day_order(cells: Iterable[Cell], *, iso_text_is_clean: bool = False) -> DayOrder:
    """The order that the entries which allow one reading agree on; unsettled where several are seen, or none.

    A year of four digits in front shows that it stands there in two digits too. `iso_text_is_clean` says that
    `2020-03-31` is how the text file's program writes every date, and so shows nothing.
    """
    seen = {
        order
        for cell in cells
        if cell.kind is CellKind.TEXT
        for order in _shown(str(cell.value), iso_text_is_clean)
    }
    by_day = seen - {DayOrder.YEAR_FIRST, DayOrder.UNSETTLED}
    if seen == {DayOrder.YEAR_FIRST}:
        return DayOrder.YEAR_FIRST
    return by_day.pop() if len(by_day) == 1 else DayOrder.UNSETTLED


def _shown(text: str, iso_text_is_clean: bool) -> tuple[DayOrder, ...]:
    """The order that an entry shows; "unsettled" where it shows only that the year stands last."""
    said = read_date_text(text)
    if not said.readings:
        return ()
    if said.settles:
        if said.year_first is not None:
            return (DayOrder.YEAR_FIRST,)
        return (DayOrder.DAY_FIRST if said.month_first is None else DayOrder.MONTH_FIRST,)
    if has_year_in_front(text):
        return () if iso_text_is_clean and is_iso(text) else (DayOrder.YEAR_FIRST,)
    return (DayOrder.UNSETTLED,) if len(said.readings) == 2 and said.year_first is None else ()


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
    readings = said.readings
    if len(readings) < 2:
        return (readings[0] if readings else None), said.why
    settled = {
        DayOrder.DAY_FIRST: said.day_first,
        DayOrder.MONTH_FIRST: said.month_first,
        DayOrder.YEAR_FIRST: said.year_first,
    }.get(order)
    if settled is None or (said.year_first is not None and settled.year < RECENT):
        return None, f"reads as {_listed(readings)}"
    return settled, ""


def _listed(readings: tuple[date, ...]) -> str:
    return (
        " and as ".join(map(in_words, readings))
        if len(readings) < 3
        else ", as ".join(map(in_words, readings))
    )
