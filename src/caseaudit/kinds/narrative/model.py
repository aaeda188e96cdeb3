"""The trained part: a table of small weights, one row a hashed feature, one column an answer."""

from __future__ import annotations

import json
import zlib
from array import array
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from caseaudit.kinds.narrative import features
from caseaudit.kinds.narrative.reading import Kind
from caseaudit.kinds.narrative.tokens import Batch, Dictionary, Ints

Floats: TypeAlias = npt.NDArray[np.float32]
Table: TypeAlias = npt.NDArray[np.int8]
MAGIC = b"caseaudit narrative model 1\n"
_MOST_BYTES = 8_000_000
KINDS = tuple(Kind)
_WIDTH = 16
MOST_PHASES = _WIDTH - len(KINDS) - 1


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
    _known: dict[str, int] = field(default_factory=dict)
    _added: npt.NDArray[np.int16] = field(init=False)
    _rows: npt.NDArray[np.complex128] = field(init=False)
    """The table with each row as one number of 16 bytes: numpy looks such rows up several times faster."""
    _places: array[int] = field(default_factory=lambda: array("q"))

    def __post_init__(self) -> None:
        self._rows = self.table.view(np.complex128)[:, 0]
        self._added = np.zeros((0, _WIDTH), dtype=np.int16)

    def forget(self) -> None:
        """Starts with an empty memory of words, as a new dictionary does."""
        self._known.clear()
        self._added = self._added[:0]
        self._places = array("q")

    def score(
        self, batch: Batch, scopes: features.Scopes, dictionary: Dictionary
    ) -> tuple[Floats, Floats, npt.NDArray[np.int16]]:
        """The chances of the kinds and of the phases ("does not say" first) for each text of the batch, and
        what each word added to the answers."""
        added = self._of_words(dictionary)[batch.numbers]
        for places, found in features.families(batch, scopes):
            aligned = found
            if len(places) < len(added):
                aligned = np.zeros(len(added), dtype=np.int64)
                aligned[places] = found
            added += self._rows.take(aligned).view(np.int8).reshape(len(added), _WIDTH)
        added = added[:, : len(self.scales)]
        sums = np.add.reduceat(added, batch.starts, axis=0, dtype=np.int32)
        logits = sums * self.scales
        split = len(KINDS)
        logits[:, split:] /= features.sizes(batch)[:, None]
        logits += self.biases
        return _chances(logits[:, :split]), _chances(logits[:, split:]), added

    def _of_words(self, dictionary: Dictionary) -> npt.NDArray[np.int16]:
        """What each word of the dictionary adds to the answers by itself."""
        forms = [features.form(word) for word in dictionary.words[len(self._places) :]]
        new = [form for form in dict.fromkeys(forms) if form not in self._known]
        if new:
            found, owners = features.of_words(new)
            starts = np.flatnonzero(np.diff(owners, prepend=-1))
            rows = self._rows.take(found).view(np.int8).reshape(len(found), _WIDTH)
            added = np.add.reduceat(rows, starts, axis=0, dtype=np.int16)
            self._known.update(zip(new, range(len(self._added), len(self._added) + len(new)), strict=True))
            self._added = np.concatenate([self._added, added])
        self._places.extend(map(self._known.__getitem__, forms))
        return np.asarray(self._added[np.array(self._places)], dtype=np.int16)


def _chances(logits: Floats) -> Floats:
    raised = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)


def empty_table() -> Table:
    """A table of no weights: a row a feature, sixteen columns, of which the answers take the first."""
    return np.zeros((1 << features.BITS, _WIDTH), dtype=np.int8)


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
    body = gaps + np.ascontiguousarray(model.table[rows, : len(model.scales)].T).tobytes()
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
        raise ModelUnusable(
            f"{path} was trained for the phases {', '.join(model.phases)}, not {', '.join(phases)}."
        )
    return model


def _unpacked(header: dict[str, object], body: bytes) -> Model:
    phases = header["phases"]
    if not isinstance(phases, list) or header["bits"] != features.BITS:
        raise ValueError("it is of another version")
    if len(phases) > MOST_PHASES:
        raise ValueError(f"it tells more than {MOST_PHASES} phases apart")
    answers, rows = len(KINDS) + 1 + len(phases), int(str(header["rows"]))
    raw = zlib.decompressobj().decompress(body, _MOST_BYTES)
    if len(raw) != rows * (4 + answers):
        raise ValueError("it is cut short")
    places = np.cumsum(np.frombuffer(raw, "<u4", rows), dtype=np.int64)
    if rows and places[-1] >= 1 << features.BITS:
        raise ValueError("it names a feature that does not exist")
    table = empty_table()
    table[places, :answers] = np.frombuffer(raw, np.int8, rows * answers, 4 * rows).reshape(answers, rows).T
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
