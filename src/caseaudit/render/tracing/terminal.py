"""What a traced sample says, on a terminal: its document in lines, tables as wide as the paper."""

from __future__ import annotations

from collections.abc import Sequence

from caseaudit.model.document import Block, Document, Facts, Heading, Paragraph, Points, Run, Table
from caseaudit.render.paper import Paper, fit, inert, shorten, span

_INKS = {"sufficiently reliable": "good", "not sufficiently reliable": "bad", "undetermined": "warning"}
_NARROWEST = 6


def write_document(paper: Paper, source: Document) -> None:
    """Write a document of paragraphs, points, facts and tables."""
    paper.line(paper.ink("strong", inert(source.title)))
    paper.paragraph(inert(source.subtitle), style="faint")
    for paragraph in source.introduction:
        paper.line()
        paper.paragraph(_text(paragraph))
    for block in source.blocks:
        _block(paper, block)


def _block(paper: Paper, block: Block) -> None:
    match block:
        case Heading():
            paper.line()
            paper.line(paper.ink("strong", inert(block.text)))
        case Paragraph():
            paper.paragraph(_text(block), 2)
        case Points():
            for point in block.points:
                paper.paragraph(f"- {inert(point)}", 2, 4)
        case Facts():
            for label, run in block.facts:
                paper.paragraph(f"{inert(label)}: {_words(run)}", 2, 4)
        case Table():
            _table(paper, block)


def _table(paper: Paper, table: Table) -> None:
    rows = [[_words(cell) for cell in row.cells] for row in table.rows]
    widths = _widths([[*table.head], *rows], paper.width - 2)
    paper.line("  " + paper.ink("faint", _line(table.head, widths)))
    for row in rows:
        *front, last = row
        shown = _line(front, widths)
        end = paper.ink(_INKS.get(last, ""), shorten(last, widths[-1]))
        paper.line(f"  {shown}  {end}" if front else f"  {end}")


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(fit(cell, width) for cell, width in zip(cells, widths, strict=False))


def _widths(rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """A width for each column: that of its widest cell, the widest columns cut first until all fit."""
    widths = [max(map(span, column)) for column in zip(*rows, strict=True)]
    while sum(widths) + 2 * (len(widths) - 1) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    return widths


def _text(paragraph: Paragraph) -> str:
    return inert(f"{paragraph.lead} {paragraph.text}" if paragraph.lead else paragraph.text)


def _words(run: Run) -> str:
    return inert(" · ".join(piece for piece in run if isinstance(piece, str)))
