"""What a spelling of several words says when usual short forms are written out, and, in a vocabulary that allows for
slips, when little words, plurals and the order of the words are set aside.

`Foreign gov. resist.` is `Foreign Government Resistance`, `staff shortages` is `Shortage of Staff`. No word is
guessed: a short form is one that the definition lists, every other word must be there, and a single word is never
compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from caseaudit.kinds.spelling import plain

_ACRONYM = re.compile(r"\b(?:[a-z]\.){2,}")
_WITH = re.compile(r"\bw/\s*(?=[a-z])")
_NOT_WORD = re.compile("[^a-z0-9]+")
_SEPARATOR = re.compile(r"[;,/|+\r\n]")
"""Stands between terms more often than inside one: "threats, violence" are not threats of violence."""
_ARTICLES = frozenset(("the", "a", "an"))
_LITTLE = frozenset(("of",))
"""Words that may be left out beside others. Others may not: a letter to Congress is not one from there."""
_NEGATIONS = frozenset(("no", "not", "non", "none", "never", "without", "cannot", "cant"))
"""Words that must stand where they stand: "wages: no" is not "no wages"."""
_FEWEST_WORDS = 2
_MOST_WORDS = 12
_SHORTEST_PLURAL = 4


class Wordings:
    """The spellings of a vocabulary by what they say; `loose` sets the order of the words and plurals aside too."""

    def __init__(
        self, spellings: Iterable[tuple[str, str]], short_forms: Mapping[str, str], *, loose: bool
    ) -> None:
        """`spellings` are (text, term); `short_forms` has the long form of each word, or words, written short."""
        self._loose = loose
        self._long = short_forms
        self._phrases = [(short, long) for short, long in short_forms.items() if " " in short]
        self._known: dict[str, set[str]] = {}
        for text, term in spellings:
            key = self._key(text)
            if key:
                self._known.setdefault(key, set()).add(term)

    def find(self, text: str) -> frozenset[str]:
        """The terms that a spelling of the same wording stands for."""
        key = self._key(text)
        return frozenset(self._known.get(key, ())) if key else frozenset()

    def _key(self, text: str) -> str:
        if self._loose and _SEPARATOR.search(text):
            return ""
        words = self._words(text)
        if self._loose and _NEGATIONS.isdisjoint(words):
            words = sorted(_singular(word) for word in words if word not in _LITTLE)
        return " ".join(words) if _FEWEST_WORDS <= len(words) <= _MOST_WORDS else ""

    def _words(self, text: str) -> list[str]:
        """The words with short forms written out, without articles."""
        text = plain(text).replace("'", "").replace("’", "").replace("&", " and ")
        for short, long in self._phrases:
            text = text.replace(short, long)
        if "." in text:
            text = _ACRONYM.sub(lambda found: found[0].replace(".", "") + " ", text)
        if "w/" in text:
            text = _WITH.sub("with ", text)
        return [
            self._long.get(word, word) for word in _NOT_WORD.split(text) if word and word not in _ARTICLES
        ]


@lru_cache(maxsize=4096)
def _singular(word: str) -> str:
    return word[:-1] if len(word) >= _SHORTEST_PLURAL and word[-1] == "s" and word[-2] != "s" else word
