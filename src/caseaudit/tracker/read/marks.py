"""What a sheet says beside its values: errors, formulas, hidden rows, far-off cells.

The values come from calamine, which keeps none of these; each form's own scan fills one `Marks` a sheet.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping

from caseaudit.tracker.read.limits import AREA

Spot = tuple[int, int]
"""A cell as (row, column), from 0."""

FAR_ROWS = 1000
"""A gap of more empty rows than this sets a few cells below it apart from the table."""
FAR_COLUMNS = 200
"""The same for columns."""
FEW = 50
"""No more filled cells than this beyond a gap are strays; more are data."""
WIDE_AREA = 5_000_000
"""A sheet whose filled cells span more than this, and 20 times their number, is cut before it is read."""


class Marks:
    """The marks of one sheet, places counted from 0."""

    def __init__(self) -> None:
        self.errors: dict[Spot, str] = {}
        self.linked: defaultdict[int, array[int]] = defaultdict(lambda: array("i"))
        """By column: the rows whose cell is a formula."""
        self.uncalculated: list[Spot] = []
        self.texts: dict[Spot, str] = {}
        """Numbers that are no day and no duration, though their format says so."""
        self.hidden_rows: array[int] = array("i")
        self.hidden_columns: list[tuple[int, int]] = []
        """Ranges, both ends in."""
        self.merges: list[tuple[int, int, int, int]] = []
        """Top, left, bottom, right."""
        self.strays: list[Spot] = []

    def formula(self, row: int, column: int, calculated: bool) -> None:
        """Note a formula cell."""
        self.linked[column].append(row)
        if not calculated:
            self.uncalculated.append((row, column))


def apart(counts: dict[int, int], gap: int) -> set[int]:
    """The rows (or columns) that stand far off the main block: a few cells beyond a long gap.

    `counts` has the filled cells by row (or column). The block with the most cells is the main one.
    """
    blocks: list[list[int]] = []
    for place in sorted(counts):
        if blocks and place - blocks[-1][-1] <= gap + 1:
            blocks[-1].append(place)
        else:
            blocks.append([place])
    sizes = [sum(counts[place] for place in block) for block in blocks]
    main = max(range(len(blocks)), key=sizes.__getitem__, default=0)
    return {
        place
        for number, block in enumerate(blocks)
        if number != main and sizes[number] <= FEW
        for place in block
    }


def far_spots(filled: Mapping[Spot, int]) -> set[Spot]:
    """The places to leave out, so that no block is built up to them: those far off the main block, by rows first.

    `filled` has the number of cells that each place stands for. Nothing is left out where the block that spans all is
    not large, or not far larger than the number of cells.

    Raises:
        Unreadable: what is left still spans more cells than can be held.
    """
    area = _area(filled)
    if area <= WIDE_AREA or area <= 20 * sum(filled.values()):
        return set()
    rows: Counter[int] = Counter()
    for (row, _), number in filled.items():
        rows[row] += number
    far_rows = apart(rows, FAR_ROWS)
    columns: Counter[int] = Counter()
    for (row, column), number in filled.items():
        if row not in far_rows:
            columns[column] += number
    far_columns = apart(columns, FAR_COLUMNS)
    far = {(row, column) for row, column in filled if row in far_rows or column in far_columns}
    left = _area(filled.keys() - far)
    AREA.check(left)
    return far


def _area(spots: Collection[Spot]) -> int:
    return (1 + max(row for row, _ in spots)) * (1 + max(column for _, column in spots)) if spots else 0
