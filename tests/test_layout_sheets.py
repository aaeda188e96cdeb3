"""Which sheets are case lists: hidden ones, copies, templates, and workbooks that are about something else."""

from __future__ import annotations

import pytest

from caseaudit.model.errors import TrackerUnusable
from caseaudit.model.table import Sheet
from tests.layouts.cases import HEAD, case, left_out, only, read, remarks, rows, texts
from tests.layouts.grids import sheet


def test_three_sheets_in_any_order_among_others() -> None:
    layout = read(
        sheet("Cover", [["Forced Labor Division"], ["Case tracker"]]),
        sheet("Inactive", [HEAD, case(3)]),
        sheet("Active", [HEAD, case(1)]),
        sheet("Suspended", [HEAD, case(2)]),
        sheet("Active Summary", [["Status", "Count"], ["Initiation", "1"]]),
        sheet(
            "By Analyst",
            [["Assigned Analyst", "Case Number", "Status"], ["J. Smith", "FLD-2019-001", "Initiation"]],
        ),
        sheet("All Cases", [HEAD, case(1), case(2), case(3)]),
        sheet("Active WROs", [["WRO", "Manufacturer", "Country", "Status"], ["1", "Foo", "China", "Active"]]),
        sheet("Data Dictionary", [["Field", "Meaning"], *[[header, "x"] for header in HEAD]]),
        sheet("Template", [HEAD, ["FLD-YYYY-NNN", *["text"] * 20]]),
        sheet("Lists", [["Status", "Industry"], ["Initiation", "Electronics"]]),
    )
    assert [table.list for table in layout.tables] == ["inactive", "active", "suspended"]
    assert remarks(layout) == ["copy All Cases"]
    assert len(layout.left_out) == 8


def test_a_log_of_the_same_fields_is_no_case_list() -> None:
    heads = [
        "Case Number",
        "Update Date",
        "Current Update",
        "Assigned Analyst",
        "Status",
        "Current Phase",
        "Initiation Date",
    ]
    log = [heads, ["FLD-2019-077", "2019-01-01", "x", "J", "Initiation", "Initiation", "2019-01-01"]]
    layout = read(sheet("Active", [HEAD, case(1)]), sheet("Update Log", log))
    assert left_out(layout) == {"Update Log": []}


def test_another_sheet_with_a_column_of_categories_does_not_stop_the_run() -> None:
    heads = [
        "Case Number",
        "Category",
        "Status",
        "Commodity",
        "Industry",
        "Manufacturer",
        "Update Date",
        "Assigned Analyst",
    ]
    other = [heads, ["FLD-2019-077", "Closed", "x"], ["FLD-2019-078", "Referred", "x"]]
    layout = read(sheet("Active", [HEAD, case(1)]), sheet("Requests", other))
    assert left_out(layout) == {"Requests": []}


def test_hidden_rows_columns_and_sheets_are_audited_and_remarked() -> None:
    layout = read(
        sheet("Active", [HEAD, *map(case, range(1, 9))], hidden_rows=[3, 4, 7, 12], hidden_columns=[3, 30]),
        sheet("Suspended", [HEAD, case(50)], visibility="very hidden"),
    )
    assert [len(table.rows) for table in layout.tables] == [8, 1]
    assert remarks(layout) == [
        "hidden column Active!D:D",
        "hidden rows Active!3:4",
        "hidden rows Active!7:7",
        "hidden sheet Suspended",
    ]
    assert layout.remarks[1].detail["cases"] == "2"


def test_a_hidden_older_copy_is_left_out() -> None:
    numbers = [case(number, case_number=f"fld 2019 {number:03d}") for number in range(1, 4)]
    layout = read(
        sheet("Active", [HEAD, *map(case, range(1, 9))]),
        sheet("Active OLD", [HEAD, *numbers, case(77)], visibility="hidden"),
    )
    assert [rows(table) for table in layout.tables] == [[*range(2, 10), 5]]
    assert remarks(layout) == ["hidden copy Active OLD"]
    assert layout.remarks[0].detail["known"] == "3"


