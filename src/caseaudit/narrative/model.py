"""The trained part: a table of small weights, one row a hashed feature, one column an answer."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from caseaudit.narrative import features
from caseaudit.narrative.reading import Kind
from caseaudit.narrative.tokens import Batch, Dictionary, Ints

Floats: TypeAlias = npt.NDArray[np.float32]
Table: TypeAlias = npt.NDArray[np.int8]
MAGIC = b"caseaudit narrative model 1\n"
_MOST_BYTES = 8_000_000
KINDS = tuple(Kind)


class ModelUnusable(Exception):
    """The file is no model, or one of another definition; the message says which."""


@dataclass(slots=True, eq=False)
class Model:
    """`table[feature, answer]` times `scales[answer]` is a weight. The answers are the kinds, then "does not say",
    then the phases in order."""

    phases: tuple[str, ...]
    table: Table
    scales: Floats
    biases: Floats
    _words: list[npt.NDArray[np.int16]] = field(default_factory=list)
    _known: dict[str, npt.NDArray[np.int16]] = field(default_factory=dict)

    def score(
        self, batch: Batch, scopes: features.Scopes, dictionary: Dictionary
    ) -> tuple[Floats, Floats, npt.NDArray[np.int16]]:
        """The chances of the kinds and of the phases ("does not say" first) for each text of the batch, and
        what each word added to the answers."""
        added = self._of_words(dictionary)[batch.numbers]
        for places, found in features.families(batch, scopes):
            added[places] += self.table[found]
        sums = np.add.reduceat(added, batch.starts, axis=0, dtype=np.int32)
        logits = sums * self.scales + self.biases
        split = len(KINDS)
        return _chances(logits[:, :split]), _chances(logits[:, split:]), added

    def _of_words(self, dictionary: Dictionary) -> npt.NDArray[np.int16]:
        for word in dictionary.words[len(self._words) :]:
            form = features.form(word)
            known = self._known.get(form)
            if known is None:
                rows = self.table[features.of_word(form)]
                known = self._known[form] = rows.sum(axis=0, dtype=np.int16)
            self._words.append(known)
        return np.array(self._words, dtype=np.int16)


def _chances(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


def packed(model: Model) -> bytes:
    """The model as the bytes of its file; the same model gives the same bytes."""
    rows = np.flatnonzero(model.table.any(axis=1))
    header = {
        "phases": list(model.phases),
        "bits": features.BITS,
        "rows": len(rows),
        "scales": [float(x) for x in model.scales],
        "biases": [float(x) for x in model.biases],
    }
    gaps = np.diff(rows, prepend=0).astype("<u4").tobytes()
    body = gaps + np.ascontiguousarray(model.table[rows].T).tobytes()
    return MAGIC + json.dumps(header).encode() + b"\n" + zlib.compress(body, 9)


def load(path: Path, phases: tuple[str, ...]) -> Model:
    """Reads a model file. Raises `ModelUnusable` where it is damaged or was trained for other phases."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelUnusable(f"{path} cannot be read ({error.strerror}).") from None
    try:
        if not content.startswith(MAGIC):
            raise ValueError("its first line is another")
        head, _, body = content[len(MAGIC) :].partition(b"\n")
        header = json.loads(head)
        model = _unpacked(header, body)
    except (ValueError, KeyError, TypeError, zlib.error) as error:
        raise ModelUnusable(f"{path} is not a narrative model ({error}).") from None
    if model.phases != phases:
        raise ModelUnusable(f"{path} was trained for the phases {', '.join(model.phases)}, not {', '.join(phases)}.")
    return model


def _unpacked(header: dict[str, object], body: bytes) -> Model:
    phases = header["phases"]
    if not isinstance(phases, list) or header["bits"] != features.BITS:
        raise ValueError("it is of another version")
    answers, rows = len(KINDS) + 1 + len(phases), int(str(header["rows"]))
    raw = zlib.decompressobj().decompress(body, _MOST_BYTES)
    if len(raw) != rows * (4 + answers):
        raise ValueError("it is cut short")
    places = np.cumsum(np.frombuffer(raw, "<u4", rows), dtype=np.int64)
    if rows and places[-1] >= 1 << features.BITS:
        raise ValueError("it names a feature that does not exist")
    table = np.zeros((1 << features.BITS, answers), dtype=np.int8)
    table[places] = np.frombuffer(raw, np.int8, rows * answers, 4 * rows).reshape(answers, rows).T
    scales, biases = (np.array(header[name], dtype=np.float32) for name in ("scales", "biases"))
    if scales.shape != (answers,) or biases.shape != (answers,):
        raise ValueError("its numbers do not fit its phases")
    return Model(tuple(map(str, phases)), table, scales, biases)


def strongest(added: npt.NDArray[np.int16], scales: Floats, phase: Ints, batch: Batch) -> Floats:
    """For each word, how far it speaks for its text's answer `phase` (0 is "does not say") against the others."""
    first = len(KINDS)
    part = added[:, first:].astype(np.float32) * scales[first:]
    chosen = np.take_along_axis(part, phase[batch.text][:, None], axis=1)[:, 0]
    return np.asarray(chosen - part.mean(axis=1), dtype=np.float32)
