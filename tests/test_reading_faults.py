"""Files that cannot be read: one message each, and never a hang or a crash."""

from __future__ import annotations

import gc
import io
import os
import pickle
import random
import struct
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

import pytest
import xlwt

from caseaudit.model.errors import TrackerUnusable
from caseaudit.model.table import Workbook
from caseaudit.tracker.read import reading
from caseaudit.tracker.read.reading import read_workbook, start_reading
from tests.test_reading_forms import (
    EVERY_KIND,
    binary_cell,
    binary_package,
    open_document,
    package,
    read,
    zipped,
)

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HTML = b"<html><body><table><tr><td>Case</td></tr></table></body></html>"
XML_2003 = b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
LOCKED_MANIFEST = "<manifest><encryption-data/></manifest>"


def compound(*names: str) -> bytes:
    """A compound file with empty streams of these names."""
    entry = "<64sHBB48xII4x"
    entries = [struct.pack(entry, "Root Entry".encode("utf-16-le"), 22, 5, 0, 0xFFFFFFFE, 0)]
    entries += [
        struct.pack(entry, name.encode("utf-16-le"), 2 * len(name) + 2, 2, 0, 0xFFFFFFFE, 0) for name in names
    ]
    table = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    head = OLE + bytes(16) + struct.pack("<5H6x4I", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0)
    head += struct.pack("<5I", 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0) + struct.pack(
        "<109I", 0, *[0xFFFFFFFF] * 108
    )
    return head + table + b"".join(entries).ljust(512, b"\0")


@pytest.mark.parametrize(
    ("name", "data", "what"),
    [
        ("a.xlsx", b"", "the file is empty (0 bytes)."),
        ("a.xlsx", package(EVERY_KIND)[:900], "damaged or cut short"),
        ("a.xlsx", os.urandom(3000), "this is not a spreadsheet."),
        ("a.xlsx", compound("EncryptedPackage", "EncryptionInfo"), "protected by a password"),
        ("a.doc", compound("WordDocument"), "this is a Word document"),
        ("a.xls", compound("Something"), "this file holds no workbook."),
        ("a.xls", OLE + b"\0" * 100, "damaged or cut short"),
        ("a.xls", HTML, "this is a web page"),
        ("a.xls", XML_2003, "the XML form of Excel 2003"),
        ("a.xls", b"MIME-Version: 1.0\nContent-Type: multipart/related", "this is a web archive"),
        ("a.docx", zipped({"word/document.xml": "<w/>"}), "this is a Word document"),
        ("a.pptx", zipped({"ppt/presentation.xml": "<p/>"}), "this is a presentation"),
        ("a.numbers", zipped({"Index/Document.iwa": "x"}), "this is a Numbers document"),
        ("a.zip", zipped({"tracker.xlsx": "x"}), "this is a zip archive"),
        (
            "a.ods",
            zipped(
                {"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "x"}
                | {"META-INF/manifest.xml": LOCKED_MANIFEST}
            ),
            "protected by a password",
        ),
        (
            "a.odt",
            zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "x"}),
            "OpenDocument",
        ),
        ("a.pdf", b"%PDF-1.7 ...", "this is a PDF document"),
        ("a.csv", b'Case,Entry\r\n"FLD-1,x\r\nFLD-2,y\r\n', "opened in row 2 is never closed"),
        ("a.csv", b"x," * 20000 + b"x", "more columns on a sheet than caseaudit reads"),
        ("~$a.xlsx", b"x", "the small lock file"),
    ],
)
def test_each_unusable_file_has_its_message(tmp_path: Path, name: str, data: bytes, what: str) -> None:
    with pytest.raises(TrackerUnusable) as caught:
        read(tmp_path, data, name)
    assert what in caught.value.what
    assert caught.value.where == str(tmp_path / name)
    assert caught.value.remedy.endswith((".", "?"))


