"""Opening a written file with the program that this machine has for it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from caseaudit.commands.console.exits import say

Opens = Annotated[bool, typer.Option("--open", help="Open the first file that was written.")]


def open_first(paths: Sequence[Path]) -> None:
    """Open the first file; where that cannot be done, say so and go on."""
    if not paths:
        return
    path = paths[0].resolve()
    try:
        if sys.platform == "win32":
            os.startfile(path)  # noqa: S606 -- the file was written a moment ago
        else:
            program = "open" if sys.platform == "darwin" else "xdg-open"
            quiet = subprocess.DEVNULL
            subprocess.Popen([program, str(path)], stdin=quiet, stdout=quiet, stderr=quiet)  # noqa: S603
    except OSError:
        say(f"{paths[0]}: this machine has no program to open it with; open it yourself.")
