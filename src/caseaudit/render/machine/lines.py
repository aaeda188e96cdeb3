"""The report as one line a finding, `path:Sheet!Cell: CODE message`, for editors and for `grep`."""

from __future__ import annotations

from collections.abc import Callable

from caseaudit.model.finding import Audit
from caseaudit.render.paper import inert


def write_lines(write: Callable[[str], object], audit: Audit) -> None:
    """Write the findings, one a line."""
    path = inert(audit.tracker.path)
    for finding in audit.findings:
        write(f"{path}:{inert(str(finding.place))}: {finding.rule} {inert(finding.message)}\n")
