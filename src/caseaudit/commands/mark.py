"""`caseaudit mark`: a copy of a tracker in which every faulty cell is colored and has a note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseaudit.commands.console.audits import some_rule
from caseaudit.commands.console.copies import is_package, shown
from caseaudit.commands.console.exits import say
from caseaudit.commands.console.gate import Gatekeeper, GateWishes
from caseaudit.commands.console.options import Scope, existing
from caseaudit.commands.console.output import refuse_unwritable
from caseaudit.commands.console.record import options
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.words import counted

if TYPE_CHECKING:
    from caseaudit.model.finding import Finding
    from caseaudit.model.marks import Marking
    from caseaudit.model.table import Workbook
    from caseaudit.settings.judgement import Judgement
    from caseaudit.tracker.edit.marks.marking import Marked

_NO_FILE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Marks:
    """What `mark` is asked for."""

    tracker: Annotated[
        Path,
        typer.Argument(
            metavar="TRACKER", help="The workbook to read; it is never written to.", show_default=False
        ),
    ]
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Write the marked copy to FILE.", show_default=False
        ),
    ] = None
    per_analyst: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Write a marked copy for each analyst into FOLDER, each with that analyst's findings only.",
            show_default=False,
        ),
    ] = None
    gate: GateWishes = field(default_factory=GateWishes)
    scope: Scope = field(default_factory=Scope)


@options(Marks)
def mark(asked: Marks) -> None:
    """Write a copy of a tracker in which every faulty cell is colored by severity and has a note.

    A note says what is wrong, what to write, and by which rule. A first sheet "Findings" lists all findings with links
    to the cells. Nothing else in an .xlsx or .xlsm workbook changes; another form becomes a new .xlsx of values. After
    people have worked in the copy, caseaudit unmark takes the marks off again. Known and waived findings are not
    marked.

    \b
    Examples:
      caseaudit mark tracker.xlsx -o marked.xlsx
      caseaudit mark tracker.xlsx --per-analyst for-analysts
      caseaudit unmark marked.xlsx -o tracker-new.xlsx
    """
    from caseaudit.stories.audit import examine_trackers

    if (asked.output is None) == (asked.per_analyst is None):
        raise CommandUnusable("say where the marked copy goes: -o marked.xlsx, or --per-analyst FOLDER.")
    existing([asked.tracker])
    sources = [asked.tracker, *asked.scope.files, *asked.gate.files]
    if asked.output is not None:
        _check_ending(asked.output, asked.tracker)
        refuse_unwritable(asked.output, sources, "--output")
    audit_options = asked.scope.options()
    some_rule(audit_options)
    keeper = Gatekeeper(asked.gate, audit_options, None)
    keeper.prepare([asked.tracker])
    audit_options = keeper.options
    with shown("reading", asked.tracker) as progress:
        examined = next(iter(examine_trackers([asked.tracker], audit_options, progress)))
        judged = keeper.judge(examined.audit)
    findings = [*judged.audit.findings]
    if asked.output is not None:
        _write(asked.output, examined.workbook, judged, findings)
        return
    assert asked.per_analyst is not None  # noqa: S101 -- one of the two was given
    _write_each(asked.per_analyst, examined.workbook, judged, findings, sources)


def _check_ending(output: Path, tracker: Path) -> None:
    ending = (
        tracker.suffix.lower() if tracker.suffix.lower() in (".xlsx", ".xlsm", ".xltx", ".xltm") else ".xlsx"
    )
    if output.suffix.lower() != ending:
        raise CommandUnusable(f"--output {output}: must end in {ending}, the form of the marked copy.")


def _write(target: Path, workbook: Workbook, judged: Judgement, findings: Sequence[Finding]) -> None:
    from caseaudit.stories.marking import marking_of

    marking = marking_of(judged.audit, findings, _remarks(judged, target))
    with shown("writing", target):
        made = _marked(target, workbook, marking)
    words = [f"{counted(made.colored, 'cell')} colored", f"{counted(made.noted, 'note')} added"]
    if made.unplaced:
        words.append(f"{counted(made.unplaced, 'cell')} could not be colored (see its sheet {made.sheet})")
    say(f"marked copy written to {target}: {', '.join(words)}.")
    if not is_package(workbook):
        say(
            f"a .{workbook.form} file becomes a new workbook of values: formats and formulas are not in the copy."
        )


def _marked(target: Path, workbook: Workbook, marking: Marking) -> Marked:
    """Write the copy: from the tracker, from its values, or from the tracker without the marks it has already."""
    from dataclasses import replace

    from caseaudit.tracker.edit.fresh import copy_values
    from caseaudit.tracker.edit.marks.marking import mark_package
    from caseaudit.tracker.edit.marks.unmarking import findings_sheets, unmark_package
    from caseaudit.tracker.edit.replacing import interim_folder
    from caseaudit.tracker.edit.valuesonly import names_in_copy

    source, is_marked = Path(workbook.path), any(findings_sheets(workbook))
    if is_package(workbook) and not is_marked:
        return mark_package(source, target, marking, workbook)
    with interim_folder(target) as folder:
        interim = folder / target.name
        if is_package(workbook):
            unmark_package(source, interim)
        else:
            names = names_in_copy(workbook)
            marking = replace(
                marking,
                marks=[replace(each, sheet=names[each.sheet]) for each in marking.marks],
                findings=[replace(each, sheet=names[each.sheet]) for each in marking.findings],
            )
            copy_values(workbook, interim, [])
        return mark_package(interim, target, marking)


def _remarks(judged: Judgement, target: Path) -> list[str]:
    audit = judged.audit
    as_of = "" if audit.as_of is None else f"As of {audit.as_of.isoformat()}."
    held = judged.verdict.held
    aside = []
    if held is not None and held.waived + held.known:
        aside.append(f"Not marked: {counted(held.waived + held.known, 'finding')} known or waived.")
    off = f"To take the marks off: caseaudit unmark {target.name} -o tracker.xlsx"
    return [
        *([as_of] if as_of else []),
        *aside,
        "Each colored cell has a note. This sheet goes with the marks.",
        off,
    ]


def _write_each(
    folder: Path, workbook: Workbook, judged: Judgement, findings: Iterable[Finding], sources: Sequence[Path]
) -> None:
    from caseaudit.stories.marking import by_analyst

    groups = by_analyst(findings)
    if not groups:
        say("nothing was found, so no marked copy was written.")
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CommandUnusable(
            f"--per-analyst {folder}: cannot be made ({error.strerror}). Nothing was written."
        ) from None
    ending = Path(workbook.path).suffix.lower() if is_package(workbook) else ".xlsx"
    taken: set[str] = set()
    targets = {
        name: folder / _file_name(name, Path(workbook.path).stem, ending, taken) for name in sorted(groups)
    }
    for target in targets.values():
        refuse_unwritable(target, sources, "--per-analyst")
    for name, target in targets.items():
        _write(target, workbook, judged, groups[name])


def _file_name(analyst: str, stem: str, ending: str, taken: set[str]) -> str:
    """A file name for an analyst that every system takes, and that none has yet."""
    base = _NO_FILE.sub(" ", f"{stem} - {analyst or 'no analyst'}")
    base = " ".join(base.split())[: _LONGEST_NAME + len(stem)].rstrip(". ") or "analyst"
    name, number = base, 1
    while name.casefold() in taken:
        number += 1
        name = f"{base} {number}"
    taken.add(name.casefold())
    return name + ending
