"""Which list the cases are on: by the sheet's name, a list column, a banner or a label."""

from __future__ import annotations

import pytest

from caseaudit.definition import load_definition
from caseaudit.model.errors import TrackerUnusable
from caseaudit.tracker.layout.lists import Grade, ListNames
from caseaudit.tracker.layout.tools import tools_of
from caseaudit.tracker.layout.words import layout_words
from tests.layouts.cases import HEAD, case, definition, left_out, only, read, remarks, rows
from tests.layouts.grids import sheet


@pytest.mark.parametrize(
    ("name", "list_name"),
    [
        ("Active", "active"),
        ("ACTIVE CASES", "active"),
        ("1. ACTIVE", "active"),
        ("Active_FY20", "active"),
        ("ActiveCases", "active"),
        ("Current Active Cases", "active"),
        ("Actve Cases", "active"),
        ("Active (2)", "active"),
        ("Suspended FY20", "suspended"),
        ("II - Suspended Cases (March 2020)", "suspended"),
        ("Supsended", "suspended"),
        ("SUSPENDEDCASES", "suspended"),
        ("Inactive - closed", "inactive"),
        ("In-Active", "inactive"),
        ("Not Active", "inactive"),
        ("Innactive", "inactive"),
        ("c) inactive", "inactive"),
    ],
)
def test_sheet_names(name: str, list_name: str) -> None:
    assert only(read(sheet(name, [HEAD, case()]))).list == list_name


@pytest.mark.parametrize(
    "name",
    [
        "Open and Closed",
        "Active & Suspended",
        "Sheet1",
        "Cases",
        "Tracker FY20",
        "Proactive",
        "Never suspended",
    ],
)
def test_sheet_names_that_name_no_list(name: str) -> None:
    with pytest.raises(TrackerUnusable, match="nothing tells which list"):
        read(sheet(name, [HEAD, case()]))


def test_a_name_with_other_words_is_less_plain() -> None:
    names = tools_of(definition()).lists
    plain, other = names.of_name("Active cases"), names.of_name("Active WROs")
    assert plain is not None
    assert other is not None
    assert (plain.grade, other.grade) == (Grade.PLAIN, Grade.AMONG_OTHERS)


@pytest.mark.parametrize(
    "heading", ["Case List", "LIST", "Category", "Case Type", "Disposition", "List (A/S/I)"]
)
def test_a_list_column(heading: str) -> None:
    grid = [[heading, *HEAD]]
    grid += [
        [entry, *case(number)]
        for number, entry in enumerate(["A", "Susp.", " inactive ", "ACTIVE", "Suspended"], 1)
    ]
    layout = read(sheet("Sheet1", grid))
    assert {table.list: rows(table) for table in layout.tables} == {
        "active": [2, 5],
        "suspended": [3, 6],
        "inactive": [4],
    }
    assert [match.why for match in layout.headers if match.column == "A"] == ["list column"]
    assert remarks(layout) == []


@pytest.mark.parametrize("heading", ["Case Status", "Queue", "Current Disposition", "Active?"])
def test_a_column_whose_entries_all_name_lists(heading: str) -> None:
    grid = [[heading, *HEAD]]
    grid += [[entry, *case(number)] for number, entry in enumerate(["Active", "On Hold", "Closed"], 1)]
    layout = read(sheet("Tracker", grid))
    assert {table.list: rows(table) for table in layout.tables} == {
        "active": [2],
        "suspended": [3],
        "inactive": [4],
    }
    assert [match.why for match in layout.headers if match.column == "A"] == ["list column"]
    assert remarks(layout) == []


def test_a_status_that_names_lists_tells_them_and_is_no_status() -> None:
    grid = [HEAD, case(1, status="Active"), case(2, status="Suspended")]
    layout = read(sheet("Tracker", grid))
    assert [table.list for table in layout.tables] == ["active", "suspended"]
    assert not any("status" in table.columns for table in layout.tables)


@pytest.mark.parametrize("entries", [["A", "C"], ["Active", "Active"], ["Active", "High"], ["Active", ""]])
def test_entries_that_are_no_names_of_several_lists_tell_nothing(entries: list[str]) -> None:
    grid = [["Grade", *HEAD], *([entry, *case(number)] for number, entry in enumerate(entries, 1))]
    with pytest.raises(TrackerUnusable, match="nothing tells which list"):
        read(sheet("Tracker", grid))


