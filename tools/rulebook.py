"""Write docs/rules.md from the rules' own pages: `python tools/rulebook.py` (`--check`: is it up to date?)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from caseaudit.definition import load_definition
from caseaudit.rules import FAMILIES

PAGE = Path(__file__).parent.parent / "docs" / "rules.md"


def pages() -> Iterator[str]:
    """The lines of the whole page."""
    severities = load_definition().severities
    yield "# The rule book\n"
    yield (
        "Made from the rules' own pages by `python tools/rulebook.py`; `caseaudit explain CODE` shows one of\n"
        "them. A code never changes its meaning. *Class* is what GAO-21-106 would call the finding; *severity* is\n"
        "that of the built-in definition. In the examples `␣` is a space that would not show, `'` begins an entry\n"
        "kept as text, `#` a number, and `=?` is a formula that holds no value.\n"
    )
    yield "| code | name | class | severity | what is wrong |\n|---|---|---|---|---|"
    for family in FAMILIES:
        for rule in family.rules:
            gao = rule.gao_class or "–"
            yield (
                f"| [{rule.code}](#{rule.code.lower()}-{rule.name}) | {rule.name} | {gao} "
                f"| {severities[rule.code]} | {rule.title} |"
            )
    for family in FAMILIES:
        yield f"\n## {family.title}"
        for rule in family.rules:
            yield f"\n### {rule.code} {rule.name}\n\n{rule.page}"


def main() -> int:
    """Write the page, or with --check compare it; 1 where it is out of date."""
    text = "\n".join(pages()) + "\n"
    if "--check" in sys.argv[1:]:
        current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        if current != text:
            sys.stdout.write("docs/rules.md is out of date; run python tools/rulebook.py\n")
        return int(current != text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
