"""How far a table reaches to the left and right: a table ends at an empty column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseaudit.model.table import BLANK, Sheet
from caseaudit.tracker.layout.header import Header

if TYPE_CHECKING:
    from caseaudit.model.table import Mask


def reach(sheet: Sheet, header: Header, data: slice, number: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The columns of the table and those of side tables; `data` are its rows, `number` the case number's field."""
    groups = _groups(sheet, header, data, _core(sheet, header, data, number))
    fields = [{_claim(header, column) for column in group} - {None} for group in groups]
    main = max(range(len(groups)), key=lambda i: (len(fields[i]), -i))
    taken = {main}
    known = set(fields[main])
    for i in sorted(range(len(groups)), key=lambda i: abs(i - main)):
        if fields[i] - known:
            taken.add(i)
            known |= fields[i]
    first, last = min(taken), max(taken)
    table = tuple(c for group in groups[first : last + 1] for c in group)
    aside = tuple(c for group in (*groups[:first], *groups[last + 1 :]) for c in group)
    return table, aside


def _core(sheet: Sheet, header: Header, data: slice, number: str) -> Mask:
    """The rows that surely belong to the table: those with a case number, else with some fields."""
    import numpy as np

    named = {c: each for c, each in header.headings.items() if each.match.field and c in sheet.columns}
    numbers = [c for c, each in named.items() if each.match.field == number]
    rows = max(data.stop - data.start, 0)
    if numbers:
        return _filled(sheet, numbers[0], data)
    filled = sum((_filled(sheet, c, data).astype(np.int32) for c in named), np.zeros(rows, np.int32))
    mask: Mask = filled >= min(3, max(len(named), 1))
    return mask


def _filled(sheet: Sheet, column: int, data: slice) -> Mask:
    mask: Mask = sheet.columns[column].codes[data] != BLANK
    return mask


def _claim(header: Header, column: int) -> str | None:
    heading = header.headings.get(column)
    if heading is None:
        return None
    return heading.match.field or ("" if heading.is_list else None)


def _groups(sheet: Sheet, header: Header, data: slice, core: Mask) -> list[list[int]]:
    """The used columns, parted where a column is empty."""
    merged = {
        column
        for merge in sheet.merges
        if header.upper <= merge.top and merge.bottom <= header.lower
        for column in range(merge.left, merge.right + 1)
    }
    used = set(header.headings) | merged
    used |= {c for c in sheet.columns if c not in used and _filled(sheet, c, data)[core].any()}
    groups: list[list[int]] = []
    for column in sorted(used):
        if groups and column == groups[-1][-1] + 1:
            groups[-1].append(column)
        else:
            groups.append([column])
    return groups
