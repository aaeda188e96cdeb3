"""The worked examples of the gate are right, and what runs it elsewhere runs here."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from caseaudit.definition import load_definition
from caseaudit.settings.policy import OPTIONS, load_policy
from caseaudit.settings.waivers import parse_waivers

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "gate.md").read_text(encoding="utf-8")


def examples(kind: str) -> list[str]:
    """The blocks of a kind on the page, in order."""
    return re.findall(rf"^```{kind}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def test_the_policy_of_the_page_is_right(tmp_path: Path) -> None:
    (text,) = examples("toml")
    path = tmp_path / "caseaudit.toml"
    path.write_text(text, encoding="utf-8")
    policy = load_policy(path, load_definition)
    assert [each.bound for each in policy.limits] == ["5 %", "10"]


def test_every_option_is_on_the_page() -> None:
    for option in OPTIONS:
        assert f"`{option.name}`" in PAGE or f"[{option.name}]" in PAGE, option.name


def test_the_waivers_of_the_page_are_right() -> None:
    text = examples("yaml")[0]
    assert len(parse_waivers(text, "waivers.yaml", load_definition()).waivers) == 2


def test_the_settings_of_the_page_are_well_formed() -> None:
    assert all(isinstance(yaml.safe_load(text), dict) for text in examples("yaml"))
    (task,) = (json.loads(text) for text in examples("json"))
    pattern = task["tasks"][0]["problemMatcher"]["pattern"]["regexp"]
    found = re.fullmatch(pattern, "a b/tracker.xlsx:1. Active!J7: C101 Commodity is blank: enter it.")
    assert found is not None
    assert found.groups() == ("a b/tracker.xlsx", "1. Active!J7", "C101", "Commodity is blank: enter it.")


def test_the_hook_takes_workbooks_and_no_lock_files() -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert (hook["id"], hook["entry"], hook["language"]) == ("caseaudit", "caseaudit check", "python")
    taken = [
        name
        for name in ("t/tracker.xlsx", "old.xls", "a.ods", "notes.txt", "t/~$tracker.xlsx")
        if re.search(hook["files"], name) and not re.search(hook["exclude"], name)
    ]
    assert taken == ["t/tracker.xlsx", "old.xls", "a.ods"]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bash") is None, reason="the action's steps are of bash")
@pytest.mark.parametrize(
    ("fail_on", "first", "code"),
    [("", "tracker.xlsx", 1), ("never", "tracker.xlsx", 0), ("", "none.xlsx", 2)],
)
def test_the_action_audits(tmp_path: Path, fail_on: str, first: str, code: int) -> None:
    action: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    step = action["runs"]["steps"][-1]
    assert {each.split(".")[-1].strip(" }") for each in step["env"].values()} <= set(action["inputs"])
    assert "${{" not in step["run"]
    shutil.copy(ROOT / "sample_data" / "tracker-2019-06.xlsx", tmp_path / "tracker.xlsx")
    shutil.copy(ROOT / "sample_data" / "tracker-2019-06.xlsx", tmp_path / "$(touch made).xlsx")
    program = tmp_path / "bin" / "caseaudit"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m caseaudit "$@"\n')
    program.chmod(0o755)
    paths = os.pathsep.join(filter(None, (str(ROOT / "src"), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
        cwd=tmp_path,
        env={
            **os.environ,
            **dict.fromkeys(step["env"], ""),
            "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": paths,
            "TRACKERS": f"{first}\r\n\n$(touch made).xlsx\n",
            "FAIL_ON": fail_on,
            "SARIF": "report.sarif",
        },
        capture_output=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert not (tmp_path / "made").exists()
    if code != 2:
        assert done.stdout.startswith(b"::")
        report = json.loads((tmp_path / "report.sarif").read_text(encoding="utf-8"))
        assert [each["artifacts"][0]["location"]["uri"] for each in report["runs"]] == [
            "tracker.xlsx",
            "%24%28touch%20made%29.xlsx",
        ]
