"""What the entries of a column look like, from its most frequent ones: dates, terms, companies, people, sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from caseaudit.kinds.dates import read_date_cell
from caseaudit.kinds.vocabulary import Lexicon, lexicon
from caseaudit.model.definition import Definition, Field, Holds
from caseaudit.model.table import Cell, CellKind
from caseaudit.tracker.layout.knowledge import knowledge
from caseaudit.tracker.layout.texts import words_of
from caseaudit.tracker.layout.values import identifier

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

_LONGEST_DATE = 40
"""Signs of a text that may be a date; a longer one is an account of what happened on it."""
_SEPARATORS = re.compile(r"[;\n|]")
_PERSON = re.compile(
    r"(?:[A-Z]\.? ){0,2}[A-Z][^\W\d_]+(?:[ '-][A-Z][^\W\d_]*\.?){0,2}(?:, ?[A-Z][^\W\d_]*\.?)?|[A-Z]{2,3}"
)
_ADDRESS = re.compile(r"\S@\S|https?://\S|\S\.(?:com|org|gov)\b")
_WORDS_OF_SENTENCE = 4
_WORDS_OF_TERM = 7
_WORDS_OF_THING = 5
_FIRST = 8
"""Entries that are looked at where a heading already says that the column is free text."""
_YES_NO = frozenset(("yes", "no", "y", "n", "true", "false", "x"))


class Entry(NamedTuple):
    """A distinct entry and in how many rows it stands."""

    cell: Cell
    rows: int


class Contents:
    """The entries of one column, blanks and stand-ins aside; shares count rows."""

    def __init__(
        self, entries: Sequence[Entry], distinct: int, days: Callable[[], npt.NDArray[np.float64]]
    ) -> None:
        self.entries = entries
        self.distinct = distinct
        self.count = sum(each.rows for each in entries)
        self._days = days
        self._shares: dict[str, float] = {}

    @cached_property
    def days(self) -> npt.NDArray[np.float64]:
        """The day of each row, as a number; NaN where it holds no date."""
        return self._days()

    def share(self, reads: Callable[[Cell], bool], name: str = "") -> float:
        """The share of rows whose entry `reads` accepts; remembered by `name`."""
        found = self._shares.get(name) if name else None
        if found is None:
            right = sum(each.rows for each in self.entries if reads(each.cell))
            found = self._shares[name] = right / self.count if self.count else 0.0
        return found

    @property
    def dates(self) -> float:
        """The share of dates."""
        return self.share(is_date, "date")

    @property
    def texts(self) -> float:
        """The share of texts in words: no number, no date, no yes or no, no address."""
        return self.share(_is_text, "text")

    @property
    def companies(self) -> float:
        """The share of names of companies."""
        return self.share(_is_company, "company")

    @property
    def own_companies(self) -> float:
        """The share of names of companies of the tracker's own country."""
        return self.share(_is_own_company, "own company")

    @property
    def people(self) -> float:
        """The share of names of people."""
        return self.share(_is_person, "person")

    @property
    def sentences(self) -> float:
        """The share of sentences."""
        return self.share(_is_sentence, "sentence")

    @property
    def things(self) -> float:
        """The share of short texts that name neither people by initials nor companies."""
        return self.share(_is_thing, "thing")

    @property
    def variety(self) -> float:
        """How many of the entries are different ones, from 0 to 1."""
        return min(self.distinct / self.count, 1.0) if self.count else 0.0


def reads_of(definition: Definition, field: Field) -> tuple[str, Callable[[Cell], bool]] | None:
    """What reads a field's entries, with the name of the kind; None for texts."""
    vocabulary = definition.vocabulary_of(field.name)
    if vocabulary is not None:
        return f"terms {vocabulary.name}", _names_term(lexicon(vocabulary, ""))
    if field.holds is Holds.DATE:
        return "date", is_date
    if field.holds is Holds.IDENTIFIER:
        return f"number {field.pattern}", _is_identifier(field.pattern or "")
    return None


def standard_terms(contents: Contents, definition: Definition, field: Field) -> float:
    """The share of entries that are standard terms of the field: quick, because nothing else needs to be read."""
    vocabulary = definition.vocabulary_of(field.name)
    if vocabulary is None:
        return 0.0
    is_term = lexicon(vocabulary, "").is_term
    return contents.share(lambda cell: is_term(cell.text.split(";", 1)[0]), f"standard {vocabulary.name}")


def are_terms(contents: Contents, definition: Definition) -> bool:
    """Whether most of the first entries are standard terms of one vocabulary: such a column is no free text."""
    texts = [each.cell.text for each in contents.entries[:_FIRST] if each.cell.kind is CellKind.TEXT]
    return any(
        2 * sum(map(lexicon(vocabulary, "").is_term, texts)) > len(texts)
        for vocabulary in definition.vocabularies.values()
    )


def is_date(cell: Cell) -> bool:
    """Whether the cell holds a date, or a text that reads as one."""
    return day_of(cell) is not None


def day_of(cell: Cell) -> date | None:
    """The day, month first where that is open; None where the cell holds no date."""
    if cell.kind is CellKind.DATE or (cell.kind is CellKind.TEXT and 5 < len(cell.text) <= _LONGEST_DATE):
        if cell.kind is CellKind.TEXT and cell.text.strip().isdigit():
            return None
        said = read_date_cell(cell)
        return said.month_first or said.day_first
    return None


def _names_term(terms: Lexicon) -> Callable[[Cell], bool]:
    def names(cell: Cell) -> bool:
        if cell.kind is not CellKind.TEXT:
            return False
        parts = [part for part in _SEPARATORS.split(cell.text) if part.strip()]
        # A sentence on legal review is no entry of a phase.
        return any(len(part.split()) <= _WORDS_OF_TERM and terms.resolve(part).terms for part in parts)

    return names


def _is_identifier(pattern: str) -> Callable[[Cell], bool]:
    form = identifier(pattern)
    return lambda cell: form.fullmatch(cell.text) is not None


def _is_text(cell: Cell) -> bool:
    if cell.kind is not CellKind.TEXT:
        return False
    text = cell.text.strip()
    letters = sum(map(str.isalpha, text[:200]))
    digits = sum(map(str.isdigit, text[:200]))
    return letters > digits and text.lower() not in _YES_NO and _ADDRESS.search(text[:200]) is None


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return words_of(text[:300])


def _is_company(cell: Cell) -> bool:
    words = _words(cell.text) if cell.kind is CellKind.TEXT else ()
    return 1 < len(words) <= 10 and not knowledge().companies.isdisjoint(words)


def _is_own_company(cell: Cell) -> bool:
    return _is_company(cell) and not knowledge().own_companies.isdisjoint(_words(cell.text))


def _is_person(cell: Cell) -> bool:
    return (
        cell.kind is CellKind.TEXT
        and len(cell.text) <= 40
        and _PERSON.fullmatch(cell.text.strip()) is not None
    )


def _is_sentence(cell: Cell) -> bool:
    if cell.kind is not CellKind.TEXT or _is_company(cell):
        return False
    words = cell.text.split()
    small = sum(word[:1].islower() for word in words)
    return len(words) >= _WORDS_OF_SENTENCE and small * 2 >= len(words)


def _is_thing(cell: Cell) -> bool:
    if not _is_text(cell) or _is_company(cell):
        return False
    return len(cell.text.split()) <= _WORDS_OF_THING and not any(map(str.isdigit, cell.text))
