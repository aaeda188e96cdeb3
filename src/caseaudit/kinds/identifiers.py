"""Case numbers and the like: their form by a pattern such as `FLD-YYYY-NNN`, and how two are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from caseaudit.kinds.characters import tidy
from caseaudit.kinds.wrapping import unwrapped
from caseaudit.model.definition import pattern_parts

_YEAR = "(?:19|20)[0-9]{2}"
_ORDINARY = re.compile("[A-Za-z]*[- ]?(?:19|20)[0-9]{2}[- ]?[0-9]+")
"""By far the most case numbers, which need no closer look to be compared."""
_RUN = re.compile("[0-9]+")
_PARTED = re.compile(r"(?<=[0-9])(?<!(?<![0-9])(?:19|20)[0-9]{2})[-\s]+(?=[0-9])")
"""Blanks and dashes between two runs of digits, the first of which is no year."""
_BETWEEN_DIGITS = re.compile(r"(?<=[0-9])[-\s]+(?=[0-9])")


def standard_identifier(text: str, pattern: str) -> str | None:
    """The text in the pattern's form where only case, blanks and dashes differ from it, else None."""
    return identifier_form(pattern).standard(text)


def compare_key(text: str, *, patterned: bool = True) -> str:
    """What all spellings of one case number have in common: case, blanks and dashes set aside.

    What parts two runs of digits stays, but after a year: `FLD-20199-045` and `FLD-2019-9045` are two numbers. Without
    a pattern nothing says what is a year, so it stays there too: `2019-1-2` and `20191-2` are two numbers.
    """
    if patterned and _ORDINARY.fullmatch(text):
        return _bare(text).casefold()
    wrapped = unwrapped(text)
    text = text if wrapped is None else wrapped.entry
    return _bare((_PARTED if patterned else _BETWEEN_DIGITS).sub("|", _plain_dashes(text))).casefold()


class IdentifierForm:
    """A pattern as two expressions: the form itself, and the form without its dashes and blanks.

    `exact(text)` is a match where the text has the form letter for letter, else None; `expression` is its regular
    expression.
    """

    def __init__(self, pattern: str) -> None:
        parts = pattern_parts(pattern)
        last = max((i for i, (kind, count) in enumerate(parts) if count and kind == "N"), default=-1)
        digits = [_digits(kind, count, i == last) for i, (kind, count) in enumerate(parts)]
        self._parts = tuple(None if count else text for text, count in parts)
        self.expression = "".join(d or re.escape(text) for d, (text, _) in zip(digits, parts, strict=True))
        self.exact = re.compile(self.expression).fullmatch
        self._bare = re.compile(
            "".join(
                f"({d})" if d else re.escape(_bare(text)) for d, (text, _) in zip(digits, parts, strict=True)
            ),
            re.IGNORECASE | re.ASCII,
        )

    def standard(self, text: str) -> str | None:
        """The text in this form where only case, blanks and dashes differ from it, else None.

        A run of digits that a blank or a dash cuts elsewhere may be another number: it is not put together.
        """
        found = self._bare.fullmatch(_bare(text))
        if found is None:
            return None
        groups = iter(found.groups())
        standard = "".join(next(groups) if part is None else part for part in self._parts)
        runs = _runs(text)
        return standard if runs in (_runs(standard), ["".join(runs)]) else None


@lru_cache(maxsize=64)
def identifier_form(pattern: str) -> IdentifierForm:
    """The form of a pattern, made once."""
    return IdentifierForm(pattern)


def _digits(kind: str, count: int, may_repeat: bool) -> str:
    """The expression for a run of digits; "" for plain text."""
    if (kind, count) == ("Y", 4):
        return _YEAR
    return f"[0-9]{{{count},}}" if may_repeat and count else f"[0-9]{{{count}}}" if count else ""


def _bare(text: str) -> str:
    if text.isascii():
        return "".join(text.replace("-", "").split())
    return "".join(c for c in tidy(text) if not _separates(c))


def _runs(text: str) -> list[str]:
    """The runs of digits, each without the characters in it that do not show."""
    return _RUN.findall(_plain_dashes(text))


def _plain_dashes(text: str) -> str:
    return text if text.isascii() else "".join("-" if _separates(c) else c for c in tidy(text))


def _separates(character: str) -> bool:
    return unicodedata.category(character) in ("Pd", "Zs") or character in "\u2212\n\r"
