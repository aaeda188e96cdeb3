"""The report on a terminal: the verdict, the figures, the findings by rule, what was left out, and how to go on.

A manager reads it in a minute. However many findings there are, each rule takes a few lines unless all are asked for.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from caseaudit.model.definition import Definition
from caseaudit.model.finding import Audit, LeftOut, Verdict
from caseaudit.model.words import counted, listed
from caseaudit.render.digest import write_digest
from caseaudit.render.outcome import in_a_word, write_reasons
from caseaudit.render.paper import Paper, fit, inert, span
from caseaudit.render.provenance import row_words
from caseaudit.render.scorecard import write_scorecards

_LINES_LEFT_OUT = 10
_SPANS_NAMED = 5


@dataclass(frozen=True, slots=True)
class View:
    """How much to show: every finding, or a few examples a rule; one section of several, or the whole report.

    `not_checked` says in words what the person chose to leave unchecked; `policy` is the file that the verdict
    rests on, "" for none.
    """

    every_finding: bool = False
    compact: bool = False
    not_checked: tuple[str, ...] = ()
    policy: str = ""


def write_audit(paper: Paper, audit: Audit, verdict: Verdict, view: View) -> None:
    """Write the report of one audit."""
    _headline(paper, audit, verdict, view)
    if not view.compact:
        headers = {name: field.header for name, field in audit.definition.fields.items()}
        write_scorecards(paper, audit.fields, audit.cases, headers, _titles(audit.definition))
    write_digest(paper, audit, every_finding=view.every_finding, compact=view.compact)
    if not view.compact:
        _left_out(paper, audit, view)
        _how_to_go_on(paper, audit, view)


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


def _headline(paper: Paper, audit: Audit, verdict: Verdict, view: View) -> None:
    paper.line(f"{in_a_word(paper, verdict)}  {paper.ink('strong', inert(audit.tracker.path))}")
    write_reasons(paper, audit, verdict, view.policy)
    paper.paragraph(_as_of(audit), 6)
    paper.line()
    titles = {name: inert(title) for name, title in _titles(audit.definition).items()}
    shown = {name: (titles.get(name, name), counted(cases, "case")) for name, cases in audit.cases.items()}
    width, most = (max((span(each[part]) for each in shown.values()), default=0) for part in (0, 1))
    for name, (title, cases) in shown.items():
        paper.paragraph(f"{fit(title, width)}  {cases:>{most}}  {_gao(audit, name)}", 6, 8)
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
    for reason, sheets in reasons.items():
        places = ", ".join(
            f"{inert(sheet)} {row_words(rows, _SPANS_NAMED)}".rstrip() for sheet, rows in sheets.items()
        )
        yield f"{inert(reason[:1].upper() + reason[1:])}: {places}"


def _how_to_go_on(paper: Paper, audit: Audit, view: View) -> None:
    if not len(audit.findings):
        return
    path = shlex.quote(inert(audit.tracker.path))
    first = min(audit.findings.counts())
    steps = [(f"caseaudit explain {first}", "what a rule means")]
    if not view.every_finding:
        steps.append((f"caseaudit check {path} --all", "every finding"))
    steps.append((f"caseaudit check {path} --output findings.csv", "all of them for Excel"))
    steps.append((f"caseaudit inspect {path}", "how it was read"))
    width = max(span(command) for command, _ in steps)
    paper.line(paper.ink("strong", "How to go on"))
    beside = 5 + width + 2 + max(len(purpose) for _, purpose in steps) <= paper.width
    for command, purpose in steps:
        if not beside:
            paper.line(f"     {command}")
            paper.line("         " + paper.ink("faint", purpose))
        else:
            paper.line(f"     {fit(command, width)}  {paper.ink('faint', purpose)}")
