"""What stands in the case number column: read once for each distinct entry, of which there may be 100,000."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum

from caseaudit.model.definition import Definition
from caseaudit.model.table import Cell, CellKind
from caseaudit.tracker.layout.rowwords import is_code, is_footnote, is_period, total_of
from caseaudit.tracker.layout.texts import fingerprint, is_blank, words_of
from caseaudit.tracker.layout.values import identifier
from caseaudit.tracker.layout.words import LayoutWords

_LONGEST = 60
_NEVER = re.compile(r"(?!)")
_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]+")
_PERIODS = frozenset(
    ("fy", "cy", "q", "fiscal", "calendar", "year", "quarter", "cases", "records", "rows", "entries", "sub")
)
_MONTHS = frozenset(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"))


class Number(IntEnum):
    """What an entry of the case number column is."""

    NOTHING = 0
    IDENTIFIER = 1
    CODED = 2
    """Not of the identifier's form, but with digits."""
    WORDED = 3


class NumberReader:
    """Tells what the entries of the case number column are."""

    def __init__(self, definition: Definition, words: LayoutWords) -> None:
        named = definition.fields.get(definition.roles.case_number)
        pattern = None if named is None else named.pattern
        self._form = identifier(pattern) if pattern else _NEVER
        self._pattern = fingerprint(pattern or "")
        self._usual = frozenset(
            (*words_of(re.sub(r"Y{2,}|N{2,}", " ", pattern or "")), "case", "no", "number")
        )
        self._words = words
        self._labels = words.total | _PERIODS | {word for phrase in words.footnote for word in phrase.split()}
        self._stand_ins = {fingerprint(text) or text.strip() for text in definition.stand_ins}
        self._numbered_stand_ins = any(_DIGIT.search(text) for text in self._stand_ins)

    def kind(self, cell: Cell | None) -> Number:
        """What the entry is; a stand-in such as "TBD" is nothing."""
        if cell is None:
            return Number.NOTHING
        text = cell.value if isinstance(cell.value, str) else cell.text
        if len(text) <= _LONGEST and self._form.fullmatch(text):
            return Number.IDENTIFIER
        if cell.kind is CellKind.ERROR:
            return Number.WORDED
        if not _DIGIT.search(text):
            blank = cell.kind is CellKind.UNCALCULATED or is_blank(cell) or self.is_stand_in(text)
            return Number.NOTHING if blank else Number.WORDED
        if (cell.linked and is_blank(cell)) or (self._numbered_stand_ins and self.is_stand_in(text)):
            return Number.NOTHING
        return Number.WORDED if self._labels_row(text) else Number.CODED

    def kinds(self, cells: Iterable[Cell]) -> list[Number]:
        """What each entry is; quick for the many that have the identifier's form."""
        matches, kind, found = self._form.fullmatch, self.kind, Number.IDENTIFIER
        return [
            found
            if type(text := cell.value) is str and len(text) <= _LONGEST and matches(text)
            else kind(cell)
            for cell in cells
        ]

    def _labels_row(self, text: str) -> bool:
        """Whether the text, which has digits, is the label of a total, a footnote or a period."""
        said = [word.lower() for word in _LETTERS.findall(text)]
        if (
            said
            and text[:1].isalnum()
            and not any(word in self._labels or word[:3] in _MONTHS for word in said)
        ):
            return False
        return is_footnote(text, self._words) or total_of(text, self._words) is not None or is_period(text)

    def is_stand_in(self, text: str) -> bool:
        """Whether the text stands for a missing entry."""
        return (fingerprint(text) or text.strip()) in self._stand_ins

    def is_code(self, text: str) -> bool:
        """Whether the text alone, in a row of its own, is taken for a case number."""
        return is_code(text, self._usual)

    def is_pattern(self, text: str) -> bool:
        """Whether the text is the pattern itself, as a template shows it."""
        return bool(self._pattern) and fingerprint(text) == self._pattern
