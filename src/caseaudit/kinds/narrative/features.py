"""What the trained part looks at: words, their neighbours and what their clause does to them, as hashes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from caseaudit.kinds.narrative.lexicon import folded, hashed
from caseaudit.kinds.narrative.tokens import DATE, FOREIGN, NUMBER, PUNCTUATION, Batch, Ints

BITS = 18
"""Features are numbered by their hash in this many bits."""
_USUAL_LENGTH = 14
_REACH = 6
"""A "not" reaches this many words far within its clause."""


def numbered(values: Ints, family: int) -> Ints:
    """Hashes of features in `BITS` bits, each family apart from the others; 0 is left for "no feature"."""
    mixed = (values.astype(np.uint64) + np.uint64(family * 0x9E3779B9)) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return np.asarray(np.maximum(mixed >> np.uint64(64 - BITS), 1), dtype=np.int64)


def form(word: str) -> str:
    """What is looked at in a word by itself: small letters, every digit a 0, at most 24 characters."""
    low = folded(word)[:24] or word[:1]
    return "".join("0" if c.isdigit() else c for c in low)[:10] if low[0].isdigit() else low


def of_words(forms: Sequence[str]) -> tuple[Ints, Ints]:
    """The features of words by themselves: the word, its beginning, and its pieces of three to five letters.

    Gives the features of all words in a row, and of each the position of its word; the positions rise.
    """
    framed = "".join(f"<{form}>" for form in forms)
    letters = np.frombuffer(framed.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    lengths = np.fromiter(map(len, forms), dtype=np.int64, count=len(forms)) + 2
    word = np.repeat(np.arange(len(forms)), lengths)
    whole = np.array([hashed("w" + form) for form in forms], dtype=np.int64)
    start = np.array([hashed("s" + form[:5]) for form in forms], dtype=np.int64)
    found = [numbered(whole, 0), numbered(start, 0)]
    owner = [np.arange(len(forms)), np.arange(len(forms))]
    rolled = letters.astype(np.int64)
    for size in range(2, 6):
        rolled = rolled[:-1] * 1_000_003 + letters[size - 1 :]
        if size > 2:
            inside = np.flatnonzero(word[: len(rolled)] == word[size - 1 :])
            found.append(numbered(rolled[inside], 16 + size))
            owner.append(word[inside])
    owners = np.concatenate(owner)
    order = np.argsort(owners, kind="stable")
    return np.concatenate(found)[order], owners[order]


@dataclass(frozen=True, slots=True, eq=False)
class Scopes:
    """What the clause of each word does to it. `clause` numbers the batch's clauses; `bits` has a bit a turn."""

    clause: Ints
    bits: Ints
    latest: Ints
    """1 in the clause of the latest of a text's several dates, 2 in its other clauses, 0 where dates do not tell."""


def scopes_of(batch: Batch, turns: list[str]) -> Scopes:
    """The reach of every turn of speech, by the marks that end clauses."""
    count = len(batch.text)
    index = np.arange(count)
    first = np.zeros(count, dtype=bool)
    first[batch.starts] = True
    strong = first.copy()
    strong[1:] |= batch.breaks[:-1] == 2
    weak = strong.copy()
    weak[1:] |= batch.breaks[:-1] == 1
    clause = np.cumsum(strong) - 1
    strong_start = np.maximum.accumulate(np.where(strong, index, 0))
    weak_start = np.maximum.accumulate(np.where(weak, index, 0))
    bits = np.zeros(count, dtype=np.int64)
    for number, name in enumerate(turns):
        if not number:
            continue
        hit = batch.turn == number
        if not hit.any():
            continue
        last = np.maximum.accumulate(np.where(hit, index, -1))
        if name == "negation":
            reached = (last >= weak_start) & (index - last <= _REACH)
        elif name == "other_case":
            reached = np.bincount(clause, weights=hit)[clause] > 0
        elif name == "condition":
            reached = last >= strong_start
        else:
            reached = last >= weak_start
        bits |= np.where(reached & (last >= 0) | (reached & (name == "other_case")), 1 << (number - 1), 0)
    return Scopes(clause, bits, _latest(batch, clause))


