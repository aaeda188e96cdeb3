"""Tokens for what a redacted report must not show, the same for the same entry throughout."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from caseaudit.findings.wording import quoted
from caseaudit.kinds.characters import tidy
from caseaudit.kinds.standins import StandIns
from caseaudit.model.definition import Definition, Holds
from caseaudit.model.finding import Finding

_WORD = re.compile(r"\w+")
_QUOTED = re.compile('"([^"]*)"|“([^“”]*)”')
_SHORTEST = 3
"""Names with fewer letters would be found in every other word."""

_SHORTEST_PART = 4
_CACHED = 200_000


class Tokens:
    """The tokens of one tracker."""

    def __init__(self, definition: Definition, sensitive: Mapping[str, Sequence[str]]) -> None:
        self._definition = definition
        self._stand_ins = StandIns(definition.stand_ins)
        self._public = set(_public(definition))
        self._tokens: dict[str, str] = {}
        self._known: set[str] = set()
        self._numbers: Counter[str] = Counter()
        self._names: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._cleaned: dict[str, str] = {}
        for name, entries in sensitive.items():
            self._learn(name, entries)

    def entry(self, text: str, field: str) -> str:
        """What to show for an entry of a sensitive field."""
        if not text.strip() or text in self._stand_ins or _words(text) in self._public:
            return text
        key = _key(text)
        if key not in self._tokens:
            self._new(key, field)
        return self._tokens[key]

    def clean(self, text: str) -> str:
        """Any other text, with the names that stand in it replaced."""
        found = self._cleaned.get(text)
        if found is None:
            found = self._clean(text)
            if len(self._cleaned) < _CACHED:
                self._cleaned[text] = found
        return found

    def message(self, finding: Finding) -> str:
        """A finding's message; of a sensitive field, nothing that is quoted and not public stays."""
        field, value = finding.field, finding.value
        if field is None or not self._definition.fields[field].sensitive:
            return self.clean(finding.message)
        message = finding.message
        if value is not None:
            token = self.entry(value, field)
            message = message.replace(quoted(value), f'"{token}"')
            if len(value) >= _SHORTEST:
                message = message.replace(value, token)
        return self.clean(_QUOTED.sub(lambda quote: self._quote(quote[1] or quote[2], field, value), message))

    def _quote(self, text: str, field: str, value: str | None) -> str:
        """A quotation in a message on a sensitive field; a part of the entry is shown as the whole."""
        if text in self._known or text.startswith("caseaudit "):
            return f'"{text}"'
        shown = self.entry(text, field)
        return f'"{self.entry(value, field) if value is not None and shown != text else shown}"'

    def _learn(self, name: str, entries: Sequence[str]) -> None:
        field = self._definition.fields[name]
        for text in entries:
            words, key = _words(text), _key(text)
            if key in self._tokens or not key or text in self._stand_ins or words in self._public:
                continue
            token = self._new(key, name)
            if field.holds is not Holds.UPDATE:
                self._learn_name(words, token)
                if name == self._definition.roles.analyst:
                    for word in words:
                        if len(word) >= _SHORTEST_PART and not word.isdecimal():
                            self._learn_name((word,), token)

    def _new(self, key: str, field: str) -> str:
        self._numbers[field] += 1
        token = self._tokens[key] = f"{field.replace('_', '-')}-{self._numbers[field]}"
        self._known.add(token)
        return token

    def _learn_name(self, words: tuple[str, ...], token: str) -> None:
        if words and words not in self._public and len("".join(words)) >= _SHORTEST:
            self._names.setdefault(words[0], []).append((words, token))

    def _clean(self, text: str) -> str:
        pieces, done = [], 0
        places = [*_WORD.finditer(text)]
        words = [place[0].casefold() for place in places]
        skip = 0
        for number, word in enumerate(words):
            if number < skip or word not in self._names:
                continue
            found = [
                each for each in self._names[word] if tuple(words[number : number + len(each[0])]) == each[0]
            ]
            if found:
                name, token = max(found, key=lambda each: len(each[0]))
                skip = number + len(name)
                pieces += [text[done : places[number].start()], token]
                done = places[skip - 1].end()
        return "".join((*pieces, text[done:])) if pieces else text


def _public(definition: Definition) -> Iterator[tuple[str, ...]]:
    """The words of everything that the definition itself says: terms, spellings, headers and titles."""
    for vocabulary in definition.vocabularies.values():
        for term in vocabulary.terms:
            yield _words(term.name)
            yield from map(_words, term.spellings)
    for field in definition.fields.values():
        yield _words(field.header)
        yield from map(_words, field.aliases)
    for own in definition.lists.values():
        yield _words(own.title)
        yield from map(_words, (*own.sheet_names, *own.entries))


def _key(text: str) -> str:
    """What two ways to write one entry have in common: capitals and blanks do not matter."""
    return tidy(text).casefold()


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _WORD.findall(text))
