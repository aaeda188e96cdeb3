"""Commands that are ended at random moments leave whole files, no process and nothing that others may read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

KILLS = Path(__file__).parent.parent / "tools/kills.py"


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="processes are looked up in /proc")
def test_a_command_that_is_ended_leaves_nothing_torn_or_open() -> None:
    done = subprocess.run([sys.executable, KILLS, "48"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "48 kills (12 SIGTERM, 12 SIGINT, 12 SIGHUP, 12 SIGKILL): 0 faults" in done.stdout


@pytest.mark.parametrize(("raised", "code"), [("KeyboardInterrupt", 130), ("SystemExit(143)", 143)])
@pytest.mark.parametrize("place", ["caseaudit.commands.console.app", "caseaudit.stories.audit"])
def test_an_end_that_comes_up_while_a_class_is_made_is_that_end(raised: str, code: int, place: str) -> None:
    """Python 3.11 makes a RuntimeError of it, at the start of the program as well as within a command."""
    script = (
        "import sys\n"
        "class Broken:\n"
        f"    def find_spec(self, name, *_):\n        if name != {place!r}: return None\n"
        f"        try: raise {raised}\n"
        "        except BaseException as end: raise RuntimeError('Error calling __set_name__') from end\n"
        "sys.meta_path.insert(0, Broken())\n"
        "sys.argv = ['caseaudit', 'check', 'nothing.xlsx']\n"
        "from caseaudit.__main__ import main\nmain()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr
    assert not done.stderr
