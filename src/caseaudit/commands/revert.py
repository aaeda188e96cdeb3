"""`caseaudit revert`: the way back from a clean copy."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from caseaudit.commands.console.copies import refuse_targets
from caseaudit.commands.console.options import Limits, existing
from caseaudit.model.errors import CommandUnusable


def revert(
    copy: Annotated[
        Path, typer.Argument(metavar="COPY", help="A copy that normalize wrote.", show_default=False)
    ],
    log: Annotated[
        Path, typer.Option(metavar="FILE", help="The log of that copy, in JSON.", show_default=False)
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write the restored workbook to FILE.", show_default=False
        ),
    ],
    limit: Limits = None,  # noqa: ARG001 -- it is set as it is read
) -> None:
    """Put the old entries back into a copy that normalize wrote, exactly as they were.

    \b
    Examples:
      caseaudit revert clean.xlsx --log changes.json -o back.xlsx
    """
    from caseaudit.render.paper import inert
    from caseaudit.tracker.edit.changelog import read_log
    from caseaudit.tracker.edit.restoring import restore_package

    existing([copy, log])
    refuse_targets(copy, log, {"--output": output}, ())
    logged = read_log(log)
    made = logged.done.made
    if any(not one.old_xml for one in made):
        raise CommandUnusable(
            f"{log}: its copy is a new workbook of values, which cannot become the tracker again; "
            f"{logged.tracker} is as it was."
        )
    if output.suffix.lower() != copy.suffix.lower():
        raise CommandUnusable(f'--output {output}: must end in "{copy.suffix}", as the copy does.')
    restore_package(copy, output, logged.done)
    count = len(made)
    typer.echo(
        f"{inert(str(output))}: {count:,} {'entry' if count == 1 else 'entries'} put back as they were."
    )
