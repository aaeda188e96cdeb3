"""Which column of a table is which field, and how far the table reaches to the left and right.

A column whose heading names a field that no other column claims, over entries that the field can hold, is that field.
All others are weighed: see `choice`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from caseaudit.model.definition import Field
from caseaudit.model.table import BLANK, Sheet
from caseaudit.tracker.layout.contents import Contents, Entry, are_terms, day_of, reads_of
from caseaudit.tracker.layout.evidence import LIST, Candidate
from caseaudit.tracker.layout.header import Header
from caseaudit.tracker.layout.headings import Level
from caseaudit.tracker.layout.texts import fingerprint, is_blank
from caseaudit.tracker.layout.tools import Tools
from caseaudit.tracker.layout.choice import Choice, weigh

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from caseaudit.model.table import Mask

_LOOKED_AT_ROWS = 2000
_LOOKED_AT_DAYS = 400
_MOST_ENTRIES = 40
"""Distinct entries of a column that are looked at, the most frequent first."""
_BANNER = 2
"""Filled cells of a row that may be a banner or a total."""
_FITS = 0.45
"""The share of entries that read as the field's from which they do not speak against it."""
_SPARSE = 0.2
"""The share of rows with an entry below which entries do not speak against a heading."""
_WEIGHED = "weighed"
"""Why a column is a field that its heading does not name."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A heading that was not taken at its word: the fields it could be, or the column that was read instead."""

    column: int
    fields: tuple[str, ...]
    read: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Settled:
    """A table's columns: `fields` by name, `table` all of them in order, `aside` the columns of side tables.

    `choices` are the columns that were weighed, whatever came of it.
    """

    fields: Mapping[str, int]
    why: Mapping[int, str]
    lists: tuple[int, ...]
    table: tuple[int, ...]
    aside: tuple[int, ...]
    doubts: tuple[Doubt, ...]
    choices: tuple[Choice, ...] = ()


def settle(sheet: Sheet, header: Header, tools: Tools, stop: int, tells_list: bool = True) -> Settled:
    """Settles what each column is; `stop` is the row below the table's last.

    `tells_list` says whether entries alone may make a column the one that tells the list of each case.
    """
    return _Settler(sheet, header, tools, stop, tells_list).settled()


