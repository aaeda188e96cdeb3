"""`caseaudit inspect`: how workbooks are read, with no judgement on what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseaudit.commands.console.exits import report_error
from caseaudit.commands.console.options import Definition, LayoutFile, Limits, NoColor, Trackers, existing
from caseaudit.commands.console.output import destination, paper, refuse_unwritable

if TYPE_CHECKING:
    from caseaudit.stories.audit import Inspected


class Format(StrEnum):
    """The forms of what was understood."""

    TEXT = "text"
    JSON = "json"


def inspect(  # noqa: PLR0913, PLR0917 -- an option each
    trackers: Trackers,
    format: Annotated[Format, typer.Option(help="The form of the answer.")] = Format.TEXT,  # noqa: A002
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write to FILE instead of the terminal.", show_default=False),
    ] = None,
    definition: Definition = None,
    limit: Limits = None,  # noqa: ARG001 -- it is set as it is read
    layout: LayoutFile = None,
    suggest: Annotated[
        bool,
        typer.Option(
            "--suggest", help="Print the [layout] lines for caseaudit.toml that say how it was read."
        ),
    ] = False,
    no_color: NoColor = False,
) -> None:
    """Show how trackers are read: lists, header rows, which column is which field, and what is left out.

    \b
    Examples:
      caseaudit inspect tracker.xlsx
      caseaudit inspect tracker.xlsx --format json
      caseaudit inspect tracker.xlsx --suggest >> caseaudit.toml
    """
    from caseaudit.definition import load_definition
    from caseaudit.render import inspection
    from caseaudit.settings.layout import LayoutFiles
    from caseaudit.stories.audit import AuditOptions, inspect_tracker

    existing(trackers)
    refuse_unwritable(output, [*trackers, *([definition] if definition else [])])
    options = AuditOptions(definition=definition, layout=LayoutFiles(layout))
    found = [inspect_tracker(path, options) for path in trackers]
    with destination(output, exact=format is Format.JSON) as write:
        if format is Format.JSON:
            inspection.write_inspection_json(write, [(each.read, each.seen, each.error) for each in found])
            _end(found)
        known = load_definition(definition)
        headers = {name: field.header for name, field in known.fields.items()}
        titles = {name: each.title for name, each in known.lists.items()}
        page = paper(write, to_file=output is not None, plain=no_color)
        for each in found:
            if suggest:
                for line in inspection.suggested(each.seen):
                    page.line(line)
                continue
            if each.error is None:
                inspection.write_inspection(page, each.read, headers, titles)
            inspection.write_seen(page, each.seen, headers, refused=each.error is not None)
    _end(found)


def _end(found: Sequence[Inspected]) -> None:
    """Raises typer.Exit: code 2 where a tracker cannot be audited, with the reason."""
    errors = [each.error for each in found if each.error is not None]
    for error in errors:
        report_error(error)
    raise typer.Exit(2 if errors else 0)
