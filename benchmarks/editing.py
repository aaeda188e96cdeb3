"""How long `caseaudit normalize` takes beside openpyxl's load and save: `python benchmarks/editing.py` (some minutes).

Whole processes on one tracker, in turn. openpyxl only loads the workbook, changes one cell and saves it; `normalize`
reads and understands the tracker, writes the copy (about 9 % of the cells change), reads it back and compares.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

if __package__ in (None, ""):
    sys.path.insert(0, str(Path(__file__).parent.parent))
from benchmarks.check import compare
from benchmarks.trackers import make_tracker

SIZES = {10_000: 3, 100_000: 1}
"""Cases, and how often each command is run."""

LOAD_AND_SAVE = (
    "import sys, openpyxl\n"
    "book = openpyxl.load_workbook(sys.argv[1])\n"
    "book.worksheets[0]['A1'] = 'changed'\n"
    "book.save(sys.argv[2])\n"
)
EDIT = (
    "import random, sys\n"
    "from pathlib import Path\n"
    "from caseaudit.model.edits import CellEdit\n"
    "from caseaudit.workbook.editing.packages import edit_package\n"
    "from caseaudit.workbook.reading import read_workbook\n"
    "chance = random.Random(1)\n"
    "book = read_workbook(Path(sys.argv[1]))\n"
    "edits = [\n"
    "    CellEdit(sheet.name, row, column, 'changed')\n"
    "    for sheet in book.sheets for column in sheet.columns for row in range(3, sheet.rows)\n"
    "    if chance.random() < 0.05\n"
    "]\n"
    "edit_package(Path(sys.argv[1]), Path(sys.argv[2]), edits, before=book)\n"
)


def main() -> None:
    """Print a line a size and command, with the ratios to openpyxl."""
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        for cases, times in SIZES.items():
            source, copy = str(Path(folder) / f"tracker-{cases}.xlsx"), str(Path(folder) / "copy.xlsx")
            make_tracker(cases, Path(source))
            results = compare(
                {
                    "openpyxl load, save": [python, "-c", LOAD_AND_SAVE, source, copy],
                    "edit 5 % of cells": [python, "-c", EDIT, source, copy],
                    "caseaudit normalize": [python, "-m", "caseaudit", "normalize", source, "-o", copy],
                },
                times,
            )
            base, base_memory = results["openpyxl load, save"]
            sys.stdout.write(f"\n{cases:,} cases\n")
            for name, (seconds, memory) in results.items():
                ratios = f"time x {seconds / base:5.2f}   memory x {memory / base_memory:5.2f}"
                sys.stdout.write(f"  {name:<20} {seconds:8.2f} s  {memory:7.0f} MiB   {ratios}\n")


if __name__ == "__main__":
    main()
