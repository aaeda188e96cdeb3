"""The tutorial: every command that it names runs as it says, with the entries that it has people write."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from caseaudit.commands.console.app import app

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "tutorial.md").read_text(encoding="utf-8")
STEPS = re.compile(
    r"^\$ caseaudit (?P<words>.+)$|^\| (?P<cell>[^|]+![A-Z]+\d+) \| (?P<entry>[^|]+) \|$", re.MULTILINE
)
FAILS = {"check tracker.xlsx"}


@pytest.mark.slow
def test_the_tutorial_leads_to_a_tracker_that_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("tracker.xlsx").write_bytes((ROOT / "sample_data" / "tutorial.xlsx").read_bytes())
    written, outputs = "", {}
    for step in STEPS.finditer(PAGE):
        if step["cell"]:
            sheet, _, cell = step["cell"].strip().rpartition("!")
            book = openpyxl.load_workbook(written)
            book[sheet.strip("'")][cell] = step["entry"].strip()
            book.save(written)
            continue
        words = shlex.split(step["words"])
        done = CliRunner().invoke(app, words, prog_name="caseaudit")
        assert done.exit_code == (1 if step["words"] in FAILS else 0), f"{words}: {done.output}"
        outputs[step["words"]] = done.output
        if "-o" in words:
            written = words[words.index("-o") + 1]
    first, last = outputs["check tracker.xlsx"], outputs["check corrected.xlsx --waivers waivers.yaml"]
    assert "FAIL  tracker.xlsx\n      Failed on 6 errors." in first
    assert "can write 3 entries by itself" in first
    assert "3 entries written" in outputs["normalize tracker.xlsx -o clean.xlsx --log changes.json"]
    assert "3 cells colored" in outputs["mark clean.xlsx -o marked.xlsx"]
    assert "PASS  corrected.xlsx" in last
    assert "1 waived" in last
    assert Path("scorecard.html").exists()


def test_the_tracker_of_the_tutorial_is_as_its_script_makes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tools import make_tutorial

    monkeypatch.setattr(make_tutorial, "TARGET", tmp_path / "tutorial.xlsx")
    make_tutorial.main()
    assert (tmp_path / "tutorial.xlsx").read_bytes() == (ROOT / "sample_data" / "tutorial.xlsx").read_bytes()