@pytest.mark.parametrize(
    ("name", "visibility", "said"),
    [
        ("Active (2)", "visible", []),
        ("Active FY20", "visible", []),
        ("Open cases", "visible", []),
        ("Active (2)", "hidden", ["hidden sheet Active (2)"]),
    ],
)
def test_several_sheets_of_one_list_are_one_list(name: str, visibility: str, said: list[str]) -> None:
    other = [HEAD[1:], case(2)[1:]]
    other = [[*row, number] for row, number in zip(other, ("Case Number", "FLD-2019-002"), strict=True)]
    layout = read(sheet("Active", [HEAD, case(1)]), sheet(name, other, visibility=visibility, position=1))
    table = only(layout)
    assert texts(table, "case_number") == ["FLD-2019-001", "FLD-2019-002"]
    assert [part.sheet.name for part in table.parts] == ["Active", name]
    assert table.sheet_of(1).name == name
    assert table.anchors["case_number"] == {1: (1, 20)}
    assert remarks(layout) == said


@pytest.mark.parametrize("name", ["Active OLD", "Active working", "Active (for briefing)", "Print version"])
def test_a_visible_copy_is_named_and_its_new_cases_are_audited(name: str) -> None:
    head, cases = [*HEAD, "Case List"], [[*case(number), "Active"] for number in range(1, 7)]
    copy = sheet(name, [head, *cases[:4], *cases[5:]], position=1)
    layout = read(sheet("Active", [head, *cases[:5]]), copy)
    assert texts(only(layout), "case_number") == [f"FLD-2019-00{n}" for n in range(1, 7)]
    assert [each for each in remarks(layout) if "copy" in each] == [f"copy {name}"]
    (remark,) = (each for each in layout.remarks if each.kind == "copy")
    assert "only in the 1 case that stands nowhere else" in remark.detail["what"]


def test_a_sheet_whose_numbers_were_given_twice_is_no_copy() -> None:
    head = [*HEAD, "Case List"]
    own = [*case(1, manufacturer="Gora Mills"), "Active"]
    layout = read(sheet("Okoro", [head, [*case(1), "Active"]]), sheet("Tran", [head, own], position=1))
    assert texts(only(layout), "manufacturer") == ["Qingdao Foods", "Gora Mills"]
    assert remarks(layout) == []


def test_an_empty_second_sheet_does_not_count() -> None:
    layout = read(
        sheet("Active", [HEAD, case(1)]), sheet("Active Template", [HEAD]), sheet("Active (2)", [HEAD])
    )
    assert [table.sheet.name for table in layout.tables] == ["Active"]
    data = [[*HEAD, "Case List"], [*case(1), "Active"], [*case(2), "Suspended"]]
    layout = read(sheet("Active", [HEAD]), sheet("Data", data))
    assert [(table.sheet.name, table.list) for table in layout.tables] == [
        ("Data", "active"),
        ("Data", "suspended"),
    ]


def test_a_list_without_cases_and_a_list_without_a_header() -> None:
    layout = read(
        sheet("Active", [HEAD, case(1)]),
        sheet("Suspended", [HEAD]),
        sheet("Inactive", [["a", "b", "c"], ["d", "e", "f"]]),
    )
    assert [(table.list, len(table.rows)) for table in layout.tables] == [("active", 1), ("suspended", 0)]
    assert remarks(layout) == ["no cases Suspended", "unreadable sheet Inactive"]


def test_a_case_list_without_a_header() -> None:
    with pytest.raises(TrackerUnusable, match="looks like a case list") as raised:
        read(sheet("Active", [case(1), case(2), case(3)]))
    assert 'sheet "Active"' in raised.value.where
    with pytest.raises(TrackerUnusable, match="looks like a case list"):
        read(sheet("Sheet1", [case(1), case(2), case(3)]))


