"""Which field a heading names, by all the ways in which people write it, and which it does not."""

from __future__ import annotations

from functools import lru_cache

import pytest

from caseaudit.tracker.layout.headings import Headings, Level
from caseaudit.tracker.layout.tools import tools_of
from tests.layouts.cases import FIELDS, HEAD, case, definition, only, read, remarks
from tests.layouts.grids import sheet


@lru_cache(maxsize=1)
def headings() -> Headings:
    return tools_of(definition()).headings


@pytest.mark.parametrize(("header", "field"), list(zip(HEAD, FIELDS, strict=True)))
@pytest.mark.parametrize(
    "written",
    [
        "{}",
        "  {} ",
        "{}:",
        "{}*",
        "{} (required)",
        "3. {}",
        "({0})",
        "(4) {}",
        "{} [select one]",
        "{}\n(mm/dd/yyyy)",
        "{} ▼",
    ],
)
def test_a_header_is_itself_however_dressed(header: str, field: str, written: str) -> None:
    for text in (header, header.upper(), header.lower(), header.replace(" ", "\n"), header.replace(" ", "_")):
        assert headings().match(written.format(text)).field == field


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("CaseNumber", "case_number"),
        ("Case #", "case_number"),
        ("Case No.", "case_number"),
        ("Date_x0020_Received", "date_received"),
        ("Received Date", "date_received"),
        ("Date Rec'd", "date_received"),
        ("Date Received (mm/dd/yyyy)", "date_received"),
        ("Comodity", "commodity"),
        ("Csae Number", "case_number"),
        ("Daet Received", "date_received"),
        ("Case Commodity", "commodity"),
        ("Industry – select one from list", "industry"),
        ("Ctry of Origin", "country_of_origin"),
        ("COUNTRY OF ORIGIN (see legend)", "country_of_origin"),
        ("Manufacturor", "manufacturer"),
        ("Manufacturer(s)", "manufacturer"),
        ("US Importer", "importer"),
        ("Forced Labor Indicatrs", "forced_labor_indicators"),
        ("Evidence Sources", "sources_of_evidence"),
        ("Source of Evidence", "sources_of_evidence"),
        ("Investigatve Challanges", "investigative_challenges"),
        ("Inv. Challenges", "investigative_challenges"),
        ("Analyst, Assigned", "assigned_analyst"),
        ("Case Status", "status"),
        ("Status: where the case is in the process", "status"),
        ("Phase (Current)", "current_phase"),
        ("Init. Dt", "initiation_date"),
        ("Dt Opened", "initiation_date"),
        ("Ph. I Date", "initiation_date"),
        ("Allegation Rec'd", "date_received"),
        ("Receipt Dt", "date_received"),
        ("Foreign Mfr.", "manufacturer"),
        ("Date of Investigation", "investigation_date"),
        ("Legal Rev. Date", "legal_review_date"),
        ("Implimentaton Date", "implementation_date"),
        ("Current Update\nsay what last happened, by whom and when", "current_update"),
        ("Update Dt.", "update_date"),
        ("Reason Suspended/Inactive", "closure_reason"),
    ],
)
def test_other_ways_to_write_a_header(heading: str, field: str) -> None:
    assert headings().match(heading).field == field


@pytest.mark.parametrize(
    "heading",
    [
        "Case Notes",
        "Analyst Notes",
        "Analyst Comments",
        "Previous Status",
        "Prior Status",
        "Status (Previous)",
        "Old Case Number",
        "Related Case Number",
        "Manufacturer Address",
        "Manufacturer Country",
        "Manufacturer (Address)",
        "Manufacturer\nAddress",
        "Manufacturer: street address of the plant",
        "Importer Phone",
        "Importer of Record ID",
        "Exporter",
        "Commodity Code",
        "County",
        "Status Comments",
        "Date Closed",
        "Next Update Date",
        "Received By",
        "Legal Reviewer",
        "Legal Review End Date",
        "Data Received",
        "Care Number",
        "Investigation End Date",
        "Evidence File Path",
        "Days Open",
        "Case Age",
        "Priority",
        "Imported",
        "Status Date",
        "Number of Sources",
    ],
)
def test_other_matters_are_no_field(heading: str) -> None:
    assert headings().match(heading).field is None


