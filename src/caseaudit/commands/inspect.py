"""`caseaudit inspect`: how workbooks are read, with no judgement on what they hold."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from caseaudit.commands.console.options import Definition, NoColor, Trackers, existing
from caseaudit.commands.console.output import destination, paper, refuse_unwritable


class Format(StrEnum):
    """The forms of what was understood."""

    TEXT = "text"
    JSON = "json"


def inspect(
    trackers: Trackers,
    format: Annotated[Format, typer.Option(help="The form of the answer.")] = Format.TEXT,  # noqa: A002
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write to FILE instead of the terminal.", show_default=False),
    ] = None,
    definition: Definition = None,
    no_color: NoColor = False,
) -> None:
    """Show how trackers are read: lists, header rows, which column is which field, and what is left out.

    \b
    Examples:
      caseaudit inspect tracker.xlsx
      caseaudit inspect tracker.xlsx --format json
    """
    from caseaudit.definition import load_definition
    from caseaudit.render import inspection
    from caseaudit.stories.audit import AuditOptions, understand_tracker

    existing(trackers)
    refuse_unwritable(output, [*trackers, *([definition] if definition else [])])
    options = AuditOptions(definition=definition)
    reads = [understand_tracker(path, options) for path in trackers]
    with destination(output, exact=format is Format.JSON) as write:
        if format is Format.JSON:
            inspection.write_inspection_json(write, reads)
            return
        known = load_definition(definition)
        headers = {name: field.header for name, field in known.fields.items()}
        titles = {name: each.title for name, each in known.lists.items()}
        page = paper(write, to_file=output is not None, plain=no_color)
        for read in reads:
            inspection.write_inspection(page, read, headers, titles)
