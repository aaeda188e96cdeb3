"""Opening a file and recognising by its content what form of spreadsheet it is. Runs in the reading child."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from caseaudit.tracker.read.bookfacts import main_part
from caseaudit.tracker.read.delimited import text_of
from caseaudit.tracker.read.faults import READABLE, SAVE_AGAIN, Unreadable, protected
from caseaudit.tracker.read.limits import PACKED
from caseaudit.tracker.read.package import Package

OOXML_ENDINGS = frozenset({"xlsx", "xlsm", "xltx", "xltm"})
TEXT_ENDINGS = frozenset({"csv", "tsv", "tab", "txt"})
_OTHER_ZIPS = {
    "word/": ("this is a Word document, not a spreadsheet.", READABLE),
    "ppt/": ("this is a presentation, not a spreadsheet.", READABLE),
    "index/": ("this is a Numbers document.", "Export it from Numbers as an Excel workbook (.xlsx)."),
}


def file_bytes(path: str) -> bytes:
    """The whole file.

    Raises:
        Unreadable: there is no such regular, readable, non-empty file.
    """
    name = Path(path).name
    if name.startswith("~$"):
        raise Unreadable(
            "this is the small lock file that a spreadsheet program keeps while a workbook is open.",
            f"Give the workbook itself: {name[2:]}.",
        )
    try:
        number = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
        with os.fdopen(number, "rb") as file:
            before = os.fstat(number)
            _check_kind(before)
            data = file.read(PACKED.most + 1)
            after = os.fstat(number)
    except FileNotFoundError:
        raise _not_found(path) from None
    except NotADirectoryError:
        raise Unreadable("a part of this path is a file, not a folder.", "Check the path.") from None
    except IsADirectoryError:
        raise _folder() from None
    except PermissionError:
        if Path(path).is_dir():  # What Windows says of a folder.
            raise _folder() from None
        raise Unreadable(
            "the file may not be read by you, or another program holds it.",
            "Close it there, or ask its owner for read access.",
        ) from None
    except (OSError, ValueError) as fault:
        detail = getattr(fault, "strerror", None) or str(fault)
        raise Unreadable(f"the file cannot be opened ({detail}).", "Check the path.") from None
    if not data:
        raise Unreadable("the file is empty (0 bytes).", "Get a whole copy of it.")
    PACKED.check(len(data))
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise Unreadable("the file changed while it was read.", "Run the command again once it is saved.")
    return data


def _check_kind(status: os.stat_result) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise _folder()
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable(
            "this is a device or a pipe, not a file.", "Save the tracker as a file and give its path."
        )


def _folder() -> Unreadable:
    return Unreadable("this is a folder, not a file.", "Give the tracker file inside it.")


def _not_found(path: str) -> Unreadable:
    import difflib

    wanted = Path(path)
    try:
        names = [entry.name for entry in islice(wanted.parent.iterdir(), 5000) if entry.is_file()]
    except OSError:
        return Unreadable("there is no such folder.", "Check the path.")
    lower = {candidate.lower(): candidate for candidate in names if not candidate.startswith("~$")}
    nearest = difflib.get_close_matches(wanted.name.lower(), lower, 1, 0.6)
    if nearest:
        return Unreadable("there is no such file.", f"Did you mean {wanted.with_name(lower[nearest[0]])}?")
    return Unreadable("there is no such file.", "Check the path.")


def form_of(data: bytes, path: str) -> str:
    """`xlsx` (or its kin, by the ending), `xlsb`, `xls`, `ods` or `csv`: what the content is, whatever the ending says.

    Raises:
        Unreadable: it is nothing that is read here, with what it is where that can be told.
    """
    ending = Path(path).suffix[1:].lower()
    if data.startswith(b"PK"):
        return _zipped(data, ending)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "xls"
    if data[:2] == b"\x09\x08" or re.match(rb"\x09[\0\2\4]\x04\0|\x09[\0\2\4]\x06\0", data):
        raise Unreadable("this is a worksheet of Excel 4 or older.", SAVE_AGAIN)
    if data.startswith(b"%PDF"):
        raise Unreadable("this is a PDF document, not a spreadsheet.", READABLE)
    text = text_of(data)
    if text is None:
        raise Unreadable("this is not a spreadsheet.", READABLE)
    _check_text(text.lstrip("\ufeff \r\n\t")[:4096].lower())
    return ending if ending in TEXT_ENDINGS else "csv"


def _check_text(start: str) -> None:
    if start.startswith("<"):
        if "urn:schemas-microsoft-com:office:spreadsheet" in start:
            raise Unreadable("this is a workbook in the XML form of Excel 2003.", SAVE_AGAIN)
        if "opendocument" in start:
            raise Unreadable("this is a flat OpenDocument file.", SAVE_AGAIN)
        if re.search(r"<(?:!doctype\s+html|html|table|body|head|meta|div|style)\b", start):
            raise Unreadable("this is a web page, whatever its ending says.", SAVE_AGAIN)
        if start.startswith("<?xml"):
            raise Unreadable("this is an XML file, not a spreadsheet.", SAVE_AGAIN)
    if start.startswith("mime-version:"):
        raise Unreadable("this is a web archive, whatever its ending says.", SAVE_AGAIN)
    if start.startswith("{\\rtf"):
        raise Unreadable("this is a text document (RTF), not a spreadsheet.", READABLE)


def _zipped(data: bytes, ending: str) -> str:
    package = Package(data)
    names = package.names
    if any(info.flag_bits & 1 for info in package.zip.infolist()):
        raise protected()
    main = main_part(package).lower()
    if main in names and main.endswith(".bin"):
        return "xlsb"
    if "content.xml" in names:
        kind = package.part("mimetype")[:200]
        if b"spreadsheet" in kind or (not kind and ending in ("ods", "ots")):
            if b"encryption-data" in package.part("META-INF/manifest.xml"):
                raise protected()
            return "ods"
        raise Unreadable("this is an OpenDocument file, but not a spreadsheet.", READABLE)
    if any(name.startswith("xl/") for name in names):
        return ending if ending in OOXML_ENDINGS else "xlsx"
    if b"spreadsheetml" in package.part("[Content_Types].xml"):
        return ending if ending in OOXML_ENDINGS else "xlsx"
    raise _other_zip(names)


def _other_zip(names: Iterable[str]) -> Unreadable:
    for start, fault in _OTHER_ZIPS.items():
        if any(name.startswith(start) for name in names):
            return Unreadable(*fault)
    return Unreadable(
        "this is a zip archive, not a spreadsheet.", "Unpack it and give the tracker file inside."
    )
