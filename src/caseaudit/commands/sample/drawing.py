"""Drawing a new sample: its options, and writing it where no answers are lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseaudit.commands.console.exits import say
from caseaudit.commands.console.options import Lists, words
from caseaudit.commands.console.output import destination, paper, refuse_unwritable
from caseaudit.commands.console.progress import Progress
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.words import counted

if TYPE_CHECKING:
    from caseaudit.model.tracing import Sample
    from caseaudit.stories.audit import AuditOptions


class Drawn(StrEnum):
    """What is drawn."""

    CASES = "cases"
    ENTRIES = "entries"


class Strata(StrEnum):
    """What the sample is divided by."""

    LIST = "list"


def _share(help_text: str) -> object:
    return typer.Option(metavar="SHARE", help=help_text, show_default=False)


@dataclass(frozen=True, slots=True)
class Draw:
    """What a new sample is asked for."""

    margin: Annotated[
        str | None, _share("Estimate the error rate to within SHARE either way. Without a size: 10%.")
    ] = None
    at_most: Annotated[
        str | None, _share("Show that at most SHARE are wrong, if no more errors are found than --allow.")
    ] = None
    size: Annotated[
        str | None,
        typer.Option(metavar="NUMBER", help="Draw so many cases or entries.", show_default=False),
    ] = None
    confidence: Annotated[str | None, _share("How sure the result is to be. Without it: 95%.")] = None
    expected: Annotated[
        str | None, _share("With --margin: the error rate expected. Without it: 50%, the worst case.")
    ] = None
    allow: Annotated[
        str | None,
        typer.Option(
            metavar="NUMBER",
            help="With --at-most: the errors that may be found. Without it: none.",
            show_default=False,
        ),
    ] = None
    by: Annotated[
        Drawn | None,
        typer.Option(
            help="Draw cases with all their entries, or entries one by one. Without it: cases.",
            show_default=False,
        ),
    ] = None
    strata: Annotated[
        Strata | None,
        typer.Option(help="Draw from each list by itself, in proportion to its size.", show_default=False),
    ] = None
    fields: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELDS",
            help="Only these fields, such as status,commodity. With --by entries each may have a weight: status=3.",
            show_default=False,
        ),
    ] = None
    list_: Lists = None
    seed: Annotated[
        str | None,
        typer.Option(
            metavar="SEED",
            help="The number or word that decides what is drawn. Without it: one is drawn and written down.",
            show_default=False,
        ),
    ] = None


def draw(wishes: Draw, tracker: Path, output: Path, audit: AuditOptions, read: Sequence[Path]) -> None:
    """Draw a sample and write it; `read` are the files that are read. Raises CommandUnusable and TrackerUnusable."""
    from caseaudit.definition import load_definition
    from caseaudit.model.tracing import Unit
    from caseaudit.stories.audit import open_tracker
    from caseaudit.stories.tracing import Wishes, designed, drawn_sample

    if output.suffix.casefold() != ".xlsx":
        raise CommandUnusable(
            f"--output {output}: a sample is an .xlsx workbook; name a file that ends in .xlsx."
        )
    refuse_unwritable(output, read)
    design = designed(
        Wishes(
            wishes.margin, wishes.at_most, wishes.size, wishes.confidence, wishes.expected, wishes.allow,
            Unit(wishes.by or Drawn.CASES), wishes.strata is Strata.LIST, words(wishes.list_), words(wishes.fields),
            wishes.seed,
        ),
        load_definition(audit.definition),
    )  # fmt: skip
    _refuse_answered(output)
    with Progress() as progress:
        progress.about(tracker)
        progress("reading")
        made = drawn_sample(*open_tracker(tracker, audit), design)
        _write_sample(output, made)
    _say_drawn(made, output)


def _refuse_answered(output: Path) -> None:
    """Raises CommandUnusable where the file that would be replaced may hold somebody's answers."""
    if not output.is_file():
        return
    from caseaudit.model.errors import InputUnusable
    from caseaudit.stories.tracing.answers import ANSWER, rows_of
    from caseaudit.tracker.read.reading import read_workbook

    try:
        untouched = not any(row.texts[ANSWER] for row in rows_of(read_workbook(output)))
    except InputUnusable:
        untouched = False
    if not untouched:
        raise CommandUnusable(
            f"--output {output}: holds answers or is no sample; it is not replaced. Name another file."
        )


def _write_sample(output: Path, made: Sample) -> None:
    from caseaudit.render.tracing.workbook import write_workbook
    from caseaudit.stories.tracing import settings_text
    from caseaudit.stories.tracing.answers import HEADINGS, SETTINGS
    from caseaudit.tracker.edit.replacing import replacing
    from caseaudit.tracker.edit.reproducible import moment

    with replacing(output) as (file, _):
        write_workbook(file, made, (SETTINGS, settings_text(made)), HEADINGS, moment())


def _say_drawn(made: Sample, output: Path) -> None:
    from caseaudit.render.tracing.words import method

    with destination(None, exact=False) as write:
        page = paper(write, to_file=False, plain=True)
        for lead, text in method(made):
            if lead in ("Size.", "Parts."):
                page.paragraph(text)
        page.line(f"Seed {made.plan.design.seed}.")
    say(f"{counted(len(made.items), 'entry', 'entries')} to trace written to {output}.")
