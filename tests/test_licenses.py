"""The page of licenses names every package that is installed with the program."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_every_package_that_is_needed_is_on_the_page() -> None:
    page = (ROOT / "docs/licenses.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| ([a-z0-9-]+) \| ([^|]+) \|", page, re.MULTILINE))
    needed = runpy.run_path(str(ROOT / "tools/licenses.py"))["needed"]()
    assert {"pandas", "numpy", "et-xmlfile"} <= needed.keys() <= listed.keys()
    assert not [name for name, said in listed.items() if "GPL" in said or said == "not said"]
