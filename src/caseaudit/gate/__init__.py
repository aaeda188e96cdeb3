"""The gate: which findings count, whether an audit passes, and in words what stands in the way."""

from caseaudit.gate.holding import Held, hold
from caseaudit.gate.judging import Judgement, judge, judgement
from caseaudit.model.policy import FailOn, Policy

__all__ = ["FailOn", "Held", "Judgement", "Policy", "hold", "judge", "judgement"]
