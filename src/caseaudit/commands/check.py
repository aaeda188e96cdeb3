"""`caseaudit check`: audit trackers, report, and let the exit code say whether they pass."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseaudit.commands.console import formats
from caseaudit.commands.console.audits import Outcome, audited, not_checked, some_rule
from caseaudit.commands.console.exits import report_error, say
from caseaudit.commands.console.files import (
    Files,
    Redact,
    command_line,
    options_again,
    refuse_unusable,
    write_reports,
)
from caseaudit.commands.console.folders import Found, find
from caseaudit.commands.console.forms import Format, by_ending
from caseaudit.commands.console.gate import Gatekeeper, GateWishes
from caseaudit.commands.console.opening import Opens, open_first
from caseaudit.commands.console.options import NoColor, Scope, Trackers, existing
from caseaudit.commands.console.output import Write, destination, paper, refuse_unwritable
from caseaudit.commands.console.progress import Progress
from caseaudit.commands.console.record import options
from caseaudit.commands.console.surveys import Line, Survey, survey, write_survey
from caseaudit.model.errors import CommandUnusable, NotATracker
from caseaudit.model.finding import Verdict
from caseaudit.settings.records import FailOn

if TYPE_CHECKING:
    from caseaudit.stories.audit import AuditOptions


_OF_AUDITS = frozenset((
    "--definition", "--list", "--as-of", "--select", "--ignore", "--layout", "--policy", "--no-policy", "--baseline",
    "--waivers",
))  # fmt: skip
"""Options that `mark` and `report` take as well."""


@dataclass(frozen=True, slots=True)
class Check:
    """What `check` is asked for."""

    trackers: Trackers
    format: Annotated[
        Format | None,
        typer.Option(
            help="The form of the report. Without it: text, or what the ending of --output says "
            "(.json, .csv, .sarif; .xml is junit).",
            show_default=False,
        ),
    ] = None
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write the report to FILE, whole or not at all, instead of the terminal.",
        ),
    ] = None
    fail_on: Annotated[
        FailOn | None,
        typer.Option(
            help="The mildest severity that fails the check (exit code 1); limits: only the policy's limits do; "
            "never: only report. Without it: what the policy says, else error.",
            show_default=False,
        ),
    ] = None
    gate: GateWishes = field(default_factory=GateWishes)
    scope: Scope = field(default_factory=Scope)
    report: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Write a report besides, as caseaudit report does: .html, .xlsx, .docx, .md, .json or .csv. "
            "May be repeated.",
            show_default=False,
        ),
    ] = None
    redact: Redact = False
    every: Annotated[
        bool,
        typer.Option("--all", help="Show every finding, a line each, not only a few examples of each rule."),
    ] = False
    statistics: Annotated[
        bool, typer.Option("--statistics", help="Show how many findings each rule and field has, not which.")
    ] = False
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Show a line for each tracker: its verdict and why.")
    ] = False
    opens: Opens = False
    no_color: NoColor = False

    @property
    def in_file(self) -> bool:
        """Whether the report goes to a file; else to the standard output."""
        return self.output is not None and str(self.output) != "-"

    @property
    def form(self) -> Format:
        """The form of the report. Raises CommandUnusable where the output's ending is of another kind."""
        return self.format or by_ending(self.output)


@options(Check)
def check(asked: Check) -> None:
    """Audit trackers: which cells are missing or not standard, and what to write there.

    The exit code is 0 where every tracker passes, 1 where one fails, 2 where something could not be used, and
    3 for a fault of the program.

    \b
    Examples:
      caseaudit check tracker.xlsx
      caseaudit check tracker.xlsx --output findings.csv
      caseaudit check march.xlsx june.xlsx --fail-on warning
      caseaudit check folder-of-trackers
      caseaudit check tracker.xlsx --list active --select C,S201 --all
      caseaudit check tracker.xlsx --report findings.html --report findings.xlsx
      caseaudit check tracker.xlsx --baseline baseline.json --format junit
    """
    found = find(asked.trackers)
    asked = replace(asked, trackers=[*found.files])
    audit = asked.scope.options(analyse=bool(asked.report))
    files_of_layout = replace(audit.layout, policy=asked.gate.policy, looks=not asked.gate.no_policy)
    audit = replace(audit, layout=files_of_layout)
    files = _ready(asked, audit)
    keeper = Gatekeeper(asked.gate, audit, asked.fail_on)
    keeper.prepare(asked.trackers)
    audit = keeper.options
    command = command_line("check", asked.trackers, asked, redact=asked.redact)
    with Progress() as progress:
        if _is_survey(asked, found):
            lines = survey(found, Survey(audit, asked.gate, asked.fail_on), progress)
            raise typer.Exit(_surveyed(lines, found, asked))
        outcome = audited(asked.trackers, audit, keeper, progress)
        found = _without_others(outcome, found)
        if asked.in_file:
            progress("writing")
            _report(outcome, asked, audit)
        if files.paths and outcome.judged:
            progress("writing")
            _written(files, outcome, audit, command)
    _told(outcome, asked, audit, files, found)
    raise typer.Exit(outcome.exit_code)


