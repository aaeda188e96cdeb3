"""The end of the process: what was written is out, and nothing is tidied that the system takes back anyway."""

from __future__ import annotations

import atexit
import os
import signal
import sys
from types import FrameType

UNWRITTEN = 3
"""The exit code where the last of the output could not be written."""
INTERRUPTED = 130
_TIME_TO_REMOVE = 0.6
"""Seconds after a signal in which what was being written can be removed."""


def end_on_signals() -> None:
    """Where a person, the system or a closed terminal ends the command, have it remove what it was writing first.

    A signal that whoever started the command has it ignore (`nohup`) stays ignored.
    """
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        order = getattr(signal, name, None)
        if order is not None and signal.getsignal(order) is not signal.SIG_IGN:
            signal.signal(order, _end)


def ending_behind(fault: BaseException) -> BaseException | None:
    """The end by a signal that became another fault on its way, None where there was none.

    Python 3.11 and older make a RuntimeError of what comes up while a class is being made, as imports do all the time.
    """
    cause: BaseException | None = fault
    while cause is not None and not isinstance(cause, KeyboardInterrupt | SystemExit):
        cause = cause.__cause__
    return cause


def _end(order: int, _: FrameType | None) -> None:
    signal.signal(order, signal.SIG_IGN)  # A second one would come in between the removing.
    # Where a library swallows the exception, or is long at work, the system ends the process.
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, _TIME_TO_REMOVE)
    raise KeyboardInterrupt if order == signal.SIGINT else SystemExit(128 + order)


def leave(code: str | int | None) -> None:
    """End the process with the code that `SystemExit` carries.

    Taking pandas apart object by object costs a small check a tenth of its time, and a large tracker more.
    """
    status = code if isinstance(code, int) else int(code is not None)
    if isinstance(code, str):
        sys.stderr.write(code + "\n")
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            pass  # The reader has seen enough.
        except (OSError, ValueError):
            status = status or UNWRITTEN
    os._exit(status)
