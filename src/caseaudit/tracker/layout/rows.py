"""Which rows below a header are cases, which continue a case, and which are something else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from caseaudit.model.table import BLANK, Sheet
from caseaudit.tracker.layout.columns import Settled
from caseaudit.tracker.layout.header import Header
from caseaudit.tracker.layout.numbers import Number
from caseaudit.tracker.layout.oddrows import ANOTHER_TABLE, GROUP, OddRows, Sort, Verdict
from caseaudit.tracker.layout.plainrows import plain_cases
from caseaudit.tracker.layout.tools import Tools

if TYPE_CHECKING:
    from collections.abc import Mapping

    from caseaudit.model.table import Codes, Mask, Rows

    Required = Mapping[str | None, frozenset[str]]

_ENOUGH = 3
"""Filled fields in a row, the coded number among them, that make it a case."""


_BELOW = 2
"""Rows below the header that may number or describe its columns."""


class Banner(NamedTuple):
    """A row that names the list of the rows below it; not `plain` where other words stand beside the name."""

    row: int
    list: str
    plain: bool = True


@dataclass(slots=True, eq=False)
class SortedRows:
    """The rows of a table, sorted: `cases` where cases begin, `continued` the rows that belong to one above."""

    cases: Rows
    continued: dict[int, int] = field(default_factory=dict)
    left_out: dict[int, str] = field(default_factory=dict)
    banners: list[Banner] = field(default_factory=list)
    """Rows that name a list."""
    next_header: Header | None = None
    """Another header below, with other columns; the rows end above it."""


def sort_rows(
    sheet: Sheet, header: Header, settled: Settled, tools: Tools, required: Required, enough: int = 0
) -> SortedRows:
    """All rows below the header, sorted; `required` are the fields that make a row a case.

    They are given by the list that a list column or a banner names, and under None for where nothing does. So many as
    `enough` must stand in the row; where that is 0, most of them.
    """
    import numpy as np

    first = header.lower + 1
    numbers, filled, some = _measured(sheet, settled, tools, first)
    cases: Mask = (numbers == Number.IDENTIFIER) | ((numbers == Number.CODED) & (filled >= _ENOUGH))
    cases[:_BELOW] &= numbers[:_BELOW] == Number.IDENTIFIER
    needed = {
        key: {settled.fields[name] for name in names if name in settled.fields}
        for key, names in required.items()
    }
    unsure = np.flatnonzero(some & ~cases)
    cases[unsure[plain_cases(sheet, header, settled, tools, needed.values(), unsure + first)]] = True
    odd = OddRows(sheet, header, settled, tools, needed, enough)
    found = SortedRows(np.zeros(0, dtype=np.int64))
    last_place = len(cases)
    previous = -1
    footnotes = False
    for place in np.flatnonzero(some & ~cases).tolist():
        row = first + place
        if row in found.left_out:
            continue
        footnotes = footnotes and not cases[previous + 1 : place].any()
        above = row - 1 if place > 0 and cases[place - 1] else found.continued.get(row - 1)
        verdict = odd.judge(row, above, found.banners[-1].list if found.banners else None)
        if verdict.header is not None:
            found.next_header, last_place = verdict.header, verdict.header.upper - first
            break
        if verdict.reason == ANOTHER_TABLE:
            last_place = place
            below = np.flatnonzero(some[place:]).tolist()
            found.left_out.update((row + each, ANOTHER_TABLE) for each in below)
            break
        footnotes = _note(found, verdict, row, footnotes)
        cases[place] = verdict.sort is Sort.CASE
        previous = place
    found.cases = np.flatnonzero(cases[:last_place]).astype(np.int64) + first
    if found.next_header is not None:
        end = first + last_place
        found.left_out = {row: reason for row, reason in found.left_out.items() if row < end}
    _tell_end(found)
    return found


def _note(found: SortedRows, verdict: Verdict, row: int, footnotes: bool) -> bool:
    """Takes the verdict down; true where footnotes have begun and go on."""
    if verdict.sort is Sort.CASE:
        return False
    if verdict.sort is Sort.CONTINUED:
        found.continued[row] = verdict.case
    elif verdict.sort is Sort.LEFT_OUT:
        if verdict.list is not None:
            found.banners.append(Banner(row, verdict.list, verdict.plain))
            footnotes = False
        named = verdict.reason in ("total", "subtotal", "repeated header")
        reason = "footnote" if footnotes and not named else verdict.reason
        for each in range(row, row + verdict.rows):
            found.left_out[each] = reason
        return footnotes or reason == "footnote"
    return footnotes


def _measured(sheet: Sheet, settled: Settled, tools: Tools, first: int) -> tuple[Codes, Codes, Mask]:
    """For each row: what stands in the number column, how many fields are filled, whether anything is."""
    import numpy as np

    rows = max(sheet.rows - first, 0)
    filled = np.zeros(rows, dtype=np.int32)
    some = np.zeros(rows, dtype=bool)
    fields = set(settled.fields.values())
    for column in settled.table:
        of = sheet.columns.get(column)
        if of is not None:
            mask = of.codes[first:] != BLANK
            some |= mask
            if column in fields:
                filled += mask
    numbers = np.zeros(rows, dtype=np.int32)
    of = sheet.columns.get(settled.fields.get(tools.definition.roles.case_number, -1))
    if of is not None:
        kinds = np.array([*tools.numbers.kinds(of.cells), Number.NOTHING], dtype=np.int32)
        numbers = kinds[of.codes[first:]]
    return numbers, filled, some


def _tell_end(found: SortedRows) -> None:
    """A text below the last case heads no group."""
    last = int(found.cases[-1]) if len(found.cases) else -1
    for row, reason in found.left_out.items():
        if reason == GROUP and row > last:
            found.left_out[row] = "text below the cases"
