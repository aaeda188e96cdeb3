"""The built-in definition is whole and agrees with itself, and other trackers' definitions load as they are meant."""

from __future__ import annotations

import hashlib
import time
from datetime import date
from pathlib import Path

import pytest
import yaml

from caseaudit.definition import builtin_path, load_definition, severities_of
from caseaudit.kinds.identifiers import standard_identifier
from caseaudit.kinds.spelling import fingerprint
from caseaudit.model.definition import Definition, Field, Holds, Need, Requirement, Severity, pattern_parts
from caseaudit.model.errors import DefinitionUnusable
from caseaudit.rules import RULES

WILDLIFE = """\
caseaudit: 1
name: wildlife
version: "3"
title: Wildlife Trade Tracker
roles: {case_number: ref}
lists:
  open: {title: Open}
fields:
  ref: {header: Ref, holds: identifier, pattern: WT-NNNN, needs: required}
  opened: {header: Opened, holds: date, needs: required}
  species: {header: Species, holds: text, needs: required}
  outcome: {header: Outcome, holds: term, vocabulary: outcomes, needs: optional}
  permits: {header: Permits, holds: terms, vocabulary: permits, needs: optional}
  closed: {header: Closed, holds: date, needs: blank}
vocabularies:
  outcomes:
    terms:
      Seized: seizure; taken; "held"
      "No": [none found, nothing]
      Pending: {meaning: Not decided., spellings: undecided}
      Released:
  permits: {terms: [CITES, State]}
"""


@pytest.fixture(scope="module")
def built_in() -> Definition:
    return load_definition()


@pytest.fixture
def wildlife(tmp_path: Path) -> Definition:
    path = tmp_path / "wildlife.yaml"
    path.write_text(WILDLIFE, encoding="utf-8")
    return load_definition(path)


# --- the built-in definition -----------------------------------------------------------------------------------


def test_it_has_the_21_fields_and_three_lists(built_in: Definition) -> None:
    assert len(built_in.fields) == 21
    assert list(built_in.lists) == ["active", "suspended", "inactive"]
    assert [name for name, part in built_in.lists.items() if part.current] == ["active"]
    assert [term.name for term in built_in.phases] == [
        "Initiation",
        "Investigation",
        "Legal Review",
        "Implementation",
    ]


@pytest.mark.parametrize(
    ("field", "active", "suspended", "inactive"),
    [
        ("case_number", "required", "required", "required"),
        ("importer", "from 2", "from 2", "optional"),
        ("forced_labor_indicators", "required", "required", "optional"),
        ("sources_of_evidence", "required", "required", "required"),
        ("assigned_analyst", "required", "optional", "optional"),
        ("current_phase", "required", "optional", "optional"),
        ("initiation_date", "required", "required", "required"),
        ("investigation_date", "only from 2", "only from 2", "only from 2"),
        ("legal_review_date", "only from 3", "only from 3", "only from 3"),
        ("implementation_date", "only from 4", "only from 4", "only from 4"),
        ("closure_reason", "blank", "required", "required"),
    ],
)
def test_what_each_list_needs(
    built_in: Definition, field: str, active: str, suspended: str, inactive: str
) -> None:
    needs = built_in.fields[field].needs
    assert [_words(needs[name]) for name in built_in.lists] == [active, suspended, inactive]


def _words(requirement: Requirement) -> str:
    return f"{requirement.need} {requirement.phase}" if requirement.phase else str(requirement.need)


def test_the_standard_terms(built_in: Definition) -> None:
    count = {name: len(part.terms) for name, part in built_in.vocabularies.items()}
    assert count["countries"] >= 249
    del count["countries"]
    assert count == {
        "phases": 4,
        "referral_sources": 8,
        "industries": 10,
        "indicators": 11,
        "evidence": 11,
        "challenges": 7,
        "reasons": 5,
    }
    reasons = {term.name: term.lists for term in built_in.vocabularies["reasons"].terms}
    assert reasons["Lack of Personnel Resources"] == ("suspended",)
    assert reasons["No Connection to U.S. Market"] == ("inactive",)


def test_severities(built_in: Definition) -> None:
    assert built_in.severities == severities_of()
    assert built_in.severities["X302"] is Severity.ERROR
    assert built_in.severities["T401"] is Severity.WARNING
    assert built_in.severities["W601"] is Severity.NOTE
    assert set(built_in.severities) == {rule.code for rule in RULES}


