"""All lists as one table for analysis: a row a case, a column a field, standard entries wherever an entry has one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, BinaryIO

from caseaudit.kinds.readers import State

if TYPE_CHECKING:
    import pandas as pd

    from caseaudit.tracker.cases import Cases, Tracker
    from caseaudit.tracker.entries import Entries

TidyValue = str | date | None


@dataclass(frozen=True, slots=True)
class TidyTable:
    """`columns` are `list`, the fields by their names, `sheet` and `row` (from 1); `values` has a list for each.

    An entry is its standard form: a date, a term, several terms joined by `; `. Where it resolves to none it is the
    raw text; where nothing stands, or a formula has no value, it is None.
    """

    columns: tuple[str, ...]
    values: tuple[list[TidyValue] | list[int], ...]

    def rows(self) -> Iterator[tuple[TidyValue | int, ...]]:
        """The table case by case."""
        return zip(*self.values, strict=True)

    def __len__(self) -> int:
        return len(self.values[0])


def tidy_table(tracker: Tracker) -> TidyTable:
    """The cases of all lists, in the order of the definition's lists and of the sheets' rows."""
    fields = tuple(tracker.definition.fields)
    lists: list[TidyValue] = []
    sheets: list[TidyValue] = []
    rows: list[int] = []
    entries: dict[str, list[TidyValue]] = {name: [] for name in fields}
    for cases in tracker.lists.values():
        lists += [cases.case_list.name] * len(cases)
        sheets += [part.sheet.name for part in cases.table.parts for _ in part.rows]
        rows += (cases.table.rows + 1).tolist()
        for name in fields:
            entries[name] += _values(cases, name)
    return TidyTable(("list", *fields, "sheet", "row"), (lists, *entries.values(), sheets, rows))


def write_parquet(table: TidyTable, file: BinaryIO) -> None:
    """Write the table as Parquet. A column of days alone is one of days; with raw texts among them, one of texts.

    Needs pyarrow or fastparquet; raises ImportError where neither is installed.
    """
    import pandas as pd

    frame = pd.DataFrame(
        {name: _parquet_column(values) for name, values in zip(table.columns, table.values, strict=True)}
    )
    frame.to_parquet(file, index=False)


def _parquet_column(values: Sequence[TidyValue | int]) -> pd.Series:
    import pandas as pd

    given = [value for value in values if value is not None]
    if given and all(isinstance(value, date) for value in given):
        return pd.Series(pd.to_datetime(pd.Series(list(values), dtype="object")))
    if given and all(isinstance(value, int) for value in given):
        return pd.Series(list(values), dtype="int64")
    return pd.Series([None if value is None else str(value) for value in values], dtype="object")


def _values(cases: Cases, name: str) -> list[TidyValue]:
    entries = cases.entries[name]
    distinct = [_value(entries, code) for code in range(len(entries.readings))]
    return [distinct[code] for code in entries.codes.tolist()]  # The blank, -1, is the last of the readings.


def _value(entries: Entries, code: int) -> TidyValue:
    reading = entries.readings[code]
    if reading.state in (State.BLANK, State.UNAUDITED) or code == len(entries.cells):
        return None
    if isinstance(reading.value, tuple):
        return "; ".join(reading.value)
    return entries.cells[code].text if reading.value is None else reading.value
