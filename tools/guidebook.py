"""Write docs/guide.md from the built-in definition: `python tools/guidebook.py` (`--check`: is it up to date?)."""

from __future__ import annotations

import sys
from pathlib import Path

from caseaudit.definition import load_definition
from caseaudit.documents.guide import compose
from caseaudit.render.markdown import markdown
from caseaudit.rules import FAMILIES

PAGE = Path(__file__).parent.parent / "docs" / "guide.md"


def main() -> int:
    """Write the guide, or with --check compare it; 1 where it is out of date."""
    text = markdown(compose(load_definition(), [rule for family in FAMILIES for rule in family.rules]))
    if "--check" in sys.argv[1:]:
        current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        if current != text:
            sys.stdout.write("docs/guide.md is out of date; run python tools/guidebook.py\n")
        return int(current != text)
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
