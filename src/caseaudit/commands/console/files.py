"""Written reports: which form a file's ending asks for, and writing each file whole or not at all."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseaudit.commands.console import formats
from caseaudit.commands.console.documents import document_bytes
from caseaudit.commands.console.output import destination, refuse_unwritable, write_whole
from caseaudit.commands.console.record import typed
from caseaudit.model.errors import CommandUnusable

if TYPE_CHECKING:
    from caseaudit.commands.console.output import Write
    from caseaudit.findings.report import Report
    from caseaudit.model.comparison import Comparison
    from caseaudit.settings.judgement import Judgement

Redact = Annotated[
    bool,
    typer.Option(
        "--redact",
        help="Show tokens for the entries of sensitive fields in written reports, and no folders of files.",
    ),
]

_OF_OUTPUT = {"--output", "--format", "--report", "--all", "--no-color"}
"""Options that say where a report goes and how it looks, not what is in it."""

_FORMS: Mapping[str, str] = {
    ".html": "html",
    ".htm": "html",
    ".xlsx": "workbook",
    ".docx": "workpaper",
    ".md": "markdown",
    ".markdown": "markdown",
    ".json": "json",
    ".csv": "csv",
    ".pdf": "pdf",
}
_OFFERED = ".html, .xlsx, .docx, .pdf, .md, .json or .csv"


@dataclass(frozen=True, slots=True)
class Files:
    """The files to write, and how."""

    paths: tuple[Path, ...]
    redact: bool = False


def refuse_unusable(files: Files, sources: Sequence[Path], option: str) -> None:
    """Find out before the work starts whether every file can be written. Raises CommandUnusable."""
    for path in files.paths:
        if path.suffix.casefold() not in _FORMS:
            raise CommandUnusable(
                f"{option} {path}: the ending says what to write; name a file that ends in {_OFFERED}."
            )
        if sum(os.path.realpath(path) == os.path.realpath(other) for other in files.paths) > 1:
            raise CommandUnusable(f"{option} {path}: is named twice; name each file once.")
        refuse_unwritable(path, sources, option)


def command_line(command: str, trackers: Sequence[Path], record: object, *, redact: bool) -> str:
    """The command as it could be typed again, without the files that it wrote; redacted, without folders."""
    said: list[str] = ["caseaudit", command]

    def add(value: object) -> None:
        said.append(value.name if redact and isinstance(value, Path) else str(value))

    for tracker in trackers:
        add(tracker)
    for name, value in typed(record):
        if name in _OF_OUTPUT:
            continue
        if value is True:
            said.append(name)
        else:
            for each in value if isinstance(value, list | tuple) else (value,):
                said.append(name)
                add(each)
    return shlex.join(said)


def options_again(record: object, names: Collection[str]) -> tuple[str, ...]:
    """Those of the options that were given which another command takes too, as they are typed."""
    said: list[str] = []
    for name, value in typed(record):
        if name in names:
            values = value if isinstance(value, list | tuple) else (value,)
            said += [name] if value is True else [word for each in values for word in (name, str(each))]
    return tuple(said)


def write_reports(
    files: Files,
    judged: Sequence[Judgement],
    command: str,
    *,
    not_checked: Sequence[str] = (),
    unusable: Sequence[str] = (),
    comparison: Comparison | None = None,
) -> None:
    """Write every file from the same audits. Raises CommandUnusable where one cannot be written."""
    from caseaudit.findings.report import Report
    from caseaudit.rules import RULES

    report = Report(
        audits=tuple((each.audit, each.verdict) for each in judged),
        rules=tuple(rule for rule in RULES if not rule.of_snapshots),
        command=command,
        not_checked=tuple(not_checked),
        unusable=tuple(unusable),
        comparison=comparison,
    )
    if files.redact:
        from caseaudit.render.redaction import redacted

        report = redacted(report)
    for path in files.paths:
        form = _form_of(path)
        if form in _BINARY:
            _BINARY[form](path, report)
            continue
        with destination(path, exact=True, mark=form == "csv") as write:
            _WRITERS[form](write, report)


def _form_of(path: Path) -> str:
    """The form that a file's name asks for: a page by the name scorecard.html is the scorecard."""
    form = _FORMS[path.suffix.casefold()]
    return "scorecard" if form == "html" and path.name.casefold().startswith("scorecard") else form


def _write_pdf(path: Path, report: Report) -> None:
    from caseaudit.render.onepage.pdf import write_pdf
    from caseaudit.tracker.edit.replacing import replacing
    from caseaudit.tracker.edit.reproducible import moment

    with replacing(path) as (file, _):
        write_pdf(file, report, moment())


def _write_workbook(path: Path, report: Report) -> None:
    from caseaudit.render.workbook import write_workbook
    from caseaudit.tracker.edit.replacing import replacing
    from caseaudit.tracker.edit.reproducible import moment

    made = moment()
    with replacing(path) as (file, _):
        write_workbook(file, report, path.resolve().parent, made)


def _write_workpaper(path: Path, report: Report) -> None:
    from caseaudit.render.workpaper import workpaper

    write_whole(path, document_bytes(workpaper(report), path))


def _html(write: Write, report: Report) -> None:
    from caseaudit.render.html import write_html

    write_html(write, report)


def _markdown(write: Write, report: Report) -> None:
    from caseaudit.render.audit_markdown import write_markdown

    write_markdown(write, report)


def _json(write: Write, report: Report) -> None:
    from caseaudit.model.finding import Verdict

    failed = [f"{audit.tracker.path}: {why}" for audit, own in report.audits for why in own.failed]
    unusable = [(each.split(": ", 1)[0], each) for each in report.unusable]
    verdict = Verdict(report.passed, (*failed, *report.unusable))
    formats.write_json(write, report.audits, unusable, verdict)


def _csv(write: Write, report: Report) -> None:
    formats.write_csv(write, report.audits)


def _scorecard(write: Write, report: Report) -> None:
    from caseaudit.render.onepage.page import write_page

    write_page(write, report)


_BINARY: Mapping[str, Callable[[Path, Report], None]] = {
    "workbook": _write_workbook,
    "workpaper": _write_workpaper,
    "pdf": _write_pdf,
}
_WRITERS: Mapping[str, Callable[[Write, Report], None]] = {
    "html": _html,
    "scorecard": _scorecard,
    "markdown": _markdown,
    "json": _json,
    "csv": _csv,
}
