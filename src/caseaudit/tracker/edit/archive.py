"""Writing a package anew with some parts changed, every other byte as it was.

Records of unchanged parts are copied raw: header, packed data and whatever stands between records. In the central
directory only offsets change, and the sizes of changed parts.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from types import MappingProxyType

from caseaudit.tracker.read.faults import damaged
from caseaudit.tracker.read.package import Package

Write = Callable[[bytes | memoryview], object]

LEVEL = 5
"""How hard changed parts are packed, 1 to 9: a sheet packed at 6 takes a third longer and is no smaller."""
_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_UTF8_NAME = 0x800
_NOT_HERE = 0xFFFFFFFF
"""A field whose number stands in the record's zip64 extra."""
_ZIP64 = 1
_NO_DAY = 0x21
"""1 January 1980, the first day that an archive can hold."""


@dataclass(slots=True)
class Record:
    """One part: its record in the central directory, and where its own record begins and ends in the file."""

    name: str
    central: bytes
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Packed:
    """A changed part, packed at once: a sheet of 100,000 rows is ten times as large."""

    data: bytes
    size: int
    crc: int
    sha256: str


def packed(blocks: Iterable[bytes], level: int = LEVEL) -> Packed:
    """Pack the content of a part."""
    packer, made = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS), sha256()
    pieces, size, crc = [], 0, 0
    for block in blocks:
        pieces.append(packer.compress(block))
        size, crc = size + len(block), zlib.crc32(block, crc)
        made.update(block)
    return Packed(b"".join([*pieces, packer.flush()]), size, crc, made.hexdigest())


def digest(package: Package, name: str) -> str:
    """The SHA-256 of a part's content; that of nothing where there is no such part."""
    made, read = sha256(), package.reader(name)
    while read is not None and (piece := read(1 << 20)):
        made.update(piece)
    return made.hexdigest()


def key(name: str) -> str:
    """A part's name as names are compared: no case, no leading slash."""
    return name.replace("\\", "/").lstrip("/").lower()


def records(package: Package) -> list[Record]:
    """The parts in the order of the central directory.

    Raises:
        Unreadable: the records lie in a way that cannot be copied.
    """
    data, at = package.data, package.zip.start_dir
    found = []
    for info in package.zip.infolist():
        if data[at : at + 4] != b"PK\1\2" or data[info.header_offset :][:4] != b"PK\3\4":
            raise damaged("its list of parts does not fit the parts")
        size = 46 + sum(struct.unpack_from("<3H", data, at + 28))
        found.append(Record(key(info.filename), data[at : at + size], info.header_offset, 0))
        at += size
    starts = sorted(record.start for record in found)
    ends = dict(zip(starts, [*starts[1:], package.zip.start_dir], strict=True))
    if len(ends) < len(found) or starts[-1:] > [package.zip.start_dir]:
        raise damaged("two of its parts lie in one place")
    for record in found:
        record.end = ends[record.start]
    return found


def write_archive(
    package: Package,
    changed: Mapping[str, Packed],
    write: Write,
    *,
    added: Mapping[str, Packed] = MappingProxyType({}),
    dropped: Collection[str] = (),
) -> None:
    """Write the package with these parts (by `key`) in place of the old ones.

    `added` are new parts by their names, which come last; `dropped` are parts (by `key`) that are left out.

    Raises:
        Unreadable: a part that is to change stands twice, or the records cannot be copied.
    """
    found = records(package)
    data = memoryview(package.data)
    names = [record.name for record in found]
    if any(names.count(name) != 1 for name in (*changed, *dropped)) or not set(map(key, added)).isdisjoint(
        names
    ):
        raise damaged("a part stands in it twice")
    at = min((record.start for record in found), default=package.zip.start_dir)
    found = [record for record in found if record.name not in dropped]
    write(data[:at])
    central: dict[int, bytes] = {}
    for record in sorted(found, key=lambda record: record.start):
        if record.name in changed:
            part = changed[record.name]
            local, entry = _headers(record.central, part, at)
            write(local)
            write(part.data)
            size = len(local) + len(part.data)
        else:
            write(data[record.start : record.end])
            size, entry = record.end - record.start, _moved(record.central, at)
        central[record.start] = entry
        at += size
    entries = [central[record.start] for record in found]
    for name, part in added.items():
        local, entry = _new_headers(name, part, at)
        write(local)
        write(part.data)
        entries.append(entry)
        at += len(local) + len(part.data)
    directory = b"".join(entries)
    write(directory)
    comment = package.zip.comment
    count = len(entries)
    write(_END.pack(b"PK\5\6", 0, 0, count, count, len(directory), at, len(comment)) + comment)


