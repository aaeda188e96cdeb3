"""Which list each case belongs to: by its sheet's name, a list column, the banner above it, or its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseaudit.model.definition import CaseList
from caseaudit.model.errors import TrackerUnusable
from caseaudit.model.table import Sheet, address
from caseaudit.tracker.layout.columns import STATED
from caseaudit.tracker.layout.listcolumns import (
    ListColumn,
    has_most_fields,
    labels_beside,
    list_of_reasons,
    reasons,
)
from caseaudit.tracker.layout.lists import Assumed, Grade
from caseaudit.tracker.layout.parting import parted_by_reasons
from caseaudit.tracker.layout.sheets import Block, SheetView
from caseaudit.tracker.layout.texts import label, words_of
from caseaudit.tracker.layout.tools import Tools

if TYPE_CHECKING:
    from caseaudit.model.table import Codes, Rows

_UNKNOWN = -1
_SHOWN = 5
_SPELLINGS = 3
_FARTHEST_TITLE = 100
_MOST_TITLES = 12
"""Texts above a header from which they are a list of something, and no titles."""
_FEW = 2
_DENIED = 0.6
"""The share of cases with a reason of another list that denies what a title says."""
_LONGEST_TITLE = 40
"""Words of a text above the header that may name the list."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The cases of one list in one block of a sheet."""

    view: SheetView
    block: Block
    list: str
    rows: Rows


@dataclass(frozen=True, slots=True, eq=False)
class Assigned:
    """A sheet's cases by list, and its list column where one decides."""

    view: SheetView
    parts: tuple[Part, ...]
    list_column: int | None = None
    assumed: tuple[Assumed, ...] = ()

    @property
    def lists(self) -> tuple[str, ...]:
        """The lists that have cases (or the empty table) here."""
        return tuple(dict.fromkeys(part.list for part in self.parts))


def assign(view: SheetView, others: Sequence[SheetView], tools: Tools, path: str) -> Assigned | None:
    """The lists of a sheet's cases; None where nothing tells them. Raises TrackerUnusable for an unknown list."""
    import numpy as np

    column = _deciding(view, others, tools, path)
    repeats = None if view.plain_list is None else _repeating(view, view.plain_list, tools)
    if column is not None:
        codes = [column.of(block.rows.cases) for block in view.blocks]
        return Assigned(view, tuple(_by_codes(view, codes, tools)), column.column, column.assumptions())
    codes = [_banners(view, block, others, tools) for block in view.blocks]
    if view.cases and any((each == _UNKNOWN).any() for each in codes):
        bannered = any(block.rows.banners for block in view.blocks)
        all_cases = np.concatenate([block.rows.cases for block in view.blocks])
        speaks = not bannered and (not others or has_most_fields(view, tools))
        told = list_of_reasons(view, tools, all_cases) if speaks else None
        if told is None:
            return None
        whole = Assumed(view.blocks[0].header.lower, 0, "", told, "of the reasons beside its cases")
        parts = tuple(Part(view, each, told, each.rows.cases) for each in view.blocks)
        return Assigned(view, parts, assumed=(whole,))
    parts = tuple(_by_codes(view, codes, tools))
    if parts:
        return Assigned(view, parts, repeats, tuple(_assumed(view, tools)))
    name, block = _start(view, tools), view.blocks[0]
    return None if name is None else Assigned(view, (Part(view, block, name, block.rows.cases),))


def _deciding(view: SheetView, others: Sequence[SheetView], tools: Tools, path: str) -> ListColumn | None:
    """The list column that decides, or None where the sheet's name or banners do."""
    alone = not others
    trusted = alone or has_most_fields(view, tools)
    columns = dict.fromkeys(
        c
        for block in view.blocks
        for c in block.settled.lists
        if trusted
        or block.settled.why.get(c) == STATED
        or (c in block.header.headings and block.header.headings[c].is_list)
    )
    found = [ListColumn(view, column, tools) for column in columns] if view.cases else []
    settling = [each for each in found if each.settles]
    if view.named is not None and view.named.grade is Grade.STATED:
        return None
    if view.plain_list is not None:
        # Against the sheet's own name only words decide: "A" and "C" grade other things too.
        several = (each for each in settling if alone and len(each.known) > 1)
        return next((each for each in several if each.names_in_words()), None)
    if settling:
        return settling[0]
    bannered = any(block.rows.banners for block in view.blocks)
    for each in found:
        if each.known and not bannered:
            raise _unknown_list(view, each, tools, path)
    if bannered or not view.cases:
        return None
    return labels_beside(view, tools) or parted_by_reasons(view, others, tools)


def _repeating(view: SheetView, name: str, tools: Tools) -> int | None:
    """A list column, or one in doubt, that says of each case what the sheet's name says."""
    listed = (column for block in view.blocks for column in block.settled.lists)
    doubtful = (doubt.column for block in view.blocks for doubt in block.settled.doubts)
    for column in dict.fromkeys((*listed, *doubtful)):
        each = ListColumn(view, column, tools)
        if each.settles and each.known == {name}:
            return column
    return None


