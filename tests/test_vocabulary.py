"""What entries stand for: fingerprints, hints, terms, and entries of several words."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseaudit.definition import load_definition
from caseaudit.kinds.spelling import Slips, one_slip_apart
from caseaudit.kinds.vocabulary import Lexicon, fingerprint, lexicon, nearest
from caseaudit.model.definition import Guidance, Term, Vocabulary

PHASES = load_definition().vocabularies["phases"]
STATUSES = Path(__file__).with_name("test_vocabulary_statuses.tsv")


def vocabulary(*terms: tuple[str, tuple[str, ...], tuple[str, ...]], slips: bool = False) -> Vocabulary:
    """A plain vocabulary of (name, spellings, lists)."""
    made = tuple(Term(name, spellings, Guidance(""), lists) for name, spellings, lists in terms)
    return Vocabulary("made", made, slips=slips)


COUNTRIES = vocabulary(
    ("China", ("PRC", "People's Republic of China"), ()),
    ("Taiwan", ("Taiwan, Province of China",), ()),
    ("South Korea", ("Korea, Republic of", "ROK"), ()),
    ("Ivory Coast", ("Côte d'Ivoire",), ()),
)
REASONS = vocabulary(
    ("Insufficient Information", ("insufficient",), ("suspended",)),
    ("Insufficient Evidence", ("insufficient",), ("inactive",)),
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Côte d’Ivoire", "COTE DIVOIRE"),
        ("e-Allegations", "eAllegations"),
        ("Base  Metals", "base_metals"),
        ("Apparel, Footwear & Textiles", "apparel footwear and textiles"),
        ("ＦＬＤ", "fld"),
        ("Türkiye", "Turkiye"),
        ("Łódź", "lodz"),
    ],
)
def test_a_fingerprint_sets_looks_aside(one: str, other: str) -> None:
    assert fingerprint(one) == fingerprint(other) != ""


@pytest.mark.parametrize("text", ["", "-", "???", " \u200b"])
def test_signs_alone_have_no_fingerprint(text: str) -> None:
    assert fingerprint(text) == ""


@given(st.text(max_size=40))
def test_a_fingerprint_is_its_own_fingerprint(text: str) -> None:
    assert fingerprint(fingerprint(text)) == fingerprint(text)


def _statuses() -> list[tuple[str, str]]:
    lines = STATUSES.read_text(encoding="utf-8").split("\n")[1:-1]
    return [(entry, term) for entry, term in (line.split("\t") for line in lines)]


def test_statuses_stand_for_their_phase_or_for_none() -> None:
    phases = lexicon(PHASES, "suspended")
    wrong = [
        f"{entry!r}: {found.term}, not {term}"
        for entry, term in _statuses()
        if (found := phases.resolve(entry)).term != (None if term == "-" else term)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_spelling_stands_for_its_term() -> None:
    phases = lexicon(PHASES, "")
    wrong = [
        (term.name, spelling)
        for term in PHASES.terms
        for spelling in (term.name, *term.spellings)
        if phases.resolve(spelling).term != term.name
    ]
    assert not wrong


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ("Initiation (3)", "says both Initiation and Legal Review"),
        ("Investigation Complete (3) Civil Penalty", "says both Investigation and Legal Review"),
        ("1, 2, 3", "says Initiation, Investigation and Legal Review at once"),
        ("Investigation complete", 'says "complete" besides Investigation'),
        ("Phase 12", "has the number 12, where the standard terms are numbered 1 to 4"),
        ("Exploration", ""),
    ],
)
def test_an_unresolved_status_says_why(entry: str, why: str) -> None:
    said = lexicon(PHASES, "active").resolve(entry)
    assert (said.term, said.why) == (None, why)


def test_a_known_slip_is_no_ground_for_another() -> None:
    assert lexicon(PHASES, "").resolve("Initation").term == "Initiation"
    assert lexicon(PHASES, "").resolve("Invitation").term is None


@pytest.mark.parametrize(
    ("entry", "term"),
    [
        ("prc", "China"),
        ("China (PRC)", "China"),
        ("China / PRC", "China"),
        ("Korea, Republic of", "South Korea"),
        ("Taiwan, Province of China", "Taiwan"),
        ("cote d ivoire", "Ivory Coast"),
        ("China, Taiwan", None),
        ("China and South Korea", None),
        ("China (Xinjiang)", None),
        ("Chine", None),
        ("", None),
    ],
)
def test_countries(entry: str, term: str | None) -> None:
    assert Lexicon(COUNTRIES, "active").resolve(entry).term == term


def test_a_term_of_another_list_is_none_of_this_list() -> None:
    suspended = Lexicon(REASONS, "suspended")
    assert suspended.resolve("insufficient evidence").why == "is an entry for inactive cases only"
    assert suspended.resolve("insufficient").term == "Insufficient Information"
    assert Lexicon(REASONS, "inactive").resolve("Insufficient").term == "Insufficient Evidence"


def test_a_spelling_of_two_terms_stands_for_neither() -> None:
    both = vocabulary(("Cotton", ("fiber",), ()), ("Silk", ("fiber",), ()))
    assert Lexicon(both, "").resolve("fiber").term is None


def test_one_slip_resolves_only_where_the_vocabulary_says_so() -> None:
    terms = (("Agriculture", (), ()), ("Pharmaceuticals", (), ()))
    assert Lexicon(vocabulary(*terms, slips=True), "").resolve("agricluture").term == "Agriculture"
    assert Lexicon(vocabulary(*terms), "").resolve("agricluture").term is None


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Vietnm", "Vietnam"),
        ("China (Xinjiang)", "China"),
        ("Malasya", "Malaysia"),
        ("Atlantis", None),
        ("x", None),
        ("", None),
        ("qwertyuiop", None),
    ],
)
def test_hints(text: str, hint: str | None) -> None:
    assert nearest(text, ["China", "Vietnam", "Malaysia", "Mali", "Iran", "Iraq"]) == hint


def test_status_words_are_no_hint_of_a_phase() -> None:
    for word in ("Active", "Inactive", "Open", "Exploration", "Suspended", "Low priority"):
        assert lexicon(PHASES, "active").nearest(word) is None


@given(st.text(alphabet="abcde", min_size=1, max_size=8), st.integers(0, 7), st.sampled_from("abcdez"))
def test_one_slip_is_one_slip_both_ways(word: str, place: int, letter: str) -> None:
    place %= len(word)
    slips = {
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
    } - {word, ""}
    for slip in slips:
        assert one_slip_apart(word, slip)
        assert one_slip_apart(slip, word)
        assert Slips([word]).of(slip) == {word}


@given(st.text(max_size=200))
def test_any_text_can_be_resolved(text: str) -> None:
    for made in (lexicon(PHASES, "active"), Lexicon(COUNTRIES, "")):
        found = made.resolve(text)
        assert found.term is None or found.term in made.terms


@given(
    st.lists(
        st.sampled_from(["Initiation", "2", "(3)", "Legal", "not", "WRO", "9/30/19", "/", "IV"]), max_size=8
    )
)
def test_entries_that_name_two_phases_stand_for_none(pieces: list[str]) -> None:
    found = lexicon(PHASES, "active").resolve(" ".join(pieces))
    assert found.term is None or found.terms == (found.term,)


@pytest.mark.parametrize(
    ("vocabulary_name", "entry", "term"),
    [
        ("challenges", "Foreign gov. resist.", "Foreign Government Resistance"),
        ("challenges", "Access to Ctry", "Access to Country"),
        ("challenges", "shortages of analysts", "Lack of Personnel Resources"),
        ("evidence", "gov't rpt", "Government Report"),
        ("evidence", "Statements of the wkrs", "Witness Statement"),
        ("indicators", "Restr. of mvmt", "Restriction of Movement"),
        ("industries", "Agric. & Prepared Prods", "Agriculture & Prepared Products"),
        ("countries", "Rep. of Turkey", "Turkey"),
        ("reasons", "No Conn to US Mkt", "No Connection to U.S. Market"),
        ("reasons", "no connection w/ US market", "No Connection to U.S. Market"),
        ("reasons", "suspended due to lack of personnel", "Lack of Personnel Resources"),
        ("reasons", "Case closed - insufficient evidence", "Insufficient Evidence"),
        ("referral_sources", "Submitted via e-Allegations", "e-Allegations"),
        ("referral_sources", "tip from HSI", "ICE HSI"),
    ],
)
def test_short_forms_little_words_and_the_order_of_words(vocabulary_name: str, entry: str, term: str) -> None:
    known = load_definition().vocabularies[vocabulary_name]
    spelled = {fingerprint(text) for each in known.terms for text in (each.name, *each.spellings)}
    assert fingerprint(entry) not in spelled
    assert lexicon(known, "").resolve(entry).term == term


@pytest.mark.parametrize(
    ("vocabulary_name", "entry"),
    [
        ("referral_sources", "House initiated"),  # not "initiated in-house"
        ("referral_sources", "NGO, through Congress"),
        ("referral_sources", "anonymous tip"),
        ("industries", "A & A & A & B"),
        ("countries", "South"),
        ("countries", "Republic China"),  # not the Republic of China
        ("reasons", "Case closed"),
        ("reasons", "not closed for lack of evidence"),
        ("reasons", "evidence found"),
    ],
)
def test_what_another_wording_leaves_open(vocabulary_name: str, entry: str) -> None:
    assert lexicon(load_definition().vocabularies[vocabulary_name], "").resolve(entry).term is None


def test_two_terms_side_by_side_are_not_one_wording() -> None:
    from caseaudit.kinds.readers import reader
    from caseaudit.model.table import Cell, CellKind

    loaded = load_definition()
    read = reader(loaded.fields["forced_labor_indicators"], loaded, "active")
    found = read.read(Cell(CellKind.TEXT, "threats, violence"))
    assert found.value == ("Intimidation and Threats", "Physical and Sexual Violence")
