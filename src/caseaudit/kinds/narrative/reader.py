"""Reads updates: what stands there, and which phase it speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from caseaudit.kinds.narrative import cues, features
from caseaudit.kinds.narrative.batches import PLACEHOLDER, UPDATE, BatchReading, Quotes, Verdicts
from caseaudit.kinds.narrative.forms import Forms, Known
from caseaudit.kinds.narrative.lexicon import Lexicon, Track
from caseaudit.kinds.narrative.model import KINDS, Model, ModelUnusable, load, strongest
from caseaudit.kinds.narrative.reading import Kind, Names, UpdateReading
from caseaudit.kinds.narrative.section import Narrative, narrative_of
from caseaudit.kinds.narrative.suspects import Suspects
from caseaudit.kinds.narrative.tokens import Batch, Dictionary, batch_of
from caseaudit.model.definition import Definition
from caseaudit.model.errors import DefinitionFault, DefinitionUnusable

_BATCH = 20_000
_FORM_WORDS = 14
"""An entry of more words than this is never judged by its form."""
_SENTENCE, _SENTENCE_WORDS = 0.85, 10
"""An entry that is a sentence with this chance is judged by its form only up to so many words, and never as a
company by its ending."""
_UNTRAINED = 0.8
"""The chance that an entry is an update where no model says."""
_WORDS_KEPT = 300_000
_WHY = {
    Kind.MANUFACTURER: "reads like the name of a company",
    Kind.OTHER_ENTITY: "reads like a name, a place or a thing",
    Kind.STATUS_WORD: "reads like a bare status",
    Kind.DATE_ONLY: "reads like a date",
    Kind.PLACEHOLDER: "reads like a placeholder",
}
_NOT_PROGRESS = [place for place, kind in enumerate(KINDS) if kind.is_not_progress]


class UpdateReader:
    """Reads the updates of one tracker. Holds what it has learned of words, so keep it for a whole run."""

    def __init__(self, definition: Definition) -> None:
        """Raises `DefinitionUnusable` where the definition's narrative part has faults or its model cannot be used."""
        self.narrative: Narrative = narrative_of(definition)
        self.phases = tuple(name for name, _ in self.narrative.phases)
        self._forms = Forms(self.narrative)
        self._lexicon = lexicon_of(self.narrative)
        aside = {"", *self.narrative.not_evidence}
        self._process = np.array([name not in aside for name in self._lexicon.names[Track.WORD]])
        self._dictionary = Dictionary(self._lexicon)
        self._suspects = Suspects(self._forms, self._dictionary)
        self._model = _model_of(definition, self.narrative, self.phases)

    def read_all(self, texts: Sequence[str], names: Names) -> list[UpdateReading]:
        """One reading a text, in the order given; give each distinct text once."""
        level = self.narrative.conflict
        return [
            reading for batch in self.batches(texts, names) for reading in batch.readings(self.phases, level)
        ]

    def batches(self, texts: Sequence[str], names: Names) -> Iterator[BatchReading]:
        """The same readings in columns, some thousands of texts at a time."""
        known = self._forms.with_names(names)
        for start in range(0, len(texts), _BATCH):
            yield self._read(list(texts[start : start + _BATCH]), known)

    def conflicts(self, reading: UpdateReading, recorded: str) -> bool:
        """Whether the update says, surely enough, that the case is in another phase than the recorded one."""
        if reading.phase is None or reading.phase == recorded or recorded not in self.phases:
            return False
        against = sum(reading.chances) - reading.chances[self.phases.index(recorded)]
        return against >= self.narrative.conflict

    def _read(self, texts: list[str], known: Known) -> BatchReading:
        if len(self._dictionary.words) > _WORDS_KEPT:
            self._forget()
        batch = batch_of(texts, self._dictionary)
        scopes = features.scopes_of(batch, self._lexicon.names[Track.TURN])
        if self._model is None:
            phases = cues.chances(batch, scopes, len(self.phases))
            chosen = phases.argmax(axis=1)
            speaks = cues.strongest(batch, scopes, chosen)
            guesses = np.zeros((len(texts), len(KINDS)), dtype=np.float32)
            guesses[:, UPDATE] = _UNTRAINED
        else:
            guesses, phases, added = self._model.score(batch, scopes, self._dictionary)
            chosen = phases.argmax(axis=1)
            speaks = strongest(added, self._model.scales, chosen, batch)
        verdicts = self._verdicts(texts, batch, guesses.astype(np.float64), known)
        quotes = Quotes(batch, scopes, speaks, self._process[batch.word] | (batch.cue > 0))
        told = np.where((verdicts.kinds == UPDATE) & ~verdicts.doubtful & quotes.backed, chosen, 0)
        chances = phases[:, 1:].astype(np.float64)
        return BatchReading(texts, verdicts, told, chances, quotes)

    def _forget(self) -> None:
        self._dictionary = Dictionary(self._lexicon)
        self._suspects = Suspects(self._forms, self._dictionary)
        if self._model is not None:
            self._model.forget()

    def _verdicts(
        self, texts: list[str], batch: Batch, guesses: npt.NDArray[np.float64], known: Known
    ) -> Verdicts:
        """What each entry is."""
        update, stand_in = guesses[:, UPDATE], guesses[:, PLACEHOLDER]
        other = 1 - update - stand_in
        doubtful = (
            (stand_in <= other) & (update < 0.5) & (other < self.narrative.certain_kind * (other + update))
        )
        verdicts = Verdicts(np.full(len(texts), UPDATE), update.copy(), [""] * len(texts), doubtful)
        for i in np.flatnonzero((update < 0.5) & ~doubtful).tolist():
            kind = PLACEHOLDER if stand_in[i] > other[i] else max(_NOT_PROGRESS, key=guesses[i].__getitem__)
            verdicts.kinds[i], verdicts.whys[i] = kind, _WHY[KINDS[kind]]
            verdicts.sure[i] = stand_in[i] if kind == PLACEHOLDER else other[i]
        lengths = np.diff(batch.starts, append=len(batch.text))
        for i in self._suspects.of(batch, known, _FORM_WORDS).tolist():
            sentence = bool(update[i] >= _SENTENCE)
            if not sentence or lengths[i] <= _SENTENCE_WORDS:
                form = self._forms.of(texts[i], known, sentence)
                if form is not None:
                    verdicts.kinds[i], verdicts.whys[i] = KINDS.index(form.kind), form.why
                    verdicts.sure[i] = form.sure
        return verdicts


def lexicon_of(narrative: Narrative) -> Lexicon:
    """The words of a narrative part, ready for looking up."""
    return Lexicon({Track.TURN: narrative.turns, Track.WORD: narrative.words, Track.CUE: narrative.phases})


def _model_of(definition: Definition, narrative: Narrative, phases: tuple[str, ...]) -> Model | None:
    if narrative.model is None:
        return None
    try:
        return load(Path(definition.path).parent / narrative.model, phases)
    except ModelUnusable as error:
        raise DefinitionUnusable(
            definition.path, (DefinitionFault(0, f"narrative.model: {error}"),)
        ) from None
