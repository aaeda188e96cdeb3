"""The indicators: what is counted in which month, and how far it can be relied on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from caseaudit.model.analysis import Reliability
from caseaudit.model.errors import CommandUnusable, TrackerUnusable
from caseaudit.model.indicators import Measured, Month
from caseaudit.stories.audit import Examined
from caseaudit.stories.indicators import Sources, measure, read_month
from caseaudit.stories.indicators.periods import periods_of
from tests.registers import (
    ACTIVE,
    DETENTION,
    HEADER,
    WRO,
    action,
    counted,
    examined,
    hidden,
    of,
    register,
    tracker,
)

RIGHT = [
    HEADER,
    action("March 2016"),
    *(action(date(2019, month, 3), DETENTION) for month in (1, 5, 7, 9, 11)),
]
OUTREACH = [
    ("Date", "Activity", "Audience", "Location"),
    *((date(2019, month, 9), "Trip", f"Mills {month}", "Hanoi") for month in (1, 2, 3, 5, 8, 11)),
    (date(2020, 3, 2), "Webinar", "Brokers", "Online"),
]


def figures(each: Measured) -> tuple[int | None, ...]:
    return tuple(
        figure.value
        for figure in (each.month, each.to_date, each.last_month, each.last_to_date, each.last_year)
    )


def reliability(each: Measured) -> Reliability | None:
    return None if each.determination is None else each.determination.reliability


def evidence(each: Measured) -> str:
    return "" if each.determination is None else each.determination.evidence


class TestPeriods:
    def test_the_fiscal_year_begins_in_october(self) -> None:
        periods = periods_of(Month(2020, 3), 10)
        assert (periods.to_date.name, periods.to_date.start, periods.to_date.end) == (
            "FY 2020 to date", Month(2019, 10), Month(2020, 3)
        )  # fmt: skip
        assert (periods.last_to_date.start, periods.last_to_date.end) == (Month(2018, 10), Month(2019, 3))
        assert (periods.last_year.start, periods.last_year.end) == (Month(2018, 10), Month(2019, 9))

    @pytest.mark.parametrize(
        ("month", "name"), [(Month(2019, 9), "FY 2019 to date"), (Month(2019, 10), "FY 2020 to date")]
    )
    def test_the_year_turns_with_october(self, month: Month, name: str) -> None:
        assert periods_of(month, 10).to_date.name == name

    def test_a_calendar_year(self) -> None:
        periods = periods_of(Month(2020, 1), 1)
        assert (periods.to_date.name, periods.to_date.start) == ("Year 2020 to date", Month(2020, 1))
        assert periods.last_year.end == Month(2019, 12)

    @pytest.mark.parametrize("text", ["2020-03", "March 2020", "03/2020", "Mar 2020"])
    def test_a_month_can_be_read(self, text: str) -> None:
        assert read_month(text, "--period") == Month(2020, 3)

    @pytest.mark.parametrize("text", ["", "2020", "2020-13", "2020-03-31", "Mar-20", "0000-01", "last month"])
    def test_anything_else_is_refused_with_an_example(self, text: str) -> None:
        with pytest.raises(CommandUnusable, match="write it like 2020-03"):
            read_month(text, "--period")


class TestCounting:
    def test_month_year_to_date_and_the_year_before(self) -> None:
        report = counted(tracker(register("Enforcement Actions", RIGHT), register("Outreach", OUTREACH)))
        assert report.periods.month.name == "March 2020"
        assert figures(of(report, "outreach_activities")) == (1, 2, 1, 3, 5)
        assert figures(of(report, "shipment_detentions")) == (0, 1, 0, 1, 4)
        assert figures(of(report, "withhold_release_orders")) == (0, 0, 0, 0, 0)
        assert figures(of(report, "active_investigations"))[:2] == (6, None)

    def test_records_that_begin_within_the_span_are_marked(self) -> None:
        report = counted(tracker(register("Outreach", OUTREACH)))
        each = of(report, "outreach_activities")
        assert each.last_year.note == "the sheet begins with January 2019"
        assert not each.to_date.note

    def test_before_the_first_record_nothing_is_known(self) -> None:
        book = tracker(register("Enforcement Actions", RIGHT), register("Outreach", OUTREACH))
        each = of(counted(book, "2016-05"), "outreach_activities")
        assert figures(each) == (None, None, None, None, None)
        assert each.month.why == "the sheet begins with January 2019"

    def test_a_missing_sheet_is_no_zero(self) -> None:
        report = counted(tracker())
        for name in ("outreach_activities", "penalties", "investigations_suspended"):
            each = of(report, name)
            assert not each.recorded
            assert each.month.value is None
            assert each.month.why == "not recorded in this workbook"
            assert each.determination is None

    def test_an_empty_register_counts_nothing_and_says_so(self) -> None:
        each = of(counted(tracker(register("Outreach", OUTREACH[:1]))), "outreach_activities")
        assert (each.month.value, each.month.note) == (0, "the sheet has no activities")
        assert reliability(each) is Reliability.UNDETERMINED

    def test_a_sheet_with_nothing_on_it_is_not_recorded(self) -> None:
        assert not of(counted(tracker(register("Outreach", []))), "outreach_activities").recorded

    def test_lists_tell_nothing_of_another_month(self) -> None:
        book = tracker(register("Outreach", OUTREACH))
        each = of(counted(book, "2019-11"), "active_investigations")
        assert each.month.value is None
        assert "30 March 2020" in each.month.why

    def test_a_later_action_than_the_as_of_date_is_not_counted(self) -> None:
        rows = [*RIGHT, action(date(2020, 3, 30), DETENTION)]
        book = tracker(register("Enforcement Actions", rows))
        each = of(counted(book, as_of=date(2020, 3, 15)), "shipment_detentions")
        assert each.month.value == 0
        assert "1 action dated later than 15 March 2020" in evidence(each)


class TestPeriodsWithoutData:
    @pytest.mark.parametrize("month", ["2010-01", "2016-02", "2020-04", "2031-12"])
    def test_it_is_refused_with_the_reach_of_the_data(self, month: str) -> None:
        with pytest.raises(CommandUnusable, match="run from March 2016 to March 2020"):
            counted(tracker(register("Enforcement Actions", RIGHT)), month)

    def test_without_registers_only_the_month_of_the_lists_has_data(self) -> None:
        with pytest.raises(CommandUnusable, match="are all of March 2020"):
            counted(tracker(), "2020-02")

    def test_without_any_date_the_month_must_be_named(self) -> None:
        done = examined(tracker(active=[["Case Number", "Update Date"], ["FLD-2019-001", ""]]))
        with pytest.raises(CommandUnusable, match="--period 2020-03"):
            measured(done)


def measured(done: Examined) -> object:
    return measure(Sources(done.workbook, done.tracker, done.found), done.audit, None, {})


class TestReliabilityOfLists:
    def test_a_clean_list(self) -> None:
        each = of(counted(tracker()), "active_investigations")
        assert reliability(each) is Reliability.SUFFICIENT
        assert evidence(each) == "no fault found in Case Number of 6 cases"

    def test_cases_on_two_lists(self) -> None:
        others = {"suspended": [["Case Number"], ["fld 2019 001"], ["FLD-2019-002"], ["FLD-2018-009"]]}
        report = counted(tracker(others=others))
        each = of(report, "active_investigations")
        assert reliability(each) is Reliability.INSUFFICIENT
        assert evidence(each).startswith("2 cases on two lists")
        assert each.doubts[0].places == ("Active!A2", "Active!A3")
        assert "2 cases on two lists" in evidence(of(report, "investigations_suspended"))

    def test_a_case_twice_on_its_list(self) -> None:
        each = of(counted(tracker(active=[*ACTIVE, ["FLD-2019-001"]])), "active_investigations")
        assert reliability(each) is Reliability.INSUFFICIENT
        assert evidence(each).startswith("1 case entered again")

    def test_missing_numbers(self) -> None:
        each = of(counted(tracker(active=[*ACTIVE, [""], [""]])), "active_investigations")
        assert reliability(each) is Reliability.INSUFFICIENT
        assert "Case Number missing in 2 of 8" in evidence(each)

    def test_too_few_cases(self) -> None:
        each = of(counted(tracker(active=ACTIVE[:3])), "active_investigations")
        assert reliability(each) is Reliability.UNDETERMINED
        assert "only 2 cases" in evidence(each)


class TestMessyRegisters:
    def test_renamed_columns_titles_totals_and_notes(self) -> None:
        rows = [
            ("Enforcement actions since 2016",),
            (),
            (
                "Date Issued",
                "Type of Action",
                "Goods",
                "Company",
                "COO",
                "Order Status",
                "Related Case",
                "Port",
            ),
            ("March 2016", "WRO", "Soda ash", "Mill", "PRC", "Partially active", None, "LAX"),
            ("FY 2020",),
            (date(2019, 11, 4), "Civil Penalty", "Stevia", "Mill", "China", None, None, None),
            (date(2020, 3, 4), "detention", "Gloves", None, "Malaysia", None, "FLD-2019-001", None),
            (date(2020, 3, 9), "Detained", "Gloves", None, "Malaysia", None, None, None),
            ("Total", 4),
            ("Source: the division",),
        ]
        report = counted(tracker(register("Enforcement Log FY16-20", rows)))
        assert figures(of(report, "shipment_detentions"))[:2] == (2, 2)
        assert figures(of(report, "penalties"))[:2] == (0, 1)
        read = report.registers[0]
        assert read.entries == 4
        assert read.unrecognized == ("Port",)
        assert {row for left in read.left_out for row in left.rows} == {1, 5, 9, 10}

    def test_dates_as_text_are_read_where_they_say_one_day(self) -> None:
        rows = [
            HEADER,
            action("4-Mar-2020", DETENTION),
            action("2020-03-05", DETENTION),
            action("3/25/2020", DETENTION),
        ]
        report = counted(tracker(register("Enforcement Actions", rows)))
        assert of(report, "shipment_detentions").month.value == 3
        assert [each.rule for each in report.registers[0].findings] == ["S204"] * 3

    @pytest.mark.parametrize(
        "text", ["March 2020", "Mar 2020", "mar. 2020", "2020-03", "03/2020", "March, 2020", "Mar '20"]
    )
    def test_a_month_is_a_right_action_date(self, text: str) -> None:
        report = counted(tracker(register("Enforcement Actions", [*RIGHT, action(text, DETENTION)])))
        assert of(report, "shipment_detentions").month.value == 1
        assert report.registers[0].findings == ()

    @pytest.mark.parametrize("text", ["Mar-20", "March", "2020", "Spring 2020", "03/04/20", "FY20"])
    def test_an_action_without_a_month_is_in_no_period(self, text: str) -> None:
        report = counted(tracker(register("Enforcement Actions", [*RIGHT, action(text, DETENTION)])))
        each = of(report, "shipment_detentions")
        assert each.to_date.value == 1
        assert reliability(each) is Reliability.INSUFFICIENT
        assert "1 action without a readable Action Date" in evidence(each)
        assert each.doubts[0].places == ("Enforcement Actions row 8",)
        assert [each.rule for each in report.registers[0].findings] == ["S205"]

    def test_an_unknown_action_makes_every_count_of_actions_doubtful(self) -> None:
        report = counted(
            tracker(register("Enforcement Actions", [*RIGHT, action(date(2020, 2, 3), "Embargo")]))
        )
        for name in ("penalties", "seizures", "withhold_release_orders", "shipment_detentions"):
            each = of(report, name)
            assert reliability(each) is Reliability.INSUFFICIENT
            assert "1 action of FY 2020 to date without a readable Action" in evidence(each)
        assert [(each.rule, each.field) for each in report.registers[0].findings] == [("S202", "action")]

    def test_a_reference_to_no_case(self) -> None:
        rows = [
            *RIGHT,
            action("March 2020", case="FLD-2019-001"),
            action("March 2020", "Seizure", case="FLD-2001-999"),
        ]
        report = counted(tracker(register("Enforcement Actions", rows)))
        found = report.registers[0].findings
        assert [(each.rule, each.place.cell) for each in found] == [("S202", "H9")]
        assert "the number of no case on the lists" in found[0].message
        assert reliability(of(report, "seizures")) is Reliability.SUFFICIENT

    def test_a_status_where_the_action_is_no_order_and_none_where_it_is(self) -> None:
        rows = [*RIGHT, action("March 2020", DETENTION, status="Active"), action("March 2020", status="  ")]
        found = counted(tracker(register("Enforcement Actions", rows))).registers[0].findings
        assert [(each.rule, each.place.cell) for each in found] == [("X306", "F8"), ("C101", "F9")]
        assert found[0].message == (
            'Status holds "Active", but every action of another kind than "Withhold Release Order" or "Finding" '
            "must have no entry there; clear the cell, or correct the Action."
        )
        assert "every action of the kind" in found[1].message

    def test_the_same_action_twice(self) -> None:
        again = action(date(2020, 3, 3), DETENTION)
        each = of(
            counted(tracker(register("Enforcement Actions", [*RIGHT, again, again]))), "shipment_detentions"
        )
        assert each.month.value == 2
        assert "1 action of FY 2020 to date entered again" in evidence(each)
        assert reliability(each) is Reliability.INSUFFICIENT

    def test_an_action_with_only_date_and_kind_counts(self) -> None:
        rows = [*RIGHT, (date(2020, 3, 3), DETENTION)]
        report = counted(tracker(register("Enforcement Actions", rows)))
        assert of(report, "shipment_detentions").month.value == 1
        assert {(each.rule, each.field) for each in report.registers[0].findings} == {
            ("C101", "merchandise"), ("C101", "source_country")
        }  # fmt: skip


class TestSheets:
    def test_an_enforcement_sheet_with_unknown_columns_stops_the_run(self) -> None:
        rows = [("When it was", "What was done", "Goods"), ("March 2016", WRO, "Toys")]
        with pytest.raises(TrackerUnusable) as stopped:
            counted(tracker(register("Enforcement Actions", rows)))
        said = str(stopped.value)
        assert said.startswith(
            'tracker.xlsx, sheet "Enforcement Actions": no column is headed "Action Date" and "Action"'
        )
        assert '"When it was", "What was done", "Goods"' in said

    def test_one_missing_column_is_named(self) -> None:
        rows = [("Action Date", "Merchandise", "Entity", "Status"), ("March 2016", "Toys", "Mill", "Active")]
        with pytest.raises(TrackerUnusable, match='no column is headed "Action", so'):
            counted(tracker(register("Enforcement Actions", rows)))

    def test_a_sheet_of_another_name_is_known_by_its_headings(self) -> None:
        report = counted(tracker(register("WROs & more", RIGHT), register("Calendar", OUTREACH)))
        assert [each.sheet for each in report.registers] == ["WROs & more", "Calendar"]

    def test_another_sheet_with_a_date_is_no_register(self) -> None:
        rows = [("Date", "Activity", "By"), (date(2020, 3, 1), "Sorted the list", "RO")]
        assert counted(tracker(register("Change log", rows))).registers == ()

    def test_two_sheets_could_be_counted_twice(self) -> None:
        book = tracker(register("Enforcement Actions", RIGHT), register("Enforcement", RIGHT))
        with pytest.raises(
            TrackerUnusable, match='"Enforcement Actions" and "Enforcement" both hold actions'
        ):
            counted(book)

    def test_a_hidden_copy_is_not_counted(self) -> None:
        book = tracker(hidden(register("Enforcement", RIGHT)), register("Enforcement Actions", RIGHT))
        assert [each.sheet for each in counted(book).registers] == ["Enforcement Actions"]

    def test_a_register_that_is_only_hidden_counts_and_says_so(self) -> None:
        report = counted(tracker(hidden(register("Enforcement Actions", RIGHT))))
        assert of(report, "shipment_detentions").to_date.value == 1
        assert report.notes == (
            'the sheet "Enforcement Actions" is hidden; its actions were counted like any others',
        )

    @pytest.mark.parametrize(
        ("name", "found"),
        [
            ("FLD Enforcement Actions (3-31-20)", True),
            ("Enforcement Actions FY20", True),
            ("Planned Enforcement Actions", False),
            ("Lookups", False),
        ],
    )
    def test_a_name_among_other_words(self, name: str, found: bool) -> None:
        rows = [("When", "Type", "Goods", "COO"), *((*row[:3], row[4]) for row in RIGHT[1:])]
        assert bool(counted(tracker(register(name, rows))).registers) is found


class TestWhatIsNotKnown:
    def test_a_sheet_that_could_not_be_read_leaves_the_lists_undetermined(self) -> None:
        book = replace(tracker(), not_read={"Active 2": "it is damaged"})
        each = of(counted(book), "active_investigations")
        assert reliability(each) is Reliability.UNDETERMINED
        assert 'the sheet "Active 2" could not be read' in evidence(each)

    def test_without_an_as_of_date_the_registers_still_count(self) -> None:
        active = [["Case Number", "Update Date"], *([number[0], ""] for number in ACTIVE[1:])]
        report = counted(tracker(register("Outreach", OUTREACH), active=active), "2020-03")
        assert of(report, "outreach_activities").month.value == 1
        assert "the day of its lists is not known" in of(report, "active_investigations").month.why

    def test_on_one_sheet_for_all_lists_a_list_without_a_case_is_empty(self) -> None:
        active = [["Case Number", "Case List"], *([number[0], "Active"] for number in ACTIVE[1:])]
        book = tracker(active=active)
        book = replace(book, sheets=(replace(book.sheets[0], name="Cases"),))
        report = counted(book)
        assert of(report, "active_investigations").month.value == 6
        assert of(report, "investigations_closed").month.value == 0
        assert reliability(of(report, "investigations_closed")) is Reliability.UNDETERMINED
