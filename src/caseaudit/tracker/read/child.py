"""The child process that reads one file: path in, plain built-in values out, pickled on standard output.

Each sheet is written as soon as it is read, under the key `sheet`; what is known of the whole workbook comes last.

A damaged or hostile workbook can abort the native reader or eat memory; here it takes down this process alone.
Imports are few, because every audit waits for this one to start.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
from _thread import start_new_thread
from collections.abc import Callable
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

from caseaudit.tracker.read.faults import Unreadable, damaged
from caseaudit.tracker.read.lifeline import end_with_parent
from caseaudit.tracker.read.limits import PACKED, memory_for, seconds_for, set_limits

Reply = dict[str, Any]

_RESERVED = 4 << 30
"""Addresses that the native reader's threads reserve and never use."""


def main() -> None:
    """Read the file named by the last argument and write the reply: sheet by sheet, then the rest or its `fault`."""
    gc.disable()  # Millions of cells come and go and none of them is in a circle.
    channel = os.dup(1)
    os.dup2(2, 1)  # Nothing that a library prints may get between the bytes of the reply.
    start_new_thread(_end_with_parent, ())
    set_limits(sys.argv[1:-1])
    _bound(sys.argv[-1])
    writer = _Writer(channel)
    writer.write(_reply(sys.argv[-1], writer.write))
    writer.end()
    os._exit(0)  # At once: the memory of a large workbook takes long to give back piece by piece.


class _Writer:
    """Writes messages in a thread of its own, so that reading goes on while the parent is busy with something else."""

    def __init__(self, channel: int) -> None:
        self._waiting: SimpleQueue[bytes] = SimpleQueue()
        self._channel = channel
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def write(self, message: Reply) -> None:
        self._waiting.put(pickle.dumps(message, protocol=5))

    def end(self) -> None:
        """Wait until all is written."""
        self._waiting.put(b"")
        self._thread.join()

    def _run(self) -> None:
        with os.fdopen(self._channel, "wb") as out:
            while message := self._waiting.get():
                out.write(message)
                out.flush()


def _end_with_parent() -> None:
    """Standard input is a pipe that only the parent holds: its end is the parent's end.

    The system is asked too: where the parent was forked, others may hold the pipe.
    """
    end_with_parent()
    while os.read(0, 1024):
        pass
    os._exit(3)


def _bound(path: str) -> None:
    """Bound memory and processor time by the size of the file: no part of it can take more than the whole may."""
    try:
        import resource
    except ImportError:
        return
    try:
        size = min(Path(path).stat().st_size, PACKED.most)
    except (OSError, ValueError):
        size = 0
    bounds = [
        (resource.RLIMIT_AS, _RESERVED + memory_for(size)),
        (resource.RLIMIT_DATA, memory_for(size)),
        (resource.RLIMIT_CPU, seconds_for(size)),
        (resource.RLIMIT_CORE, 0),
    ]
    for kind, bound in bounds:
        hard = resource.getrlimit(kind)[1]
        try:
            resource.setrlimit(kind, (bound if hard == resource.RLIM_INFINITY else min(bound, hard), hard))
        except (ValueError, OSError):
            continue  # Some systems do not let this one be set.


def _reply(path: str, write: Callable[[Reply], None]) -> Reply:
    try:
        return _read(path, write)
    except Unreadable as fault:
        return {"fault": (fault.what, fault.remedy)}
    except MemoryError:
        return {"died": "memory"}
    except (ImportError, SyntaxError, NameError) as fault:
        return {"bug": f"{type(fault).__name__}: {fault}"}
    except (KeyboardInterrupt, SystemExit):
        raise
    except (
        BaseException
    ) as fault:  # Whatever a hostile file sets off is one message, also a panic of native code.
        shown = damaged(f"something in it makes no sense: {type(fault).__name__}")
        return {"fault": (shown.what, shown.remedy)}


def _read(path: str, write: Callable[[Reply], None]) -> Reply:
    from hashlib import sha256

    from caseaudit.tracker.read.files import file_bytes, form_of

    data = file_bytes(path)
    reply: Reply = {"not_read": {}, "epoch_1904": False, "form": form_of(data, path)}
    if reply["form"] in ("csv", "tsv", "tab", "txt"):
        from caseaudit.tracker.read.values import text_sheet

        write({"sheet": text_sheet(data, path)})
    else:
        from caseaudit.tracker.read.values import WorkbookSheets

        sheets = WorkbookSheets(data, reply["form"])
        for sheet in sheets:
            write({"sheet": sheet})
        reply["not_read"], reply["epoch_1904"] = sheets.not_read, sheets.epoch_1904
    return {**reply, "sha256": sha256(data).hexdigest()}
