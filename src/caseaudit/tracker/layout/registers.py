"""Finds the sheet of a register: dated entries beside the lists, read with the same eyes as the lists themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from caseaudit.model.definition import Need, Register
from caseaudit.model.errors import TrackerUnusable
from caseaudit.model.layout import Layout
from caseaudit.model.table import Sheet, Visibility, Workbook
from caseaudit.tracker.layout.assignment import Assigned, Part
from caseaudit.tracker.layout.entries import case_table
from caseaudit.tracker.layout.header import Header, HeaderFinder
from caseaudit.tracker.layout.lists import Grade
from caseaudit.tracker.layout.remarks import header_matches, sheet_remarks
from caseaudit.tracker.layout.sheets import SheetView, blocks_of
from caseaudit.tracker.layout.surroundings import left_out
from caseaudit.tracker.layout.texts import is_blank, tidy, words_of
from caseaudit.tracker.layout.tools import tools_of

_TELLING = 0.75
"""Of the fields: so many headings make a register of a sheet that is not named like one."""
_SPOKEN = 0.5
"""So many do where the name of the sheet has the register's name in it."""
_ENTRY = 2
"""Required fields in a row that make it an entry."""
_SHOWN = 12


@dataclass(frozen=True, slots=True, eq=False)
class FoundRegister:
    """A register's one table, and in words what a person should know of how it was read."""

    layout: Layout
    notes: tuple[str, ...] = ()


def find_register(workbook: Workbook, register: Register, taken: Iterable[str]) -> FoundRegister | None:
    """The register's sheet, understood; None where the workbook has none. `taken` are the sheets of case lists.

    Raises TrackerUnusable where the sheet has no column that an indicator needs, and where several sheets hold the
    register.
    """
    others = [sheet for sheet in workbook.sheets if sheet.name not in set(taken)]
    return _Search(workbook, register, others).found()


