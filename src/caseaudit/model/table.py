"""The workbook as it stands: sheets of columns, each column its distinct cells and a code a row.

A column of 100,000 rows holds a few hundred spellings. Keeping the distinct cells once, and for every
row only the position of its cell among them, lets each entry be read once and makes a mask over
the column one look-up. Rows and columns are counted from 0 here; `address` turns them into
what a person reads in the workbook (column letters, rows from 1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Codes: TypeAlias = npt.NDArray[np.int32]
    Mask: TypeAlias = npt.NDArray[np.bool_]
    Rows: TypeAlias = npt.NDArray[np.int64]

_PLAIN_SHEET = re.compile(r"[^\W\d][\w.]*")
_LIKE_A_CELL = re.compile(
    r"[A-Za-z]{1,3}[0-9]+|[Rr][0-9]*(?:[Cc][0-9]*)?|[Cc][0-9]*|[Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee]"
)


class CellKind(StrEnum):
    """What a cell holds, as the file says: a number with a date format is a date."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    ERROR = "error"
    """A formula error; the value is its name, `#REF!` and the like."""
    UNCALCULATED = "uncalculated"
    """A formula that holds no value; the value is `""`."""
    OTHER = "other"
    """A time of day or a duration, as text."""


class Cell(NamedTuple):
    """One distinct content of a column: its kind and its raw value, nothing trimmed.

    `value` is a `str` for text, error, uncalculated and other; a `float` for number; a `datetime`
    for date; a `bool` for boolean. An empty cell is no `Cell` at all.
    `linked` says that the value is the result of a formula.
    """

    kind: CellKind
    value: str | float | datetime | bool
    linked: bool = False

    @property
    def text(self) -> str:
        """The content as a person reads it: `2` for 2.0, `2020-03-31` for a date."""
        value = self.value
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, float):
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        if isinstance(value, datetime):
            midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
            return value.strftime("%Y-%m-%d") if midnight else value.strftime("%Y-%m-%d %H:%M:%S")
        return value


BLANK = -1
"""The code of an empty cell."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column of a sheet: `codes[row]` is the position in `cells`, or -1 where it is empty.

    `codes` is an int32 array with one entry for each row of the sheet.
    """

    codes: Codes
    cells: tuple[Cell, ...]

    def at(self, row: int) -> Cell | None:
        """The cell in this row (from 0), or None where it is empty or below the sheet's end."""
        if row >= len(self.codes):
            return None
        code = int(self.codes[row])
        return None if code == BLANK else self.cells[code]


class Visibility(StrEnum):
    """How a sheet shows: very hidden means that Excel's own menu does not offer to unhide it."""

    VISIBLE = "visible"
    HIDDEN = "hidden"
    VERY_HIDDEN = "very hidden"


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, inclusive, counted from 0; its content stands in its top left cell."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A worksheet. `columns` holds the columns that have any content, by position from 0.

    `strays` names far-off single cells that were set apart (addresses such as `XFD1048576`), because
    a table never reaches there; they are no part of `columns`.
    """

    name: str
    position: int
    rows: int
    columns: Mapping[int, Column]
    visibility: Visibility = Visibility.VISIBLE
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merges: tuple[Merge, ...] = ()
    strays: tuple[str, ...] = ()

    def at(self, row: int, column: int) -> Cell | None:
        """The cell at this place (from 0), or None where it is empty."""
        found = self.columns.get(column)
        return None if found is None else found.at(row)


@dataclass(frozen=True, slots=True, eq=False)
class Workbook:
    """A tracker file as read. `form` is its ending without the dot (`xlsx`, `csv` …)."""

    path: str
    sha256: str
    form: str
    sheets: tuple[Sheet, ...]
    not_read: Mapping[str, str] = field(default_factory=dict)
    """Sheets that could not be read (chart sheets are not listed), with the reason."""
    epoch_1904: bool = False
    """Whether plain numbers, taken as dates, count the days from 1904."""


@lru_cache(maxsize=16_384)
def letters(column: int) -> str:
    """The letters of a column counted from 0: 0 is `A`, 26 is `AA`."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def column_of(name: str) -> int:
    """The column, from 0, that has these letters."""
    found = 0
    for letter in name.upper():
        found = found * 26 + ord(letter) - ord("A") + 1
    return found - 1


def address(row: int, column: int) -> str:
    """The workbook's own name of a cell counted from 0: (6, 9) is `J7`."""
    return f"{letters(column)}{row + 1}"


def quoted_sheet(name: str, *, always: bool = False) -> str:
    """A sheet's name as Excel writes it before a "!": in quotation marks where it could be read otherwise."""
    if not always and _PLAIN_SHEET.fullmatch(name) and not _LIKE_A_CELL.fullmatch(name):
        return name
    doubled = name.replace("'", "''")
    return f"'{doubled}'"


def cut(name: str, most: int) -> str:
    """At most `most` units of UTF-16 of the name: what Excel counts in the names of sheets."""
    while len(name.encode("utf-16-le", "surrogatepass")) > 2 * most:
        name = name[: max(most, 0)] if len(name) > most else name[:-1]
    return name
