"""Proof that a written copy is what was meant: read back, part by part and cell by cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from itertools import zip_longest
from math import isnan
from pathlib import Path
from typing import TYPE_CHECKING

from caseaudit.model.edits import CellEdit
from caseaudit.model.errors import CopyUnfaithful, TrackerUnusable
from caseaudit.model.table import BLANK, Cell, CellKind, address
from caseaudit.tracker.edit.archive import Packed, digest, raw_parts
from caseaudit.tracker.read.package import Package
from caseaudit.tracker.read.reading import PendingWorkbook, read_workbook

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from caseaudit.model.table import Column, Sheet, Workbook

Key = str | tuple[str, str | float | datetime | bool, bool]
"""A cell's content: plain text as it is, else kind and value, and whether it is linked."""

NOTHING: Key = ("", "", False)


def prove_parts(before: Package, after: Package, changed: Mapping[str, Packed]) -> None:
    """Every part is there, in order; the changed ones as they were made, every other one byte for byte.

    Raises:
        CopyUnfaithful: one is not.
    """
    for old, new in zip_longest(raw_parts(before), raw_parts(after)):
        if old is None or new is None or old[0] != new[0]:
            raise CopyUnfaithful("the parts of the copy are not those of the tracker")
        name = old[0]
        same = digest(after, name) == changed[name].sha256 if name in changed else old[1:] == new[1:]
        if not same:
            raise CopyUnfaithful(f"the part {name} of the copy is not what was to be written")


def read_copy(part: Path | PendingWorkbook) -> Workbook:
    """The written copy as the program reads any workbook. Raises CopyUnfaithful where it cannot be read."""
    try:
        return part.workbook() if isinstance(part, PendingWorkbook) else read_workbook(part)
    except TrackerUnusable as fault:
        raise CopyUnfaithful(f"the copy cannot be read back: {fault.what.removesuffix('.')}") from fault


def prove_cells(before: Workbook, after: Workbook, edits: Iterable[CellEdit]) -> None:
    """Every cell reads as before, and every edited one as it was to be.

    Raises:
        CopyUnfaithful: one does not; the first is named.
    """
    names = [[*(sheet.name for sheet in book.sheets), *book.not_read] for book in (before, after)]
    if names[0] != names[1]:
        raise CopyUnfaithful("the sheets of the copy are not those of the tracker")
    wanted: defaultdict[tuple[str, int], dict[int, str | date]] = defaultdict(dict)
    for edit in edits:
        wanted[edit.sheet, edit.column][edit.row] = edit.new
    for old, new in zip(before.sheets, after.sheets, strict=True):
        if _surroundings(old) != _surroundings(new):
            raise CopyUnfaithful(f'the sheet "{old.name}" of the copy has other rows, merged or hidden cells')
        for column in old.columns.keys() | new.columns.keys():
            own = wanted.get((old.name, column), {})
            _prove_column(old, column, old.columns.get(column), new.columns.get(column), own)


def new_key(new: str | date) -> Key:
    """What a cell with this new content is read as."""
    if isinstance(new, str):
        return new
    return CellKind.DATE, datetime(new.year, new.month, new.day), False


def _surroundings(sheet: Sheet) -> tuple[object, ...]:
    return (
        sheet.rows,
        sheet.visibility,
        sheet.hidden_rows,
        sheet.hidden_columns,
        frozenset(sheet.merges),
        sheet.strays,
    )


def _prove_column(
    sheet: Sheet, number: int, old: Column | None, new: Column | None, wanted: Mapping[int, str | date]
) -> None:
    import numpy as np

    if not wanted and old is not None and new is not None and _is_same(old, new):
        return
    known: dict[Key, int] = {NOTHING: BLANK}
    was, reads = _keyed(sheet, old, known), _keyed(sheet, new, known)
    contents = {content: known.get(new_key(content), BLANK - 1) for content in set(wanted.values())}
    if max(wanted, default=-1) >= len(was):
        raise CopyUnfaithful(f"{sheet.name}!{address(max(wanted), number)} of the copy lies below the cells")
    was[[*wanted]] = [contents[content] for content in wanted.values()]
    for row in np.flatnonzero(was != reads).tolist():
        raise CopyUnfaithful(f"{sheet.name}!{address(row, number)} of the copy does not read as it should")


def _is_same(old: Column, new: Column) -> bool:
    """Whether two columns are the same to the last cell: quickly told, though cells that differ can read alike."""
    import numpy as np

    return old.cells == new.cells and np.array_equal(old.codes, new.codes)


def _keyed(sheet: Sheet, column: Column | None, known: dict[Key, int]) -> npt.NDArray[np.int64]:
    """The column as the numbers of its contents in `known`, which learns new ones."""
    import numpy as np

    if column is None:
        return np.full(sheet.rows, BLANK, dtype=np.int64)
    numbers = [known.setdefault(_key(cell), len(known)) for cell in column.cells]
    return np.array([*numbers, BLANK], dtype=np.int64)[column.codes]


def _key(cell: Cell) -> Key:
    value = cell.value
    if cell.kind is CellKind.TEXT and isinstance(value, str) and not cell.linked:
        return value
    if isinstance(value, datetime) and value.microsecond:  # A serial cannot hold every fraction of a second.
        value = (value + timedelta(milliseconds=500)).replace(microsecond=0)
    if isinstance(value, float) and isnan(value):  # It is not equal to itself.
        value = "NaN"
    return cell.kind, value, cell.linked