class _Search:
    def __init__(self, workbook: Workbook, register: Register, sheets: list[Sheet]) -> None:
        self._path, self._register, self._sheets = workbook.path, register, sheets
        self._tools = tools_of(register.definition)
        self._notes: list[str] = []

    def found(self) -> FoundRegister | None:
        named = [sheet for sheet in self._sheets if self._is_named(sheet) and self._is_filled(sheet)]
        for sheet in self._without_hidden(named):
            header = self._header(sheet)
            self._refuse_unknown(sheet, header)
        headed = named or next(filter(None, map(self._headed, (True, False))), [])
        chosen = self._without_hidden(headed)
        if len(chosen) > 1:
            raise self._several(chosen)
        return self._understood(chosen[0]) if chosen else None

    def _is_named(self, sheet: Sheet) -> bool:
        named = self._tools.lists.of_name(sheet.name)
        return named is not None and named.grade is Grade.PLAIN

    def _is_filled(self, sheet: Sheet) -> bool:
        """Whether the sheet has anything on it; an empty one is no register, and is named as such."""
        filled = any(not is_blank(cell) for column in sheet.columns.values() for cell in column.cells)
        if not filled:
            self._notes.append(f'the sheet "{sheet.name}" is empty')
        return filled

    def _headed(self, named: bool) -> list[Sheet]:
        """The sheets that have the register's columns, of those whose names have its name in them, or of all."""
        return [
            sheet
            for sheet in self._sheets
            if (self._speaks_of(sheet) or not named) and self._has_columns(sheet, named)
        ]

    def _speaks_of(self, sheet: Sheet) -> bool:
        """Whether the sheet's name has the register's among other words, none of which puts it off."""
        words = set(words_of(sheet.name))
        off = self._tools.words.earlier | self._tools.words.negations
        return self._tools.lists.of_name(sheet.name) is not None and not words & off

    def _has_columns(self, sheet: Sheet, named: bool) -> bool:
        """Whether the sheet has every required column, and most others where its name does not speak for it."""
        header = self._header(sheet)
        if header is None:
            return False
        found, share = (header.fields, _SPOKEN) if named else (header.sure, _TELLING)
        return found >= {*self._register.needed, *self._required} and len(found) >= share * len(
            self._tools.definition.fields
        )

    @property
    def _required(self) -> frozenset[str]:
        fields = self._tools.definition.fields.values()
        return frozenset(
            each.name for each in fields if each.needs[self._register.name].need is Need.REQUIRED
        )

    def _header(self, sheet: Sheet) -> Header | None:
        return HeaderFinder(sheet, self._tools, _ENTRY).first() if sheet.columns else None

    def _without_hidden(self, sheets: list[Sheet]) -> list[Sheet]:
        """The sheets without hidden ones beside visible ones, which are older copies."""
        shown = [sheet for sheet in sheets if sheet.visibility == Visibility.VISIBLE]
        return shown or sheets

    def _refuse_unknown(self, sheet: Sheet, header: Header | None) -> None:
        fields = self._tools.definition.fields
        missing = [name for name in self._register.needed if header is None or name not in header.fields]
        if not missing:
            return
        headers = " and ".join(f'"{fields[name].header}"' for name in missing)
        one = len(missing) == 1
        said = _headings(sheet, header)
        raise TrackerUnusable(
            f'{self._path}, sheet "{sheet.name}"',
            f"no column is headed {headers}, so its {self._register.several} cannot be counted; "
            + (f"its headings are {said}." if said else "no row heads its columns."),
            f"Head the column{'' if one else 's'} that hold{'s' if one else ''} {'it' if one else 'them'} so, "
            "or rename the sheet if it holds something else.",
        )

    def _several(self, sheets: list[Sheet]) -> TrackerUnusable:
        names = " and ".join(f'"{sheet.name}"' for sheet in sheets)
        return TrackerUnusable(
            self._path,
            f"the sheets {names} {'both' if len(sheets) == 2 else 'all'} hold {self._register.several}, "
            "so they could be counted twice.",
            "Bring them together on one sheet, or rename or delete what is not to be counted.",
        )

    def _understood(self, sheet: Sheet) -> FoundRegister | None:
        header = self._header(sheet)
        if header is None:
            return None
        name = self._register.name
        blocks = tuple(blocks_of(sheet, header, self._tools, {None: self._required}, _ENTRY))
        view = SheetView(sheet, None, blocks)
        parts = tuple(Part(view, block, name, block.rows.cases) for block in blocks)
        assigned = Assigned(view, parts)
        layout = Layout(
            (case_table(parts, self._tools),),
            tuple(header_matches(assigned)),
            tuple(left_out(view)),
            tuple(sheet_remarks(assigned, self._tools)),
        )
        return FoundRegister(layout, (*self._notes, *self._said(sheet, layout)))

    def _said(self, sheet: Sheet, layout: Layout) -> Iterator[str]:
        what = f'the sheet "{sheet.name}"'
        if sheet.visibility != Visibility.VISIBLE:
            yield f"{what} is {sheet.visibility}; its {self._register.several} were counted like any others"
        hidden = sum(int(row) in sheet.hidden_rows for row in layout.tables[0].rows)
        if hidden:
            called = self._register.one if hidden == 1 else self._register.several
            yield f"{what} holds {hidden:,} {called} in hidden rows, counted like any others"


def _headings(sheet: Sheet, header: Header | None) -> str:
    """The headings of the sheet as they stand, in quotation marks; "" where there are none."""
    texts = [] if header is None else [tidy(each.text) for _, each in sorted(header.headings.items())]
    if not texts:
        row = next((row for row in range(min(sheet.rows, 50)) if len(_texts(sheet, row)) > 1), None)
        texts = [] if row is None else _texts(sheet, row)
    more = f" and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else ""
    return ", ".join(f'"{text[:40]}"' for text in texts[:_SHOWN]) + more


def _texts(sheet: Sheet, row: int) -> list[str]:
    cells = (column.at(row) for _, column in sorted(sheet.columns.items()))
    return [tidy(cell.text) for cell in cells if cell is not None and not is_blank(cell)]