class _Settler:
    def __init__(self, sheet: Sheet, header: Header, tools: Tools, stop: int, tells_list: bool) -> None:
        self._sheet = sheet
        self._header = header
        self._tools = tools
        self._definition = tools.definition
        self._data = slice(header.lower + 1, stop)
        self._headings = dict(header.headings)
        self._number = tools.definition.roles.case_number
        self._tells_list = tells_list
        self._known_contents: dict[int, Contents] = {}
        self._stand_ins = {fingerprint(text) for text in tools.definition.stand_ins}

    def settled(self) -> Settled:
        table, aside = self._reach(self._core())
        sure = self._sure(table)
        lists = [c for c in table if c in self._headings and self._headings[c].is_list]
        rest = [c for c in table if c not in sure and self._may_be_part(c)]
        parts = [name for name in self._definition.fields if name not in sure.values()]
        choices: tuple[Choice, ...] = ()
        if rest and (parts or self._tells_list):
            known = {name: self._candidate(column, table) for column, name in sure.items()}
            waiting = [self._candidate(column, table) for column in rest]
            choices = tuple(weigh(waiting, parts, known, self._tools, self._tells_list))
        fields = {name: column for column, name in sure.items()}
        why = dict.fromkeys((c for c in table if c in self._headings), "unrecognized")
        why |= {column: self._headings[column].match.level.why for column in sure}
        doubts: list[Doubt] = []
        for each in choices:
            self._note(each, fields, why, doubts, lists)
        doubts.extend(self._second(table, fields, why, lists, {each.column for each in doubts}))
        order = sorted(doubts, key=lambda doubt: doubt.column)
        told = tuple(c for c in table if c in lists and c not in fields.values())
        return Settled(fields, why, told, table, aside, tuple(order), choices)

    def _note(
        self,
        choice: Choice,
        fields: dict[str, int],
        why: dict[int, str],
        doubts: list[Doubt],
        lists: list[int],
    ) -> None:
        """What one weighed column comes to."""
        heading = self._headings.get(choice.column)
        if choice.part == LIST and choice.taken:
            lists.append(choice.column)
        elif choice.part is not None and choice.taken:
            fields[choice.part] = choice.column
            named = heading is not None and choice.part in heading.match.fields
            why[choice.column] = heading.match.level.why if heading is not None and named else _WEIGHED
        elif choice.part is not None and choice.rivals:
            why[choice.column] = "ambiguous"
            doubts.append(Doubt(choice.column, choice.rivals))

    def _second(
        self,
        table: tuple[int, ...],
        fields: Mapping[str, int],
        why: dict[int, str],
        lists: list[int],
        doubted: set[int],
    ) -> list[Doubt]:
        """The columns whose headings name a field that another column is, or several fields."""
        found = []
        for column in table:
            heading = self._headings.get(column)
            if heading is None or column in fields.values() or column in lists or column in doubted:
                continue
            named = heading.match.fields
            if len(named) > 1:
                found.append(Doubt(column, named))
            elif named and named[0] in fields and self._has_entries(column):
                found.append(Doubt(column, named, fields[named[0]]))
            else:
                continue
            why[column] = "ambiguous"
        return found

    def _sure(self, table: tuple[int, ...]) -> dict[int, str]:
        """The fields of the columns that need no weighing; of none, where entries contradict a heading."""
        claims: dict[str, list[int]] = {}
        for column in table:
            heading = self._headings.get(column)
            if heading is not None and heading.match.field is not None:
                claims.setdefault(heading.match.field, []).append(column)
        alone = {columns[0]: name for name, columns in claims.items() if len(columns) == 1}
        sure = {column: name for column, name in alone.items() if self._fits(column, name)}
        if any(self._headings[column].match.level >= Level.ALIAS for column in alone.keys() - sure.keys()):
            return {column: name for column, name in sure.items() if self._speaks(column, name)}
        return sure

    def _speaks(self, column: int, name: str) -> bool:
        """Whether the entries by themselves say that the column is the field."""
        return reads_of(self._definition, self._definition.fields[name]) is not None

    def _fits(self, column: int, name: str) -> bool:
        """False where the entries contradict the field; True also where there are none."""
        field: Field = self._definition.fields[name]
        contents = self._contents(column)
        # A few entries in a column that should be blank say what is wrong with them, not what the column is.
        if contents.count <= _SPARSE * int(self._rows.sum()):
            return True
        reads = reads_of(self._definition, field)
        if reads is None:
            return contents.texts >= _FITS and not are_terms(contents, self._definition)
        return contents.share(reads[1], reads[0]) >= _FITS

    def _may_be_part(self, column: int) -> bool:
        """Whether a column that is not sure may be anything: it has entries, or a heading that names a field."""
        heading = self._headings.get(column)
        named = heading is not None and (bool(heading.match.fields) or heading.is_list)
        return named or self._contents(column).count > 0

    def _candidate(self, column: int, table: tuple[int, ...]) -> Candidate:
        place = table.index(column) / max(len(table) - 1, 1)
        heading = self._headings.get(column)
        named = None if heading is None else heading.match.field
        contrary = named is not None and not self._fits(column, named)
        return Candidate(column, place, heading, self._contents(column), contrary)

    def _filled(self, column: int) -> Mask:
        mask: Mask = self._sheet.columns[column].codes[self._data] != BLANK
        return mask

    def _contents(self, column: int) -> Contents:
        found = self._known_contents.get(column)
        if found is None:
            found = self._known_contents[column] = self._look(column)
        return found

    def _look(self, column: int) -> Contents:
        """The most frequent entries of the column's first rows, without its heading where that is repeated."""
        import numpy as np

        of = self._sheet.columns.get(column)
        if of is None:
            return Contents((), 0, lambda: np.empty(0))
        codes = of.codes[self._data][:_LOOKED_AT_ROWS][self._rows]
        used, counts = np.unique(codes, return_counts=True)
        headings = {of.at(row) for row in (self._header.upper, self._header.lower)}
        entries: list[Entry] = []
        for at in np.argsort(-counts, kind="stable").tolist():
            cell = of.cells[used[at]] if used[at] != BLANK else None
            if cell is None or is_blank(cell) or cell in headings or self._is_stand_in(cell.text):
                continue
            entries.append(Entry(cell, int(counts[at])))
            if len(entries) == _MOST_ENTRIES:
                break
        return Contents(entries, len(entries), lambda: self._days(column))

    def _is_stand_in(self, text: str) -> bool:
        return len(text) <= _MOST_ENTRIES and fingerprint(text) in self._stand_ins

    def _days(self, column: int) -> npt.NDArray[np.float64]:
        """The day of each of the first rows as a number, NaN where it holds none."""
        import numpy as np

        of = self._sheet.columns[column]
        codes = of.codes[self._data][:_LOOKED_AT_ROWS][self._rows][:_LOOKED_AT_DAYS]
        days = np.full(len(of.cells) + 1, np.nan)
        for code in np.unique(codes).tolist():
            day = day_of(of.cells[code]) if code != BLANK else None
            if day is not None:
                days[code] = day.toordinal()
        found: npt.NDArray[np.float64] = days[codes]
        return found

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
        import numpy as np

        of = self._sheet.columns.get(column)
        if of is None:
            return False
        headings = {of.at(row) for row in (self._header.upper, self._header.lower)}
        codes = np.unique(of.codes[self._data]).tolist()
        return any(c != BLANK and not is_blank(of.cells[c]) and of.cells[c] not in headings for c in codes)

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
