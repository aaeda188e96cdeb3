"""What an entry is by its form alone: equal to a known name, a date, a status word, a company's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from caseaudit.kinds.narrative.reading import Kind, Names, plain
from caseaudit.kinds.narrative.section import Narrative
from caseaudit.kinds.narrative.tokens import MONTHS, Ints

_PARTS = re.compile(r"(?:(?<!\s)\s+)?(?:[;/|,+&]|\band\b)\s*", re.IGNORECASE)
_LABEL = re.compile(
    r"\s*(?:the\s+)?([^\W\d_][^:=]{0,24}?)\s*(?:[:=]|\s[-–]\s|\bis\b)\s*(\S.*)", re.IGNORECASE | re.DOTALL
)
_SHARE = re.compile(r"\d{1,3}\s?%(?: (?:complete|done|finished))?")
_WEEKDAY = "mon monday tue tues tuesday wed weds wednesday thu thur thurs thursday fri friday sat saturday sun sunday"
_SEASONS = re.compile(
    r"q[1-4]|[1-4]q|h[12]|w\d{1,2}|[fc]y\d{2,4}(?:q[1-4])?|\d{4}q[1-4]|\d{1,2}(?:st|nd|rd|th)|\d{3,4}h(?:rs)?"
)
_MONTH_WITHIN = re.compile(r"\d{1,6}([a-z]+)\d{0,4}")
_MOST_DATE_WORDS = 8


@dataclass(frozen=True, slots=True)
class Form:
    """What an entry was taken for, how surely, and why in words that finish the sentence "it …"."""

    kind: Kind
    why: str
    sure: float = 1.0


_STAND_IN = Form(Kind.PLACEHOLDER, "is a stand-in")
_STATUS = Form(Kind.STATUS_WORD, "is a bare status word")
_NUMBER = Form(Kind.STATUS_WORD, "is a bare number")
_DATE = Form(Kind.DATE_ONLY, "is nothing but a date")
_COMPANY = Form(Kind.MANUFACTURER, "has the form of a company name", 0.9)

MODULUS = 2**31 - 1
_FIGURES = str.maketrans("123456789", "000000000")


def print_of(letters: str) -> int:
    """A number of 31 bits for the letters of a plain form; all figures are alike in it."""
    return int.from_bytes(letters.translate(_FIGURES).encode("utf-8", "surrogatepass"), "big") % MODULUS


class Known(dict[str, Form]):
    """What each known name in plain form is."""

    @cached_property
    def prints(self) -> Ints:
        """Those of the names, without blanks."""
        return np.unique(np.fromiter((print_of(name.replace(" ", "")) for name in self), np.int64))

    @cached_property
    def firsts(self) -> Ints:
        """Those of the first words of the names."""
        firsts = {name.partition(" ")[0] for name in self} - {""}
        return np.unique(np.fromiter(map(print_of, firsts), np.int64))


class Forms:
    """Judges short entries by their form; says nothing of what could be a sentence."""

    def __init__(self, narrative: Narrative) -> None:
        words = narrative.not_progress
        office = Form(Kind.OTHER_ENTITY, "is the name of an office")
        self._fixed = {plain(word): office for word in words["offices"]}
        self._fixed |= {plain(word): _STATUS for word in words["status_words"]}
        self._fixed |= {plain(word): _STAND_IN for word in words["stand_ins"]} | {"": _STAND_IN}
        self._dates = {word for entry in words["date_words"] for word in plain(entry).split()}
        self._dates |= MONTHS.keys() | set(_WEEKDAY.split()) | {"am", "pm", "fy"}
        self._roles = {plain(role) for role in words["roles"]} - {""}
        self.role_starts = {role.split()[0] for role in self._roles} | {"the"}
        self._suffixes = frozenset(map(plain, words["company_suffixes"])) - {""}
        self.suffix_ends = frozenset(suffix.split()[-1] for suffix in self._suffixes)

    def with_names(self, names: Names) -> Known:
        """The definition's own words and the tracker's names; a word of the definition comes first."""
        known: dict[str, Form] = {}
        for group, what in (
            (names.commodities, "a commodity"),
            (names.people, "a person"),
            (names.countries, "a country"),
            (names.importers, "an importer"),
        ):
            known.update(
                dict.fromkeys(group, Form(Kind.OTHER_ENTITY, f"is the name of {what} on this tracker"))
            )
        maker = Form(Kind.MANUFACTURER, "is the name of a manufacturer on this tracker")
        return Known(known | dict.fromkeys(names.manufacturers, maker) | self._fixed)

    def of(self, text: str, known: Known, reads_like_sentence: bool) -> Form | None:
        """What the entry is, where its form tells; one that reads like a sentence only by a known name."""
        name = plain(text)
        form = known.get(name)
        if form is not None:
            return form
        words = name.split()
        if reads_like_sentence:
            return self._labelled(text, words, known)
        if (
            self.is_date_word(words[0])
            and len(words) <= _MOST_DATE_WORDS
            and all(map(self.is_date_word, words))
        ):
            return _NUMBER if len(words) == 1 and name.isdigit() and len(name) < 4 else _DATE
        if "%" in text and _SHARE.fullmatch(text.strip().casefold()):
            return _STATUS
        return (
            self._names(text, known)
            or self._labelled(text, words, known)
            or (_COMPANY if self._has_suffix(text, words) else None)
        )

    def is_date_word(self, word: str) -> bool:
        """Whether a word can stand in an entry that is nothing but dates."""
        if word in self._dates or word.isdigit():
            return True
        if not (word[0].isdigit() or word[-1].isdigit()):
            return False
        month = _MONTH_WITHIN.fullmatch(word)
        return _SEASONS.fullmatch(word) is not None or (month is not None and month[1] in MONTHS)

    def _has_suffix(self, text: str, words: list[str]) -> bool:
        if words[-1] not in self._suffixes and not any(
            " ".join(words[-n:]) in self._suffixes for n in (2, 3)
        ):
            return False
        parts = [plain(part).split() for part in re.split(r"[;/\n]", text)]
        return all(self._ends(part) for part in parts if part)

    def _ends(self, words: list[str]) -> bool:
        return len(words) > 1 and any(" ".join(words[-n:]) in self._suffixes for n in (1, 2, 3))

    def _names(self, text: str, known: Known) -> Form | None:
        joint = _PARTS.search(text)
        if joint is None or (joint.start() and plain(text[: joint.start()]) not in known):
            return None
        parts = [part for part in map(plain, _PARTS.split(text)) if part]
        if len(parts) < 2:
            return None
        kinds = {known[part].kind if part in known else Kind.UPDATE for part in parts}
        if Kind.UPDATE in kinds or Kind.PLACEHOLDER in kinds:
            return None
        if kinds == {Kind.STATUS_WORD}:
            return _STATUS
        kind = Kind.MANUFACTURER if Kind.MANUFACTURER in kinds else Kind.OTHER_ENTITY
        return Form(kind, "is nothing but names on this tracker")

    def _labelled(self, text: str, words: list[str], known: Known) -> Form | None:
        found = _LABEL.fullmatch(text) if words[0] in self.role_starts else None
        return None if found is None or plain(found[1]) not in self._roles else known.get(plain(found[2]))
