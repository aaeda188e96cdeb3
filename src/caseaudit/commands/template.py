"""`caseaudit template`: an empty tracker, from the definition."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from caseaudit.commands.console.exits import say
from caseaudit.commands.console.options import Definition
from caseaudit.commands.console.output import refuse_unwritable, write_whole
from caseaudit.model.errors import CommandUnusable


def template(
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="The .xlsx file to write, whole or not at all.",
            show_default=False,
        ),
    ] = None,
    definition: Definition = None,
) -> None:
    """Write an empty tracker: a sheet a list, headers with notes, dropdowns, checks and colours.

    A file that is there already is replaced once the new one is complete, but never a tracker that has cases.

    \b
    Examples:
      caseaudit template -o tracker.xlsx
      caseaudit template -o permits.xlsx --definition wildlife.yaml
    """
    from caseaudit.definition import load_definition
    from caseaudit.documents.template import template_bytes
    from caseaudit.rules import FAMILIES

    if output is None:
        raise CommandUnusable("name the workbook to write: caseaudit template -o tracker.xlsx")
    if output.suffix.casefold() != ".xlsx":
        raise CommandUnusable(
            f"--output {output}: a template is an .xlsx workbook; name a file that ends in .xlsx."
        )
    refuse_unwritable(output, [definition] if definition else [])
    _refuse_filled(output)
    command = f"caseaudit check {output.name}" + (f" --definition {definition.name}" if definition else "")
    rules = [rule for family in FAMILIES for rule in family.rules]
    write_whole(output, template_bytes(load_definition(definition), rules, command))
    say(f"template written to {output}.")


_WORKBOOKS = (b"PK", b"\xd0\xcf\x11\xe0")
"""How workbooks begin, also those that only a password opens."""


def _refuse_filled(output: Path) -> None:
    """Raises CommandUnusable where the file that would be replaced may hold somebody's work."""
    if not output.is_file():
        return
    from caseaudit.model.errors import TrackerUnusable
    from caseaudit.stories.audit import open_tracker

    try:
        _, tracker = open_tracker(output)
    except TrackerUnusable:
        with output.open("rb") as file:
            filled = file.read(4).startswith(_WORKBOOKS)
    else:
        filled = any(len(cases) for cases in tracker.lists.values())
    if filled:
        raise CommandUnusable(
            f"--output {output}: is a workbook that is not empty; a template never replaces one. Name another file."
        )
