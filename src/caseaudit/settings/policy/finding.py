"""Finds the policy that holds for a tracker: the nearest one above it, else above the current folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from caseaudit.definition.files import bounded_bytes
from caseaudit.settings.records import POLICY_NAME

SHARED_NAME = "pyproject.toml"
"""A file of many tools, which holds a policy where it has a table `[tool.caseaudit]`."""
MOST_BYTES = 1_000_000


def find_policy(tracker: Path) -> Path | None:
    """The file of the policy for a tracker, None where there is none."""
    for start in (Path(os.path.realpath(tracker)).parent, Path.cwd()):
        found = _above(start)
        if found is not None:
            return found
    return None


@lru_cache(maxsize=64)
def _above(folder: Path) -> Path | None:
    return next(_policies(folder), None)


def _policies(folder: Path) -> Iterator[Path]:
    for each in (folder, *folder.parents):
        own, shared = each / POLICY_NAME, each / SHARED_NAME
        if own.is_file():
            yield own
        elif shared.is_file() and _has_policy(shared):
            yield shared


def _has_policy(shared: Path) -> bool:
    """Whether the file speaks of this program; what is wrong with other parts of it is no concern of a check."""
    try:
        raw = bounded_bytes(shared, MOST_BYTES)
    except OSError:
        return False
    if b"caseaudit" not in raw:
        return False
    import tomllib

    try:
        data = tomllib.loads(raw.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return b"tool.caseaudit" in raw  # then its faults are told when it is loaded
    tool = data.get("tool")
    return isinstance(tool, dict) and "caseaudit" in tool
