"""Texts as numbers: one row a word, with what the lexicon knows of it, for a whole batch at once."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from caseaudit.kinds.narrative.lexicon import TOKEN, Lexicon, Track, folded, hashed

Ints: TypeAlias = npt.NDArray[np.int64]
Hashes: TypeAlias = npt.NDArray[np.uint32]

MOST_CHARACTERS = 1_500
"""Of each text this much is read: an update says its news early, and a hostile cell holds 32,767 characters."""

PUNCTUATION, SMALL, TITLE, CAPITALS, MIXED, NUMBER, DATE, FOREIGN = range(8)
_STRONG, _WEAK = 2, 1
_BREAKS = dict.fromkeys([".", ";", "!", "?", "–", "—", "|", "•", "*"], _STRONG) | dict.fromkeys(
    [":", ",", "-", "(", ")", ">", "but", "however", "although", "while", "so"], _WEAK
)
_MONTH = "january february march april may june july august september october november december"
MONTHS = {name: i for i, full in enumerate(_MONTH.split(), 1) for name in (full, full[:3])} | {"sept": 9}
"""The months by their names, from 1."""
_NAMED_MONTH = re.compile("[a-z]+")


def _shape(word: str) -> int:
    if not word.isascii() and not any(c.isascii() and c.isalpha() for c in word):
        return FOREIGN if word[0].isalpha() else PUNCTUATION
    if word[0].isdigit():
        dated = any(mark in word for mark in "/-") or word.count(".") == 2 or any(map(str.isalpha, word))
        return DATE if dated else NUMBER
    if not word[0].isalpha():
        return PUNCTUATION
    if word.islower():
        return SMALL
    if word.isupper():
        return CAPITALS if len(word) > 1 else TITLE
    return TITLE if word[0].isupper() and word[1:].islower() else MIXED


def _day(word: str, shape: int) -> int:
    """The day of the year that a date names, months of 31 days; 0 where it is none."""
    if shape == DATE:
        named = _NAMED_MONTH.search(word)
        if named is not None:
            return MONTHS[named[0]] * 31 + min(int(word[: named.start()].rstrip("-")[:2]), 31)
        parts = [int(part) for part in word.replace("-", "/").replace(".", "/").split("/")]
        if parts[0] > 31:
            parts = parts[1:]
        if len(parts) > 1 and 1 <= parts[0] <= 12 and 1 <= parts[1] <= 31:
            return parts[0] * 31 + parts[1]
        return 0
    return MONTHS.get(word, 0) * 31 + 1 if word in MONTHS and word != "may" else 0


_DATED = hashed("=date")
_NOTHING = "…"
"""What is read where nothing stands."""
COLUMNS = ("low", "normal", "shape", "turn", "word", "cue", "phrase", "breaks", "day")


_MOST_FIGURES = 10
"""A number as its features show it is cut at so many digits."""
_NOUGHTS = "0" * _MOST_FIGURES


class _Runs(dict[str, int]):
    """Numbers the runs of characters between blanks; a new one is learned when it is first asked for."""

    def __init__(self, learn: Callable[[str], None], is_known: Callable[[str], bool]) -> None:
        super().__init__()
        self._learn, self._is_known = learn, is_known
        self._learned = 0

    def __missing__(self, run: str) -> int:
        if len(run) <= _MOST_FIGURES and run.isdecimal() and run.isascii() and not self._is_known(run):
            # Nothing of another number counts but its length; a text may have its own, and learning each takes long.
            alike = _NOUGHTS[: len(run)]
            if run != alike:
                self[run] = number = self[alike]
                return number
        self._learn(run)
        self[run] = number = self._learned
        self._learned += 1
        return number


class Dictionary:
    """Every distinct word met so far, each looked at once; words are found through the runs of characters between
    blanks, which repeat even more than words do."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.words: list[str] = []
        self.runs: list[str] = []
        """Every distinct run; of numbers alike but for their figures, the one of noughts."""
        self._numbers: dict[str, int] = {}
        self._columns = [array("q") for _ in COLUMNS]
        self._runs = _Runs(self._learn, lexicon.knows_number)
        self._run_words, self._run_lengths = array("q"), array("q")

    def numbers_of(self, runs: Sequence[str]) -> Ints:
        """The number of each run; where it is new it is learned."""
        return np.fromiter(map(self._runs.__getitem__, runs), dtype=np.int64, count=len(runs))

    def words_of(self, runs: Ints) -> tuple[Ints, Ints]:
        """For runs in a row, by their numbers: the numbers of all their words, and the run of each word."""
        every = np.array(self._run_lengths)
        lengths = every[runs]
        run = np.repeat(np.arange(len(runs)), lengths)
        shift = (np.cumsum(every) - every)[runs] - (np.cumsum(lengths) - lengths)
        return np.array(self._run_words)[np.arange(len(run)) + shift[run]], run

    def _learn(self, run: str) -> None:
        words = TOKEN.findall(run) or [_NOTHING]
        self.runs.append(run)
        self._run_words.extend(map(self._number, words))
        self._run_lengths.append(len(words))

    def columns(self) -> dict[str, Ints]:
        """What is known of the words, by the names in `COLUMNS`, a value a word."""
        return {name: np.array(column) for name, column in zip(COLUMNS, self._columns, strict=True)}

    def _number(self, word: str) -> int:
        number = self._numbers.get(word)
        if number is None:
            number = self._numbers[word] = len(self.words)
            self.words.append(word)
            for column, value in zip(self._columns, self._look_at(word), strict=True):
                column.append(value)
        return number

    def _look_at(self, word: str) -> tuple[int, ...]:
        shape = _shape(word)
        low = folded(word)
        plain = low if shape not in (NUMBER, DATE) else "0" * min(len(low), 5) if shape == NUMBER else "0/0"
        turn, group, cue = self.lexicon.look_up(low)
        day = _day(low, shape)
        normal = self.lexicon.hashes[group] if group else _DATED if day else hashed("~" + plain[:5])
        phrase = self.lexicon.phrase_words.get(low, 0)
        return (hashed(plain), normal, shape, turn, group, cue, phrase, _BREAKS.get(low, 0), day)


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """The words of several texts in a row. `starts` has the first word of each text; every text has one at least.

    `row` is what the texts were split into, `runs` numbers its runs of characters between blanks, text after text, and
    `first_runs` has the first run of each text. Each other array has one entry a word: `text` is the position of its
    text, `place` that of its run in `row`.
    """

    row: Sequence[str]
    runs: Ints
    first_runs: Ints
    numbers: Ints
    starts: Ints
    text: Ints
    place: Ints
    low: Ints
    normal: Ints
    shape: Ints
    turn: Ints
    word: Ints
    cue: Ints
    breaks: Ints
    day: Ints


