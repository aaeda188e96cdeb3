"""A column in words of its own that parts the cases as their reasons do: "Parked" beside reasons of suspended cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from caseaudit.model.table import BLANK
from caseaudit.tracker.layout.listcolumns import ListColumn, has_most_fields, reasons
from caseaudit.tracker.layout.sheets import SheetView
from caseaudit.tracker.layout.texts import is_blank
from caseaudit.tracker.layout.tools import Tools
from caseaudit.tracker.layout.twins import headings_of

if TYPE_CHECKING:
    from caseaudit.model.table import Rows

_FEWEST_CASES = 8
_FEWEST_OF_ONE = 2
_MOST_WORDS = 6
_MOST, _STRAY = 0.7, 0.15
"""Of the cases with an entry: so many have a reason of its list, for some lack theirs; so few have one by mistake."""


def parted_by_reasons(view: SheetView, others: Sequence[SheetView], tools: Tools) -> ListColumn | None:
    """The column that tells the lists by the reasons beside its entries; None where none does, or more than one.

    The sheets with the same headings are weighed together. Each entry stands beside reasons of one list, but one that
    stands beside hardly any: it is the list of ongoing cases. Reasons that lack or are wrong do not hinder it.
    """
    if view.named is not None or not has_most_fields(view, tools):
        return None
    headings = headings_of(view)
    alike = [
        view,
        *(
            other
            for other in others
            if other.blocks and other.named is None and headings_of(other) == headings
        ),
    ]
    taken = {column for each in alike for column in each.blocks[0].settled.fields.values()}
    told = {}
    for column in headings:
        if column not in taken and column in view.sheet.columns:
            lists = _lists_of(column, alike, tools)
            if lists:
                told[column] = lists
    if len(told) != 1:
        return None
    ((column, lists),) = told.items()
    found = ListColumn(view, column, tools, told=lists)
    return found if found.settles else None


def _lists_of(column: int, views: Sequence[SheetView], tools: Tools) -> Mapping[str, str]:
    """The list that each entry of a column stands for; empty where the reasons do not part them."""
    current = [name for name, each in tools.definition.lists.items() if each.current]
    counts: dict[str, dict[str, int]] = {}
    sizes: dict[str, int] = {}
    for view in views:
        for text, rows in _entries(view, column):
            own = counts.setdefault(text, dict.fromkeys(tools.definition.lists, 0))
            for name, count in reasons(view, tools, rows).items():
                own[name] += count
            sizes[text] = sizes.get(text, 0) + len(rows)
    if len(current) != 1 or not 1 < len(sizes) <= _MOST_WORDS or "" in sizes:
        return {}
    found = {}
    for text, told in counts.items():
        size, best = sizes[text], max(told, key=lambda name: told[name])
        others = sum(told.values()) - told[best]
        if sum(told.values()) <= _STRAY * size:
            found[text] = current[0]
        elif told[best] >= _MOST * size and others <= _STRAY * size:
            found[text] = best
        else:
            return {}
    ongoing = [text for text, name in found.items() if name == current[0]]
    enough = min(sizes.values()) >= _FEWEST_OF_ONE and sum(sizes.values()) >= _FEWEST_CASES
    return found if enough and len(ongoing) == 1 and len(set(found.values())) == len(found) else {}


def _entries(view: SheetView, column: int) -> Iterator[tuple[str, Rows]]:
    """The entries of a column beside cases, each with the rows of these; "" for blank ones."""
    import numpy as np

    of = view.sheet.columns.get(column)
    rows = np.concatenate([block.rows.cases for block in view.blocks])
    if of is None:
        yield "", rows
        return
    codes = of.codes[rows]
    for code in np.unique(codes).tolist():
        blank = code == BLANK or is_blank(of.cells[code])
        yield "" if blank else of.cells[code].text.strip(), rows[codes == code]
