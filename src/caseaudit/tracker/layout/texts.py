"""How the texts of headings and labels are compared: fingerprints, words, word stems, blanks."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from caseaudit.kinds import characters, spelling
from caseaudit.model.table import Cell, CellKind

_ESCAPED = re.compile(r"_x([0-9a-fA-F]{4})_")
_ACRONYM = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_SUFFIXES = (
    "ations", "ation", "ating", "ated", "ative", "ates", "ate", "ings", "ing", "ions", "ion", "ed", "es", "s", "e",
)  # fmt: skip
_SHORTEST_STEM = 4


def fingerprint(text: str) -> str:
    """The text with case, spaces, punctuation and accents aside; `#` is "number" and `&` is "and"."""
    return spelling.fingerprint(text.replace("#", " number ") if "#" in text else text)


def fingerprints(texts: Sequence[str]) -> list[str]:
    """The fingerprint of each text, quick for thousands of them."""
    return spelling.fingerprints([text.replace("#", " number ") if "#" in text else text for text in texts])


def tidy(text: str) -> str:
    """The text on one line, without stray characters.

    The escapes of SharePoint's internal names (`Date_x0020_Received`) are the signs they stand for.
    """
    if "_x" in text:
        text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return characters.tidy(text)


def words_of(text: str) -> tuple[str, ...]:
    """The words in lower case and without accents; `DateReceived` is two, `U.S.` is one."""
    text = tidy(text).replace("'", "").replace("’", "")
    text = _ACRONYM.sub(lambda found: found[0].replace(".", "") + " ", text)
    text = _CAMEL.sub(" ", text).replace("#", " number ").replace("&", " and ")
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(sign for sign in text if not unicodedata.combining(sign))
    return tuple(_NOT_WORD.sub(" ", text.casefold()).split())


@lru_cache(maxsize=4096)
def stem(word: str) -> str:
    """The word without its ending, so that "initiated" and "initiation" are alike."""
    if word.endswith("ies") and len(word) > _SHORTEST_STEM:
        return word[:-3] + "y"
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            return word[: -len(suffix)]
    return word


def is_blank(cell: Cell | None) -> bool:
    """Nothing a person would call an entry: blanks alone, or the 0 that a link to an empty cell shows."""
    if cell is None:
        return True
    value = cell.value
    if isinstance(value, str):
        return cell.kind is not CellKind.UNCALCULATED and characters.is_blank(value)
    if not cell.linked or isinstance(value, bool):
        return False
    if isinstance(value, datetime):
        return value.year < 1900 or value == datetime(1904, 1, 1)
    return value == 0


def label(cell: Cell | None) -> str:
    """The text of a cell that may be a heading or a label; empty for all other cells."""
    if cell is None or cell.kind is not CellKind.TEXT or not isinstance(cell.value, str):
        return ""
    return "" if characters.is_blank(cell.value) else cell.value
