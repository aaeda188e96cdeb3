"""The package of an .xlsx or .xlsb workbook: its parts, and a mended copy.

calamine reads the values, but it silently reads nothing from a part in UTF-16, refuses a whole sheet for an error
it does not know (`#SPILL!`), and builds the whole block up to a stray cell. Such parts are put right in a copy.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping

from caseaudit.tracker.read.faults import damaged
from caseaudit.tracker.read.limits import EASY_BYTES, PARTS, RATIO, UNPACKED
from caseaudit.tracker.read.sheetxml import Read

PIECE = 1 << 18
"""Bytes that are unpacked at a time."""

_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["'][^>]*\?>""")


class Package:
    """The parts of a workbook in a zip file; every byte that is unpacked is counted."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        try:
            self.zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
            raise damaged("the list of its parts at the end cannot be read") from None
        PARTS.check(len(self.zip.infolist()))
        self.names = {
            info.filename.replace("\\", "/").lstrip("/").lower(): info for info in self.zip.infolist()
        }
        self.unpacked = 0

    def reader(self, name: str) -> Read | None:
        """A way to read a part in pieces, or None where the package has no such part.

        The part ends where its packed bytes end, whatever size the package declares for it.
        """
        info = self.names.get(name.lower())
        if info is None:
            return None
        packed = self._packed(info)
        is_stored = info.compress_type == zipfile.ZIP_STORED
        pieces = _stored(packed) if is_stored else _inflated(packed, name)

        def read(size: int) -> bytes:
            found: list[bytes] = []
            total = 0
            while total < size // 2 and (piece := next(pieces, b"")):
                self._count(len(piece))
                found.append(piece)
                total += len(piece)
            return found[0] if len(found) == 1 else b"".join(found)

        return read

    def _packed(self, info: zipfile.ZipInfo) -> memoryview:
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged(f"its part {info.filename} is packed in an unknown way")
        head = self.data[info.header_offset : info.header_offset + 30]
        if len(head) < 30 or not head.startswith(b"PK\3\4"):
            raise damaged(f"its part {info.filename} is not where it should be")
        start = info.header_offset + 30 + sum(struct.unpack_from("<HH", head, 26))
        return memoryview(self.data)[start : start + info.compress_size]

    def _count(self, size: int) -> None:
        self.unpacked += size
        UNPACKED.check(self.unpacked)
        if self.unpacked > EASY_BYTES:
            RATIO.check(self.unpacked // max(len(self.data), 1))

    def part(self, name: str) -> bytes:
        """A whole part; b"" where there is none."""
        read = self.reader(name)
        return b"" if read is None else b"".join(iter(lambda: read(1 << 20), b""))

    def weigh(self, name: str) -> None:
        """Unpack a part only to see how much it is, where its packed size leaves that open."""
        info = self.names.get(name.lower())
        if info is not None and info.compress_size * 1032 > EASY_BYTES:
            read = self.reader(name)
            while read is not None and read(1 << 20):
                pass

    def copy(self, changed: dict[str, bytes], moved: Mapping[str, str] | None = None) -> bytes:
        """The workbook with some parts changed, and some under the names that `moved` gives them.

        A part whose name another one takes is left out.
        """
        names = dict(moved or {})
        taken = {name.lower() for name in names.values()}
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as written:
            for name, info in self.names.items():
                kept = names.get(name) or ("" if name in taken else info.filename)
                if kept and not info.is_dir() and not name.startswith("xl/media/"):
                    written.writestr(kept, changed[name] if name in changed else self.part(name))
            for name in changed.keys() - self.names.keys():
                written.writestr(name, changed[name])
        return target.getvalue()


def _stored(packed: memoryview) -> Iterator[bytes]:
    for at in range(0, len(packed), PIECE):
        yield bytes(packed[at : at + PIECE])


def _inflated(packed: memoryview, name: str) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for at in range(0, len(packed), PIECE >> 3):
            left: bytes | memoryview = packed[at : at + (PIECE >> 3)]
            while left and not inflater.eof:
                if piece := inflater.decompress(left, PIECE):
                    yield piece
                left = inflater.unconsumed_tail
        if piece := inflater.flush():
            yield piece
    except zlib.error:
        raise damaged(f"its part {name} cannot be unpacked") from None
    if not inflater.eof:
        raise damaged(f"its part {name} is cut short")


def is_plain(start: bytes) -> bool:
    """Whether XML that begins so can be read as UTF-8."""
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or start[:2] in (b"<\0", b"\0<"):
        return False
    declared = _ENCODING.match(start.removeprefix(b"\xef\xbb\xbf"))
    return declared is None or declared[1].lower() in (b"utf-8", b"utf8", b"us-ascii", b"ascii")


def plain_xml(text: bytes) -> bytes:
    """XML as UTF-8 without comments, with character data in place of CDATA sections."""
    if not is_plain(text[:200]):
        text = _recoded(text)
    if b"<!" not in text:
        return text
    return _replaced(_replaced(text, b"<!--", b"-->", lambda _: b""), b"<![CDATA[", b"]]>", _escaped)


def _replaced(text: bytes, start: bytes, end: bytes, put: Callable[[bytes], bytes]) -> bytes:
    """The text with `put` of what stands between each `start` and `end` in place of all three."""
    pieces, position = [], 0
    while (opens := text.find(start, position)) >= 0 and (closes := text.find(end, opens + len(start))) >= 0:
        pieces += [text[position:opens], put(text[opens + len(start) : closes])]
        position = closes + len(end)
    return b"".join([*pieces, text[position:]])


def _recoded(text: bytes) -> bytes:
    if text[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "utf-16"
    elif text[:2] in (b"<\0", b"\0<"):
        encoding = "utf-16-le" if text[1] == 0 else "utf-16-be"
    else:
        declared = _ENCODING.match(text)
        encoding = declared[1].decode("ascii") if declared else "utf-8"
    try:
        read = text.decode(encoding, "replace")
    except LookupError:
        raise damaged(f"it uses the unknown encoding {encoding!r}") from None
    read = re.sub(r"^\s*<\?xml[^>]*\?>", '<?xml version="1.0" encoding="UTF-8"?>', read)
    return read.encode("utf-8", "replace")


def _escaped(text: bytes) -> bytes:
    return text.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
