"""Figures with the cells that they count, so that each can be counted again by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from caseaudit.model.table import address, quoted_sheet


class CellRange(NamedTuple):
    """Cells of one column in rows that follow each other; rows and columns from 0."""

    sheet: str
    column: int
    first: int
    last: int

    @property
    def cells(self) -> str:
        """`N8`, or `N8:N24`."""
        begin = address(self.first, self.column)
        return begin if self.first == self.last else f"{begin}:{address(self.last, self.column)}"

    def __str__(self) -> str:
        return f"{quoted_sheet(self.sheet)}!{self.cells}"

    @property
    def size(self) -> int:
        """How many cells."""
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True, eq=False)
class CountedFigure:
    """A figure by the name that `--explain-figure` takes, what it counts in words, and where that stands.

    `cells` gives the cells when they are asked for. A figure of fields counts columns: its cells are their headers.
    """

    name: str
    title: str
    value: int
    cells: Callable[[], Sequence[CellRange]]


def ranges(spots: Iterable[tuple[str, int, int]]) -> Iterator[CellRange]:
    """Cells given by sheet, row and column, in the order of the sheet; those below each other become one range."""
    open_: CellRange | None = None
    for sheet, row, column in spots:
        if open_ is not None and (sheet, column, row) == (open_.sheet, open_.column, open_.last + 1):
            open_ = open_._replace(last=row)
            continue
        if open_ is not None:
            yield open_
        open_ = CellRange(sheet, column, row, row)
    if open_ is not None:
        yield open_
