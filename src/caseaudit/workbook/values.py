"""Values from calamine, marks from the form's own scan, put together sheet by sheet. Runs in the reading child."""

from __future__ import annotations

import io
import os
from threading import Thread
from typing import Any, Protocol

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from caseaudit.workbook.faults import SAVE_AGAIN, Unreadable, damaged, protected
from caseaudit.workbook.grid import Grid
from caseaudit.workbook.marks import Marks

SheetReply = dict[str, Any]


def text_sheet(data: bytes, path: str) -> SheetReply:
    """The one sheet of a delimited text, named like the file."""
    from caseaudit.workbook.delimited import records, text_of

    text = text_of(data)
    grid = Grid()
    grid.fill(records(text or ""))
    return _sheet_reply(os.path.splitext(os.path.basename(path))[0], "visible", grid, Marks(), "csv")


def workbook_sheets(data: bytes, form: str) -> tuple[list[SheetReply], dict[str, str]]:
    """The worksheets of a workbook in order, and why others could not be read, by name.

    Raises:
        Unreadable: the workbook as a whole cannot be read.
    """
    scan = _scan(data, form)
    scan.prepare()
    book = _book(scan.data)
    sheets: list[SheetReply] = []
    not_read: dict[str, str] = {}
    for number, told in enumerate(book.sheets_metadata):
        if told.typ != SheetTypeEnum.WorkSheet:
            continue
        reading = _Aside(book, number)
        marks, changed = scan.marks(number, told.name)
        if changed:
            reading.sheet()
            book = _book(scan.data)
            reading = _Aside(book, number)
        sheet = reading.sheet()
        if sheet is None:
            not_read[told.name] = reading.fault
            continue
        grid = Grid()
        # calamine's rows begin with the sheet's first row, but at the first column that holds anything.
        grid.fill(sheet.iter_rows(), left=sheet.start[1] if sheet.start else 0)
        if not marks.merges:
            marks.merges = [(*low, *high) for low, high in sheet.merged_cell_ranges or ()]
        del sheet, reading
        grid.mark(marks)
        sheets.append(_sheet_reply(told.name, str(told.visible).rsplit(".", 1)[-1], grid, marks, form))
    if not sheets and not_read:
        raise damaged(f"sheet {next(iter(not_read))!r}: {next(iter(not_read.values()))}")
    if not sheets:
        raise Unreadable("the workbook has no worksheet.", SAVE_AGAIN)
    return sheets, not_read


def _book(data: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        raise protected() from None
    except (CalamineError, OSError) as fault:
        raise damaged(str(fault)) from None


class _Scan(Protocol):
    """What each form's own scan offers."""

    data: bytes
    """The workbook for calamine: the file itself wherever calamine reads it right."""

    def prepare(self) -> None:
        """Make `data` safe to give to calamine."""

    def marks(self, number: int, name: str) -> tuple[Marks, bool]:
        """The marks of a sheet, and whether `data` was changed for it, so that it must be read again."""


class _Aside:
    """A sheet that calamine reads in a thread of its own: it needs the interpreter only at the end."""

    def __init__(self, book: CalamineWorkbook, number: int) -> None:
        self.fault = ""
        self._sheet: CalamineSheet | None = None
        self._thread = Thread(target=self._read, args=(book, number), daemon=True)
        self._thread.start()

    def _read(self, book: CalamineWorkbook, number: int) -> None:
        try:
            self._sheet = book.get_sheet_by_index(number)
        except BaseException as fault:  # noqa: BLE001 - a panic of the native reader is no Exception.
            self.fault = str(fault) or type(fault).__name__

    def sheet(self) -> CalamineSheet | None:
        """The sheet once it is read; None where it cannot be, `fault` says why."""
        self._thread.join()
        return self._sheet


def _scan(data: bytes, form: str) -> _Scan:
    """The scan of this form; each is imported only where it is needed."""
    if form == "xls":
        from caseaudit.workbook.biff import BiffScan

        return BiffScan(data)
    if form == "xlsb":
        from caseaudit.workbook.xlsb import XlsbScan

        return XlsbScan(data)
    if form == "ods":
        from caseaudit.workbook.opendocument import OpenDocumentScan

        return OpenDocumentScan(data)
    from caseaudit.workbook.ooxml import OoxmlScan

    return OoxmlScan(data)


def _sheet_reply(name: str, visible: str, grid: Grid, marks: Marks, form: str) -> SheetReply:
    return {
        "name": name,
        "visible": visible,
        "rows": grid.rows,
        "columns": grid.encoded(durations=form == "ods"),
        "linked": {column: rows.tobytes() for column, rows in marks.linked.items()},
        "hidden_rows": marks.hidden_rows.tobytes(),
        "hidden_columns": marks.hidden_columns,
        "merges": marks.merges,
        "strays": marks.strays,
    }