INVOICE = [
    ["INVOICE"],
    ["Invoice No.", "2020-14", "Date", "2020-01-03"],
    ["Item", "Description", "Quantity", "Unit Price", "Amount"],
    ["1", "Shirts", "3", "4", "12"],
]
TICKETS = [
    ["Ticket", "Status", "Assigned To", "Date Received", "Priority"],
    ["INC-1", "Open", "Jo", "2020-01-01", "High"],
]
EXPORT = [
    [
        "Case Number",
        "Case Owner",
        "Status",
        "Date/Time Opened",
        "Account Name",
        "Subject",
        "Case Origin",
        "Country",
    ],
    ["00001026", "Jo", "New", "2020-01-01", "Acme", "x", "Phone", "USA"],
]
ORDERS = [
    ["Order Number", "Order Date", "Status", "Country", "Manufacturer", "Commodity", "Quantity"],
    ["SO-1", "2020-01-01", "Open", "China", "Foo", "Shirts", "3"],
]
STOCK = [
    ["Item Number", "Manufacturer", "Country of Origin", "Commodity", "Status", "Date Received", "Industry"],
    ["1", "Foo", "China", "Shirt", "In stock", "2020-01-01", "Retail"],
]
LEAVE = [
    ["Employee", "Leave Type", "Start Date", "End Date", "Status"],
    ["Jo", "Annual", "2020-01-01", "2020-01-05", "Approved"],
]
STAFF = [["Name", "Title", "Phone", "Country", "Status"], ["Jo", "Analyst", "123", "USA", "Active"]]
BUDGET = [["FY20 Budget"], ["Category", "Q1", "Q2", "Total"], ["Travel", "1", "2", "3"]]
PIVOT = [["Row Labels", "Count of Case Number"], ["Initiation", "4"], ["Grand Total", "4"]]


@pytest.mark.parametrize(
    "other",
    [
        sheet("Invoice", INVOICE),
        sheet("export", TICKETS),
        sheet("Active", TICKETS),
        sheet("Cases", EXPORT),
        sheet("Orders", ORDERS),
        sheet("Inventory", STOCK),
        sheet("Active", LEAVE),
        sheet("Active Staff", STAFF),
        sheet("Budget", BUDGET),
        sheet("Active", BUDGET),
        sheet("Active", PIVOT),
        sheet("Sheet1", []),
        sheet("Active", [["hello"]]),
        sheet("Active", [[header, *case(1)[place : place + 1]] for place, header in enumerate(HEAD)]),
    ],
    ids=lambda each: each.name,
)
def test_workbooks_about_something_else(other: Sheet) -> None:
    with pytest.raises(TrackerUnusable):
        read(other)


def test_no_sheet_at_all() -> None:
    with pytest.raises(TrackerUnusable, match="holds no case list"):
        read()


@pytest.mark.parametrize("name", ["Archive", "Archive 2019", "Closed Feb"])
@pytest.mark.parametrize("copied", [1, 2])
def test_an_archive_beside_the_inactive_list_that_repeats_cases_is_left_out(name: str, copied: int) -> None:
    layout = read(
        sheet("Active", [HEAD, case(1)]),
        sheet("Inactive", [HEAD, case(2)], position=1),
        sheet(name, [HEAD, case(copied)], position=2),
    )
    assert [table.sheet.name for table in layout.tables] == ["Active", "Inactive"]
    assert [each.reason for each in layout.left_out if each.sheet == name] == [
        "it repeats cases of the other sheets"
    ]


def test_an_archive_of_other_cases_is_a_second_sheet_of_the_list() -> None:
    layout = read(
        sheet("Inactive", [HEAD, case(2)]),
        sheet("Archive", [HEAD, case(3)], position=1),
    )
    assert texts(only(layout), "case_number") == ["FLD-2019-002", "FLD-2019-003"]
