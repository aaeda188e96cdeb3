"""The sheets of figures: the summary, the fields, and the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from caseaudit.model.report import Report
from caseaudit.reports import overview, provenance
from caseaudit.reports.overview import analysis_of
from caseaudit.reports.workbook.book import Book, height, text


def summary(ours: Book, report: Report) -> None:
    sheet, style = ours.sheet("Summary", (30, 14, 18, 18, 26, 60), portrait=True), ours.formats
    row = 0

    def line(*texts: str, look: str = "plain") -> None:
        nonlocal row
        if look == "cell":
            sheet.set_row(row, height([(texts[-1], 60)]))
        for column, text in enumerate(texts):
            text(sheet, row, column, text, style[look])
        row += 1

    line(f"Data quality findings: {overview.title(report)}", look="title")
    line("PASS" if report.passed else "FAIL", look="pass" if report.passed else "fail")
    line(overview.lead(report))
    for each in overview.worst(report):
        line(f"• {each.text}")
    for text in report.unusable:
        line(f"Could not be audited: {text}")
    for audit, verdict in report.audits:
        row += 1
        line(provenance.file_name(audit), look="part")
        line(overview.as_of(audit))
        for text in overview.remarks(verdict):
            line(text)
        line("List", "Cases", "Fields incomplete", "Fields inconsistent", "Data", "Evidence", look="head")
        for own in analysis_of(audit).lists:
            numbers = (str(own.cases), f"{own.incomplete} of {len(own.fields)}", f"{own.inconsistent} of {len(own.fields)}")
            line(own.title, *numbers, own.determination.reliability.value, own.determination.evidence, look="cell")
        for own in analysis_of(audit).lists:
            row += 1
            line(f"{own.title}: what an auditor would say", look="part")
            for text in own.statements:
                line(f"• {text}")
    row += 1
    line("Where this comes from", look="part")
    facts = [*provenance.of_report(report)]
    for audit, _ in report.audits:
        facts += [*provenance.of_audit(audit), *((f"Left out: {where}", why) for where, why in provenance.left_out(audit))]
    for name, value in facts:
        line(name, value)
    row += 1
    line("The audit does not test accuracy: whether an entry is true can be seen in the case file only.")


_FIELD_HEAD = (
    "Tracker", "List", "Field", "Cases that must fill it", "Missing", "Missing share", "Blank", "Stand-in",
    "Only invisible characters", "No column", "Inconsistent", "Determination", "Evidence",
)  # fmt: skip


def by_field(ours: Book, report: Report) -> None:
    sheet, style = ours.sheet("By field", (22, 12, 28, 12, 10, 10, 8, 9, 11, 9, 12, 24, 90)), ours.formats
    rows = [
        (provenance.file_name(audit), own, each)
        for audit, _ in report.audits
        for own in analysis_of(audit).lists
        for each in own.fields
    ]
    ours.table(sheet, 0, _FIELD_HEAD, len(rows))
    for row, (name, own, each) in enumerate(rows, start=1):
        kinds = each.missing
        for column, text in enumerate((name, own.title, each.header)):
            text(sheet, row, column, text, style["plain"])
        sheet.write_number(row, 3, each.required, style["number"])
        sheet.write_number(row, 4, kinds.total, style["number"])
        if each.required:
            sheet.write_number(row, 5, kinds.total / each.required, style["share"])
        counts = (kinds.blank, kinds.stand_in, kinds.invisible, kinds.no_column, each.inconsistent)
        for column, number in enumerate(counts, start=6):
            sheet.write_number(row, column, number, style["number"])
        text(sheet, row, 11, each.determination.reliability.value, style["plain"])
        text(sheet, row, 12, each.determination.evidence, style["plain"])
    sheet.conditional_format(
        1, 5, max(len(rows), 1), 5, {"type": "data_bar", "bar_color": "#D98A94", "min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1}
    )  # fmt: skip


_RULE_HEAD = ("Rule", "Name", "Severity", "GAO-21-106 calls it", "Findings", "What the fault is", "Explained")


def rules(ours: Book, report: Report) -> None:
    sheet, style = ours.sheet("Rules", (8, 28, 10, 14, 10, 60, 110)), ours.formats
    counts: dict[str, int] = {}
    for audit, _ in report.audits:
        for code, number in audit.findings.counts().items():
            counts[code] = counts.get(code, 0) + number
    severities = report.audits[0][0].definition.severities
    ours.table(sheet, 0, _RULE_HEAD, len(report.rules))
    for row, rule in enumerate(report.rules, start=1):
        severity = severities.get(rule.code, rule.severity)
        page = "\n".join(_readable(rule.page.strip().splitlines()[1:])).strip()
        texts = (rule.code, rule.name, severity.value, rule.gao_class or "–", "", rule.title, page)
        sheet.set_row(row, height([(rule.title, 60), (page, 110)]))
        for column, text in enumerate(texts):
            text(sheet, row, column, text, style["cell" if column >= 5 else "plain"])
        sheet.write_number(row, 4, counts.get(rule.code, 0), style["number"])


def _readable(lines: Iterable[str]) -> Iterator[str]:
    """The lines of a rule's page without the rules of its tables."""
    for line in lines:
        if not (line.strip() and set(line.strip()) <= set("|-: ")):
            yield line.rstrip()
