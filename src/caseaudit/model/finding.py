"""What an audit says: findings, figures a field, and the audit as one record.

A tracker of 100,000 cases can have 700,000 findings, so they are kept as a table and each finding is
written out only when somebody reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from caseaudit.model.definition import Definition, Severity
from caseaudit.model.table import quoted_sheet

if TYPE_CHECKING:
    from caseaudit.model.analysis import Analysis


class GaoClass(StrEnum):
    """What GAO-21-106 would call a finding; the other findings have no class."""

    INCOMPLETE = "incomplete"
    INCONSISTENT = "inconsistent"


class Place(NamedTuple):
    """A place in the workbook by its own names: `cell` is `J7`, a row `12:12`, a column `C:C`, or "" for the sheet.

    `tracker` is the name of the tracker where several are spoken of, else "".
    """

    sheet: str
    cell: str
    tracker: str = ""

    def __str__(self) -> str:
        inside = f"{quoted_sheet(self.sheet)}!{self.cell}" if self.cell else self.sheet
        return f"{inside} of {self.tracker}" if self.tracker else inside


class Finding(NamedTuple):
    """One fault at one place. `value` is the entry as it stands, None where there is none.

    `message` says what is wrong and what to write instead; `suggestion` is what `normalize` writes, or
    None where only a person can decide.
    """

    rule: str
    name: str
    gao_class: GaoClass | None
    severity: Severity
    place: Place
    list: str | None
    field: str | None
    case_number: str | None
    analyst: str | None
    value: str | None
    message: str
    suggestion: str | None = None
    related: tuple[Place, ...] = ()
    case_key: str = ""
    """What tells the case from the others wherever its row stands (see `Cases.key`); "" where no case is meant."""


class Kind(NamedTuple):
    """What findings are counted by: `list` and `field` are None where a finding is about none."""

    rule: str
    gao_class: GaoClass | None
    severity: Severity
    list: str | None
    field: str | None


class HeldBy(StrEnum):
    """What holds a finding back, so that it does not count."""

    NOTHING = ""
    WAIVER = "waiver"
    BASELINE = "baseline"


class Findings(Protocol):
    """All findings of an audit in the order sheet, row, column, code; a `Finding` is made when it is asked for.

    What is held back is counted nowhere and read only by `marked`.
    """

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Finding]: ...
    def fixable(self) -> int:
        """How many findings have a standard form that `normalize` can write."""
        ...

    def counts(self) -> Mapping[str, int]:
        """How many findings each rule has, by code, in the order of codes."""
        ...

    def severities(self) -> Mapping[Severity, int]:
        """How many findings each severity has."""
        ...

    def of_rule(self, code: str, most: int | None = None) -> Iterator[Finding]:
        """The first `most` findings of one rule (all where None), in order."""
        ...

    def by_field(self, code: str) -> Mapping[str | None, int]:
        """How many findings one rule has in each field (None: in none), the most first."""
        ...

    def tally(self) -> Mapping[Kind, int]:
        """How many findings there are of each kind."""
        ...

    def marked(self) -> Iterator[tuple[Finding, str]]:
        """All findings in order, also those held back, each with what holds it back: "waiver", "baseline" or ""."""
        ...

    def cells(self) -> Mapping[tuple[str, str, GaoClass], int]:
        """By list, field and class: in how many cells a finding stands, those at headers aside."""
        ...

    def held_back(self, marks: bytes | bytearray) -> Findings:
        """The findings with what holds each back: its position in `HeldBy`, in the order of the findings."""
        ...

    def shown_by(self, show: Callable[[Finding], Finding]) -> Findings:
        """The findings shown otherwise."""
        ...


class FieldFigures(NamedTuple):
    """One field on one list. `required` counts the cases that must fill it, `missing` those of them that do not
    (C101, C102, C103), `inconsistent` the cells with a finding of that class."""

    list: str
    field: str
    required: int
    missing: int
    inconsistent: int


class ListSummary(NamedTuple):
    """How many of a list's fields the report would call incomplete and inconsistent."""

    fields: int
    fields_incomplete: int
    fields_inconsistent: int


class LeftOut(NamedTuple):
    """A sheet, row or cell that was read but is no part of a case list, with the reason.

    `rows` are 1-based; empty for a whole sheet.
    """

    sheet: str
    rows: tuple[int, ...]
    reason: str


class HeaderMatch(NamedTuple):
    """What a column was taken for: `why` is exact, alias, similar, list column, unrecognized or ambiguous."""

    sheet: str
    column: str
    header: str
    field: str | None
    why: str


class SheetRead(NamedTuple):
    """A case list as found on a sheet; `columns` maps field names to column letters.

    Rows are counted from 1; `header_row` is the lower one of a header over two rows.
    """

    name: str
    list: str
    first_header_row: int
    header_row: int
    cases: int
    columns: Mapping[str, str]
    visibility: str = "visible"


class TrackerRead(NamedTuple):
    """What was read of a tracker, and what was left out."""

    path: str
    sha256: str
    sheets: tuple[SheetRead, ...]
    headers: tuple[HeaderMatch, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    stated: tuple[tuple[Place, str], ...] = ()
    """Texts in the letterhead that state a date ("as of 31 March 2020"): shown, not used."""
    hidden: tuple[tuple[Place, str], ...] = ()
    """Hidden sheets, rows and columns that hold cases, in words."""


class Unchecked(NamedTuple):
    """A part of the workbook that could not be checked, in words; the rest is the finding that tells of it, if any."""

    what: str
    rule: str | None = None
    list: str | None = None
    field: str | None = None
    sheet: str | None = None


class HeldBack(NamedTuple):
    """How many findings stand, and how many do not count: `waived` by a waiver, `known` from the baseline."""

    standing: int
    waived: int = 0
    known: int = 0


class PolicyUsed(NamedTuple):
    """The file that the gate goes by, and in words what it changed; `looser` where that lets more pass."""

    file: str
    changed: tuple[str, ...]
    looser: bool


class Verdict(NamedTuple):
    """The gate's answer; `failed` says in words what stands in the way.

    `incomplete` says what could not be checked; `notices` what a person should know that fails nothing. `held` is None
    where neither a baseline nor waivers were used, `policy` where no policy file was.
    """

    passed: bool
    failed: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    held: HeldBack | None = None
    policy: PolicyUsed | None = None


@dataclass(frozen=True, slots=True)
class Audit:
    """The outcome of auditing one tracker with one definition."""

    tracker: TrackerRead
    definition: Definition
    as_of: date | None
    as_of_source: str
    run_on: date
    cases: Mapping[str, int]
    fields: Sequence[FieldFigures]
    summary: Mapping[str, ListSummary]
    findings: Findings
    measures: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    analysis: Analysis | None = None
    """What the audit amounts to; None where nobody asked for it."""
    unchecked: tuple[Unchecked, ...] = ()
    """What of the workbook could not be checked."""
