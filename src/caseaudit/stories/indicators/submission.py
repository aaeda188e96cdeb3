"""What stands in the way of submitting the indicators: the gate, and faults in what the registers are counted by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from caseaudit.model.finding import Audit, Finding, Verdict
from caseaudit.model.indicators import Indicators, Submission

_RULES = 6
_FINDINGS = 5


def judge_submission(
    report: Indicators, audit: Audit, verdict: Verdict, fails: Callable[[Finding], bool]
) -> Submission:
    """The gate's verdict on the tracker, and the findings on the registers that fail by the same policy.

    `audit` holds the findings that stand; `fails` says whether one fails the gate. A fault in a field that no indicator
    rests on stands in nobody's way.
    """
    return Submission((*_gate(audit, verdict), *_registers(report, fails)), verdict.incomplete)


def _gate(audit: Audit, verdict: Verdict) -> Iterator[str]:
    if verdict.passed:
        return
    if verdict.failed:
        yield f"the gate fails on {', '.join(verdict.failed)}{_worst(audit)}"
    else:
        yield "the gate is incomplete: not everything could be checked"


def _worst(audit: Audit) -> str:
    """The rules with the most findings that stand, in parentheses."""
    counts = Counter(audit.findings.counts()).most_common()
    named = [
        f"{code} {next(audit.findings.of_rule(code, 1)).name}: {count:,}"
        for code, count in counts[:_RULES]
        if count
    ]
    more = len([count for _, count in counts if count]) - len(named)
    rest = f" and {more} more rules" if more > 1 else " and another rule" if more else ""
    return f" ({', '.join(named)}{rest})" if named else ""


def _registers(report: Indicators, fails: Callable[[Finding], bool]) -> Iterator[str]:
    for read in report.registers:
        rests_on = {
            name
            for each in report.measured
            if each.indicator.counts == read.name
            for name in each.indicator.rests_on
        }
        found = [each for each in read.findings if each.field in rests_on and fails(each)]
        for each in found[:_FINDINGS]:
            yield f"{each.place} ({each.rule}): {each.message}"
        if len(found) > _FINDINGS:
            yield f'{len(found) - _FINDINGS:,} more on the sheet "{read.sheet}"'
