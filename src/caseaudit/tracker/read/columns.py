"""The child's reply about one sheet, turned into a `Sheet` of numpy-coded columns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from caseaudit.model.table import BLANK, Cell, CellKind, Column, Merge, Sheet, Visibility, address
from caseaudit.tracker.read.marks import FAR_COLUMNS, FAR_ROWS, apart

if TYPE_CHECKING:
    from caseaudit.model.table import Codes, Mask, Rows

MOST_NAMED = 36
"""Strays that are named; more say nothing more."""

_VISIBILITY = {"Hidden": Visibility.HIDDEN, "VeryHidden": Visibility.VERY_HIDDEN}
_KINDS = {kind.value: kind for kind in CellKind}


def sheet_of(reply: dict[str, Any], position: int) -> Sheet:
    """The sheet at `position` of the workbook."""
    codes, contents = _codes(reply), {column: entry[1] for column, entry in reply["columns"].items()}
    strays = set(reply["strays"]) | _set_apart(codes)
    rows = max((int(np.flatnonzero(column)[-1]) + 1 for column in codes.values() if column.any()), default=0)
    columns = {}
    for number, short in codes.items():
        linked = np.frombuffer(reply["linked"].get(number, b""), np.int32)
        column = np.zeros(rows, np.int32)
        column[: len(short)] = short[:rows]
        if column.any():
            columns[number] = _column(column - np.int32(1), contents[number], linked[linked < rows])
    width = max(columns, default=-1) + 1
    hidden = np.frombuffer(reply["hidden_rows"], np.int32)
    return Sheet(
        name=reply["name"],
        position=position,
        rows=rows,
        columns=columns,
        visibility=_VISIBILITY.get(reply["visible"], Visibility.VISIBLE),
        hidden_rows=frozenset(hidden[hidden < rows].tolist()),
        hidden_columns=frozenset(
            chain.from_iterable(range(low, min(high + 1, width)) for low, high in reply["hidden_columns"])
        ),
        merges=tuple(Merge(*merge) for merge in reply["merges"] if merge[0] < rows and merge[1] < width),
        strays=tuple(address(*spot) for spot in sorted(strays)[:MOST_NAMED]),
    )


def _codes(reply: dict[str, Any]) -> dict[int, Codes]:
    return {column: np.frombuffer(entry[0], np.int32).copy() for column, entry in reply["columns"].items()}


def _set_apart(codes: dict[int, Codes]) -> set[tuple[int, int]]:
    """Empty the few cells that stand far off the others, and say which they were."""
    filled = {number: np.flatnonzero(column) for number, column in codes.items()}
    strays = _far_rows(codes, filled) if filled else set()
    numbers = sorted(number for number in codes if codes[number].any())
    if any(after - before > FAR_COLUMNS for before, after in pairwise(numbers)):
        counts = {number: int(np.count_nonzero(codes[number])) for number in numbers}
        for number in apart(counts, FAR_COLUMNS):
            strays |= {(int(row), number) for row in np.flatnonzero(codes[number])}
            codes[number][:] = 0
    return strays


def _far_rows(codes: dict[int, Codes], filled: dict[int, Rows]) -> set[tuple[int, int]]:
    every = np.concatenate(list(filled.values()))
    counts = np.bincount(every) if len(every) else np.zeros(1, np.int64)
    rows = np.flatnonzero(counts)
    if len(rows) < 2 or int(np.diff(rows).max()) <= FAR_ROWS:
        return set()
    by_row = dict(zip(rows.tolist(), counts[rows].tolist(), strict=True))
    far = np.array(sorted(apart(by_row, FAR_ROWS)), np.int64)
    strays = set()
    for number, places in filled.items():
        gone = places[np.isin(places, far)]
        codes[number][gone] = 0
        strays |= {(int(row), number) for row in gone}
    return strays


def _column(codes: Codes, contents: Iterable[Any], linked: Codes) -> Column:
    """The column with its cells; a content that stands both as typed and as a formula's result is two cells."""
    plain = [_cell(content) for content in contents]
    cells = plain
    if len(linked):
        codes = codes.copy()
        of_formula = linked[codes[linked] != BLANK]
        codes[of_formula] += np.int32(len(plain))
        cells = plain + [Cell(cell.kind, cell.value, True) for cell in plain]
    used: Mask = np.zeros(len(cells) + 1, np.bool_)
    used[codes] = True  # BLANK marks the last place, which is no cell.
    used[-1] = False
    if not used[:-1].all():
        places = np.cumsum(used, dtype=np.int32) - np.int32(1)
        places[-1] = BLANK
        codes = places[codes]
        cells = [cell for cell, is_used in zip(cells, used.tolist(), strict=False) if is_used]
    return Column(codes, tuple(cells))


def _cell(content: Any) -> Cell:
    if isinstance(content, str):
        return Cell(CellKind.TEXT, content)
    if isinstance(content, float):
        return Cell(CellKind.NUMBER, content)
    kind, value = content
    return Cell(_KINDS[kind], datetime(*value) if kind == "date" else value)
