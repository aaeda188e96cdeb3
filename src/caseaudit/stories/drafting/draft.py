"""What a draft says: the lists and fields of workbooks that nobody has described yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from caseaudit.kinds.spelling import fingerprint
from caseaudit.kinds.standins import StandIns, stand_ins_of
from caseaudit.model.definition import Holds
from caseaudit.model.errors import TrackerUnusable
from caseaudit.model.table import Cell, Workbook
from caseaudit.stories.drafting.columns import Described, describe
from caseaudit.stories.drafting.tables import Table, table_of
from caseaudit.tracker.layout.ownsheets import is_own
from caseaudit.tracker.read.dropdowns import dropdowns_of

MOST_FIELDS = 300
_ALIKE = 0.6
"""A sheet with this share of the headings is a list of the same cases."""


@dataclass(slots=True)
class _Column:
    """The entries under one heading, of all tables that have it."""

    header: str
    cells: list[Cell | None] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    tables: int = 0


@dataclass(frozen=True, slots=True)
class DraftedList:
    """A list: the title of its sheet, where its headings stand (from 1), and how many rows it has."""

    title: str
    header_row: int
    rows: int


@dataclass(frozen=True, slots=True)
class Draft:
    """A drafted definition. `key` is the place of the field that tells rows apart, None where none does for sure.

    `left_out` says in words which sheets and columns are not in it, and why.
    """

    title: str
    trackers: tuple[str, ...]
    lists: tuple[DraftedList, ...]
    fields: tuple[Described, ...]
    key: int | None
    left_out: tuple[str, ...]


def draft_of(workbooks: Sequence[Workbook], placeholders: Sequence[str]) -> Draft:
    """Draft a definition from workbooks of the same tracker. Raises TrackerUnusable where none has a table."""
    stand_ins = stand_ins_of(tuple(placeholders))
    found: list[tuple[Workbook, Table]] = []
    left_out: list[str] = []
    for workbook in workbooks:
        tables, notes = _tables(workbook)
        found += [(workbook, table) for table in tables]
        left_out += [f"{Path(workbook.path).name}: {note}" for note in notes]
    if not found:
        raise TrackerUnusable(
            workbooks[0].path,
            "has no sheet with a table: a row of headings with entries below.",
            "Give another workbook.",
        )
    lists: dict[str, DraftedList] = {}
    columns: dict[str, _Column] = {}
    for workbook, table in found:
        known = lists.get(table.sheet.name)
        rows = len(table.rows) + (known.rows if known else 0)
        lists[table.sheet.name] = DraftedList(table.sheet.name, table.header_row + 1, rows)
        left_out += _gather(workbook, table, columns, placeholders)
    if len(columns) > MOST_FIELDS:
        raise TrackerUnusable(
            workbooks[0].path,
            f"has {len(columns):,} columns; a draft takes {MOST_FIELDS}.",
            "Copy the columns that matter into a workbook of their own.",
        )
    if not columns:
        raise TrackerUnusable(
            workbooks[0].path, "has a table without a heading that names a field.", "Name its columns."
        )
    fields, key = _described(columns, stand_ins, len(found))
    title = (
        " and ".join(each.title for each in lists.values())
        if len(lists) < 3
        else Path(workbooks[0].path).stem
    )
    names = tuple(dict.fromkeys(Path(each.path).name for each in workbooks))
    return Draft(title, names, tuple(lists.values()), fields, key, tuple(dict.fromkeys(left_out)))


def _tables(workbook: Workbook) -> tuple[list[Table], list[str]]:
    """The sheets of the tracker itself: the largest table, and those with the same headings."""
    notes, tables = [], []
    for sheet in workbook.sheets:
        table = None if is_own(sheet) else table_of(sheet)
        if table is None or not table.rows:
            notes.append(f'the sheet "{sheet.name}" has no table of entries')
        else:
            tables.append(table)
    if not tables:
        return [], notes
    main = max(tables, key=lambda each: len(each.rows) * len(each.headings))
    kept = []
    for table in tables:
        own, wanted = (set(map(_key, each.headings.values())) for each in (table, main))
        if len(own & wanted) >= _ALIKE * max(len(own), len(wanted)):
            kept.append(table)
        else:
            notes.append(f'the sheet "{table.sheet.name}" has other headings')
    return kept, notes


def _gather(
    workbook: Workbook, table: Table, columns: dict[str, _Column], placeholders: Sequence[str]
) -> list[str]:
    """Add a table's entries to the columns of the same heading; what heads nothing is named."""
    offered = {each.column: each.offered for each in dropdowns_of(workbook) if each.sheet == table.sheet.name}
    seen: set[str] = set()
    words = {"", *map(fingerprint, placeholders)}
    notes = []
    for column, header in table.headings.items():
        key = _key(header)
        if key in seen:
            notes.append(f'"{table.sheet.name}": a second column is headed "{header}"')
            continue
        seen.add(key)
        if fingerprint(header) in words and not (header.isalpha() and len(header) >= 4):
            notes.append(f'"{table.sheet.name}": the heading "{header}" is a word for a missing entry')
            continue
        known = columns.setdefault(key, _Column(header))
        known.cells += table.entries(column)
        known.offered += [each for each in offered.get(column, ()) if each not in known.offered]
        known.tables += 1
    unheaded = [
        column
        for column in table.sheet.columns
        if column not in table.headings and any(table.entries(column))
    ]
    if unheaded:
        notes.append(f'"{table.sheet.name}": {len(unheaded)} of its columns have no heading')
    return notes


def _described(
    columns: dict[str, _Column], stand_ins: StandIns, tables: int
) -> tuple[tuple[Described, ...], int | None]:
    fields = [
        replace(
            describe(each.header, each.cells, each.offered, stand_ins, place),
            everywhere=each.tables == tables,
        )
        for place, each in enumerate(columns.values())
    ]
    best = max(range(len(fields)), key=lambda place: fields[place].key_score)
    if not fields[best].key_score:
        return tuple(fields), None
    fields[best] = replace(fields[best], holds=Holds.IDENTIFIER)
    return tuple(fields), best


def _key(header: str) -> str:
    return " ".join(header.casefold().split())
