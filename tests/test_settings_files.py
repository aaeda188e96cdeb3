"""Files of settings may be put beside a tracker by anyone: they are read with care, and what they change is said."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import jsonschema
import pytest

from tests.test_replacing import SAMPLE, run

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.slow

POLICIES = {
    "endless baseline": 'baseline = "/dev/zero"',
    "endless waivers": 'waivers = "/dev/zero"',
    "pipe": 'baseline = "pipe"',
    "digits": f"[[limits]]\nclass = 'incomplete'\nat_most = {'9' * 10_000}",
    "hexadecimal": f"[[limits]]\nclass = 'incomplete'\nat_most = 0x{'f' * 10_000}",
    "large": "# " + "x" * 1_100_000,
    "nested": "a = " + "[" * 5_000,
    "nested tables": "a" + ".a" * 100_000 + " = 1",
}


@pytest.fixture
def tracker(tmp_path: Path) -> Path:
    return Path(shutil.copy(SAMPLE, tmp_path / "t.xlsx"))


@pytest.mark.skipif(os.name != "posix", reason="devices of POSIX")
@pytest.mark.parametrize("text", POLICIES.values(), ids=POLICIES)
def test_a_hostile_policy_is_refused(text: str, tracker: Path) -> None:
    os.mkfifo(tracker.parent / "pipe")
    (tracker.parent / "caseaudit.toml").write_text(text, encoding="utf-8")
    done = run(["check", str(tracker)], timeout=20)
    assert done.returncode == 2, done.stderr[-500:]
    assert done.stderr.count("caseaudit.toml") or "baseline" in done.stderr or "waivers" in done.stderr
    assert run(["check", str(tracker), "--no-policy"], timeout=20).returncode == 1


@pytest.mark.skipif(os.name != "posix", reason="devices of POSIX")
@pytest.mark.parametrize("option", ["--policy", "--baseline", "--waivers", "--definition"])
@pytest.mark.parametrize("file", ["/dev/zero", "pipe", "."])
def test_devices_pipes_and_folders_are_no_settings(option: str, file: str, tracker: Path) -> None:
    os.mkfifo(tracker.parent / "pipe")
    done = run(["check", str(tracker), option, file], timeout=20, cwd=tracker.parent)
    assert done.returncode == 2, done.stderr[-500:]


def test_the_json_names_the_policy_and_what_it_changed(tracker: Path) -> None:
    without = json.loads(run(["check", str(tracker), "--format", "json"]).stdout)
    assert "policy" not in without
    policy = tracker.parent / "caseaudit.toml"
    policy.write_text('fail_on = "never"\n', encoding="utf-8")
    done = run(["check", str(tracker), "--format", "json"])
    made = json.loads(done.stdout)
    assert made["policy"] == {"file": str(policy), "changed": ["fail_on = never"]}
    jsonschema.validate(made, json.loads((ROOT / "schemas/report.schema.json").read_text(encoding="utf-8")))
    assert "lets more pass (fail_on = never)" in done.stderr
    assert done.returncode == 0


def test_a_policy_that_a_person_names_or_that_is_stricter_is_not_warned_of(tracker: Path) -> None:
    policy = tracker.parent / "caseaudit.toml"
    policy.write_text('fail_on = "never"\n', encoding="utf-8")
    assert "more pass" not in run(["check", str(tracker), "--policy", str(policy)]).stderr
    assert "more pass" not in run(["check", str(tracker), "--fail-on", "error"]).stderr
    policy.write_text('fail_on = "warning"\n', encoding="utf-8")
    assert "more pass" not in run(["check", str(tracker)]).stderr


@pytest.mark.parametrize("emptied", ["parts", "changes"])
def test_a_log_without_its_proof_restores_nothing(emptied: str, tracker: Path) -> None:
    clean, log, back = (tracker.parent / name for name in ("clean.xlsx", "log.json", "back.xlsx"))
    assert run(["normalize", str(tracker), "-o", str(clean), "--log", str(log)]).returncode in (0, 1)
    said = json.loads(log.read_text(encoding="utf-8"))
    log.write_text(json.dumps({**said, emptied: []}), encoding="utf-8")
    done = run(["revert", str(clean), "--log", str(log), "-o", str(back)])
    assert done.returncode == 2, done.stderr
    assert not back.exists()
