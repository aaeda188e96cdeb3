"""The rule book for a terminal: the list of rules, and a rule's page.

A page is the small Markdown that rules are documented in: paragraphs, lines that end in a colon as headings, tables,
and indented lines that are to be read as they stand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from caseaudit.findings.rule import Rule
from caseaudit.model.definition import Severity
from caseaudit.render.paper import Paper, fit, inert, span, wrap

_ONE_LINE = 120
"""From this width on, a rule and its title share a line."""
_CODE = re.compile(r"`([^`]+)`")
_HEADING = re.compile(r"(Why it matters|Wrong|Later|Found|Right)\b[^:|]*:")


def write_rules(
    paper: Paper, families: Iterable[tuple[str, Sequence[Rule]]], severities: Mapping[str, Severity]
) -> None:
    """Write the list of rules, family by family; `severities` has an entry for each code."""
    for title, rules in families:
        paper.line(paper.ink("strong", title))
        name_width = 30
        for rule in rules:
            severity = severities.get(rule.code, rule.severity).value
            gao = rule.gao_class.value if rule.gao_class else "–"
            head = f"  {rule.code}  {fit(rule.name, name_width)}  {paper.ink(severity, f'{severity:7}')}  {gao:12}"
            if paper.width >= _ONE_LINE:
                hang = 8 + name_width + 2 + 7 + 2 + 12 + 2
                lines = wrap(rule.title, paper.width - hang)
                paper.line(f"{head}  {lines[0]}")
                for line in lines[1:]:
                    paper.line(" " * hang + line)
            else:
                paper.line(head)
                paper.paragraph(rule.title, 8, style="faint")
        paper.line()
    paper.paragraph(
        "The fourth word is what GAO-21-106 calls such a field: incomplete or inconsistent; – where it has no word. "
        '"caseaudit explain CODE" shows a rule with wrong and right entries.'
    )


def write_rule(paper: Paper, rule: Rule, severity: Severity) -> None:
    """Write a rule's page; `severity` is what the definition gives the rule."""
    paper.line(f"{paper.ink('strong', f'{rule.code} {rule.name}')}")
    counts = (
        f'{rule.gao_class.value}: counts in "N fields {rule.gao_class.value}"'
        if rule.gao_class
        else 'none: counts neither as "incomplete" nor as "inconsistent"'
    )
    paper.line(f"Severity   {paper.ink(severity.value, severity.value)}")
    paper.line(f"GAO class  {counts}")
    paper.line()
    write_page(paper, rule.page)


def write_page(paper: Paper, page: str) -> None:
    """Write small Markdown: aligned tables, wrapped paragraphs, headings in strong ink."""
    for block in blocks(page):
        if block[0].startswith("|"):
            _table(paper, [cells(row) for row in block if not set(row) <= set("|-: ")])
        elif block[0].startswith("    "):
            for line in block:
                text = inert(line.strip())
                paper.paragraph(text, 4, 4 + len(text) - len(re.sub(r"^\S+\s\s+", "", text)))
        elif block[0].startswith("- "):
            for item in items(block):
                paper.paragraph(_spoken(item), 2, 4)
        else:
            _paragraph(paper, " ".join(map(str.strip, block)))
        paper.line()


def blocks(page: str) -> Iterator[list[str]]:
    """The page in pieces that blank lines part."""
    for filled, lines in groupby(page.strip().splitlines(), key=lambda line: bool(line.strip())):
        if filled:
            yield list(lines)


def items(block: Sequence[str]) -> Iterator[str]:
    """The items of a list, each with the lines that go on with it."""
    item = ""
    for line in block:
        if line.startswith("- ") and item:
            yield item
            item = ""
        item = f"{item} {line.strip()}".strip()
    yield item


def _paragraph(paper: Paper, text: str) -> None:
    found = _HEADING.match(text)
    if not found:
        paper.paragraph(_spoken(text))
        return
    heading, rest = text[: found.end()], text[found.end() :].strip()
    paper.line(paper.ink("strong", heading.rstrip(":")))
    if rest:
        paper.paragraph(_spoken(rest[0].upper() + rest[1:]))


def _spoken(text: str) -> str:
    """The text with quotation marks for the marks of code."""
    return inert(_CODE.sub(r'"\1"', text).replace('""', '"'))


def cells(row: str) -> list[str]:
    parts = re.split(r"(?<!\\)\|", row.strip().strip("|"))
    return [inert(part.strip().replace("\\|", "|")) for part in parts]


def _table(paper: Paper, rows: Sequence[Sequence[str]]) -> None:
    columns = max(map(len, rows))
    full = [[*row, *[""] * (columns - len(row))] for row in rows]
    widths = _widths(full, paper.width - 4 - 3 * (columns - 1))
    for number, row in enumerate(full):
        wrapped = [wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
        for line in range(max(map(len, wrapped))):
            parts = [each[line] if line < len(each) else "" for each in wrapped]
            text = "   ".join(fit(part, width) for part, width in zip(parts, widths, strict=True))
            paper.line("    " + paper.ink("strong" if number == 0 else "", text.rstrip()))
        if number == 0:
            paper.line("    " + paper.ink("faint", "   ".join("─" * width for width in widths)))


def _widths(rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """How wide each column is: as its longest cell, the widest ones narrowed until all fit into `room`."""
    widths = [max(1, *map(span, column)) for column in zip(*rows, strict=True)]
    while sum(widths) > room and max(widths) > 8:
        widths[widths.index(max(widths))] -= 1
    return widths
