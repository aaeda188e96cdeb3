"""Dropdowns, checks and colours for the copy that `caseaudit normalize --with-dropdowns` writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from caseaudit.model.controls import Controls
    from caseaudit.model.edits import EditReport
    from caseaudit.model.table import Workbook
    from caseaudit.tracker.cases import Tracker
    from caseaudit.tracker.edit.dropdowns import Guarded

_SHOWN = 5


def write_guarded(
    workbook: Workbook, cases: Tracker, target: Path, write: Callable[[Path], EditReport]
) -> EditReport:
    """Write the copy that `write` makes, with dropdowns, checks and colours and a sheet of the standard terms.

    Raises as `guard_copy` does; then nothing is written.
    """
    from caseaudit.documents.template import TERMS_SHEET, sheet_name, term_ranges, tracker_controls
    from caseaudit.tracker.edit.dropdowns import guard_copy
    from caseaudit.tracker.edit.replacing import interim_folder

    found = tracker_controls(cases, epoch_1904=workbook.epoch_1904)
    with interim_folder(target) as folder:
        interim = folder / target.name
        report = write(interim)
        made = guard_copy(
            interim,
            target,
            _by_name_in_copy(workbook, found.sheets),
            term_ranges(cases.definition),
            lambda taken: sheet_name(TERMS_SHEET, taken),
        )
    notes = (*report.notes, *_notes(made), *found.notes)
    return replace(report, notes=notes, after=sha256(made.data).hexdigest())


def _by_name_in_copy(workbook: Workbook, sheets: Mapping[str, Controls]) -> Mapping[str, Controls]:
    from caseaudit.tracker.edit.valuesonly import names_in_copy
    from caseaudit.tracker.read.files import OOXML_ENDINGS

    if workbook.form in OOXML_ENDINGS:
        return sheets
    names = names_in_copy(workbook)
    return {names[sheet]: controls for sheet, controls in sheets.items()}


def _notes(made: Guarded) -> Iterator[str]:
    if not made.title:
        yield "The workbook has its dropdowns, checks and colours already; none were added."
        return
    yield f'Dropdowns, checks and colours were added; the sheet "{made.title}" has the terms they offer.'
    if made.kept:
        shown = ", ".join(made.kept[:_SHOWN]) + (" …" if len(made.kept) > _SHOWN else "")
        yield f"Cells that had checks already keep those instead ({shown})."
