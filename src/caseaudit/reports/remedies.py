"""A finding's message in two: what is wrong, and what to write instead.

Messages say both in one sentence, with a semicolon between. The entry that a message quotes may hold a semicolon too,
so what stands in quotation marks is passed over, and the entry's own text as a whole.
"""

from __future__ import annotations

import re

ENTRY = "\x01"
"""Stands in a fault for the finding's own entry, as messages show it; no message holds it otherwise."""

_SHOWN_AT_MOST = 80
"""A message quotes an entry of up to this length whole, as `caseaudit.wording` does."""

_SENTENCES = re.compile(r"(?<=[a-z0-9)\"])\. (?=[A-Z])")


def shown(value: str) -> str | None:
    """The entry as a message quotes it, or None where that cannot be told from the entry alone."""
    if not value or not value.isprintable():
        return None
    return value if len(value) <= _SHOWN_AT_MOST else f"{value[: _SHOWN_AT_MOST - 1]}…"


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
    place = _semicolon(message)
    if place >= 0:
        fault, remedy = message[:place], message[place + 2 :]
    else:
        found = _SENTENCES.search(message)
        if found is None:
            return message, ""
        fault, remedy = message[: found.start()], message[found.end() :]
    return f"{fault}.", remedy[:1].upper() + remedy[1:]


def _semicolon(message: str) -> int:
    """Where the first semicolon outside quotation marks stands, or -1."""
    place = 0
    for number, part in enumerate(message.split('"')):
        found = part.find("; ") if number % 2 == 0 else -1
        if found >= 0:
            return place + found
        place += len(part) + 1
    return -1
