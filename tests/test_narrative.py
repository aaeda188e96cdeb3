"""Reading updates: the public reader with the forced labor words and with a made-up tracker's."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from caseaudit.kinds.narrative import Kind, Names, UpdateReader, plain, same_as_own
from caseaudit.kinds.narrative.forms import Forms
from caseaudit.kinds.narrative.reader import lexicon_of
from caseaudit.kinds.narrative.suspects import Suspects
from caseaudit.kinds.narrative.tokens import Dictionary, batch_of
from caseaudit.model import definition as model
from caseaudit.model.errors import DefinitionUnusable
from tests import tables

SCHEMA = Path(__file__).resolve().parent.parent / "schemas" / "forced_labor.yaml"
NO_NAMES = Names()


def definition_of(section: Any, path: str, phases: tuple[str, ...]) -> model.Definition:
    guidance = model.Guidance("")
    terms = tuple(model.Term(name, (), guidance) for name in phases)
    field = model.Field("phase", "Phase", (), model.Holds.TERM, {}, guidance, "phases")
    return model.Definition(
        "d", "1", "", path, "", {}, {"phase": field}, {"phases": model.Vocabulary("phases", terms)},
        model.Roles("case_number", phase="phase"), (), (), {}, narrative=section,
    )  # fmt: skip


@pytest.fixture(scope="module")
def reader() -> UpdateReader:
    section = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))["narrative"]
    return UpdateReader(definition_of(section, str(SCHEMA), tuple(section["phases"])))


def kind_of(reader: UpdateReader, text: str, names: Names = NO_NAMES) -> Kind:
    return reader.read_all([text], names)[0].kind


def test_the_report_in_the_gao_example_speaks_of_legal_review(reader: UpdateReader) -> None:
    text = "Allegation report sent to Office of Chief Counsel for legal sufficiency review"
    reading = reader.read_all([text], NO_NAMES)[0]
    assert (reading.kind, reading.phase) == (Kind.UPDATE, "Legal Review")
    assert reading.words
    assert reading.words in text
    assert reader.conflicts(reading, "Investigation")
    assert not reader.conflicts(reading, "Legal Review")
    assert not reader.conflicts(reading, "no phase of this tracker")


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("Initial review of the allegation under way, credibility not yet assessed", "Initiation"),
        ("Collecting import data; importer survey outstanding", "Investigation"),
        ("OCC returned the report for more evidence; interviewing former workers again", "Investigation"),
        ("Allegation report not yet sent to OCC, translation missing", "Investigation"),
        ("Recommendation package is with the EAC, unsigned", "Legal Review"),
        ("WRO issued 2/20, two shipments detained at Long Beach", "Implementation"),
        ("3/1 first detention; 2/20 WRO published; 1/20 OCC opinion", "Implementation"),
        ("Case reassigned to another analyst", None),
        ("Attended OCC training", None),
    ],
)
def test_phases(reader: UpdateReader, text: str, phase: str | None) -> None:
    reading = reader.read_all([text], NO_NAMES)[0]
    assert reading.kind is Kind.UPDATE
    assert reading.phase == phase


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Qingdao Haiwang Knitting Co., Ltd.", Kind.MANUFACTURER),
        ("PT Sinar Harapan Rubber Tbk", Kind.MANUFACTURER),
        ("China", Kind.OTHER_ENTITY),
        ("2020-03-11", Kind.DATE_ONLY),
        ("as of 3/11", Kind.DATE_ONLY),
        ("March 2020", Kind.DATE_ONLY),
        ("11MAR20", Kind.DATE_ONLY),
        ("12-Feb-20", Kind.DATE_ONLY),
        ("2020Q1", Kind.DATE_ONLY),
        ("Open", Kind.STATUS_WORD),
        ("80%", Kind.STATUS_WORD),
        ("2", Kind.STATUS_WORD),
        ("TBD", Kind.PLACEHOLDER),
        ("n/a", Kind.PLACEHOLDER),
        ("--", Kind.PLACEHOLDER),
        ("", Kind.PLACEHOLDER),
    ],
)
def test_kinds(reader: UpdateReader, text: str, kind: Kind) -> None:
    assert kind_of(reader, text) is kind


def test_known_names_are_told_by_equality_however_they_read(reader: UpdateReader) -> None:
    names = Names.of(
        manufacturers=["Report Sent to Counsel Shirts"], importers=["Under Review"], commodities=["Frozen prawns"],
        countries=["Côte d'Ivoire"], people=["Hope Waiting"],
    )  # fmt: skip
    read = reader.read_all(
        ["REPORT SENT TO COUNSEL SHIRTS", "cote d’ivoire", "frozen prawns", "Hope Waiting"], names
    )
    assert [r.kind for r in read] == [Kind.MANUFACTURER, *[Kind.OTHER_ENTITY] * 3]
    assert read[0].why == "is the name of a manufacturer on this tracker"
    both = reader.read_all(["Frozen prawns / Cote d'Ivoire"], names)[0]
    assert both.kind is Kind.OTHER_ENTITY
    assert kind_of(reader, "Manufacturer: report sent to counsel shirts", names) is Kind.MANUFACTURER


def test_no_entry_is_passed_over_whose_form_tells(reader: UpdateReader) -> None:
    texts = [
        line.partition(" ")[2]
        for path in sorted((SCHEMA.parent.parent / "training" / "texts").glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#")
    ]
    texts += [
        "", "  ", "\0", "gold\nrice", "Rice and gold", "- , gold; rice", "cote d ivoire", "3 RIVERS, fish",
        "lucky 88 12345678901", "producer: (acme)", "80 %", "2Q", "11MAR20", "gold" + " " * 1_600, "x" * 2_000,
        "Acme Ltd" + " and" * 600,
    ]  # fmt: skip
    names = Names.of(
        manufacturers=["3 Rivers Fish", "Lucky 88 12345678901", "(Acme)"], commodities=["Gold", "rice"],
        countries=["Côte d'Ivoire"],
    )  # fmt: skip
    forms = Forms(reader.narrative)
    known = forms.with_names(names)
    dictionary = Dictionary(lexicon_of(reader.narrative))
    batch = batch_of(texts, dictionary)
    suspected = set(Suspects(forms, dictionary).of(batch, known, 14).tolist())
    lengths = [*map(int.__sub__, [*batch.starts.tolist()[1:], len(batch.text)], batch.starts.tolist())]
    told = {
        i
        for i, text in enumerate(texts)
        if lengths[i] <= 14
        and any(forms.of(text, known, reads_like_sentence) for reads_like_sentence in (True, False))
    }
    assert told <= suspected
    assert len(told) > 500
    assert len(suspected) < len(texts) / 2


def test_own_manufacturer_is_compared_in_plain_form() -> None:
    assert plain("  Société  Générale,\u00a0S.A. ") == "societe generale s a"
    assert same_as_own("ACME CO., LTD.", "Acme Co Ltd")
    assert not same_as_own("Acme", "Acme Ltd")
    assert not same_as_own("--", "-")


def test_readings_stand_in_the_order_of_the_texts_and_do_not_depend_on_company(reader: UpdateReader) -> None:
    texts = [
        "Report with OCC since 2/14",
        "Open",
        "WRO issued\nshipment held",
        "x" * 40_000,
        "\x00\u202e",
        "新疆天业",
    ]
    together = reader.read_all(texts, NO_NAMES)
    assert [r.kind for r in together[:2]] == [Kind.UPDATE, Kind.STATUS_WORD]
    for text, reading in zip(texts, together, strict=True):
        assert reader.read_all([text], NO_NAMES) == [reading]
    assert reader.read_all([], NO_NAMES) == []


def test_a_hostile_text_costs_no_more_than_its_beginning(reader: UpdateReader) -> None:
    hostile = ["and " * 8_000, "a/" * 16_000, "(" * 32_767, "1/" * 16_000, "is " * 10_000, "\u0301" * 32_000]
    begun = time.perf_counter()
    reader.read_all(hostile, NO_NAMES)
    assert time.perf_counter() - begun < 2


LIBRARY: Mapping[str, Any] = {
    "phases": {
        "Ordered": ["ordered", "order placed"],
        "On Loan": ["lent", "with reader"],
        "Returned": ["back on shelf"],
    },
    "turns": {"negation": ["not", "never"], "intention": ["will"], "condition": ["if"], "earlier": ["was"]},
    "not_progress": {"status_words": ["lost"], "stand_ins": ["tbd"], "company_suffixes": ["press"]},
}
LIBRARY_PHASES = ("Ordered", "On Loan", "Returned")


def test_another_tracker_is_read_by_its_words_alone() -> None:
    reader = UpdateReader(definition_of(LIBRARY, "library.yaml", LIBRARY_PHASES))
    texts = {
        "Order placed 3/1": "Ordered",
        "Lent on Monday": "On Loan",
        "Not lent": None,
        "will be lent soon": None,
        "if it is lent, ring the desk": None,
        "was ordered in May; now with reader": "On Loan",
        "Ordered, lent": None,
        "3/1 ordered. 3/9 lent. 3/20 back on shelf.": "Returned",
        "3/20 back on shelf. 3/9 lent. 3/1 ordered.": "Returned",
        "the cover is green": None,
    }
    read = reader.read_all(list(texts), NO_NAMES)
    assert {t: r.phase for t, r in zip(texts, read, strict=True)} == texts
    assert [kind_of(reader, t) for t in ("Lost", "TBD", "Blue Lamp Press", "3/1")] == [
        Kind.STATUS_WORD, Kind.PLACEHOLDER, Kind.MANUFACTURER, Kind.DATE_ONLY,
    ]  # fmt: skip
    assert reader.conflicts(read[1], "Returned")
    assert not reader.conflicts(read[1], "On Loan")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"phases": {"Orderd": ["ordered"]}}, "Did you mean `Ordered`?"),
        ({"phases": {"Ordered": "ordered"}}, "narrative.phases.Ordered: should be a list of words."),
        (
            {"phases": {"Ordered": ["sent"], "Returned": ["sent"]}},
            "stands under `Ordered` and under `Returned`",
        ),
        ({"turns": {"negation": [False]}}, "put it in quotes"),
        ({"turns": {"negation": ["no* way"]}}, "a * may end a single word"),
        ({"turns": []}, "narrative.turns: should hold named lists of words."),
        ({"turn": {}}, "Did you mean `turns`?"),
        ({"confidence": {"conflict": 2}}, "should be a number between 0 and 1, not 2."),
        ({"model": "../model.bin"}, "should be the name of a file beside the definition."),
        ({"model": "nowhere.bin"}, "cannot be read"),
    ],
)
def test_faults_of_the_section_are_named(change: dict[str, Any], said: str) -> None:
    with pytest.raises(DefinitionUnusable) as caught:
        UpdateReader(definition_of({**LIBRARY, **change}, "library.yaml", LIBRARY_PHASES))
    assert said in str(caught.value)


def test_all_faults_come_at_once_and_a_section_must_be_a_mapping() -> None:
    with pytest.raises(DefinitionUnusable) as caught:
        UpdateReader(
            definition_of({"turns": {"negation": [1]}, "words": 3, "models": ""}, "x.yaml", LIBRARY_PHASES)
        )
    assert len(caught.value.faults) == 3
    with pytest.raises(DefinitionUnusable, match="should hold parts"):
        UpdateReader(definition_of(["phases"], "x.yaml", LIBRARY_PHASES))
    with pytest.raises(DefinitionUnusable, match="whose vocabulary names the phases"):
        UpdateReader(definition_of({}, "x.yaml", ()))


def test_a_model_of_other_phases_or_a_damaged_one_is_refused(tmp_path: Path) -> None:
    section = yaml.safe_load(SCHEMA.read_text(encoding="utf-8"))["narrative"]
    whole = SCHEMA.with_name(section["model"]).read_bytes()
    schema = tmp_path / "other.yaml"
    for content, said in (
        (whole, "was trained for the phases"),
        (whole[:-40], "is not a narrative model"),
        (whole[:60], "is not a narrative model"),
        (b"PK\x03\x04", "is not a narrative model"),
    ):
        (tmp_path / "m.bin").write_bytes(content)
        with pytest.raises(DefinitionUnusable, match=said):
            UpdateReader(definition_of({**LIBRARY, "model": "m.bin"}, str(schema), LIBRARY_PHASES))


@pytest.mark.parametrize(
    ("text", "is_placeholder"),
    [
        ("wk of ___: did ___ / left ___", True),
        ("<< type here >>", True),
        ("Interviewed two workers 3/2", False),
        ("Pending review by the lawyers since 3/2", False),
        ("Halden Mills Co. Ltd.", False),
    ],
)
def test_an_instruction_left_in_an_update_is_missing(text: str, is_placeholder: bool) -> None:
    rows = tables.filled([["Case Number", "Current Update"], ["FLD-2019-014", text]], "active")
    codes = {
        each.rule for each in tables.findings([tables.Grid("Active", rows)]) if each.field == "current_update"
    }
    assert ("C102" in codes) is is_placeholder
    assert not is_placeholder or "X302" not in codes
