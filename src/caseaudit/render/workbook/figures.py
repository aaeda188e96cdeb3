"""The sheets of figures: the summary, the fields, and the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from caseaudit.findings.report import Report
from caseaudit.model.analysis import FieldAnalysis, ListAnalysis
from caseaudit.model.finding import Audit, Verdict
from caseaudit.render import overview, provenance
from caseaudit.render.overview import analysis_of
from caseaudit.render.trends import labels_of, rows_of
from caseaudit.render.workbook.book import Book, height, put


def summary(ours: Book, report: Report) -> None:
    """The first sheet: the verdict, the lists, what an auditor would say, and where it all comes from."""
    lines = _Lines(ours, (30, 14, 18, 18, 26, 60))
    lines.add(f"Data quality findings: {overview.title(report)}", look="title")
    lines.add("PASS" if report.passed else "FAIL", look="pass" if report.passed else "fail")
    lines.add(overview.lead(report))
    lines.each(f"• {each.text}" for each in overview.worst(report))
    lines.each(f"Could not be audited: {each}" for each in report.unusable)
    for audit, verdict in report.audits:
        _tracker(lines, audit, verdict)
    lines.gap()
    lines.add("Where this comes from", look="part")
    for fact in provenance.of_report(report):
        lines.add(*fact)
    for audit, _ in report.audits:
        for fact in provenance.of_audit(audit):
            lines.add(*fact)
        for where, why in provenance.left_out(audit):
            lines.add(f"Left out: {where}", why)
    lines.gap()
    untested = "The audit does not test accuracy: whether an entry is true can be seen in the case file only."
    lines.add(overview.traced(report) or untested)
    ours.bottom = lines.row + 1


class _Lines:
    """A sheet that is written line by line from the top; `row` is the next line's."""

    def __init__(self, ours: Book, widths: Sequence[int]) -> None:
        self._sheet, self._formats, self._widths = (
            ours.sheet("Summary", widths, portrait=True),
            ours.formats,
            widths,
        )
        self.row = 0

    def add(self, *entries: str | int, look: str = "plain") -> None:
        """Write a line, an entry a column; in the look of a cell, as high as its last text needs."""
        if look == "cell":
            self._sheet.set_row(self.row, height([(str(entries[-1]), self._widths[len(entries) - 1])]))
        for column, entry in enumerate(entries):
            if isinstance(entry, int):
                self._sheet.write_number(self.row, column, entry, self._formats["count"])
            else:
                put(self._sheet, self.row, column, entry, self._formats[look])
        self.row += 1

    def each(self, texts: Iterable[str]) -> None:
        """Write a line for each text."""
        for text in texts:
            self.add(text)

    def gap(self) -> None:
        """Leave a line blank."""
        self.row += 1


def _tracker(lines: _Lines, audit: Audit, verdict: Verdict) -> None:
    lines.gap()
    lines.add(provenance.file_name(audit), look="part")
    lines.add(overview.as_of(audit))
    lines.each(overview.remarks(verdict))
    lines.add("List", "Cases", "Fields incomplete", "Fields inconsistent", "Data", "Evidence", look="head")
    lists = analysis_of(audit).lists
    for own in lists:
        fields = len(own.fields)
        shares = (f"{own.incomplete} of {fields}", f"{own.inconsistent} of {fields}")
        said = own.determination
        lines.add(own.title, own.cases, *shares, said.reliability.value, said.evidence, look="cell")
    for own in lists:
        lines.gap()
        lines.add(f"{own.title}: what an auditor would say", look="part")
        lines.each(f"• {each}" for each in own.statements)


_FIELD_HEAD = (
    "Tracker", "List", "Field", "Cases that must fill it", "Missing", "Missing share", "Blank", "Stand-in",
    "Only invisible characters", "No column", "Inconsistent", "Determination", "Evidence",
)  # fmt: skip


def by_field(ours: Book, report: Report) -> None:
    """Every field of every list: what is missing and how, what is inconsistent, how reliable it is."""
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
            put(sheet, row, column, text, style["plain"])
        sheet.write_number(row, 3, each.required, style["number"])
        sheet.write_number(row, 4, kinds.total, style["number"])
        if each.required:
            sheet.write_number(row, 5, kinds.total / each.required, style["share"])
        counts = (kinds.blank, kinds.stand_in, kinds.invisible, kinds.no_column, each.inconsistent)
        for column, number in enumerate(counts, start=6):
            sheet.write_number(row, column, number, style["number"])
        put(sheet, row, 11, each.determination.reliability.value, style["plain"])
        put(sheet, row, 12, each.determination.evidence, style["plain"])
    _chart(ours, sheet.get_name(), rows)
    bar = {"type": "data_bar", "bar_color": "#D98A94"}
    bounds = {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1}
    sheet.conditional_format(1, 5, max(len(rows), 1), 5, {**bar, **bounds})


def _chart(ours: Book, title: str, rows: Sequence[tuple[str, ListAnalysis, FieldAnalysis]]) -> None:
    """The missing share of each field, a series a list, on the summary; of the first tracker."""
    parts: dict[tuple[str, str], list[int]] = {}
    for row, (name, own, _) in enumerate(rows, start=1):
        if name == rows[0][0]:
            parts.setdefault((name, own.name), []).append(row)
    if not parts:
        return
    chart = ours.book.add_chart({"type": "bar"})
    colors = ("#A6192E", "#2054A0", "#57616E", "#B36B00")
    for number, ((_, _list), places) in enumerate(parts.items()):
        first, last = places[0], places[-1]
        chart.add_series({
            "name": [title, first, 1], "categories": [title, first, 2, last, 2], "values": [title, first, 5, last, 5],
            "fill": {"color": colors[number % len(colors)]},
        })  # fmt: skip
    chart.set_title({"name": "Missing entries by field", "name_font": {"size": 12}})
    chart.set_y_axis({"reverse": True, "num_font": {"size": 8}})
    chart.set_x_axis({"num_format": "0%", "min": 0, "max": 1})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 760, "height": 560})
    ours.book.get_worksheet_by_name("Summary").insert_chart(ours.bottom, 0, chart)


def trend(ours: Book, report: Report) -> None:
    """How the figures changed over the snapshots, where there are any."""
    if report.comparison is None:
        return
    labels, rows = labels_of(report.comparison.snapshots), [*rows_of(report.comparison)]
    sheet = ours.sheet("Trend", (44, *[16] * len(labels)))
    ours.table(sheet, 0, ("Figure", *labels), len(rows))
    for row, texts in enumerate(rows, start=1):
        for column, text in enumerate(texts):
            number = text.replace(",", "")
            if column and number.isdecimal():
                sheet.write_number(row, column, int(number), ours.formats["count"])
            else:
                put(sheet, row, column, text, ours.formats["plain"])


_RULE_HEAD = ("Rule", "Name", "Severity", "GAO-21-106 calls it", "Findings", "What the fault is", "Explained")


def rules(ours: Book, report: Report) -> None:
    """Every rule with the number of its findings and its page."""
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
            put(sheet, row, column, text, style["cell" if column >= 5 else "plain"])
        sheet.write_number(row, 4, counts.get(rule.code, 0), style["number"])


def _readable(lines: Iterable[str]) -> Iterator[str]:
    """The lines of a rule's page without the rules of its tables."""
    for line in lines:
        if not (line.strip() and set(line.strip()) <= set("|-: ")):
            yield line.rstrip()
