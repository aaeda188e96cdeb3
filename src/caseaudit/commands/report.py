"""`caseaudit report`: write down what an audit finds, for managers, analysts and auditors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseaudit.commands.console.audits import Outcome, audited, not_checked, some_rule
from caseaudit.commands.console.exits import report_error, say
from caseaudit.commands.console.figures import ExplainFigure, explain_figure
from caseaudit.commands.console.files import Files, Redact, command_line, refuse_unusable, write_reports
from caseaudit.commands.console.gate import (
    Gatekeeper,
    GateWishes,
)
from caseaudit.commands.console.opening import Opens, open_first
from caseaudit.commands.console.options import (
    Scope,
    Trackers,
    existing,
)
from caseaudit.commands.console.progress import Progress
from caseaudit.commands.console.record import options
from caseaudit.commands.console.tracing import TracedSample
from caseaudit.model.errors import CommandUnusable
from caseaudit.settings.records import FailOn

if TYPE_CHECKING:
    from caseaudit.model.comparison import Comparison
    from caseaudit.model.counted import CountedFigure
    from caseaudit.stories.audit import AuditOptions


@dataclass(frozen=True, slots=True)
class Report:
    """What `report` is asked for."""

    trackers: Trackers
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="A report to write, whole or not at all: .html, .xlsx, .docx (workpaper), .pdf (scorecard), .md, "
            ".json or .csv. A page named scorecard….html is the scorecard. May be repeated.",
            show_default=False,
        ),
    ] = None
    earlier: Annotated[
        list[Path] | None,
        typer.Option(
            "--with",
            metavar="OLD",
            help="An earlier snapshot of the tracker, for the trend. May be repeated, the oldest first.",
            show_default=False,
        ),
    ] = None
    sample: TracedSample = field(default_factory=TracedSample)
    explain: ExplainFigure = None
    redact: Redact = False
    opens: Opens = False
    fail_on: Annotated[
        FailOn | None,
        typer.Option(
            help="The mildest severity by which the report says FAIL. Without it: what the policy says, else error.",
            show_default=False,
        ),
    ] = None
    gate: GateWishes = field(default_factory=GateWishes)
    scope: Scope = field(default_factory=Scope)


@options(Report)
def report(asked: Report) -> None:
    """Write a report on trackers: a page to look at, a workbook to work through, or Markdown to paste.

    The exit code is 0 where every report was written, whatever is in it; 2 where a tracker or something else could
    not be used, and 3 for a fault of the program. To let the exit code say whether trackers pass, write the same
    reports with caseaudit check --report FILE.

    \b
    Examples:
      caseaudit report tracker.xlsx -o findings.html
      caseaudit report tracker.xlsx -o findings.html -o findings.xlsx -o findings.md
      caseaudit report march.xlsx --with november.xlsx -o findings.html
      caseaudit report march.xlsx --with february.xlsx -o scorecard.pdf -o scorecard.html
      caseaudit report tracker.xlsx --redact -o findings.html
      caseaudit report tracker.xlsx --traced trace.xlsx -o workpaper.docx
      caseaudit report tracker.xlsx --explain-figure active.status.missing
    """
    if not asked.output and asked.explain is None:
        raise CommandUnusable("name the report to write: caseaudit report tracker.xlsx -o findings.html")
    files, audit, older = (
        Files(tuple(asked.output or ()), asked.redact),
        asked.scope.options(analyse=True),
        asked.earlier or [],
    )
    existing([*asked.trackers, *older])
    some_rule(audit)
    read = [*asked.trackers, *older, *asked.scope.files, *asked.gate.files, *asked.sample.files]
    refuse_unusable(files, read, "--output")
    audit = asked.sample.joined(audit, asked.trackers)
    if asked.explain is not None:
        _explain(asked.explain, asked, audit)
        return
    keeper = Gatekeeper(asked.gate, audit, asked.fail_on)
    keeper.prepare(asked.trackers)
    audit = keeper.options
    command = command_line("report", asked.trackers, asked, redact=asked.redact)
    with Progress() as progress:
        if older:
            outcome, comparison = _compared(older, asked.trackers, audit, keeper, progress)
        else:
            outcome, comparison = audited(asked.trackers, audit, keeper, progress), None
        if outcome.judged:
            progress("writing")
            write_reports(
                files, outcome.judged, command, not_checked=[*not_checked(audit)],
                unusable=[str(each) for each in outcome.unusable], comparison=comparison,
            )  # fmt: skip
    for fault in outcome.unusable:
        report_error(fault)
    for path in files.paths if outcome.judged else ():
        say(f"report written to {path}.")
    if asked.opens and outcome.judged:
        open_first(files.paths)
    raise typer.Exit(2 if outcome.unusable else 0)


def _explain(name: str, asked: Report, options: AuditOptions) -> None:
    """Show one figure. Raises CommandUnusable where it is not asked of one tracker alone."""
    from caseaudit.findings.analysis.counted import joint_figure
    from caseaudit.stories.audit import examine_trackers

    if asked.output or asked.earlier or len(asked.trackers) != 1:
        raise CommandUnusable(
            "--explain-figure shows one figure of one tracker; leave --output and --with out "
            "(caseaudit compare OLD NEW --explain-figure has the figures of a comparison)."
        )
    examined = next(iter(examine_trackers(asked.trackers, options)))
    analysis = examined.audit.analysis
    figures = () if analysis is None else analysis.figures

    def joint(name: str, first: CountedFigure, field: str, term: str) -> CountedFigure | None:
        return joint_figure(examined.tracker, name, first, field, term)

    explain_figure(name, figures, examined.audit.definition, plain=False, joint=joint)


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
