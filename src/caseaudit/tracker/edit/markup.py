"""XML as bytes: found and changed in place, so that all that is not changed stays as it was, blank for blank."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple
from xml.parsers import expat

from caseaudit.tracker.read.faults import damaged
from caseaudit.tracker.read.package import is_plain

if TYPE_CHECKING:
    from lxml.etree import _Element

ATTRIBUTES = rb"""[^<>"']*(?:(?:"[^"<]*"|'[^'<]*')[^<>"']*)*"""
"""The inside of a tag after its name; a `>` in quotation marks does not end it."""

BLOCK = 1 << 20
"""Bytes of a changed part that are taken at a time: a sheet can be large."""

_UNSEEN = re.compile(rb"<!--|<!\[CDATA\[|<\?")
_ENDS = {b"<!--": b"-->", b"<![CDATA[": b"]]>", b"<?": b"?>"}
_LONGEST_MARK = len(codecs.BOM_UTF8)
"""The bytes that may stand before the declaration of a part."""
_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")
_MARKS = (
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"<\0", "utf-16-le"),
    (b"\0<", "utf-16-be"),
)


class Splice(NamedTuple):
    """New bytes for the bytes from `start` up to `end`; where both are one place, they come before what is there."""

    start: int
    end: int
    new: bytes


class Part:
    """The XML of one part: `text` is UTF-8 whatever the encoding of the file, `unseen` hides what is no element.

    Raises:
        Unreadable: the part cannot be edited without harm.
    """

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        self.encoding = _encoding(data)
        self.text = data if self.encoding == "utf-8" else self._recoded(data)
        is_marked = b"<!" in self.text
        if is_marked and b"<!DOCTYPE" in self.text:
            raise damaged(f"{name} declares a document type")
        is_special = is_marked or self.text.find(b"<?", _LONGEST_MARK + 1) >= 0
        self.masked = self._blanked() if is_special else self.text

    def _recoded(self, data: bytes) -> bytes:
        try:
            text = data.decode(self.encoding)
            if text.encode(self.encoding) == data:
                return text.encode()
        except (UnicodeError, LookupError):
            pass
        raise damaged(f"{self.name} is not in the encoding that it declares")

    def _blanked(self) -> bytes:
        """The text with blanks for comments and the like: every place in it is the place in `text`."""
        pieces, at = [], 0
        while opens := _UNSEEN.search(self.text, at):
            end = _ENDS[opens[0]]
            closes = self.text.find(end, opens.end())
            if closes < 0:
                raise damaged(f"{self.name} is cut short")
            pieces += [self.text[at : opens.start()], b" " * (closes + len(end) - opens.start())]
            at = closes + len(end)
        return b"".join([*pieces, self.text[at:]])

    def spliced(self, splices: Iterable[Splice]) -> Iterator[bytes]:
        """The part, in its own encoding and in blocks, with these pieces changed; they must not overlap.

        Raises:
            Unreadable: the part was no XML to begin with.
        """
        parser = expat.ParserCreate()
        try:
            for block in self._blocks(splices):
                parser.Parse(block, False)
                yield block
            parser.Parse(b"", True)
        except expat.ExpatError as fault:
            raise damaged(f"{self.name}: {fault}") from None

    def _blocks(self, splices: Iterable[Splice]) -> Iterator[bytes]:
        encoder = (
            None
            if self.encoding == "utf-8"
            else codecs.getincrementalencoder(self.encoding)("xmlcharrefreplace")
        )
        decoder = codecs.getincrementaldecoder("utf-8")()
        block, at, text = bytearray(), 0, memoryview(self.text)
        last = Splice(len(text), len(text), b"")
        for start, end, new in (*sorted(splices, key=itemgetter(0, 1)), last):
            block += text[at:start]
            block += new
            at = end
            if len(block) > BLOCK or at == len(text):
                yield bytes(block) if encoder is None else encoder.encode(decoder.decode(block))
                block.clear()

    def root(self, name: bytes) -> re.Match[bytes]:
        """The start tag of the root element, with its prefix (`x:` or nothing) as group 1."""
        found = re.search(rb"<((?:[\w.-]+:)?)" + name + rb"(?=[\s/>])" + ATTRIBUTES + b">", self.masked)
        if found is None:
            raise damaged(f"{self.name} has no {name.decode()}")
        return found


def attribute(tag: bytes, name: str) -> str | None:
    """The value of an attribute of a start tag, None where it has none."""
    found = _attribute(name).search(tag)
    return None if found is None else found[1][1:-1].decode("utf-8", "replace")


def with_attribute(tag: bytes, name: str, value: str | None) -> bytes:
    """The start tag with the attribute set, or without it; its other attributes stay as they are."""
    pattern = _attribute(name)
    if value is None:
        return pattern.sub(b"", tag)
    written = f' {name}="{value}"'.encode()
    if pattern.search(tag):
        return pattern.sub(written, tag, count=1)
    end = len(tag) - (2 if tag.endswith(b"/>") else 1)
    return tag[:end].rstrip() + written + tag[end:]


def element(xml: bytes) -> _Element:
    """The parsed XML; nothing outside it is asked for.

    Raises:
        Unreadable: it is not well-formed.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        return etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as fault:
        raise damaged(str(fault)) from None


def local(tag: Any) -> str:
    """The name of an element without its namespace; "" for a comment."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


@lru_cache(maxsize=64)
def _attribute(name: str) -> re.Pattern[bytes]:
    return re.compile(rb"(?<!\s)\s++" + name.encode() + rb"""\s*=\s*("[^"]*"|'[^']*')""")


def _encoding(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    declared = None if is_plain(data[:200]) else _DECLARED.match(data)
    return "utf-8" if declared is None else declared[1].decode("ascii")
