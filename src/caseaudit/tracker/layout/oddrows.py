"""The rows that are not plainly cases: a case without a number, a row continued, or something to leave out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from caseaudit.model.definition import Holds
from caseaudit.model.table import Cell, CellKind, Sheet
from caseaudit.tracker.layout.columns import Settled
from caseaudit.tracker.layout.continuation import Continuation
from caseaudit.tracker.layout.header import Header, HeaderFinder
from caseaudit.tracker.layout.numbers import Number
from caseaudit.tracker.layout.rowwords import is_drawn, is_footnote, is_framed, is_period, total_of
from caseaudit.tracker.layout.texts import fingerprint, is_blank, label, words_of
from caseaudit.tracker.layout.tools import Tools

ANOTHER_TABLE = "another table below the cases"
GROUP = "group banner"
WIDE = 3
"""Columns from which a merged cell is a banner."""
_BELOW = 2
"""Rows below the header that may describe its columns or show an example."""
_NAMED = 3
"""Names of fields in a row that make it a header."""
_TERMS = 2
"""Standard terms in a row that make it no description of the columns."""
_FEW = 2
"""Filled cells of a row that may be a banner, a footnote or a wrapped entry."""


class Sort(Enum):
    """What a row is."""

    CASE = "case"
    CONTINUED = "continued"
    LEFT_OUT = "left out"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a row is: with the `case` row it belongs to, the `reason` it is left out for, the `list` it names (not
    `plain` where other words stand beside the name), how many `rows` it speaks for, or the other `header` that begins
    with it."""

    sort: Sort
    case: int = -1
    reason: str = ""
    list: str | None = None
    plain: bool = True
    rows: int = 1
    header: Header | None = None


_BLANK = Verdict(Sort.BLANK)
_CASE = Verdict(Sort.CASE)


