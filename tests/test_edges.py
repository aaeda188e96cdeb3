"""Every rule at its bounds: the value just inside, on and just outside, each on a small tracker of its own.

A line of a case is what the table names; all other fields hold right entries of an active case in phase 1.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from caseaudit.model.definition import Severity
from caseaudit.model.edits import CellEdit
from caseaudit.model.errors import CopyUnfaithful
from caseaudit.model.finding import GaoClass
from caseaudit.settings.judgement import judge
from caseaudit.settings.judgement.limits import Limits
from caseaudit.settings.records import FailOn, Limit, Policy
from caseaudit.tracker.edit.archive import packed
from caseaudit.tracker.edit.proof import prove_cells, prove_parts
from caseaudit.tracker.read.package import Package
from caseaudit.tracker.read.reading import read_workbook
from tests import made
from tests.tables import Grid, filled, findings
from tests.workbooks import parts, replaced, rezip, rich

DAY = date(2020, 3, 31)
TODAY = date(2020, 4, 15)


def grid(list_name: str, header: str, *rows: str, without: Sequence[str] = ()) -> Grid:
    """A sheet from lines of cells between bars."""
    cells = [[cell.strip() for cell in line.split("|")] for line in (header, *rows)]
    if "Case Number" not in cells[0]:
        cells = [["Case Number", *cells[0]]] + [
            [f"FLD-2019-{number:03}", *row] for number, row in enumerate(cells[1:], start=14)
        ]
    return Grid(list_name.title(), filled(cells, list_name, without))


def found(*grids: Grid, rules: str = "", as_of: date | None = None) -> str:
    """What is found, as `T401 B2, T402 C3`; on several sheets with the sheet's name."""
    codes = rules.split()
    several = len(grids) > 1
    return ", ".join(
        f"{each.rule} {each.place.sheet + '!' if several else ''}{each.place.cell}"
        for each in findings(grids, *codes, as_of=as_of, today=TODAY)
        if each.rule != "X301"  # the update is that of a case in phase 1, whatever the phase
    )


