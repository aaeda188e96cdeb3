"""The indicators for programs: JSON, version 1. Values stand as they are in the workbook, nothing shortened."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from caseaudit import __version__
from caseaudit.model.finding import Finding
from caseaudit.model.indicators import Dated, Figure, Indicators, Measured, RegisterRead, Span, Submission
from caseaudit.model.targets import Target

VERSION = 1


def write_json(write: Callable[[str], object], report: Indicators, submission: Submission) -> None:
    """Write the report."""
    write(json.dumps(_report(report, submission), ensure_ascii=False, indent=1) + "\n")


def _report(report: Indicators, submission: Submission) -> dict[str, Any]:
    periods, definition = report.periods, report.definition
    return {
        "version": VERSION,
        "tool": {"name": "caseaudit", "version": __version__},
        "tracker": {"path": report.path, "sha256": report.sha256},
        "definition": {"name": definition.name, "version": definition.version, "sha256": definition.sha256},
        "as_of": None if report.as_of is None else report.as_of.isoformat(),
        "as_of_source": report.as_of_source,
        "run_on": report.run_on.isoformat(),
        "period": periods.month.start.iso,
        "periods": {
            "month": _span(periods.month),
            "to_date": _span(periods.to_date),
            "last_month": _span(periods.last_month),
            "last_to_date": _span(periods.last_to_date),
            "last_year": _span(periods.last_year),
        },
        "indicators": [_measured(each) for each in report.measured],
        "registers": [_register(each) for each in report.registers],
        "months": {
            row.indicator.name: {month.iso: count for month, count in row.known} for row in report.months
        },
        "dated": [_dated(each) for each in report.dated],
        "changes": [
            {
                "name": each.indicator.name,
                "since": each.since,
                "counted": each.span,
                "before": each.before,
                "now": each.now,
                "by_data": each.by_data,
                "at_fault": [{"entries": share.part, "of": share.whole} for share in each.faults],
            }
            for each in report.changes
        ],
        "proposals": [
            {"name": each.indicator.name, "target": _target(each.target), "method": each.method}
            for each in report.proposals
        ],
        "notes": list(report.notes),
        "submission": {
            "ready": submission.ready,
            "hindrances": list(submission.hindrances),
            "incomplete": list(submission.incomplete),
        },
    }


def _span(span: Span) -> dict[str, str]:
    return {"name": span.name, "from": span.start.iso, "to": span.end.iso}


def _figure(figure: Figure) -> dict[str, Any]:
    return {"value": figure.value, "why": figure.why or None, "note": figure.note or None}


def _least(target: Target | None) -> float | None:
    """The least that is wanted, the most where only that is bounded."""
    goal = None if target is None else target.at_least if target.at_least is not None else target.at_most
    return None if goal is None else float(goal)


def _target(target: Target | None) -> dict[str, float | None] | None:
    if target is None:
        return None
    goals = {"at_least": target.at_least, "at_most": target.at_most, "baseline": target.baseline}
    return {name: None if goal is None else float(goal) for name, goal in goals.items()}


def _dated(each: Dated) -> dict[str, Any]:
    said = each.determination
    return {
        "name": each.name,
        "title": each.title,
        "value": each.said,
        "why": each.why or None,
        "reliability": None if said is None else said.reliability.value,
        "evidence": None if said is None else said.evidence,
    }


def _measured(each: Measured) -> dict[str, Any]:
    said, indicator = each.determination, each.indicator
    return {
        "name": indicator.name,
        "title": indicator.title,
        "group": indicator.group or None,
        "recorded": each.recorded,
        "sheet": each.sheet,
        "counted": each.counted,
        "month": _figure(each.month),
        "to_date": _figure(each.to_date),
        "last_month": _figure(each.last_month),
        "last_to_date": _figure(each.last_to_date),
        "last_year": _figure(each.last_year),
        "target": _least(each.target),
        "target_range": _target(each.target),
        "standing": None if each.standing is None else each.standing.value,
        "reliability": None if said is None else said.reliability.value,
        "evidence": None if said is None else said.evidence,
        "rests_on": list(indicator.rests_on),
        "doubts": [
            {"what": doubt.what, "count": doubt.count, "certain": doubt.certain, "places": list(doubt.places)}
            for doubt in each.doubts
        ],
    }


def _register(read: RegisterRead) -> dict[str, Any]:
    return {
        "name": read.name,
        "sheet": read.sheet,
        "header_row": read.header_row,
        "entries": read.entries,
        "columns": dict(read.columns),
        "unrecognized": list(read.unrecognized),
        "first": None if read.first is None else read.first.isoformat(),
        "last": None if read.last is None else read.last.isoformat(),
        "left_out": [{"rows": list(each.rows), "reason": each.reason} for each in read.left_out],
        "findings": [_finding(each) for each in read.findings],
    }


def _finding(each: Finding) -> dict[str, Any]:
    return {
        "rule": each.rule,
        "name": each.name,
        "class": None if each.gao_class is None else each.gao_class.value,
        "severity": each.severity.value,
        "sheet": each.place.sheet,
        "cell": each.place.cell,
        "field": each.field,
        "value": each.value,
        "message": each.message,
        "suggestion": each.suggestion,
    }
