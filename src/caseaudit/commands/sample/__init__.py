"""`caseaudit sample`: entries drawn by chance to trace to the case files, and what tracing them shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from caseaudit.commands.console.options import Definition, LayoutFile, NoColor, existing
from caseaudit.commands.console.record import options, typed
from caseaudit.commands.console.tracing import Tolerable
from caseaudit.commands.sample.drawing import Draw, draw
from caseaudit.commands.sample.reporting import Format, Wanted, report
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.words import listed


@dataclass(frozen=True, slots=True)
class Asked:
    """What `sample` is asked for."""

    tracker: Annotated[
        Path | None,
        typer.Argument(metavar="[TRACKER]", help="The workbook to draw from.", show_default=False),
    ] = None
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="The sample to write (.xlsx); with --results a report: .md, .html, .docx or .json. May be repeated.",
            show_default=False,
        ),
    ] = None
    draw: Draw = field(default_factory=Draw)
    results: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Read a sample back that was traced, and report the error rates.",
            show_default=False,
        ),
    ] = None
    tolerable: Tolerable = None
    format: Annotated[Format, typer.Option(help="The form of the results on the terminal.")] = Format.TEXT
    definition: Definition = None
    layout: LayoutFile = None
    no_color: NoColor = False


@options(Asked)
def sample(asked: Asked) -> None:
    """Draw a random sample to trace to the case files; read it back and report how accurate the data is.

    The sample is a workbook. A person compares each recorded entry with its source document and answers "matches",
    "differs" or "no document". With --results the answers become error rates with exact intervals; the exit code is 0
    whatever they are, and 2 where the workbook does not belong to the tracker.

    \b
    Examples:
      caseaudit sample tracker.xlsx -o trace.xlsx
      caseaudit sample tracker.xlsx -o trace.xlsx --margin 10% --confidence 95% --strata list --seed 2020
      caseaudit sample tracker.xlsx -o trace.xlsx --by entries --at-most 5% --fields status,current_update
      caseaudit sample tracker.xlsx --results trace.xlsx
      caseaudit sample tracker.xlsx --results trace.xlsx -o accuracy.docx
    """
    from caseaudit.settings.layout import LayoutFiles
    from caseaudit.stories.audit import AuditOptions

    read = [
        path for path in (asked.tracker, asked.results, asked.definition, asked.layout) if path is not None
    ]
    existing(read)
    audit = AuditOptions(definition=asked.definition, layout=LayoutFiles(asked.layout))
    outputs = tuple(asked.output or ())
    if asked.results is not None:
        given = [name for name, _ in typed(asked.draw)]
        if given:
            raise CommandUnusable(f"--results takes the sample as it was drawn; leave {listed(given)} out.")
        wanted = Wanted(outputs, asked.format, asked.no_color)
        report(wanted, asked.results, asked.tracker, audit, asked.tolerable, read)
        return
    if asked.tracker is None or len(outputs) != 1:
        raise CommandUnusable(
            "name the tracker and one file to write: caseaudit sample tracker.xlsx -o trace.xlsx"
        )
    if asked.tolerable is not None or asked.format is not Format.TEXT:
        raise CommandUnusable("--tolerable and --format go with --results; leave them out.")
    draw(asked.draw, asked.tracker, outputs[0], audit, read)