# Columns: case number A, then the columns that the line names, from B on.
ACTIVE = [
    # A required entry that is blank (C101), or a placeholder (C102); what is required hangs on the phase.
    ("Commodity", "", "C101 B2"),
    ("Commodity", "-", "C102 B2"),
    ("Commodity", "TBD", "C102 B2"),
    ("Commodity", "TBD Trading", ""),
    ("Commodity", "A", ""),
    ("Commodity", "*", "C102 B2"),
    ("Date Received", "TBD", "C102 B2"),
    ("Current Update", "n/a", "C102 B2"),
    ("Investigative Challenges", "None", "C102 B2"),
    ("Investigative Challenges", "None Identified", ""),
    ("Commodity", "#REF!", "S207 B2"),
    ("Commodity | Current Phase | Status", "=? | Initiation | Initiation", "W605 B1"),
    ("U.S. Importer", "", ""),
    ("U.S. Importer", "TBD", ""),
    (
        "U.S. Importer | Current Phase | Status | Investigation Date",
        " | 2 | 2 | 2019-09-02",
        "C101 B2, S201 C2, S201 D2",
    ),
    (
        "U.S. Importer | Current Phase | Status | Investigation Date",
        "TBD | Investigation | Investigation | 2019-09-02",
        "C102 B2",
    ),
    ("Current Phase | Status | Investigation Date", "Investigation | Investigation | ", "C101 D2"),
    (
        "Current Phase | Status | Investigation Date | Legal Review Date",
        "Investigation | Investigation | 2019-09-02 | ",
        "",
    ),
    (
        "Current Phase | Status | Investigation Date | Legal Review Date | Implementation Date",
        "Legal Review | Legal Review | 2019-09-02 | | ",
        "C101 E2",
    ),
    (
        "Current Phase | Status | Investigation Date | Legal Review Date | Implementation Date",
        "Implementation | Implementation | 2019-09-02 | 2019-09-02 | ",
        "C101 F2",
    ),
    (
        "Current Phase | Status | Investigation Date | Legal Review Date | Implementation Date",
        "Implementation | Implementation | 2019-09-02 | 2019-09-02 | 2019-09-02",
        "",
    ),
    # The phase is the Current Phase where that is one, else the Status, else unknown.
    ("Current Phase | Status | Investigation Date", "somewhere | Investigation | ", "S202 B2, C101 D2"),
    ("Current Phase | Status | Investigation Date", "somewhere | elsewhere | ", "S202 B2, S202 C2"),
    ("Current Phase | Status | Investigation Date", "somewhere | elsewhere | 2019-09-02", "S202 B2, S202 C2"),
    # Case numbers.
    ("Case Number", "FLD-2019-01", "S203 A2"),
    ("Case Number", "FLD-2019-014", ""),
    ("Case Number", "FLD-2019-0140", ""),
    ("Case Number", "FLD-201-014", "S203 A2"),
    ("Case Number", "FLD_2019_014", "S203 A2"),
    ("Case Number", "␣FLD-2019-014", "S206 A2"),
    # Phase dates: the same day is fine, the nearest readable one ahead is compared (X303), none too early (X304).
    (
        "Current Phase | Status | Initiation Date | Investigation Date",
        "Investigation | Investigation | 2019-09-16 | 2019-09-17",
        "",
    ),
    (
        "Current Phase | Status | Initiation Date | Investigation Date",
        "Investigation | Investigation | 2019-09-16 | 2019-09-16",
        "",
    ),
    (
        "Current Phase | Status | Initiation Date | Investigation Date",
        "Investigation | Investigation | 2019-09-16 | 2019-09-15",
        "X303 E2",
    ),
    (
        "Current Phase | Status | Initiation Date | Investigation Date | Legal Review Date",
        "Legal Review | Legal Review | 2019-09-01 | 2019-05-01 | 2019-06-01",
        "X303 E2",
    ),
    (
        "Current Phase | Status | Initiation Date | Investigation Date | Legal Review Date",
        "Legal Review | Legal Review | 2019-05-01 | 2019-09-01 | 2019-08-31",
        "X303 F2",
    ),
    (
        "Current Phase | Status | Initiation Date | Investigation Date | Legal Review Date",
        "Legal Review | Legal Review | 2019-09-16 | 'last spring | 2019-09-15",
        "S205 E2, X303 F2",
    ),
    (
        "Current Phase | Status | Initiation Date | Investigation Date | Legal Review Date",
        "Legal Review | Legal Review | 2019-09-16 | 2020-04-16 | 2019-09-15",
        "T402 E2, X303 F2",
    ),
    (
        "Current Phase | Status | Initiation Date | Investigation Date | Legal Review Date",
        "Legal Review | Legal Review | 2019-09-16 | 2020-04-15 | 2020-04-14",
        "X303 F2",
    ),
    ("Legal Review Date", "2019-09-16", "X304 B2"),
    ("Legal Review Date", "'16 September 2019", "S204 B2, X304 B2"),
    ("Legal Review Date", "'last spring", "S205 B2"),
    ("Legal Review Date", "TBD", ""),
    ("Investigation Date", "2019-09-16", "X304 B2"),
    (
        "Current Phase | Status | Investigation Date | Legal Review Date",
        "Investigation | Investigation | 2019-09-16 | 2019-09-16",
        "X304 E2",
    ),
    # Status and phase of active cases (X305).
    ("Status | Current Phase | Investigation Date", "Initiation | Investigation | 2019-09-16", "X305 B2"),
    ("Status | Current Phase | Investigation Date", "1 | 2 | 2019-09-16", "S201 B2, X305 B2, S201 C2"),
    ("Status | Current Phase", "somewhere | Initiation", "S202 B2"),
    ("Status | Current Phase", "Investigation | TBD", "C102 C2, C101 L2"),
    # An entry where there must be none (X306).
    ("Reason Suspended or Inactive", "", ""),
    ("Reason Suspended or Inactive", "n/a", ""),
    ("Reason Suspended or Inactive", "␣", ""),
    ("Reason Suspended or Inactive", "No Clear Violation", "X306 B2"),
    ("Reason Suspended or Inactive", "no clear violation", "X306 B2"),
    ("Reason Suspended or Inactive", "anything", "X306 B2"),
    ("Reason Suspended or Inactive", "=?", "W605 B1"),
    # Before the receipt (T403).
    ("Date Received | Initiation Date", "2019-09-16 | 2019-09-17", ""),
    ("Date Received | Initiation Date", "2019-09-16 | 2019-09-16", ""),
    ("Date Received | Initiation Date", "2019-09-16 | 2019-09-15", "T403 C2"),
    ("Date Received | Update Date", "2020-03-31 | 2020-03-30", "T403 C2, T403 K2"),
    ("Date Received | Initiation Date", "'last spring | 2000-01-01", "S205 B2"),
    ("Date Received | Initiation Date", " | 2000-01-01", "C101 B2"),
    ("Date Received | Initiation Date", "'16 September 2019 | 2019-09-15", "S204 B2, T403 C2"),
]


