"""How the rules are read where they could be read two ways: one test a ruling, on small trackers."""

from __future__ import annotations

from datetime import date

import pytest

from caseaudit.model.finding import Audit, Finding
from caseaudit.stories.audit import AuditOptions, audit_workbook
from tests.tables import Grid, filled, load_definition, markdown, workbook


def active(table: str, *, list_name: str = "active", without: tuple[str, ...] = ()) -> Grid:
    return Grid(list_name.title(), filled(markdown(table), list_name, without))


def audited(*grids: Grid, as_of: date | None = None, **options: tuple[str, ...]) -> Audit:
    asked = AuditOptions(as_of=as_of, today=date(2020, 4, 15), **options)
    return audit_workbook(workbook(grids), load_definition(), asked)


def lines(*grids: Grid, as_of: date | None = None, **options: tuple[str, ...]) -> list[str]:
    return [f"{f.rule} {f.place}" for f in audited(*grids, as_of=as_of, **options).findings]


def only(*grids: Grid) -> Finding:
    (finding,) = audited(*grids).findings
    return finding


def test_a_right_case_has_no_finding() -> None:
    for list_name in ("active", "suspended", "inactive"):
        assert lines(active("| Case Number |\n| FLD-2019-014 |", list_name=list_name)) == []


@pytest.mark.parametrize("blank", ["", "␣", "\u00a0\u200b", "␣\u2003␣"])
def test_blanks_of_every_kind_are_missing(blank: str) -> None:
    assert lines(active(f"| Case Number | Commodity |\n| FLD-2019-014 | {blank} |")) == ["C101 Active!B2"]


def test_a_stand_in_where_nothing_is_required_is_no_finding() -> None:
    grid = active(
        "| Case Number | U.S. Importer | Reason Suspended or Inactive |\n| FLD-2019-014 | TBD | n/a |"
    )
    assert lines(grid) == []


def test_none_in_challenges_is_a_stand_in_and_none_identified_is_not() -> None:
    table = "| Case Number | Investigative Challenges |\n| FLD-2019-014 | None |\n| FLD-2019-015 | None Identified |"
    assert lines(active(table)) == ["C102 Active!B2"]


def test_missing_columns_share_the_first_filled_header_cell_and_count_in_every_case() -> None:
    grid = active(
        "| Case Number | Commodity |\n| FLD-2019-014 | Gloves |\n| FLD-2019-015 | Hats |",
        without=("Manufacturer", "Referral Source", "U.S. Importer", "Investigation Date"),
    )
    audit = audited(grid)
    assert [f"{f.rule} {f.place} {f.field}" for f in audit.findings] == [
        "C103 Active!A1 referral_source",
        "C103 Active!A1 manufacturer",
    ]
    missing = {each.field: (each.required, each.missing) for each in audit.fields if each.list == "active"}
    assert missing["manufacturer"] == (2, 2)
    assert missing["importer"] == (0, 0), "needed from phase 2 on only"


def test_an_importer_known_early_is_fine_and_a_phase_date_is_not() -> None:
    table = "| Case Number | U.S. Importer | Investigation Date |\n| FLD-2019-014 | Northgate | 2019-06-01 |"
    assert lines(active(table)) == ["X304 Active!C2"]


def test_nothing_that_depends_on_an_unknown_phase_is_reported() -> None:
    table = (
        "| Case Number | Status | Current Phase | U.S. Importer | Investigation Date |\n"
        "| FLD-2019-014 | Exploration | TBD | | 2019-06-01 |"
    )
    assert lines(active(table)) == ["S202 Active!B2", "C102 Active!C2"]


def test_status_gives_the_phase_where_current_phase_does_not() -> None:
    table = "| Case Number | Status | Current Phase |\n| FLD-2019-014 | 2 | =? |"
    found = lines(active(table))
    assert "W605 Active!C1" in found
    assert [line for line in found if line.startswith("C101")] == ["C101 Active!P2"], "the Investigation Date"


def test_a_text_date_for_a_phase_not_reached_is_both_text_and_unexpected() -> None:
    table = "| Case Number | Investigation Date |\n| FLD-2019-014 | 16-Sep-19 |"
    assert lines(active(table)) == ["S204 Active!B2", "X304 Active!B2"]


