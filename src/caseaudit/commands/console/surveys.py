"""Many trackers, a line each: audited side by side, as many at once as the machine has cores."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from caseaudit.commands.console.audits import audited
from caseaudit.commands.console.gate import Gatekeeper, GateWishes
from caseaudit.commands.console.progress import Progress
from caseaudit.model.errors import CommandUnusable, NotATracker
from caseaudit.model.finding import Verdict
from caseaudit.settings.records import FailOn

if TYPE_CHECKING:
    from caseaudit.commands.console.folders import Found
    from caseaudit.render.paper import Paper
    from caseaudit.stories.audit import AuditOptions

FEW = 3
"""So few trackers are audited one after the other: starting processes would take longer."""


@dataclass(frozen=True, slots=True)
class Survey:
    """How every tracker is audited and judged."""

    options: AuditOptions
    gate: GateWishes
    fail_on: FailOn | None


@dataclass(frozen=True, slots=True)
class Line:
    """What came of one file: its verdict, and that in words.

    `verdict` is None where it could not be audited; then `words` say why. `other` is why it is no tracker, else "".
    """

    path: Path
    verdict: Verdict | None
    words: str
    other: str = ""


def survey(found: Found, how: Survey, progress: Progress) -> list[Line]:
    """A line for each file, in their order."""
    cores = min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1, 8)
    work = [(path, path in found.in_folder, how) for path in found.files]
    if cores == 1 or len(work) <= FEW:
        return [*map(_line, _told(work, progress))]
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    progress("reading")
    with ProcessPoolExecutor(min(cores, len(work)), mp_context=get_context("spawn")) as pool:
        return [*pool.map(_line, work)]


def _told(work: list[tuple[Path, bool, Survey]], progress: Progress) -> Iterator[tuple[Path, bool, Survey]]:
    for each in work:
        progress.about(each[0])
        yield each


def _line(work: tuple[Path, bool, Survey]) -> Line:
    from caseaudit.render.outcome import reason

    path, in_folder, how = work
    keeper = Gatekeeper(how.gate, how.options, how.fail_on)
    keeper.prepare([path])
    outcome = audited([path], how.options, keeper, Progress())
    for fault in outcome.unusable:
        if in_folder and isinstance(fault, NotATracker):
            return Line(path, None, "", fault.what.removesuffix("."))
        return Line(path, None, f"{fault.what} {fault.remedy}")
    judged = outcome.judged[0]
    return Line(path, judged.verdict, reason(judged.audit, judged.verdict))


def write_survey(page: Paper, lines: Sequence[Line], found: Found) -> int:
    """Write a line for each tracker, what was left out, and the one verdict; the exit code.

    Raises:
        CommandUnusable: none of the files is a tracker.
    """
    from caseaudit.render import terminal

    others = [(line.path, line.other) for line in lines if line.other]
    trackers = [line for line in lines if not line.other]
    verdicts = {str(line.path): line.verdict for line in trackers if line.verdict is not None}
    unusable = [str(line.path) for line in trackers if line.verdict is None]
    for line in trackers:
        terminal.write_survey_line(page, str(line.path), line.verdict, line.words)
    for path, why in sorted((*found.left_out, *others)):
        terminal.write_left_out(page, str(path), why)
    if not trackers:
        raise CommandUnusable("none of these files holds a case list, so nothing was checked.")
    terminal.write_closing(page, verdicts, unusable)
    return 2 if unusable else 0 if all(verdict.passed for verdict in verdicts.values()) else 1
