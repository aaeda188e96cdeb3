"""What `mark` writes into a copy: the worst severity of each cell, what was found there, and the list of it all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from caseaudit.model.definition import Severity
from caseaudit.model.marks import MOST_NOTES, Listed, Mark, Marking
from caseaudit.model.words import counted
from caseaudit.render.remedies import fault_and_remedy
from caseaudit.tracker.edit.marks.sheet import MOST_FINDINGS

if TYPE_CHECKING:
    from caseaudit.model.finding import Audit, Finding, Place

_ORDER = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_ROWS = re.compile(r"([1-9][0-9]{0,6}):[1-9][0-9]{0,6}")
_COLUMNS = re.compile(r"([A-Z]{1,3}):[A-Z]{1,3}")


def marking_of(audit: Audit, findings: Iterable[Finding], remarks: Sequence[str]) -> Marking:
    """The marks that these findings of an audit make.

    A finding of a column is marked at the column's heading, one of rows at their first cell, one of a sheet at the
    first cell of its header.
    """
    lists = {name: each.title for name, each in audit.definition.lists.items()}
    headers = {name: field.header for name, field in audit.definition.fields.items()}
    spots, parts = _Spots(audit), lru_cache(1 << 16)(fault_and_remedy)
    cells: dict[tuple[str, int, int], tuple[Severity, list[str] | None]] = {}
    listed: list[Listed] = []
    for finding in findings:
        row, column = spots.of(finding.place)
        where = finding.place.sheet, row, column
        worst, lines = cells.get(where) or (finding.severity, [] if len(cells) < MOST_NOTES else None)
        if lines is not None:
            lines.append(f"{finding.severity.value.upper()} {finding.rule}: {finding.message}")
        cells[where] = min(worst, finding.severity, key=_ORDER.index), lines
        fault, remedy = parts(finding.message)
        texts = (
            finding.rule, lists.get(finding.list or "", ""), finding.case_number or "",
            headers.get(finding.field or "", ""), finding.value or "", fault, remedy, finding.analyst or "",
        )  # fmt: skip
        listed.append(Listed(finding.severity, texts, *where))
    marks = [Mark(*where, severity, tuple(lines or ())) for where, (severity, lines) in cells.items()]
    if len(listed) > MOST_FINDINGS:
        remarks = (
            *remarks,
            f"The first {MOST_FINDINGS:,} are listed here; caseaudit check -o findings.csv lists all.",
        )
    return Marking(_title(audit, listed), tuple(remarks), marks, listed)


def by_analyst(findings: Iterable[Finding]) -> Mapping[str, list[Finding]]:
    """The findings of each analyst, by name as most write it; those of nobody are under ""."""
    found: dict[str, list[Finding]] = {}
    names: dict[str, str] = {"": ""}
    for finding in findings:
        name = " ".join((finding.analyst or "").split())
        found.setdefault(names.setdefault(name.casefold(), name), []).append(finding)
    return found


def _title(audit: Audit, listed: Sequence[Listed]) -> str:
    counts = [(sum(each.severity is severity for each in listed), severity.value) for severity in _ORDER]
    said = ", ".join(counted(number, word) for number, word in counts if number) or "nothing found"
    return f"{Path(audit.tracker.path).name}: {said}"


class _Spots:
    """Where findings stand as rows and columns from 0."""

    def __init__(self, audit: Audit) -> None:
        self._heads: dict[str, tuple[int, int]] = {}
        for sheet in audit.tracker.sheets:
            columns = [_column(letters) for letters in sheet.columns.values()]
            self._heads.setdefault(sheet.name, (sheet.header_row - 1, min(columns, default=0)))

    def of(self, place: Place) -> tuple[int, int]:
        """The cell that is marked for a finding at this place."""
        head = self._heads.get(place.sheet, (0, 0))
        if cell := _CELL.fullmatch(place.cell):
            return int(cell[2]) - 1, _column(cell[1])
        if rows := _ROWS.fullmatch(place.cell):
            return int(rows[1]) - 1, head[1]
        if columns := _COLUMNS.fullmatch(place.cell):
            return head[0], _column(columns[1])
        return head


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1
