"""What a column is, by all the evidence at once: headings, contents, neighbors, and each part only once."""

from __future__ import annotations

import itertools
import random

import pytest

from caseaudit.model.errors import TrackerUnusable
from caseaudit.model.layout import StatedLayout, StatedSheet
from caseaudit.tracker.layout import survey, understand
from caseaudit.tracker.layout.optimum import NONE, best_columns, margins
from tests.layouts.cases import FIELDS, HEAD, case, definition, left_out, only, read, remarks, rows, texts
from tests.layouts.grids import sheet, workbook

MAKERS = [("Dahe Foods Co., Ltd.", "Harbor Provisions LLC"), ("PT Sepatu Nusa", "Fleetfoot Brands Inc."),
          ("Savar Knit Ltd.", "Campus Supply LLC"), ("Mojo Tannery PLC", "Prairie Boot Company Inc."),
          ("Ordu Findik AS", "Blue Ridge Confections LLC"),
          ("Klang Glove Sdn. Bhd.", "Medway Imports Inc.")]  # fmt: skip
GOODS = ["Garlic", "Shoes", "School uniforms", "Leather boots", "Hazelnuts", "Gloves"]
COUNTRIES = ["China", "Indonesia", "Bangladesh", "Ethiopia", "Turkey", "Malaysia"]
PHASES = ["Initiation", "Investigation", "Legal Review", "Implementation", "Investigation", "Initiation"]
SOURCES = ["Congress", "News Media", "Attorney", "ICE HSI", "Congress", "Attorney"]
UPDATES = ["Asked the source for names and dates.", "Gathering import records from the ports.",
           "Counsel reviews the report this month.", "The order is enforced at three ports.",
           "Interviewed two former workers by phone.", "Screening of the new allegation goes on."]  # fmt: skip


def cases(most: int = 6) -> list[list[str]]:
    """Cases that differ in all entries, with dates that follow each other."""
    found = []
    for n in range(most):
        phase = 1 + ["Initiation", "Investigation", "Legal Review", "Implementation"].index(PHASES[n])
        dates = [f"2019-0{4 + each}-1{n}" if each < phase else "" for each in range(4)]
        entries = {
            "date_received": f"2019-03-0{n + 1}", "referral_source": SOURCES[n], "commodity": GOODS[n],
            "country_of_origin": COUNTRIES[n], "manufacturer": MAKERS[n][0], "importer": MAKERS[n][1],
            "assigned_analyst": ["R. Osei", "M. Tran"][n % 2], "status": PHASES[n], "current_phase": PHASES[n],
            **dict(zip(FIELDS[14:18], dates, strict=True)),
            "current_update": UPDATES[n], "update_date": f"2020-02-0{n + 1}",
        }  # fmt: skip
        found.append(case(n + 1, **entries))
    return found


def headed(**headings: str) -> list[list[str]]:
    """The cases under the definition's headers, but for these."""
    head = [headings.get(name, text) for name, text in zip(FIELDS, HEAD, strict=True)]
    return [head, *cases()]


WORDS = [
    {"case_number": "Ref", "commodity": "Goods", "manufacturer": "Vendor", "importer": "Buyer here",
         "current_update": "Notes", "assigned_analyst": "POC", "update_date": "As of"},
    {"case_number": "ID", "commodity": "Stuff", "country_of_origin": "Where made", "assigned_analyst": "Who",
         "current_update": "News"},
    {"referral_source": "How it reached us", "forced_labor_indicators": "Red flags", "sources_of_evidence": "Backed by",
         "investigative_challenges": "In the way", "update_date": "Last touched"},
    {"case_number": "fl_case_no", "date_received": "dt_recd", "referral_source": "ref_src_cd", "manufacturer": "mfr_nm",
         "importer": "imptr_nm", "current_update": "cur_upd_txt", "update_date": "upd_dt", "commodity": "cmdty_desc"},
    {"case_number": "tblCase_CaseNo", "date_received": "tblCase_DateReceived", "manufacturer": "tblParty_Manufacturer",
         "assigned_analyst": "tblStaff_Analyst", "current_phase": "tblCase_CurrentPhase"},
    {"initiation_date": "phase1_dt", "investigation_date": "phase2_dt", "legal_review_date": "phase3_dt",
         "implementation_date": "phase4_dt"},
    {"initiation_date": "I", "investigation_date": "II", "legal_review_date": "III", "implementation_date": "IV"},
    {"initiation_date": "Stage 1 start", "investigation_date": "Stage 2 start", "legal_review_date": "Stage 3 start",
         "implementation_date": "Stage 4 start"},
    {"initiation_date": "1st", "investigation_date": "2nd", "legal_review_date": "3rd", "implementation_date": "4th"},
    {"initiation_date": "Taken up", "investigation_date": "Digging since", "legal_review_date": "To the lawyers",
         "implementation_date": "In force"},
]  # fmt: skip


