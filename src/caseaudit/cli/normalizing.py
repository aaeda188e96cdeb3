"""`caseaudit normalize` and `caseaudit revert`: a clean copy of a tracker, and the way back from it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseaudit.cli.guard import say
from caseaudit.cli.options import Definition, NoColor, existing
from caseaudit.cli.output import destination, paper, refuse_unwritable
from caseaudit.cli.progress import Progress
from caseaudit.model.errors import CommandUnusable

if TYPE_CHECKING:
    from caseaudit.model.cases import Tracker
    from caseaudit.model.edits import EditReport, Plan
    from caseaudit.model.table import Workbook

LOG_ENDINGS = (".csv", ".json")
TABLE_ENDINGS = (".csv", ".parquet", ".xlsx")
RICH_SHOWN = 5

Source = Annotated[
    Path,
    typer.Argument(
        metavar="TRACKER", help="The workbook to read; it is never written to.", show_default=False
    ),
]


def normalize(  # noqa: PLR0913, PLR0917 -- an option each
    tracker: Source,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write the clean copy to FILE.", show_default=False
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, entry by entry, and write nothing.")
    ] = False,
    log: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Write every change to FILE: .csv to read, .json to go back by. May be repeated.",
            show_default=False,
        ),
    ] = None,
    table: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write all lists as one table for analysis: .csv, .parquet or .xlsx.",
            show_default=False,
        ),
    ] = None,
    with_dropdowns: Annotated[
        bool,
        typer.Option(
            "--with-dropdowns",
            help="Give the copy dropdowns, checks and colours, and a sheet of the standard terms.",
        ),
    ] = False,
    definition: Definition = None,
    no_color: NoColor = False,
) -> None:
    """Write a copy of a tracker in which every entry that stands for one standard term has the standard form.

    Nothing is guessed: what needs a person's decision stays as it is and is listed. In an .xlsx or .xlsm workbook
    nothing changes but those cells; another form becomes a new .xlsx of values.

    \b
    Examples:
      caseaudit normalize tracker.xlsx --dry-run
      caseaudit normalize tracker.xlsx -o clean.xlsx --log changes.json
      caseaudit normalize tracker.xlsx -o clean.xlsx --with-dropdowns
      caseaudit normalize tracker.xlsx --table tidy.csv
    """
    from caseaudit.audit import AuditOptions, open_tracker
    from caseaudit.normalize import plan

    logs = tuple(log or ())
    existing([tracker])
    _check_wishes(output, dry_run, logs, table)
    _check_dropdowns(with_dropdowns, output, dry_run, logs)
    _check_targets(tracker, definition, {"--output": output, "--table": table}, logs)
    with _uncollected():
        with _shown("reading", tracker):
            workbook, cases = open_tracker(tracker, AuditOptions(definition=definition))
        if output is not None:
            _check_ending(output, workbook)
        planned = plan(cases, keeps_formulas=_is_package(workbook))
        if dry_run:
            _dry_run(workbook, planned, no_color)
        elif output is not None:
            _write_copy(workbook, cases, planned, output, logs, no_color, guarded=with_dropdowns)
        if table is not None and not dry_run:
            with _beside(output):
                _write_table(cases, table)


def revert(
    copy: Annotated[
        Path, typer.Argument(metavar="COPY", help="A copy that normalize wrote.", show_default=False)
    ],
    log: Annotated[
        Path, typer.Option(metavar="FILE", help="The log of that copy, in JSON.", show_default=False)
    ],
    output: Annotated[
        Path,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write the restored workbook to FILE.", show_default=False
        ),
    ],
) -> None:
    """Put the old entries back into a copy that normalize wrote, exactly as they were.

    \b
    Examples:
      caseaudit revert clean.xlsx --log changes.json -o back.xlsx
    """
    from caseaudit.changelog import read_log
    from caseaudit.workbook.editing.restoring import restore_package

    existing([copy, log])
    _check_targets(copy, log, {"--output": output}, ())
    logged = read_log(log)
    made = logged.done.made
    if any(not one.old_xml for one in made):
        raise CommandUnusable(
            f"{log}: its copy is a new workbook of values, which cannot become the tracker again; "
            f"{logged.tracker} is as it was."
        )
    if output.suffix.lower() != copy.suffix.lower():
        raise CommandUnusable(f'--output {output}: must end in "{copy.suffix}", as the copy does.')
    restore_package(copy, output, logged.done)
    count = len(made)
    typer.echo(f"{output}: {count:,} {'entry' if count == 1 else 'entries'} put back as they were.")


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without looking for circles: a large tracker is hundreds of thousands of records, and none is in one."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def _beside(copy: Path | None) -> Iterator[None]:
    """For what is written after the copy: where it cannot be, the message says that the copy is there."""
    try:
        yield
    except CommandUnusable as fault:
        if copy is None:
            raise
        said = str(fault).removesuffix(" Nothing was written.")
        raise CommandUnusable(f"{said} The copy {copy} was written before.") from fault


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


def _check_targets(
    source: Path, other: Path | None, targets: Mapping[str, Path | None], logs: Sequence[Path]
) -> None:
    """Raises CommandUnusable where a file that is to be written cannot be, is read, or is named twice."""
    import os

    wanted = [(option, path) for option, path in targets.items() if path is not None]
    wanted += [("--log", path) for path in logs]
    seen: set[str] = set()
    for option, path in wanted:
        if str(path) == "-":
            raise CommandUnusable(f"{option} -: a workbook and its log are files; name one.")
        name = os.path.realpath(path).casefold()
        if name in seen:
            raise CommandUnusable(f"{option} {path}: is to be written twice. Name another file.")
        seen.add(name)
        refuse_unwritable(path, [source, *([other] if other else [])], option)


def _shown(stage: str, path: Path) -> Progress:
    """Shows what is being done, where it lasts."""
    progress = Progress()
    progress.about(path)
    progress(stage)
    return progress


def _is_package(workbook: Workbook) -> bool:
    from caseaudit.workbook.files import OOXML_ENDINGS

    return workbook.form in OOXML_ENDINGS


def _check_ending(output: Path, workbook: Workbook) -> None:
    """Raises CommandUnusable where the copy's name would promise another form than it has."""
    ending = f".{workbook.form}" if _is_package(workbook) else ".xlsx"
    if output.suffix.lower() == ending:
        return
    why = (
        f"the copy of a {ending} workbook is one, with its macros" if ending == ".xlsm"
        else f"the copy of {_article(workbook.form)} .{workbook.form} file is {_article(ending[1:])} {ending} workbook"
    )  # fmt: skip
    raise CommandUnusable(f"--output {output}: {why}. Name it {output.with_suffix(ending)}.")


