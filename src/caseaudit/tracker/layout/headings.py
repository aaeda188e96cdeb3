"""What a heading means: which field of the definition it names, and how surely.

exact     the field's own header, case, spaces, punctuation and accents aside
alias     a listed other name, or either after numbering and notes in parentheses are dropped
similar   the same words in another order or form, a usual short form, one slip of the keyboard
none      anything else; a heading that could be two fields names both, and is read as neither
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from caseaudit.model.definition import Definition, Holds
from caseaudit.tracker.layout.dress import PARENTHESES, Dress
from caseaudit.tracker.layout.kinship import Kinship
from caseaudit.tracker.layout.texts import fingerprint, fingerprints, stem, tidy, words_of
from caseaudit.tracker.layout.words import LayoutWords

_LONGEST = 120
_MOST_WORDS = 7


class Level(IntEnum):
    """How surely a heading names a field."""

    NONE = 0
    LETTERS = 1
    """Similar by short forms or slips."""
    WORDS = 2
    """Similar by the same words in another order or form."""
    ALIAS = 3
    EXACT = 4

    @property
    def why(self) -> str:
        """The word for it in `HeaderMatch.why`."""
        return ("unrecognized", "similar", "similar", "alias", "exact")[self]


@dataclass(frozen=True, slots=True)
class Match:
    """The fields that a heading could name: one, several where it is ambiguous, none."""

    level: Level = Level.NONE
    fields: tuple[str, ...] = ()

    @property
    def field(self) -> str | None:
        """The one field, or None."""
        return self.fields[0] if len(self.fields) == 1 else None


NOTHING = Match()


class Headings:
    """All names of the definition's fields, and the meaning of any heading; each distinct text is read once."""

    def __init__(self, definition: Definition, words: LayoutWords) -> None:
        self._words = words
        self._dress = Dress(words)
        self._order = {name: place for place, name in enumerate(definition.fields)}
        self._known: dict[str, Match] = {}
        names: list[tuple[str, str]] = []
        for each in definition.fields.values():
            self._learn(each.header, each.name, Level.EXACT)
            names.extend((each.name, text) for text in (each.header, each.name, *each.aliases))
        for field, text in names:
            self._learn(text, field, Level.ALIAS)
        self._lists = {fingerprint(text) for text in definition.list_headers}
        self._settled: dict[str, Match] = {}
        self._whole: dict[str, Match] = {}
        self._definition = definition
        self._names = names

    @property
    def fields(self) -> int:
        """How many fields the definition has."""
        return len(self._definition.fields)

    def is_name(self, text: str) -> bool:
        """Whether the text is one of the names, letter for letter but for its looks (quick)."""
        return len(text) <= _LONGEST and fingerprint(tidy(text) if "_x" in text else text) in self._known

    def are_names(self, texts: Sequence[str]) -> list[bool]:
        """Which of the texts are names, as `is_name` says; quick for thousands of them."""
        if any("_x" in text or len(text) > _LONGEST for text in texts):
            return [*map(self.is_name, texts)]
        return [each in self._known for each in fingerprints(texts)]

    def is_list(self, text: str) -> bool:
        """Whether the heading is one of the list column's."""
        text = tidy(text)
        return any(fingerprint(variant) in self._lists for variant in (text, *self._dress.bare(text)))

    def match(self, text: str) -> Match:
        """What the heading names."""
        found = self._settled.get(text)
        if found is None:
            found = self._settled[text] = self.whole(text)
            if not found.fields:
                found = self._settled[text] = self._in_doubt(text)
        return found

    def whole(self, text: str) -> Match:
        """The field that the whole heading names, without regard to those it could be a part of."""
        found = self._whole.get(text)
        if found is None:
            found = self._whole[text] = self._match(tidy(text) if "_x" in text else text)
        return found

    def kin(self, word: str) -> frozenset[str]:
        """The words of the known names that this word may stand for, as a short form or a slip."""
        return self._kinship.of(word)

    def _learn(self, text: str, field: str, level: Level) -> None:
        key = fingerprint(text)
        known = self._known.get(key)
        if key and known is None:
            self._known[key] = Match(level, (field,))
        elif known is not None and field not in known.fields and level is known.level:
            self._known[key] = Match(level, self._sorted((*known.fields, field)))

    @cached_property
    def _named(self) -> dict[tuple[str, ...], set[str]]:
        """The fields of each name, by its words; made only for a heading that is no name letter for letter."""
        number = self._definition.roles.case_number
        found: dict[tuple[str, ...], set[str]] = {}
        for field, text in self._names:
            content = self._content(words_of(text))
            if not content:
                continue
            forms = [content]
            if field != number and "case" not in content:
                forms.append(("case", *content))
            if self._definition.fields[field].holds is Holds.TEXT and "name" not in content:
                forms.append((*content, "name"))
            for form in forms:
                found.setdefault(form, set()).add(field)
        return found

    @cached_property
    def _bags(self) -> dict[frozenset[str], set[str]]:
        found: dict[frozenset[str], set[str]] = {}
        for form, fields in self._named.items():
            found.setdefault(frozenset(map(stem, form)), set()).update(fields)
        return found

    @cached_property
    def _headers(self) -> dict[str, frozenset[str]]:
        fields = self._definition.fields.values()
        return {
            each.name: frozenset(stem(word) for word in self._content(words_of(each.header)))
            for each in fields
        }

    @cached_property
    def _kinship(self) -> Kinship:
        return Kinship({word for name in self._named for word in name}, self._words)

    def _content(self, words: Iterable[str]) -> tuple[str, ...]:
        return tuple(word for word in words if word not in self._words.fillers)

    def _sorted(self, fields: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(set(fields), key=self._order.__getitem__))

    def _match(self, text: str) -> Match:
        known = self._known.get(fingerprint(text[:_LONGEST])) if len(text) <= _LONGEST else None
        if known is not None:
            return known
        for variant in self._dress.bare(text):
            known = self._known.get(fingerprint(variant))
            if known is not None:
                return self._beside(Match(Level.ALIAS, known.fields), text)
        return self._similar(text) if len(text) <= _LONGEST else self._alike_bare(text)

    def _alike_bare(self, text: str) -> Match:
        return next(
            (m for v in self._dress.bare(text) if len(v) <= _LONGEST and (m := self._similar(v)).fields),
            NOTHING,
        )

    def _beside(self, match: Match, text: str) -> Match:
        """The match, with the other field that a note in parentheses names."""
        for found in PARENTHESES.finditer(text):
            other = self._known.get(fingerprint(found[0]))
            if other is not None and set(other.fields) - set(match.fields):
                return Match(match.level, self._sorted((*match.fields, *other.fields)))
        return match

    def _similar(self, text: str) -> Match:
        variants = dict.fromkeys((text, *self._dress.bare(text)))
        for variant in variants:
            content = self._content(words_of(variant))
            if not 0 < len(content) <= _MOST_WORDS:
                continue
            fields = self._bags.get(frozenset(map(stem, content)))
            if fields:
                return Match(Level.WORDS, self._sorted(fields))
            fields = self._kinship.named(content, self._named)
            if fields:
                return Match(Level.LETTERS, self._sorted(fields))
        return NOTHING

    def _in_doubt(self, text: str) -> Match:
        """What a heading that is no name could be: one of two names, or a part of several."""
        text = tidy(text)
        if len(text) <= _LONGEST:
            for variant in dict.fromkeys((text, *self._dress.bare(text))):
                for found in (self._parts(variant), self._part_of(variant)):
                    if found.fields:
                        return found
        return NOTHING

    def _parts(self, text: str) -> Match:
        """A heading of two names, `Manufacturer / Producer`: the one field that they name, or all of them."""
        parts = [
            part
            for part in re.split(r"(?:(?<!\s)\s+)?[/|\\+&]\s*|(?<!\s)\s+(?:or|and)\s+", text.strip())
            if part
        ]
        if not 1 < len(parts) <= 3:
            return NOTHING
        named = [self._known.get(fingerprint(part)) for part in parts]
        fields = {field for match in named if match is not None for field in match.fields}
        unknown = (
            word for part, match in zip(parts, named, strict=True) if match is None for word in words_of(part)
        )
        if not fields or any(word in self._words.qualifiers for word in unknown):
            return NOTHING
        return Match(Level.LETTERS, self._sorted(fields))

    def _part_of(self, text: str) -> Match:
        """A heading whose words are a part of two fields' headers, or of names of several: `Date` is ambiguous."""
        words = {stem(word) for word in self._content(words_of(text))} - {"case", "name"}
        if not words:
            return NOTHING
        own = {field for field, bag in self._headers.items() if words < self._widened(bag)}
        if len(own) > 1:
            return Match(Level.NONE, self._sorted(own))
        holding = [self._holding.get(word, frozenset()) for word in words]
        fields = {
            field for bag in frozenset.intersection(*holding) if bag != words for field in self._bags[bag]
        }
        return Match(Level.NONE, self._sorted(fields)) if len(fields) > 2 else NOTHING

    @cached_property
    def _holding(self) -> dict[str, frozenset[frozenset[str]]]:
        """The names that hold a word, by its stem."""
        found: dict[str, set[frozenset[str]]] = {}
        for bag in self._bags:
            for word in bag:
                found.setdefault(word, set()).add(bag)
        return {word: frozenset(bags) for word, bags in found.items()}

    def _widened(self, bag: frozenset[str]) -> frozenset[str]:
        """The words of a name with those that people use for them."""
        kindred = ({stem(word) for word in group} for group in self._words.kindred)
        return bag.union(*(group for group in kindred if group & bag))
