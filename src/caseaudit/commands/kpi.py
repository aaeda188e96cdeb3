"""`caseaudit kpi`: the indicators of a month, how far each can be relied on, and the gate before submitting them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseaudit.commands.console.documents import DOCUMENT_ENDINGS, document_bytes
from caseaudit.commands.console.exits import say
from caseaudit.commands.console.figures import ExplainFigure, explain_figure
from caseaudit.commands.console.gate import (
    Gatekeeper,
    GateWishes,
)
from caseaudit.commands.console.opening import Opens, open_first
from caseaudit.commands.console.options import Definition, Limits, NoColor, day, existing
from caseaudit.commands.console.output import destination, paper, refuse_unwritable, write_whole
from caseaudit.commands.console.progress import Progress
from caseaudit.commands.console.record import options
from caseaudit.commands.console.tracing import TracedSample
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.words import listed

if TYPE_CHECKING:
    from caseaudit.model.definition import Definition as Defined
    from caseaudit.model.indicators import Indicators, Submission


class Format(StrEnum):
    """The forms of the report."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


_ENDINGS = (".xlsx", ".md", ".markdown", ".json", ".html", ".htm", ".docx")


@dataclass(frozen=True, slots=True)
class Kpi:
    """What `kpi` is asked for."""

    tracker: Annotated[
        Path, typer.Argument(metavar="TRACKER", help="The workbook to count in.", show_default=False)
    ]
    period: Annotated[
        str | None,
        typer.Option(
            metavar="MONTH",
            help="The month to report, such as 2020-03. Without it: that of the as-of date.",
            show_default=False,
        ),
    ] = None
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="Write the report to FILE: .html, .xlsx, .docx, .md or .json. May be repeated.",
            show_default=False,
        ),
    ] = None
    format: Annotated[Format, typer.Option(help="The form of the report on the terminal.")] = Format.TEXT
    last_year: Annotated[
        Path | None,
        typer.Option(
            metavar="TRACKER",
            help="The tracker of the same month a year before, for the figures of its lists.",
            show_default=False,
        ),
    ] = None
    earlier: Annotated[
        list[Path] | None,
        typer.Option(
            "--with",
            metavar="OLD",
            help="An earlier tracker, for what changed and the trend of the lists. May be repeated, the oldest first.",
            show_default=False,
        ),
    ] = None
    propose: Annotated[
        bool,
        typer.Option(
            "--propose-targets",
            help="Show instead the targets that the records propose, as lines for the policy.",
        ),
    ] = False
    explain: ExplainFigure = None
    opens: Opens = False
    submit: Annotated[
        bool,
        typer.Option("--submit", help="Write nothing and exit with 1 while the gate fails."),
    ] = False
    as_of: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            help="The day that the lists are of. Without it: the newest Update Date in the workbook.",
            show_default=False,
        ),
    ] = None
    sample: TracedSample = field(default_factory=TracedSample)
    gate: GateWishes = field(default_factory=GateWishes)
    definition: Definition = None
    limit: Limits = None
    no_color: NoColor = False


@options(Kpi)
def kpi(asked: Kpi) -> None:
    """Count the indicators of a month, and say of each how far it can be relied on.

    Each is counted for the month and the fiscal year to date, with the year before as a baseline; the targets are those
    of the policy. With --submit the exit code is 1 while the gate fails, and nothing is written.

    \b
    Examples:
      caseaudit kpi tracker.xlsx
      caseaudit kpi tracker.xlsx --period 2020-03 -o kpi.xlsx -o kpi.md
      caseaudit kpi tracker.xlsx --with february.xlsx -o kpi.html
      caseaudit kpi tracker.xlsx --propose-targets
      caseaudit kpi tracker.xlsx --explain-figure penalties.to_date
      caseaudit kpi tracker.xlsx --submit -o kpi.json
      caseaudit kpi tracker.xlsx --traced trace.xlsx
    """
    from caseaudit.definition import load_definition
    from caseaudit.stories.audit import AuditOptions

    others = [
        each for each in (asked.last_year, asked.definition, *(asked.earlier or ())) if each is not None
    ]
    trackers = [asked.tracker, *([asked.last_year] if asked.last_year else []), *(asked.earlier or ())]
    existing(trackers)
    if (asked.propose or asked.explain is not None) and (asked.output or asked.submit):
        raise CommandUnusable(
            "--propose-targets and --explain-figure show their result; leave --output and --submit out."
        )
    outputs = tuple(asked.output or ())
    _refuse(outputs, [asked.tracker, *others, *asked.gate.files, *asked.sample.files])
    audit = AuditOptions(definition=asked.definition, as_of=day(asked.as_of, "--as-of"))
    audit = asked.sample.joined(audit, [asked.tracker])
    keeper = Gatekeeper(asked.gate, audit)
    keeper.prepare([asked.tracker])
    _some_indicators(load_definition(keeper.options.definition))
    with Progress() as progress:
        progress.about(asked.tracker)
        report, submission = _measured(asked, keeper, progress)
        if asked.submit and not submission.ready:
            _refused(report, submission, outputs, asked.definition)
            raise typer.Exit(1)
        for path in outputs:
            progress("writing")
            _write(path, report, submission)
    if asked.propose:
        _show_proposals(report)
    elif asked.explain is not None:
        explain_figure(asked.explain, report.figures, report.definition, plain=asked.no_color)
    elif outputs:
        say(f"report written to {listed(map(str, outputs))}.")
        if asked.opens:
            open_first(outputs)
    else:
        _show(report, submission, asked.format, asked.no_color)
    if asked.submit:
        say(_ready(report, submission))


