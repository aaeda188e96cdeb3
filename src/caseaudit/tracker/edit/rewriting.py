"""One sheet's cells with their new contents: which may be written over, and what then stands there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date

from caseaudit.model.edits import CellEdit, Refused, Rewrite
from caseaudit.tracker.edit import cellxml
from caseaudit.tracker.edit.cellxml import OldCell
from caseaudit.tracker.edit.markup import Splice
from caseaudit.tracker.edit.sheetcells import SheetCells, Span, inside
from caseaudit.tracker.edit.styles import NoStyles, Styles, TooManyStyles
from caseaudit.tracker.read.marks import Spot

_MANY_CELLS = re.compile(rb"""\st\s*=\s*["'](?:array|dataTable)["']""")


class Rewriting:
    """The edits of one sheet: `splices` make those of `made`, `refused` has the others, each with its reason.

    `styles` are needed where an edit is a day; `is_rich` says whether an old cell holds a text with runs.

    Raises:
        Unreadable: the sheet is damaged.
    """

    def __init__(
        self,
        cells: SheetCells,
        edits: Mapping[Spot, CellEdit],
        styles: Styles | NoStyles,
        is_rich: Callable[[OldCell], bool],
        *,
        epoch_1904: bool,
    ) -> None:
        self._cells, self._styles, self._is_rich = cells, styles, is_rich
        self._epoch_1904 = epoch_1904
        self.splices: list[Splice] = []
        self.made: list[Rewrite] = []
        self.refused: list[Refused] = []
        self._known: dict[tuple[bytes, int, str | date], tuple[str, bytes]] = {}
        self._rich: dict[bytes, bool] = {}
        self._formats = self._day_formats(edits)
        self._rewrite_all(edits)

    def _day_formats(self, edits: Mapping[Spot, CellEdit]) -> Mapping[int, int | None]:
        """By column that is to get days: the number format that its days have."""
        columns = sorted({column for (_, column), edit in edits.items() if isinstance(edit.new, date)})
        styles = self._styles
        if isinstance(styles, NoStyles) or not columns:
            return {}
        counts = self._cells.styles_of_numbers(columns)
        return {column: styles.usual_format(counts[column]) for column in columns}

    def _rewrite_all(self, edits: Mapping[Spot, CellEdit]) -> None:
        cells = self._cells
        found = cells.find(edits)
        merged = inside(edits, cells.areas(b"mergeCell"))
        has_many = b"array" in cells.part.masked or b"dataTable" in cells.part.masked
        of_formula = inside(edits, cells.areas(b"f", _MANY_CELLS)) if has_many else set()
        for spot, edit in edits.items():
            spans = found.get(spot, ())
            if spot in merged:
                reason = "is covered by a merged cell"
            elif spot in of_formula:
                reason = "is a result of the formula beside it"
            elif len(spans) != 1:
                reason = "stands twice in the sheet" if spans else "is not in the sheet"
            else:
                reason = self._rewrite(edit, spans[0])
            if reason:
                self.refused.append(Refused(edit, reason))

    def _rewrite(self, edit: CellEdit, span: Span) -> str:
        """Make the edit of a cell that stands alone; why it is refused, "" where it is not."""
        start, tag_end, end, plain = span
        xml = self._cells.part.text[start:end]
        if plain is None or self._epoch_1904:
            old = cellxml.old_cell(self._cells, xml)
            reason, new = self._new(edit, old, xml[: tag_end - start])
            is_rich = not reason and self._is_rich(old)
        else:
            reason, new = self._new_plain(edit, plain, xml)
            is_rich = plain[3] == b"s" and not reason and self._is_rich_string(plain)
        if not reason:
            self.splices.append(Splice(start, end, new))
            self.made.append(Rewrite(edit, xml.decode(), new.decode(), "rich text" if is_rich else ""))
        return reason

    def _is_rich_string(self, plain: re.Match[bytes]) -> bool:
        """Whether the shared string that the cell names has runs; asked once for each."""
        known = self._rich.get(plain[4])
        if known is None:
            known = self._rich[plain[4]] = self._is_rich(cellxml.plain_content(plain))
        return known

    def _new_plain(self, edit: CellEdit, plain: re.Match[bytes], xml: bytes) -> tuple[str, bytes]:
        """As `_new`. What follows the place in the element is made once for all cells that are to have the same."""
        place = plain.start(1) - plain.start()
        key = plain[1], edit.column if isinstance(edit.new, date) else -1, edit.new
        known = self._known.get(key)
        if known is None:
            tag = xml[: place + len(plain[1])]
            reason, new = self._new(edit, cellxml.plain_content(plain), tag)
            known = self._known[key] = reason, new[place:]
        return known[0], xml[:place] + known[1]

    def _new(self, edit: CellEdit, old: OldCell, tag: bytes) -> tuple[str, bytes]:
        """Why the edit is refused, or "" and the cell's element with its new content."""
        reason, style = cellxml.unfit(edit.new, self._epoch_1904) or old.objection, None
        if not reason and isinstance(edit.new, date):
            if cellxml.misread(old, edit.new, self._epoch_1904):
                reason = "is a number that counts days from 1904, as this workbook does, and stands for another day"
            elif isinstance(self._styles, NoStyles):
                reason = self._styles.why
            else:
                try:
                    style = self._styles.with_format(old.style, self._formats[edit.column])
                except TooManyStyles:
                    reason = "cannot show a day, because the workbook has as many styles as it can hold"
        if reason:
            return reason, b""
        new = edit.new if isinstance(edit.new, str) else cellxml.serial(edit.new, self._epoch_1904)
        return "", cellxml.written(tag, self._cells.prefix, new, None if style == old.style else style)
