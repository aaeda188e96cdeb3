"""Fuzz the readers of trackers guided by coverage: `python tools/fuzz_readers.py FOLDER -max_total_time=3600`.

Needs atheris (`pip install atheris`). FOLDER keeps what reached new code; it begins with workbooks of every form. The
first byte of an input says which reader gets the rest.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
with atheris.instrument_imports(include=["caseaudit.tracker.read"]):
    from caseaudit.tracker.read import (  # noqa: F401 -- imported here, they are watched
        biff,
        bookfacts,
        compound,
        delimited,
        faraway,
        farnumbers,
        files,
        grid,
        marks,
        mending,
        ooxml,
        opendocument,
        package,
        sheetscan,
        sheetxml,
        usualnames,
        values,
        xlsb,
    )
    from caseaudit.tracker.read.child import _read
    from caseaudit.tracker.read.columns import sheet_of
    from caseaudit.tracker.read.faults import Unreadable

from tests.hostile import SMALL, _binary_book, _document_with, _old_book, part, sheet_of_text, with_parts

BINARY, DOCUMENT = _binary_book(5, bytes(8)), _document_with('office:value-type="float" office:value="1"')
FORMS: list[tuple[str, bytes, str]] = [
    ("csv", sheet_of_text("Commodity", "Cotton"), ""),
    ("xlsx", SMALL, "xl/worksheets/sheet1.xml"),
    ("xlsx", SMALL, "xl/workbook.xml"),
    ("ods", DOCUMENT, "content.xml"),
    ("xls", _old_book(43500.0, "yyyy-mm-dd"), ""),
    ("xlsb", BINARY, "xl/worksheets/sheet1.bin"),
    ("xlsb", BINARY, "xl/workbook.bin"),
]
"""The ending of each, a sound file, and the part of it that the input replaces ("" for the whole)."""


def seeds(folder: Path) -> None:
    """Put the sound files there as the first inputs."""
    folder.mkdir(exist_ok=True, parents=True)
    for number, (_, data, name) in enumerate(FORMS):
        (folder / f"seed-{number}").write_bytes(bytes([number]) + (part(data, name) if name else data))


def reader(place: Path) -> Callable[[bytes], None]:
    """What is tried with each input; the files stand in the folder `place`."""

    def read(given: bytes) -> None:
        if not given:
            return
        ending, data, name = FORMS[given[0] % len(FORMS)]
        path = place / f"Active.{ending}"
        path.write_bytes(with_parts({name: given[1:]}, data) if name else given[1:])
        replies: list[dict[str, object]] = []
        try:
            _read(str(path), replies.append)
        except (Unreadable, MemoryError):
            return
        for position, reply in enumerate(replies):
            sheet_of(reply["sheet"], position)  # type: ignore[arg-type]

    return read


def main() -> None:
    """Fuzz until something is raised, or the time is over."""
    seeds(Path(sys.argv[1]))
    with tempfile.TemporaryDirectory() as place:
        atheris.Setup(sys.argv, reader(Path(place)))
        atheris.Fuzz()


if __name__ == "__main__":
    main()
