"""A command's arguments and options as one record, with groups of them that several commands share.

typer reads a command's options from the parameters of a function. A command of twenty options would be a function of
twenty parameters; here it is a function of one record, whose fields are the options.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any, TypeVar, get_args, get_type_hints

from typer.models import OptionInfo

Record = TypeVar("Record")


def options(record: type[Record]) -> Callable[[Callable[[Record], None]], Callable[..., None]]:
    """Make of a function of a record a command, for typer: each field is an option, annotated as a parameter is.

    A field whose type is a record itself means that record's fields.
    """

    def command_of(run: Callable[[Record], None]) -> Callable[..., None]:
        def command(**given: Any) -> None:
            run(_made(record, given))

        flat = [*_flat(record)]
        command.__name__, command.__doc__, command.__module__ = run.__name__, run.__doc__, run.__module__
        command.__annotations__ = {field.name: kind for field, kind in flat}
        command.__signature__ = inspect.Signature([_parameter(*each) for each in flat])  # type: ignore[attr-defined]
        return command

    return command_of


def typed(record: object) -> Iterator[tuple[str, object]]:
    """The options of a record that differ from their defaults, by the names that are typed."""
    kinds = get_type_hints(type(record), include_extras=True)
    for field in fields(record):  # type: ignore[arg-type]
        value = getattr(record, field.name)
        if is_dataclass(value):
            yield from typed(value)
            continue
        option = get_args(kinds[field.name])[1]
        if isinstance(option, OptionInfo) and value != field.default:
            written = (
                option.default,
                *(option.param_decls or ()),
            )  # typer takes the first name as the default
            names = [name for name in written if isinstance(name, str) and name.startswith("--")]
            yield (names or [f"--{field.name.replace('_', '-')}"])[0], value


def _flat(record: type) -> Iterator[tuple[Field[Any], Any]]:
    kinds = get_type_hints(record, include_extras=True)
    for field in fields(record):
        if is_dataclass(kinds[field.name]):
            yield from _flat(kinds[field.name])
        else:
            yield field, kinds[field.name]


def _parameter(field: Field[Any], kind: Any) -> inspect.Parameter:
    default = inspect.Parameter.empty if field.default is MISSING else field.default
    return inspect.Parameter(field.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)


def _made(record: type[Record], given: Mapping[str, Any]) -> Record:
    kinds = get_type_hints(record, include_extras=True)
    values = {
        field.name: _made(kinds[field.name], given) if is_dataclass(kinds[field.name]) else given[field.name]
        for field in fields(record)  # type: ignore[arg-type]
    }
    return record(**values)
