"""Values from calamine, marks from the form's own scan, put together sheet by sheet. Runs in the reading child."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import zip_longest
from pathlib import PurePath
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
    return _sheet_reply(PurePath(path).stem, "visible", grid, Marks(), "csv")


def workbook_sheets(data: bytes, form: str) -> tuple[list[SheetReply], dict[str, str], bool]:
    """The worksheets in order, why others could not be read (by name), and whether days count from 1904.

    Raises:
        Unreadable: the workbook as a whole cannot be read.
    """
    scan = _scan(data, form)
    opened = scan.data
    opening = _Aside(_book, opened)
    scan.prepare()
    book = opening.result() if scan.data is opened else _book(scan.data)
    sheets: list[SheetReply] = []
    not_read: dict[str, str] = {}
    worksheets = [
        (number, told)
        for number, told in enumerate(book.sheets_metadata)
        if told.typ == SheetTypeEnum.WorkSheet
    ]
    coming = [number for number, _ in worksheets[1:]]
    reading = _Aside(book.get_sheet_by_index, worksheets[0][0]) if worksheets else None
    for (number, told), following in zip_longest(worksheets, coming):
        assert reading is not None  # noqa: S101 -- there is one for each worksheet
        marks, changed = scan.marks(number, told.name)
        if changed:
            book = _book(scan.data)
            reading = _Aside(book.get_sheet_by_index, number)
        try:
            sheet: CalamineSheet = reading.result()
        except (CalamineError, OSError) as fault:
            not_read[told.name] = str(fault)
            continue
        finally:
            # The next sheet is read while this one's cells are sorted into columns.
            reading = None if following is None else _Aside(book.get_sheet_by_index, following)
        sheets.append(_read(sheet, marks, form, str(told.visible).rsplit(".", 1)[-1]))
    if not sheets and not_read:
        raise damaged("; ".join(f"sheet {name}: {why}" for name, why in not_read.items()))
    if not sheets:
        raise Unreadable("the workbook has no worksheet.", SAVE_AGAIN)
    return sheets, not_read, scan.epoch_1904


def _book(data: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        raise protected() from None
    except (CalamineError, OSError):
        raise damaged("what it holds makes no sense as a workbook") from None


def _read(sheet: CalamineSheet, marks: Marks, form: str, visible: str) -> SheetReply:
    grid = Grid()
    # calamine's rows begin with the sheet's first row, but at its first filled column.
    grid.fill(sheet.iter_rows(), left=sheet.start[1] if sheet.start else 0)
    if sheet.end and grid.rows != sheet.end[0] + 1:
        raise damaged("its rows cannot be counted")  # Better no address than a wrong one.
    grid.mark(marks)
    return _sheet_reply(sheet.name, visible, grid, marks, form)


class _Aside:
    """A piece of calamine's work in a thread of its own: it does not hold up the interpreter meanwhile."""

    def __init__(self, work: Callable[..., Any], *arguments: Any) -> None:
        self._result: Any = None
        self._fault: BaseException | None = None
        self._thread = Thread(target=self._run, args=(work, *arguments), daemon=True)
        self._thread.start()

    def _run(self, work: Callable[..., Any], *arguments: Any) -> None:
        try:
            self._result = work(*arguments)
        except BaseException as fault:
            self._fault = fault

    def result(self) -> Any:
        """What the work gave, once it is done; raises what it raised."""
        self._thread.join()
        if isinstance(self._fault, Exception):
            raise self._fault
        if self._fault is not None:  # A panic of the native reader is no Exception.
            raise damaged("the reader stopped at something it did not expect")
        return self._result


class _Scan(Protocol):
    """What each form's own scan offers. Once it is made, calamine may open `data`."""

    data: bytes
    """The workbook for calamine: the file itself wherever calamine reads it right."""

    epoch_1904: bool
    """Whether the workbook counts its days from 1904; known once `prepare` is done."""

    def prepare(self) -> None:
        """Make `data` such that calamine may read its sheets; another object where it had to be changed."""

    def marks(self, number: int, name: str) -> tuple[Marks, bool]:
        """The marks of a sheet, by its position and name, and whether `data` was changed for it: read it again."""


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
