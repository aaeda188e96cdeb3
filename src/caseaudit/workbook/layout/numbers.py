"""What stands in the case number column: read once for each distinct entry, of which there may be 100,000."""

from __future__ import annotations

import re
from enum import IntEnum

from caseaudit.model.definition import Definition
from caseaudit.model.table import Cell, CellKind
from caseaudit.workbook.layout.rowwords import is_footnote, is_period, total_of
from caseaudit.workbook.layout.texts import fingerprint, is_blank
from caseaudit.workbook.layout.values import identifier
from caseaudit.workbook.layout.words import LayoutWords

_LONGEST = 60
_NEVER = re.compile(r"(?!)")
_PLAIN = re.compile(r"(?!fy|cy|q\d|20\d\d\b|19\d\d\b)[a-z]{0,2}[-_/. ]?\d{2,}[-_/.\w]*|(?!total|note|page|fy|cy)[a-z]{3,8}[-_/.]?\d{3,}[-_/.\w]*", re.IGNORECASE)


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
        pattern = definition.fields[definition.roles.case_number].pattern
        self._form = identifier(pattern) if pattern else _NEVER
        self._pattern = fingerprint(pattern or "")
        self._words = words
        self._stand_ins = {fingerprint(text) or text.strip() for text in definition.stand_ins}

    def kind(self, cell: Cell | None) -> Number:
        """What the entry is; a stand-in such as "TBD" is nothing."""
        if cell is None:
            return Number.NOTHING
        text = cell.value if isinstance(cell.value, str) else cell.text
        if len(text) <= _LONGEST and self._form.fullmatch(text):
            return Number.IDENTIFIER
        if cell.kind is CellKind.UNCALCULATED or is_blank(cell) or self.is_stand_in(text):
            return Number.NOTHING
        if cell.kind is CellKind.ERROR or not any(sign.isdigit() for sign in text):
            return Number.WORDED
        if cell.kind is CellKind.NUMBER or _PLAIN.fullmatch(text):
            return Number.CODED
        labels = is_footnote(text, self._words) or total_of(text, self._words) or is_period(text)
        return Number.WORDED if labels else Number.CODED

    def is_stand_in(self, text: str) -> bool:
        """Whether the text stands for a missing entry."""
        return (fingerprint(text) or text.strip()) in self._stand_ins

    def is_pattern(self, text: str) -> bool:
        """Whether the text is the pattern itself, as a template shows it."""
        return bool(self._pattern) and fingerprint(text) == self._pattern
