"""Words in, one call, exit code out. `caseaudit.cli.commands` has the commands."""

from __future__ import annotations

import gc


def main() -> None:
    """Run the command line, and end the process."""
    # What is imported never dies: looking through it less often saves a tenth of the start.
    gc.set_threshold(50_000, 20, 50)
    from caseaudit.cli.commands import app
    from caseaudit.cli.leaving import leave

    try:
        app(prog_name="caseaudit")
    except SystemExit as end:
        leave(end.code)
