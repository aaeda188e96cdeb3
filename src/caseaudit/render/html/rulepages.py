"""A rule's page as blocks for the template, which makes every text harmless by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from caseaudit.render.pages import blocks, cells, items

_HEADING = re.compile(r"(Why it matters|Wrong|Found|Right)\b[^:|]*:")
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text; `code` stands in the marks of code."""

    text: str
    code: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a page: `heading`, `text`, `items`, `lines` (as they stand) or `table` (the header first)."""

    kind: str
    spans: tuple[tuple[Span, ...], ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def page_blocks(page: str) -> Iterator[Block]:
    """The blocks of a rule's page, without its first line, which is the rule's title."""
    for number, block in enumerate(blocks(page)):
        lines = block[1:] if number == 0 else block
        if not lines:
            continue
        if lines[0].startswith("|"):
            rows = [tuple(cells(row)) for row in lines if not set(row) <= set("|-: ")]
            yield Block("table", rows=tuple(rows))
        elif lines[0].startswith("    "):
            yield Block("lines", tuple((Span(line.strip()),) for line in lines))
        elif lines[0].startswith("- "):
            yield Block("items", tuple(_spans(item.removeprefix("- ")) for item in items(lines)))
        else:
            yield from _text(" ".join(map(str.strip, lines)))


def _text(text: str) -> Iterator[Block]:
    found = _HEADING.match(text)
    if found:
        yield Block("heading", ((Span(found[0].rstrip(":")),),))
        text = text[found.end() :].strip()
        text = text[:1].upper() + text[1:]
    if text:
        yield Block("text", (_spans(text),))


def _spans(text: str) -> tuple[Span, ...]:
    parts = _CODE.split(text)
    return tuple(Span(part, bool(number % 2)) for number, part in enumerate(parts) if part)
