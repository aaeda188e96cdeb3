"""The compound file that holds an old `.xls` workbook: a small file system of 512-byte sectors.

Its structure is described in Microsoft's open specification [MS-CFB]. Only the streams' names and bytes are read.
"""

from __future__ import annotations

import struct
import sys
from array import array
from collections.abc import Iterator

from caseaudit.tracker.read.faults import damaged

_END = 0xFFFFFFFA
"""Sector numbers from here on mean no sector."""
_ENTRY = 128
_STREAM, _ROOT = 2, 5


class CompoundFile:
    """The streams of a compound file by name.

    Raises:
        Unreadable: its tables point outside of it or in circles.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) < 512:
            raise damaged("it ends within its first sector")
        self._data = data
        shift, small_shift = struct.unpack_from("<HH", data, 30)
        if shift not in (9, 12) or small_shift != 6:
            raise damaged("its sectors have no valid size")
        self._size, self._small = 1 << shift, 1 << small_shift
        start, self._cutoff, small_start = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
        self._next = self._table()
        self._entries = self._directory(start)
        self._small_next = _numbers(self._chain(small_start))
        self._small_data = b""
        for kind, first, size in self._entries.values():
            if kind == _ROOT:
                self._small_data = self._chain(first)[:size]

    @property
    def names(self) -> set[str]:
        """The names of all entries, in small letters: they are told apart without regard to case."""
        return set(self._entries)

    def respelled(self, name: str) -> bytes:
        """The file with the entry of this name spelled just so."""
        at, spelled = self._spelled.get(name.lower(), (0, name))
        if spelled == name:
            return self._data
        written = name.encode("utf-16-le")
        return self._data[:at] + written + self._data[at + len(written) :]

    def with_stream(self, name: str, stream: bytes) -> bytes:
        """The file with these bytes, no more and no fewer, in place of a stream's own."""
        data, at = bytearray(self._data), 0
        for start, size in self._places(name):
            piece = stream[at : at + min(size, max(len(data) - start, 0))]
            data[start : start + len(piece)] = piece
            at += size
        return bytes(data)

    def _places(self, name: str) -> Iterator[tuple[int, int]]:
        """Where in the file the sectors of a stream begin, and their size."""
        _, first, size = self._entries[name.lower()]
        if size >= self._cutoff:
            yield from (((sector + 1) * self._size, self._size) for sector in self._sectors(first))
            return
        root = next(start for kind, start, _ in self._entries.values() if kind == _ROOT)
        large = list(self._sectors(root))
        for sector in self._small_sectors(first):
            at, within = divmod(sector * self._small, self._size)
            yield (large[at] + 1) * self._size + within, self._small

    def stream(self, name: str) -> bytes | None:
        """The bytes of a stream, or None where there is none of this name."""
        kind, first, size = self._entries.get(name.lower(), (0, 0, 0))
        if kind != _STREAM:
            return None
        return (self._chain(first) if size >= self._cutoff else self._small_chain(first))[:size]

    def _table(self) -> array[int]:
        """The table that gives for each sector the one that follows it."""
        listed = list(struct.unpack_from("<109I", self._data, 76))
        sector, left = struct.unpack_from("<II", self._data, 68)
        seen: set[int] = set()
        while left and sector < _END and sector not in seen:
            seen.add(sector)
            more = _numbers(self._sector(sector))
            listed += more[:-1]
            sector, left = more[-1], left - 1
        return _numbers(b"".join(self._sector(sector) for sector in listed if sector < _END))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        sector = self._data[start : start + self._size]
        if not sector:
            raise damaged("a sector lies beyond its end")
        return sector.ljust(self._size, b"\0")

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._sectors(start)))

    def _sectors(self, sector: int) -> Iterator[int]:
        """The sectors that follow each other from this one on."""
        count = 0
        while sector < _END:
            if sector >= len(self._next) or count > len(self._next):
                raise damaged("its table of sectors makes no sense")
            yield sector
            sector, count = self._next[sector], count + 1

    def _small_chain(self, start: int) -> bytes:
        places = (sector * self._small for sector in self._small_sectors(start))
        return b"".join(self._small_data[at : at + self._small] for at in places)

    def _small_sectors(self, sector: int) -> Iterator[int]:
        count = 0
        while sector < _END:
            if sector >= len(self._small_next) or count > len(self._small_next):
                raise damaged("its table of small sectors makes no sense")
            yield sector
            sector, count = self._small_next[sector], count + 1

    def _directory(self, start: int) -> dict[str, tuple[int, int, int]]:
        entries: dict[str, tuple[int, int, int]] = {}
        self._spelled: dict[str, tuple[int, str]] = {}
        for sector in self._sectors(start):
            place = (sector + 1) * self._size
            for at in range(place, min(place + self._size, len(self._data)) - _ENTRY + 1, _ENTRY):
                length, kind = struct.unpack_from("<HB", self._data, at + 64)
                name = self._data[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
                if kind and name.lower() not in entries:
                    entries[name.lower()] = (kind, *struct.unpack_from("<II", self._data, at + 116))
                    self._spelled[name.lower()] = at, name
        return entries


def _numbers(data: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(data[: len(data) // 4 * 4])
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
