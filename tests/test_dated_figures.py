"""The cases by their dates, what changed since an earlier tracker, and the months of the indicators."""

from __future__ import annotations

from datetime import date

from caseaudit.model.indicators import Indicators
from caseaudit.stories.audit import Examined
from caseaudit.stories.indicators import Sources, measure
from tests.registers import HEADER, action, examined, register, tracker

HEAD = ["Case Number", "Date Received", "Initiation Date", "Investigation Date", "Current Phase", "Status"]


def case(number: int, received: str, begun: str, second: str = "") -> list[str]:
    phase = "Investigation" if second else "Initiation"
    return [f"FLD-2019-{number:03}", received, begun, second, phase, phase]


def report(newer: Examined, *older: Examined) -> Indicators:
    return measure(Sources(newer.workbook, newer.tracker, newer.found, older=older), newer.audit, None, {})


def figures(said: Indicators) -> dict[str, str]:
    return {each.name: each.said or f"none: {each.why}" for each in said.dated}


def lists(active: list[list[str]], suspended: list[list[str]], day: date) -> Examined:
    others = {"suspended": [HEAD, *suspended]} if suspended else None
    return examined(tracker(active=[HEAD, *active], others=others), as_of=day)


MARCH = [
    case(1, "2020-03-02", "2020-03-05"),
    case(2, "2020-03-31", "2020-04-02"),
    case(3, "2020-02-28", "2020-03-01", "2020-03-21"),
    case(4, "someday", "2020-01-10", "2020-03-20"),
]


def test_cases_received_and_begun_in_the_month() -> None:
    said = figures(report(lists(MARCH, [], date(2020, 3, 31))))
    assert said["received"] == "2"
    assert said["initiation_date"] == "2"
    assert said["investigation_date"] == "2"


def test_what_has_no_readable_date_is_a_doubt_of_the_figure() -> None:
    found = next(
        each for each in report(lists(MARCH, [], date(2020, 3, 31))).dated if each.name == "received"
    )
    assert found.determination is not None
    assert found.determination.reliability.value == "not sufficiently reliable"
    assert "1 case without a readable Date Received" in found.determination.evidence


def test_days_in_a_phase_are_of_the_cases_with_both_dates() -> None:
    said = figures(report(lists(MARCH, [], date(2020, 3, 31))))
    # 20 days and 70 days.
    assert said["days_initiation_date"] == "45 days (2 cases)"
    assert said["days_investigation_date"].startswith(
        "none: no case has a readable Investigation Date and Legal"
    )


def test_the_age_of_the_active_cases() -> None:
    said = figures(report(lists(MARCH, [], date(2020, 3, 31))))
    # 29, 0 and 32 days; the fourth has no readable date.
    assert said["age_active"] == "29 days (3 cases; the oldest 32 days)"


def test_without_an_earlier_tracker_moves_cannot_be_counted() -> None:
    said = figures(report(lists(MARCH, [], date(2020, 3, 31))))
    assert (
        said["new_suspended"]
        == "none: the tracker has no date for it; --with OLD names the tracker of the month before"
    )


def test_cases_that_moved_since_the_month_before() -> None:
    two = [case(7, "2019-05-01", "2019-05-02"), case(8, "2019-05-03", "2019-05-04")]
    older = lists([MARCH[3], *two], [case(9, "2019-06-01", "2019-06-02")], date(2020, 2, 29))
    back = case(9, "2019-06-01", "2019-06-02")
    newer = lists([MARCH[3], back], [*two, case(10, "2019-07-01", "2019-07-02")], date(2020, 3, 31))
    found = {each.name: each for each in report(newer, older).dated}
    assert found["new_suspended"].said == "3 (2 from another list, 1 not in the tracker before)"
    assert found["new_suspended"].title == "New on the list Suspended in March 2020"
    assert found["reopened_active"].said == "1"
    counted = found["new_suspended"].counted
    assert counted is not None
    assert [str(each) for each in counted.cells()] == ["Suspended!A2:A4"]


def test_an_older_tracker_than_that_of_last_month_is_named() -> None:
    older = lists([MARCH[3]], [], date(2019, 11, 30))
    found = {each.name: each.title for each in report(lists(MARCH, [], date(2020, 3, 31)), older).dated}
    assert found["reopened_active"] == "Reopened: back on the list Active since 30 November 2019"


def test_entries_of_months_already_reported_are_a_change_of_the_data() -> None:
    then = tracker(register("Enforcement Actions", [HEADER, action(date(2019, 11, 5))]))
    late = action(date(2019, 12, 5), goods="Cotton")
    now = tracker(
        register("Enforcement Actions", [HEADER, action(date(2019, 11, 5)), late, action(date(2020, 3, 3))])
    )
    said = report(examined(now, as_of=date(2020, 3, 31)), examined(then, as_of=date(2019, 12, 31)))
    change = next(each for each in said.changes if each.indicator.name == "withhold_release_orders")
    assert (change.before, change.now, change.by_data) == (1, 2, 1)
    assert change.span == "FY 2020 to 31 December 2019"


def test_cases_counted_twice_are_a_change_of_the_data() -> None:
    older = lists([case(1, "2020-01-02", "2020-01-03")], [], date(2020, 2, 29))
    twice = [
        case(1, "2020-01-02", "2020-01-03"),
        case(1, "2020-01-02", "2020-01-03"),
        case(2, "2020-01-04", "2020-01-05"),
    ]
    said = report(lists(twice, [], date(2020, 3, 31)), older)
    change = next(each for each in said.changes if each.indicator.name == "active_investigations")
    assert (change.before, change.now, change.by_data) == (1, 3, 1)


def test_the_months_of_a_register_and_of_the_lists() -> None:
    rows = [action(date(2019, 12, 5)), action(date(2020, 2, 5)), action(date(2020, 2, 6), goods="Cotton")]
    older = examined(tracker(), as_of=date(2019, 12, 31))
    said = report(
        examined(tracker(register("Enforcement Actions", [HEADER, *rows])), as_of=date(2020, 3, 31)), older
    )
    months = {row.indicator.name: {month.iso: count for month, count in row.known} for row in said.months}
    # The register may begin within December, so that December is no whole month of it.
    assert months["withhold_release_orders"] == {"2020-01": 0, "2020-02": 2, "2020-03": 0}
    assert months["active_investigations"] == {"2019-12": 6, "2020-03": 6}