def test_on_a_cell_that_must_be_blank_it_stands_alone() -> None:
    table = "| Case Number | Reason Suspended or Inactive |\n| FLD-2019-014 | no such reason |"
    assert lines(active(table)) == ["X306 Active!B2"]


def test_a_reason_of_another_list_is_unrecognized() -> None:
    table = "| Case Number | Reason Suspended or Inactive |\n| FLD-2019-014 | No Clear Violation |"
    assert lines(active(table, list_name="suspended")) == ["S202 Suspended!B2"]


@pytest.mark.parametrize(
    "status", ["Exploration", "Investigation Complete (3) Civil Penalty", "Initiation (3)"]
)
def test_what_the_report_does_not_settle_is_unrecognized(status: str) -> None:
    table = f"| Case Number | Status |\n| FLD-2019-014 | {status} |"
    assert lines(active(table)) == ["S202 Active!B2"]


@pytest.mark.parametrize("status", ["1", "#1", "1.0", "(1)", "I", "Phase 1", "Initiation (1)", "INITIATION"])
def test_a_number_that_is_a_phase_is_nonstandard(status: str) -> None:
    finding = only(active(f"| Case Number | Status |\n| FLD-2019-014 | {status} |"))
    assert (finding.rule, finding.suggestion) == ("S201", "Initiation")


def test_the_first_fault_that_fits_is_the_only_one_of_its_kind() -> None:
    table = "| Case Number | Country of Origin | Status |\n| FLD-2019-014 | prc␣ | Initiation␣ |"
    assert lines(active(table)) == ["S201 Active!B2", "S206 Active!C2"]


def test_a_no_break_hyphen_in_a_case_number_is_malformed() -> None:
    finding = only(active("| Case Number |\n| FLD\u20112019\u2011014 |"))
    assert (finding.rule, finding.suggestion) == ("S203", "FLD-2019-014")


def test_line_breaks_in_text_are_fine() -> None:
    grid = active("| Case Number | Manufacturer |\n| FLD-2019-014 | M |")
    rows = [list(row) for row in grid.rows]
    rows[1][1] = "Halden Mills\nLtd."
    assert lines(Grid("Active", rows)) == []


def test_day_and_month_are_settled_a_column() -> None:
    table = (
        "| Case Number | Date Received | Update Date |\n"
        "| FLD-2019-014 | '03/04/19 | '03/04/20 |\n"
        "| FLD-2019-015 | '16/04/19 | 2020-03-30 |"
    )
    audit = audited(active(table), select=("S",))
    found = [(f.rule, str(f.place), f.suggestion) for f in audit.findings]
    assert found == [
        ("S204", "Active!B2", "2019-04-03"),
        ("S205", "Active!C2", None),
        ("S204", "Active!B3", "2019-04-16"),
    ]


@pytest.mark.parametrize(
    ("entry", "code"),
    [("#43724", "S204"), ("'43724", "S204"), ("#2019", "S205"), ("'2019", "S205"), ("'16-Sep-19", "S204")],
)
def test_numbers_and_text_in_a_date_column(entry: str, code: str) -> None:
    found = lines(active(f"| Case Number | Date Received |\n| FLD-2019-014 | {entry} |"), select=("S",))
    assert found == [f"{code} Active!B2"]


def test_a_phase_date_is_compared_with_the_nearest_readable_one_ahead() -> None:
    table = (
        "| Case Number | Status | Current Phase | U.S. Importer | Initiation Date | Investigation Date "
        "| Legal Review Date |\n"
        "| FLD-2019-014 | Legal Review | Legal Review | Northgate | 2019-09-16 | 'soon | 2019-08-01 |"
    )
    audit = audited(active(table), select=("S", "X303"))
    found = [(f.rule, str(f.place), [str(place) for place in f.related]) for f in audit.findings]
    assert found == [("S205", "Active!F2", []), ("X303", "Active!G2", ["Active!E2"])]


def test_a_number_twice_on_its_list_and_on_another() -> None:
    table = "| Case Number | Commodity |\n| FLD-2019-014 | a |\n| fld 2019 014 | b |"
    found = lines(
        active(table), active("| Case Number |\n| FLD-2019-014 |", list_name="suspended"), select=("U5",)
    )
    assert found == ["U501 Active!A3", "U502 Suspended!A2"]


