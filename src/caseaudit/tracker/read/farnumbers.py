"""Numbers of Excel's binary forms that no day or duration can be: calamine gives up a sheet where one is a date."""

from __future__ import annotations

from struct import unpack, unpack_from

MOST_DAYS = 999_999_999
"""What Python counts to in days."""


def far_real(record: bytes, at: int) -> str | None:
    """The 8-byte number at this place as text where it is out of reach; else None."""
    return _far(unpack_from("<d", record, at)[0])


def far_packed(record: bytes, at: int) -> str | None:
    """The same of a number packed into 4 bytes (RkNumber, [MS-XLS] 2.5.217)."""
    (packed,) = unpack_from("<i", record, at)
    if packed & 2:
        return None  # A whole number of 30 bits is within reach.
    (number,) = unpack("<d", bytes(4) + (packed & ~3 & 0xFFFFFFFF).to_bytes(4, "little"))
    return _far(number / 100 if packed & 1 else number)


def _far(number: float) -> str | None:
    return None if abs(number) <= MOST_DAYS else f"{number:.15g}"
