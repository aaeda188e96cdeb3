"""The workpaper of an audit: purpose, source, scope, method, results, conclusion, in the order in which auditors read.

A person fills in the lines at its head and needs to change nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from caseaudit.findings.analysis.accuracy import NOT_TESTED
from caseaudit.findings.report import Report
from caseaudit.findings.spoken import one_line
from caseaudit.model.analysis import ListAnalysis
from caseaudit.model.definition import Holds
from caseaudit.model.document import Block, Document, Facts, Heading, Paragraph, Points, Row, Table
from caseaudit.model.finding import Audit, Verdict
from caseaudit.model.proportions import percent
from caseaudit.model.words import counted, listed
from caseaudit.render import overview, provenance
from caseaudit.render.overview import analysis_of
from caseaudit.render.tracing import words
from caseaudit.render.tracing.document import accuracy_tables, conclusion, method_paragraphs, wrong_entries

_BLANK = "____________________"
_LEFT_OUT = 40
"""So many places that were read and are no cases are named; the rest are counted."""


def workpaper(report: Report) -> Document:
    """The workpaper of a report."""
    return Document(
        title="Data reliability assessment",
        subtitle=f"{one_line(overview.title(report))}, {_as_of(report)}",
        introduction=tuple(
            Paragraph(_BLANK, f"{label}:")
            for label in ("Job code", "Prepared by", "Date prepared", "Reviewed by", "Date reviewed")
        ),
        blocks=tuple(_blocks(report)),
    )


def _as_of(report: Report) -> str:
    days = {audit.as_of.isoformat() if audit.as_of else "no as-of date" for audit, _ in report.audits}
    return f"as of {listed(sorted(days))}" if days != {"no as-of date"} else "no as-of date"


def _blocks(report: Report) -> Iterator[Block]:
    audits = [audit for audit, _ in report.audits]
    names = overview.names(report)
    yield Heading(2, "Purpose", "purpose")
    yield Paragraph(_purpose(audits))
    yield Heading(2, "Source", "source")
    for audit, name in zip(audits, names, strict=True):
        if len(audits) > 1:
            yield Heading(3, name, f"source-{name}")
        yield _facts(provenance.of_audit(audit))
    yield Heading(2, "Scope", "scope")
    for audit in audits:
        yield from _scope(audit)
    yield Heading(2, "Method", "method")
    yield from _method(report)
    yield Heading(2, "Results", "results")
    yield Paragraph(one_line(overview.lead(report)))
    for (audit, verdict), name in zip(report.audits, names, strict=True):
        yield from _results(audit, verdict, report, name if len(audits) > 1 else "")
    yield Heading(2, "Conclusion", "conclusion")
    for audit in audits:
        yield from (Paragraph(own.paragraph, f"{own.title}.") for own in analysis_of(audit).lists)
    yield Heading(2, "What was not tested", "not-tested")
    yield Points(tuple(map(one_line, _not_tested(report))))
    yield Heading(2, "How to repeat this", "repeat")
    yield _facts(_repeat(report))


def _purpose(audits: Sequence[Audit]) -> str:
    definition = audits[0].definition
    lists = listed(each.title.lower() for each in definition.lists.values() if each.name in audits[0].cases)
    return (
        f"To assess whether the data on {lists} cases in the tracker are complete, consistent and accurate enough, "
        "and so sufficiently reliable, to describe and to monitor the cases on each list. The three determinations "
        "are those of GAO: sufficiently reliable, not sufficiently reliable, and undetermined."
    )


def _scope(audit: Audit) -> Iterator[Block]:
    fields = len(audit.definition.fields)
    yield Paragraph(
        f"{counted(sum(audit.cases.values()), 'case')} were tested in {fields} fields each. {overview.as_of(audit)}"
    )
    out = [*provenance.left_out(audit)]
    if out:
        rows = tuple(Row(((one_line(where),), (one_line(why),))) for where, why in out[:_LEFT_OUT])
        yield Table("Read and left out", ("Read and left out", "Why"), rows, (30, 70))
        if len(out) > _LEFT_OUT:
            yield Paragraph(f"… and {len(out) - _LEFT_OUT:,} more.")


def _method(report: Report) -> Iterator[Block]:
    audit = report.audits[0][0]
    bounds = audit.definition.determination
    yield Paragraph(
        f"Every entry was tested electronically by caseaudit, by the definition “{one_line(audit.definition.name)}”: "
        "whether it is there where the list and the phase of the case need it, whether it is in standard form, and "
        "whether it agrees with the case's other entries. Placeholders such as “TBD” count as missing.",
        "Completeness and consistency.",
    )
    yield Paragraph(
        f"A field is sufficiently reliable with at most {bounds.sufficient_percent:g}% of the tested cases missing or "
        f"inconsistent, and not sufficiently reliable above {bounds.insufficient_percent:g}%. Between the two, and "
        f"with fewer than {bounds.fewest_cases} cases, it is undetermined. A list is not sufficiently reliable where "
        f"more than {bounds.fields_percent:g}% of its fields are not.",
        "Determinations.",
    )
    for each, _ in report.audits:
        tracing = analysis_of(each).tracing
        if tracing is None:
            yield Paragraph(NOT_TESTED, "Accuracy.")
            continue
        yield Paragraph(
            "A random sample of the recorded entries was compared with the source documents in the case files. A "
            f"field is sufficiently reliable only if, at {percent(tracing.sample.plan.design.confidence)} confidence, "
            f"at most {percent(tracing.tolerable)} of its entries are wrong; it is not if more are. Where the sample "
            "leaves that open, the field stays as it is without the sample, or is undetermined if the sample found "
            "an error.",
            "Accuracy.",
        )
        yield from method_paragraphs(tracing)


def _results(audit: Audit, verdict: Verdict, report: Report, name: str) -> Iterator[Block]:
    lists = analysis_of(audit).lists
    rows = tuple(
        Row(
            (
                (own.title,),
                (f"{own.cases:,}",),
                (f"{own.incomplete} of {len(own.fields)}",),
                (f"{own.inconsistent} of {len(own.fields)}",),
                (own.determination.reliability.value,),
            )
        )
        for own in lists
    )
    head = ("List", "Cases", "Fields incomplete", "Fields inconsistent", "Determination")
    if name:
        yield Heading(3, name, f"results-{name}")
    yield Table("Lists", head, rows, (20, 12, 20, 20, 28))
    remarks = tuple(map(one_line, overview.remarks(verdict)))
    if remarks:
        yield Points(remarks)
    for own in lists:
        yield Heading(3, f"{name}: {own.title}" if name else own.title, f"list-{name}-{own.name}")
        yield Points(tuple(map(one_line, own.statements)))
        yield _fields(own)
    yield Heading(3, "Findings by rule", f"rules-{name}")
    yield _rules(audit, report)
    tracing = analysis_of(audit).tracing
    if tracing is not None:
        yield Heading(2, "Accuracy", "accuracy")
        yield from map(Paragraph, conclusion(tracing))
        yield from (_lower(block) for block in accuracy_tables(tracing))
        yield from (_lower(block) for block in wrong_entries(tracing, entries=False))


def _lower(block: Block) -> Block:
    """A heading one level lower, as far as a document has levels."""
    return Heading(3, block.text, f"accuracy-{block.anchor}") if isinstance(block, Heading) else block


def _fields(own: ListAnalysis) -> Table:
    rows = tuple(
        Row(((each.header,), (each.determination.reliability.value,), (each.determination.evidence,)))
        for each in own.fields
    )
    return Table(f"Fields: {own.title}", ("Field", "Determination", "Evidence"), rows, (22, 22, 56))


def _rules(audit: Audit, report: Report) -> Block:
    counts = audit.findings.counts()
    rows = tuple(
        Row(((rule.code,), (one_line(rule.title),), (audit.definition.severities.get(rule.code, rule.severity).value,),
             (f"{counts[rule.code]:,}",)))
        for rule in report.rules
        if counts.get(rule.code)
    )  # fmt: skip
    if not rows:
        return Paragraph("None.")
    return Table("Findings by rule", ("Rule", "What is wrong", "Severity", "Findings"), rows, (8, 66, 12, 14))


def _not_tested(report: Report) -> Iterator[str]:
    for audit, verdict in report.audits:
        definition, tracing = audit.definition, analysis_of(audit).tracing
        texts = [each.header for each in definition.fields.values() if each.holds is Holds.TEXT]
        if tracing is None:
            yield NOT_TESTED
            if texts:
                yield f"What free texts say: {listed(texts)}."
        else:
            traced = set(tracing.sample.headers)
            rest = [each.header for name, each in definition.fields.items() if name not in traced]
            if rest:
                yield f"The accuracy of {listed(rest)}: no entry of these fields was traced."
            lists = [own.title for own in analysis_of(audit).lists if own.name not in tracing.sample.titles]
            if lists:
                yield f"The accuracy of the lists {listed(lists)}: none of their entries was traced."
            yield "The entries that were not drawn: the sample speaks of them within the bounds stated, and no nearer."
        yield from (f"Could not be checked: {what}." for what in verdict.incomplete)
    yield from (f"{each[:1].upper()}{each[1:]}." for each in (*report.not_checked, *report.unusable))
    yield "Whether cases are missing from the tracker altogether: no other list of the cases was compared with it."
    yield "The sheets beside the case lists, such as registers: caseaudit kpi says how reliable they are."


def _repeat(report: Report) -> Iterator[tuple[str, str]]:
    yield from provenance.of_report(report)
    for audit, _ in report.audits:
        yield f"SHA-256 of {provenance.file_name(audit)}", audit.tracker.sha256
        tracing = analysis_of(audit).tracing
        if tracing is not None:
            yield from (each for each in words.source(tracing) if each[0] in ("Seed", *_SAMPLE))


_SAMPLE = ("Traced sample", "SHA-256 of the traced sample")


def _facts(facts: Iterator[tuple[str, str]]) -> Facts:
    return Facts(tuple((one_line(name), (one_line(value),)) for name, value in facts))