@pytest.mark.parametrize(
    ("heading", "fields"),
    [
        ("Review Date", ("legal_review_date", "update_date")),
        ("Source", ("referral_source", "sources_of_evidence")),
        ("Status / Phase", ("status", "current_phase")),
        ("Commodity/Industry", ("commodity", "industry")),
        ("Industry (Commodity)", ("commodity", "industry")),
    ],
)
def test_a_heading_that_could_be_two_fields_names_both(heading: str, fields: tuple[str, ...]) -> None:
    assert headings().match(heading).fields == fields


def test_date_alone_could_be_any_date() -> None:
    assert headings().match("Date").fields == tuple(name for name in FIELDS if "date" in name.split("_"))


def test_the_levels() -> None:
    levels = [
        headings().match(text).level
        for text in ("STATUS", "Status (required)", "Commodity of the Case", "Staus")
    ]
    assert levels == [Level.EXACT, Level.ALIAS, Level.WORDS, Level.LETTERS]


def test_entries_that_contradict_a_similar_heading_decide_against_it() -> None:
    similar = [
        ["Case Number", "Commodity", "Staus"],
        ["FLD-2019-001", "Shirts", "Kent"],
        ["FLD-2019-002", "Socks", "Essex"],
    ]
    assert "status" not in only(read(sheet("Active", similar))).columns
    similar[1][2] = similar[2][2] = "Investigation (2)"
    assert only(read(sheet("Active", similar))).columns["status"] == 2


def test_an_ambiguous_heading_is_read_as_neither_and_remarked() -> None:
    grid = [["Case Number", "Commodity", "Review Date"], ["FLD-2019-001", "Shirts", "2019-03-01"]]
    layout = read(sheet("Active", grid))
    assert only(layout).columns.keys() == {"case_number", "commodity"}
    (remark,) = layout.remarks
    assert (remark.cell, remark.value, remark.detail["fields"]) == (
        "C1",
        "Review Date",
        "Legal Review Date or Update Date",
    )


@pytest.mark.parametrize(
    ("heads", "entries", "read_in", "remarked"),
    [
        (["Status", "Status"], ["Initiation", "Legal Review"], 1, ["C1"]),
        (["Status", "Status"], ["", "Legal Review"], 2, []),
        (["Status", "Status"], ["Initiation", ""], 1, []),
        (["Case Status", "Status"], ["Initiation", "Legal Review"], 2, ["B1"]),
        (["Staus", "Status"], ["Initiation", "Legal Review"], 2, ["B1"]),
    ],
)
def test_two_columns_for_one_field(
    heads: list[str], entries: list[str], read_in: int, remarked: list[str]
) -> None:
    layout = read(sheet("Active", [["Case Number", *heads], ["FLD-2019-001", *entries]]))
    assert only(layout).columns["status"] == read_in
    assert [remark.cell for remark in layout.remarks] == remarked


def test_the_second_column_says_which_was_read() -> None:
    layout = read(sheet("Active", [["Case Number", "Status", "Status"], ["FLD-2019-001", "Initiation", "x"]]))
    (remark,) = layout.remarks
    assert [str(place) for place in remark.related] == ["Active!B1"]
    assert '"Status" in B1 was read' in remark.detail["what"]


def test_case_numbers_are_known_by_their_form_under_any_heading() -> None:
    for heading in ("Number", "No.", "ID", "File", ""):
        grid = [["#", heading, "Commodity", "Status"], ["1", "FLD-2019-001", "Shirts", "Initiation"]]
        assert only(read(sheet("Active", grid))).columns["case_number"] == 1


def test_numbers_of_other_cases_are_no_case_numbers() -> None:
    heads = ["Matter", "Related Case", *HEAD[1:]]
    table = only(read(sheet("Active", [heads, ["7", "FLD-2018-004", *case()[1:]]])))
    assert "case_number" not in table.columns
    assert len(table.rows) == 1


