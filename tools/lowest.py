"""Print the lowest version of every package that the program and its tests allow, to test with them:

python -m venv lowest && lowest/bin/pip install $(python tools/lowest.py) && lowest/bin/pip install --no-deps .
lowest/bin/python -m pytest
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parent.parent / "pyproject.toml"


def lowest() -> list[str]:
    """Each package pinned to its lower bound."""
    project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
    packages = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    return [package.replace(">=", "==") for package in packages]


if __name__ == "__main__":
    sys.stdout.write("\n".join(lowest()) + "\n")