@pytest.mark.parametrize("heading", ["Importer Status", "WRO Status", "Active Importer?"])
def test_a_column_about_something_else_tells_no_list(heading: str) -> None:
    grid = [[heading, *HEAD], ["Active", *case(1)], ["Inactive", *case(2)]]
    with pytest.raises(TrackerUnusable, match="nothing tells which list"):
        read(sheet("Tracker", grid))


def test_reasons_that_only_one_list_has_tell_the_list_of_a_sheet() -> None:
    active, inactive = sheet("Active", [HEAD, case(1)]), sheet("Inactive", [HEAD, case(2)], position=1)
    reasons = ["no staff", "Insufficient Information", "Lack of Personnel Resources"]
    dormant = [HEAD, *(case(n, closure_reason=reason) for n, reason in enumerate(reasons, 3))]
    layout = read(active, inactive, sheet("Dormant", dormant, position=2))
    assert {table.sheet.name: table.list for table in layout.tables}["Dormant"] == "suspended"
    for other in ("No Clear Violation", ""):
        dormant[1] = case(3, closure_reason=other)
        with pytest.raises(TrackerUnusable, match="nothing tells which list"):
            read(active, inactive, sheet("Dormant", dormant, position=2))


def test_what_follows_a_list_in_a_list_column_says_why() -> None:
    entries = ["Active - under review", "Suspended - lack of staff", "Closed: no violation", "Susp., no info"]
    grid = [["Case List", *HEAD], *([entry, *case(number)] for number, entry in enumerate(entries, 1))]
    layout = read(sheet("Sheet1", grid))
    assert {table.list: rows(table) for table in layout.tables} == {
        "active": [2],
        "suspended": [3, 5],
        "inactive": [4],
    }
    for entry in ("Active - to be closed", "Pending - Active"):
        with pytest.raises(TrackerUnusable, match="names no list"):
            read(sheet("Sheet1", [grid[0], grid[1], [entry, *case(2)]]))


def test_a_merged_list_column() -> None:
    grid = [["Category", *HEAD], ["Active", *case(1)], ["", *case(2)], ["Suspended", *case(3)]]
    layout = read(sheet("Sheet1", grid, merges=["A2:A3"]))
    assert {table.list: rows(table) for table in layout.tables} == {"active": [2, 3], "suspended": [4]}


@pytest.mark.parametrize("merges", [["A2:A3", "A4:A5"], []])
def test_labels_beside_the_blocks(merges: list[str]) -> None:
    grid = [["", *HEAD], ["ACTIVE", *case(1)], ["", *case(2)], ["SUSPENDED", *case(3)], ["", *case(4)]]
    layout = read(sheet("Sheet1", grid, merges=merges))
    assert {table.list: rows(table) for table in layout.tables} == {"active": [2, 3], "suspended": [4, 5]}


@pytest.mark.parametrize(
    ("entry", "what"),
    [("Dormant", '"Dormant" names no list'), ("", "the list is blank"), ("TBD", '"TBD" names')],
)
def test_an_unknown_list_stops_the_run(entry: str, what: str) -> None:
    grid = [[*HEAD, "Case List"], [*case(1), "Active"], [*case(2), entry]]
    with pytest.raises(TrackerUnusable, match=what) as raised:
        read(sheet("Sheet1", grid))
    assert 'sheet "Sheet1", V3' in raised.value.where
    assert "Active" in raised.value.remedy


def test_a_column_of_other_categories_is_no_list_column() -> None:
    grid = [[*HEAD, "Category"], [*case(1), "High"], [*case(2), "Low"]]
    layout = read(sheet("Active", grid))
    assert (only(layout).list, remarks(layout)) == ("active", ["unrecognized column Active!V1"])
    with pytest.raises(TrackerUnusable, match="nothing tells which list"):
        read(sheet("Tracker", grid))


def test_the_only_sheet_with_a_list_column_of_several_lists() -> None:
    grid = [[*HEAD, "Case List"], [*case(1), "Active"], [*case(2), "Suspended"]]
    assert [table.list for table in read(sheet("Active Cases", grid)).tables] == ["active", "suspended"]
    assert [
        table.list for table in read(sheet("Active", grid), sheet("Inactive", [HEAD, case(3)])).tables
    ] == ["active", "inactive"]


