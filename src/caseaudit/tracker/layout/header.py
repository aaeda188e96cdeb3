"""Finds the header of a table: the row, or the two rows, that name its columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from caseaudit.model.table import BLANK, Cell, CellKind, Merge, Sheet
from caseaudit.tracker.layout.headings import NOTHING, Level, Match
from caseaudit.tracker.layout.numbers import Number
from caseaudit.tracker.layout.texts import is_blank, label, words_of
from caseaudit.tracker.layout.tools import Tools

_WINDOW = 200
_FARTHEST = 1000
"""Rows within which a header is looked for, so many at a time."""
_FILLED_ROWS = 60
_ENOUGH = 0.4
"""The share of the fields that a header names from which no further row is looked at."""
_CLOSELY = 6
"""Rows of a window that are read closely because they hold names of fields."""
_UNNAMED = 20
"""Rows that are read closely where no row holds such names."""
_WEIGHT = {Level.EXACT: 1.0, Level.ALIAS: 1.0, Level.WORDS: 0.8, Level.LETTERS: 0.6, Level.NONE: 0.0}
_LONGEST_LABEL = 1000
_COUNTED_COLUMNS = 400
"""Texts of a row among which names of fields are counted."""
_CLOSE_COLUMNS = 150
"""Headings of a row that are compared closely; to the right of so many, only names of fields are known."""
_DATES = 2
"""Dates in a row that make it no header."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of one column; `text` joins both rows where both make the name."""

    text: str
    match: Match
    is_list: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Header:
    """A header: rows from 0 (`upper` is `lower` where it has one row) and the heading of each column."""

    upper: int
    lower: int
    headings: Mapping[int, Heading]
    number: str = ""
    """The field of the case number, which counts twice."""

    @property
    def fields(self) -> set[str]:
        """The fields that its headings name, one heading one field."""
        return {each.match.field for each in self.headings.values() if each.match.field is not None}

    @property
    def sure(self) -> set[str]:
        """Those named by their own header or a listed alias."""
        matches = (each.match for each in self.headings.values() if each.match.level >= Level.ALIAS)
        return {match.field for match in matches if match.field is not None}

    @property
    def worth(self) -> float:
        """How much of the definition the header names."""
        best: dict[str, float] = {}
        for each in self.headings.values():
            if each.match.field is not None:
                best[each.match.field] = max(best.get(each.match.field, 0.0), _WEIGHT[each.match.level])
        lists = any(each.is_list for each in self.headings.values())
        return sum(best.values()) + best.get(self.number, 0.0) + 0.2 * lists


