"""Editing a package: the cells that were to change, and not a byte besides."""

from __future__ import annotations

import errno
import os
import re
import shutil
import struct
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import openpyxl.utils.cell
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseaudit.model.edits import CellEdit, EditReport
from caseaudit.model.errors import CommandUnusable, CopyUnfaithful, TrackerUnusable
from caseaudit.tracker.edit import archive, cellxml, packages
from caseaudit.tracker.edit.draft import draft
from caseaudit.tracker.edit.packages import edit_package
from caseaudit.tracker.edit.restoring import restore_package
from caseaudit.tracker.read.reading import read_workbook
from tests import workbooks
from tests.workbooks import parts, replaced, rezip

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*extension is not supported"
)  # openpyxl, of what it would lose
CASES = "xl/worksheets/sheet1.xml"
STYLES = "xl/styles.xml"


def cell(name: str, new: str | date, sheet: str = "Cases") -> CellEdit:
    """An edit of a cell by its name."""
    row, column = openpyxl.utils.cell.coordinate_to_tuple(name)
    return CellEdit(sheet, row - 1, column - 1, new)


def edited(source: Path, *edits: CellEdit) -> tuple[Path, EditReport]:
    """The copy of a workbook with these edits, beside it."""
    target = source.with_name(f"copy-of-{source.name}")
    return target, edit_package(source, target, edits)


def shown(path: Path, name: str, sheet: str = "Cases") -> object:
    """What openpyxl reads in a cell."""
    return openpyxl.load_workbook(path)[sheet][name].value


def differing(one: Path, other: Path) -> list[str]:
    """The parts that differ; both packages must have the same parts in the same order."""
    before, after = parts(one), parts(other)
    assert [*before] == [*after]
    return [name for name in before if before[name] != after[name]]


def reasons(report: EditReport) -> dict[str, str]:
    """Why edits were refused, by cell."""
    return {refused.edit.place.cell: refused.reason for refused in report.refused}


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return workbooks.rich(tmp_path / "rich.xlsx")


# What changes, and what does not


def test_only_the_sheet_with_the_changed_cell_differs(book: Path) -> None:
    copy, report = edited(book, cell("A3", "new"))
    assert differing(book, copy) == [CASES]
    assert [part.name for part in report.parts] == [CASES]
    before, after = parts(book)[CASES], parts(copy)[CASES]
    assert after == before.replace(
        b'<c r="A3" t="s"><v>7</v></c>', b'<c r="A3" t="inlineStr"><is><t>new</t></is></c>'
    )
    assert after != before
    assert shown(copy, "A3") == "new"


def test_unchanged_parts_keep_their_packed_bytes_and_attributes(book: Path) -> None:
    copy, _ = edited(book, cell("A3", "new"))
    with zipfile.ZipFile(book) as old, zipfile.ZipFile(copy) as new:
        assert new.testzip() is None
        assert old.comment == new.comment
        for one, other in zip(old.infolist(), new.infolist(), strict=True):
            for name in ("filename", "date_time", "external_attr", "extra", "comment", "create_system"):
                assert getattr(one, name) == getattr(other, name)
            if one.filename != CASES:
                assert (one.CRC, one.compress_size, one.flag_bits) == (
                    other.CRC,
                    other.compress_size,
                    other.flag_bits,
                )


def test_a_copy_without_edits_is_the_same_file(book: Path) -> None:
    copy, report = edited(book)
    assert copy.read_bytes() == book.read_bytes()
    assert report.before == report.after


def test_several_sheets_change_in_one_run(book: Path) -> None:
    copy, _ = edited(book, cell("A3", "new"), cell("A1", "ONE", "Other"))
    assert differing(book, copy) == [CASES, "xl/worksheets/sheet3.xml"]
    assert (shown(copy, "A3"), shown(copy, "A1", "Other")) == ("new", "ONE")


