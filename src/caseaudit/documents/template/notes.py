"""The note on a header: what the field means and how to enter it, in the words of the definition."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from caseaudit.findings.spoken import clipped, guidance_lines, holds_words, need_words, one_line
from caseaudit.model.definition import CaseList, Definition, Field

WIDTH = 380
"""Width of a note in pixels."""
_SIGNS, _LINE, _MARGIN = 58, 17, 14
"""Signs that stand on a line of a note; the height of a line and of the margins in pixels."""
_MOST = 2_000


def note(field: Field, case_list: CaseList, definition: Definition) -> str:
    """The text of the note on a field's header on one list's sheet."""
    return clipped("\n".join(_lines(field, case_list, definition)), _MOST)


def height(text: str) -> int:
    """How high a note must be, in pixels, to show all of its text."""
    rows = sum(max(1, ceil(len(line) / _SIGNS)) for line in text.split("\n"))
    return rows * _LINE + _MARGIN


def _lines(field: Field, case_list: CaseList, definition: Definition) -> Iterator[str]:
    if field.guidance.meaning:
        yield f"{one_line(field.guidance.meaning)}\n"
    need = need_words(field.needs[case_list.name], definition)
    yield f"Holds: {holds_words(field)}; {need} for {case_list.title.lower()} cases."
    for label, text in guidance_lines(field.guidance):
        yield f"{label}: {one_line(text)}"
