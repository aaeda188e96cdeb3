"""Single cells of an .xlsx worksheet that calamine gives the whole sheet up for, put so that it reads the others."""

from __future__ import annotations

import io
import re

from caseaudit.tracker.read.marks import Marks
from caseaudit.tracker.read.sheetxml import split, walk

_KNOWN_KINDS = frozenset({b"b", b"d", b"e", b"n", b"s", b"str", b"inlineStr"})
_KIND = re.compile(rb"""\st\s*+=\s*+["']([^"'<>]*)["']""")
_LOOSE = re.compile(rb"&(?!(?:lt|gt|amp|quot|apos|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)")
_CHARACTER = re.compile(rb"&#(?:x([0-9A-Fa-f]{1,6})|([0-9]{1,7}));")
_TEXT = re.compile(rb"<(?:[\w.-]+:)?si[\s/>]")
_NO_CHARACTER = "\ufffd".encode()


def texts_in(shared: bytes) -> int:
    """How many texts the part of shared texts has."""
    return sum(1 for _ in _TEXT.finditer(shared))


def with_characters(xml: bytes) -> bytes:
    """The XML with every `&` that begins no character as a text, and none that stands for no character."""
    return _CHARACTER.sub(_character, _LOOSE.sub(b"&amp;", xml)) if b"&" in xml else xml


def _character(match: re.Match[bytes]) -> bytes:
    number = int(match[1], 16) if match[1] else int(match[2])
    return match[0] if 0 < number < 0xD800 or 0xE000 <= number < 0x110000 else _NO_CHARACTER


def with_kinds(xml: bytes, texts: int, marks: Marks) -> bytes:
    """The sheet with cells of an unknown kind as numbers or texts, and those of a text that is not there as `#REF!`.

    `texts` is the number of shared texts; the marks note the errors.
    """
    tags, _ = split(io.BytesIO(xml).read)
    pieces, position = [], 0
    for start, spot, end in walk(tags, xml, -1):
        tag = xml[start:end]
        kind = _KIND.search(tag)
        if kind is None:
            continue
        if kind[1] not in _KNOWN_KINDS:
            pieces += [xml[position:start], _KIND.sub(b"", tag)]
            position = end
        value = tags.result.match(xml, end) if kind[1] == b"s" else None
        if value is not None and not _is_below(value[1], texts):
            pieces += [xml[position:start], _KIND.sub(b' t="e"', tag), xml[end : value.start(1)], b"#REF!"]
            position = value.end(1)
            marks.errors[spot] = "#REF!"
    return b"".join([*pieces, xml[position:]])


def _is_below(number: bytes, most: int) -> bool:
    digits = number.strip()
    return digits.isdigit() and len(digits) < 10 and int(digits) < most
