"""One cell's element: whether it may be written over, and how it reads with a new content."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from caseaudit.tracker.edit.markup import ATTRIBUTES, Part, element, local, with_attribute
from caseaudit.tracker.edit.sheetcells import SheetCells, plain_cell
from caseaudit.tracker.read.faults import damaged

if TYPE_CHECKING:
    from lxml.etree import _Element

LONGEST_TEXT = 32_767
"""Characters that a cell can hold."""
FIRST_SURE_DAY = date(1900, 3, 1)
"""Before this day spreadsheet programs disagree on serials: some count 29 February 1900, which never was."""

_AT_ONCE = 2000
_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f]|_(?=x[0-9A-Fa-f]{4}_)")
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class OldCell:
    """What is asked of a cell before it is written over.

    `objection` is why it must not be, as the end of a sentence that begins with it; "" where it may be. `kind` is the
    type its tag gives, `value` its number or text as written, `rich` whether it has a text with runs of its own.
    """

    objection: str
    style: int
    kind: str
    value: str
    rich: bool = False


def old_cell(cells: SheetCells, xml: bytes) -> OldCell:
    """Read a cell's element.

    Raises:
        Unreadable: it is not the whole element of one cell.
    """
    plain = plain_cell(cells.prefix).fullmatch(xml)
    if plain is not None:
        return plain_content(plain)
    cell = next(parsed(cells, [xml]))
    value = "".join(map(str, cell.itertext())).strip()
    runs = {local(run.tag) for child in cell if local(child.tag) == "is" for run in child}
    style = cell.get("s", "")
    return OldCell(
        _objection(cell),
        int(style) if style.isdecimal() else 0,
        cell.get("t", "n"),
        value,
        bool(runs & {"r", "rPh"}),
    )


def plain_content(plain: re.Match[bytes]) -> OldCell:
    """What is asked of a cell that `plain_cell` matched."""
    _, style, kind, value, text = plain.groups()
    return OldCell("", int(style or 0), (kind or b"n").decode(), (value or text or b"").decode())


def parsed(cells: SheetCells, elements: Iterable[bytes]) -> Iterator[_Element]:
    """The cells' elements, each parsed in the namespaces of its sheet.

    Raises:
        Unreadable: one of them is not the whole element of one cell.
    """
    rest = iter(elements)
    head, tail = cells.root[0], b"</" + cells.prefix + b"worksheet>"
    while some := list(islice(rest, _AT_ONCE)):
        found = element(head + b"".join(some) + tail)
        if len(found) != len(some) or any(local(each.tag) != "c" for each in found):
            raise damaged(f"{cells.part.name}: cells stand within cells")
        yield from found


def _objection(cell: _Element) -> str:
    content = {local(child.tag) for child in cell}
    if "f" in content:
        return "is a formula"
    if "cm" in cell.attrib or "vm" in cell.attrib:
        return "holds a linked data type, not a plain entry"
    if content - {"v", "is", ""}:
        return "holds more than an entry, which would be lost"
    return ""


def unfit(new: str | date, epoch_1904: bool) -> str:
    """Why a cell cannot hold this content, as the end of a sentence that begins with the cell; "" where it can."""
    if isinstance(new, str):
        if not new:
            return "would be emptied"
        if len(new) > LONGEST_TEXT:
            return f"cannot hold more than {LONGEST_TEXT:,} characters"
        return "cannot hold a character of the new entry" if _FORBIDDEN.search(new) else ""
    too_early = new < FIRST_SURE_DAY or (epoch_1904 and serial(new, epoch_1904) < 0)
    return "cannot hold a day so early" if too_early else ""


def misread(old: OldCell, new: date, epoch_1904: bool) -> bool:
    """Whether the cell's number is the serial of another day: the workbook counts from 1904, the reader did not."""
    if not epoch_1904 or old.kind == "s" or not re.fullmatch(r"\d{1,6}(?:\.\d+)?", old.value):
        return False
    return int(float(old.value)) != serial(new, epoch_1904)


def serial(day: date, epoch_1904: bool) -> int:
    """The number by which a workbook keeps a day (from 1 March 1900 on)."""
    return (day - (date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30))).days


def escaped(text: str) -> str:
    """The text as a workbook keeps it: control characters, and what would read as one, written as `_x0007_`."""
    return _ESCAPED.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def written(tag: bytes, prefix: bytes, new: str | int, style: int | None) -> bytes:
    """The whole element: the old start tag with its other attributes as they are, and the new text or serial."""
    tag = with_attribute(tag, "t", "inlineStr" if isinstance(new, str) else None)
    if style is not None:
        tag = with_attribute(tag, "s", str(style))
    if tag.endswith(b"/>"):
        tag = tag[:-2].rstrip() + b">"
    if isinstance(new, str):
        blanks = b' xml:space="preserve"' if new != new.strip() or "\n" in new or "  " in new else b""
        text = escape(escaped(new)).encode()
        content = b"<%bis><%bt%b>%b</%bt></%bis>" % (prefix, prefix, blanks, text, prefix, prefix)
    else:
        content = b"<%bv>%d</%bv>" % (prefix, new, prefix)
    return b"%b%b</%bc>" % (tag, content, prefix)


def rich_strings(part: Part) -> frozenset[int]:
    """The numbers of the shared strings that are rich text."""
    p = re.escape(part.root(b"sst")[1])
    tags = re.compile(rb"<" + p + rb"(si|r|rPh)(?=[\s/>])" + ATTRIBUTES + b">")
    if not re.search(rb"<" + p + rb"(?:r|rPh)[\s>]", part.masked):
        return frozenset()
    number, found = -1, set()
    for match in tags.finditer(part.masked):
        if match[1] == b"si":
            number += 1
        else:
            found.add(number)
    return frozenset(found)