@pytest.mark.parametrize(("header", "row", "expected"), ACTIVE)
def test_an_active_case(header: str, row: str, expected: str) -> None:
    sheet = grid("active", header, row)
    place = {name: column for column, name in enumerate(sheet.rows[0])}
    # Columns beside the named ones are found by their heading, not by a letter that moves with the definition.
    expected = expected.replace("L2", _letter(place["Investigation Date"])).replace(
        "K2", _letter(place["Initiation Date"])
    )
    assert set(found(sheet).split(", ")) == set(expected.split(", "))


def _letter(column: int) -> str:
    return f"{chr(ord('A') + column)}2"


OTHER_LISTS = [
    ("suspended", "Status | Current Phase", "Initiation | Initiation", ""),
    (
        "suspended",
        "Status | Current Phase | Investigation Date",
        "Initiation | Investigation | 2019-09-16",
        "",
    ),
    (
        "inactive",
        "Status | Current Phase | Investigation Date",
        "Initiation | Investigation | 2019-09-16",
        "",
    ),
    ("suspended", "Update Date", "2018-03-30", "T403 B2"),
    ("suspended", "Update Date", "2019-03-04", ""),
    ("suspended", "Assigned Analyst", "", ""),
    ("suspended", "Reason Suspended or Inactive", "", "C101 B2"),
    ("suspended", "Reason Suspended or Inactive", "No Clear Violation", "S202 B2"),
    ("inactive", "Reason Suspended or Inactive", "No Clear Violation", ""),
    ("inactive", "Reason Suspended or Inactive", "Insufficient Information", "S202 B2"),
    (
        "inactive",
        "U.S. Importer | Status | Current Phase | Investigation Date",
        " | Investigation | | 2019-09-16",
        "",
    ),
    (
        "suspended",
        "U.S. Importer | Status | Current Phase | Investigation Date",
        " | Investigation | | 2019-09-16",
        "C101 B2",
    ),
    ("inactive", "Forced Labor Indicators", "", ""),
    ("suspended", "Forced Labor Indicators", "", "C101 B2"),
]


@pytest.mark.parametrize(("list_name", "header", "row", "expected"), OTHER_LISTS)
def test_a_case_set_aside(list_name: str, header: str, row: str, expected: str) -> None:
    assert found(grid(list_name, header, row)) == expected


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("1899-12-29", "S205 B2"),
        ("1899-12-30", "C101 B2"),  # Day 0, which Excel shows for a link to an empty cell.
        ("1899-12-31", "C101 B2"),
        ("1900-01-01", ""),
        ("2100-12-31", ""),
        ("2101-01-01", "S205 B2"),
        ("'1899-12-31", "S205 B2"),
        ("'1900-01-01", "S204 B2"),
        ("'2100-12-31", "S204 B2"),
        ("'2101-01-01", "S205 B2"),
        ("#1899", "S205 B2"),
        ("#1900", "S205 B2"),
        ("#2100", "S205 B2"),
        ("#2101", "S205 B2"),
        ("#19999", "S205 B2"),
        ("#20000", "S204 B2"),
        ("#73050", "S204 B2"),
        ("#73051", "S205 B2"),
        ("'19999", "S205 B2"),
        ("'20000", "S204 B2"),
        ("'73050", "S204 B2"),
        ("'73051", "S205 B2"),
        ("#20190916", "S204 B2"),
        ("#20191316", "S205 B2"),
        ("'15.9.", "S205 B2"),
        ("#3.2", "S205 B2"),
        ("'29 February 2020", "S204 B2"),
        ("'29 February 2019", "S205 B2"),
        ("'03/04/20", "S205 B2"),
        ("'03/13/20", "S204 B2"),
        ("'03/03/20", "S204 B2"),
        ("'19-12-31", "S205 B2"),
        ("'16-Sep-19", "S204 B2"),
    ],
)
def test_a_date_at_the_edge_of_what_is_one(entry: str, expected: str) -> None:
    assert found(grid("active", "Date Received", entry), rules="C101 S204 S205") == expected


