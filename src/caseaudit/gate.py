"""The gate: whether an audit passes, and in words what stands in the way."""

from __future__ import annotations

from enum import StrEnum

from caseaudit.model.definition import Severity
from caseaudit.model.finding import Audit, Verdict


class FailOn(StrEnum):
    """The mildest severity that fails the gate; `never` lets every audit pass."""

    ERROR = "error"
    WARNING = "warning"
    NEVER = "never"


_FAILING = {
    FailOn.ERROR: (Severity.ERROR,),
    FailOn.WARNING: (Severity.ERROR, Severity.WARNING),
    FailOn.NEVER: (),
}


def judge(audit: Audit, fail_on: FailOn = FailOn.ERROR) -> Verdict:
    """The verdict on an audit: failed where it has a finding of a severity that `fail_on` names, or a worse one."""
    counts = audit.findings.severities()
    failed = tuple(
        f"{counts[severity]:,} {severity}{'' if counts[severity] == 1 else 's'}"
        for severity in _FAILING[fail_on]
        if counts.get(severity)
    )
    return Verdict(not failed, failed)
