"""What `normalize` writes: the plan on the terminal, the copy with its logs, the table of all cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from caseaudit.commands.console.exits import say
from caseaudit.commands.console.output import destination, paper, refuse_unwritable
from caseaudit.commands.console.progress import Progress
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.words import counted

if TYPE_CHECKING:
    from caseaudit.model.edits import EditReport, Plan
    from caseaudit.model.table import Workbook
    from caseaudit.tracker.cases import Tracker
    from caseaudit.tracker.edit.dependents import Dependent

RICH_SHOWN = 5


def shown(stage: str, path: Path) -> Progress:
    """Shows what is being done, where it lasts."""
    progress = Progress()
    progress.about(path)
    progress(stage)
    return progress


@contextmanager
def beside(copy: Path | None) -> Iterator[None]:
    """For what is written after the copy: where it cannot be, the message says that the copy is there."""
    try:
        yield
    except CommandUnusable as fault:
        if copy is None:
            raise
        said = str(fault).removesuffix(" Nothing was written.")
        raise CommandUnusable(f"{said} The copy {copy} was written before.") from fault


def is_package(workbook: Workbook) -> bool:
    from caseaudit.tracker.read.files import OOXML_ENDINGS

    return workbook.form in OOXML_ENDINGS


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a clean copy is wanted: its logs, plain paper, dropdowns, and a calculation when it is opened."""

    logs: Sequence[Path]
    no_color: bool
    guarded: bool
    recalculates: bool


def show_plan(workbook: Workbook, planned: Plan, no_color: bool) -> int:
    """Show what would be written; how many places hang on an old spelling."""
    from caseaudit.render import changes
    from caseaudit.render.paper import inert
    from caseaudit.stories.clean import without
    from caseaudit.tracker.edit.packages import drafted_edits

    notes: tuple[str, ...] = ()
    if is_package(workbook):
        report = drafted_edits(
            Path(workbook.path), (change.edit for change in planned.changes), workbook
        ).report
        planned = without(planned, {one.edit.place: one.reason for one in report.refused})
        notes = (*report.notes, *_formula_notes(workbook, planned))
    hanging = _dependents(workbook, planned)
    with destination(None, exact=False) as write:
        page = paper(write, to_file=False, plain=no_color)
        changes.write_diff(page, planned.changes)
        page.line(
            page.ink(
                "strong", f"{inert(workbook.path)}: {_entries(planned)} would be written in standard form"
            )
        )
        changes.write_summary(page, planned, _rule_names(), notes)
        changes.write_dependents(page, hanging)
    return len(hanging)


def write_copy(workbook: Workbook, cases: Tracker, planned: Plan, output: Path, wishes: Wishes) -> int:
    """Write the copy with its logs and the summary; how many places hang on an old spelling."""
    from caseaudit.render import changes
    from caseaudit.render.paper import inert
    from caseaudit.stories.clean import without

    edits = [*(change.edit for change in planned.changes), *planned.dated]

    def made_of(report: EditReport) -> Plan:
        return without(planned, {one.edit.place: one.reason for one in report.refused})

    def write_logs(report: EditReport) -> None:
        for log in wishes.logs:
            _write_log(log, made_of(report), report, cases, (workbook.path, str(output)))

    def write_to(target: Path, then: Callable[[EditReport], object] | None = None) -> EditReport:
        if is_package(workbook):
            from caseaudit.tracker.edit.packages import edit_package

            source, anew = Path(workbook.path), wishes.recalculates
            return edit_package(source, target, edits, before=workbook, then=then, recalculates=anew)
        from caseaudit.tracker.edit.fresh import copy_values

        return copy_values(workbook, target, edits, then=then)

    if wishes.guarded:
        from caseaudit.commands.console.dropdowns import write_guarded

        with shown("writing", output):
            report = write_guarded(workbook, cases, output, write_to)
        with beside(output):
            write_logs(report)
    else:
        with shown("writing", output):
            report = write_to(output, write_logs)  # A copy whose log cannot be written is not kept.
    for log in wishes.logs:
        say(f"log written to {log}.")
    planned = made_of(report)
    hanging = _dependents(workbook, planned)
    with destination(None, exact=False) as write:
        page = paper(write, to_file=False, plain=wishes.no_color)
        page.line(page.ink("strong", f"{inert(str(output))}: {_entries(planned)} written in standard form"))
        stale = () if wishes.recalculates else _formula_notes(workbook, planned)
        changes.write_summary(page, planned, _rule_names(), (*report.notes, *stale, *_rich_notes(report)))
        changes.write_dependents(page, hanging)
    return len(hanging)


def _entries(planned: Plan) -> str:
    return counted(len(planned.changes), "entry", "entries") if planned.changes else "no entry"


def _rule_names() -> Mapping[str, str]:
    from caseaudit.rules import RULES

    return {rule.code: rule.name for rule in RULES}


def _dependents(workbook: Workbook, planned: Plan) -> list[Dependent]:
    """What of the workbook speaks of a spelling that goes; a copy of values has nothing that could."""
    if not is_package(workbook):
        return []
    from caseaudit.tracker.edit.dependents import dependents

    return dependents(Path(workbook.path).read_bytes(), workbook, planned.changes)


def _formula_notes(workbook: Workbook, planned: Plan) -> Iterator[str]:
    from caseaudit.tracker.edit.dependents import uses_changed

    columns = (column for sheet in workbook.sheets for column in sheet.columns.values())
    has_formulas = planned.changes and any(cell.linked for column in columns for cell in column.cells)
    if has_formulas and uses_changed(Path(workbook.path).read_bytes(), planned.changes):
        yield "Formulas show their old results until they are calculated anew (Ctrl+Alt+F9 in Excel, or --recalculate)."


def _rich_notes(report: EditReport) -> Iterator[str]:
    places = [str(one.edit.place) for one in report.made if one.lost]
    if places:
        shown = ", ".join(places[:RICH_SHOWN]) + (" …" if len(places) > RICH_SHOWN else "")
        yield f"Bold, coloured or other parts of a text went with the old entry in {len(places):,} cells ({shown})."


def _write_log(log: Path, planned: Plan, report: EditReport, cases: Tracker, paths: tuple[str, str]) -> None:
    from caseaudit.render import changes
    from caseaudit.tracker.edit.changelog import write_log

    as_csv = log.suffix.lower() == ".csv"
    with destination(log, exact=True, mark=as_csv) as write:
        if as_csv:
            changes.write_csv(write, planned.changes)
        else:
            write_log(write, planned, report, cases.definition, paths)


def write_tidy(cases: Tracker, target: Path) -> None:
    from caseaudit.stories.tidy import tidy_table, write_parquet

    made = tidy_table(cases)
    match target.suffix.lower():
        case ".csv":
            from caseaudit.render.changes import write_table

            with destination(target, exact=True, mark=True) as write:
                write_table(write, made.columns, made.rows())
        case ".parquet":
            from caseaudit.tracker.edit.replacing import replacing

            with replacing(target) as (file, _):
                write_parquet(made, file)
        case _:
            from caseaudit.tracker.edit import fresh

            fresh.write_table(made.columns, made.rows(), target, "Cases")
    say(f"table of {len(made):,} cases written to {target}.")


def refuse_targets(
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