def test_a_list_column_that_says_what_the_sheet_says() -> None:
    layout = read(sheet("Active", [[*HEAD, "Case List"], [*case(1), "Active"], [*case(2), "A"]]))
    assert remarks(layout) == []
    assert [match.why for match in layout.headers if match.column == "V"] == ["list column"]


def test_a_second_status_that_says_what_the_sheet_says_is_a_list_column() -> None:
    layout = read(sheet("Active", [["Case Status", *HEAD], ["Active", *case(1)], ["ACTIVE", *case(2)]]))
    assert only(layout).columns["status"] == 1 + HEAD.index("Status")
    assert remarks(layout) == []


def test_banners_above_blocks() -> None:
    grid = [
        ["FLD Case Tracker"],
        HEAD,
        ["ACTIVE CASES"],
        case(1),
        ["APPAREL"],
        case(2),
        [],
        ["SUSPENDED CASES (1)"],
        HEAD,
        case(3),
        ["Inactive"],
        case(4),
        ["Total: 4"],
    ]
    layout = read(sheet("Sheet1", grid))
    assert {table.list: rows(table) for table in layout.tables} == {
        "active": [4, 6],
        "suspended": [10],
        "inactive": [12],
    }
    assert left_out(layout) == {
        "above the header": [1],
        "banner of the list Active": [3],
        "group banner": [5],
        "banner of the list Suspended": [8],
        "repeated header": [9],
        "banner of the list Inactive": [11],
        "total": [13],
    }


def test_banners_with_headers_of_their_own() -> None:
    other = [*HEAD[:12], "Reason Suspended", *HEAD[12:20]]
    moved = [*case(2)[:12], "Insufficient Information", *case(2)[12:20]]
    layout = read(sheet("Tracker", [["ACTIVE CASES"], HEAD, case(1), [], ["SUSPENDED CASES"], other, moved]))
    assert {table.list: (table.header_row, rows(table)) for table in layout.tables} == {
        "active": (1, [3]),
        "suspended": (5, [7]),
    }
    assert layout.tables[1].columns["closure_reason"] == 12


@pytest.mark.parametrize(
    "title", ["SUSPENDED CASES", "Forced Labor Division - Suspended Cases as of 3/31/2020"]
)
def test_a_title_names_the_list(title: str) -> None:
    assert only(read(sheet("Sheet1", [[title], HEAD, case(1)]))).list == "suspended"


def test_a_title_that_only_states_a_date_names_no_list() -> None:
    with pytest.raises(TrackerUnusable, match="nothing tells which list"):
        read(sheet("Sheet1", [["Current as of March 31, 2020"], HEAD, case(1)]))


def test_a_log_of_other_cases_beside_the_lists_is_left_out() -> None:
    log = [
        "Case Number",
        "Commodity",
        "Manufacturer",
        "U.S. Importer",
        "Country of Origin",
        "Industry",
        "Analyst",
    ]
    entries = ["Gloves", "Halden Mills", "Maple Retail", "China", "Electronics", "J. Smith"]
    surveys = [[*log, "Case Standing"]]
    surveys += [
        [f"FLD-2018-00{n}", *entries, said] for n, said in enumerate(["Active", "Closed", "Closed"], 1)
    ]
    layout = read(sheet("Active", [HEAD, case(1)]), sheet("Surveys", surveys, position=1))
    assert [table.sheet.name for table in layout.tables] == ["Active"]
    assert left_out(layout)["Surveys"] == []


@pytest.mark.parametrize(
    ("entry", "name"),
    [
        ("In Active", "inactive"),
        ("In-Active FY20", "inactive"),
        ("In active investigation", None),
        ("Suspended - no staff", "suspended"),
        ("Suspended - reopened", None),
        ("Closed (reopened)", None),
        ("Suspnded", "suspended"),
        ("Passed", None),
        ("Packed", None),
    ],
)
def test_what_an_entry_of_a_list_column_stands_for(entry: str, name: str | None) -> None:
    assert ListNames(load_definition(), layout_words()).of_entry(entry) == name
