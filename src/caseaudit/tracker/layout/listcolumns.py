"""Columns that tell each case's list: under a heading that says so, without a heading, or by their entries alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from caseaudit.kinds.vocabulary import lexicon
from caseaudit.model.definition import Holds
from caseaudit.model.table import BLANK, Cell, Sheet
from caseaudit.tracker.layout.lists import Assumed
from caseaudit.tracker.layout.merging import merged_down
from caseaudit.tracker.layout.sheets import SheetView
from caseaudit.tracker.layout.texts import fingerprint, is_blank
from caseaudit.tracker.layout.tools import Tools

if TYPE_CHECKING:
    from caseaudit.model.table import Codes, Rows

_UNKNOWN = -1
_SHORTEST_WORD = 3
"""Letters of an entry that names a list under a heading that does not say so: "A" and "C" grade other things too."""
_HALF = 0.5
_MOST_UNKNOWN = 3
"""Different entries of a list column that may name no list."""
_NEARLY_ALL = 0.9
"""Of a sheet's cases: among fewer with a reason, the others may be active ones."""


class ListColumn:
    """A column that may tell each case's list, as it stands."""

    def __init__(
        self,
        view: SheetView,
        column: int,
        tools: Tools,
        *,
        carried: bool = False,
        told: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        import numpy as np

        self.column = column
        self._names = tuple(tools.definition.lists)
        self._sheet = view.sheet
        of = view.sheet.columns.get(column)
        cells = () if of is None else of.cells
        found = [None if is_blank(cell) else tools.lists.of_entry(cell.text) for cell in cells]
        self.assumed: dict[str, str] = {}
        """Entries that name no list, with the one that the reasons beside them speak for."""
        self._lists = np.array([*(self._names.index(name) if name else _UNKNOWN for name in found), _UNKNOWN])
        self._blank = np.array([*map(is_blank, cells), True])
        self._codes = _merged_down(view.sheet, column) if of is not None else np.full(view.sheet.rows, BLANK)
        rows = self._rows = np.concatenate([block.rows.cases for block in view.blocks])
        if carried:
            self._codes[rows] = _carried_down(self._codes[rows])
        codes = self._codes[rows]
        self._assume(cells, codes, view, tools)
        for code, cell in enumerate(cells):
            name = told.get(cell.text.strip())
            if name is not None:
                self.assumed[cell.text] = name
                self._lists[code] = self._names.index(name)
        self.blank = rows[self._blank[codes]].tolist()
        self.unknown = rows[(self._lists[codes] == _UNKNOWN) & ~self._blank[codes]].tolist()
        known = self._lists[codes]
        self.known = {self._names[place] for place in np.unique(known[known != _UNKNOWN]).tolist()}

    def _assume(self, cells: Sequence[Cell], codes: Codes, view: SheetView, tools: Tools) -> None:
        """Give each entry that names no list the list of the reasons beside it, where others name lists."""
        import numpy as np

        unknown = [c for c in np.unique(codes).tolist() if self._lists[c] == _UNKNOWN and not self._blank[c]]
        if not unknown or len(unknown) > _MOST_UNKNOWN or not (self._lists[codes] != _UNKNOWN).any():
            return
        for code in unknown:
            name = list_of_reasons(view, tools, self._rows[codes == code])
            if name is not None:
                self.assumed[cells[code].text] = name
                self._lists[code] = self._names.index(name)

    def assumptions(self) -> tuple[Assumed, ...]:
        """The entries that name no list themselves, each at its first case."""
        found = []
        for text, name in self.assumed.items():
            row = next(int(row) for row in self._rows if self.text(int(row)) == text)
            found.append(
                Assumed(row, self.column, text, name, "the reasons beside it are of this list alone")
            )
        return tuple(found)

    @property
    def settles(self) -> bool:
        """Whether it tells the list of every case."""
        return bool(self.known) and not self.unknown and not self.blank

    def of(self, rows: Rows) -> Codes:
        """The list of each row, as a position among the definition's lists."""
        codes: Codes = self._lists[self._codes[rows]].astype("int32")
        return codes

    def text(self, row: int) -> str:
        """The entry of one row."""
        code = int(self._codes[row])
        return "" if code == BLANK else self._sheet.columns[self.column].cells[code].text

    def names_in_words(self) -> bool:
        """Whether every entry that it has for a case is more than a letter or two."""
        import numpy as np

        return all(
            len(fingerprint(self._sheet.columns[self.column].cells[code].text)) >= _SHORTEST_WORD
            for code in np.unique(self._codes[self._rows]).tolist()
            if code != BLANK
        )


def labels_beside(view: SheetView, tools: Tools) -> ListColumn | None:
    """A column without a heading that names the list beside the first case of each block, or beside each case."""
    for block in view.blocks[:1]:
        for column in block.settled.table:
            if column not in block.header.headings and column in view.sheet.columns:
                labels = ListColumn(view, column, tools, carried=True)
                if labels.settles:
                    return labels
    return None


def list_of_reasons(view: SheetView, tools: Tools, rows: Rows) -> str | None:
    """The one list that may use the terms beside nearly all of these cases; None where none is the only one.

    A reason that only suspended cases can have says that its case is suspended.
    """
    told = reasons(view, tools, rows)
    named = [each for each, count in told.items() if count]
    return named[0] if len(named) == 1 and told[named[0]] >= max(_NEARLY_ALL * len(rows), 1) else None


def reasons(view: SheetView, tools: Tools, rows: Rows) -> dict[str, int]:
    """By list: beside how many of these cases a term stands that only this list may use."""
    import numpy as np

    told = dict.fromkeys(tools.definition.lists, 0)
    for name, field in tools.definition.fields.items():
        vocabulary = tools.definition.vocabulary_of(name)
        if vocabulary is None or field.holds is not Holds.TERM or not any(t.lists for t in vocabulary.terms):
            continue
        lists = {term.name: term.lists for term in vocabulary.terms}
        terms = lexicon(vocabulary, "")
        for block in view.blocks:
            of = view.sheet.columns.get(block.settled.fields.get(name, -1))
            own = np.intersect1d(rows, block.rows.cases)
            if of is None or not len(own):
                continue
            codes, counts = np.unique(of.codes[own], return_counts=True)
            for code, count in zip(codes.tolist(), counts.tolist(), strict=True):
                blank = code == BLANK or is_blank(of.cells[code])
                term = None if blank else terms.resolve(of.cells[code].text).term
                for one in lists[term] if term is not None and len(lists[term]) == 1 else ():
                    told[one] += count
    return told


def has_most_fields(view: SheetView, tools: Tools) -> bool:
    """Whether the sheet has so many of the fields that it can be nothing but a case list."""
    return max(len(block.settled.fields) for block in view.blocks) >= _HALF * len(tools.definition.fields)


def _carried_down(codes: Codes) -> Codes:
    """Each entry in all rows down to the next one."""
    import numpy as np

    filled = np.where(codes == BLANK, -1, np.arange(len(codes)))
    last = np.maximum.accumulate(filled) if len(codes) else filled
    carried: Codes = np.where(last < 0, BLANK, codes[last])
    return carried


def _merged_down(sheet: Sheet, column: int) -> Codes:
    """The column's codes with each vertical merge filled down."""
    codes = sheet.columns[column].codes.copy()
    for top, rows in merged_down(sheet, lambda merge: merge.left == column):
        codes[rows.start : rows.stop] = codes[top]
    return codes