class OddRows:
    """Judges single rows of one table."""

    def __init__(
        self,
        sheet: Sheet,
        header: Header,
        settled: Settled,
        tools: Tools,
        required: Mapping[str | None, set[int]],
        enough: int = 0,
    ) -> None:
        self._sheet = sheet
        self._header = header
        self._settled = settled
        self._tools = tools
        self._finder = HeaderFinder(sheet, tools)
        self._number = settled.fields.get(tools.definition.roles.case_number, -1)
        self._by_column = {column: name for name, column in settled.fields.items()}
        self._required = required
        self._enough = enough
        self._columns = [(c, sheet.columns[c]) for c in settled.table if c in sheet.columns]
        self._wide = {m.top for m in sheet.merges if m.right - m.left + 1 >= WIDE and m.top == m.bottom}
        self._continuation = Continuation(sheet, settled, tools)

    def judge(self, row: int, above: int | None, under: str | None) -> Verdict:
        """What the row is.

        `above` is the case whose block ends right above it, `under` the list of the last banner; or None.
        """
        found = ((column, of.at(row)) for column, of in self._columns)
        cells = {column: cell for column, cell in found if cell is not None and not is_blank(cell)}
        if all(cell.kind is CellKind.UNCALCULATED for cell in cells.values()):
            return _BLANK
        merged = self._continuation.merged_case(row, cells)
        if merged is not None:
            return Verdict(Sort.CONTINUED, case=merged)
        return (
            self._header_again(row, cells, above)
            or self._example(row, cells)
            or self._described(row, cells)
            or self._list_banner(row, cells, above)
            or self._labelled(cells)
            or self._case(row, cells, under)
            or self._few(row, cells, above)
            or Verdict(Sort.LEFT_OUT, reason=self._else(cells))
        )

    def _header_again(self, row: int, cells: Mapping[int, Cell], above: int | None) -> Verdict | None:
        """The header once more, or another one."""
        header, labels = self._header, {column: label(cell) for column, cell in cells.items()}
        texts = [(column, text) for column, text in labels.items() if text]
        same = sum(
            fingerprint(text)
            in (fingerprint(label(self._sheet.at(r, column))) for r in (header.upper, header.lower))
            for column, text in texts
        )
        repeated = Verdict(Sort.LEFT_OUT, reason="repeated header")
        if same == len(cells):
            return repeated if same >= 2 or header.upper < header.lower else None
        named = sum(self._tools.headings.is_name(text) for _, text in texts)
        if max(named, same) < _NAMED or max(named, same) < len(cells) / 2:
            return None
        other = self._finder.at(row, max(header.lower + 1, row if above is not None else 0))
        if other is None or self._agrees(other):
            return repeated if other is not None or same > len(cells) / 2 else None
        if len(other.fields) < _NAMED:
            return None
        number = self._tools.definition.roles.case_number
        if len(other.fields) >= len(self._by_column) / 2 and (number in other.fields or self._number < 0):
            return Verdict(Sort.LEFT_OUT, header=other)
        return Verdict(Sort.LEFT_OUT, reason=ANOTHER_TABLE) if above is None else None

    def _agrees(self, other: Header) -> bool:
        """Whether another header has the same fields in the same columns."""
        named = {
            column: each.match.field
            for column, each in other.headings.items()
            if each.match.field is not None
        }
        return all(self._by_column.get(column, field) == field for column, field in named.items())

    def _example(self, row: int, cells: Mapping[int, Cell]) -> Verdict | None:
        """A row right below the header that only shows how to fill the columns."""
        if row > self._header.lower + _BELOW or not cells:
            return None
        named = cells.get(self._number) or cells[min(cells)]
        shows = not self._tools.words.example.isdisjoint(words_of(named.text))
        return Verdict(Sort.LEFT_OUT, reason="example of a row") if shows else None

    def _described(self, row: int, cells: Mapping[int, Cell]) -> Verdict | None:
        """A row right below the header that says how to fill the columns."""
        if row > self._header.lower + _BELOW or len(cells) < 2:
            return None
        texts = [cell.text.strip() for cell in cells.values()]
        if len(texts) >= 3 and _is_counting(texts, [*cells]):
            return Verdict(Sort.LEFT_OUT, reason="column numbers")
        number = cells.get(self._number)
        if any(cell.kind is not CellKind.TEXT for cell in cells.values()):
            return None
        pattern = number is not None and self._tools.numbers.is_pattern(number.text)
        if number is not None and not pattern and any(map(str.isdigit, number.text)):
            return None
        notes = sum(
            all(w in self._tools.words.notes or w.isdigit() for w in words_of(text)) for text in texts
        )
        dates = [
            cells[column].text
            for column, name in self._by_column.items()
            if column in cells and self._tools.definition.fields[name].holds is Holds.DATE
        ]
        dateless = (
            len(dates) >= 2 and not any(any(map(str.isdigit, text)) for text in dates) and number is not None
        )
        if (dateless and self._continuation.terms(cells) < _TERMS) or notes > len(texts) / 2:
            stand_ins = sum(self._tools.numbers.is_stand_in(text) for text in (*texts,))
            return (
                None
                if stand_ins > len(texts) / 2
                else Verdict(Sort.LEFT_OUT, reason="description of the columns")
            )
        return None

    def _labelled(self, cells: Mapping[int, Cell]) -> Verdict | None:
        """Rows whose first text says what they are: totals, footnotes, lines."""
        labels = [text for cell in cells.values() if (text := label(cell))]
        if not labels:
            numbers_only = all(cell.kind is CellKind.NUMBER for cell in cells.values())
            linked = any(cell.linked for cell in cells.values())
            return Verdict(Sort.LEFT_OUT, reason="total") if numbers_only and linked else None
        words = self._tools.words
        if all(is_drawn(text) and not self._tools.numbers.is_stand_in(text) for text in labels) or (
            len(labels) == len(cells) <= _FEW
            and all(is_drawn(text) and len(text.strip()) > 2 for text in labels)
        ):
            return Verdict(Sort.LEFT_OUT, reason="separator")
        slots = [is_drawn(text) and len(text.strip()) > 2 for text in labels]
        if (
            len(labels) == len(cells)
            and any(slots)
            and all(slot or text.rstrip().endswith(":") for slot, text in zip(slots, labels, strict=True))
        ):
            return Verdict(Sort.LEFT_OUT, reason="signature line")
        total = total_of(labels[0], words)
        texts_beside = len(labels) - 1
        if total is not None and (texts_beside <= 1 or texts_beside < len(cells) / 2):
            return Verdict(Sort.LEFT_OUT, reason=total)
        return None

    def _case(self, row: int, cells: Mapping[int, Cell], under: str | None) -> Verdict | None:
        """A case by its number or by most of the fields that its list requires."""
        said = (self._tools.lists.of_entry(cells[c].text) for c in self._settled.lists if c in cells)
        required = self._required.get(next(filter(None, said), under), self._required[None])
        enough = min(self._enough, len(required)) or len(required) // 2 + 1
        if required and sum(column in cells for column in required) >= enough:
            return _CASE
        number = cells.get(self._number)
        kind = self._tools.numbers.kind(number)
        fields = sum(column in self._by_column for column in cells)
        if number is None or kind is Number.NOTHING:
            return None
        if kind is Number.IDENTIFIER or (fields > _FEW and not is_footnote(number.text, self._tools.words)):
            return _CASE
        alone = kind is Number.CODED and row not in self._wide and self._tools.numbers.is_code(number.text)
        return _CASE if alone else None

    def _leads(self, row: int, column: int) -> bool:
        """Whether a text stands where banners stand: in front, or merged across."""
        return column == self._settled.table[0] or column <= self._number or row in self._wide

    def _list_banner(self, row: int, cells: Mapping[int, Cell], above: int | None) -> Verdict | None:
        """A row that names the list of the rows below it."""
        first = min(cells)
        text = label(cells[first])
        if len(cells) > _FEW or not text or not (above is None or self._leads(row, first)):
            return None
        named = self._tools.lists.of_banner(text)
        if named is None:
            return None
        title = self._tools.definition.lists[named].title
        return Verdict(Sort.LEFT_OUT, reason=f"banner of the list {title}", list=named)

    def _few(self, row: int, cells: Mapping[int, Cell], above: int | None) -> Verdict | None:
        """One or two cells: a banner, a footnote, or an entry wrapped from the case above."""
        if len(cells) > _FEW:
            return None
        first = min(cells)
        text = label(cells[first])
        leading = self._leads(row, first)
        framed = bool(text) and (is_framed(text) or is_period(text))
        if (
            above is not None
            and not leading
            and not framed
            and self._continuation.continues(row, cells, above)
        ):
            return Verdict(Sort.CONTINUED, case=above)
        if text and is_footnote(text, self._tools.words):
            return Verdict(Sort.LEFT_OUT, reason="footnote")
        heads = leading or framed or above is None or len(cells) == 1
        if text and heads and first in (*self._by_column, self._settled.table[0]):
            named = self._tools.lists.of_title(text)
            if named is None or not (leading or above is None):
                return Verdict(Sort.LEFT_OUT, reason=GROUP)
            title = self._tools.definition.lists[named.list].title
            reason = f"banner of the list {title}"
            return Verdict(Sort.LEFT_OUT, reason=reason, list=named.list, plain=False)
        return None

    def _else(self, cells: Mapping[int, Cell]) -> str:
        if not any(column in self._by_column for column in cells):
            return "no entry of a field"
        return "neither a case number nor most of the required fields"


def _is_counting(texts: list[str], columns: list[int]) -> bool:
    """Whether the texts number the columns, all of them or those that are filled: 1, 2, 3 or (a), (b), (c)."""
    bare = [text.strip("().[] ").lower() for text in texts]
    if all(text.isdigit() for text in bare):
        numbers = [int(text) for text in bare]
        counted = (b - a for a, b in pairwise(numbers))
        passed = (b - a for a, b in pairwise(columns))
        return all(step in (1, past) for step, past in zip(counted, passed, strict=True))
    return all(len(text) == 1 and text.isalpha() for text in bare) and bare == sorted(set(bare))
