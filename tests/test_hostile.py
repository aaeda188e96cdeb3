"""Files made to hurt: each is refused with one message or audited, in little time and memory."""

from __future__ import annotations

import gc
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.pool import Pool
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from caseaudit.commands.console.app import app
from caseaudit.definition.files import bounded_bytes
from caseaudit.model.errors import TrackerUnusable
from caseaudit.stories import preparation
from caseaudit.stories.audit import audit_tracker
from caseaudit.tracker.edit.fresh import copy_values
from caseaudit.tracker.read import files, limits
from caseaudit.tracker.read.faults import Unreadable
from caseaudit.tracker.read.reading import read_workbook
from tests.hostile import SMALL, Hostile, everything, part, sheet_of_text, with_parts

resource = pytest.importorskip("resource")
ROOT = Path(__file__).parent.parent
MOST_SECONDS = 15
"""Of processor time; the promise is 20."""
MOST_MEMORY = 1 << 30

EVERYTHING = list(everything())


def test_there_are_many() -> None:
    assert len(EVERYTHING) >= 250
    assert len({each.name for each in EVERYTHING}) == len(EVERYTHING)


@pytest.fixture(scope="module")
def apart() -> Iterator[Pool]:
    """A process whose children are those of these audits alone, so that their memory can be told."""
    with get_context("spawn").Pool(1) as pool:
        yield pool


@pytest.mark.slow
@pytest.mark.parametrize("hostile", EVERYTHING, ids=lambda each: each.name)
def test_it_is_refused_or_audited(hostile: Hostile, tmp_path: Path, apart: Pool) -> None:
    path = tmp_path / ("Active.csv" if hostile.name.endswith(".csv") else hostile.name)
    path.write_bytes(hostile.data())
    cases, seconds, memory = apart.apply(_audited, (path,))
    assert cases >= 1 if hostile.audited else cases is None or cases >= 1
    assert seconds < MOST_SECONDS
    assert memory < MOST_MEMORY


def _audited(path: Path) -> tuple[int | None, float, int]:
    """How many cases were audited, None where the file was refused; the processor's seconds; the children's memory."""
    start = _processor_time()
    cases = None
    with suppress(TrackerUnusable):
        cases = sum(audit_tracker(path).cases.values())
    return cases, _processor_time() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10


def _processor_time() -> float:
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return float(sum(each.ru_utime + each.ru_stime for each in used))


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words, prog_name="caseaudit")


def test_the_page_lists_every_limit() -> None:
    page = (ROOT / "docs/limits.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| ([a-z]+) \| ([^|]+?) \| ([0-9,]+) \|", page, re.MULTILINE)
    assert listed == [(limit.name, limit.what, f"{limit.most:,}") for limit in limits.EVERY]


@pytest.fixture
def usual_limits() -> Iterator[None]:
    yield
    limits.set_limits(())


@pytest.mark.usefixtures("usual_limits")
def test_a_limit_is_what_the_command_line_says(tmp_path: Path) -> None:
    path = tmp_path / "Active.csv"
    path.write_bytes(sheet_of_text("Commodity", "Cotton", "x" * 40_000))
    lines = ("check", str(path), "--format", "lines")
    assert "40,000 characters that was not read" in run(*lines, "--limit", "rows=3").stdout
    refused = run("check", str(path), "--limit", "rows=2")
    assert refused.exit_code == 2
    assert "more rows on a sheet than caseaudit reads: the limit is 2." in refused.stderr
    assert "raise it: --limit rows=NUMBER" in refused.stderr
    assert "not read" not in run(*lines, "--limit", "characters=50,000").stdout
    assert "not read" in run(*lines).stdout  # The one run does not hold for the next.


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("cell=5", '--limit: "cell" is no limit; name one of: bytes, unpacked,'),
        ("cells", '--limit: "cells" gives no number; write it like cells=100000000.'),
        ("cells=0", "gives no number"),
        ("cells=-1", "gives no number"),
        ("cells=" + "9" * 5_000, "gives no number"),
    ],
)
@pytest.mark.parametrize(
    "words",
    ["check", "report -o a.html", "inspect", "kpi", "normalize --dry-run", "baseline", "compare b.xlsx", "waivers add",
     "revert --log a.json -o b.xlsx"],
)  # fmt: skip
def test_a_limit_that_is_none_is_one_message(given: str, told: str, words: str, tmp_path: Path) -> None:
    refused = run(*words.split(), str(tmp_path / "a.xlsx"), "--limit", given)
    assert refused.exit_code == 2
    assert told in refused.stderr
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize("line", ['limit = ["cells=5"]', "[limit]\ncells = 5"])
def test_a_policy_sets_no_limit(line: str, tmp_path: Path) -> None:
    (tmp_path / "caseaudit.toml").write_text(line, encoding="utf-8")
    path = tmp_path / "Active.csv"
    path.write_bytes(sheet_of_text("Commodity", "Cotton"))
    refused = run("check", str(path))
    assert refused.exit_code == 2
    assert "caseaudit.toml" in refused.stderr


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux is asked to end children")
@pytest.mark.parametrize("order", ["SIGTERM", "SIGHUP", "SIGKILL", "SIGINT"])
@pytest.mark.parametrize("cases", [1, 4_000])
def test_no_process_outlives_its_command(order: str, cases: int, tmp_path: Path) -> None:
    path = tmp_path / "Active.csv"
    path.write_bytes(sheet_of_text("Current Update", *(f"Update {n}." for n in range(cases))))
    with subprocess.Popen(
        [sys.executable, "-m", "caseaudit", "check", path],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as command:
        deadline = time.monotonic() + 10
        while not (children := _descendants(command.pid)) and time.monotonic() < deadline:
            time.sleep(0.01)
        assert children
        command.send_signal(getattr(signal, order))
    deadline = time.monotonic() + 1
    while (alive := [pid for pid in children if _is_alive(pid)]) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not alive


def _descendants(pid: int) -> list[int]:
    try:
        listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    except OSError:
        return []
    found = [int(child) for child in listed.split()]
    return [*found, *(each for child in found for each in _descendants(child))]


def _is_alive(pid: int) -> bool:
    try:
        return ") Z " not in Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("long-entry.csv", "S207 D3 Commodity holds an entry of 40,000 characters that was not read; shorten it."),
        ("long-entry.xlsx", "S207 B3 Date Received holds an entry of 40,000 characters that was not read; shorten it."),
        ("days--2e11.xls", 'S205 B3 "-200000000000" cannot be read as one date'),
        ("packed-4292870144.xlsb", "S205 B3 "),
        ("float-1.ods", "C102 B3 "),
        ("cell-0.xlsx", 'S207 B3 Date Received holds the formula error "#REF!"'),
        ("cell-5.xlsx", 'S205 B3 "1" cannot be read as one date'),
        ("cell-16.xlsx", 'S205 B3 "a & b" cannot be read as one date'),
    ],
)  # fmt: skip
def test_a_bad_cell_is_a_finding_and_the_other_cases_are_audited(
    name: str, expected: str, tmp_path: Path
) -> None:
    path = tmp_path / ("Active.csv" if name.endswith(".csv") else name)
    path.write_bytes(next(each for each in EVERYTHING if each.name == name).data())
    audit = audit_tracker(path)
    told = [f"{each.rule} {each.place.cell} {each.message}" for each in audit.findings]
    assert sum(audit.cases.values()) == 2
    assert any(line.startswith(expected) for line in told)


