"""A faulty definition is refused with all its faults at once: the line, what is wrong, what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseaudit.definition import load_definition, severities_of
from caseaudit.model.errors import DefinitionFault, DefinitionUnusable

SOUND = """\
caseaudit: 1
name: permits
version: "1"
title: Permits
roles:
  case_number: number
  status: stage
  phase_dates: [opened, granted]
lists:
  open: {title: Open, sheet_names: [Open files], entries: [O]}
  closed: {title: Closed, sheet_names: [Closed files], entries: [C]}
fields:
  number: {header: Number, aliases: [No.], holds: identifier, pattern: P-NNN, needs: required}
  stage: {header: Stage, holds: term, vocabulary: stages, needs: required}
  opened: {header: Opened, holds: date, needs: required}
  granted: {header: Granted, holds: date, needs: {open: only from Granted, closed: optional}}
vocabularies:
  stages:
    numbered: true
    terms:
      Filed: {spellings: [filing, received]}
      Granted: {spellings: [issued]}
"""

Faults = Callable[[str], list[str]]


@pytest.fixture
def faults(tmp_path: Path) -> Faults:
    """The faults of a definition's text, each as `line: what`."""

    def of(text: str | bytes) -> list[str]:
        path = tmp_path / "permits.yaml"
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        with pytest.raises(DefinitionUnusable) as caught:
            load_definition(path)
        assert caught.value.exit_code == 2
        assert str(caught.value).count(str(path)) == len(caught.value.faults)
        return [f"{fault.line}: {fault.what}" for fault in caught.value.faults]

    return of


def test_the_sound_definition_loads(tmp_path: Path) -> None:
    path = tmp_path / "permits.yaml"
    path.write_text(SOUND, encoding="utf-8")
    assert [term.name for term in load_definition(path).phases] == ["Filed", "Granted"]


