"""How long `caseaudit check` takes, as ratios in one run: `python benchmarks/check.py` (about 25 minutes).

    python benchmarks/check.py 150 10000    only these numbers of cases
    python benchmarks/check.py 1048575      a worksheet full to its last row, checked once

Each tracker is made in several forms: with the texts in the cells (*inline*, as some programs export) and in the
workbook's table of strings (*shared*, as Excel writes); the largest one also on one sheet.

Whole processes, each measured several times in turn, so that a machine whose speed drifts drifts for all:
(a) `import pandera.pandas` and nothing else, (b) every cell read with python-calamine and nothing else, (c) the
audit written by hand with pandas and pandera (benchmarks/by_hand.py), and `caseaudit check`. Peak memory is that of
the largest single process.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.trackers import make_tracker

HERE = Path(__file__).parent
SIZES = {150: 9, 10_000: 3, 100_000: 3}
"""Cases, and how often each command is run."""

FULL = 1_048_575
"""Cases that a worksheet of Excel holds below its header."""

FORMS = {
    "inline": {"shares_strings": False},
    "shared": {"shares_strings": True},
    "shared, one sheet": {"shares_strings": True, "one_sheet": True},
}

READ = (
    "import sys, python_calamine as c\n"
    "book = c.CalamineWorkbook.from_path(sys.argv[1])\n"
    "for name in book.sheet_names:\n"
    "    book.get_sheet_by_name(name).to_python(skip_empty_area=False)\n"
)


def measure(command: Sequence[str]) -> tuple[float, float]:
    """Seconds of one run of the command, and its peak memory in MiB (the largest process of its family)."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    _, _, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def compare(commands: Mapping[str, Sequence[str]], times: int) -> dict[str, tuple[float, float]]:
    """The median seconds and the largest peak of each command, run in turn."""
    for command in commands.values():
        measure(command)
    runs: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(times):
        for name, command in commands.items():
            runs[name].append(measure(command))
    return {
        name: (statistics.median(seconds for seconds, _ in each), max(peak for _, peak in each))
        for name, each in runs.items()
    }


def report(path: Path, times: int) -> float:
    """Print a line a command and the ratios for one tracker; the seconds of `check`."""
    python, tracker = sys.executable, str(path)
    results = compare(
        {
            "a import pandera": [python, "-c", "import pandera.pandas"],
            "b read cells": [python, "-c", READ, tracker],
            "c by hand": [python, str(HERE / "by_hand.py"), tracker],
            "caseaudit check": [python, "-m", "caseaudit", "check", tracker],
            "caseaudit --help": [python, "-m", "caseaudit", "--help"],
            "caseaudit rules": [python, "-m", "caseaudit", "rules"],
            "caseaudit explain": [python, "-m", "caseaudit", "explain", "C101"],
        },
        times,
    )
    seconds, peak = results["caseaudit check"]
    for name, (each, memory) in results.items():
        ratio = each / results["a import pandera"][0]
        sys.stdout.write(
            f"  {name:<20} {each:8.2f} s  {memory:7.0f} MiB   x a {ratio:6.2f}"
            f"   check / it {seconds / each:6.2f}   memory / it {peak / memory:5.2f}\n"
        )
    sys.stdout.flush()
    return seconds


def report_full(folder: Path) -> None:
    """Print what one check of a full worksheet takes."""
    path = folder / "full.xlsx"
    make_tracker(FULL, path, one_sheet=True, bare=True)
    reading, _ = measure([sys.executable, "-c", READ, str(path)])
    seconds, peak = measure([sys.executable, "-m", "caseaudit", "check", str(path)])
    sys.stdout.write(
        f"\n{FULL:,} cases on one sheet ({path.stat().st_size >> 20} MiB)\n"
        f"  caseaudit check {seconds:8.1f} s  {peak:7.0f} MiB   check / reading its cells {seconds / reading:5.2f}\n"
    )


def main(words: Sequence[str]) -> None:
    """Measure each size in each form."""
    wanted = [int(word) for word in words]
    sizes = {cases: SIZES.get(cases, 3) for cases in wanted if cases != FULL} or ({} if wanted else SIZES)
    with tempfile.TemporaryDirectory() as folder:
        if FULL in wanted:
            report_full(Path(folder))
        for form, options in FORMS.items():
            checked: dict[int, float] = {}
            for cases, times in sizes.items():
                if options.get("one_sheet") and cases != max(sizes):
                    continue
                path = Path(folder) / f"tracker-{cases}.xlsx"
                make_tracker(cases, path, **options)
                sys.stdout.write(f"\n{cases:,} cases, {form}\n")
                checked[cases] = report(path, times)
            if len(checked) > 1:
                least, most = min(checked), max(checked)
                growth = checked[most] / checked[least]
                sys.stdout.write(f"\ntime, {least:,} to {most:,} cases, {form}: x {growth:.1f}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
