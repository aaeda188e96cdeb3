"""How long `caseaudit normalize` takes beside openpyxl's load and save: `python benchmarks/editing.py` (some minutes).

Whole processes on one tracker, in turn. openpyxl only loads the workbook, changes one cell and saves it; `normalize`
reads and understands the tracker, writes the copy (one cell in twenty changes), reads it back and compares. Work is the
time of the processor, over all processes of a command; peak memory is that of the largest single process.
"""

from __future__ import annotations

import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.trackers import make_tracker

SIZES = {10_000: 5, 100_000: 3}
"""Cases, and how often each command is run."""
FAULTY = 0.172
"""The share of faulty cells with which `normalize` changes about 5 % of all cells of the cases' 21 columns."""
COLUMNS = 21

LOAD_AND_SAVE = (
    "import sys, openpyxl\n"
    "book = openpyxl.load_workbook(sys.argv[1])\n"
    "book.worksheets[0]['A1'] = 'changed'\n"
    "book.save(sys.argv[2])\n"
)


class Run(NamedTuple):
    """One run of a command: seconds by the clock, seconds of the processor, and peak memory in MiB."""

    wall: float
    work: float
    memory: float


def measure(command: Sequence[str]) -> Run:
    """Run the command."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{' '.join(command)} failed")
    return Run(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def compare(commands: Mapping[str, Sequence[str]], times: int) -> dict[str, Run]:
    """The medians of each command, run in turn."""
    runs: dict[str, list[Run]] = {name: [] for name in commands}
    for _ in range(times):
        for name, command in commands.items():
            runs[name].append(measure(command))
    return {name: Run(*map(statistics.median, zip(*each, strict=True))) for name, each in runs.items()}


def changed(log: Path, cases: int) -> float:
    """The share of the cells that a log in CSV names."""
    with log.open(encoding="utf-8-sig", newline="") as lines:
        return sum(1 for _ in csv.DictReader(lines)) / (cases * COLUMNS)


def main() -> None:
    """Print a line a size, way of keeping texts, and command, with the ratios to openpyxl."""
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        source, copy, log = (Path(folder) / name for name in ("tracker.xlsx", "copy.xlsx", "log.csv"))
        normalize = [python, "-m", "caseaudit", "normalize", str(source), "-o", str(copy)]
        for cases, times in SIZES.items():
            for texts in ("in the cells", "in a table"):
                make_tracker(cases, source, faulty=FAULTY, shares_strings=texts == "in a table")
                measure([*normalize, "--log", str(log)])
                results = compare(
                    {
                        "openpyxl load, save": [python, "-c", LOAD_AND_SAVE, str(source), str(copy)],
                        "caseaudit normalize": normalize,
                    },
                    times,
                )
                share = changed(log, cases)
                sys.stdout.write(f"\n{cases:,} cases, texts {texts}, {share:.2%} of the cells changed\n")
                _show(results)


def _show(results: Mapping[str, Run]) -> None:
    base = next(iter(results.values()))
    for name, run in results.items():
        wall, work, memory = (own / other for own, other in zip(run, base, strict=True))
        sys.stdout.write(
            f"  {name:<20} {run.wall:8.2f} s x {wall:4.2f}   work {run.work:8.2f} s x {work:4.2f}"
            f"   memory {run.memory:6.0f} MiB x {memory:4.2f}\n"
        )


if __name__ == "__main__":
    main()
