"""The comparison on a terminal: the verdict, the figures over time, and each step from snapshot to snapshot."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from caseaudit.definition import builtin_path
from caseaudit.model.comparison import Comparison, Step
from caseaudit.model.finding import Verdict
from caseaudit.model.words import counted
from caseaudit.render.comparison import words
from caseaudit.render.digest import place_words, write_digest
from caseaudit.render.paper import Paper, fit, inert, shorten, span

_INDENT = 5
_LABEL = 10
_GAP = 2


def write_text(paper: Paper, comparison: Comparison, verdict: Verdict, *, every_one: bool = False) -> None:
    """Write the comparison for people; `every_one` lists every change and every finding."""
    _headline(paper, comparison, verdict)
    _over_time(paper, comparison)
    for step in comparison.steps:
        _step(paper, step, every_one=every_one)
    _how_to_go_on(paper, comparison, every_one=every_one)


def _headline(paper: Paper, comparison: Comparison, verdict: Verdict) -> None:
    sign = paper.ink("good", "PASS") if verdict.passed else paper.ink("bad", "FAIL")
    title = inert(comparison.definition.title)
    paper.line(f"{sign}  {paper.ink('strong', f'{len(comparison.snapshots)} snapshots of the {title}')}")
    paper.paragraph(words.reason(comparison, verdict), 6)
    paper.line()
    names = [inert(each.name) for each in comparison.snapshots]
    room = max(paper.width - 6 - 3 - 34, 16)
    width = min(max(map(span, names)), room)
    for number, (snapshot, name) in enumerate(zip(comparison.snapshots, names, strict=True), start=1):
        audit = snapshot.audit
        as_of = "no as-of date   " if audit.as_of is None else f"as of {audit.as_of}"
        cases = counted(sum(audit.cases.values()), "case")
        paper.line(f"      {number}  {fit(name, width)}  {as_of}  {cases:>14}")
    for note in comparison.notes:
        paper.paragraph(f"Note: {inert(note)}", 6, 8, "warning")
    paper.line()


def _over_time(paper: Paper, comparison: Comparison) -> None:
    """The figures over time; where there are too many snapshots for the width, in blocks one below the other."""
    rows = list(words.over_time(comparison))
    heads = words.labels(comparison.snapshots)
    width = max(span(row.title) + 2 * row.indented for row in rows)
    column = max(*map(span, heads), *(span(value) for row in rows for value in row.values))
    beside = max(1, (paper.width - 2 - width) // (column + _GAP + 1))
    for start in range(0, len(heads), beside):
        chosen = slice(start, start + beside)
        title = "Over time" if not start else "Over time, continued"
        paper.line(paper.ink("strong", fit(title, width + 2)) + _values(heads[chosen], column))
        for row in rows:
            _figures(paper, row, row.values[chosen], width, column)
        paper.line()
    for heading, fields in words.throughout(comparison):
        paper.paragraph(f"{heading} – {inert(fields)}.", 2, 4)
    paper.line()


def _figures(paper: Paper, row: words.Row, values: Sequence[str], width: int, column: int) -> None:
    title = inert("  " * row.indented + row.title)
    if not row.values:
        paper.line("  " + paper.ink("faint", title))
    else:
        paper.line("  " + fit(title, width) + _values(values, column))


def _values(values: Sequence[str], column: int) -> str:
    return "".join(" " * (_GAP + 1) + f"{value:>{column}}" for value in values)


def _step(paper: Paper, step: Step, *, every_one: bool) -> None:
    title = f"{inert(step.older.name)} to {inert(step.newer.name)}"
    line = "─" * max(paper.width - span(title) - 1, 0)
    paper.line(f"{paper.ink('strong', title)} {paper.ink('faint', line)}".rstrip())
    for note in step.notes:
        paper.paragraph(f"Note: {inert(note)}", _INDENT, _INDENT + 2, "warning")
    for label, figures in words.summary(step):
        paper.paragraph(fit(label, _LABEL) + inert(figures), _INDENT, _INDENT + _LABEL)
    paper.line()
    _turnover(paper, step)
    if every_one:
        _changes(paper, step)
    write_digest(paper, step, every_finding=every_one)


def _turnover(paper: Paper, step: Step) -> None:
    rows = list(words.turnover_rows(step))
    if not rows:
        return
    width = max(span(name) for name, _ in rows)
    columns = [
        max(5, len(head), *(len(values[number]) for _, values in rows))
        for number, head in enumerate(words.TURNOVER_COLUMNS)
    ]

    def numbers(values: Sequence[str]) -> str:
        return "".join(f"  {value:>{column}}" for value, column in zip(values, columns, strict=True))

    heads = fit("Findings by rule", width) + numbers(words.TURNOVER_COLUMNS)
    paper.line(" " * _INDENT + paper.ink("strong", heads))
    for name, values in rows:
        paper.line(" " * _INDENT + fit(name, width) + numbers(values))
    paper.line()


@dataclass(frozen=True, slots=True)
class _Widths:
    case: int
    what: int


def _changes(paper: Paper, step: Step) -> None:
    for title, found in words.changes_by_kind(step):
        paper.line(paper.ink("strong", f"{title} ({len(found):,})"))
        texts = [(inert(each.case_number), inert(words.change_words(each, step))) for each in found]
        widths = _Widths(
            min(max(span(case) for case, _ in texts), 24), min(max(span(what) for _, what in texts), 40)
        )
        for change, (case, what) in zip(found, texts, strict=True):
            place = change.newer or change.older
            where = "" if place is None else place_words(place)
            lead = f"{fit(case, widths.case)}  {fit(what, widths.what)}  "
            room = max(paper.width - _INDENT - span(lead), 12)
            paper.line(" " * _INDENT + lead + paper.ink("place", shorten(where, room)))
        paper.line()


def _how_to_go_on(paper: Paper, comparison: Comparison, *, every_one: bool) -> None:
    paths = " ".join(shlex.quote(inert(each.audit.tracker.path)) for each in comparison.snapshots)
    given = comparison.definition.path
    by = "" if given == str(builtin_path()) else f" --definition {shlex.quote(inert(given))}"
    steps = []
    codes = [code for step in comparison.steps for code, number in step.findings.counts().items() if number]
    if codes:
        steps.append((f"caseaudit explain {min(codes)}{by}", "what a rule means"))
    if not every_one:
        steps.append((f"caseaudit compare {paths} --all{by}", "every change and finding"))
    steps.append((f"caseaudit compare {paths} --output changes.md{by}", "the same as a document"))
    paper.line(paper.ink("strong", "How to go on"))
    width = max(span(command) for command, _ in steps)
    beside = _INDENT + width + 2 + max(len(purpose) for _, purpose in steps) <= paper.width
    for command, purpose in steps:
        if beside:
            paper.line(" " * _INDENT + fit(command, width) + "  " + paper.ink("faint", purpose))
        else:
            paper.line(" " * _INDENT + command)
            paper.line(" " * (_INDENT + 4) + paper.ink("faint", purpose))
