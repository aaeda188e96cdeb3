"""The indicators of a month as a document: figures, targets, the months, what changed, the cases by their dates."""

from __future__ import annotations

from collections.abc import Iterator

from caseaudit.findings.spoken import one_line
from caseaudit.model.analysis import Reliability
from caseaudit.model.document import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Points,
    Row,
    Run,
    Table,
    Trend,
)
from caseaudit.model.indicators import Dated, Indicators, Month, Submission
from caseaudit.model.proportions import Share
from caseaudit.model.words import counted
from caseaudit.render.digest import place_words
from caseaudit.render.indicators import words

FINDINGS = 100
"""So many findings are listed; the rest are counted."""
MONTHS = 13
"""Months of the trend: a year, and the same month of the year before."""
_INK = {
    Reliability.SUFFICIENT: "good",
    Reliability.INSUFFICIENT: "bad",
    Reliability.UNDETERMINED: "warning",
}


def document(
    report: Indicators, submission: Submission, *, months: int = MONTHS, narrow: bool = False
) -> Document:
    """The document with the last months; `narrow` leaves out what a terminal has no room for."""
    return Document(
        title=words.heading(report),
        subtitle=words.source(report),
        introduction=(),
        blocks=(
            _figures(report, narrow=narrow),
            *_targets(report),
            *_counted(report),
            *_months(report, months),
            *_dated(report),
            *_changes(report),
            *_findings(report, 8 if narrow else FINDINGS),
            *_notes(report, narrow=narrow),
            *_submission(submission),
        ),
    )


def _figures(report: Indicators, *, narrow: bool) -> Table:
    columns = words.columns(report)
    head = ["Indicator", *(name for _, name in columns), "Target", *([] if narrow else ["Reliability"])]
    rows: list[Row] = []
    group = ""
    for each in report.measured:
        if narrow and each.indicator.group != group:
            group = each.indicator.group
            rows += [_row(f"{group}:", *("" for _ in head[1:]))] if group else []
        figures = [words.shown(words.figure_of(each, name)) for name, _ in columns]
        said = [] if narrow else [words.reliability(each)]
        title = f"- {each.indicator.title}" if narrow and group else words.full_title(each.indicator)
        title += "" if each.recorded else f": {words.ABSENT}"
        rows.append(_row(title, *figures, words.target(each), *said))
    numbers = tuple(range(1, len(columns) + 2))
    shares = (26, *(9 for _ in columns), 9, *([] if narrow else [16]))
    return Table("Indicators", tuple(head), tuple(rows), shares, numbers)


def _targets(report: Indicators) -> Iterator[Block]:
    aimed = [each for each in report.measured if each.target is not None]
    if not aimed:
        return
    yield Heading(2, "Targets", "targets")
    rows = [
        _row(
            words.full_title(each.indicator),
            words.NONE if each.target.baseline is None else words.number(each.target.baseline),
            str(each.target),
            words.shown(each.reached),
            str(each.standing),
        )
        for each in aimed
        if each.target is not None
    ]
    head = ("Indicator", "Baseline", "Target", "Reached", "Standing")
    yield Table("Targets, and how far they are reached", head, tuple(rows), (30, 12, 16, 12, 16), (1, 2, 3))
    if any(each.indicator.dated_by for each in aimed):
        yield Paragraph(
            f"A target is for the whole year; {report.periods.to_date.name} is compared with it. On course: at this "
            "rate the year reaches it."
        )


def _counted(report: Indicators) -> Iterator[Block]:
    yield Heading(2, "What is counted, and how far it can be relied on", "counted")
    for each in report.measured:
        said = each.determination
        ink = "" if said is None else _INK[said.reliability]
        yield Paragraph(words.sentence(report, each), f"{each.indicator.title}:", ink)
        yield Paragraph(one_line(each.counted), "", "faint")
        places = tuple(words.places(each))
        if places:
            yield Points(places)


