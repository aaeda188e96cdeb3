"""The sheets of findings: all of them, and a work list for each analyst."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from urllib.parse import quote

from caseaudit.findings.report import Report
from caseaudit.model.finding import Audit, Finding, Place
from caseaudit.model.table import quoted_sheet
from caseaudit.model.words import counted
from caseaudit.render import provenance
from caseaudit.render.remedies import fault_and_remedy
from caseaudit.render.workbook.book import Book, height, put
from caseaudit.render.workbook.rows import Filling, Row

RESOLUTIONS = ("corrected", "not applicable, because …", "question")
"""What an analyst can answer; the second is to be completed."""

MOST_ROWS = 1_000_000
"""Findings on one sheet; Excel's limit is 1,048,576 rows. Further findings stand on a further sheet."""

MOST_ANALYSTS = 40
"""Analysts with a sheet of their own, those with the most findings first; the others share one."""

MOST_LINKS = 60_000
"""Links on one sheet; Excel's limit is 65,530."""

UNASSIGNED = "No analyst"
OTHERS = "Other analysts"

_HEAD = (
    "Tracker", "Sheet", "Cell", "List", "Case", "Field", "Rule", "Fault", "Severity", "Class", "Present value",
    "What is wrong", "What to write", "Related", "Analyst",
)  # fmt: skip
_WIDTHS = (18, 12, 9, 11, 15, 22, 7, 22, 9, 12, 30, 44, 44, 16, 18)
_PLACE_COLUMN = _HEAD.index("Cell")
_WRAPPED = tuple(_HEAD.index(name) for name in ("Present value", "What is wrong", "What to write", "Related"))
_LOOKS = [
    "link" if place == _PLACE_COLUMN else "cell" if place in _WRAPPED else "plain"
    for place in range(len(_HEAD))
]


def findings(ours: Book, report: Report) -> None:
    """Every finding, one a row; on a further sheet where one cannot hold them."""
    number = sum(len(audit.findings) for audit, _ in report.audits)
    rows = _finding_rows(ours, report)
    for start in range(0, max(number, 1), MOST_ROWS):
        here = min(number - start, MOST_ROWS)
        sheet = ours.sheet("Findings", _WIDTHS)
        ours.table(sheet, 0, _HEAD, here)
        if here:
            ours.fill(1, _LOOKS, Filling(islice(rows, here), link_column=_PLACE_COLUMN, plain_column=0))
        else:
            put(sheet, 1, 0, "No findings.", ours.formats["plain"])


def _finding_rows(ours: Book, report: Report) -> Iterator[Row]:
    lists, fields = _headers(report)
    links = Links(ours, report)
    for audit, finding in _every(report):
        fault, remedy = fault_and_remedy(finding.message)
        place, related = finding.place, finding.related
        texts = (
            provenance.file_name(audit), place.sheet, place.cell, lists.get(finding.list or "", ""),
            finding.case_number or "", fields.get(finding.field or "", ""), finding.rule, finding.name,
            finding.severity, finding.gao_class or "", finding.value or "", fault, remedy,
            ", ".join(map(str, related)) if related else "", finding.analyst or "",
        )  # fmt: skip
        high = height((texts[column], _WIDTHS[column]) for column in _WRAPPED)
        yield Row(texts, high, links.to(audit, place))


class Links:
    """Links of one sheet into the trackers, as many as a sheet can have."""

    def __init__(self, ours: Book, report: Report) -> None:
        self._folder, self._redacted = ours.folder, report.redacted
        self._targets: dict[str, str | None] = {}
        self._made = 0

    def to(self, audit: Audit, place: Place) -> tuple[str, str] | None:
        """A file and a place in it; None where there is no link."""
        path = audit.tracker.path
        if path not in self._targets:
            self._targets[path] = None if self._redacted else link_target(Path(path), self._folder)
        target = self._targets[path]
        if target is None or self._made >= MOST_LINKS or not place.sheet.isprintable():
            return None
        self._made += 1
        return target, _location(place)


def _every(report: Report) -> Iterator[tuple[Audit, Finding]]:
    for audit, _ in report.audits:
        for finding in audit.findings:
            yield audit, finding


def _headers(report: Report) -> tuple[dict[str, str], dict[str, str]]:
    """The titles of lists and the headers of fields, by their plain names."""
    definition = report.audits[0][0].definition
    return (
        {name: each.title for name, each in definition.lists.items()},
        {name: each.header for name, each in definition.fields.items()},
    )


