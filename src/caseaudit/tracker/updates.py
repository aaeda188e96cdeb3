"""The updates of a whole tracker, each distinct text read once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from caseaudit.kinds.narrative.reader import UpdateReader
from caseaudit.kinds.narrative.reading import Names
from caseaudit.kinds.reading import State
from caseaudit.tracker.setting import UpdatesSaid

if TYPE_CHECKING:
    from caseaudit.kinds.narrative.batches import BatchReading
    from caseaudit.model.definition import Definition
    from caseaudit.tracker.cases import CaseEntries, Tracker
    from caseaudit.tracker.entries import Entries

T = TypeVar("T")
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
    return read_lists(tracker.lists, reader or reader_of(tracker.definition))


def read_lists(lists: Mapping[str, CaseEntries], reader: UpdateReader) -> Mapping[str, UpdatesSaid]:
    """As `read_updates`, of some lists."""
    texts = {
        name: _texts(entries) if (entries := cases.of_role("update")) else [] for name, cases in lists.items()
    }
    every = dict.fromkeys(text for each in texts.values() for text in each if text is not None)
    said = _Said(reader)
    for batch in reader.batches([*every], _names([*lists.values()])):
        said.add(batch)
    return {name: said.of(each) if each else UpdatesSaid() for name, each in texts.items()}


class _Said:
    """What the texts of a tracker say, each text once; the first place is that of an entry that says nothing."""

    def __init__(self, reader: UpdateReader) -> None:
        self._level, self._surely = reader.narrative.conflict, reader.narrative.certain_placeholder
        self._phases = (None, *reader.phases)
        self._places: dict[str | None, int] = {None: 0}
        self._placeholder, self._not_progress = [False], [False]
        self._whys, self._words = [""], [""]
        self._phase: list[str | None] = [None]
        self._against: list[frozenset[int]] = [_NO_PHASES]

    def add(self, batch: BatchReading) -> None:
        """Takes in what further texts say."""
        against = batch.against(self._level)
        words = batch.words(np.asarray(against.any(axis=1)))
        self._places.update(
            zip(batch.texts, range(len(self._places), len(self._places) + len(words)), strict=True)
        )
        self._placeholder += batch.placeholders(self._surely)
        self._not_progress += batch.not_progress
        self._whys += batch.verdicts.whys
        self._words += words
        self._phase += map(self._phases.__getitem__, batch.phases.tolist())
        told = against & np.array([*map(bool, words)], dtype=bool)[:, None]
        rows, place_of = np.unique(told, axis=0, return_inverse=True)
        sets = [frozenset((np.flatnonzero(row) + 1).tolist()) for row in rows]
        self._against += map(sets.__getitem__, place_of.reshape(-1).tolist())

    def of(self, texts: Sequence[str | None]) -> UpdatesSaid:
        """The columns of a list with these texts."""
        places = [*map(self._places.__getitem__, texts)]

        def column(said: list[T]) -> tuple[T, ...]:
            return tuple(map(said.__getitem__, places))

        return UpdatesSaid(
            column(self._placeholder),
            column(self._not_progress),
            column(self._whys),
            column(self._words),
            column(self._phase),
            column(self._against),
        )


def _texts(entries: Entries) -> list[str | None]:
    """The text of each distinct entry, None for one that is no text to be read; the blank one comes last."""
    read = [
        (reading.value if isinstance(reading.value, str) else cell.text) if reading.state in _READ else None
        for reading, cell in zip(entries.readings, entries.cells, strict=False)
    ]
    return [*read, None]


def _names(lists: Sequence[CaseEntries]) -> Names:
    if not lists:
        return Names.of()
    definition = lists[0].definition
    roles = definition.roles
    countries = [
        spelling
        for field in roles.same_matter
        if (vocabulary := definition.vocabulary_of(field)) is not None
        for term in vocabulary.terms
        for spelling in (term.name, *term.spellings)
        if len(spelling) > 2
    ]
    return Names.of(
        manufacturers=_entered(lists, roles.manufacturer),
        importers=_entered(lists, roles.importer),
        commodities=[text for name in _goods(definition) for text in _entered(lists, name)],
        countries=countries,
        people=_entered(lists, roles.analyst),
    )


def _goods(definition: Definition) -> list[str]:
    """The fields beside the manufacturer that say in free text what a case is about."""
    roles = definition.roles
    return [
        name
        for name in roles.same_matter
        if name != roles.manufacturer and not definition.fields[name].vocabulary
    ]


def _entered(lists: Sequence[CaseEntries], field: str | None) -> Iterator[str]:
    if field is None:
        return
    for cases in lists:
        yield from filter(None, _texts(cases.entries[field]))
