"""Write docs/licenses.md: the licenses of all packages that the program needs, as they are installed here."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs/licenses.md"
START = """\
# Licenses of the packages that caseaudit needs

With this page you see the licenses of the packages that come with caseaudit. `python tools/licenses.py` makes it
from what the packages say of themselves.

| package | license | needed by |
|---|---|---|
"""


OLDER = {"pytz": ("MIT", "pandas before 3")}
"""What only the lowest versions that are allowed need."""


def needed() -> dict[str, tuple[str, str]]:
    """By package, in small letters: its license, and the package that needs it first ("caseaudit" for its own)."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    waiting = [(each, "caseaudit") for each in _names(project["dependencies"])]
    found: dict[str, tuple[str, str]] = {}
    while waiting:
        name, by = waiting.pop(0)
        if name in found:
            continue
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue  # Needed on other systems only.
        found[name] = license_of(name), by
        waiting += [(each, name) for each in _names(package.requires or [])]
    return dict(sorted(found.items()))


def _names(requirements: Iterable[str]) -> list[str]:
    wanted = (Requirement(text) for text in requirements)
    return [
        re.sub(r"[-_.]+", "-", each.name).lower()
        for each in wanted
        if each.marker is None or each.marker.evaluate({"extra": ""})
    ]


def license_of(name: str) -> str:
    """What a package says of its license: the expression, else the classifiers, else the first line of the text."""
    about = distribution(name).metadata
    for expression in about.get_all("License-Expression") or []:
        return str(expression)
    classified = [
        each.rpartition(" :: ")[2]
        for each in about.get_all("Classifier") or []
        if each.startswith("License ::")
    ]
    text = "\n".join(map(str, about.get_all("License") or [])).strip()
    short = text.splitlines()[0] if text else ""
    return short if short and len(short) < 40 else ", ".join(classified) or short or "not said"


def page() -> str:
    """The page."""
    rows = dict(sorted({**OLDER, **needed()}.items()))
    return START + "".join(f"| {name} | {said} | {by} |\n" for name, (said, by) in rows.items())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
