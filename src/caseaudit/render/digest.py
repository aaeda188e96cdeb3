"""The findings for a terminal, rule by rule: how many, in which fields, and a few of them or all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from caseaudit.model.definition import Definition, Severity
from caseaudit.model.finding import Finding, Findings, Place
from caseaudit.model.table import quoted_sheet
from caseaudit.model.words import counted
from caseaudit.render.paper import Paper, fit, inert, quoted, shorten, span, wrap

EXAMPLES = 3
_LOOKED_AT = 60
_FIELDS_NAMED = 4
_VALUE_WIDTH = 28
_MESSAGE_MOST = 400
_LINES_AN_EXAMPLE = 5
_WIDE = 130
"""From this width on, the entry as it stands has a column of its own."""


class Digested(Protocol):
    """What has findings: an audit, or a step of a comparison."""

    @property
    def definition(self) -> Definition: ...
    @property
    def findings(self) -> Findings: ...


def write_digest(
    paper: Paper, audit: Digested, *, every_finding: bool = False, compact: bool = False
) -> None:
    """Write the findings rule by rule, the worst first: how many, in which fields, and a few examples or all.

    Compact, it is one line a rule.
    """
    counts = {code: number for code, number in audit.findings.counts().items() if number}
    begins = {code: [*audit.findings.of_rule(code, _LOOKED_AT)] for code in counts}
    examples = {code: _examples(findings) for code, findings in begins.items()}
    severities = list(Severity)
    columns = _Columns.of(paper, [finding for some in examples.values() for finding in some])
    for code in sorted(counts, key=lambda code: (severities.index(begins[code][0].severity), code)):
        count = counts[code]
        _rule_heading(paper, begins[code][0], count)
        if compact and not every_finding:
            continue
        if count > EXAMPLES:
            paper.paragraph(_where(audit, code), 5, 5, "faint")
        if every_finding:
            for finding in audit.findings.of_rule(code):
                columns.write_whole(paper, finding)
        else:
            for finding in examples[code]:
                columns.write_wrapped(paper, finding)
            if count > EXAMPLES:
                paper.line(" " * 5 + paper.ink("faint", f"… and {count - EXAMPLES:,} more"))
        paper.line()
    if compact and not every_finding and counts:
        paper.line()


def _rule_heading(paper: Paper, first: Finding, count: int) -> None:
    name, number = f"{first.rule} {first.name}", counted(count, first.severity.value)
    gap = max(paper.width - len(name) - len(number), 2)
    dots = paper.ink("faint", " " + "·" * (gap - 2) + " ")
    paper.line(paper.ink("strong", name) + dots + paper.ink(first.severity.value, number))


def _examples(findings: Sequence[Finding]) -> list[Finding]:
    """A few findings that say different things, as far as there are any, in their order."""
    first = {finding.message: number for number, finding in reversed([*enumerate(findings)])}
    different = set(first.values())
    chosen = sorted(range(len(findings)), key=lambda number: (number not in different, number))[:EXAMPLES]
    return [findings[number] for number in sorted(chosen)]


def _where(audit: Digested, code: str) -> str:
    fields = [(name, number) for name, number in audit.findings.by_field(code).items() if name is not None]
    named = fields[:_FIELDS_NAMED]
    words = ", ".join(f"{inert(_header(audit.definition, name))} {number:,}" for name, number in named)
    rest = len(fields) - len(named)
    if rest:
        number = sum(each for _, each in fields[_FIELDS_NAMED:])
        words += f"; {number:,} in {counted(rest, 'other field')}"
    return words


def _header(definition: Definition, name: str) -> str:
    field = definition.fields.get(name)
    return name if field is None else field.header


def place_words(place: Place) -> str:
    """A place for people: `Active!J7`, as Excel takes it, `Active rows 12-14`, `Active column C`."""
    first, _, last = place.cell.partition(":")
    if not last:
        return inert(f"{quoted_sheet(place.sheet)}!{first}" if first else place.sheet)
    kind = "row" if first.isdigit() else "column"
    inside = f" {kind} {first}" if first == last else f" {kind}s {first}–{last}"
    return inert(place.sheet) + inside


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a finding's line: place, case, the entry on wide paper, and the message."""

    place: int
    case: int
    value: int

    @staticmethod
    def of(paper: Paper, examples: Sequence[Finding]) -> _Columns:
        """Columns as wide as these examples need, within bounds."""
        wide = paper.width >= _WIDE
        cases = [finding for finding in examples if finding.case_number]
        place = max((span(place_words(finding.place)) for finding in cases), default=0)
        case = max((span(inert(finding.case_number or "")) for finding in cases), default=0)
        return _Columns(
            place=min(max(place, 10), 30 if wide else 16),
            case=min(max(case, 8), 20),
            value=_VALUE_WIDTH if wide else 0,
        )

    def write_whole(self, paper: Paper, finding: Finding) -> None:
        paper.line(self._lead(paper, finding) + self._message(finding))

    def write_wrapped(self, paper: Paper, finding: Finding) -> None:
        lead = self._lead(paper, finding)
        indent = 5 + self.place + 2 + self.case + 2 + (self.value + 2 if self.value else 0)
        lines = wrap(self._message(finding), max(paper.width - indent - 2, 20))
        if len(lines) > _LINES_AN_EXAMPLE:
            lines[_LINES_AN_EXAMPLE - 1 :] = [f"{lines[_LINES_AN_EXAMPLE - 1]} …"]
        for number, line in enumerate(lines):
            paper.line((" " * indent if number else lead) + line)

    def _lead(self, paper: Paper, finding: Finding) -> str:
        width = self.place if finding.case_number else self.place + 2 + self.case
        words = place_words(finding.place)
        if span(words) > width:  # An address that is cut cannot be pasted: it gets a line of its own.
            paper.line("     " + paper.ink("place", words))
            words = ""
        place = paper.ink("place", fit(words, width))
        if finding.case_number:
            place += "  " + fit(inert(finding.case_number), self.case)
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
