"""Numbers with their nouns, and words in a row: the same in every message and report."""

from __future__ import annotations

from collections.abc import Iterable

TOO_LONG = "#TOO LONG"
"""What a cell holds, as its error, whose entry has more characters than a cell may have: `#TOO LONG (40,000 …)`."""


def counted(number: int, noun: str, several: str | None = None) -> str:
    """A number with its noun: `1 finding`, `1,204 findings`."""
    return f"{number:,} {noun if number == 1 else several or noun + 's'}"


def listed(words: Iterable[str], last: str = "and") -> str:
    """Words in a row: `a`, `a and b`, `a, b and c`."""
    *front, end = tuple(words) or ("",)
    return f"{', '.join(front)} {last} {end}" if front else end


def in_quotes(names: Iterable[str]) -> str:
    """The names in quotation marks, with commas between."""
    return ", ".join(f'"{name}"' for name in names)