ONE_FAULT = [
    # what is written, what stands there instead, the fault
    ("title: Permits", "titel: Permits", '4: "titel" is no key that can stand here; did you mean "title"?'),
    ("header: Stage,", "headr: Stage,", '14: "headr" is no key that can stand here; did you mean "header"?'),
    (
        "holds: term,",
        "holds: trem,",
        '14: "holds" must be one of text, date, identifier, term, terms, update, not "trem"; '
        'did you mean "term"?',
    ),
    ("vocabulary: stages", "vocabulary: stage", '14: there is no vocabulary "stage"; did you mean "stages"?'),
    (
        ", vocabulary: stages",
        "",
        '14: the field "stage" holds term, so it must name its vocabulary: "stages"',
    ),
    ("needs: required}", "needs: requird}", '13: "requird" is no need; did you mean "required"?'),
    ("{open: only from Granted,", "{opn: required,", '16: there is no list "opn"; did you mean "open"?'),
    ("only from Granted", "only from Grantd", '16: there is no phase "Grantd"; did you mean "Granted"?'),
    (", closed: optional", "", '16: "needs" says nothing for the list "closed"'),
    ("status: stage", "status: stagee", '7: there is no field "stagee"; did you mean "stage"?'),
    ("status: stage", "status: opened", "7: the role status needs a field that holds term, and"),
    ("status: stage", "state: stage", '7: "state" is no key that can stand here; did you mean "status"?'),
    (
        "[opened, granted]",
        "[opened]",
        '8: the phases are "Filed", "Granted" and the phase dates "opened"; name one',
    ),
    ("P-NNN", "P-XXX", '13: the pattern "P-XXX" has no place for a number'),
    ("aliases: [No.]", "aliases: [stage]", '13: the header "stage" stands for two fields, stage and number'),
    ("aliases: [No.]", "aliases: [N/A]", '13: "N/A" is a stand-in for a missing entry'),
    ("[issued]", "[issued, FILING]", '22: "FILING" stands for two terms, "Filed" and "Granted"'),
    ("[issued]", '[issued, "1"]', '22: "1" stands for two terms, "Filed" and "Granted"'),
    ("[issued]", "issued; filing", '22: "filing" stands for two terms, "Filed" and "Granted"'),
    (
        "[Closed files]",
        "[OPEN FILES]",
        '11: the sheet name "OPEN FILES" stands for two lists, open and closed',
    ),
    ("entries: [C]", "entries: [o]", '11: the entry "o" stands for two lists, open and closed'),
    ("title: Closed", "title: Open", '11: two lists have the title "Open"'),
    ("numbered: true", "numbered: maybe", '19: "numbered" must be true or false, not the text "maybe"'),
    ("[filing, received]", "[filing, NO]", '21: "spellings" must hold a text, and YAML takes NO for a truth'),
    (
        "[filing, received]",
        "[filing, 12]",
        '21: "spellings" must hold a text, and YAML takes 12 for a number',
    ),
    ("[filing, received]", "[2020-01-02]", "YAML takes 2020-01-02 for a date"),
    ("[filing, received]", "[filing, ~]", "YAML takes ~ for nothing; put it in quotes"),
    ("[filing, received]", "[filing, a: b]", 'a colon made it a mapping, so put it in quotes: "a: b"'),
    ("      Granted: {", "      Yes: {", "22: YAML does not take the name Yes for a text; put it in quotes"),
    ('version: "1"', "version: 1.0", '3: "version" must hold a text, and YAML takes 1.0 for a number'),
    ("caseaudit: 1", "caseaudit: 3", "1: this program reads definitions of the forms 1 and 2"),
    ("name: permits", "name: ''", '2: "name" is empty'),
    ("name: permits\n", "", '"name" is missing'),
    ("  number: {header", "  Number: {header", '13: "Number" cannot be a name in commands'),
    ("  status: stage", "  case_number: stage", '7: "case_number" stands here a second time'),
    ("      Granted: {", "      Filed: {", '22: "Filed" stands here a second time'),
    ("name: permits", "name: !!python/name:os.system x", "2: the tag"),
    ("name: permits", "name: *nothing", "2: no part before the alias *nothing"),
    ("  status: stage", "\tstatus: stage", "7: a tab stands before the text"),
    ("title: Permits", "title: Permits: all", "4: a colon and a space stand inside a text"),
    ("[opened, granted]", "[opened, granted", "and that every quote, comma and bracket is in its place"),
    ("title: Permits", 'title: "Permits', "never closed"),
    ("title: Permits", "title: @Permits", "4: a text begins with a sign that YAML keeps for itself"),
    ("title: Permits", "title: Per\x07mits", "4: a control character stands here"),
]


@pytest.mark.parametrize(("written", "instead", "fault"), ONE_FAULT)
def test_one_fault(faults: Faults, written: str, instead: str, fault: str) -> None:
    assert written in SOUND
    found = faults(SOUND.replace(written, instead, 1))
    assert any(fault in each for each in found), found


def test_all_faults_come_at_once_in_the_order_of_lines(faults: Faults) -> None:
    text = SOUND.replace("title: Permits", "titel: Permits").replace("P-NNN", "P")
    text = text.replace("holds: term,", "holds: trem,").replace("[issued]", "[issued, filing, 7]")
    text = text.replace("status: stage", "status: stages") + "severities: {X999: error, T401: warn}\n"
    found = faults(text)
    lines = [int(each.split(":")[0]) for each in found]
    assert lines == sorted(lines)
    assert len(found) == 8, found


def test_a_fault_is_not_repeated_by_what_follows_from_it(faults: Faults) -> None:
    assert len(faults(SOUND.replace("header: Stage, ", ""))) == 1
    assert len(faults(SOUND.replace("header: Stage, ", "headr: Stage, "))) == 1
    assert len(faults(SOUND.replace("holds: date", "holds: dates"))) == 2
    assert len(faults(SOUND.replace("holds: date, ", ""))) == 2
    assert len(faults(SOUND.replace("holds: identifier, ", ""))) == 1
    assert len(faults(SOUND.replace("status: stage", "status: stagee"))) == 1
    assert len(faults(SOUND.replace("status: stage", "state: stage"))) == 1
    assert len(faults(SOUND.replace("{open: only", "{opn: only"))) == 1
    assert len(faults(SOUND.replace("vocabulary: stages", "vocabulary: stage"))) == 1
    assert len(faults(SOUND.replace("needs: required}", "needs: 5}", 1))) == 1
    assert len(faults(SOUND.replace("    numbered: true\n", "    numbered: true\n    terns: {}\n"))) == 1