@pytest.mark.parametrize(
    ("update", "as_of", "expected"),
    [
        ("2020-01-02", DAY, ""),
        ("2020-01-01", DAY, ""),
        ("2019-12-31", DAY, "T401 B2"),
        ("'31 December 2019", DAY, "T401 B2"),
        ("'last winter", DAY, ""),
        ("2020-03-31", DAY, ""),
        ("2020-04-01", DAY, "T402 B2"),
        ("2020-04-15", None, ""),
        ("2020-04-16", None, "T402 B2"),
    ],
)
def test_the_age_of_an_update(update: str, as_of: date | None, expected: str) -> None:
    assert found(grid("active", "Update Date", update), rules="T401 T402", as_of=as_of) == expected


def test_the_newest_update_gives_the_day_that_ages_are_measured_from() -> None:
    fresh = grid("active", "Update Date", "2020-03-31", "2020-01-01", "2019-12-31", "2091-01-01")
    assert found(fresh, rules="T401 T402") == "T401 B4, T402 B5"


@pytest.mark.parametrize("field", ["Date Received", "Initiation Date", "Update Date"])
@pytest.mark.parametrize(
    ("entry", "is_found"), [("2020-03-30", False), ("2020-03-31", False), ("2020-04-01", True)]
)
def test_no_date_is_later_than_the_day_it_is_measured_from(field: str, entry: str, is_found: bool) -> None:
    assert bool(found(grid("active", field, entry), rules="T402", as_of=DAY)) is is_found


@pytest.mark.parametrize(
    ("rows", "without", "expected"),
    [
        (("Initiation | Initiation",), "Investigation Date", ""),
        (("Investigation | Investigation", "Initiation | Initiation"), "Investigation Date", "C103 A1"),
        (("Investigation | Investigation",), "U.S. Importer", "C103 A1, C101"),
        (("Initiation | Initiation",), "U.S. Importer", ""),
        (("Initiation | Initiation",), "Commodity", "C103 A1"),
        (("Initiation | Initiation",), "Reason Suspended or Inactive", ""),
    ],
)
def test_a_column_is_missed_where_one_case_needs_it(
    rows: tuple[str, ...], without: str, expected: str
) -> None:
    sheet = grid("active", "Current Phase | Status", *rows, without=[without])
    assert found(sheet, rules="C103") == expected.removesuffix(", C101")


ONE, TWO = "FLD-2019-014", "FLD-2019-015"


@pytest.mark.parametrize(
    ("active", "suspended", "expected"),
    [
        ((ONE, TWO), (), ""),
        ((ONE, ONE), (), "U501 Active!A3"),
        ((ONE, "fld 2019 014"), (), "U501 Active!A3"),
        ((ONE, ONE, ONE), (), "U501 Active!A3, U501 Active!A4"),
        ((ONE, TWO, ONE, TWO), (), "U501 Active!A4, U501 Active!A5"),
        ((ONE,), (TWO,), ""),
        ((ONE,), (ONE,), "U502 Suspended!A2"),
        ((ONE, ONE), (ONE,), "U501 Active!A3, U502 Suspended!A2"),
        ((ONE,), (ONE, ONE), "U502 Suspended!A2, U501 Suspended!A3, U502 Suspended!A3"),
        (("TBD", "TBD"), ("TBD",), ""),
        (("", ""), ("",), ""),
    ],
)
def test_a_number_that_is_used_again(active: Sequence[str], suspended: Sequence[str], expected: str) -> None:
    sheets = [grid("active", "Case Number", *active)]
    sheets.append(grid("suspended", "Case Number", *(suspended or ["FLD-2019-099"])))
    assert found(*sheets, rules="U501 U502") == expected


def test_every_double_names_the_first() -> None:
    third = findings([grid("active", "Case Number", ONE, ONE, ONE)], "U501")
    assert [str(each.related[0]) for each in third] == ["Active!A2", "Active!A2"]
    both = findings([grid("active", "Case Number", ONE, ONE), grid("suspended", "Case Number", ONE)], "U502")
    assert [str(each.related[0]) for each in both] == ["Active!A2"]


