"""Options and arguments that several commands share, and how their values are read."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseaudit.commands.console import completion
from caseaudit.model.errors import CommandUnusable

if TYPE_CHECKING:
    from caseaudit.model.definition import Severity
    from caseaudit.stories.audit import AuditOptions

Trackers = Annotated[
    list[Path],
    typer.Argument(
        metavar="TRACKER", help="Workbooks to read: .xlsx, .xls, .ods, .csv …", show_default=False
    ),
]
Definition = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="The definition of the tracker's fields. Without it: the built-in one.",
        show_default=False,
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        help="Measure ages from DATE, such as 2020-03-31. Without it: the newest Update Date in the workbook.",
        show_default=False,
    ),
]
Lists = Annotated[
    list[str] | None,
    typer.Option(
        "--list",
        metavar="NAME",
        help="Only this list, such as active. May be repeated.",
        show_default=False,
        autocompletion=completion.lists,
    ),
]
Select = Annotated[
    list[str] | None,
    typer.Option(
        metavar="RULES",
        help="Only these rules: codes, names or first letters (C101,S2,X).",
        show_default=False,
        autocompletion=completion.rules,
    ),
]
Ignore = Annotated[
    list[str] | None,
    typer.Option(
        metavar="RULES",
        help="All rules but these, named as for --select.",
        show_default=False,
        autocompletion=completion.rules,
    ),
]
LayoutFile = Annotated[
    Path | None,
    typer.Option(
        "--layout",
        metavar="FILE",
        help="How the tracker is laid out (TOML). Without it: [layout] in the policy. See caseaudit inspect --suggest.",
        show_default=False,
    ),
]


def _set_limits(given: list[str] | None) -> list[str] | None:
    if given or "caseaudit.tracker.read.limits" in sys.modules:
        from caseaudit.tracker.read.limits import set_limits

        try:
            set_limits(given or ())
        except ValueError as fault:
            raise CommandUnusable(f"--limit: {fault}") from None
    return given


Limits = Annotated[
    list[str] | None,
    typer.Option(
        "--limit",
        metavar="NAME=NUMBER",
        help="Read files beyond a limit, such as cells=80000000 (docs/limits.md). May be repeated.",
        callback=_set_limits,
        show_default=False,
    ),
]
NoColor = Annotated[bool, typer.Option("--no-color", help="No color (as the variable NO_COLOR does).")]


@dataclass(frozen=True, slots=True)
class Scope:
    """What is audited: by which definition, which lists and rules, as of which day."""

    as_of: AsOf = None
    list_: Lists = None
    select: Select = None
    ignore: Ignore = None
    definition: Definition = None
    layout: LayoutFile = None
    limit: Limits = None

    def options(self, *, analyse: bool = False) -> AuditOptions:
        """The same for the audit. Raises CommandUnusable where the day is none."""
        from caseaudit.settings.layout import LayoutFiles
        from caseaudit.stories.audit import AuditOptions

        return AuditOptions(
            definition=self.definition,
            as_of=day(self.as_of, "--as-of"),
            lists=words(self.list_),
            select=words(self.select),
            ignore=words(self.ignore),
            layout=LayoutFiles(self.layout),
            analyse=analyse,
        )

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that are read for it."""
        return tuple(path for path in (self.definition, self.layout) if path is not None)


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def day(text: str | None, option: str) -> date | None:
    """The date that an option gives. Raises CommandUnusable where it is none of the form 2020-03-31."""
    if text is None:
        return None
    try:
        if _DAY.fullmatch(text.strip()):
            return date.fromisoformat(text.strip())
        why = "is not a date as year-month-day"
    except ValueError:
        why = "is no day of the calendar"
    raise CommandUnusable(f'{option} "{text}" {why}; write it like 2020-03-31.')


def words(given: Sequence[str] | None) -> tuple[str, ...]:
    """The words of an option that may be repeated and may hold several, separated by commas."""
    return tuple(word for each in given or () for part in each.split(",") if (word := part.strip()))


def existing(trackers: Sequence[Path]) -> None:
    """Raises CommandUnusable with every path that is no file, before anything is read."""
    faults = []
    for path in trackers:
        if path.is_dir():
            faults.append(
                f"{path}: is a folder. Name a workbook in it, or use caseaudit check for all of them."
            )
        elif not path.exists():
            faults.append(f"{path}: there is no such file{_near(path)}")
    if faults:
        raise CommandUnusable("\n".join(faults))


def _near(path: Path) -> str:
    from difflib import get_close_matches

    try:
        names = [each.name for each in path.parent.iterdir() if each.is_file()]
    except OSError:
        return "; check the name and the folder."
    close = get_close_matches(path.name, names, n=1)
    return f'; did you mean "{path.parent / close[0]}"?' if close else "; check the name and the folder."


def severities_by(path: Path | None) -> Mapping[str, Severity]:
    """The severity of each rule, by code; the built-in definition's are the rules' own, and need no file.

    Raises `DefinitionUnusable` with all faults of a definition that has any.
    """
    from caseaudit.rules import RULES

    if path is None:
        return {rule.code: rule.severity for rule in RULES}
    from caseaudit.definition import load_definition

    return load_definition(path).severities
