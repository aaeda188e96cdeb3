"""Which rows are cases, which belong to the case above, and why the others are left out."""

from __future__ import annotations

import pytest

from caseaudit.model.layout import RemarkKind
from tests.layouts.cases import FIELDS, HEAD, case, left_out, only, read, remarks, row, rows, texts
from tests.layouts.grids import rows_of, sheet


def test_a_plain_sheet() -> None:
    layout = read(sheet("Active", [HEAD, case(1), case(2)]))
    table = only(layout)
    assert (table.list, table.header_row, table.first_header_row, rows(table)) == ("active", 0, 0, [2, 3])
    assert texts(table, "case_number") == ["FLD-2019-001", "FLD-2019-002"]
    assert (layout.left_out, layout.remarks, layout.stated) == ((), (), ())


def test_titles_blank_rows_and_blank_columns_in_front() -> None:
    grid = [
        [],
        ["", "FLD TRACKER"],
        ["", "As of March 31, 2020"],
        [],
        ["", *HEAD],
        [],
        ["", *case(1)],
        [],
        ["", *case(2)],
    ]
    layout = read(sheet("Active", grid))
    table = only(layout)
    assert (table.header_row, rows(table), table.first_filled_header) == (4, [7, 9], 1)
    assert [(str(place), text) for place, text in layout.stated] == [("Active!B3", "As of March 31, 2020")]
    assert left_out(layout) == {"above the header": [2, 3]}


@pytest.mark.parametrize("title", ["Data as of", "Report date:", "As of"])
def test_a_date_stated_in_the_next_cell(title: str) -> None:
    layout = read(sheet("Active", [[title, "2020-03-31"], HEAD, case()]))
    assert [text for _, text in layout.stated] == [f"{title} 2020-03-31"]


def test_a_header_wrapped_over_two_rows() -> None:
    upper, lower = rows_of(
        """
        | Case   | Date     | Referral |           |          | Country   |              | U.S.     | Forced Labor
        | Number | Received | Source   | Commodity | Industry | of Origin | Manufacturer | Importer | Indicators
        """
    )
    upper += [
        "Sources of",
        "Investigative",
        "Assigned",
        "",
        "Current",
        "Initiation",
        "Investigation",
        "Legal Review",
    ]
    lower += ["Evidence", "Challenges", "Analyst", "Status", "Phase", "Date", "Date", "Date"]
    upper += ["Implementation", "Current", "Update", "Reason Suspended"]
    lower += ["Date", "Update", "Date", "or Inactive"]
    layout = read(sheet("Active", [["Forced Labor Division"], upper, lower, case(1), upper, lower, case(2)]))
    table = only(layout)
    assert (table.first_header_row, table.header_row, len(table.columns), rows(table)) == (1, 2, 21, [4, 7])
    assert left_out(layout) == {"above the header": [1], "repeated header": [5, 6]}
    assert remarks(layout) == []


@pytest.mark.parametrize("merges", [["A1:A2", "B1:B2", "C1:H1"], []])
def test_a_parent_over_several_columns(merges: list[str]) -> None:
    layout = read(
        sheet(
            "Active",
            """
            | Case Number  | Current Update | Dates      |            |         |           |       |            |
            |              |                | Received   | Initiation | Invest. | Legal Rev | Impl. | Update     |
            | FLD-2019-001 | Waiting        | 2019-03-01 | 2019-03-02 |         |           |       | 2020-01-02 |
            """,
            merges=merges,
        )
    )
    table = only(layout)
    assert list(table.columns) == [
        "case_number",
        "date_received",
        "initiation_date",
        "investigation_date",
        "legal_review_date",
        "implementation_date",
        "current_update",
        "update_date",
    ]
    assert (table.columns["update_date"], table.columns["current_update"]) == (7, 1)
    assert (table.first_header_row, table.header_row, table.first_filled_header) == (0, 1, 2)


def test_a_parent_that_speaks_of_the_past() -> None:
    grid = [
        ["Case", "", "Previous", ""],
        ["Number", "Status", "Status", "Phase"],
        ["FLD-2019-001", "Initiation", "x", "y"],
    ]
    table = only(read(sheet("Active", grid, merges=["A1:B1", "C1:D1"])))
    assert dict(table.columns) == {"case_number": 0, "status": 1}


