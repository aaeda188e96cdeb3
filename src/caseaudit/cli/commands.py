"""The commands, put together; each is in its own module.

Whatever takes long to import (pandas, pandera, the Excel libraries) is imported inside the command that needs it:
`--help`, `rules` and `explain` answer at once.
"""

from __future__ import annotations

from typing import Annotated

import typer

from caseaudit import __version__
from caseaudit.cli import (
    checking,
    comparing,
    gating,
    inspecting,
    kpi,
    normalizing,
    reporting,
    rulebook,
    waiving,
    writing,
)
from caseaudit.cli.guard import Shell
from caseaudit.cli.quick import Quick

app = typer.Typer(
    name="caseaudit",
    cls=Shell,
    no_args_is_help=True,
    rich_markup_mode=None,  # the plain help appears in a quarter of the time
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("check", short_help="Audit trackers; the exit code says whether they pass.")(checking.check)
app.command("inspect", short_help="Show how trackers are read.")(inspecting.inspect)
app.command("report", short_help="Write a report: a page, a workbook, Markdown.")(reporting.report)
app.command("compare", short_help="Show what changed between snapshots of a tracker.")(comparing.compare)
app.command("kpi", short_help="Count the monthly indicators, with their reliability.")(kpi.kpi)
app.command("normalize", short_help="Write a copy in standard form, and list what is left.")(
    normalizing.normalize
)
app.command("revert", short_help="Put the old entries back into such a copy.")(normalizing.revert)
app.command("config", short_help="Show which policy holds and what it says.")(gating.config)
app.command("baseline", short_help="Record today's findings, so that only new ones fail.")(gating.baseline)
app.add_typer(
    waiving.waivers_app, name="waivers", help="Findings that do not count until a day, with reasons."
)
app.command("explain", cls=Quick, short_help="Explain a rule, a field or a standard term.")(rulebook.explain)
app.command("rules", cls=Quick, short_help="List the rules.")(rulebook.rules)
app.command("template", short_help="Write an empty tracker from the definition.")(writing.template)
app.command("guide", short_help="Write the guidance for the people who fill the tracker.")(writing.guide)


def _version(asked: bool) -> None:
    if asked:
        typer.echo(f"caseaudit {__version__}")
        raise typer.Exit


@app.callback()
def _about(
    _version_asked: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Audit the data quality of case-tracking spreadsheets.

    For every cell that is missing or not standard, caseaudit says where it is, what is wrong and what to write there.

    \b
    Examples:
      caseaudit check tracker.xlsx                        audit a tracker
      caseaudit check tracker.xlsx --output findings.csv  every finding, for Excel
      caseaudit report tracker.xlsx -o findings.html      a page to look at and pass on
      caseaudit explain C101                              what a rule means
      caseaudit explain "Sources of Evidence"             how to fill a field
      caseaudit inspect tracker.xlsx                      how a workbook is read
      caseaudit compare old.xlsx new.xlsx                 what changed between snapshots
      caseaudit normalize tracker.xlsx -o clean.xlsx      a copy in standard form

    Exit codes: 0 passed, 1 the check failed, 2 something could not be used, 3 a fault of the program.
    """
