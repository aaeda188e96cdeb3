"""`caseaudit sample`: entries drawn by chance to trace to the case files, and what tracing them shows."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseaudit.commands.console.exits import say
from caseaudit.commands.console.options import Definition, LayoutFile, Lists, NoColor, existing, words
from caseaudit.commands.console.output import destination, paper, refuse_unwritable, write_whole
from caseaudit.commands.console.progress import Progress
from caseaudit.commands.console.record import options, typed
from caseaudit.commands.console.tracing import Tolerable, tolerable_rate
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.words import counted, listed

if TYPE_CHECKING:
    from caseaudit.model.document import Document
    from caseaudit.model.tracing import Sample, Tracing
    from caseaudit.stories.audit import AuditOptions


class Drawn(StrEnum):
    """What is drawn."""

    CASES = "cases"
    ENTRIES = "entries"


class Strata(StrEnum):
    """What the sample is divided by."""

    LIST = "list"


class Format(StrEnum):
    """The forms of the results on the terminal."""

    TEXT = "text"
    JSON = "json"


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


@dataclass(frozen=True, slots=True)
class Asked:
    """What `sample` is asked for."""

    tracker: Annotated[
        Path | None,
        typer.Argument(metavar="[TRACKER]", help="The workbook to draw from.", show_default=False),
    ] = None
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="The sample to write (.xlsx); with --results a report: .md, .html, .docx or .json. May be repeated.",
            show_default=False,
        ),
    ] = None
    draw: Draw = field(default_factory=Draw)
    results: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Read a sample back that was traced, and report the error rates.",
            show_default=False,
        ),
    ] = None
    tolerable: Tolerable = None
    format: Annotated[Format, typer.Option(help="The form of the results on the terminal.")] = Format.TEXT
    definition: Definition = None
    layout: LayoutFile = None
    no_color: NoColor = False


@options(Asked)
def sample(asked: Asked) -> None:
    """Draw a random sample to trace to the case files; read it back and report how accurate the data is.

    The sample is a workbook. A person compares each recorded entry with its source document and answers "matches",
    "differs" or "no document". With --results the answers become error rates with exact intervals; the exit code is 0
    whatever they are, and 2 where the workbook does not belong to the tracker.

    \b
    Examples:
      caseaudit sample tracker.xlsx -o trace.xlsx
      caseaudit sample tracker.xlsx -o trace.xlsx --margin 10% --confidence 95% --strata list --seed 2020
      caseaudit sample tracker.xlsx -o trace.xlsx --by entries --at-most 5% --fields status,current_update
      caseaudit sample tracker.xlsx --results trace.xlsx
      caseaudit sample tracker.xlsx --results trace.xlsx -o accuracy.docx
    """
    from caseaudit.settings.layout import LayoutFiles
    from caseaudit.stories.audit import AuditOptions

    read = [
        path for path in (asked.tracker, asked.results, asked.definition, asked.layout) if path is not None
    ]
    existing(read)
    audit = AuditOptions(definition=asked.definition, layout=LayoutFiles(asked.layout))
    if asked.results is None:
        _draw(asked, audit, read)
    else:
        _report(asked, asked.results, audit, read)


def _draw(asked: Asked, audit: AuditOptions, read: Sequence[Path]) -> None:
    """Draw a sample and write it."""
    from caseaudit.definition import load_definition
    from caseaudit.model.tracing import Unit
    from caseaudit.stories.audit import open_tracker
    from caseaudit.stories.tracing import Wishes, designed, drawn_sample

    outputs = asked.output or []
    if asked.tracker is None or len(outputs) != 1:
        raise CommandUnusable(
            "name the tracker and one file to write: caseaudit sample tracker.xlsx -o trace.xlsx"
        )
    if asked.tolerable is not None or asked.format is not Format.TEXT:
        raise CommandUnusable("--tolerable and --format go with --results; leave them out.")
    output = outputs[0]
    if output.suffix.casefold() != ".xlsx":
        raise CommandUnusable(
            f"--output {output}: a sample is an .xlsx workbook; name a file that ends in .xlsx."
        )
    refuse_unwritable(output, read)
    wishes = asked.draw
    design = designed(
        Wishes(
            wishes.margin, wishes.at_most, wishes.size, wishes.confidence, wishes.expected, wishes.allow,
            Unit(wishes.by or Drawn.CASES), wishes.strata is Strata.LIST, words(wishes.list_), words(wishes.fields),
            wishes.seed,
        ),
        load_definition(asked.definition),
    )  # fmt: skip
    _refuse_answered(output)
    with Progress() as progress:
        progress.about(asked.tracker)
        progress("reading")
        made = drawn_sample(*open_tracker(asked.tracker, audit), design)
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
    from caseaudit.stories.tracing import settings
    from caseaudit.stories.tracing.answers import HEADINGS, SETTINGS
    from caseaudit.tracker.edit.replacing import replacing
    from caseaudit.tracker.edit.reproducible import moment

    with replacing(output) as (file, _):
        write_workbook(file, made, (SETTINGS, settings(made)), HEADINGS, moment())


def _say_drawn(made: Sample, output: Path) -> None:
    from caseaudit.render.tracing.words import method

    with destination(None, exact=False) as write:
        page = paper(write, to_file=False, plain=True)
        for lead, text in method(made):
            if lead in ("Size.", "Parts."):
                page.paragraph(text)
        page.line(f"Seed {made.plan.design.seed}.")
    say(f"{counted(len(made.items), 'entry', 'entries')} to trace written to {output}.")


_ENDINGS = (".md", ".markdown", ".html", ".htm", ".docx", ".json")


def _report(asked: Asked, results: Path, audit: AuditOptions, read: Sequence[Path]) -> None:
    """Read a traced sample back and report what it says."""
    from caseaudit.render.tracing.document import in_short
    from caseaudit.render.tracing.document import results as results_of
    from caseaudit.stories.tracing import read_tracing

    given = [name for name, _ in typed(asked.draw)]
    if given:
        raise CommandUnusable(f"--results takes the sample as it was drawn; leave {listed(given)} out.")
    outputs = asked.output or []
    for path in outputs:
        if path.suffix.casefold() not in _ENDINGS:
            raise CommandUnusable(f"--output {path}: name a report that ends in .md, .html, .docx or .json.")
        if sum(os.path.realpath(path) == os.path.realpath(other) for other in outputs) > 1:
            raise CommandUnusable(f"--output {path}: is named twice; name each file once.")
        refuse_unwritable(path, read)
    tolerable = tolerable_rate(asked.tolerable)
    with Progress() as progress:
        progress.about(results)
        progress("reading")
        tracing = read_tracing(results, asked.tracker, audit, tolerable)
    made = results_of(tracing)
    forms = [(path, _form(made, tracing, path.suffix.casefold())) for path in outputs]
    for path, data in forms:
        write_whole(path, data)
        say(f"report written to {path}.")
    if outputs:
        return
    with destination(None, exact=asked.format is Format.JSON) as write:
        if asked.format is Format.JSON:
            from caseaudit.render.machine.tracing import write_json

            write_json(write, tracing)
        else:
            from caseaudit.render.tracing.terminal import write_document

            write_document(paper(write, to_file=False, plain=asked.no_color), in_short(made))


def _form(made: Document, tracing: Tracing, ending: str) -> bytes:
    match ending:
        case ".json":
            from caseaudit.render.machine.tracing import write_json

            parts: list[str] = []
            write_json(parts.append, tracing)
            return "".join(parts).encode()
        case ".docx":
            from caseaudit.render.word import word

            return word(made)
        case ".html" | ".htm":
            from caseaudit.render.html.document import html

            return html(made).encode()
        case _:
            from caseaudit.render.markdown import markdown

            return markdown(made).encode()
