"""What the parts of a definition say of each other: every name must name something, and of the right kind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from caseaudit.definition.form import EVERY_LIST, FieldPart, Form, vocabulary_parts
from caseaudit.definition.hints import hint
from caseaudit.definition.source import Fault, Path
from caseaudit.kinds.spelling import nearest
from caseaudit.model.definition import Need, pattern_parts
from caseaudit.model.words import in_quotes

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_NAME_OR_NUMBER = re.compile(r"[a-z0-9][a-z0-9_]*")
"""From form 2 on, where a number is a text: a list may be called `2010`."""
_NEED = re.compile(r"(only\s+from|from)\s+(.+)", re.IGNORECASE)
_NEEDS = ("required", "optional", "blank", "from …", "only from …")
_LONGEST_PATTERN = 60

KINDS_OF_ROLES: Mapping[str, tuple[str, ...]] = {
    "case_number": ("identifier",),
    "analyst": ("text", "term"),
    "manufacturer": ("text", "term"),
    "importer": ("text", "term"),
    "received": ("date",),
    "update": ("update",),
    "update_date": ("date",),
    "status": ("term",),
    "phase": ("term",),
    "phase_dates": ("date",),
}
"""What a field must hold to play a role; any field may be one of `same_matter`."""


def crossing_faults(form: Form, known_rules: Iterable[str]) -> Iterator[Fault]:
    """Every name that stands for nothing or for the wrong thing."""
    yield from _names(form)
    yield from _roles(form)
    yield from _phase_roles(form)
    phases = None if _phases_are_unclear(form) else phase_names(form)
    for name, field in form.fields.items():
        yield from _vocabulary(form, name, field)
        yield from _pattern(("fields", name, "pattern"), field)
        yield from _needs(form, ("fields", name, "needs"), field, phases)
    yield from _terms(form)
    yield from _figures(form)
    codes = tuple(known_rules)
    for code in form.severities:
        if code not in codes:
            yield Fault(("severities", code), f'there is no rule "{code}"{hint(code, codes)}')
    if form.limits.earliest > form.limits.latest:
        yield Fault(("limits", "earliest"), '"earliest" is later than "latest"; exchange the two dates')
    if form.determination.sufficient_percent > form.determination.insufficient_percent:
        yield Fault(
            ("determination", "sufficient_percent"),
            '"sufficient_percent" is more than "insufficient_percent"; exchange the two',
        )


def phase_names(form: Form) -> tuple[str, ...]:
    """The phases in order, from the vocabulary of the phase or status field; empty where there is none."""
    field = form.fields.get(form.roles.phase or form.roles.status or "")
    vocabulary = form.vocabularies.get(field.vocabulary or "") if field else None
    return tuple(vocabulary.terms) if vocabulary else tuple(field.terms) if field else ()


def _phases_are_unclear(form: Form) -> bool:
    """Whether a phase or status field is named and leads to no phases, which is reported where it is named."""
    return bool(form.roles.phase or form.roles.status) and not phase_names(form)


def read_need(words: str) -> tuple[Need, str] | None:
    """A need as the file writes it, with the phase it speaks of; None where it cannot be read."""
    if words in (Need.REQUIRED, Need.OPTIONAL, Need.BLANK):
        return Need(words), ""
    phased = _NEED.fullmatch(words)
    if phased is None:
        return None
    only = phased[1].lower().startswith("only")
    return Need.ONLY_FROM_PHASE if only else Need.FROM_PHASE, phased[2]


def _names(form: Form) -> Iterator[Fault]:
    pattern = _NAME if form.caseaudit == 1 else _NAME_OR_NUMBER
    for part in ("lists", "fields", "vocabularies", "registers", "indicators"):
        for name in getattr(form, part):
            if not pattern.fullmatch(name):
                better = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_0123456789") or "other_name"
                yield Fault(
                    (part, name),
                    f'"{name}" cannot be a name in commands and reports; use small letters, digits and '
                    f'underscores, such as "{better}" (what people read is the title or the header)',
                )


def _roles(form: Form) -> Iterator[Fault]:
    for role, value in form.roles:
        if isinstance(value, list):
            for place, name in enumerate(value):
                yield from _role(form, role, ("roles", role, place), name)
        elif value is not None:
            yield from _role(form, role, ("roles", role), value)


def _role(form: Form, role: str, path: Path, name: str) -> Iterator[Fault]:
    field = form.fields.get(name)
    kinds = KINDS_OF_ROLES.get(role)
    if field is None:
        yield Fault(path, f'there is no field "{name}"{hint(name, form.fields)}')
    elif kinds and field.holds not in kinds:
        wanted = " or ".join(kinds)
        yield Fault(
            path, f'the role {role} needs a field that holds {wanted}, and "{name}" holds {field.holds}'
        )


def _phase_roles(form: Form) -> Iterator[Fault]:
    roles, fields = form.roles, form.fields
    status, phase = fields.get(roles.status or ""), fields.get(roles.phase or "")
    if status and phase and (status.vocabulary, status.terms) != (phase.vocabulary, phase.terms):
        yield Fault(
            ("roles", "status"),
            f'the status is compared with the phase, so "{roles.status}" and "{roles.phase}" '
            "must have the same vocabulary",
        )
    phases, dates = phase_names(form), roles.phase_dates
    if phases and dates and len(phases) != len(dates):
        yield Fault(
            ("roles", "phase_dates"),
            f"the phases are {in_quotes(phases)} and the phase dates {in_quotes(dates)}; "
            "name one date field for each phase, in the order of the phases",
        )
    if len(set(dates)) < len(dates):
        yield Fault(
            ("roles", "phase_dates"), "a field stands here twice; each phase has a date field of its own"
        )


def _vocabulary(form: Form, name: str, field: FieldPart) -> Iterator[Fault]:
    path: Path = ("fields", name, "vocabulary")
    if field.holds not in ("term", "terms"):
        if field.vocabulary is not None or field.terms:
            yield Fault(
                path if field.vocabulary is not None else (*path[:-1], "terms"),
                f"a field that holds {field.holds} has no vocabulary; "
                'delete the line, or write "holds: term" or "holds: terms"',
            )
    elif field.terms:
        if field.vocabulary is not None:
            yield Fault(path, f'the field "{name}" has terms of its own; delete them, or this line')
    elif field.vocabulary is None:
        known = f": {in_quotes(form.vocabularies)}" if form.vocabularies else ""
        yield Fault(
            path[:-1], f'the field "{name}" holds {field.holds}, so it must name its vocabulary{known}'
        )
    elif field.vocabulary not in form.vocabularies:
        near = hint(field.vocabulary, form.vocabularies)
        yield Fault(path, f'there is no vocabulary "{field.vocabulary}"{near}')


def _pattern(path: Path, field: FieldPart) -> Iterator[Fault]:
    pattern = field.pattern
    if pattern is None:
        return
    if field.holds != "identifier":
        yield Fault(
            path,
            f'a field that holds {field.holds} has no pattern; delete the line, or write "holds: identifier"',
        )
    elif len(pattern) > _LONGEST_PATTERN or not pattern.isprintable():
        yield Fault(path, f"a pattern is at most {_LONGEST_PATTERN} plain signs, such as FLD-YYYY-NNN")
    elif not any(count for sign, count in pattern_parts(pattern) if sign == "N"):
        yield Fault(
            path,
            f'the pattern "{pattern}" has no place for a number; write YYYY for a year and NNN for '
            "three or more digits, such as FLD-YYYY-NNN",
        )


def _needs(form: Form, here: Path, field: FieldPart, phases: tuple[str, ...] | None) -> Iterator[Fault]:
    meant: set[str | None] = set()
    for name, words in field.needs.items():
        path = (*here, name)
        if name not in form.lists and name != EVERY_LIST:
            meant.add(nearest(name, form.lists))
            yield Fault(path, f'there is no list "{name}"{hint(name, form.lists)}')
        yield from _need(path, words, phases)
    missing = [name for name in form.lists if name not in field.needs and name not in meant]
    if missing and EVERY_LIST not in field.needs:
        lists = f"the list{'s' if len(missing) > 1 else ''} {in_quotes(missing)}"
        wanted = f"{', '.join(_NEEDS[:-1])} or {_NEEDS[-1]}"
        yield Fault(here, f'"needs" says nothing for {lists}; write {wanted}')


def _need(path: Path, words: str, phases: tuple[str, ...] | None) -> Iterator[Fault]:
    need = read_need(words)
    if need is None:
        yield Fault(path, f'"{words}" is no need{hint(words, _NEEDS)}')
        return
    phase = need[1]
    if not phase or phases is None or phase in phases:
        return
    if phases:
        yield Fault(path, f'there is no phase "{phase}"{hint(phase, phases)}')
    else:
        yield Fault(path, f'"{words}" speaks of a phase, and no phases are defined (roles: phase or status)')


def _terms(form: Form) -> Iterator[Fault]:
    for place_of_terms, _, vocabulary in vocabulary_parts(form):
        for term, part in vocabulary.terms.items():
            path: Path = (*place_of_terms, term)
            if not term.strip():
                yield Fault(path, "a term is empty; write its name or delete it")
            elif term != term.strip() or ";" in term:
                yield Fault(
                    path,
                    f'the term "{term}" has blanks around it, or the semicolon that separates terms in a cell; '
                    "write it without",
                )
            for place, used_on in enumerate(part.lists):
                if used_on not in form.lists:
                    yield Fault(
                        (*path, "lists", place), f'there is no list "{used_on}"{hint(used_on, form.lists)}'
                    )


def _figures(form: Form) -> Iterator[Fault]:
    for name, part in form.figures.items():
        for field, term in part.where.items():
            path: Path = ("figures", name, "where", field)
            known = form.fields.get(field)
            if known is None:
                yield Fault(path, f'there is no field "{field}"{hint(field, form.fields)}')
                continue
            vocabulary = form.vocabularies.get(known.vocabulary or "")
            terms = vocabulary.terms if vocabulary else known.terms
            if term not in terms:
                yield Fault(path, f'"{field}" has no term "{term}"{hint(term, terms)}')
