"""Reads `[layout]`: what the user says of a workbook's sheets, header rows and columns (`docs/layout.md`)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseaudit.definition.hints import hint
from caseaudit.model.errors import DefinitionFault, SettingsUnusable
from caseaudit.model.layout import LIST_COLUMN, NO_PART, NOTHING_STATED, StatedLayout, StatedSheet
from caseaudit.settings.policy.finding import SHARED_NAME, find_policy

if TYPE_CHECKING:
    from caseaudit.model.definition import Definition


@dataclass(frozen=True, slots=True)
class LayoutFiles:
    """Where a layout is stated: a file of its own, a policy, or (where `looks`) the policy found above the tracker."""

    layout: Path | None = None
    policy: Path | None = None
    looks: bool = True


_PARTS = ("sheets", "leave_out")
_OF_SHEET = ("list", "header_row", "columns")
_LETTERS = re.compile(r"[A-Za-z]{1,3}")
_LAST_ROW = 1_048_576


def stated_layout(tracker: Path, files: LayoutFiles, definition: Definition) -> StatedLayout:
    """What holds for a tracker: the file of the layout, else the table `[layout]` of the tracker's policy.

    Raises SettingsUnusable with every fault.
    """
    given = files.layout
    path = given or files.policy or (find_policy(tracker) if files.looks else None)
    if path is None:
        return NOTHING_STATED
    from caseaudit.settings.policy.lines import lines_of
    from caseaudit.settings.policy.loading import read_table

    text, table = read_table(path)
    root: tuple[str, ...] = ("tool", "caseaudit") if path.name == SHARED_NAME else ()
    for part in root:
        table = table.get(part, {}) if isinstance(table, dict) else {}
    if given is None or "layout" in table:
        table, root = table.get("layout"), (*root, "layout")
    if table is None:
        return NOTHING_STATED
    lines = lines_of(text)
    faults: list[DefinitionFault] = []

    def fault(place: tuple[str, ...], what: str) -> None:
        for length in range(len(place), -1, -1):
            line = lines.get((*root, *place[:length]))
            if line is not None:
                break
        faults.append(DefinitionFault(line or 0, what))

    stated = _Reader(definition, fault).layout(table)
    if faults:
        raise SettingsUnusable(str(path), tuple(faults))
    return stated


class _Reader:
    def __init__(self, definition: Definition, fault: Callable[[tuple[str, ...], str], None]) -> None:
        self._definition, self._fault = definition, fault

    def layout(self, table: Any) -> StatedLayout:
        if not isinstance(table, dict):
            self._fault((), "[layout] must be a table with sheets and leave_out")
            return NOTHING_STATED
        self._known(table, _PARTS, ())
        leave_out = table.get("leave_out", [])
        if not isinstance(leave_out, list) or not all(isinstance(name, str) for name in leave_out):
            self._fault(("leave_out",), 'leave_out must be a list of sheet names, such as ["Old copy"]')
            leave_out = []
        sheets = table.get("sheets", {})
        if not isinstance(sheets, dict):
            self._fault(("sheets",), 'write a table for each sheet, such as [layout.sheets."Sheet1"]')
            sheets = {}
        return StatedLayout(
            {name: self._sheet(name, said) for name, said in sheets.items()}, tuple(leave_out)
        )

    def _sheet(self, name: str, said: Any) -> StatedSheet:
        place = ("sheets", name)
        if not isinstance(said, dict):
            self._fault(place, f"write {', '.join(_OF_SHEET)} under the sheet")
            return StatedSheet()
        self._known(said, _OF_SHEET, place)
        list_name = said.get("list")
        if list_name is not None:
            list_name = self._one_of(list_name, self._definition.lists, (*place, "list"), "list")
        row = said.get("header_row")
        if row is not None and not (type(row) is int and 1 <= row <= _LAST_ROW):
            self._fault((*place, "header_row"), "header_row must be the number of a row, such as 4")
            row = None
        columns = said.get("columns", {})
        if not isinstance(columns, dict):
            self._fault((*place, "columns"), 'columns must be a table, such as {{ C = "status" }}')
            columns = {}
        return StatedSheet(list_name, row, dict(self._columns(columns, (*place, "columns"))))

    def _columns(self, columns: Mapping[str, Any], place: tuple[str, ...]) -> Any:
        parts = {**dict.fromkeys(self._definition.fields), LIST_COLUMN: None, NO_PART: None}
        used: set[str] = set()
        for letters, part in columns.items():
            if _LETTERS.fullmatch(letters) is None:
                self._fault((*place, letters), f'"{letters}" is no column; name it by its letters, such as C')
                continue
            found = self._one_of(part, parts, (*place, letters), "field")
            if found is not None and found in used and found != NO_PART:
                self._fault((*place, letters), f'two columns are said to be "{found}"')
            elif found is not None:
                used.add(found)
                yield letters.upper(), found

    def _one_of(self, value: Any, names: Mapping[str, Any], place: tuple[str, ...], kind: str) -> str | None:
        if isinstance(value, str) and value in names:
            return value
        near = hint(value, tuple(names)) if isinstance(value, str) else f"; use one of {', '.join(names)}"
        self._fault(place, f'"{value}" is no {kind} of the definition{near}')
        return None

    def _known(self, table: Mapping[str, Any], names: tuple[str, ...], place: tuple[str, ...]) -> None:
        for name in table:
            if name not in names:
                self._fault((*place, name), f'"{name}" is no option{hint(name, names)}')
