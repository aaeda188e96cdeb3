"""The monthly indicators as they were counted: months, figures, doubts and the verdict on sending them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from caseaudit.model.analysis import Determination
from caseaudit.model.months import MONTHS

if TYPE_CHECKING:
    from caseaudit.model.counted import CountedFigure
    from caseaudit.model.definition import Definition, Indicator
    from caseaudit.model.finding import Finding, LeftOut
    from caseaudit.model.proportions import Share
    from caseaudit.model.targets import Proposal, Standing, Target


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A month of a year; `number` is 1 for January."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Month:
        """The month that a day is in."""
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    def later(self, months: int) -> Month:
        """The month so many months later (earlier, where negative)."""
        year, number = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, number + 1)

    def __str__(self) -> str:
        return f"{MONTHS[self.number - 1]} {self.year}"

    @property
    def iso(self) -> str:
        """`2020-03`."""
        return f"{self.year:04d}-{self.number:02d}"


@dataclass(frozen=True, slots=True)
class Span:
    """Some months in a row, both ends included; `name` is what people call them."""

    name: str
    start: Month
    end: Month

    def __contains__(self, day: date) -> bool:
        return self.start.first <= day <= self.end.last


@dataclass(frozen=True, slots=True)
class Periods:
    """The month that is reported, its fiscal year to date, and the same of the year before."""

    month: Span
    to_date: Span
    last_month: Span
    last_to_date: Span
    last_year: Span


@dataclass(frozen=True, slots=True)
class Figure:
    """A count, or None and `why` there is none. `note` says of a count that its records begin later than its span."""

    value: int | None
    why: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a figure may be off: `count` entries, in the words of `what` (`4 cases on two lists`), with a few places.

    `certain` says that the figure is wrong and not only perhaps so.
    """

    what: str
    count: int
    places: tuple[str, ...] = ()
    certain: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """One indicator, counted. `counted` says in words what, and from where; `as_of` is the day of a count of a list.

    `determination` is None where there is nothing to be reliable; `sheet` is where the records stand, None where the
    workbook has none.
    """

    indicator: Indicator
    month: Figure
    to_date: Figure
    last_month: Figure
    last_to_date: Figure
    last_year: Figure
    counted: str
    determination: Determination | None
    doubts: tuple[Doubt, ...] = ()
    target: Target | None = None
    standing: Standing | None = None
    sheet: str | None = None

    @property
    def recorded(self) -> bool:
        """Whether the workbook records it at all."""
        return self.sheet is not None

    @property
    def reached(self) -> Figure:
        """The figure that a target is for: the fiscal year to date; of a list, the count."""
        return self.month if self.indicator.dated_by is None else self.to_date


@dataclass(frozen=True, slots=True)
class MonthRow:
    """The counts of an indicator by month, the oldest first; of a list, of the months that a tracker is at hand of."""

    indicator: Indicator
    known: tuple[tuple[Month, int], ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """How an indicator changed since an earlier tracker, and how much of it is a change of the data alone.

    `span` says what is counted in both. `by_data` is the part that comes from records: entries of months already
    reported that were added or corrected since, cases that are counted twice. `faults` are the entries at fault in the
    fields that the figure rests on, then and now.
    """

    indicator: Indicator
    since: str
    span: str
    before: int
    now: int
    by_data: int
    faults: tuple[Share, Share]


@dataclass(frozen=True, slots=True)
class Dated:
    """A figure of the cases by their dates: `said` in words, None and `why` where it cannot be counted."""

    name: str
    title: str
    said: str | None
    why: str = ""
    determination: Determination | None = None
    counted: CountedFigure | None = None


@dataclass(frozen=True, slots=True)
class RegisterRead:
    """A register as found: its sheet, header row (from 1), entries, columns by field, headings that name no field."""

    name: str
    title: str
    sheet: str
    header_row: int
    entries: int
    columns: Mapping[str, str]
    unrecognized: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    findings: Sequence[Finding]
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Indicators:
    """All indicators of one tracker for one month, with the registers that were read for them."""

    path: str
    sha256: str
    definition: Definition
    as_of: date | None
    as_of_source: str
    run_on: date
    periods: Periods
    measured: tuple[Measured, ...]
    registers: tuple[RegisterRead, ...]
    notes: tuple[str, ...] = ()
    """What a person should know of how the sheets were read."""
    months: tuple[MonthRow, ...] = ()
    changes: tuple[Changed, ...] = ()
    dated: tuple[Dated, ...] = ()
    figures: tuple[CountedFigure, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    """Targets that the records propose; empty unless asked for."""


@dataclass(frozen=True, slots=True)
class Submission:
    """Whether the indicators may be submitted: `hindrances` say in words what stands in the way.

    `incomplete` says what could not be checked, which the policy may let pass but nobody should overlook.
    """

    hindrances: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.hindrances
