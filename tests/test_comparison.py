"""Snapshots compared: cases followed by their number, what became of them, and the measures over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from caseaudit.model.comparison import ChangeKind, Comparison, Fate, Step, Turnover
from caseaudit.model.definition import Severity
from caseaudit.model.errors import CommandUnusable, TrackerUnusable
from caseaudit.model.finding import Finding
from caseaudit.stories.audit import AuditOptions, examine_workbook
from caseaudit.stories.comparison import compare_examined, compare_trackers
from caseaudit.stories.comparison.verdict import judge_comparison
from tests.tables import Grid, compared, filled, findings, load_definition, markdown, tracker, workbook

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "sample_data"


def sheet(table: str, list_name: str = "active") -> Grid:
    """A list of cases from a Markdown table; fields that it does not name are rightly filled."""
    return Grid(list_name.capitalize(), filled(markdown(table), list_name))


def cases(*numbers: str, list_name: str = "active") -> Grid:
    """A list of cases with these numbers, all about different matters."""
    rows = [["Case Number", "Manufacturer"], *([number, f"Mill of {number}"] for number in numbers)]
    return Grid(list_name.capitalize(), filled(rows, list_name))


def step(older: Sequence[Grid] | Grid, newer: Sequence[Grid] | Grid, *codes: str) -> Step:
    """From one tracker to the next."""
    grids = [[each] if isinstance(each, Grid) else each for each in (older, newer)]
    [found] = compared(*grids, codes=codes).steps
    return found


def found(older: Sequence[Grid] | Grid, newer: Sequence[Grid] | Grid, *codes: str) -> list[Finding]:
    return list(step(older, newer, *(codes or ("H",))).findings)


def kinds(which: Step) -> dict[str, list[str]]:
    """The case numbers of each kind of change that there is."""
    numbers: dict[str, list[str]] = {}
    for change in which.changes:
        numbers.setdefault(change.kind.value, []).append(change.case_number)
    return numbers


# Cases followed by their number


def test_case_numbers_are_compared_in_standard_form() -> None:
    which = step(cases("FLD-2019-014", "FLD-2019-015"), cases("fld 2019 015", "FLD\u20112019\u2011014"))
    assert which.stayed == 2
    assert kinds(which) == {}
    assert not len(which.findings)


def test_new_gone_and_moved_cases() -> None:
    older = [cases("FLD-2019-001", "FLD-2019-002", "FLD-2019-003")]
    newer = [cases("FLD-2019-001", "FLD-2020-001"), cases("FLD-2019-002", list_name="suspended")]
    which = step(older, newer)
    assert kinds(which) == {"new": ["FLD-2020-001"], "gone": ["FLD-2019-003"], "moved": ["FLD-2019-002"]}
    assert which.moves == {("active", "suspended"): 1}
    assert which.stayed == 1
    [moved] = [change for change in which.changes if change.kind is ChangeKind.MOVED]
    assert (str(moved.older), str(moved.newer)) == ("Active!A3 of earlier.xlsx", "Suspended!A2 of later.xlsx")


def test_a_case_that_is_back_after_a_snapshot_without_it_is_not_new() -> None:
    both, one = cases("FLD-2019-001", "FLD-2019-002"), cases("FLD-2019-001")
    steps = compared([both], [one], [both]).steps
    assert kinds(steps[0]) == {"gone": ["FLD-2019-002"]}
    assert kinds(steps[1]) == {"returned": ["FLD-2019-002"]}


def test_a_case_on_two_lists_stays_where_it_was() -> None:
    older = [cases("FLD-2019-001", list_name="suspended")]
    newer = [cases("FLD-2019-001", list_name="suspended"), cases("FLD-2019-001", list_name="inactive")]
    assert (step(older, newer).stayed, kinds(step(older, newer))) == (1, {})
    assert (step(newer, older).stayed, kinds(step(newer, older))) == (1, {})


def test_a_number_that_stands_twice_on_a_list_is_not_compared_and_a_note_says_so() -> None:
    older = sheet("""
        | Case Number  | Manufacturer | Initiation Date |
        | FLD-2019-001 | Mill A       | 2019-03-05      |
        | FLD-2019-001 | Mill B       | 2019-04-05      |
    """)
    newer = sheet("""
        | Case Number  | Manufacturer | Initiation Date |
        | FLD-2019-001 | Mill B       | 2019-04-05      |
    """)
    which = step(older, newer, "H")
    assert not len(which.findings)
    assert which.notes == (
        "1 case number that stands in both trackers stands more than once on a list (U501); "
        "its phase and dates were not compared.",
    )


def test_cases_without_a_number_are_counted_in_a_note() -> None:
    which = step(cases("FLD-2019-001", ""), cases("FLD-2019-001"))
    assert which.notes == ("1 case of earlier.xlsx without a case number cannot be followed.",)
    assert kinds(which) == {}


def test_trackers_without_a_common_number_are_doubted() -> None:
    which = step(cases("FLD-2019-001"), cases("ENV-2019-001"), "H")
    assert "no case number of earlier.xlsx stands in later.xlsx" in which.notes[0]
    assert [finding.rule for finding in which.findings] == ["H701"]


def test_numbers_that_were_never_calculated_make_no_case_vanish() -> None:
    which = step(cases("FLD-2019-001", "FLD-2019-002"), cases("=?", "=?"), "H")
    assert not len(which.findings)
    assert ChangeKind.GONE.value not in kinds(which)
    assert "which cases are gone cannot be told" in which.notes[0]
    again = step(cases("=?"), cases("FLD-2019-001"), "H")
    assert kinds(again) == {}
    assert "which cases are new cannot be told" in again.notes[0]


def test_a_list_that_is_no_longer_there_is_named() -> None:
    older = [cases("FLD-2019-001"), cases("FLD-2019-002", list_name="suspended")]
    which = step(older, cases("FLD-2019-001"), "H")
    assert which.notes == ("later.xlsx has no Suspended list; earlier.xlsx had one, with 1 case.",)
    assert [str(finding.place) for finding in which.findings] == ["Suspended!A2 of earlier.xlsx"]


# Phases


@pytest.mark.parametrize(
    ("then", "now", "kind"),
    [
        ("Initiation", "Investigation", "phase_forward"),
        ("Initiation", "Legal Review", "phase_skipped"),
        ("Legal Review", "Initiation", "phase_back"),
        ("Investigation", "Investigation (2)", None),
        ("Exploration", "Investigation", None),
        ("Investigation", "", None),
    ],
)
def test_phases_that_moved(then: str, now: str, kind: str | None) -> None:
    table = "| Case Number  | Status | Current Phase |\n| FLD-2019-001 | {0} | {0} |"
    which = step(sheet(table.format(then)), sheet(table.format(now)))
    assert kinds(which) == ({} if kind is None else {kind: ["FLD-2019-001"]})
    assert [f.rule for f in which.findings if f.rule == "H702"] == (["H702"] if kind == "phase_back" else [])


def test_a_phase_that_moved_back_is_found_where_the_phase_is_told() -> None:
    older = sheet("| Case Number | Status | Current Phase |\n| FLD-2019-001 | Initiation | Legal Review |")
    newer = sheet("| Case Number | Status | Current Phase |\n| FLD-2019-001 | Investigation | |", "suspended")
    [finding] = found(older, newer, "H702")
    assert (str(finding.place), finding.field) == ("Suspended!B2 of later.xlsx", "status")
    assert [str(place) for place in finding.related] == ["Active!C2 of earlier.xlsx"]
    assert finding.severity is Severity.WARNING


# Dates and updates


def dates(received: str, initiated: str, investigated: str = "", phase: str = "Initiation") -> Grid:
    return sheet(f"""
        | Case Number  | Date Received | Initiation Date | Investigation Date | Status  | Current Phase |
        | FLD-2019-001 | {received}    | {initiated}     | {investigated}     | {phase} | {phase}       |
    """)


def test_a_rewritten_date_names_both_dates_and_both_cells() -> None:
    [finding] = found(dates("2019-03-04", "2019-03-05"), dates("2019-03-04", "2019-05-03"))
    assert (finding.rule, str(finding.place)) == ("H703", "Active!C2 of later.xlsx")
    assert [str(place) for place in finding.related] == ["Active!C2 of earlier.xlsx"]
    assert finding.value == "2019-05-03"
    assert finding.message.startswith("Initiation Date is 2019-05-03, but earlier.xlsx recorded 2019-03-05;")


@pytest.mark.parametrize(
    "now",
    [
        dates("'4 March 2019", "2019-03-05"),  # the same date, typed as text
        dates("2019-03-04", "'03/04/19"),  # reads as two dates: another rule's business
        dates("2019-03-04", "2019-03-05", "2019-06-01", "Investigation"),  # filled for the first time
    ],
)
def test_a_date_that_may_be_the_same_is_not_rewritten(now: Grid) -> None:
    assert found(dates("2019-03-04", "2019-03-05"), now) == []


def test_a_date_that_was_erased_is_rewritten_where_it_must_be_there() -> None:
    then = dates("2019-03-04", "2019-03-05", "2019-06-01", "Investigation")
    [erased] = found(then, dates("TBD", "2019-03-05", "2019-06-01", "Investigation"))
    assert "Date Received is blank, but earlier.xlsx recorded 2019-03-04" in erased.message
    # Back in phase 1, the case must not have a date for phase 2 any more.
    assert [f.rule for f in found(then, dates("2019-03-04", "2019-03-05"))] == ["H702"]


def test_a_date_column_that_is_gone_is_a_missing_column_and_no_rewriting() -> None:
    newer = Grid("Active", filled([["Case Number"], ["FLD-2019-001"]], "active", without=["Initiation Date"]))
    assert found(dates("2019-03-04", "2019-03-05"), newer) == []


def updates(text: str, day: str) -> Grid:
    return sheet(f"| Case Number | Current Update | Update Date |\n| FLD-2019-001 | {text} | {day} |")


@pytest.mark.parametrize(
    ("text", "day", "is_found"),
    [
        ("waiting for  the data.", "2020-03-30", True),
        ("Waiting for the data", "2020-01-02", False),  # nothing moved
        ("Waiting for the data", "2019-12-30", False),  # an earlier date is a correction
        ("Received the data", "2020-03-30", False),
        ("TBD", "2020-03-30", False),
    ],
)
def test_an_update_that_is_the_same_under_a_newer_date(text: str, day: str, is_found: bool) -> None:
    rules = [f.rule for f in found(updates("Waiting for the data", "2020-01-02"), updates(text, day))]
    assert rules == (["H704"] if is_found else [])


# Numbers that name another case


def matter(
    maker: str, goods: str, country: str, received: str = "2019-03-04", more: str = "2019-03-05"
) -> Grid:
    return sheet(f"""
        | Case Number  | Manufacturer | Commodity | Country of Origin | Date Received | Initiation Date |
        | FLD-2019-001 | {maker}      | {goods}   | {country}         | {received}    | {more}          |
    """)


THEN = matter("Halden Mills", "Garments", "China")


@pytest.mark.parametrize(
    ("now", "is_found"),
    [
        (matter("Osei Cooperage", "Cocoa", "Ivory Coast"), True),
        (matter("Osei Cooperage", "Cocoa", "PRC", "2019-09-09"), True),
        (matter("Osei Cooperage", "Garments", "Ivory Coast", "2019-09-09"), True),
        (matter("Osei Cooperage", "Cocoa", "PRC"), False),
        (matter("Halden Mills", "Cocoa", "Ivory Coast", "2019-09-09"), False),
        (matter("HALDEN MILLS, LTD.", "Cotton garments", "Taiwan"), False),
        (matter("", "Cocoa", "Ivory Coast"), False),
        (matter("TBD", "Cocoa", "Ivory Coast"), False),
    ],
)
def test_a_number_reused(now: Grid, is_found: bool) -> None:
    rules = {finding.rule for finding in found(THEN, now, "H705")}
    assert rules == ({"H705"} if is_found else set())


def test_of_a_reused_number_nothing_else_is_said() -> None:
    which = step(THEN, matter("Osei Cooperage", "Cocoa", "Ivory Coast", "2019-09-09", "2019-09-10"), "H")
    assert [finding.rule for finding in which.findings] == ["H705"]
    assert which.counts[ChangeKind.REUSED] == 1
    assert (which.stayed, which.counts[ChangeKind.MOVED]) == (0, 0)


def test_a_vanished_case_that_may_have_another_number_now_is_pointed_to() -> None:
    newer = matter("HALDEN MILLS", "garments", "PRC")
    newer = replace(newer, rows=[newer.rows[0], ["FLD-2020-007", *newer.rows[1][1:]]])
    [finding] = found(THEN, newer, "H701")
    assert (str(finding.place), finding.list) == ("Active!A2 of earlier.xlsx", "active")
    assert (
        '; "FLD-2020-007" in Active!A2 there has the same manufacturer, commodity and country of origin;'
        in finding.message
    )


# Findings new, fixed, carried over and come back


def sources(*entries: str) -> Grid:
    rows = [
        f"| FLD-2019-00{number} | {entry} |" for number, entry in enumerate(entries, start=1) if entry != "–"
    ]
    return sheet("\n".join(["| Case Number | Sources of Evidence |", *rows]))


def test_findings_are_known_by_their_content_and_never_by_their_row() -> None:
    older = sources("NGO Report", "", "TBD")
    newer = sheet("""
        | Case Number  | Sources of Evidence |
        | fld-2019-003 | TBD                 |
        | FLD-2019-002 |                     |
        | FLD-2019-001 | NGO Report          |
    """)
    turnover = step(older, newer, "C").finding_changes.turnover()
    assert turnover == {"C101": Turnover(carried=1), "C102": Turnover(carried=1)}


def test_findings_that_come_go_and_come_back() -> None:
    first, second = compared(
        [sources("", "", "TBD", "")],
        [sources("NGO Report", "", "", "–")],
        [sources("", "", "TBD", "–")],
        codes=["C"],
    ).steps
    assert first.finding_changes.turnover() == {
        "C101": Turnover(new=1, carried=1, fixed=1, left=1),
        "C102": Turnover(fixed=1),
    }
    assert second.finding_changes.turnover() == {
        "C101": Turnover(returned=1, carried=1, fixed=1),
        "C102": Turnover(returned=1),
    }
    shown = {(each.fate, each.rule, each.case_number, each.value) for each in second.finding_changes}
    assert shown == {
        (Fate.RETURNED, "C101", "FLD-2019-001", None),
        (Fate.FIXED, "C101", "FLD-2019-003", None),
        (Fate.RETURNED, "C102", "FLD-2019-003", "TBD"),
    }


def test_findings_of_a_reused_number_go_and_come_with_their_cases() -> None:
    then = replace(THEN, rows=[[*THEN.rows[0]], [*THEN.rows[1]]])
    now = matter("Osei Cooperage", "Cocoa", "Ivory Coast")
    column = then.rows[0].index("Sources of Evidence")
    for grid in (then, now):
        grid.rows[1][column] = ""  # type: ignore[index]
    assert step(then, now, "C101").finding_changes.turnover() == {"C101": Turnover(new=1, left=1)}


def test_a_finding_about_no_case_is_known_by_its_list() -> None:
    without = Grid("Active", filled([["Case Number"], ["FLD-2019-001"]], "active", without=["Industry"]))
    turnover = step(without, without, "C103").finding_changes.turnover()
    assert turnover == {"C103": Turnover(carried=1)}


# What can be compared


def test_one_tracker_alone_is_no_comparison() -> None:
    with pytest.raises(CommandUnusable, match="needs two trackers or more, the older one first"):
        compare_trackers([SAMPLES / "tracker-2020-03.xlsx"])


def test_the_same_path_twice_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    link = tmp_path / "link.xlsx"
    link.symlink_to(SAMPLES / "tracker-2020-03.xlsx")
    with pytest.raises(CommandUnusable, match="are one file"):
        compare_trackers([SAMPLES / "tracker-2020-03.xlsx", SAMPLES / "tracker-2019-06.xlsx", link])


def test_the_same_content_twice_is_refused(tmp_path: Path) -> None:
    copy = tmp_path / "copy.xlsx"
    copy.write_bytes((SAMPLES / "tracker-2019-06.xlsx").read_bytes())
    with pytest.raises(CommandUnusable, match="have the same content, byte for byte"):
        compare_trackers([SAMPLES / "tracker-2019-06.xlsx", copy])


def test_different_definitions_are_refused() -> None:
    definition, book = load_definition(), workbook([cases("FLD-2019-001")])
    other = replace(definition, name="other", sha256="1" * 64)
    books = (book, definition), (replace(book, sha256="2" * 64), other)
    examined = [examine_workbook(each, own, AuditOptions()) for each, own in books]
    with pytest.raises(CommandUnusable, match=r'with the definition "other" and .* with "forced-labor"'):
        compare_examined(examined)


def test_a_tracker_that_cannot_be_used_stops_the_comparison(tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"no workbook")
    with pytest.raises(TrackerUnusable, match=r"broken\.xlsx"):
        compare_trackers([SAMPLES / "tracker-2019-06.xlsx", broken])


def test_trackers_of_one_name_are_called_by_their_paths() -> None:
    definition = load_definition()
    books = [
        replace(workbook([cases("FLD-2019-001")]), path=f"{year}/tracker.xlsx", sha256=str(year) * 16)
        for year in (2019, 2020)
    ]
    comparison = compare_examined([examine_workbook(book, definition, AuditOptions()) for book in books])
    assert [each.name for each in comparison.snapshots] == ["2019/tracker.xlsx", "2020/tracker.xlsx"]


@pytest.mark.parametrize(
    ("then", "now", "note"),
    [
        ("2020-01-02", "2020-03-02", None),
        ("2020-03-02", "2020-01-02", "later.xlsx is as of 2020-01-02, before earlier.xlsx (2020-03-02)"),
        ("2020-03-02", "2020-03-02", "earlier.xlsx and later.xlsx are both as of 2020-03-02"),
        ("2020-03-02", "", "later.xlsx holds no readable update date"),
    ],
)
def test_the_order_is_as_given_and_doubted_in_words(then: str, now: str, note: str | None) -> None:
    notes = compared([updates("Began", then)], [updates("Asked", now)]).notes
    assert len(notes) == (note is not None)
    assert note is None or notes[0].startswith(note)


def test_the_verdict_is_on_the_rules_of_snapshots_alone() -> None:
    comparison = compared([cases("FLD-2019-001", "FLD-2019-002")], [cases("FLD-2019-001", "TBD")])
    assert judge_comparison(comparison).failed == ("1 error",)
    assert judge_comparison(comparison, None).passed
    fine = compared([cases("FLD-2019-001")], [cases("FLD-2019-001", "TBD")])
    assert judge_comparison(fine, Severity.NOTE).passed


def test_an_audit_of_one_tracker_never_runs_these_rules() -> None:
    assert [f for f in findings([cases("FLD-2019-001", "FLD-2019-001")]) if f.rule.startswith("H")] == []
    assert tracker([cases("FLD-2019-001")]).lists


# Figures of the report, by their id, from the measures over time


@cache
def samples() -> Comparison:
    paths = [SAMPLES / f"tracker-{month}.xlsx" for month in ("2019-06", "2019-11", "2020-03")]
    return compare_trackers(paths, AuditOptions(today=date(2020, 10, 27)))


def test_g17_the_number_of_active_cases_more_than_doubled() -> None:
    growth = samples().trend("growth", "active").values[2]
    assert growth is not None
    assert growth > 2.0


def test_g18_fewer_than_half_of_the_active_cases_are_still_active() -> None:
    share = samples().trend("still_there", "active").values[2]
    assert share is not None
    assert share < 0.5


def test_g19_incomplete_and_inconsistent_data_in_all_snapshots() -> None:
    for measure in ("entries_missing", "entries_inconsistent", "fields_incomplete", "fields_inconsistent"):
        values = samples().trend(measure).values
        assert len(values) == 3
        assert all(values), measure
    assert ("active", "sources_of_evidence") in samples().incomplete_throughout
    assert ("suspended", "status") in samples().inconsistent_throughout


def test_the_changes_that_the_samples_were_given_are_found() -> None:
    first, second = samples().steps
    assert not len(first.findings)
    by_rule = {
        code: {str(finding.case_number) for finding in second.findings.of_rule(code)}
        for code in ("H701", "H702", "H703", "H704", "H705")
    }
    assert by_rule["H701"] == {"FLD-2018-021"}
    assert by_rule["H702"] == set()
    assert by_rule["H703"] == {"FLD-2018-008", "FLD-2018-012", "FLD-2018-009", "FLD-2019-016"}
    assert by_rule["H704"] >= {"FLD-2018-019", "FLD-2019-015"}
    assert by_rule["H705"] == {"FLD-2018-020"}
    moved = {
        change.case_number
        for change in second.changes
        if (change.before, change.after) == ("suspended", "active")
    }
    assert moved == {"FLD-2019-013"}


@pytest.mark.parametrize("number", [0, 1])
def test_every_finding_of_both_audits_is_accounted_for(number: int) -> None:
    which = samples().steps[number]
    older, newer = which.older.audit.findings.counts(), which.newer.audit.findings.counts()
    for code, each in which.finding_changes.turnover().items():
        assert each.fixed + each.left + each.carried == older.get(code, 0), code
        assert each.new + each.returned + each.carried == newer.get(code, 0), code
    shown = [change for change in which.finding_changes if change.fate in (Fate.NEW, Fate.RETURNED)]
    total = sum(which.finding_changes.turnover().values(), Turnover())
    assert len(shown) == total.new + total.returned


def test_every_case_of_both_trackers_is_accounted_for() -> None:
    for which in samples().steps:
        kept = which.stayed + which.counts[ChangeKind.MOVED] + which.counts[ChangeKind.REUSED]
        older, newer = (sum(each.audit.cases.values()) for each in (which.older, which.newer))
        assert kept + which.counts[ChangeKind.GONE] == older
        # One inactive case of March is still on the suspended list, and counted once.
        twice = which.newer.audit.findings.counts().get("U502", 0)
        assert kept + which.counts[ChangeKind.NEW] + which.counts[ChangeKind.RETURNED] == newer - twice
