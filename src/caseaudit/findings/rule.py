"""What a rule is, and what it found. The rules themselves are in `caseaudit.rules`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from caseaudit.model.definition import Definition, Severity
from caseaudit.model.finding import GaoClass, Place

if TYPE_CHECKING:
    from caseaudit.kinds.reading import Fault
    from caseaudit.model.layout import Remark
    from caseaudit.model.table import Mask
    from caseaudit.tracker.cases import CaseEntries, Cases, Tracker
    from caseaudit.tracker.entries import Entries
    from caseaudit.tracker.history import History, Pair
    from caseaudit.tracker.setting import Listed, Setting


class Reach(StrEnum):
    """What a rule looks at to judge an entry."""

    COLUMN = "whether the list has a column for a field that its cases must fill"
    ENTRY = "the entry"
    NEED = "the entry, and whether the list's cases must fill the field"
    BAR = "the entry, and whether the list's cases must leave the field blank"
    CASE = "the case's other entries"
    LISTS = "the cases of all lists"


class Telling(NamedTuple):
    """What only some rules can say of a case that they found (by its position).

    `words` adds words to the message, `related` names the other cells that the fault speaks of. `key` tells the fault
    from others of its rule where the case does not: a fault of several cases is found at another of them when
    rows are sorted.
    """

    words: Callable[[int], Mapping[str, str]] | None = None
    related: Callable[[int], tuple[Place, ...]] | None = None
    key: Callable[[int], str] | None = None


NOTHING_MORE = Telling()


@dataclass(frozen=True, slots=True, eq=False)
class Hits:
    """The cases a rule found, with what it says of one of them."""

    mask: Mask
    words: Callable[[int], Mapping[str, str]] | None = None
    related: Callable[[int], tuple[Place, ...]] | None = None
    key: Callable[[int], str] | None = None


Judge: TypeAlias = "Callable[[CaseEntries, Entries, Setting], Mask]"
Compare: TypeAlias = "Callable[[Listed], Mask]"
Tells: TypeAlias = "Callable[[Cases, Entries, Tracker], Telling]"
Follow: TypeAlias = "Callable[[History, Pair, str], Hits]"
Miss: TypeAlias = "Callable[[History, Cases, str], Hits]"
About: TypeAlias = Callable[[Definition], tuple[str, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """A rule of the book. `says` is its message, with names in braces for what is put in.

    A rule of entries has a `judge`, a check of each field that `about` names; `reach` is what it looks at, and
    `at_header` reports all its cases as one finding at the header. One that looks at all lists has a `compare` instead.
    What `tells` says is asked for the cases found, when somebody reads of them. A rule of the workbook has a `remarks`
    instead, true for the remarks it reports. A rule of two snapshots has a `follow`, which judges the cases of a pair
    of lists (its hits count the pair's rows), or a `miss`, which judges those of a list of the older tracker; only
    a comparison runs it.
    """

    code: str
    name: str
    gao_class: GaoClass | None
    severity: Severity
    page: str
    says: str
    about: About
    judge: Judge | None = None
    compare: Compare | None = None
    tells: Tells | None = None
    reach: Reach = Reach.ENTRY
    remarks: Callable[[Remark], bool] | None = None
    follow: Follow | None = None
    miss: Miss | None = None

    @property
    def of_snapshots(self) -> bool:
        """Whether it takes two snapshots to judge it, so that an audit of one tracker never does."""
        return self.follow is not None or self.miss is not None

    at_header: bool = False
    fault: Fault | None = None
    """What is wrong with the entries that it reports, as their reader says it; None where no reader does."""

    def severity_by(self, definition: Definition) -> Severity:
        """How severe its findings are; where the definition does not name the rule, as it says itself."""
        return definition.severities.get(self.code, self.severity)

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
