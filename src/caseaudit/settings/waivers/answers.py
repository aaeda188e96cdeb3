"""Reads the answers of a returned work list: what stands in its column "Resolution", and which answers are waivers.

A work list is a workbook of findings, mostly a sheet for each analyst. People return it with sheets renamed, columns
moved and headings reworded, so columns are found by their headings, wherever the heading row is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from caseaudit.kinds.characters import is_blank, tidy
from caseaudit.kinds.spelling import fingerprint
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.finding import Place
from caseaudit.model.table import address
from caseaudit.settings.records import Waiver

if TYPE_CHECKING:
    from caseaudit.model.definition import Definition
    from caseaudit.model.table import Sheet, Workbook

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "resolution": ("Resolution", "Resolved", "Answer", "Response", "Your answer", "Analyst resolution"),
    "case": ("Case", "Case Number", "Case No", "Case #", "Case ID"),
    "field": ("Field", "Field name", "Column"),
    "rule": ("Rule", "Rule code", "Code", "Finding", "Check"),
    "list": ("List", "Case list"),
    "analyst": ("Analyst", "Assigned Analyst", "Who", "Owner"),
}
_NOBODYS = ("No analyst", "Unassigned", "Findings", "Work list", "Sheet1")
"""Names of sheets that are no analyst's."""

_LOOKED_AT = 30
"""The heading row stands among the first rows of its sheet, or the sheet is no work list."""

_CODE = re.compile(r"[A-Za-z][0-9]{3}")
_NOT_APPLICABLE = re.compile(
    r"(?:this is |it is )?not[ -]?applicable\b(?P<rest>.*)", re.IGNORECASE | re.DOTALL
)
_BECAUSE = re.compile(r"[\s,;:.()–—-]*(?:because|since|as)\b[\s,:]*(?P<why>.+)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a work list answers: the waivers, and each other answer with its place and why it is no waiver."""

    waivers: tuple[Waiver, ...]
    others: tuple[tuple[Place, str, str], ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """The entries of one row by their column's part; `place` is that of its answer."""

    place: Place
    entries: Mapping[str, str]


def read_answers(workbook: Workbook, definition: Definition, who: str | None, expires: date) -> Answers:
    """The answers of a returned work list.

    "not applicable, because …" becomes a waiver with that reason until `expires`; `who` is the person, else
    the row's analyst, else the sheet's name. Raises CommandUnusable where no sheet has a column "Resolution".
    """
    waivers: dict[object, Waiver] = {}
    others: list[tuple[Place, str, str]] = []
    lists = 0
    for sheet in workbook.sheets:
        head = _heading(sheet)
        if head is None:
            continue
        lists += 1
        for row in _rows(sheet, *head):
            made = _waiver(row, definition, who, expires)
            if isinstance(made, Waiver):
                waivers.setdefault(made.subject, made)
            else:
                others.append((row.place, row.entries["resolution"], made))
    if not lists:
        raise CommandUnusable(
            f'{workbook.path}: no sheet has the columns "Rule" and "Resolution", so there is nothing to read. Give the '
            "work list that came back, with its headings."
        )
    return Answers(tuple(waivers.values()), tuple(others))


def _heading(sheet: Sheet) -> tuple[int, Mapping[str, int]] | None:
    """The heading row and the column of each part; None where the sheet is no work list."""
    wanted = {fingerprint(name): part for part, names in _HEADINGS.items() for name in names}
    for row in range(min(sheet.rows, _LOOKED_AT)):
        found: dict[str, int] = {}
        for column in sorted(sheet.columns):
            cell = sheet.at(row, column)
            part = None if cell is None else wanted.get(fingerprint(cell.text))
            if part is not None:
                found.setdefault(part, column)
        if "resolution" in found and "rule" in found:
            return row, found
    return None


def _rows(sheet: Sheet, head: int, columns: Mapping[str, int]) -> Iterator[_Row]:
    """The rows that have an answer."""
    for row in range(head + 1, sheet.rows):
        entries = {}
        for part, column in columns.items():
            cell = sheet.at(row, column)
            entries[part] = "" if cell is None or is_blank(cell.text) else tidy(cell.text)
        if entries["resolution"]:
            yield _Row(Place(sheet.name, address(row, columns["resolution"])), entries)


def _waiver(row: _Row, definition: Definition, who: str | None, expires: date) -> Waiver | str:
    """The waiver that an answer asks for, or why it is none."""
    said = _NOT_APPLICABLE.fullmatch(row.entries["resolution"])
    if said is None:
        return 'is no "not applicable, because …"'
    because = _BECAUSE.fullmatch(said["rest"])
    if because is None or not any(map(str.isalnum, because["why"])):
        return 'gives no reason: write "not applicable, because …"'
    rule = _rule(row.entries["rule"])
    if rule is None:
        return f'names no rule ("{row.entries["rule"]}")'
    case, field = row.entries.get("case") or None, _field(row.entries.get("field", ""), definition)
    if case is None and field is None:
        return "names neither a case nor a field of the definition"
    decided = who or row.entries.get("analyst") or _analyst_of(row.place.sheet)
    if decided is None:
        return "does not say who decided; add --who NAME"
    return Waiver(
        rule=rule,
        reason=because["why"].strip(),
        who=decided,
        expires=expires,
        case=case,
        field=field,
        list=_list(row.entries.get("list", ""), definition) if case is None else None,
    )


def _analyst_of(sheet: str) -> str | None:
    """The analyst that a sheet of a work list is named after, None where it is named after nobody."""
    return None if fingerprint(sheet) in map(fingerprint, _NOBODYS) else sheet.strip()


def _rule(text: str) -> str | None:
    from caseaudit.rules import find

    code = _CODE.match(text)
    try:
        return find(code[0] if code else text).code
    except CommandUnusable:
        return None


def _field(text: str, definition: Definition) -> str | None:
    names = {
        fingerprint(word): each.name
        for each in definition.fields.values()
        for word in (each.header, each.name)
    }
    return names.get(fingerprint(text)) if text else None


def _list(text: str, definition: Definition) -> str | None:
    names = {
        fingerprint(word): each.name for each in definition.lists.values() for word in (each.title, each.name)
    }
    return names.get(fingerprint(text)) if text else None
