"""What the reading of a workbook works with, made once from the definition."""

from __future__ import annotations

from dataclasses import dataclass

from caseaudit.model.definition import Definition
from caseaudit.tracker.layout.headings import Headings
from caseaudit.tracker.layout.lists import ListNames
from caseaudit.tracker.layout.numbers import NumberReader
from caseaudit.tracker.layout.words import LayoutWords, layout_words


@dataclass(frozen=True, slots=True, eq=False)
class Tools:
    """The definition with the readers made from it."""

    definition: Definition
    words: LayoutWords
    headings: Headings
    lists: ListNames
    numbers: NumberReader


def tools_of(definition: Definition) -> Tools:
    """The readers for one definition."""
    words = layout_words(definition.extras)
    return Tools(
        definition,
        words,
        Headings(definition, words),
        ListNames(definition, words),
        NumberReader(definition, words),
    )
