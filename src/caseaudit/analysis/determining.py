"""How reliable the data is, in GAO's three terms: what the audit can say, and what it cannot.

The audit tests whether entries are there, in standard form and free of contradiction. Whether they are true (their
accuracy) can be seen in the case files only, and what a free text says is not tested at all: such a field is never
more than undetermined.
"""

from __future__ import annotations

from collections.abc import Sequence

from caseaudit.model.analysis import Determination, FieldAnalysis, Reliability
from caseaudit.model.definition import Definition, Field, Holds, Thresholds
from caseaudit.model.proportions import Share


def determine_field(
    definition: Definition, field: Field, judged: int, missing: int, wrong: int, flagged: int, unaudited: int
) -> Determination:
    """The determination of one field on one list; all numbers are cases (see `FieldAnalysis`)."""
    bounds, share = definition.determination, Share(flagged, judged)
    if not judged:
        return Determination(
            Reliability.UNDETERMINED,
            "Every entry is a formula that holds no value." if unaudited else "No case needs or has an entry.",
        )
    evidence = f"Missing or inconsistent in {share.figures} of the cases tested"
    evidence += f" ({missing:,} missing, {wrong:,} inconsistent)." if flagged else "."
    if unaudited:
        evidence += f" {unaudited:,} could not be tested: formulas that hold no value."
    if judged < bounds.fewest_cases:
        return Determination(
            Reliability.UNDETERMINED, f"{evidence} Too few cases: fewer than {bounds.fewest_cases}."
        )
    if share.percent > bounds.insufficient_percent:
        return Determination(Reliability.INSUFFICIENT, evidence)
    if share.percent > bounds.sufficient_percent:
        between = f"{bounds.sufficient_percent:g}% and {bounds.insufficient_percent:g}%"
        return Determination(Reliability.UNDETERMINED, f"{evidence} Between {between}.")
    if unaudited > judged:
        return Determination(Reliability.UNDETERMINED, evidence)
    if field.holds is Holds.TEXT or (field.holds is Holds.UPDATE and definition.narrative is None):
        return Determination(
            Reliability.UNDETERMINED, f"{evidence} Complete enough, but what a free text says was not tested."
        )
    return Determination(Reliability.SUFFICIENT, evidence)


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
    tested = [each for each in open_ if each.holds != Holds.TEXT or each.flagged]
    in_doubt = bad or Share(len(tested), len(used)).percent > bounds.fields_percent
    return Determination(Reliability.UNDETERMINED if in_doubt else Reliability.SUFFICIENT, evidence)
