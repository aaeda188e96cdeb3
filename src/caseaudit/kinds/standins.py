"""Placeholders: entries that only say that the entry is missing: `TBD`, `N/A`, `see above`, `-`, `[enter date]`."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from caseaudit.kinds.characters import tidy
from caseaudit.kinds.forms import Forms
from caseaudit.kinds.spelling import fingerprint

_BETWEEN = (
    re.compile(r"[;,|()\[\]]|\s[-\u2013\u2014/]+\s|\bor\b", re.IGNORECASE),
    re.compile("/"),
)
"""What stands between stand-ins that are written side by side; "N/A" is one."""
_JOINTS = frozenset("/.:,()[]")
"""Signs that may stand between the signs of a stand-in: `--/--/----`."""


_OF_A_MACHINE = re.compile(
    r"\[object \w{1,30}\](?:[,; ]{1,3}\[object \w{1,30}\])*|-?\d\.#(?:QNAN|SNAN|IND|INF)0{0,9}"
    r"|0000-00-00(?: 00:00:00)?",
    re.IGNORECASE,
)
"""What a program writes for a value that it cannot show or that is no number."""
_LONGEST_OF_A_MACHINE = 200
_FOR_NOW = re.compile(
    r"(.{1,40}?)[\s,;(-]{1,3}(?:as of \S.{0,20}|at (?:this|the) (?:time|moment)|at present|for now|for the moment"
    r"|so far|as yet|yet|currently|right now|until further notice)\W{0,3}",
    re.IGNORECASE,
)
_REMARKED = re.compile(
    r"(?:tb[acdf]|t\.b\.[acd]\.|n/a|n\.a\.)(?:\s?\(|\s[-\u2013\u2014]\s?|\s?[:;]\s|"
    r"\s(?=(?:by|after|until|nlt|when|once|pending|as|at|for) ))\S.{0,60}",
    re.IGNORECASE,
)
"""A placeholder with the time or the reason: `none as of 3/1`, `TBD by Reed`, `N/A (contractor)`."""
_ENDS_FOR_NOW = ("time", "moment", "present", "now", "far", "yet", "currently", "notice")
_LONGEST_REMARKED = 80
_BRACKETS = " []<>{}()"
_LEADING_WORD = re.compile(r"[A-Za-z]+(?=-\d)")
"""The letters of a case number, of which a column holds thousands: they alone tell that it is no placeholder."""


class StandIns:
    """A definition's placeholders: an entry that is listed, its looks aside, or is an instruction or an empty form.

    `labels` are the headings of the tracker's fields.
    """

    def __init__(self, listed: tuple[str, ...], labels: tuple[str, ...] = ()) -> None:
        self._forms = Forms(labels)
        self._exact = frozenset(tidy(entry).casefold() for entry in listed)
        # With a backslash it is a sign of a program, of which the letter alone says nothing: `\N`.
        self._prints = frozenset(fingerprint(entry) for entry in listed if entry[0] != "\\") - {""}
        signs = (sign for entry in listed if not fingerprint(entry) for sign in _signs(entry))
        self._signs = frozenset(signs)
        self._letters = frozenset(key for key in self._prints if len(key) == 1 and key.isalpha())
        self._starts = frozenset(start for key in self._prints for start in (key[0], key[0].upper()))
        self._beginnings = frozenset(key[:end] for key in self._prints for end in range(1, len(key) + 1))
        self._longest = 2 * max(map(len, listed), default=0) + 8

    def __contains__(self, text: str) -> bool:
        return self.lists(text) or self.is_form(text)

    def is_form(self, text: str) -> bool:
        """Whether the text is an instruction or an empty form left in the cell."""
        leading = _LEADING_WORD.match(text)
        first = leading[0].lower() if leading else text.partition(" ")[0].lower()
        is_plain = first.isalnum() and first.isascii() and first not in self._beginnings
        if is_plain and not self._forms.may_begin(text, first):
            return False
        if text in self._forms or (
            len(text) <= _LONGEST_REMARKED and self._is_remarked(text.strip(_BRACKETS))
        ):
            return True
        fills = self._forms.fills(text) if ":" in text or "-" in text else ()
        return bool(fills) and all(not fill or self.lists(fill) for fill in fills)

    def _is_remarked(self, entry: str) -> bool:
        if entry[:1] in "TtNn" and _REMARKED.fullmatch(entry):
            return True
        lower = entry.lower()
        if not lower.rstrip(".!) ").endswith(_ENDS_FOR_NOW) and "as of" not in lower:
            return False
        found = _FOR_NOW.fullmatch(entry)
        return found is not None and self.lists(found[1])

    def lists(self, text: str) -> bool:
        """Whether the text is one of the listed placeholders, or several, or a program's sign for nothing."""
        if text[0] in "[-10" and len(text) <= _LONGEST_OF_A_MACHINE and _OF_A_MACHINE.fullmatch(text.strip()):
            return True
        if len(text) > self._longest or (
            text[0] not in self._starts and text[0].isalnum() and text[0].isascii()
        ):
            return False
        if self.excludes(text):
            return False
        if tidy(text).casefold() in self._exact or (key := fingerprint(text)) in self._prints:
            return True
        if key:
            return (key[0] in self._letters and len(set(key)) == 1) or self._are_several(text, key)
        signs = set(_signs(text))
        return not signs.isdisjoint(self._signs) and signs <= self._signs | _JOINTS

    def excludes(self, text: str) -> bool:
        """Whether the first word alone, of plain letters or digits, says that the text is no stand-in."""
        word = text.partition(" ")[0].lower()
        if word in self._beginnings or not word.isalnum() or not word.isascii():
            return False
        return (word[0] not in self._letters or len(set(word)) > 1) and not self._forms.may_begin(text, word)

    def _are_several(self, text: str, key: str) -> bool:
        """Whether the text is nothing but stand-ins side by side: `TBD (see note)`, `unknown / TBD`, `N/A; N/A`."""
        if (
            text[0] != "\\"
            and key[:3] not in self._beginnings
            and key[:2] not in self._prints
            and key[0] not in self._prints
        ):
            return False
        words = text.split()
        if len(words) > 1 and len(set(words)) == 1 and fingerprint(words[0]) in self._prints:
            return True
        return any(self._are_all(between.split(text)) for between in _BETWEEN)

    def _are_all(self, parts: list[str]) -> bool:
        filled = [part for part in parts if part.strip()]
        return len(filled) > 1 and all(
            part.strip().casefold() in self._exact or fingerprint(part) in self._prints for part in filled
        )


@lru_cache(maxsize=8)
def stand_ins_of(listed: tuple[str, ...], labels: tuple[str, ...] = ()) -> StandIns:
    """The placeholders of a definition, made once."""
    return StandIns(listed, labels)


def _signs(text: str) -> str:
    """The signs of an entry without its blanks, every dash a plain one."""
    ordinary = unicodedata.normalize("NFKC", tidy(text))
    return "".join("-" if unicodedata.category(c) == "Pd" else c for c in ordinary if not c.isspace())