def _refuse(outputs: Sequence[Path], read: Sequence[Path]) -> None:
    """Raises CommandUnusable where an output cannot be written, or its form is not known."""
    for path in outputs:
        if path.suffix.lower() not in _ENDINGS:
            raise CommandUnusable(
                f"--output {path}: its ending names no form of the report; end the name in .html, .xlsx, .docx, .md "
                "or .json."
            )
        refuse_unwritable(path, read)
    if len(set(outputs)) < len(outputs):
        raise CommandUnusable("--output names the same file twice; leave one of them out.")


def _some_indicators(known: Defined) -> None:
    if not known.indicators:
        raise CommandUnusable(
            f'the definition "{known.name}" ({known.path}) names no indicators, so there is nothing to count; '
            "docs/kpi.md shows how a definition names them."
        )


def _measured(
    asked: Kpi, keeper: Gatekeeper, progress: Callable[[str], None]
) -> tuple[Indicators, Submission]:
    """The indicators of the tracker, and whether to submit them."""
    from caseaudit.stories.audit import examine_trackers, read_tracker
    from caseaudit.stories.indicators import Sources, judge_submission, measure, read_month

    tracker, last_year, period = asked.tracker, asked.last_year, asked.period
    month = None if period is None else read_month(period, "--period")
    older = (
        tuple(examine_trackers(asked.earlier, replace(keeper.options, as_of=None, tracing=None), progress))
        if asked.earlier
        else ()
    )
    examined = next(iter(examine_trackers([tracker], keeper.options, progress)))
    # An as-of date that is given is this year's.
    before = None if last_year is None else read_tracker(last_year, replace(keeper.options, as_of=None))
    sources = Sources(
        examined.workbook,
        examined.tracker,
        examined.found,
        before,
        str(last_year),
        keeper.options.tracing,
        older,
    )
    targets = keeper.policy_for(tracker).targets
    report = measure(sources, examined.audit, month, targets, proposing=asked.propose)
    judged = keeper.judge(examined.audit)
    return report, judge_submission(report, judged.audit, judged.verdict, judged.fails)


def _refused(
    report: Indicators, submission: Submission, outputs: Sequence[Path], definition: Path | None
) -> None:
    import shlex

    many = len(submission.hindrances) + len(submission.incomplete)
    say(f"{report.path}: the indicators for {report.periods.month.name} cannot be submitted. Why ({many}):")
    for each in submission.hindrances:
        say(f"  {each}")
    for each in submission.incomplete:
        say(f"  incomplete: {each}")
    if outputs:
        say("nothing was written.")
    words = [
        "caseaudit",
        "check",
        report.path,
        *([] if definition is None else ["--definition", str(definition)]),
    ]
    say(f"see: {shlex.join(words)}")


def _ready(report: Indicators, submission: Submission) -> str:
    from caseaudit.model.analysis import Reliability

    weak = [
        each.indicator.title
        for each in report.measured
        if each.determination is not None and each.determination.reliability is Reliability.INSUFFICIENT
    ]
    absent = [each.indicator.title for each in report.measured if each.reached.value is None]
    said = f"the gate passes; the indicators for {report.periods.month.name} are ready to submit"
    if weak:
        said += f"; not sufficiently reliable: {', '.join(weak)}"
    if absent:
        said += f"; not recorded: {', '.join(absent)}"
    return "\n".join((f"{said}.", *(f"incomplete: {each}" for each in submission.incomplete)))


def _write(path: Path, report: Indicators, submission: Submission) -> None:
    """Write one file whole or not at all, in the form that its ending says."""
    ending = path.suffix.lower()
    if ending == ".xlsx":
        from caseaudit.render.indicators.workbook import write_workbook
        from caseaudit.tracker.edit.replacing import replacing
        from caseaudit.tracker.edit.reproducible import moment

        with replacing(path) as (file, _):
            write_workbook(file, report, submission, moment(), path.resolve().parent)
        return
    if ending in DOCUMENT_ENDINGS:
        from caseaudit.render.indicators.document import MONTHS, document

        made = document(report, submission, months=6 if ending == ".docx" else MONTHS)
        write_whole(path, document_bytes(made, path))
        return
    with destination(path, exact=True) as write:
        from caseaudit.render.machine.indicators import write_json

        write_json(write, report, submission)


def _show(report: Indicators, submission: Submission, form: Format, no_color: bool) -> None:
    with destination(None, exact=form is not Format.TEXT) as write:
        if form is Format.JSON:
            from caseaudit.render.machine.indicators import write_json

            write_json(write, report, submission)
        elif form is Format.MARKDOWN:
            from caseaudit.render.indicators.document import document
            from caseaudit.render.markdown import markdown

            write(markdown(document(report, submission)))
        else:
            from caseaudit.render.indicators.document import document
            from caseaudit.render.screen import write_document

            page = paper(write, to_file=False, plain=no_color)
            write_document(page, document(report, submission, months=6, narrow=True))


def _show_proposals(report: Indicators) -> None:
    from caseaudit.render.indicators.proposals import write_proposals

    with destination(None, exact=True) as write:
        write_proposals(write, report)