MATTER = "Case Number | Manufacturer | Commodity | Country of Origin"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((f"{ONE} | Halden Mills | Garments | China", f"{TWO} | Halden Mills | Garments | China"), "U503 A3"),
        ((f"{ONE} | Halden Mills | Garments | China", f"{TWO} | HALDEN MILLS | garments | PRC"), "U503 A3"),
        ((f"{ONE} | Halden Mills | Garments | China", f"{ONE} | Halden Mills | Garments | China"), ""),
        ((f"{ONE} | Halden Mills | Garments | China", " | Halden Mills | Garments | China"), ""),
        ((f"{ONE} | Halden Mills | Garments | China", f"{TWO} | Halden Mills | Gloves | China"), ""),
        ((f"{ONE} | Halden Mills | Garments | China", f"{TWO} | Norby | Garments | China"), ""),
        ((f"{ONE} | Halden Mills | Garments | China", f"{TWO} | Halden Mills | Garments | Vietnam"), ""),
        ((f"{ONE} | | Garments | China", f"{TWO} | | Garments | China"), ""),
        ((f"{ONE} | TBD | Garments | China", f"{TWO} | TBD | Garments | China"), ""),
        (
            (
                f"{ONE} | Halden Mills | Garments | China",
                f"{ONE} | Halden Mills | Garments | China",
                f"{TWO} | Halden Mills | Garments | China",
                f"{ONE} | Halden Mills | Garments | China",
                "FLD-2019-016 | Halden Mills | Garments | China",
            ),
            "U503 A4, U503 A5, U503 A6",
        ),
    ],
)
def test_another_number_for_the_same_matter(rows: Sequence[str], expected: str) -> None:
    assert found(grid("active", MATTER, *rows), rules="U503") == expected


def test_the_first_case_of_the_same_matter_is_named() -> None:
    rows = [f"{number} | Halden Mills | Garments | China" for number in (ONE, ONE, TWO, ONE, "FLD-2019-016")]
    firsts = [str(each.related[0]) for each in findings([grid("active", MATTER, *rows)], "U503")]
    assert firsts == ["Active!A2", "Active!A4", "Active!A2"]


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("Initiation", ""),
        ("initiation", "S201"),
        ("␣Initiation", "S206"),
        ("Initiation␣␣", "S206"),
        ("␣initiation", "S201"),
        ("#1", "S201"),
        ("Initiation (3)", "S202"),
        ("Exploration", "S202"),
        ("#0", "S202"),
        ("#5", "S202"),
        ("", "C101"),
        ("?", "C102"),
        ("#N/A", "S207"),
    ],
)
def test_one_cell_has_one_fault_of_form(entry: str, expected: str) -> None:
    of_form = findings([grid("active", "Status", entry)], "C101", "C102", "S")
    assert [each.rule for each in of_form] == [expected] * bool(expected)


# ---- the gate ----


def limit(at_most: str, **more: object) -> Limit:
    number = at_most.removesuffix(" %")
    more.setdefault("gao_class", None if "rule" in more else GaoClass.INCOMPLETE)
    return Limit(Decimal(number), percent=at_most.endswith("%"), **more)  # type: ignore[arg-type]


SOURCES = {"list": "active", "field": "sources_of_evidence"}
ANYWHERE = limit("100 %")
"""Keeps every other field of the made audit within its bounds."""


@pytest.mark.parametrize(
    ("at_most", "passes"),
    [
        ("57", False),
        ("58", True),
        ("59", True),
        ("95 %", False),
        ("95.1 %", True),
        ("100 %", True),
        ("0", False),
    ],
)
def test_a_limit_is_kept_up_to_its_bound(at_most: str, passes: bool) -> None:
    """The made audit has 58 of 61 sources of evidence missing on the active list: 95.08 %."""
    policy = Policy(fail_on=FailOn.LIMITS, limits=(limit(at_most, **SOURCES), ANYWHERE))
    assert judge(made.audit(), policy).passed is passes


def test_a_share_that_is_exactly_reached_is_kept() -> None:
    """On the suspended list 24 of 30 are missing: 80 %."""
    for at_most, passes in (("79.9 %", False), ("80 %", True), ("80.1 %", True)):
        exact = limit(at_most, list="suspended", field="sources_of_evidence")
        assert judge(made.audit(), Policy(fail_on=FailOn.LIMITS, limits=(exact, ANYWHERE))).passed is passes


@pytest.mark.parametrize(
    ("limits", "passes"),
    [
        ((limit("58", **SOURCES), limit("0", list="active"), ANYWHERE), True),
        ((limit("57", **SOURCES), limit("100 %", list="active"), ANYWHERE), False),
        (
            (
                limit("100 %", field="sources_of_evidence"),
                limit("0", list="active"),
                limit("0", list="suspended"),
            ),
            True,
        ),
        ((limit("100 %", list="active"), limit("0")), False),
        ((limit("100 %", list="active"), limit("100 %", list="suspended"), limit("0")), True),
        ((limit("58", **SOURCES), limit("0", field="sources_of_evidence"), ANYWHERE), False),
    ],
)
def test_a_more_exact_limit_comes_first(limits: tuple[Limit, ...], passes: bool) -> None:
    assert judge(made.audit(), Policy(fail_on=FailOn.LIMITS, limits=limits)).passed is passes


