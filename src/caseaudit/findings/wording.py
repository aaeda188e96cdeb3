"""The words that messages are made of: how an entry is quoted, who needs it, what to write instead."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from caseaudit.kinds.reading import State
from caseaudit.model.definition import Field, Holds, Need
from caseaudit.model.table import CellKind

if TYPE_CHECKING:
    from caseaudit.kinds.reading import Reading
    from caseaudit.tracker.cases import Cases
    from caseaudit.tracker.entries import Entries

QUOTED_AT_MOST = 80
"""Longer entries are shortened in messages; the finding's value keeps them whole."""

FEW = 8
"""A message lists the standard terms of a field where there are no more than this."""


def quoted(text: str | None) -> str:
    """The entry in quotation marks, on one line and shortened; "(blank)" where there is none."""
    if text is None:
        return "(blank)"
    line = " ".join(text.splitlines()) if "\n" in text or "\r" in text else text
    return f'"{line}"' if len(line) <= QUOTED_AT_MOST else f'"{line[: QUOTED_AT_MOST - 1]}…"'


def entry_words(cases: Cases, name: str, *, at_header: bool) -> Callable[[int], dict[str, str]]:
    """A function that gives the words for the message on one case (by position; -1 at the header)."""
    field, entries = cases.definition.fields[name], cases.entries[name]
    label = name.replace("_", " ")
    fixed = {
        "header": field.header,
        "label": label,
        "a_label": f"{'an' if label[:1].lower() in 'aeiou' else 'a'} {label}",
        "kind_of_entry": label if field.holds is Holds.TERM else f"entry for {field.header}",
        "list": cases.case_list.title,
        "needed_by": _needed_by(field, cases),
        **_barred(field, cases),
        "enter": _first_sentence(field.guidance.enter),
        "pattern": field.pattern or "",
    }

    def words(case: int) -> dict[str, str]:
        if at_header:
            return dict(fixed)
        reading = entries.reading(case)
        return {
            **fixed,
            "entry": _shown(entries, case),
            "standard": _standard(reading, field),
            "why": f" ({reading.why})" if reading.why else "",
            "instead": _instead(reading, field, cases),
        }

    return words


def _shown(entries: Entries, case: int) -> str:
    text, code = entries.text(case), int(entries.codes[case])
    is_date = text is not None and entries.cells[code].kind is CellKind.DATE
    return text if is_date and text is not None else quoted(text)


def _first_sentence(text: str) -> str:
    end = text.find(". ")
    return text if end < 0 else text[: end + 1]


def _needed_by(field: Field, cases: Cases) -> str:
    need, one = field.needs[cases.case_list.name], _one(cases)
    if need.need in (Need.FROM_PHASE, Need.ONLY_FROM_PHASE):
        return f"every {one} that has reached {cases.definition.phases[need.phase - 1].name}"
    if need.need is Need.ONLY_WHERE:
        return f"every {one} of the kind {' or '.join(map(quoted, need.terms))}"
    return f"every {one}"


def _one(cases: Cases) -> str:
    """What a row of the list is called: `active case`, `case on "Sheet1"`, `action`."""
    listed = cases.case_list
    if listed.one != "case":
        return listed.one
    return f"{listed.title.lower()} case" if listed.title.isalpha() else f"case on the list {listed.title}"


def _barred(field: Field, cases: Cases) -> dict[str, str]:
    """Who must have no entry in the field, and what else than the entry may be wrong."""
    need, one = field.needs[cases.case_list.name], _one(cases)
    if need.need is not Need.ONLY_WHERE:
        return {"barred_to": f"every {one}", "otherwise": "move the case to the list it belongs to"}
    other = cases.definition.fields[need.field].header
    kinds = " or ".join(map(quoted, need.terms))
    return {"barred_to": f"every {one} of another kind than {kinds}", "otherwise": f"correct the {other}"}


def _standard(reading: Reading, field: Field) -> str:
    if reading.standard is None:
        return ""
    return reading.standard if field.holds is Holds.DATE else quoted(reading.standard)


def _instead(reading: Reading, field: Field, cases: Cases) -> str:
    """What to write instead: the standard form, or the nearest right entry as a question, and the choice."""
    if reading.state is State.FIXABLE and reading.standard is not None:
        return f"write {quoted(reading.standard)}."
    guess = f"did you mean {quoted(reading.nearest)}? " if reading.nearest else ""
    terms = _terms(field, cases)
    if not terms:
        enter = field.guidance.enter or f"Enter the {field.header}."
        begins_small = not guess and enter[1:2].islower()
        return guess + (enter[0].lower() + enter[1:] if begins_small else enter)
    if len(terms) <= FEW:
        choice = ", ".join(quoted(term) for term in terms[:-1])
        listed = f"{choice} or {quoted(terms[-1])}" if choice else quoted(terms[-1])
        return f"{guess}{'Write' if guess else 'write'} {listed}."
    many = f'choose from the {len(terms)} terms that "caseaudit explain {field.name}" lists.'
    return guess + (many[0].upper() + many[1:] if guess else many)


def _terms(field: Field, cases: Cases) -> list[str]:
    vocabulary = cases.definition.vocabulary_of(field.name)
    here = cases.case_list.name
    if vocabulary is None:
        return []
    return [term.name for term in vocabulary.terms if not term.lists or here in term.lists]
