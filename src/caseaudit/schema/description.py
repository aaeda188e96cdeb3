"""What pandera's schemas say, read back from them for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from caseaudit.model.schema import CheckDescription, FieldDescription, SchemaDescription
from caseaudit.schema.compiled import Schemas, field_of
from caseaudit.schema.engine import FieldColumn, ListSchema


def descriptions(schemas: Schemas, lists: Sequence[str]) -> Iterator[SchemaDescription]:
    """The schemas of some lists, each with the checks over the cases of all lists."""
    for name in lists:
        schema = schemas.lists[name]
        fields = (_field(column, schema, schemas.everywhere) for column in schema.columns.values())
        yield SchemaDescription(name, schema.title or name, tuple(fields))


def _field(column: FieldColumn, *frames: ListSchema | None) -> FieldDescription:
    across = [
        check for schema in frames if schema for check in schema.checks if field_of(check) == column.name
    ]
    checks = [(check, False) for check in column.checks] + [(check, True) for check in across]
    said = column.metadata or {}
    return FieldDescription(
        name=str(column.name),
        header=column.title or str(column.name),
        holds=said["holds"],
        required=said["required"],
        checks=tuple(
            sorted(CheckDescription(str(each.name), each.title or "", wide) for each, wide in checks)
        ),
    )