@pytest.mark.parametrize("headings", WORDS, ids=lambda words: next(iter(words.values())))
def test_fields_under_other_words(headings: dict[str, str]) -> None:
    columns = only(read(sheet("Active", headed(**headings)))).columns
    assert [columns.get(name) for name in FIELDS] == [*range(len(FIELDS))]


@pytest.mark.parametrize(
    ("heading", "entries"),
    [
        ("Disp.", ("Active", "Suspended", "Inactive")),
        ("Case Stauts", ("ACTIVE", "Susp.", "closed")),
        ("lst_cd", ("ACT", "SUS", "INA")),
        ("Where", ("active list", "suspended list", "inactive list")),
        ("Pile", ("Open", "On hold", "Closed")),
        ("A, S or I", ("A", "S", "I")),
    ],
)
def test_the_list_under_any_heading(heading: str, entries: tuple[str, ...]) -> None:
    grid = headed()
    grid = [[heading, *grid[0]], *([entries[n % 3], *own] for n, own in enumerate(grid[1:]))]
    layout = read(sheet("Sheet1", grid))
    assert {table.list: rows(table) for table in layout.tables} == {
        "active": [2, 5],
        "suspended": [3, 6],
        "inactive": [4, 7],
    }


@pytest.mark.parametrize(
    ("status", "phase"),
    [("Status", "Status in process"), ("Current Phase", "Process step"), ("Status", "Stage")],
)
def test_an_exact_heading_over_lists_beside_the_true_column(status: str, phase: str) -> None:
    grid = headed(status=phase, current_phase="Phase now")
    grid = [
        [status, *grid[0]],
        *([each, *own] for each, own in zip(["Active", "Closed"] * 3, grid[1:], strict=True)),
    ]
    layout = read(sheet("All", grid))
    assert [table.list for table in layout.tables] == ["active", "inactive"]
    assert [layout.tables[0].columns.get(name) for name in ("status", "current_phase")] == [13, 14]


def test_headings_that_were_swapped_lose_to_their_contents() -> None:
    grid = headed(industry="Country of Origin", country_of_origin="Industry")
    columns = only(read(sheet("Active", grid))).columns
    assert (columns["industry"], columns["country_of_origin"]) == (4, 5)


def test_an_assumed_column_is_reported_with_its_evidence() -> None:
    layout = read(sheet("Active", headed(assigned_analyst="Whoever")))
    (remark,) = (each for each in layout.remarks if each.kind == "assumed layout")
    assert remark.cell == "L1"
    assert "read as Assigned Analyst" in remark.detail["what"]
    assert "names of people" in remark.detail["what"]


BANNERS = [
    ("ACTIVE - being worked", "SUSPENDED - resources", "INACTIVE - no further action"),
    ("On the desk (active)", "Set aside (suspended)", "Put away (inactive)"),
    ("Part A: cases that are active, with an analyst", "Part B: cases now suspended for lack of people or information",
     "Part C: allegations that the division holds as inactive"),
]  # fmt: skip


@pytest.mark.parametrize("banners", BANNERS)
def test_banners_with_other_words(banners: tuple[str, str, str]) -> None:
    head, *own = headed()
    grid = [[banners[0]], head, *own[:2], [], [banners[1]], *own[2:4], [], [banners[2]], *own[4:]]
    layout = read(sheet("Q2", grid))
    assert {table.list: rows(table) for table in layout.tables} == {
        "active": [3, 4],
        "suspended": [7, 8],
        "inactive": [11, 12],
    }
    assert {each.kind for each in layout.remarks} <= {"assumed layout"}


def test_a_title_that_the_reasons_deny_is_not_believed() -> None:
    own = [[*each[:-1], "Lack of Personnel Resources"] for each in cases()]
    layout = read(sheet("Sheet1", [["All about the cases that are active in the field"], HEAD, *own]))
    assert only(layout).list == "suspended"
    assert remarks(layout) == ["assumed layout Sheet1"]
    assert "because of the reasons" in layout.remarks[0].detail["what"]


