"""Error rates of what was traced: how many entries match, differ or have no document, and what that says of all."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from caseaudit.model.analysis import Reliability
from caseaudit.model.intervals import Bounds, Stratum, bounds, estimate


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers for what was drawn from one part of the population."""

    units: int
    matches: int = 0
    differs: int = 0
    undocumented: int = 0
    unanswered: int = 0

    @property
    def drawn(self) -> int:
        """All that was drawn."""
        return self.matches + self.differs + self.undocumented + self.unanswered

    @property
    def errors(self) -> int:
        """Those that differ from the document, or have none."""
        return self.differs + self.undocumented


@dataclass(frozen=True)
class Rate:
    """An error rate from a sample, with exact bounds; of several parts, conservative ones."""

    parts: tuple[Tally, ...]
    confidence: Fraction
    pooled: bool

    @cached_property
    def all(self) -> Tally:
        """The answers of all parts together."""
        return Tally(
            *(
                sum(getattr(each, name) for each in self.parts)
                for name in ("units", "matches", "differs", "undocumented", "unanswered")
            )
        )

    @cached_property
    def estimate(self) -> float | None:
        """The error rate estimated from what was answered; None where nothing was."""
        return estimate(self._strata) if self.all.drawn > self.all.unanswered else None

    @cached_property
    def interval(self) -> Bounds:
        """The interval that holds the true rate at the confidence."""
        return bounds(self._strata, (1 - self.confidence) / 2, pooled=self.pooled)

    @cached_property
    def one_sided(self) -> Bounds:
        """The rate is at least the first at the confidence, and at most the second at the confidence."""
        return bounds(self._strata, 1 - self.confidence, pooled=self.pooled)

    def reliability(self, tolerable: Fraction) -> Reliability:
        """Whether the accuracy is sufficient: the rate is shown to be at most, or to be more than, the tolerable
        one."""
        least, most = self.one_sided
        if self.all.drawn and most <= tolerable:
            return Reliability.SUFFICIENT
        return Reliability.INSUFFICIENT if least > tolerable else Reliability.UNDETERMINED

    @property
    def _strata(self) -> list[Stratum]:
        return [Stratum(each.units, each.drawn, each.errors, each.unanswered) for each in self.parts]
