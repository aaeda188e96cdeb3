"""The updates of a whole tracker, each distinct text read once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from caseaudit.model.cases import UpdatesSaid
from caseaudit.model.reading import State
from caseaudit.narrative.reader import UpdateReader
from caseaudit.narrative.reading import Names

if TYPE_CHECKING:
    from caseaudit.model.cases import Entries, Tracker
    from caseaudit.model.definition import Definition

_Said = tuple[bool, str, str, str | None, frozenset[int]]
"""What one update says, in the order of the columns of `UpdatesSaid`."""
_NO_PHASES: frozenset[int] = frozenset()
_READ = (State.STANDARD, State.FIXABLE)


def reader_of(definition: Definition) -> UpdateReader:
    """The reader of a definition's updates. Raises DefinitionUnusable where its narrative part has faults."""
    return UpdateReader(definition)


def fields_read(definition: Definition) -> frozenset[str]:
    """The fields whose entries `read_updates` looks at: the update, and those that hold names."""
    roles = definition.roles
    named = (roles.update, roles.manufacturer, roles.importer, roles.analyst, *_goods(definition))
    return frozenset(name for name in named if name is not None)


def read_updates(tracker: Tracker, reader: UpdateReader | None = None) -> Mapping[str, UpdatesSaid]:
    """By list: what each distinct update says, in the order of the readings of its entries.

    Empty where the definition has no narrative part. Raises DefinitionUnusable where that part has faults.
    """
    if tracker.definition.narrative is None:
        return {}
    reader = reader or reader_of(tracker.definition)
    updates = {name: cases.of_role("update") for name, cases in tracker.lists.items()}
    texts = [
        *dict.fromkeys(
            text for entries in updates.values() if entries for text in _texts(entries) if text is not None
        )
    ]
    numbers = {term.name: number for number, term in enumerate(tracker.definition.phases, start=1)}
    # Of an entry that is no text to be read: nothing.
    said: dict[str | None, _Said] = {None: (False, "", "", None, _NO_PHASES)}
    for text, reading in zip(texts, reader.read_all(texts, _names(tracker)), strict=True):
        against = _NO_PHASES
        if reading.words and reading.phase is not None:
            against = frozenset(
                number for phase, number in numbers.items() if reader.conflicts(reading, phase)
            )
        said[text] = (reading.kind.is_not_progress, reading.why, reading.words, reading.phase, against)
    return {
        name: UpdatesSaid(*zip(*(said[text] for text in _texts(entries)), strict=True))
        if entries
        else UpdatesSaid()
        for name, entries in updates.items()
    }


def _texts(entries: Entries) -> Iterator[str | None]:
    """The text of each distinct entry, None for one that is no text to be read; the blank one comes last."""
    for reading, cell in zip(entries.readings, entries.cells, strict=False):
        yield cell.text if reading.state in _READ else None
    yield None


def _names(tracker: Tracker) -> Names:
    roles = tracker.definition.roles
    countries = [
        spelling
        for field in roles.same_matter
        if (vocabulary := tracker.definition.vocabulary_of(field)) is not None
        for term in vocabulary.terms
        for spelling in (term.name, *term.spellings)
        if len(spelling) > 2
    ]
    return Names.of(
        manufacturers=_entered(tracker, roles.manufacturer),
        importers=_entered(tracker, roles.importer),
        commodities=[text for name in _goods(tracker.definition) for text in _entered(tracker, name)],
        countries=countries,
        people=_entered(tracker, roles.analyst),
    )


def _goods(definition: Definition) -> list[str]:
    """The fields beside the manufacturer that say in free text what a case is about."""
    roles = definition.roles
    return [
        name
        for name in roles.same_matter
        if name != roles.manufacturer and not definition.fields[name].vocabulary
    ]


def _entered(tracker: Tracker, field: str | None) -> Iterator[str]:
    if field is None:
        return
    for cases in tracker.lists.values():
        yield from (text for text in _texts(cases.entries[field]) if text is not None)
