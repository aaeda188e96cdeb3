"""The gate: which findings count, whether an audit passes, and in words what stands in the way."""

from caseaudit.settings.judgement.holding import Held, hold
from caseaudit.settings.judgement.judging import Judgement, judge, judgement
from caseaudit.settings.records import FailOn, Policy

__all__ = ["FailOn", "Held", "Judgement", "Policy", "hold", "judge", "judgement"]
