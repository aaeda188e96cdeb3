"""What the label in a row says of the row: a total, a footnote, a period, a line drawn with signs."""

from __future__ import annotations

import re

from caseaudit.tracker.layout.texts import words_of
from caseaudit.tracker.layout.words import LayoutWords

_MARKED = re.compile(r"\s*(?:\*+|[†‡§¹²³]|\[\d\]|\(\*\))\s*\S")
_DRAWN = re.compile(r"[\W_]*")
_FRAME = "-–—=_*~•<>»«#"
_BARS = frozenset("-–—=_*~")
"""Signs of a frame that are never inside it."""
_PERIOD = re.compile(
    r"\W*(?:(?:fiscal|calendar)\s+year|[fc]y|q[1-4]|year|quarter|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*)?"
    r"[\s'’.,/-]*(?:q[1-4])?[\s'’.,/-]*(?:(?:19|20)?\d{2})?(?:\s*[-–/]\s*(?:(?:19|20)?\d{2}))?\W*",
    re.IGNORECASE,
)
_SPAN = re.compile(r"(?:19|20)?(\d{2})\s*[-–/]\s*(?:19|20)?(\d{2})")
_LONGEST_TOTAL = 12
_LONGEST_PERIOD = 40
_LONGEST_FRAMED = 100
_LONGEST_LABEL = 300
_MOST_LETTERS = 8
"""Letters in a case number, `FLD-2019-014`; more of them are words."""


def total_of(text: str, words: LayoutWords) -> str | None:
    """`total` or `subtotal` where the label is of such a row, else None."""
    said = [word for word in words_of(text[:_LONGEST_LABEL]) if not word.isdigit()]
    if not 0 < len(said) <= _LONGEST_TOTAL:
        return None
    if (said[0].startswith("sub") and said[0] in words.total) or said[:2] == ["sub", "total"]:
        return "subtotal"
    if said[0] in words.total:
        return "total"
    if len(said) <= 6 and said[-1] in ("total", "totals", "subtotal", "count"):
        return "subtotal"
    numbered = len(said) <= 4 and any(sign.isdigit() for sign in text)
    counted = numbered and said[-1] in ("cases", "records", "rows", "entries")
    return "total" if counted or said[:3] == ["number", "of", "cases"] else None


def is_footnote(text: str, words: LayoutWords) -> bool:
    """Whether the text is about the sheet: it is marked like a footnote, or begins as one."""
    if _MARKED.match(text) and not is_framed(text):
        return True
    said = words_of(text[:_LONGEST_LABEL])
    return any(" ".join(said[:length]) in words.footnote for length in range(1, min(5, len(said) + 1)))


def is_drawn(text: str) -> bool:
    """Whether the text is a line of signs, `-----`."""
    return bool(text) and _DRAWN.fullmatch(text) is not None


def is_framed(text: str) -> bool:
    """Whether signs stand around the text, `— FY19 —`."""
    framed = text.strip()
    if not 3 <= len(framed) <= _LONGEST_FRAMED or framed[0] not in _FRAME or framed[-1] not in _FRAME:
        return False
    inside = framed.strip(_FRAME)
    return _BARS.isdisjoint(inside) if inside else not _BARS.issuperset(framed[1:-1])


def is_period(text: str) -> bool:
    """Whether the text is a year, a quarter or a month."""
    if not text.strip() or len(text) > _LONGEST_PERIOD or _PERIOD.fullmatch(text) is None:
        return False
    span = _SPAN.fullmatch(text.strip())
    return span is None or (int(span[1]) + 1) % 100 == int(span[2]) % 100


def is_code(text: str, usual: frozenset[str]) -> bool:
    """Whether the text has the looks of a number given to a case: digits, few letters, no period.

    In a text of several words, the words are `usual` ones: those of the case number's own form.
    """
    if len(text) > _LONGEST_PERIOD:
        return False
    words = [word for word in words_of(text) if word.isalpha()]
    if " " in text.strip() and not usual.issuperset(words):
        return False
    digits = sum(map(str.isdigit, text))
    return digits >= 2 and sum(map(len, words)) <= _MOST_LETTERS and not is_period(text)