def split(at: int, *, label: str = "") -> list[list[str]]:
    """Each case on two rows: the first `at` fields, and the others below them."""
    lower = [""] if label else []
    grid = [HEAD[:at], [*lower, *HEAD[at:]]]
    for own in cases():
        grid += [own[:at], [*([label] if label else []), *own[at:]]]
    return grid


@pytest.mark.parametrize("at", [11, 12, 15])
@pytest.mark.parametrize("banner", [False, True])
def test_a_record_on_two_rows(at: int, banner: bool) -> None:
    grid = split(at)
    grid = [["SUSPENDED CASES"], *grid] if banner else grid
    table = only(read(sheet("Book" if banner else "Suspended", grid)))
    assert table.list == "suspended"
    assert texts(table, "case_number") == [f"FLD-2019-00{n}" for n in range(1, 7)]
    assert texts(table, "current_update") == UPDATES
    first = 3 + banner
    assert [row + 1 for row in table.rows.tolist()] == [*range(first, first + 12, 2)]
    assert table.anchors["closure_reason"][0] == (first, 20 - at)


@pytest.mark.parametrize("label", ["", "Update"])
@pytest.mark.parametrize("heading", ["Current Update", "Latest update", ""])
def test_an_update_in_a_row_below_its_case(label: str, heading: str) -> None:
    head = [text for text in HEAD if text != "Current Update"]
    grid, merges = [head], []
    before = [label] if label else []
    if heading:
        grid.append([*(["" for _ in before]), heading])
    for own in cases():
        update = own[18]
        grid += [[*own[:18], *own[19:]], [*before, update]]
        merges.append(f"{'B' if label else 'A'}{len(grid)}:T{len(grid)}")
    table = only(read(sheet("Active", grid, merges=merges)))
    assert texts(table, "current_update") == UPDATES
    assert table.anchors["current_update"][0] == (2 + bool(heading), len(before))
    assert len(table.rows) == 6


def test_a_header_below_many_filled_rows() -> None:
    for above in ([[f"Step {n}: read the guide"] for n in range(70)],
                  [["Code", "Meaning"], *([str(n), f"Term {n}"] for n in range(70))]):  # fmt: skip
        table = only(read(sheet("Active", [*above, [], *headed()])))
        assert table.header_row == len(above) + 1


def test_what_the_user_states_is_taken_as_said() -> None:
    grid = [["x", *headed()[0]], *([n, *own] for n, own in zip("abcdef", cases(), strict=True))]
    book = workbook(sheet("Sheet1", grid), sheet("Old", headed(), position=1))
    said = StatedSheet("suspended", 1, {"A": "nothing", "E": "manufacturer", "H": "commodity"})
    layout = understand(book, definition(), StatedLayout({"sheet*": said}, ("old",)))
    table = only(layout)
    assert (table.list, table.columns["manufacturer"], table.columns["commodity"]) == ("suspended", 4, 7)
    assert {match.column: match.why for match in layout.headers if match.column in "EH"} == {
        "E": "stated",
        "H": "stated",
    }
    assert remarks(layout) == ["left out Old"]
    assert left_out(layout)["Old"] == []


def test_a_survey_shows_the_evidence_also_where_nothing_tells_the_list() -> None:
    book = workbook(sheet("Sheet1", headed(commodity="Stuff")))
    with pytest.raises(TrackerUnusable):
        understand(book, definition())
    (seen,) = survey(book, definition())
    assert (seen.header_row, seen.list, seen.tells_list, seen.cases) == (1, None, False, 6)
    (column,) = (each for each in seen.columns if each.heading == "Stuff")
    assert column.part == "commodity"
    assert any("short texts" in what for _, what in column.evidence)


def test_the_assignment_is_the_best_and_its_margins_are_right() -> None:
    chance = random.Random(7)  # noqa: S311 -- no secret
    for _ in range(60):
        parts, columns = chance.randint(1, 4), chance.randint(1, 5)
        scores = [[chance.randint(-5, 9) for _ in range(columns)] for _ in range(parts)]
        ways = [
            way
            for way in itertools.product(range(NONE, columns), repeat=parts)
            if len(set(way) - {NONE}) == parts - way.count(NONE)
        ]
        worth = {way: sum(scores[p][c] for p, c in enumerate(way) if c != NONE) for way in ways}
        found = tuple(best_columns(scores))
        assert worth[found] == max(worth.values())
        for part, margin in enumerate(margins(scores, found)):
            others = [worth[way] for way in ways if way[part] != found[part]]
            assert margin == (0.0 if found[part] == NONE else worth[found] - max(others))
