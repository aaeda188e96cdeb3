"""The findings workbook: a summary, the fields, all findings, a work list for each analyst, and the rules.

Every text is written as a text, so that none can become a formula or a link by what it says. The cells of a work list
lead into the tracker, as long as the two files stand where they stood.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from caseaudit.model.definition import Severity
from caseaudit.model.finding import Audit, Finding
from caseaudit.model.report import Report
from caseaudit.reports import overview, provenance
from caseaudit.reports.overview import analysis_of
from caseaudit.reports.paper import counted, inert
from caseaudit.reports.remedies import fault_and_remedy

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

RESOLUTIONS = ("corrected", "not applicable, because …", "question")
"""What an analyst can answer; the second is to be completed."""

MOST_ROWS = 1_000_000
"""Findings on one sheet; Excel's limit is 1,048,576 rows. Further findings stand on a further sheet."""

MOST_ANALYSTS = 40
"""Analysts with a sheet of their own, those with the most findings first; the others share one."""

MOST_LINKS = 60_000
"""Links on one sheet; Excel's limit is 65,530."""

LONGEST = 32_767
"""Letters in one cell, Excel's limit."""

_LINE, _HIGHEST = 12.8, 409
"""Points: the height of a line of text, and Excel's limit for a row."""

_LETTER = 0.94
"""How wide a letter of running text is, in units of a column's width."""

UNASSIGNED = "No analyst"
OTHERS = "Other analysts"
_FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_LONGEST_TITLE = 31
_LONGEST_PATH = 255


@dataclass(slots=True)
class _Book:
    """The workbook being written, with its formats and the titles that are taken."""

    book: Workbook
    folder: Path
    formats: dict[str, Format] = field(default_factory=dict)
    titles: set[str] = field(default_factory=set)

    def style(self, name: str, **how: Any) -> None:
        self.formats[name] = self.book.add_format({"valign": "top", "font_size": 10, **how})

    def sheet(self, title: str, widths: Sequence[int], *, portrait: bool = False) -> Worksheet:
        """A new sheet: columns as wide as said (in letters), fit to one page across when printed."""
        sheet = self.book.add_worksheet(self._free(title))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, self.formats["cell"])
        sheet.set_paper(0)
        sheet.set_portrait() if portrait else sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(0.5, 0.5, 0.6, 0.6)
        sheet.set_footer("&L&A&RPage &P of &N")
        return sheet

    def table(self, sheet: Worksheet, top: int, header: Sequence[str], rows: int) -> None:
        """The header of a table at row `top` (from 0): frozen, filtered, and repeated on every page."""
        sheet.set_row(top, 2 * _LINE + 4)
        for column, name in enumerate(header):
            sheet.write_string(top, column, name, self.formats["head"])
        sheet.freeze_panes(top + 1, 0)
        sheet.repeat_rows(top)
        if rows:
            sheet.autofilter(top, 0, top + rows, len(header) - 1)

    def _free(self, wish: str) -> str:
        """A title for a sheet that Excel accepts and no other sheet has."""
        plain = " ".join(inert(wish).translate(_FORBIDDEN).split()) or "Sheet"
        title, number = plain[:_LONGEST_TITLE].strip(), 2
        while title.casefold() in self.titles or title.casefold() == "history":
            end = f" {number}"
            title, number = plain[: _LONGEST_TITLE - len(end)].strip() + end, number + 1
        self.titles.add(title.casefold())
        return title


def write_workbook(file: IO[bytes], report: Report, folder: Path, made: datetime) -> None:
    """Write the workbook into a binary file that will stand in `folder`. `made` is the moment it is stamped with."""
    import xlsxwriter

    with xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": "Data quality findings", "created": made.replace(tzinfo=None)})
        ours = _Book(book, folder)
        _styles(ours)
        _summary(ours, report)
        _by_field(ours, report)
        _findings(ours, report)
        _work_lists(ours, report)
        _rules(ours, report)


def _styles(ours: _Book) -> None:
    ours.style("cell", text_wrap=True)
    ours.style("plain")
    ours.style("number", num_format="#,##0")
    ours.style("share", num_format="0%")
    ours.style("head", bold=True, text_wrap=True, bg_color="#E6EAEF", bottom=1)
    ours.style("title", bold=True, font_size=15)
    ours.style("part", bold=True, font_size=12)
    ours.style("fail", bold=True, font_size=15, font_color="#A6192E")
    ours.style("pass", bold=True, font_size=15, font_color="#14663D")
    ours.style("link", font_color="#0B57A4", underline=1)
    ours.style("answer", text_wrap=True, bg_color="#FFF9E5", border=1, border_color="#D9DFE6")
    for severity, colour in ((Severity.ERROR, "#A6192E"), (Severity.WARNING, "#7A4B00"), (Severity.NOTE, "#2C4F87")):
        ours.style(severity.value, font_color=colour)


