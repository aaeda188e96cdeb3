"""The remarks on a case sheet: headings in doubt, columns nobody expects, hidden rows and columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from caseaudit.model.finding import HeaderMatch, Place
from caseaudit.model.layout import Remark, RemarkKind
from caseaudit.model.table import BLANK, Sheet, letters
from caseaudit.model.words import counted
from caseaudit.tracker.layout.assignment import Assigned
from caseaudit.tracker.layout.columns import STATED, Doubt
from caseaudit.tracker.layout.evidence import LIST, Clue
from caseaudit.tracker.layout.header import Header
from caseaudit.tracker.layout.sheets import Block
from caseaudit.tracker.layout.texts import is_blank, label, tidy
from caseaudit.tracker.layout.tools import Tools

_FEWEST_NAMES = 4
"""Headings that name fields, from which columns beside the table are a case table."""


def header_matches(assigned: Assigned) -> Iterator[HeaderMatch]:
    """What each column of the sheet was taken for."""
    sheet = assigned.view.sheet
    for number, block in enumerate(assigned.view.blocks):
        fields = {column: name for name, column in block.settled.fields.items()}
        for column in block.settled.table:
            heading = block.header.headings.get(column)
            if (heading is None and column not in fields) or (number and not len(block.rows.cases)):
                continue
            why = (
                "list column"
                if column == assigned.list_column and column not in fields
                else block.settled.why.get(column, "unrecognized")
            )
            text = "" if heading is None else tidy(heading.text)
            yield HeaderMatch(sheet.name, assigned.view.letters(column), text, fields.get(column), why)


def sheet_remarks(assigned: Assigned, tools: Tools, *, tells_hidden: bool = True) -> Iterator[Remark]:
    """All remarks on one case sheet; `tells_hidden` says whether one is that the sheet is hidden."""
    if tells_hidden:
        yield from _hidden_sheet(assigned)
    yield from _second_table(assigned, tools)
    yield from _assumed_lists(assigned, tools)
    for block in assigned.view.blocks:
        doubts = (doubt for doubt in block.settled.doubts if doubt.column != assigned.list_column)
        yield from (_doubt(assigned, block, doubt, tools) for doubt in doubts)
        yield from _assumed(assigned, block, tools)
        yield from _unrecognized(assigned, block)
        yield from _hidden_columns(assigned, block)
        yield from _hidden_rows(assigned, block)


def _assumed_lists(assigned: Assigned, tools: Tools) -> Iterator[Remark]:
    """The titles, banners and entries that are read as a list, but do not plainly name it."""
    view = assigned.view
    for each in assigned.assumed:
        title = tools.definition.lists[each.list].title
        what = f'"{tidy(each.text)[:_LONGEST_SHOWN]}" is' if each.text else "The cases of the sheet are"
        said = (
            f"{what} read as the {title} list, because {each.because}. "
            f'If that is wrong, say which list it is in [layout]; if it is right, write "{title}".'
        )
        cell = view.address(each.row, each.column) if each.text else ""
        place = view.place(each.row, each.column) if each.text else (0, 0)
        yield Remark(
            RemarkKind.ASSUMED, view.sheet.name, cell, *place, each.list, each.text or None, {"what": said}
        )


def _second_table(assigned: Assigned, tools: Tools) -> Iterator[Remark]:
    """Columns beside the table that are headed as a case table is."""
    sheet, block = assigned.view.sheet, assigned.view.blocks[0]
    aside = block.settled.aside
    row = block.header.lower
    headings = [tidy(label(sheet.at(row, column))) for column in aside]
    if sum(tools.headings.are_names(headings)) < _FEWEST_NAMES:
        return
    span = f"{letters(aside[0])} to {letters(aside[-1])}"
    what = (
        f"A second case table stands beside the first, in columns {span}, and was left out. "
        "Put its cases below the others, or on a sheet of their own."
    )
    cell = assigned.view.address(row, aside[0])
    yield Remark(
        RemarkKind.SECOND_TABLE, sheet.name, cell, row, aside[0], _list(assigned), None, {"what": what}
    )


def _list(assigned: Assigned) -> str | None:
    lists = assigned.lists
    return lists[0] if len(lists) == 1 else None


def _heading_place(sheet: Sheet, header: Header, column: int) -> tuple[int, str | None]:
    """The row and the text of a column's heading as they stand."""
    for row in (header.lower, header.upper):
        cell = sheet.at(row, column)
        if cell is not None and not is_blank(cell):
            return row, cell.text
    return header.lower, None


def _doubt(assigned: Assigned, block: Block, doubt: Doubt, tools: Tools) -> Remark:
    sheet = assigned.view.sheet
    row, text = _heading_place(sheet, block.header, doubt.column)
    headers = [tools.definition.fields[name].header for name in doubt.fields]
    detail: dict[str, str] = {"fields": " or ".join(headers)}
    related: tuple[Place, ...] = ()
    shown = tidy(text or "")
    if doubt.read is None and len(headers) == 1:
        detail["what"] = (
            f'The heading "{shown}" could be {headers[0]}, but this is not certain, so the column was not read; '
            f'head it "{headers[0]}" if it is that field.'
        )
    elif doubt.read is None:
        listed = ", ".join(headers[:-1]) + " or " + headers[-1]
        detail["what"] = (
            f'The heading "{shown}" could be {listed}, so the column was read as none of them; '
            "head it with the one that it is."
        )
    else:
        other_row, other = _heading_place(sheet, block.header, doubt.read)
        place = Place(sheet.name, assigned.view.address(other_row, doubt.read))
        related = (place,)
        detail |= {"read": place.cell, "other": tidy(other or "")}
        detail["what"] = (
            f'Two columns could be {headers[0]}: "{detail["other"]}" in {place.cell} was read, "{shown}" was not; '
            "keep one, or give the other another heading."
        )
    cell = assigned.view.address(row, doubt.column)
    kind = RemarkKind.AMBIGUOUS_HEADER
    return Remark(kind, sheet.name, cell, row, doubt.column, _list(assigned), text, detail, related)