def test_rows_that_are_no_cases_are_named() -> None:
    grid = [
        HEAD,
        ["APPAREL"],
        case(1),
        ["— FY19 —"],
        case(2),
        ["J. Smith (2)"],
        case(3),
        ["FY 2020"],
        case(4),
        ["Subtotal", "", "", "=4"],
        ["", "", "Apparel Total", "4"],
        HEAD,
        case(5),
        ["-----"],
        ["Grand Total: 5"],
        [],
        ["* as reported by the ports"],
        ["Source: Forced Labor Division"],
        ["who keeps it"],
    ]
    layout = read(sheet("Active", grid))
    assert rows(only(layout)) == [3, 5, 7, 9, 13]
    assert left_out(layout) == {
        "group banner": [2, 4, 6, 8],
        "subtotal": [10, 11],
        "repeated header": [12],
        "separator": [14],
        "total": [15],
        "footnote": [17, 18, 19],
    }


@pytest.mark.parametrize(
    "label",
    [
        ["Total"],
        ["Total: 61"],
        ["61 cases"],
        ["Number of cases: 61"],
        ["", "=61", "=61"],
        ["", "", "TOTAL", "61"],
        ["Count", "=3"],
    ],
)
def test_totals(label: list[str]) -> None:
    layout = read(sheet("Active", [HEAD, case(1), label]))
    assert (rows(only(layout)), left_out(layout)) == ([2], {"total": [3]})


@pytest.mark.parametrize(
    "note",
    [
        "Note: see legend",
        "Notes",
        "† see legend",
        "Page 1 of 3",
        "Prepared by: J. Smith",
        "LAW ENFORCEMENT SENSITIVE",
        "As of 3/31/2020",
    ],
)
def test_footnotes(note: str) -> None:
    layout = read(sheet("Active", [HEAD, case(1), [], [note]]))
    assert (rows(only(layout)), left_out(layout)) == ([2], {"footnote": [4]})


def test_a_case_without_a_number_has_most_of_the_required_fields() -> None:
    partial = row(date_received="2019-03-01", referral_source="Attorney", commodity="Shirts")
    grid = [
        HEAD,
        case(1),
        case(2, case_number=""),
        case(3, case_number="TBD"),
        partial,
        ["FLD-2020-001"],
        ["2020-17"],
        ["Case 20-18"],
    ]
    layout = read(sheet("Active", grid))
    assert rows(only(layout)) == [2, 3, 4, 6, 7, 8]
    assert left_out(layout) == {"neither a case number nor most of the required fields": [5]}


_TEN_OF_SIXTEEN = row(
    referral_source="Attorney",
    commodity="Shirts",
    industry="Machinery",
    manufacturer="Qingdao Foods",
    sources_of_evidence="NGO Report",
    update_date="2020-01-02",
    forced_labor_indicators="Deception",
    investigative_challenges="Translation",
    assigned_analyst="J. Smith",
    current_phase="Initiation",
)
"""Most of what an active case must have, and six of the twelve fields that the cases of every list must have."""
_SEVEN_OF_SIXTEEN = row(
    **dict(zip(FIELDS, _TEN_OF_SIXTEEN, strict=True))
    | {"status": "Initiation", "forced_labor_indicators": "", "investigative_challenges": ""}
    | {"assigned_analyst": "", "current_phase": ""}
)
"""Most of what the cases of every list must have, but not of what an active case must."""


def test_which_fields_are_required_depends_on_the_list_column() -> None:
    lists = ["Active", "Suspended", "Active", "Suspended", "Active", "Suspended"]
    cases = [case(1), case(2, closure_reason="Insufficient Information")]
    grid = [*cases, _TEN_OF_SIXTEEN, _TEN_OF_SIXTEEN, _SEVEN_OF_SIXTEEN, _SEVEN_OF_SIXTEEN, case(3)]
    grid = [
        ["Case List", *HEAD],
        *([name, *cells] for name, cells in zip([*lists, "Active"], grid, strict=True)),
    ]
    layout = read(sheet("Cases", grid))
    assert {table.list: rows(table) for table in layout.tables} == {"active": [2, 4, 8], "suspended": [3, 5]}
    assert left_out(layout) == {"neither a case number nor most of the required fields": [6, 7]}


