"""Which column of a table is which field, and how far the table reaches to the left and right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from caseaudit.model.definition import Holds
from caseaudit.model.table import BLANK, Cell, Sheet
from caseaudit.tracker.layout.dated import dated_headings
from caseaudit.tracker.layout.header import Header, Heading
from caseaudit.tracker.layout.headings import NOTHING, Level
from caseaudit.tracker.layout.texts import is_blank, words_of
from caseaudit.tracker.layout.tools import Tools
from caseaudit.tracker.layout.values import fits, identifier

if TYPE_CHECKING:
    from caseaudit.model.table import Mask

_LOOKED_AT_ROWS = 2000
_MOST_LOOKED_AT = 60
_BANNER = 2
"""Filled cells of a row that may be a banner or a total."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A heading that was not taken at its word: the fields it could be, or the column that was read instead."""

    column: int
    fields: tuple[str, ...]
    read: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """A table's columns: `fields` by name, `table` all of them in order, `aside` the columns of side tables."""

    fields: Mapping[str, int]
    why: Mapping[int, str]
    lists: tuple[int, ...]
    table: tuple[int, ...]
    aside: tuple[int, ...]
    doubts: tuple[Doubt, ...]


def settle(sheet: Sheet, header: Header, tools: Tools, stop: int) -> Settled:
    """Settles what each column is; `stop` is the row below the table's last."""
    return _Settler(sheet, header, tools, stop).settled()


