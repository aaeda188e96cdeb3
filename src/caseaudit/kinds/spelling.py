"""How two spellings are compared: what they share when their looks are set aside, and how far apart they are.

Likeness never decides what an entry stands for. An equal fingerprint does, and in long words one slip of the
keyboard; anything else is only good enough for a hint.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cached_property

_OTHER = re.compile("[^a-z0-9]+")
_LOWER = bytes.maketrans(string.ascii_uppercase.encode(), string.ascii_lowercase.encode())
_SIGNS = bytes(set(range(128)) - set((string.ascii_letters + string.digits + "&\n").encode()))
_UNSPLIT = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h"}
)
"""Letters whose stroke or ligature Unicode does not treat as an accent."""

HINT_CUTOFF = 72
"""Likeness (0 to 100) below which a hint would be a wild guess: "Inactive" and "Initiation" are 56 alike,
"Exploration" and "Implementation" 56, "Vietnm" and "Vietnam" 92."""


def fingerprint(text: str) -> str:
    """What is left of a text when case, accents, spaces and punctuation are set aside; `&` counts as `and`.

    Empty where the text has neither letters nor digits.
    """
    if "&" in text:
        text = text.replace("&", " and ")
    if text.isascii():
        return _OTHER.sub("", text.lower())
    return "".join(character for character in plain(text) if character.isalnum())


def fingerprints(texts: Sequence[str]) -> list[str]:
    """The fingerprint of each text: as `fingerprint`, but for thousands of plain texts at once."""
    joined = "\n".join(texts)
    if not joined.isascii() or joined.count("\n") != len(texts) - 1:
        return [fingerprint(text) for text in texts]
    return joined.encode().translate(_LOWER, _SIGNS).decode().replace("&", "and").split("\n")


def listed(words: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(words.casefold().split())


def plain(text: str) -> str:
    """The text in lower case, with compatible forms (fullwidth digits, ligatures) made ordinary and accents gone."""
    if text.isascii():
        return text.lower()
    split = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(c for c in split.translate(_UNSPLIT) if not unicodedata.combining(c))


def nearest(text: str, choices: Iterable[str]) -> str | None:
    """The choice most like a text, as a hint for a person, or None where none is near."""
    from rapidfuzz import fuzz, process, utils

    if len(fingerprint(text)) < 3:
        return None
    names = choices if isinstance(choices, Sequence) else tuple(choices)
    text = text[:200]
    near = process.extractOne(
        text, names, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=HINT_CUTOFF
    )
    if near is None:
        near = process.extractOne(
            text, names, scorer=fuzz.token_set_ratio, processor=utils.default_process, score_cutoff=90
        )
    return None if near is None else str(near[0])


_FEW = 100
"""Questions that are answered by comparing with every spelling, before a table for quick answers is worth making."""


def one_slip_apart(one: str, other: str) -> bool:
    """Whether one slip of the keyboard turns one into the other: a letter missing, added, wrong, or two swapped."""
    if one == other:
        return False
    if len(one) > len(other):
        one, other = other, one
    if len(other) - len(one) > 1:
        return False
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[same:] == other[same + 1 :]
    swapped = one[:same] + one[same + 1 : same + 2] + one[same : same + 1] + one[same + 2 :]
    return one[same + 1 :] == other[same + 1 :] or swapped == other


class Slips:
    """Finds, among known spellings, those that a given spelling misses by one slip of the keyboard."""

    def __init__(self, known: Iterable[str]) -> None:
        self._known = tuple(known)
        self._asked = 0

    def of(self, spelling: str) -> set[str]:
        """The known spellings exactly one slip away."""
        self._asked += 1
        if self._asked <= _FEW:
            return self._compared(spelling)
        near: set[str] = set()
        for short in (spelling, *_without_each(spelling)):
            near |= self._without_one.get(short, set())
        return {known for known in near if one_slip_apart(spelling, known)}

    def _compared(self, spelling: str) -> set[str]:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = process.extract(spelling, self._known, scorer=OSA.distance, score_cutoff=1, limit=None)
        return {known for known, distance, _ in near if distance == 1}

    @cached_property
    def _without_one(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for spelling in self._known:
            for short in (spelling, *_without_each(spelling)):
                found.setdefault(short, set()).add(spelling)
        return found


def _without_each(spelling: str) -> Iterable[str]:
    return (spelling[:i] + spelling[i + 1 :] for i in range(len(spelling)))
