"""What a rule is, and what it found. The rules themselves are in `caseaudit.rules`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from caseaudit.model.definition import Definition, Severity
from caseaudit.model.finding import GaoClass, Place

if TYPE_CHECKING:
    from caseaudit.model.layout import Remark
    from caseaudit.model.table import Mask
    from caseaudit.tracker.cases import Cases, Tracker
    from caseaudit.tracker.entries import Entries
    from caseaudit.tracker.history import History, Pair


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """The cases a rule found, with what only some rules can say of one of them (by case position).

    `words` adds words to the message, `related` names the other cells that the fault speaks of. `key` tells the fault
    from others of its rule where the case does not: a fault of several cases is found at another of them when
    rows are sorted.
    """

    mask: Mask
    words: Callable[[int], Mapping[str, str]] | None = None
    related: Callable[[int], tuple[Place, ...]] | None = None
    key: Callable[[int], str] | None = None


Judge: TypeAlias = "Callable[[Cases, Entries, Tracker], Mask | Hits]"
Follow: TypeAlias = "Callable[[History, Pair, str], Hits]"
Miss: TypeAlias = "Callable[[History, Cases, str], Hits]"
About: TypeAlias = Callable[[Definition], tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A rule of the book. `says` is its message, with names in braces for what is put in.

    A rule of entries has a `judge`, run for each field that `about` names; `at_header` reports all its cases as
    one finding at the header. A rule of the workbook has a `remarks` instead, true for the remarks it reports. A rule
    of two snapshots has a `follow`, which judges the cases of a pair of lists (its hits count the pair's rows), or a
    `miss`, which judges those of a list of the older tracker; only a comparison runs it.
    """

    code: str
    name: str
    gao_class: GaoClass | None
    severity: Severity
    page: str
    says: str
    about: About
    judge: Judge | None = None
    remarks: Callable[[Remark], bool] | None = None
    follow: Follow | None = None
    miss: Miss | None = None

    @property
    def of_snapshots(self) -> bool:
        """Whether it takes two snapshots to judge it, so that an audit of one tracker never does."""
        return self.follow is not None or self.miss is not None

    at_header: bool = False

    @property
    def title(self) -> str:
        """The first line of the page: what the fault is."""
        return self.page.strip().splitlines()[0]


@dataclass(frozen=True, slots=True, eq=False)
class Failure:
    """The cases of one list in which one rule found its fault in one field."""

    rule: Rule
    cases: Cases
    field: str
    hits: Hits
