"""From a policy's file to a `Policy`, or to all its faults at once, with lines and the nearest right names."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from caseaudit.definition.files import bounded_bytes
from caseaudit.model.errors import DefinitionFault, SettingsUnusable
from caseaudit.settings.policy.finding import MOST_BYTES, SHARED_NAME
from caseaudit.settings.records import Policy

if TYPE_CHECKING:
    from caseaudit.model.definition import Definition

_MOST_DOTS = 1_000
"""The reader of TOML takes time with the square of the parts of a key."""
_LINE = re.compile(r" \(at line (\d+), column \d+\)| \(at end of document\)")


def load_policy(
    path: Path, definition: Callable[[], Definition] | None = None, *, is_stated: bool = False
) -> Policy:
    """Read and check a policy.

    `is_stated` says that the definition is named by the command line, which counts before that of the policy.

    The names of lists, fields and indicators are checked with `definition`, which is asked for only where there are
    any. Raises SettingsUnusable with every fault of the file.
    """
    from caseaudit.settings.policy.checking import Checker
    from caseaudit.settings.policy.lines import lines_of

    text, table = read_table(path)
    root: tuple[str, ...] = ("tool", "caseaudit") if path.name == SHARED_NAME else ()
    for part in root:
        table = table.get(part, {}) if isinstance(table, dict) else {}
    if not isinstance(table, dict):
        raise SettingsUnusable(
            str(path),
            (DefinitionFault(0, "[tool.caseaudit] must be a table of options; docs/gate.md has them"),),
        )
    checker = Checker(table, lines_of(text), root, definition, is_stated=is_stated)
    policy = checker.policy(path)
    if checker.faults:
        faults = sorted(dict.fromkeys(checker.faults), key=lambda fault: fault.line)
        raise SettingsUnusable(str(path), tuple(faults))
    return policy


def read_table(path: Path) -> tuple[str, Any]:
    """The text of a file and what it says as TOML. Raises SettingsUnusable."""
    text = _text(path)
    return text, _parsed(path, text)


def _text(path: Path) -> str:
    try:
        raw = bounded_bytes(path, MOST_BYTES)
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise _unusable(path, line, "a sign here is not UTF-8; save the file as UTF-8") from None
    except FileNotFoundError:
        raise _unusable(path, 0, "there is no such policy; name a .toml file") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _unusable(path, 0, f"the policy cannot be read ({reason})") from None


def _parsed(path: Path, text: str) -> dict[str, Any]:
    import tomllib

    for number, row in enumerate(text.splitlines(), 1):
        if row.count(".") > _MOST_DOTS:
            raise _unusable(path, number, f"this line has more than {_MOST_DOTS:,} dots")
    try:
        return tomllib.loads(text)
    except (
        ValueError,
        RecursionError,
    ) as error:  # A number of thousands of digits is a ValueError of its own.
        said = str(error)
        at = _LINE.search(said)
        place = int(at[1]) if at and at[1] else text.count("\n") + 1 if at else 0
        what = _LINE.sub("", said)
        raise _unusable(path, place, f"this is not TOML ({what[:1].lower()}{what[1:]})") from None


def _unusable(path: Path, line: int, what: str) -> SettingsUnusable:
    return SettingsUnusable(str(path), (DefinitionFault(line, what),))
