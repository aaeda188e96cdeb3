"""Writing a file so that, whatever happens, there is the old file or the whole new one."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from caseaudit.model.errors import CommandUnusable


def refuse_same(target: Path, sources: tuple[Path, ...]) -> None:
    """Raises CommandUnusable where the target is one of the files that are read, under whatever name."""
    for source in sources:
        if _is_same(target, source):
            raise CommandUnusable(
                f"{target}: is the file that is read; it is never written over. Name another file."
            )


@contextmanager
def replacing(target: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A new file beside the target, which takes its place at the end; where anything is raised, it goes.

    Gives the open file and its path: what is in it can be looked at before it is the target.

    Raises:
        CommandUnusable: the file cannot be written.
    """
    real = Path(os.path.realpath(target))
    part: Path | None = None
    try:
        if real.exists() and not real.is_file():
            raise CommandUnusable(f"{target}: is not a file that can be replaced. Name another.")
        handle, name = tempfile.mkstemp(prefix=f".{real.name[:40]}.", suffix=".part", dir=real.parent)
        part = Path(name)
        with os.fdopen(handle, "w+b") as file:
            yield file, part
            file.flush()
            os.fsync(file.fileno())
        part.chmod(_mode(real))
        part.replace(real)
        _settle(real.parent)
    except OSError as error:
        reason = error.strerror or str(error)
        raise CommandUnusable(f"{target}: cannot be written ({reason}). Nothing was written.") from error
    finally:
        if part is not None:
            with suppress(OSError):
                part.unlink(missing_ok=True)


def _is_same(one: Path, other: Path) -> bool:
    try:
        if one.exists() and other.exists() and one.samefile(other):
            return True
    except OSError:
        pass
    return os.path.normcase(os.path.realpath(one)) == os.path.normcase(os.path.realpath(other))


def _mode(target: Path) -> int:
    """The permissions of the file that is replaced, else those that a new file would have."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _settle(folder: Path) -> None:
    """Have the new name itself on the disk, where the system lets a folder be opened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
