"""What stands around the tables of a case sheet: titles, side tables, stray cells, and stated dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from caseaudit.model.finding import LeftOut, Place
from caseaudit.model.table import BLANK, Cell, CellKind, Sheet, address, letters
from caseaudit.tracker.layout.sheets import SheetView
from caseaudit.tracker.layout.texts import is_blank, label, tidy, words_of
from caseaudit.tracker.layout.words import LayoutWords

if TYPE_CHECKING:
    from caseaudit.model.table import Mask

_DATE = re.compile(
    r"\b\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}\b"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b[^a-z]*\d{2,4}",
    re.IGNORECASE,
)
_STRAY = re.compile(r"[A-Z]+(\d+)")
_FARTHEST = 1000


def left_out(view: SheetView) -> Iterator[LeftOut]:
    """Everything on a case sheet that is no part of its tables, rows with equal reasons together."""
    sheet = view.sheet
    reasons: dict[str, list[int]] = {}
    first = view.blocks[0].header.upper
    above = _filled_rows(sheet, sheet.columns, 0, first)
    if above:
        reasons["above the header"] = above
    for block in view.blocks:
        for row, reason in sorted(block.rows.left_out.items()):
            reasons.setdefault(reason, []).append(row)
        if block is not view.blocks[0]:
            rows = [*range(block.header.upper, block.header.lower + 1)]
            reasons.setdefault("header of the rows below", []).extend(rows)
    aside = view.blocks[0].settled.aside
    if aside:
        span = letters(aside[0]) if len(aside) == 1 else f"{letters(aside[0])} to {letters(aside[-1])}"
        what = f"beside the table, in column{'s' if len(aside) > 1 else ''} {span}"
        reasons[what] = _filled_rows(sheet, aside, first, sheet.rows)
    inside = {column for block in view.blocks for column in (*block.settled.table, *block.settled.aside)}
    outside = _filled_rows(sheet, sheet.columns.keys() - inside, first, sheet.rows)
    if outside:
        reasons["outside the table"] = outside
    for stray in sheet.strays:
        number = _STRAY.fullmatch(stray)
        reasons[f"stray cell {stray}"] = [int(number[1]) - 1] if number else []
    for reason, rows in reasons.items():
        yield LeftOut(sheet.name, tuple(row + 1 for row in rows), reason)


def _filled_rows(sheet: Sheet, columns: Iterable[int], start: int, stop: int) -> list[int]:
    import numpy as np

    some: Mask = np.zeros(max(stop - start, 0), dtype=bool)
    for column in columns:
        of = sheet.columns.get(column)
        if of is not None:
            codes = of.codes[start:stop]
            blank = [code for code in np.unique(codes).tolist() if code == BLANK or is_blank(of.cells[code])]
            some |= ~np.isin(codes, blank)
    return [start + int(row) for row in np.flatnonzero(some)]


def stated(view: SheetView, words: LayoutWords) -> Iterator[tuple[Place, str]]:
    """The texts above the header that state a date, such as "as of 31 March 2020"."""
    sheet = view.sheet
    columns = sorted(sheet.columns)
    for row in range(min(view.blocks[0].header.upper, _FARTHEST)):
        filled = [(c, cell) for c in columns if (cell := sheet.at(row, c)) is not None and not is_blank(cell)]
        for place, (column, cell) in enumerate(filled):
            text = label(cell)
            if not text or not _states(text, words):
                continue
            if _DATE.search(text):
                yield Place(sheet.name, address(row, column)), tidy(text)
            elif place + 1 < len(filled) and _is_date(filled[place + 1][1]) and len(words_of(text)) <= 5:
                yield (
                    Place(sheet.name, address(row, column)),
                    f"{tidy(text)} {tidy(filled[place + 1][1].text)}",
                )


def _states(text: str, words: LayoutWords) -> bool:
    said = f" {' '.join(words_of(text))} "
    return any(f" {phrase} " in said for phrase in words.stated)


def _is_date(cell: Cell) -> bool:
    return cell.kind is CellKind.DATE or _DATE.search(cell.text) is not None
