"""How accurate the data is, as far as a sample that was traced to the case files shows, joined to what the audit
found."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from caseaudit.findings.analysis.determining import UNTESTED
from caseaudit.model.analysis import Determination, FieldAnalysis, Reliability
from caseaudit.model.proportions import percent
from caseaudit.model.rates import Rate
from caseaudit.model.tracing import Tracing, Unit
from caseaudit.model.words import counted, listed

NOT_TESTED = "Accuracy was not tested: whether an entry is true can be seen in the case file only."


def joined(field: FieldAnalysis, tracing: Tracing | None) -> FieldAnalysis:
    """A field with what tracing showed of it: its determination speaks of accuracy too.

    Both tests must be passed. Where tracing leaves the accuracy open, a sufficiently reliable field stays so as long
    as no error was found.
    """
    rate = None if tracing is None else tracing.of(field.list, field.name)
    if tracing is None or rate is None or rate.all.unanswered == rate.all.drawn:
        return field
    before, accuracy = field.determination, determine_accuracy(rate, tracing.tolerable)
    known = before.evidence.removesuffix(UNTESTED).rstrip()
    made = Determination(_both(before, accuracy, rate), f"{known} {accuracy.evidence}")
    return replace(field, determination=made, traced=rate)


def determine_accuracy(rate: Rate, tolerable: Fraction) -> Determination:
    """What tracing alone determines: whether at most the tolerable share, or more, is wrong."""
    reliability = rate.reliability(tolerable)
    least, most = map(percent, rate.one_sided)
    sure, bound = percent(rate.confidence), percent(tolerable)
    why = {
        Reliability.SUFFICIENT: f"at most {most} are wrong, no more than the tolerable {bound}",
        Reliability.INSUFFICIENT: f"at least {least} are wrong, more than the tolerable {bound}",
        Reliability.UNDETERMINED: f"between {least} and {most} are wrong, which leaves open whether it is more "
        f"than the tolerable {bound}",
    }[reliability]
    every = rate.all.drawn == rate.all.units and not rate.all.unanswered
    said = "All were traced" if every else f"At {sure} confidence"
    return Determination(reliability, f"{_tally(rate)} {said}: {why}.")


def traced_words(rate: Rate) -> str:
    """`traced in 54 of 61, 2 wrong (at most 11.3% at 95% confidence)`."""
    own = rate.all
    most = f"at most {percent(rate.one_sided[1])} at {percent(rate.confidence)} confidence"
    return f"traced in {own.drawn - own.unanswered:,} of {own.units:,}, {own.errors or 'none'} wrong ({most})"


def interval_words(rate: Rate) -> str:
    """The interval that holds the true rate: `1.2–9.8%`; `3.3%` where everything was traced."""
    low, high = map(percent, rate.interval)
    return low if low == high else f"{low.removesuffix('%')}–{high}"


def accuracy_words(tracing: Tracing | None, list_name: str) -> str:
    """What was done for the accuracy of a list, and what came of it, for a workpaper."""
    rate = None if tracing is None else tracing.whole.get(list_name)
    if tracing is None or rate is None or not rate.all.drawn:
        return NOT_TESTED
    sample = tracing.sample
    design, drawn = sample.plan.design, rate.all
    entries = [each for each in tracing.rows if each.item.list == list_name]
    wrong = [each for each in tracing.wrong if each.item.list == list_name]
    fields = listed(sample.headers.values()) if len(sample.headers) <= 4 else f"{len(sample.headers)} fields"
    unit, noun = ("case", "cases") if design.unit is Unit.CASES else ("entry", "entries")
    of = (
        f"{counted(len(entries), 'entry', 'entries')} of {counted(drawn.drawn, 'case')} drawn by chance"
        if design.unit is Unit.CASES
        else f"{counted(drawn.drawn, 'entry', 'entries')} drawn by chance"
    )
    open_ = f" {counted(drawn.unanswered, unit, noun)} were not answered." if drawn.unanswered else ""
    are = "is" if len(wrong) == 1 else "are"
    return (
        f"To test accuracy, {of} (seed {design.seed}) in {fields} {'was' if len(entries) == 1 else 'were'} compared "
        f"with the source documents in the case files: {len(wrong) or 'none'} {are} wrong or without a "
        f"document.{open_} At {percent(design.confidence)} confidence, {interval_words(rate)} of the {drawn.units:,} "
        f"{noun} {'have an error' if design.unit is Unit.CASES else 'are wrong'}."
    )


def _both(before: Determination, accuracy: Determination, rate: Rate) -> Reliability:
    if Reliability.INSUFFICIENT in (before.reliability, accuracy.reliability):
        return Reliability.INSUFFICIENT
    complete = before.reliability is Reliability.SUFFICIENT or before.untested
    if accuracy.reliability is Reliability.SUFFICIENT:
        return Reliability.SUFFICIENT if complete else Reliability.UNDETERMINED
    return Reliability.UNDETERMINED if rate.all.errors else before.reliability


def _tally(rate: Rate) -> str:
    own = rate.all
    parts = [
        (
            own.differs,
            f"{own.differs:,} {'differs' if own.differs == 1 else 'differ'} from the source document",
        ),
        (own.undocumented, f"{own.undocumented:,} {'has' if own.undocumented == 1 else 'have'} no document"),
        (own.unanswered, f"{own.unanswered:,} {'is' if own.unanswered == 1 else 'are'} not answered"),
    ]
    found = listed(text for number, text in parts if number) or "all match"
    return f"Traced to the case files: {own.drawn:,} of {own.units:,} entries; {found}."
