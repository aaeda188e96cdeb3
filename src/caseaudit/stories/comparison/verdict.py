"""The verdict on a comparison: whether its snapshots were changed in a way that fails."""

from __future__ import annotations

from caseaudit.model.comparison import Comparison
from caseaudit.model.definition import Severity
from caseaudit.model.finding import Verdict


def judge_comparison(comparison: Comparison, mildest: Severity | None = Severity.ERROR) -> Verdict:
    """Failed where a rule of two snapshots has a finding of severity `mildest` or worse; never where that is None.

    What each tracker holds by itself is for `check` to judge.
    """
    severities = list(Severity)
    failing = [] if mildest is None else severities[: severities.index(mildest) + 1]
    counts = {
        severity: sum(step.findings.severities().get(severity, 0) for step in comparison.steps)
        for severity in failing
    }
    failed = tuple(
        f"{number:,} {severity}{'' if number == 1 else 's'}" for severity, number in counts.items() if number
    )
    return Verdict(not failed, failed)
