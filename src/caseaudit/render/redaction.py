"""A report that can leave the office: names and free texts of sensitive fields shown as tokens.

A token is the field and a number in the order of first appearance (`manufacturer-12`): the same for the same entry
throughout a report and in every report on the same file, and nothing to work the entry out from, since no part of the
entry goes into it. The same name in another field, in a sheet's name or in a message gets the same token. Standard
terms, stand-ins (`TBD`) and headers say nothing of anybody and stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath

from caseaudit.findings.report import Report
from caseaudit.model.analysis import Analysis, EntryKind, ListAnalysis
from caseaudit.model.counted import CellRange, CountedFigure
from caseaudit.model.definition import Definition
from caseaudit.model.finding import Audit, Finding, LeftOut, Place, SheetRead, Verdict
from caseaudit.model.tracing import Item, Tracing
from caseaudit.render.tokens import Tokens


def redacted(report: Report) -> Report:
    """The report with tokens in place of everything sensitive, and files named without their folders."""
    audits = tuple(_audit(audit, verdict) for audit, verdict in report.audits)
    return replace(
        report,
        audits=audits,
        unusable=tuple(_without_folders(each, report) for each in report.unusable),
        redacted=True,
    )


def _audit(audit: Audit, verdict: Verdict) -> tuple[Audit, Verdict]:
    analysis = audit.analysis or Analysis(())
    tokens = Tokens(audit.definition, analysis.sensitive)
    tracker, name = audit.tracker, PurePath(audit.tracker.path.replace("\\", "/")).name

    def say(text: str) -> str:
        return tokens.clean(text.replace(audit.tracker.path, name))

    shown = replace(
        audit,
        tracker=tracker._replace(
            path=name,
            sheets=tuple(_sheet(sheet, tokens) for sheet in tracker.sheets),
            headers=(),
            left_out=tuple(
                LeftOut(tokens.clean(e.sheet), e.rows, tokens.clean(e.reason)) for e in tracker.left_out
            ),
            stated=tuple((_place(place, tokens), "(text not shown)") for place, _ in tracker.stated),
            hidden=tuple((_place(place, tokens), tokens.clean(what)) for place, what in tracker.hidden),
        ),
        findings=audit.findings.shown_by(lambda finding: _finding(finding, tokens, audit.definition)),
        analysis=replace(
            analysis,
            lists=tuple(_list(own, tokens) for own in analysis.lists),
            figures=tuple(_figures(analysis.figures, tokens, audit.definition)),
            sensitive={},
            tracing=None
            if analysis.tracing is None
            else _tracing(analysis.tracing, tokens, audit.definition),
        ),
        unchecked=(),
    )
    verdict = verdict._replace(
        failed=tuple(map(say, verdict.failed)),
        incomplete=tuple(map(say, verdict.incomplete)),
        notices=tuple(map(say, verdict.notices)),
    )
    return shown, verdict


def _tracing(tracing: Tracing, tokens: Tokens, definition: Definition) -> Tracing:
    """A traced sample without its entries; it names cases and cells as the findings do."""
    number = definition.fields[definition.roles.case_number]

    def hidden(item: Item) -> Item:
        case = (
            tokens.entry(item.case_number, number.name)
            if number.sensitive
            else tokens.clean(item.case_number)
        )
        return replace(
            item, case_number=case, entry="", cell=tokens.clean(item.cell), place=_place(item.place, tokens)
        )

    rows = tuple(
        replace(each, item=hidden(each.item), right="", source="", initials="") for each in tracing.rows
    )
    return replace(tracing, rows=rows, sample=replace(tracing.sample, items=()))


def _sheet(sheet: SheetRead, tokens: Tokens) -> SheetRead:
    return sheet._replace(name=tokens.clean(sheet.name))


def _place(place: Place, tokens: Tokens) -> Place:
    return place._replace(sheet=tokens.clean(place.sheet))


def _list(own: ListAnalysis, tokens: Tokens) -> ListAnalysis:
    """A list without examples from sensitive fields, and without names among those from others."""
    fields = tuple(
        replace(each, kinds=(), terms=())
        if each.sensitive
        else replace(each, kinds=tuple(_kind(kind, tokens) for kind in each.kinds))
        for each in own.fields
    )
    return replace(own, fields=fields, statements=tuple(map(tokens.clean, own.statements)))


def _figures(
    figures: Sequence[CountedFigure], tokens: Tokens, definition: Definition
) -> Iterator[CountedFigure]:
    """The figures without the terms of sensitive fields, and without names in those of sheets."""
    hidden = tuple(f".{name}.term." for name, field in definition.fields.items() if field.sensitive)

    def shown(cells: Callable[[], Sequence[CellRange]]) -> Callable[[], Sequence[CellRange]]:
        return lambda: [each._replace(sheet=tokens.clean(each.sheet)) for each in cells()]

    for each in figures:
        if not any(part in each.name for part in hidden):
            yield replace(
                each, name=tokens.clean(each.name), title=tokens.clean(each.title), cells=shown(each.cells)
            )


def _kind(kind: EntryKind, tokens: Tokens) -> EntryKind:
    examples = tuple(replace(each, name=tokens.clean(each.name)) for each in kind.examples)
    return replace(kind, examples=examples)


def _finding(finding: Finding, tokens: Tokens, definition: Definition) -> Finding:
    roles, fields = definition.roles, definition.fields
    own = finding.field is not None and fields[finding.field].sensitive

    def show(text: str | None, field: str | None, sensitive: bool) -> str | None:
        if text is None:
            return None
        return tokens.entry(text, field) if sensitive and field is not None else tokens.clean(text)

    analyst = roles.analyst
    return finding._replace(
        place=_place(finding.place, tokens),
        case_number=show(finding.case_number, roles.case_number, fields[roles.case_number].sensitive),
        analyst=show(finding.analyst, analyst, analyst is not None and fields[analyst].sensitive),
        value=show(finding.value, finding.field, own),
        message=tokens.message(finding),
        suggestion=show(finding.suggestion, finding.field, own),
        related=tuple(_place(place, tokens) for place in finding.related),
    )


def _without_folders(text: str, report: Report) -> str:
    """What could not be audited, and why, with file names alone."""
    path = text.split(": ", 1)[0]
    return text.replace(path, PurePath(path.replace("\\", "/")).name) if report.unusable else text
