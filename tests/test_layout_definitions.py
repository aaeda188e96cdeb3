"""Other trackers: nothing in the layout knows of the built-in definition."""

from __future__ import annotations

from dataclasses import replace

import pytest

from caseaudit.model.definition import (
    CaseList,
    Definition,
    Field,
    Guidance,
    Holds,
    Need,
    Requirement,
    Roles,
    Term,
    Vocabulary,
)
from caseaudit.model.errors import TrackerUnusable
from caseaudit.tracker.layout import understand
from tests.layouts.cases import rows
from tests.layouts.grids import sheet, workbook

NOTHING = Guidance("")


def permits(*lists: str, pattern: str | None = None) -> Definition:
    """A tracker of building permits, with these lists."""
    needs = {name: Requirement(Need.REQUIRED) for name in lists}

    def field(name: str, header: str, holds: Holds, *aliases: str) -> Field:
        words = "stages" if holds is Holds.TERM else None
        own = pattern if holds is Holds.IDENTIFIER else None
        return Field(name, header, aliases, holds, needs, NOTHING, words, own)

    fields = (
        field("permit", "Permit", Holds.IDENTIFIER, "Permit No."),
        field("owner", "Owner", Holds.TEXT, "Applicant"),
        field("filed", "Filed", Holds.DATE),
        field("stage", "Stage", Holds.TERM),
        field("inspector", "Inspector", Holds.TEXT),
    )
    stages = Vocabulary("stages", (Term("Review", (), NOTHING), Term("Issued", (), NOTHING)))
    return Definition(
        name="permits",
        version="1",
        title="Permits",
        path="permits.yaml",
        sha256="0" * 64,
        lists={name: CaseList(name, name.title(), (name,), (name[:1],), NOTHING) for name in lists},
        fields={each.name: each for each in fields},
        vocabularies={"stages": stages},
        roles=Roles("permit", status="stage"),
        list_headers=("Pile",) if len(lists) > 1 else (),
        stand_ins=("TBD",),
        severities={},
    )


GRID = """
| Permit | Applicant | Filed      | Stage  | Inspector |
| B-17   | Lopez     | 2020-01-02 | Review | Ann       |
| B-18   | Meyer     | 2020-01-03 | Issued | Bea       |
| TOTAL  | 2         |            |        |           |
"""


def test_a_tracker_with_one_list_needs_no_name_for_it() -> None:
    (table,) = understand(workbook(sheet("Sheet1", GRID)), permits("permits")).tables
    assert (table.list, rows(table), len(table.columns)) == ("permits", [2, 3], 5)


def test_a_tracker_with_two_lists() -> None:
    with pytest.raises(TrackerUnusable, match="Old, New"):
        understand(workbook(sheet("Sheet1", GRID)), permits("old", "new"))
    (table,) = understand(workbook(sheet("New permits", GRID)), permits("old", "new")).tables
    assert table.list == "new"


def test_case_numbers_by_their_pattern() -> None:
    grid = GRID.replace("| Permit |", "| Ref    |")
    (table,) = understand(workbook(sheet("new", grid)), permits("old", "new", pattern="B-NN")).tables
    assert table.columns["permit"] == 0


def test_the_words_of_office_life_can_be_replaced() -> None:
    definition = replace(permits("permits"), extras={"layout": {"total": ["summe"]}})
    layout = understand(workbook(sheet("Sheet1", GRID.replace("TOTAL  | 2", "Summe  | 2"))), definition)
    assert [each.reason for each in layout.left_out] == ["total"]


def test_another_matter_is_no_list_of_permits() -> None:
    with pytest.raises(TrackerUnusable, match="holds no case list"):
        understand(workbook(sheet("Sheet1", "| Name | Phone |\n| Ann | 12 |")), permits("permits"))
