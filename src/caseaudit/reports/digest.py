"""The findings for a terminal, rule by rule: how many, in which fields, and a few of them or all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from caseaudit.model.definition import Definition, Severity
from caseaudit.model.finding import Audit, Finding, Place
from caseaudit.reports.paper import Paper, counted, fit, inert, listed, quoted, shorten, span, wrap

EXAMPLES = 3
_FIELDS_NAMED = 4
_CASE_WIDTH = 13
_VALUE_WIDTH = 28
_MESSAGE_MOST = 400
_WIDE = 130
"""From this width on, the entry as it stands has a column of its own."""


def write_digest(
    paper: Paper, audit: Audit, definition: Definition, *, every_finding: bool = False, compact: bool = False
) -> None:
    """Write the findings rule by rule, the worst first: how many, in which fields, and a few examples or all.

    Compact, it is one line a rule.
    """
    counts = {code: number for code, number in audit.findings.counts().items() if number}
    firsts = [audit.findings.of_rule(code, 1)[0] for code in counts]
    order = list(Severity)
    firsts.sort(key=lambda first: (order.index(first.severity), first.rule))
    columns = _Columns.of(paper, audit)
    for first in firsts:
        code, count = first.rule, counts[first.rule]
        _rule_heading(paper, first, count)
        if compact and not every_finding:
            continue
        if count > 1:
            paper.paragraph(_where(audit, code, definition), 5, 5, "faint")
        if every_finding:
            for finding in audit.findings.of_rule(code):
                columns.write_whole(paper, finding)
        else:
            for finding in audit.findings.of_rule(code, EXAMPLES):
                columns.write_wrapped(paper, finding)
            if count > EXAMPLES:
                paper.line(" " * 5 + paper.ink("faint", f"… and {count - EXAMPLES:,} more"))
        paper.line()
    if compact and not every_finding and firsts:
        paper.line()


def _rule_heading(paper: Paper, first: Finding, count: int) -> None:
    name, number = f"{first.rule} {first.name}", counted(count, first.severity.value)
    gap = max(paper.width - len(name) - len(number), 2)
    dots = paper.ink("faint", " " + "·" * (gap - 2) + " ")
    paper.line(paper.ink("strong", name) + dots + paper.ink(first.severity.value, number))


def _where(audit: Audit, code: str, definition: Definition) -> str:
    places = Counter(finding.field or finding.place.sheet for finding in audit.findings.of_rule(code))
    named = places.most_common(_FIELDS_NAMED)
    words = [f"{inert(_header(definition, name))} {number:,}" for name, number in named]
    rest = len(places) - len(named)
    if rest:
        number = places.total() - sum(each for _, each in named)
        words.append(f"{number:,} in {counted(rest, 'other field')}")
    return listed(words)


def _header(definition: Definition, name: str) -> str:
    field = definition.fields.get(name)
    return name if field is None else field.header


def place_words(place: Place, width: int | None = None) -> str:
    """A place for people: `Active!J7`, `Active rows 12-14`, `Active column C`; a long sheet name gives way."""
    first, _, last = place.cell.partition(":")
    if not last:
        inside = f"!{first}" if first else ""
    else:
        kind = "row" if first.isdigit() else "column"
        inside = f" {kind} {first}" if first == last else f" {kind}s {first}–{last}"
    sheet = inert(place.sheet)
    return (sheet if width is None else shorten(sheet, max(width - len(inside), 1))) + inside


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a finding's line: place, case, the entry on wide paper, and the message."""

    place: int
    value: int

    @staticmethod
    def of(paper: Paper, audit: Audit) -> _Columns:
        sheets = max((span(inert(sheet.name)) for sheet in audit.tracker.sheets), default=6)
        wide = paper.width >= _WIDE
        return _Columns(min(max(sheets + 6, 12), 30 if wide else 18), _VALUE_WIDTH if wide else 0)

    def write_whole(self, paper: Paper, finding: Finding) -> None:
        paper.line(self._lead(paper, finding) + self._message(finding))

    def write_wrapped(self, paper: Paper, finding: Finding) -> None:
        lead = self._lead(paper, finding)
        indent = 5 + self.place + 2 + _CASE_WIDTH + 2 + (self.value + 2 if self.value else 0)
        for number, line in enumerate(wrap(self._message(finding), max(paper.width - indent, 20))):
            paper.line((" " * indent if number else lead) + line)

    def _lead(self, paper: Paper, finding: Finding) -> str:
        width = self.place if finding.case_number else self.place + 2 + _CASE_WIDTH
        place = paper.ink("place", fit(place_words(finding.place, width), width))
        if finding.case_number:
            place += "  " + fit(inert(finding.case_number), _CASE_WIDTH)
        value = ""
        if self.value:
            blank = finding.value is None and finding.field is not None and finding.case_number is not None
            shown = "(blank)" if blank else quoted(finding.value) if finding.value is not None else ""
            value = paper.ink("faint" if blank else "", fit(shown, self.value)) + "  "
        return f"     {place}  {value}"

    def _message(self, finding: Finding) -> str:
        message = shorten(inert(finding.message), _MESSAGE_MOST)
        value = finding.value
        if self.value or not value or value.strip()[:20] in finding.message:
            return message
        return f"{shorten(quoted(value), _VALUE_WIDTH)} – {message}"
