"""The goals of the monthly indicators, how far they are reached, and what the records propose as goals."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caseaudit.model.definition import Indicator


class Standing(StrEnum):
    """How a figure stands to its target. While the year runs, a figure can be on the way."""

    MET = "met"
    NOT_MET = "not met"
    ON_COURSE = "on course"
    BEHIND = "behind"
    UNKNOWN = "no figure"


@dataclass(frozen=True, slots=True)
class Target:
    """The least and the most that is wanted of a fiscal year, or of a list; `baseline` is what it is measured from."""

    at_least: Decimal | None = None
    at_most: Decimal | None = None
    baseline: Decimal | None = None

    def __str__(self) -> str:
        """`at least 8`, `at most 75`, `8 to 17`."""
        low, high = (None if each is None else _number(each) for each in (self.at_least, self.at_most))
        if low is None or high is None:
            return f"at most {high}" if low is None else f"at least {low}"
        return low if low == high else f"{low} to {high}"

    def standing(self, value: int | None, elapsed: int = 12, months: int = 12) -> Standing:
        """How a figure stands after so many of the year's months; a count of a list stands by itself."""
        if value is None:
            return Standing.UNKNOWN
        if self.at_most is not None and value > self.at_most:
            return Standing.NOT_MET
        least = self.at_least or Decimal(0)
        if value >= least:
            # Under a most, a year is met when it is over.
            return Standing.MET if self.at_most is None or elapsed >= months else Standing.ON_COURSE
        if elapsed >= months:
            return Standing.NOT_MET
        return Standing.ON_COURSE if value * months >= least * elapsed else Standing.BEHIND


@dataclass(frozen=True, slots=True)
class Proposal:
    """A target that the records propose for an indicator, None with the reason where they are too few.

    `method` says in words how it came about.
    """

    indicator: Indicator
    target: Target | None
    method: str


def _number(value: Decimal) -> str:
    return f"{value.normalize():,f}"
