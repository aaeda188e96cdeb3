"""What the schema of a list says, for people."""

from __future__ import annotations

from typing import NamedTuple


class CheckDescription(NamedTuple):
    """A check: the rule's code and name, and whether it looks at more than the field's own column."""

    code: str
    name: str
    across: bool


class FieldDescription(NamedTuple):
    """A column: what its entries are, whether a case must have one, and how they are checked."""

    name: str
    header: str
    holds: str
    required: str
    checks: tuple[CheckDescription, ...]


class SchemaDescription(NamedTuple):
    """The schema of a list."""

    name: str
    title: str
    fields: tuple[FieldDescription, ...]
