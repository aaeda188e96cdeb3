"""What is to be written into a copy of a tracker, what was written, and what was left as it is.

Rows and columns are counted from 0, as in `caseaudit.model.table`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from caseaudit.model.finding import Place
from caseaudit.model.table import address


@dataclass(frozen=True, slots=True)
class CellEdit:
    """A new content for one cell: a text, or a day (which then shows in the format of its column)."""

    sheet: str
    row: int
    column: int
    new: str | date

    @property
    def place(self) -> Place:
        """The cell by the workbook's own name."""
        return Place(self.sheet, address(self.row, self.column))


@dataclass(frozen=True, slots=True)
class Refused:
    """An edit that was not made; `reason` ends a sentence that begins with the cell: `is a formula`."""

    edit: CellEdit
    reason: str


@dataclass(frozen=True, slots=True)
class Rewrite:
    """An edit that was made: the cell's element before and after, and what went with the old content.

    `old_xml` and `new_xml` are "" in a copy of values, which has no element to go back to. `lost` is "" or a
    word for what no longer stands in the cell, such as `rich text`.
    """

    edit: CellEdit
    old_xml: str = ""
    new_xml: str = ""
    lost: str = ""


@dataclass(frozen=True, slots=True)
class Cut:
    """A piece of a changed part: at byte `at` of the new part stands `new` where the old part had `old`."""

    at: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class PartChange:
    """A part of the package that differs: SHA-256 before and after. `cuts` is empty for a sheet, whose cells say it."""

    name: str
    before: str
    after: str
    cuts: tuple[Cut, ...] = ()


@dataclass(frozen=True, slots=True)
class EditReport:
    """What came of the edits. `relies_on` has the SHA-256 of unchanged parts to which old cells refer."""

    made: tuple[Rewrite, ...] = ()
    refused: tuple[Refused, ...] = ()
    parts: tuple[PartChange, ...] = ()
    relies_on: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    """Sentences for the person: what else to know of the copy."""
    before: str = ""
    """SHA-256 of the file that was read."""
    after: str = ""
    """SHA-256 of the file that was written; "" where none was."""


@dataclass(frozen=True, slots=True)
class Change:
    """An entry that stands for exactly one standard entry, and the edit that writes it. `old` and `new` are as read."""

    edit: CellEdit
    list: str
    field: str
    header: str
    case_number: str | None
    old: str
    new: str
    rule: str


@dataclass(frozen=True, slots=True)
class Left:
    """An entry that is not standard and is left to a person. `why` ends a sentence that begins with the entry."""

    place: Place
    list: str
    field: str
    header: str
    case_number: str | None
    value: str
    rule: str
    why: str
    nearest: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What `normalize` does to one tracker, in the order of sheets, rows and columns.

    `dated` are edits that change no entry: days that a text form (`.csv`) can only hold as text.
    """

    changes: tuple[Change, ...]
    left: tuple[Left, ...]
    dated: tuple[CellEdit, ...] = ()
