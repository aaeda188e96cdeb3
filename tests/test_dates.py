"""What dates a text or a number says, and which order of day and month a column settles on."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseaudit.kinds.date_texts import from_number, read_date_text
from caseaudit.kinds.dates import DayOrder, day_order, one_date
from caseaudit.model.table import Cell, CellKind

SEPTEMBER_16 = """
2019-09-16 | 2019/09/16 | 2019.09.16 | 2019-9-16 | 2019 09 16 | 20190916 | 43724 | 43724.5 | 43724.0 | 00043724
16-Sep-19 | 16-Sep-2019 | 16 Sep 2019 | 16Sep2019 | 16SEP19 | 16/Sep/2019 | 16. September 2019 | 16.Sep.2019
16 September 2019 | 16-September-2019 | 16th Sept. 2019 | 16th of September 2019 | the 16th of September, 2019
Sept 16, 2019 | September 16 2019 | September 16,2019 | Sept.16,2019 | Sep-16-2019 | SEP 16 2019 | Sept 16 '19
Sep. 16th, 2019 | 2019-Sep-16 | 2019 September 16 | 9/16/19 | 09/16/2019 | 9-16-19 | 9.16.19 | 9 16 19 | 9/16/'19
9/ 16/ 2019 | 9\\16\\19 | 16.09.2019 | 16/9/19 | 16–09–2019 | 9‑16‑19 | 09162019 | 16092019 | 9/16/19. | (9/16/19)
'9/16/19 | Mon 16 Sep 2019 | Monday, September 16th, 2019 | 16 Sep 2019 (Mon) | Mon. 9/16/19 | ２０１９-09-16
2019-09-16T00:00:00 | 2019-09-16 12:30 | 2019-09-16T12:30:00Z | 2019-09-16T12:30:00.000+02:00 | 2019-09-16 00:00:00 UTC
9/16/2019 3:45 PM | 9/16/2019 12:00:00 AM | 9/16/19 at 3pm | 16 Sep 2019, 09:30
"""
NO_ONE_DATE = """
 | soon | 2019 | 1900 | 2100 | 2019.0 | 2019-09 | 9/2019 | Sep-19 | Sept 2019 | March 2016 | September | 5 May | Jan 5
