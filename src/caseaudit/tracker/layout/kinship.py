"""Which known word a word in a heading may stand for: a short form, or a slip of the keyboard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from caseaudit.kinds.spelling import one_slip_apart
from caseaudit.tracker.layout.texts import stem
from caseaudit.tracker.layout.words import LayoutWords

_VOWELS = frozenset("aeiou")
_SHORTEST_SHORT_FORM = 3
_SHORT = 4
_SHORTEST_SLIP = 5
_TWO_SLIPS = 10
"""Letters from which a word may hold two slips."""


class Kinship:
    """The words of all known names, and how other words are near to them."""

    def __init__(self, known: set[str], words: LayoutWords) -> None:
        self._initial: dict[str, list[str]] = {}
        self._stems: dict[str, set[str]] = {}
        for word in sorted(known):
            self._initial.setdefault(word[0], []).append(word)
            self._stems.setdefault(stem(word), set()).add(word)
        self._words = words
        self._kin: dict[str, frozenset[str]] = {}

    def of(self, word: str) -> frozenset[str]:
        """The known words that this word may stand for, itself among them."""
        found = self._kin.get(word)
        if found is None:
            found = self._kin[word] = frozenset(self._find(word))
        return found

    def named(self, content: Sequence[str], names: Mapping[tuple[str, ...], set[str]]) -> set[str]:
        """The fields that have a name of which each word is meant by one of `content`."""
        kin = [self.of(word) for word in content]
        if not all(kin):
            return set()
        fields: set[str] = set()
        for name, named in names.items():
            if len(name) == len(kin) and _paired(kin, name):
                fields |= named
        return fields

    def _find(self, word: str) -> set[str]:
        same = self._stems.get(stem(word), set())
        usual = self._words.abbreviations.get(word)
        # A short form that stands in one name is the same short form in all others.
        same = same | self._stems.get(stem(usual), set()) if usual is not None else same
        if same or word in self._words.confusable or word in self._words.qualifiers:
            return same
        return {
            known
            for known in self._initial.get(word[0], ())
            if _shortens(word, known) or _slipped(word, known)
        }


def _paired(kin: Sequence[frozenset[str]], name: Sequence[str]) -> bool:
    """Whether the words can be paired off, each with another word of the name."""
    if not kin:
        return True
    return any(
        word in kin[0] and _paired(kin[1:], (*name[:i], *name[i + 1 :])) for i, word in enumerate(name)
    )


def _shortens(word: str, known: str) -> bool:
    """Whether the word is a short form of a known one with the same first letter."""
    if not _SHORTEST_SHORT_FORM <= len(word) <= len(known) - 2:
        return False
    if known.startswith(word):
        return True
    letters = iter(known)
    skeleton = all(letter in letters for letter in word)
    return skeleton and not _VOWELS & set(word[1:])


def _slipped(word: str, known: str) -> bool:
    """Whether the word is a known one with the same first letter but for a slip, two in a long word.

    In a short word only letters that are doubled or in another order are one: "data" and "care" are other words.
    """
    if word[-1:].isdigit():
        return False
    if len(known) == _SHORT:
        return len(word) in (_SHORT, _SHORT + 1) and set(word) == set(known) and one_slip_apart(word, known)
    if min(len(word), len(known)) < _SHORTEST_SLIP:
        return False
    if one_slip_apart(word, known):
        return True
    if min(len(word), len(known)) < _TWO_SLIPS:
        return False
    from rapidfuzz.distance import OSA

    return int(OSA.distance(word, known, score_cutoff=2)) <= 2
