"""The log of a normalised copy as JSON: every entry before and after, and enough to put the old ones back exactly."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from caseaudit import __version__
from caseaudit.definition.files import bounded_bytes
from caseaudit.model.definition import Definition
from caseaudit.model.edits import CellEdit, Change, Cut, EditReport, Left, PartChange, Plan, Rewrite
from caseaudit.model.errors import CommandUnusable

VERSION = 1
MOST_BYTES = 1_000_000_000
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")


@dataclass(frozen=True, slots=True)
class Logged:
    """What a log says: the tracker's and the copy's paths, and what was done to the one to make the other."""

    tracker: str
    copy: str
    done: EditReport


def write_log(
    write: Callable[[str], object],
    plan: Plan,
    report: EditReport,
    definition: Definition,
    paths: tuple[str, str],
) -> None:
    """Write the log of a copy. `paths` are the tracker's and the copy's."""
    head = {
        "version": VERSION,
        "tool": {"name": "caseaudit", "version": __version__},
        "tracker": {"path": paths[0], "sha256": report.before},
        "copy": {"path": paths[1], "sha256": report.after},
        "definition": {"name": definition.name, "version": definition.version, "sha256": definition.sha256},
        "notes": report.notes,
        "parts": [asdict(part) for part in report.parts],
        "relies_on": report.relies_on,
    }
    write(json.dumps(head, indent=1, ensure_ascii=False).removesuffix("\n}"))
    made = {one.edit.place: one for one in report.made}
    _write_list(write, "changes", (_change(change, made[change.edit.place]) for change in plan.changes))
    _write_list(write, "left", map(_left, plan.left))
    write("\n}\n")


def read_log(path: Path) -> Logged:
    """Read a log.

    Raises:
        CommandUnusable: the file cannot be read, or is no log that `write_log` wrote.
    """
    try:
        raw = json.loads(bounded_bytes(path, MOST_BYTES))
        if raw["version"] != VERSION:
            raise CommandUnusable(
                f"{path}: is a log of version {raw['version']}; this program reads version {VERSION}."
            )
        made = tuple(map(_rewrite, raw["changes"]))
        parts = tuple(_part(part) for part in raw["parts"])
        relies_on = {_text(name): _text(digest) for name, digest in raw["relies_on"].items()}
        tracker, copy = raw["tracker"], raw["copy"]
        report = EditReport(
            made,
            parts=parts,
            relies_on=relies_on,
            before=_text(tracker["sha256"]),
            after=_text(copy["sha256"]),
        )
        return Logged(_text(tracker["path"]), _text(copy["path"]), report)
    except OSError as error:
        raise CommandUnusable(f"{path}: cannot be read ({error.strerror or error}).") from None
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        hint = " A log in CSV is for reading only." if path.suffix.lower() == ".csv" else ""
        raise CommandUnusable(
            f'{path}: is no log that "caseaudit normalize --log changes.json" wrote.{hint}'
        ) from None


def _write_list(write: Callable[[str], object], name: str, records: Iterator[Mapping[str, Any]]) -> None:
    write(f',\n "{name}": [')
    for number, record in enumerate(records):
        write((",\n  " if number else "\n  ") + json.dumps(record, ensure_ascii=False))
    write("]")


def _change(change: Change, made: Rewrite) -> dict[str, Any]:
    return {
        "sheet": change.edit.sheet,
        "cell": change.edit.place.cell,
        "list": change.list,
        "field": change.field,
        "case_number": change.case_number,
        "rule": change.rule,
        "old": change.old,
        "new": change.new,
        "is_date": isinstance(change.edit.new, date),
        "lost": made.lost or None,
        "old_xml": made.old_xml,
        "new_xml": made.new_xml,
    }


def _left(left: Left) -> dict[str, Any]:
    return {
        "sheet": left.place.sheet,
        "cell": left.place.cell,
        "list": left.list,
        "field": left.field,
        "case_number": left.case_number,
        "rule": left.rule,
        "value": left.value,
        "why": left.why,
        "nearest": left.nearest,
    }


def _rewrite(raw: Mapping[str, Any]) -> Rewrite:
    found = _CELL.fullmatch(raw["cell"])
    if found is None:
        raise ValueError(raw["cell"])
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    new: str | date = date.fromisoformat(raw["new"]) if raw["is_date"] else _text(raw["new"])
    edit = CellEdit(_text(raw["sheet"]), int(found[2]) - 1, column - 1, new)
    return Rewrite(edit, _text(raw["old_xml"]), _text(raw["new_xml"]))


def _part(raw: Mapping[str, Any]) -> PartChange:
    cuts = tuple(Cut(_number(cut["at"]), _text(cut["old"]), _text(cut["new"])) for cut in raw["cuts"])
    return PartChange(_text(raw["name"]), _text(raw["before"]), _text(raw["after"]), cuts)


def _text(value: object) -> str:
    """The value, where it is a text that can be written; anything else raises ValueError."""
    if not isinstance(value, str):
        raise ValueError(type(value).__name__)
    value.encode()
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or value < 0:
        raise ValueError(type(value).__name__)
    return value
