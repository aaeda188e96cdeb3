"""What pydantic finds wrong with a part's shape, said for a person who edits the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from caseaudit.definition.form import keys_at
from caseaudit.definition.hints import hint
from caseaudit.definition.source import Path

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_WANTED: Mapping[str, str] = {
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "float_parsing": "a number",
    "greater_than_equal": "1 or more",
    "less_than_equal": "36500 or less",
    "list_type": "a list, such as [one, two], or a text with semicolons",
    "dict_type": "a mapping of names to parts",
    "model_type": "a mapping of keys to values",
    "date_type": "a date such as 1900-01-01, without quotes",
    "date_parsing": "a date such as 1900-01-01",
    "date_from_datetime_parsing": "a date such as 1900-01-01",
    "date_from_datetime_inexact": "a date such as 1900-01-01",
}


def path_of(error: ErrorDetails) -> Path:
    """Where the faulty part stands in the file."""
    return tuple(step for step in error["loc"] if step != "[key]")


def message_of(error: ErrorDetails, texts: Mapping[Path, str]) -> str:
    """What is wrong and what to write instead; `texts` are the scalars of the file as written."""
    path, value, kind = path_of(error), error["input"], error["type"]
    name = str(next((step for step in reversed(path) if isinstance(step, str)), ""))
    if kind in _WANTED:
        return f'"{name}" must be {_WANTED[kind]}, not {_shown(value)}'
    said: Mapping[str, Callable[[], str]] = {
        "extra_forbidden": lambda: f'"{name}" is no key that can stand here{hint(name, keys_at(path[:-1]))}',
        "missing": lambda: f'"{name}" is missing' + (f' in "{path[-2]}"' if len(path) > 1 else ""),
        "literal_error": lambda: _not_one_of(name, value, str(error["ctx"]["expected"]), texts.get(path)),
        "string_type": lambda: _not_a_text(name, value, texts.get(path)),
        "string_too_short": lambda: f'"{name}" is empty; write something there or delete it',
        "too_short": lambda: f'"{name}" is empty; write something there or delete it',
    }
    return said[kind]() if kind in said else f'"{name}" cannot be read: {error["msg"]}'


def _not_one_of(name: str, value: object, expected: str, written: str | None) -> str:
    if name == "caseaudit":
        return "this program reads definitions of the forms 1 and 2; begin the file with: caseaudit: 2"
    options = expected.replace("'", "").replace(" or ", ", ").split(", ")
    guess = hint(str(value), options) if isinstance(value, str) else ""
    shown = f'"{written}"' if written else _shown(value)
    return f'"{name}" must be one of {", ".join(options)}, not {shown}{guess if "did you" in guess else ""}'


def _not_a_text(name: str, value: object, written: str | None) -> str:
    if isinstance(value, dict) and len(value) == 1:
        ((key, rest),) = value.items()
        return (
            f'"{name}" must hold a text here; a colon made it a mapping, so put it in quotes: "{key}: {rest}"'
        )
    if isinstance(value, dict | list) or written is None:
        return f'"{name}" must hold a text here, not {_shown(value)}'
    if value is None and not written:
        return f'"{name}" has nothing here; write a text or delete the entry'
    return (
        f'"{name}" must hold a text, and YAML takes {written} for {_shown(value)}; '
        f'put it in quotes: "{written}"'
    )


def _shown(value: Any) -> str:
    if isinstance(value, str):
        return f'the text "{value}"'
    kinds: tuple[tuple[type | tuple[type, ...], str], ...] = (
        (bool, "a truth value (true or false)"),
        ((int, float), "a number"),
        (dict, "a mapping"),
        (list, "a list"),
        (type(None), "nothing"),
    )
    return next((words for kind, words in kinds if isinstance(value, kind)), "a date")