def _readable(text: str) -> str:
    """As much of a text as is read, with something to read in it; a new line ends a clause."""
    text = text[:MOST_CHARACTERS].replace("\n", " ; ")
    return text if text and not text.isspace() else _NOTHING


def _row_of(texts: Sequence[str]) -> tuple[list[str], str]:
    """The runs between blanks of all texts in a row, and the run, found in none of them, that stands between texts."""
    lines = "\n".join(texts)
    if (
        lines.count("\n") >= len(texts)
        or max(map(len, texts)) > MOST_CHARACTERS
        or not all(texts)
        or any(map(str.isspace, texts))
    ):
        lines = "\n".join(map(_readable, texts))
    end = "\0"
    while end in lines:
        end += end
    return lines.replace("\n", f" {end} ").split(), end


def batch_of(texts: Sequence[str], dictionary: Dictionary) -> Batch:
    """Reads texts into one batch; phrases of the lexicon are found here."""
    row, end = _row_of(texts)
    found = dictionary.numbers_of(row)
    ends = found == dictionary.numbers_of([end])
    kept = np.flatnonzero(~ends)
    runs, text_of_run = found[kept], np.cumsum(ends)[kept]
    first_runs = np.searchsorted(text_of_run, np.arange(len(texts)))
    numbers, run = dictionary.words_of(runs)
    columns = {name: column[numbers] for name, column in dictionary.columns().items()}
    text = text_of_run[run]
    tracks = {Track.TURN: columns["turn"], Track.WORD: columns["word"], Track.CUE: columns["cue"]}
    _find_phrases(dictionary.lexicon, columns.pop("phrase"), text, tracks)
    _name_groups(dictionary.lexicon, columns["normal"], tracks)
    starts = np.searchsorted(run, first_runs)
    return Batch(row, runs, first_runs, numbers, starts, text, kept[run], **columns)


def _find_phrases(lexicon: Lexicon, phrase: Ints, text: Ints, tracks: dict[Track, Ints]) -> None:
    """Writes the group of each phrase at its last word, and takes its other words' own groups away."""
    width = len(lexicon.phrase_words) + 1
    keys = np.array([state * width + number for state, number in lexicon.steps], dtype=np.int64)
    order = np.argsort(keys)
    keys, states = keys[order], np.array([*lexicon.steps.values()], dtype=np.int64)[order]
    if not len(keys):
        return
    ends = {track: np.zeros(len(keys) + 1, dtype=np.int64) for track in Track}
    for track, groups in lexicon.ends.items():
        ends[track][[*groups]] = [*groups.values()]
    place = np.flatnonzero(phrase)
    state = np.zeros(len(place), dtype=np.int64)
    length = 0
    while len(place):
        wanted = state * width + phrase[place]
        found = np.searchsorted(keys, wanted)
        found[found == len(keys)] = 0
        good = keys[found] == wanted
        place, state = place[good], states[found[good]]
        length += 1
        for track, column in tracks.items():
            hit = ends[track][state] > 0
            for back in range(1, length):
                column[place[hit] - back] = 0
            column[place[hit]] = ends[track][state[hit]]
        inside = place + 1 < len(text)
        place, state = place[inside], state[inside]
        same = text[place + 1] == text[place]
        place, state = place[same] + 1, state[same]


def _name_groups(lexicon: Lexicon, normal: Ints, tracks: dict[Track, Ints]) -> None:
    """A word that a phrase gave a group stands under the group's name."""
    word, turn = tracks[Track.WORD], tracks[Track.TURN]
    words = np.array(lexicon.hashes)
    turns = np.array([hashed("!" + name) for name in lexicon.names[Track.TURN]])
    normal[word > 0] = words[word[word > 0]]
    only = (turn > 0) & (word == 0)
    normal[only] = turns[turn[only]]
