"""What an entry stands for among the standard terms of a vocabulary.

An entry resolves where it is a term, a listed spelling of one, or has the fingerprint or the wording of either; in
pieces, where every piece resolves to the same term and nothing else is said. Likeness only ever suggests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from caseaudit.kinds.characters import tidy
from caseaudit.kinds.phrases import PhraseBook
from caseaudit.kinds.pieces import pieces
from caseaudit.kinds.slips import SlippedNames, SlippedTerms
from caseaudit.kinds.spelling import fingerprint, fingerprints, nearest, plain
from caseaudit.kinds.wordings import Wordings
from caseaudit.model.definition import Vocabulary

__all__ = ["Lexicon", "Resolution", "fingerprint", "lexicon", "nearest"]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What an entry stands for: one `term`, or None with the end of a sentence that says `why`.

    `terms` are all standard terms that the entry names.
    """

    term: str | None
    terms: tuple[str, ...] = ()
    why: str = ""


class Lexicon:
    """The terms of a vocabulary that one list may use, with every known spelling of them."""

    def __init__(self, vocabulary: Vocabulary, list_name: str) -> None:
        self.vocabulary = vocabulary
        own = [t for t in vocabulary.terms if not t.lists or not list_name or list_name in t.lists]
        self.terms: tuple[str, ...] = tuple(term.name for term in own)
        self._exact = frozenset(self.terms)
        self._foreign = {t.name: t.lists for t in vocabulary.terms if t.name not in self._exact}
        self._known: dict[str, frozenset[str]] = {}
        for term in (*own, *(t for t in vocabulary.terms if t.name in self._foreign)):
            self._learn(term.name, fingerprints((term.name, *term.spellings)))
        self._term_prints = {fingerprint(name) for name in self.terms}

    @cached_property
    def _book(self) -> PhraseBook | None:
        """Reads entries of several words; made when the first entry needs it."""
        by_words = self.vocabulary.numbered or self.vocabulary.fillers
        return PhraseBook(self.vocabulary, self._known) if by_words else None

    @cached_property
    def _slips(self) -> tuple[SlippedTerms | SlippedNames, ...]:
        """Find a term with one slip of the keyboard: in its name, and where no phrase book does, in a spelling."""
        if not self.vocabulary.slips and not self.vocabulary.names:
            return ()
        names = SlippedNames((term.name for term in self.vocabulary.terms), self._known)
        if self.vocabulary.names or self._book is not None:
            return (names,)
        return names, SlippedTerms(self.vocabulary.terms)

    @cached_property
    def _unclear(self) -> re.Pattern[str]:
        words = sorted(map(plain, self.vocabulary.unclear), key=len, reverse=True)
        return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b")

    @cached_property
    def _wordings(self) -> Wordings | None:
        """Compares what spellings say, where numbers do not stand for terms; made when first needed."""
        if self.vocabulary.numbered:
            return None
        spelled = (
            (text, term.name) for term in self.vocabulary.terms for text in (term.name, *term.spellings)
        )
        return Wordings(spelled, self.vocabulary.short_forms, loose=self.vocabulary.slips)

    def is_term(self, text: str) -> bool:
        """Whether the text is one of the terms, their looks aside."""
        return text in self._exact or fingerprint(text) in self._term_prints

    def is_standard(self, text: str) -> bool:
        """Whether the text is one of the terms, letter for letter."""
        return text in self._exact

    def find(self, text: str) -> str | None:
        """The one term (of this list or another) that the whole text spells, or None."""
        if text in self._exact:
            return text
        key = fingerprint(text)
        found = self._known.get(key)
        if found is None and key.isalpha():
            found = next((near for slips in self._slips if (near := slips.find(text))), None)
        if not found and self._wordings is not None:
            found = self._wordings.find(text)
            found = found - self._foreign.keys() or found
        return next(iter(found)) if found is not None and len(found) == 1 else None

    def resolve(self, text: str) -> Resolution:
        """What the text stands for on this list."""
        entry = tidy(text)
        whole = self.find(entry)
        if whole is not None:
            return self._settled((whole,), "")
        unclear = self._unclear.search(plain(entry)) if self.vocabulary.unclear else None
        if unclear is not None:
            return Resolution(None, (), f'says "{unclear[0]}", which leaves open what is meant')
        if self._book is not None:
            said = self._book.read(entry)
            return self._settled(said.terms, said.why)
        found = pieces(text, self.find)
        named = tuple(dict.fromkeys(term for _, term in found if term is not None))
        unknown = [piece for piece, term in found if term is None]
        if unknown:
            return Resolution(None, named, _unknown(unknown, named))
        return self._settled(named, "")

    def nearest(self, text: str) -> str | None:
        """The term most like the text, as a hint, or None where none is near."""
        return nearest(tidy(text), self.terms)

    def _learn(self, name: str, keys: Iterable[str]) -> None:
        alone = frozenset((name,))
        for key in keys:
            known = self._known.setdefault(key, alone) if key else alone
            # An own term comes before a foreign one that shares a spelling.
            if known is not alone and not (name in self._foreign and known - self._foreign.keys()):
                self._known[key] = known | alone

    def _settled(self, named: tuple[str, ...], why: str) -> Resolution:
        if why or len(named) != 1:
            return Resolution(None, named, why or _both(named))
        lists = self._foreign.get(named[0])
        if lists is None:
            return Resolution(named[0], named)
        others = " and ".join(lists)
        return Resolution(None, named, f"is an entry for {others} cases only")


def lexicon(vocabulary: Vocabulary, list_name: str) -> Lexicon:
    """The lexicon of a vocabulary for one list ("" for all lists), made once."""
    bound = any(term.lists for term in vocabulary.terms)
    return _lexicon(vocabulary, list_name if bound else "")


@lru_cache(maxsize=256)
def _lexicon(vocabulary: Vocabulary, list_name: str) -> Lexicon:
    return Lexicon(vocabulary, list_name)


def _both(named: tuple[str, ...]) -> str:
    if len(named) > 2:
        return f"says {', '.join(named[:-1])} and {named[-1]} at once"
    return f"says both {named[0]} and {named[1]}" if named else ""


def _unknown(unknown: list[str], named: tuple[str, ...]) -> str:
    if not named:
        return ""
    quoted = " and ".join(f'"{piece}"' for piece in unknown)
    return f"says {quoted} besides {' and '.join(named)}"
