"""`caseaudit unmark`: take the marks off a marked copy."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from caseaudit.commands.console.copies import shown
from caseaudit.commands.console.exits import say
from caseaudit.commands.console.options import existing
from caseaudit.commands.console.output import refuse_unwritable
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.words import counted


def unmark(
    marked: Annotated[
        Path,
        typer.Argument(metavar="MARKED", help="The marked copy; it is never written to.", show_default=False),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write the copy without marks to FILE.", show_default=False
        ),
    ] = None,
) -> None:
    """Write a copy of a marked tracker without the marks: colors, notes and the sheet of findings.

    What people changed in the meantime stays: entries, rows, formats, their own notes, a color that they gave a cell.

    \b
    Example:
      caseaudit unmark marked.xlsx -o tracker.xlsx
    """
    from caseaudit.tracker.edit.marks.unmarking import unmark_package

    if output is None:
        raise CommandUnusable(
            "say where the copy without marks goes: caseaudit unmark marked.xlsx -o tracker.xlsx"
        )
    existing([marked])
    if output.suffix.lower() != marked.suffix.lower():
        raise CommandUnusable(f"--output {output}: must end in {marked.suffix}, as the marked copy does.")
    refuse_unwritable(output, [marked], "--output")
    with shown("writing", output):
        made = unmark_package(marked, output)
    say(f"copy without marks written to {output}: {counted(made.uncolored, 'cell')} as before.")
