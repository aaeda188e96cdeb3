"""Cutting an entry into the terms that it names, whatever stands between them."""

from __future__ import annotations

import re
from collections.abc import Callable

from caseaudit.kinds.characters import tidy

_BETWEEN = re.compile(
    r"[;,|/+&\n\r\t()\[\]\u2022\u00b7\u25aa\u25cf\u25e6\u3001\uff0c\uff1b\\]|\s[-\u2013\u2014>]+\s|\band\b|_x000D_"
    r"|(?:^|\s)\d{1,2}[.)](?=\s?[^\W\d_])",
    re.IGNORECASE,
)
"""What may stand between two terms; any of these may also be part of one."""

_BULLET = re.compile(r"^\s*(?:[-*\u2013\u2014\u2022>]+|\(?\d{1,2}[.)])\s*(?=[^\W\d_])")

_COUNT = re.compile(r"(?<=[^\W\d_])\s*\(\s*(?:[x\u00d7]\s*)?\d{1,3}\s*[x\u00d7]?\s*\)", re.IGNORECASE)
"""How many there are of what a term names: `Witness Statements (3)`."""

MOST_PIECES = 60
"""An entry cut into more fragments than this is a text, not a list of terms."""


def pieces(text: str, find: Callable[[str], str | None]) -> list[tuple[str, str | None]]:
    """The pieces of an entry in order, each with the term that `find` gives for it or None.

    A term may hold a separator itself ("Physical and Sexual Violence"), so fragments that spell a term together are
    taken together, the longest first.
    """
    text = _COUNT.sub("", text) if "(" in text else text
    cuts = [(0, 0), *((m.start(), m.end()) for m in _BETWEEN.finditer(text)), (len(text), len(text))]
    last = len(cuts) - 1
    if last > MOST_PIECES:
        return [(tidy(text), None)]
    found: list[tuple[str, str | None]] = []
    start = 0
    while start < last:
        for end in range(min(last, start + 8), start, -1):
            piece = _BULLET.sub("", tidy(text[cuts[start][1] : cuts[end][0]])).strip(" .:")
            term = find(piece) if piece else None
            if term is not None or end == start + 1:
                break
        if piece:
            found.append((piece, term))
        start = end
    return found