def _told(outcome: Outcome, asked: Check, audit: AuditOptions, files: Files, found: Found) -> None:
    """Say on the terminal what came of the trackers, and which files were written."""
    for path, why in found.left_out:
        say(f"{path}: left out, {why}.")
    for fault in outcome.unusable:
        report_error(fault)
    if not asked.in_file:
        _report(outcome, asked, audit)
    elif outcome.judged:
        say(f"report written to {asked.output}; the check {_in_a_word(outcome.verdict)}.")
    for path in files.paths if outcome.judged else ():
        say(f"report written to {path}.")
    if asked.opens and outcome.judged:
        open_first(files.paths)
    if asked.form is not Format.TEXT:
        for line in (line for each in outcome.judged for line in formats.in_short(each)):
            say(line)


def _is_survey(asked: Check, found: Found) -> bool:
    """Whether a line for each tracker is all that is asked for: of a folder, as text, with no file to write."""
    wants_more = asked.every or asked.statistics or asked.report or asked.form is not Format.TEXT
    return bool(found.in_folder) and len(found.files) > 1 and not wants_more


def _surveyed(lines: Sequence[Line], found: Found, asked: Check) -> int:
    """Write a line for each tracker, what was left out, and the one verdict; the exit code."""
    with destination(asked.output, exact=False) as write:
        return write_survey(paper(write, to_file=asked.in_file, plain=asked.no_color), lines, found)


def _without_others(outcome: Outcome, found: Found) -> Found:
    """What was found, with the workbooks of a folder that hold no case list among what was left out."""
    others = [fault for fault in outcome.unusable if isinstance(fault, NotATracker)]
    named = [
        (path, fault) for fault in others for path in found.in_folder if fault.where.startswith(str(path))
    ]
    for _, fault in named:
        outcome.unusable.remove(fault)
    more = tuple((path, "it holds no case list") for path, _ in named)
    return replace(found, left_out=(*found.left_out, *more))


def _ready(asked: Check, audit: AuditOptions) -> Files:
    """The files to write besides. Raises CommandUnusable before the work begins."""
    existing(asked.trackers)
    some_rule(audit)
    sources = [*asked.trackers, *asked.scope.files, *asked.gate.files]
    refuse_unwritable(asked.output, sources)
    if (asked.statistics or asked.quiet) and asked.form is not Format.TEXT:
        raise CommandUnusable(
            "--statistics and --quiet are about text; leave out --format, or name a .txt file."
        )
    if asked.statistics and asked.quiet:
        raise CommandUnusable("--statistics shows counts and --quiet shows none; leave one of them out.")
    if asked.opens and not asked.report:
        raise CommandUnusable("--open opens a written report; name one with --report FILE.")
    if asked.redact and not asked.report:
        raise CommandUnusable("--redact is about written reports; name one with --report FILE.")
    files = Files(tuple(asked.report or ()), asked.redact)
    refuse_unusable(files, [*sources, *([asked.output] if asked.output else [])], "--report")
    _ = asked.form
    return files


def _in_a_word(verdict: Verdict) -> str:
    if verdict.passed:
        return "passed" if not verdict.incomplete else "passed, but it is incomplete"
    return "failed" if verdict.failed else "is incomplete"


def _report(outcome: Outcome, asked: Check, options: AuditOptions) -> None:
    if not outcome.judged:
        return
    exact = asked.form is not Format.TEXT
    with destination(asked.output, exact=exact, mark=asked.form is Format.CSV) as write:
        if asked.form is Format.JSON:
            unusable = [(error.where, str(error)) for error in outcome.unusable]
            formats.write_json(write, outcome.audits, unusable, outcome.verdict)
        elif asked.form is Format.CSV:
            formats.write_csv(write, outcome.audits)
        elif asked.form is Format.SARIF:
            formats.write_sarif(write, outcome.judged)
        elif asked.form is Format.JUNIT:
            formats.write_junit(write, outcome.judged, options)
        elif asked.form is Format.GITHUB:
            formats.write_annotations(write, outcome.judged)
        elif asked.form is Format.LINES:
            formats.write_lines(write, outcome.judged)
        else:
            _text(write, outcome, asked, options)


def _written(files: Files, outcome: Outcome, options: AuditOptions, command: str) -> None:
    unusable = [str(each) for each in outcome.unusable]
    write_reports(files, outcome.judged, command, not_checked=[*not_checked(options)], unusable=unusable)


def _text(write: Write, outcome: Outcome, asked: Check, options: AuditOptions) -> None:
    from caseaudit.render import terminal

    several = len(outcome.paths) > 1
    page = paper(write, to_file=asked.in_file, plain=asked.no_color)
    if asked.quiet:
        for each in outcome.judged:
            terminal.write_line(page, each.audit, each.verdict)
        return
    view = terminal.View(
        asked.every, several, asked.statistics, tuple(not_checked(options)),
        again=options_again(asked, _OF_AUDITS), definition=options_again(asked, {"--definition"}),
    )  # fmt: skip
    for each in outcome.judged:
        policy = "" if each.policy.path is None else str(each.policy.path)
        terminal.write_audit(page, each.audit, each.verdict, replace(view, policy=policy))
    if several:
        verdicts = {audit.tracker.path: verdict for audit, verdict in outcome.audits}
        terminal.write_closing(page, verdicts, [error.where for error in outcome.unusable])