def test_every_field_and_list_is_explained_in_sentences(built_in: Definition) -> None:
    for field in built_in.fields.values():
        guidance = field.guidance
        for text in (guidance.meaning, guidance.enter, guidance.when, guidance.who):
            assert text.endswith("."), (field.name, text)
        assert guidance.right, field.name
        assert guidance.wrong, field.name
    assert all(part.guidance.meaning.endswith(".") for part in built_in.lists.values())


def test_the_guidance_gives_the_limit_that_the_rules_use(built_in: Definition) -> None:
    update = built_in.fields["current_update"].guidance
    assert f"at least every {built_in.limits.stale_update_days} days" in update.when


def test_every_term_but_a_country_is_explained(built_in: Definition) -> None:
    for name, vocabulary in built_in.vocabularies.items():
        if name != "countries":
            assert all(term.guidance.meaning.endswith(".") for term in vocabulary.terms), name


def test_the_examples_are_what_they_say(built_in: Definition) -> None:
    for field in built_in.fields.values():
        assert all(_is_right(entry, field, built_in) for entry in field.guidance.right), field.name
        if field.holds not in (Holds.TEXT, Holds.UPDATE):
            assert not any(_is_right(entry, field, built_in) for entry in field.guidance.wrong), field.name


def _is_right(entry: str, field: Field, definition: Definition) -> bool:
    if field.holds is Holds.IDENTIFIER:
        return standard_identifier(entry, field.pattern or "") == entry
    if field.holds is Holds.DATE:
        try:
            return date.fromisoformat(entry) is not None
        except ValueError:
            return False
    vocabulary = definition.vocabulary_of(field.name)
    if vocabulary is None:
        return True
    parts = entry.split("; ") if field.holds is Holds.TERMS else [entry]
    return {term.name for term in vocabulary.terms}.issuperset(parts)


def test_no_spelling_is_a_stand_in(built_in: Definition) -> None:
    prints = {fingerprint(text) for text in built_in.stand_ins} - {""}
    exact = {text.casefold() for text in built_in.stand_ins}
    for vocabulary in built_in.vocabularies.values():
        for term in vocabulary.terms:
            for text in (term.name, *term.spellings):
                assert fingerprint(text) not in prints, (vocabulary.name, text)
                assert text.casefold() not in exact, (vocabulary.name, text)


def test_no_spelling_is_listed_twice(built_in: Definition) -> None:
    for vocabulary in built_in.vocabularies.values():
        for term in vocabulary.terms:
            keys = [fingerprint(text) or text for text in (term.name, *term.spellings)]
            assert len(set(keys)) == len(keys), [k for k in keys if keys.count(k) > 1]


def test_headers_that_people_type_are_listed(built_in: Definition) -> None:
    known = {
        fingerprint(text): name
        for name, field in built_in.fields.items()
        for text in (field.header, *field.aliases)
    }
    typed = {
        "Case #": "case_number",
        "Date Rec'd": "date_received",
        "COO": "country_of_origin",
        "Mfr.": "manufacturer",
        "IOR": "importer",
        "ILO Indicators": "forced_labor_indicators",
        "Evidence": "sources_of_evidence",
        "Assigned To": "assigned_analyst",
        "Phase": "current_phase",
        "Ph. 3 Date": "legal_review_date",
        "Impl. Date": "implementation_date",
        "Latest Update": "current_update",
        "Last Updated": "update_date",
        "Reason Closed": "closure_reason",
    }
    assert {text: known.get(fingerprint(text)) for text in typed} == typed
    assert not {"date", "notes", "comments", "id", "name", "source"} & known.keys()


def test_hash_and_path_are_of_the_file(built_in: Definition) -> None:
    path = builtin_path()
    assert built_in.path == str(path)
    assert built_in.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_the_file_is_plain_yaml_to_others_too(built_in: Definition) -> None:
    plain = yaml.safe_load(builtin_path().read_text(encoding="utf-8"))
    assert list(plain["fields"]) == list(built_in.fields)
    assert plain["limits"]["earliest"] == built_in.limits.earliest == date(1900, 1, 1)


