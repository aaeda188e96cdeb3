"""The rule book: every rule, in one visible tuple of families."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from caseaudit.findings.rule import Rule
from caseaudit.kinds.reading import Fault
from caseaudit.model.errors import CommandUnusable
from caseaudit.rules import (
    completeness,
    consistency,
    history,
    identity,
    standard_form,
    timeliness,
    updates,
    workbook,
)
from caseaudit.rules.book import Family, no_field

if TYPE_CHECKING:
    from caseaudit.model.definition import Definition

FAMILIES: tuple[Family, ...] = (
    completeness.FAMILY,
    standard_form.FAMILY,
    updates.FAMILY,
    consistency.FAMILY,
    timeliness.FAMILY,
    identity.FAMILY,
    workbook.FAMILY,
    history.FAMILY,
)

RULES: tuple[Rule, ...] = tuple(
    sorted((rule for family in FAMILIES for rule in family.rules), key=lambda rule: rule.code)
)

OF_ONE_TRACKER: tuple[Rule, ...] = tuple(rule for rule in RULES if not rule.of_snapshots)
"""The rules that an audit looks for."""

OF_SNAPSHOTS: frozenset[str] = frozenset(rule.code for rule in RULES if rule.of_snapshots)
"""The codes of the rules that take two snapshots, which only a comparison looks for."""

OF_LAYOUT: frozenset[str] = frozenset(("W602", "W608"))
"""What a person settles by stating the layout: readings that are in doubt, or not certain."""

OF_UPDATES: frozenset[str] = frozenset(("C102", *(rule.code for rule in updates.FAMILY.rules)))
"""The codes of the rules that judge what updates say."""

OF_FAULTS: Mapping[Fault, str] = {rule.fault: rule.code for rule in RULES if rule.fault is not None}
"""The code of the rule that reports each fault which a reader finds."""

__all__ = [
    "FAMILIES",
    "OF_FAULTS",
    "OF_LAYOUT",
    "OF_ONE_TRACKER",
    "OF_SNAPSHOTS",
    "OF_UPDATES",
    "RULES",
    "applicable",
    "choose",
    "find",
]


def applicable(definition: Definition) -> tuple[Rule, ...]:
    """The rules that can apply to the trackers of a definition: it has a field that they are about."""
    return tuple(rule for rule in RULES if rule.about is no_field or rule.about(definition))


def find(text: str) -> Rule:
    """The rule with this code or name, in any case. Raises CommandUnusable with the nearest name."""
    wanted = text.strip().casefold().replace("_", "-").replace(" ", "-")
    for rule in RULES:
        if wanted in (rule.code.casefold(), rule.name):
            return rule
    raise CommandUnusable(f'no rule is called "{text}"{_nearest(wanted)} "caseaudit rules" lists them all.')


def choose(select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> frozenset[str]:
    """The codes that are selected (all where none is named) and not ignored; names, codes and prefixes count.

    Raises CommandUnusable where a word names no rule.
    """
    chosen = _codes(select) if select else frozenset(rule.code for rule in RULES)
    return chosen - _codes(ignore)


def _codes(words: tuple[str, ...]) -> frozenset[str]:
    found: set[str] = set()
    for word in (part.strip() for each in words for part in each.split(",")):
        if not word:
            continue
        codes = {rule.code for rule in RULES if rule.code.casefold().startswith(word.casefold())}
        found |= codes or {find(word).code}
    return frozenset(found)


def _nearest(wanted: str) -> str:
    from difflib import get_close_matches

    names = [rule.name for rule in RULES] + [rule.code.casefold() for rule in RULES]
    close = get_close_matches(wanted, names, n=1, cutoff=0.6)
    return f'; did you mean "{close[0].upper() if len(close[0]) == 4 else close[0]}"?' if close else "."
