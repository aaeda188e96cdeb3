"""How reliable the data is, in GAO's three terms: what the audit can say, and what it cannot.

The audit tests whether entries are there, in standard form and free of contradiction. Whether they are true (their
accuracy) can be seen in the case files only, and what a free text says is not tested at all: such a field is never
more than undetermined. A sample that was traced to the case files settles both (see `findings.analysis.accuracy`).
"""

from __future__ import annotations

from collections.abc import Sequence

from caseaudit.model.analysis import Determination, FieldAnalysis, Reliability
from caseaudit.model.definition import Definition, Field, Holds, Thresholds
from caseaudit.model.proportions import Share

UNTESTED = "Complete enough, but what a free text says was not tested."


def determine_field(
    definition: Definition, field: Field, judged: int, missing: int, wrong: int, flagged: int, unaudited: int
) -> Determination:
    """The determination of one field on one list; all numbers are cases (see `FieldAnalysis`)."""
    share = Share(flagged, judged)
    if not judged:
        return Determination(
            Reliability.UNDETERMINED,
            "Every entry is a formula that holds no value."
            if unaudited
            else "No case needs or has an entry.",
        )
    evidence = f"Missing or inconsistent in {share.figures} of the cases tested"
    evidence += f" ({missing:,} missing, {wrong:,} inconsistent)." if flagged else "."
    if unaudited:
        evidence += f" {unaudited:,} could not be tested: formulas that hold no value."
    reliability, why = _reliability(definition, field, judged, share.percent, unaudited)
    return Determination(reliability, f"{evidence} {why}".rstrip(), untested=why == UNTESTED)


def _reliability(
    definition: Definition, field: Field, judged: int, percent: float, unaudited: int
) -> tuple[Reliability, str]:
    """The determination, and why it is no other where that does not show from the numbers."""
    bounds = definition.determination
    untested = field.holds is Holds.TEXT or (field.holds is Holds.UPDATE and definition.narrative is None)
    why = ""
    if judged < bounds.fewest_cases:
        why = f"Too few cases: fewer than {bounds.fewest_cases}."
    elif percent > bounds.insufficient_percent:
        return Reliability.INSUFFICIENT, ""
    elif percent > bounds.sufficient_percent:
        why = f"Between {bounds.sufficient_percent:g}% and {bounds.insufficient_percent:g}%."
    elif unaudited > judged:
        why = "Most entries could not be tested."
    elif untested:
        why = UNTESTED
    return (Reliability.UNDETERMINED if why else Reliability.SUFFICIENT), why


def determine_list(fields: Sequence[FieldAnalysis], cases: int, bounds: Thresholds) -> Determination:
    """The determination of a list, from those of its fields that any case needs or has."""
    used = [each for each in fields if each.judged]
    bad = [each for each in used if each.determination.reliability is Reliability.INSUFFICIENT]
    open_ = [each for each in used if each.determination.reliability is Reliability.UNDETERMINED]
    share = Share(len(bad), len(used))
    evidence = (
        f"Of {len(used)} fields in use, {len(bad)} are not sufficiently reliable, {len(open_)} undetermined and "
        f"{len(used) - len(bad) - len(open_)} sufficiently reliable."
    )
    if cases < bounds.fewest_cases or not used:
        return Determination(Reliability.UNDETERMINED, f"{evidence} Too few cases to determine more.")
    if share.percent > bounds.fields_percent:
        return Determination(Reliability.INSUFFICIENT, evidence)
    traced = [each for each in open_ if each.traced is not None and each.traced.all.errors]
    tested = [each for each in open_ if each.holds != Holds.TEXT or each.flagged or each in traced]
    in_doubt = bad or Share(len(tested), len(used)).percent > bounds.fields_percent
    return Determination(Reliability.UNDETERMINED if in_doubt else Reliability.SUFFICIENT, evidence)
