"""Trains the narrative model of a definition from labelled texts.

    OMP_NUM_THREADS=1 python training/train.py [--definition schemas/forced_labor.yaml] [--out FILE] [--all]

Needs numpy and scipy. The same texts and words give the same bytes (on the same versions, with one thread).
Without `--all` the voices set apart for tuning and testing are left out.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml
from scipy import sparse
from scipy.optimize import minimize

from caseaudit.kinds.narrative import features
from caseaudit.kinds.narrative.lexicon import Lexicon, Track
from caseaudit.kinds.narrative.model import KINDS, Model, empty_table, packed
from caseaudit.kinds.narrative.reader import lexicon_of
from caseaudit.kinds.narrative.reading import Kind
from caseaudit.kinds.narrative.section import narrative_from
from caseaudit.kinds.narrative.tokens import Dictionary, batch_of

HERE = Path(__file__).resolve().parent
LETTERS = {
    "m": Kind.MANUFACTURER,
    "e": Kind.OTHER_ENTITY,
    "p": Kind.PLACEHOLDER,
    "s": Kind.STATUS_WORD,
    "d": Kind.DATE_ONLY,
}
TUNING = ("abara", "ibarra", "wolfe")
TEST = ("drazhenkova", "hallgarth", "mcgarrowby", "okonmbe", "pemberwick", "tuckwiller")


@dataclass(frozen=True, slots=True)
class Settings:
    """How far the weights may follow the texts (the inverse of the ridge penalty), and how far each family of
    features is trusted (by its place in `features.families`, 0 being words by themselves; 1 where left out)."""

    strength: float
    trust: Mapping[int, float]
    sized: bool
    """Whether the features of a text are divided by its size."""
    rarity: float
    """How much more a rare feature may say than one that many texts show: the power of its frequency, taken off."""
    least: int = 3
    """A feature that fewer texts show is left out."""


KIND = Settings(0.5, {}, False, 0.0)
PHASE = Settings(12.0, {0: 0.9, 2: 1.5, 3: 4.4, 5: 2, 9: 2, 10: 1.5}, True, 0.25)
"""Chosen on the training voices, each part of them read by a model of the others."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with its kind, its phase (from 1; 0 does not say, -1 no update), its writer, and whether it is hard."""

    text: str
    kind: Kind
    phase: int
    voice: str
    hard: bool


def read_texts(folder: Path = HERE / "texts") -> list[Labelled]:
    """All labelled texts: a file a voice, a line a text, first its label (0–4, m, e, p, s, d; `!` marks hard ones)."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith("#"):
                label, _, text = line.partition(" ")
                letter = label.rstrip("!")
                kind = LETTERS.get(letter, Kind.UPDATE)
                phase = int(letter) if kind is Kind.UPDATE else -1
                found.append(Labelled(text, kind, phase, path.stem, label.endswith("!")))
    return found


def families(
    texts: Sequence[str], lexicon: Lexicon
) -> tuple[list[sparse.csr_matrix], npt.NDArray[np.float64]]:
    """How often each text shows each feature, for each family of features; and the texts' sizes."""
    dictionary = Dictionary(lexicon)
    batch = batch_of(texts, dictionary)
    scopes = features.scopes_of(batch, lexicon.names[Track.TURN])
    found, owners = features.of_words([features.form(word) for word in dictionary.words])
    by_word = _counted(owners, found, (len(dictionary.words), 1 << features.BITS))
    by_text = _counted(batch.text, batch.numbers, (len(texts), len(dictionary.words)))
    shown = [by_text @ by_word]
    for places, seen in features.families(batch, scopes):
        shown.append(_counted(batch.text[places], seen, (len(texts), 1 << features.BITS)))
    return shown, features.sizes(batch).astype(float)


def _counted(
    rows: npt.NDArray[np.int64], columns: npt.NDArray[np.int64], shape: tuple[int, int]
) -> sparse.csr_matrix:
    counted = sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=shape)
    counted.sum_duplicates()
    return counted


