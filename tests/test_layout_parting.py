"""Lists told by a column in an office's own words: the reasons beside its entries say which list each is."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from caseaudit.model.errors import TrackerUnusable
from caseaudit.stories.audit import audit_tracker
from tests.tables import filled

LISTS = ("active", "suspended", "inactive")
WORDS = ("In hand", "On the shelf", "Let go")


def rows(number: int, words: tuple[str, ...] = WORDS, first: int = 0) -> list[list[str]]:
    """A sheet with a column "Heap" in which each list has a word, the lists in turn."""
    made: list[list[str]] = []
    for place in range(first, first + number):
        case = [["Case Number", "Commodity"], [f"FLD-2019-{place:03}", f"Goods {place}"]]
        header, row = filled(case, LISTS[place % 3])
        made.append([words[place % 3], *row])
    return [["Heap", *header], *made]


def book(tmp_path: Path, sheets: dict[str, list[list[str]]]) -> Path:
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, table in sheets.items():
        sheet = made.create_sheet(title)
        for row in table:
            sheet.append([each or None for each in row])
    path = tmp_path / "heaps.xlsx"
    made.save(path)
    return path


def test_the_reasons_beside_the_words_tell_the_lists_and_that_is_said(tmp_path: Path) -> None:
    audit = audit_tracker(book(tmp_path, {"Register": rows(12)}))
    assert dict(audit.cases) == {"active": 4, "suspended": 4, "inactive": 4}
    assumed = [each.value for each in audit.findings if each.rule == "W608"]
    assert sorted(filter(None, assumed)) == sorted(WORDS)


def test_sheets_with_the_same_headings_are_weighed_together(tmp_path: Path) -> None:
    sheets = {f"Analyst {place}": rows(4, first=4 * place) for place in range(5)}
    assert dict(audit_tracker(book(tmp_path, sheets)).cases) == {"active": 7, "suspended": 7, "inactive": 6}


@pytest.mark.parametrize("number", [3, 6])
def test_few_cases_tell_nothing(tmp_path: Path, number: int) -> None:
    with pytest.raises(TrackerUnusable, match="nothing tells which list"):
        audit_tracker(book(tmp_path, {"Register": rows(number)}))


def test_words_beside_reasons_of_two_lists_tell_nothing(tmp_path: Path) -> None:
    table = rows(15)
    for row in table[3::6]:
        row[0] = WORDS[1]  # Inactive cases on the shelf.
    with pytest.raises(TrackerUnusable, match="nothing tells which list"):
        audit_tracker(book(tmp_path, {"Register": table}))


def test_a_reason_that_lacks_and_one_too_many_do_not_hinder_it(tmp_path: Path) -> None:
    table = rows(24)
    reason = table[0].index("Reason Suspended or Inactive")
    table[1][reason], table[2][reason] = "No Clear Violation", ""
    assert dict(audit_tracker(book(tmp_path, {"Register": table})).cases) == {
        "active": 8,
        "suspended": 8,
        "inactive": 8,
    }


def test_two_words_without_a_reason_tell_nothing(tmp_path: Path) -> None:
    table = rows(15)
    for row in table[1::6]:
        row[0] = "New"
    with pytest.raises(TrackerUnusable, match="nothing tells which list"):
        audit_tracker(book(tmp_path, {"Register": table}))


def test_a_blank_entry_tells_nothing(tmp_path: Path) -> None:
    table = rows(15)
    table[4][0] = ""
    with pytest.raises(TrackerUnusable, match="nothing tells which list"):
        audit_tracker(book(tmp_path, {"Register": table}))
