"""What a traced sample says, as a document: the error rates by field and list, the entries that are wrong, the
method."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from caseaudit.findings.analysis.accuracy import determine_accuracy, interval_words
from caseaudit.findings.spoken import one_line
from caseaudit.model.document import Block, Document, Facts, Heading, Paragraph, Row, Table
from caseaudit.model.proportions import percent
from caseaudit.model.rates import Rate
from caseaudit.model.tracing import Aim, Tracing, Unit
from caseaudit.model.words import counted
from caseaudit.render.tracing import words

MOST_WRONG = 500
"""So many entries that are wrong are listed; the rest are counted."""
_RATE_HEAD = ("Traced", "Differs", "No document", "Not answered", "Error rate (interval)", "At most")
_RATE_SHARES = (10, 8, 13, 12, 14, 8)
ALL = "All lists"


def results(tracing: Tracing) -> Document:
    """The document."""
    return Document(
        title="Accuracy of the data, by tracing a sample to the case files",
        subtitle=f"{one_line(tracing.sample.tracker)}, seed {tracing.sample.plan.design.seed}",
        introduction=(*(Paragraph(text) for text in conclusion(tracing)),),
        blocks=(
            *accuracy_tables(tracing),
            *wrong_entries(tracing, entries=True),
            Heading(2, "Method", "method"),
            *method_paragraphs(tracing),
            Heading(2, "Where this comes from", "source"),
            Facts(tuple((name, (one_line(value),)) for name, value in words.source(tracing))),
        ),
    )


def in_short(source: Document) -> Document:
    """The document without its method and sources, which the traced sample has too."""
    method = next(block for block in source.blocks if isinstance(block, Heading) and block.anchor == "method")
    return replace(source, blocks=source.blocks[: source.blocks.index(method)])


def conclusion(tracing: Tracing) -> Iterator[str]:
    """What the sample shows of everything that was drawn from, and what is open."""
    rate, design = tracing.whole[""], tracing.sample.plan.design
    what = "cases with at least one wrong entry" if design.unit is Unit.CASES else "wrong entries"
    sure = percent(design.confidence)
    if rate.all.unanswered == rate.all.drawn:
        yield f"No entry is answered yet: {counted(len(tracing.rows), 'row waits', 'rows wait')} for an answer."
        return
    done = rate.all.drawn - rate.all.unanswered
    some = "" if not rate.all.unanswered else f", {done:,} of them with all answers"
    yield (
        f"{words.units(design, rate.all.drawn)} of {rate.all.units:,} were traced to the case files{some}. The share "
        f"of {what} is estimated at {percent(rate.estimate or 0)}; at {sure} confidence it is in "
        f"{interval_words(rate)}."
    )
    if design.aim is Aim.AT_MOST:
        most = rate.one_sided[1]
        shown = "This is shown" if most <= design.target else "This is not shown"
        yield (
            f"The sample was to show that at most {percent(design.target)} are wrong. {shown}: at {sure} confidence at "
            f"most {percent(most)} are."
        )
    determined = [
        (each, determine_accuracy(each.rate, tracing.tolerable).reliability.value)
        for each in tracing.fields
        if each.list and each.rate.all.drawn
    ]
    terms = ("sufficiently reliable", "undetermined", "not sufficiently reliable")
    counts = ", ".join(f"{sum(said == term for _, said in determined)} {term}" for term in terms)
    yield (
        f"By field and list, {counts} (of {len(determined)}). The accuracy of a field is sufficiently reliable where, "
        f"at {sure} confidence, at most {percent(tracing.tolerable)} are wrong; it is not where more are."
    )
    yield from tracing.notes


def accuracy_tables(tracing: Tracing) -> Iterator[Block]:
    """The error rates of all that was drawn by list, and those of each field."""
    titles = {"": ALL, **tracing.sample.titles}
    unit = "Cases with an error" if tracing.sample.plan.design.unit is Unit.CASES else "Entries with an error"
    yield Heading(2, unit, "whole")
    rows = [
        Row(((titles[name],), *((cell,) for cell in _cells(rate))))
        for name, rate in tracing.whole.items()
        if rate.all.units and not (name == "" and len(titles) == 2)
    ]
    yield Table(f"{unit}, by list", ("List", *_RATE_HEAD), tuple(rows), (12, *_RATE_SHARES))
    yield Heading(2, "Fields", "fields")
    yield Paragraph(
        "Traced: entries traced of those recorded. Interval: holds the true error rate at the confidence. At most: the "
        "one-sided bound, by which the reliability is determined."
    )
    for name, title in titles.items():
        own = [each for each in tracing.fields if each.list == name]
        if not own:
            continue
        yield Heading(3, title, f"fields-{name or 'all'}")
        table = [
            Row(
                (
                    (each.header,),
                    *((cell,) for cell in _cells(each.rate)),
                    (determine_accuracy(each.rate, tracing.tolerable).reliability.value,),
                )
            )
            for each in own
        ]
        head = ("Field", *_RATE_HEAD, "Accuracy")
        yield Table(f"Error rates of the fields: {title}", head, tuple(table), (18, *_RATE_SHARES, 16))


def wrong_entries(tracing: Tracing, *, entries: bool) -> Iterator[Block]:
    """The entries that differ from their documents or have none; with what is recorded and right, where asked for."""
    wrong = [*tracing.wrong]
    yield Heading(2, "Entries that are wrong", "wrong")
    if not wrong:
        yield Paragraph("None among the answered.")
        return
    head: tuple[str, ...] = ("Case", "Field", "Cell", "Answer")
    shares: tuple[int, ...] = (14, 16, 15, 13)
    if entries:
        head, shares = (*head, "Recorded", "Right", "Source document"), (*shares, 17, 13, 14)
    rows = []
    for each in wrong[:MOST_WRONG]:
        item = each.item
        texts = [item.case_number, item.header, item.cell, each.answer or ""]
        if entries:
            texts += [item.entry, each.right, each.source]
        rows.append(Row(tuple((one_line(text),) for text in texts)))
    yield Table("Entries that are wrong", head, tuple(rows), shares)
    if len(wrong) > MOST_WRONG:
        yield Paragraph(f"… and {len(wrong) - MOST_WRONG:,} more; the traced sample has them all.")


def method_paragraphs(tracing: Tracing) -> Iterator[Block]:
    """How the sample was drawn and judged."""
    for lead, text in words.method(tracing.sample):
        yield Paragraph(text, lead)


def _cells(rate: Rate) -> tuple[str, ...]:
    own = rate.all
    if not own.drawn:
        return (f"0 of {own.units:,}", *("–" for _ in _RATE_HEAD[1:]))
    guess = "–" if rate.estimate is None else percent(rate.estimate)
    return (
        f"{own.drawn - own.unanswered:,} of {own.units:,}",
        f"{own.differs:,}",
        f"{own.undocumented:,}",
        f"{own.unanswered:,}",
        f"{guess} ({interval_words(rate)})",
        percent(rate.one_sided[1]),
    )
