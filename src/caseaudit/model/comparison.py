"""What a comparison of snapshots says: changes of cases, findings that came and went, measures over time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from caseaudit.model.definition import Definition
from caseaudit.model.finding import Audit, Findings, Place


class ChangeKind(StrEnum):
    """What became of a case from one snapshot to the next."""

    NEW = "new"
    """Its number stands in no earlier snapshot."""
    RETURNED = "returned"
    """It was in an earlier snapshot, but not in the last one."""
    GONE = "gone"
    MOVED = "moved"
    """It stands on another list."""
    FORWARD = "phase_forward"
    """It is one phase further."""
    SKIPPED = "phase_skipped"
    """It is further by more than one phase."""
    BACK = "phase_back"
    REUSED = "number_reused"
    """Its number stands for another case."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change of one case. `before` and `after` are lists or phases, None where the case was or is not there.

    `older` and `newer` are the cells that say so.
    """

    kind: ChangeKind
    case_number: str
    before: str | None
    after: str | None
    older: Place | None
    newer: Place | None


class Fate(StrEnum):
    """What became of a finding from one snapshot to the next; those that are carried over are counted alone."""

    NEW = "new"
    RETURNED = "returned"
    """It is there again after it was fixed."""
    FIXED = "fixed"
    LEFT = "left"
    """Its case is gone, so nobody fixed it."""


@dataclass(frozen=True, slots=True)
class Turnover:
    """How the findings of one rule changed. The older tracker had `fixed + left + carried`, the newer one has
    `new + returned + carried`."""

    new: int = 0
    returned: int = 0
    carried: int = 0
    fixed: int = 0
    left: int = 0

    def __add__(self, other: Turnover) -> Turnover:
        return Turnover(
            self.new + other.new,
            self.returned + other.returned,
            self.carried + other.carried,
            self.fixed + other.fixed,
            self.left + other.left,
        )


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A finding that came or went. It is known by its content (case number, field, rule, value), never by its row.

    `list` is the list of a finding that belongs to no case, else None.
    """

    fate: Fate
    rule: str
    list: str | None
    field: str | None
    case_number: str | None
    value: str | None


class FindingChanges(Protocol):
    """The findings that came and went between two snapshots; each is made when it is asked for."""

    def turnover(self) -> Mapping[str, Turnover]:
        """The counts of each rule, by code, in the order of codes."""
        ...

    def __iter__(self) -> Iterator[FindingChange]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """One tracker among those compared. `name` is its file name, or its path where two files share the name."""

    name: str
    audit: Audit


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """From one snapshot to the next.

    `counts` has every kind of change; `stayed` counts the cases that stand on the list they stood on (their number
    not reused), `moves` those that moved, by list then and list now. `findings` are those of the rules H701–H705,
    `checked` the codes of those rules that were looked for.
    """

    older: Snapshot
    newer: Snapshot
    definition: Definition
    changes: tuple[Change, ...]
    counts: Mapping[ChangeKind, int]
    stayed: int
    moves: Mapping[tuple[str, str], int]
    findings: Findings
    checked: frozenset[str]
    finding_changes: FindingChanges
    notes: tuple[str, ...] = ()


class Unit(StrEnum):
    """What the values of a trend are."""

    COUNT = "count"
    SHARE = "share"
    """A part of a whole: 0.5 is a half."""
    TIMES = "times"
    """A ratio to the snapshot before."""


@dataclass(frozen=True, slots=True)
class Trend:
    """One measure over time: a value for each snapshot, None where there is none (of a ratio: for the first).

    `key` is its name for programs, `title` for people; `list` is None where it is of the whole tracker.
    """

    key: str
    title: str
    list: str | None
    unit: Unit
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Comparison:
    """Two and more snapshots of one tracker, in the order given.

    `incomplete_throughout` and `inconsistent_throughout` are the fields (list, field) that were so in
    every snapshot. `notes` say in words what a reader must know before trusting the order or the figures.
    """

    definition: Definition
    snapshots: tuple[Snapshot, ...]
    steps: tuple[Step, ...]
    trends: tuple[Trend, ...]
    incomplete_throughout: tuple[tuple[str, str], ...]
    inconsistent_throughout: tuple[tuple[str, str], ...]
    run_on: date
    notes: tuple[str, ...] = ()

    def trend(self, key: str, list_name: str | None = None) -> Trend:
        """The trend of this key and list. Raises KeyError where there is none."""
        for trend in self.trends:
            if (trend.key, trend.list) == (key, list_name):
                return trend
        raise KeyError(key, list_name)