def _unknown_list(view: SheetView, column: ListColumn, tools: Tools, path: str) -> TrackerUnusable:
    rows = column.unknown or column.blank
    cells = ", ".join(address(row, column.column) for row in rows[:_SHOWN])
    more = f" and {len(rows) - _SHOWN} more" if len(rows) > _SHOWN else ""
    known = ", ".join(map(_spellings, tools.definition.lists.values()))
    what = f'"{column.text(rows[0])}" names no list' if column.unknown else "the list is blank"
    where = f'{path}, sheet "{view.sheet.name}", {cells}{more}'
    return TrackerUnusable(where, f"{what}.", f"Write one of these: {known}.")


def _spellings(of: CaseList) -> str:
    """A list's title with a few of its other entries: `Active ("A", "Act" …)`."""
    others = [f'"{entry}"' for entry in of.entries if entry != of.title]
    more = " …" if len(others) > _SPELLINGS else ""
    return f"{of.title} ({', '.join(others[:_SPELLINGS])}{more})" if others else of.title


def _banners(view: SheetView, block: Block, others: Sequence[SheetView], tools: Tools) -> Codes:
    """The list of each case of a block by the last banner above it, else by the sheet's name or its title.

    What only a title or a banner among other words says is not believed where the reasons of the cases deny it.
    """
    import numpy as np

    names = tuple(tools.definition.lists)
    elsewhere = {other.plain_list for other in others}
    start = _start(view, tools)
    rows = block.rows.cases
    codes = np.full(len(rows), _UNKNOWN if start is None else names.index(start), dtype=np.int32)
    unsure = np.full(len(rows), view.named is None)
    for each in view.blocks:
        for banner in each.rows.banners:
            if view.plain_list is None or (banner.plain and banner.list not in elsewhere):
                codes[rows > banner.row] = names.index(banner.list)
                unsure[rows > banner.row] = not banner.plain
        if each is block:
            break
    for code in np.unique(codes[unsure]).tolist():
        own = unsure & (codes == code)
        if code != _UNKNOWN and _denied(view, names[code], rows[own], tools):
            codes[own] = _UNKNOWN
    return codes


def _assumed(view: SheetView, tools: Tools) -> Iterator[Assumed]:
    """The titles and banners that name a list among other words, where the sheet's name does not say it."""
    if view.plain_list is not None:
        return
    cells = [
        (banner.row, next(iter(_texts(view.sheet, banner.row)), (0, "")), banner.list)
        for block in view.blocks
        for banner in block.rows.banners
        if not banner.plain
    ]
    first = view.blocks[0].header.upper
    for row in range(max(first - _FARTHEST_TITLE, 0), first if view.named is None else 0):
        for column, text in _texts(view.sheet, row):
            named = tools.lists.of_title(text)
            if named is not None and named.grade < Grade.PLAIN and titles(view.sheet, first):
                cells.append((row, (column, text), named.list))
    for row, (column, text), name in cells:
        yield Assumed(row, column, text, name, "it names this list alone")


def _texts(sheet: Sheet, row: int) -> Iterator[tuple[int, str]]:
    return ((c, text) for c, of in sorted(sheet.columns.items()) if (text := label(of.at(row))))


def _denied(view: SheetView, name: str, rows: Rows, tools: Tools) -> bool:
    """Whether the reasons beside these cases are those of other lists."""
    told = reasons(view, tools, rows)
    return sum(count for other, count in told.items() if other != name) > _DENIED * len(rows)


def told_list(view: SheetView, tools: Tools) -> str | None:
    """The list that the sheet's name or the title above its header says; None where neither does."""
    return _start(view, tools)


def _start(view: SheetView, tools: Tools) -> str | None:
    """The list before any banner: the sheet's, that of the title above the header, or the only one."""
    if view.named is not None:
        return view.named.list
    above = titles(view.sheet, view.blocks[0].header.upper)
    titled = [tools.lists.of_title(text) for text in above if len(words_of(text)) <= _LONGEST_TITLE]
    named = {each.list for each in titled if each is not None}
    if len(named) == 1:
        return named.pop()
    return next(iter(tools.definition.lists)) if len(tools.definition.lists) == 1 else None


def titles(sheet: Sheet, stop: int) -> list[str]:
    """The texts of the last rows above a header that hold one or two cells; none of another table's."""
    found: list[str] = []
    for row in range(stop - 1, max(stop - _FARTHEST_TITLE, -1), -1):
        texts = [text for _, column in sorted(sheet.columns.items()) if (text := label(column.at(row)))]
        if len(texts) <= _FEW:
            found.extend(texts)
        if len(found) > _MOST_TITLES:
            return []
    return found


def _by_codes(view: SheetView, codes: Sequence[Codes], tools: Tools) -> Iterator[Part]:
    for place, name in enumerate(tools.definition.lists):
        for block, own in zip(view.blocks, codes, strict=True):
            rows = block.rows.cases[own == place]
            if len(rows):
                yield Part(view, block, name, rows)
