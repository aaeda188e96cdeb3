"""A document on a terminal: its texts in lines, tables as wide as the paper."""

from __future__ import annotations

from collections.abc import Sequence

from caseaudit.model.document import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Piece,
    Points,
    Reference,
    Run,
    Samples,
    Table,
    Trend,
    Words,
)
from caseaudit.render.paper import Paper, fit, inert, shorten, span, wrap

_INKS = {"sufficiently reliable": "good", "not sufficiently reliable": "bad", "undetermined": "warning"}
_NARROWEST = 6
_HEAD = 10
"""How wide the heading of a column of numbers is where they need no more."""
_LINES = 3


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
            paper.paragraph(_text(block), 2, 4 if block.lead else 2, block.ink)
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
    words = [
        wrap(head, _HEAD) or [""] if place in table.numbers else head.split() or [""]
        for place, head in enumerate(table.head)
    ]
    widths = _widths([[max(each, key=span) for each in words], *rows], paper.width)
    heads = [wrap(head, width) or [""] for head, width in zip(table.head, widths, strict=True)]
    height = max(map(len, heads))
    for line in zip(*([""] * (height - len(head)) + head for head in heads), strict=True):
        paper.line(paper.ink("faint", _line(line, widths, table.numbers)))
    for row in rows:
        cells = [_wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
        for number in range(max(map(len, cells))):
            *front, last = [cell[number] if number < len(cell) else "" for cell in cells]
            if len(front) in table.numbers:
                last = " " * (widths[-1] - span(last)) + last
            paper.line(f"{_line(front, widths, table.numbers)}  {paper.ink(_INKS.get(row[-1], ''), last)}")


def _wrapped(text: str, width: int) -> list[str]:
    """A cell in a few lines; a longer text is cut."""
    lines = wrap(text, width)
    return lines if len(lines) <= _LINES else [*lines[: _LINES - 1], shorten(f"{lines[_LINES - 1]} …", width)]


def _line(cells: Sequence[str], widths: Sequence[int], numbers: Sequence[int]) -> str:
    return "  ".join(
        " " * (width - span(cell)) + cell if place in numbers else fit(cell, width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=False))
    )


def _widths(rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """A width for each column: that of its widest cell, the widest columns cut first until all fit."""
    columns = [*zip(*rows, strict=True)]
    widths = [max(map(span, column)) for column in columns]
    words = [max((span(word) for cell in column for word in cell.split()), default=1) for column in columns]
    for least in (
        words,
        [min(_NARROWEST, each) for each in words],
    ):  # Words are broken where nothing else helps.
        while sum(widths) + 2 * (len(widths) - 1) > room:
            spare = [width - low for width, low in zip(widths, least, strict=True)]
            if max(spare) <= 0:
                break
            widths[max(range(len(widths)), key=lambda place: (spare[place] > 0) * widths[place])] -= 1
    return widths


def _text(paragraph: Paragraph) -> str:
    return inert(f"{paragraph.lead} {paragraph.text}" if paragraph.lead else paragraph.text)


def _words(run: Run) -> str:
    return inert(" · ".join(map(_piece, run)))


def _piece(piece: Piece) -> str:
    match piece:
        case str():
            return piece
        case Trend():
            return piece.signs
        case Reference():
            return piece.text
        case Words():
            return " · ".join(piece.words)
        case Samples():
            return " · ".join(piece.entries)
