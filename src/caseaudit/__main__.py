"""Words in, one call, exit code out. `caseaudit.commands.console.app` has the commands."""

from __future__ import annotations

import gc


def main() -> None:
    """Run the command line, and end the process."""
    # What is made here is needed to the end, and hardly any of it is in circles: to look for such takes a tenth of a
    # run, of a small tracker and of a large one, and frees a few hundred objects.
    gc.disable()
    from caseaudit.commands.console.app import app
    from caseaudit.commands.console.leaving import leave

    try:
        app(prog_name="caseaudit")
    except SystemExit as end:
        leave(end.code)


if __name__ == "__main__":
    main()
