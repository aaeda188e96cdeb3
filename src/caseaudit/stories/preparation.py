"""What comes before the checks: read the file, understand it, read its entries and updates.

For a tracker of ordinary size all this is done in a process forked off at once, while this one imports pandera, which
takes longer: together they take little more time than pandera alone. A large tracker, whose entries would take long to
hand over, is prepared in this process, with the reading child at work meanwhile; only what its updates say is read in
a forked process, while this one reads and checks the other entries. Where forking is not safe (all systems but Linux)
everything is done in this process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from caseaudit.model.layout import NOTHING_STATED, StatedLayout
from caseaudit.settings.layout import LayoutFiles, stated_layout
from caseaudit.stories.apart import CAN_FORK, Apart
from caseaudit.tracker.read.reading import start_reading

if TYPE_CHECKING:
    from caseaudit.model.definition import Definition
    from caseaudit.model.layout import Layout
    from caseaudit.model.table import Workbook
    from caseaudit.tracker.cases import Tracker
    from caseaudit.tracker.setting import UpdatesSaid

AHEAD_BYTES = 400_000
"""Files up to this size are prepared in a process of their own (about 2,500 cases in an .xlsx)."""


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A workbook as it stands, and its cases with every entry read."""

    workbook: Workbook
    tracker: Tracker


@dataclass(frozen=True, slots=True)
class Request:
    """What to prepare: the tracker, its definition (None is the built-in one), and the dates that ages hang on."""

    path: Path
    definition: Path | None
    as_of: date | None
    today: date
    layout: LayoutFiles = field(default_factory=LayoutFiles)
    """Where the user says how the tracker is laid out."""
    updates: bool = True
    """Whether to read what the updates say; only the rules need it."""


def start_preparing(request: Request) -> Callable[[], Prepared]:
    """Begin at once; the function that is returned waits for the outcome.

    It raises TrackerUnusable or DefinitionUnusable.
    """
    if CAN_FORK and _is_small(request.path):
        return Apart(lambda: _prepare_here(request)).outcome
    return _start_here(request, forks=CAN_FORK)


def prepare(
    workbook: Workbook,
    definition: Definition,
    as_of: date | None,
    today: date,
    *,
    updates: bool = True,
    forks: bool = False,
    stated: StatedLayout = NOTHING_STATED,
) -> Prepared:
    """Understand a workbook that has been read, and read its entries; `forks`: its updates in a forked process.

    Raises TrackerUnusable or DefinitionUnusable.
    """
    from caseaudit.tracker.intake import read_cases

    layout = understood(workbook, definition, stated)
    entries = partial(read_cases, workbook, layout, definition, as_of=as_of, today=today)
    if not updates or definition.narrative is None:
        return Prepared(workbook, entries())
    from caseaudit.tracker.updates import fields_read, read_updates, reader_of

    reader = reader_of(definition)
    if not forks:
        tracker = entries()
        return Prepared(workbook, replace(tracker, updates=read_updates(tracker, reader)))
    begun = entries(fields=fields_read(definition))
    said = Apart(lambda: read_updates(begun, reader))
    return Prepared(workbook, replace(entries(begun=begun), updates=_Awaited(said)))


def definition_of(path: Path | None) -> Definition:
    """The definition in this file, or the built-in one. Raises DefinitionUnusable."""
    from caseaudit.definition import load_definition

    return load_definition(path)


def understood(workbook: Workbook, definition: Definition, stated: StatedLayout = NOTHING_STATED) -> Layout:
    """The case tables of a workbook. Raises TrackerUnusable."""
    from caseaudit.tracker.layout import understand

    return understand(workbook, definition, stated)


def stated_for(request: Request, definition: Definition) -> StatedLayout:
    """What the user says of the tracker's layout. Raises SettingsUnusable."""
    return stated_layout(request.path, request.layout, definition)


def _start_here(request: Request, *, forks: bool) -> Callable[[], Prepared]:
    """Begin in this process: the file is read while the definition is loaded."""
    reading = start_reading(request.path)

    def outcome() -> Prepared:
        definition = definition_of(request.definition)
        stated = stated_for(request, definition)
        workbook = reading.workbook()
        return prepare(
            workbook,
            definition,
            request.as_of,
            request.today,
            updates=request.updates,
            forks=forks,
            stated=stated,
        )

    return outcome


def _prepare_here(request: Request) -> Prepared:
    return _start_here(request, forks=False)()


def _is_small(path: Path) -> bool:
    try:
        return path.stat().st_size <= AHEAD_BYTES
    except OSError:
        return False


class _Awaited(Mapping[str, "UpdatesSaid"]):
    """What the updates say, by list; the first look at it waits for the process that reads them."""

    def __init__(self, reading: Apart[Mapping[str, UpdatesSaid]]) -> None:
        self._reading = reading

    @cached_property
    def _said(self) -> Mapping[str, UpdatesSaid]:
        return self._reading.outcome()

    def __getitem__(self, case_list: str) -> UpdatesSaid:
        return self._said[case_list]

    def __iter__(self) -> Iterator[str]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)
