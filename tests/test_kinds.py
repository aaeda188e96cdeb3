"""How each kind of field reads one cell: its state, the code of its fault, and what to write instead."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseaudit.definition import load_definition
from caseaudit.kinds.readers import DayOrder, Reader, Reading, State, compare_key, reader, standard_identifier
from caseaudit.kinds.reading import Fault
from caseaudit.model.definition import Definition, Field, Guidance, Holds, Roles, Term, Vocabulary
from caseaudit.model.table import Cell, CellKind
from caseaudit.rules import OF_FAULTS

NO_WORDS = Guidance("")


def vocabulary(*terms: tuple[str, tuple[str, ...], tuple[str, ...]], numbered: bool = False) -> Vocabulary:
    """A vocabulary of (name, spellings, lists)."""
    made = tuple(Term(name, spellings, NO_WORDS, lists) for name, spellings, lists in terms)
    return Vocabulary("made", made, numbered=numbered, prefixes=("phase",))


VOCABULARIES = {
    "phases": vocabulary(
        ("Initiation", ("init",), ()),
        ("Investigation", ("inv",), ()),
        ("Legal Review", ("LR",), ()),
        ("Implementation", ("WRO issued",), ()),
        numbered=True,
    ),
    "countries": vocabulary(("China", ("PRC",), ()), ("Vietnam", (), ()), ("Namibia", ("NA",), ())),
    "reasons": vocabulary(
        ("Insufficient Information", (), ("suspended",)), ("Insufficient Evidence", (), ("inactive",))
    ),
    "challenges": vocabulary(("None Identified", ("none",), ()), ("Translation", (), ())),
    "indicators": vocabulary(
        ("Deception", (), ()),
        ("Isolation", (), ()),
        ("Debt Bondage", ("peonage",), ()),
        ("Physical and Sexual Violence", (), ()),
        ("Abusive Working and Living Conditions", (), ()),
        ("Intimidation and Threats", (), ()),
    ),
}
STAND_INS = ("TBD", "N/A", "none", "unknown", "pending", "see above", "-", "?", "x", "…")
DEFINITION = Definition(
    "made", "1", "Made", "", "", {}, {}, VOCABULARIES, Roles("case_number"), (), STAND_INS, {}
)  # fmt: skip


def made(holds: Holds, name: str | None = None, pattern: str | None = None, **options: object) -> Reader:
    """A reader on the list of suspended cases."""
    field = Field("made", "Made", (), holds, {}, NO_WORDS, name, pattern)
    return reader(field, DEFINITION, "suspended", **options)  # type: ignore[arg-type]


READERS = {
    "text": made(Holds.TEXT),
    "update": made(Holds.UPDATE),
    "identifier": made(Holds.IDENTIFIER, pattern="FLD-YYYY-NNN"),
    "any identifier": made(Holds.IDENTIFIER),
    "date": made(Holds.DATE),
    "csv date": made(Holds.DATE, iso_text_is_clean=True, order=DayOrder.MONTH_FIRST),
    "phase": made(Holds.TERM, "phases"),
    "country": made(Holds.TERM, "countries"),
    "reason": made(Holds.TERM, "reasons"),
    "challenges": made(Holds.TERMS, "challenges"),
    "indicators": made(Holds.TERMS, "indicators"),
}


def cell(value: object, *, linked: bool = False) -> Cell:
    """A cell as a workbook gives it."""
    if isinstance(value, bool):
        return Cell(CellKind.BOOLEAN, value, linked)
    if isinstance(value, datetime):
        return Cell(CellKind.DATE, value, linked)
    if isinstance(value, int | float):
        return Cell(CellKind.NUMBER, float(value), linked)
    return Cell(CellKind.TEXT, str(value), linked)


def said(kind: str, value: object) -> tuple[str, object]:
    """The code of the fault, or the state where there is none; and what is to be written, or the value."""
    found = READERS[kind].read(value if isinstance(value, Cell) else cell(value))
    return OF_FAULTS.get(found.fault) or found.state.value, found.standard if found.fault else found.value


BLANKS = ["", " ", "\u00a0", "\u200b", "\ufeff \t", "\n", "\u3000", "\u2800", "_x000D_", "\u00ad"]


@pytest.mark.parametrize("kind", READERS)
def test_what_shows_nothing_is_blank(kind: str) -> None:
    read = READERS[kind].read
    empty = [None, *map(cell, BLANKS), cell("", linked=True), cell(0, linked=True)]
    empty += [cell(datetime(1899, 12, 30)), cell(datetime(1899, 12, 31), linked=True)]
    assert {read(one).state for one in empty} == {State.BLANK}


def test_a_time_of_nothing_in_a_date_column_is_blank() -> None:
    assert READERS["date"].read(Cell(CellKind.OTHER, "00:00:00")).state is State.BLANK
    epoch = made(Holds.DATE, epoch_1904=True)
    assert epoch.read(cell(datetime(1904, 1, 1), linked=True)).state is State.BLANK
    assert epoch.read(cell(datetime(1904, 1, 1))).state is State.STANDARD


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("name", ["#REF!", "#N/A", "#NAME?", "#DIV/0!", "Err:502"])
def test_formula_errors(kind: str, name: str) -> None:
    assert said(kind, Cell(CellKind.ERROR, name, True)) == ("S207", None)
    assert said(kind, name) == ("S207", None)


@pytest.mark.parametrize("kind", READERS)
def test_a_formula_without_a_value_is_not_audited(kind: str) -> None:
    assert READERS[kind].read(Cell(CellKind.UNCALCULATED, "", True)).state is State.UNAUDITED


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize(
    "text",
    ["TBD", " tbd ", "T.B.D.", "n/a", "N / A", "NA", "(none)", "Unknown", "--", "—", "???", "- ? -", "...", "x", "XXX",
     "see above.", "TBD\u00a0", "\u200bTBD", "--/--/----", "TBD (see above)", "unknown/TBD", "N/A - TBD", "TBD; TBD",
     "pending or unknown"],
)  # fmt: skip
def test_stand_ins(kind: str, text: str) -> None:
    assert READERS[kind].read(cell(text)) == Reading(State.STAND_IN)


def test_a_term_is_no_stand_in() -> None:
    assert said("challenges", "None Identified") == ("standard", ("None Identified",))
    assert said("challenges", "none identified") == ("S201", "None Identified")
    assert said("challenges", "None") == ("stand-in", None)
    assert said("country", "NA") == ("stand-in", None)
    terms = vocabulary(("Pending", (), ()), ("Paid", (), ()))
    field = Field("f", "F", (), Holds.TERM, {}, NO_WORDS, "v")
    own = Definition("", "", "", "", "", {}, {}, {"v": terms}, Roles("c"), (), STAND_INS, {})
    assert reader(field, own, "").read(cell("Pending")).state is State.STANDARD


EXAMPLES: dict[str, list[tuple[object, str, object]]] = {
    "text": [
        ("Cotton garments", "standard", "Cotton garments"),
        ("Unknown supplier", "standard", "Unknown supplier"),
        ("Pending or Waiting Mills", "standard", "Pending or Waiting Mills"),
        ("one\ntwo\r\nthree", "standard", "one\ntwo\r\nthree"),
        ("Cotton ", "S206", "Cotton"),
        (" Cotton", "S206", "Cotton"),
        ("Cotton  garments", "S206", "Cotton garments"),
        ("Cotton\u00a0garments", "S206", "Cotton garments"),
        ("Cot\u200bton", "S206", "Cotton"),
        ("Cot\u00adton", "S206", "Cotton"),
        ("Cotton\tgarments", "S206", "Cotton garments"),
        ("Cotton\x07", "S206", "Cotton"),
        ("Cotton\n", "S206", "Cotton"),
        ("one  two\nthree ", "S206", "one two\nthree"),
        ("one\x0btwo", "S206", "one\ntwo"),
        ("क्\u200dष", "standard", "क्\u200dष"),
        ("👩\u200d🌾", "standard", "👩\u200d🌾"),
        (5, "standard", "5"),
        (0, "standard", "0"),
        (True, "standard", "TRUE"),
        (datetime(2020, 3, 1), "standard", "2020-03-01"),
    ],
    "update": [("Sent to OCC.  No reply", "S206", "Sent to OCC. No reply")],
    "identifier": [
        ("FLD-2019-014", "standard", "FLD-2019-014"),
        ("FLD-2019-1014", "standard", "FLD-2019-1014"),
        ("FLD-2019-014 ", "S206", "FLD-2019-014"),
        ("FLD-2019-0\u200b14", "S206", "FLD-2019-014"),
        ("FLD-2019-014\n", "S206", "FLD-2019-014"),
        ("fld-2019-014", "S203", "FLD-2019-014"),
        ("fld-2019-014 ", "S203", "FLD-2019-014"),
        ("FLD 2019 014", "S203", "FLD-2019-014"),
        ("FLD- 2019-014", "S203", "FLD-2019-014"),
        ("FLD2019014", "S203", "FLD-2019-014"),
        ("FLD‑2019‑014", "S203", "FLD-2019-014"),
        ("FLD–2019—014", "S203", "FLD-2019-014"),
        ("FLD-2019-14", "S203", None),
        ("FLD-3019-014", "S203", None),
        ("FLD_2019_014", "S203", None),
        ("FLD/2019/014", "S203", None),
        ("FLD-2019-014a", "S203", None),
        ("FLD-２０１９-014", "S203", None),
        (2019014, "S203", None),
        (datetime(2019, 1, 4), "S203", None),
        (True, "S203", None),
    ],
    "any identifier": [("A 12", "standard", "A 12"), (12, "standard", "12"), ("A  12", "S206", "A 12")],
    "date": [
        (datetime(2020, 3, 1), "standard", date(2020, 3, 1)),
        (datetime(2020, 3, 1, 14, 30), "standard", date(2020, 3, 1)),
        (datetime(1899, 6, 1), "S205", None),
        (datetime(2101, 1, 1), "S205", None),
        ("2020-03-01", "S204", "2020-03-01"),
        (" 2020-03-01", "S204", "2020-03-01"),
        ("16-Sep-19", "S204", "2019-09-16"),
        (43724, "S204", "2019-09-16"),
        ("43724", "S204", "2019-09-16"),
        (20190916, "S204", "2019-09-16"),
        ("03/04/20", "S205", None),
        ("03/03/20", "S204", "2020-03-03"),
        ("12/31/1899", "S205", None),
        (2019, "S205", None),
        (0, "S205", None),
        (True, "S205", None),
        (Cell(CellKind.OTHER, "12:30:00"), "S205", None),
        ("China", "S205", None),
    ],
    "csv date": [
        ("2020-03-01", "standard", date(2020, 3, 1)),
        ("2020-03-01 ", "S206", "2020-03-01"),
        ("2020/03/01", "S204", "2020-03-01"),
        ("03/04/20", "S204", "2020-03-04"),
        ("1850-01-01", "S205", None),
    ],
    "phase": [
        ("Legal Review", "standard", "Legal Review"),
        ("Legal  Review", "S206", "Legal Review"),
        ("Legal\nReview", "S206", "Legal Review"),
        (" Legal\u00a0Review", "S206", "Legal Review"),
        ("legal review ", "S201", "Legal Review"),
        (2, "S201", "Investigation"),
        ("2.0", "S201", "Investigation"),
        ("Phase II", "S201", "Investigation"),
        ("WRO issued 9/30/19 (4)", "S201", "Implementation"),
        ("Initiation (3)", "S202", None),
        (2.5, "S202", None),
        (-2, "S202", None),
        (0, "S202", None),
        (1e300, "S202", None),
        (datetime(2020, 3, 1), "S202", None),
        (True, "S202", None),
        (Cell(CellKind.OTHER, "01:00:00"), "S202", None),
    ],
    "country": [
        ("China", "standard", "China"),
        ("prc ", "S201", "China"),
        ("China (PRC)", "S201", "China"),
        ("China; China", "S201", "China"),
        ("China; Vietnam", "S202", None),
        ("China; TBD", "S202", None),
        ("Atlantis", "S202", None),
    ],
    "reason": [
        ("Insufficient Information", "standard", "Insufficient Information"),
        ("Insufficient Evidence", "S202", None),
    ],
    "challenges": [("Translation; None", "S202", None), ("Translation; TBD", "S202", None)],
    "indicators": [
        ("Deception", "standard", ("Deception",)),
        ("Deception; Isolation", "standard", ("Deception", "Isolation")),
        ("Deception;Isolation", "standard", ("Deception", "Isolation")),
        ("Physical and Sexual Violence", "standard", ("Physical and Sexual Violence",)),
        ("Deception ; Isolation", "S206", "Deception; Isolation"),
        ("Deception;  Isolation ", "S206", "Deception; Isolation"),
        ("Deception;\nIsolation", "S206", "Deception; Isolation"),
        ("Deception; Deception", "S201", "Deception"),
        ("Deception; Isolation; deception", "S201", "Deception; Isolation"),
        ("Deception;", "S201", "Deception"),
        ("Deception;; Isolation", "S201", "Deception; Isolation"),
        ("Deception, Isolation", "S201", "Deception; Isolation"),
        ("Deception/isolation", "S201", "Deception; Isolation"),
        ("Deception (2); Isolation (x3)", "S201", "Deception; Isolation"),
        ("Deception\nIsolation", "S201", "Deception; Isolation"),
        ("- Deception\n- Peonage", "S201", "Deception; Debt Bondage"),
        ("1. Deception 2. Isolation", "S201", "Deception; Isolation"),
        ("• Deception • Isolation", "S201", "Deception; Isolation"),
        ("Physical & sexual violence, Deception and Isolation", "S201",
         "Physical and Sexual Violence; Deception; Isolation"),
        ("Abusive working and living conditions and intimidation and threats", "S201",
         "Abusive Working and Living Conditions; Intimidation and Threats"),
        ("Deception; smuggling", "S202", None),
        ("TBD; Deception", "S202", None),
        ("smuggling", "S202", None),
        (";", "S202", None),
        (3, "S202", None),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value", "code", "result"),
    [(kind, *example) for kind, examples in EXAMPLES.items() for example in examples],
)
def test_examples(kind: str, value: object, code: str, result: object) -> None:
    assert said(kind, value) == (code, result)


def test_a_reading_says_why_and_hints() -> None:
    assert READERS["date"].read(cell("03/04/20")).why == "reads as 3 April 2020 and as 4 March 2020"
    assert READERS["date"].read(cell(datetime(2150, 1, 2))).why == (
        "reads as 2 January 2150, which is outside 1 January 1900 to 31 December 2100"
    )
    assert READERS["phase"].read(cell("Initiation (3)")).why == "says both Initiation and Legal Review"
    assert READERS["reason"].read(cell("Insufficient Evidence")).why == "is an entry for inactive cases only"
    found = READERS["indicators"].read(cell("Deception; isolaton"))
    assert (found.why, found.nearest) == ('"isolaton" is no standard term', "Isolation")
    assert READERS["country"].read(cell("Vietnm")).nearest == "Vietnam"
    assert READERS["country"].read(cell("Atlantis")).nearest is None


def test_case_numbers_are_compared_in_standard_form() -> None:
    spellings = ["FLD-2019-014", "fld 2019 014", "FLD2019014", "FLD‑2019‑014", " Fld-2019-\u200b014"]
    assert len({compare_key(text) for text in spellings}) == 1
    assert compare_key("FLD-2019-14") != compare_key("FLD-2019-014")
    assert standard_identifier("nyc 20 7", "NYC-YY-N") == "NYC-20-7"
    assert standard_identifier("2019/7", "YYYY/NNN") is None
    assert standard_identifier("2019/007", "YYYY/NNN") == "2019/007"


def written(kind: str, reading: Reading) -> Cell:
    """The cell as it stands once the fix is written: a date is written as a date."""
    if isinstance(reading.value, date) and kind != "csv date":
        return Cell(CellKind.DATE, datetime(reading.value.year, reading.value.month, reading.value.day))
    assert reading.standard is not None
    return Cell(CellKind.TEXT, reading.standard)


WORDS = [
    "Deception",
    "isolation",
    "Debt Bondage",
    "Legal",
    "review",
    "2",
    "(3)",
    "China",
    "PRC",
    "TBD",
    "FLD",
    "2019",
]
ODD = [";", ",", "/", " and ", "&", "-", " ", "  ", "\n", "\u00a0", "\u200b", "014", "9/16/19", "Sep", "none"]
ENTRIES = st.text(max_size=40) | st.lists(st.sampled_from(WORDS + ODD), max_size=7).map("".join)
CELLS = (
    st.builds(Cell, st.sampled_from([CellKind.TEXT, CellKind.OTHER, CellKind.ERROR]), ENTRIES, st.booleans())
    | st.builds(Cell, st.just(CellKind.NUMBER), st.floats(), st.booleans())
    | st.builds(Cell, st.just(CellKind.DATE), st.datetimes(), st.booleans())
    | st.builds(Cell, st.just(CellKind.BOOLEAN), st.booleans(), st.booleans())
)


@given(st.sampled_from(list(READERS)), CELLS)
def test_a_fix_reads_as_standard_and_says_the_same(kind: str, one: Cell) -> None:
    found = READERS[kind].read(one)
    assert (found.fault is not None) == (found.state in (State.FIXABLE, State.FAULTY))
    assert (found.standard is not None) == (found.state is State.FIXABLE)
    assert (found.value is not None) == (found.state in (State.FIXABLE, State.STANDARD))
    if found.state is State.FIXABLE:
        again = READERS[kind].read(written(kind, found))
        assert (again.state, again.value) == (State.STANDARD, found.value)


@given(st.sampled_from(["phases", "countries"]), st.data())
def test_every_term_reads_as_itself(name: str, data: st.DataObject) -> None:
    term = data.draw(st.sampled_from(VOCABULARIES[name].terms)).name
    assert made(Holds.TERM, name).read(cell(term)) == Reading(State.STANDARD, value=term)
    assert made(Holds.TERM, name).read(cell(f" {term}")).fault is Fault.STRAYS
    assert made(Holds.TERM, name).read(cell(term.upper())).standard == term


@pytest.mark.parametrize(
    ("field", "entry"),
    [
        ("sources_of_evidence", "no site visit"),
        ("sources_of_evidence", "no evidence"),
        ("sources_of_evidence", "report to NGO"),
        ("sources_of_evidence", "survey sent to importer"),
        ("forced_labor_indicators", "can leave"),
        ("forced_labor_indicators", "OT paid"),
        ("forced_labor_indicators", "Deception: no"),
        ("forced_labor_indicators", "Wages: no"),
        ("forced_labor_indicators", "Freedom of Movement"),
        ("investigative_challenges", "one identified"),
        ("investigative_challenges", "transaction"),
        ("industry", "consumer foods"),
        ("referral_source", "letter to Congress"),
        ("referral_source", "U.S. Attorney"),
        ("status", "petition for WRO"),
        ("status", "considering WRO"),
        ("status", "awaiting analyst for investigation"),
        ("status", "Investigation?"),
        ("status", "=1+1"),
        ("status", "2+"),
        ("country_of_origin", "China?"),
    ],
)
def test_what_leaves_the_term_open_is_no_spelling_of_it(field: str, entry: str) -> None:
    definition = load_definition()
    found = reader(definition.fields[field], definition, "active").read(cell(entry))
    assert (found.state, found.fault) == (State.FAULTY, Fault.UNKNOWN), found


@pytest.mark.parametrize(
    ("field", "entry", "term"),
    [
        ("sources_of_evidence", "Wittness Statement", "Witness Statement"),
        ("investigative_challenges", "Translatoin", "Translation"),
        ("industry", "Agricluture & Prepared Products", "Agriculture & Prepared Products"),
    ],
)
def test_one_slip_in_a_long_word_still_spells_the_term(field: str, entry: str, term: str) -> None:
    definition = load_definition()
    assert reader(definition.fields[field], definition, "active").read(cell(entry)).standard == term
