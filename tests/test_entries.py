"""A table of entries as people and programs leave them, and what each must give."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

import pytest

from caseaudit.definition import load_definition
from caseaudit.kinds.dates import day_order
from caseaudit.kinds.readers import Reading, State, compare_key, reader
from caseaudit.kinds.vocabulary import lexicon
from caseaudit.model.table import Cell, CellKind
from caseaudit.rules import OF_FAULTS

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
    assert (SAID.get(found.state) or OF_FAULTS.get(found.fault), found.standard or "") == (code, standard)


LONG = 400_000
HOSTILE = [
    "#",
    "&",
    "1.",
    "or ",
    "<p ",
    "<!--",
    "&#",
    "%20",
    ";#",
    '="',
    "(a) ",
    "[a] ",
    "_",
    "a: ",
    "'",
    "1-",
    "\\N;",
]


@pytest.mark.slow
@pytest.mark.parametrize("name", FIELDS)
def test_long_entries_are_read_in_little_time(name: str) -> None:
    for part in HOSTILE:
        for text in (part * (LONG // len(part)), "NGO Report " + part * (LONG // len(part)) + "x"):
            begun = perf_counter()
            read(name, text, "")
            assert perf_counter() - begun < 5, part


@pytest.mark.parametrize("name", FIELDS)
@pytest.mark.parametrize(
    "form", ["{}", "({})", "FLD-2019-{}", "Phase {}", "2019-{}", "{}.{}", "&#{};", "{};#A"]
)
def test_very_many_digits_are_read(name: str, form: str) -> None:
    read(name, form.format("9" * 4301, "9" * 4301), "")


NEAR = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij", "i": "uok", "o": "ipl",
    "p": "ol", "a": "qsz", "s": "awdx", "d": "sefc", "f": "drgv", "g": "fthb", "h": "gyjn", "j": "hukm", "k": "jil",
    "l": "kop", "z": "asx", "x": "zsdc", "c": "xdfv", "v": "cfgb", "b": "vghn", "n": "bhjm", "m": "njk",
}  # fmt: skip


def slips(name: str) -> Iterator[str]:
    """A name with a letter missing, doubled, swapped with the next, and with a neighbor's key for each letter."""
    for place, letter in enumerate(name):
        before, after = name[:place], name[place + 1 :]
        if letter.lower() not in NEAR:
            continue
        yield before + after
        yield before + letter + letter + after
        if after and after[0].lower() != letter.lower():
            yield before + after[0] + letter + after[1:]
        yield from (before + near + after for near in NEAR[letter.lower()])


@pytest.mark.parametrize("vocabulary", DEFINITION.vocabularies)
def test_a_slip_in_a_term_never_gives_another_term(vocabulary: str) -> None:
    terms = lexicon(DEFINITION.vocabularies[vocabulary], "")
    found: Counter[str] = Counter()
    for name in terms.terms:
        for slip in slips(name):
            said = terms.resolve(slip).term
            found["right" if said == name else "none" if said is None else f"{slip}: {said}"] += 1
    del found["SSudan: South Sudan"]  # "S. Sudan" is a usual short form.
    assert set(found) == {"right", "none"}
    assert found["right"] > 0.85 * found.total()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ('="FLD-2019-001"', "FLD-2019-001", True),
        ("'fld 2019 001", "FLD-2019-001", True),
        ("FLD-2019-001;#4", "FLD-2019-001", True),
        ("FLD-20199-045", "FLD-2019-9045", False),
        ("FLD-20-19045", "FLD-2019-045", False),
    ],
)
def test_case_numbers_are_compared_without_what_wraps_them(one: str, other: str, same: bool) -> None:
    assert (compare_key(one) == compare_key(other)) is same
