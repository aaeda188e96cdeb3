"""Which entries have a form worth judging: told for a whole batch at once, by what stands between their blanks."""

from __future__ import annotations

from array import array
from functools import cache

import numpy as np

from caseaudit.kinds.narrative.forms import MODULUS, Forms, Known, print_of
from caseaudit.kinds.narrative.reading import plain
from caseaudit.kinds.narrative.tokens import MOST_CHARACTERS, Batch, Dictionary, Ints

_BYTES_OF_LETTER = 4
_FEW = 2_000
"""So many entries are sooner asked about one by one than the known names are made ready for comparing."""
_MARKS, _DATES, _JOINT, _SHARE, _ROLE, _SUFFIX = (1 << bit for bit in range(6))
_JOINTS = frozenset(";/|,+&")


class Suspects:
    """Finds the entries that `Forms.of` may say something of; of all others it says nothing, and need not be asked."""

    def __init__(self, forms: Forms, dictionary: Dictionary) -> None:
        self._forms, self._dictionary = forms, dictionary
        self._prints, self._lengths, self._firsts, self._flags = (array("q") for _ in range(4))

    def of(self, batch: Batch, known: Known, most_words: int) -> Ints:
        """The positions of the suspected entries, of those with at most so many words."""
        texts = np.flatnonzero(np.diff(batch.starts, append=len(batch.text)) <= most_words)
        if len(texts) <= _FEW:
            return texts
        self._learn()
        counts = np.diff(batch.first_runs, append=len(batch.runs))[texts]
        starts = np.cumsum(counts) - counts
        runs = batch.runs[np.arange(counts.sum()) + np.repeat(batch.first_runs[texts] - starts, counts)]
        lengths, flags = np.array(self._lengths)[runs], np.array(self._flags)[runs]
        ends = np.append(starts[1:], len(runs)) - 1
        marks = flags & _MARKS > 0
        index = np.arange(len(runs))
        first = np.minimum.reduceat(np.where(marks, len(runs), index), starts)
        first = np.where(first > ends, starts, first)
        last = np.maximum(np.maximum.reduceat(np.where(marks, -1, index), starts), starts)
        some = np.bitwise_or.reduceat(flags, starts)
        every = np.bitwise_and.reduceat(np.where(marks, flags | _DATES, flags), starts)
        passed = np.cumsum(lengths)
        after = np.repeat(passed[ends], counts) - passed
        whole = np.add.reduceat(np.array(self._prints)[runs] * _powers()[after] % MODULUS, starts) % MODULUS
        hit = np.isin(whole, known.prints) | (every & _DATES > 0) | (some & _SHARE > 0)
        hit |= np.isin(np.array(self._firsts)[runs[first]], known.firsts) & (some & _JOINT > 0)
        hit |= (flags[first] & _ROLE > 0) | (flags[last] & _SUFFIX > 0)
        return np.asarray(texts[hit], dtype=np.int64)

    def _learn(self) -> None:
        forms = self._forms
        for run in self._dictionary.runs[len(self._flags) :]:
            words = plain(run).split()
            letters = "".join(words)
            self._prints.append(print_of(letters))
            self._lengths.append(len(letters.encode("utf-8", "surrogatepass")))
            self._firsts.append(print_of(words[0]) if words else -1)
            flags = 0 if words else _MARKS
            if all(map(forms.is_date_word, words)):
                flags |= _DATES
            if not _JOINTS.isdisjoint(run) or "and" in run.casefold():
                flags |= _JOINT
            if "%" in run:
                flags |= _SHARE
            if words and words[0] in forms.role_starts:
                flags |= _ROLE
            if words and words[-1] in forms.suffix_ends:
                flags |= _SUFFIX
            self._flags.append(flags)


@cache
def _powers() -> Ints:
    """What a print is worth before so many bytes."""
    powers, power = [], 1
    for _ in range(_BYTES_OF_LETTER * MOST_CHARACTERS + 1):
        powers.append(power)
        power = power * 256 % MODULUS
    return np.array(powers, dtype=np.int64)
