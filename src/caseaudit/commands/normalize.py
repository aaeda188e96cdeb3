"""`caseaudit normalize`: a clean copy of a tracker."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseaudit.commands.console.copies import (
    Wishes,
    beside,
    is_package,
    refuse_targets,
    show_plan,
    shown,
    write_copy,
    write_tidy,
)
from caseaudit.commands.console.options import Definition, Limits, NoColor, existing
from caseaudit.commands.console.record import options
from caseaudit.model.errors import CommandUnusable

if TYPE_CHECKING:
    from caseaudit.model.table import Workbook

LOG_ENDINGS = (".csv", ".json")
TABLE_ENDINGS = (".csv", ".parquet", ".xlsx")

Source = Annotated[
    Path,
    typer.Argument(
        metavar="TRACKER", help="The workbook to read; it is never written to.", show_default=False
    ),
]


@dataclass(frozen=True, slots=True)
class Normalize:
    """What `normalize` is asked for."""

    tracker: Source
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write the clean copy to FILE.", show_default=False
        ),
    ] = None
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, entry by entry, and write nothing.")
    ] = False
    log: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Write every change to FILE: .csv to read, .json to go back by. May be repeated.",
            show_default=False,
        ),
    ] = None
    table: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write all lists as one table for analysis: .csv, .parquet or .xlsx.",
            show_default=False,
        ),
    ] = None
    with_dropdowns: Annotated[
        bool,
        typer.Option(
            "--with-dropdowns",
            help="Give the copy dropdowns, checks and colours, and a sheet of the standard terms.",
        ),
    ] = False
    strict: Annotated[
        bool,
        typer.Option(
            "--strict", help="Exit with 1 where formulas, rules, filters or names speak of an old spelling."
        ),
    ] = False
    recalculate: Annotated[
        bool,
        typer.Option("--recalculate", help="Have the copy calculated when it is opened next."),
    ] = False
    definition: Definition = None
    limit: Limits = None
    no_color: NoColor = False


@options(Normalize)
def normalize(asked: Normalize) -> None:
    """Write a copy of a tracker with every entry in standard form where it means exactly one standard term.

    Nothing is guessed: what needs a person's decision stays as it is and is listed. In an .xlsx or .xlsm workbook
    nothing changes but those cells; another form becomes a new .xlsx of values.

    \b
    Examples:
      caseaudit normalize tracker.xlsx --dry-run
      caseaudit normalize tracker.xlsx -o clean.xlsx --log changes.json
      caseaudit normalize tracker.xlsx -o clean.xlsx --with-dropdowns
      caseaudit normalize tracker.xlsx --table tidy.csv
    """
    from caseaudit.stories.audit import AuditOptions, open_tracker
    from caseaudit.stories.clean import plan

    tracker, output, logs = asked.tracker, asked.output, tuple(asked.log or ())
    existing([tracker])
    _check_wishes(output, asked.dry_run, logs, asked.table)
    _check_dropdowns(asked.with_dropdowns, output, asked.dry_run, logs)
    refuse_targets(tracker, asked.definition, {"--output": output, "--table": asked.table}, logs)
    with shown("reading", tracker):
        workbook, cases = open_tracker(tracker, AuditOptions(definition=asked.definition))
    if output is not None:
        _check_ending(output, workbook)
    planned = plan(cases, keeps_formulas=is_package(workbook))
    hanging = 0
    if asked.dry_run:
        hanging = show_plan(workbook, planned, asked.no_color)
    elif output is not None:
        wishes = Wishes(logs, asked.no_color, asked.with_dropdowns, asked.recalculate)
        hanging = write_copy(workbook, cases, planned, output, wishes)
    if asked.table is not None and not asked.dry_run:
        with beside(output):
            write_tidy(cases, asked.table)
    if asked.strict and hanging:
        raise typer.Exit(1)


def _check_wishes(output: Path | None, dry_run: bool, logs: Sequence[Path], table: Path | None) -> None:
    """Raises CommandUnusable where the options do not say what to write, or contradict each other."""
    if output is None and table is None and not dry_run:
        raise CommandUnusable(
            "say where the clean copy goes (-o clean.xlsx), or --dry-run to see what would change."
        )
    if dry_run and (logs or table):
        raise CommandUnusable("--dry-run writes nothing; leave out --log and --table, or --dry-run.")
    if logs and output is None:
        raise CommandUnusable("--log says what was changed in the copy; give -o too.")
    for option, paths, endings in (
        ("--log", logs, LOG_ENDINGS),
        ("--table", [table] if table else [], TABLE_ENDINGS),
    ):
        for path in paths:
            if path.suffix.lower() not in endings:
                raise CommandUnusable(
                    f"{option} {path}: must end in {', '.join(endings[:-1])} or {endings[-1]}."
                )
    if table is not None and table.suffix.lower() == ".parquet":
        _check_parquet()


def _check_dropdowns(with_dropdowns: bool, output: Path | None, dry_run: bool, logs: Sequence[Path]) -> None:
    """Raises CommandUnusable where dropdowns are wanted and there is no copy, or a way back that cannot be kept."""
    if with_dropdowns and (output is None or dry_run):
        raise CommandUnusable("--with-dropdowns adds to a copy; give -o and no --dry-run.")
    if with_dropdowns and any(log.suffix.lower() == ".json" for log in logs):
        raise CommandUnusable(
            "--with-dropdowns adds what a log in JSON cannot take back. Write that log without it, or a .csv log."
        )


def _check_parquet() -> None:
    from importlib.util import find_spec

    if find_spec("pyarrow") is None and find_spec("fastparquet") is None:
        raise CommandUnusable(
            'Parquet needs a library that is not installed; run "pip install pyarrow", or write a .csv or .xlsx table.'
        )


def _check_ending(output: Path, workbook: Workbook) -> None:
    """Raises CommandUnusable where the copy's name would promise another form than it has."""
    ending = f".{workbook.form}" if is_package(workbook) else ".xlsx"
    if output.suffix.lower() == ending:
        return
    why = (
        f"the copy of a {ending} workbook is one, with its macros" if ending == ".xlsm"
        else f"the copy of {_article(workbook.form)} .{workbook.form} file is {_article(ending[1:])} {ending} workbook"
    )  # fmt: skip
    raise CommandUnusable(f"--output {output}: {why}. Name it {output.with_suffix(ending)}.")


def _article(form: str) -> str:
    return "an" if form[0] in "xo" else "a"
