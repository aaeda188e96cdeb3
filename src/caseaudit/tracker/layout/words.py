"""The words of office life that say what a row, a sheet or a heading is for.

What a tracker's fields and lists are called comes from the definition; the words that are the same in every office are
in `layout.toml`. A definition may replace any of these groups in its extras under `layout`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from caseaudit.tracker.layout.knowledge import knowledge


@dataclass(frozen=True, slots=True)
class LayoutWords:
    """The groups of words, as the file describes them; all in lower case."""

    total: frozenset[str]
    footnote: frozenset[str]
    example: frozenset[str]
    stated: tuple[str, ...]
    notes: frozenset[str]
    qualifiers: frozenset[str]
    fillers: frozenset[str]
    earlier: frozenset[str]
    relations: frozenset[str]
    confusable: frozenset[str]
    abbreviations: Mapping[str, str]
    kindred: tuple[frozenset[str], ...]
    harmless: frozenset[str]
    listing: frozenset[str]
    dated: frozenset[str]
    negations: frozenset[str]
    matters: frozenset[str]


def layout_words(extras: Mapping[str, Any] | None = None) -> LayoutWords:
    """The usual words, with the groups that the definition's `extras: layout:` replaces."""
    usual = knowledge().words
    given = (extras or {}).get("layout")
    groups: dict[str, Any] = {}
    for each in fields(LayoutWords):
        own = given.get(each.name) if isinstance(given, Mapping) else None
        same_kind = isinstance(own, Mapping if each.name == "abbreviations" else list)
        groups[each.name] = _group(each.name, own if same_kind else usual[each.name])
    return LayoutWords(**groups)


def _group(name: str, value: Any) -> Any:
    if name == "abbreviations":
        return {str(key).lower(): str(word).lower() for key, word in value.items()}
    if name == "kindred":
        return tuple(frozenset(map(str, group)) for group in value if isinstance(group, list))
    words = value.split() if isinstance(value, str) else [str(word).lower() for word in value]
    return tuple(words) if name == "stated" else frozenset(words)
