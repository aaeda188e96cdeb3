"""A sample in words: how its size came about, how it was drawn, how answers count, and how its bounds are worked
out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from caseaudit.model.intervals import textbook_size
from caseaudit.model.proportions import percent
from caseaudit.model.tracing import Aim, Design, Plan, Sample, Tracing, Unit
from caseaudit.model.words import counted, listed


def units(design: Design, number: int) -> str:
    """A number of what is drawn, with its noun."""
    return counted(number, "case") if design.unit is Unit.CASES else counted(number, "entry", "entries")


def title(sample: Sample) -> str:
    """What the sample is."""
    return f"{counted(len(sample.items), 'entry', 'entries')} to trace to the case files"


def method(sample: Sample) -> Iterator[tuple[str, str]]:
    """The method in paragraphs, each with a word before it."""
    plan, design = sample.plan, sample.plan.design
    yield "Population.", population(sample)
    yield "Size.", size(plan)
    if len(plan.parts) > 1:
        yield "Parts.", _parts(plan)
    yield "Selection.", selection(plan)
    yield "Answers.", ANSWERS
    yield "Bounds.", _bounds(plan)
    if design.unit is Unit.CASES:
        yield (
            "Fields.",
            "Each drawn case is traced in every field that holds an entry. For a field on a list the cases drawn there "
            "are a random sample of that list's cases with an entry, so its bounds are exact.",
        )


def population(sample: Sample) -> str:
    """What could be drawn."""
    plan, fields = sample.plan, len(sample.headers)
    named = listed(sample.headers.values()) if fields <= 6 else f"{fields} fields"
    what = units(plan.design, plan.units)
    holding = " with an entry" if plan.design.unit is Unit.CASES else ""
    entries = "" if not holding else f" They hold {sum(sample.recorded.values()):,} entries."
    by_list = listed(f"{sample.titles[name]} ({number:,})" for name, number in sample.units.items())
    return (
        f"{what}{holding} in {named}, on {'the list' if len(sample.titles) == 1 else 'the lists'} {by_list}."
        f"{entries} Blank cells, placeholders and formula errors are not in the population: the audit counts them as "
        "missing or inconsistent. The case number is traced only where it is named, because the case file is found "
        "by it."
    )


def size(plan: Plan) -> str:
    """How the size came about."""
    design, confidence = plan.design, percent(plan.design.confidence)
    drawn = f"{units(design, plan.drawn)} of {plan.units:,} {'is' if plan.drawn == 1 else 'are'} drawn"
    if plan.drawn == plan.units:
        drawn = f"all {units(design, plan.units)} are drawn, so the result has no sampling error"
    match design.aim:
        case Aim.SIZE:
            return _upper(f"{drawn}, because that size was asked for.")
        case Aim.MARGIN:
            which = "exact interval" if len(plan.parts) == 1 else "interval for all parts together"
            usual = textbook_size(plan.units, design.target, design.expected, design.risk)
            return (
                f"The error rate is to be estimated to within {percent(design.target)} either way, at {confidence} "
                f"confidence. {_upper(drawn)}: the smallest number for which the {which} reaches no further, if "
                f"{percent(design.expected)} of the {design.unit.value} are wrong"
                f"{' (the worst case)' if design.expected == Fraction(1, 2) else ''}. The usual formula, which is an "
                f"approximation for a sample that is not divided, gives {usual:,}."
            )
        case Aim.AT_MOST:
            most = int(design.target * plan.units)
            found = f"no more than {counted(design.allowed, 'error')}" if design.allowed else "no error"
            return (
                f"The sample is to show that at most {percent(design.target)} of the {design.unit.value} are wrong "
                f"({most:,} of {plan.units:,}), at {confidence} confidence. {_upper(drawn)}: the smallest number for "
                f"which the chance to find {found} is at most {percent(design.risk)} if one more than that were wrong."
                if len(plan.parts) == 1
                else f"The sample is to show that at most {percent(design.target)} of the {design.unit.value} are "
                f"wrong, at {confidence} confidence. {_upper(drawn)}: the smallest number for which finding {found} "
                "puts the upper bound there."
            )


def selection(plan: Plan) -> str:
    """How the units were drawn."""
    what = "case" if plan.design.unit is Unit.CASES else "entry"
    within = " of each part" if len(plan.parts) > 1 else ""
    return (
        f"Each {what} gets the SHA-256 of the seed {plan.design.seed} and of what tells it from the others (list, case "
        f"number, field); the {'cases' if what == 'case' else 'entries'}{within} with the smallest values are drawn. "
        "So everybody who has the tracker, the seed and this method draws the same ones, and nobody can choose them. "
        "Agree on the seed before the draw."
    )


ANSWERS = (
    "“Matches”: the source document says the same. “Differs”: it says something else. “No document”: the case file "
    "holds no document for the entry. Both “differs” and “no document” count as errors. A row without an answer "
    "counts as an error in the upper bound, as right in the lower bound, and not in the estimate."
)
"""How answers count."""


def _parts(plan: Plan) -> str:
    rows = listed(f"{each.title} {each.drawn:,} of {each.units:,}" for each in plan.parts)
    weights = {*plan.design.weights.values()}
    how = (
        "in proportion to its size and the weight of its field"
        if len(weights) > 1
        else "in proportion to its size"
    )
    return (
        f"Each part is sampled by itself, {how}, and each gives at least a few: {rows}. The estimate for several parts "
        "weights the error rate of each by its size."
    )


def _bounds(plan: Plan) -> str:
    confidence = percent(plan.design.confidence)
    said = (
        f"Every interval holds at {confidence} confidence or more. It is exact for a finite population (hypergeometric "
        "distribution, both ends tested at half the risk), not an approximation. One-sided bounds use the whole risk. "
        "Each holds by itself, not all of them at once."
    )
    if len(plan.parts) == 1:
        return said
    return f"{said} For several parts together it is conservative: " + (
        "all draws are taken together (Clopper and Pearson), which by Hoeffding's theorem is never too narrow for "
        "samples taken by parts; where the parts were not sampled in exact proportion, the worst case is taken."
        if plan.pooled
        else "the exact bounds of each part, at the risk divided by the number of parts, weighted by its size."
    )


def source(tracing: Tracing) -> Sequence[tuple[str, str]]:
    """Where a traced sample comes from, as names and values."""
    sample = tracing.sample
    return (
        *of_sample(sample),
        ("Traced sample", tracing.workbook),
        ("SHA-256 of the traced sample", tracing.workbook_sha256),
    )


def of_sample(sample: Sample) -> Sequence[tuple[str, str]]:
    """Where a sample comes from, as names and values."""
    from caseaudit import __version__

    return (
        ("Tracker", sample.tracker),
        ("SHA-256 of the tracker", sample.sha256),
        ("Definition", sample.definition),
        ("SHA-256 of the definition", sample.definition_sha256),
        ("Seed", sample.plan.design.seed),
        ("Drawn by", f"caseaudit {__version__}"),
    )


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
