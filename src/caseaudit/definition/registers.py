"""Turns the checked parts on registers and indicators into records."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from caseaudit.definition.form import SEPARATOR, Form, IndicatorPart, RegisterFieldPart, RegisterPart
from caseaudit.definition.parts import guidance_of, term_of
from caseaudit.model.definition import (
    CaseList,
    Definition,
    Field,
    Holds,
    Indicator,
    Need,
    Register,
    Requirement,
    Roles,
    Vocabulary,
)

_ONLY_WHERE = re.compile(r"only\s+where\s+(\S+)\s+is\s+(.+)", re.IGNORECASE | re.DOTALL)
SIMPLE_NEEDS = (Need.REQUIRED, Need.OPTIONAL)


def read_register_need(words: str) -> Requirement | None:
    """The need of a register's field: `required`, `optional`, `only where FIELD is TERM; TERM`; None for others."""
    if words in SIMPLE_NEEDS:
        return Requirement(Need(words))
    found = _ONLY_WHERE.fullmatch(words)
    if found is None:
        return None
    terms = tuple(term for part in found[2].split(SEPARATOR) if (term := " ".join(part.split())))
    return Requirement(Need.ONLY_WHERE, field=found[1], terms=terms) if terms else None


def indicator_of(name: str, part: IndicatorPart, form: Form) -> Indicator:
    """An indicator; what it rests on is, where the file does not say, what it is counted by."""
    counted_by = [*part.where, *([part.dated_by] if part.dated_by else [])]
    return Indicator(
        name=name,
        title=part.title,
        counts=part.counts,
        group=part.group,
        dated_by=part.dated_by,
        where={field: tuple(terms) for field, terms in part.where.items()},
        rests_on=tuple(part.rests_on or counted_by or [form.roles.case_number]),
        meaning=part.meaning,
    )


def register_of(
    name: str, part: RegisterPart, definition: Definition, indicators: Iterable[Indicator]
) -> Register:
    """A register, with the definition of its sheet made from its own fields and what the tracker's has besides."""
    fields = {key: _field(key, each, name) for key, each in part.fields.items()}
    own = {
        str(fields[key].vocabulary): _vocabulary(str(fields[key].vocabulary), each, definition)
        for key, each in part.fields.items()
        if each.terms
    }
    names = tuple(dict.fromkeys((part.title, *part.sheet_names)))
    guidance = guidance_of(part)
    listed = CaseList(name, part.title, names, (), guidance, one=part.one, several=part.several)
    counted = [each for each in indicators if each.counts == name]
    needed = [field for each in counted for field in (each.dated_by, *each.where) if field is not None]
    return Register(
        name=name,
        title=part.title,
        one=part.one,
        several=part.several,
        definition=replace(
            definition,
            title=part.title,
            lists={name: listed},
            fields=fields,
            vocabularies={**definition.vocabularies, **own},
            roles=Roles(case_number=""),
            list_headers=(),
            narrative=None,
        ),
        refers=part.case_number,
        needed=tuple(dict.fromkeys(needed)),
    )


def _field(name: str, part: RegisterFieldPart, register: str) -> Field:
    return Field(
        name=name,
        header=part.header,
        aliases=tuple(part.aliases),
        holds=Holds(part.holds),
        needs={register: read_register_need(part.needs) or Requirement(Need.OPTIONAL)},
        guidance=guidance_of(part),
        vocabulary=f"{register}.{name}" if part.terms else part.vocabulary,
        pattern=part.pattern,
        months=part.months,
    )


def _vocabulary(name: str, part: RegisterFieldPart, definition: Definition) -> Vocabulary:
    """The field's own terms, after those of the vocabulary that it names."""
    own = tuple(term_of(term, details) for term, details in part.terms.items())
    if part.vocabulary is None:
        return Vocabulary(name, own)
    shared = definition.vocabularies[part.vocabulary]
    return replace(shared, name=name, terms=(*shared.terms, *own))