@pytest.mark.parametrize("name", ["forced_labor", "forced-labor", "forced_labor.yaml"])
def test_a_built_in_definition_has_a_bare_name(
    built_in: Definition, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert load_definition(Path(name)).sha256 == built_in.sha256


def test_a_file_of_that_name_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "forced_labor.yaml").write_text(WILDLIFE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load_definition(Path("forced_labor.yaml")).name == "wildlife"


def test_an_unknown_name_lists_the_built_in_ones() -> None:
    with pytest.raises(DefinitionUnusable, match=r"built in: .*forced_labor"):
        load_definition(Path("wildlife"))


def test_loading_is_quick() -> None:
    load_definition()
    started = time.perf_counter()
    load_definition()
    assert time.perf_counter() - started < 0.5  # measured 0.03; a loaded machine is slower


# --- another division's definition ------------------------------------------------------------------------------


def test_a_small_tracker_without_phases(wildlife: Definition) -> None:
    assert wildlife.phases == ()
    assert wildlife.roles.case_number == "ref"
    assert wildlife.roles.phase_dates == ()
    assert wildlife.fields["ref"].needs == {"open": Requirement(Need.REQUIRED)}
    assert wildlife.fields["closed"].needs == {"open": Requirement(Need.BLANK)}
    assert wildlife.lists["open"].sheet_names == ("Open",)
    assert wildlife.limits.stale_update_days == 90


def test_what_it_leaves_out_is_as_built_in(wildlife: Definition, built_in: Definition) -> None:
    assert wildlife.stand_ins == built_in.stand_ins
    assert wildlife.severities == built_in.severities
    assert wildlife.narrative is None


def test_terms_in_every_short_form(wildlife: Definition) -> None:
    terms = {term.name: term.spellings for term in wildlife.vocabularies["outcomes"].terms}
    assert terms == {
        "Seized": ("seizure", "taken", '"held"'),
        "No": ("none found", "nothing"),
        "Pending": ("undecided",),
        "Released": (),
    }
    assert [term.name for term in wildlife.vocabularies["permits"].terms] == ["CITES", "State"]


def test_severities_of_another_file(tmp_path: Path) -> None:
    path = tmp_path / "wildlife.yaml"
    path.write_text(WILDLIFE + "severities: {T401: error}\n", encoding="utf-8")
    changed = severities_of(path)
    assert changed["T401"] is Severity.ERROR
    assert changed["C101"] is severities_of()["C101"]
    assert load_definition(path).severities == changed


def test_the_example_of_the_docs_loads(tmp_path: Path) -> None:
    page = (Path(__file__).parents[1] / "docs" / "definition.md").read_text(encoding="utf-8")
    path = tmp_path / "wildlife.yaml"
    path.write_text(page.split("```yaml\n")[1].split("```")[0], encoding="utf-8")
    example = load_definition(path)
    assert len(example.fields) == 6
    assert example.vocabularies["offices"].terms[0].spellings == ("N", "Northern Office")


@pytest.mark.parametrize("start", ["\ufeff", "# a comment\n---\n", "\r\n"])
def test_a_byte_order_mark_or_a_document_start_is_fine(tmp_path: Path, start: str) -> None:
    path = tmp_path / "d.yaml"
    path.write_bytes((start + WILDLIFE).replace("\n", "\r\n").encode())
    assert load_definition(path).title == "Wildlife Trade Tracker"


def test_anchors_save_writing(tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    text = WILDLIFE.replace("terms: [CITES, State]", "terms: &t [CITES, State]")
    path.write_text(text + "  others: {terms: *t}\n", encoding="utf-8")
    assert [term.name for term in load_definition(path).vocabularies["others"].terms] == ["CITES", "State"]


@pytest.mark.parametrize(
    ("pattern", "parts"),
    [
        ("FLD-YYYY-NNN", [("FLD-", 0), ("Y", 4), ("-", 0), ("N", 3)]),
        ("ENV-NNNN", [("ENV-", 0), ("N", 4)]),
        ("NY-NNN", [("NY-", 0), ("N", 3)]),
        ("WTNNN", [("WT", 0), ("N", 3)]),
        ("YYNNN", [("Y", 2), ("N", 3)]),
        ("ANNA N", [("ANNA ", 0), ("N", 1)]),
        ("N/YYYY", [("N", 1), ("/", 0), ("Y", 4)]),
    ],
)
def test_patterns(pattern: str, parts: list[tuple[str, int]]) -> None:
    assert list(pattern_parts(pattern)) == parts
