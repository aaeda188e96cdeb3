"""Print a command of the README, so that what is run is what is written there.

    python tools/readme_commands.py test

The command is the code block that follows the line `<!-- command: test -->`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"


def command(name: str) -> str:
    """The command called `name`. Raises SystemExit where the README has none."""
    found = re.search(
        rf"<!-- command: {re.escape(name)} -->\s*```\w*\n(.*?)```",
        README.read_text(encoding="utf-8"),
        re.DOTALL,
    )
    if found is None:
        raise SystemExit(f"README.md has no command called {name}")
    return found.group(1).strip()


if __name__ == "__main__":
    sys.stdout.write(command(sys.argv[1]) + "\n")
