"""The options that a policy may have: one table for the checker, `caseaudit config` and the JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from caseaudit.model.finding import GaoClass
from caseaudit.settings.records import FailOn, Incomplete

PERCENT = r"^(100|[0-9]{1,2})([.][0-9]{1,4})? ?%$"
"""A share as a policy writes it: `5 %`, `12.5%`."""


@dataclass(frozen=True, slots=True)
class Option:
    """One option: what it means, what holds where it is not said, and its value as JSON Schema."""

    name: str
    meaning: str
    default: str
    value: Mapping[str, Any] = field(default_factory=dict)


def _one_of(*words: str) -> dict[str, Any]:
    return {"enum": list(words)}


_FILE = {"type": "string", "minLength": 1}
_NAME = {"type": "string", "minLength": 1}
_COUNT_OR_SHARE = {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": PERCENT}]}

LIMIT_OPTIONS: tuple[Option, ...] = (
    Option("at_most", 'How many cases: a count such as 3, or a share such as "5 %".', "", _COUNT_OR_SHARE),
    Option("class", "Entries that are missing (incomplete) or inconsistent.", "", _one_of(*GaoClass)),
    Option("rule", "Instead of a class: one rule, by code or name.", "", _NAME),
    Option("list", "The list; without it, every list by itself.", "every list", _NAME),
    Option("field", "The field; without it, every field by itself.", "every field", _NAME),
)
"""The options of one of `[[limits]]`."""

_LIMITS = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["at_most"],
        "oneOf": [{"required": ["class"]}, {"required": ["rule"]}],
        "properties": {each.name: {"description": each.meaning, **each.value} for each in LIMIT_OPTIONS},
    },
}
_LAYOUT = {"type": "object"}
_GOAL = {"type": "number", "minimum": 0}
_TARGETS = {
    "type": "object",
    "additionalProperties": {
        "anyOf": [
            _GOAL,
            {
                "type": "object",
                "additionalProperties": False,
                "properties": {"at_least": _GOAL, "at_most": _GOAL, "baseline": _GOAL},
            },
        ]
    },
}

OPTIONS: tuple[Option, ...] = (
    Option(
        "fail_on",
        "The mildest severity that fails the gate; limits: only what [[limits]] says; never: only report.",
        FailOn.ERROR.value,
        _one_of(*FailOn),
    ),
    Option(
        "fail_on_new", "Fail on any finding that the baseline does not know.", "false", {"type": "boolean"}
    ),
    Option(
        "incomplete",
        "What becomes of a run that could not check everything: fail, or report and go on.",
        Incomplete.FAIL.value,
        _one_of(*Incomplete),
    ),
    Option("baseline", "The file of known findings, from this file's folder.", "none", _FILE),
    Option("waivers", "The file of waivers, from this file's folder.", "none", _FILE),
    Option(
        "limits",
        "How many findings are allowed; a finding under a limit fails only by that limit.",
        "none",
        _LIMITS,
    ),
    Option(
        "layout", "How the workbook is laid out, where that is in doubt (docs/layout.md).", "none", _LAYOUT
    ),
    Option(
        "definition", "The definition of the trackers: a file, or the name of a built-in one.", "none", _FILE
    ),
    Option("targets", "The goals of the monthly indicators, by name.", "none", _TARGETS),
)


def schema() -> dict[str, Any]:
    """The JSON Schema of `caseaudit.toml` and of the table `[tool.caseaudit]`."""
    properties = {}
    for each in OPTIONS:
        properties[each.name] = {"description": each.meaning, **each.value}
        default = {"false": False}.get(each.default, each.default)
        if each.default != "none":
            properties[each.name]["default"] = default
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:caseaudit:policy:1",
        "title": "caseaudit policy",
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