3/4 | 2/30/2019 | 2020-02-30 | 29 Feb 2019 | 31/31/2019 | 13/13/2019 | 00/00/0000 | 2019/16/09 | 201909 | 091619
approx 3/4/20 | ~9/16/19 | 9/16/19? | 9/16/19 (rev) | 3/4/20 or 3/5/20 | 9/16/19 - 9/20/19 | since 2019 | in Sept 2019
9/16-19 | Tue 9/16/19 | 16 Okt 2019 | 16 de septiembre 2019 | Q1 2020 | FY20 | 2019-W38 | 09:30 | 12:30 PM | -5 | 0 | 60
73416 | 99999999999999999999 | 1e5 | nan | inf | Monday | 5/6/7 | 16 Foo 2019 | 9/16/019
"""


def listed(table: str) -> list[str]:
    """The entries of a table of texts."""
    return [entry.strip() for line in table.strip("\n").split("\n") for entry in line.split("|")]


@pytest.mark.parametrize("text", listed(SEPTEMBER_16))
def test_one_date_can_be_read(text: str) -> None:
    assert one_date(read_date_text(text), DayOrder.UNSETTLED) == (date(2019, 9, 16), "")


@pytest.mark.parametrize("text", listed(NO_ONE_DATE))
def test_no_one_date_can_be_read(text: str) -> None:
    assert one_date(read_date_text(text), DayOrder.UNSETTLED)[0] is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("03/04/20", "reads as 3 April 2020 and as 4 March 2020"),
        ("2/30/2019", "names a day that no calendar has"),
        ("Sep-19", "names a month, not a day"),
        ("2019", "is a year, not a day"),
        ("3/4/20 or 3/5/20", "holds more than one date"),
        ("9/16/19 (rev)", "says more than a date"),
        ("Tue 9/16/19", "names a weekday on which that date does not fall"),
        ("60", "is a number that stands for no day"),
        ("15.9", "may be a day and a month without a year"),
        ("19-12-31", "reads as 19 December 1931 and as 31 December 2019"),
        ("10-11-12", "reads as 10 November 2012, as 11 October 2012, as 12 November 2010"),
        ("soon", ""),
    ],
)
def test_why_there_is_no_one_date(text: str, why: str) -> None:
    assert one_date(read_date_text(text), DayOrder.UNSETTLED) == (None, why)


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("03/04/20", DayOrder.DAY_FIRST, date(2020, 4, 3)),
        ("03/04/20", DayOrder.MONTH_FIRST, date(2020, 3, 4)),
        ("03/03/20", DayOrder.UNSETTLED, date(2020, 3, 3)),
        ("Wed 03/04/20", DayOrder.UNSETTLED, date(2020, 3, 4)),
        ("2020-03-04", DayOrder.DAY_FIRST, date(2020, 3, 4)),
        ("1/1/29", DayOrder.UNSETTLED, date(2029, 1, 1)),
        ("1/1/30", DayOrder.UNSETTLED, date(1930, 1, 1)),
    ],
)
def test_the_order_decides_between_two_readings(text: str, order: DayOrder, day: date) -> None:
    assert one_date(read_date_text(text), order)[0] == day


@pytest.mark.parametrize(
    ("number", "day"),
    [
        (1, None),
        (15.9, None),
        (19999, None),
        (20000, date(1954, 10, 3)),
        (43724, date(2019, 9, 16)),
        (73050, date(2099, 12, 31)),
        (73051, None),
        (20190916, date(2019, 9, 16)),
        (2019.5, None),
        (float("nan"), None),
        (float("inf"), None),
        (-1, None),
    ],
)
def test_numbers(number: float, day: date | None) -> None:
    assert from_number(number).day_first == day


def test_numbers_count_from_1904_where_the_workbook_says_so() -> None:
    assert from_number(42262, epoch_1904=True).day_first == date(2019, 9, 16)
    assert from_number(0, epoch_1904=True).day_first is None


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["9/16/19", "03/04/20"], DayOrder.MONTH_FIRST),
        (["16/9/19", "03/04/20"], DayOrder.DAY_FIRST),
        (["16.09.2019", "9/16/19"], DayOrder.UNSETTLED),
        (["19-12-31", "99-12-31"], DayOrder.YEAR_FIRST),
        (["19-12-31", "2019-09-16"], DayOrder.YEAR_FIRST),
        (["19-12-31", "2019-09-16", "03/04/2020"], DayOrder.UNSETTLED),
        (["19-12-31", "2019-09-16", "16/09/2020"], DayOrder.DAY_FIRST),
        (["03/04/20", "03/03/20", "16-Sep-19", "2019-09-16", "2/30/2019", "soon"], DayOrder.UNSETTLED),
        ([], DayOrder.UNSETTLED),
    ],
)
def test_the_order_of_a_column(texts: list[str], order: DayOrder) -> None:
    cells = [Cell(CellKind.TEXT, text) for text in texts]
    cells += [Cell(CellKind.DATE, datetime(2019, 9, 16)), Cell(CellKind.NUMBER, 43724.0)]
    assert day_order(cells) is order


DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


@given(DAYS)
def test_dates_written_out_read_as_themselves(day: date) -> None:
    for shape in (
        "%Y-%m-%d",
        "%d %B %Y",
        "%B %d, %Y",
        "%d-%b-%Y",
        "%A, %d %B %Y",
        "%Y%m%d",
        "%Y-%m-%dT%H:%M:%S",
    ):
        assert one_date(read_date_text(day.strftime(shape)), DayOrder.UNSETTLED)[0] == day
    assert one_date(read_date_text(day.strftime("%m/%d/%Y")), DayOrder.MONTH_FIRST)[0] == day
    assert one_date(read_date_text(day.strftime("%d.%m.%Y")), DayOrder.DAY_FIRST)[0] == day


@given(st.dates(date(1954, 10, 3), date(2099, 12, 31)))
def test_serials_read_as_spreadsheets_count(day: date) -> None:
    serial = (day - date(1899, 12, 30)) // timedelta(days=1)
    assert from_number(serial).day_first == day


@given(st.text(max_size=60) | st.text(alphabet="0123456789/-. SeptMon,:'T", max_size=24))
def test_any_text_can_be_read(text: str) -> None:
    said = read_date_text(text)
    assert said.why == "" or said.day_first is said.month_first is None


@given(st.floats() | st.integers(-(10**20), 10**20), st.booleans())
def test_any_number_can_be_read(number: float, epoch_1904: bool) -> None:
    from_number(number, epoch_1904)
