"""Proposed targets as lines for a policy, with the reason of each beside it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from caseaudit.findings.spoken import one_line
from caseaudit.model.indicators import Indicators

_WIDTH = 100


def write_proposals(write: Callable[[str], object], report: Indicators) -> None:
    """Write `[targets]` in TOML: what the records propose, and why nothing where they are too few."""
    from textwrap import wrap

    def remark(text: str) -> None:
        for line in wrap(one_line(text), _WIDTH - 2, break_on_hyphens=False):
            write(f"# {line}\n")

    remark(f"Proposed from {report.path} and the records of months up to {report.periods.month.name}.")
    remark(
        "A range says what the past and chance make likely, not what should be reached: decide, then paste it into "
        "caseaudit.toml."
    )
    write("[targets]\n")
    for each in report.proposals:
        write("\n")
        remark(f"{each.indicator.title}: {each.method}")
        if each.target is not None:
            goals = {
                "baseline": each.target.baseline,
                "at_least": each.target.at_least,
                "at_most": each.target.at_most,
            }
            parts = [f"{name} = {_number(goal)}" for name, goal in goals.items() if goal is not None]
            write(f"{each.indicator.name} = {{{', '.join(parts)}}}\n")


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"
