"""What was understood of a workbook: the case tables, and remarks on what could not be taken at its word.

Rows and columns are counted from 0, as in `caseaudit.model.table`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from caseaudit.model.finding import HeaderMatch, LeftOut, Place
from caseaudit.model.table import Column, Sheet

if TYPE_CHECKING:
    from caseaudit.model.table import Rows


@dataclass(frozen=True, slots=True, eq=False)
class CaseTable:
    """The cases of one list, on one sheet or on several.

    `rows` (int64, one a case) are the sheet rows where the cases begin, in order. `entries[field]` is a
    column with one code a case: merged cells and continued rows are already brought to their case.
    `columns[field]` is the sheet column of the field. `anchors[field]` names, by case position, the few cells whose
    content stands elsewhere than (case row, field column): the top left cell of a vertical merge.
    """

    list: str
    sheet: Sheet
    first_header_row: int
    header_row: int
    """The lower header row: the last one of a header over two rows."""
    columns: Mapping[str, int]
    rows: Rows
    entries: Mapping[str, Column]
    anchors: Mapping[str, Mapping[int, tuple[int, int]]] = field(default_factory=dict)
    first_filled_header: int = 0
    """The column of the first filled cell of the lower header row."""
    joined: tuple[CaseTable, ...] = ()
    """The tables of single sheets that this one brings together, in order; `sheet` and `header_row` are the first's."""

    @property
    def parts(self) -> tuple[CaseTable, ...]:
        """The tables of single sheets: itself, unless it brings others together."""
        return self.joined or (self,)

    def sheet_of(self, case: int) -> Sheet:
        """The sheet on which a case stands."""
        for part in self.joined:
            if case < len(part.rows):
                return part.sheet
            case -= len(part.rows)
        return self.sheet

    @property
    def positions(self) -> Rows:
        """The position of each case's sheet."""
        import numpy as np

        places = np.array([part.sheet.position for part in self.parts], dtype=np.int64)
        return np.repeat(places, [len(part.rows) for part in self.parts])


class RemarkKind(StrEnum):
    """Why something in the workbook could not be taken at its word."""

    UNREADABLE_SHEET = "unreadable sheet"
    """Looks like a case list; no header row could be found."""
    NO_CASES = "no cases"
    """A header row with no case below it."""
    SECOND_TABLE = "second table"
    """Another case table beside the first one on the same sheet: left out."""
    AMBIGUOUS_HEADER = "ambiguous header"
    UNRECOGNIZED_COLUMN = "unrecognized column"
    HIDDEN_ROWS = "hidden rows"
    HIDDEN_COLUMN = "hidden column"
    HIDDEN_SHEET = "hidden sheet"
    HIDDEN_COPY = "hidden copy"
    """A hidden sheet most of whose case numbers stand on visible sheets: left out."""
    COPY = "copy"
    """A visible sheet most of whose cases stand on other sheets: only its others are audited."""
    LEFT_OUT = "left out"
    """A sheet with cases that the user left out."""
    ASSUMED = "assumed layout"
    """The best reading of a column, banner or sheet was ahead, but not certain."""


HIDDEN = (
    RemarkKind.HIDDEN_ROWS,
    RemarkKind.HIDDEN_COLUMN,
    RemarkKind.HIDDEN_SHEET,
    RemarkKind.HIDDEN_COPY,
)
"""The remarks on what does not show."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One such remark. `cell` is the place inside the sheet in the workbook's own words ("" for the whole sheet);
    `value` the header text where there is one; `detail` fills the message (`fields`, `rows`, `cases`, `other` …)."""

    kind: RemarkKind
    sheet: str
    cell: str
    row: int
    column: int
    list: str | None = None
    value: str | None = None
    detail: Mapping[str, str] = field(default_factory=dict)
    related: tuple[Place, ...] = ()


LIST_COLUMN = "list"
NO_PART = "nothing"
"""What a user may say that a column is, besides the name of a field."""


@dataclass(frozen=True, slots=True)
class StatedSheet:
    """What the user says of a sheet: its list, its header row (from 1), and what a column is, by its letters."""

    list: str | None = None
    header_row: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StatedLayout:
    """What the user says of a workbook's layout, which is taken as said. Names of sheets may hold `*` and `?`."""

    sheets: Mapping[str, StatedSheet] = field(default_factory=dict)
    leave_out: tuple[str, ...] = ()

    def of(self, sheet: str) -> StatedSheet | None:
        """What is said of this sheet."""
        return self.sheets.get(sheet) or next(
            (said for name, said in self.sheets.items() if fnmatchcase(sheet.casefold(), name.casefold())),
            None,
        )

    def leaves_out(self, sheet: str) -> bool:
        """Whether the sheet is to be left out."""
        return any(fnmatchcase(sheet.casefold(), name.casefold()) for name in self.leave_out)


NOTHING_STATED = StatedLayout()


class Certainty(StrEnum):
    """How sure it is what a column is."""

    CERTAIN = "certain"
    ASSUMED = "assumed"
    """Clearly ahead of all other readings: read so, and reported."""
    OPEN = "open"
    """Two readings come close: it is read as neither."""
    NOTHING = "nothing"
    """Nothing speaks for it being a field."""


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """What a column seems to be: a field's name, `list`, or None; with the evidence as points and words.

    `margin` is by how many points the reading is ahead of the next best; `rivals` are the parts that come close.
    """

    column: str
    heading: str
    part: str | None
    certainty: Certainty
    margin: float | None = None
    evidence: tuple[tuple[float, str], ...] = ()
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetSeen:
    """What a sheet seems to be; without a header row, no case list was seen on it."""

    name: str
    header_row: int | None = None
    list: str | None = None
    """The list that its name or title says, if any."""
    tells_list: bool = False
    """Whether a column or banners say the list of each case."""
    cases: int = 0
    columns: tuple[ColumnSeen, ...] = ()
    missing: tuple[str, ...] = ()
    looks_like_list: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """Everything that was understood of one workbook; `tables` has at most one table a list."""

    tables: tuple[CaseTable, ...]
    headers: tuple[HeaderMatch, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    remarks: tuple[Remark, ...] = ()
    stated: tuple[tuple[Place, str], ...] = ()