def test_which_fields_are_required_depends_on_the_banner() -> None:
    closed = case(2, closure_reason="Insufficient Information")
    grid = [HEAD, ["ACTIVE CASES"], case(1), _TEN_OF_SIXTEEN, ["SUSPENDED CASES"], closed, _SEVEN_OF_SIXTEEN]
    layout = read(sheet("Cases", grid))
    assert {table.list: rows(table) for table in layout.tables} == {"active": [3, 4], "suspended": [6]}


@pytest.mark.parametrize(
    "number", ["19-014", "FLD 2019 15", "see file", "2019", "FL-2019-0087", "fld–2019–014", "14"]
)
def test_case_numbers_of_other_forms(number: str) -> None:
    assert texts(only(read(sheet("Active", [HEAD, case(1, case_number=number)]))), "case_number") == [number]


def test_wrapped_entries_belong_to_the_case_above() -> None:
    grid = [
        HEAD,
        case(1, manufacturer="", industry="Apparel, Footwear &"),
        row(sources_of_evidence="Site Visit", current_update="and waiting"),
        row(manufacturer="Foo Ltd", industry="Textiles"),
        row(current_update="for counsel"),
        case(2),
    ]
    layout = read(sheet("Active", grid))
    table = only(layout)
    assert rows(table) == [2, 6]
    assert texts(table, "sources_of_evidence") == ["NGO Report; Site Visit", "NGO Report"]
    assert texts(table, "current_update")[0] == "Reviewing the allegation and waiting for counsel"
    assert texts(table, "industry")[0] == "Apparel, Footwear & Textiles"
    assert texts(table, "manufacturer") == ["Foo Ltd", "Qingdao Foods"]
    assert (layout.left_out, dict(table.anchors)) == ((), {})


@pytest.mark.parametrize(
    ("banner", "merges"),
    [
        (row(industry="Electronics"), []),
        (row(industry="Electronics"), ["E3:K3"]),
        (row(commodity="— FY19 —"), []),
        (row(commodity="FY 2020"), []),
        (row(commodity="Electronics"), []),
        (row(case_number="ELECTRONICS"), []),
        (row(case_number="PHASES 2 – 4"), []),
        (row(case_number="Team 12"), []),
        (row(case_number="2019-077"), ["A3:U3"]),
        (row(current_update="Second half"), ["S3:U3"]),
    ],
)
def test_a_banner_under_a_case_is_no_part_of_it(banner: list[str], merges: list[str]) -> None:
    layout = read(sheet("Active", [HEAD, case(1), banner, case(2)], merges=merges))
    table = only(layout)
    assert rows(table) == [2, 4]
    assert left_out(layout) == {"group banner": [3]}
    assert (texts(table, "commodity"), texts(table, "industry")) == (
        ["Garments"] * 2,
        ["Apparel, Footwear & Textiles"] * 2,
    )


def test_a_merged_case_number_holds_its_rows_together() -> None:
    more = row(
        importer="Oak Retail",
        sources_of_evidence="Site Visit",
        forced_labor_indicators="Deception",
        status="Initiation",
    )
    table = only(read(sheet("Active", [HEAD, case(1), more, case(2)], merges=["A2:A3", "D2:D3"])))
    assert rows(table) == [2, 4]
    assert texts(table, "importer") == ["Maple Retail Oak Retail", "Maple Retail"]
    assert texts(table, "forced_labor_indicators")[0] == "Debt Bondage; Deception"
    assert texts(table, "status")[0] == "Initiation"


def test_an_entry_merged_over_several_cases_holds_for_all() -> None:
    blank = {"assigned_analyst": ""}
    table = only(
        read(
            sheet(
                "Active",
                [HEAD, case(1), case(2, **blank), case(3, **blank), case(4, **blank)],
                merges=["L2:L4"],
            )
        )
    )
    assert texts(table, "assigned_analyst") == ["J. Smith", "J. Smith", "J. Smith", ""]
    assert dict(table.anchors) == {"assigned_analyst": {1: (1, 11), 2: (1, 11)}}


