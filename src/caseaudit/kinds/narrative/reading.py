"""What is read in an update: the records that the reader gives back and the names that it is told."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from caseaudit.kinds.narrative.lexicon import folded

_GAP = re.compile(r"[\W_]+")
_MARKS = {code: " " for code in range(128) if not chr(code).isalnum()}
_MARKS_IN_LINES = {code: blank for code, blank in _MARKS.items() if code != ord("\n")}


class Kind(StrEnum):
    """What stands in an update's place."""

    UPDATE = "update"
    MANUFACTURER = "manufacturer"
    OTHER_ENTITY = "other_entity"
    """Another company, a country, a commodity, a person, an office, a reference number."""
    PLACEHOLDER = "placeholder"
    STATUS_WORD = "status_word"
    DATE_ONLY = "date_only"

    @property
    def is_progress(self) -> bool:
        """Whether it says something of the case; a stand-in is another rule's matter and counts as neither."""
        return self is Kind.UPDATE

    @property
    def is_not_progress(self) -> bool:
        """Whether it is what X302 reports."""
        return self not in (Kind.UPDATE, Kind.PLACEHOLDER)


@dataclass(frozen=True, slots=True)
class UpdateReading:
    """One text as read.

    `phase` is the term of the phase that the text says the case is in now, None where it does not say or the
    reader is not sure enough. `confidence` is between 0 and 1 and stands for the phase where there is one, else for
    the kind. `words` quotes what decided, as it stands in the text; `why` says in plain words what the entry
    was taken for, "" for an update.
    """

    kind: Kind
    phase: str | None
    confidence: float
    words: str
    why: str = ""
    chances: tuple[float, ...] = ()
    """Of each phase, in order; the rest to 1 is the chance that the text does not say. Empty where `phase` is None."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names that a tracker knows, each in the form that `plain` gives."""

    manufacturers: frozenset[str] = frozenset()
    importers: frozenset[str] = frozenset()
    commodities: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        manufacturers: Iterable[str] = (),
        importers: Iterable[str] = (),
        commodities: Iterable[str] = (),
        countries: Iterable[str] = (),
        people: Iterable[str] = (),
    ) -> Names:
        """The names as entered, brought to plain form; empty ones are left out."""
        groups = (manufacturers, importers, commodities, countries, people)
        return cls(*map(_plain_names, groups))


def plain(text: str) -> str:
    """A name for comparison: small letters, no accents, single spaces in place of all marks."""
    if text.isascii():
        return " ".join(text.lower().translate(_MARKS).split())
    return _GAP.sub(" ", folded(text)).strip()


def _plain_names(names: Iterable[str]) -> frozenset[str]:
    """The names in plain form, but for empty ones; those without accents are brought to it all at once."""
    listed = list(names)
    lines = [name for name in listed if name.isascii() and "\n" not in name]
    found = {
        " ".join(line.split()) for line in "\n".join(lines).lower().translate(_MARKS_IN_LINES).split("\n")
    }
    if len(lines) < len(listed):
        found.update(plain(name) for name in listed if not name.isascii() or "\n" in name)
    return frozenset(found - {""})


def same_as_own(text: str, manufacturer: str) -> bool:
    """Whether an update is nothing but the case's own manufacturer, spelling aside."""
    return plain(text) != "" and plain(text) == plain(manufacturer)