def test_a_wrong_rule_names_the_nearest(faults: Faults) -> None:
    assert faults(SOUND + "severities: {C1O1: error}\n") == [
        '23: there is no rule "C1O1"; did you mean "C101"?'
    ]


@pytest.mark.parametrize(
    ("figures", "fault"),
    [
        ("3", '"figures" must be a mapping of names to parts'),
        ("{F1: 3}", "F1"),
        ("{F1: {title: x}}", '"of"'),
        ("{F1: {title: x, of: [a], where: {nowhere: Granted}}}", 'there is no field "nowhere"'),
        (
            "{F1: {title: x, of: [a], where: {stage: Grated}}}",
            '"stage" has no term "Grated"; did you mean "Granted"',
        ),
        ("{F1: {title: x, of: [a], were: {stage: Granted}}}", '"were"'),
    ],
)
def test_a_figure_without_its_parts_is_refused(faults: Faults, figures: str, fault: str) -> None:
    (found,) = faults(SOUND + f"figures: {figures}\n")
    assert found.startswith("23: ")
    assert fault in found


@pytest.mark.parametrize(
    ("raw", "fault"),
    [
        (b"", "1: the file holds no definition"),
        (b"- a\n- b\n", "1: the file holds no definition"),
        (b"just words", "1: the file holds no definition"),
        (b"a: 1\n---\nb: 2\n", "2: a second document begins here"),
        (b"name: caf\xe9\n", "1: a sign here is not UTF-8"),
        ("name: x\n".encode("utf-16"), "1: a sign here is not UTF-8"),
        (b"a: 1\n[x]: 2\n", "2: a list, a mapping or an alias stands here"),
        (b"a: " + b"[" * 4000, "1: parts are nested more than"),
        (b"#" * 5_000_001, "0: the file is larger than 5 MB"),
        (b"- " * 100_000, "1: parts are nested more than"),
    ],
)
def test_what_is_no_definition_at_all(faults: Faults, raw: bytes, fault: str) -> None:
    assert faults(raw)[0].startswith(fault)  # type: ignore[arg-type]


def test_aliases_cannot_blow_up(faults: Faults) -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
    bomb += "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12))
    assert "grows beyond measure" in faults(bomb)[0]


def test_an_alias_inside_its_own_part_is_refused(faults: Faults) -> None:
    assert faults("a: &a [*a]\n") == ["1: no part before the alias *a is marked &a"]


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing.yaml", Path("/no\0name")):
        with pytest.raises(DefinitionUnusable):
            load_definition(path)


def test_severities_alone_are_judged_too(tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    for text in ("severities: [T401]\n", "severities: {T401: bad}\n", "severities: {T401: [x]}\n", "a: ["):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(DefinitionUnusable):
            severities_of(path)


_PIECES = st.sampled_from(
    [*"{}[]:-&*!|>'\"#~?%\\;é\x00\ufffe", "...", "5", ".5", "1_0", "NO", "x", "2020-13-45"]
)
_BREAKS = st.sampled_from(["", ": ", "\n", "\n  ", "\n- ", "\t", "&a ", "*a", "!!str ", "---\n", "<<: "])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    edits=st.lists(
        st.tuples(st.integers(0, len(SOUND)), st.integers(0, 40), _PIECES | _BREAKS), min_size=1, max_size=3
    )
)
def test_any_text_loads_or_is_refused_with_lines(tmp_path: Path, edits: list[tuple[int, int, str]]) -> None:
    text = SOUND
    for place, length, piece in edits:
        text = text[:place] + piece + text[place + length :]
    path = tmp_path / "permits.yaml"
    path.write_text(text, encoding="utf-8")
    for fault in _faults_of(path):
        assert 0 <= fault.line <= text.count("\n") + 2
        assert fault.what


def _faults_of(path: Path) -> tuple[DefinitionFault, ...]:
    try:
        load_definition(path)
    except DefinitionUnusable as refused:
        return refused.faults
    return ()