def test_rows_that_say_how_to_fill_the_columns() -> None:
    how = [
        "Required",
        "mm/dd/yyyy",
        "pick one",
        *["text"] * 5,
        *["list"] * 6,
        *["date"] * 4,
        "text",
        "date",
        "list",
    ]
    meant = [
        "FLD-YYYY-NNN",
        "when it came in",
        *["what it is"] * 12,
        *["when it was"] * 4,
        "what happened",
        "when",
        "why",
    ]
    counted = [str(number) for number in range(1, 22)]
    layout = read(sheet("Active", [HEAD, counted, how, case(1)]), sheet("Suspended", [HEAD, meant, case(2)]))
    assert [rows(table) for table in layout.tables] == [[4], [3]]
    assert left_out(layout) == {"column numbers": [2], "description of the columns": [3, 2]}


def test_prepared_rows_are_blank() -> None:
    grid = [
        HEAD,
        case(1),
        *[["=0"] * 21] * 3,
        *[["=?"] * 21] * 2,
        [" ", "\u200b", "\u00a0"],
        row(status="Initiation"),
    ]
    layout = read(sheet("Active", grid))
    assert rows(only(layout)) == [2]
    assert left_out(layout) == {"text below the cases": [9]}


def test_stray_cells_are_no_cases() -> None:
    grid = [HEAD, case(1), *[[]] * 40, row(commodity="x"), [], [*[""] * 30, "."]]
    layout = read(sheet("Active", grid))
    assert rows(only(layout)) == [2]
    assert left_out(layout) == {"text below the cases": [43], "outside the table": [45]}


def test_side_tables_are_no_part_of_the_table() -> None:
    heads = [*HEAD, "", "Status", "Cases"]
    grid = [
        heads,
        [*case(1), "", "Initiation", "2"],
        [*case(2), "", "Total", "2"],
        [*[""] * 22, "Legal Review", "0"],
    ]
    layout = read(sheet("Active", grid))
    assert (rows(only(layout)), remarks(layout)) == ([2, 3], [])
    assert left_out(layout) == {"beside the table, in columns W to X": [1, 2, 3, 4]}


def test_spacer_columns_do_not_end_the_table() -> None:
    layout = read(
        sheet(
            "Active",
            """
            | Case Number  | | Status     | | Follow-up | | Commodity | Port   |
            | FLD-2019-001 | | Initiation | | call      | | Garments  |        |
            | FLD-2019-002 | | Initiation | |           | | Garments  | Newark |
            """,
        )
    )
    assert dict(only(layout).columns) == {"case_number": 0, "commodity": 6, "status": 2}
    assert remarks(layout) == ["unrecognized column Active!E1", "unrecognized column Active!H1"]


def test_a_column_without_a_heading_that_holds_values() -> None:
    layout = read(sheet("Active", [["Case Number", "", "Commodity"], ["FLD-2019-001", "?", "Shirts"]]))
    (remark,) = layout.remarks
    assert (str(remark.kind), remark.cell, remark.value) == ("unrecognized column", "B1", None)


def test_columns_in_another_order_with_others_between() -> None:
    order = [20, 3, 0, 12, 5, 18, 1, 19, 7, 2, 4, 6, 8, 9, 10, 11, 13, 14, 15, 16, 17]
    grid = [["Port", *(HEAD[i] for i in order)], ["Newark", *(case(1)[i] for i in order)]]
    layout = read(sheet("Active", grid))
    assert only(layout).columns["case_number"] == 3
    assert texts(only(layout), "current_update") == ["Reviewing the allegation"]
    assert remarks(layout) == ["unrecognized column Active!A1"]


def test_another_header_below_reads_the_rows_below_it() -> None:
    other = [*HEAD[:12], "Port", *HEAD[12:]]
    moved = [*case(2)[:12], "Newark", *case(2)[12:]]
    layout = read(sheet("Active", [HEAD, case(1), [], other, moved]))
    table = only(layout)
    assert (rows(table), texts(table, "status")) == ([2, 5], ["Initiation"] * 2)
    assert table.anchors["status"] == {1: (4, 13)}
    assert "case_number" not in table.anchors
    assert remarks(layout) == ["unrecognized column Active!M4"]


