"""Reads updates: what stands there, and which phase it speaks of."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from caseaudit.model.definition import Definition
from caseaudit.model.errors import DefinitionFault, DefinitionUnusable
from caseaudit.narrative import cues, features
from caseaudit.narrative.forms import Forms
from caseaudit.narrative.lexicon import TOKEN, Lexicon, Track
from caseaudit.narrative.model import KINDS, Floats, Model, ModelUnusable, load, strongest
from caseaudit.narrative.reading import Kind, Names, UpdateReading
from caseaudit.narrative.section import Narrative, narrative_of
from caseaudit.narrative.tokens import Batch, Dictionary, batch_of

_BATCH = 20_000
_FORM_WORDS = 14
"""An entry of more words than this is never judged by its form."""
_SENTENCE, _SUFFIX_SURE = 0.85, 0.8
"""An entry that ends like a company's name is one unless it is a sentence with the first of these chances."""
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
        for start in range(0, len(texts), _BATCH):
            readings.extend(self._read(texts[start : start + _BATCH], names))
        return readings

    def conflicts(self, reading: UpdateReading, recorded: str) -> bool:
        """Whether the update says, surely enough, that the case is in another phase than the recorded one."""
        if reading.phase is None or reading.phase == recorded or recorded not in self.phases:
            return False
        against = sum(reading.chances) - reading.chances[self.phases.index(recorded)]
        return against >= self.narrative.conflict

    def _read(self, texts: Sequence[str], names: Names) -> list[UpdateReading]:
        if len(self._dictionary.words) > _WORDS_KEPT:
            self._dictionary = Dictionary(self._lexicon)
        batch = batch_of(texts, self._dictionary)
        scopes = features.scopes_of(batch, self._lexicon.names[Track.TURN])
        if self._model is None:
            phases = cues.chances(batch, scopes, len(self.phases))
            chosen = phases.argmax(axis=1)
            speaks = cues.strongest(batch, scopes, chosen)
            guesses = np.zeros((len(texts), len(KINDS)), dtype=np.float32)
            guesses[:, KINDS.index(Kind.UPDATE)] = 1.0
        else:
            guesses, phases, added = self._model.score(batch, scopes, self._dictionary)
            chosen = phases.argmax(axis=1)
            speaks = strongest(added, self._model.scales, chosen, batch)
        verdicts = self._verdicts(texts, batch, guesses, names)
        quotes = Quotes(batch, scopes, speaks)
        told = phases[:, 1:].tolist()
        return [
            self._reading(text, *verdict, told[i], int(chosen[i]), quotes, i)
            for i, (text, verdict) in enumerate(zip(texts, verdicts, strict=True))
        ]

    def _reading(
        self, text: str, kind: Kind, sure: float, why: str, told: list[float], chosen: int, quotes: Quotes, i: int
    ) -> UpdateReading:
        if kind is not Kind.UPDATE:
            return UpdateReading(kind, None, sure, text.strip(), why)
        if not chosen or why:
            return UpdateReading(kind, None, sure, "")
        return UpdateReading(kind, self.phases[chosen - 1], told[chosen - 1], quotes.of(text, i), "", tuple(told))

    def _verdicts(
        self, texts: Sequence[str], batch: Batch, guesses: Floats, names: Names
    ) -> list[tuple[Kind, float, str]]:
        """Kind, confidence and reason of each entry; an update with a reason is one that may be none."""
        lengths = np.diff(batch.starts, append=len(batch.text)).tolist()
        progress = guesses[:, KINDS.index(Kind.UPDATE)].tolist()
        rows = guesses.tolist()
        verdicts = []
        for text, length, update, row in zip(texts, lengths, progress, rows, strict=True):
            form = self._forms.of(text, names) if length <= _FORM_WORDS else None
            if form is not None:
                verdicts.append((form.kind, 1.0, form.why))
            elif length <= _FORM_WORDS and update < _SENTENCE and self._forms.has_suffix(text):
                verdicts.append((Kind.MANUFACTURER, max(1 - update, _SUFFIX_SURE), "has the form of a company name"))
            else:
                verdicts.append(self._guessed(update, row))
        return verdicts

    def _guessed(self, update: float, row: list[float]) -> tuple[Kind, float, str]:
        if update >= 0.5:
            return Kind.UPDATE, update, ""
        best = max(range(len(row)), key=row.__getitem__)
        other = 1 - update - row[_PLACEHOLDER]
        if KINDS[best] is Kind.PLACEHOLDER:
            return Kind.PLACEHOLDER, row[best], _WHY[Kind.PLACEHOLDER]
        if other < self.narrative.certain_kind:
            return Kind.UPDATE, update, "may be something else"
        kind = max((k for k in KINDS if k.is_not_progress), key=lambda k: row[KINDS.index(k)])
        return kind, other, _WHY[kind]


class Quotes:
    """Finds the words of a text that spoke most for its phase: of the clause that did, at most fourteen words."""

    def __init__(self, batch: Batch, scopes: features.Scopes, speaks: Floats) -> None:
        self._starts = batch.starts.tolist()
        first = np.flatnonzero(np.diff(scopes.clause, prepend=-1))
        sums = np.add.reduceat(speaks, first)
        text_of = batch.text[first]
        order = np.lexsort((-sums, text_of))
        best = order[np.flatnonzero(np.diff(text_of[order], prepend=-1))]
        self._from = first[best]
        self._to = np.append(first[1:], len(batch.text))[best]
        self._speaks = speaks

    def of(self, text: str, position: int) -> str:
        """The deciding words of the text at this position, as they stand in it."""
        start, stop = int(self._from[position]), int(self._to[position])
        if stop - start > _QUOTED_WORDS:
            window = np.convolve(self._speaks[start:stop], np.ones(_QUOTED_WORDS), "valid")
            start += int(window.argmax())
            stop = start + _QUOTED_WORDS
        offset = self._starts[position]
        spans = [m.span() for m in islice(TOKEN.finditer(text.replace("\n", " ; ")), stop - offset)]
        if not spans[start - offset :]:
            return text.strip()
        quoted = text.replace("\n", " ; ")[spans[start - offset][0] : spans[-1][1]]
        return quoted.strip(" ;,.")


def lexicon_of(narrative: Narrative) -> Lexicon:
    """The words of a narrative part, ready for looking up."""
    return Lexicon({Track.TURN: narrative.turns, Track.WORD: narrative.words, Track.CUE: narrative.phases})


def _model_of(definition: Definition, narrative: Narrative, phases: tuple[str, ...]) -> Model | None:
    if narrative.model is None:
        return None
    try:
        return load(Path(definition.path).parent / narrative.model, phases)
    except ModelUnusable as error:
        raise DefinitionUnusable(definition.path, (DefinitionFault(0, f"narrative.model: {error}"),)) from None
