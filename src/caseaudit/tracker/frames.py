"""A list of cases as a DataFrame: a row a case, a column a field, each Categorical of its distinct cells.

A field without a column in the workbook is a column too: all its entries are `NO_COLUMN`. A frame need not come from a
workbook: categories may be plain texts, numbers and dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from caseaudit.kinds.readers import DayOrder, Reader, day_order, reader
from caseaudit.model.definition import Holds
from caseaudit.model.table import Cell, CellKind
from caseaudit.tracker.entries import Distinct, Entries

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pandas as pd

    from caseaudit.model.definition import Definition, Field

NO_COLUMN = Cell(CellKind.OTHER, "(no column)")
"""What stands in every case of a field that has no column. No file holds such a cell: another kind is no text."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How a workbook writes its entries: the order of day and month by field, where it has settled one; whether it can
    hold no dates but as text; whether its days count from 1904."""

    orders: Mapping[str, DayOrder] = field(default_factory=dict)
    iso_text_is_clean: bool = False
    epoch_1904: bool = False

    def reader(self, described: Field, definition: Definition, list_name: str) -> Reader:
        """The reader of a field on a list."""
        return reader(
            described,
            definition,
            list_name,
            order=self.orders.get(described.name, DayOrder.UNSETTLED),
            iso_text_is_clean=self.iso_text_is_clean,
            epoch_1904=self.epoch_1904,
        )


def frame_of(entries: Mapping[str, Entries]) -> pd.DataFrame:
    """The frame of a list's entries."""
    import pandas as pd

    return pd.DataFrame({name: _categorical(own) for name, own in entries.items()}, copy=False)


def _categorical(entries: Entries) -> pd.Categorical:
    import numpy as np
    import pandas as pd

    if not entries.present:
        return pd.Categorical.from_codes(
            np.zeros(len(entries.codes), dtype=np.int8), dtype=_dtype((NO_COLUMN,)), validate=False
        )
    places: dict[Cell, int] = {}
    for cell in entries.cells:
        places.setdefault(cell, len(places))
    codes: npt.NDArray[np.integer] = entries.codes
    if len(places) < len(entries.cells):
        codes = np.array([*map(places.__getitem__, entries.cells), -1], dtype=np.int32)[codes]
    return pd.Categorical.from_codes(codes, dtype=_dtype(tuple(places)), validate=False)


def _dtype(cells: tuple[Cell, ...]) -> pd.CategoricalDtype:
    import numpy as np
    import pandas as pd

    categories = np.fromiter(cells, dtype=object, count=len(cells))
    return pd.CategoricalDtype(pd.Index(categories, dtype=object, tupleize_cols=False))


class ColumnReader:
    """Reads a field's column of any frame; distinct entries are read once, and those that are known not again."""

    def __init__(self, described: Field, definition: Definition, list_name: str, manner: Manner) -> None:
        self._field, self._definition = described, definition
        self._list, self._manner = list_name, manner
        self._known: dict[int, tuple[pd.Index, Distinct]] = {}

    def know(self, column: pd.Series, entries: Entries) -> None:
        """Take over how the entries of a column are read."""
        categories = column.cat.categories
        if entries.present and len(categories) == len(entries.cells):
            self._known[id(categories)] = categories, entries.distinct

    def entries(self, column: pd.Series) -> Entries:
        """The entries of a column, as they stand in it."""
        categorical: pd.Categorical = column.array
        categories = categorical.categories
        known = self._known.get(id(categories))
        distinct = known[1] if known is not None and known[0] is categories else self._read(categories)
        if distinct.cells == (NO_COLUMN,):
            return Entries.of_column(self._field, None, len(column), self._reader(()).read)
        return Entries(self._field, categorical.codes, distinct)

    def _read(self, categories: pd.Index) -> Distinct:
        cells = tuple(map(_cell, categories))
        distinct = Distinct(cells, self._reader(cells).read)
        self._known[id(categories)] = categories, distinct
        return distinct

    def _reader(self, cells: tuple[Cell, ...]) -> Reader:
        manner = self._manner
        if self._field.holds is Holds.DATE and self._field.name not in manner.orders:
            order = day_order(cells, iso_text_is_clean=manner.iso_text_is_clean)
            manner = Manner({self._field.name: order}, manner.iso_text_is_clean, manner.epoch_1904)
        return manner.reader(self._field, self._definition, self._list)


def _cell(value: object) -> Cell:
    """A category as a cell."""
    if isinstance(value, Cell):
        return value
    if isinstance(value, bool):
        return Cell(CellKind.BOOLEAN, value)
    if isinstance(value, int | float):
        return Cell(CellKind.NUMBER, float(value))
    if isinstance(value, datetime):
        return Cell(CellKind.DATE, value)
    if isinstance(value, date):
        return Cell(CellKind.DATE, datetime(value.year, value.month, value.day))
    return Cell(CellKind.TEXT, str(value))
