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
