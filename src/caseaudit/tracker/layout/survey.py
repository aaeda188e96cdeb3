"""What could be seen of a workbook's layout, sheet by sheet, also where it cannot be audited."""

from __future__ import annotations

from collections.abc import Iterator

from caseaudit.model.definition import Definition
from caseaudit.model.layout import (
    LIST_COLUMN,
    NOTHING_STATED,
    Certainty,
    ColumnSeen,
    SheetSeen,
    StatedLayout,
)
from caseaudit.model.table import Workbook
from caseaudit.tracker.layout.assignment import told_list
from caseaudit.tracker.layout.choice import Choice
from caseaudit.tracker.layout.evidence import LIST
from caseaudit.tracker.layout.sheets import Block, SheetView, view_sheet
from caseaudit.tracker.layout.texts import tidy
from caseaudit.tracker.layout.tools import Tools, tools_of
from caseaudit.tracker.layout.twins import read_by_twins


def survey(
    workbook: Workbook, definition: Definition, stated: StatedLayout = NOTHING_STATED
) -> tuple[SheetSeen, ...]:
    """Each sheet with its header, its columns with the evidence for what they are, and the fields it lacks."""
    tools = tools_of(definition)
    views = [view_sheet(sheet, tools, stated.of(sheet.name)) for sheet in workbook.sheets]
    return tuple(_seen(view, tools) for view in read_by_twins(views, tools))


def _seen(view: SheetView, tools: Tools) -> SheetSeen:
    if not view.blocks:
        return SheetSeen(view.sheet.name, looks_like_list=view.looks_like_list)
    block = view.blocks[0]
    columns = tuple(_columns(view, block))
    found = {each.part for each in columns if each.certainty is not Certainty.OPEN}
    return SheetSeen(
        view.sheet.name,
        header_row=block.header.lower + 1,
        list=told_list(view, tools),
        tells_list=LIST_COLUMN in found or any(each.rows.banners for each in view.blocks),
        cases=view.cases,
        columns=columns,
        missing=tuple(name for name in tools.definition.fields if name not in found),
    )


def _columns(view: SheetView, block: Block) -> Iterator[ColumnSeen]:
    weighed = {each.column: each for each in block.settled.choices}
    fields = {column: name for name, column in block.settled.fields.items()}
    for column in block.settled.table:
        heading = block.header.headings.get(column)
        text = "" if heading is None else tidy(heading.text)
        part = fields.get(column) or (LIST_COLUMN if column in block.settled.lists else None)
        choice = weighed.get(column)
        if heading is None and part is None and choice is None:
            continue
        yield _column(view.letters(column), text, part, choice)


def _column(letters: str, text: str, part: str | None, choice: Choice | None) -> ColumnSeen:
    if choice is None:
        return ColumnSeen(letters, text, part, Certainty.CERTAIN if part else Certainty.NOTHING)
    rivals = tuple(LIST_COLUMN if each == LIST else each for each in choice.rivals)
    open_ = part is None and choice.part is not None
    certainty = Certainty.ASSUMED if choice.assumed else Certainty.CERTAIN if part else Certainty.NOTHING
    clues = sorted(choice.clues, key=lambda clue: -abs(clue.points))
    return ColumnSeen(
        letters,
        text,
        LIST_COLUMN if choice.part == LIST else choice.part,
        Certainty.OPEN if open_ else certainty,
        round(choice.margin, 1),
        tuple((round(clue.points, 1), clue.what) for clue in clues),
        rivals,
    )
