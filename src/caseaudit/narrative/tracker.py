"""The updates of a whole tracker, each distinct text read once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from caseaudit.model.cases import NOTHING_SAID, UpdateSaid
from caseaudit.model.reading import State
from caseaudit.narrative.reader import UpdateReader
from caseaudit.narrative.reading import Names

if TYPE_CHECKING:
    from caseaudit.model.cases import Entries, Tracker

_READ = (State.STANDARD, State.FIXABLE)


def read_updates(tracker: Tracker) -> Mapping[str, tuple[UpdateSaid, ...]]:
    """By list: what each distinct update says, in the order of the readings of its entries.

    Empty where the definition has no narrative part. Raises DefinitionUnusable where that part has faults.
    """
    if tracker.definition.narrative is None:
        return {}
    reader = UpdateReader(tracker.definition)
    updates = {name: cases.of_role("update") for name, cases in tracker.lists.items()}
    texts = [
        *dict.fromkeys(
            text for entries in updates.values() if entries for text in _texts(entries) if text is not None
        )
    ]
    numbers = {term.name: number for number, term in enumerate(tracker.definition.phases, start=1)}
    said: dict[str | None, UpdateSaid] = {None: NOTHING_SAID}
    nothing: frozenset[int] = frozenset()
    for text, reading in zip(texts, reader.read_all(texts, _names(tracker)), strict=True):
        against = nothing
        if reading.words and reading.phase is not None:
            against = frozenset(
                number for phase, number in numbers.items() if reader.conflicts(reading, phase)
            )
        said[text] = UpdateSaid(
            reading.kind.is_not_progress, reading.why, reading.words, reading.phase, against
        )
    return {
        name: tuple(said[text] for text in _texts(entries)) if entries else ()
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
    goods = [
        name
        for name in roles.same_matter
        if name != roles.manufacturer and not tracker.definition.fields[name].vocabulary
    ]
    return Names.of(
        manufacturers=_entered(tracker, roles.manufacturer),
        importers=_entered(tracker, roles.importer),
        commodities=[text for name in goods for text in _entered(tracker, name)],
        countries=countries,
        people=_entered(tracker, roles.analyst),
    )


def _entered(tracker: Tracker, field: str | None) -> Iterator[str]:
    if field is None:
        return
    for cases in tracker.lists.values():
        yield from (text for text in _texts(cases.entries[field]) if text is not None)