class HeaderFinder:
    """Looks for headers on one sheet; a row of short forms and slips needs `fewest` labels to be looked at."""

    def __init__(self, sheet: Sheet, tools: Tools, fewest: int = 3) -> None:
        self._sheet = sheet
        self._fewest = fewest
        self._headings = tools.headings
        self._words = tools.words
        self._numbers = tools.numbers
        self._number = tools.definition.roles.case_number

    def first(self, start: int = 0) -> Header | None:
        """The best header at or below row `start`; None where no row names a field."""
        best: Header | None = None
        for rows in self._parts(start):
            found = self._best(rows)
            if found is not None and (best is None or found.worth > best.worth):
                best = found
            if best is not None and best.worth >= _ENOUGH * self._headings.fields:
                break
        return best

    def _parts(self, start: int) -> Iterator[dict[int, dict[int, Cell]]]:
        """The filled rows, so many at a time; the last of one part is the first of the next."""
        for window in range(start, min(self._sheet.rows, start + _FARTHEST), _WINDOW):
            rows = self._rows(max(window - 1, start), window + _WINDOW)
            order = list(rows)
            for first in range(0, len(order), _FILLED_ROWS):
                yield {row: rows[row] for row in order[max(first - 1, 0) : first + _FILLED_ROWS]}

    def stated(self, row: int) -> Header:
        """The header in the row where the user says that it is."""
        return Header(row, row, self._single(_labels(self._rows(row, row + 1).get(row, {}))), self._number)

    def at(self, row: int, start: int) -> Header | None:
        """The header that has this row, alone or with the row below it or above it (at `start` or below)."""
        return self._best(self._rows(max(row - 1, start), row + 2), (row,))

    def _rows(self, start: int, stop: int) -> dict[int, dict[int, Cell]]:
        """The filled cells of the filled rows, by row and column."""
        start = max(start, 0)
        found: dict[int, dict[int, Cell]] = {}
        for position, column in sorted(self._sheet.columns.items()):
            cells = column.cells
            for row, code in enumerate(column.codes[start:stop].tolist(), start):
                if code != BLANK:
                    found.setdefault(row, {})[position] = cells[code]
        return {row: found[row] for row in sorted(found)}

    def _best(self, rows: Mapping[int, Mapping[int, Cell]], only: Iterable[int] = ()) -> Header | None:
        labels = {row: _labels(cells) for row, cells in rows.items()}
        candidates = tuple(only) or self._named_rows(labels)
        if candidates and self._is_plain(candidates[0], labels):
            return Header(candidates[0], candidates[0], self._single(labels[candidates[0]]), self._number)
        best = self._best_of(candidates, rows, labels)
        if (best is None or len(best.fields) < 3) and not only:
            wordy = [row for row, own in labels.items() if len(own) >= self._fewest][:_UNNAMED]
            best = self._best_of([*candidates, *wordy], rows, labels)
        return best

    def _is_plain(self, row: int, labels: Mapping[int, Mapping[int, str]]) -> bool:
        """Whether a row is a header beyond doubt: all its texts are names, of most fields, under no parents.

        Most trackers have such a row, and need no comparing with the rows around it.
        """
        own = labels.get(row, {})
        return (
            2 * len(own) > self._headings.fields
            and len(labels.get(row - 1, ())) <= 1
            and all(map(self._headings.is_name, own.values()))
        )

    def _named_rows(self, labels: Mapping[int, Mapping[int, str]]) -> list[int]:
        """The rows that hold most names of fields."""
        named = {
            row: sum(map(self._headings.is_name, islice(own.values(), _COUNTED_COLUMNS)))
            for row, own in labels.items()
        }
        return sorted((row for row, count in named.items() if count), key=lambda row: (-named[row], row))[
            :_CLOSELY
        ]

    def _best_of(
        self,
        candidates: Iterable[int],
        rows: Mapping[int, Mapping[int, Cell]],
        labels: Mapping[int, Mapping[int, str]],
    ) -> Header | None:
        best: Header | None = None
        for row in dict.fromkeys(candidates):
            if not self._is_wordy(rows.get(row, {}), labels.get(row, {})):
                continue
            for header in self._around(row, rows, labels):
                better = header.worth - (0.0 if best is None else best.worth)
                if better > (
                    0.75
                    if best is not None and header.upper < header.lower and _overlap(best, header)
                    else 0.05
                ):
                    best = header
        return best

    def _around(
        self, row: int, rows: Mapping[int, Mapping[int, Cell]], labels: Mapping[int, Mapping[int, str]]
    ) -> Iterator[Header]:
        own = labels[row]
        yield Header(row, row, self._single(own), self._number)
        for upper, lower in ((row - 1, row), (row, row + 1)):
            if all(labels.get(each) and self._is_wordy(rows[each], labels[each]) for each in (upper, lower)):
                yield Header(
                    upper, lower, self._double(upper, lower, labels[upper], labels[lower]), self._number
                )

    def _is_wordy(self, cells: Mapping[int, Cell], labels: Mapping[int, str]) -> bool:
        """Whether a row could be a header: most of it is text, and no case number stands in it."""
        filled = sum(not is_blank(cell) for cell in cells.values())
        if not 0 < filled <= 1.5 * len(labels):
            return False
        if sum(cell.kind is CellKind.DATE for cell in cells.values()) >= _DATES:
            return False
        return not any(self._numbers.kind(cell) is Number.IDENTIFIER for cell in cells.values())

    def _single(self, labels: Mapping[int, str]) -> dict[int, Heading]:
        close = set(sorted(labels)[:_CLOSE_COLUMNS])
        return {
            column: self._heading(text)
            if column in close or self._headings.is_name(text)
            else Heading(text, NOTHING)
            for column, text in labels.items()
        }

    def _heading(self, text: str) -> Heading:
        match = self._headings.match(text)
        if match.level < Level.ALIAS and self._headings.is_list(text):
            return Heading(text, NOTHING, True)
        return Heading(text, match)

    def _double(
        self, upper: int, lower: int, over: Mapping[int, str], under: Mapping[int, str]
    ) -> dict[int, Heading]:
        spread = _spread(
            over, (m for m in self._sheet.merges if m.top <= upper <= m.bottom and m.bottom < lower)
        )
        found: dict[int, Heading] = {}
        carried = ""
        for column in sorted({*spread, *under})[:_CLOSE_COLUMNS]:
            parent, own = spread.get(column, ""), under.get(column, "")
            carried = parent or (carried if own else "")
            if own:
                found[column] = self._joined(parent, carried, own)
            elif column in over:
                found[column] = self._heading(over[column])
        return found

    def _joined(self, parent: str, carried: str, own: str) -> Heading:
        """The heading of a column by its own text, its own text under its parent's, or its parent's alone."""
        alone = self._heading(own)
        if not carried:
            return alone
        if set(words_of(parent)) & self._words.earlier:
            return Heading(f"{parent} {own}", NOTHING)
        together = self._headings.whole(f"{carried} {own}")
        lowest = Level.LETTERS if parent else Level.WORDS
        if (
            together.field is not None
            and together.level >= lowest
            and (parent or alone.match.level < Level.EXACT)
        ):
            # The words of its parent do not make a name of the same field less sure.
            surer = alone.match.fields == together.fields and alone.match.level > together.level
            return Heading(f"{carried} {own}", alone.match if surer else together)
        if alone.match.fields or alone.is_list or not parent:
            return alone
        is_note = all(word in self._words.notes or word.isdigit() for word in words_of(own))
        return self._heading(parent) if is_note else alone


def _labels(cells: Mapping[int, Cell]) -> dict[int, str]:
    return {column: text for column, cell in cells.items() if 0 < len(text := label(cell)) <= _LONGEST_LABEL}


def _spread(over: Mapping[int, str], merges: Iterable[Merge]) -> dict[int, str]:
    """The upper row with the text of each merged cell in all its columns."""
    spread = dict(over)
    for merge in merges:
        text = over.get(merge.left)
        if text:
            spread.update(dict.fromkeys(range(merge.left, merge.right + 1), text))
    return spread


def _overlap(one: Header, other: Header) -> bool:
    return one.upper <= other.lower and other.upper <= one.lower