def _fit(sheet: Worksheet, row: int, wrapped: Iterable[tuple[str, int]]) -> None:
    """Make a row as high as its wrapped texts need in columns of these widths; programs do not do so by themselves."""
    lines = max(
        (sum(1 + int(len(line) * _LETTER / width) for line in text.split("\n")) for text, width in wrapped), default=1
    )
    if lines > 1:
        sheet.set_row(row, min(lines * _LINE + 2, _HIGHEST))


def _text(sheet: Worksheet, row: int, column: int, text: str, style: Format) -> None:
    """Write a text as a text. Characters that XML cannot hold are shown by signs; line breaks stay."""
    if not text.isprintable():
        text = "\n".join(map(inert, text.splitlines()))
    if text:
        sheet.write_string(row, column, text[:LONGEST], style)


def _summary(ours: _Book, report: Report) -> None:
    sheet, style = ours.sheet("Summary", (30, 14, 18, 18, 26, 60), portrait=True), ours.formats
    row = 0

    def line(*texts: str, look: str = "plain") -> None:
        nonlocal row
        if look == "cell":
            _fit(sheet, row, [(texts[-1], 60)])
        for column, text in enumerate(texts):
            _text(sheet, row, column, text, style[look])
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


def _by_field(ours: _Book, report: Report) -> None:
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
            _text(sheet, row, column, text, style["plain"])
        sheet.write_number(row, 3, each.required, style["number"])
        sheet.write_number(row, 4, kinds.total, style["number"])
        if each.required:
            sheet.write_number(row, 5, kinds.total / each.required, style["share"])
        counts = (kinds.blank, kinds.stand_in, kinds.invisible, kinds.no_column, each.inconsistent)
        for column, number in enumerate(counts, start=6):
            sheet.write_number(row, column, number, style["number"])
        _text(sheet, row, 11, each.determination.reliability.value, style["plain"])
        _text(sheet, row, 12, each.determination.evidence, style["plain"])
    sheet.conditional_format(
        1, 5, max(len(rows), 1), 5, {"type": "data_bar", "bar_color": "#D98A94", "bar_solid": True, "min_type": "num",
                                     "min_value": 0, "max_type": "num", "max_value": 1}
    )  # fmt: skip


_HEAD = (
    "Tracker", "Sheet", "Cell", "List", "Case", "Field", "Rule", "Fault", "Severity", "Class", "Present value",
    "What is wrong", "What to write", "Related", "Analyst",
)  # fmt: skip
_WIDTHS = (18, 12, 9, 11, 15, 22, 7, 22, 9, 12, 30, 44, 44, 16, 18)


def _findings(ours: _Book, report: Report) -> None:
    style = ours.formats
    headers = _headers(report)
    number = sum(len(audit.findings) for audit, _ in report.audits)
    row, sheet = 0, None
    for audit, finding in _every(report):
        if sheet is None or row > MOST_ROWS:
            sheet = ours.sheet("Findings", _WIDTHS)
            ours.table(sheet, 0, _HEAD, min(number, MOST_ROWS))
            number -= MOST_ROWS
            row = 1
        fault, remedy = fault_and_remedy(finding.message)
        place = finding.place
        texts = (
            provenance.file_name(audit), place.sheet, place.cell, headers[0].get(finding.list or "", ""),
            finding.case_number or "", headers[1].get(finding.field or "", ""), finding.rule, finding.name,
            finding.severity.value, finding.gao_class or "", finding.value or "", fault, remedy,
            ", ".join(map(str, finding.related)), finding.analyst or "",
        )  # fmt: skip
        for column, text in enumerate(texts):
            _text(sheet, row, column, text, style[finding.severity.value if column == 8 else "plain"])
        row += 1
    if sheet is None:
        sheet = ours.sheet("Findings", _WIDTHS)
        ours.table(sheet, 0, _HEAD, 0)
        _text(sheet, 1, 0, "No findings.", style["plain"])


def _every(report: Report) -> Iterator[tuple[Audit, Finding]]:
    for audit, _ in report.audits:
        for finding in audit.findings:
            yield audit, finding


def _headers(report: Report) -> tuple[dict[str, str], dict[str, str]]:
    """The titles of lists and the headers of fields, by their plain names."""
    definition = report.audits[0][0].definition
    return (
        {name: each.title for name, each in definition.lists.items()},
        {name: each.header for name, each in definition.fields.items()},
    )


_WORK_HEAD = ("Case", "List", "Field", "Cell", "Present value", "Why", "What to write", "Rule", "Resolution")
_WORK_WIDTHS = (15, 11, 22, 16, 30, 42, 46, 7, 30)


