"""Adds waivers to a waiver file, whose own words stay as they are."""

from __future__ import annotations

import json
from collections.abc import Sequence

from caseaudit.model.definition import Definition
from caseaudit.model.errors import CommandUnusable, SettingsUnusable
from caseaudit.settings.records import Waiver, Waivers
from caseaudit.settings.waivers.reading import MARK, VERSION, parse_waivers


def with_added(text: str, path: str, new: Sequence[Waiver], definition: Definition) -> str:
    """The text of a waiver file with more waivers at its end; an empty text becomes a new file.

    What stands there stays, letter for letter. Raises SettingsUnusable where the file has faults, and CommandUnusable
    where its form leaves no place at its end.
    """
    head = (
        f"# Findings that do not count until a day, each with its reason. docs/gate.md describes this file.\n"
        f"{MARK}: {VERSION}\n"
        f"definition: {_quoted(f'{definition.name} {definition.version}')}\n"
        f"waivers:\n"
    )
    before = text if text.strip() else head
    old = parse_waivers(before, path, definition) if text.strip() else Waivers(path, ())
    indent = _indent(before)
    added = before.rstrip("\n") + "\n" + "".join(_item(each, indent) for each in new)
    try:
        read_back = parse_waivers(added, path, definition).waivers
    except SettingsUnusable:
        read_back = ()
    if [_plain(each) for each in read_back] != [_plain(each) for each in (*old.waivers, *new)]:
        items = "".join(_item(each, 2) for each in new)
        raise CommandUnusable(
            f"{path}: its list of waivers is not at the end of the file, one item a line, so nothing was written. "
            f"Add by hand under waivers:\n{items}"
        )
    return added


def _plain(waiver: Waiver) -> tuple[object, ...]:
    return (*waiver.subject, waiver.reason, waiver.who, waiver.expires)


def _indent(text: str) -> int:
    """How far the items of the list are indented in a file; 2 in a new one."""
    for line in text.splitlines():
        if line.lstrip(" ").startswith("- "):
            return len(line) - len(line.lstrip(" "))
    return 2


def _item(waiver: Waiver, indent: int) -> str:
    given = {
        "rule": waiver.rule,
        "case": waiver.case and _quoted(waiver.case),
        "field": waiver.field,
        "list": waiver.list,
        "reason": _quoted(waiver.reason),
        "who": _quoted(waiver.who),
        "expires": waiver.expires.isoformat(),
    }
    lines = [f"{key}: {value}" for key, value in given.items() if value]
    return "".join(f"{' ' * indent}{'  ' if number else '- '}{line}\n" for number, line in enumerate(lines))


def _quoted(text: str) -> str:
    """The text in double quotes, which mean the same in YAML as in JSON."""
    return json.dumps(text, ensure_ascii=False)
