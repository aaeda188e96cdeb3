"""The report for programs: JSON, version 1, as `schemas/report.schema.json` describes it.

Written piece by piece, one finding a line, so that a tracker with 700,000 findings never stands in memory as one
text. Values are given as they stand in the workbook, nothing shortened and nothing made harmless.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import starmap
from json.encoder import encode_basestring
from typing import Any

from caseaudit import __version__
from caseaudit.model.finding import Audit, FieldFigures, Finding, ListSummary, Verdict

VERSION = 1
"""The version of the form; it changes when a reader of the old form would misread the new one."""

FINDING_KEYS = (
    "rule",
    "name",
    "class",
    "severity",
    "sheet",
    "cell",
    "field",
    "case_number",
    "analyst",
    "value",
    "message",
    "suggestion",
    "related",
)
_FINDING = "{" + ", ".join(f'"{key}": %s' for key in FINDING_KEYS) + "}"
_encode = json.JSONEncoder(ensure_ascii=False).encode


def write_audit(write: Callable[[str], object], audit: Audit, verdict: Verdict) -> None:
    """Write one audit as a JSON object."""
    for piece in _pieces(audit, verdict):
        write(piece)
    write("\n")


def write_audits(
    write: Callable[[str], object],
    audits: Iterable[tuple[Audit, Verdict]],
    unusable: Sequence[tuple[str, str]],
    verdict: Verdict,
) -> None:
    """Write several audits as one JSON object; `unusable` are paths that could not be audited, with the reason."""
    write(f'{{"version": {VERSION},\n"tool": {_encode(_tool())},\n"trackers": [\n')
    for number, (audit, own) in enumerate(audits):
        write(",\n" if number else "")
        for piece in _pieces(audit, own):
            write(piece)
    write(f'\n],\n"unusable": {_encode([{"path": path, "message": why} for path, why in unusable])},\n')
    write(f'"gate": {_encode(_gate(verdict))}}}\n')


def _pieces(audit: Audit, verdict: Verdict) -> Iterator[str]:
    """The object's text in the order of its keys."""
    yield "{"
    for key, value in _head(audit).items():
        yield f"{_encode(key)}: {_encode(value)},\n"
    yield from _lines("fields", (_encode(_figures(each)) for each in audit.fields))
    summary = {name: _summary(each) for name, each in audit.summary.items()}
    yield f',\n"summary": {_encode(summary)},\n'
    yield from _lines("findings", starmap(_marked, audit.findings.marked()))
    if used := verdict.policy:
        yield f',\n"policy": {_encode({"file": used.file, "changed": list(used.changed)})}'
    yield f',\n"gate": {_encode(_gate(verdict))}}}'


def _lines(key: str, items: Iterable[str]) -> Iterator[str]:
    """A list under `key` with one encoded item a line."""
    yield f"{_encode(key)}: ["
    before = "\n"
    for item in items:
        yield before + item
        before = ",\n"
    yield "]"


def _head(audit: Audit) -> dict[str, Any]:
    tracker = audit.tracker
    return {
        "version": VERSION,
        "tool": _tool(),
        "tracker": {
            "path": tracker.path,
            "sha256": tracker.sha256,
            "sheets": [
                {
                    "name": sheet.name,
                    "list": sheet.list,
                    "header_row": sheet.header_row,
                    "cases": sheet.cases,
                    "columns": dict(sheet.columns),
                }
                for sheet in tracker.sheets
            ],
        },
        "definition": {
            "name": audit.definition.name,
            "version": audit.definition.version,
            "sha256": audit.definition.sha256,
        },
        "as_of": None if audit.as_of is None else audit.as_of.isoformat(),
        "run_on": audit.run_on.isoformat(),
        "cases": dict(audit.cases),
    }


def _tool() -> dict[str, str]:
    return {"name": "caseaudit", "version": __version__}


def _figures(each: FieldFigures) -> dict[str, Any]:
    return {
        "list": each.list,
        "field": each.field,
        "required": each.required,
        "missing": each.missing,
        "inconsistent": each.inconsistent,
    }


def _summary(each: ListSummary) -> dict[str, int]:
    return {
        "fields": each.fields,
        "fields_incomplete": each.fields_incomplete,
        "fields_inconsistent": each.fields_inconsistent,
    }


def _finding(finding: Finding) -> str:
    """A finding as JSON text, put together from its parts: four times as fast as encoding a dict."""
    place, related = finding.place, finding.related
    texts = (
        finding.rule,
        finding.name,
        finding.gao_class,
        finding.severity,
        place.sheet,
        place.cell,
        finding.field,
        finding.case_number,
        finding.analyst,
        finding.value,
        finding.message,
        finding.suggestion,
    )
    others = _encode([{"sheet": each.sheet, "cell": each.cell} for each in related]) if related else "[]"
    return _FINDING % (*map(_text, texts), others)


def _marked(finding: Finding, held_by: str) -> str:
    """A finding as JSON text; one that is held back says by what."""
    text = _finding(finding)
    return f'{text[:-1]}, "held_back_by": {_encode(held_by)}}}' if held_by else text


def _text(text: str | None) -> str:
    return "null" if text is None else encode_basestring(text)


def _gate(verdict: Verdict) -> dict[str, Any]:
    held = verdict.held
    return {
        "passed": verdict.passed,
        "failed": list(verdict.failed),
        "incomplete": list(verdict.incomplete),
        "notices": list(verdict.notices),
        "held_back": None if held is None else {"waiver": held.waived, "baseline": held.known},
    }
