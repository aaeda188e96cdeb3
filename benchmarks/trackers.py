"""Make large faulty trackers: `python benchmarks/trackers.py 10000 tracker.xlsx [--shared-strings] [--one-sheet]`.

Three sheets with a title row and the header in row 3, or one sheet with a column that names the list. By default a
third of the cells is missing, a placeholder or not standard; case numbers and updates differ in every case,
manufacturers and importers in every hundredth.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from caseaudit.definition import load_definition
from caseaudit.model.definition import Definition, Field, Holds

if TYPE_CHECKING:
    import xlsxwriter

SHARES = {"active": 0.55, "suspended": 0.27, "inactive": 0.18}
FAULTY = 1 / 3
VERBS = ("Asked", "Called", "Wrote to", "Met", "Waited for", "Heard from", "Thanked", "Reminded")
WHOM = (
    "the port",
    "the importer",
    "the embassy",
    "the laboratory",
    "the center",
    "the alleger",
    "the analyst",
)


def make_tracker(
    cases: int,
    path: Path,
    seed: int = 21106,
    *,
    faulty: float = FAULTY,
    shares_strings: bool = False,
    one_sheet: bool = False,
    bare: bool = False,
) -> None:
    """Write a tracker of this many cases. The same seed gives the same entries.

    `faulty` is the share of the cells that are missing, a placeholder or not standard. With `shares_strings` texts are
    in the workbook's table of strings, as Excel writes them, else in the cells. With `one_sheet` all lists are on one
    sheet, and the column after the last field names the list. With `bare` the header is the first row.
    """
    import xlsxwriter

    definition = load_definition()
    chance = random.Random(seed)  # noqa: S311 -- made-up data
    book = xlsxwriter.Workbook(path, {"constant_memory": not shares_strings})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    number, row = 0, 0
    for name, share in SHARES.items():
        if not one_sheet or not number:
            title = "Cases" if one_sheet else definition.lists[name].title
            row = 0 if bare else 2
            sheet = _sheet(book, title, definition, row, one_sheet)
            row += 1
        for _ in range(round(cases * share)):
            number += 1
            for column, value in enumerate(_case(definition, name, number, chance, faulty)):
                if isinstance(value, date):
                    sheet.write_datetime(row, column, value, day)
                elif value:
                    sheet.write_string(row, column, value)
            if one_sheet:
                sheet.write_string(row, len(definition.fields), definition.lists[name].title)
            row += 1
    book.close()


def _sheet(
    book: xlsxwriter.Workbook, title: str, definition: Definition, row: int, names_list: bool
) -> xlsxwriter.worksheet.Worksheet:
    sheet = book.add_worksheet(title)
    if row:
        sheet.write_string(0, 0, "Forced Labor Division case tracker")
    headers = [field.header for field in definition.fields.values()]
    for column, header in enumerate([*headers, *["List"] * names_list]):
        sheet.write_string(row, column, header)
    return sheet


def _case(
    definition: Definition, list_name: str, number: int, chance: random.Random, faulty: float
) -> Iterator[str | date]:
    for field in definition.fields.values():
        right = _right(definition, field, list_name, number, chance)
        yield right if chance.random() > faulty else _faulty(right, chance)


def _right(
    definition: Definition, field: Field, list_name: str, number: int, chance: random.Random
) -> str | date:
    vocabulary = definition.vocabulary_of(field.name)
    if field.name == "case_number":
        return f"FLD-{2010 + number % 10}-{number:06d}"
    if field.holds is Holds.DATE:
        return date(2018, 1, 1) + timedelta(days=chance.randrange(800))
    if field.holds is Holds.UPDATE:
        return f"{chance.choice(VERBS)} {chance.choice(WHOM)} about shipment {number}"
    if vocabulary is None:
        return f"{field.header} {number % 1000}"
    terms = [term.name for term in vocabulary.terms if not term.lists or list_name in term.lists]
    if not terms:
        return ""
    return chance.choice(terms)


def _faulty(right: str | date, chance: random.Random) -> str | date:
    if isinstance(right, date):
        return chance.choice(("", "TBD", right.strftime("%d-%b-%y"), right.strftime("%m/%d/%y"), "2019"))
    return chance.choice(("", " ", "N/A", "unknown", right.lower(), f"{right} ", f"{right} (2)", "see file"))


if __name__ == "__main__":
    make_tracker(
        int(sys.argv[1]),
        Path(sys.argv[2]),
        shares_strings="--shared-strings" in sys.argv,
        one_sheet="--one-sheet" in sys.argv,
    )
