"""The commands, put together; each is in its own module, which is imported when the command is called.

Whatever takes long to import (pandas, pandera, the Excel libraries) is imported inside the command that needs it:
`--help`, `rules` and `explain` answer at once.
"""

from __future__ import annotations

import os
from typing import Annotated, Any

import typer

from caseaudit import __version__
from caseaudit.commands.console.exits import Shell
from caseaudit.commands.console.quick import SETTINGS, Later

COMMANDS = (
    ("check", "check:check", "Audit trackers; the exit code says whether they pass."),
    ("inspect", "inspect:inspect", "Show how trackers are read."),
    ("desk", "desk:desk", "Open a page to drop trackers on, for those without a terminal."),
    ("report", "report:report", "Write a report: a page, a workbook, Markdown."),
    ("compare", "compare:compare", "Show what changed between snapshots of a tracker."),
    ("kpi", "kpi:kpi", "Count the monthly indicators, with their reliability."),
    ("mark", "mark:mark", "Write a copy with every faulty cell colored and noted."),
    ("unmark", "unmark:unmark", "Take the marks off such a copy."),
    ("sample", "sample:sample", "Draw entries to trace to the case files, and report accuracy."),
    ("normalize", "normalize:normalize", "Write a copy in standard form, and list what is left."),
    ("revert", "revert:revert", "Put the old entries back into such a copy."),
    ("config", "config:config", "Show which policy holds and what it says."),
    ("baseline", "baseline:baseline", "Record today's findings, so that only new ones fail."),
    ("waivers", "waivers:waivers_app", "Findings ignored until a date, with reasons."),
    ("explain", "explain:explain", "Explain a rule, a field or a standard term."),
    ("rules", "rules:rules", "List the rules."),
    ("init", "init:init", "Draft a definition from workbooks that have none."),
    ("definition", "definition:definition_app", "Check, show and export a definition."),
    ("schema", "schema:schema", "Show the schema of each list: fields and checks."),
    ("template", "template:template", "Write an empty tracker from the definition."),
    ("guide", "guide:guide", "Write the guidance for the people who fill the tracker."),
)
"""Each command: its name, its module and function, and what it does."""


class Commands(Shell):
    """All commands."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, place, short_help in COMMANDS:
            self.add_command(Later(name, place, short_help))

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that is called, and what is left of the words; a file without a command is checked."""
        if args and args[0] not in self.commands and _is_tracker(args[0]):
            args = ["check", *args]
        name, command, rest = super().resolve_command(ctx, args)
        return name, command.command() if isinstance(command, Later) else command, rest


def _is_tracker(word: str) -> bool:
    """Whether the first word names a file or a folder, not a command."""
    ending = word.lower().rpartition(".")[2]
    return ending in ("xlsx", "xlsm", "xls", "xlsb", "ods", "csv") or os.sep in word


app = typer.Typer(name="caseaudit", cls=Commands, no_args_is_help=True, **SETTINGS)


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
      caseaudit mark tracker.xlsx -o marked.xlsx          a copy with every faulty cell colored and noted
      caseaudit normalize tracker.xlsx -o clean.xlsx      a copy in standard form

    Exit codes: 0 passed, 1 the check failed, 2 something could not be used, 3 a fault of the program.
    """
