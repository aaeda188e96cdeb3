"""Months and fiscal years: which months a report is about, and which month that is where nobody says so."""

from __future__ import annotations

import re
from datetime import date

from caseaudit.kinds.date_texts import read_month_text
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.indicators import Month, Periods, Span

_MONTH = re.compile(r"\d{4}-\d{2}")
_YEAR = 12


def read_month(text: str, option: str) -> Month:
    """The month that an option gives, `2020-03` or `March 2020`. Raises CommandUnusable where it gives none."""
    day = read_month_text(text)
    if day is None or not _MONTH.fullmatch(Month.of(day).iso):
        raise CommandUnusable(f'{option} "{text}" is not a month; write it like 2020-03.')
    return Month.of(day)


def periods_of(month: Month, fiscal_year_begins: int) -> Periods:
    """The month, its fiscal year to date, and both a year before."""
    begin = Month(month.year, fiscal_year_begins)
    if begin > month:
        begin = begin.later(-_YEAR)
    year = begin.year + (
        fiscal_year_begins > 1
    )  # a fiscal year is named after the calendar year in which it ends
    before, end = begin.later(-_YEAR), begin.later(-1)
    named = "FY" if fiscal_year_begins > 1 else "Year"
    return Periods(
        month=Span(str(month), month, month),
        to_date=Span(f"{named} {year} to date", begin, month),
        last_month=Span(str(month.later(-_YEAR)), month.later(-_YEAR), month.later(-_YEAR)),
        last_to_date=Span(f"{named} {year - 1} to date", before, month.later(-_YEAR)),
        last_year=Span(f"{named} {year - 1}", before, end),
    )


def chosen_month(given: Month | None, as_of: date | None, first: date | None, last: date | None) -> Month:
    """The month that is reported: the one given, else that of the as-of date.

    `first` and `last` are the days of the first and last record of the workbook. Raises CommandUnusable where there is
    no month, or where no record reaches into the one given.
    """
    if given is None:
        if as_of is None:
            raise CommandUnusable(
                "the tracker has no readable update date, so the month to report cannot be told; "
                "name it with --period 2020-03, or give --as-of DATE."
            )
        return Month.of(as_of)
    if first is None or last is None:
        raise CommandUnusable(
            f"there is no data for {given}: no record of this workbook has a readable date."
        )
    if not Month.of(first) <= given <= Month.of(last):
        start, end = Month.of(first), Month.of(last)
        reach = f"are all of {start}" if start == end else f"run from {start} to {end}"
        raise CommandUnusable(
            f"there is no data for {given}: the dated records of this workbook {reach}. "
            f"Name a month among them, such as --period {end.iso}."
        )
    return given
