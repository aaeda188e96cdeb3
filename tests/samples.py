"""The audits of the sample trackers, made once for all tests."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from caseaudit.model.finding import Audit
from caseaudit.stories.audit import AuditOptions, audit_tracker

SAMPLES = Path(__file__).resolve().parents[1] / "sample_data"
OPTIONS = AuditOptions(today=date(2020, 10, 27), analyse=True)


@cache
def audited(month: str) -> Audit:
    """The audit of a snapshot, such as 2020-03, with its analysis."""
    return audit_tracker(SAMPLES / f"tracker-{month}.xlsx", OPTIONS)
