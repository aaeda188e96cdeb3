"""What of a workbook in another form can stand in a new one of values, and under which names."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from caseaudit.model.errors import TrackerUnusable
from caseaudit.model.table import BLANK, Cell, CellKind, Column, Sheet, Workbook, cut, letters
from caseaudit.model.words import TOO_LONG
from caseaudit.tracker.edit.cellxml import FIRST_SURE_DAY, LONGEST_TEXT
from caseaudit.tracker.read.reading import NO_DATE

LONGEST_NAME = 31
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384

_NO_NAME = re.compile(r"[\\/*?:\[\]\x00-\x1f]|^'|'$")
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffe\uffff]")


def as_values(workbook: Workbook, names: Mapping[str, str]) -> Workbook:
    """The workbook as the copy is to read: its values, with no formula left.

    Raises:
        TrackerUnusable: a worksheet cannot hold it.
    """
    sheets = []
    for sheet in workbook.sheets:
        where = f"{workbook.path}, sheet {sheet.name}"
        if sheet.rows > MOST_ROWS or max(sheet.columns, default=0) >= MOST_COLUMNS:
            raise TrackerUnusable(where, "has more rows or columns than a worksheet holds.", "Split it.")
        columns = {}
        for number, column in sheet.columns.items():
            kept = _valued(column)
            if any(map(_is_too_long, kept.cells)):
                what = f"column {letters(number)} has an entry of more than {LONGEST_TEXT:,} characters."
                raise TrackerUnusable(where, what, "Shorten it: no cell of a workbook can hold it.")
            if kept.cells:
                columns[number] = kept
        sheets.append(_trimmed(sheet, columns, names[sheet.name]))
    return Workbook(workbook.path, workbook.sha256, "xlsx", tuple(sheets), {})


def _is_too_long(cell: Cell) -> bool:
    if cell.kind is CellKind.ERROR:
        return str(cell.value).startswith(TOO_LONG)
    return isinstance(cell.value, str) and len(cell.value) > LONGEST_TEXT


def _trimmed(sheet: Sheet, columns: dict[int, Column], name: str) -> Sheet:
    import numpy as np

    ends = (int(np.flatnonzero(column.codes != BLANK)[-1]) + 1 for column in columns.values())
    rows, width = max(ends, default=0), max(columns, default=-1) + 1
    return Sheet(
        name, sheet.position, rows, {n: Column(c.codes[:rows], c.cells) for n, c in columns.items()}, sheet.visibility,
        frozenset(row for row in sheet.hidden_rows if row < rows),
        frozenset(column for column in sheet.hidden_columns if column < width),
        tuple(merge for merge in sheet.merges if merge.top < rows and merge.left < width),
    )  # fmt: skip


def _valued(column: Column) -> Column:
    """The column as values; formulas without one are empty."""
    import numpy as np

    codes: list[int] = []
    cells: list[Cell] = []
    for cell in column.cells:
        value = _value(cell)
        codes.append(BLANK if value is None else len(cells))
        if value is not None:
            cells.append(value)
    return Column(np.array([*codes, BLANK], dtype=np.int32)[column.codes], tuple(cells))


def _value(cell: Cell) -> Cell | None:
    """What stands for a cell in a workbook of values; None where nothing can."""
    value = cell.value
    if cell.kind is CellKind.UNCALCULATED or (isinstance(value, str) and not value):
        return None
    if isinstance(value, datetime) and value != NO_DATE and value.date() < FIRST_SURE_DAY:
        return Cell(CellKind.TEXT, cell.text)
    if isinstance(value, float) and not math.isfinite(value):
        return Cell(CellKind.TEXT, cell.text)
    if cell.kind is CellKind.OTHER:
        return Cell(CellKind.TEXT, value)
    if isinstance(value, str) and cell.kind is CellKind.TEXT:
        return Cell(CellKind.TEXT, _NO_CHARACTER.sub("\ufffd", value))
    return Cell(cell.kind, value)


def names_in_copy(workbook: Workbook) -> dict[str, str]:
    """By sheet: its name in the copy, which has at most 31 characters, some of them forbidden, and no double."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for sheet in workbook.sheets:
        base = cut(_NO_NAME.sub("_", sheet.name), LONGEST_NAME).strip() or "Sheet"
        name, number = base, 1
        while name.casefold() in taken:
            number += 1
            name = f"{cut(base, LONGEST_NAME - len(str(number)) - 1)} {number}"
        taken.add(name.casefold())
        names[sheet.name] = name
    return names


def notes(workbook: Workbook, names: Mapping[str, str]) -> Iterator[str]:
    article = "An" if workbook.form[0] in "xo" else "A"
    yield f"{article} .{workbook.form} file becomes a new workbook of values: formatting is not carried over."
    cells = [cell for sheet in workbook.sheets for column in sheet.columns.values() for cell in column.cells]
    if any(cell.linked for cell in cells):
        yield "Formulas are not carried over: the copy has the values they showed."
    if any(cell.kind is CellKind.UNCALCULATED for cell in cells):
        yield "Formulas that hold no value are blank in the copy."
    for sheet in workbook.sheets:
        name = names[sheet.name]
        if name != sheet.name:
            yield f'The sheet "{sheet.name}" is named "{name}" in the copy: no workbook allows such a name.'
        if sheet.strays:
            yield f'Cells far off the table are not in the copy ("{sheet.name}": {", ".join(sheet.strays[:5])}).'
    for name in workbook.not_read:
        yield f'The sheet "{name}" could not be read and is not in the copy.'