_LONGEST_SHOWN = 80
_CLUES = 3
"""Pieces of evidence that are shown."""


def _assumed(assigned: Assigned, block: Block, tools: Tools) -> Iterator[Remark]:
    """The columns whose part is ahead of the others, but not certain."""
    sheet = assigned.view.sheet
    for choice in block.settled.choices:
        if not choice.assumed or choice.part is None or not len(block.rows.cases):
            continue
        if choice.part == LIST and choice.column != assigned.list_column:
            continue
        row, text = _heading_place(sheet, block.header, choice.column)
        field = None if choice.part == LIST else tools.definition.fields[choice.part]
        title = "the list of each case" if field is None else field.header
        cell = assigned.view.address(row, choice.column)
        where = f'The column "{tidy(text)}"' if text else f"Column {assigned.view.letters(choice.column)}"
        what = (
            f"{where} is read as {title}, because {because(choice.clues)}. "
            f"If that is wrong, say in [layout] what the column is; if it is right, head it "
            f'"{tools.definition.list_headers[0] if field is None else field.header}".'
        )
        at = assigned.view.place(row, choice.column)
        yield Remark(RemarkKind.ASSUMED, sheet.name, cell, *at, _list(assigned), text, {"what": what})


def because(clues: Sequence[Clue]) -> str:
    """The strongest evidence for a reading, in words."""
    best = sorted((clue for clue in clues if clue.points > 0), key=lambda clue: -clue.points)[:_CLUES]
    said = [clue.what for clue in best] or ["nothing else fits"]
    return said[0] if len(said) == 1 else ", ".join(said[:-1]) + f" and {said[-1]}"


def _unrecognized(assigned: Assigned, block: Block) -> Iterator[Remark]:
    known = {
        *block.settled.fields.values(),
        assigned.list_column,
        *(doubt.column for doubt in block.settled.doubts),
    }
    sheet = assigned.view.sheet
    for column in block.settled.table:
        stated = block.settled.why.get(column) == STATED
        if column in known or stated or not _holds_values(sheet, block, column):
            continue
        row, text = _heading_place(sheet, block.header, column)
        cell = assigned.view.address(row, column)
        yield Remark(RemarkKind.UNRECOGNIZED_COLUMN, sheet.name, cell, row, column, _list(assigned), text)


def _holds_values(sheet: Sheet, block: Block, column: int) -> bool:
    import numpy as np

    of = sheet.columns.get(column)
    if of is None:
        return False
    codes = np.unique(of.codes[block.rows.cases])
    return any(code != BLANK and not is_blank(of.cells[code]) for code in codes.tolist())


def _hidden_columns(assigned: Assigned, block: Block) -> Iterator[Remark]:
    sheet = assigned.view.sheet
    fields = {column: name for name, column in block.settled.fields.items()}
    for column in block.settled.table:
        if column not in sheet.hidden_columns or not (
            column in fields or _holds_values(sheet, block, column)
        ):
            continue
        name = assigned.view.letters(column)
        _, text = _heading_place(sheet, block.header, column)
        shown = f' ("{tidy(text)}")' if text else ""
        what = f"Column {name}{shown} is hidden; it was audited like the others."
        if column not in fields:
            what = f"Column {name}{shown} is hidden and holds values."
        row = block.header.lower
        cell, detail = f"{name}:{name}", {"column": name, "what": what}
        yield Remark(RemarkKind.HIDDEN_COLUMN, sheet.name, cell, row, column, _list(assigned), text, detail)


def _hidden_rows(assigned: Assigned, block: Block) -> Iterator[Remark]:
    sheet = assigned.view.sheet
    if not sheet.hidden_rows:
        return
    list_of = {int(row): part.list for part in assigned.parts if part.block is block for row in part.rows}
    hidden = [row for row in block.rows.cases.tolist() if row in sheet.hidden_rows]
    runs: list[list[int]] = []
    for row in hidden:
        if runs and all(between in sheet.hidden_rows for between in range(runs[-1][-1] + 1, row)):
            runs[-1].append(row)
        else:
            runs.append([row])
    for run in runs:
        rows = f"{run[0] + 1}:{run[-1] + 1}"
        lists = {list_of.get(row) for row in run}
        cases = counted(len(run), "case")
        where = f"Row {run[0] + 1} is" if len(run) == 1 else f"Rows {run[0] + 1} to {run[-1] + 1} are"
        holds = "holds" if len(run) == 1 else "hold"
        audited = "it was audited like the others" if len(run) == 1 else "they were audited like the others"
        detail = {
            "cases": str(len(run)),
            "rows": rows,
            "what": f"{where} hidden and {holds} {cases}; {audited}.",
        }
        yield Remark(
            RemarkKind.HIDDEN_ROWS,
            sheet.name,
            rows,
            run[0],
            0,
            lists.pop() if len(lists) == 1 else None,
            None,
            detail,
        )


def _hidden_sheet(assigned: Assigned) -> Iterator[Remark]:
    sheet, cases = assigned.view.sheet, assigned.view.cases
    if sheet.visibility == "visible" or not cases:
        return
    audited = "it was audited like the others" if cases == 1 else "they were audited like the others"
    what = f"The sheet is {sheet.visibility} and holds {counted(cases, 'case')}; {audited}."
    yield Remark(
        RemarkKind.HIDDEN_SHEET,
        sheet.name,
        "",
        0,
        0,
        _list(assigned),
        None,
        {"cases": str(cases), "what": what},
    )
