"""What dates a text can be read as: none, one, or two that differ by the order of day and month."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from caseaudit.kinds.characters import tidy
from caseaudit.kinds.spelling import plain
from caseaudit.model.months import MONTHS

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTH_NUMBER = {name.lower()[:n]: i for i, name in enumerate(MONTHS, 1) for n in range(3, len(name) + 1)}
_DAY_NUMBER = {name[:n]: i for i, name in enumerate(_DAYS) for n in range(3, len(name) + 1)}

_DASHES = re.compile("[\u2010-\u2015\u2212]")
_NUMERIC = re.compile(r"(\d{1,2})\s?([-/. ])\s?(\d{1,2})\s?\2\s?'?(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})\s?([-/. ])\s?(\d{1,2})\s?\2\s?(\d{1,2})")
_WORD_SECOND = re.compile(
    r"(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: of)?[-/. ,]{0,2}([a-z]{3,9})\.?[-/ ,]{0,2}'?(\d{4}|\d{2})"
)
_WORD_FIRST = re.compile(
    r"([a-z]{3,9})\.?[-/ ]{0,2}(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?:[-/]|,? '?|, ?'?)(\d{4}|\d{2})"
)
_WORD_AFTER_YEAR = re.compile(r"(\d{4})[-/. ,]{0,2}([a-z]{3,9})\.?[-/. ,]{0,2}(\d{1,2})(?:st|nd|rd|th)?")
_DIGITS = re.compile(r"(\d+)(?:\.(\d+))?")
_WEEKDAY = re.compile(rf"\(?\b({'|'.join(sorted(_DAY_NUMBER, key=len, reverse=True))})\b\.?\)?,?")
_TIME = re.compile(
    r"(?<=[\d. ,t])(?:,? ?(?:at )?|t)(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?(?: ?[ap]\.?m\.?)?"
    r"(?: ?(?:z|utc|gmt|[ecmp][sd]?t|[-+]\d\d:?\d\d))?$"
)
_HOUR = re.compile(r",? (?:at )?(?:1[0-2]|0?[1-9]) ?[ap]\.?m\.?$")
_MONTH_ONLY = re.compile(
    r"(?:[a-z]{3,9}\.?[-/ ,]*'?(?:\d{4}|\d{2})|(?:\d{4}|\d{2})[-/ ]*[a-z]{3,9}|\d{4}[-/.]\d{1,2}|\d{1,2}[-/.]\d{4}"
    r"|[a-z]{3,9})"
)
_MONTHS_OF_A_YEAR = (
    re.compile(r"(?P<name>[a-z]{3,9})\.?(?:[-/ ,]{0,2}(?P<year>\d{4})| ?(?P<short>['’]\d{2}))"),
    re.compile(r"(?P<year>\d{4})[-/ ,]{0,2}(?P<name>[a-z]{3,9})\.?"),
    re.compile(r"(?P<year>\d{4})[-/.](?P<number>\d{1,2})"),
    re.compile(r"(?P<number>\d{1,2})[-/.](?P<year>\d{4})"),
)
_DATE_LIKE = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{2,4}|\d{1,2}[-/. ]?[a-z]{3,9}[-/. ,]*\d{2,4}")

LAST_SERIAL = 73_415
"""The serial of 31 December 2100 in the 1900 system: greater numbers are no dates of this tracker's time."""


@dataclass(frozen=True, slots=True)
class DateText:
    """The dates that a text can be read as with the day first and with the month first.

    Both are the same where the order does not matter, both None where the text is no date; then `why` says so.
    """

    day_first: date | None = None
    month_first: date | None = None
    why: str = ""

    @property
    def settles(self) -> bool:
        """Whether the text can only be read in one of the two orders."""
        return (self.day_first is None) != (self.month_first is None)


@lru_cache(maxsize=1 << 15)
def read_date_text(text: str, epoch_1904: bool = False) -> DateText:
    """What dates a text can be read as. A number is a serial day, or a date written as eight digits."""
    entry = text if text.isascii() and text.isprintable() else _DASHES.sub("-", plain(tidy(text)))
    found = _NUMERIC.fullmatch(entry)
    if found is not None:
        return _ordered(int(found[1]), int(found[3]), _year(found[4]))
    entry = entry.lower().replace("\\", "/").strip(" \"'`").rstrip(".;,: ")
    digits = _DIGITS.fullmatch(entry)
    if digits is not None:
        return from_number(float(entry), epoch_1904) if len(digits[1]) < 15 else DateText()
    return _written(entry)