def test_the_earlier_list_is_the_earlier_sheet() -> None:
    table = "| Case Number | Commodity |\n| FLD-2019-014 | a |\n| FLD-2019-014 | b |"
    suspended = active("| Case Number |\n| FLD-2019-014 |", list_name="suspended")
    found = lines(suspended, active(table), select=("U50",))
    assert found == ["U502 Active!A2", "U501 Active!A3", "U502 Active!A3"]


def test_exactly_the_limit_is_not_stale_and_suspended_cases_never_are() -> None:
    table = "| Case Number | Update Date |\n| FLD-2019-014 | 2020-01-01 |\n| FLD-2019-015 | 2019-12-31 |"
    as_of = date(2020, 3, 31)
    assert lines(active(table), as_of=as_of, select=("T",)) == ["T401 Active!B3"]
    assert lines(active(table, list_name="suspended"), as_of=as_of, select=("T",)) == []


def test_the_as_of_date_is_the_newest_update_not_after_today() -> None:
    table = (
        "| Case Number | Update Date |\n| FLD-2019-014 | '31 March 2020 |\n"
        "| FLD-2019-015 | 2020-12-24 |\n| FLD-2019-016 | 2020-02-01 |"
    )
    audit = audited(active(table))
    assert audit.as_of == date(2020, 3, 31)
    assert [f"{f.rule} {f.place}" for f in audit.findings] == ["S204 Active!B2", "T402 Active!B3"]


def test_future_is_after_the_as_of_date_where_one_is_given() -> None:
    table = "| Case Number | Update Date |\n| FLD-2019-014 | 2020-03-30 |"
    assert lines(active(table), as_of=date(2020, 3, 29)) == ["T402 Active!B2"]
    assert lines(active(table)) == []


def test_terms_are_standard_where_every_one_of_them_is() -> None:
    table = (
        "| Case Number | Sources of Evidence |\n| FLD-2019-014 | NGO Report; Import Data |\n"
        "| FLD-2019-015 | NGO Report; hearsay |\n| FLD-2019-016 | ngo report;Import Data |"
    )
    assert lines(active(table)) == ["S202 Active!B3", "S201 Active!B4"]


def test_figures_count_cells_not_findings() -> None:
    table = (
        "| Case Number | Status | Current Phase | Commodity |\n"
        "| FLD-2019-014 | 2 | Initiation | |\n| FLD-2019-015 | Initiation | Initiation | TBD |"
    )
    audit = audited(active(table))
    by_field = {each.field: each for each in audit.fields if each.list == "active"}
    assert [f.rule for f in audit.findings if f.field == "status"] == ["S201", "X305"]
    assert by_field["status"].inconsistent == 1
    assert (by_field["commodity"].required, by_field["commodity"].missing) == (2, 2)
    assert audit.summary["active"].fields_incomplete == 1
    assert audit.summary["active"].fields_inconsistent == 1


def test_a_narrower_selection_leaves_the_figures_as_they_are() -> None:
    table = "| Case Number | Commodity | Status |\n| FLD-2019-014 | | 1 |"
    audit = audited(active(table), select=("S201",))
    assert [f.rule for f in audit.findings] == ["S201"]
    assert audit.summary["active"].fields_incomplete == 1


def test_findings_come_by_sheet_row_column_and_code() -> None:
    table = (
        "| Commodity | Case Number | Status |\n| | fld-2019-014 | 3 |\n| TBD | FLD-2019-014 | Initiation |"
    )
    found = lines(active(table), active("| Case Number |\n| FLD-2019-014 |", list_name="inactive"))
    assert found == [
        "C101 Active!A2",
        "S203 Active!B2",
        "S201 Active!C2",
        "X305 Active!C2",
        "C102 Active!A3",
        "U501 Active!B3",
        "U502 Inactive!A2",
    ]


def test_a_date_in_the_future_is_not_compared_with_other_phases() -> None:
    header = "| Case Number | Current Phase | Status | Initiation Date | Investigation Date | Legal Review Date |\n"
    late = "| FLD-2019-014 | Legal Review | Legal Review | 2091-09-16 | 2019-10-01 | 2019-12-02 |\n"
    between = "| FLD-2019-015 | Legal Review | Legal Review | 2019-11-01 | 2091-10-01 | 2019-10-02 |"
    found = lines(active(header + late + between), select=("X303", "T402"))
    assert found == ["T402 Active!D2", "T402 Active!E3", "X303 Active!F3"]
