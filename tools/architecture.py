"""Draws the picture in docs/architecture.md from the imports of the code: `python tools/architecture.py`.

`--check` fails where the page is out of date. The floors are those of the import law in `pyproject.toml`.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "architecture.md"
SOURCE = ROOT / "src" / "caseaudit"
BEGIN, END = "<!-- made by tools/architecture.py -->\n", "<!-- end -->\n"


def floors() -> list[list[str]]:
    """The rooms of each floor, from the top."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    [law] = [contract for contract in contracts if contract["id"] == "floors"]
    return [[room.strip() for room in floor.replace(":", "|").split("|")] for floor in law["layers"]]


def imported(path: Path) -> Iterator[str]:
    """The rooms that a module imports from, those for its types among them."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            package, _, room = name.partition(".")
            if package == "caseaudit" and room:
                yield room.split(".")[0]


def picture() -> Iterator[str]:
    """The lines of the picture: a box a room with its number of modules, an arrow to each room that it imports from."""
    rooms = [room for floor in floors() for room in floor]
    yield "```mermaid"
    yield "flowchart TD"
    uses: dict[str, set[str]] = {}
    for room in rooms:
        modules = [*(SOURCE / room).rglob("*.py")] or [SOURCE / f"{room}.py"]
        uses[room] = {other for module in modules for other in imported(module) if other in rooms} - {room}
        yield f'  {room}["{room}<br/>{len(modules)} module{"s" if len(modules) > 1 else ""}"]'
    for room, others in uses.items():
        below = [
            other for other in rooms if other in others and not _is_reached(uses, others - {other}, other)
        ]
        yield from (f"  {room} --> {other}" for other in below)
    yield "```"


def _is_reached(uses: dict[str, set[str]], starts: set[str], room: str) -> bool:
    """Whether a room is imported from by one of these, so that an arrow to them says enough."""
    return any(room in uses.get(start, ()) for start in starts)


def main() -> int:
    """Write the picture into the page, or with --check compare it; 1 where it is out of date."""
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    after = rest.split(END)[1]
    text = before + BEGIN + "\n".join(picture()) + "\n" + END + after
    if "--check" in sys.argv[1:]:
        if page != text:
            sys.stdout.write("docs/architecture.md is out of date; run python tools/architecture.py\n")
        return int(page != text)
    PAGE.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
