"""End commands at random moments and look at what is left: `python tools/kills.py 1000`.

Each run is ended by SIGTERM, SIGINT, SIGHUP or SIGKILL. Afterwards each target must be the old file or the whole new
one, nothing on the way may be left (after SIGKILL: nothing that others may read, and nothing after the next run), no
process of the command may live after a second, and nothing like a traceback may be said.
"""

from __future__ import annotations

import argparse
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "sample_data/tracker-2020-03.xlsx"
ORDERS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL)
OLD = b"the old file\n"
TIME_TO_END = 1.0
"""Seconds after which no process of the command may live."""


@dataclass
class Job:
    """A command line, its targets, and whether old files stand there before."""

    words: str
    targets: tuple[str, ...]
    replaces: bool
    seconds: float = 0.0
    whole: dict[str, bytes] = field(default_factory=dict)
    """What each target holds when nothing ends the command."""

    def start(self, folder: Path) -> subprocess.Popen[bytes]:
        """Start it in this folder, as the first process of a session of its own."""
        return subprocess.Popen(  # noqa: S603 -- this very interpreter
            [sys.executable, "-m", "caseaudit", *self.words.split()],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def lay_out(self, folder: Path) -> None:
        """Put the old files there, or none; what a kill left stays."""
        for name in self.targets:
            (folder / name).unlink(missing_ok=True)
            if self.replaces:
                (folder / name).write_bytes(OLD)

    def run_whole(self, folder: Path) -> None:
        """Run it to its end. Raises RuntimeError where it fails."""
        self.lay_out(folder)
        start = time.monotonic()
        process = self.start(folder)
        _, said = process.communicate()
        self.seconds = time.monotonic() - start
        if process.returncode not in (0, 1):
            raise RuntimeError(f"{self.words}: exit {process.returncode}: {said.decode()}")
        self.whole = {name: (folder / name).read_bytes() for name in self.targets}

    def faults(self, folder: Path, order: signal.Signals, moment: float) -> Iterator[str]:
        """Run it, end it at this moment (seconds after its start), and say what is wrong afterwards."""
        self.lay_out(folder)
        before = _names(folder)
        process = self.start(folder)
        time.sleep(moment)
        process.send_signal(order)
        ended = time.monotonic() + TIME_TO_END
        try:
            _, said = process.communicate(timeout=TIME_TO_END)
        except subprocess.TimeoutExpired:
            yield "the command lives after a second"
            process.kill()
            _, said = process.communicate()
        while (alive := living(process.pid)) and time.monotonic() < ended:
            time.sleep(0.02)
        if alive:
            yield f"processes live after a second: {alive}"
        if b"Traceback" in said and b"console/app.py" in said:  # Python's own start is its own matter.
            yield f"a traceback: {said[-300:].decode(errors='replace')}"
        for name in self.targets:
            yield from self._torn(folder / name)
        for left in sorted(_names(folder) - {"tracker.xlsx", *self.targets}):
            rights = stat.S_IMODE((folder / left).stat().st_mode)
            if rights & 0o077:
                yield f"{left} is left with rights {rights:o}"
            if order != signal.SIGKILL and left not in before:
                yield f"{left} is left"

    def _torn(self, target: Path) -> Iterator[str]:
        if not target.exists():
            if self.replaces:
                yield f"{target.name} is missing"
        elif target.read_bytes() not in ([OLD] if self.replaces else []) + [self.whole[target.name]]:
            yield f"{target.name} is torn"


def jobs() -> list[Job]:
    """The commands that are ended."""
    return [
        Job("check tracker.xlsx -o findings.csv", ("findings.csv",), True),
        Job("report tracker.xlsx -o report.html", ("report.html",), True),
        Job("report tracker.xlsx -o report.xlsx", ("report.xlsx",), False),
        Job(
            "normalize tracker.xlsx -o clean.xlsx --log log.json --table table.xlsx",
            ("clean.xlsx", "log.json", "table.xlsx"),
            False,
        ),
        Job("normalize tracker.xlsx -o choice.xlsx --with-dropdowns", ("choice.xlsx",), False),
        Job("template -o empty.xlsx", ("empty.xlsx",), False),
    ]


def living(session: int) -> list[int]:
    """The processes of a session that live (Linux)."""
    alive = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            facts = entry.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if facts[3] == str(session) and facts[0] not in ("Z", "X"):
            alive.append(int(entry.parent.name))
    return alive


def main() -> int:
    """Exit code 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("number", type=int, nargs="?", default=1000, help="how many runs are ended")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for order in ORDERS[:-1]:
        signal.signal(
            order, signal.SIG_DFL
        )  # Started by `nohup` or in the background, commands would ignore them.
    random, wrong, count = Random(asked.seed), 0, Counter[str]()  # noqa: S311
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        shutil.copy(SAMPLE, folder / "tracker.xlsx")
        (folder / "tracker.xlsx").chmod(0o644)
        tracker = SAMPLE.read_bytes()
        known = jobs()
        for job in known:
            job.run_whole(folder)
            _clear(folder, job)
        for number in range(asked.number):
            job, order = known[number % len(known)], ORDERS[number // len(known) % len(ORDERS)]
            moment = random.uniform(0, 1.05 * job.seconds)
            for fault in job.faults(folder, order, moment):
                wrong += 1
                _say(f"{job.words}: {order.name} after {moment:.3f} s: {fault}")
            count[order.name] += 1
            _clear(folder, job)
        if (folder / "tracker.xlsx").read_bytes() != tracker:
            wrong += 1
            _say("the tracker was changed")
        for job in known:
            job.run_whole(folder)
        left = _names(folder) - {"tracker.xlsx", *(name for job in known for name in job.targets)}
        if left:
            wrong += 1
            _say(f"left after the next run: {sorted(left)}")
    _say(f"{asked.number} kills ({', '.join(f'{n} {order}' for order, n in count.items())}): {wrong} faults")
    return 1 if wrong else 0


def _names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _clear(folder: Path, job: Job) -> None:
    for target in job.targets:
        (folder / target).unlink(missing_ok=True)


if __name__ == "__main__":
    sys.exit(main())
