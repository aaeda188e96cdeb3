"""What comes before the checks: read the file, understand it, read its entries and updates.

For a tracker of ordinary size all this is done in a process forked off at once, while this one imports pandera, which
takes longer: together they take little more time than pandera alone. A large tracker, whose entries would take long to
hand over, is prepared in this process, with the reading child at work meanwhile; so is every tracker on a system where
forking is not safe (all but Linux).
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseaudit.model.errors import CaseauditError
from caseaudit.workbook.reading import start_reading

if TYPE_CHECKING:
    from collections.abc import Callable

    from caseaudit.model.cases import Tracker
    from caseaudit.model.definition import Definition
    from caseaudit.model.layout import Layout
    from caseaudit.model.table import Workbook

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
    updates: bool = True
    """Whether to read what the updates say; only the rules need it."""


def start_preparing(request: Request) -> Callable[[], Prepared]:
    """Begin at once; the function that is returned waits for the outcome.

    It raises TrackerUnusable or DefinitionUnusable.
    """
    if sys.platform.startswith("linux") and _is_small(request.path):
        return _Ahead(request).outcome
    return _start_here(request)


def prepare(
    workbook: Workbook, definition: Definition, as_of: date | None, today: date, *, updates: bool = True
) -> Prepared:
    """Understand a workbook that has been read, and read its entries. Raises TrackerUnusable or DefinitionUnusable."""
    from caseaudit.intake import read_cases

    tracker = read_cases(workbook, understood(workbook, definition), definition, as_of=as_of, today=today)
    if updates and definition.narrative is not None:
        from caseaudit.narrative.tracker import read_updates

        tracker = replace(tracker, updates=read_updates(tracker))
    return Prepared(workbook, tracker)


def definition_of(path: Path | None) -> Definition:
    """The definition in this file, or the built-in one. Raises DefinitionUnusable."""
    from caseaudit.definition import load_definition

    return load_definition(path)


def understood(workbook: Workbook, definition: Definition) -> Layout:
    """The case tables of a workbook. Raises TrackerUnusable."""
    from caseaudit.workbook.layout import understand

    return understand(workbook, definition)


def _start_here(request: Request) -> Callable[[], Prepared]:
    """Begin in this process: the file is read while the definition is loaded."""
    reading = start_reading(request.path)

    def outcome() -> Prepared:
        definition = definition_of(request.definition)
        return prepare(reading.workbook(), definition, request.as_of, request.today, updates=request.updates)

    return outcome


def _is_small(path: Path) -> bool:
    try:
        return path.stat().st_size <= AHEAD_BYTES
    except OSError:
        return False


class _Ahead:
    """A forked process that prepares a tracker and hands it over through a pipe."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._pipe, writing = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            os.close(self._pipe)
            _hand_over(request, writing)
        os.close(writing)

    def outcome(self) -> Prepared:
        """What the process prepared, or what stopped it; done again here where it handed nothing over."""
        try:
            with os.fdopen(self._pipe, "rb") as pipe:
                message = pipe.read()
        except BaseException:
            os.kill(self._process, signal.SIGKILL)
            raise
        finally:
            os.waitpid(self._process, 0)
        try:
            outcome = pickle.loads(message)  # noqa: S301 -- written by this very program
        except Exception:
            outcome = None
        if isinstance(outcome, Prepared):
            return outcome
        if isinstance(outcome, CaseauditError):
            raise outcome
        return _start_here(self._request)()


def _hand_over(request: Request, writing: int) -> None:
    """The forked process's whole life."""
    status = 1
    try:
        outcome = _attempt(request)
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(outcome, pipe, protocol=5)
        status = 0
    finally:
        os._exit(status)  # Nothing of the parent's (open files, handlers) may be ended here.


def _attempt(request: Request) -> Any:
    try:
        return _start_here(request)()
    except CaseauditError as stopped:
        return stopped
    except Exception:
        return None  # The parent meets the same fault, where it can be told.
