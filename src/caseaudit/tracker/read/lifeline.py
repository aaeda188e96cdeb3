"""A process that ends with the one that started it, however that ends."""

from __future__ import annotations

import os
import signal
import sys

_SET_DEATH_SIGNAL = 1
"""`PR_SET_PDEATHSIG` of Linux: the signal that the system sends when the parent is gone."""


def end_with_parent(parent: int | None = None) -> None:
    """Have the system end this process when its parent ends; `parent` is its number, where it is known.

    Other systems than Linux know no such order.
    """
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    try:
        ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)
    except (OSError, AttributeError):
        return
    if parent is not None and os.getppid() != parent:
        os._exit(3)  # It ended before the order was given.
