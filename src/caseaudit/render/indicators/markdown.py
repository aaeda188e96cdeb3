"""The indicators as Markdown. What comes out of a workbook is escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from caseaudit.model.indicators import Indicators, Submission
from caseaudit.render.digest import place_words
from caseaudit.render.indicators import words
from caseaudit.render.markdown import escaped

FINDINGS = 100
"""So many findings are listed; the rest are counted."""


def write_markdown(write: Callable[[str], object], report: Indicators, submission: Submission) -> None:
    """Write the report."""
    for line in _lines(report, submission):
        write(f"{line}\n")


def _lines(report: Indicators, submission: Submission) -> Iterator[str]:
    yield f"# {escaped(words.heading(report))}"
    yield ""
    yield escaped(words.source(report))
    yield ""
    yield from _table(report)
    yield "## What is counted, and how far it can be relied on"
    yield ""
    for each in report.measured:
        aim = words.against_target(each)
        yield f"- **{escaped(words.sentence(report, each))}**"
        yield f"  {escaped(each.counted)}{f' {escaped(aim)}' if aim else ''}"
        yield from (f"  - {escaped(place)}" for place in words.places(each))
    yield ""
    yield from _findings(report)
    yield "## Notes"
    yield ""
    yield from (f"- {escaped(note)}" for note in words.notes(report))
    yield f"- SHA-256 of the tracker: {report.sha256}; counted on {report.run_on.isoformat()}."
    yield ""
    yield "## Submission"
    yield ""
    first, *others = words.closing(submission)
    yield f"**{'Ready' if submission.ready else 'Not ready'}.** {escaped(first)}"
    if others:
        yield ""
    yield from (f"- {escaped(each)}" for each in others)


def _table(report: Indicators) -> Iterator[str]:
    columns = words.columns(report)
    yield f"| Indicator | {' | '.join(name for _, name in columns)} | Target | Reliability |"
    yield f"|---|{'---:|' * len(columns)}---:|---|"
    for each in report.measured:
        indicator = each.indicator
        title = f"{indicator.group}: {indicator.title}" if indicator.group else indicator.title
        figures = [words.shown(words.figure_of(each, name)) for name, _ in columns]
        cells = [escaped(title), *map(escaped, figures), words.target(each), words.reliability(each)]
        yield f"| {' | '.join(cells)} |"
    yield ""


def _findings(report: Indicators) -> Iterator[str]:
    found = [finding for read in report.registers for finding in read.findings]
    if not found:
        return
    yield "## Findings on the sheets that are counted"
    yield ""
    for each in found[:FINDINGS]:
        yield f"- {escaped(place_words(each.place))} ({each.rule}): {escaped(each.message)}"
    if len(found) > FINDINGS:
        yield f"- … and {len(found) - FINDINGS:,} more"
    yield ""
