"""Reads the policy of the gate: `caseaudit.toml`, or `[tool.caseaudit]` in `pyproject.toml` (`docs/gate.md`)."""

from caseaudit.settings.policy.finding import find_policy
from caseaudit.settings.policy.loading import load_policy
from caseaudit.settings.policy.options import OPTIONS, schema

__all__ = ["OPTIONS", "find_policy", "load_policy", "schema"]
