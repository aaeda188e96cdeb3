"""Terms that an entry spells but for one slip of the keyboard, in one of its long words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from caseaudit.model.spelling import one_slip_apart, plain

_NOT_WORD = re.compile("[^a-z0-9]+")
_LONG = 7
"""Letters of a word in which a slip cannot make another word of it: "no site visit" is not "on-site visit"."""


class SlippedTerms:
    """Compares entries with the terms themselves, word by word: listed spellings are slips as often as not."""

    def __init__(self, terms: Iterable[str]) -> None:
        self._terms: dict[int, list[tuple[str, list[str]]]] = {}
        for term in terms:
            words = _words(term)
            self._terms.setdefault(len(words), []).append((term, words))

    def find(self, text: str) -> frozenset[str]:
        """The terms that the text misses by one slip, in a long word of one first letter; the others are theirs."""
        words = _words(text)
        return frozenset(term for term, own in self._terms.get(len(words), ()) if _is_slip(words, own))


def _is_slip(words: list[str], own: list[str]) -> bool:
    different = [(word, right) for word, right in zip(words, own, strict=True) if word != right]
    if len(different) != 1:
        return False
    ((word, right),) = different
    long = len(right) >= _LONG and len(word) >= _LONG - 1
    return long and word[0] == right[0] and one_slip_apart(word, right)


def _words(text: str) -> list[str]:
    return [word for word in _NOT_WORD.split(plain(text)) if word]