def raw_parts(package: Package) -> Iterator[tuple[str, bytes, memoryview]]:
    """Name, central record without its offset, and own record of every part, in order: what a copy must repeat."""
    data = memoryview(package.data)
    for record in records(package):
        yield record.name, _moved(record.central, 0), data[record.start : record.end]


def _headers(central: bytes, part: Packed, at: int) -> tuple[bytes, bytes]:
    """The own header of a changed part, and its entry in the central directory."""
    fields = list(_CENTRAL.unpack_from(central))
    name_size, extra_size = fields[10], fields[11]
    name = central[46 : 46 + name_size]
    extra = _without_zip64(central[46 + name_size : 46 + name_size + extra_size])
    comment = central[46 + name_size + extra_size :]
    flags, time, day = fields[3] & _UTF8_NAME, fields[5], fields[6]
    numbers = part.crc, len(part.data), part.size
    fields[3:5] = flags, zipfile.ZIP_DEFLATED
    fields[7:10] = numbers
    fields[11], fields[13], fields[16] = len(extra), 0, at
    local = _LOCAL.pack(b"PK\3\4", 20, flags, zipfile.ZIP_DEFLATED, time, day, *numbers, name_size, 0)
    return local + name, _CENTRAL.pack(*fields) + name + extra + comment


def _new_headers(name: str, part: Packed, at: int) -> tuple[bytes, bytes]:
    """As `_headers`, of a part that is new; it is dated as the programs date parts that have no date."""
    written = name.encode()
    flags = 0 if name.isascii() else _UTF8_NAME
    head = 20, flags, zipfile.ZIP_DEFLATED, 0, _NO_DAY, part.crc, len(part.data), part.size, len(written), 0
    central = _CENTRAL.pack(b"PK\1\2", 20, *head, 0, 0, 0, 0, at)
    return _LOCAL.pack(b"PK\3\4", *head) + written, central + written


def _moved(central: bytes, at: int) -> bytes:
    """The central record of a part that begins at `at`."""
    entry = bytearray(central)
    packed_size, size = struct.unpack_from("<2L", entry, 20)
    if entry[42:46] != b"\xff\xff\xff\xff":
        struct.pack_into("<L", entry, 42, at)
        return bytes(entry)
    for kind, start in _extras(central):
        if (
            kind == _ZIP64
        ):  # It has the numbers that are not in their own place, in this order: sizes, offset.
            struct.pack_into("<Q", entry, start + 8 * ((size == _NOT_HERE) + (packed_size == _NOT_HERE)), at)
    return bytes(entry)


def _extras(central: bytes) -> Iterator[tuple[int, int]]:
    """The extra fields of a central record: kind, and where the content begins."""
    at = 46 + struct.unpack_from("<H", central, 28)[0]
    end = at + struct.unpack_from("<H", central, 30)[0]
    while at + 4 <= end:
        kind, size = struct.unpack_from("<2H", central, at)
        yield kind, at + 4
        at += 4 + size


def _without_zip64(extra: bytes) -> bytes:
    kept, at = b"", 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        if kind != _ZIP64:
            kept += extra[at : at + 4 + size]
        at += 4 + size
    return kept
