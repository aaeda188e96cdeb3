"""Trackers with registers, drawn from plain Python values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

import numpy as np

from caseaudit.model.definition import Definition
from caseaudit.model.indicators import Indicators, Measured, Month
from caseaudit.model.table import Cell, CellKind, Column, Sheet, Visibility, Workbook
from caseaudit.stories.audit import AuditOptions, Examined, examine_workbook
from caseaudit.stories.indicators import Sources, measure
from tests.tables import Grid, filled, load_definition, workbook

Value = str | int | float | date | None

ACTIVE = [["Case Number"], *([f"FLD-2019-{number:03}"] for number in range(1, 7))]
HEADER: tuple[Value, ...] = (
    "Action Date", "Action", "Merchandise", "Entity", "Source Country", "Status", "Amount", "Case Number"
)  # fmt: skip
WRO, DETENTION = "Withhold Release Order", "Shipment Detention"


def action(
    day: Value, kind: Value = WRO, goods: Value = "Garments", status: Value = None, case: Value = None
) -> tuple[Value, ...]:
    """A right action, but for what is given."""
    status = "Active" if status is None and kind == WRO else status
    return (day, kind, goods, "Halden Mill", "China", status, 5000 if kind == "Penalty" else None, case)


def register(name: str, rows: Sequence[Sequence[Value]], position: int = 5, **more: object) -> Sheet:
    """A sheet of these values: a `date` is a date cell, a number a number, a text a text."""
    width = max((len(row) for row in rows), default=0)
    columns = {}
    for number in range(width):
        column = _column([row[number] if number < len(row) else None for row in rows])
        if column is not None:
            columns[number] = column
    return replace(Sheet(name, position, len(rows), columns), **more)  # type: ignore[arg-type]


def tracker(
    *sheets: Sheet,
    active: Sequence[Sequence[str]] = ACTIVE,
    others: Mapping[str, Sequence[Sequence[str]]] | None = None,
) -> Workbook:
    """A workbook of clean lists and these registers; the newest update is of 30 March 2020."""
    grids = [Grid("Active", filled(active, "active"))]
    grids += [Grid(name.title(), filled(rows, name)) for name, rows in (others or {}).items()]
    book = workbook(grids)
    placed = [replace(each, position=len(book.sheets) + place) for place, each in enumerate(sheets)]
    return replace(book, sheets=(*book.sheets, *placed))


def examined(book: Workbook, *, as_of: date | None = None, definition: Definition | None = None) -> Examined:
    """The workbook, audited as on 15 April 2020."""
    options = AuditOptions(as_of=as_of, today=date(2020, 4, 15))
    return examine_workbook(book, definition or load_definition(), options)


def counted(book: Workbook, month: str | None = None, *, as_of: date | None = None) -> Indicators:
    """The indicators of a workbook for a month, `2020-03`."""
    done = examined(book, as_of=as_of)
    wanted = None if month is None else Month(int(month[:4]), int(month[5:]))
    return measure(Sources(done.workbook, done.tracker, done.found), done.audit, wanted, {})


def of(report: Indicators, name: str) -> Measured:
    """One indicator of a report."""
    return next(each for each in report.measured if each.indicator.name == name)


def hidden(sheet: Sheet) -> Sheet:
    """The sheet, hidden."""
    return replace(sheet, visibility=Visibility.HIDDEN)


def _column(values: Sequence[Value]) -> Column | None:
    cells: list[Cell] = []
    codes = []
    for value in values:
        cell = _cell(value)
        if cell is not None and cell not in cells:
            cells.append(cell)
        codes.append(-1 if cell is None else cells.index(cell))
    return Column(np.array(codes, dtype=np.int32), tuple(cells)) if cells else None


def _cell(value: Value) -> Cell | None:
    if value is None:
        return None
    if isinstance(value, str):
        return Cell(CellKind.TEXT, value)
    if isinstance(value, date):
        return Cell(CellKind.DATE, datetime(value.year, value.month, value.day))
    return Cell(CellKind.NUMBER, float(value))
