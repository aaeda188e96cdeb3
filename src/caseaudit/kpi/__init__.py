"""The indicators that are reported each month: what is counted, in which period, and how far it can be relied on."""

from caseaudit.kpi.measuring import measure
from caseaudit.kpi.periods import read_month

__all__ = ["measure", "read_month"]
