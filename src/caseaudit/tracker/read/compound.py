"""The compound file that holds an old `.xls` workbook: a small file system of 512-byte sectors.

Its structure is described in Microsoft's open specification [MS-CFB]. Only the streams' names and bytes are read.
"""

from __future__ import annotations

import struct
import sys
from array import array

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
        self._entries = self._directory(self._chain(start))
        self._small_next = _numbers(self._chain(small_start))
        self._small_data = b""
        for kind, first, size in self._entries.values():
            if kind == _ROOT:
                self._small_data = self._chain(first)[:size]

    @property
    def names(self) -> set[str]:
        """The names of all entries."""
        return set(self._entries)

    def stream(self, name: str) -> bytes | None:
        """The bytes of a stream, or None where there is none of this name."""
        kind, first, size = self._entries.get(name, (0, 0, 0))
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

    def _chain(self, sector: int) -> bytes:
        pieces: list[bytes] = []
        while sector < _END:
            if sector >= len(self._next) or len(pieces) > len(self._next):
                raise damaged("its table of sectors makes no sense")
            pieces.append(self._sector(sector))
            sector = self._next[sector]
        return b"".join(pieces)

    def _small_chain(self, sector: int) -> bytes:
        pieces: list[bytes] = []
        while sector < _END:
            if sector >= len(self._small_next) or len(pieces) > len(self._small_next):
                raise damaged("its table of small sectors makes no sense")
            pieces.append(self._small_data[sector * self._small : (sector + 1) * self._small])
            sector = self._small_next[sector]
        return b"".join(pieces)

    def _directory(self, data: bytes) -> dict[str, tuple[int, int, int]]:
        entries: dict[str, tuple[int, int, int]] = {}
        for at in range(0, len(data) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", data, at + 64)
            name = data[at : at + max(min(length, 64) - 2, 0)].decode("utf-16-le", "replace")
            if kind:
                entries.setdefault(name, (kind, *struct.unpack_from("<II", data, at + 116)))
        return entries


def _numbers(data: bytes) -> array[int]:
    numbers = array("I")
    numbers.frombytes(data[: len(data) // 4 * 4])
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
