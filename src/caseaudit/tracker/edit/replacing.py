"""Writing a file so that, whatever happens, there is the old file or the whole new one.

What is written on the way stands beside the target, for its owner alone, and carries a lock: a run that is killed
leaves it behind without one, and the next run that writes there removes it.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import stat
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from caseaudit.model.errors import CommandUnusable

_INTERIM = re.compile(r"\..{1,40}\.[a-z0-9_]{8}\.part")
_PART = ".part"
_OTHERS = 0o077


class _Rights:
    """What others than the owner may do with the files of this run, at most."""

    most = _OTHERS


def narrow_to(sources: Iterable[Path]) -> None:
    """From here on, files are written with no more rights for others than these files have."""
    for source in sources:
        with suppress(OSError):
            _Rights.most &= stat.S_IMODE(source.stat().st_mode)


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
    lock = -1
    try:
        if real.exists() and not real.is_file():
            raise CommandUnusable(f"{target}: is not a file that can be replaced. Name another.")
        remove_leftovers(real)
        with _undisturbed():
            handle, name = _new_part(real)
            part, lock = Path(name), os.dup(handle)
        _lock(lock)
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
            with _undisturbed(), suppress(OSError):
                part.unlink(missing_ok=True)
        if lock >= 0:
            os.close(lock)


def refuse_unwritable_folder(target: Path) -> None:
    """Raises CommandUnusable where no file can be made beside the target."""
    try:
        handle, name = _new_part(Path(os.path.realpath(target)))
    except OSError as error:
        reason = error.strerror or str(error)
        raise CommandUnusable(f"{target}: cannot be written ({reason}). Nothing was written.") from error
    os.close(handle)
    Path(name).unlink()


@contextmanager
def interim_folder(target: Path) -> Iterator[Path]:
    """A folder beside the target for what is needed until it is written, also by libraries; nobody else may look in.

    Raises:
        CommandUnusable: it cannot be made.
    """
    real = Path(os.path.realpath(target))
    try:
        folder = Path(tempfile.mkdtemp(_PART, _start(real), real.parent))
    except OSError as error:
        reason = error.strerror or str(error)
        raise CommandUnusable(f"{target}: cannot be written ({reason}). Nothing was written.") from error
    lock, before = _opened(folder), tempfile.tempdir
    _lock(lock)
    tempfile.tempdir = str(folder)
    try:
        yield folder
    finally:
        tempfile.tempdir = before
        shutil.rmtree(folder, ignore_errors=True)
        if lock >= 0:
            os.close(lock)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let no signal end the command in between: a file would be left that nobody knows of."""
    orders = {getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)}
    mask = getattr(signal, "pthread_sigmask", None)
    before = mask(signal.SIG_BLOCK, orders) if mask else ()
    try:
        yield
    finally:
        if mask:
            mask(signal.SIG_SETMASK, before)


def _new_part(target: Path) -> tuple[int, str]:
    return tempfile.mkstemp(_PART, _start(target), target.parent)


def _start(target: Path) -> str:
    return f".{target.name[:40]}."


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDONLY)
    except OSError:
        return -1  # Some systems open no folders.


def _lock(handle: int) -> bool:
    """Whether the lock could be had; without locks on this system, never."""
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (ImportError, OSError):
        return False
    return True


def remove_leftovers(target: Path) -> None:
    """Remove what killed runs left beside the target: it looks like an interim file of the target, and has no lock."""
    start = _start(target)
    with suppress(OSError):
        for entry in list(os.scandir(target.parent)):
            if entry.name.startswith(start) and _INTERIM.fullmatch(entry.name) and not entry.is_symlink():
                _remove_unlocked(Path(entry.path))


def _remove_unlocked(path: Path) -> None:
    handle = _opened(path)
    if handle < 0:
        return
    try:
        if _lock(handle):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    except OSError:
        pass  # Another run was faster, or it is not ours to remove.
    finally:
        os.close(handle)


def _is_same(one: Path, other: Path) -> bool:
    try:
        if one.exists() and other.exists() and one.samefile(other):
            return True
    except OSError:
        pass
    return os.path.normcase(os.path.realpath(one)) == os.path.normcase(os.path.realpath(other))


def _mode(target: Path) -> int:
    """The rights of the file that is replaced, else those of a new file; never wider than those of the tracker."""
    if target.exists():
        mode = stat.S_IMODE(target.stat().st_mode)
    else:
        mask = os.umask(0)
        os.umask(mask)
        mode = 0o666 & ~mask
    return mode & (_Rights.most | ~_OTHERS)


def _settle(folder: Path) -> None:
    """Have the new name itself on the disk, where the system lets a folder be opened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
