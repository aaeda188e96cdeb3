"""Reading a spreadsheet file into a `Workbook`, in a child process that may fail without harm.

The child starts at once and works while this process imports what it needs next; its reply holds built-in values only.
Two things in the result need knowing: the serial 0 with a date format, which Excel shows as 1900-01-00, is the date
`NO_DATE`; and a time of day or a duration is text of the kind OTHER.
"""

from __future__ import annotations

import gc
import pickle
import signal
import subprocess
import sys
import weakref
from datetime import datetime
from pathlib import Path
from typing import Any

import caseaudit
from caseaudit.model.errors import CaseauditError, TrackerUnusable
from caseaudit.model.table import Sheet, Workbook
from caseaudit.tracker.read.limits import limits_set

NO_DATE = datetime(1899, 12, 31)
"""What the serial 0 reads as in a cell with a date format: the date of a linked empty cell."""


def read_workbook(path: Path) -> Workbook:
    """Read a file and wait for it.

    Raises:
        TrackerUnusable: the file cannot be read as a spreadsheet.
    """
    return start_reading(path).workbook()


def start_reading(path: Path) -> PendingWorkbook:
    """Begin to read a file in a child process; returns at once, and no fault shows before `workbook()` is asked for."""
    return PendingWorkbook(path)


class PendingWorkbook:
    """A workbook that is being read. Left alone, it ends its child when it goes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: Workbook | None = None
        self._process = subprocess.Popen(  # noqa: S603 - this very interpreter, and the path is an argument of its own
            _command(path),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self._end = weakref.finalize(self, _end, self._process)

    def workbook(self) -> Workbook:
        """The workbook, once it is read.

        Raises:
            TrackerUnusable: the file cannot be read as a spreadsheet.
        """
        if self._read is None:
            sheets: list[Sheet] = []
            rest = self._reply(sheets)
            self._read = Workbook(
                str(self._path),
                rest["sha256"],
                rest["form"],
                tuple(sheets),
                rest["not_read"],
                epoch_1904=rest["epoch_1904"],
            )
        return self._read

    def _reply(self, sheets: list[Sheet]) -> dict[str, Any]:
        """Adds the sheets as they come, and gives what comes after them."""
        try:
            reply = self._messages(sheets)
            status = self._process.wait()
        finally:
            self._end()
        if reply is None:
            # A reply cut short or out of form means one thing: the child died.
            reply = {"died": _cause(status)} if status != _UNCAUGHT else {"bug": "it could not be started"}
        if "bug" in reply:
            raise CaseauditError(
                f"the part of caseaudit that reads workbooks has a fault ({reply['bug']}). Install caseaudit again."
            )
        if "died" in reply:
            raise TrackerUnusable(str(self._path), *_DEATHS[reply["died"]])
        if "fault" in reply:
            raise TrackerUnusable(str(self._path), *reply["fault"])
        return reply

    def _messages(self, sheets: list[Sheet]) -> dict[str, Any] | None:
        """Adds the sheets as they come, and gives the last message; None where it does not come."""
        collects = gc.isenabled()
        gc.disable()  # Hundreds of thousands of cells are made and none is dropped: to search them for circles is idle.
        try:
            while (message := self._message()) is not None and "sheet" in message:
                sheets.append(_sheet(message["sheet"], len(sheets)))
            return message
        finally:
            if collects:
                gc.enable()

    def _message(self) -> dict[str, Any] | None:
        channel = self._process.stdout
        try:
            return None if channel is None else _Plain(channel).load()
        except Exception:
            return None


_DEATHS = {
    "memory": (
        "reading the file took more memory than a file of its size may take (docs/limits.md).",
        "Copy the case lists alone into a new workbook and give that one, or raise it: --limit memory=MEGABYTES.",
    ),
    "time": (
        "reading the file took longer than a file of its size may take (docs/limits.md) and was stopped.",
        "Copy the case lists alone into a new workbook and give that one, or raise it: --limit seconds=NUMBER.",
    ),
    "damage": (
        "the file is damaged in a way that stopped the reader.",
        "Open it in a spreadsheet program, save it as a new .xlsx workbook and give that one.",
    ),
}


_UNCAUGHT = 1
"""The exit status of a Python program that ended with an exception nobody caught."""


def _cause(status: int) -> str:
    if status in (-getattr(signal, "SIGKILL", 9), -getattr(signal, "SIGABRT", 6)):
        return "memory"  # Native code that gets none aborts.
    return "time" if status == -getattr(signal, "SIGXCPU", 24) else "damage"


class _Plain(pickle.Unpickler):
    """Takes built-in values and nothing else: the child has read a file that nobody vouches for."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} is no plain value")


def _command(path: Path) -> list[str]:
    """Isolated from the environment, site hooks and the current folder; it imports from where this process does."""
    home = str(Path(caseaudit.__file__).resolve().parents[1])
    paths = [entry for entry in sys.path if Path(entry).is_absolute()]
    code = (
        f"import sys; sys.path[:] = {[*paths, home]!a}; from caseaudit.tracker.read.child import main; main()"
    )
    flags = ["-B"] if sys.dont_write_bytecode else []
    return [sys.executable, "-I", "-S", *flags, "-c", code, *limits_set(), str(path)]


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            stream.close()
    process.wait()


def _sheet(reply: dict[str, Any], position: int) -> Sheet:
    from caseaudit.tracker.read.columns import sheet_of

    return sheet_of(reply, position)
