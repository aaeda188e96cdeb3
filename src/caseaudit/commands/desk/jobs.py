"""The desk's work: each command runs as a process of its own, as a person would type it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import caseaudit
from caseaudit.definition import load_definition
from caseaudit.model.definition import Severity

MOST_TRACKERS, MOST_AT_ONCE = 50, 2
_NO_NAME = re.compile(r"[^\w .()+,&'-]+")
_LONGEST = 120
_WORST = 3

FILES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "marked": ("{stem}-marked{ending}", ("mark", "{tracker}", "-o", "{target}")),
    "clean": ("{stem}-clean{ending}", ("normalize", "{tracker}", "-o", "{target}")),
    "lists": ("{stem}-work-lists.xlsx", ("report", "{tracker}", "-o", "{target}")),
    "page": ("{stem}-report.html", ("report", "{tracker}", "-o", "{target}")),
    "indicators": ("{stem}-indicators.xlsx", ("kpi", "{tracker}", "-o", "{target}")),
}
"""What can be had of a tracker: the name of the file, and the command that writes it."""


class JobFailed(Exception):
    """A command could not be done; the message is what it said, in one piece, for the person."""


@dataclass(slots=True)
class Tracker:
    """A file that was dropped: where it lies, and the locks by which no file of it is made twice at once."""

    path: Path
    locks: dict[str, asyncio.Lock] = field(default_factory=dict)


class Jobs:
    """The trackers of one desk, and the commands that run on them."""

    def __init__(self, folder: Path, definition: Path | None) -> None:
        """Raises DefinitionUnusable."""
        self._folder = folder
        self._definition = definition.resolve() if definition is not None else None
        loaded = load_definition(self._definition)
        self._titles = {name: each.header for name, each in loaded.fields.items()}
        self._titles |= {f"list {name}": each.title for name, each in loaded.lists.items()}
        self.trackers: dict[str, Tracker] = {}
        self._room = asyncio.Semaphore(MOST_AT_ONCE)
        self._running: set[asyncio.subprocess.Process] = set()

    def place(self, name: str) -> tuple[str, Path]:
        """An identity and a path for a file of this name. Raises JobFailed where the desk is full."""
        if len(self.trackers) >= MOST_TRACKERS:
            raise JobFailed(f"The desk holds {MOST_TRACKERS} files. Close it and open it again.")
        identity = str(len(self.trackers) + 1)
        path = self._folder / identity / safe_name(name)
        path.parent.mkdir(mode=0o700)
        self.trackers[identity] = Tracker(path)
        return identity, path

    async def checked(self, identity: str) -> dict[str, Any]:
        """The verdict on a tracker and its figures. Raises JobFailed where it cannot be audited."""
        tracker = self.trackers[identity].path
        target = tracker.parent / "report.json"
        await self._run("check", str(tracker), "-o", str(target), passes=(0, 1))
        return summary(json.loads(target.read_text(encoding="utf-8")), self._titles)

    async def file(self, identity: str, kind: str) -> Path:
        """A file that is made of a tracker; made once. Raises JobFailed where it cannot be made."""
        tracker = self.trackers[identity]
        name, words = FILES[kind]
        ending = tracker.path.suffix.lower() if tracker.path.suffix.lower() in (".xlsx", ".xlsm") else ".xlsx"
        target = tracker.path.parent / "made" / name.format(stem=tracker.path.stem, ending=ending)
        async with tracker.locks.setdefault(kind, asyncio.Lock()):
            if not target.exists():
                target.parent.mkdir(mode=0o700, exist_ok=True)
                said = {"{tracker}": str(tracker.path), "{target}": str(target)}
                await self._run(*(said.get(word, word) for word in words))
        return target

    async def compared(self, identity: str, older: str) -> str:
        """What changed from another tracker to this one, as text. Raises JobFailed."""
        paths = [str(self.trackers[each].path) for each in (older, identity)]
        return await self._run("compare", *paths, passes=(0, 1))

    def end(self) -> None:
        """End what still runs."""
        for process in self._running:
            if process.returncode is None:
                process.kill()

    async def _run(self, *words: str, passes: tuple[int, ...] = (0,)) -> str:
        """What a command says. Raises JobFailed with its message where its exit code is none of those."""
        more = ["--definition", str(self._definition)] if self._definition is not None else []
        async with self._room:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-c", _code(), *words, *more,
                stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
                cwd=self._folder, env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1"},
            )  # fmt: skip
            self._running.add(process)
            try:
                output, errors = await process.communicate()
            finally:
                self._running.discard(process)
        if process.returncode not in passes:
            said = errors.decode("utf-8", "replace").strip() or "The command ended without a word."
            raise JobFailed(self._without_folders(said))
        return self._without_folders(output.decode("utf-8", "replace"))

    def _without_folders(self, text: str) -> str:
        """The text with files named as the person named them."""
        for tracker in self.trackers.values():
            text = text.replace(f"{tracker.path.parent}{os.sep}", "")
        return text.replace("caseaudit: ", "", 1) if text.startswith("caseaudit: ") else text


def _code() -> str:
    """The program for a process that ends with the desk; it imports from where the desk does."""
    home = str(Path(caseaudit.__file__).resolve().parents[1])
    return (
        f"import sys; sys.path.insert(0, {home!a}); from caseaudit.tracker.read.lifeline import end_with_parent; "
        f"end_with_parent({os.getpid()}); sys.argv[0] = 'caseaudit'; from caseaudit.__main__ import main; main()"
    )


def safe_name(name: str) -> str:
    """The name of a file as it can stand in the desk's folder."""
    plain = _NO_NAME.sub("_", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    return f"{(stem or 'tracker')[:_LONGEST]}{dot}{ending[:10]}" if dot else (plain or "tracker")[:_LONGEST]


def summary(report: Mapping[str, Any], titles: Mapping[str, str]) -> dict[str, Any]:
    """What the page shows of an audit: the verdict, the lists, the fields with most findings, the counts.

    `titles` has the heading of each field, and the title of each list by its name behind the word "list".
    """
    findings, gate = report["findings"], report["gate"]
    by_field = Counter(each["field"] for each in findings if each["field"])
    severities = Counter(each["severity"] for each in findings)
    return {
        "verdict": _verdict(gate),
        "reasons": [*gate["failed"], *(f"not checked: {what}" for what in gate["incomplete"])],
        "as_of": report["as_of"],
        "counts": {each.value: severities[each.value] for each in Severity},
        "fixable": sum(each["suggestion"] is not None for each in findings),
        "lists": [
            {"name": titles.get(f"list {name}", name), "cases": cases, **report["summary"][name]}
            for name, cases in report["cases"].items()
        ],
        "worst": [
            {"field": titles.get(name, name), "findings": number}
            for name, number in by_field.most_common(_WORST)
        ],
    }


def _verdict(gate: Mapping[str, Any]) -> str:
    """The verdict in a word, as `check` gives it."""
    if gate["failed"]:
        return "Fail"
    if not gate["incomplete"]:
        return "Pass"
    return "Pass, incomplete" if gate["passed"] else "Incomplete"
