"""Sheets that repeat the cases of other sheets: named, and audited only in the cases that stand nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from caseaudit.model.finding import LeftOut
from caseaudit.model.layout import Remark, RemarkKind
from caseaudit.model.table import BLANK, Column, Sheet, Visibility
from caseaudit.model.words import counted
from caseaudit.tracker.layout.assignment import Assigned, Part
from caseaudit.tracker.layout.lists import Grade
from caseaudit.tracker.layout.numbers import Number
from caseaudit.tracker.layout.sheets import SheetView
from caseaudit.tracker.layout.texts import fingerprint, words_of
from caseaudit.tracker.layout.tools import Tools

_HALF = 0.5
_COMPARED = 200
"""Cases of which it is compared whether they are about the same."""
_COPY = "it repeats cases of the other sheets"
_OLDER_COPY = "a hidden older copy of visible sheets"

_SIGNS = {code: None for code in range(128) if not chr(code).isalnum()} | dict.fromkeys(range(0x2010, 0x2016))
"""The signs between the parts of a number."""

Case = tuple[str, str]
"""A case by its list and its number."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The sheets with the cases to audit, and what is said of the copies among them."""

    sheets: tuple[Assigned, ...]
    remarks: tuple[Remark, ...]
    left_out: tuple[LeftOut, ...]


def without_copies(found: Sequence[Assigned], tools: Tools) -> Kept:
    """The sheets without the cases that they repeat, where most of a sheet's cases stand on others."""
    if len(found) < 2:
        return Kept(tuple(found), (), ())
    cases = {each.view.sheet.name: _cases(each, tools) for each in found}
    known: set[Case] = set()
    numbers: set[str] = set()
    kept: list[Assigned] = []
    remarks: list[Remark] = []
    left: list[LeftOut] = []
    for each in sorted(found, key=lambda each: _rank(each, tools)):
        sheet = each.view.sheet
        own = cases[sheet.name]
        shown = sheet.visibility == Visibility.VISIBLE
        # A case may have moved to another list since an unnamed or hidden copy was made.
        strict = shown and _has_own_name(each, tools)
        again = {case for case in own if case in known or (not strict and case[1] in numbers)}
        stated = each.view.named is not None and each.view.named.grade is Grade.STATED
        if stated or len(again) <= _HALF * len(own) or not _is_same(each, again, kept, tools):
            known |= own
            numbers |= {number for _, number in own}
            kept.append(each)
            continue
        rest = _rest(each, again, tools)
        audited = 0 if rest is None else sum(len(part.rows) for part in rest.parts)
        remarks.append(copy_remark(each.view, len(again), len(own), audited))
        left.append(left_out_copy(sheet))
        if rest is not None:
            kept.append(rest)
            known |= own - again
            numbers |= {number for _, number in own}
    order = sorted(kept, key=lambda each: each.view.sheet.position)
    return Kept(tuple(order), tuple(remarks), tuple(left))


def _rank(of: Assigned, tools: Tools) -> tuple[bool, int, int, int]:
    """Which of two sheets is the copy: a hidden one, one with more words in its name, with fewer cases, or later."""
    sheet = of.view.sheet
    lists = tools.definition.lists.values()
    own = {fingerprint(text) for each in lists for text in (each.name, each.title)} | {"cases", "case"}
    others = [word for word in words_of(sheet.name) if word not in own]
    named = len(others) if of.view.named is not None else 0
    return sheet.visibility != Visibility.VISIBLE, named, -of.view.cases, sheet.position


def _is_same(of: Assigned, again: set[Case], others: Sequence[Assigned], tools: Tools) -> bool:
    """Whether the cases with the same numbers are about the same: else numbers were given twice."""
    name = tools.definition.roles.manufacturer
    if name is None:
        return True
    numbers = set(islice((number for _, number in again), _COMPARED))
    known: dict[str, set[str]] = {}
    for other in others:
        for number, text in _about(other, name, numbers, tools):
            known.setdefault(number, set()).add(text)
    said = [text in known[number] for number, text in _about(of, name, numbers, tools) if known.get(number)]
    return sum(said) * 2 >= len(said)


