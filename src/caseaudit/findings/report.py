"""What a written report is made from: audits with their analyses, and how they came about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caseaudit.findings.rule import Rule
    from caseaudit.model.comparison import Comparison
    from caseaudit.model.finding import Audit, Verdict


@dataclass(frozen=True, slots=True)
class Report:
    """One report on one or more trackers. Every audit comes with its analysis.

    `comparison` is with earlier snapshots of the tracker, whose newest one the report is about. `command` is the
    command line without the names of the outputs, `not_checked` says in words what was left unchecked, `unusable` what
    could not be audited at all and why. `redacted` says that sensitive entries are shown as tokens.
    """

    audits: tuple[tuple[Audit, Verdict], ...]
    rules: tuple[Rule, ...]
    command: str
    not_checked: tuple[str, ...] = ()
    unusable: tuple[str, ...] = ()
    comparison: Comparison | None = None
    redacted: bool = False

    @property
    def passed(self) -> bool:
        """Whether every tracker was audited and passed."""
        return not self.unusable and all(verdict.passed for _, verdict in self.audits)
