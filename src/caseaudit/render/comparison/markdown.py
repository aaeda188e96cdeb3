"""The comparison as a Markdown document, to be read as it is or put into a workpaper.

Texts of a workbook are escaped, so that none of them can be taken for Markdown or HTML.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import islice

from caseaudit import __version__
from caseaudit.model.comparison import Comparison, Step
from caseaudit.model.finding import Finding, Verdict
from caseaudit.model.words import counted
from caseaudit.render.comparison import words
from caseaudit.render.digest import place_words
from caseaudit.render.markdown import escaped

MOST_ROWS = 100
"""Rows of a table of changes or findings, unless all are asked for."""


def write_markdown(
    write: Callable[[str], object], comparison: Comparison, verdict: Verdict, *, every_one: bool = False
) -> None:
    """Write the comparison as Markdown; without `every_one`, long tables are cut off and say so."""
    page = _Page(write, None if every_one else MOST_ROWS)
    page.line(f"# {escaped(comparison.definition.title)}: {len(comparison.snapshots)} snapshots compared\n")
    page.line(f"**{'Pass' if verdict.passed else 'Fail'}.** {escaped(words.reason(comparison, verdict))}\n")
    _snapshots(page, comparison)
    _over_time(page, comparison)
    for step in comparison.steps:
        _step(page, step)
    definition = comparison.definition
    page.line(
        f"Made by caseaudit {__version__} on {comparison.run_on} with the definition {escaped(definition.name)} "
        f"{escaped(definition.version)} (SHA-256 {definition.sha256})."
    )


class _Page:
    """What is written on: lines and tables of at most `most` rows."""

    def __init__(self, write: Callable[[str], object], most: int | None) -> None:
        self._write, self._most = write, most

    def line(self, text: str = "") -> None:
        self._write(text + "\n")

    def table(self, heads: Sequence[str], rows: Iterable[Sequence[str]], numbers: bool = False) -> None:
        """Write a table whole; its cells are escaped. `numbers` sets all columns but the first to the right."""
        self.line(f"| {' | '.join(map(escaped, heads))} |")
        self.line(f"|---|{('---:|' if numbers else '---|') * (len(heads) - 1)}")
        for row in rows:
            self.line(f"| {' | '.join(map(escaped, row))} |")
        self.line()

    def long_table(self, heads: Sequence[str], rows: Iterable[Sequence[str]], total: int) -> None:
        """Write a table, cut off where it is long."""
        self.table(heads, rows if self._most is None else islice(rows, self._most))
        if self._most is not None and total > self._most:
            self.line(f"… and {total - self._most:,} more; `--all` lists them.\n")


def _snapshots(page: _Page, comparison: Comparison) -> None:
    page.table(
        ("", "Tracker", "As of", "Cases", "SHA-256"),
        (
            (
                str(number),
                each.name,
                str(each.audit.as_of or words.NOTHING),
                f"{sum(each.audit.cases.values()):,}",
                each.audit.tracker.sha256,
            )
            for number, each in enumerate(comparison.snapshots, start=1)
        ),
    )
    for note in comparison.notes:
        page.line(f"> Note: {escaped(note)}\n")


def _over_time(page: _Page, comparison: Comparison) -> None:
    page.line("## Over time\n")
    heads = words.labels(comparison.snapshots)
    rows = []
    group = ""
    for row in words.over_time(comparison):
        group = row.title if not row.values else group if row.indented else ""
        if row.values:
            rows.append((f"{group}: {row.title}" if group else row.title, *row.values))
    page.table(("", *heads), rows, numbers=True)
    for heading, fields in words.throughout(comparison):
        page.line(f"{heading} – {escaped(fields)}.\n")


def _step(page: _Page, step: Step) -> None:
    page.line(f"## {escaped(step.older.name)} to {escaped(step.newer.name)}\n")
    for note in step.notes:
        page.line(f"> Note: {escaped(note)}\n")
    for label, figures in words.summary(step):
        page.line(f"- {label}: {escaped(figures)}")
    page.line()
    turnover = [(name, *values) for name, values in words.turnover_rows(step)]
    if turnover:
        page.line("### Findings of the audits, by rule\n")
        page.table(("Rule", *words.TURNOVER_COLUMNS), turnover, numbers=True)
    _findings(page, step)
    for title, found in words.changes_by_kind(step):
        page.line(f"### {title} ({len(found):,})\n")
        page.long_table(
            ("Case", "What", "Was in", "Is in"),
            (
                (
                    each.case_number,
                    words.change_words(each, step),
                    place_words(each.older) if each.older else words.NOTHING,
                    place_words(each.newer) if each.newer else words.NOTHING,
                )
                for each in found
            ),
            len(found),
        )


def _findings(page: _Page, step: Step) -> None:
    if not len(step.findings):
        return
    page.line(f"### {counted(len(step.findings), 'finding').capitalize()} of what changed\n")
    page.long_table(
        ("Rule", "Severity", "Tracker", "Cell", "Case", "Analyst", "What is wrong"),
        map(_finding, step.findings),
        len(step.findings),
    )


def _finding(finding: Finding) -> Sequence[str]:
    return (
        f"{finding.rule} {finding.name}",
        finding.severity.value,
        finding.place.tracker,
        place_words(finding.place),
        finding.case_number or words.NOTHING,
        finding.analyst or words.NOTHING,
        finding.message,
    )
