"""The import law of `pyproject.toml` can fail: each contract is broken on purpose in a copy of the program."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

BREACHES = {
    "floors": ("model/months.py", "import caseaudit.rules"),
    "families": ("rules/identity.py", "import caseaudit.rules.timeliness"),
    "commands": ("commands/kpi.py", "import caseaudit.commands.report"),
    "forms": ("render/machine/lines.py", "import caseaudit.render.machine.sarif"),
    "pandera": ("rules/identity.py", "import pandera"),
    "typer": ("stories/clean.py", "import typer"),
    "spreadsheets": ("rules/identity.py", "import openpyxl"),
}
"""By contract: a module, and an import that it must not have."""

pytest.importorskip("importlinter")


def test_each_contract_has_its_breach() -> None:
    law = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert {contract["id"] for contract in law["contracts"]} == set(BREACHES)


@pytest.mark.slow
@pytest.mark.parametrize("contract", BREACHES)
def test_a_forbidden_import_breaks_the_law(contract: str, tmp_path: Path) -> None:
    module, forbidden = BREACHES[contract]
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    assert _lint(tmp_path, contract) == 0
    broken = tmp_path / "src/caseaudit" / module
    broken.write_text(f"{broken.read_text(encoding='utf-8')}\n{forbidden}\n", encoding="utf-8")
    assert _lint(tmp_path, contract) == 1


def _lint(folder: Path, contract: str) -> int:
    code = (
        "import sys; sys.path.insert(0, 'src'); from importlinter import cli; "
        f"sys.exit(cli.lint_imports(limit_to_contracts=({contract!r},), is_debug_mode=False, no_cache=True))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert "could not" not in done.stdout + done.stderr, done.stdout
    return done.returncode
