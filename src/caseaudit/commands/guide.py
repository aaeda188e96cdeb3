"""`caseaudit guide`: the written guidance for the people who fill the tracker, from the definition."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from caseaudit.commands.console.documents import DOCUMENT_ENDINGS, document_bytes
from caseaudit.commands.console.exits import say
from caseaudit.commands.console.opening import Opens, open_first
from caseaudit.commands.console.options import Definition
from caseaudit.commands.console.output import destination, refuse_unwritable, write_whole
from caseaudit.model.errors import CommandUnusable


def guide(
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="A file to write, whole or not at all: .md, .html or .docx. May be repeated. Without it: Markdown "
            "to the terminal.",
            show_default=False,
        ),
    ] = None,
    definition: Definition = None,
    opens: Opens = False,
) -> None:
    """Write the guidance for the people who fill the tracker, from the definition.

    What each list, phase, field and term means, who enters it, how and when, and which rules check it.

    \b
    Examples:
      caseaudit guide
      caseaudit guide -o guide.html -o guide.docx
      caseaudit guide -o permits.md --definition wildlife.yaml
    """
    from caseaudit.definition import load_definition
    from caseaudit.documents.guide import compose
    from caseaudit.render.markdown import markdown
    from caseaudit.rules import FAMILIES

    outputs = output or []
    _refuse_unusable(outputs, [definition] if definition else [])
    made = compose(load_definition(definition), [rule for family in FAMILIES for rule in family.rules])
    if not outputs:
        with destination(None, exact=True) as write:
            write(markdown(made))
        return
    # All forms are made before the first is written.
    forms = [(path, document_bytes(made, path)) for path in outputs]
    for path, data in forms:
        write_whole(path, data)
        say(f"guide written to {path}.")
    if opens:
        open_first(outputs)


def _refuse_unusable(outputs: Sequence[Path], sources: Sequence[Path]) -> None:
    """Raises CommandUnusable where an output has an ending of another kind, is named twice, or cannot be written."""
    for path in outputs:
        if path.suffix.casefold() not in DOCUMENT_ENDINGS:
            raise CommandUnusable(
                f"--output {path}: a guide is Markdown, a web page or a Word document; name a file that ends in "
                ".md, .html or .docx."
            )
        if sum(os.path.realpath(path) == os.path.realpath(other) for other in outputs) > 1:
            raise CommandUnusable(f"--output {path}: is named twice; name each file once.")
        refuse_unwritable(path, sources)
