"""Many trackers, a line each: audited side by side, as many at once as the machine has cores."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from caseaudit.commands.console.audits import audited
from caseaudit.commands.console.gate import Gatekeeper, GateWishes
from caseaudit.commands.console.progress import Progress
from caseaudit.model.errors import NotATracker
from caseaudit.model.finding import Verdict
from caseaudit.settings.records import FailOn

if TYPE_CHECKING:
    from caseaudit.commands.console.folders import Found
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
