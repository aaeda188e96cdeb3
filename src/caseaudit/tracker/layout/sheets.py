"""What one sheet is: a case list with its tables, something that should be one, or another sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from caseaudit.model.definition import Need
from caseaudit.model.layout import StatedSheet
from caseaudit.model.table import BLANK, Sheet, address, column_of, letters
from caseaudit.tracker.layout.columns import UNTOLD, Settled, Tells, settle
from caseaudit.tracker.layout.header import Header, HeaderFinder
from caseaudit.tracker.layout.lists import Grade, Named
from caseaudit.tracker.layout.numbers import Number
from caseaudit.tracker.layout.records import Fold, fold
from caseaudit.tracker.layout.rows import SortedRows, sort_rows
from caseaudit.tracker.layout.tools import Tools

_MOST_BLOCKS = 50
_LOOKED_AT = 200
_SHARE = 0.3
"""Of the definition's fields: so many and a case number make a case list of a sheet that is not named like one."""
_MANY_NUMBERS = 3
"""Case numbers from which a sheet without a header looks like a case list."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """One table of a sheet: a header, its columns, and the rows below it."""

    header: Header
    settled: Settled
    rows: SortedRows


@dataclass(frozen=True, slots=True, eq=False)
class SheetView:
    """A sheet with the case tables found on it; without any, `looks_like_list` says that there should be one."""

    sheet: Sheet
    named: Named | None
    blocks: tuple[Block, ...] = ()
    looks_like_list: bool = False
    fold: Fold | None = None
    """How the sheet was folded, where its records stand on two rows each."""

    @property
    def plain_list(self) -> str | None:
        """The list that the sheet is plainly named for."""
        return self.named.list if self.named is not None and self.named.grade >= Grade.PLAIN else None

    @property
    def cases(self) -> int:
        """How many cases stand on the sheet."""
        return sum(len(block.rows.cases) for block in self.blocks)

    def place(self, row: int, column: int) -> tuple[int, int]:
        """Where a cell really stands."""
        return (row, column) if self.fold is None else self.fold.place(row, column)

    def address(self, row: int, column: int) -> str:
        """The workbook's own name of a cell."""
        return address(*self.place(row, column))

    def letters(self, column: int) -> str:
        """The letters of a column."""
        return letters(self.place(0, column)[1])

    def numbers(self, tools: Tools) -> set[str]:
        """The case numbers on the sheet, in a form that sets case, spaces and dashes aside."""
        return {number for block in self.blocks for number in _numbers(self.sheet, block, tools)}


def view_sheet(sheet: Sheet, tools: Tools, stated: StatedSheet | None = None) -> SheetView:
    """Looks at one sheet; what is `stated` of it is taken as said."""
    said = stated or StatedSheet()
    named = Named(said.list, Grade.STATED) if said.list else tools.lists.of_name(sheet.name)
    plain = named is not None and named.grade >= Grade.PLAIN
    if len(sheet.columns) < 2 or sheet.rows < 1:
        return SheetView(sheet, named)
    fewest = 3 if named is not None else max(3, int(_SHARE * len(tools.definition.fields)))
    folded = fold(sheet, tools) if said.header_row is None else None
    if folded is not None:
        sheet = folded[0]
    finder = HeaderFinder(sheet, tools, fewest)
    header = finder.first() if said.header_row is None else finder.stated(said.header_row - 1)
    if header is not None:
        blocks = tuple(
            blocks_of(
                sheet,
                header,
                tools,
                _required(tools, named),
                tells=Tells(not plain, {column_of(letters): part for letters, part in said.columns.items()}),
            )
        )
        if stated is not None or _is_case_list(sheet, blocks, named, tools):
            return SheetView(sheet, named, blocks, fold=None if folded is None else folded[1])
    looks = (plain and _has_rows(sheet)) or (header is None and _holds_numbers(sheet, tools))
    return SheetView(sheet, named, (), looks)


