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

T = TypeVar("T")

CAN_FORK = sys.platform.startswith("linux")
"""Elsewhere a forked process may not go on with the libraries that this one holds."""


class Apart(Generic[T]):
    """The work begins when this is made. What it gives must be picklable, and comes back through a pipe."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._pipe, writing = os.pipe()
        with warnings.catch_warnings():
            # Later Pythons warn of other threads: here those of numpy, which wait for work and hold no lock.
            warnings.simplefilter("ignore", DeprecationWarning)
            self._process = os.fork()
        if self._process == 0:
            os.close(self._pipe)
            _hand_over(work, writing)
        os.close(writing)

    def outcome(self) -> T:
        """What the work gave; done again here where the process handed nothing over.

        Raises what the work raises. To be asked for once.
        """
        try:
            with os.fdopen(self._pipe, "rb") as pipe:
                message = pipe.read()
        except BaseException:
            os.kill(self._process, signal.SIGKILL)
            raise
        finally:
            os.waitpid(self._process, 0)
        try:
            came, outcome = pickle.loads(message)  # noqa: S301 -- written by this very program
        except Exception:
            return self._work()
        if not came:
            raise outcome
        return cast("T", outcome)


def _hand_over(work: Callable[[], T], writing: int) -> NoReturn:
    """The forked process's whole life."""
    status = 1
    try:
        message: tuple[bool, object]
        try:
            message = True, work()
        except CaseauditError as stopped:
            message = False, stopped
        with os.fdopen(writing, "wb") as pipe:
            pickle.dump(message, pipe, protocol=5)
        status = 0
    except Exception:
        status = 1  # This one's parent meets the same fault, where it can be told.
    finally:
        os._exit(status)  # Nothing of the parent's (open files, handlers) may be ended here.
