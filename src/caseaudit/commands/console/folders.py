"""Folders and patterns on the command line: which files in them are trackers, and what was left out and why."""

from __future__ import annotations

import glob
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from caseaudit.model.errors import CommandUnusable

ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv")
MOST_FILES = 5_000
"""Files that a folder may hold; more are no folder of trackers."""
_MOST_LOG = 1 << 16
_COPY = re.compile(r"(?P<stem>.+?)[-_ ](?P<kind>clean|marked|work-lists|report|indicators)", re.IGNORECASE)
_LOGGED = re.compile(r'"copy": \{\s{0,9}"path": ("(?:[^"\\]|\\.){0,4000}")')


@dataclass(frozen=True, slots=True)
class Found:
    """The files that may be trackers, in order, and what was left out: a path and the reason.

    `in_folder` are those of the files that came from a folder or a pattern: one without a case list is no fault.
    """

    files: tuple[Path, ...]
    left_out: tuple[tuple[Path, str], ...]
    in_folder: frozenset[Path]


def find(paths: Sequence[Path]) -> Found:
    """The files that these words mean: files as they are, folders with all that is in them, patterns expanded.

    Raises:
        CommandUnusable: a pattern matches no file, a folder holds none that could be a tracker, or too many.
    """
    files: list[Path] = []
    left_out: list[tuple[Path, str]] = []
    in_folder: set[Path] = set()
    for path in paths:
        if path.is_dir():
            some = sorted(_inside(path))
        elif not path.exists() and glob.has_magic(str(path)):
            some = sorted(filter(Path.is_file, map(Path, glob.glob(str(path), recursive=True))))  # noqa: PTH207 -- of any root
            if not some:
                raise CommandUnusable(f"{path}: no file has such a name.")
        else:
            files.append(path)
            continue
        chosen = []
        for each in some:
            reason = _reason(each, some)
            if reason:
                left_out.append((each, reason))
            elif each.suffix.lower() in ENDINGS:
                chosen.append(each)
        if path.is_dir() and not chosen:
            raise CommandUnusable(
                f"{path}: the folder holds no file that could be a tracker ({', '.join(ENDINGS)})."
            )
        files += chosen
        in_folder.update(chosen)
    return Found(tuple(dict.fromkeys(files)), tuple(left_out), frozenset(in_folder))


def _inside(folder: Path) -> Iterator[Path]:
    """The files of a folder and of those in it, but for hidden ones."""
    number = 0
    for path in folder.rglob("*"):
        if any(part.startswith(".") for part in path.relative_to(folder).parts) or not path.is_file():
            continue
        number += 1
        if number > MOST_FILES:
            raise CommandUnusable(
                f"{folder}: holds more than {MOST_FILES:,} files. Name the folder of the trackers."
            )
        yield path


def _reason(path: Path, beside: Sequence[Path]) -> str:
    """Why a file is no tracker of its own, "" where nothing says so."""
    if path.suffix.lower() not in ENDINGS:
        return ""
    if path.name.startswith("~$"):
        return "a lock file of a spreadsheet program"
    if any(path.name == copy for copy in _logged_copies(path.parent)):
        return "a clean copy, by its log"
    copy = _COPY.fullmatch(path.stem)
    if copy and any(each.stem.casefold() == copy["stem"].casefold() for each in beside if each != path):
        return f"a {copy['kind'].lower()} copy of the tracker beside it, by its name"
    return ""


def _logged_copies(folder: Path) -> Iterator[str]:
    """The names of the clean copies whose logs lie in a folder."""
    for path in folder.glob("*.json"):
        with suppress(OSError, ValueError):
            with path.open(encoding="utf-8", errors="replace") as file:
                head = file.read(_MOST_LOG)
            logged = _LOGGED.search(head) if '"caseaudit"' in head else None
            if logged:
                yield json.loads(logged[1]).replace("\\", "/").rpartition("/")[2]