def test_another_table_below_is_no_part_of_the_list() -> None:
    actions = ["Case Number", "Action", "Action Date", "Status", "Manufacturer", "Country of Origin"]
    grid = [
        HEAD,
        case(1),
        [],
        ["Enforcement actions"],
        actions,
        ["FLD-2018-009", "WRO", "2019-01-01", "Active", "WRP", "Malaysia"],
    ]
    layout = read(sheet("Active", grid))
    assert (rows(only(layout)), remarks(layout)) == ([2], [])
    assert left_out(layout) == {"text below the cases": [4], "another table below the cases": [5, 6]}


def test_summaries_below_are_no_cases() -> None:
    grid = [HEAD, case(1), [], ["Summary by phase"], ["Phase", "Count"], ["Initiation", "3"], ["Total", "3"]]
    layout = read(sheet("Active", grid))
    assert rows(only(layout)) == [2]
    assert left_out(layout) == {"text below the cases": [4, 5, 6], "total": [7]}


def test_an_export_with_internal_names() -> None:
    heads = [
        "Title",
        "Case_x0020_Number",
        "Status",
        "Case_x0020_List",
        "Modified",
        "Path",
        "Commodity",
        "Industry",
        "Analyst",
    ]
    grid = [
        heads,
        ["x", "FLD-2019-001", "Initiation", "Active", "2019-03-01", "sites/x", "Shirts", "Electronics", "Jo"],
    ]
    layout = read(sheet("query (3)", grid))
    assert dict(only(layout).columns) == {
        "case_number": 1,
        "commodity": 6,
        "industry": 7,
        "assigned_analyst": 8,
        "status": 2,
    }


def test_a_form_above_the_header_is_no_header() -> None:
    form = ["Status:", "Draft", "Date Received:", "2020-01-01"]
    layout = read(
        sheet("Active", [["Case Number, Status and Date Received of all cases"], form, HEAD, case(1)])
    )
    assert (only(layout).header_row, layout.stated) == (2, ())


def test_analysts_as_groups() -> None:
    grid = [
        ["Analyst", "Case #", "Rec'd", "Commodity", "Last Action"],
        ["J. Smith"],
        ["", "FLD-2019-001", "2019-03-01", "Shirts", "call"],
        ["", "FLD-2019-002", "2019-03-01", "Shirts", ""],
        ["K. Lee"],
        ["", "FLD-2019-003", "2019-03-01", "Shirts", ""],
    ]
    layout = read(sheet("Active", grid))
    assert (rows(only(layout)), left_out(layout)) == ([3, 4, 6], {"group banner": [2, 5]})


@pytest.mark.parametrize("shown", ["EXAMPLE", "Example:", "(sample)", "Example: FLD-2020-001"])
def test_a_row_that_shows_how_to_fill_the_columns_is_no_case(shown: str) -> None:
    grid = [HEAD, case(1, case_number=shown), case(1), case(2)]
    layout = read(sheet("Active", grid))
    assert (rows(only(layout)), left_out(layout)) == ([3, 4], {"example of a row": [2]})


def test_numbers_of_the_columns_may_pass_over_a_spacer() -> None:
    spaced = [*HEAD[:3], "", *HEAD[3:]]
    numbers = [str(place) if heading else "" for place, heading in enumerate(spaced, 1)]
    first = case(1)
    layout = read(sheet("Active", [spaced, numbers, [*first[:3], "", *first[3:]]]))
    assert (rows(only(layout)), left_out(layout)) == ([3], {"column numbers": [2]})


def test_a_second_case_table_beside_the_first_is_told() -> None:
    def beside(heads: list[str]) -> list[RemarkKind]:
        right = [[*HEAD, "", "", *heads]] + [
            [*case(n), "", "", *case(n + 50)[: len(heads)]] for n in range(1, 6)
        ]
        layout = read(sheet("Active", right))
        assert rows(only(layout)) == [2, 3, 4, 5, 6]
        return [remark.kind for remark in layout.remarks if remark.kind is RemarkKind.SECOND_TABLE]

    assert beside(HEAD) == [RemarkKind.SECOND_TABLE]
    assert beside(["Analyst", "Cases closed", "Hours"]) == []
