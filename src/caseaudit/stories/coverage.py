"""What of a workbook could not be checked: nothing found there does not mean that nothing is wrong there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from caseaudit.model.finding import Unchecked
from caseaudit.model.layout import RemarkKind
from caseaudit.rules import find

if TYPE_CHECKING:
    from caseaudit.model.table import Workbook
    from caseaudit.tracker.cases import Cases, Tracker

_NOT_AUDITED = {
    RemarkKind.UNREADABLE_SHEET: "looks like a case list, but no header row could be found",
    RemarkKind.SECOND_TABLE: "holds a second case table beside the first, which was left out",
}


def unchecked(workbook: Workbook, tracker: Tracker, chosen: Sequence[str]) -> Iterator[Unchecked]:
    """Sheets that could not be read, columns that are not there, formulas without a value.

    Told from the workbook itself, so that no choice of rules hides it. `chosen` are the lists that are audited.
    """
    for name, reason in workbook.not_read.items():
        yield Unchecked(f'the sheet "{name}" could not be read ({reason.strip().rstrip(".")})')
    for remark in tracker.layout.remarks:
        if remark.kind in _NOT_AUDITED and (remark.list is None or remark.list in chosen):
            what = f'the sheet "{remark.sheet}" {_NOT_AUDITED[remark.kind]}'
            yield Unchecked(what, find("unreadable-sheet").code, remark.list, None, remark.sheet)
    for name, cases in tracker.lists.items():
        if name in chosen:
            yield from _of_list(cases)


def _of_list(cases: Cases) -> Iterator[Unchecked]:
    title, sheet = cases.case_list.title, cases.table.sheet.name
    for name, entries in cases.entries.items():
        if not entries.present:
            needing = int(cases.needed(name).sum())
            if needing:
                what = f"{entries.field.header} has no column on {title} ({needing:,} of its cases need it)"
                yield Unchecked(what, find("missing-column").code, cases.case_list.name, name, sheet)
            continue
        valueless = len(cases) - int(entries.audited.sum())
        if valueless:
            of = f"{valueless:,} of {len(cases):,} cases"
            what = f"{entries.field.header} on {title} has formulas without a value ({of})"
            yield Unchecked(what, find("uncalculated-formula").code, cases.case_list.name, name, sheet)
