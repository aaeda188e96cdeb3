"""Every fault of a definition at once: of its YAML, of its shape, and of what its parts say of each other.

What is wrong with a part only because another part is faulty is not reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pydantic import ValidationError

from caseaudit.definition.crossings import crossing_faults
from caseaudit.definition.doubles import double_faults
from caseaudit.definition.form import SEPARATOR, Form, form_of
from caseaudit.definition.register_faults import register_faults
from caseaudit.definition.repair import repaired
from caseaudit.definition.source import Fault, Path, Source, read
from caseaudit.model.errors import DefinitionFault


def checked(
    text: str, source: Source, known_rules: Iterable[str]
) -> tuple[Form | None, list[DefinitionFault]]:
    """The form of a definition, or all its faults in the order of lines.

    `text` is what `source` was read from; it is read again, for the lines, only where there are faults.
    """
    if not isinstance(source.data, dict):
        what = "the file holds no definition; begin it with: caseaudit: 2 (docs/definition.md shows the rest)"
        return None, [DefinitionFault(1, what)]
    form: Form | None
    shape: list[Fault] = []
    try:
        form = form_of(source.data)
    except ValidationError as error:
        form, shape = repaired(error, source.data, read(text, with_lines=True).texts)
    broken = [fault.path for fault in shape]
    crossings = (
        []
        if form is None
        else [*crossing_faults(form, known_rules), *double_faults(form), *register_faults(form)]
    )
    faults = shape + [fault for fault in crossings if not _concerns(fault.path, broken)]
    if not faults and not source.faults:
        return form, []
    return None, _in_order(faults, source, text)


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
