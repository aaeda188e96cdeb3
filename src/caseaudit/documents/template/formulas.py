"""The formulas of validations and colours, for the first row of a range, without the leading `=`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from caseaudit.documents.template.ranges import STAND_INS
from caseaudit.model.definition import pattern_parts

LONGEST = 250
"""Characters of a validation's formula; a workbook with one of more than 255 does not open."""

_DIGITS_KNOWN = 14
"""Digits of the longest number that a spreadsheet keeps exactly, with one before it."""


def text(value: str) -> str:
    """A text as it stands in a formula."""
    doubled = value.replace('"', '""')
    return f'"{doubled}"'


def day(value: date) -> str:
    """A day as it stands in a formula, whatever day the workbook counts from."""
    return f"DATE({value.year},{value.month},{value.day})"


def both(*conditions: str) -> str:
    """True where all of the conditions are."""
    return conditions[0] if len(conditions) == 1 else f"AND({','.join(conditions)})"


def blank(cell: str) -> str:
    """True where a cell is empty or shows nothing but spaces."""
    return f'TRIM({cell})=""'


def stands_in(cell: str) -> str:
    """True where a cell holds one of the listed stand-ins."""
    return f"ISNUMBER(MATCH(TRIM({cell}),{STAND_INS},0))"


def entered(cell: str, *, stand_ins: bool) -> tuple[str, ...]:
    """All true where a cell holds an entry, and none that only stands in for one."""
    filled = f'TRIM({cell})<>""'
    return (filled, f"NOT({stands_in(cell)})") if stand_ins else (filled,)


def missing(cell: str, *, stand_ins: bool) -> str:
    """True where a cell holds no entry, or one that only stands in for one."""
    return f"OR({blank(cell)},{stands_in(cell)})" if stand_ins else blank(cell)


def phase_number(phase: str | None, status: str | None, terms: str) -> str:
    """The number of a row's phase from 1, by its phase cell or else its status cell; 0 where neither says it."""
    found = "0"
    for cell in (status, phase):
        if cell is not None:
            found = f"IFERROR(MATCH({cell},{terms},0),{found})"
    return found


def is_one_of(cell: str, terms: Sequence[str]) -> str:
    """True where a cell holds one of these terms."""
    said = [f"TRIM({cell})={text(term)}" for term in terms]
    return said[0] if len(said) == 1 else f"OR({','.join(said)})"


def not_a_term(cell: str, terms: str) -> str:
    """True where a cell is none of the terms, letter for letter."""
    return f"SUMPRODUCT(--EXACT({terms},{cell}))=0"


def not_terms(cell: str, terms: str) -> str:
    """True where a cell is not one or more of the terms, joined by semicolons.

    Each term is looked for between semicolons; all that are found must be as long as the entry. One space after
    a semicolon makes no difference.
    """
    entry = f'SUBSTITUTE({cell},"; ",";")'
    return f'SUMPRODUCT(ISNUMBER(FIND(";"&{terms}&";",";"&{entry}&";"))*(LEN({terms})+1))<>LEN({entry})+1'


def not_a_day(cell: str, earliest: date, latest: date, *, texts: bool = False) -> str:
    """True where a cell holds no date, or one outside the limits or in the future; with `texts`, any text will do."""
    outside = f"OR(INT({cell})<{day(earliest)},INT({cell})>{last_day(latest)})"
    return f"IF(ISNUMBER({cell}),{outside},{'FALSE' if texts else 'TRUE'})"


def last_day(latest: date) -> str:
    """The last day that a date may have: today, or the definition's limit."""
    return f"MIN(TODAY(),{day(latest)})"


def is_before(cell: str, other: str) -> str:
    """True where both cells hold dates and the first is on an earlier day."""
    return f"IF(AND(ISNUMBER({cell}),ISNUMBER({other})),INT({cell})<INT({other}),FALSE)"


def is_before_nearest(cell: str, earlier: Sequence[str]) -> str:
    """True where a cell's date is before the nearest one of the earlier cells that hold a date (the last one first)."""
    nearest = "0"
    for each in earlier:
        nearest = f"IF(ISNUMBER({each}),INT({each}),{nearest})"
    return f"IF(ISNUMBER({cell}),INT({cell})<{nearest},FALSE)"


def differ(cell: str, other: str, terms: str) -> str:
    """True where both cells hold terms, and different ones."""
    known = (f"ISNUMBER(MATCH({each},{terms},0))" for each in (cell, other))
    return f"AND({','.join(known)},TRIM({cell})<>TRIM({other}))"


def has_strays(cell: str) -> str:
    """True where spaces stand around or doubled inside a text."""
    return f"IF(ISTEXT({cell}),LEN({cell})<>LEN(TRIM({cell})),FALSE)"


def has_form(cell: str, pattern: str) -> str:
    """True where a cell has the form of a pattern such as `FLD-YYYY-NNN`; years from 1900 to 2099 where YYYY."""
    parts = [_Part(*part) for part in pattern_parts(pattern)]
    open_run = max((i for i, part in enumerate(parts) if part.sign == "N"), default=-1)
    fixed = sum(part.length for i, part in enumerate(parts) if i != open_run)
    left, pieces, years = 1, list[str](), list[str]()
    for i, part in enumerate(parts):
        start = str(left) if i <= open_run or open_run < 0 else f"LEN({cell})-{fixed - left}"
        if i == open_run:
            pieces.append(_digits(f"MID({cell},{left},LEN({cell})-{fixed})", part.length))
            continue
        pieces.append(part.text(cell, start))
        if (part.sign, part.length) == ("Y", 4):
            years.append(f'ISNUMBER(FIND(MID({cell},{start},2),"19 20"))')
        left += part.length
    whole = fixed + (parts[open_run].length if open_run >= 0 else 0)
    length = f"LEN({cell}){'>=' if open_run >= 0 else '='}{whole}"
    exact = f"EXACT({cell},{'&'.join(pieces)})"
    return _shortest(cell, length, years, exact, pattern)


class _Part:
    """A part of a pattern: plain text (`sign` "") or a run of digits."""

    def __init__(self, said: str, count: int) -> None:
        self.sign = said if count else ""
        self.said, self.length = said, count or len(said)

    def text(self, cell: str, start: str) -> str:
        """What must stand where the part is, for a comparison with what does."""
        return _digits(f"MID({cell},{start},{self.length})", self.length) if self.sign else text(self.said)


def _digits(part: str, count: int) -> str:
    """The part of a cell as it reads when it is all digits: a number with a 1 before it keeps its zeros."""
    return part if count > _DIGITS_KNOWN else f'MID(TEXT(--("1"&{part}),"0"),2,{_DIGITS_KNOWN})'


def _shortest(cell: str, length: str, years: Iterable[str], exact: str, pattern: str) -> str:
    """The strictest formula that a workbook can hold."""
    for conditions in ((length, *years, exact), (length, exact)):
        formula = f"IFERROR(AND({','.join(conditions)}),FALSE)"
        if len(formula) <= LONGEST:
            return formula
    first = pattern_parts(pattern)[0]
    begins = () if first[1] else (f"EXACT(LEFT({cell},{len(first[0])}),{text(first[0])})",)
    formula = f"IFERROR({both(length, *begins)},FALSE)"
    return formula if len(formula) <= LONGEST else length
