"""Which column of a table is which field, and how far the table reaches to the left and right.

A column whose heading names a field that no other column claims, over entries that the field can hold, is that field.
All others are weighed: see `choice`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from caseaudit.model.definition import Field
from caseaudit.model.layout import LIST_COLUMN
from caseaudit.model.table import Sheet
from caseaudit.tracker.layout.choice import Choice, weigh
from caseaudit.tracker.layout.contents import are_terms, reads_of, standard_terms
from caseaudit.tracker.layout.evidence import LIST, Candidate
from caseaudit.tracker.layout.header import Header
from caseaudit.tracker.layout.headings import Level
from caseaudit.tracker.layout.reach import reach
from caseaudit.tracker.layout.samples import Samples
from caseaudit.tracker.layout.tools import Tools

_FITS = 0.45
"""The share of entries that read as the field's from which they do not speak against it."""
_MOST_WEIGHED = 60
"""Columns of a table that are weighed, from the left."""
_SPARSE = 0.2
"""The share of rows with an entry below which entries do not speak against a heading."""
STATED = "stated"
"""Why a column is a field that the user says it is."""
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


class Tells(NamedTuple):
    """What is known of the columns beforehand: whether entries alone may make one tell the list of each case, and what
    the user says that a column is (a field, `list` or `nothing`)."""

    list_by_entries: bool = True
    stated: Mapping[int, str] = MappingProxyType({})


UNTOLD = Tells()


def settle(sheet: Sheet, header: Header, tools: Tools, stop: int, tells: Tells) -> Settled:
    """Settles what each column is; `stop` is the row below the table's last."""
    return _Settler(sheet, header, tools, stop, tells).settled()


class _Settler:
    def __init__(self, sheet: Sheet, header: Header, tools: Tools, stop: int, tells: Tells) -> None:
        self._sheet = sheet
        self._header = header
        self._tools = tools
        self._definition = tools.definition
        self._data = slice(header.lower + 1, stop)
        self._headings = dict(header.headings)
        self._number = tools.definition.roles.case_number
        self._tells_list = tells.list_by_entries
        self._stated = tells.stated
        self._samples = Samples(sheet, header, tools.definition, self._data)

    def settled(self) -> Settled:
        table, aside = reach(self._sheet, self._header, self._data, self._number)
        table = tuple(sorted({*table, *(c for c in self._stated if c in self._sheet.columns)}))
        aside = tuple(c for c in aside if c not in table)
        sure = self._sure(table)
        lists = [c for c in table if c in self._headings and self._headings[c].is_list]
        if LIST_COLUMN in self._stated.values():
            lists = [column for column, part in self._stated.items() if part == LIST_COLUMN]
        unsure = [c for c in table if c not in sure and c not in self._stated][:_MOST_WEIGHED]
        rest = [column for column in unsure if self._may_be_part(column)]
        parts = [name for name in self._definition.fields if name not in sure.values()]
        choices: tuple[Choice, ...] = ()
        if rest and (parts or self._tells_list):
            known = {name: self._candidate(column, table) for column, name in sure.items()}
            waiting = [self._candidate(column, table) for column in rest]
            choices = tuple(weigh(waiting, parts, known, self._tools, self._tells_list))
        fields = {name: column for column, name in sure.items()}
        why = dict.fromkeys((c for c in table if c in self._headings), "unrecognized")
        why |= {
            column: self._headings[column].match.level.why for column in sure if column not in self._stated
        }
        why |= dict.fromkeys(self._stated, STATED)
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
            taken = column in fields.values() or column in lists or column in self._stated
            if heading is None or taken or column in doubted:
                continue
            named = heading.match.fields
            if len(named) > 1:
                found.append(Doubt(column, named))
            elif named and named[0] in fields and self._samples.has_entries(column):
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
            if column not in self._stated and heading is not None and heading.match.field is not None:
                claims.setdefault(heading.match.field, []).append(column)
        alone = {columns[0]: name for name, columns in claims.items() if len(columns) == 1}
        stated = {c: part for c, part in self._stated.items() if part in self._definition.fields}
        alone = {column: name for column, name in alone.items() if name not in stated.values()}
        sure = {column: name for column, name in alone.items() if self._fits(column, name)} | stated
        if any(self._headings[c].match.level >= Level.ALIAS for c in alone.keys() - sure.keys()):
            return {column: name for column, name in sure.items() if column in stated or self._speaks(name)}
        return sure

    def _speaks(self, name: str) -> bool:
        """Whether entries by themselves say that a column is the field."""
        return reads_of(self._definition, self._definition.fields[name]) is not None

    def _fits(self, column: int, name: str) -> bool:
        """False where the entries contradict the field; True also where there are none."""
        field: Field = self._definition.fields[name]
        contents = self._samples.of(column)
        # A few entries in a column that should be blank say what is wrong with them, not what the column is.
        if contents.count <= _SPARSE * self._samples.rows:
            return True
        reads = reads_of(self._definition, field)
        if reads is None:
            return contents.texts >= _FITS and not are_terms(contents, self._definition)
        if standard_terms(contents, self._definition, field) >= _FITS:
            return True
        return contents.share(reads[1], reads[0]) >= _FITS

    def _may_be_part(self, column: int) -> bool:
        """Whether a column that is not sure may be anything: it has entries, or a heading that names a field."""
        heading = self._headings.get(column)
        named = heading is not None and (bool(heading.match.fields) or heading.is_list)
        return named or self._samples.of(column).count > 0

    def _candidate(self, column: int, table: tuple[int, ...]) -> Candidate:
        place = table.index(column) / max(len(table) - 1, 1)
        heading = self._headings.get(column)
        named = None if heading is None else heading.match.field
        contrary = named is not None and not self._fits(column, named)
        return Candidate(column, place, heading, self._samples.of(column), contrary)