_WORK_HEAD = (
    "Case",
    "List",
    "Field",
    "Cell",
    "Present value",
    "Why",
    "What to write",
    "Rule",
    "Resolution",
    "Analyst",
)
_WORK_WIDTHS = (15, 11, 22, 16, 30, 42, 46, 7, 30, 18)
_WORK_LOOKS = ("plain", "plain", "plain", "link", "cell", "cell", "cell", "plain", "answer", "plain")
_CELL_COLUMN, _ANSWER_COLUMN = _WORK_HEAD.index("Cell"), _WORK_HEAD.index("Resolution")


def work_lists(ours: Book, report: Report) -> None:
    """A sheet for each analyst who has something to do, in the order of names; one for what has no analyst."""
    by_key: dict[str, list[tuple[Audit, Finding]]] = {}
    names: dict[str, str] = {}
    keys: dict[str | None, str] = {None: ""}
    for audit, finding in _every(report):
        key = keys.get(finding.analyst)
        if key is None:
            name = " ".join((finding.analyst or "").split())
            key = keys[finding.analyst] = name.casefold()
            names.setdefault(key, name)
        by_key.setdefault(key, []).append((audit, finding))
    unassigned = by_key.pop("", [])
    ranked = sorted(by_key, key=lambda key: (-len(by_key[key]), key))
    for key in sorted(ranked[:MOST_ANALYSTS]):
        _work_list(ours, report, names[key], by_key[key])
    rest = [each for key in sorted(ranked[MOST_ANALYSTS:]) for each in by_key[key]]
    if rest:
        _work_list(ours, report, OTHERS, rest, several=True)
    if unassigned:
        _work_list(ours, report, UNASSIGNED, unassigned)


def _work_list(
    ours: Book, report: Report, name: str, found: Sequence[tuple[Audit, Finding]], *, several: bool = False
) -> None:
    width = len(_WORK_HEAD) if several else len(_WORK_HEAD) - 1
    for start in range(0, len(found), MOST_ROWS):
        part = found[start : start + MOST_ROWS]
        sheet = ours.sheet(name, _WORK_WIDTHS[:width])
        put(sheet, 0, 0, f"{name}: {counted(len(found), 'finding')}", ours.formats["part"])
        ours.table(sheet, 1, _WORK_HEAD[:width], len(part))
        rows = _work_rows(ours, report, part, width)
        ours.fill(2, _WORK_LOOKS[:width], Filling(rows, link_column=_CELL_COLUMN, plain_column=0))
        sheet.data_validation(
            2, _ANSWER_COLUMN, len(part) + 1, _ANSWER_COLUMN,
            {"validate": "list", "source": ours.choices(RESOLUTIONS), "error_type": "information", "ignore_blank": True,
             "input_title": "Resolution", "input_message": "Choose one. After “because”, say why.",
             "error_title": "Resolution",
             "error_message": "An answer in other words is kept as it is; begin it with one of those offered."},
        )  # fmt: skip


def _work_rows(
    ours: Book, report: Report, found: Sequence[tuple[Audit, Finding]], width: int
) -> Iterator[Row]:
    lists, fields = _headers(report)
    links, wide = Links(ours, report), _WORK_WIDTHS
    for audit, finding in found:
        place = finding.place
        fault, remedy = fault_and_remedy(finding.message)
        value = finding.value or ""
        texts = (
            finding.case_number or "", lists.get(finding.list or "", ""), fields.get(finding.field or "", ""),
            str(place), value, fault, remedy, finding.rule, "", finding.analyst or "",
        )  # fmt: skip
        high = height(((value, wide[4]), (fault, wide[5]), (remedy, wide[6])))
        yield Row(texts[:width], high, links.to(audit, place))


def _location(place: Place) -> str:
    return f"{quoted_sheet(place.sheet, always=True)}!{place.cell or 'A1'}"


def link_target(tracker: Path, folder: Path) -> str | None:
    """The tracker as a link names it from the workbook's folder; None where links cannot lead into it."""
    if tracker.suffix.lower() not in (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"):
        return None
    try:
        path = os.path.relpath(tracker.resolve(), folder.resolve()).replace("\\", "/")
    except ValueError:  # another drive
        return tracker.resolve().as_uri()
    return quote(path, errors="replace")