def blocks_of(
    sheet: Sheet,
    header: Header,
    tools: Tools,
    required: Mapping[str | None, frozenset[str]],
    enough: int = 0,
    tells: Tells = UNTOLD,
) -> Iterator[Block]:
    """The tables of a sheet from this header on (for `required` and `enough` see `sort_rows`)."""
    for _ in range(_MOST_BLOCKS):
        settled = settle(sheet, header, tools, sheet.rows, tells)
        rows = sort_rows(sheet, header, settled, tools, required, enough)
        if rows.next_header is not None:
            settled = settle(sheet, header, tools, rows.next_header.upper, tells)
            rows = sort_rows(sheet, header, settled, tools, required, enough)
        yield Block(header, settled, rows)
        if rows.next_header is None:
            return
        header = rows.next_header


def _required(tools: Tools, named: Named | None) -> dict[str | None, frozenset[str]]:
    """The fields that the sheet's list requires; where its name tells none, those of each, and of all together."""
    lists = [*tools.definition.lists] if named is None else [named.list]
    required: dict[str | None, frozenset[str]] = {
        name: frozenset(
            f.name for f in tools.definition.fields.values() if f.needs[name].need is Need.REQUIRED
        )
        for name in lists
    }
    return {None: frozenset.intersection(*required.values()), **(required if named is None else {})}


def _is_case_list(sheet: Sheet, blocks: tuple[Block, ...], named: Named | None, tools: Tools) -> bool:
    """Whether enough speaks for a list of cases, and not for some other table that has a status and a date."""
    total = len(tools.definition.fields)
    fields = max(len(block.settled.fields) for block in blocks)
    sure = max(len(block.header.sure) for block in blocks)
    if not sure and fields < 3:
        return False
    number = any(tools.definition.roles.case_number in block.settled.fields for block in blocks)
    numbered = number and any(True for block in blocks for _ in _identifiers(sheet, block, tools))
    if fields >= total / 2:
        return True
    if named is not None and named.grade >= Grade.PLAIN:
        return (number and (fields >= 2 or numbered)) or fields >= max(3, total / 3)
    if named is not None and numbered and fields >= max(2, total / 4):
        return True
    tells_list = any(block.rows.banners or block.settled.lists for block in blocks)
    if tells_list and numbered and fields >= 2:
        return True
    return number and fields >= max(3, _SHARE * total)


def _number_column(sheet: Sheet, block: Block, tools: Tools) -> int | None:
    column = block.settled.fields.get(tools.definition.roles.case_number)
    return column if column in sheet.columns else None


def _identifiers(sheet: Sheet, block: Block, tools: Tools) -> Iterator[str]:
    """Entries of the number column that have the identifier's form, among its first distinct ones."""
    column = _number_column(sheet, block, tools)
    if column is not None:
        cells = sheet.columns[column].cells[:_LOOKED_AT]
        yield from (cell.text for cell in cells if tools.numbers.kind(cell) is Number.IDENTIFIER)


def _numbers(sheet: Sheet, block: Block, tools: Tools) -> Iterator[str]:
    import numpy as np

    column = _number_column(sheet, block, tools)
    if column is not None:
        of = sheet.columns[column]
        for code in np.unique(of.codes[block.rows.cases]).tolist():
            if code != BLANK and tools.numbers.kind(of.cells[code]) is not Number.NOTHING:
                yield "".join(sign for sign in of.cells[code].text.upper() if sign.isalnum())


def _has_rows(sheet: Sheet) -> bool:
    """Whether there is more than a note on the sheet."""
    return sheet.rows >= 2 and sum(len(column.cells) >= 1 for column in sheet.columns.values()) >= 3


def _holds_numbers(sheet: Sheet, tools: Tools) -> bool:
    """Whether a column of case numbers stands beside many other columns."""
    if len(sheet.columns) < len(tools.definition.fields) / 2:
        return False
    for column in sheet.columns.values():
        found = sum(tools.numbers.kind(cell) is Number.IDENTIFIER for cell in column.cells[:_LOOKED_AT])
        if found >= _MANY_NUMBERS and found > len(column.cells[:_LOOKED_AT]) / 2:
            return True
    return False
