"""The indicators that are reported each month: what is counted, in which period, and how far it can be relied on."""

from caseaudit.stories.indicators.measuring import Sources, measure
from caseaudit.stories.indicators.periods import read_month
from caseaudit.stories.indicators.submission import judge_submission

__all__ = ["Sources", "judge_submission", "measure", "read_month"]
