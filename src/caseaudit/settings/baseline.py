"""The findings of a day, recorded so that a later check can tell the new ones: `baseline.json`.

A finding is known again by what it says (case, field, rule, entry), never by where it stands, so rows may be
inserted, sorted or moved. The file holds no entry and no case number, only salted digests of them; see `docs/gate.md`
for what that does and does not protect.
"""

from __future__ import annotations

import json
import re
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from caseaudit import __version__
from caseaudit.definition.files import bounded_bytes
from caseaudit.model.definition import Definition
from caseaudit.model.errors import DefinitionFault, SettingsUnusable
from caseaudit.model.finding import Audit, Findings
from caseaudit.model.words import in_quotes
from caseaudit.settings.records import Baseline, digest

VERSION = 1
"""The version of the form; it changes when a reader of the old form would misread the new one."""

_MARK = "caseaudit_baseline"
_KEYS = (_MARK, "tool", "definition", "tracker", "recorded_on", "salt", "count", "findings")
MOST_BYTES = 100_000_000
"""A baseline of 2.5 million findings."""
_DIGEST = re.compile("[0-9a-f]{24}")
_SALT = re.compile("[0-9a-f]{32}")
_CODE = re.compile("[A-Z][0-9]{3}")
_AGAIN = 'Record it anew with "caseaudit baseline TRACKER -o FILE"'


def new_salt() -> str:
    """A salt for a new baseline, 32 hexadecimal digits."""
    return secrets.token_hex(16)


def write_baseline(write: Callable[[str], object], audit: Audit, findings: Findings, salt: str) -> int:
    """Write the baseline of an audit, `findings` being those to record; how many they are.

    The digests stand by rule and in order, so that two baselines with one salt can be compared line by line.
    """
    found: dict[str, Counter[str]] = {}
    for finding in findings:
        found.setdefault(finding.rule, Counter())[digest(finding, salt)] += 1
    count = sum(each.total() for each in found.values())
    head = {
        _MARK: VERSION,
        "tool": {"name": "caseaudit", "version": __version__},
        "definition": {"name": audit.definition.name, "version": audit.definition.version},
        "tracker": Path(audit.tracker.path).name,
        "recorded_on": audit.run_on.isoformat(),
        "salt": salt,
        "count": count,
    }
    write("{\n")
    for key, value in head.items():
        write(f"{json.dumps(key)}: {json.dumps(value)},\n")
    rules = (
        f"{json.dumps(rule)}: {{\n"
        + ",\n".join(f'"{key}": {times}' for key, times in sorted(each.items()))
        + "}"
        for rule, each in sorted(found.items())
    )
    write('"findings": {' + ",\n".join(rules) + "}}\n")
    return count


def read_baseline(path: Path, definition: Definition) -> Baseline:
    """Read a baseline for use with a definition.

    Raises SettingsUnusable where it cannot be read, is damaged, or was recorded with another definition or version.
    """
    data = _parsed(path)
    _of_this_definition(path, data, definition)
    known: Counter[str] = Counter()
    for rule, digests in data["findings"].items():
        if not _CODE.fullmatch(rule) or not isinstance(digests, dict):
            _damaged(path, "its findings are out of form")
        for key, times in digests.items():
            if not _DIGEST.fullmatch(key) or type(times) is not int or times < 1:
                _damaged(path, "its findings are out of form")
            known[key] += times
    if known.total() != data["count"]:
        _damaged(path, f"it says that it holds {data['count']:,} findings, and it holds {known.total():,}")
    return Baseline(str(path), data["salt"], date.fromisoformat(data["recorded_on"]), data["tracker"], known)


def salt_of(path: Path) -> str:
    """The salt of the baseline that stands at a path, so that the next can be compared with it; else a new salt.

    Raises SettingsUnusable where a file stands there that is no baseline: it must not be written over.
    """
    if not path.is_file():
        return new_salt()
    try:
        salt: str = _parsed(path)["salt"]
    except SettingsUnusable as error:
        what = error.faults[0].what.split(". ")[0].split("; ")[0]
        _fault(path, f"{what}; nothing is written over it. Name another file, or delete this one first")
    return salt


def _parsed(path: Path) -> dict[str, Any]:
    """The file's data with every part in form but the findings."""
    try:
        data = json.loads(bounded_bytes(path, MOST_BYTES))
    except FileNotFoundError:
        _fault(path, f"there is no such baseline. {_AGAIN}")
    except OSError as error:
        _fault(path, f"the baseline cannot be read ({error.strerror or error})")
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", 0)
        _fault(path, f"the baseline is damaged: this is no JSON. {_AGAIN}", line)
    if not isinstance(data, dict) or _MARK not in data:
        _fault(path, f"this is no baseline. {_AGAIN}")
    if data[_MARK] != VERSION:
        _fault(
            path,
            f"this is a baseline of form {data[_MARK]!r}, and this program reads form {VERSION}. {_AGAIN}",
        )
    missing = [key for key in _KEYS if key not in data]
    if missing:
        _damaged(path, f"{in_quotes(missing)} is missing")
    fits: Mapping[str, bool] = {
        "definition": isinstance(data["definition"], dict),
        "tracker": isinstance(data["tracker"], str),
        "recorded_on": _is_day(data["recorded_on"]),
        "salt": isinstance(data["salt"], str) and _SALT.fullmatch(data["salt"]) is not None,
        "count": type(data["count"]) is int,
        "findings": isinstance(data["findings"], dict),
    }
    broken = [key for key, right in fits.items() if not right]
    if broken:
        _damaged(path, f"{in_quotes(broken)} is out of form")
    return data


def _of_this_definition(path: Path, data: Mapping[str, Any], definition: Definition) -> None:
    name, version = data["definition"].get("name"), data["definition"].get("version")
    if (name, version) != (definition.name, definition.version):
        _fault(
            path,
            f"this baseline was recorded with the definition {name} {version}, and this check uses "
            f"{definition.name} {definition.version}, whose findings may differ. {_AGAIN}",
        )


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _damaged(path: Path, what: str) -> NoReturn:
    _fault(path, f"the baseline is damaged: {what}. {_AGAIN}")


def _fault(path: Path, what: str, line: int = 0) -> NoReturn:
    raise SettingsUnusable(
        str(path), (DefinitionFault(line, what if what.endswith(".") else f"{what}."),)
    ) from None