def _about(of: Assigned, name: str, numbers: set[str], tools: Tools) -> Iterator[tuple[str, str]]:
    """The entries of one field beside these numbers, spelling aside."""
    import numpy as np

    for part in of.parts:
        keys = {code: key for code, key in _keys(part, tools).items() if key in numbers}
        column = part.view.sheet.columns.get(part.block.settled.fields.get(name, -1))
        number = _number_column(part, tools)
        if column is None or number is None:
            continue
        for row in part.rows[np.isin(number.codes[part.rows], [*keys])].tolist():
            cell = column.at(row)
            if cell is not None:
                yield keys[int(number.codes[row])], fingerprint(cell.text)


def _has_own_name(of: Assigned, tools: Tools) -> bool:
    """Whether the name of the sheet has the name or the title of its list in it."""
    lists = (tools.definition.lists[name] for name in of.lists)
    own = {fingerprint(text) for each in lists for text in (each.name, each.title)}
    return not own.isdisjoint(words_of(of.view.sheet.name))


def _cases(of: Assigned, tools: Tools) -> set[Case]:
    return {(part.list, number) for part in of.parts for number in _keys(part, tools).values()}


def _keys(part: Part, tools: Tools) -> dict[int, str]:
    """By code: the case numbers of the part, in a form that sets case, spaces and dashes aside."""
    import numpy as np

    of = _number_column(part, tools)
    if of is None:
        return {}
    used = [code for code in np.unique(of.codes[part.rows]).tolist() if code != BLANK]
    keys = {code: of.cells[code].text.upper().translate(_SIGNS) for code in used}
    kind, cells = tools.numbers.kind, of.cells
    return {
        code: key
        for code, key in keys.items()
        if key[-1:].isdigit() or kind(cells[code]) is not Number.NOTHING
    }


def _number_column(part: Part, tools: Tools) -> Column | None:
    column = part.block.settled.fields.get(tools.definition.roles.case_number)
    return None if column is None else part.view.sheet.columns.get(column)


def _rest(of: Assigned, again: set[Case], tools: Tools) -> Assigned | None:
    """The sheet with only the cases that stand nowhere else; None where there are none."""
    parts = tuple(_parts(of, again, tools))
    return replace(of, parts=parts) if parts else None


def _parts(of: Assigned, again: set[Case], tools: Tools) -> Iterator[Part]:
    import numpy as np

    repeated = {number for _, number in again}
    for part in of.parts:
        of_number = _number_column(part, tools)
        new = [code for code, number in _keys(part, tools).items() if number not in repeated]
        if of_number is not None and new:
            yield replace(part, rows=part.rows[np.isin(of_number.codes[part.rows], new)])


def left_out_copy(sheet: Sheet) -> LeftOut:
    """The sheet, as one that is left out because it is a copy."""
    shown = sheet.visibility == Visibility.VISIBLE
    return LeftOut(sheet.name, (), _COPY if shown else _OLDER_COPY)


def copy_remark(view: SheetView, again: int, own: int, audited: int) -> Remark:
    """The remark on a copy: `again` of its `own` case numbers stand on other sheets, `audited` cases were kept."""
    sheet = view.sheet
    some = f"{again} of its {counted(own, 'case number')} {_stand(again)} on other sheets"
    result = "was not audited"
    if audited:
        result = f"was audited only in the {counted(audited, 'case')} that {_stand(audited)} nowhere else"
    elif again < own:
        new = own - again
        result += (
            f", nor {'was the case' if new == 1 else 'were the cases'} that {_stand(new)} nowhere else, "
            "because nothing tells their list"
        )
    shown = sheet.visibility == Visibility.VISIBLE
    copy = "The sheet" if shown else f"The sheet is {sheet.visibility}; it"
    what = f"{copy} is a copy: {some}. It {result}. Delete it, or name it under leave_out in [layout]."
    detail = {"cases": str(view.cases), "known": str(again), "what": what}
    kind = RemarkKind.COPY if shown else RemarkKind.HIDDEN_COPY
    return Remark(kind, sheet.name, "", 0, 0, view.plain_list, None, detail)


def _stand(count: int) -> str:
    return "stands" if count == 1 else "stand"
