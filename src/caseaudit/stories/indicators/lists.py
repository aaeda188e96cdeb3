"""Counting the cases of a list as of a day, and telling what makes the count wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from caseaudit.kinds.date_texts import in_words
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.indicators import Doubt, Figure, Month, Periods
from caseaudit.model.layout import RemarkKind

if TYPE_CHECKING:
    from caseaudit.findings.rule import Failure
    from caseaudit.model.table import Workbook
    from caseaudit.tracker.cases import Cases, Tracker

_PLACES = 5
_PERHAPS_CASES = "neither a case number nor most of the required fields"
POSSIBLE_DUPLICATE = "possible-duplicate"


def count_before(before: Tracker | None, path: str, name: str, periods: Periods) -> Figure:
    """How many cases the list had a year before; `before` is that year's tracker, read from `path`.

    Raises CommandUnusable where the tracker is of another month.
    """
    if before is None:
        return Figure(
            None, "the workbook holds the lists of one day only; --last-year names the tracker of that month"
        )
    wanted = periods.last_month
    if before.as_of is None or Month.of(before.as_of) != wanted.start:
        day = "has no readable update date" if before.as_of is None else f"is of {in_words(before.as_of)}"
        raise CommandUnusable(
            f"--last-year {path}: the tracker {day}, and the month a year before is {wanted.name}. Name the tracker of "
            "that month, or leave the option out."
        )
    cases = before.lists.get(name)
    return Figure(None, f"{path} has no such list") if cases is None else Figure(len(cases))


def count_list(cases: Cases | None, tracker: Tracker, periods: Periods) -> Figure:
    """How many cases the list has, where the tracker is of the month that is reported."""
    day = tracker.as_of
    if day is None:
        return Figure(None, "the tracker has no readable update date, so the day of its lists is not known")
    if Month.of(day) != periods.month.start:
        return Figure(
            None, f"the lists are those of {in_words(day)}; the tracker of {periods.month.name} has them"
        )
    return Figure(0 if cases is None else len(cases))


def list_doubts(cases: Cases, tracker: Tracker, found: Sequence[Failure]) -> Iterator[Doubt]:
    """Cases that are counted and should not be, or are not and should be."""
    name, several = cases.case_list.name, cases.case_list.several
    counts = Counter(number for number in cases.numbers if number is not None)
    others = {
        number
        for other, listed in tracker.lists.items()
        if other != name
        for number in listed.numbers
        if number
    }
    both = [place for place, number in enumerate(cases.numbers) if number in others]
    yield _doubt(cases, both, "on two lists", certain=True)
    seen: set[str] = set()
    again = []
    for place, number in enumerate(cases.numbers):
        if number is not None and counts[number] > 1:
            if number in seen:
                again.append(place)
            seen.add(number)
    yield _doubt(cases, again, "entered again", certain=True)
    alike = [
        place
        for failure in found
        if failure.rule.name == POSSIBLE_DUPLICATE and failure.cases is cases
        for place in failure.hits.mask.nonzero()[0].tolist()
    ]
    yield _doubt(cases, alike, "perhaps entered twice, under another number")
    rows = [
        row
        for each in tracker.layout.left_out
        if each.sheet == cases.table.sheet.name and each.reason == _PERHAPS_CASES
        for row in each.rows
    ]
    places = tuple(f"{cases.table.sheet.name} row {row}" for row in rows[:_PLACES])
    what = f"{len(rows):,} row{'' if len(rows) == 1 else 's'} left out that could be {several}"
    yield Doubt(what, len(rows), places)


def unread_sheets(tracker: Tracker, workbook: Workbook) -> Iterator[str]:
    """In words: sheets that could hold cases and could not be read."""
    for name in workbook.not_read:
        yield f'the sheet "{name}" could not be read'
    for remark in tracker.layout.remarks:
        if remark.kind is RemarkKind.UNREADABLE_SHEET:
            yield f'the sheet "{remark.sheet}" looks like a case list and could not be read'


def _doubt(cases: Cases, found: Sequence[int], what: str, *, certain: bool = False) -> Doubt:
    listed = cases.case_list
    called = listed.one if len(found) == 1 else listed.several
    places = tuple(_place(cases, each) for each in found[:_PLACES])
    return Doubt(f"{len(found):,} {called} {what}", len(found), places, certain)


def _place(cases: Cases, case: int) -> str:
    number = cases.of_role("case_number")
    row = f"{cases.table.sheet.name} row {int(cases.table.rows[case]) + 1}"
    return row if number is None else str(cases.place(number.field.name, case))
