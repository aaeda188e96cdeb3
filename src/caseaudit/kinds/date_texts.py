"""What dates a text can be read as: none, one, or several that differ by the order of day, month and year."""

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
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
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

FIRST_SERIAL, LAST_SERIAL = 20_000, 73_050
"""The bare numbers that are serial days, those of October 1954 to the end of 2099. A smaller one is more often a day
and month without a year (`15.9`), a greater one something else."""

_DAY_AND_MONTH = re.compile(r"\d{1,2}[-/.]\d{1,2}\.?")
_NO_YEAR = "may be a day and a month without a year"

RECENT = 1970
"""Years of the last century before this one are not meant by two digits: `19/12/31` is hardly of 1931."""


@dataclass(frozen=True, slots=True)
class DateText:
    """The dates that a text can be read as with the day first, with the month first and with a short year first.

    The first two are the same where the order does not matter; all are None where the text is no date, and `why` says
    so. `year_first` is None too where the year stands in four digits.
    """

    day_first: date | None = None
    month_first: date | None = None
    why: str = ""
    year_first: date | None = None

    @property
    def readings(self) -> tuple[date, ...]:
        """The dates that the text can be read as, each once."""
        found = (self.day_first, self.month_first, self.year_first)
        return tuple(dict.fromkeys(day for day in found if day is not None))

    @property
    def settles(self) -> bool:
        """Whether the text can only be read in one of the orders."""
        return len(self.readings) == 1 and (self.year_first is not None or self.day_first != self.month_first)


@lru_cache(maxsize=1 << 15)
def read_date_text(text: str, epoch_1904: bool = False) -> DateText:
    """What dates a text can be read as. A number is a serial day, or a date written as eight digits."""
    entry = text if text.isascii() and text.isprintable() else _DASHES.sub("-", plain(tidy(text)))
    found = _NUMERIC.fullmatch(entry)
    if found is not None:
        return _numeric(found)
    entry = entry.lower().replace("\\", "/").strip(" \"'`").rstrip(".;,: ")
    digits = _DIGITS.fullmatch(entry)
    if digits is not None:
        return from_number(float(entry), epoch_1904) if len(digits[1]) < 15 else DateText()
    return _written(entry)


def from_number(number: float, epoch_1904: bool = False) -> DateText:
    """What a number in a date column says: a serial day, or a date as eight digits; a bare year is no date.

    Serial days are those of spreadsheets: day 20,000 is 3 October 1954.
    """
    whole = int(number) if abs(number) < 1e15 else -1
    if 1900 <= whole <= 2100:
        return DateText(why="is a year, not a day")
    if 10**6 <= whole < 10**8 and whole == number:
        return _eight_digits(f"{whole:08d}")
    if 1 <= whole <= 31 and whole != number:
        return DateText(why=_NO_YEAR)
    if not FIRST_SERIAL <= whole <= LAST_SERIAL:
        return DateText(why="is a number that stands for no day")
    first = date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30)
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


def has_year_in_front(text: str) -> bool:
    """Whether a text is a date of numbers that begins with its year in four digits."""
    return _YEAR_FIRST.fullmatch(text.strip()) is not None


def is_iso(text: str) -> bool:
    """Whether a text is a date as programs write it: `2020-03-31`."""
    return _ISO.fullmatch(text.strip()) is not None


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
    if said is None or not said.readings:
        return said if said is not None and said.why else DateText(why=_fault(whole, entry))
    return _on_weekdays(said, weekdays) if weekdays else said


def _on_weekdays(said: DateText, weekdays: set[int]) -> DateText:
    """The readings that fall on the weekday named beside them."""
    fitting = [day for day in said.readings if weekdays == {day.weekday()}]
    if not fitting:
        return DateText(why="names a weekday on which that date does not fall")
    if len(fitting) == 1:
        return DateText(fitting[0], fitting[0])
    day_first, month_first = (day if day in fitting else None for day in (said.day_first, said.month_first))
    return DateText(day_first, month_first, "", said.year_first if said.year_first in fitting else None)


def _fault(whole: str, entry: str) -> str:
    named = re.sub(r"[^a-z]", "", entry)
    if _MONTH_ONLY.fullmatch(entry) and (not named or named in _MONTH_NUMBER):
        return "names a month, not a day"
    if _DAY_AND_MONTH.fullmatch(entry):
        return _NO_YEAR
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


def _numeric(found: re.Match[str]) -> DateText:
    """A date of three numbers, the year last; of three pairs of digits also the year first."""
    first, second, last = found[1], found[3], found[4]
    said = _ordered(int(first), int(second), _year(last))
    if [*map(len, (first, second, last))] != [2, 2, 2] or "'" in found[0]:
        return said
    by_year = _day(_year(first), int(second), int(last))
    if (
        by_year is None
        or by_year.year < RECENT
        or not (found[2] == "-" or all(day.year < RECENT for day in said.readings))
    ):
        return said
    return DateText(said.day_first, said.month_first, "", by_year)


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
    (_NUMERIC, _numeric),
    (_YEAR_FIRST, lambda m: _calendar(int(m[1]), int(m[3]), int(m[4]))),
    (_WORD_SECOND, lambda m: _named(m[3], m[2], m[1])),
    (_WORD_FIRST, lambda m: _named(m[3], m[1], m[2])),
    (_WORD_AFTER_YEAR, lambda m: _named(m[1], m[2], m[3])),
)
