"""The forms of what `check` reports, and which one a file's ending asks for."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from caseaudit.model.errors import CommandUnusable


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
_PLAIN = ("", ".txt", ".log", ".text")
_BY_ENDING = {".json": Format.JSON, ".csv": Format.CSV, ".sarif": Format.SARIF, ".xml": Format.JUNIT}


def by_ending(output: Path | None) -> Format:
    """The form by the ending of the output.

    Raises:
        CommandUnusable: no report has this ending, or only a written one.
    """
    ending = "" if output is None else output.suffix.lower()
    if ending in _OF_REPORTS:
        raise CommandUnusable(
            f"--output {output}: what goes there is text, .json, .csv, .sarif or .xml (JUnit). "
            f"For {_OF_REPORTS[ending]} use --report {output}."
        )
    if ending not in _BY_ENDING and ending not in _PLAIN and output is not None and not _is_device(output):
        raise CommandUnusable(
            f"--output {output}: no report has this ending. Use .txt, .json, .csv, .sarif or .xml (JUnit); "
            "with --report also .html, .xlsx or .md."
        )
    return _BY_ENDING.get(ending, Format.TEXT)


def _is_device(output: Path) -> bool:
    return output.exists() and not output.is_file()