def from_number(number: float, epoch_1904: bool = False) -> DateText:
    """What a number in a date column says: a serial day, or a date as eight digits; a bare year is no date.

    Serial days are those of spreadsheets: day 1 is 1 January 1900, and day 60, 29 February 1900, never was.
    """
    whole = int(number) if abs(number) < 1e15 else -1
    if 1900 <= whole <= 2100:
        return DateText(why="is a year, not a day")
    if 10**6 <= whole < 10**8 and whole == number:
        return _eight_digits(f"{whole:08d}")
    if whole < (0 if epoch_1904 else 1) or whole > LAST_SERIAL:
        return DateText(why="is a number that stands for no day")
    if whole == 60 and not epoch_1904:
        return DateText(why="stands for 29 February 1900, which never was")
    first = date(1904, 1, 1) if epoch_1904 else date(1899, 12, 31 if whole < 60 else 30)
    return _one(first + timedelta(days=whole))


def read_month_text(text: str) -> date | None:
    """The first day of the month that a text names with its year (`March 2016`, `2016-03`); None where it names none.

    `Mar-16` is none: it could be a month of 2016 and the sixteenth of one.
    """
    entry = _DASHES.sub("-", plain(tidy(text)))
    found = next((match for shape in _MONTHS_OF_A_YEAR if (match := shape.fullmatch(entry))), None)
    if found is None:
        return None
    said = found.groupdict()
    month = _MONTH_NUMBER.get(said["name"], 0) if said.get("name") else int(said.get("number") or 0)
    return _day(_year((said.get("short") or said["year"]).strip("'’")), month, 1)


def in_words(day: date) -> str:
    """A date as a person says it: `3 April 2020`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def _written(entry: str) -> DateText:
    whole = entry
    entry = (
        _HOUR.sub("", _TIME.sub("", entry)).rstrip(" ,t") if ":" in entry or entry.endswith("m") else entry
    )
    weekdays = {_DAY_NUMBER[day] for day in _WEEKDAY.findall(entry)}
    if weekdays:
        entry = " ".join(_WEEKDAY.sub(" ", entry).split())
    if entry[:1] == "(" and entry[-1:] == ")":
        entry = entry[1:-1]
    said = next((read(found) for shape, read in _SHAPES if (found := shape.fullmatch(entry))), None)
    if said is None or (said.day_first is None and said.month_first is None):
        return said if said is not None and said.why else DateText(why=_fault(whole, entry))
    return _on_weekdays(said, weekdays) if weekdays else said


def _on_weekdays(said: DateText, weekdays: set[int]) -> DateText:
    """The readings that fall on the weekday named beside them."""
    day_first, month_first = (
        day if day is not None and weekdays == {day.weekday()} else None
        for day in (said.day_first, said.month_first)
    )
    if day_first is None and month_first is None:
        return DateText(why="names a weekday on which that date does not fall")
    return DateText(day_first or month_first, month_first or day_first)


def _fault(whole: str, entry: str) -> str:
    named = re.sub(r"[^a-z]", "", entry)
    if _MONTH_ONLY.fullmatch(entry) and (not named or named in _MONTH_NUMBER):
        return "names a month, not a day"
    dates = len(list(_DATE_LIKE.finditer(whole)))
    if dates > 1:
        return "holds more than one date"
    return "says more than a date" if dates else ""


def _one(day: date | None, why: str = "") -> DateText:
    return DateText(day, day) if day is not None else DateText(why=why)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _year(digits: str) -> int:
    """Two digits as spreadsheets read them: 00 to 29 are this century, 30 to 99 the last."""
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year < 30 else 1900)


def _ordered(first: int, second: int, year: int) -> DateText:
    day_first, month_first = _day(year, second, first), _day(year, first, second)
    if day_first is None and month_first is None:
        return DateText(why="names a day that no calendar has")
    return DateText(day_first, month_first)


def _calendar(year: int, month: int, day: int) -> DateText:
    return _one(_day(year, month, day), "names a day that no calendar has")


def _named(year: str, month: str, day: str) -> DateText:
    number = _MONTH_NUMBER.get(month)
    return DateText() if number is None else _calendar(_year(year), number, int(day))


def _eight_digits(digits: str) -> DateText:
    """`20190916`; or with the year last, `09162019`, where it cannot be first."""
    said = _one(_day(int(digits[:4]), int(digits[4:6]), int(digits[6:])))
    if said.day_first is not None and said.day_first.year >= 1900:
        return said
    year = int(digits[4:])
    return _ordered(int(digits[:2]), int(digits[2:4]), year) if 1900 <= year <= 2100 else DateText()


_SHAPES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], DateText]], ...] = (
    (_NUMERIC, lambda m: _ordered(int(m[1]), int(m[3]), _year(m[4]))),
    (_YEAR_FIRST, lambda m: _calendar(int(m[1]), int(m[3]), int(m[4]))),
    (_WORD_SECOND, lambda m: _named(m[3], m[2], m[1])),
    (_WORD_FIRST, lambda m: _named(m[3], m[1], m[2])),
    (_WORD_AFTER_YEAR, lambda m: _named(m[1], m[2], m[3])),
)
