"""What two and more snapshots of one tracker say together: cases followed by their number, and what became of them.

`History` is what the rules of the family H judge; `Comparison` is what the reports show. Positions count the cases
of a list from 0, as in `caseaudit.model.cases`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeAlias

from caseaudit.model.definition import Definition
from caseaudit.model.finding import Audit, Findings, Place
from caseaudit.model.spelling import nearest

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from caseaudit.model.cases import Cases, Tracker
    from caseaudit.model.table import Mask

    Positions: TypeAlias = npt.NDArray[np.int64]

_NUMBER = re.compile("[0-9]+")


@dataclass(frozen=True, eq=False)
class Pair:
    """The cases of one list of the older tracker that stand on one list of the newer: `then` beside `now`.

    Both arrays have one element for each case that is followed.
    """

    older: Cases
    newer: Cases
    then: Positions
    now: Positions

    @cached_property
    def same_case(self) -> Mask:
        """False where the number names another case now.

        So it is where the manufacturer and all other fields of `Roles.same_matter` differ; or all but one of them, and
        the date received too. Blank entries and look-alikes do not differ: "Garments" and "Cotton garments", "Halden
        Mill" and "Halden Mills Ltd.".
        """
        import numpy as np

        differs = self._matter_differs
        count, most = differs.sum(axis=1), differs.shape[1]
        another = (count == most) | ((count >= max(most - 1, 2)) & self._received_differs)
        names = self.newer.definition.roles.same_matter
        manufacturer = self.newer.definition.roles.manufacturer
        if manufacturer in names:
            another &= differs[:, names.index(manufacturer)]
        for row in np.flatnonzero(another).tolist() if most else ():
            unlike = sum(
                self._unlike(name, row) for name, own in zip(names, differs[row], strict=True) if own
            )
            another[row] = unlike == count[row]
        same: Mask = ~another if most else np.ones(len(self.then), dtype=bool)
        return same

    @property
    def _matter_differs(self) -> Mask:
        """A row a case, a column for each field of `Roles.same_matter`: filled then and now, and not the same."""
        then, now = self.older.matter[self.then], self.newer.matter[self.now]
        differs = (then != now) & (then != None) & (now != None)  # noqa: E711 -- of each element
        found: Mask = differs.astype(bool)
        return found

    @property
    def _received_differs(self) -> Mask:
        import numpy as np

        name = self.newer.definition.roles.received
        if name is None:
            return np.zeros(len(self.then), dtype=bool)
        then, now = self.older.entries[name].days[self.then], self.newer.entries[name].days[self.now]
        found: Mask = (then > 0) & (now > 0) & (then != now)
        return found

    def _unlike(self, name: str, row: int) -> bool:
        """Whether two entries that differ are not two ways to name one thing; a vocabulary knows that already."""
        if self.newer.definition.fields[name].vocabulary is not None:
            return True
        then = self.older.entries[name].text(int(self.then[row])) or ""
        now = self.newer.entries[name].text(int(self.now[row])) or ""
        return _NUMBER.findall(then) != _NUMBER.findall(now) or nearest(now, (then,)) is None

    @property
    def phase_then(self) -> Positions:
        """The phase of each case in the older tracker, from 1; 0 where it is unknown."""
        return self.older.phase[self.then]

    @property
    def phase_now(self) -> Positions:
        """The phase of each case in the newer tracker, from 1; 0 where it is unknown."""
        return self.newer.phase[self.now]


@dataclass(frozen=True, eq=False)
class History:
    """Two trackers with their cases side by side. `names` are those of the older and the newer tracker for people.

    `gone` and `added` are, by list, the cases whose number stands nowhere in the other tracker; `moved` counts
    those that changed lists, by list then and list now. `unclear` counts the case numbers that stand
    more than once on a list, so that their phases and dates cannot be compared, and `unnumbered` the cases
    without a number, then and now.
    """

    older: Tracker
    newer: Tracker
    names: tuple[str, str]
    pairs: tuple[Pair, ...]
    gone: Mapping[str, Positions]
    added: Mapping[str, Positions]
    unclear: int
    unnumbered: tuple[int, int]

    def place_then(self, cases: Cases, field: str, case: int) -> Place:
        """The cell of a case in the older tracker."""
        return replace(cases.place(field, case), tracker=self.names[0])

    def place_now(self, cases: Cases, field: str, case: int) -> Place:
        """The cell of a case in the newer tracker."""
        return replace(cases.place(field, case), tracker=self.names[1])

    def entry_then(self, pair: Pair, field: str) -> Callable[[int], tuple[Place, ...]]:
        """A function that gives, by row of the pair, the cell of this field in the older tracker."""
        return lambda row: (self.place_then(pair.older, field, int(pair.then[row])),)


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
    not reused), `moves` those that moved, by list then and list now. `findings` are those of the rules H701–H705, `checked` the codes of
    those rules that were looked for.
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
