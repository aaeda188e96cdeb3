"""Reading a traced sample back, and reporting what it says."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from caseaudit.commands.console.documents import DOCUMENT_ENDINGS, document_bytes
from caseaudit.commands.console.exits import say
from caseaudit.commands.console.output import destination, paper, refuse_unwritable, write_whole
from caseaudit.commands.console.progress import Progress
from caseaudit.commands.console.tracing import tolerable_rate
from caseaudit.model.errors import CommandUnusable

if TYPE_CHECKING:
    from caseaudit.model.document import Document
    from caseaudit.model.tracing import Tracing
    from caseaudit.stories.audit import AuditOptions


class Format(StrEnum):
    """The forms of the results on the terminal."""

    TEXT = "text"
    JSON = "json"


_ENDINGS = (*DOCUMENT_ENDINGS, ".json")


@dataclass(frozen=True, slots=True)
class Wanted:
    """The report that is wanted: the files, else the form on the terminal."""

    outputs: tuple[Path, ...]
    form: Format
    plain: bool


def report(
    wanted: Wanted,
    results: Path,
    tracker: Path | None,
    audit: AuditOptions,
    tolerable: str | None,
    read: Sequence[Path],
) -> None:
    """Read a traced sample back and report what it says; `read` are the files that are read.

    Raises CommandUnusable and TrackerUnusable.
    """
    from caseaudit.render.tracing.document import results as results_of
    from caseaudit.stories.tracing import read_tracing

    _refuse(wanted.outputs, read)
    bound = tolerable_rate(tolerable)
    with Progress() as progress:
        progress.about(results)
        progress("reading")
        tracing = read_tracing(results, tracker, audit, bound)
    made = results_of(tracing)
    forms = [(path, _form(made, tracing, path)) for path in wanted.outputs]
    for path, data in forms:
        write_whole(path, data)
        say(f"report written to {path}.")
    if not forms:
        _show(wanted, made, tracing)


def _refuse(outputs: Sequence[Path], read: Sequence[Path]) -> None:
    """Raises CommandUnusable where an output has an ending of another kind, is named twice, or cannot be written."""
    for path in outputs:
        if path.suffix.casefold() not in _ENDINGS:
            raise CommandUnusable(f"--output {path}: name a report that ends in .md, .html, .docx or .json.")
        if sum(os.path.realpath(path) == os.path.realpath(other) for other in outputs) > 1:
            raise CommandUnusable(f"--output {path}: is named twice; name each file once.")
        refuse_unwritable(path, read)


def _show(wanted: Wanted, made: Document, tracing: Tracing) -> None:
    with destination(None, exact=wanted.form is Format.JSON) as write:
        if wanted.form is Format.JSON:
            from caseaudit.render.machine.tracing import write_json

            write_json(write, tracing)
        else:
            from caseaudit.render.screen import write_document
            from caseaudit.render.tracing.document import in_short

            write_document(paper(write, to_file=False, plain=wanted.plain), in_short(made))


def _form(made: Document, tracing: Tracing, path: Path) -> bytes:
    if path.suffix.casefold() != ".json":
        return document_bytes(made, path)
    from caseaudit.render.machine.tracing import write_json

    parts: list[str] = []
    write_json(parts.append, tracing)
    return "".join(parts).encode()
