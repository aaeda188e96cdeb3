"""Terms that an entry spells but for one slip of the keyboard."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from caseaudit.kinds.spelling import Slips, fingerprint, one_slip_apart, plain
from caseaudit.model.definition import Term

_NOT_WORD = re.compile("[^a-z0-9]+")
_LONG = 7
"""Letters of a word in which a slip cannot make another word of it: "no site visit" is not "on-site visit"."""
_NAME = 5
"""Letters of a word of a proper name in which a slip cannot make another name of it: "Iraq" is not "Iran"."""


class SlippedTerms:
    """Compares entries word by word with the terms, and with their spellings of several words.

    A word of a spelling counts only where it is settled, in the terms or in other spellings too: listed spellings are
    slips as often as not, and a slip of a slip is another word.
    """

    def __init__(self, terms: Sequence[Term]) -> None:
        self._targets: dict[int, list[tuple[str, list[str]]]] = {}
        words: Counter[str] = Counter()
        for term in terms:
            own = _words(term.name)
            words.update(dict.fromkeys(own, 2))
            self._add(term.name, own)
            for spelling in term.spellings:
                spelled = _words(spelling)
                words.update(set(spelled))
                if len(spelled) > 1:
                    self._add(term.name, spelled)
        self._settled = {word for word, times in words.items() if times > 1 and len(word) >= _LONG}

    def find(self, text: str) -> frozenset[str]:
        """The terms that the text misses by one slip, in a long word of one first letter; the others are theirs."""
        words = _words(text)
        return frozenset(term for term, own in self._targets.get(len(words), ()) if self._is_slip(words, own))

    def _add(self, term: str, words: list[str]) -> None:
        self._targets.setdefault(len(words), []).append((term, words))

    def _is_slip(self, words: list[str], own: list[str]) -> bool:
        different = [(word, right) for word, right in zip(words, own, strict=True) if word != right]
        if len(different) != 1:
            return False
        ((word, right),) = different
        if right not in self._settled or len(word) < _LONG - 1 or word[0] != right[0]:
            return False
        return one_slip_apart(word, right)


class SlippedNames:
    """Compares entries as a whole with proper names, one slip away from one and at least two from all others."""

    def __init__(self, names: Iterable[str], known: Mapping[str, frozenset[str]]) -> None:
        """`known` has the terms of every spelling, by its fingerprint."""
        self._names = {fingerprint(name): _words(name) for name in names}
        self._known = known
        self._slips = Slips(known)

    def find(self, text: str) -> frozenset[str]:
        """The terms that the text misses by one slip; none where no name of a term itself is among them."""
        words = _words(text)
        if max(map(len, words), default=0) < _NAME:
            return frozenset()
        near = self._slips.of("".join(words))
        if not any(self._is_slip(words, self._names[key]) for key in near & self._names.keys()):
            return frozenset()
        return frozenset[str]().union(*(self._known[key] for key in near))

    def _is_slip(self, words: list[str], own: list[str]) -> bool:
        """Whether the words are the name's own but for one, which is long enough in both."""
        if len(words) != len(own):
            return False
        different = [pair for pair in zip(words, own, strict=True) if pair[0] != pair[1]]
        return len(different) == 1 and min(map(len, different[0])) >= _NAME


def _words(text: str) -> list[str]:
    return [word for word in _NOT_WORD.split(plain(text)) if word]
