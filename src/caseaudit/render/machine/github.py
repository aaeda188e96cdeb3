"""The report as workflow commands of GitHub Actions, which its pages show beside the run."""

from __future__ import annotations

from collections.abc import Callable

from caseaudit.model.definition import Severity
from caseaudit.model.finding import Audit, Verdict
from caseaudit.render.paper import inert

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def write_annotations(write: Callable[[str], object], audit: Audit, verdict: Verdict) -> None:
    """Write the verdict's reasons first, since the page shows only the first few, then a command a finding."""
    path = audit.tracker.path
    kind = "warning" if verdict.passed else "error"
    told = [(kind, f"Incomplete: {what}") for what in verdict.incomplete]
    told += [("error", f"The gate failed: {what}") for what in verdict.failed]
    told += [("notice", what) for what in verdict.notices]
    for kind, what in told:
        write(_command(kind, path, "caseaudit", what))
    for finding in audit.findings:
        case = f" {finding.case_number}" if finding.case_number else ""
        title = f"{finding.rule} {finding.name}"
        write(_command(_COMMANDS[finding.severity], path, title, f"{finding.place}{case}: {finding.message}"))


def _command(kind: str, path: str, title: str, message: str) -> str:
    return f"::{kind} file={_property(path)},title={_property(title)}::{_data(message)}\n"


def _data(text: str) -> str:
    """The text as the message of a command, from which no other command can begin."""
    return inert(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
