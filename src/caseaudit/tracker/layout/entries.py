"""Brings every entry to its case: rows that continue, merged cells, tables in several blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import compress
from typing import TYPE_CHECKING

from caseaudit.model.definition import Field, Holds
from caseaudit.model.layout import CaseTable
from caseaudit.model.table import BLANK, Cell, CellKind, Column, Sheet
from caseaudit.tracker.layout.assignment import Part
from caseaudit.tracker.layout.merging import merged_down
from caseaudit.tracker.layout.texts import is_blank
from caseaudit.tracker.layout.tools import Tools

if TYPE_CHECKING:
    from caseaudit.model.table import Codes, Rows

Places = dict[int, tuple[int, int]]


def case_table(parts: Sequence[Part], tools: Tools) -> CaseTable:
    """The table of one list from its parts on one sheet (more than one where another header stands between)."""
    import numpy as np

    first = parts[0]
    sheet, header = first.view.sheet, first.block.header
    columns: dict[str, int] = {}
    for part in parts:
        for name, column in part.block.settled.fields.items():
            columns.setdefault(name, column)
    entries: dict[str, Column] = {}
    anchors: dict[str, Mapping[int, tuple[int, int]]] = {}
    for name in (name for name in tools.definition.fields if name in columns):
        field = tools.definition.fields[name]
        entries[name], places = _joined([_entries(part, field) for part in parts], parts, columns[name], name)
        if places:
            anchors[name] = places
    table = CaseTable(
        list=first.list,
        sheet=sheet,
        first_header_row=header.upper,
        header_row=header.lower,
        columns={name: columns[name] for name in tools.definition.fields if name in columns},
        rows=np.concatenate([part.rows for part in parts]),
        entries=entries,
        anchors=anchors,
        first_filled_header=_first_filled(sheet, header.lower),
    )
    return table if first.view.fold is None else first.view.fold.unfolded(table)


def joined_table(tables: Sequence[CaseTable], tools: Tools) -> CaseTable:
    """One table of all cases of a list that stands on several sheets."""
    import numpy as np

    first = tables[0]
    columns = {name: column for each in reversed(tables) for name, column in each.columns.items()}
    columns |= first.columns
    entries: dict[str, Column] = {}
    anchors: dict[str, Mapping[int, tuple[int, int]]] = {}
    for name in (name for name in tools.definition.fields if name in columns):
        codes: list[Codes] = []
        cells: tuple[Cell, ...] = ()
        places: Places = {}
        start = 0
        for each in tables:
            own = each.entries.get(name) or Column(np.full(len(each.rows), BLANK, dtype=np.int32), ())
            codes.append(np.where(own.codes == BLANK, BLANK, own.codes + len(cells)).astype(np.int32))
            cells = (*cells, *own.cells)
            column = each.columns.get(name, columns[name])
            if column != columns[name]:
                places |= {start + at: (int(row), column) for at, row in enumerate(each.rows)}
            places |= {start + at: place for at, place in each.anchors.get(name, {}).items()}
            start += len(each.rows)
        entries[name] = Column(np.concatenate(codes), cells)
        if places:
            anchors[name] = places
    return replace(
        first,
        columns={name: columns[name] for name in tools.definition.fields if name in columns},
        rows=np.concatenate([each.rows for each in tables]),
        entries=entries,
        anchors=anchors,
        joined=tuple(tables),
    )


def _first_filled(sheet: Sheet, row: int) -> int:
    return next((c for c in sorted(sheet.columns) if not is_blank(sheet.at(row, c))), 0)


def _entries(part: Part, field: Field) -> tuple[Codes, tuple[Cell, ...], Places]:
    """The codes of one field's entries, their cells, and where merged entries stand."""
    import numpy as np

    sheet = part.view.sheet
    column = part.block.settled.fields.get(field.name)
    of = None if column is None else sheet.columns.get(column)
    if column is None or of is None:
        return np.full(len(part.rows), BLANK, dtype=np.int32), (), {}
    codes = of.codes[part.rows]
    places = _merged(sheet, column, part.rows, codes)
    more: list[Cell] = []
    for row, case in part.block.rows.continued.items():
        cell = of.at(row)
        at = int(np.searchsorted(part.rows, case))
        if cell is None or is_blank(cell) or at >= len(part.rows) or part.rows[at] != case:
            continue
        before = (
            None if codes[at] == BLANK else (*of.cells, *more)[codes[at]] if more else of.cells[codes[at]]
        )
        joined = _continued(before, cell, field)
        if joined is not None:
            codes[at] = len(of.cells) + len(more)
            more.append(joined)
    return codes, (*of.cells, *more) if more else of.cells, places


def _merged(sheet: Sheet, column: int, rows: Rows, codes: Codes) -> Places:
    """Fills the entry of each vertical merge into the cases that it reaches over."""
    import numpy as np

    places: Places = {}
    for top, below in merged_down(sheet, lambda merge: merge.left == column):
        if is_blank(sheet.at(top, column)):
            continue
        start, stop = np.searchsorted(rows, (below.start, below.stop)).tolist()
        for at in range(start, stop):
            if codes[at] == BLANK:
                codes[at] = sheet.columns[column].codes[top]
                places[at] = (top, column)
    return places


def _continued(before: Cell | None, cell: Cell, field: Field) -> Cell | None:
    """The entry with what a continuing row adds to it; None where it stays as it is."""
    if is_blank(before) or before is None:
        return cell
    one, other = before.text.strip(), cell.text.strip()
    if one == other:
        return None
    if field.holds is Holds.TERMS:
        return Cell(CellKind.TEXT, one.rstrip("; ") + "; " + other.lstrip("; "))
    if field.holds in (Holds.TEXT, Holds.UPDATE, Holds.TERM):
        return Cell(CellKind.TEXT, f"{one} {other}")
    return None


def _joined(
    found: Sequence[tuple[Codes, tuple[Cell, ...], Places]], parts: Sequence[Part], column: int, name: str
) -> tuple[Column, Places]:
    """One column of all parts, with only the cells that its cases use."""
    import numpy as np

    codes: list[Codes] = []
    cells: tuple[Cell, ...] = ()
    places: Places = {}
    start = 0
    for (own_codes, own_cells, own_places), part in zip(found, parts, strict=True):
        compact, used = _compact(own_codes, own_cells)
        codes.append(
            np.where(compact == BLANK, BLANK, compact + len(cells)).astype(np.int32) if cells else compact
        )
        cells = (*cells, *used) if cells else used
        places.update({start + at: place for at, place in own_places.items()})
        own_column = part.block.settled.fields.get(name)
        if own_column is not None and own_column != column:
            elsewhere = {start + at: (int(row), own_column) for at, row in enumerate(part.rows)}
            places = {**elsewhere, **places}
        start += len(part.rows)
    return Column(codes[0] if len(codes) == 1 else np.concatenate(codes), cells), places


def _compact(codes: Codes, cells: tuple[Cell, ...]) -> tuple[Codes, tuple[Cell, ...]]:
    """The same column without the cells that no code stands for."""
    import numpy as np

    used = np.zeros(len(cells) + 1, dtype=bool)
    used[codes] = True
    used[-1] = False
    if used[:-1].all():
        return codes, cells
    places = np.cumsum(used, dtype=np.int32) - 1
    places[-1] = BLANK
    return places[codes].astype(np.int32), tuple(compress(cells, used[:-1].tolist()))
