"""`caseaudit report`: write down what an audit finds, for managers, analysts and auditors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

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
    Select,
    Trackers,
    day,
    existing,
    words,
)
from caseaudit.commands.console.progress import Progress
from caseaudit.model.errors import CommandUnusable
from caseaudit.settings.records import FailOn

if TYPE_CHECKING:
    from caseaudit.model.comparison import Comparison
    from caseaudit.stories.audit import AuditOptions


def report(  # noqa: PLR0913, PLR0917 -- an option each
    trackers: Trackers,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="A report to write, whole or not at all: .html, .xlsx, .md, .json or .csv. May be repeated.",
            show_default=False,
        ),
    ] = None,
    earlier: Annotated[
        list[Path] | None,
        typer.Option(
            "--with",
            metavar="OLD",
            help="An earlier snapshot of the tracker, for the trend. May be repeated, the oldest first.",
            show_default=False,
        ),
    ] = None,
    redact: Redact = False,
    fail_on: Annotated[
        FailOn | None,
        typer.Option(
            help="The mildest severity by which the report says FAIL. Without it: what the policy says, else error.",
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
    definition: Definition = None,
) -> None:
    """Write a report on trackers: a page to look at, a workbook to work through, or Markdown to paste.

    The exit code is 0 where every report was written, whatever is in it; 2 where a tracker or something else could
    not be used, and 3 for a fault of the program. To let the exit code say whether trackers pass, write the same
    reports with caseaudit check --report FILE.

    \b
    Examples:
      caseaudit report tracker.xlsx -o findings.html
      caseaudit report tracker.xlsx -o findings.html -o findings.xlsx -o findings.md
      caseaudit report march.xlsx --with november.xlsx -o findings.html
      caseaudit report tracker.xlsx --redact -o findings.html
    """
    from caseaudit.stories.audit import AuditOptions

    if not output:
        raise CommandUnusable("name the report to write: caseaudit report tracker.xlsx -o findings.html")
    files = Files(tuple(output), redact)
    options = AuditOptions(
        definition=definition, as_of=day(as_of, "--as-of"), lists=words(list_), select=words(select),
        ignore=words(ignore), analyse=True,
    )  # fmt: skip
    older = earlier or []
    existing([*trackers, *older])
    some_rule(options)
    read = [each for each in (definition, policy, baseline, waivers) if each is not None]
    refuse_unusable(files, [*trackers, *older, *read], "--output")
    keeper = Gatekeeper(GateWishes(policy, no_policy, baseline, waivers, fail_on), options)
    keeper.prepare(trackers)
    command = command_line(
        "report", trackers,
        {"--with": older, "--redact": redact, "--fail-on": fail_on and fail_on.value, "--baseline": baseline,
         "--waivers": waivers, "--policy": policy, "--no-policy": no_policy, "--as-of": as_of, "--list": list_,
         "--select": select, "--ignore": ignore, "--definition": definition},
        redact=redact,
    )  # fmt: skip
    with Progress() as progress:
        if older:
            outcome, comparison = _compared(older, trackers, options, keeper, progress)
        else:
            outcome, comparison = audited(trackers, options, keeper, progress), None
        if outcome.judged:
            progress("writing")
            write_reports(
                files, outcome.judged, command, not_checked=[*not_checked(options)],
                unusable=[str(each) for each in outcome.unusable], comparison=comparison,
            )  # fmt: skip
    for fault in outcome.unusable:
        told(fault)
    for path in files.paths if outcome.judged else ():
        say(f"report written to {path}.")
    raise typer.Exit(2 if outcome.unusable else 0)


def _compared(
    older: Sequence[Path],
    trackers: Sequence[Path],
    options: AuditOptions,
    keeper: Gatekeeper,
    progress: Progress,
) -> tuple[Outcome, Comparison]:
    """The audit of the one tracker, and its comparison with earlier snapshots."""
    from caseaudit.stories.audit import examine_trackers
    from caseaudit.stories.comparison import compare_examined, refuse_same_file

    if len(trackers) != 1:
        raise CommandUnusable("--with compares one tracker with its earlier snapshots; name one tracker.")
    paths = [*older, *trackers]
    refuse_same_file(paths)
    progress.about(trackers[0])
    examined = [*examine_trackers(paths, options, progress)]
    progress("comparing")
    comparison = compare_examined(examined, options)
    return Outcome([keeper.judge(examined[-1].audit)], [], [*trackers]), comparison
