"""`caseaudit template` and `caseaudit guide`: an empty tracker, and the written guidance, from the definition."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from caseaudit.cli.options import Definition
from caseaudit.cli.output import refuse_unwritable
from caseaudit.model.errors import CommandUnusable


def template(
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="The .xlsx file to write, whole or not at all.", show_default=False
        ),
    ] = None,
    definition: Definition = None,
) -> None:
    """Write an empty tracker: a sheet a list, headers with notes, dropdowns, checks and colours.

    A file that is there already is replaced once the new one is complete.

    \b
    Examples:
      caseaudit template -o tracker.xlsx
      caseaudit template -o permits.xlsx --definition wildlife.yaml
    """
    from caseaudit.definition import load_definition
    from caseaudit.rules import FAMILIES
    from caseaudit.template import template_bytes

    if output is None:
        raise CommandUnusable("name the workbook to write: caseaudit template -o tracker.xlsx")
    if output.suffix.casefold() != ".xlsx":
        raise CommandUnusable(f"--output {output}: a template is an .xlsx workbook; name a file that ends in .xlsx.")
    refuse_unwritable(output, [definition] if definition else [])
    command = f"caseaudit check {output.name}" + (f" --definition {definition.name}" if definition else "")
    rules = [rule for family in FAMILIES for rule in family.rules]
    _write(output, template_bytes(load_definition(definition), rules, command))


def _write(output: Path, data: bytes) -> None:
    """Write a file whole or not at all. Raises CommandUnusable."""
    from caseaudit.workbook.editing.replacing import replacing

    with replacing(output) as (file, _):
        file.write(data)
