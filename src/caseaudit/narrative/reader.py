"""Reads updates: what stands there, and which phase it speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from caseaudit.model.definition import Definition
from caseaudit.model.errors import DefinitionFault, DefinitionUnusable
from caseaudit.narrative import cues, features
from caseaudit.narrative.forms import Forms, Known
from caseaudit.narrative.lexicon import Lexicon, Track
from caseaudit.narrative.model import KINDS, Floats, Model, ModelUnusable, load, strongest
from caseaudit.narrative.reading import Kind, Names, UpdateReading
from caseaudit.narrative.section import Narrative, narrative_of
from caseaudit.narrative.tokens import Batch, Dictionary, batch_of, runs_of

_BATCH = 20_000
_FORM_WORDS = 14
"""An entry of more words than this is never judged by its form."""
_SENTENCE, _SENTENCE_WORDS = 0.85, 10
"""An entry that is a sentence with this chance is judged by its form only up to so many words, and never as a
company by its ending."""
_UNTRAINED = 0.8
"""The chance that an entry is an update where no model says."""
_QUOTED_WORDS = 14
_WORDS_KEPT = 300_000
_WHY = {
    Kind.MANUFACTURER: "reads like the name of a company",
    Kind.OTHER_ENTITY: "reads like a name, a place or a thing",
    Kind.STATUS_WORD: "reads like a bare status",
    Kind.DATE_ONLY: "reads like a date",
    Kind.PLACEHOLDER: "reads like a stand-in",
}
_PLACEHOLDER = KINDS.index(Kind.PLACEHOLDER)


class UpdateReader:
    """Reads the updates of one tracker. Holds what it has learned of words, so keep it for a whole run."""

    def __init__(self, definition: Definition) -> None:
        """Raises `DefinitionUnusable` where the definition's narrative part has faults or its model cannot be used."""
        self.narrative: Narrative = narrative_of(definition)
        self.phases = tuple(name for name, _ in self.narrative.phases)
        self._forms = Forms(self.narrative)
        self._lexicon = lexicon_of(self.narrative)
        self._dictionary = Dictionary(self._lexicon)
        self._model = _model_of(definition, self.narrative, self.phases)

    def read_all(self, texts: Sequence[str], names: Names) -> list[UpdateReading]:
        """One reading a text, in the order given; give each distinct text once."""
        readings: list[UpdateReading] = []
        known = self._forms.with_names(names)
        for start in range(0, len(texts), _BATCH):
            readings.extend(self._read(texts[start : start + _BATCH], known))
        return readings

    def conflicts(self, reading: UpdateReading, recorded: str) -> bool:
        """Whether the update says, surely enough, that the case is in another phase than the recorded one."""
        if reading.phase is None or reading.phase == recorded or recorded not in self.phases:
            return False
        against = sum(reading.chances) - reading.chances[self.phases.index(recorded)]
        return against >= self.narrative.conflict

    def _read(self, texts: Sequence[str], known: Known) -> list[UpdateReading]:
        if len(self._dictionary.words) > _WORDS_KEPT:
            self._forget()
        batch = batch_of(texts, self._dictionary)
        scopes = features.scopes_of(batch, self._lexicon.names[Track.TURN])
        if self._model is None:
            phases = cues.chances(batch, scopes, len(self.phases))
            chosen = phases.argmax(axis=1)
            speaks = cues.strongest(batch, scopes, chosen)
            guesses = np.zeros((len(texts), len(KINDS)), dtype=np.float32)
            guesses[:, KINDS.index(Kind.UPDATE)] = _UNTRAINED
        else:
            guesses, phases, added = self._model.score(batch, scopes, self._dictionary)
            chosen = phases.argmax(axis=1)
            speaks = strongest(added, self._model.scales, chosen, batch)
        verdicts = self._verdicts(texts, batch, guesses, known)
        quotes = Quotes(batch, scopes, speaks)
        told = phases[:, 1:].tolist()
        readings = []
        for i, (text, verdict, phase) in enumerate(zip(texts, verdicts, chosen.tolist(), strict=True)):
            kind, sure, why = verdict
            if kind is not Kind.UPDATE:
                readings.append(UpdateReading(kind, None, sure, text.strip(), why))
            elif why or not phase:
                readings.append(UpdateReading(kind, None, sure, ""))
            else:
                chances = tuple(told[i])
                # Words are quoted only where they can make a conflict.
                quote = quotes.of(text, i) if sum(chances) >= self.narrative.conflict else ""
                readings.append(
                    UpdateReading(kind, self.phases[phase - 1], chances[phase - 1], quote, "", chances)
                )
        return readings

    def _forget(self) -> None:
        self._dictionary = Dictionary(self._lexicon)
        if self._model is not None:
            self._model.forget()

    def _verdicts(
        self, texts: Sequence[str], batch: Batch, guesses: Floats, known: Known
    ) -> list[tuple[Kind, float, str]]:
        """Kind, confidence and reason of each entry; an update with a reason is one that may be none."""
        lengths = np.diff(batch.starts, append=len(batch.text)).tolist()
        progress = guesses[:, KINDS.index(Kind.UPDATE)].tolist()
        rows = guesses.tolist()
        verdicts = []
        for text, length, update, row in zip(texts, lengths, progress, rows, strict=True):
            form = None
            if length <= (_FORM_WORDS if update < _SENTENCE else _SENTENCE_WORDS):
                form = self._forms.of(text, known, update >= _SENTENCE)
            verdicts.append(self._guessed(update, row) if form is None else (form.kind, form.sure, form.why))
        return verdicts

    def _guessed(self, update: float, row: list[float]) -> tuple[Kind, float, str]:
        if update >= 0.5:
            return Kind.UPDATE, update, ""
        other = 1 - update - row[_PLACEHOLDER]
        if row[_PLACEHOLDER] > other:
            return Kind.PLACEHOLDER, row[_PLACEHOLDER], _WHY[Kind.PLACEHOLDER]
        if other < self.narrative.certain_kind * (other + update):
            return Kind.UPDATE, update, "may be something else"
        kind = max((k for k in KINDS if k.is_not_progress), key=lambda k: row[KINDS.index(k)])
        return kind, other, _WHY[kind]


class Quotes:
    """Finds the words of a text that spoke most for its phase: of the clause that did, at most fourteen words."""

    def __init__(self, batch: Batch, scopes: features.Scopes, speaks: Floats) -> None:
        first = np.flatnonzero(np.diff(scopes.clause, prepend=-1))
        sums = np.add.reduceat(speaks, first)
        text_of = batch.text[first]
        begins = np.flatnonzero(np.diff(text_of, prepend=-1))
        top = np.flatnonzero(sums == np.maximum.reduceat(sums, begins)[text_of])
        best = top[np.flatnonzero(np.diff(text_of[top], prepend=-1))]
        starts, stops = first[best], np.append(first[1:], len(batch.text))[best]
        for long in np.flatnonzero(stops - starts > _QUOTED_WORDS):
            clause = speaks[starts[long] : stops[long]]
            starts[long] += np.convolve(clause, np.ones(_QUOTED_WORDS), "valid").argmax()
            stops[long] = starts[long] + _QUOTED_WORDS
        self._from = batch.run[starts].tolist()
        self._to = (batch.run[stops - 1] + 1).tolist()

    def of(self, text: str, position: int) -> str:
        """The deciding words of the text at this position, as they stand in it but for the blanks between."""
        return " ".join(runs_of(text)[self._from[position] : self._to[position]]).strip(" ;,.")


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
