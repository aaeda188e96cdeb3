"""The controls of a tracker that people keep already: for its own sheets, columns and rows of cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING

from caseaudit.documents.template.controls import FIRST_DAY, LAST_ROW, list_controls
from caseaudit.model.controls import Controls

if TYPE_CHECKING:
    from caseaudit.tracker.cases import Cases, Tracker

FIRST_DAY_1904 = date(1904, 1, 1)
MOST_AREAS = 100
"""Blocks of rows that a list may stand in among others; more of them would make a workbook slow."""


@dataclass(frozen=True, slots=True)
class TrackerControls:
    """The controls of each sheet, by its name; `notes` are sentences on the lists that get none."""

    sheets: Mapping[str, Controls]
    notes: tuple[str, ...]


def tracker_controls(tracker: Tracker, *, epoch_1904: bool = False) -> TrackerControls:
    """The controls of every list of a tracker that has been read.

    A list that is alone on its sheet, with nothing below its cases, gets them below its last case too.
    `epoch_1904` says that the workbook counts its days from 1904.
    """
    first_day = FIRST_DAY_1904 if epoch_1904 else FIRST_DAY
    sheets: dict[str, Controls] = {}
    notes = []
    names = [cases.table.sheet.name for cases in tracker.lists.values()]
    for cases in tracker.lists.values():
        name = cases.table.sheet.name
        areas = _areas(cases, alone=names.count(name) == 1)
        if not areas:
            notes.append(
                f'The {cases.case_list.title} list on the sheet "{name}" got no dropdowns: its cases stand in more '
                f"than {MOST_AREAS} blocks among those of other lists."
            )
        elif cases.table.columns:
            own = list_controls(
                tracker.definition, cases.case_list, cases.table.columns, areas, first_day=first_day
            )
            known = sheets.get(name, Controls((), ()))
            sheets[name] = Controls(
                (*known.validations, *own.validations), (*known.highlights, *own.highlights)
            )
    return TrackerControls(sheets, tuple(notes))


def _areas(cases: Cases, *, alone: bool) -> tuple[tuple[int, int], ...]:
    """The first and last rows (from 1) of the blocks of cases; empty where there are too many."""
    table = cases.table
    rows = [row + 1 for row in table.rows.tolist()]
    first_free = table.header_row + 2
    if not rows:
        return ((first_free, max(LAST_ROW, first_free)),) if alone else ()
    areas = list(_runs(rows))
    if alone and len(areas) > MOST_AREAS:
        areas = [(rows[0], rows[-1])]
    if alone and table.sheet.rows <= rows[-1]:
        areas[-1] = (areas[-1][0], max(LAST_ROW, rows[-1]))
    return tuple(areas) if len(areas) <= MOST_AREAS else ()


def _runs(rows: list[int]) -> Iterator[tuple[int, int]]:
    """Blocks of rows that follow each other."""
    first = rows[0]
    for row, following in pairwise([*rows, -1]):
        if following != row + 1:
            yield first, row
            first = following
