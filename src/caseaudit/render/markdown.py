"""A document as Markdown, as GitHub reads it, and the one way a text gets into Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from caseaudit.findings.spoken import some
from caseaudit.model.document import (
    SHOWN,
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
from caseaudit.render.paper import inert

_MARKS = re.compile(r"[\\`*_{}\[\]|#~$]|:(?=[\w+-]+:)")
_AT_START = re.compile(r"( *+(?:\d{1,9}(?=[.)]))?)([-=:]|[+.)](?=\s|$))")
"""What would begin a list, a line under a heading or a definition."""
_NAMED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "@": "&#64;"})
_ADDRESS = re.compile(r"(?i)(:)//|(www)\.")
"""A bare address would become a link."""
_NOT_IN_SLUG = re.compile(r"[^\w\- ]")


def markdown(document: Document) -> str:
    """The document as a Markdown text."""
    return "\n".join(_Page(document).lines()) + "\n"


def escaped(text: str) -> str:
    """The text as it may stand anywhere in Markdown: nothing in it is markup, HTML, a link or a name to notify."""
    marked = _MARKS.sub(r"\\\g<0>", inert(text)).translate(_NAMED)
    marked = _ADDRESS.sub(lambda found: ":&#47;&#47;" if found[1] else f"{found[2]}&#46;", marked)
    begins = _AT_START.match(marked)
    return f"{begins[1]}\\{marked[begins.start(2) :]}" if begins else marked


class _Page:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._slugs = _slugs(document.title, document.headings)

    def lines(self) -> Iterator[str]:
        document = self._document
        yield f"# {escaped(document.title)}"
        yield f"\n*{escaped(document.subtitle)}*"
        for paragraph in document.introduction:
            yield f"\n{_paragraph(paragraph)}"
        if document.headings:
            yield "\n## Contents\n"
        for heading in document.headings:
            indent = "  " * (heading.level - 2)
            yield f"{indent}- [{escaped(heading.text)}](#{self._slugs[heading.anchor]})"
        for block in document.blocks:
            yield f"\n{self._block(block)}"

    def _block(self, block: Block) -> str:
        match block:
            case Heading():
                return f"{'#' * block.level} {escaped(block.text)}"
            case Paragraph():
                return _paragraph(block)
            case Points():
                return "\n".join(f"- {escaped(point)}" for point in block.points)
            case Facts():
                return "\n".join(f"- **{escaped(label)}:** {self._run(run)}" for label, run in block.facts)
            case Table():
                return _rows(
                    [escaped(head) for head in block.head],
                    [[self._run(cell) for cell in row.cells] for row in block.rows],
                    block.numbers,
                )

    def _run(self, run: Run) -> str:
        return " · ".join(map(self._piece, run))

    def _piece(self, piece: Piece) -> str:
        match piece:
            case Words():
                shown, more = some(piece.words, SHOWN)
                return " · ".join(map(escaped, shown)) + (f" … and {more} more" if more else "")
            case Samples():
                return " · ".join(map(_sample, piece.entries))
            case Reference():
                slug = self._slugs.get(piece.anchor)
                return f"[{escaped(piece.text)}](#{slug})" if slug else escaped(piece.text)
            case Trend():
                return piece.signs
            case _:
                return escaped(piece)


def _paragraph(paragraph: Paragraph) -> str:
    lead = f"**{escaped(paragraph.lead)}** " if paragraph.lead else ""
    return lead + escaped(paragraph.text)


def _rows(head: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> str:
    lines = [head, ["---:" if place in numbers else "---" for place in range(len(head))], *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def _sample(entry: str) -> str:
    """An entry in the type of code: between more backticks than stand in it."""
    longest = max((len(run) for run in re.findall("`+", entry)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if entry.startswith("`") or entry.endswith("`") else ""
    return f"{fence}{pad}{entry}{pad}{fence}"


def _slugs(title: str, headings: Sequence[Heading]) -> Mapping[str, str]:
    """By anchor: the name that GitHub gives to the heading, a number after one that stood there before."""
    seen: dict[str, int] = {}

    def slug(text: str) -> str:
        plain = _NOT_IN_SLUG.sub("", text.lower()).replace(" ", "-")
        count = seen.get(plain, 0)
        seen[plain] = count + 1
        return f"{plain}-{count}" if count else plain

    slug(title)
    slug("Contents")
    return {heading.anchor: slug(heading.text) for heading in headings}
