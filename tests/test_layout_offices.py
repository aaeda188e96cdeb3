"""Forms of trackers that offices keep, each in several of its own ways."""

from __future__ import annotations

import pytest

from caseaudit.model.errors import TrackerUnusable
from tests.layouts.cases import HEAD, case, left_out, only, read, rows
from tests.layouts.grids import sheet

CLOSED = {"closure_reason": "No Clear Violation", "current_update": "Closed; nothing was found"}
WAITING = {
    "closure_reason": "Insufficient Information",
    "current_update": "Waiting for the name of the plant",
}
CASES = [case(1), case(2), case(3, **WAITING), case(4, **CLOSED)]


def listed(heading: str, entries: list[str]) -> dict[str, list[int]]:
    """The rows of each list where a first column has this heading and these entries beside the cases."""
    grid = [[heading, *HEAD], *([entry, *row] for entry, row in zip(entries, CASES, strict=True))]
    return {table.list: rows(table) for table in read(sheet("Cases", grid)).tables}


@pytest.mark.parametrize(
    ("heading", "entries"),
    [
        (
            "Classification",
            ["Active - under way", "Active - new", "Suspended - may resume", "Inactive - done"],
        ),
        ("Standing", ["ACTIVE", "ACTIVE", "SUSP", "INACT"]),
        ("T_CASE.LIST_IND", ["A", "A", "S", "I"]),
        ("cases.list_cd", ["act", "act", "sus", "ina"]),
    ],
)
def test_a_column_that_names_lists_tells_them(heading: str, entries: list[str]) -> None:
    assert listed(heading, entries) == {"active": [2, 3], "suspended": [4], "inactive": [5]}


@pytest.mark.parametrize("heading", ["Importer Status", "Analyst - state", "Vendor standing"])
def test_a_column_about_another_thing_tells_no_list(heading: str) -> None:
    grid = [[*HEAD, heading], *([*row, "Active"] for row in CASES[:1]), [*case(2), "Inactive"]]
    assert only(read(sheet("Active", grid))).list == "active"


@pytest.mark.parametrize("prefix", ["T_CASE.", "dbo.Cases.", "tracker."])
def test_headings_with_the_name_of_their_table(prefix: str) -> None:
    head = [prefix + heading.upper().replace(" ", "_").replace(".", "") for heading in HEAD]
    table = only(read(sheet("Active", [head, case(1), case(2)])))
    assert len(table.columns) == len(HEAD)


def test_sheets_named_by_a_letter_for_each_list() -> None:
    sheets = [sheet(name, [HEAD, row]) for name, row in zip("ASI", (CASES[0], *CASES[2:]), strict=True)]
    assert [table.list for table in read(*sheets).tables] == ["active", "suspended", "inactive"]


def test_letters_that_leave_a_list_out_name_none() -> None:
    with pytest.raises(TrackerUnusable):
        read(sheet("A", [HEAD, case(1)]), sheet("B", [HEAD, case(2)]))


@pytest.mark.parametrize(
    "line",
    [
        ["Reviewed:", "____________", "", "Date:", "________"],
        ["", "Signature:", "______________________"],
        ["Approved by:", "....................", "Title:", "_____"],
    ],
)
def test_a_line_for_a_signature_is_no_case(line: list[str]) -> None:
    layout = read(sheet("Active", [HEAD, case(1), case(2), [], line]))
    assert rows(only(layout)) == [2, 3]
    assert left_out(layout)
