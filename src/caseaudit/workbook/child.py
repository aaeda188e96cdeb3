"""The child process that reads one file: path in, plain built-in values out, pickled on standard output.

A damaged or hostile workbook can abort the native reader or eat memory; here it takes down this process alone.
Imports are few, because every audit waits for this one to start.
"""

from __future__ import annotations

import gc
import os
import pickle
import sys
from _thread import start_new_thread
from typing import Any

from caseaudit.workbook.faults import Unreadable, damaged

CPU_SECONDS = 900
MOST_MEMORY = 16 << 30

Reply = dict[str, Any]


def main() -> None:
    """Read the file named by the last argument and write the reply: `fault` (what, remedy), or the workbook's parts."""
    gc.disable()  # Millions of cells come and go and none of them is in a circle.
    channel = os.dup(1)
    os.dup2(2, 1)  # Nothing that a library prints may get between the bytes of the reply.
    start_new_thread(_end_with_parent, ())
    _set_limits()
    reply = _reply(sys.argv[-1])
    with os.fdopen(channel, "wb") as out:
        pickle.dump(reply, out, protocol=5)
    os._exit(0)  # At once: the memory of a large workbook takes long to give back piece by piece.


def _end_with_parent() -> None:
    """Standard input is a pipe that only the parent holds: its end is the parent's end."""
    while os.read(0, 1024):
        pass
    os._exit(3)


def _set_limits() -> None:
    try:
        import resource
    except ImportError:
        return
    try:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * 3 // 4
    except (ValueError, OSError):
        memory = MOST_MEMORY
    bounds = [
        (resource.RLIMIT_AS, max(min(memory, MOST_MEMORY), 1 << 30)),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_CORE, 0),
    ]
    for kind, bound in bounds:
        hard = resource.getrlimit(kind)[1]
        try:
            resource.setrlimit(kind, (bound if hard == resource.RLIM_INFINITY else min(bound, hard), hard))
        except (ValueError, OSError):
            continue  # Some systems do not let this one be set.


def _reply(path: str) -> Reply:
    try:
        return _read(path)
    except Unreadable as fault:
        return {"fault": (fault.what, fault.remedy)}
    except MemoryError:
        return {"died": "memory"}
    except (ImportError, SyntaxError, NameError) as fault:
        return {"bug": f"{type(fault).__name__}: {fault}"}
    except Exception as fault:  # Whatever a hostile file sets off is one message.
        shown = damaged(f"something in it makes no sense: {type(fault).__name__}")
        return {"fault": (shown.what, shown.remedy)}


def _read(path: str) -> Reply:
    from hashlib import sha256

    from caseaudit.workbook.files import file_bytes, form_of

    data = file_bytes(path)
    reply: Reply = {"sha256": sha256(data).hexdigest()}
    reply["form"] = form = form_of(data, path)
    if form in ("csv", "tsv", "tab", "txt"):
        from caseaudit.workbook.values import text_sheet

        reply["sheets"], reply["not_read"], reply["epoch_1904"] = [text_sheet(data, path)], {}, False
    else:
        from caseaudit.workbook.values import workbook_sheets

        reply["sheets"], reply["not_read"], reply["epoch_1904"] = workbook_sheets(data, form)
    return reply