@pytest.mark.parametrize(
    "text", ["a & b < c > d", ' "quoted" ', "two\nlines", "é 漢 😀", "=1+1", "0012", "_x0041_"]
)
def test_any_text_reads_back_as_it_is(book: Path, text: str) -> None:
    copy, _ = edited(book, cell("A3", text))
    sheet = read_workbook(copy).sheets[0]
    found = sheet.at(2, 0)
    assert found is not None
    assert found.value == text
    assert openpyxl.load_workbook(copy)["Cases"]["A3"].data_type != "f"


def test_rich_text_that_is_replaced_is_told(book: Path) -> None:
    _, report = edited(book, cell("C2", "plain"), cell("C3", "new"))
    assert {made.edit.place.cell: made.lost for made in report.made} == {"C2": "rich text", "C3": ""}


def test_rich_text_within_a_cell_is_told(tmp_path: Path, book: Path) -> None:
    inline = b'<c r="A3" t="inlineStr"><is><r><rPr><b/></rPr><t>bold</t></r><r><t> plain</t></r></is></c>'
    odd = rezip(book, tmp_path / "inline.xlsx", {CASES: replaced((b'<c r="A3" t="s"><v>7</v></c>', inline))})
    copy, report = edited(odd, cell("A3", "new"))
    assert report.made[0].lost == "rich text"
    assert report.made[0].old_xml == inline.decode()
    assert shown(copy, "A3") == "new"


# Dates


def test_a_date_takes_the_format_of_its_column_and_keeps_the_rest_of_its_style(book: Path) -> None:
    copy, report = edited(book, cell("B6", date(2020, 2, 5)), cell("B7", date(2020, 2, 6)))
    found = openpyxl.load_workbook(copy)["Cases"]
    assert found["B6"].value == datetime(2020, 2, 5)
    assert found["B6"].number_format == found["B2"].number_format == "m/d/yyyy"
    assert found["B6"].font.color.rgb == "FFFF0000"
    assert found["B6"].fill.fgColor.rgb == "FFFFFF00"
    assert found["B6"]._style == found["B7"]._style
    assert differing(book, copy) == [CASES, STYLES]
    before, after = parts(book)[STYLES], parts(copy)[STYLES]
    assert after.count(b"<xf ") == before.count(b"<xf ") + 1
    assert next(cut.new for cut in report.parts[1].cuts).startswith("<cellXfs count=")


def test_the_most_used_format_wins(tmp_path: Path) -> None:
    made = openpyxl.Workbook()
    sheet = made.create_sheet("Cases", 0)
    for row, (value, shape) in enumerate(
        [(date(2020, 1, 1), "d-mmm-yy"), (date(2020, 1, 2), "yyyy/mm/dd"), (date(2020, 1, 3), "yyyy/mm/dd"),
         (7, "0.00"), (8, "0.00"), (9, "0.00"), ("4 Jan 2020", "@")], 1,
    ):  # fmt: skip
        sheet.cell(row, 1, value).number_format = shape
    made.save(tmp_path / "formats.xlsx")
    copy, _ = edited(tmp_path / "formats.xlsx", cell("A7", date(2020, 1, 4)))
    assert openpyxl.load_workbook(copy)["Cases"]["A7"].number_format == "yyyy/mm/dd"


def test_a_column_without_dates_shows_them_in_iso_form(book: Path) -> None:
    copy, _ = edited(book, cell("A3", date(2020, 2, 5)), cell("A4", date(2020, 2, 6)))
    found = openpyxl.load_workbook(copy)["Cases"]
    assert (found["A3"].value, found["A3"].number_format) == (datetime(2020, 2, 5), "yyyy-mm-dd")
    assert found["A4"].number_format == "yyyy-mm-dd"
    assert found["A4"].font.color.rgb == "FFFF0000"


def test_the_1904_setting_is_honoured(tmp_path: Path) -> None:
    book = workbooks.rich(tmp_path / "mac.xlsx", {"date_1904": True})
    copy, _ = edited(book, cell("B6", date(2020, 2, 5)))
    assert shown(copy, "B6") == datetime(2020, 2, 5)
    assert shown(copy, "B2") == datetime(2020, 1, 1)
    found = read_workbook(copy).sheets[0].at(5, 1)
    assert found is not None
    assert found.value == datetime(2020, 2, 5)


