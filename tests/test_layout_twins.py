"""A sheet for each month: one of few cases is read as the fullest sheet with the same headings."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook

from caseaudit.model.errors import TrackerUnusable
from caseaudit.stories.audit import audit_tracker
from tests.tables import filled

LISTS = ("Active", "Suspended", "Inactive")


def month(numbers: Sequence[int], head: str = "Lst") -> list[list[str]]:
    """A sheet whose column "Lst" tells the list of each case, the lists in turn."""
    rows: list[list[str]] = []
    for number in numbers:
        name = LISTS[number % 3]
        header, case = filled(
            [["Case Number", "Commodity"], [f"FLD-2019-{number:03}", f"Goods {number}"]], name.lower()
        )
        rows.append([name, *case])
    return [[head, *header], *rows]


def book(tmp_path: Path, sheets: dict[str, list[list[str]]]) -> Path:
    made = Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append([each or None for each in row])
    path = tmp_path / "months.xlsx"
    made.save(path)
    return path


WORDS = {
    "Case Number": "No", "Commodity": "What", "Manufacturer": "Made by", "Current Update": "Latest", "Industry": "Ctr",
    "Country of Origin": "Where", "Assigned Analyst": "Who", "Referral Source": "From", "Status": "Stage",
}  # fmt: skip
"""Headings of everyday, which alone tell little."""


def plain(rows: list[list[str]]) -> list[list[str]]:
    header, *cases = rows
    words = [WORDS.get(heading, heading) for heading in header]
    return [[words[1], words[0], *words[2:]], *([row[1], row[0], *row[2:]] for row in cases)]


@pytest.mark.parametrize("few", [1, 2])
def test_a_month_of_few_cases_has_its_list_column_too(tmp_path: Path, few: int) -> None:
    fuller = {"2020-02": plain(month(range(10, 22))), "2020-03": plain(month(range(30, 45)))}
    path = book(tmp_path, {"2020-01": plain(month(range(few))), **fuller})
    assert sum(audit_tracker(path).cases.values()) == 12 + 15 + few


def test_a_month_alone_is_asked_for(tmp_path: Path) -> None:
    with pytest.raises(TrackerUnusable, match="nothing tells which list"):
        audit_tracker(book(tmp_path, {"2020-01": plain(month([0]))}))


def test_other_headings_take_nothing_over(tmp_path: Path) -> None:
    other = plain(month([0]))
    other[0][5] = "Elsewhere"
    with pytest.raises(TrackerUnusable, match="nothing tells which list"):
        audit_tracker(book(tmp_path, {"2020-01": other, "2020-02": plain(month(range(10, 22)))}))
