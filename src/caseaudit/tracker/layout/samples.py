"""Samples of the columns of one table: their most frequent entries, and the days in their first rows."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from caseaudit.model.definition import Definition
from caseaudit.model.table import BLANK, Sheet
from caseaudit.tracker.layout.contents import Contents, Entry, day_of
from caseaudit.tracker.layout.header import Header
from caseaudit.tracker.layout.texts import fingerprint, is_blank

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from caseaudit.model.table import Mask

_LOOKED_AT_ROWS = 2000
_LOOKED_AT_DAYS = 400
_MOST_ENTRIES = 40
"""Distinct entries of a column that are looked at, the most frequent first."""
_BANNER = 2
"""Filled cells of a row that may be a banner or a total."""


class Samples:
    """The contents of the columns below one header; each column is looked at once."""

    def __init__(self, sheet: Sheet, header: Header, definition: Definition, data: slice) -> None:
        self._sheet, self._header, self._data = sheet, header, data
        self._known: dict[int, Contents] = {}
        self._stand_ins = {fingerprint(text) for text in definition.stand_ins}

    @property
    def rows(self) -> int:
        """How many rows are looked at."""
        return int(self._rows.sum())

    def of(self, column: int) -> Contents:
        """The contents of one column."""
        found = self._known.get(column)
        if found is None:
            found = self._known[column] = self._look(column)
        return found

    def has_entries(self, column: int) -> bool:
        """Whether anything but the heading stands in the column."""
        import numpy as np

        of = self._sheet.columns.get(column)
        if of is None:
            return False
        headings = {of.at(row) for row in (self._header.upper, self._header.lower)}
        codes = np.unique(of.codes[self._data]).tolist()
        return any(c != BLANK and not is_blank(of.cells[c]) and of.cells[c] not in headings for c in codes)

    def _look(self, column: int) -> Contents:
        """The most frequent entries of the column's first rows, without its heading where that is repeated."""
        import numpy as np

        of = self._sheet.columns.get(column)
        if of is None:
            return Contents((), 0, lambda: np.empty(0))
        codes = of.codes[self._data][:_LOOKED_AT_ROWS][self._rows]
        used, counts = np.unique(codes, return_counts=True)
        headings = {of.at(row) for row in (self._header.upper, self._header.lower)}
        entries: list[Entry] = []
        for at in np.argsort(-counts, kind="stable").tolist():
            cell = of.cells[used[at]] if used[at] != BLANK else None
            if cell is None or is_blank(cell) or cell in headings or self._is_stand_in(cell.text):
                continue
            entries.append(Entry(cell, int(counts[at])))
            if len(entries) == _MOST_ENTRIES:
                break
        return Contents(entries, len(entries), lambda: self._days(column))

    def _is_stand_in(self, text: str) -> bool:
        return len(text) <= _MOST_ENTRIES and fingerprint(text) in self._stand_ins

    def _days(self, column: int) -> npt.NDArray[np.float64]:
        """The day of each of the first rows as a number, NaN where it holds none."""
        import numpy as np

        of = self._sheet.columns[column]
        codes = of.codes[self._data][:_LOOKED_AT_ROWS][self._rows][:_LOOKED_AT_DAYS]
        days = np.full(len(of.cells) + 1, np.nan)
        for code in np.unique(codes).tolist():
            day = day_of(of.cells[code]) if code != BLANK else None
            if day is not None:
                days[code] = day.toordinal()
        found: npt.NDArray[np.float64] = days[codes]
        return found

    @cached_property
    def _rows(self) -> Mask:
        """Which of the first rows hold more than the text of a banner or a total."""
        import numpy as np

        looked_at = slice(self._data.start, min(self._data.stop, self._data.start + _LOOKED_AT_ROWS))
        filled = np.zeros(max(min(looked_at.stop, self._sheet.rows) - looked_at.start, 0), np.int32)
        for of in self._sheet.columns.values():
            filled += of.codes[looked_at] != BLANK
        mask: Mask = filled >= min(_BANNER + 1, (len(self._header.headings) + 1) // 2)
        return mask