def _article(form: str) -> str:
    return "an" if form[0] in "xo" else "a"


def _dry_run(workbook: Workbook, planned: Plan, no_color: bool) -> None:
    from caseaudit.normalize import without
    from caseaudit.reports import changes
    from caseaudit.workbook.editing.packages import drafted_edits

    notes: tuple[str, ...] = ()
    if _is_package(workbook):
        report = drafted_edits(
            Path(workbook.path), (change.edit for change in planned.changes), workbook
        ).report
        planned = without(planned, {one.edit.place: one.reason for one in report.refused})
        notes = (*report.notes, *_formula_notes(workbook, report))
    with destination(None, exact=False) as write:
        page = paper(write, to_file=False, plain=no_color)
        changes.write_diff(page, planned.changes)
        page.line(
            page.ink("strong", f"{workbook.path}: {_counted(planned)} would be written in standard form")
        )
        changes.write_summary(page, planned, _rule_names(), notes)


def _write_copy(
    workbook: Workbook,
    cases: Tracker,
    planned: Plan,
    output: Path,
    logs: Sequence[Path],
    no_color: bool,
    *,
    guarded: bool,
) -> None:
    from caseaudit.normalize import without
    from caseaudit.reports import changes

    edits = [*(change.edit for change in planned.changes), *planned.dated]

    def made_of(report: EditReport) -> Plan:
        return without(planned, {one.edit.place: one.reason for one in report.refused})

    def write_logs(report: EditReport) -> None:
        for log in logs:
            _write_log(log, made_of(report), report, cases, (workbook.path, str(output)))

    def write_to(target: Path, then: Callable[[EditReport], object] | None = None) -> EditReport:
        if _is_package(workbook):
            from caseaudit.workbook.editing.packages import edit_package

            return edit_package(Path(workbook.path), target, edits, before=workbook, then=then)
        from caseaudit.workbook.editing.fresh import copy_values

        return copy_values(workbook, target, edits, then=then)

    if guarded:
        from caseaudit.cli.guarding import write_guarded

        with _shown("writing", output):
            report = write_guarded(workbook, cases, output, write_to)
        with _beside(output):
            write_logs(report)
    else:
        with _shown("writing", output):
            report = write_to(output, write_logs)  # A copy whose log cannot be written is not kept.
    for log in logs:
        say(f"log written to {log}.")
    planned = made_of(report)
    with destination(None, exact=False) as write:
        page = paper(write, to_file=False, plain=no_color)
        page.line(page.ink("strong", f"{output}: {_counted(planned)} written in standard form"))
        notes = (*report.notes, *_formula_notes(workbook, report), *_rich_notes(report))
        changes.write_summary(page, planned, _rule_names(), notes)


def _counted(planned: Plan) -> str:
    count = len(planned.changes)
    return "no entry" if not count else f"{count:,} {'entry' if count == 1 else 'entries'}"


def _rule_names() -> Mapping[str, str]:
    from caseaudit.rules import RULES

    return {rule.code: rule.name for rule in RULES}


def _formula_notes(workbook: Workbook, report: EditReport) -> Iterator[str]:
    columns = (column for sheet in workbook.sheets for column in sheet.columns.values())
    if report.parts and any(cell.linked for column in columns for cell in column.cells):
        yield "Formulas show the results of before until they are calculated anew (Ctrl+Alt+F9 in Excel)."


def _rich_notes(report: EditReport) -> Iterator[str]:
    places = [str(one.edit.place) for one in report.made if one.lost]
    if places:
        shown = ", ".join(places[:RICH_SHOWN]) + (" …" if len(places) > RICH_SHOWN else "")
        yield f"Bold, coloured or other parts of a text went with the old entry in {len(places):,} cells ({shown})."


def _write_log(log: Path, planned: Plan, report: EditReport, cases: Tracker, paths: tuple[str, str]) -> None:
    from caseaudit.changelog import write_log
    from caseaudit.reports import changes

    as_csv = log.suffix.lower() == ".csv"
    with destination(log, exact=True, mark=as_csv) as write:
        if as_csv:
            changes.write_csv(write, planned.changes)
        else:
            write_log(write, planned, report, cases.definition, paths)


def _write_table(cases: Tracker, target: Path) -> None:
    from caseaudit.tidy import tidy_table, write_parquet

    made = tidy_table(cases)
    match target.suffix.lower():
        case ".csv":
            from caseaudit.reports.changes import write_table

            with destination(target, exact=True, mark=True) as write:
                write_table(write, made.columns, made.rows())
        case ".parquet":
            from caseaudit.workbook.editing.replacing import replacing

            with replacing(target) as (file, _):
                write_parquet(made, file)
        case _:
            from caseaudit.workbook.editing import fresh

            fresh.write_table(made.columns, made.rows(), target, "Cases")
    say(f"table of {len(made):,} cases written to {target}.")
