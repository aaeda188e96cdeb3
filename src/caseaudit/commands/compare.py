"""`caseaudit compare`: what changed from one snapshot of a tracker to the next."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseaudit.commands.console.exits import say
from caseaudit.commands.console.figures import ExplainFigure, explain_figure
from caseaudit.commands.console.options import Definition, Ignore, Limits, NoColor, Select, existing, words
from caseaudit.commands.console.output import destination, paper, refuse_unwritable
from caseaudit.commands.console.progress import Progress
from caseaudit.model.definition import Severity
from caseaudit.model.finding import Verdict

if TYPE_CHECKING:
    from caseaudit.model.comparison import Comparison


class Format(StrEnum):
    """The forms of the report."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class FailOn(StrEnum):
    """The mildest severity that fails a comparison; `never` lets every one pass."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    NEVER = "never"


_ENDINGS = {".json": Format.JSON, ".md": Format.MARKDOWN, ".markdown": Format.MARKDOWN}


def compare(  # noqa: PLR0913, PLR0917 -- an option each
    trackers: Annotated[
        list[Path],
        typer.Argument(
            metavar="OLD NEW [NEWER]...",
            help="Snapshots of one tracker, the oldest first.",
            show_default=False,
        ),
    ],
    format: Annotated[  # noqa: A002 -- the option's name
        Format | None,
        typer.Option(
            help="The form of the report. Without it: text, or what the ending of --output says (.json, .md).",
            show_default=False,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write the report to FILE, whole or not at all, instead of the terminal.",
            show_default=False,
        ),
    ] = None,
    fail_on: Annotated[
        FailOn,
        typer.Option(
            help="The mildest severity of a finding of the rules H701 to H705 that fails (exit code 1)."
        ),
    ] = FailOn.ERROR,
    select: Select = None,
    ignore: Ignore = None,
    every: Annotated[
        bool, typer.Option("--all", help="Show every change and finding, not only counts and a few examples.")
    ] = False,
    explain: ExplainFigure = None,
    definition: Definition = None,
    limit: Limits = None,  # noqa: ARG001 -- it is set as it is read
    no_color: NoColor = False,
) -> None:
    """Compare snapshots of a tracker: what is new, gone, moved or rewritten, and whether the data gets better.

    Cases are followed by their number. The exit code is 0 where nothing fails, 1 where a case vanished or a number
    was reused (see --fail-on), 2 where something could not be used, and 3 for a fault of the program.

    \b
    Examples:
      caseaudit compare june.xlsx november.xlsx march.xlsx
      caseaudit compare old.xlsx new.xlsx --all
      caseaudit compare old.xlsx new.xlsx --output changes.md
      caseaudit compare old.xlsx new.xlsx --format json --fail-on warning
      caseaudit compare old.xlsx new.xlsx --explain-figure active.still_there
    """
    from caseaudit.stories.audit import AuditOptions, examine_trackers
    from caseaudit.stories.comparison import compare_examined, refuse_same_file
    from caseaudit.stories.comparison.verdict import judge_comparison

    existing(trackers)
    refuse_same_file(trackers)
    refuse_unwritable(output, [*trackers, *([definition] if definition else [])])
    options = AuditOptions(definition=definition, select=words(select), ignore=words(ignore))
    form = format or (Format.TEXT if output is None else _ENDINGS.get(output.suffix.lower(), Format.TEXT))
    with Progress() as progress:
        examined = [*examine_trackers(trackers, options, progress)]
        progress("comparing")
        comparison = compare_examined(examined, options)
        if explain is not None:
            from caseaudit.stories.comparison.figures import comparison_figures

            figures = [*comparison_figures(comparison, examined)]
            explain_figure(explain, figures, comparison.definition, plain=no_color)
            return
        verdict = judge_comparison(comparison, None if fail_on is FailOn.NEVER else Severity(fail_on.value))
        in_file = output is not None and str(output) != "-"
        if in_file:
            progress("writing")
            _report(comparison, verdict, form, output, every=every, plain=no_color)
    if in_file:
        say(f"report written to {output}; the comparison {'passed' if verdict.passed else 'failed'}.")
    else:
        _report(comparison, verdict, form, output, every=every, plain=no_color)
    raise typer.Exit(0 if verdict.passed else 1)


def _report(
    comparison: Comparison,
    verdict: Verdict,
    form: Format,
    output: Path | None,
    *,
    every: bool,
    plain: bool,
) -> None:
    from caseaudit.render import comparison as comparing

    in_file = output is not None and str(output) != "-"
    with destination(output, exact=form is not Format.TEXT) as write:
        if form is Format.JSON:
            comparing.write_json(write, comparison, verdict)
        elif form is Format.MARKDOWN:
            comparing.write_markdown(write, comparison, verdict, every_one=every)
        else:
            page = paper(write, to_file=in_file, plain=plain)
            comparing.write_text(page, comparison, verdict, every_one=every)