def _work_lists(ours: _Book, report: Report) -> None:
    """A sheet for each analyst who has something to do, in the order of names; one for what has no analyst."""
    by_key: dict[str, list[tuple[Audit, Finding]]] = {}
    names: dict[str, str] = {}
    for audit, finding in _every(report):
        name = " ".join((finding.analyst or "").split())
        key = name.casefold()
        names.setdefault(key, name)
        by_key.setdefault(key, []).append((audit, finding))
    unassigned = by_key.pop("", [])
    ranked = sorted(by_key, key=lambda key: (-len(by_key[key]), key))
    for key in sorted(ranked[:MOST_ANALYSTS]):
        _work_list(ours, report, names[key], by_key[key])
    rest = [each for key in sorted(ranked[MOST_ANALYSTS:]) for each in by_key[key]]
    if rest:
        _work_list(ours, report, OTHERS, rest, several=True)
    if unassigned:
        _work_list(ours, report, UNASSIGNED, unassigned)


def _work_list(
    ours: _Book, report: Report, name: str, found: Sequence[tuple[Audit, Finding]], *, several: bool = False
) -> None:
    head, widths = (*_WORK_HEAD, *(("Analyst",) if several else ())), (*_WORK_WIDTHS, *((18,) if several else ()))
    lists, fields = _headers(report)
    for start in range(0, len(found), MOST_ROWS):
        part = found[start : start + MOST_ROWS]
        sheet, style = ours.sheet(name, widths), ours.formats
        _text(sheet, 0, 0, f"{name}: {counted(len(found), 'finding')}", style["part"])
        ours.table(sheet, 1, head, len(part))
        links: dict[str, str | None] = {}
        for row, (audit, finding) in enumerate(part, start=2):
            fault, remedy = fault_and_remedy(finding.message)
            texts = (
                finding.case_number or "", lists.get(finding.list or "", ""), fields.get(finding.field or "", ""), "",
                finding.value or "", fault, remedy, finding.rule, "", finding.analyst or "",
            )  # fmt: skip
            _fit(sheet, row, [(texts[column], widths[column]) for column in (4, 5, 6)])
            for column, text in enumerate(texts[: len(head)]):
                look = "answer" if column == 8 else "cell" if column in (4, 5, 6) else "plain"
                if column == 3:
                    link = _link(ours, report, audit, finding, links) if row < MOST_LINKS else None
                    _place(sheet, row, finding, link, style)
                elif column == 8:
                    sheet.write_blank(row, column, None, style[look])
                else:
                    _text(sheet, row, column, text, style[look])
        sheet.data_validation(
            2, 8, len(part) + 1, 8,
            {"validate": "list", "source": [*RESOLUTIONS], "error_type": "information", "ignore_blank": True,
             "input_title": "Resolution", "input_message": "Choose one. After “because”, say why.",
             "error_title": "Resolution",
             "error_message": "An answer in other words is kept as it is; begin it with one of those offered."},
        )  # fmt: skip


def _place(sheet: Worksheet, row: int, finding: Finding, link: str | None, style: dict[str, Format]) -> None:
    place = finding.place
    words = inert(f"{place.sheet}!{place.cell}" if place.cell else place.sheet)
    if link is None:
        _text(sheet, row, 3, words, style["plain"])
    else:
        sheet.write_url(row, 3, link, style["link"], words[:255])


def _link(
    ours: _Book, report: Report, audit: Audit, finding: Finding, known: dict[str, str | None]
) -> str | None:
    """A link into the tracker; None where there can be none (a text file, an odd name, a redacted report)."""
    path = audit.tracker.path
    if path not in known:
        known[path] = None if report.redacted else _target(Path(path), ours.folder)
    target, place = known[path], finding.place
    if target is None or "#" in place.sheet or not place.sheet.isprintable() or ":" in place.cell:
        return None
    sheet = place.sheet.replace("'", "''")
    link = f"external:{target}#'{sheet}'!{place.cell or 'A1'}"
    return link if len(link) < _LONGEST_PATH else None


def _target(tracker: Path, folder: Path) -> str | None:
    """The tracker's path as seen from the workbook's folder."""
    if tracker.suffix.lower() not in (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"):
        return None
    try:
        path = os.path.relpath(tracker.resolve(), folder.resolve())
    except ValueError:  # another drive
        path = str(tracker.resolve())
    return None if "#" in path or not path.isprintable() else path.replace("\\", "/")


_RULE_HEAD = ("Rule", "Name", "Severity", "GAO-21-106 calls it", "Findings", "What the fault is", "Explained")


def _rules(ours: _Book, report: Report) -> None:
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
        _fit(sheet, row, [(rule.title, 60), (page, 110)])
        for column, text in enumerate(texts):
            _text(sheet, row, column, text, style["cell" if column >= 5 else "plain"])
        sheet.write_number(row, 4, counts.get(rule.code, 0), style["number"])


def _readable(lines: Iterable[str]) -> Iterator[str]:
    """The lines of a rule's page without the rules of its tables."""
    for line in lines:
        if not (line.strip() and set(line.strip()) <= set("|-: ")):
            yield line.rstrip()
