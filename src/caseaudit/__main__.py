"""Words in, one call, exit code out. `caseaudit.commands.console.app` has the commands."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command line, and end the process."""
    # What is made here is needed to the end, and hardly any of it is in circles: to look for such takes a tenth of a
    # run, of a small tracker and of a large one, and frees a few hundred objects.
    gc.disable()
    _open_streams()
    from caseaudit.commands.console.leaving import INTERRUPTED, end_on_signals, ending_behind, leave

    try:
        end_on_signals()
        from caseaudit.commands.console.app import app

        app(prog_name="caseaudit")
    except SystemExit as end:
        leave(end.code)
    except KeyboardInterrupt:
        leave(INTERRUPTED)
    except RuntimeError as fault:
        ending = ending_behind(fault)
        if ending is None:
            raise
        leave(ending.code if isinstance(ending, SystemExit) else INTERRUPTED)


def _open_streams() -> None:
    """Closed streams lead nowhere; else the next file that is opened would be written to in their place."""
    if None not in (sys.stdin, sys.stdout, sys.stderr):
        return
    while (number := os.open(os.devnull, os.O_RDWR)) <= 2:
        os.set_inheritable(number, True)
    os.close(number)
    for name, number, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


if __name__ == "__main__":
    main()
