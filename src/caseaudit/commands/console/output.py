"""Where a report goes: the terminal, a pipe, or a file that is written whole or not at all."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TextIO, TypeAlias

from caseaudit.model.errors import CommandUnusable
from caseaudit.render.paper import PLAIN, Paper

Write: TypeAlias = Callable[[str], object]

PIPE_WIDTH = 100
_NARROWEST, _WIDEST = 72, 180


def refuse_unwritable(output: Path | None, sources: Sequence[Path], option: str = "--output") -> None:
    """Find out before the work starts whether the output can be written.

    `sources` are files that are read and must not be written over; `option` named the output. Raises CommandUnusable.
    """
    if output is None or _is_standard(output):
        return
    from caseaudit.tracker.edit.replacing import narrow_to, refuse_unwritable_folder

    narrow_to(sources)
    if output.is_dir():
        raise CommandUnusable(
            f"{option} {output}: is a folder. Name a file in it, such as {output / 'report.txt'}."
        )
    if not output.parent.is_dir():
        raise CommandUnusable(f"{option} {output}: the folder {output.parent} does not exist. Make it first.")
    if any(source.exists() and output.exists() and source.samefile(output) for source in sources):
        raise CommandUnusable(
            f"{option} {output}: is a file being read; nothing is written over it. Name another."
        )
    if output.exists() and not os.access(output, os.W_OK):
        raise CommandUnusable(f"{option} {output}: is protected against writing. Name another file.")
    if not output.exists() or output.is_file():
        refuse_unwritable_folder(output)


def destination(output: Path | None, *, exact: bool, mark: bool = False) -> AbstractContextManager[Write]:
    """Where a finished report is written: to the standard output, or to a file, whole or not at all.

    `exact` output is UTF-8 with `\\n` at line ends wherever it goes; `mark` begins a file with a byte order
    mark, by which Excel knows UTF-8. Raises CommandUnusable where it cannot be written.
    """
    if output is None or _is_standard(output):
        return _standard_output(exact)
    if output.exists() and not output.is_file():
        return _device(output)
    return _whole_file(output, "utf-8-sig" if mark else "utf-8")


def write_whole(output: Path, data: bytes) -> None:
    """Write a file whole or not at all. Raises CommandUnusable."""
    from caseaudit.tracker.edit.replacing import replacing

    with replacing(output) as (file, _):
        file.write(data)


def paper(write: Write, *, to_file: bool, plain: bool) -> Paper:
    """The paper for a report to people: as wide as the terminal, and in colour only there."""
    if to_file:
        return Paper(write, _columns(False), colour=False, signs=True)
    terminal = sys.stdout.isatty()
    return Paper(
        write, _columns(terminal), colour=not plain and _colour(terminal), signs=_encodes(sys.stdout)
    )


def _colour(terminal: bool) -> bool:
    environment = os.environ
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return True
    if sys.platform == "win32" and not (environment.get("WT_SESSION") or environment.get("TERM")):
        return False  # an old console would print the escape sequences
    return terminal and environment.get("TERM") != "dumb"


def _columns(terminal: bool) -> int:
    named = os.environ.get("COLUMNS", "")
    if terminal or (named.isascii() and named.isdigit()):
        width = shutil.get_terminal_size((PIPE_WIDTH, 24)).columns
        return max(_NARROWEST, min(_WIDEST, width))
    return PIPE_WIDTH


def _encodes(stream: TextIO) -> bool:
    try:
        "".join(map(chr, PLAIN)).encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


@contextmanager
def _standard_output(exact: bool) -> Iterator[Write]:
    if isinstance(sys.stdout, io.TextIOWrapper):
        if exact:
            sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
        else:
            sys.stdout.reconfigure(errors="backslashreplace")
    try:
        yield sys.stdout.write
        sys.stdout.flush()
    except BrokenPipeError:  # the reader (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise _cannot("the standard output", error) from error


@contextmanager
def _device(output: Path) -> Iterator[Write]:
    """A device or a named pipe: it is written to, never replaced."""
    try:
        with output.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            yield file.write
    except BrokenPipeError:  # its reader has seen enough
        pass
    except OSError as error:
        raise _cannot(str(output), error) from error


@contextmanager
def _whole_file(output: Path, encoding: str) -> Iterator[Write]:
    """A file that takes the place of the old one when it is complete."""
    from caseaudit.tracker.edit.replacing import replacing

    with replacing(output) as (file, _):
        text = io.TextIOWrapper(file, encoding, "backslashreplace", "\n")
        yield text.write
        text.flush()
        text.detach()


def _is_standard(output: Path) -> bool:
    return str(output) == "-"


def _cannot(name: str, error: OSError) -> CommandUnusable:
    reason = error.strerror or str(error)
    return CommandUnusable(f"{name}: cannot be written ({reason}). Nothing was written.")
