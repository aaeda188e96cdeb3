"""What a traced sample says, for programs: JSON, version 1. Shares are numbers from 0 to 1, entries as they stand."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from caseaudit import __version__
from caseaudit.findings.analysis.accuracy import determine_accuracy
from caseaudit.model.rates import Rate
from caseaudit.model.tracing import Aim, Traced, Tracing

VERSION = 1


def write_json(write: Callable[[str], object], tracing: Tracing) -> None:
    """Write the results."""
    write(json.dumps(_tracing(tracing), ensure_ascii=False, indent=1) + "\n")


def _tracing(tracing: Tracing) -> dict[str, Any]:
    sample, plan, design = tracing.sample, tracing.sample.plan, tracing.sample.plan.design
    target = int(design.target) if design.aim is Aim.SIZE else float(design.target)
    return {
        "version": VERSION,
        "tool": {"name": "caseaudit", "version": __version__},
        "tracker": {"name": sample.tracker, "sha256": sample.sha256},
        "definition": {"name": sample.definition, "sha256": sample.definition_sha256},
        "traced": {"name": tracing.workbook, "sha256": tracing.workbook_sha256},
        "sample": {
            "unit": design.unit.value,
            "aim": design.aim.value,
            "target": target,
            "confidence": float(design.confidence),
            "expected": float(design.expected),
            "allowed": design.allowed,
            "seed": design.seed,
            "weights": dict(design.weights),
            "units": plan.units,
            "drawn": plan.drawn,
            "entries": len(sample.items),
            "parts": [
                {
                    "list": p.part.list or None,
                    "field": p.part.field or None,
                    "units": p.units,
                    "drawn": p.drawn,
                }
                for p in plan.parts
            ],
            "bounds": "exact" if len(plan.parts) == 1 else "pooled" if plan.pooled else "summed",
        },
        "tolerable": float(tracing.tolerable),
        "whole": [{"list": name or None, **_rate(tracing, rate)} for name, rate in tracing.whole.items()],
        "fields": [
            {"list": each.list or None, "field": each.field, **_rate(tracing, each.rate)}
            for each in tracing.fields
        ],
        "wrong": [_wrong(each) for each in tracing.wrong],
        "notes": list(tracing.notes),
    }


def _rate(tracing: Tracing, rate: Rate) -> dict[str, Any]:
    own, said = rate.all, determine_accuracy(rate, tracing.tolerable)
    return {
        "units": own.units,
        "drawn": own.drawn,
        "matches": own.matches,
        "differs": own.differs,
        "no_document": own.undocumented,
        "unanswered": own.unanswered,
        "estimate": rate.estimate,
        "interval": [*map(float, rate.interval)],
        "at_least": float(rate.one_sided[0]),
        "at_most": float(rate.one_sided[1]),
        "reliability": said.reliability.value,
        "evidence": said.evidence,
    }


def _wrong(each: Traced) -> dict[str, Any]:
    item = each.item
    return {
        "row": item.number,
        "case_number": item.case_number,
        "list": item.list,
        "field": item.field,
        "sheet": item.place.sheet,
        "cell": item.place.cell,
        "answer": each.answer,
        "recorded": item.entry,
        "right": each.right or None,
        "source": each.source or None,
        "initials": each.initials or None,
        "date": each.day or None,
    }
