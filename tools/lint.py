"""Run every lint of the project and say which failed: `python tools/lint.py`.

`--made` only asks whether the files that are made from the code and the definition are up to date.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent

MADE = (
    (sys.executable, "tools/compile_definition.py", "--check"),
    (sys.executable, "tools/rulebook.py", "--check"),
    (sys.executable, "tools/guidebook.py", "--check"),
    (sys.executable, "tools/architecture.py", "--check"),
    (sys.executable, "tools/picture.py", "--check"),
)
LINTS = (
    ("ruff", "format", "--check", "."),
    ("ruff", "check", "."),
    ("mypy",),
    ("lint-imports",),
    *MADE,
)


def main() -> int:
    """Run all lints, also after one failed; 1 where any did."""
    failed = []
    for lint in MADE if "--made" in sys.argv[1:] else LINTS:
        sys.stdout.write(f"$ {' '.join(lint)}\n")
        sys.stdout.flush()
        if subprocess.run(lint, cwd=ROOT, check=False).returncode:  # noqa: S603 -- the fixed commands above
            failed.append(" ".join(lint))
    sys.stdout.write("".join(f"failed: {lint}\n" for lint in failed))
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
