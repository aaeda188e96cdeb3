"""The elements directly inside another, by their places in the text: where something can be added between them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from xml.parsers import expat

from caseaudit.tracker.edit.markup import ATTRIBUTES, Part, Splice, attribute, with_attribute
from caseaudit.tracker.read.faults import SAVE_AGAIN, Unreadable


def unfit(detail: str) -> Unreadable:
    """The fault of a workbook to which nothing can be added without harm."""
    return Unreadable(f"no dropdowns can be added to it without harm ({detail}).", SAVE_AGAIN)


_TAG = re.compile(rb"<[\w.:-]+(?=[\s/>])" + ATTRIBUTES + b">")


@dataclass(frozen=True, slots=True)
class Child:
    """An element: its name without a prefix, and where its start tag and the whole of it begin and end."""

    name: str
    start: int
    tag_end: int
    end: int


@dataclass(frozen=True, slots=True)
class Children:
    """The elements inside the root of a part; `prefix` is the root's own, `end` where its end tag begins."""

    part: Part
    prefix: bytes
    found: tuple[Child, ...]
    end: int

    def named(self, name: str) -> Child | None:
        """The first child of this name."""
        return next((child for child in self.found if child.name == name), None)

    def text(self, child: Child) -> bytes:
        """A child as it stands."""
        return self.part.text[child.start : child.end]

    def after(self, names: Collection[str]) -> int:
        """Where something is added that must stand below the children of these names, and above all others."""
        return next((child.start for child in self.found if child.name not in names), self.end)

    def added(self, child: Child, new: bytes, count: int | None = None) -> list[Splice]:
        """The changes that put something at the end of a child; `count` is its new attribute of that name."""
        tag = self.part.text[child.start : child.tag_end]
        opened = tag if count is None else with_attribute(tag, "count", str(count))
        if tag.endswith(b"/>"):
            name = re.match(rb"<([\w.:-]+)", tag)
            close = b"</%b>" % (name[1] if name else b"")
            return [Splice(child.start, child.end, opened[:-2] + b">" + new + close)]
        close_at = self.part.text.rindex(b"<", child.start, child.end)
        return [Splice(child.start, child.tag_end, opened), Splice(close_at, close_at, new)]


def children(part: Part, root: bytes, start: int | None = None) -> Children:
    """The children of a part's root element; with `start`, only those that begin there or below.

    Raises:
        Unreadable: the part is no XML with this root.
    """
    opened = part.root(root)
    begin = opened.end() if start is None else start
    if part.encoding != "utf-8" or opened[0].endswith(b"/>"):
        raise unfit(f"{part.name} is written in a way that nothing can be added to")
    reading = _Reading(part.text, opened[0], begin)
    return Children(part, opened[1], tuple(reading.found), reading.end)


def counted(tag: bytes, actual: int) -> int:
    """How many elements a start tag says there are, or how many there are where that is more."""
    said = attribute(tag, "count") or ""
    return max(actual, int(said)) if said.isascii() and said.isdigit() else actual


class _Reading:
    """Reads a root's children; the text above them is not looked at, for a sheet's rows are many."""

    def __init__(self, text: bytes, opened: bytes, begin: int) -> None:
        self._text, self._shift = text, begin - len(opened)
        self._depth, self._open = 0, (0, "")
        self.found: list[Child] = []
        self.end = len(text)
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._opens
        self._parser.EndElementHandler = self._closes
        try:
            self._parser.Parse(opened, False)
            self._parser.Parse(text[begin:], True)
        except expat.ExpatError as fault:
            raise unfit(f"what stands below its cells: {fault}") from None

    def _opens(self, name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 2:
            self._open = (self._parser.CurrentByteIndex + self._shift, name.rpartition(":")[2])

    def _closes(self, _name: str) -> None:
        place = self._parser.CurrentByteIndex + self._shift
        if self._depth == 2:
            self._child(place)
        elif self._depth == 1:
            self.end = place
        self._depth -= 1

    def _child(self, place: int) -> None:
        start, name = self._open
        tag = _TAG.match(self._text, start)
        if tag is None:
            raise unfit("a tag in it cannot be read")
        end = tag.end() if tag[0].endswith(b"/>") else self._text.index(b">", place) + 1
        self.found.append(Child(name, start, tag.end(), end))