def test_rows_swallowed_by_a_long_entry_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "Active.csv"
    header, *lines = (
        sheet_of_text("Current Update", *["Wrote to the importer."] * 400).replace(b'"', b"").split(b"\r\n")
    )
    path.write_bytes(b"\r\n".join([header, lines[0], b'"' + lines[1], *lines[2:-1], lines[-1] + b'"']))
    with pytest.raises(TrackerUnusable, match="quotation mark"):
        audit_tracker(path)


def test_a_copy_of_values_does_not_lose_a_long_entry(tmp_path: Path) -> None:
    path = tmp_path / "Active.csv"
    path.write_bytes(sheet_of_text("Commodity", "x" * 40_000))
    with pytest.raises(TrackerUnusable, match="column D has an entry of more than 32,767 characters"):
        copy_values(read_workbook(path), tmp_path / "copy.xlsx", [])
    assert not (tmp_path / "copy.xlsx").exists()


@pytest.mark.parametrize("change", ["longer", "shorter", "other"])
def test_a_tracker_that_changes_while_it_is_read_is_refused(
    change: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "Active.csv"
    path.write_bytes(sheet_of_text("Commodity", "Cotton"))
    data = path.read_bytes()

    def changed(status: os.stat_result) -> None:
        new = {"longer": data + b"x", "shorter": data[:-9], "other": data.replace(b"Cotton", b"Cobalt")}[
            change
        ]
        path.write_bytes(new)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1_000_000))

    monkeypatch.setattr(files, "_check_kind", changed)
    with pytest.raises(Unreadable, match="changed while it was read"):
        files.file_bytes(str(path))


def test_settings_that_change_while_they_are_read_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "caseaudit.toml"
    path.write_bytes(b"a = 1")

    def is_regular(_mode: int) -> bool:
        path.write_bytes(b"a = 12")
        return True

    monkeypatch.setattr("caseaudit.definition.files.stat", SimpleNamespace(S_ISREG=is_regular))
    with pytest.raises(OSError, match="changed while it was read"):
        bounded_bytes(path, 100)


@pytest.mark.slow
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory and files are looked up in /proc")
def test_three_hundred_audits_in_one_process_do_not_grow(tmp_path: Path) -> None:
    path = tmp_path / "Active.csv"
    path.write_bytes(sheet_of_text("Current Update", *(f"Wrote to importer {n}." for n in range(40))))
    with get_context("spawn").Pool(1) as pool:
        grown, files_open, children = pool.apply(_after_audits, (path, 300))
    assert grown < 12 << 20
    assert files_open <= 0
    assert children == 0


def _after_audits(path: Path, number: int) -> tuple[int, int, int]:
    """How many bytes and open files this process grew by from the 60th audit on, and its children."""
    memory = files_open = 0
    for done in range(number):
        preparation.CAN_FORK = bool(done % 2)  # With and without a process of its own.
        audit = audit_tracker(path)
        assert len(list(audit.findings)) == len(audit.findings)
        if done == 60:
            memory, files_open = _resident(), _open_files()
    return _resident() - memory, _open_files() - files_open, len(_descendants(os.getpid()))


def _open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def _resident() -> int:
    gc.collect()
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize()


def test_a_formula_in_a_cell_that_is_cut_short_is_a_damaged_sheet(tmp_path: Path) -> None:
    sheet = part(SMALL, "xl/worksheets/sheet1.xml").replace(
        b"</row>", b'<c\n<?xml version="1.0"?>\n<f>1</f></row>', 1
    )
    path = tmp_path / "Active.xlsx"
    path.write_bytes(with_parts({"xl/worksheets/sheet1.xml": sheet}))
    with pytest.raises(TrackerUnusable, match="attribute key"):
        audit_tracker(path)
