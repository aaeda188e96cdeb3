"""A definition's lists as ordinary pandera schemas: as objects, and as a Python file that needs no caseaudit."""

from __future__ import annotations

import re
from pathlib import Path
from pprint import pformat
from typing import TYPE_CHECKING, Any

from caseaudit.kinds.identifiers import identifier_form
from caseaudit.model.definition import Definition, Field, Need, Requirement
from caseaudit.model.errors import CommandUnusable

if TYPE_CHECKING:
    import pandera.pandas as pa

_LINE = 110
_MANY = 12
"""Terms of a field that stand once for all lists, above the lists."""


def schema_of(
    definition: Definition | str | Path | None = None, list_name: str | None = None
) -> pa.DataFrameSchema:
    """The ordinary pandera schema of a list of a definition: a record, a file, the name of a built-in one, or None.

    Without a list, the first one. Raises DefinitionUnusable for a faulty file, CommandUnusable for an unknown list.
    """
    from caseaudit.definition import load_definition
    from caseaudit.schema.plain import schema_from

    known = (
        definition
        if isinstance(definition, Definition)
        else load_definition(None if definition is None else Path(definition))
    )
    name = next(iter(known.lists)) if list_name is None else list_name
    if name not in known.lists:
        raise CommandUnusable(f'the definition has no list "{name}"; its lists are {", ".join(known.lists)}.')
    return schema_from(spec_of(known, name))


def spec_of(definition: Definition, list_name: str) -> dict[str, Any]:
    """One list of a definition as the plain data that `schema/plain.py` takes."""
    listed, roles = definition.lists[list_name], definition.roles
    numbers = {
        written: number
        for number, term in enumerate(definition.phases, start=1)
        for written in (term.name.casefold(), str(number), f"({number})", f"phase {number}")
    }
    return {
        "name": list_name,
        "title": listed.title,
        "number": roles.case_number,
        "earliest": definition.limits.earliest.isoformat(),
        "latest": definition.limits.latest.isoformat(),
        "stand_ins": [*definition.stand_ins],
        "phases": {
            "fields": [name for name in (roles.phase, roles.status) if name],
            "dates": [*roles.phase_dates],
            "numbers": numbers,
        },
        "fields": [_field(field, definition, list_name) for field in definition.fields.values()],
    }


def _field(field: Field, definition: Definition, list_name: str) -> dict[str, Any]:
    need = field.needs[list_name]
    said: dict[str, Any] = {
        "name": field.name,
        "header": field.header,
        "holds": field.holds.value,
        "needs": _needs(need),
        "meaning": field.guidance.meaning,
    }
    if need.need in (Need.FROM_PHASE, Need.ONLY_FROM_PHASE):
        said["blank_before"] = need.need is Need.ONLY_FROM_PHASE
    vocabulary = definition.vocabulary_of(field.name)
    if vocabulary is not None:
        said["terms"] = [term.name for term in vocabulary.terms if not term.lists or list_name in term.lists]
    if field.pattern is not None:
        said["form"] = identifier_form(field.pattern).expression
    return said


def _needs(need: Requirement) -> str | int:
    """`required`, `optional`, `blank`, or the number of the phase from which the field is required."""
    if need.need in (Need.FROM_PHASE, Need.ONLY_FROM_PHASE):
        return need.phase
    return {Need.REQUIRED: "required", Need.BLANK: "blank"}.get(need.need, "optional")


def python_file(definition: Definition) -> str:
    """A Python file with a `DataFrameSchema` for each list, which needs pandas and pandera alone."""
    from caseaudit.schema import plain

    _, _, code = Path(str(plain.__file__)).read_text(encoding="utf-8").partition('"""\n\n')
    specs = {name: spec_of(definition, name) for name in definition.lists}
    first = next(iter(specs.values()))
    shared: dict[str, Any] = {"STAND_INS": first["stand_ins"], "PHASES": first["phases"]}
    shared["TERMS"] = {
        field["name"]: field["terms"]
        for field in first["fields"]
        if len(field.get("terms", ())) > _MANY
        and all(field["terms"] == _same(spec, field) for spec in specs.values())
    }
    parts = [_head(definition), code.rstrip(), "\n\n"]
    parts += [f"{name} = {_written(value)}\n" for name, value in shared.items()]
    for name, spec in specs.items():
        spec |= {"stand_ins": _Name("STAND_INS"), "phases": _Name("PHASES")}
        for field in spec["fields"]:
            if field["name"] in shared["TERMS"]:
                field["terms"] = _Name(f"TERMS[{field['name']!r}]")
        parts.append(f"\n{_identifier(name)}_LIST: Spec = {_written(spec)}\n")
    parts.append("\nSCHEMAS: dict[str, pa.DataFrameSchema] = {\n")
    parts += [f"    {name!r}: schema_from({_identifier(name)}_LIST),\n" for name in specs]
    parts.append('}\n"""The schema of each list, by its name."""\n')
    return "".join(parts)


class _Name(str):
    """A name that stands for a value in the file."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def _same(spec: dict[str, Any], field: dict[str, Any]) -> list[str] | None:
    return next((each.get("terms") for each in spec["fields"] if each["name"] == field["name"]), None)


def _written(value: object) -> str:
    return pformat(value, width=_LINE, sort_dicts=False, compact=True)


def _head(definition: Definition) -> str:
    title = re.sub(r'[\\"\r\n]', " ", definition.title)
    lists = ", ".join(definition.lists)
    return (
        f'"""{title}: the lists {lists} as pandera schemas.\n\n'
        f"Made by caseaudit from the definition {definition.name!r}, version {definition.version!r}, SHA-256 "
        f"{definition.sha256}.\nNeeds pandas and pandera.\n\n"
        "    frame = read_list('tracker.xlsx', 'Active', header_row=4)\n"
        f"    SCHEMAS[{next(iter(definition.lists))!r}].validate(frame, lazy=True)\n"
        '"""\n\n'
    )


def _identifier(name: str) -> str:
    plain = re.sub(r"\W", "_", name).upper()
    return f"_{plain}" if plain[:1].isdigit() else plain
