"""The report on a terminal: figures, findings by rule, what was left out, and last the verdict with a next step.

A manager reads it in a minute. However many findings there are, each rule takes a few lines unless all are asked for.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from caseaudit.model.definition import Definition, Severity
from caseaudit.model.finding import Audit, FieldFigures, LeftOut, Verdict
from caseaudit.model.words import counted, listed
from caseaudit.render.digest import write_digest
from caseaudit.render.outcome import in_a_word, reason, write_reasons
from caseaudit.render.paper import Paper, fit, inert, span
from caseaudit.render.provenance import row_words
from caseaudit.render.scorecard import write_scorecards
from caseaudit.rules import OF_LAYOUT, RULES

_LINES_LEFT_OUT = 10
_SPANS_NAMED = 5
_WORST = 3


@dataclass(frozen=True, slots=True)
class View:
    """How much to show: every finding, or a few examples a rule; one section of several, or the whole report.

    `statistics` shows counts by rule and field instead of findings. `not_checked` says in words what the person chose
    to leave unchecked; `policy` is the file that the verdict rests on, "" for none. `again` are the options that a
    next command needs to see the same, and `definition` those of them that every command takes.
    """

    every_finding: bool = False
    compact: bool = False
    statistics: bool = False
    not_checked: tuple[str, ...] = ()
    policy: str = ""
    again: tuple[str, ...] = ()
    definition: tuple[str, ...] = ()


def write_audit(paper: Paper, audit: Audit, verdict: Verdict, view: View) -> None:
    """Write the report of one audit: what was audited, the findings, and the verdict last."""
    if view.compact:
        paper.line(f"{in_a_word(paper, verdict)}  {paper.ink('strong', inert(audit.tracker.path))}")
        write_reasons(paper, audit, verdict, view.policy)
        _lists(paper, audit, 6)
        write_digest(paper, audit, every_finding=view.every_finding, compact=True)
        return
    _headline(paper, audit)
    if view.statistics:
        write_statistics(paper, audit)
    else:
        headers = {name: field.header for name, field in audit.definition.fields.items()}
        figures = audit.fields if view.every_finding else _faulty(audit.fields)
        write_scorecards(paper, figures, audit.cases, headers, _titles(audit.definition))
        write_digest(paper, audit, every_finding=view.every_finding)
    _left_out(paper, audit, view)
    paper.rule()
    write_verdict(paper, audit, verdict, view)


def write_line(paper: Paper, audit: Audit, verdict: Verdict) -> None:
    """Write the verdict in one line."""
    why = reason(audit, verdict)
    paper.line(f"{in_a_word(paper, verdict)}  {paper.ink('strong', inert(audit.tracker.path))}: {inert(why)}")


def write_survey_line(paper: Paper, path: str, verdict: Verdict | None, words: str) -> None:
    """Write what came of one tracker of many; `verdict` is None where it could not be audited."""
    word = paper.ink("bad", "NOT AUDITED") if verdict is None else in_a_word(paper, verdict)
    paper.paragraph(f"{word}  {inert(path)}: {inert(words)}", 0, 6)


def write_left_out(paper: Paper, path: str, why: str) -> None:
    """Write a file that is no tracker, and why."""
    paper.paragraph(f"left out  {inert(path)}: {inert(why)}", 0, 6, "faint")


def write_verdict(paper: Paper, audit: Audit, verdict: Verdict, view: View) -> None:
    """Write the last lines: pass or fail and why, where most findings are, what can be written by itself, what next."""
    paper.line(f"{in_a_word(paper, verdict)}  {paper.ink('strong', inert(audit.tracker.path))}")
    write_reasons(paper, audit, verdict, view.policy)
    if worst := _worst(audit):
        paper.paragraph(f"Most findings are in {listed(worst)}.", 6, 8)
    fixable = audit.findings.fixable()
    if fixable:
        paper.paragraph(
            f"caseaudit normalize can write {counted(fixable, 'entry', 'entries')} by itself.", 6, 8
        )
    doubts = sum(number for kind, number in audit.findings.tally().items() if kind.rule in OF_LAYOUT)
    if doubts:
        command = f"caseaudit inspect {typed_line([inert(audit.tracker.path)])} --suggest"
        many = "is 1 doubt" if doubts == 1 else f"are {doubts:,} doubts"
        paper.paragraph(
            f"There {many} about the layout; {command} prints the lines that settle such doubts.", 6, 8
        )
    paper.line("      Next: " + paper.ink("strong", next_command(audit, verdict, view, fixable)))


def next_command(audit: Audit, verdict: Verdict, view: View, fixable: int) -> str:
    """The one command that helps most now: mark the faults, write the standard forms, or report that it passed."""
    path = Path(audit.tracker.path)
    ending = path.suffix.lower() if path.suffix.lower() in (".xlsx", ".xlsm") else ".xlsx"
    errors = audit.findings.severities().get(Severity.ERROR, 0)
    if not verdict.failed and not len(audit.findings):
        words = ["report", str(path), "-o", f"{path.stem}-report.html", *view.again]
    elif fixable and 2 * fixable > errors:
        words = ["normalize", str(path), "-o", f"{path.stem}-clean{ending}", *view.definition]
    else:
        words = ["mark", str(path), "-o", f"{path.stem}-marked{ending}", *view.again]
    return "caseaudit " + typed_line([inert(word) for word in words])


def typed_line(words: Sequence[str]) -> str:
    """Words as they are typed on this machine."""
    return subprocess.list2cmdline(words) if os.name == "nt" else shlex.join(words)


def write_statistics(paper: Paper, audit: Audit) -> None:
    """Write how many findings each rule and each field has."""
    headers = {name: field.header for name, field in audit.definition.fields.items()}
    titles, names = _titles(audit.definition), {rule.code: rule.name for rule in RULES}
    by_rule: dict[tuple[str, str], int] = {}
    by_field: dict[tuple[str, str], int] = {}
    for kind, number in audit.findings.tally().items():
        rule = f"{kind.rule} {names[kind.rule]}", kind.severity.value
        by_rule[rule] = by_rule.get(rule, 0) + number
        if kind.field is not None:
            place = headers.get(kind.field, kind.field), titles.get(kind.list or "", "")
            by_field[place] = by_field.get(place, 0) + number
    for title, counts in (("By rule", by_rule), ("By field", by_field)):
        if counts:
            paper.line(paper.ink("strong", title))
            ordered = sorted(counts.items(), key=lambda each: (-each[1], each[0]))
            widths = [max(span(inert(words[place])) for words, _ in ordered) for place in (0, 1)]
            for (first, second), number in ordered:
                paper.line(
                    f"  {number:>9,}  {fit(inert(first), widths[0])}  {fit(inert(second), widths[1])}".rstrip()
                )
            paper.line()


def _faulty(figures: Sequence[FieldFigures]) -> list[FieldFigures]:
    """The figures of the fields that have a fault on some list."""
    faulty = {each.field for each in figures if each.missing or each.inconsistent}
    return [each for each in figures if each.field in faulty]


def _worst(audit: Audit) -> list[str]:
    """The three fields with most findings, with their numbers."""
    counts: dict[str, int] = {}
    for kind, number in audit.findings.tally().items():
        if kind.field is not None:
            counts[kind.field] = counts.get(kind.field, 0) + number
    fields = audit.definition.fields
    worst = sorted(counts.items(), key=lambda each: (-each[1], [*fields].index(each[0])))[:_WORST]
    return [f"{inert(fields[name].header)} ({number:,})" for name, number in worst]


def write_closing(paper: Paper, verdicts: Mapping[str, Verdict], unusable: Sequence[str]) -> None:
    """Write the one verdict on several trackers. `unusable` are those that could not be audited."""
    failed = [path for path, verdict in verdicts.items() if verdict.failed]
    partly = [path for path, verdict in verdicts.items() if verdict.incomplete and not verdict.failed]
    whole = Verdict(not (failed or partly or unusable), (*failed, *unusable), tuple(partly))
    paper.rule()
    paper.line(
        f"{in_a_word(paper, whole)}  {counted(len(verdicts) + len(unusable), 'tracker')}: "
        + ", ".join(
            f"{number} {word}"
            for number, word in (
                (len(verdicts) - len(failed) - len(partly), "passed"),
                (len(failed), "failed"),
                (len(partly), "incomplete"),
                (len(unusable), "could not be audited"),
            )
            if number
        )
    )
    for path in failed:
        paper.paragraph(f"failed: {inert(path)} ({inert(listed(verdicts[path].failed))})", 6, 8)
    for path in partly:
        paper.paragraph(f"incomplete: {inert(path)} ({inert(listed(verdicts[path].incomplete))})", 6, 8)
    for path in unusable:
        paper.paragraph(f"not audited: {inert(path)}", 6, 8)


def _headline(paper: Paper, audit: Audit) -> None:
    paper.line(paper.ink("strong", inert(audit.tracker.path)))
    _lists(paper, audit, 2)


def _lists(paper: Paper, audit: Audit, indent: int) -> None:
    """Write the day that ages are measured from, and a line a list."""
    paper.paragraph(_as_of(audit), indent)
    titles = {name: inert(title) for name, title in _titles(audit.definition).items()}
    shown = {name: (titles.get(name, name), counted(cases, "case")) for name, cases in audit.cases.items()}
    width, most = (max((span(words[part]) for words in shown.values()), default=0) for part in (0, 1))
    for name, (title, cases) in shown.items():
        paper.paragraph(f"{fit(title, width)}  {cases:>{most}}  {_gao(audit, name)}", indent, indent + 2)
    paper.line()


def _as_of(audit: Audit) -> str:
    source = inert(audit.as_of_source)
    date = "No as-of date" if audit.as_of is None else f"As of {audit.as_of.isoformat()}"
    return f"{date} ({source})." if source else f"{date}."


def _gao(audit: Audit, name: str) -> str:
    summary = audit.summary.get(name)
    if summary is None or not audit.cases[name]:
        return ""
    return (
        f"{summary.fields_incomplete:>3} of {summary.fields} fields incomplete, "
        f"{summary.fields_inconsistent:>2} of {summary.fields} inconsistent"
    )


def _titles(definition: Definition) -> dict[str, str]:
    return {name: each.title for name, each in definition.lists.items()}


def _left_out(paper: Paper, audit: Audit, view: View) -> None:
    hidden = [sheet for sheet in audit.tracker.sheets if sheet.visibility != "visible"]
    lines = [
        *_left_out_words(audit.tracker.left_out),
        *(f"{inert(each.name)}: a {each.visibility} sheet, audited like the others" for each in hidden),
        *view.not_checked,
    ]
    if not lines:
        return
    paper.line(paper.ink("strong", "Left out and not checked"))
    for line in lines[:_LINES_LEFT_OUT]:
        paper.paragraph(line, 5, 7)
    if len(lines) > _LINES_LEFT_OUT:
        paper.line(f"     … and {len(lines) - _LINES_LEFT_OUT} more (see caseaudit inspect)")
    paper.line()


def _left_out_words(left_out: Iterable[LeftOut]) -> Iterator[str]:
    """One line a reason: the sheets it holds for, with their rows."""
    reasons: dict[str, dict[str, list[int]]] = {}
    for each in left_out:
        reasons.setdefault(each.reason, {}).setdefault(each.sheet, []).extend(each.rows)
    for left_for, sheets in reasons.items():
        places = ", ".join(
            f"{inert(sheet)} {row_words(rows, _SPANS_NAMED)}".rstrip() for sheet, rows in sheets.items()
        )
        yield f"{inert(left_for[:1].upper() + left_for[1:])}: {places}"
