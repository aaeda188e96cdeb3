"""The end of the process: what was written is out, and nothing is tidied that the system takes back anyway."""

from __future__ import annotations

import atexit
import os
import sys

UNWRITTEN = 3
"""The exit code where the last of the output could not be written."""


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