def test_headings_misspelt_throughout() -> None:
    misspelt = """
    | Case Numbr | Date Recieved | Referal Source | Comodity | Indsutry | Countrry of Origin | Manufacturor
    | U.S. Imporetr
    | Forced Labor Indicatrs | Sorces of Evidence | Investigatve Challanges | Asigned Analyst | Staus | Curent Phase
    | Initation Date | Investigaton Date | Leagl Review Date | Implimentation Date | Curent Update | Updte Date
    | Reason Suspnded or Inactive |
    """
    heads = [part.strip() for part in misspelt.replace("\n", " ").strip(" |").split("|")]
    layout = read(sheet("Active", [heads, case(1), case(2)]))
    assert list(only(layout).columns) == FIELDS
    assert {match.why for match in layout.headers} <= {"similar", "alias"}
    assert remarks(layout) == []


@pytest.mark.parametrize(
    ("heading", "field", "update"),
    [
        ("Latest Update", "update_date", "2020-01-02"),
        ("Last Update", "update_date", "3-Mar-20"),
        ("Last Update", "current_update", "Report went to counsel on 3/2/2020, who has questions."),
        ("Referral", "date_received", "2020-01-02"),
        ("Investigation Phase", "investigation_date", "2020-01-02"),
        ("Investigation Phase", "current_phase", "Investigation"),
    ],
)
def test_dates_under_a_heading_without_the_word_date(heading: str, field: str, update: str) -> None:
    grid = [["Case Number", "Commodity", "Manufacturer", heading]]
    grid += [[f"FLD-2019-00{n}", "Garments", "Halden Mills", update] for n in range(1, 4)]
    assert only(read(sheet("Active", grid))).columns.get(field) == 3


def test_dates_leave_a_heading_alone_where_the_date_has_its_own() -> None:
    grid = [[*HEAD], *(case(n, current_update="2020-01-02") for n in range(1, 4))]
    grid[0][HEAD.index("Current Update")] = "Latest Update"
    columns = only(read(sheet("Active", grid))).columns
    assert columns["current_update"] == HEAD.index("Current Update")
    assert columns["update_date"] == HEAD.index("Update Date")


def test_a_repeated_heading_is_no_entry_that_contradicts_it() -> None:
    head = ["Legal Reveiw Date" if text == "Legal Review Date" else text for text in HEAD]
    columns = only(read(sheet("Active", [head, case(1), head, case(2)]))).columns
    assert columns["legal_review_date"] == HEAD.index("Legal Review Date")


@pytest.mark.parametrize("parent", ["Dates", "Phase dates", "Date entered"])
@pytest.mark.parametrize("update", ["Current Update", "Latest update", "Update"])
@pytest.mark.parametrize("text", ["Text", "Narrative", "Details", "Update"])
def test_parents_over_phase_dates_and_update(parent: str, update: str, text: str) -> None:
    upper = [""] * len(HEAD)
    upper[14], upper[18] = parent, update
    phases = ["Initiation", "Investigation", "Legal Review", "Implementation"]
    lower = [*HEAD[:14], *phases, text, "Date", HEAD[20]]
    layout = read(sheet("Active", [upper, lower, case(1)], merges=["O1:R1", "S1:T1"]))
    assert [only(layout).columns[name] for name in FIELDS] == [*range(len(HEAD))]
    assert remarks(layout) == []


def test_of_two_equal_headings_the_one_over_entries_of_its_field_is_read() -> None:
    head = ["Case Status", *("Status (current)" if text == "Status" else text for text in HEAD)]
    layout = read(sheet("Tracker", [head, ["Active", *case(1)], ["Closed", *case(2)]]))
    assert {table.columns["status"] for table in layout.tables} == {1 + HEAD.index("Status")}
    assert [table.list for table in layout.tables] == ["active", "inactive"]


def test_a_banner_is_no_entry_that_contradicts_its_column() -> None:
    place = HEAD.index("Legal Review Date")
    head = ["Legal Reveiw Date", *HEAD[:place], *HEAD[place + 1 :]]
    cases = [["", *case(n)[:place], *case(n)[place + 1 :]] for n in (1, 2)]
    columns = only(read(sheet("Active", [head, ["Team B"], *cases, ["Total", "2"]]))).columns
    assert columns["legal_review_date"] == 0
