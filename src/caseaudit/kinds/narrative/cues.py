"""Reading without a trained part: the definition's cues, unless their clause turns them round."""

from __future__ import annotations

import numpy as np

from caseaudit.kinds.narrative.features import Scopes
from caseaudit.kinds.narrative.model import Floats
from caseaudit.kinds.narrative.section import TURNS
from caseaudit.kinds.narrative.tokens import Batch, Ints

_SURE, _LIKELY = 0.9, 0.75
_TURNED = sum(1 << i for i, name in enumerate(TURNS) if name != "earlier")
_EARLIER = 1 << TURNS.index("earlier")


def chances(batch: Batch, scopes: Scopes, phases: int) -> Floats:
    """The chances of the phases ("does not say" first) for each text, by its cues alone.

    Only one phase may be spoken of: in the clause of the latest date where dates tell, else in the clauses
    that do not look back, else anywhere.
    """
    texts = len(batch.starts)
    result = np.zeros((texts, phases + 1), dtype=np.float32)
    result[:, 0] = 1.0
    told = (batch.cue > 0) & (scopes.bits & _TURNED == 0)
    for chance, where in (
        (_LIKELY, told),
        (_SURE, told & (scopes.bits & _EARLIER == 0)),
        (_SURE, told & (scopes.latest == 1)),
    ):
        counts = _counts(batch, where, phases)
        single = np.flatnonzero((counts > 0).sum(axis=1) == 1)
        several = np.flatnonzero((counts > 0).sum(axis=1) > 1)
        result[several] = [1.0] + [0.0] * phases
        result[single] = 0.0
        result[single, 0] = 1 - chance
        result[single, counts[single].argmax(axis=1) + 1] = chance
    return result


def strongest(batch: Batch, scopes: Scopes, phase: Ints) -> Floats:
    """For each word, whether it is a cue of its text's phase (0 is none) that its clause leaves standing."""
    told = (batch.cue == phase[batch.text]) & (batch.cue > 0) & (scopes.bits & _TURNED == 0)
    return np.asarray(told, dtype=np.float32)


def _counts(batch: Batch, where: Ints, phases: int) -> Ints:
    place = np.flatnonzero(where)
    cells = batch.text[place] * phases + batch.cue[place] - 1
    flat = np.bincount(cells, minlength=len(batch.starts) * phases)
    return np.asarray(flat.reshape(len(batch.starts), phases), dtype=np.int64)
