"""From tables to cases: every distinct entry is read once, by the reader of its field's kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from caseaudit.kinds.readers import DayOrder, day_order
from caseaudit.model.definition import Holds
from caseaudit.tracker.cases import Cases, Tracker
from caseaudit.tracker.entries import Entries
from caseaudit.tracker.frames import Manner

if TYPE_CHECKING:
    from caseaudit.model.definition import Definition
    from caseaudit.model.layout import CaseTable, Layout
    from caseaudit.model.table import Cell, Workbook

TEXT_FORMS = ("csv", "tsv", "tab", "txt")
"""Forms that can hold no real date, so that a date in ISO form is as good as one."""


def read_cases(
    workbook: Workbook,
    layout: Layout,
    definition: Definition,
    *,
    as_of: date | None,
    today: date,
    fields: frozenset[str] | None = None,
    begun: Tracker | None = None,
) -> Tracker:
    """Read every entry of every case. `as_of` is None where none was given.

    `fields` names those to read first; the others are left as if they had no column, until the tracker is read to
    the end as one that was `begun`.
    """
    orders = _day_orders(layout, definition, workbook.form in TEXT_FORMS)
    tables = {table.list: table for table in layout.tables}
    lists = {
        name: _cases(
            tables[name], workbook, definition, orders, fields, begun.lists[name].entries if begun else {}
        )
        for name in definition.lists
        if name in tables
    }
    return Tracker(layout, definition, lists, as_of or _newest_update(lists.values(), today), as_of or today)


def _day_orders(
    layout: Layout, definition: Definition, iso_text_is_clean: bool
) -> Mapping[tuple[str, str], DayOrder]:
    """By sheet and field: which of day, month and year comes first there, over all lists of the sheet."""
    cells: dict[tuple[str, str], list[Cell]] = {}
    for table in layout.tables:
        for name, column in table.entries.items():
            if definition.fields[name].holds is Holds.DATE:
                cells.setdefault((table.sheet.name, name), []).extend(column.cells)
    return {where: day_order(found, iso_text_is_clean=iso_text_is_clean) for where, found in cells.items()}


def _cases(
    table: CaseTable,
    workbook: Workbook,
    definition: Definition,
    orders: Mapping[tuple[str, str], DayOrder],
    fields: frozenset[str] | None,
    begun: Mapping[str, Entries],
) -> Cases:
    own = {name: order for (sheet, name), order in orders.items() if sheet == table.sheet.name}
    manner = Manner(own, workbook.form in TEXT_FORMS, workbook.epoch_1904)
    entries = {}
    for name, described in definition.fields.items():
        if name in begun and begun[name].present:
            entries[name] = begun[name]
            continue
        read = manner.reader(described, definition, table.list).read
        column = table.entries.get(name) if fields is None or name in fields else None
        entries[name] = Entries.of_column(described, column, len(table.rows), read)
    return Cases(definition.lists[table.list], definition, entries, table, manner)


def _newest_update(lists: Iterable[Cases], latest: date) -> date | None:
    """The newest readable update date that is not after `latest`; None where there is none."""
    newest = 0
    for cases in lists:
        entries = cases.of_role("update_date")
        if entries is not None:
            days = entries.days[entries.days <= latest.toordinal()]
            newest = max(newest, int(days.max(initial=0)))
    return date.fromordinal(newest) if newest else None
