"""Instructions and empty forms left in an entry: `[enter current update]`, `Done: ___ Next: ___`, `see notes tab`.

What counts is the kind, not a list: an order to enter a part of the form, a part of the form that is still needed, a
pointer to another place, a name of a part in brackets, labels with empty slots, the mask of a date. Every word of the
entry must belong to it, so an update that says more is never one.
"""

from __future__ import annotations

import re

from caseaudit.kinds.form_words import (
    ADDRESSED,
    ALL,
    ASKED,
    BESIDE_PLACES,
    BETWEEN_NAMES,
    COMING,
    DECIDING,
    EARLIER,
    ENTERED,
    ENTRIES,
    LABEL,
    LITTLE,
    MOST_WORDS,
    NAME,
    NAMED,
    NEEDED_PARTS,
    NEEDS,
    ORDERS,
    ORDERS_OR_NOUNS,
    PARTS,
    PLACES,
    POINTERS,
    POLITE,
    SAID_ELSEWHERE,
    STARTS,
)

_LONGEST = 110

_WORD = re.compile(r"[^\W\d_]+|\d+")
_SLOT = re.compile(r"_{2,}|\.{3,}|\u2026+|\[\s{0,9}\]|\(\s{0,9}\)|<\s{0,9}>")
_FILL_SIGNS = " \t\r\n.,;:/|_-\u2013\u2014\u2026*[]()<>"
_DATE_MASK = re.compile(
    r"[\[(<{]?(?:dd?|mm{0,3}|(?:yy){1,2}|tt|jjjj)(?:[-/. ,]{1,2}(?:dd?|mm{0,3}|(?:yy){1,2}|tt|jjjj)){1,2}"
    r"(?: hh:mm(?::ss)?)?[\])>}]?"
)
_ADORNMENT = "*<>=#~"
_BRACKETS = {"[": "]", "<": ">", "{": "}", "(": ")"}


class Forms:
    """Knows the instructions and empty forms of a tracker; `labels` are the headings of its fields."""

    def __init__(self, labels: tuple[str, ...] = ()) -> None:
        phrases = {" ".join(_words(label)) for label in labels}
        self._labels = sorted(phrases - {""}, key=len, reverse=True)
        self._known = ALL | {word for phrase in phrases for word in phrase.split()}
        self._starts = STARTS | {phrase.partition(" ")[0] for phrase in phrases}

    def may_begin(self, text: str, first: str) -> bool:
        """Whether a text with this first word could be one of them; a quick answer for the many that are not."""
        return len(text) <= _LONGEST and (first in self._starts or "__" in text or text[-1] in ":-")

    def __contains__(self, text: str) -> bool:
        if len(text) > _LONGEST:
            return False
        entry = text.strip().casefold()
        if entry.startswith("lorem ipsum") or (
            _DATE_MASK.fullmatch(entry) and "yy" in entry.replace("j", "y")
        ):
            return True
        return self._is_empty_form(entry) or self._is_instruction(entry)

    def fills(self, text: str) -> tuple[str, ...]:
        """What stands behind the labels of a form, "" where nothing does; empty where the text is no such form."""
        if len(text) > _LONGEST:
            return ()
        entry = text.strip().casefold()
        if not entry[:1].isalnum():
            entry = entry.lstrip(_FILL_SIGNS)
        before, *rest = LABEL.split(entry)
        fills = tuple(fill.strip(_FILL_SIGNS) for fill in rest[1::2])
        tells = not any(fills) or len(fills) > 1 or "update" in "".join(rest[:1])
        return fills if tells and not before.strip(_FILL_SIGNS) else ()

    def _is_instruction(self, entry: str) -> bool:
        inside = _without_brackets(_DATE_MASK.sub("date", entry) if "yy" in entry else entry)
        words = []
        for found in _WORD.finditer(inside):
            word = found[0]
            if word not in self._known and len(word) > 1 and not word.isdecimal():
                return False
            words.append(word)
        if not words or len(words) > MOST_WORDS or (inside == entry and DECIDING.isdisjoint(words)):
            return False
        is_asked = not POLITE.isdisjoint(words)
        words = self._with_parts([word for word in words if word not in POLITE] or words)
        if inside != entry and self._names_a_part(words):
            return True
        return (
            words[0] in ("placeholder", "draft") and len(words) > 1 and self._is_one(words[1:], is_asked)
        ) or self._is_one(words, is_asked)

    @staticmethod
    def _is_one(words: list[str], is_asked: bool) -> bool:
        return (
            _orders(words, is_asked)
            or _stands_here(words)
            or _is_needed(words)
            or _is_to_be_entered(words)
            or _points(words)
            or _points_back(words)
        )

    def _with_parts(self, words: list[str]) -> list[str]:
        """The words with the heading of a field, whole, as one part of the form."""
        joined = f" {' '.join(words)} "
        for label in self._labels:
            joined = joined.replace(f" {label} ", " field ")
        return joined.split()

    def _names_a_part(self, words: list[str]) -> bool:
        return set(words) <= PARTS | LITTLE and not PARTS.isdisjoint(words)

    def _is_empty_form(self, entry: str) -> bool:
        """Whether the entry is labels with empty slots behind them: `Done: ___ Next: ___`."""
        names = BETWEEN_NAMES.split(entry)
        if len(names) > 2 and all(map(NAME.fullmatch, names)):
            return True
        if "_" not in entry and ":" not in entry:
            return False
        *before, last = _SLOT.split(entry)
        return (
            bool(before)
            and not _WORD.search(last)
            and any(map(_WORD.search, before))
            and all(map(_labels, before))
        )


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _labels(segment: str) -> bool:
    """Whether what stands before an empty slot is a label, or nothing but signs."""
    words = _words(segment)
    if all(word.isdecimal() and len(word) <= 4 for word in words) or NAME.fullmatch(" ".join(words)):
        return True
    label = segment.strip().lstrip(" .,;/|-\u2013\u2022*")
    return (
        len(words) <= 4 and label[-1:] in (":", "=", "#", "-") and ":" not in label[:-1] and ". " not in label
    )


