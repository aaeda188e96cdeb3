"""The findings as rows of a CSV file, one finding a line, for a spreadsheet program.

A spreadsheet program takes a cell that begins with `=`, `+`, `-` or `@` for a formula and runs it. Such an entry gets
an apostrophe in front; line breaks and characters that do not print are shown by signs. The JSON report has every
value as it stands.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from typing import Any

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

_FORMULA = re.compile(
    r"[\t\r\n]|[\s\0-\x1f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*+[=+\-@＝＋－＠]"
)
"""How a text begins that a spreadsheet may run: blanks and signs that do not show are passed over there."""


def write_header(write: Callable[[str], object]) -> None:
    """Write the line of column names."""
    write(",".join(COLUMNS) + "\n")


def write_rows(write: Callable[[str], object], audit: Audit) -> None:
    """Write the findings of one audit, one a line."""
    writer = rows_to(write)
    path = safe(audit.tracker.path)
    writer.writerows((path, *map(safe, _texts(finding))) for finding in audit.findings)


def safe(text: str) -> str:
    """The text as it may stand in a spreadsheet cell: no formula, no line break, nothing that does not print."""
    if text[:1].isalnum() and text.isprintable():
        return text
    shown = inert(text)
    return f"'{shown}" if may_run(text) else shown


def may_run(text: str) -> bool:
    """Whether a spreadsheet may take the text for a formula."""
    return _FORMULA.match(text) is not None


def rows_to(write: Callable[[str], object]) -> Any:
    """A `csv.writer` of lines that end in a line feed; whatever else could end a line stands in quotation marks."""
    return csv.writer(_Target(write), lineterminator="\r\n")


class _Target:
    """What `csv.writer` writes to. Only the signs of its own line end make it quote an entry."""

    def __init__(self, write: Callable[[str], object]) -> None:
        self._write = write

    def write(self, row: str) -> None:
        self._write(row.removesuffix("\r\n") + "\n")


def _texts(finding: Finding) -> Iterator[str]:
    place = finding.place
    yield from (finding.rule, finding.name, finding.gao_class or "", finding.severity)
    yield from (place.sheet, place.cell, finding.list or "", finding.field or "")
    yield from (finding.case_number or "", finding.analyst or "", finding.value or "")
    yield from (finding.message, finding.suggestion or "", "; ".join(map(str, finding.related)))
