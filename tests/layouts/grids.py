"""Turns small grids written as text into the records that reading a file gives.

    | Case Number  | Date Received |
    | FLD-2019-014 | 2019-03-01    |

A cell is a date where it reads `2019-03-01`, a number where it is one, else text; `"2019"` is the text 2019,
`=0` the result of a formula, `=?` a formula without a value, `\\n` a line break. Lines of dashes are skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime

import numpy as np

from caseaudit.model.table import BLANK, Cell, CellKind, Column, Merge, Sheet, Visibility, Workbook

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_RULE = re.compile(r"\|[-| ]+\|")
_RANGE = re.compile(r"([A-Z]+)(\d+):([A-Z]+)(\d+)")


def cell(text: str) -> Cell | None:
    """The cell that the text stands for; None where it is empty."""
    if not text:
        return None
    if text == "=?":
        return Cell(CellKind.UNCALCULATED, "", linked=True)
    linked = text.startswith("=")
    bare = text.removeprefix("=")
    if len(bare) > 1 and bare[0] == bare[-1] == '"':
        return Cell(CellKind.TEXT, bare[1:-1], linked)
    if _DATE.fullmatch(bare):
        return Cell(CellKind.DATE, datetime.fromisoformat(bare), linked)
    if _NUMBER.fullmatch(bare):
        return Cell(CellKind.NUMBER, float(bare), linked)
    return Cell(CellKind.TEXT, bare.replace("\\n", "\n"), linked)


def rows_of(grid: str) -> list[list[str]]:
    """The rows of a grid; a line `|` is an empty row."""
    lines = [line.strip() for line in grid.strip("\n").splitlines() if line.strip()]
    lines = [
        line for line in lines if not (_RULE.fullmatch(line) and "--" in line and set(line) <= set("|- "))
    ]
    return [[part.strip() for part in line.strip("|").split("|")] if line != "|" else [] for line in lines]


def sheet(
    name: str,
    grid: str | list[list[str]],
    *,
    visibility: str = "visible",
    hidden_rows: Iterable[int] = (),
    hidden_columns: Iterable[int] = (),
    merges: Iterable[str] = (),
    position: int = 0,
) -> Sheet:
    """A sheet; `hidden_rows` count from 1 as in a workbook, `hidden_columns` from 0, `merges` are `A1:C1`."""
    rows = rows_of(grid) if isinstance(grid, str) else grid
    width = max((len(row) for row in rows), default=0)
    columns: dict[int, Column] = {}
    for place in range(width):
        cells = [cell(row[place]) if place < len(row) else None for row in rows]
        distinct = {each: None for each in cells if each is not None}
        if distinct:
            code = {each: number for number, each in enumerate(distinct)}
            codes = np.array([BLANK if each is None else code[each] for each in cells], dtype=np.int32)
            columns[place] = Column(codes, tuple(distinct))
    return Sheet(
        name=name,
        position=position,
        rows=len(rows),
        columns=columns,
        visibility=Visibility(visibility),
        hidden_rows=frozenset(row - 1 for row in hidden_rows),
        hidden_columns=frozenset(hidden_columns),
        merges=tuple(map(_merge, merges)),
    )


def workbook(*sheets: Sheet, form: str = "xlsx", not_read: Mapping[str, str] | None = None) -> Workbook:
    """A workbook of these sheets, in this order."""
    placed = tuple(
        Sheet(s.name, i, s.rows, s.columns, s.visibility, s.hidden_rows, s.hidden_columns, s.merges, s.strays)
        for i, s in enumerate(sheets)
    )
    return Workbook("tracker.xlsx", "0" * 64, form, placed, not_read or {})


def _merge(text: str) -> Merge:
    found = _RANGE.fullmatch(text)
    assert found is not None, text
    return Merge(int(found[2]) - 1, _column(found[1]), int(found[4]) - 1, _column(found[3]))


def _column(name: str) -> int:
    number = 0
    for sign in name:
        number = number * 26 + ord(sign) - 64
    return number - 1
