"""What the parts on registers and indicators say of each other and of the tracker: every name must name something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from caseaudit.definition.doubles import spelling_faults
from caseaudit.definition.form import Form, IndicatorPart, RegisterFieldPart, RegisterPart, VocabularyPart
from caseaudit.definition.hints import hint
from caseaudit.definition.registers import SIMPLE_NEEDS, read_register_need
from caseaudit.definition.source import Fault, Path
from caseaudit.kinds.spelling import fingerprint
from caseaudit.model.definition import Need
from caseaudit.model.words import in_quotes

_NEEDS = (*SIMPLE_NEEDS, "only where FIELD is TERM")


def register_faults(form: Form) -> Iterator[Fault]:
    """Every name in a register or an indicator that stands for nothing, for two things or for the wrong thing."""
    titles = {fingerprint(part.title): name for name, part in form.lists.items()}
    for name, part in form.registers.items():
        here: Path = ("registers", name)
        if name in form.lists:
            yield Fault(here, f'"{name}" is a list already; give the register another name')
        for text in (part.title, *part.sheet_names):
            other = titles.setdefault(fingerprint(text), name)
            if other != name:
                yield Fault((*here, "title"), f'"{text}" names the sheet of {other} too; keep it under one')
        yield from _fields(form, here, part)
    for name, indicator in form.indicators.items():
        yield from _indicator(form, ("indicators", name), indicator)


def _fields(form: Form, here: Path, part: RegisterPart) -> Iterator[Fault]:
    headers: dict[str, str] = {}
    for name, field in part.fields.items():
        path: Path = (*here, "fields", name)
        for text in (field.header, *field.aliases):
            other = headers.setdefault(fingerprint(text), name)
            if other != name:
                both = f"{other} and {name}"
                yield Fault(path, f'the header "{text}" stands for two fields, {both}; keep it under one')
        yield from _vocabulary(form, path, field)
        yield from _need(form, path, part.fields, field.needs)
        if field.months and field.holds != "date":
            yield Fault(
                (*path, "months"), "only a date can be a month; delete the line, or write holds: date"
            )
    if part.case_number is not None and part.case_number not in part.fields:
        what = f'there is no field "{part.case_number}"{hint(part.case_number, part.fields)}'
        yield Fault((*here, "case_number"), what)


def _vocabulary(form: Form, path: Path, field: RegisterFieldPart) -> Iterator[Fault]:
    name, needs_terms = field.vocabulary, field.holds in ("term", "terms")
    if name is not None and name not in form.vocabularies:
        yield Fault((*path, "vocabulary"), f'there is no vocabulary "{name}"{hint(name, form.vocabularies)}')
    if needs_terms and name is None and not field.terms:
        yield Fault(path, f"a field that holds {field.holds} needs its terms, or the name of a vocabulary")
    if not needs_terms and (name is not None or field.terms):
        key = "terms" if field.terms else "vocabulary"
        yield Fault((*path, key), f"a field that holds {field.holds} has no {key}; delete the line")
    yield from spelling_faults((*path, "terms"), VocabularyPart.model_construct(terms=field.terms))


def _need(form: Form, path: Path, fields: Mapping[str, RegisterFieldPart], words: str) -> Iterator[Fault]:
    need = read_register_need(words)
    if need is None:
        yield Fault((*path, "needs"), f'"{words}" is no need; write {in_quotes(_NEEDS)}')
    elif need.need is Need.ONLY_WHERE:
        yield from _terms(form, (*path, "needs"), fields, need.field, need.terms)


def _terms(
    form: Form, path: Path, fields: Mapping[str, RegisterFieldPart], name: str, terms: tuple[str, ...]
) -> Iterator[Fault]:
    """Faults of a condition: the field must be one of the register's and hold these terms."""
    field = fields.get(name)
    if field is None:
        yield Fault(path, f'there is no field "{name}"{hint(name, fields)}')
    elif field.holds != "term":
        yield Fault(path, f'the field "{name}" holds {field.holds}; a condition needs one that holds term')
    else:
        shared = form.vocabularies.get(field.vocabulary or "")
        known = [*(shared.terms if shared else ()), *field.terms]
        for term in terms:
            if term not in known:
                yield Fault(path, f'the field "{name}" has no term "{term}"{hint(term, known)}')


def _indicator(form: Form, here: Path, part: IndicatorPart) -> Iterator[Fault]:
    register = form.registers.get(part.counts)
    if register is None and part.counts not in form.lists:
        known = (*form.lists, *form.registers)
        what = f'there is no list or register "{part.counts}"{hint(part.counts, known)}'
        yield Fault((*here, "counts"), what)
        return
    fields = form.fields if register is None else register.fields
    for place, name in enumerate(part.rests_on):
        if name not in fields:
            yield Fault((*here, "rests_on", place), f'there is no field "{name}"{hint(name, fields)}')
    if register is None:
        for key in ("dated_by", "where"):
            if getattr(part, key):
                yield Fault((*here, key), f"a list is counted as of a day and whole; delete {key}")
        return
    if part.dated_by is None:
        yield Fault(here, '"dated_by" is missing: the date field that puts an entry into its month')
    elif part.dated_by not in fields or fields[part.dated_by].holds != "date":
        dates = [name for name, field in fields.items() if field.holds == "date"]
        yield Fault(
            (*here, "dated_by"), f'there is no date field "{part.dated_by}"{hint(part.dated_by, dates)}'
        )
    for name, terms in part.where.items():
        yield from _terms(form, (*here, "where", name), register.fields, name, tuple(terms))
