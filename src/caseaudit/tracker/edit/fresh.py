"""Writing a new .xlsx workbook of values: the copy of a tracker in another form, or a plain table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from caseaudit.model.edits import CellEdit, EditReport, Rewrite
from caseaudit.model.table import Cell, CellKind, Column, Sheet, Visibility, Workbook, address, letters
from caseaudit.tracker.edit.cellxml import escaped, serial
from caseaudit.tracker.edit.proof import prove_cells, read_copy
from caseaudit.tracker.edit.replacing import interim_folder, refuse_same, replacing
from caseaudit.tracker.edit.reproducible import moment, settled
from caseaudit.tracker.edit.valuesonly import as_values, names_in_copy, notes
from caseaudit.tracker.read.reading import NO_DATE

if TYPE_CHECKING:
    from openpyxl import Workbook as NewWorkbook
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

DAY = "yyyy-mm-dd"
MOMENT = "yyyy-mm-dd hh:mm:ss"

_STATES = {Visibility.VISIBLE: "visible", Visibility.HIDDEN: "hidden", Visibility.VERY_HIDDEN: "veryHidden"}


def copy_values(
    workbook: Workbook,
    target: Path,
    edits: Iterable[CellEdit],
    *,
    then: Callable[[EditReport], object] | None = None,
) -> EditReport:
    """Write the values of a workbook that has been read, with these edits, as a new .xlsx; read it back and compare.

    Rows, columns, merged cells and what is hidden stay; formats and formulas are not carried over. `then` is called
    with the report once the copy is proven, before it takes its place: where that raises, there is no copy.

    Raises:
        CommandUnusable: the target is the tracker, or cannot be written.
        TrackerUnusable: an entry or the sheet is larger than a worksheet can hold.
        CopyUnfaithful: the copy does not read as it should; it is not kept.
    """
    refuse_same(target, (Path(workbook.path),))
    wanted = list(edits)
    names = names_in_copy(workbook)
    expected = as_values(workbook, names)
    with replacing(target) as (file, part), interim_folder(target):
        _write(expected, wanted, names, file)
        file.flush()
        prove_cells(expected, read_copy(part), [_on(edit, names) for edit in wanted])
        digest = sha256(part.read_bytes()).hexdigest()
        made = tuple(map(Rewrite, wanted))
        told = tuple(notes(workbook, names))
        report = EditReport(made, notes=told, before=workbook.sha256, after=digest)
        if then is not None:
            then(report)
    return report


def write_table(columns: Sequence[str], rows: Iterable[Sequence[Any]], target: Path, title: str) -> None:
    """Write one table of texts, days and numbers as a new .xlsx workbook, its header row frozen and filtered.

    Raises:
        CommandUnusable: the target cannot be written.
    """
    with replacing(target) as (file, _), interim_folder(target):
        book = _new_book()
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        count = 1
        maker = _CellMaker(sheet)
        sheet.append([maker.of(name) for name in columns])
        for count, row in enumerate(rows, 2):  # noqa: B007 -- the last number is used
            sheet.append([maker.of(value) for value in row])
        sheet.auto_filter.ref = f"A1:{letters(len(columns) - 1)}{count}"
        _save(book, file)


def _new_book() -> NewWorkbook:
    import openpyxl

    return openpyxl.Workbook(write_only=True)


def _save(book: NewWorkbook, file: BinaryIO) -> None:
    """Save it so that its bytes hang on its content alone, not on the time."""
    made = BytesIO()
    book.save(made)
    file.write(settled(made.getvalue(), moment()))


class _CellMaker:
    """Makes the cells of one sheet; a text is never taken for a formula."""

    def __init__(self, sheet: WriteOnlyWorksheet) -> None:
        from openpyxl.cell import WriteOnlyCell

        self._make, self._sheet = WriteOnlyCell, sheet

    def of(self, value: object) -> Any:
        """What to append for a text, a day, a moment, a number, a truth value or a formula error's `Cell`.

        A cell that is made can be appended once only: appending changes its type.
        """
        if isinstance(value, Cell):
            return self._text(str(value.value), "e")
        if isinstance(value, str):
            return self._text(value, "s") if value[:1] in ("=", "#") else escaped(value)
        return self._day(value) if isinstance(value, date) else value

    def _text(self, text: str, kind: str) -> Any:
        cell: Any = self._make(self._sheet, None)
        cell._value = escaped(text)  # Given as a value, a text that begins with "=" is a formula.
        cell.data_type = kind
        return cell

    def _day(self, value: date) -> Any:
        moment = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        whole = 0 if moment == NO_DATE else serial(moment.date(), False)
        seconds = moment.hour * 3600 + moment.minute * 60 + moment.second + moment.microsecond / 1e6
        cell = self._make(self._sheet, whole + seconds / 86400 if seconds else whole)
        cell.number_format = MOMENT if seconds else DAY
        return cell


def _write(workbook: Workbook, edits: Sequence[CellEdit], names: Mapping[str, str], file: BinaryIO) -> None:
    book = _new_book()
    for sheet in workbook.sheets:
        own = [edit for edit in edits if names[edit.sheet] == sheet.name]
        made = book.create_sheet(sheet.name)
        made.sheet_state = _STATES[sheet.visibility]
        for merge in sheet.merges:
            made.merged_cells.add(f"{address(merge.top, merge.left)}:{address(merge.bottom, merge.right)}")
        for column in sheet.hidden_columns:
            made.column_dimensions[letters(column)].hidden = True
        for row in sheet.hidden_rows:
            made.row_dimensions[row + 1].hidden = True
        for values in _rows(sheet, own, _CellMaker(made)):
            made.append(values)
    if all(sheet.visibility is not Visibility.VISIBLE for sheet in workbook.sheets):
        book.worksheets[0].sheet_state = "visible"
    _save(book, file)


def _rows(sheet: Sheet, edits: Sequence[CellEdit], maker: _CellMaker) -> Iterator[list[Any]]:
    changed: dict[int, dict[int, str | date]] = {}
    for edit in edits:
        changed.setdefault(edit.row, {})[edit.column] = edit.new
    width = max(sheet.columns, default=-1) + 1
    columns = {number: (column.codes, _contents(column)) for number, column in sheet.columns.items()}
    for row in range(sheet.rows):
        values: list[Any] = [None] * width
        for number, (codes, contents) in columns.items():
            values[number] = contents[codes[row]]
        for number, new in changed.get(row, {}).items():
            values[number] = new
        yield [None if value is None else maker.of(value) for value in values]


def _contents(column: Column) -> list[object]:
    """What the distinct cells hold, in their order; then None, for the empty cell, whose code is -1."""
    return [*(cell if cell.kind is CellKind.ERROR else cell.value for cell in column.cells), None]


def _on(edit: CellEdit, names: Mapping[str, str]) -> CellEdit:
    return CellEdit(names[edit.sheet], edit.row, edit.column, edit.new)
