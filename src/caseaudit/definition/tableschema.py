"""A list of a definition as a Table Schema of Frictionless, and a definition from one.

What Table Schema has no word for stands in properties that begin with `caseaudit:`, so that a definition made from its
own export says the same again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from caseaudit.definition.files import bounded_bytes
from caseaudit.definition.naming import plain_name, yaml_text
from caseaudit.kinds.identifiers import identifier_form
from caseaudit.model.definition import Definition, Field, Holds, Need
from caseaudit.model.errors import CommandUnusable

MOST_BYTES = 5_000_000
_OURS = "caseaudit:"
_TYPES = {"date": "date", "datetime": "date"}


def table_schema(definition: Definition, list_name: str) -> dict[str, Any]:
    """The schema of a list (Table Schema 1)."""
    number = definition.roles.case_number
    made: dict[str, Any] = {
        "title": f"{definition.title}: {definition.lists[list_name].title}",
        "fields": [_field(each, definition, list_name) for each in definition.fields.values()],
        "missingValues": ["", *definition.stand_ins],
        f"{_OURS}name": definition.name,
        f"{_OURS}list": list_name,
        f"{_OURS}list_title": definition.lists[list_name].title,
    }
    return made | ({"primaryKey": [definition.fields[number].header]} if number else {})


def _field(field: Field, definition: Definition, list_name: str) -> dict[str, Any]:
    vocabulary = definition.vocabulary_of(field.name)
    terms = (
        []
        if vocabulary is None
        else [term.name for term in vocabulary.terms if not term.lists or list_name in term.lists]
    )
    constraints: dict[str, Any] = {}
    need = field.needs[list_name].need
    if need is Need.REQUIRED:
        constraints["required"] = True
    if terms and field.holds is Holds.TERM:
        constraints["enum"] = terms
    if field.pattern is not None:
        constraints["pattern"] = identifier_form(field.pattern).expression
    if field.name == definition.roles.case_number:
        constraints["unique"] = True
    said = {
        "name": field.header,
        "type": "date" if field.holds is Holds.DATE else "string",
        "description": field.guidance.meaning,
        "constraints": constraints,
        f"{_OURS}name": field.name,
        f"{_OURS}holds": (Holds.TEXT if field.holds is Holds.TERM and not terms else field.holds).value,
        f"{_OURS}pattern": field.pattern,
        f"{_OURS}terms": terms if field.holds is Holds.TERMS else None,
        f"{_OURS}blank": True if need is Need.BLANK else None,
    }
    return {key: value for key, value in said.items() if value not in (None, "", {}, [])}


def definition_text(path: Path) -> str:
    """A definition as YAML, from a Table Schema in JSON. Raises CommandUnusable where the file holds none."""
    try:
        given = json.loads(bounded_bytes(path, MOST_BYTES).decode("utf-8-sig"))
        fields = given["fields"]
        names = _names(fields)
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as fault:
        raise CommandUnusable(
            f"--from {path}: this is no table schema ({type(fault).__name__}); "
            'one is JSON with "fields", each with a "name".'
        ) from None
    if not fields:
        raise CommandUnusable(f"--from {path}: the table schema has no fields.")
    key = _key(given, fields)
    listed = plain_name(given.get(f"{_OURS}list") or "rows")
    title = given.get(f"{_OURS}list_title") or given.get("title") or "Rows"
    lines = [
        "caseaudit: 1",
        f"name: {yaml_text(given.get(f'{_OURS}name') or listed)}",
        'version: "1"',
        f"title: {yaml_text(given.get('title') or title)}",
        f"lists:\n  {listed}: {{title: {yaml_text(title)}}}",
        f"roles: {{case_number: {names[key]}}}",
        "fields:",
    ]
    terms: dict[str, list[str]] = {}
    for place, field in enumerate(fields):
        lines += _yaml(field, names[place], terms, is_key=place == key)
    if terms:
        lines.append("vocabularies:")
        for name, words in terms.items():
            lines.append(f"  {name}:\n    terms: [{', '.join(map(yaml_text, words))}]")
    missing = [each for each in given.get("missingValues", []) if isinstance(each, str) and each.strip()]
    if missing:
        lines.append(f"stand_ins: [{', '.join(map(yaml_text, missing))}]")
    return "\n".join(lines) + "\n"


def _names(fields: list[Mapping[str, Any]]) -> list[str]:
    names: list[str] = []
    for field in fields:
        names.append(plain_name(field.get(f"{_OURS}name") or field["name"], names))
    return names


def _key(given: Mapping[str, Any], fields: list[Mapping[str, Any]]) -> int:
    """The field that tells rows apart: the primary key, else the first unique one, else the first."""
    primary = given.get("primaryKey")
    wanted = primary[:1] if isinstance(primary, list) else [primary]
    for place, field in enumerate(fields):
        if field["name"] in wanted:
            return place
    unique = [place for place, each in enumerate(fields) if (each.get("constraints") or {}).get("unique")]
    return unique[0] if unique else 0


def _yaml(field: Mapping[str, Any], name: str, terms: dict[str, list[str]], *, is_key: bool) -> list[str]:
    constraints = field.get("constraints") or {}
    enum = [str(each) for each in constraints.get("enum") or field.get(f"{_OURS}terms") or ()]
    holds = field.get(f"{_OURS}holds") or (
        "term" if enum else "identifier" if is_key else _TYPES.get(str(field.get("type")), "text")
    )
    if holds == "update" or holds not in [each.value for each in Holds]:
        holds = "text"
    need = (
        "blank" if field.get(f"{_OURS}blank") else "required" if constraints.get("required") else "optional"
    )
    parts = [f"header: {yaml_text(field['name'])}", f"holds: {holds}", f"needs: {need}"]
    if enum:
        terms[name] = enum
        parts.append(f"vocabulary: {name}")
    if field.get(f"{_OURS}pattern"):
        parts.append(f"pattern: {yaml_text(field[f'{_OURS}pattern'])}")
    if field.get("description"):
        parts.append(f"meaning: {yaml_text(field['description'])}")
    return [f"  {name}:", *(f"    {part}" for part in parts)]
