"""What people put around a heading: numbering, notes, instructions. Without it, the heading is the same."""

from __future__ import annotations

import re
from collections.abc import Iterator

from caseaudit.tracker.layout.texts import words_of
from caseaudit.tracker.layout.words import LayoutWords

PARENTHESES = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|\{([^{}]*)\}|<([^<>]*)>")
_NUMBERING = re.compile(
    r"^\s*(?:(?:col(?:umn)?|field|item|no|q)\.?\s*)?(?:[(\[]\s*(?:\d{1,3}|[A-Za-z]{1,2}|[ivxIVX]{1,4})\s*[)\]]\.?"
    r"|(?:\d{1,3}|[A-Za-z]{1,2}|[ivxIVX]{1,4})\s*[.):](?=\s)|\d{1,3}\s*[.):-]|\d{1,3}\s+[-–—]|#?\d{1,3}\s+(?=[A-Za-z]))\s*"
)
_TABLE = re.compile(
    r"^\s*(?:(?:dbo\.)?(?:tbl|vw|qry|lkp|dim|fact|stg)[A-Za-z]*[_.]+|(?:[A-Za-z_]\w{1,60}\.){1,3})(?=[A-Za-z])"
)
"""The table's name before a column's, as databases export it."""
_SEPARATED = re.compile(r"\s*(?:[\r\n]+|:|;|\s[-–—]+\s|\s\|\s|\*\s)\s*")
_INSTRUCTION = 4
"""Words from which the text after a heading's line break or colon is an instruction, not a part of its name."""
_LONG_INSTRUCTION = 8
"""The same where one of them could change the meaning of the heading."""
_KINDS = ("date", "number")
"""Say in a note what kind of entry is meant, and alone what the column is: "(date: mm/dd/yyyy)", "(date)"."""


class Dress:
    """Takes off what does not change the meaning of a heading."""

    def __init__(self, words: LayoutWords) -> None:
        self._words = words

    def bare(self, text: str) -> Iterator[str]:
        """The heading without its numbering, without notes, and without both; each other than `text`."""
        bare = PARENTHESES.sub(lambda found: found[0] if self._is_qualifier(found[0]) else " ", text)
        noted = self._without_notes(bare)
        for variant in (text, bare, noted, _TABLE.sub("", text)):
            for each in (variant, _NUMBERING.sub("", variant, count=1)):
                if each.strip() and each != text:
                    yield each

    def _without_notes(self, bare: str) -> str:
        parts = [part for part in _SEPARATED.split(bare.strip()) if part.strip()]
        while len(parts) > 1 and self._is_note(parts[-1]):
            parts.pop()
        while len(parts) > 1 and self._is_note(parts[0]):
            parts.pop(0)
        return parts[0] if len(parts) > 1 and self._is_instruction(" ".join(parts[1:])) else " ".join(parts)

    def _is_note(self, text: str) -> bool:
        words = [word for word in words_of(text) if not word.isdigit()]
        others = [word for word in words if word not in _KINDS]
        return (not words or bool(others)) and self._words.notes.issuperset(others)

    def _is_instruction(self, text: str) -> bool:
        words = words_of(text)
        return len(words) >= (_INSTRUCTION if self._words.qualifiers.isdisjoint(words) else _LONG_INSTRUCTION)

    def _is_qualifier(self, text: str) -> bool:
        """Whether a text in parentheses changes the meaning of the heading before it."""
        words = words_of(text)
        few = len(words) <= _INSTRUCTION
        return few and not self._is_note(text) and not self._words.qualifiers.isdisjoint(words)