def _is_adorned(entry: str) -> bool:
    """Whether a sign stands at least twice before and behind the entry: `*** enter update ***`."""
    signs = _ADORNMENT + "-"
    inside = entry.strip(signs)
    if len(entry) < 4 or not inside or not set(inside).isdisjoint(_ADORNMENT):
        return False
    ends = (entry[:2], entry[-2:])
    return all(end == 2 * end[0] and end[0] in signs for end in ends)


def _without_brackets(entry: str) -> str:
    if _is_adorned(entry):
        entry = f"[{entry.strip(' *<>=#~-')}]"
    entry = entry.lstrip("$%@")
    while len(entry) > 2 and _BRACKETS.get(entry[0]) == entry[-1]:
        entry = entry[1:-1].strip()
    return entry


def _orders(words: list[str], is_asked: bool) -> bool:
    """`please enter the update here`, `click to select a country`, `analyst to complete`."""
    said = set(words)
    verbs = [word for word in words[:3] if word not in ("to", "analyst", "owner")]
    first = verbs[0] if verbs else ""
    is_addressed = is_asked or "to" in words[:2] or not said.isdisjoint(ADDRESSED)
    if first not in ORDERS and not (first in ORDERS_OR_NOUNS and is_addressed):
        return False
    if not is_addressed and not said.isdisjoint(NAMED):
        return False
    beside = {word for word in said - ORDERS - ORDERS_OR_NOUNS if not word.isdecimal()}
    if not beside <= PARTS | LITTLE | ASKED | {"owner"}:
        return False
    names_what = not said.isdisjoint(PARTS | ASKED | {"here", "below", "apply", "owner"})
    return is_asked or names_what or len(said & ORDERS) > 1 or words[0] == "fill"


def _stands_here(words: list[str]) -> bool:
    """`your text here`, `current update goes here`."""
    said = set(words)
    return (
        words[-1] == "here"
        and len(words) <= 6
        and not PARTS.isdisjoint(said)
        and said <= PARTS | LITTLE | {"goes"}
    )


def _is_needed(words: list[str]) -> bool:
    """`update needed`, `needs an update`, `details to follow`."""
    said = set(words)
    if not said <= NEEDED_PARTS | NEEDS | COMING | LITTLE | {"analyst"}:
        return False
    if said.isdisjoint(NEEDED_PARTS):
        return "updating" in said
    return not said.isdisjoint(NEEDS) or words[-1] in COMING


def _is_to_be_entered(words: list[str]) -> bool:
    """`to be written`, `needs to be updated`, `summary must be completed by analyst`."""
    said = set(words)
    if "be" not in said or said.isdisjoint(ENTERED) or said.isdisjoint(("to", "must", "should", "will")):
        return False
    return said <= ENTERED | NEEDED_PARTS | LITTLE | {"needs", "need", "analyst", "will"}


def _points(words: list[str]) -> bool:
    """`see notes tab`, `refer to the case file`, `details in email of 3/2`."""
    said = {word for word in words if len(word) > 1 and not word.isdecimal()}
    first = words[0]
    if first not in POINTERS or said.isdisjoint(PLACES):
        return False
    if first in SAID_ELSEWHERE and said.isdisjoint(("in", "on", "see", "under")):
        return False
    beside = PARTS if first in ("see", "refer") else SAID_ELSEWHERE
    return said <= POINTERS | PLACES | BESIDE_PLACES | LITTLE | beside


def _points_back(words: list[str]) -> bool:
    """`same as last week`, `see previous update`."""
    said = set(words)
    return (
        words[0] in ("same", "as", "see", "copy")
        and said <= EARLIER | ENTRIES
        and not said.isdisjoint(EARLIER)
    )
