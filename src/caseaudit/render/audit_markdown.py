"""The report as Markdown, for a wiki, a pull request or a workpaper: figures, statements, findings rule by rule.

What comes out of a workbook is escaped, so that it is neither markup nor HTML nor a link.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from caseaudit.findings.report import Report
from caseaudit.findings.rule import Rule
from caseaudit.model.analysis import ListAnalysis
from caseaudit.model.comparison import Comparison
from caseaudit.model.definition import Severity
from caseaudit.model.finding import Audit, Finding
from caseaudit.model.words import counted
from caseaudit.render import overview, provenance
from caseaudit.render.digest import place_words
from caseaudit.render.markdown import escaped
from caseaudit.render.overview import analysis_of
from caseaudit.render.paper import inert, shorten
from caseaudit.render.remedies import fault_and_remedy
from caseaudit.render.trends import labels_of, rows_of

FINDINGS_A_RULE = 25
"""So many findings of each rule are listed; the rest are counted."""

_LONGEST = 200


def write_markdown(write: Callable[[str], object], report: Report) -> None:
    """Write the report."""
    for line in _lines(report):
        write(f"{line}\n")


def _lines(report: Report) -> Iterator[str]:
    several = len(report.audits) > 1
    yield f"# Data quality findings: {escaped(overview.title(report))}"
    yield ""
    yield f"**{'PASS' if report.passed else 'FAIL'}.** {escaped(overview.lead(report))}"
    yield ""
    worst = overview.worst(report)
    if worst:
        yield "Where it is worst:"
        yield ""
        yield from (f"- {escaped(each.text)}" for each in worst)
        yield ""
    for each in report.unusable:
        yield f"- Could not be audited: {escaped(each)}"
        yield ""
    for audit, verdict in report.audits:
        if several:
            yield f"## {escaped(audit.tracker.path)}: {'PASS' if verdict.passed else 'FAIL'}"
            yield ""
        yield from (f"- {escaped(each)}" for each in overview.remarks(verdict))
        yield from _figures(audit)
        for own in analysis_of(audit).lists:
            yield from _list(own)
        yield from _findings(audit, report.rules)
    if report.comparison is not None:
        yield from _trend(report.comparison)
    yield from _source(report)


def _trend(comparison: Comparison) -> Iterator[str]:
    yield "## Trend"
    yield ""
    yield from (f"- {escaped(note)}" for note in comparison.notes)
    yield from _table(("", *labels_of(comparison.snapshots)), map(tuple, rows_of(comparison)))


def _figures(audit: Audit) -> Iterator[str]:
    lists = analysis_of(audit).lists
    yield escaped(overview.as_of(audit))
    yield ""
    yield from _table(
        ("List", "Cases", "Fields incomplete", "Fields inconsistent", "Data"),
        (
            (own.title, f"{own.cases:,}", f"{own.incomplete} of {len(own.fields)}",
             f"{own.inconsistent} of {len(own.fields)}", own.determination.reliability.value)
            for own in lists
        ),
    )  # fmt: skip
    yield "## Fields"
    yield ""
    yield "Missing, of the cases that must fill the field; inconsistent, of all cases of the list."
    yield ""
    heads = [f"{own.title}: {what}" for own in lists for what in ("missing", "inconsistent")]
    yield from _table(
        ("Field", *heads),
        (
            (
                field.header,
                *(
                    cell
                    for own in lists
                    for cell in (
                        own.fields[place].missing_share.figures if own.fields[place].required else "–",
                        f"{own.fields[place].inconsistent:,}",
                    )
                ),
            )
            for place, field in enumerate(audit.definition.fields.values())
        ),
    )


def _list(own: ListAnalysis) -> Iterator[str]:
    yield f"## {escaped(own.title)}"
    yield ""
    yield from (f"- {escaped(each)}" for each in own.statements)
    yield ""
    yield f"**For the workpaper.** {escaped(own.paragraph)}"
    yield ""
    yield from _table(
        ("Field", "Determination", "Evidence"),
        ((f.header, f.determination.reliability.value, f.determination.evidence) for f in own.fields),
    )


def _findings(audit: Audit, rules: Sequence[Rule]) -> Iterator[str]:
    yield "## Findings"
    yield ""
    counts = audit.findings.counts()
    if not len(audit.findings):
        yield "None."
        yield ""
    known = {rule.code: rule for rule in rules}
    severities = [*Severity]

    def rank(code: str) -> tuple[int, str]:
        severity = audit.definition.severities.get(code)
        return (severities.index(severity) if severity else 0, code)

    for code in sorted((code for code in counts if counts[code]), key=rank):
        rule = known[code]
        severity = audit.definition.severities.get(code, rule.severity)
        yield f"### {code} {rule.name}: {counted(counts[code], severity.value)}"
        yield ""
        yield escaped(rule.title)
        yield ""
        shown = audit.findings.of_rule(code, FINDINGS_A_RULE)
        yield from _table(
            ("Where", "Case", "Entry", "What is wrong", "What to write", "Analyst"), map(_row, shown)
        )
        if counts[code] > FINDINGS_A_RULE:
            yield f"… and {counts[code] - FINDINGS_A_RULE:,} more; the workbook, HTML and CSV reports have them."
            yield ""


def _row(finding: Finding) -> tuple[str, ...]:
    fault, remedy = fault_and_remedy(finding.message)
    entry = "" if finding.value is None else shorten(inert(finding.value), _LONGEST)
    return (
        place_words(finding.place), finding.case_number or "", entry, shorten(inert(fault), _LONGEST),
        shorten(inert(remedy), _LONGEST), finding.analyst or "",
    )  # fmt: skip


def _source(report: Report) -> Iterator[str]:
    yield "## Where this comes from"
    yield ""
    yield from _table(("", ""), provenance.of_report(report))
    for audit, _ in report.audits:
        yield f"### {escaped(provenance.file_name(audit))}"
        yield ""
        yield from _table(("", ""), provenance.of_audit(audit))
        out = [*provenance.left_out(audit)]
        if out:
            yield from _table(("Read and left out", "Why"), out)
    accuracy = (
        "It does not test accuracy: whether an entry is true can be seen in the case file only."
        if not overview.traced(report)
        else escaped(overview.traced(report))
    )
    yield f"The audit tests whether entries are there, in standard form and free of contradiction. {accuracy}"


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield f"|{'---|' * len(header)}"
    for row in rows:
        yield f"| {' | '.join(map(escaped, row))} |"
    yield ""
