"""Compile the built-in definition: `python tools/compile_definition.py` (`--check`: is it up to date?)."""

from __future__ import annotations

import sys

from caseaudit.definition import builtin_path
from caseaudit.definition.compiled import ENDING, compiled, load_compiled
from caseaudit.definition.loading import load_checked


def main() -> int:
    """Write the compiled form, or with --check compare what it holds; 1 where it is out of date."""
    path = builtin_path()
    definition = load_checked(path)
    if "--check" in sys.argv[1:]:
        found = load_compiled(path, definition.sha256)
        if repr(found) != repr(definition):
            sys.stdout.write(
                f"{path.with_suffix(ENDING).name} is out of date; run python tools/compile_definition.py\n"
            )
            return 1
        return 0
    path.with_suffix(ENDING).write_bytes(compiled(definition))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
