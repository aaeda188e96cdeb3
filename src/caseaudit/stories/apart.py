"""Work done in a process forked off at once, so that it goes on beside this one's."""

from __future__ import annotations

import os
import pickle
import signal
import sys
import warnings
from collections.abc import Callable
from typing import Generic, NoReturn, TypeVar, cast

from caseaudit.model.errors import CaseauditError
from caseaudit.tracker.read.lifeline import end_with_parent

T = TypeVar("T")

CAN_FORK = sys.platform.startswith("linux")
"""Elsewhere a forked process may not go on with the libraries that this one holds."""


class Apart(Generic[T]):
    """The work begins when this is made. What it gives must be picklable, and comes back in a file in memory."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._process = None
        try:
            self._memory = os.memfd_create("caseaudit")
        except (AttributeError, OSError):
            return  # The system does not let us; the work is done when its outcome is asked for.
        parent = os.getpid()
        try:
            self._process = _fork()
        except OSError:
            os.close(self._memory)
            return
        if self._process == 0:
            end_with_parent(parent)
            _hand_over(work, self._memory)

    def outcome(self) -> T:
        """What the work gave; done here where the process handed nothing over. To be asked for once.

        Raises what the work raises.
        """
        if self._process is None:
            return self._work()
        try:
            _, status = os.waitpid(self._process, 0)
            message = _whole(self._memory)
        except BaseException:
            os.kill(self._process, signal.SIGKILL)
            raise
        finally:
            os.close(self._memory)
        try:
            came, outcome = pickle.loads(message if status == 0 else b"")  # noqa: S301 -- written by this program
        except Exception:
            return self._work()
        if not came:
            raise outcome
        return cast("T", outcome)


def _fork() -> int:
    with warnings.catch_warnings():
        # Later Pythons warn of other threads: here those of numpy, which wait for work and hold no lock.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _whole(memory: int) -> bytes:
    with os.fdopen(os.dup(memory), "rb") as file:
        file.seek(0)
        return file.read()


def _hand_over(work: Callable[[], T], memory: int) -> NoReturn:
    """The forked process's whole life."""
    status = 1
    try:
        message: tuple[bool, object]
        try:
            message = True, work()
        except CaseauditError as stopped:
            message = False, stopped
        with os.fdopen(memory, "wb") as file:
            pickle.dump(message, file, protocol=5)
        status = 0
    except Exception:
        status = 1  # The parent meets the same fault, where it can be told.
    finally:
        os._exit(status)  # Nothing of the parent's (open files, handlers) may be ended here.
