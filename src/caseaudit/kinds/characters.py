"""Characters that a person cannot see: which entries are blank, and what an entry reads without its strays.

Strays are blanks around an entry or doubled inside it, no-break and zero-width characters, soft hyphens and
control characters. Line breaks are no strays in a text; where an entry has one line, they are blanks.
"""

from __future__ import annotations

import re
import unicodedata

_LOOKS_EMPTY = frozenset("\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0\ufe0e\ufe0f")
"""Characters that are letters or symbols by their class and yet show nothing."""

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How a spreadsheet file writes a control character inside a text: `_x000D_`."""

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u180e\u200b\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
_JOINER = re.compile("[\u200c-\u200f\u061c]")
"""Zero-width characters that belong in Indic, Persian, Arabic and emoji texts, and nowhere else."""

_ODD_BLANK = re.compile("[\t\x1c-\x1f\u00a0\u1680\u2000-\u200a\u202f\u205f]")
_ODD_BREAK = re.compile("[\x0b\x0c\x85\u2028\u2029]")
_BREAKS = re.compile(r"(?:(?<!\s)\s+)?[\r\n]\s*")
_DOUBLED = re.compile(" {2,}")


def is_blank(text: str) -> bool:
    """Whether an entry shows nothing: empty, or only spaces, no-break, zero-width and control characters."""
    if not text:
        return True
    if text[0].isalnum() and text[0] not in _LOOKS_EMPTY:
        return False
    return all(_shows_nothing(character) for character in _unescaped(text))


def is_tidy(text: str) -> bool:
    """Whether a text (line breaks allowed) has no stray character."""
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " " and "_x" not in text:
        return True
    return tidy_text(text) == _unescaped(text)


def tidy_text(text: str) -> str:
    """The text without its strays; its line breaks stay."""
    text = _ODD_BREAK.sub("\n", _visible(_unescaped(text)))
    return _DOUBLED.sub(" ", _ODD_BLANK.sub(" ", text)).strip()


def tidy(text: str) -> str:
    """The entry on one line, without its strays."""
    if text.isprintable() and "  " not in text and "_x" not in text:
        return text.strip(" ")
    return _DOUBLED.sub(" ", _BREAKS.sub(" ", tidy_text(text)))


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(_control, text) if "_x" in text else text


def _control(escape: re.Match[str]) -> str:
    character = chr(int(escape[1], 16))
    return character if unicodedata.category(character) == "Cc" else escape[0]


def _visible(text: str) -> str:
    text = _INVISIBLE.sub("", text)
    if not _JOINER.search(text):
        return text
    return "".join(c for place, c in enumerate(text) if not _JOINER.match(c) or _has_use(text, place))


def _has_use(text: str, place: int) -> bool:
    """Whether a joiner stands beside a character that is joined to its neighbours."""
    return _may_join(text[max(place - 1, 0) : place]) or _may_join(text[place + 1 : place + 2])


def _may_join(neighbour: str) -> bool:
    return neighbour > "\u02ff" and not neighbour.isspace() and not "\u2000" <= neighbour <= "\u206f"


def _shows_nothing(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind[0] == "Z" or kind in ("Cc", "Cf") or character in _LOOKS_EMPTY
