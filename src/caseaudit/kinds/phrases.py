"""Reading an entry of several words against numbered terms: `WRO issued 9/30/19 (4)`, `Ph. 3 Legal Rev.`.

The entry is cut into pieces: spellings of a term, numbers that stand for one, dates, and fillers that change nothing.
It stands for a term only if every word belongs to a piece and all pieces agree, so that a word nobody listed
(`not yet`, `complete`, `awaiting`) keeps it unresolved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from caseaudit.kinds.spelling import Slips, fingerprint, fingerprints
from caseaudit.kinds.tokens import cut, words
from caseaudit.model.definition import Vocabulary

_WORDS = (
    ("one", "first"), ("two", "second"), ("three", "third"), ("four", "fourth"), ("five", "fifth"),
    ("six", "sixth"), ("seven", "seventh"), ("eight", "eighth"), ("nine", "ninth"), ("ten", "tenth"),
)  # fmt: skip
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
_LONGEST = 9
"""Words in the longest phrase that is looked for."""

_LONG_WORD = 8
_LONG_PHRASE = 8
"""Letters from which a word, or a phrase of several, may hold a slip: shorter ones too often become other words."""

_VERY_LONG_WORD = 10
"""Letters from which even the first letter may be wrong: "drafting" and "crafting" are both words."""

_UNREAD = 1000
_MOST_WORDS = 60
_MOST_DIGITS = 6

_Step: TypeAlias = tuple[int, int, frozenset[str], tuple[str, ...]]
"""A piece: where it ends, what it costs, the terms it names, the words it leaves unread."""


@dataclass(frozen=True, slots=True)
class Said:
    """What an entry says: the terms it names in order, and why they do not settle it ("" where they may)."""

    terms: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class _Path:
    """The cheapest way found to read the tokens so far."""

    cost: int
    terms: frozenset[str] = frozenset()
    unread: tuple[str, ...] = ()


class PhraseBook:
    """The spellings, fillers and numbers of one vocabulary, ready to read entries of several words.

    `known` maps the fingerprint of every spelling to the terms it stands for.
    """

    def __init__(self, vocabulary: Vocabulary, known: Mapping[str, frozenset[str]]) -> None:
        self._names = tuple(term.name for term in vocabulary.terms)
        self._numbers = self._number_words() if vocabulary.numbered else {}
        self._prefixes = {fingerprint(prefix) for prefix in vocabulary.prefixes}
        fillers = {*fingerprints(vocabulary.fillers)} | self._prefixes
        self._phrases: dict[str, frozenset[str]] = {key: frozenset() for key in fillers if key}
        self._phrases |= known
        for prefix, (word, number) in product(self._prefixes, self._numbers.items()):
            # Written together, a short prefix and a number make other words: "phone", "pi".
            if len(prefix) > 3 or (word in _ROMAN and len(prefix + word) > 3):
                self._phrases.setdefault(prefix + word, frozenset({self._names[number - 1]}))
        self._words, self._slips = self._spelled_words(vocabulary)

    def read(self, entry: str) -> Said:
        """What the entry says, in the words of the vocabulary."""
        tokens = cut(entry, len(self._names))
        if not tokens or len(tokens) > _MOST_WORDS:
            return Said((), "")
        path = self._cheapest(tokens)
        terms = tuple(name for name in self._names if name in path.terms)
        if len(terms) > 1 or not path.unread:
            return Said(terms, "")
        return Said(terms, self._unread(path.unread, terms))

    def _cheapest(self, tokens: list[str]) -> _Path:
        """The reading with the fewest pieces; where two are as good, what either says."""
        alike = [self._spellings_of(token) for token in tokens]
        best = [_Path(0)] + [_Path(_UNREAD * (len(tokens) + 1))] * len(tokens)
        for start in range(len(tokens)):
            for end, cost, terms, unread in self._steps(tokens, alike, start):
                reached = best[start].cost + cost
                if reached > best[end].cost:
                    continue
                said = best[start].terms | terms
                if reached == best[end].cost:
                    said |= best[end].terms
                best[end] = _Path(reached, said, best[start].unread + unread)
        return best[-1]

    def _steps(self, tokens: list[str], alike: list[tuple[str, ...]], start: int) -> Iterator[_Step]:
        """The pieces that may begin at a token."""
        token = tokens[start]
        if token == "":
            yield start + 1, 2, frozenset(), ()
            return
        number = self._number(token)
        if number and not (token[-1] == "+" and self._is_count(tokens, start + 1)):
            yield start + 1, 2, frozenset({self._names[number - 1]}), ()
            return
        yield start + 1, _UNREAD, frozenset(), (token,)
        for end in range(start + 1, min(len(tokens), start + _LONGEST) + 1):
            if not tokens[end - 1] or tokens[end - 1][0] == "#":
                break
            terms = self._phrases.get("".join(tokens[start:end]))
            if terms is not None:
                yield end, 2, terms, ()
            elif slipped := self._slipped(tokens[start:end], alike[start:end]):
                yield end, 3, slipped, ()
        if token in self._numbers and (token in _ROMAN or not self._is_count(tokens, start + 1)):
            yield start + 1, 2, frozenset({self._names[self._numbers[token] - 1]}), ()

    def _spelled_words(self, vocabulary: Vocabulary) -> tuple[frozenset[str], Slips | None]:
        """The words that are surely no slips, and those of them that an entry may spell with one."""
        names = [words(term.name) for term in vocabulary.terms]
        spelled = [*names, *names, *(words(s) for term in vocabulary.terms for s in term.spellings)]
        count = Counter(word for phrase in spelled for word in phrase)
        # A word that stands in one spelling only may be a listed slip, and a slip of a slip is too far.
        settled = {word for word, times in count.items() if times > 1}
        beside = {word for filler in vocabulary.fillers for word in words(filler)}
        slips = Slips(word for word in settled if len(word) >= 5) if vocabulary.slips else None
        return frozenset(settled | beside), slips

    def _spellings_of(self, token: str) -> tuple[str, ...]:
        """The words that a token may be a slip of; none where it is itself a word of the vocabulary."""
        if self._slips is None or len(token) < 4 or token in self._words or not token.isalpha():
            return ()
        near = self._slips.of(token)
        return tuple(word for word in near if word[0] == token[0] or len(word) >= _VERY_LONG_WORD)

    def _slipped(self, tokens: list[str], alike: list[tuple[str, ...]]) -> frozenset[str]:
        """The terms of a phrase with one slip in one of its words; a short word may hold one only in a long phrase."""
        found: frozenset[str] = frozenset()
        for place, near in enumerate(alike):
            for word in near:
                key = "".join((*tokens[:place], word, *tokens[place + 1 :]))
                if len(word) >= _LONG_WORD or len(key) >= _LONG_PHRASE:
                    found |= self._phrases.get(key, frozenset())
        return found

    def _number(self, token: str) -> int:
        """The number of a term that a token gives, or 0."""
        if token[0] != "#" or not self._numbers:
            return 0
        digits = token[1:].rstrip("+")
        number = int(digits) if digits.isdigit() and len(digits) < _MOST_DIGITS else 0
        return number if number <= len(self._names) else 0

    def _is_count(self, tokens: list[str], start: int) -> bool:
        """Whether the words after a number are counted by it: `2 open`, but not `2 Investigation`, `2nd phase`."""
        if start >= len(tokens) or not tokens[start].isalpha() or tokens[start] in self._prefixes:
            return False
        ends = range(start + 1, min(len(tokens), start + _LONGEST) + 1)
        return not any(self._phrases.get("".join(tokens[start:end])) for end in ends)

    def _number_words(self) -> dict[str, int]:
        words: dict[str, int] = {}
        for number, spelled in enumerate(_WORDS[: len(self._names)], start=1):
            words |= dict.fromkeys((*spelled, _ROMAN[number - 1]), number)
        return words

    def _unread(self, unread: tuple[str, ...], terms: tuple[str, ...]) -> str:
        odd = [word[1:].rstrip("+") for word in unread if word[0] == "#"]
        unread = tuple(word.lstrip("#").rstrip("+") for word in unread)
        if odd and self._numbers:
            return f"has the number {odd[0]}, where the standard terms are numbered 1 to {len(self._names)}"
        if not terms:
            return ""
        return f'says "{" ".join(unread)}" besides {terms[0]}'
