"""The rows without a case number that are cases beyond doubt, told for the whole sheet at once.

A tracker may lack a third of its case numbers. Judging such rows one by one takes half a millisecond each; these
need no judging, because nothing that could make them something else is true of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from caseaudit.model.table import BLANK, Cell, CellKind, Column, Sheet
from caseaudit.tracker.layout.columns import Settled
from caseaudit.tracker.layout.header import Header
from caseaudit.tracker.layout.rowwords import is_drawn
from caseaudit.tracker.layout.texts import fingerprint, fingerprints, is_blank, label
from caseaudit.tracker.layout.tools import Tools

if TYPE_CHECKING:
    from caseaudit.model.table import Codes, Mask, Rows

_NAMES = 3
"""Names of fields from which a row may be a header."""
_LONGEST_NAME = 80
_DESCRIBED = 2
"""Rows below the header that may describe its columns."""


def plain_cases(
    sheet: Sheet,
    header: Header,
    settled: Settled,
    tools: Tools,
    required: Collection[set[int]],
    rows: Rows,
) -> Mask:
    """True for those of the `rows` (from 0) that are surely cases.

    Most columns of each set of `required` ones are filled, mostly with text; the row is in no merged range, names no
    fields and lies clear of the header.
    """
    import numpy as np

    filled, texts, names = (np.zeros(len(rows), dtype=np.int32) for _ in range(3))
    needed = [filled.copy() for _ in required]
    for position in settled.table:
        column = sheet.columns.get(position)
        if column is None:
            continue
        codes = column.codes[rows]
        stands = _told(column, codes, _stand)
        filled += stands
        for place, columns in enumerate(required):
            if position in columns:
                needed[place] += stands
        texts += stands & _told(column, codes, _are_words)
        names += _told(column, codes, _names(sheet, header, position, tools))
    clear = rows > header.lower + _DESCRIBED
    for merge in sheet.merges:
        clear &= (rows < merge.top) | (rows > merge.bottom)
    sure: Mask = clear & (names < _NAMES) & (texts > 2) & (texts * 2 > filled)
    for count, columns in zip(needed, required, strict=True):
        sure &= count * 2 > len(columns)
    return sure


def _told(column: Column, codes: Codes, judge: Callable[[list[Cell]], list[bool]]) -> Mask:
    """What `judge` says of each row's cell, asked once for all distinct cells; False for an empty one."""
    import numpy as np

    answers = np.zeros(len(column.cells) + 1, dtype=bool)
    used = np.zeros(len(answers), dtype=bool)
    used[codes] = True  # BLANK marks the last place, which is no cell.
    places = np.flatnonzero(used[:BLANK])
    answers[places] = judge([*map(column.cells.__getitem__, places.tolist())])
    found: Mask = answers[codes]
    return found


def _stand(cells: list[Cell]) -> list[bool]:
    return [not is_blank(cell) for cell in cells]


def _are_words(cells: list[Cell]) -> list[bool]:
    return [bool(text) and not is_drawn(text) for text in map(label, cells)]


def _names(sheet: Sheet, header: Header, position: int, tools: Tools) -> Callable[[list[Cell]], list[bool]]:
    """Which cells of this column hold the column's own heading, or the name of any field."""
    headings = {fingerprint(label(sheet.at(row, position))) for row in (header.upper, header.lower)} - {""}

    def are_names(cells: list[Cell]) -> list[bool]:
        texts = [
            text
            if cell.kind is CellKind.TEXT
            and isinstance(text := cell.value, str)
            and len(text) <= _LONGEST_NAME
            else ""
            for cell in cells
        ]
        named = tools.headings.are_names(texts)
        return [own in headings or name for own, name in zip(fingerprints(texts), named, strict=True)]

    return are_names
