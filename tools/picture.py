"""Draws `docs/check.svg`, the picture of a check in the README, from a check of a sample tracker.

python tools/picture.py            draw it anew
python tools/picture.py --check    fail where it is out of date
"""

from __future__ import annotations

import io
import os
import re
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "check.svg"
TRACKER = Path("sample_data/tracker-2020-03.xlsx")
WIDTH = 110
RULES = ("C101", "S201", "X301", "X302", "T401")
"""The rules whose findings are shown, of all that the report has."""


def draw() -> str:
    """The picture as SVG text: the same text for the same report."""
    from rich.console import Console
    from rich.text import Text

    verdict, lists, table, *others = report().split("\n\n")
    chosen = [block for block in others if re.sub(r"^\x1b\[[0-9;]*m", "", block)[:4] in RULES]
    shown = "\n\n".join([verdict, lists, table, "  …", *chosen, "  …"])
    console = Console(
        record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor"
    )
    console.print(Text.from_ansi(f"$ caseaudit check {TRACKER}\n"), Text.from_ansi(shown), sep="\n")
    svg = console.export_svg(title="caseaudit", unique_id="check")
    svg = re.sub(
        r"\s*@font-face \{.*?\}", "", svg, flags=re.DOTALL
    )  # the fonts would be fetched from a far server
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def report() -> str:
    """The report on the sample tracker in colour, as a terminal of this width shows it."""
    from caseaudit.render.paper import Paper
    from caseaudit.render.terminal import View, write_audit
    from caseaudit.settings.judgement import judge
    from caseaudit.stories.audit import AuditOptions, audit_tracker

    os.chdir(ROOT)
    audit = audit_tracker(TRACKER, AuditOptions(today=date(2020, 4, 1)))
    out = io.StringIO()
    write_audit(Paper(out.write, WIDTH, colour=True), audit, judge(audit), View())
    return out.getvalue()


def main(words: list[str]) -> int:
    """Draw the picture, or check it; the exit code."""
    svg = draw()
    if "--check" not in words:
        PICTURE.parent.mkdir(exist_ok=True)
        PICTURE.write_text(svg, encoding="utf-8", newline="\n")
        return 0
    if PICTURE.exists() and PICTURE.read_text(encoding="utf-8") == svg:
        return 0
    sys.stderr.write(f"{PICTURE.relative_to(ROOT)} is out of date; run python tools/picture.py\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
