"""What an audit amounts to, as plain records: rates, kinds of entries, the mix of cases, and how reliable it all is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from caseaudit.model.proportions import Share

if TYPE_CHECKING:
    from caseaudit.model.counted import CountedFigure
    from caseaudit.model.rates import Rate
    from caseaudit.model.tracing import Tracing


class Reliability(StrEnum):
    """GAO's three determinations of the reliability of data."""

    SUFFICIENT = "sufficiently reliable"
    INSUFFICIENT = "not sufficiently reliable"
    UNDETERMINED = "undetermined"


@dataclass(frozen=True, slots=True)
class Determination:
    """A determination with what it rests on, in a sentence.

    `untested` says that it is undetermined for nothing but that what the entries say was not tested.
    """

    reliability: Reliability
    evidence: str
    untested: bool = False


@dataclass(frozen=True, slots=True)
class MissingKinds:
    """In how many of the cases that need a field it is missing, and how."""

    blank: int = 0
    invisible: int = 0
    """Cells that hold spaces or other characters that do not show, and nothing else."""
    stand_in: int = 0
    no_column: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.blank + self.invisible + self.stand_in + self.no_column


@dataclass(frozen=True, slots=True)
class Count:
    """How many cases something is true of; `name` says of what."""

    name: str
    cases: int


@dataclass(frozen=True, slots=True)
class EntryKind:
    """Entries of a field that are alike in form: a number, words, words with a number, a date.

    `standard` of the `cases` are in standard form; `examples` are the commonest others, as they stand.
    """

    name: str
    cases: int
    standard: int
    examples: tuple[Count, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldAnalysis:
    """One field on one list. `judged` cases must fill it or do; `flagged` of them are missing or inconsistent.

    `kinds` tells the entries apart by their form, for fields that hold terms, dates and identifiers; `terms` counts the
    standard terms that the entries stand for, the most frequent first. `traced` is the error rate that tracing a sample
    to the case files showed, None where none was traced.
    """

    list: str
    name: str
    header: str
    holds: str
    required: int
    missing: MissingKinds
    inconsistent: int
    judged: int
    flagged: int
    rules: Mapping[str, int]
    kinds: tuple[EntryKind, ...]
    terms: tuple[Count, ...]
    determination: Determination
    sensitive: bool = False
    traced: Rate | None = None

    @property
    def missing_share(self) -> Share:
        """Missing, of the cases that must fill it."""
        return Share(self.missing.total, self.required)

    @property
    def flagged_share(self) -> Share:
        """Missing or inconsistent, of the cases that were judged."""
        return Share(self.flagged, self.judged)


@dataclass(frozen=True, slots=True)
class ListAnalysis:
    """One list: its fields, the mix of its cases, and statements ready to quote.

    `phases` and `update_ages` are in their natural order and empty where the tracker has no such field; each counts all
    cases of the list, the unknown last.
    """

    name: str
    title: str
    cases: int
    fields: tuple[FieldAnalysis, ...]
    phases: tuple[Count, ...]
    update_ages: tuple[Count, ...]
    statements: tuple[str, ...]
    determination: Determination
    paragraph: str

    @property
    def incomplete(self) -> int:
        """How many fields are missing entries."""
        return sum(each.missing.total > 0 for each in self.fields)

    @property
    def inconsistent(self) -> int:
        """How many fields hold inconsistent entries."""
        return sum(each.inconsistent > 0 for each in self.fields)


@dataclass(frozen=True, slots=True)
class Analysis:
    """The analysis of one tracker; `lists` has the chosen lists that have cases, in the definition's order.

    `initiated` counts the cases of all lists by the year in which they entered the first phase.
    `sensitive` has the distinct entries of the sensitive fields, by field, in the order of their first appearance: what
    a redacted report must not show. `tracing` is the sample that was traced to the case files, None where none was.
    """

    lists: tuple[ListAnalysis, ...]
    initiated: tuple[Count, ...] = ()
    sensitive: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    tracing: Tracing | None = None
    figures: tuple[CountedFigure, ...] = ()
    """Every figure with the cells that it counts."""
