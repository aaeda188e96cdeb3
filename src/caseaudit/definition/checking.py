"""Every fault of a definition at once: of its YAML, of its shape, and of what its parts say of each other.

A faulty part is taken out, and a missing one filled in, so that the rest of the file can still be judged;
what is then wrong only because of that is not reported.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from caseaudit.definition.crossings import crossing_faults
from caseaudit.definition.doubles import double_faults
from caseaudit.definition.form import SEPARATOR, Form
from caseaudit.definition.messages import message_of, path_of
from caseaudit.definition.source import Fault, Path, Source, read
from caseaudit.model.definition import Holds
from caseaudit.model.errors import DefinitionFault
from caseaudit.model.spelling import nearest

_FILLINGS: dict[str, Any] = {
    "caseaudit": 1,
    "name": "?",
    "version": "?",
    "title": "?",
    "header": "?",
    "holds": "",
    "needs": "optional",
    "terms": {"?": None},
    "case_number": "?",
    "roles": {"case_number": "?"},
    "lists": {"?": {"title": "?"}},
    "fields": {"?": {"header": "?", "holds": "text", "needs": "optional"}},
}
"""What stands in for a required part that is missing or faulty; what a field holds is guessed."""

_KINDS = tuple(str(kind) for kind in Holds)


def checked(
    text: str, source: Source, known_rules: Iterable[str]
) -> tuple[Form | None, list[DefinitionFault]]:
    """The form of a definition, or all its faults in the order of lines.

    `text` is what `source` was read from; it is read again, for the lines, only where there are faults.
    """
    if not isinstance(source.data, dict):
        what = "the file holds no definition; begin it with: caseaudit: 1 (docs/definition.md shows the rest)"
        return None, [DefinitionFault(1, what)]
    form: Form | None
    shape: list[Fault] = []
    try:
        form = Form.model_validate(source.data)
    except ValidationError as error:
        form, shape = _repaired(error, source.data, read(text, with_lines=True).texts)
    broken = [fault.path for fault in shape]
    crossings = [] if form is None else [*crossing_faults(form, known_rules), *double_faults(form)]
    faults = shape + [fault for fault in crossings if not _concerns(fault.path, broken)]
    if not faults and not source.faults:
        return form, []
    return None, _in_order(faults, source, text)


def _repaired(
    error: ValidationError, data: dict[str, Any], texts: dict[Path, str]
) -> tuple[Form | None, list[Fault]]:
    """The form without its faulty parts, and the faults; repeated where a repair lets further faults show."""
    faults: list[Fault] = []
    data = copy.deepcopy(data)
    for _ in range(3):
        errors = error.errors(include_url=False)
        said = [Fault(path_of(each), message_of(each, texts)) for each in errors]
        faults += [fault for fault in said if not _is_misspelled(fault, said)]
        for each in sorted(errors, key=lambda each: _deepest_last_first(path_of(each))):
            _repair(data, path_of(each), each["type"])
        try:
            return Form.model_validate(data), faults
        except ValidationError as another:
            error = another
    return None, faults


def _deepest_last_first(path: Path) -> tuple[int, list[int]]:
    """An order in which parts can be taken out of lists while the positions of the others stay true."""
    return -len(path), [-step if isinstance(step, int) else 0 for step in path]


def _repair(data: Any, path: Path, kind: str) -> None:
    *way, last = path
    for step in way:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return
    if isinstance(data, list) and isinstance(last, int):
        del data[last : last + 1]
    elif isinstance(data, dict):
        faulty = data.pop(last, None)
        if last in _FILLINGS and kind != "extra_forbidden":
            data[last] = (
                _likely_kind(data, faulty) if last == "holds" else copy.deepcopy(_FILLINGS[str(last)])
            )


def _likely_kind(field: dict[str, Any], faulty: object) -> str:
    """What a field without a readable `holds` was most likely meant to hold."""
    guess = nearest(faulty, _KINDS) if isinstance(faulty, str) else None
    return guess or ("term" if "vocabulary" in field else "identifier" if "pattern" in field else "text")


def _is_misspelled(fault: Fault, others: list[Fault]) -> bool:
    """Whether a part is missing only because its key is misspelled, which is said where the key stands."""
    sought = f'did you mean "{fault.path[-1]}"?'
    return "is missing" in fault.what and any(
        other.path[:-1] == fault.path[:-1] and sought in other.what for other in others
    )


def _concerns(path: Path, broken: list[Path]) -> bool:
    """Whether a fault speaks of a part that was taken out or filled in, and so would only repeat its fault."""
    return any(path[: len(other)] == other for other in broken)


def _in_order(faults: list[Fault], source: Source, text: str) -> list[DefinitionFault]:
    lined, lines = read(text, with_lines=True), text.splitlines()
    placed = [DefinitionFault(_line_of(path, lined, lines), what) for path, what in faults]
    placed += [DefinitionFault(line, what) for line, what in source.faults]
    return sorted(dict.fromkeys(placed), key=lambda fault: fault.line)


def _line_of(path: Path, lined: Source, lines: list[str]) -> int:
    """The line of the part, or of the nearest part around it that stands in the file."""
    for end in range(len(path), 0, -1):
        line = lined.lines.get(path[:end])
        if line is None:
            continue
        place = path[end] if end < len(path) else None
        separated = lined.texts.get(path[:end])
        return _line_inside(separated, place, line, lines) if separated and isinstance(place, int) else line
    return 1


def _line_inside(separated: str, place: int, line: int, lines: list[str]) -> int:
    """The line of one item of a list that is written as a text from `line` on."""
    item = [part for part in map(str.strip, separated.split(SEPARATOR)) if part][place]
    whole = re.compile(rf"(?:^|[;:'\"])\s*{re.escape(item)}\s*(?:;|['\"]?$)")
    height = separated.count("\n") + len(separated) // 20 + 2
    return next(
        (n for n in range(line, line + height) if n <= len(lines) and whole.search(lines[n - 1])), line
    )
