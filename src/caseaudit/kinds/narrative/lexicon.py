"""The definition's words, compiled: for a word or phrase, what it turns, what it means and which phase it speaks of."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum

TOKEN = re.compile(
    r"""
    [A-Za-z]+(?:['’]?[^\W\d_]+)*
  | \d{1,6}-?(?i:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?
      |oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?:-?\d{2,4})?(?!\w)                 # a date with its month in letters
  | \d{1,4}(?:/\d{1,2}(?:/\d{2,4})?|-\d{1,2}(?:-\d{2,4})?|\.\d{1,2}\.\d{2,4})(?![\d/])   # a date by its form
  | \d+(?:[.,]\d+)*
  | [^\W\d_]+(?:['’][^\W\d_]+)*
  | [^\w\s]
  | _+
    """,
    re.VERBOSE,
)
"""The words, dates, numbers and marks in a run of characters without blanks."""


class Track(IntEnum):
    """The three things that a word can do at once."""

    TURN = 0
    """It turns what its clause says: `not`, `will`, `if` …"""
    WORD = 1
    """It is one of several words that stand for each other."""
    CUE = 2
    """By itself it speaks of a phase."""


def folded(text: str) -> str:
    """The text in small letters, without accents and with plain apostrophes."""
    text = text.casefold().replace("’", "'")
    if text.isascii():
        return text
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c))


def hashed(text: str) -> int:
    """A number of 32 bits that is the same on every machine and day."""
    return zlib.crc32(text.encode("utf-8", "surrogatepass"))


def split(text: str) -> list[str]:
    """The words, dates, numbers and marks of a text, as they stand."""
    return TOKEN.findall(text)


def _words_of(entry: str) -> list[str]:
    """The folded words of an entry, which most often is letters and blanks alone."""
    if entry.isascii() and entry.replace(" ", "").isalpha():
        return entry.lower().split()
    return [folded(word) for word in split(entry)]


def skeleton(word: str) -> str:
    """The word without vowels after its first letter and without doubled letters: what most slips leave alone."""
    kept = word[0]
    for letter in word[1:]:
        if letter not in "aeiouy'" and letter != kept[-1]:
            kept += letter
    return kept


class Lexicon:
    """Looks words up on all tracks. Groups are numbered from 1 on each track, 0 is none."""

    def __init__(self, groups: Mapping[Track, Iterable[tuple[str, Iterable[str]]]]) -> None:
        self.names: dict[Track, list[str]] = {track: [""] for track in Track}
        self._exact: dict[str, list[int]] = {}
        self._prefixes: dict[str, list[int]] = {}
        self.phrase_words: dict[str, int] = {}
        self.steps: dict[tuple[int, int], int] = {}
        """The tree of phrases: from a place in it, by the number of a word, to the next place. All begin at 0."""
        self.ends: dict[Track, dict[int, int]] = {track: {} for track in Track}
        """The group of the phrases that end at a place."""
        for track, named in groups.items():
            for name, entries in named:
                self.names[track].append(name)
                for entry in entries:
                    self._add(track, len(self.names[track]) - 1, entry)
        self.hashes = [hashed("=" + name) for name in self.names[Track.WORD]]
        self._lengths = sorted({len(p) for p in self._prefixes}, reverse=True)
        self._skeletons = dict(self._slips())
        self._figures = frozenset(word for word in (*self._exact, *self.phrase_words) if word[0].isdigit())
        self._figure_prefixes = tuple(prefix for prefix in self._prefixes if prefix[0].isdigit())

    def knows_number(self, figures: str) -> bool:
        """Whether a number is more than a number: the lexicon has it by itself or in a phrase."""
        return figures in self._figures or figures.startswith(self._figure_prefixes)

    def look_up(self, word: str) -> tuple[int, int, int]:
        """The groups of a folded word on the three tracks."""
        found = self._exact.get(word)
        if found is None and len(word) > 3:
            for length in self._lengths:
                found = self._prefixes.get(word[:length])
                if found is not None:
                    break
            else:
                if len(word) > 4 and word.isalpha():
                    found = self._skeletons.get(skeleton(word))
        return (0, 0, 0) if found is None else (found[0], found[1], found[2])

    def _add(self, track: Track, group: int, entry: str) -> None:
        if entry.isascii() and entry.isalpha():
            self._exact.setdefault(entry.lower(), [0, 0, 0])[track] = group
            return
        words = _words_of(entry.removesuffix("*"))
        if len(words) == 1:
            table = self._prefixes if entry.endswith("*") else self._exact
            table.setdefault(words[0], [0, 0, 0])[track] = group
            return
        state = 0
        for word in words:
            step = state, self.phrase_words.setdefault(word, len(self.phrase_words) + 1)
            following = self.steps.get(step)
            if following is None:
                following = self.steps[step] = len(self.steps) + 1
            state = following
        self.ends[track][state] = group

    def _slips(self) -> Iterator[tuple[str, list[int]]]:
        for word, groups in self._exact.items():
            if len(word) > 5 and word.isalpha():
                bones = skeleton(word)
                if len(bones) > 3:
                    yield bones, groups
