"""What the shell offers after a half-typed word: rules, fields and lists of the built-in definition."""

from __future__ import annotations


def rules(incomplete: str) -> list[str]:
    """The codes and names of rules; of several, separated by commas, the last one is completed."""
    from caseaudit.rules import RULES

    before, comma, last = incomplete.rpartition(",")
    every = [word for rule in RULES for word in (rule.code, rule.name)]
    return [f"{before}{comma}{word}" for word in every if word.lower().startswith(last.lower())]


def lists(incomplete: str) -> list[str]:
    """The names of lists."""
    from caseaudit.definition import load_definition

    return [name for name in load_definition(None).lists if name.startswith(incomplete.lower())]


def topics(incomplete: str) -> list[str]:
    """What can be explained: rules and fields."""
    from caseaudit.definition import load_definition

    headers = [field.header for field in load_definition(None).fields.values()]
    return [*rules(incomplete), *(name for name in headers if name.lower().startswith(incomplete.lower()))]
