"""Records on two rows: the fields of a case under two header rows, or its update in a row below it.

Such a sheet is folded: what stands in the second row of a record is read as columns to the right of all others, in the
record's first row. All else can then read it like any sheet; `Fold` knows where each cell really stands.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from caseaudit.model.layout import CaseTable
from caseaudit.model.table import BLANK, Cell, CellKind, Column, Sheet
from caseaudit.tracker.layout.numbers import Number
from caseaudit.tracker.layout.texts import fingerprint, is_blank, label
from caseaudit.tracker.layout.tools import Tools

if TYPE_CHECKING:
    from caseaudit.model.table import Codes, Rows

_LOOKED_AT = 400
_SAMPLE = 60
"""Different entries of a column among which case numbers are looked for."""
_HEADER_WITHIN = 8
"""Rows above the first case within which its header rows are looked for."""
_MOSTLY = 0.7
_FEWEST_FIELDS = 3
_FILLED = 3
"""Cells of a row that make a text with digits in it a case number."""
_WORDS = 4
"""Words of a text that is no entry of one word or number."""


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """How a sheet was folded: as it stands, its lower header row and whether that holds headings.

    The columns from `width` on are those of second rows; `shift` to the left they stand in the sheet.
    """

    origin: Sheet
    width: int
    header: int
    headed: bool
    shift: int

    def place(self, row: int, column: int) -> tuple[int, int]:
        """Where a cell of the folded sheet really stands."""
        if row == self.header and self.headed and column < self.width:
            return row - 1, column
        if column < self.width:
            return row, column
        return (row if row <= self.header else row + 1), column - self.shift

    def unfolded(self, table: CaseTable) -> CaseTable:
        """The table with the places where its cells really stand."""
        anchors = {name: dict(places) for name, places in table.anchors.items()}
        for name, column in table.columns.items():
            if column >= self.width:
                anchors[name] = {at: (int(row) + 1, column - self.shift) for at, row in enumerate(table.rows)}
        return replace(
            table,
            sheet=self.origin,
            first_header_row=min(table.first_header_row, self.header - self.headed),
            columns={
                name: column - self.shift * (column >= self.width) for name, column in table.columns.items()
            },
            anchors=anchors,
        )


def fold(sheet: Sheet, tools: Tools) -> tuple[Sheet, Fold] | None:
    """The sheet with each record in one row; None where its records stand in one row already."""
    number = _number_column(sheet, tools)
    if number is None:
        return None
    first = int(_number_rows(sheet, number, tools, _LOOKED_AT)[0])
    header = _header_rows(sheet, first, tools)
    if header is None:
        return None
    firsts = _first_rows(sheet, number, tools)
    lower, headed = header
    if not headed and not _are_texts(sheet, firsts):
        return None
    width = max(sheet.columns) + 1
    return _folded(Fold(sheet, width, lower, headed, width), firsts)


def _number_column(sheet: Sheet, tools: Tools) -> int | None:
    """The column of case numbers, where they stand in every second row."""
    import numpy as np

    for position, column in sorted(sheet.columns.items()):
        kinds = tools.numbers.kinds(column.cells[:_SAMPLE])
        if sum(kind is Number.IDENTIFIER for kind in kinds) < 2:
            continue
        rows = _number_rows(sheet, position, tools, _LOOKED_AT)
        alone = ~np.isin(rows + 1, rows)
        below = np.array([_is_filled(sheet, row + 1) for row in rows.tolist()])
        steady = (np.diff(rows) == 2).sum()
        if (alone & below).mean() >= _MOSTLY and steady >= _MOSTLY * (len(rows) - 1):
            return position
        return None
    return None


def _number_rows(sheet: Sheet, column: int, tools: Tools, most: int) -> Rows:
    """The rows with a case number, or with a code in a row of several cells."""
    import numpy as np

    of = sheet.columns[column]
    here = of.codes[:most]
    used = [code for code in np.unique(here).tolist() if code != BLANK]
    numbered = np.zeros(len(of.cells) + 1, dtype=bool)
    coded = numbered.copy()
    cells = [of.cells[code] for code in used]
    kinds = tools.numbers.kinds(cells)
    numbered[used] = [kind is Number.IDENTIFIER for kind in kinds]
    coded[used] = [
        kind is Number.CODED and cell.kind is not CellKind.DATE and tools.numbers.is_code(cell.text)
        for kind, cell in zip(kinds, cells, strict=True)
    ]
    filled = sum((each.codes[:most] != BLANK).astype(np.int32) for each in sheet.columns.values())
    found = numbered[here] | (coded[here] & (filled >= _FILLED))
    rows: Rows = np.flatnonzero(found).astype(np.int64)
    return rows


def _is_filled(sheet: Sheet, row: int) -> bool:
    return row < sheet.rows and any(not is_blank(of.at(row)) for of in sheet.columns.values())


def _labels(sheet: Sheet, row: int) -> dict[int, str]:
    return {c: text for c, of in sorted(sheet.columns.items()) if (text := label(of.at(row)))}


def _header_rows(sheet: Sheet, first: int, tools: Tools) -> tuple[int, bool] | None:
    """The lower header row above the first record, and whether it has headings of its own (else it is the only one)."""
    for upper in range(max(first - _HEADER_WITHIN, 0), first):
        named = _fields(_labels(sheet, upper), tools)
        if len(named) < _FEWEST_FIELDS:
            continue
        lower = upper + 1
        if lower == first:
            return upper, False
        below = _fields(_labels(sheet, lower), tools)
        if below - named and len(below & named) <= len(below) / 2:
            return lower, True
        return (upper, False) if not _labels(sheet, lower) or lower < first else None
    return None


def _fields(labels: dict[int, str], tools: Tools) -> set[str]:
    matches = (tools.headings.match(text) for text in labels.values())
    return {match.field for match in matches if match.field is not None}


def _are_texts(sheet: Sheet, firsts: Rows) -> bool:
    """Whether the second rows mostly hold one text of several words, and nothing else but a word before it."""
    right = 0
    rows = firsts[:_LOOKED_AT].tolist()
    for row in rows:
        texts = [of.at(row + 1) for of in sheet.columns.values()]
        filled = [cell.text for cell in texts if cell is not None and not is_blank(cell)]
        long = [text for text in filled if len(text.split()) >= _WORDS]
        right += len(long) == 1 and len(filled) <= 2
    return right >= _MOSTLY * len(rows)


def _first_rows(sheet: Sheet, number: int, tools: Tools) -> Rows:
    """The first row of each record; one without a number is known by the rhythm of the rows."""
    import numpy as np

    numbered = _number_rows(sheet, number, tools, sheet.rows)
    firsts = set(numbered.tolist())
    for one, other in zip(numbered.tolist(), [*numbered.tolist()[1:], sheet.rows], strict=True):
        row = one + 2
        while row + 1 < other and _is_record(sheet, row, number):
            firsts.add(row)
            row += 2
    return np.array(sorted(firsts), dtype=np.int64)


def _is_record(sheet: Sheet, row: int, number: int) -> bool:
    filled = [c for c, of in sheet.columns.items() if not is_blank(of.at(row))]
    return len(filled) > _FILLED and number not in filled and _is_filled(sheet, row + 1)


def _folded(of: Fold, firsts: Rows) -> tuple[Sheet, Fold]:
    """The folded sheet; the first column of second rows stands right beside the last of first rows."""
    sheet = of.origin
    columns: dict[int, Column] = {}
    lowers: dict[int, Column] = {}
    seconds = firsts[firsts + 1 < sheet.rows] + 1
    headers = [*_again(of)] if of.headed else []
    for position, column in sheet.columns.items():
        upper, lower = column.codes.copy(), _blank(column)
        lower[seconds - 1] = upper[seconds]
        upper[seconds] = BLANK
        if of.headed:
            for row in headers:
                lower[row], upper[row], upper[row - 1] = upper[row], upper[row - 1], BLANK
        columns[position] = Column(upper, column.cells)
        if (lower != BLANK).any() and not _is_caption(column, lower, of):
            lowers[position] = Column(lower, column.cells)
    of = replace(of, shift=of.width - min(lowers, default=0))
    columns |= {position + of.shift: column for position, column in lowers.items()}
    hidden = frozenset((*sheet.hidden_columns, *(c + of.shift for c in sheet.hidden_columns if c in lowers)))
    inside = {int(row) for row in (*firsts.tolist(), *seconds.tolist(), of.header, of.header - of.headed)}
    merges = tuple(merge for merge in sheet.merges if merge.top not in inside)
    return replace(sheet, columns=columns, hidden_columns=hidden, merges=merges), of


def _blank(column: Column) -> Codes:
    import numpy as np

    return np.full(len(column.codes), BLANK, dtype=np.int32)


def _again(of: Fold) -> Iterator[int]:
    """The lower header row, there and wherever it is repeated with the row above it."""
    sheet = of.origin
    texts = [
        {c: fingerprint(t) for c, t in _labels(sheet, row).items()} for row in (of.header - 1, of.header)
    ]
    for row in range(of.header, sheet.rows):
        at = min(texts[1])
        if fingerprint(label(sheet.at(row, at))) != texts[1][at]:
            continue
        here = [{c: fingerprint(t) for c, t in _labels(sheet, each).items()} for each in (row - 1, row)]
        if here == texts:
            yield row


def _is_caption(column: Column, codes: Codes, of: Fold) -> bool:
    """Whether a column of second rows only says, always in the same word, what stands beside it."""
    import numpy as np

    used = [int(code) for code in np.unique(codes) if code != BLANK]
    cells: list[Cell] = [column.cells[code] for code in used]
    return codes[of.header] == BLANK and len(cells) == 1 and len(cells[0].text.split()) < _WORDS
