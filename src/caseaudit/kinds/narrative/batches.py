"""What a batch of updates was read as, a column a question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from caseaudit.kinds.narrative import features
from caseaudit.kinds.narrative.model import KINDS, Floats
from caseaudit.kinds.narrative.reading import Kind, UpdateReading
from caseaudit.kinds.narrative.tokens import Batch, Ints

Marks = npt.NDArray[np.bool_]
UPDATE = KINDS.index(Kind.UPDATE)
PLACEHOLDER = KINDS.index(Kind.PLACEHOLDER)
_QUOTED_WORDS = 14
_UNSAID = np.float32(-1e9)
"""What a clause without a word of the process speaks for a phase: less than any other."""


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """What stands there: the place of its kind in `KINDS`, how surely, and why ("" for an update).

    `doubtful` marks an update that may be none, of whose phase nothing is said.
    """

    kinds: Ints
    sure: npt.NDArray[np.float64]
    whys: list[str]
    doubtful: Marks


@dataclass(frozen=True, slots=True, eq=False)
class BatchReading:
    """The readings of several texts. `phases` has the number (from 1) of the phase that each speaks of, 0 for none."""

    texts: list[str]
    verdicts: Verdicts
    phases: Ints
    chances: npt.NDArray[np.float64]
    """Of each phase, a row a text; the rest to 1 is the chance that the text does not say."""
    quotes: Quotes

    def placeholders(self, level: float) -> list[bool]:
        """Whether each text is at least so surely an instruction or an empty form."""
        surely: list[bool] = ((self.verdicts.kinds == PLACEHOLDER) & (self.verdicts.sure >= level)).tolist()
        return surely

    @property
    def not_progress(self) -> list[bool]:
        """Whether each text is what X302 reports."""
        progress = [not kind.is_not_progress for kind in KINDS]
        return [not progress[kind] for kind in self.verdicts.kinds.tolist()]

    def against(self, level: float) -> Marks:
        """For each text, a column a phase: whether it says at least so surely that the case is in another phase."""
        numbers = np.arange(1, self.chances.shape[1] + 1)
        other = self._told()[:, None] - self.chances >= level
        return np.asarray(other & (self.phases[:, None] > 0) & (self.phases[:, None] != numbers))

    def words(self, where: Marks) -> list[str]:
        """For each text the words that decided: the text itself where it is no update, else a quote, where wanted."""
        said = [""] * len(self.texts)
        for i in np.flatnonzero(where & (self.phases > 0)).tolist():
            said[i] = self.quotes.of(i)
        for i in np.flatnonzero(self.verdicts.kinds != UPDATE).tolist():
            said[i] = self.texts[i].strip()
        return said

    def readings(self, names: tuple[str, ...], level: float) -> Iterator[UpdateReading]:
        """One reading a text, with the phases by these names."""
        words = self.words(self._told() >= level)
        kinds, sure, whys = self.verdicts.kinds.tolist(), self.verdicts.sure.tolist(), self.verdicts.whys
        chances, phases = self.chances.tolist(), self.phases.tolist()
        for i, phase in enumerate(phases):
            if not phase:
                yield UpdateReading(KINDS[kinds[i]], None, sure[i], words[i], whys[i])
            else:
                each = tuple(chances[i])
                yield UpdateReading(KINDS[UPDATE], names[phase - 1], each[phase - 1], words[i], "", each)

    def _told(self) -> npt.NDArray[np.float64]:
        return np.asarray(np.add.reduce(self.chances.T, axis=0))


class Quotes:
    """Finds the words of a text that spoke most for its phase: of the clause that did, at most fourteen words."""

    def __init__(self, batch: Batch, scopes: features.Scopes, speaks: Floats, process: Marks) -> None:
        """`speaks`: how much each word speaks for its text's phase; `process`: whether it is a word of the process."""
        self._row = batch.row
        first = np.flatnonzero(np.diff(scopes.clause, prepend=-1))
        said = np.add.reduceat(process, first, dtype=np.int64) > 0
        sums = np.where(said, np.add.reduceat(speaks, first), _UNSAID)
        text_of = batch.text[first]
        begins = np.flatnonzero(np.diff(text_of, prepend=-1))
        top = np.flatnonzero(sums == np.maximum.reduceat(sums, begins)[text_of])
        best = top[np.flatnonzero(np.diff(text_of[top], prepend=-1))]
        self.backed: Marks = said[best]
        """For each text, whether a clause of it holds a word of the process, as one that is quoted must."""
        starts, stops = first[best], np.append(first[1:], len(batch.text))[best]
        long = np.flatnonzero(stops - starts > _QUOTED_WORDS)
        if len(long):
            starts[long] = _strongest(speaks, starts[long], stops[long])
            stops[long] = starts[long] + _QUOTED_WORDS
        self._from = batch.place[starts].tolist()
        self._to = (batch.place[stops - 1] + 1).tolist()

    def of(self, position: int) -> str:
        """The deciding words of the text at this position, as they stand in it but for the blanks between."""
        return " ".join(self._row[self._from[position] : self._to[position]]).strip(" ;,.")


def _strongest(speaks: Floats, starts: Ints, stops: Ints) -> Ints:
    """Of the words from each start to its stop, where those that can be quoted and speak most begin."""
    sums = np.concatenate([[0.0], np.cumsum(speaks, dtype=np.float64)])
    counts = stops - starts - _QUOTED_WORDS + 1
    firsts = np.cumsum(counts) - counts
    places = np.arange(counts.sum()) + np.repeat(starts - firsts, counts)
    spoken = np.round(sums[places + _QUOTED_WORDS] - sums[places], 3)
    top = np.flatnonzero(spoken == np.repeat(np.maximum.reduceat(spoken, firsts), counts))
    return np.asarray(places[top[np.searchsorted(top, firsts)]], dtype=np.int64)
