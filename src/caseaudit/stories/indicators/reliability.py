"""How far a figure can be relied on, in GAO's three terms: from the doubts about the count, and from its fields.

A figure that is known to be wrong, because a case stands on two lists or twice on one, is not sufficiently reliable,
however small the error: it is corrected before it is reported. What may be wrong is measured against the bounds of the
definition, as a share of what was or could have been counted; so are the fields that the figure rests on.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from caseaudit.findings.analysis.accuracy import traced_words
from caseaudit.model.analysis import Determination, FieldAnalysis, Reliability
from caseaudit.model.definition import Thresholds
from caseaudit.model.indicators import Doubt
from caseaudit.model.proportions import Share

_WORST_FIRST = (Reliability.INSUFFICIENT, Reliability.UNDETERMINED, Reliability.SUFFICIENT)


def determine(
    count: int,
    doubts: Sequence[Doubt],
    fields: Sequence[FieldAnalysis],
    bounds: Thresholds,
    unread: Sequence[str],
    called: tuple[str, str],
) -> Determination:
    """The determination of one figure; `unread` are sheets that could hold more of what it counts.

    `fields` are those that it rests on, `called` what an entry and several are called.
    """
    tested = [each for each in fields if each.judged]
    said: list[Determination] = [*_of_doubts(count, doubts, bounds), *_of_fields(tested, called)]
    said += [Determination(Reliability.UNDETERMINED, words) for words in unread]
    if not tested:
        said.append(Determination(Reliability.UNDETERMINED, f"there is no {called[0]} to test"))
    worst = next(term for term in _WORST_FIRST if term in {each.reliability for each in said})
    said.sort(key=lambda each: _WORST_FIRST.index(each.reliability))
    evidence = [each.evidence for each in said if each.evidence]
    if not evidence:
        most = max(each.judged for each in tested)
        headers = " and ".join(each.header for each in tested)
        evidence = [f"no fault found in {headers} of {most:,} {called[most > 1]}"]
    return Determination(worst, "; ".join(evidence))


def _of_doubts(count: int, doubts: Sequence[Doubt], bounds: Thresholds) -> Iterator[Determination]:
    open_ = sum(doubt.count for doubt in doubts if not doubt.certain)
    share = Share(open_, max(count + open_, 1))
    for doubt in doubts:
        if doubt.certain or share.percent > bounds.insufficient_percent:
            yield Determination(Reliability.INSUFFICIENT, doubt.what)
        elif share.percent > bounds.sufficient_percent:
            yield Determination(Reliability.UNDETERMINED, doubt.what)
        else:
            yield Determination(Reliability.SUFFICIENT, doubt.what)


def _of_fields(fields: Sequence[FieldAnalysis], called: tuple[str, str]) -> Iterator[Determination]:
    for each in fields:
        reliability = each.determination.reliability
        if each.flagged:
            parts = ((each.missing.total, "missing"), (each.inconsistent, "inconsistent"))
            how = " or ".join(word for number, word in parts if number) or "faulty"
            words = f"{each.header} {how} in {each.flagged_share.figures}"
        elif reliability is not Reliability.SUFFICIENT and (
            each.traced is None or "Too few" in each.determination.evidence
        ):
            few = f"only {each.judged:,} {called[each.judged > 1]} to test {each.header} by"
            words = few if "Too few" in each.determination.evidence else f"{each.header} is not tested"
        else:
            words = ""
        if each.traced is not None:
            said = traced_words(each.traced)
            words = f"{words}, {said}" if words else f"{each.header} {said}"
        yield Determination(reliability, words)
