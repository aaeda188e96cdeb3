"""Values from calamine, marks from the form's own scan, put together sheet by sheet. Runs in the reading child."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import PurePath
from threading import Thread
from typing import Any, Protocol

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetMetadata,
    SheetTypeEnum,
)  # fmt: skip

from caseaudit.tracker.read.faults import SAVE_AGAIN, Unreadable, damaged, protected
from caseaudit.tracker.read.grid import Grid
from caseaudit.tracker.read.marks import Marks

SheetReply = dict[str, Any]

_PANIC = "the reader stopped at something it did not expect"


def text_sheet(data: bytes, path: str) -> SheetReply:
    """The one sheet of a delimited text, named like the file."""
    from caseaudit.tracker.read.delimited import records, text_of

    text = text_of(data)
    grid = Grid()
    grid.fill(records(text or ""))
    return _sheet_reply(PurePath(path).stem, "visible", grid, Marks(), "csv")


NO_SHEET = -1


class WorkbookSheets:
    """The worksheets of a workbook: iterated over, each read while the one before is on its way.

    `not_read` says why others could not be read (by name), once all have gone by; `epoch_1904` whether days count
    from 1904.
    """

    def __init__(self, data: bytes, form: str) -> None:
        """Raises Unreadable where the workbook as a whole cannot be read."""
        self._form = form
        self._scan = scan = _scan(data, form)
        opened = scan.data
        opening = _Aside(_book, opened)
        scan.prepare()
        try:
            self._book = opening.result() if scan.data is opened else _book(scan.data)
        except Unreadable:
            if not scan.mend(NO_SHEET, ""):
                raise
            self._book = _book(scan.data)
        self.not_read: dict[str, str] = {}
        self.epoch_1904 = scan.epoch_1904

    def __iter__(self) -> Iterator[SheetReply]:
        """Raises Unreadable where no worksheet can be read, or one spans too much."""
        worksheets = [
            (number, told)
            for number, told in enumerate(self._book.sheets_metadata)
            if told.typ == SheetTypeEnum.WorkSheet
        ]
        if not worksheets:
            raise Unreadable("the workbook has no worksheet.", SAVE_AGAIN)
        following = [*worksheets[1:], None]
        coming = self._begin(*self._marks(*worksheets[0]))
        for (number, told), after in zip(worksheets, following, strict=True):
            marks, reading = coming
            # The next sheet is scanned while this one is read, and read while this one's cells are sorted into columns.
            ahead = None if after is None else self._marks(*after)
            try:
                sheet: CalamineSheet | None = reading.result()
            except (CalamineError, OSError) as fault:
                sheet = self._mended(number, told.name)
                if sheet is None:
                    self.not_read[told.name] = str(fault)
            if ahead is not None:
                coming = self._begin(*ahead)
            if sheet is not None:
                yield self._reply(sheet, marks, number, told)
        if len(self.not_read) == len(worksheets):
            raise damaged("; ".join(f"sheet {name}: {why}" for name, why in self.not_read.items()))

    def _reply(self, sheet: CalamineSheet, marks: Marks, number: int, told: SheetMetadata) -> SheetReply:
        """The cells of a sheet; read once more where one of them is beyond what calamine can give."""
        visible = str(told.visible).rsplit(".", 1)[-1]
        try:
            return _read(sheet, marks, self._form, visible)
        except (Unreadable, MemoryError, KeyboardInterrupt, SystemExit):
            raise
        except BaseException:  # A panic of the native reader is no Exception.
            mended = self._mended(number, told.name)
            if mended is None:
                raise damaged("a number in it is beyond all days") from None
            return _read(mended, marks, self._form, visible)

    def _mended(self, number: int, name: str) -> CalamineSheet | None:
        """A sheet that calamine did not read as it is, read after all; None where that cannot be."""
        if not self._scan.mend(number, name):
            return None
        self._book = _book(self._scan.data)
        try:
            return self._book.get_sheet_by_index(number)
        except (CalamineError, OSError):
            return None

    def _marks(self, number: int, told: SheetMetadata) -> tuple[int, Marks, bool]:
        return number, *self._scan.marks(number, told.name)

    def _begin(self, number: int, marks: Marks, is_changed: bool) -> tuple[Marks, _Aside]:
        """Have calamine read a sheet, of which the marks are known."""
        if is_changed:
            self._book = _book(self._scan.data)
        return marks, _Aside(self._book.get_sheet_by_index, number)


def _book(data: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(io.BytesIO(data))
    except PasswordError:
        raise protected() from None
    except (CalamineError, OSError):
        raise damaged("what it holds makes no sense as a workbook") from None
    except (MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # A panic of the native reader is no Exception.
        raise damaged(_PANIC) from None


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
            raise damaged(_PANIC)
        return self._result


class _Scan(Protocol):
    """What each form's own scan offers. Once it is made, calamine may open `data`."""

    data: bytes
    """The workbook for calamine: the file itself wherever calamine reads it right."""

    epoch_1904: bool
    """Whether the workbook counts its days from 1904; known once `prepare` is done."""

    def prepare(self) -> None:
        """Make `data` such that calamine may open it; another object where it had to be changed."""

    def marks(self, number: int, name: str) -> tuple[Marks, bool]:
        """The marks of a sheet, by its position and name, and whether `data` was changed for it: open it again."""

    def mend(self, number: int, name: str) -> bool:
        """Whether `data` was changed so that a sheet that could not be read may be read now.

        `NO_SHEET` stands for what all sheets share, where calamine could not even open the workbook.
        """


def _scan(data: bytes, form: str) -> _Scan:
    """The scan of this form; each is imported only where it is needed."""
    if form == "xls":
        from caseaudit.tracker.read.biff import BiffScan

        return BiffScan(data)
    if form == "xlsb":
        from caseaudit.tracker.read.xlsb import XlsbScan

        return XlsbScan(data)
    if form == "ods":
        from caseaudit.tracker.read.opendocument import OpenDocumentScan

        return OpenDocumentScan(data)
    from caseaudit.tracker.read.ooxml import OoxmlScan

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
