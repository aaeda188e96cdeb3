"""Texts that stand for two things at once: a spelling of two terms, a header of two fields, two lists.

Two texts are one where their fingerprints are equal, since that is how entries and headers are compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from caseaudit.definition.form import FieldPart, Form, VocabularyPart, vocabulary_parts
from caseaudit.definition.source import Fault, Path
from caseaudit.kinds.spelling import fingerprint, fingerprints

_SHORTEST_WORD = 4
"""Letters of a word; `TBD` and `N/A` are shorter."""


def double_faults(form: Form) -> Iterator[Fault]:
    """Every text that stands for two things."""
    for place, _, vocabulary in vocabulary_parts(form):
        yield from spelling_faults(place, vocabulary)
    yield from _headers(form)
    yield from _lists(form, "sheet_names", "sheet name")
    yield from _lists(form, "entries", "entry")
    yield from _short_forms(form)


def _identity(text: str) -> str:
    return fingerprint(text) or text.strip().casefold()


def spelling_faults(here: Path, vocabulary: VocabularyPart) -> Iterator[Fault]:
    """Every text that stands for two terms of a vocabulary."""
    taken: dict[str, str] = {}
    lists = {name: frozenset(term.lists) for name, term in vocabulary.terms.items()}
    written = [*_written(vocabulary)]
    keys = fingerprints([text for text, _, _ in written])
    for key, (text, term, place) in zip(keys, written, strict=True):
        other = taken.setdefault(key or _identity(text), term)
        if other != term and not _apart(lists[other], lists[term]):
            what = f'"{text}" stands for two terms, "{other}" and "{term}"; keep it under one of them'
            yield Fault((*here, term, "spellings", place) if place >= 0 else (*here, term), what)


def _apart(one: frozenset[str], other: frozenset[str]) -> bool:
    """Terms that no list has in common may share a spelling: the list tells which is meant."""
    return bool(one) and bool(other) and one.isdisjoint(other)


def _written(vocabulary: VocabularyPart) -> Iterator[tuple[str, str, int]]:
    """Each text that stands for a term, names first: (text, term, place among its spellings or -1)."""
    for number, name in enumerate(vocabulary.terms, start=1):
        yield name, name, -1
        if vocabulary.numbered:
            yield str(number), name, -1
    for name, term in vocabulary.terms.items():
        for place, spelling in enumerate(term.spellings):
            yield spelling, name, place


def _headers(form: Form) -> Iterator[Fault]:
    taken: dict[str, str] = {}
    stand_ins = {_identity(text) for text in form.stand_ins}
    for path, header, field in _headings(form.fields):
        key = _identity(header)
        other = taken.setdefault(key, field)
        if other != field:
            both = f"{other} and {field}"
            yield Fault(path, f'the header "{header}" stands for two fields, {both}; keep it under one')
        if key in stand_ins and not _is_word(header):
            yield Fault(path, f'"{header}" is a stand-in for a missing entry, so it can be no header')
    for place, header in enumerate(form.list_headers):
        if found := taken.get(_identity(header)):
            yield Fault(
                ("list_headers", place),
                f'the header "{header}" stands for the field {found} too; keep it in one of the two places',
            )


def _is_word(header: str) -> bool:
    """Whether it is a whole word, such as `Temp` or `Pending`, which may head a column though it is no entry."""
    return header.isalpha() and len(header) >= _SHORTEST_WORD


def _headings(fields: Mapping[str, FieldPart]) -> Iterable[tuple[Path, str, str]]:
    """Each text that names a field, headers first: (path, text, field)."""
    for name, field in fields.items():
        yield ("fields", name, "header"), field.header, name
    for name, field in fields.items():
        for place, alias in enumerate(field.aliases):
            yield ("fields", name, "aliases", place), alias, name


def _lists(form: Form, key: str, what: str) -> Iterator[Fault]:
    taken: dict[str, str] = {}
    for name, part in form.lists.items():
        if taken.setdefault(_identity(part.title), name) != name and key == "entries":
            yield Fault(("lists", name, "title"), f'two lists have the title "{part.title}"; rename one')
    for name, part in form.lists.items():
        for place, text in enumerate(getattr(part, key)):
            other = taken.setdefault(_identity(text), name)
            if other != name:
                both = f"{other} and {name}"
                yield Fault(
                    ("lists", name, key, place),
                    f'the {what} "{text}" stands for two lists, {both}; keep it under one',
                )


def _short_forms(form: Form) -> Iterator[Fault]:
    taken: dict[str, str] = {}
    for word, forms in form.short_forms.items():
        for place, short in enumerate(forms):
            other = taken.setdefault(short.lower(), word)
            if other != word:
                what = f'"{short}" is short for two words, "{other}" and "{word}"; keep it under one of them'
                yield Fault(("short_forms", word, place), what)
