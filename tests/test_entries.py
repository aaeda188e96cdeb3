"""A table of entries as people and programs leave them, and what each must give."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseaudit.definition import load_definition
from caseaudit.kinds.dates import day_order
from caseaudit.kinds.readers import Reading, State, reader
from caseaudit.model.table import Cell, CellKind

FIELDS = {
    "number": "case_number", "date": "date_received", "source": "referral_source", "text": "commodity",
    "industry": "industry", "country": "country_of_origin", "indicators": "forced_labor_indicators",
    "evidence": "sources_of_evidence", "challenges": "investigative_challenges", "phase": "status",
    "update": "current_update", "reason": "closure_reason",
}  # fmt: skip
DEFINITION = load_definition()
ROWS = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_suffix(".tsv").read_text(encoding="utf-8").splitlines()[1:]
]
SAID = {State.BLANK: "blank", State.STANDARD: "right", State.STAND_IN: "C102"}


def read(column: str, entry: str, others: str) -> Reading:
    """The reading of an entry in its column; `date.number` holds numbers, `date.csv` stands in a text file."""
    name, _, form = column.partition(".")
    cell = Cell(CellKind.NUMBER, float(entry)) if form == "number" else Cell(CellKind.TEXT, entry)
    cells = [cell, *(Cell(CellKind.TEXT, text) for text in others.split("|") if text)]
    clean = form == "csv"
    order = day_order(cells, iso_text_is_clean=clean)
    return reader(
        DEFINITION.fields[FIELDS[name]], DEFINITION, "active", order=order, iso_text_is_clean=clean
    ).read(cell)


@pytest.mark.parametrize(("column", "entry", "others", "code", "standard"), ROWS)
def test_what_each_entry_gives(column: str, entry: str, others: str, code: str, standard: str) -> None:
    found = read(column, entry, others)
    assert (SAID.get(found.state) or found.fault, found.standard or "") == (code, standard)