def test_a_serial_that_was_read_from_the_wrong_epoch_is_refused(tmp_path: Path) -> None:
    book = workbooks.rich(tmp_path / "mac.xlsx", {"date_1904": True})
    text = rezip(book, tmp_path / "serial.xlsx", {"xl/sharedStrings.xml": replaced((b"name 2", b"43866"))})
    number = replaced((b'<c r="A3" t="s"><v>7</v></c>', b'<c r="A3"><v>43866</v></c>'))
    plain = rezip(text, tmp_path / "plain.xlsx", {CASES: number})
    _, report = edited(plain, cell("A3", date(2020, 2, 5)))
    assert "1904" in reasons(report)["A3"]


def test_a_day_before_march_1900_is_refused(book: Path) -> None:
    _, report = edited(book, cell("B6", date(1900, 2, 28)))
    assert reasons(report) == {"B6": "cannot hold a day so early"}


def test_without_a_styles_part_no_date_is_written(tmp_path: Path, book: Path) -> None:
    bare = rezip(
        book, tmp_path / "bare.xlsx", {"xl/_rels/workbook.xml.rels": replaced((b'/styles"', b'/unknown"'))}
    )
    _, report = edited(bare, cell("B6", date(2020, 2, 5)), cell("A3", "new"))
    assert "no styles" in reasons(report)["B6"]
    assert len(report.made) == 1


@pytest.mark.parametrize(
    "styles",
    [b'<styleSheet xmlns="%b"/>', b'<styleSheet xmlns="%b"><cellXfs count="0"></cellXfs></styleSheet>'],
)
def test_without_a_style_no_date_is_written_and_texts_are(tmp_path: Path, book: Path, styles: bytes) -> None:
    main = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    bare = rezip(book, tmp_path / "bare.xlsx", {STYLES: lambda _: styles % main})
    copy, report = edited(bare, cell("B6", date(2020, 2, 5)), cell("A3", "new"))
    assert "no styles" in reasons(report)["B6"]
    assert differing(bare, copy) == [CASES]


def test_where_styles_are_alternatives_for_different_programs_no_date_is_written(
    tmp_path: Path, book: Path
) -> None:
    def alternatives(content: bytes) -> bytes:
        at = content.index(b"<xf ", content.index(b"<cellXfs"))
        end = content.index(b"/>", at) + 2
        either = (
            b'<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            b'<mc:Choice xmlns:o="urn:other" Requires="o"><xf numFmtId="0" o:own="1"/></mc:Choice>'
            b"<mc:Fallback>%b</mc:Fallback></mc:AlternateContent>"
        )
        return content[:at] + either % content[at:end] + content[end:]

    odd = rezip(book, tmp_path / "odd.xlsx", {STYLES: alternatives})
    copy, report = edited(odd, cell("B6", date(2020, 2, 5)), cell("A3", "new"))
    assert "alternatives" in reasons(report)["B6"]
    assert differing(odd, copy) == [CASES]


# What is refused


def test_what_cannot_be_written_over_is_refused_with_a_reason(book: Path) -> None:
    copy, report = edited(
        book, cell("D2", "x"), cell("E2", "x"), cell("E3", "x"), cell("F3", "x"), cell("F2", "new"),
        cell("A50", "x"), cell("A3", "x" * 32_768), cell("A4", "bad\x07"), cell("A5", ""), cell("A1", "x", "Nowhere"),
    )  # fmt: skip
    assert reasons(report) == {
        "D2": "is a formula",
        "E2": "is a formula",
        "E3": "is a result of the formula beside it",
        "F3": "is empty, and nothing is filled in",
        "A50": "is empty, and nothing is filled in",
        "A3": "cannot hold more than 32,767 characters",
        "A4": "cannot hold a character of the new entry",
        "A5": "would be emptied",
        "A1": "is on no worksheet of this file",
    }
    assert shown(copy, "F2") == "new"


