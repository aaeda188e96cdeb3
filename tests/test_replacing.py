"""Files that are written: no wider than the tracker, whole or not at all, and nothing left behind."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLE = Path(__file__).parent.parent / "sample_data/tracker-2020-03.xlsx"
COMMANDS = (
    ("check {t} -o {f}/a.csv", "a.csv"),
    ("check {t} -o {f}/a.json", "a.json"),
    ("inspect {t} --output {f}/a.txt", "a.txt"),
    ("report {t} -o {f}/a.html", "a.html"),
    ("report {t} -o {f}/a.xlsx", "a.xlsx"),
    ("report {t} -o {f}/a.md", "a.md"),
    ("normalize {t} -o {f}/a.xlsx --log {f}/a.json --table {f}/b.csv", "a.xlsx a.json b.csv"),
    ("normalize {t} -o {f}/a.xlsx --with-dropdowns --table {f}/b.xlsx", "a.xlsx b.xlsx"),
    ("kpi {t} -o {f}/a.xlsx", "a.xlsx"),
    ("baseline {t} -o {f}/a.json", "a.json"),
    ("compare {t} {t2} -o {f}/a.md", "a.md"),
)

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="rights of POSIX")]


def run(words: list[str], **more: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "caseaudit", *words], capture_output=True, text=True, check=False, **more
    )  # type: ignore[call-overload]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_files_are_no_wider_than_the_tracker(command: tuple[str, str], tmp_path: Path) -> None:
    tracker, folder, temporary = tmp_path / "t.xlsx", tmp_path / "out", tmp_path / "tmp"
    shutil.copy(SAMPLE, tracker)
    shutil.copy(SAMPLE.with_name("tracker-2019-11.xlsx"), tmp_path / "t2.xlsx")
    tracker.chmod(0o600)
    folder.mkdir()
    temporary.mkdir(mode=0o500)
    words = [word.format(t=tracker, t2=tmp_path / "t2.xlsx", f=folder) for word in command[0].split()]
    done = run(words, env={**os.environ, "TMPDIR": str(temporary)})
    assert done.returncode in (0, 1), done.stderr
    assert sorted(each.name for each in folder.iterdir()) == sorted(command[1].split())
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}
    assert not list(temporary.iterdir())


def test_files_from_an_open_tracker_have_the_usual_rights(tmp_path: Path) -> None:
    tracker = tmp_path / "t.xlsx"
    shutil.copy(SAMPLE, tracker)
    tracker.chmod(0o644)
    assert run(["check", str(tracker), "-o", str(tmp_path / "a.csv")]).returncode == 1
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE((tmp_path / "a.csv").stat().st_mode) == 0o644 & ~mask


def test_the_next_run_removes_what_a_killed_one_left(tmp_path: Path) -> None:
    tracker, target = tmp_path / "t.xlsx", tmp_path / "clean.xlsx"
    shutil.copy(SAMPLE, tracker)
    code = (
        "import os, sys; from pathlib import Path; from caseaudit.tracker.edit import replacing\n"
        "target = Path(sys.argv[1])\n"
        "with replacing.replacing(target) as (file, _), replacing.interim_folder(target) as folder:\n"
        "    (folder / 'x').write_text('x'); file.write(b'x'); os.kill(os.getpid(), 9)"
    )
    subprocess.run([sys.executable, "-c", code, target], check=False)
    left = [each for each in tmp_path.iterdir() if each.name.endswith(".part")]
    assert len(left) == 2
    assert all(stat.S_IMODE(each.stat().st_mode) & 0o077 == 0 for each in left)
    kept = tmp_path / ".clean.xlsx.notours1.part.txt"
    kept.write_text("kept")
    assert run(["normalize", str(tracker), "-o", str(target)]).returncode in (0, 1)
    assert sorted(each.name for each in tmp_path.iterdir()) == [kept.name, "clean.xlsx", "t.xlsx"]


def test_the_interim_file_of_a_run_that_goes_on_is_kept(tmp_path: Path) -> None:
    from caseaudit.tracker.edit.replacing import replacing

    with replacing(tmp_path / "a.txt") as (first, part), replacing(tmp_path / "a.txt") as (second, _):
        first.write(b"first")
        second.write(b"second")
        assert part.exists()
    assert (tmp_path / "a.txt").read_bytes() == b"first"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_template_replaces_no_filled_tracker(tmp_path: Path) -> None:
    tracker = Path(shutil.copy(SAMPLE, tmp_path / "t.xlsx"))
    assert run(["template", "-o", str(tracker)]).returncode == 2
    assert tracker.read_bytes() == SAMPLE.read_bytes()
    (tmp_path / "notes.xlsx").write_bytes(b"PK\3\4 a workbook that cannot be read")
    assert run(["template", "-o", str(tmp_path / "notes.xlsx")]).returncode == 2
    for _ in range(2):
        assert run(["template", "-o", str(tmp_path / "new.xlsx")]).returncode == 0


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_closed_streams_change_nothing_else(closed: str, tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    line = f'"{sys.executable}" -m caseaudit check "{SAMPLE}" --output "{target}" {closed}'
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    assert target.read_text(encoding="utf-8-sig").startswith("tracker,rule,")


@pytest.mark.parametrize("name", ["\U0001f600" * 16, "a" * 30 + "\U0001f600", "\U0001f600" * 40])
def test_names_of_sheets_are_counted_as_excel_counts(name: str) -> None:
    from caseaudit.model.table import cut

    for most in (1, 2, 29, 31):
        made = cut(name, most)
        assert len(made.encode("utf-16-le")) <= 2 * most
        assert name.startswith(made)
        assert len(name[: len(made) + 1].encode("utf-16-le")) > 2 * most or made == name
