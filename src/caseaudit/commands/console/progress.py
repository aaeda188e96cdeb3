"""What is being done, shown on stderr while a person waits longer than a moment."""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from caseaudit.render.paper import inert

if TYPE_CHECKING:
    from rich.status import Status

PATIENCE = 1.0
"""Seconds of work before anything is shown."""


class Progress:
    """Shows the stage of the work, on a terminal and only when it lasts.

    Used as a context; `about` names the tracker, and calling it names the stage that begins.
    """

    def __init__(self) -> None:
        self._words = "starting"
        self._name = ""
        self._status: Status | None = None
        self._timer: threading.Timer | None = None

    def about(self, path: Path) -> None:
        """Say which tracker is worked on."""
        self._name = inert(path.name)

    def __call__(self, stage: str) -> None:
        """Say which stage begins."""
        self._words = f"{stage} {self._name}".rstrip() + " …"
        if self._status is not None:
            self._status.update(self._words)

    def __enter__(self) -> Progress:
        if sys.stderr.isatty():
            self._timer = threading.Timer(PATIENCE, self._show)
            self._timer.daemon = True
            self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer.join()
        if self._status is not None:
            self._status.stop()

    def _show(self) -> None:
        from rich.console import Console
        from rich.status import Status

        console = Console(stderr=True, markup=False, highlight=False, emoji=False)
        status = Status(self._words, console=console, refresh_per_second=4)
        status.start()
        self._status = status
        status.update(self._words)
