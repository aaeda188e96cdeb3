"""Reads the workbook of a sample that came back: its settings, and what was answered for each entry.

Nothing in it is believed: the sample is drawn again from the tracker, and every row must be a row of it. Excel or
LibreOffice may have saved the workbook anew, and rows may be sorted or columns moved.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from caseaudit.kinds.characters import is_blank, tidy
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.table import address
from caseaudit.model.tracing import Answer, Item, Sample, Traced
from caseaudit.stories.tracing.settings import Kept, read_settings

if TYPE_CHECKING:
    from caseaudit.model.table import Sheet, Workbook

SETTINGS = "Settings"
"""What stands beside the settings, on the sheet "Method"."""
NUMBER, CASE, LIST, FIELD, ENTRY, CELL = "No.", "Case", "List", "Field", "Recorded entry", "Cell"
SOURCE, ANSWER, RIGHT, INITIALS, DATE = "Source document", "Answer", "Right entry", "Initials", "Date"
HEADINGS = (NUMBER, CASE, LIST, FIELD, ENTRY, CELL, SOURCE, ANSWER, RIGHT, INITIALS, DATE)
"""The headings of the sheet "Trace", in order."""

_LOOKED_AT = 30
_SHOWN = 20
_ANSWERS: Mapping[str, Answer] = {each.value: each for each in Answer}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the sheet: its texts by heading, and where each stands."""

    texts: Mapping[str, str]
    places: Mapping[str, str]


@dataclass(slots=True)
class Faults:
    """What is wrong with the workbook, all of it, each with its cell."""

    path: str
    said: list[str] = field(default_factory=list)

    def add(self, place: str, what: str) -> None:
        """Note a fault at a cell."""
        self.said.append(f"{self.path}: {place}: {what}")

    def stop(self) -> None:
        """Raises CommandUnusable where there is any."""
        if self.said:
            more = len(self.said) - _SHOWN
            end = [f"{self.path}: … and {more:,} more"] if more > 0 else []
            raise CommandUnusable("\n".join([*self.said[:_SHOWN], *end]))


def kept_settings(workbook: Workbook) -> Kept:
    """The settings of the sample that a workbook is. Raises CommandUnusable where it is none."""
    for sheet in workbook.sheets:
        for row in range(sheet.rows):
            label, value = sheet.at(row, 0), sheet.at(row, 1)
            if label is None or value is None or label.text != SETTINGS:
                continue
            try:
                return read_settings(value.text)
            except (ValueError, KeyError, TypeError) as fault:
                where = f"{sheet.name}!{address(row, 1)}"
                raise CommandUnusable(
                    f"{workbook.path}: {where}: the settings of the sample were changed ({fault}). "
                    "Give the workbook that caseaudit sample wrote."
                ) from None
    raise CommandUnusable(
        f"{workbook.path}: is no sample: no sheet has settings. Give the workbook that caseaudit sample wrote."
    )


def rows_of(workbook: Workbook) -> list[Row]:
    """The rows of the sheet with the entries. Raises CommandUnusable where there is none."""
    for sheet in workbook.sheets:
        head = _head(sheet)
        if head is not None:
            return [*_rows(sheet, *head)]
    raise CommandUnusable(
        f"{workbook.path}: no sheet has the headings {', '.join(HEADINGS)}. Give the sheet Trace its headings again."
    )


def answers_of(rows: list[Row], sample: Sample, faults: Faults) -> list[Traced]:
    """What was answered for each entry of the sample; what is not as it was drawn becomes a fault."""
    items = {str(item.number): item for item in sample.items}
    answered: dict[str, tuple[Row, Traced]] = {}
    for row in rows:
        item = items.get(row.texts[NUMBER])
        if item is None:
            faults.add(row.places[NUMBER], f'"{row.texts[NUMBER]}" is no number of the sample.')
            continue
        made = Traced(
            item, _answer(row, faults), row.texts[RIGHT], row.texts[SOURCE], row.texts[INITIALS], row.texts[DATE]
        )  # fmt: skip
        before = answered.get(row.texts[NUMBER])
        if before is not None:
            same = f"row {item.number} of the sample stands twice, first at {before[0].places[NUMBER]}"
            faults.add(row.places[ANSWER], f"{same}: two answers for one entry. Delete one row.")
            continue
        _compare(row, item, sample, faults)
        _contradiction(row, made, faults)
        answered[row.texts[NUMBER]] = row, made
    for number, item in items.items():
        if number not in answered:
            what = f"row {number} is not there ({item.case_number}, {item.header}). Put it back, answered or not."
            faults.add("Trace", what)
    return [answered[number][1] for number in items if number in answered]


def _compare(row: Row, item: Item, sample: Sample, faults: Faults) -> None:
    drawn = {
        CASE: item.case_number,
        LIST: sample.titles[item.list],
        FIELD: item.header,
        ENTRY: item.entry,
        CELL: item.cell,
    }
    for heading, text in drawn.items():
        if tidy(row.texts[heading]) != tidy(text):
            what = f'{heading} was changed: row {item.number} of the sample has "{_short(text)}".'
            faults.add(row.places[heading], f"{what} Put it back.")


def _answer(row: Row, faults: Faults) -> Answer | None:
    text = tidy(row.texts[ANSWER]).casefold().rstrip(".")
    if is_blank(text):
        return None
    answer = _ANSWERS.get(text)
    if answer is None:
        several = sum(each in text for each in _ANSWERS) > 1
        what = "holds two answers" if several else f'"{_short(row.texts[ANSWER])}" is not one of the answers'
        faults.add(row.places[ANSWER], f'{what}. Choose "matches", "differs" or "no document".')
    return answer


def _contradiction(row: Row, made: Traced, faults: Faults) -> None:
    """An entry that matches has no other right entry."""
    right = tidy(made.right)
    if made.answer is Answer.MATCHES and right and right.casefold() != tidy(made.item.entry).casefold():
        what = f'holds "{_short(right)}", but the answer is "matches": two answers.'
        faults.add(row.places[RIGHT], f'{what} Choose "differs" or clear the right entry.')


def _head(sheet: Sheet) -> tuple[int, Mapping[str, int]] | None:
    for row in range(min(sheet.rows, _LOOKED_AT)):
        texts = {
            tidy(cell.text): column for column in sorted(sheet.columns) if (cell := sheet.at(row, column))
        }
        if all(heading in texts for heading in HEADINGS):
            return row, {heading: texts[heading] for heading in HEADINGS}
    return None


def _rows(sheet: Sheet, head: int, columns: Mapping[str, int]) -> Iterator[Row]:
    for row in range(head + 1, sheet.rows):
        cells = {heading: sheet.at(row, column) for heading, column in columns.items()}
        texts = {heading: "" if cell is None else cell.text for heading, cell in cells.items()}
        if all(is_blank(text) for text in texts.values()):
            continue
        texts[NUMBER] = tidy(texts[NUMBER])
        places = {heading: f"{sheet.name}!{address(row, column)}" for heading, column in columns.items()}
        yield Row(texts, places)


def _short(text: str) -> str:
    plain = tidy(text)
    return plain if len(plain) <= 60 else f"{plain[:59]}…"
