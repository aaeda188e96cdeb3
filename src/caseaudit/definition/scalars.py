"""What YAML 1.1 takes a scalar without quotes for."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

_MOST_DIGITS = 18
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("yes", "Yes", "YES", "on", "On", "ON", "true", "True", "TRUE"), True),
    **dict.fromkeys(("no", "No", "NO", "off", "Off", "OFF", "false", "False", "FALSE"), False),
    **dict.fromkeys(("null", "Null", "NULL", "~", ""), None),
}
_FIRST_OF_NUMBERS = frozenset("0123456789+-.")
_INTEGER = re.compile(r"[-+]?[0-9][0-9_]*")
_DECIMAL = re.compile(r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9]+)(?:[eE][-+][0-9]+)?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")


def yaml_value(text: str) -> Any:
    """What YAML 1.1 takes an unquoted scalar for."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _FIRST_OF_NUMBERS:
        return text
    if _INTEGER.fullmatch(text):
        digits = text.replace("_", "")
        return int(digits) if len(digits) <= _MOST_DIGITS else float(digits)
    if _DECIMAL.fullmatch(text):
        return float(text.replace("_", ""))
    return _day(text) or text


def _day(text: str) -> date | None:
    day = _DAY.fullmatch(text)
    try:
        return date(*map(int, day.groups())) if day else None
    except ValueError:
        return None
