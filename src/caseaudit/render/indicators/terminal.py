"""The indicators on a terminal: a table of figures, then what each counts and how far it can be relied on."""

from __future__ import annotations

from collections.abc import Sequence

from caseaudit.model.analysis import Reliability
from caseaudit.model.indicators import Indicators, Measured, Submission
from caseaudit.model.words import counted
from caseaudit.render.digest import place_words
from caseaudit.render.indicators import words
from caseaudit.render.paper import Paper, fit, inert, shorten, span, wrap

_FINDINGS = 8
_FIGURE = 9
_INK = {Reliability.SUFFICIENT: "good", Reliability.INSUFFICIENT: "bad", Reliability.UNDETERMINED: "warning"}


def write_indicators(paper: Paper, report: Indicators, submission: Submission) -> None:
    """Write the report."""
    paper.line(paper.ink("strong", words.heading(report)))
    paper.paragraph(words.source(report))
    paper.line()
    _table(paper, report)
    paper.line()
    paper.line(paper.ink("strong", "What is counted, and how far it can be relied on"))
    for each in report.measured:
        _measured(paper, report, each)
    _findings(paper, report)
    _notes(paper, report)
    _submission(paper, submission)


def _table(paper: Paper, report: Indicators) -> None:
    columns = words.columns(report)
    heads = [wrap(name, _FIGURE) for _, name in columns] + [["Target"]]
    width = max(20, min(42, paper.width - len(heads) * (_FIGURE + 2)))
    height = max(map(len, heads))
    for line in range(height):
        parts = [head[line - height] if line - height >= -len(head) else "" for head in heads]
        paper.line(" " * width + "".join(f"  {part:>{_FIGURE}}" for part in parts))
    group = ""
    for each in report.measured:
        if each.indicator.group != group:
            group = each.indicator.group
            if group:
                paper.line(f"{inert(group)}:")
        title = ("  " if group else "") + inert(each.indicator.title)
        figures = [*(words.shown(words.figure_of(each, name)) for name, _ in columns), words.target(each)]
        cells = [f"  {text:>{_FIGURE}}" for text in figures]
        if not each.recorded:
            cells = [f"  {words.ABSENT}"]
        paper.line(fit(title, width) + "".join(cells))


def _measured(paper: Paper, report: Indicators, each: Measured) -> None:
    said = each.determination
    paper.paragraph(words.sentence(report, each), 2, 4, "" if said is None else _INK[said.reliability])
    aim = words.against_target(each)
    paper.paragraph(f"{inert(each.counted)}{f' {aim}' if aim else ''}", 4, 4, "faint")
    for place in words.places(each):
        paper.paragraph(place, 4, 6)


def _findings(paper: Paper, report: Indicators) -> None:
    found = [finding for read in report.registers for finding in read.findings]
    if not found:
        return
    paper.line()
    paper.line(paper.ink("strong", f"On the sheets that are counted: {counted(len(found), 'finding')}"))
    shown = found[:_FINDINGS]
    width = max(span(place_words(each.place)) for each in shown)
    for each in shown:
        place = fit(place_words(each.place), width)
        message = shorten(inert(each.message), 300)
        paper.paragraph(f"{paper.ink('place', place)}  {each.rule}  {message}", 2, 4)
    if len(found) > len(shown):
        paper.line(f"  … and {len(found) - len(shown):,} more; --format json has them all")


def _notes(paper: Paper, report: Indicators) -> None:
    notes: Sequence[str] = tuple(words.notes(report))
    if not notes:
        return
    paper.line()
    for note in notes:
        paper.paragraph(note, 0, 2, "faint")


def _submission(paper: Paper, submission: Submission) -> None:
    paper.line()
    first, *others = words.closing(submission)
    mark = paper.ink("good", "READY") if submission.ready else paper.ink("bad", "NOT READY")
    paper.line(f"{mark}  {first}")
    for each in others:
        paper.paragraph(each, 2, 4)