class _Settler:
    def __init__(self, sheet: Sheet, header: Header, tools: Tools, stop: int) -> None:
        self._sheet = sheet
        self._header = header
        self._definition = definition = tools.definition
        self._words = tools.words
        self._data = slice(header.lower + 1, stop)
        named = {column: self._supported(column, each) for column, each in header.headings.items()}
        self._headings = dated_headings(named, tools.headings, definition, self._cells)
        self._number = definition.roles.case_number

    def settled(self) -> Settled:
        core = self._core()
        table, aside = self._reach(core)
        claims = {column: self._headings[column] for column in table if column in self._headings}
        fields, why, doubts = self._claimed(claims)
        if self._number not in fields:
            for column in self._numbers(set(table) - set(fields.values()), claims):
                fields[self._number], why[column] = column, "similar"
                doubts = [doubt for doubt in doubts if doubt.column != column]
        lists = tuple(c for c, each in claims.items() if each.is_list and c not in fields.values())
        return Settled(
            fields, why, lists, table, aside, tuple(sorted(doubts, key=lambda doubt: doubt.column))
        )

    def _filled(self, column: int) -> Mask:
        mask: Mask = self._sheet.columns[column].codes[self._data] != BLANK
        return mask

    def _cells(self, column: int) -> list[Cell]:
        """Distinct entries of the column's first rows, without banners and its heading where that is repeated."""
        import numpy as np

        of = self._sheet.columns.get(column)
        if of is None:
            return []
        codes = np.unique(of.codes[self._data][:_LOOKED_AT_ROWS][self._rows])
        headings = {of.at(row) for row in (self._header.upper, self._header.lower)}
        found = (of.cells[code] for code in codes.tolist() if code != BLANK)
        return [cell for cell in found if cell not in headings]

    @cached_property
    def _rows(self) -> Mask:
        """Which of the first rows hold more than the text of a banner or a total."""
        import numpy as np

        looked_at = slice(self._data.start, min(self._data.stop, self._data.start + _LOOKED_AT_ROWS))
        filled = np.zeros(max(min(looked_at.stop, self._sheet.rows) - looked_at.start, 0), np.int32)
        for of in self._sheet.columns.values():
            filled += of.codes[looked_at] != BLANK
        mask: Mask = filled >= min(_BANNER + 1, (len(self._header.headings) + 1) // 2)
        return mask

    def _has_entries(self, column: int) -> bool:
        return any(not is_blank(cell) for cell in self._cells(column)) or (
            column in self._sheet.columns and bool(self._filled(column)[_LOOKED_AT_ROWS:].any())
        )

    def _core(self) -> Mask:
        """The rows that surely belong to the table: those with a case number, else with some fields."""
        import numpy as np

        named = {
            c: each for c, each in self._headings.items() if each.match.field and c in self._sheet.columns
        }
        numbers = [c for c, each in named.items() if each.match.field == self._number]
        rows = max(self._data.stop - self._data.start, 0)
        if numbers:
            return self._filled(numbers[0])
        filled = sum((self._filled(c).astype(np.int32) for c in named), np.zeros(rows, np.int32))
        mask: Mask = filled >= min(3, max(len(named), 1))
        return mask

    def _reach(self, core: Mask) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The columns of the table and those of side tables."""
        groups = self._groups(core)
        fields = [{self._claim(c) for c in group} - {None} for group in groups]
        main = max(range(len(groups)), key=lambda i: (len(fields[i]), -i))
        taken = {main}
        known = set(fields[main])
        for i in sorted(range(len(groups)), key=lambda i: abs(i - main)):
            if fields[i] - known:
                taken.add(i)
                known |= fields[i]
        first, last = min(taken), max(taken)
        table = tuple(c for group in groups[first : last + 1] for c in group)
        aside = tuple(c for group in (*groups[:first], *groups[last + 1 :]) for c in group)
        return table, aside

    def _claim(self, column: int) -> str | None:
        heading = self._headings.get(column)
        if heading is None:
            return None
        return heading.match.field or ("" if heading.is_list else None)

    def _groups(self, core: Mask) -> list[list[int]]:
        """The used columns, parted where a column is empty."""
        merged = {
            column
            for merge in self._sheet.merges
            if self._header.upper <= merge.top and merge.bottom <= self._header.lower
            for column in range(merge.left, merge.right + 1)
        }
        used = set(self._header.headings) | merged
        used |= {c for c in self._sheet.columns if c not in used and self._filled(c)[core].any()}
        groups: list[list[int]] = []
        for column in sorted(used):
            if groups and column == groups[-1][-1] + 1:
                groups[-1].append(column)
            else:
                groups.append([column])
        return groups

    def _supported(self, column: int, heading: Heading) -> Heading:
        """The heading, or one without a field where it is only similar and the entries contradict it."""
        match = heading.match
        if match.field is None or match.level >= Level.ALIAS:
            return heading
        field = self._definition.fields[match.field]
        return (
            heading if fits(self._definition, field, self._cells(column)) else Heading(heading.text, NOTHING)
        )

    def _claimed(self, claims: Mapping[int, Heading]) -> tuple[dict[str, int], dict[int, str], list[Doubt]]:
        fields: dict[str, int] = {}
        why: dict[int, str] = {}
        doubts: list[Doubt] = []
        by_field: dict[str, list[int]] = {}
        for column, each in claims.items():
            why[column] = "unrecognized"
            if len(each.match.fields) > 1:
                why[column] = "ambiguous"
                doubts.append(Doubt(column, each.match.fields))
            elif each.match.field is not None:
                by_field.setdefault(each.match.field, []).append(column)
        for field, columns in by_field.items():
            winner, *others = self._ranked(columns, claims)
            fields[field] = winner
            why[winner] = claims[winner].match.level.why
            for column in filter(self._has_entries, others):
                why[column] = "ambiguous"
                doubts.append(Doubt(column, (field,), winner))
        return fields, why, doubts

    def _ranked(self, columns: Iterable[int], claims: Mapping[int, Heading]) -> list[int]:
        """The columns of one field, best first: by the heading, then by what stands there, then from the left."""
        columns = list(columns)
        if len(columns) == 1:
            return columns
        return sorted(columns, key=lambda c: (-claims[c].match.level, self._emptiness(c, claims[c]), c))

    def _emptiness(self, column: int, heading: Heading) -> int:
        """0 where entries stand that the heading's field can hold, 1 where others do, 2 where none does."""
        if not self._has_entries(column):
            return 2
        field = self._definition.fields[heading.match.fields[0]]
        return 0 if fits(self._definition, field, self._cells(column)) else 1

    def _numbers(self, columns: Iterable[int], claims: Mapping[int, Heading]) -> list[int]:
        """The one column whose entries are case numbers by their form, whatever its heading."""
        field = self._definition.fields.get(self._number)
        if field is None or field.holds is not Holds.IDENTIFIER or not field.pattern:
            return []
        form = identifier(field.pattern)
        found = []
        for column in sorted(columns):
            words = words_of(claims[column].text) if column in claims else ()
            if set(words) & (self._words.earlier | self._words.relations):
                continue
            cells = [cell for cell in self._cells(column) if not is_blank(cell)][:_MOST_LOOKED_AT]
            right = sum(form.fullmatch(cell.text) is not None for cell in cells)
            if right and right >= 0.6 * len(cells):
                found.append(column)
        return found if len(found) == 1 else []
