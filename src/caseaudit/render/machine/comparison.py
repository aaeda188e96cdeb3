"""The comparison for programs: JSON, version 1, as docs/compare.md describes it; one change or finding a line."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from caseaudit import __version__
from caseaudit.model.comparison import Change, Comparison, FindingChange, Snapshot, Step, Trend, Turnover
from caseaudit.model.finding import Finding, Place, Verdict

VERSION = 1
"""The version of the form; it changes when a reader of the old form would misread the new one."""

_encode = json.JSONEncoder(ensure_ascii=False).encode


def write_json(write: Callable[[str], object], comparison: Comparison, verdict: Verdict) -> None:
    """Write the comparison as one JSON object. Values stand as they do in the workbooks."""
    write("{")
    for key, value in _head(comparison).items():
        write(f"{_encode(key)}: {_encode(value)},\n")
    _lines(write, "trends", map(_trend, comparison.trends))
    write(',\n"steps": [')
    for number, step in enumerate(comparison.steps):
        write(",\n" if number else "\n")
        _step(write, step)
    gate = {"passed": verdict.passed, "failed": list(verdict.failed)}
    write(f'],\n"gate": {_encode(gate)}}}\n')


def _head(comparison: Comparison) -> dict[str, Any]:
    definition = comparison.definition
    return {
        "version": VERSION,
        "tool": {"name": "caseaudit", "version": __version__},
        "definition": {
            "name": definition.name,
            "version": definition.version,
            "sha256": definition.sha256,
        },
        "run_on": comparison.run_on.isoformat(),
        "snapshots": [_snapshot(each) for each in comparison.snapshots],
        "notes": list(comparison.notes),
        "incomplete_throughout": _fields(comparison.incomplete_throughout),
        "inconsistent_throughout": _fields(comparison.inconsistent_throughout),
    }


def _fields(found: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"list": name, "field": field} for name, field in found]


def _snapshot(snapshot: Snapshot) -> dict[str, Any]:
    audit = snapshot.audit
    return {
        "name": snapshot.name,
        "path": audit.tracker.path,
        "sha256": audit.tracker.sha256,
        "as_of": None if audit.as_of is None else audit.as_of.isoformat(),
        "cases": dict(audit.cases),
        "summary": {
            name: {
                "fields": each.fields,
                "fields_incomplete": each.fields_incomplete,
                "fields_inconsistent": each.fields_inconsistent,
            }
            for name, each in audit.summary.items()
        },
    }


def _trend(trend: Trend) -> dict[str, Any]:
    whole = [
        None if value is None else int(value) if value == int(value) else value for value in trend.values
    ]
    return {
        "measure": trend.key,
        "list": trend.list,
        "unit": trend.unit.value,
        "values": whole if trend.unit == "count" else list(trend.values),
    }


def _step(write: Callable[[str], object], step: Step) -> None:
    head = {
        "older": step.older.name,
        "newer": step.newer.name,
        "notes": list(step.notes),
        "counts": {"stayed": step.stayed, **{kind.value: number for kind, number in step.counts.items()}},
        "moves": [{"from": a, "to": b, "cases": number} for (a, b), number in step.moves.items()],
        "turnover": {code: _turnover(each) for code, each in step.finding_changes.turnover().items()},
    }
    write("{")
    for key, value in head.items():
        write(f"{_encode(key)}: {_encode(value)},\n")
    _lines(write, "changes", map(_change, step.changes))
    write(",\n")
    _lines(write, "finding_changes", map(_finding_change, step.finding_changes))
    write(",\n")
    _lines(write, "findings", map(_finding, step.findings))
    write("}")


def _turnover(each: Turnover) -> dict[str, int]:
    return {
        "new": each.new,
        "returned": each.returned,
        "carried": each.carried,
        "fixed": each.fixed,
        "left": each.left,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "change": change.kind.value,
        "case_number": change.case_number,
        "before": change.before,
        "after": change.after,
        "older": _place(change.older),
        "newer": _place(change.newer),
    }


def _finding_change(change: FindingChange) -> dict[str, Any]:
    return {
        "fate": change.fate.value,
        "rule": change.rule,
        "list": change.list,
        "field": change.field,
        "case_number": change.case_number,
        "value": change.value,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "name": finding.name,
        "class": finding.gao_class,
        "severity": finding.severity,
        **(_place(finding.place) or {}),
        "list": finding.list,
        "field": finding.field,
        "case_number": finding.case_number,
        "analyst": finding.analyst,
        "value": finding.value,
        "message": finding.message,
        "suggestion": finding.suggestion,
        "related": [_place(place) for place in finding.related],
    }


def _place(place: Place | None) -> dict[str, str] | None:
    return None if place is None else {"tracker": place.tracker, "sheet": place.sheet, "cell": place.cell}


def _lines(write: Callable[[str], object], key: str, items: Iterable[Any]) -> None:
    """Write a list under `key` with one item a line."""
    write(f"{_encode(key)}: [")
    for number, item in enumerate(items):
        write((",\n" if number else "\n") + _encode(item))
    write("]")