@pytest.mark.parametrize(
    ("xml", "reason"),
    [
        (b'<c r="A3"><f t="shared" si="0"/><v>3</v></c>', "is a formula"),
        (b'<c r="A3" t="str" cm="1"><v>x</v></c>', "holds a linked data type, not a plain entry"),
        (b'<c r="A3" t="e" vm="1"><v>#VALUE!</v></c>', "holds a linked data type, not a plain entry"),
        (b'<c r="A3"><v>1</v><extLst/></c>', "holds more than an entry, which would be lost"),
        (b'<c r="A3"><v>1</v></c><c r="A3"><v>2</v></c>', "stands twice in the sheet"),
    ],
)
def test_odd_cells_are_refused(tmp_path: Path, book: Path, xml: bytes, reason: str) -> None:
    odd = rezip(book, tmp_path / "odd.xlsx", {CASES: replaced((b'<c r="A3" t="s"><v>7</v></c>', xml))})
    report = draft(odd.read_bytes(), [cell("A3", "new")]).report
    assert reasons(report) == {"A3": reason}


@pytest.mark.parametrize(
    "xml",
    [
        b'<c r="A3" t="inlineStr"><is><t>\xff</t></is></c>',  # no UTF-8
        b'<c r="A3" t="s"><v>7</v>',  # no XML
    ],
)
def test_a_sheet_that_cannot_be_read_is_not_written_to(tmp_path: Path, book: Path, xml: bytes) -> None:
    odd = rezip(book, tmp_path / "odd.xlsx", {CASES: replaced((b'<c r="A3" t="s"><v>7</v></c>', xml))})
    copy, report = edited(odd, cell("A3", "new"), cell("A1", "ONE", "Other"))
    assert reasons(report) == {"A3": "is on a sheet that cannot be read"}
    assert differing(odd, copy) == ["xl/worksheets/sheet3.xml"]


def test_what_a_merged_cell_covers_is_not_written(tmp_path: Path, book: Path) -> None:
    """A program can leave a value there; nobody sees it."""
    covered = lambda content: re.sub(rb'<c r="F3"( s="\d+")/>', rb'<c r="F3"\1><v>1</v></c>', content)  # noqa: E731
    odd = rezip(book, tmp_path / "covered.xlsx", {CASES: covered})
    _, report = edited(odd, cell("F3", "new"))
    assert reasons(report) == {"F3": "is covered by a merged cell"}


def test_protection_signature_and_pivots_are_told(tmp_path: Path, book: Path) -> None:
    odd = rezip(
        book, tmp_path / "signed.xlsx", {},
        {"_xmlsignatures/sig1.xml": b"<s/>", "xl/pivotCache/pivotCacheRecords1.xml": b"<p/>"},
    )  # fmt: skip
    _, report = edited(odd, cell("A3", "new"))
    notes = " ".join(report.notes)
    assert 'The sheet "Cases" is protected' in notes
    assert "signature does not hold" in notes
    assert "Pivot tables" in notes


# Packages that were not made by Excel, or no longer are


def _prefixed(content: bytes) -> bytes:
    content = re.sub(rb"<(/?)(?=[a-z])", rb"<\1x:", content)
    return content.replace(b"xmlns=", b"xmlns:x=", 1)


def _without_places(content: bytes) -> bytes:
    content = re.sub(rb'<row r="\d+"', b"<row", content)
    return re.sub(rb'<c r="[A-Z]+\d+"', b"<c", content)


def _single_quoted(content: bytes) -> bytes:
    return re.sub(rb'<c r="([A-Z]+\d+)"', rb"<c  r = '\1' ", content).replace(b"</c>", b"</c >")


def _noted(content: bytes) -> bytes:
    content = content.replace(
        b'<c r="A3"', b'<!-- <c r="A3"><v>1</v></c> --><?note <row r="3"> ?><c r="A3"', 1
    )
    return content.replace(b"<sheetData>", b"<sheetData><!-- <row> -->", 1)


