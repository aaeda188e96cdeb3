"""Turns a checked form into the plain records that every other room uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from caseaudit.definition.crossings import phase_names, read_need
from caseaudit.definition.form import (
    EVERY_LIST,
    FieldPart,
    FigurePart,
    Form,
    ListPart,
    VocabularyPart,
    own_vocabulary,
    vocabulary_parts,
)
from caseaudit.definition.parts import guidance_of, term_of
from caseaudit.definition.registers import indicator_of, register_of
from caseaudit.model.definition import (
    CaseList,
    Definition,
    Field,
    Figure,
    Holds,
    Limits,
    Need,
    Requirement,
    Roles,
    Severity,
    Thresholds,
    Vocabulary,
)


def definition_of(
    form: Form, path: str, sha256: str, default_severities: Mapping[str, Severity]
) -> Definition:
    """The definition of a form without faults."""
    given = {code: Severity(word) for code, word in form.severities.items()}
    phases = phase_names(form)
    short_forms = {short.lower(): word.lower() for word, forms in form.short_forms.items() for short in forms}
    definition = Definition(
        name=form.name,
        version=form.version,
        title=form.title,
        path=path,
        sha256=sha256,
        lists={name: _list(name, part) for name, part in form.lists.items()},
        fields={name: _field(name, part, tuple(form.lists), phases) for name, part in form.fields.items()},
        vocabularies={name: _vocabulary(name, part, short_forms) for _, name, part in vocabulary_parts(form)},
        roles=_roles(form),
        list_headers=tuple(form.list_headers),
        stand_ins=tuple(form.stand_ins),
        severities={**default_severities, **given},
        limits=Limits(form.limits.stale_update_days, form.limits.earliest, form.limits.latest),
        determination=Thresholds(**dict(form.determination)),
        narrative=form.narrative,
        extras=form.extras,
        figures={name: _figure(name, part) for name, part in form.figures.items()},
        fiscal_year_begins=form.fiscal_year_begins,
    )
    indicators = {name: indicator_of(name, part, form) for name, part in form.indicators.items()}
    registers = {
        name: register_of(name, part, definition, indicators.values())
        for name, part in form.registers.items()
    }
    return replace(definition, registers=registers, indicators=indicators)


def _list(name: str, part: ListPart) -> CaseList:
    """Its own title always names a list, whatever other names the file gives."""
    names = tuple(dict.fromkeys((part.title, *part.sheet_names)))
    entries = tuple(dict.fromkeys((part.title, *part.entries)))
    return CaseList(name, part.title, names, entries, guidance_of(part), part.current)


def _field(name: str, part: FieldPart, lists: tuple[str, ...], phases: tuple[str, ...]) -> Field:
    needs = {key: _requirement(part.needs.get(key, part.needs.get(EVERY_LIST, "")), phases) for key in lists}
    return Field(
        name=name,
        header=part.header,
        aliases=tuple(part.aliases),
        holds=Holds(part.holds),
        needs=needs,
        guidance=guidance_of(part),
        vocabulary=own_vocabulary(name) if part.terms else part.vocabulary,
        pattern=part.pattern,
        sensitive=part.sensitive,
    )


def _requirement(words: str, phases: tuple[str, ...]) -> Requirement:
    need, phase = read_need(words) or (Need.OPTIONAL, "")
    return Requirement(need, phases.index(phase) + 1 if phase else 0)


def _vocabulary(name: str, part: VocabularyPart, short_forms: Mapping[str, str]) -> Vocabulary:
    terms = tuple(term_of(term, details) for term, details in part.terms.items())
    return Vocabulary(
        name,
        terms,
        part.numbered,
        tuple(part.prefixes),
        tuple(part.fillers),
        part.slips,
        short_forms,
        tuple(part.unclear),
        part.names,
    )


def _figure(name: str, part: FigurePart) -> Figure:
    field, term = next(iter(part.where.items()), (None, ""))
    return Figure(name, part.title, tuple(part.of), field, term)


def _roles(form: Form) -> Roles:
    given: dict[str, Any] = {role: tuple(v) if isinstance(v, list) else v for role, v in form.roles}
    return Roles(**given)
