"""Sheets with the same headings in the same columns: what a full one tells of its columns holds for one of few cases.

An office that keeps a sheet for each month has months with a case or two, whose entries alone tell little.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from caseaudit.model.layout import LIST_COLUMN, StatedSheet
from caseaudit.model.table import letters
from caseaudit.tracker.layout.sheets import Block, SheetView, view_sheet
from caseaudit.tracker.layout.texts import tidy
from caseaudit.tracker.layout.tools import Tools


def read_by_twins(views: Sequence[SheetView], tools: Tools) -> Iterator[SheetView]:
    """The sheets; one that nothing tells the list of is read as the fullest sheet with the same headings."""
    full = sorted((view for view in views if _tells_list(view)), key=lambda view: -view.cases)
    known = {frozenset(headings_of(view).items()): view for view in reversed(full)}
    for view in views:
        twin = (
            None
            if _tells_list(view) or not _is_open(view)
            else known.get(frozenset(headings_of(view).items()))
        )
        yield view if twin is None else _as(twin, view, tools)


def _as(twin: SheetView, view: SheetView, tools: Tools) -> SheetView:
    """The sheet with the columns of its twin, where it then has the cases that it had."""
    settled = twin.blocks[0].settled
    parts = {letters(column): name for name, column in settled.fields.items()}
    parts |= {letters(column): LIST_COLUMN for column in settled.lists}
    header_row = view.blocks[0].header.lower + 1
    seen = view_sheet(view.sheet, tools, StatedSheet(header_row=header_row, columns=parts))
    if seen.cases < view.cases:
        return view
    # Nobody stated them: they are told as they are on the other sheet.
    blocks = tuple(
        replace(block, settled=replace(block.settled, why=settled.why)) if place == 0 else block
        for place, block in enumerate(seen.blocks)
    )
    return replace(seen, blocks=blocks)


def _is_open(view: SheetView) -> bool:
    return view.plain_list is None and len(view.blocks) == 1 and view.fold is None and view.cases > 0


def _tells_list(view: SheetView) -> bool:
    return _is_open(view) and bool(view.blocks[0].settled.lists)


def headings_of(view: SheetView) -> Mapping[int, str]:
    """The headings of a sheet's first table by column, capitals set aside."""
    block: Block = view.blocks[0]
    return {column: tidy(heading.text).casefold() for column, heading in block.header.headings.items()}