def _spread(content: bytes) -> bytes:
    return content.replace(b"><", b">\r\n  <")


def _recoded(encoding: str, mark: bytes = b"") -> workbooks.Change:
    def change(content: bytes) -> bytes:
        text = content.decode().replace('encoding="UTF-8"', f'encoding="{encoding.removesuffix("-LE")}"')
        return mark + text.encode(encoding)

    return change


DAMAGES: dict[str, workbooks.Change] = {
    "byte order mark": lambda content: b"\xef\xbb\xbf" + content,
    "utf-16": _recoded("UTF-16-LE", b"\xff\xfe"),
    "latin-1": _recoded("ISO-8859-1"),
    "prefix": _prefixed,
    "no places": _without_places,
    "single quotes": _single_quoted,
    "comments": _noted,
    "pretty": _spread,
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_way_to_write_a_sheet_is_edited_in_place(tmp_path: Path, book: Path, damage: str) -> None:
    odd = rezip(book, tmp_path / "odd.xlsx", {CASES: DAMAGES[damage]})
    copy, report = edited(odd, cell("A3", "nöw"), cell("B6", date(2020, 2, 5)))
    assert report.refused == ()
    assert differing(odd, copy) == [CASES, STYLES]
    sheet = read_workbook(copy).sheets[0]
    found = sheet.at(2, 0), sheet.at(5, 1)
    assert [each and each.value for each in found] == ["nöw", datetime(2020, 2, 5)]
    back = tmp_path / "back.xlsx"
    restore_package(copy, back, report)
    assert differing(odd, back) == []


def test_strict_workbooks_keep_iso_dates_and_get_serials(tmp_path: Path, book: Path) -> None:
    strict = replaced(
        (
            b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
            b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        )
    )
    dated = (b"<v>43831</v>", b"<v>2020-01-01</v>")

    def sheet(content: bytes) -> bytes:
        content = re.sub(rb'<c r="B2"( s="\d+")>', rb'<c r="B2"\1 t="d">', strict(content))
        return replaced(dated)(content)

    odd = rezip(book, tmp_path / "strict.xlsx", {CASES: sheet, STYLES: strict, "xl/workbook.xml": strict})
    copy, _ = edited(odd, cell("B6", date(2020, 2, 5)))
    found = read_workbook(copy).sheets[0]
    assert [found.at(row, 1).value for row in (1, 5)] == [datetime(2020, 1, 1), datetime(2020, 2, 5)]  # type: ignore[union-attr]


def test_a_number_format_is_added_where_there_is_no_list_of_them(tmp_path: Path, book: Path) -> None:
    without = lambda content: re.sub(rb"<numFmts.*?</numFmts>", b"", content)  # noqa: E731
    bare = rezip(book, tmp_path / "bare.xlsx", {STYLES: without})
    copy, _ = edited(bare, cell("A3", date(2020, 2, 5)))
    assert openpyxl.load_workbook(copy)["Cases"]["A3"].number_format == "yyyy-mm-dd"
    assert b'<numFmts count="1">' in parts(copy)[STYLES]


def test_a_sheet_with_a_document_type_or_cut_short_is_refused(tmp_path: Path, book: Path) -> None:
    bomb = replaced((b"<worksheet", b'<!DOCTYPE w [<!ENTITY a "aaaa">]><worksheet'))
    for name, change in {"bomb": bomb, "cut": lambda content: content[:-40]}.items():
        odd = rezip(book, tmp_path / f"{name}.xlsx", {CASES: change})
        with pytest.raises(TrackerUnusable, match="damaged"):
            edited(odd, cell("A3", "new"))
        assert not (tmp_path / f"copy-of-{name}.xlsx").exists()


def test_a_package_behind_other_bytes_is_copied_with_them(tmp_path: Path, book: Path) -> None:
    odd = tmp_path / "prefixed.xlsx"
    odd.write_bytes(book.read_bytes())
    with zipfile.ZipFile(odd, "a") as package:
        package.comment = b"kept"
    copy, _ = edited(odd, cell("A3", "new"))
    with zipfile.ZipFile(copy) as package:
        assert package.comment == b"kept"
        assert package.testzip() is None


def test_zip64_records_and_streamed_parts_are_copied(tmp_path: Path, book: Path) -> None:
    """Libraries that stream write sizes behind the data, and some keep every number in a zip64 extra."""
    odd = tmp_path / "streamed.xlsx"

    class Unseekable:
        def __init__(self, path: Path) -> None:
            self.file = path.open("wb")

        def write(self, data: bytes) -> int:
            return self.file.write(data)

        def flush(self) -> None:
            self.file.flush()

    stream = Unseekable(odd)
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:  # type: ignore[call-overload]
        for name, content in parts(book).items():
            with package.open(name, "w", force_zip64=name.endswith("styles.xml")) as part:
                part.write(content)
    stream.file.close()
    copy, _ = edited(odd, cell("A3", "new"), cell("B6", date(2020, 2, 5)))
    assert differing(odd, copy) == [CASES, STYLES]
    assert shown(copy, "A3") == "new"


def test_a_zip64_offset_is_moved_in_its_extra() -> None:
    from caseaudit.tracker.edit.archive import _moved

    extra = struct.pack("<2HQ", 1, 8, 5)
    central = struct.pack(
        "<4s6H3L5H2L", b"PK\1\2", 45, 45, 0, 8, 0, 0, 0, 3, 3, 1, len(extra), 0, 0, 0, 0, 0xFFFFFFFF
    )
    assert _moved(central + b"a" + extra, 77).endswith(struct.pack("<2HQ", 1, 8, 77))


# Writing


def test_the_source_is_never_written_over(book: Path) -> None:
    before = book.read_bytes()
    (link := book.with_name("link.xlsx")).symlink_to(book)
    os.link(book, hard := book.with_name("hard.xlsx"))
    for target in (book, link, hard, book.parent / "." / book.name):
        with pytest.raises(CommandUnusable, match="never written over"):
            edit_package(book, target, [cell("A3", "new")])
    assert book.read_bytes() == before


def test_an_existing_file_is_replaced_as_a_whole_or_not_at_all(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = book.with_name("old.xlsx")
    target.write_bytes(b"old")
    target.chmod(0o640)

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("caseaudit.tracker.edit.replacing.os.fsync", full)
    with pytest.raises(CommandUnusable, match="No space left on device"):
        edit_package(book, target, [cell("A3", "new")])
    assert target.read_bytes() == b"old"
    monkeypatch.undo()
    edit_package(book, target, [cell("A3", "new")])
    assert shown(target, "A3") == "new"
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in book.parent.iterdir()) == ["old.xlsx", "rich.xlsx"]


def test_a_target_that_is_a_link_keeps_being_one(book: Path) -> None:
    (link := book.with_name("link.xlsx")).symlink_to(book.with_name("real.xlsx"))
    edit_package(book, link, [cell("A3", "new")])
    assert link.is_symlink()
    assert shown(book.with_name("real.xlsx"), "A3") == "new"


@pytest.mark.parametrize("fault", ["content", "neighbour", "part"])
def test_a_copy_that_is_not_what_was_meant_is_not_kept(
    book: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    if fault == "content":
        wrong = b'<c r="A3" t="inlineStr"><is><t>wrong</t></is></c>'
        monkeypatch.setattr(cellxml, "written", lambda *_: wrong)
    elif fault == "neighbour":
        wrong = b'<c r="A3" t="inlineStr"><is><t>new</t></is></c><c r="G3"><v>1</v></c>'
        monkeypatch.setattr(cellxml, "written", lambda *_: wrong)
    else:
        real = archive.write_archive

        def altered(package: object, changed: object, write: object) -> None:
            real(package, {**changed, "xl/workbook.xml": changed[CASES]}, write)  # type: ignore

        monkeypatch.setattr(packages, "write_archive", altered)
    with pytest.raises(CopyUnfaithful):
        edited(book, cell("A3", "new"))
    assert [path.name for path in book.parent.iterdir()] == ["rich.xlsx"]


def test_a_source_that_changes_while_it_is_read_is_told(book: Path) -> None:
    before = read_workbook(book)
    workbooks.rezip(book, book.with_name("b.xlsx"), {}).replace(book)
    with pytest.raises(TrackerUnusable, match="was changed while it was read"):
        edit_package(book, book.with_name("c.xlsx"), [cell("A3", "new")], before=before)


# Any grid, any edits


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_edits_of_any_grid(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    days = st.dates(date(1900, 3, 1), date(2100, 1, 1))
    contents = st.one_of(st.none(), st.integers(-5, 60_000), st.booleans(), days, TEXTS)
    grid = data.draw(st.lists(st.lists(contents, min_size=1, max_size=5), min_size=1, max_size=6))
    spots = [(row, column) for row, values in enumerate(grid) for column in range(len(values))]
    new = st.one_of(TEXTS.filter(bool), days)
    edits = data.draw(st.dictionaries(st.sampled_from([*spots, (40, 1)]), new, max_size=8))
    source = _grid_workbook(tmp_path_factory.mktemp("grid") / "grid.xlsx", grid)
    copy, report = edited(source, *(CellEdit("Grid", *spot, value) for spot, value in edits.items()))
    absent = {(40, 1)} | {spot for spot in spots if grid[spot[0]][spot[1]] in (None, "")}
    assert {(one.edit.row, one.edit.column) for one in report.refused} <= absent
    made = {(one.edit.row, one.edit.column): one.edit.new for one in report.made}
    was, reads = read_workbook(source).sheets[0], read_workbook(copy).sheets[0]
    for spot in spots:
        before, after = was.at(*spot), reads.at(*spot)
        wanted = made.get(spot, before and before.value)
        if isinstance(wanted, date) and not isinstance(wanted, datetime):
            wanted = datetime(wanted.year, wanted.month, wanted.day)
        assert (after and after.value) == wanted
    assert set(differing(source, copy)) <= {CASES, STYLES}
    back = source.with_name("back.xlsx")
    restore_package(copy, back, report)
    assert differing(source, back) == []


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="_\ufffe\uffff"), max_size=12
)


def _grid_workbook(path: Path, grid: Sequence[Sequence[object]]) -> Path:
    made = openpyxl.Workbook()
    sheet = made.create_sheet("Grid", 0)
    for row, values in enumerate(grid, 1):
        for column, value in enumerate(values, 1):
            if value is not None:
                found = sheet.cell(row, column)
                found.value = value
                if isinstance(value, str):
                    found.data_type = "s"
    made.save(path)
    return path


# Other programs


def test_openpyxl_reads_every_other_cell_as_before(book: Path) -> None:
    copy, _ = edited(book, cell("A3", "new"), cell("B6", date(2020, 2, 5)))
    before, after = openpyxl.load_workbook(book), openpyxl.load_workbook(copy)
    for sheet in before:
        for row in sheet.iter_rows():
            for each in row:
                if each.coordinate not in ("A3", "B6") or sheet.title != "Cases":
                    other = after[sheet.title][each.coordinate]
                    assert str(other.value) == str(each.value) or each.data_type == "f"
                    assert other.number_format == each.number_format


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice (soffice)")
def test_libreoffice_opens_the_copy(book: Path) -> None:
    copy, _ = edited(book, cell("A3", "new"), cell("B6", date(2020, 2, 5)))
    out = book.parent / "out"
    profile = f"-env:UserInstallation=file://{book.parent / 'profile'}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(out), str(copy)],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    found = openpyxl.load_workbook(out / copy.name)["Cases"]
    assert (found["A3"].value, found["B6"].value) == ("new", datetime(2020, 2, 5))
    assert found["A4"].value == "name 3"