def fit(
    gram: npt.NDArray[np.float64], labels: npt.NDArray[np.int64], answers: int, strength: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Multinomial logistic regression over a Gram matrix: the share of each text in each answer, and the biases."""
    count = len(labels)
    wanted = np.eye(answers)[labels]
    root = np.linalg.cholesky(gram + 1e-6 * np.trace(gram) / count * np.eye(count))

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        weights, biases = flat[: count * answers].reshape(count, answers), flat[count * answers :]
        logits = root @ weights + biases
        logits -= logits.max(axis=1, keepdims=True)
        raised = np.exp(logits)
        total = raised.sum(axis=1, keepdims=True)
        value = -(wanted * (logits - np.log(total))).sum() * strength + 0.5 * (weights**2).sum()
        slope = (raised / total - wanted) * strength
        return float(value), np.concatenate([(root.T @ slope + weights).ravel(), slope.sum(axis=0)])

    found = minimize(
        loss, np.zeros((count + 1) * answers), jac=True, method="L-BFGS-B", options={"maxiter": 150}
    ).x
    weights = found[: count * answers].reshape(count, answers)
    return np.linalg.solve(root.T, weights), found[count * answers :]


def train(texts: Sequence[Labelled], lexicon: Lexicon, phases: tuple[str, ...]) -> Model:
    """The model of these texts: kinds from all of them, phases from the updates."""
    shown, sizes = families([t.text for t in texts], lexicon)
    kinds = np.array([KINDS.index(t.kind) for t in texts])
    told = np.array([t.phase for t in texts])
    updates = np.flatnonzero(told >= 0)
    by_kind, kind_biases = _weights(shown, sizes, kinds, len(KINDS), KIND)
    some = [matrix[updates] for matrix in shown]
    by_phase, phase_biases = _weights(some, sizes[updates], told[updates], len(phases) + 1, PHASE)
    weights = np.hstack([by_kind, by_phase])
    # The largest weight fills a byte: to cut the largest off for finer steps made readings twice as often wrong.
    scales = np.abs(weights).max(axis=0) / 127
    table = empty_table()
    table[:, : weights.shape[1]] = np.rint(weights / scales)
    biases = np.concatenate([kind_biases, phase_biases])
    return Model(phases, table, scales.astype(np.float32), biases.astype(np.float32))


def _weights(
    shown: Sequence[sparse.csr_matrix],
    sizes: npt.NDArray[np.float64],
    labels: npt.NDArray[np.int64],
    answers: int,
    settings: Settings,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """A weight for each hash and answer. Features of one hash are one feature here, as they are for the reader."""
    if not settings.sized:
        sizes = np.ones(len(labels))
    trust, shows = np.zeros(shown[0].shape[1]), np.zeros(shown[0].shape[1])
    for family, matrix in enumerate(shown):
        texts_showing = np.bincount(matrix.indices, minlength=len(shows))
        known = np.where(texts_showing >= settings.least, texts_showing, 0)
        trust += known * settings.trust.get(family, 1.0) * np.maximum(known, 1) ** (-2.0 * settings.rarity)
        shows += known
    trust /= np.maximum(shows, 1)
    counts = sum(shown[1:], shown[0]).tocsr()
    gram = (counts.multiply(trust) @ counts.T).toarray()
    shares, biases = fit(gram / np.outer(sizes, sizes), labels, answers, settings.strength)
    shares /= sizes[:, None]
    return trust[:, None] * (counts.T @ shares), biases


def main() -> None:
    """Trains and writes the model file that the definition names."""
    parser = argparse.ArgumentParser(description="Train the narrative model of a definition.")
    parser.add_argument("--definition", type=Path, default=HERE.parent / "schemas" / "forced_labor.yaml")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--all", action="store_true", help="train on the tuning and test voices too")
    options = parser.parse_args()
    section = yaml.safe_load(options.definition.read_text(encoding="utf-8"))["narrative"]
    lexicon = lexicon_of(narrative_from(section, list(section["phases"]), str(options.definition)))
    apart = () if options.all else (*TUNING, *TEST)
    texts = [t for t in read_texts() if t.voice not in apart]
    model = train(texts, lexicon, tuple(section["phases"]))
    out = options.out or options.definition.with_name(section["model"])
    out.write_bytes(packed(model))
    sys.stdout.write(f"{out}: {out.stat().st_size:,} bytes from {len(texts):,} texts\n")


if __name__ == "__main__":
    main()
