"""What an entry is by its form alone: equal to a known name, a date, a status word, a company's name."""

from __future__ import annotations

import re
from dataclasses import dataclass

from caseaudit.narrative.reading import Kind, Names, plain
from caseaudit.narrative.section import Narrative
from caseaudit.narrative.tokens import MONTHS

_PARTS = re.compile(r"\s*(?:[;/|,+&]|\band\b)\s*", re.IGNORECASE)
_LABEL = re.compile(r"\s*(?:the\s+)?([^\W\d_][^:=]{0,24}?)\s*(?:[:=]|\s[-–]\s|\bis\b)\s*(\S.*)", re.IGNORECASE | re.DOTALL)
_SHARE = re.compile(r"\d{1,3}\s?%(?: (?:complete|done|finished))?")
_WEEKDAYS = frozenset(
    "mon monday tue tues tuesday wed weds wednesday thu thur thurs thursday fri friday sat saturday sun sunday".split()
)
_SEASONS = re.compile(r"q[1-4]|fy|fy\d{2,4}|cy\d{2,4}|\d{1,2}(?:st|nd|rd|th)|[ap]m")


@dataclass(frozen=True, slots=True)
class Form:
    """What an entry was taken for, and why in words that finish the sentence "it …"."""

    kind: Kind
    why: str


class Forms:
    """Judges short entries by their form; says nothing of what could be a sentence."""

    def __init__(self, narrative: Narrative) -> None:
        words = narrative.not_progress
        self._stand_ins = frozenset(map(plain, words["stand_ins"])) - {""}
        self._statuses = frozenset(map(plain, words["status_words"])) - {""}
        self._dates = frozenset(word for entry in words["date_words"] for word in plain(entry).split())
        self._roles = {plain(role) for role in words["roles"]}
        self._offices = {plain(office) for office in words["offices"]}
        self._suffixes = frozenset(map(plain, words["company_suffixes"])) - {""}

    def of(self, text: str, names: Names) -> Form | None:
        """What the entry is, where its form tells."""
        name = plain(text)
        if not name or name in self._stand_ins:
            return Form(Kind.PLACEHOLDER, "is a stand-in")
        if name in self._statuses or _SHARE.fullmatch(text.strip().casefold()):
            return Form(Kind.STATUS_WORD, "is a bare status word")
        return self._date(name, text) or self._name(name, names) or self._names(text, names) or self._labelled(text, names)

    def has_suffix(self, text: str) -> bool:
        """Whether each part of the entry ends like a company's name."""
        parts = [plain(part) for part in re.split(r"[;/\n]", text)]
        return all(self._ends(part) for part in parts if part)

    def _ends(self, name: str) -> bool:
        words = name.split()
        return len(words) > 1 and any(" ".join(words[-n:]) in self._suffixes for n in (1, 2, 3))

    def _date(self, name: str, text: str) -> Form | None:
        words = name.split()
        if len(words) > 8 or not all(self._is_date_word(word) for word in words):
            return None
        if len(words) == 1 and name.isdigit() and len(name) < 4:
            return Form(Kind.STATUS_WORD, "is a bare number")
        return Form(Kind.DATE_ONLY, "is nothing but a date")

    def _is_date_word(self, word: str) -> bool:
        return (
            word.isdigit()
            or word in self._dates
            or word in MONTHS
            or word in _WEEKDAYS
            or _SEASONS.fullmatch(word) is not None
        )

    def _name(self, name: str, names: Names) -> Form | None:
        if name in names.manufacturers:
            return Form(Kind.MANUFACTURER, "is the name of a manufacturer on this tracker")
        for group, what in (
            (names.importers, "the name of an importer on this tracker"),
            (names.countries, "the name of a country"),
            (names.people, "the name of a person on this tracker"),
            (names.commodities, "the name of a commodity on this tracker"),
        ):
            if name in group:
                return Form(Kind.OTHER_ENTITY, f"is {what}")
        return Form(Kind.OTHER_ENTITY, "is the name of an office") if name in self._offices else None

    def _names(self, text: str, names: Names) -> Form | None:
        parts = [plain(part) for part in _PARTS.split(text)]
        known = [self._name(part, names) for part in parts if part]
        if len(known) < 2 or not all(known):
            return None
        kinds = {form.kind for form in known if form is not None}
        kind = Kind.MANUFACTURER if Kind.MANUFACTURER in kinds else Kind.OTHER_ENTITY
        return Form(kind, "is nothing but names on this tracker")

    def _labelled(self, text: str, names: Names) -> Form | None:
        found = _LABEL.fullmatch(text)
        if found is None or plain(found[1]) not in self._roles:
            return None
        return self._name(plain(found[2]), names)