def _latest(batch: Batch, clause: Ints) -> Ints:
    """Which clauses hold the latest of several dates; autumn next to spring belongs to the year before."""
    dated = np.flatnonzero(batch.day)
    mark = np.zeros(len(batch.text), dtype=np.int64)
    if not len(dated):
        return mark
    clauses = int(clause[-1]) + 1
    by_clause = np.zeros(clauses, dtype=np.int64)
    np.maximum.at(by_clause, clause[dated], batch.day[dated])
    text_of = batch.text[np.searchsorted(clause, np.arange(clauses))]
    texts = int(batch.text[-1]) + 1
    several = np.bincount(text_of, weights=by_clause > 0, minlength=texts) > 1
    spring = np.zeros(texts, dtype=bool)
    early = (by_clause > 0) & (by_clause < 7 * 31)
    spring[text_of[early]] = True
    value = np.where((by_clause > 8 * 31 + 20) & spring[text_of], by_clause - 372, by_clause)
    value[by_clause == 0] = -1000
    newest = np.full(texts, -1000)
    np.maximum.at(newest, text_of, value)
    state = np.where(value == newest[text_of], 1, 2) * several[text_of]
    return np.asarray(state[clause], dtype=np.int64)


def sizes(batch: Batch) -> npt.NDArray[np.float32]:
    """What the features of each text are divided by: a long one does not speak louder than a short one."""
    lengths = np.diff(batch.starts, append=len(batch.text))
    return np.sqrt((lengths + 1) / _USUAL_LENGTH).astype(np.float32)


def families(batch: Batch, scopes: Scopes) -> Iterator[tuple[Ints, Ints]]:
    """The features of words in their places: for each family the places, each once, and the features."""
    same = batch.text[1:] == batch.text[:-1]
    right = np.flatnonzero(same) + 1
    yield right, numbered(batch.low[right - 1] * 31 + batch.low[right] * 7, 1)
    marked = np.flatnonzero(scopes.bits)
    yield marked, numbered(batch.normal[marked] * 64 + scopes.bits[marked], 2)
    every = np.arange(len(batch.text))
    yield every, numbered(batch.normal, 3)
    dated = np.flatnonzero(scopes.latest)
    yield dated, numbered(batch.normal[dated] * 3 + scopes.latest[dated], 4)
    yield from _sequence(batch, scopes)
    yield from _ends(batch, scopes)
    yield from _shapes(batch, right)


def _sequence(batch: Batch, scopes: Scopes) -> Iterator[tuple[Ints, Ints]]:
    """Pairs and threes of the words that the lexicon knows, whatever stands between them."""
    known = np.flatnonzero((batch.word > 0) | (batch.turn > 0) | (batch.breaks == 2))
    value = batch.normal[known]
    text = batch.text[known]
    for gap, family in ((1, 5), (2, 6), (3, 7)):
        pair = np.flatnonzero(text[gap:] == text[:-gap])
        yield known[pair + gap], numbered(value[pair] * 31 + value[pair + gap] * 7, family)
    three = np.flatnonzero(text[2:] == text[:-2])
    yield known[three + 2], numbered(value[three] * 131 + value[three + 1] * 31 + value[three + 2] * 7, 8)
    pair = np.flatnonzero(text[1:] == text[:-1])
    bits = scopes.bits[known]
    yield known[pair + 1], numbered((value[pair] * 31 + value[pair + 1] * 7) * 64 + bits[pair + 1] + 1, 9)


def _ends(batch: Batch, scopes: Scopes) -> Iterator[tuple[Ints, Ints]]:
    """The first and last words of a text, and whether a word stands in its first, last or a middle clause."""
    ends = np.append(batch.starts[1:], len(batch.text)) - 1
    first = scopes.clause == scopes.clause[batch.starts][batch.text]
    last = scopes.clause == scopes.clause[ends][batch.text]
    where = np.flatnonzero(~(first & last))
    yield where, numbered(batch.normal[where] * 4 + first[where] * 2 + last[where], 10)
    yield batch.starts, numbered(batch.low[batch.starts] * 3, 11)
    yield ends, numbered(batch.low[ends] * 3, 12)
    length = np.minimum(ends - batch.starts, 24)
    yield batch.starts, numbered(length, 13)


def _shapes(batch: Batch, right: Ints) -> Iterator[tuple[Ints, Ints]]:
    """How words are written, and next to what."""
    kind = np.where(
        np.isin(batch.shape, (PUNCTUATION, NUMBER, DATE, FOREIGN)),
        batch.shape + 20,
        batch.shape + 10 * (batch.word > 0),
    )
    yield right, numbered(kind[right - 1] * 64 + kind[right], 14)
    third = right[right >= 2]
    third = third[batch.text[third] == batch.text[third - 2]]
    yield third, numbered(kind[third - 2] * 4096 + kind[third - 1] * 64 + kind[third], 15)
    ends = np.append(batch.starts[1:], len(batch.text)) - 1
    alone = np.minimum(ends - batch.starts, 5)
    yield batch.starts, numbered(alone * 4096 + kind[batch.starts] * 64 + kind[ends], 16)