def _months(report: Indicators, most: int) -> Iterator[Block]:
    months = sorted({month for row in report.months for month, _ in row.known})[-most:]
    rows = []
    for row in report.months:
        counts = dict(row.known)
        shown = tuple(counts.get(month) for month in months)
        if any(count is not None for count in shown):
            numbers = [words.NONE if count is None else f"{count:,}" for count in shown]
            rows.append(
                Row(((words.full_title(row.indicator),), (Trend(shown),), *((text,) for text in numbers)))
            )
    if not rows or len(months) < 2:
        return
    yield Heading(2, "Month by month", "months")
    head = ("Indicator", "Trend", *(_short(month) for month in months))
    shares = (24, 14, *(5 for _ in months))
    yield Table("Counts by month", head, tuple(rows), shares, tuple(range(2, len(head))))


def _short(month: Month) -> str:
    return f"{str(month)[:3]} {month.year % 100:02}"


def _dated(report: Indicators) -> Iterator[Block]:
    if not report.dated:
        return
    yield Heading(2, "Cases by their dates", "dated")
    yield Facts(tuple((each.title, (dated_words(each),)) for each in report.dated))


def dated_words(figure: Dated) -> str:
    """`5; sufficiently reliable: …`, or that it cannot be counted and why."""
    if figure.said is None:
        return f"cannot be counted: {one_line(figure.why)}"
    said = figure.determination
    return (
        figure.said if said is None else f"{figure.said}; {said.reliability.value}: {one_line(said.evidence)}"
    )


def _changes(report: Indicators) -> Iterator[Block]:
    if not report.changes:
        return
    yield Heading(2, "Changed figures, changed data", "changes")
    yield Paragraph(
        f"Since {one_line(report.changes[0].since)}. By data: what comes from records that were added or corrected "
        "later, or that count a case twice. At fault: entries missing or inconsistent in the fields that the figure "
        "rests on."
    )
    rows = [
        _row(
            words.full_title(each.indicator),
            one_line(each.span),
            f"{each.before:,}",
            f"{each.now:,}",
            _signed(each.now - each.before - each.by_data),
            _signed(each.by_data),
            " → ".join(_rounded(share) for share in each.faults),
        )
        for each in report.changes
    ]
    head = ("Indicator", "Counted", "Then", "Now", "By cases", "By data", "At fault")
    yield Table("Changes since the tracker before", head, tuple(rows), (24, 20, 8, 8, 9, 9, 14), (2, 3, 4, 5))


def _rounded(share: Share) -> str:
    return share.rounded if share.whole else words.NONE


def _signed(number: int) -> str:
    return f"{number:+,}" if number else "0"


def _findings(report: Indicators, most: int) -> Iterator[Block]:
    found = [finding for read in report.registers for finding in read.findings]
    if not found:
        return
    yield Heading(2, f"On the sheets that are counted: {counted(len(found), 'finding')}", "findings")
    yield Points(
        tuple(f"{place_words(each.place)}  {each.rule}  {one_line(each.message)}" for each in found[:most])
    )
    if len(found) > most:
        yield Paragraph(f"… and {len(found) - most:,} more; --format json has them all.")


def _notes(report: Indicators, *, narrow: bool) -> Iterator[Block]:
    notes = [*words.notes(report)]
    if not narrow:
        notes.append(f"SHA-256 of the tracker: {report.sha256}; counted on {report.run_on.isoformat()}.")
    if notes:
        yield Heading(2, "Notes", "notes")
        yield from (Paragraph(one_line(note), "", "faint") for note in notes)


def _submission(submission: Submission) -> Iterator[Block]:
    first, *others = words.closing(submission)
    yield Heading(2, "Submission", "submission")
    yield Paragraph(
        first, "READY." if submission.ready else "NOT READY.", "good" if submission.ready else "bad"
    )
    if others:
        yield Points(tuple(map(one_line, others)))


def _row(*texts: str) -> Row:
    cells: tuple[Run, ...] = tuple((text,) for text in texts)
    return Row(cells)
