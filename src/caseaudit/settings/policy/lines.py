"""On which line each part of a TOML text stands, which `tomllib` does not say."""

from __future__ import annotations

import re
from typing import TypeAlias

Path: TypeAlias = tuple[str | int, ...]

_KEY = r"""(?:[A-Za-z0-9_-]+|"(?:[^"\\\n]|\\.)*"|'[^'\n]*')"""
_DOTTED = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_HEAD = re.compile(
    rf"[ \t]*(?:\[\[[ \t]*({_DOTTED})[ \t]*\]\]|\[[ \t]*({_DOTTED})[ \t]*\]|({_DOTTED})[ \t]*=)"
)
_SIGN = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}'
    r"|'''.*?'{3,5}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
    r"|#[^\n]*|[\[\]{}]|\n",
    re.DOTALL,
)


def lines_of(text: str) -> dict[Path, int]:
    """The 1-based line of every table, key and item of a list of inline tables, of a text that is right TOML."""
    lines: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    table: Path = ()
    place, line = 0, 1
    while place < len(text):
        head = _HEAD.match(text, place)
        key: Path = ()
        if head is not None:
            array, plain, own = head.groups()
            if own is not None:
                key = (*table, *_parts(own))
                lines.setdefault(key, line)
            else:
                table = _table(counts, _parts(array or plain), repeated=array is not None)
                lines.setdefault(table, line)
            place = head.end()
        place, line = _to_the_end(text, place, line, key, lines)
    return lines


def nearest_line(lines: dict[Path, int], path: Path) -> int:
    """The line of a part, or of the nearest part around it; 0 where none is known."""
    return next((lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in lines), 0)


def _table(counts: dict[Path, int], parts: Path, *, repeated: bool) -> Path:
    """A table's path, with the position of the item where it, or a table around it, is one of a list of tables.

    `counts` says how many items each list of tables has so far.
    """
    path: Path = ()
    for number, part in enumerate(parts, start=1):
        path = (*path, part)
        if repeated and number == len(parts):
            counts[path] = counts.get(path, 0) + 1
        if path in counts:
            path = (*path, counts[path] - 1)
    return path


def _to_the_end(text: str, place: int, line: int, key: Path, lines: dict[Path, int]) -> tuple[int, int]:
    """Where the value or comment that begins at `place` has ended, at the beginning of a line."""
    depth = items = 0
    while (sign := _SIGN.search(text, place)) is not None:
        place, found = sign.end(), sign[0]
        if found in "[{":
            if found == "{" and depth == 1 and key:
                lines.setdefault((*key, items), line)
                items += 1
            depth += 1
        elif found in "]}":
            depth -= 1
        line += found.count("\n")
        if found == "\n" and depth <= 0:
            return place, line
    return len(text), line


def _parts(dotted: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(_KEY, dotted))
