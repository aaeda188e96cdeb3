"""`caseaudit init`: a definition drafted from workbooks that have none yet."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from caseaudit.commands.console.exits import say
from caseaudit.commands.console.options import Limits, existing
from caseaudit.commands.console.output import destination, refuse_unwritable
from caseaudit.commands.console.progress import Progress
from caseaudit.model.errors import CommandUnusable, TrackerUnusable
from caseaudit.model.words import counted

_RULES = 5


def init(
    trackers: Annotated[
        list[Path],
        typer.Argument(metavar="TRACKER...", help="Workbooks of one tracker.", show_default=False),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="The definition to write (.yaml).", show_default=False
        ),
    ] = None,
    limit: Limits = None,  # noqa: ARG001 -- it is set as it is read
) -> None:
    """Draft a definition from workbooks: lists, fields, what they hold, who must fill them, and their terms.

    Each line says what it rests on; "# ?" marks what a person should settle. Dropdowns of the workbook count first.
    Nothing is guessed of ranges, of the order of phases or of meanings, and no names of people or firms are listed. It
    ends with what an audit by the draft finds.

    \b
    Examples:
      caseaudit init permits.xlsx -o permits.yaml
      caseaudit init march.xlsx june.xlsx -o permits.yaml
    """
    from caseaudit.definition import load_definition
    from caseaudit.stories.drafting import draft_of, written
    from caseaudit.tracker.read.reading import read_workbook

    existing(trackers)
    if output is not None and output.suffix.lower() not in (".yaml", ".yml"):
        raise CommandUnusable(f"--output {output}: must end in .yaml.")
    refuse_unwritable(output, trackers)
    with Progress() as progress:
        workbooks = []
        for tracker in trackers:
            progress.about(tracker)
            progress("reading")
            workbooks.append(read_workbook(tracker))
        draft = draft_of(workbooks, load_definition(None).stand_ins)
        text = written(draft)
    with destination(output, exact=True) as write:
        write(text)
    if output is None:
        return
    fields = counted(len(draft.fields), "field")
    lists = counted(len(draft.lists), "list")
    say(f"definition written to {output}: {lists}, {fields}, {counted(text.count('# ?'), 'question')} (# ?).")
    for note in draft.left_out:
        say(f"left out: {note}.")
    for tracker in trackers:
        _audit(tracker, output)
    say(
        f"next: settle what is marked # ? in {output}, then: caseaudit check {trackers[0]} --definition {output}"
    )


def _audit(tracker: Path, definition: Path) -> None:
    """Say what an audit by the draft finds."""
    from caseaudit.stories.audit import AuditOptions, audit_tracker

    try:
        audit = audit_tracker(tracker, AuditOptions(definition=definition))
    except TrackerUnusable as fault:
        say(f"{fault} The draft may name its lists or headings otherwise than they stand; settle that first.")
        return
    cases = counted(sum(audit.cases.values()), "row")
    if not len(audit.findings):
        say(f"{tracker}: {cases}, no finding by this draft.")
        return
    most = sorted(audit.findings.counts().items(), key=lambda each: -each[1])[:_RULES]
    named = ", ".join(f"{code}: {count:,}" for code, count in most if count)
    say(f"{tracker}: {cases}, {counted(len(audit.findings), 'finding')} by this draft ({named}).")
