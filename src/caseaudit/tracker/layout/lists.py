"""Which list a name speaks of: the name of a sheet, an entry of a list column, a banner above a block of rows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import pairwise
from typing import NamedTuple

from caseaudit.kinds.spelling import one_slip_apart
from caseaudit.model.definition import Definition
from caseaudit.tracker.layout.texts import fingerprint, words_of
from caseaudit.tracker.layout.words import LayoutWords

_LONGEST_NAME = 4
_SHORTEST_SLIP = 8
"""Letters of a name in which a slip cannot make another word of it: "passed" is not "paused"."""
_SHORTEST_ENTRY = 4
_COUNTED = re.compile(r"(?:fy|cy|q|v|ph)?\d+[a-z]{0,2}")
_ROMAN = frozenset(("i", "ii", "iii", "iv", "v", "vi"))
_SEPARATED = re.compile(r"(?<!\s)\s+[-\u2013\u2014]+\s*|(?:(?<!\s)\s+)?[:;,/(]\s*")
_PARENTHESES = re.compile(r"[(\[][^()\[\]]*[)\]]")


class Grade(IntEnum):
    """How plainly a name speaks of a list."""

    AMONG_OTHERS = 1
    """Other words stand beside it that may be about something else: "Active WROs"."""
    PLAIN = 2
    """The list's name alone or with words such as "cases" or "FY20"."""
    STATED = 3
    """The user says so."""


@dataclass(frozen=True, slots=True)
class Named:
    """The list that a name speaks of, and how plainly."""

    list: str
    grade: Grade


class Assumed(NamedTuple):
    """A list that is likely, but not certain: the cell that speaks for it (from 0), its text, and the reason."""

    row: int
    column: int
    text: str
    list: str
    because: str


class ListNames:
    """All names of the definition's lists."""

    def __init__(self, definition: Definition, words: LayoutWords) -> None:
        self._words = words
        self._names: dict[str, str] = {}
        self._entries: dict[str, str] = {}
        self._single: set[str] = set()
        """The names that are one word."""
        self._most_words: dict[str, int] = {}
        """Into how many words a name may fall: "In active investigation" is not the Inactive Investigation."""
        self._own: dict[str, str] = {}
        """The one word that is a list's own name or title."""
        for each in definition.lists.values():
            self._own |= {fingerprint(text): each.name for text in (each.name, each.title)}
            for text in (each.name, each.title, *each.sheet_names):
                self._names.setdefault(fingerprint(text), each.name)
                if len(words_of(text)) == 1:
                    self._single.add(fingerprint(text))
            for text in (each.name, each.title, *each.entries, *each.sheet_names):
                key = fingerprint(text)
                self._entries.setdefault(key, each.name)
                self._most_words[key] = max(self._most_words.get(key, 0), len(words_of(text)))

    def of_name(self, text: str) -> Named | None:
        """The one list that a sheet's name or a banner speaks of."""
        words = [word for word in words_of(text) if fingerprint(word)]
        found, rest = self._spoken(words)
        if found is None:
            found, rest = self._slipped(words)
        if not found:
            return None
        return Named(found, Grade.PLAIN if self._says_nothing(rest) else Grade.AMONG_OTHERS)

    def of_title(self, text: str) -> Named | None:
        """The list that a text above cases speaks of; the list's own name goes before what else it may be called.

        "Work stopped (suspended)" speaks of the suspended list.
        """
        named = self.of_name(text)
        own = {self._own[word] for word in words_of(text) if word in self._own}
        if named is not None or len(own) != 1:
            return named
        words = words_of(text)
        denied = any(one in self._words.negations and other in self._own for one, other in pairwise(words))
        return None if denied else Named(own.pop(), Grade.AMONG_OTHERS)

    def _says_nothing(self, rest: Sequence[str]) -> bool:
        return all(word in self._words.harmless or _is_number(word) for word in rest)

    def of_entry(self, text: str) -> str | None:
        """The list that an entry of a list column stands for."""
        found = self._whole_entry(text) or self._whole_entry(_PARENTHESES.sub(" ", text))
        if found is not None:
            return None if self._is_taken_back(text, found) else found
        named = self.of_name(text)
        if named is None or named.grade is Grade.PLAIN:
            return None if named is None else named.list
        # What follows a list, "Suspended - no staff", says why, unless it names another one.
        if self._is_taken_back(text, named.list):
            return None
        first = _SEPARATED.split(text, maxsplit=1)[0]
        return named.list if first != text and self.of_entry(first) == named.list else None

    def _whole_entry(self, text: str) -> str | None:
        key = fingerprint(text)
        return self._entries.get(key) if len(words_of(text)) <= self._most_words.get(key, 0) else None

    def _is_taken_back(self, text: str, name: str) -> bool:
        """Whether what follows the list is an entry for another one: "Closed (reopened)"."""
        parts = [*_SEPARATED.split(text, maxsplit=1)[1:], *_PARENTHESES.findall(text)]
        return any(self._entries.get(fingerprint(part), name) != name for part in parts)

    def of_banner(self, text: str) -> str | None:
        """The list that a banner names plainly."""
        named = self.of_name(text)
        return named.list if named is not None and named.grade is Grade.PLAIN else None

    def _spoken(self, words: Sequence[str]) -> tuple[str | None, list[str]]:
        """The one list named by runs of words, the longest run first, and the other words.

        None where no list is named, "" where it is not one.
        """
        taken: set[int] = set()
        lists: set[str] = set()
        strong: set[str] = set()
        for length in range(min(_LONGEST_NAME, len(words)), 0, -1):
            for start in range(len(words) - length + 1):
                run = range(start, start + length)
                spelled = "".join(words[start : start + length])
                name = self._names.get(spelled) if length <= self._most_words.get(spelled, 0) else None
                if name is not None and not taken & set(run):
                    if length > 1 and spelled in self._single:
                        others = [*words[:start], *words[start + length :]]
                        # "In active investigation" is not inactive.
                        name = name if all(map(_is_number, others)) else ""
                    taken |= set(run)
                    denied = (
                        start > 0 and start - 1 not in taken and words[start - 1] in self._words.negations
                    )
                    lists.add("" if denied else name)
                    if not all(word in self._words.harmless for word in words[start : start + length]):
                        strong.add("" if denied else name)
        rest = [word for place, word in enumerate(words) if place not in taken]
        lists = strong or (set() if self._words.dated & set(words) else lists)
        if not taken:
            return None, rest
        return lists.pop() if len(lists) == 1 else "", rest

    def _slipped(self, words: Sequence[str]) -> tuple[str | None, list[str]]:
        """The list whose name is run together with a usual word, or missed by one slip of the keyboard."""
        lists: set[str] = set()
        rest: list[str] = []
        for word in words:
            near = {self._entries[word]} if len(word) >= _SHORTEST_ENTRY and word in self._entries else set()
            near |= {
                name
                for known, name in self._names.items()
                if len(known) >= _SHORTEST_SLIP
                and (
                    (word.startswith(known) and word[len(known) :] in self._words.harmless)
                    or (len(word) >= _SHORTEST_SLIP and word[0] == known[0] and one_slip_apart(word, known))
                )
            }
            lists |= near
            if not near:
                rest.append(word)
        return (lists.pop() if len(lists) == 1 else None), rest


def _is_number(word: str) -> bool:
    return _COUNTED.fullmatch(word) is not None or len(word) == 1 or word in _ROMAN
