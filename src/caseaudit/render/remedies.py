"""A finding's message in two: what is wrong, and what to write instead.

Messages say both in one sentence with a semicolon between, or in several with the remedy last. What stands in
quotation marks is passed over: an entry may hold a semicolon or a full stop too.
"""

from __future__ import annotations

import re

from caseaudit.findings.wording import QUOTED_AT_MOST

ENTRY = "\x01"
"""Stands in a fault for the finding's own entry, as messages show it; no message holds it otherwise."""

_SENTENCES = re.compile(r"(?<=[a-z0-9)\"”])\. (?=[A-Z])")
_QUOTED = re.compile('"[^"]*"|“[^“”]*”')


def shown(value: str) -> str | None:
    """The entry as a message quotes it, or None where that cannot be told from the entry alone."""
    if not value or not value.isprintable():
        return None
    return value if len(value) <= QUOTED_AT_MOST else f"{value[: QUOTED_AT_MOST - 1]}…"


def without_entry(message: str, value: str | None) -> str:
    """The message with `ENTRY` in place of the quoted entry, where it quotes it."""
    text = None if value is None else shown(value)
    if text is None:
        return message
    quoted = f'"{text}"'
    if quoted in message:
        return message.replace(quoted, f'"{ENTRY}"', 1)
    return message.replace(f" {text} ", f" {ENTRY} ", 1)


def fault_and_remedy(message: str) -> tuple[str, str]:
    """What is wrong and what to write; the second is empty where the message does not say."""
    bare = _QUOTED.sub(lambda quote: '"' * len(quote[0]), message)
    place = bare.find("; ")
    if place < 0:
        ends = [found.start() for found in _SENTENCES.finditer(bare)]
        if not ends:
            return message, ""
        place = ends[-1]
    remedy = message[place + 2 :]
    return f"{message[:place]}.", remedy[:1].upper() + remedy[1:]
