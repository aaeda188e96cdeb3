"""A draft as a commented definition in YAML, which is sound as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from caseaudit.definition.naming import plain_name, yaml_text
from caseaudit.model.definition import Holds
from caseaudit.model.errors import DefinitionFault
from caseaudit.model.words import counted
from caseaudit.stories.drafting.columns import Described
from caseaudit.stories.drafting.draft import Draft

_NAMED_PART = re.compile(r"  [^\W\d]\w*:")
_REQUIRED = 0.95
_OPTIONAL = 0.6


def written(draft: Draft) -> str:
    """The file, which loads as it is: a field whose terms a definition could not tell apart holds words instead."""
    from caseaudit.definition.loading import faults_of

    for _ in draft.fields:
        text = "\n".join(_lines(draft)) + "\n"
        faults = faults_of(text)
        if not faults:
            return text
        draft = _with_words(draft, text, faults)
    return "\n".join(_lines(draft)) + "\n"


def _with_words(draft: Draft, text: str, faults: Sequence[DefinitionFault]) -> Draft:
    """The draft in which the fields at fault hold words."""
    lines = text.split("\n")
    blamed = {
        next(
            (
                line.strip().rstrip(":")
                for line in reversed(lines[: fault.line])
                if _NAMED_PART.fullmatch(line)
            ),
            "",
        )
        for fault in faults
    }
    names: list[str] = []
    for each in draft.fields:
        names.append(plain_name(each.header, names))
    fields = [
        replace(each, holds=Holds.TEXT, terms=(), pattern=None, unsure=("its entries may be terms",))
        if name in blamed
        else each
        for name, each in zip(names, draft.fields, strict=True)
    ]
    return replace(draft, fields=tuple(fields))


def _with_key(draft: Draft) -> tuple[Draft, int]:
    """The draft in which a field is the identifier, and its place; where none tells rows apart, the first of words."""
    usual = next((place for place, each in enumerate(draft.fields) if each.holds is Holds.TEXT), 0)
    key = usual if draft.key is None else draft.key
    fields = [
        replace(each, holds=Holds.IDENTIFIER, terms=()) if place == key else each
        for place, each in enumerate(draft.fields)
    ]
    return replace(draft, fields=tuple(fields)), key


def _lines(draft: Draft) -> Iterator[str]:
    is_told = draft.key is not None
    draft, key = _with_key(draft)
    names: list[str] = []
    for each in draft.fields:
        names.append(plain_name(each.header, names))
    lists: list[str] = []
    for listed in draft.lists:
        lists.append(plain_name(listed.title, lists))
    yield f"# Drafted from {_remark(', '.join(draft.trackers))}. Comments say what each line rests on; # ? marks what a"
    yield "# person should settle. docs/definition.md explains the keys."
    yield "caseaudit: 1"
    yield f"name: {plain_name(draft.title)}"
    yield 'version: "1"'
    yield f"title: {yaml_text(draft.title)}"
    yield "lists:"
    for name, listed in zip(lists, draft.lists, strict=True):
        yield f"  # headings in row {listed.header_row}, {counted(listed.rows, 'row')}"
        yield f"  {name}: {{title: {yaml_text(listed.title)}}}"
    for note in draft.left_out:
        yield f"# left out: {_remark(note)}"
    yield "roles:"
    if not is_told:
        yield "  # ? no column tells all rows apart; name the one that should"
    yield f"  case_number: {names[key]}"
    yield "  # Roles that turn on further checks: analyst, received, update, update_date, status, phase, phase_dates."
    yield "fields:"
    for place, (name, field) in enumerate(zip(names, draft.fields, strict=True)):
        yield from _field(name, field, is_key=place == key)
    vocabularies = [
        (name, field)
        for name, field in zip(names, draft.fields, strict=True)
        if field.terms and field.holds in (Holds.TERM, Holds.TERMS)
    ]
    if vocabularies:
        yield "vocabularies:"
        for name, field in vocabularies:
            yield from _vocabulary(name, field)


def _field(name: str, field: Described, *, is_key: bool) -> Iterator[str]:
    yield f"  {name}:"
    yield f"    header: {yaml_text(field.header)}"
    yield f"    # {_remark(field.evidence)}"
    holds = field.holds
    doubts = [*field.unsure]
    if is_key and not field.unique:
        doubts.append("some entries stand twice")
    if not field.everywhere:
        doubts.append("not every list has this column")
    elif _OPTIONAL < field.filled < _REQUIRED:
        doubts.append("may be required")
    yield f"    holds: {holds.value}{''.join(f'  # ? {_remark(each)}' for each in doubts[:1])}"
    if field.terms and holds in (Holds.TERM, Holds.TERMS):
        yield f"    vocabulary: {name}"
    if holds is Holds.IDENTIFIER and field.pattern is not None:
        yield f"    pattern: {yaml_text(field.pattern)}"
    required = is_key or (field.filled >= _REQUIRED and field.everywhere)
    need = "required" if required else "optional"
    yield f"    needs: {need}{''.join(f'  # ? {_remark(each)}' for each in doubts[1:])}"
    if field.sensitive:
        yield "    sensitive: true  # by its heading: shown as tokens in redacted reports"


def _vocabulary(name: str, field: Described) -> Iterator[str]:
    yield f"  {name}:"
    if not field.offered and len(field.terms) > 3:
        yield "    slips: true"
    yield "    terms:"
    for term in field.terms:
        spellings = f" [{', '.join(map(yaml_text, term.spellings))}]" if term.spellings else ""
        yield f"      {yaml_text(term.name)}:{spellings}"


def _remark(text: str) -> str:
    """A text as a comment on one line."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
