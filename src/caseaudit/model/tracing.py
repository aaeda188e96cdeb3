"""A sample of entries that a person traces to the case files: how it is drawn, what was answered, what follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from caseaudit.model.rates import Rate

if TYPE_CHECKING:
    from caseaudit.model.finding import Place

METHOD = 1
"""The number of the way in which samples are drawn; one drawn in another way is not read back."""


class Unit(StrEnum):
    """What is drawn: whole cases with all their entries, or entries one by one."""

    CASES = "cases"
    ENTRIES = "entries"


class Aim(StrEnum):
    """What decides the size of a sample."""

    MARGIN = "margin"
    """To estimate the error rate to within a margin."""
    AT_MOST = "at-most"
    """To show that the error rate is at most so great, if no more errors are found than allowed."""
    SIZE = "size"


class Answer(StrEnum):
    """What tracing an entry to its source document came to. An entry without a document counts as an error."""

    MATCHES = "matches"
    DIFFERS = "differs"
    NO_DOCUMENT = "no document"


@dataclass(frozen=True, slots=True)
class Design:
    """What a sample is asked for; together with the tracker it determines which entries are drawn.

    `target` is a share for a margin or a rate, a number of units for a size. `weights` has the fields to trace, empty
    for all, with how much likelier an entry of each is drawn; only entries can have weights other than 1.
    """

    aim: Aim
    target: Fraction
    seed: str
    unit: Unit = Unit.CASES
    confidence: Fraction = Fraction(95, 100)
    expected: Fraction = Fraction(1, 2)
    allowed: int = 0
    by_list: bool = False
    lists: tuple[str, ...] = ()
    weights: Mapping[str, int] = field(default_factory=dict)

    @property
    def risk(self) -> Fraction:
        """The chance to be wrong that the confidence leaves."""
        return 1 - self.confidence

    @property
    def by_field(self) -> bool:
        """Whether the entries of each field are drawn by themselves, as weights demand."""
        return len({*self.weights.values()}) > 1

    def part_of(self, list_name: str, field_name: str) -> Part:
        """The part of the population that an entry is drawn from."""
        return Part(list_name if self.by_list else "", field_name if self.by_field else "")


class Part(NamedTuple):
    """A part of the population that is sampled by itself: of a list, of a field, or "" for all of them."""

    list: str
    field: str


@dataclass(frozen=True, slots=True)
class Planned:
    """How many of the units of a part are drawn; `title` names the part, "" where there is one only."""

    part: Part
    title: str
    units: int
    drawn: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The sizes that follow from a design. `pooled` says how the bounds of several parts are put together."""

    design: Design
    parts: tuple[Planned, ...]
    pooled: bool

    @property
    def units(self) -> int:
        """The units of the population."""
        return sum(each.units for each in self.parts)

    @property
    def drawn(self) -> int:
        """The units of the sample."""
        return sum(each.drawn for each in self.parts)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry to trace; `number` counts from 1, `entry` and `cell` are the recorded entry and its place as shown."""

    number: int
    list: str
    case: int
    case_number: str
    field: str
    header: str
    entry: str
    cell: str
    place: Place


@dataclass(frozen=True, slots=True)
class Sample:
    """A drawn sample. `units` counts the population by list, `recorded` its entries by list and field.

    `titles` names its lists, `headers` its fields.
    """

    plan: Plan
    tracker: str
    sha256: str
    definition: str
    definition_sha256: str
    titles: Mapping[str, str]
    headers: Mapping[str, str]
    units: Mapping[str, int]
    recorded: Mapping[tuple[str, str], int]
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Traced:
    """One entry with what came of it; `answer` None where it is not answered yet."""

    item: Item
    answer: Answer | None
    right: str = ""
    source: str = ""
    initials: str = ""
    day: str = ""


@dataclass(frozen=True, slots=True)
class FieldRate:
    """The error rate of a field, on one list or, where `list` is "", on all lists of the sample."""

    list: str
    field: str
    header: str
    rate: Rate


@dataclass(frozen=True, slots=True)
class Tracing:
    """What a traced sample says of the tracker that it was drawn from.

    `fields` has the rates of each list and field, then those of all lists; `whole` has the rate of what was drawn
    (cases or entries) by list, "" for all lists. `tolerable` is the error rate that sufficiently reliable data may
    have.
    """

    sample: Sample
    workbook: str
    workbook_sha256: str
    rows: tuple[Traced, ...]
    fields: tuple[FieldRate, ...]
    whole: Mapping[str, Rate]
    tolerable: Fraction
    notes: tuple[str, ...] = ()

    @property
    def wrong(self) -> Iterable[Traced]:
        """The entries that differ from their documents, or have none."""
        return (each for each in self.rows if each.answer in (Answer.DIFFERS, Answer.NO_DOCUMENT))

    def of(self, list_name: str, field_name: str) -> Rate | None:
        """The rate of a field on a list; None where nothing was drawn there."""
        return next(
            (
                each.rate
                for each in self.fields
                if (each.list, each.field) == (list_name, field_name) and each.rate.all.drawn
            ),
            None,
        )