@pytest.mark.parametrize(("at_most", "passes"), [("0", False), ("1", True), ("2", True)])
def test_a_limit_on_a_rule_counts_its_findings(at_most: str, passes: bool) -> None:
    stale = [each for each in made.findings() if each.rule == "T401"]
    policy = Policy(fail_on=FailOn.WARNING, limits=(limit(at_most, rule="T401"),))
    assert judge(made.audit(stale), policy).passed is passes


def test_a_limit_on_a_rule_comes_before_one_on_its_class() -> None:
    by_class, by_rule = limit("3"), limit("9", rule="C101")
    [kind, *_] = [kind for kind in made.audit().findings.tally() if kind.rule == "C101"]
    assert Limits((by_class, by_rule)).covering(kind) is by_rule
    assert Limits((by_class,)).covering(kind) is by_class
    assert Limits((limit("9", rule="C102"),)).covering(kind) is None


@pytest.mark.parametrize(
    ("fail_on", "mildest"),
    [(FailOn.ERROR, Severity.ERROR), (FailOn.WARNING, Severity.WARNING), (FailOn.NOTE, Severity.NOTE)],
)
def test_a_severity_fails_from_the_mildest_on(fail_on: FailOn, mildest: Severity) -> None:
    order = [Severity.NOTE, Severity.WARNING, Severity.ERROR]
    for severity in order:
        one = [made.finding("T401", "stale-update", "E12", "Old.", severity=severity)]
        passes = order.index(severity) < order.index(mildest)
        assert judge(made.audit(one), Policy(fail_on=fail_on)).passed is passes
    assert judge(made.audit([]), Policy(fail_on=fail_on)).passed


# ---- the proof of a copy ----


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return rich(tmp_path_factory.mktemp("proof") / "book.xlsx")


def zipped(contents: Mapping[str, bytes]) -> Package:
    """A package of these parts: the same bytes for the same parts."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in contents.items():
            package.writestr(zipfile.ZipInfo(name), content)
    return Package(data.getvalue())


def test_the_proof_of_parts_holds_for_a_true_copy_alone(book: Path) -> None:
    whole = parts(book)
    prove_parts(zipped(whole), zipped(whole), {})
    for name, content in whole.items():
        tampered = {**whole, name: content + b" "}
        with pytest.raises(CopyUnfaithful, match=re.escape(name.lower())):
            prove_parts(zipped(whole), zipped(tampered), {})
        changed = {name.lower(): packed([tampered[name]])}
        prove_parts(zipped(whole), zipped(tampered), changed)
        with pytest.raises(CopyUnfaithful, match=re.escape(name.lower())):
            prove_parts(zipped(whole), zipped(whole), changed)


def test_the_proof_of_parts_fails_where_a_part_is_more_or_less_or_elsewhere(book: Path) -> None:
    whole = parts(book)
    turned = dict(reversed(whole.items()))
    for other in ({**whole, "xl/more.xml": b"<a/>"}, turned, {**whole, "XL/Other.xml": b""}):
        for one, two in ((whole, other), (other, whole)):
            with pytest.raises(CopyUnfaithful, match="are not those"):
                prove_parts(zipped(one), zipped(two), {})


def test_the_proof_of_cells_fails_where_a_cell_or_an_edit_is_not_as_said(book: Path, tmp_path: Path) -> None:
    before = read_workbook(book)
    edit = CellEdit("Other", 0, 0, "changed")
    changed = rezip(
        book, tmp_path / "changed.xlsx", {"xl/sharedStrings.xml": replaced((b">one<", b">changed<"))}
    )
    after = read_workbook(changed)
    prove_cells(before, after, [edit])
    prove_cells(before, before, [])
    for edits, copy in (([], after), ([edit], before)):
        with pytest.raises(CopyUnfaithful, match="Other!A1"):
            prove_cells(before, copy, edits)
    other = rezip(book, tmp_path / "other.xlsx", {"xl/workbook.xml": replaced((b'"Other"', b'"Another"'))})
    with pytest.raises(CopyUnfaithful, match="sheets"):
        prove_cells(before, read_workbook(other), [])
