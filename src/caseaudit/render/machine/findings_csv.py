"""The findings as rows of a CSV file, one finding a line, for a spreadsheet program.

A spreadsheet program takes a cell that begins with `=`, `+`, `-` or `@` for a formula and runs it. Such an entry gets
an apostrophe in front; line breaks and characters that do not print are shown by signs. The JSON report has every
value as it stands.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator

from caseaudit.model.finding import Audit, Finding
from caseaudit.render.paper import inert

COLUMNS = (
    "tracker",
    "rule",
    "name",
    "class",
    "severity",
    "sheet",
    "cell",
    "list",
    "field",
    "case_number",
    "analyst",
    "value",
    "message",
    "suggestion",
    "related",
)

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_header(write: Callable[[str], object]) -> None:
    """Write the line of column names."""
    write(",".join(COLUMNS) + "\n")


def write_rows(write: Callable[[str], object], audit: Audit) -> None:
    """Write the findings of one audit, one a line."""
    writer = csv.writer(_Target(write), lineterminator="\n")
    path = safe(audit.tracker.path)
    writer.writerows((path, *map(safe, _texts(finding))) for finding in audit.findings)


def safe(text: str) -> str:
    """The text as it may stand in a spreadsheet cell: no formula, no line break, nothing that does not print."""
    if text[:1].isalnum() and text.isprintable():
        return text
    shown = inert(text)
    return f"'{shown}" if text.lstrip(" \xa0\u200b").startswith(_RISKY) else shown


class _Target:
    """What `csv.writer` writes to."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self.write = write


def _texts(finding: Finding) -> Iterator[str]:
    place = finding.place
    yield from (finding.rule, finding.name, finding.gao_class or "", finding.severity)
    yield from (place.sheet, place.cell, finding.list or "", finding.field or "")
    yield from (finding.case_number or "", finding.analyst or "", finding.value or "")
    yield from (finding.message, finding.suggestion or "", "; ".join(map(str, finding.related)))
