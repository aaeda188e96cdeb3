"""Reading a small file that anyone may have put there: never a pipe or a device, never more than is asked for."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def bounded_bytes(path: Path, most: int) -> bytes:
    """The whole of a regular file of at most `most` bytes.

    Raises OSError where there is none, or it is larger.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        before = os.fstat(file.fileno())
        if not stat.S_ISREG(before.st_mode):
            raise OSError(errno.EINVAL, "it is a pipe, a device or a folder")
        data = file.read(most + 1)
        after = os.fstat(file.fileno())
    if len(data) > most:
        raise OSError(errno.EFBIG, f"it is larger than {most:,} bytes")
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise OSError(errno.EAGAIN, "it changed while it was read; run the command again")
    return data
