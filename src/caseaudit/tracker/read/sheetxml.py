"""The XML of one worksheet in an .xlsx package: its tags, cut into blocks of whole rows. Places are counted from 0."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from caseaudit.tracker.read.marks import Spot

Read = Callable[[int], bytes]
"""Gives further bytes of the part, about so many, and b"" at its end."""

BLOCK = 1 << 18

_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_NUMBER = re.compile(rb"""\sr\s*=\s*["']([0-9]{1,9})["']""")
_ENTITY = re.compile(r"&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(lt|gt|amp|quot|apos));")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}
_COLUMNS: dict[bytes, int] = {}


class Tags:
    """The patterns of one spelling of the tags: `prefix` is b"" or b"x:" and the like."""

    def __init__(self, prefix: bytes) -> None:
        p = re.escape(prefix)
        self.row = re.compile(rb"<" + p + rb"row(?=[\s/>])[^<>]*")
        self.cell = re.compile(rb"<" + p + rb"(row|c)(?=[\s/>])([^<>]*)>")
        self.error_cell = re.compile(rb"(<" + p + rb"c\s(?:[^<>]*?\s)?t\s*=\s*)[\"']e[\"']")
        self.cell_start = b"<" + prefix + b"c"
        self.cell_end = b"</" + prefix + b"c>"
        self.row_start = b"<" + prefix + b"row"
        self.formula = re.compile(
            rb"<" + p + rb"f(?:\s[^<>]*?)?(?:/>|>[^<]*</" + p + rb"f\s*>)\s*"
            rb"(?:<" + p + rb"v(?:\s[^<>]*?)?(?:/>|>([^<]*)</" + p + rb"v\s*>))?"
        )
        self.formula_start = re.compile(rb"<" + p + rb"f[\s/>]")
        self.result = re.compile(
            rb"\s*(?:<" + p + rb"f(?:\s[^<>]*?)?(?:/>|>[^<]*</" + p + rb"f\s*>)\s*)?"
            rb"<" + p + rb"v(?:\s[^<>]*)?>([^<]*)<"
        )
        self.filled = re.compile(rb"<" + p + rb"(?:f|is)[\s/>]|<" + p + rb"v(?:\s[^<>]*)?>[^<]")
        self.data_end = re.compile(rb"</" + p + rb"sheetData\s*>|<" + p + rb"sheetData\s*/>")
        self.column = re.compile(rb"<" + p + rb"col(?=\s)([^<>]*)>")
        self.merge = re.compile(rb"<" + p + rb"mergeCell(?=\s)([^<>]*)>")


def split(read: Read) -> tuple[Tags, Iterator[tuple[str, bytes]]]:
    """The spelling of the tags, and the XML as (`head` | `rows` | `tail`, bytes), cut between rows."""
    first = read(BLOCK)
    root = re.search(rb"<((?:[\w.-]+:)?)worksheet[\s>]", first)
    tags = Tags(root[1] if root else b"")
    return tags, _blocks(tags, first, read)


def _blocks(tags: Tags, rest: bytes, read: Read) -> Iterator[tuple[str, bytes]]:
    part, size = "head", BLOCK
    while True:
        cut = 0
        if part == "head" and (first := tags.row.search(rest)):
            yield "head", rest[: first.start()]
            part, rest = "rows", rest[first.start() :]
        if part == "rows":
            end = tags.data_end.search(rest, max(rest.rfind(tags.row_start + b" "), 0))
            if end:
                yield "rows", rest[: end.start()]
                part, rest = "tail", rest[end.start() :]
            elif (cut := rest.rfind(tags.row_start)) > 0:
                yield "rows", rest[:cut]
                rest = rest[cut:]
        # What cannot be cut yet is looked at again only when twice as much is there.
        size = BLOCK if cut > 0 else 2 * size
        more = read(size)
        if not more:
            yield part, rest
            return
        rest += more


def last_row(tags: Tags, block: bytes, before: int) -> int:
    """The row of the block's last row, where the row ahead of the block is `before`."""
    for tag in tags.row.findall(block):
        before = row_number(tag, before)
    return before


def walk(tags: Tags, block: bytes, before: int) -> Iterator[tuple[int, Spot, int]]:
    """Every cell of a block of rows: where its tag begins, its place, where its tag ends."""
    row, column = before, -1
    for match in tags.cell.finditer(block):
        if match[1] == b"row":
            row, column = row_number(match[2], row), -1
            continue
        row, column = reference(match[2]) or (row, column + 1)
        yield match.start(), (row, column), match.end()


def reference(tag: bytes) -> Spot | None:
    """The place that a cell's own tag states."""
    found = _REFERENCE.search(tag)
    if found is None:
        return None
    letters = found[1]
    column = _COLUMNS.get(letters)
    if column is None:
        column = _COLUMNS[letters] = column_of(letters.upper())
    return int(found[2]) - 1, column


def row_number(tag: bytes, before: int) -> int:
    """The row that a row's tag states, else the one after `before`."""
    found = _NUMBER.search(tag)
    return before + 1 if found is None else int(found[1]) - 1


def column_of(letters: bytes) -> int:
    """The column of its letters, from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def unescaped(text: bytes) -> str:
    """XML text as it reads."""
    read = text.decode("utf-8", "replace")
    return _ENTITY.sub(_entity, read) if "&" in read else read


def _entity(match: re.Match[str]) -> str:
    hexadecimal, decimal, name = match.groups()
    if name:
        return _NAMED[name]
    number = int(hexadecimal, 16) if hexadecimal else int(decimal)
    return chr(number) if number < 0x110000 else "\ufffd"
