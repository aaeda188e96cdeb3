"""`caseaudit check`: audit trackers, report, and let the exit code say whether they pass."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseaudit.commands.console import formats
from caseaudit.commands.console.audits import Outcome, audited, not_checked, some_rule
from caseaudit.commands.console.exits import say, told
from caseaudit.commands.console.files import Files, Redact, command_line, refuse_unusable, write_reports
from caseaudit.commands.console.gate import (
    BaselineFile,
    Gatekeeper,
    GateWishes,
    NoPolicy,
    PolicyFile,
    WaiversFile,
)
from caseaudit.commands.console.options import (
    AsOf,
    Definition,
    Ignore,
    Lists,
    NoColor,
    Select,
    Trackers,
    day,
    existing,
    words,
)
from caseaudit.commands.console.output import Write, destination, paper, refuse_unwritable
from caseaudit.commands.console.progress import Progress
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.finding import Verdict
from caseaudit.settings.records import FailOn

if TYPE_CHECKING:
    from caseaudit.stories.audit import AuditOptions


class Format(StrEnum):
    """The forms of the report."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"
    LINES = "lines"


_OF_REPORTS = {".html": "a page", ".htm": "a page", ".xlsx": "a workbook", ".md": "Markdown"}
_BY_ENDING = {".json": Format.JSON, ".csv": Format.CSV, ".sarif": Format.SARIF, ".xml": Format.JUNIT}


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the report is wanted."""

    format: Format
    output: Path | None
    every_finding: bool
    no_color: bool

    @property
    def in_file(self) -> bool:
        """Whether the report goes to a file; else to the standard output."""
        return self.output is not None and str(self.output) != "-"


def check(  # noqa: PLR0913, PLR0917 -- an option each
    trackers: Trackers,
    format: Annotated[  # noqa: A002 -- the option's name
        Format | None,
        typer.Option(
            help="The form of the report. Without it: text, or what the ending of --output says "
            "(.json, .csv, .sarif; .xml is junit).",
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
        ),
    ] = None,
    fail_on: Annotated[
        FailOn | None,
        typer.Option(
            help="The mildest severity that fails the check (exit code 1); limits: only the policy's limits do; "
            "never: only report. Without it: what the policy says, else error.",
            show_default=False,
        ),
    ] = None,
    baseline: BaselineFile = None,
    waivers: WaiversFile = None,
    policy: PolicyFile = None,
    no_policy: NoPolicy = False,
    as_of: AsOf = None,
    list_: Lists = None,
    select: Select = None,
    ignore: Ignore = None,
    report: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Write a report besides, as caseaudit report does: .html, .xlsx, .md, .json or .csv. May be repeated.",
            show_default=False,
        ),
    ] = None,
    redact: Redact = False,
    every: Annotated[
        bool,
        typer.Option("--all", help="Show every finding, a line each, not only a few examples of each rule."),
    ] = False,
    definition: Definition = None,
    no_color: NoColor = False,
) -> None:
    """Audit trackers: which cells are missing or not standard, and what to write there.

    The exit code is 0 where every tracker passes, 1 where one fails, 2 where something could not be used, and
    3 for a fault of the program.

    \b
    Examples:
      caseaudit check tracker.xlsx
      caseaudit check tracker.xlsx --output findings.csv
      caseaudit check march.xlsx june.xlsx --fail-on warning
      caseaudit check tracker.xlsx --list active --select C,S201 --all
      caseaudit check tracker.xlsx --report findings.html --report findings.xlsx
      caseaudit check tracker.xlsx --baseline baseline.json --format junit
    """
    from caseaudit.stories.audit import AuditOptions

    options = AuditOptions(
        definition=definition,
        as_of=day(as_of, "--as-of"),
        lists=words(list_),
        select=words(select),
        ignore=words(ignore),
        analyse=bool(report),
    )
    existing(trackers)
    some_rule(options)
    read = [each for each in (definition, policy, baseline, waivers) if each is not None]
    refuse_unwritable(output, [*trackers, *read])
    if redact and not report:
        raise CommandUnusable("--redact is about written reports; name one with --report FILE.")
    files = Files(tuple(report or ()), redact)
    refuse_unusable(files, [*trackers, *read, *([output] if output else [])], "--report")
    keeper = Gatekeeper(GateWishes(policy, no_policy, baseline, waivers, fail_on), options)
    keeper.prepare(trackers)
    command = command_line(
        "check", trackers,
        {"--redact": redact, "--fail-on": fail_on and fail_on.value, "--baseline": baseline, "--waivers": waivers,
         "--policy": policy, "--no-policy": no_policy, "--as-of": as_of, "--list": list_, "--select": select,
         "--ignore": ignore, "--definition": definition},
        redact=redact,
    )  # fmt: skip
    wanted = Wanted(format or _by_ending(output), output, every, no_color)
    with Progress() as progress:
        outcome = audited(trackers, options, keeper, progress)
        if wanted.in_file:
            progress("writing")
            _report(outcome, wanted, options)
        if files.paths and outcome.judged:
            progress("writing")
            _written(files, outcome, options, command)
    for fault in outcome.unusable:
        told(fault)
    if not wanted.in_file:
        _report(outcome, wanted, options)
    elif outcome.judged:
        say(f"report written to {output}; the check {_in_a_word(outcome.verdict)}.")
    for path in files.paths if outcome.judged else ():
        say(f"report written to {path}.")
    if wanted.format is not Format.TEXT:
        for line in (line for each in outcome.judged for line in formats.in_short(each)):
            say(line)
    raise typer.Exit(outcome.exit_code)


def _by_ending(output: Path | None) -> Format:
    """Raises CommandUnusable where the ending promises a form that only a written report has."""
    ending = "" if output is None else output.suffix.lower()
    if ending in _OF_REPORTS:
        raise CommandUnusable(
            f"--output {output}: what goes there is text, .json, .csv, .sarif or .xml (JUnit). "
            f"For {_OF_REPORTS[ending]} use --report {output}."
        )
    return _BY_ENDING.get(ending, Format.TEXT)


def _in_a_word(verdict: Verdict) -> str:
    if verdict.passed:
        return "passed" if not verdict.incomplete else "passed, but it is incomplete"
    return "failed" if verdict.failed else "is incomplete"


def _report(outcome: Outcome, wanted: Wanted, options: AuditOptions) -> None:
    if not outcome.judged:
        return
    exact = wanted.format is not Format.TEXT
    with destination(wanted.output, exact=exact, mark=wanted.format is Format.CSV) as write:
        if wanted.format is Format.JSON:
            _json(write, outcome)
        elif wanted.format is Format.CSV:
            _csv(write, outcome)
        elif wanted.format is Format.SARIF:
            formats.write_sarif(write, outcome.judged)
        elif wanted.format is Format.JUNIT:
            formats.write_junit(write, outcome.judged, options)
        elif wanted.format is Format.GITHUB:
            formats.write_annotations(write, outcome.judged)
        elif wanted.format is Format.LINES:
            formats.write_lines(write, outcome.judged)
        else:
            _text(write, outcome, wanted, options)


def _written(files: Files, outcome: Outcome, options: AuditOptions, command: str) -> None:
    unusable = [str(each) for each in outcome.unusable]
    write_reports(files, outcome.judged, command, not_checked=[*not_checked(options)], unusable=unusable)


def _json(write: Write, outcome: Outcome) -> None:
    from caseaudit.render.machine import report as machine

    if len(outcome.paths) == 1:
        machine.write_audit(write, *outcome.audits[0])
        return
    unusable = [(error.where, str(error)) for error in outcome.unusable]
    machine.write_audits(write, outcome.audits, unusable, outcome.verdict)


def _csv(write: Write, outcome: Outcome) -> None:
    from caseaudit.render.machine import findings_csv as rows

    rows.write_header(write)
    for audit, _ in outcome.audits:
        rows.write_rows(write, audit)


def _text(write: Write, outcome: Outcome, wanted: Wanted, options: AuditOptions) -> None:
    from caseaudit.render import terminal

    several = len(outcome.paths) > 1
    page = paper(write, to_file=wanted.in_file, plain=wanted.no_color)
    view = terminal.View(wanted.every_finding, several, tuple(not_checked(options)))
    for each in outcome.judged:
        policy = "" if each.policy.path is None else str(each.policy.path)
        terminal.write_audit(page, each.audit, each.verdict, replace(view, policy=policy))
    if several:
        verdicts = {audit.tracker.path: verdict for audit, verdict in outcome.audits}
        terminal.write_closing(page, verdicts, [error.where for error in outcome.unusable])