def test_a_protected_old_workbook(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    book.add_sheet("A").write(0, 0, "x")
    book.save(tmp_path / "a.xls")
    data = (tmp_path / "a.xls").read_bytes()
    write_access = struct.pack("<HH", 0x005C, 112)
    assert write_access in data
    with pytest.raises(TrackerUnusable, match="protected by a password"):
        read(tmp_path, data.replace(write_access, struct.pack("<HH", 0x002F, 112)), "a.xls")


def test_paths_that_name_no_file(tmp_path: Path) -> None:
    (tmp_path / "Tracker 2020.xlsx").write_bytes(package(EVERY_KIND))
    expected = {
        tmp_path / "tracker_2020.xlsx": f"Did you mean {tmp_path / 'Tracker 2020.xlsx'}?",
        tmp_path / "zzz.csv": "Check the path.",
        tmp_path / "nowhere" / "a.xlsx": "Check the path.",
        tmp_path: "Give the tracker file inside it.",
        tmp_path / "Tracker 2020.xlsx" / "a.xlsx": "Check the path.",
    }
    for path, remedy in expected.items():
        with pytest.raises(TrackerUnusable) as caught:
            read_workbook(path)
        assert caught.value.remedy == remedy


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes as files are of Unix alone")
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.xlsx")
    with pytest.raises(TrackerUnusable, match="a device or a pipe"):
        read_workbook(tmp_path / "a.xlsx")


def test_a_bomb_is_refused_by_what_it_unpacks_to(tmp_path: Path) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packer.compress(bytes(1 << 20))
    packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    bomb = again * 600 + packer.flush()
    data = bytearray(package(EVERY_KIND, more={"xl/sharedStrings.xml": "@" * len(bomb)}, stored=True))
    place = data.index(b"@" * len(bomb))
    data[place : place + len(bomb)] = bomb
    for head, kind in ((b"PK\3\4", 8), (b"PK\1\2", 10)):  # It says that it unpacks to no more than it is.
        at = data.rindex(head, 0, data.rindex(b"xl/sharedStrings.xml") if kind == 10 else place)
        data[at + kind] = zipfile.ZIP_DEFLATED
    with pytest.raises(TrackerUnusable, match="times its own size once unpacked than caseaudit reads"):
        read(tmp_path, bytes(data))


def test_a_sheet_that_cannot_be_read_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    bad = '<sheetData><row r="1"><c r="1A"><v>9</v></c></row></sheetData>'
    book = read(tmp_path, package(EVERY_KIND, bad))
    assert [sheet.name for sheet in book.sheets] == ["S1"]
    assert list(book.not_read) == ["S2"]


def test_a_child_that_dies_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(package(EVERY_KIND))
    pending = start_reading(tmp_path / "a.xlsx")
    pending._process.kill()  # As the system does with a process that takes all memory.
    with pytest.raises(TrackerUnusable, match="more memory than a file of its size may take"):
        pending.workbook()


def test_an_interrupt_ends_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.xlsx").write_bytes(package(EVERY_KIND))
    pending = start_reading(tmp_path / "a.xlsx")

    class Interrupted:
        def read(self, _: int) -> bytes:
            raise KeyboardInterrupt

        readline = read

        def close(self) -> None:
            real.close()

    real, pending._process.stdout = pending._process.stdout, Interrupted()  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        pending.workbook()
    assert pending._process.returncode is not None


def test_a_workbook_nobody_waits_for_ends_its_child(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(package(EVERY_KIND))
    pending = start_reading(tmp_path / "a.xlsx")
    process = pending._process
    del pending
    gc.collect()
    assert process.returncode is not None


def test_the_reply_may_hold_plain_values_only() -> None:
    with pytest.raises(pickle.UnpicklingError, match="no plain value"):
        reading._Plain(io.BytesIO(pickle.dumps(Path("x")))).load()


def test_damage_of_any_kind_is_a_workbook_or_a_message(tmp_path: Path) -> None:
    chance = random.Random(20200331)  # noqa: S311 - damage that is the same each time
    book = xlwt.Workbook()
    for row in range(30):
        for column in range(5):
            book_sheet = book.get_sheet(0) if row + column else book.add_sheet("A")
            book_sheet.write(row, column, f"entry {row} {column}")
    book.save(tmp_path / "whole.xls")
    one = struct.pack("<d", 1.0)
    wholes = {
        "xlsx": package(EVERY_KIND),
        "xls": (tmp_path / "whole.xls").read_bytes(),
        "xlsb": binary_package(
            {row: [binary_cell(column, 5, one) for column in range(5)] for row in range(9)}
        ),
        "ods": open_document("<table:table-row><table:table-cell/></table:table-row>"),
        "csv": b'Case,Entry\r\nFLD-1,"x\r\ny"\r\n' * 5,
    }
    for ending, whole in wholes.items():
        for number in range(10):
            damaged = bytearray(whole)
            if number % 2:
                del damaged[chance.randrange(1, len(whole)) :]
            else:
                for _ in range(chance.choice((1, 4, 40))):
                    damaged[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
            with suppress(TrackerUnusable):
                assert isinstance(read(tmp_path, bytes(damaged), f"damaged.{ending}"), Workbook)
