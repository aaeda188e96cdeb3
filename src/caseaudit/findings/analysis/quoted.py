"""The figures that a definition gives names of its own, such as `G03`, where a report counts what they are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from caseaudit.model.counted import CountedFigure

if TYPE_CHECKING:
    from caseaudit.model.counted import CellRange
    from caseaudit.model.definition import Definition

Joint = Callable[[str, CountedFigure, str, str], CountedFigure | None]
"""Of what a figure counts, those whose other field holds a term."""


def quoted_figures(
    figures: Sequence[CountedFigure], definition: Definition, joint: Joint | None
) -> Iterator[CountedFigure]:
    """The definition's own figures, of those given; one made of figures that are all 0 is 0."""
    known = {each.name: each for each in figures}
    for quoted in definition.figures.values():
        own = [known[name] for name in quoted.of if name in known]
        if not own and not _counts_entries(quoted.of[0], known, definition):
            continue
        if quoted.field is not None:
            if joint is None:
                continue
            joined = (joint(quoted.name, each, quoted.field, quoted.term) for each in own)
            own = [each for each in joined if each is not None]

        def cells(own: Sequence[CountedFigure] = own) -> list[CellRange]:
            return [cell for each in own for cell in each.cells()]

        names = ", ".join(quoted.of)
        yield CountedFigure(quoted.name, f"{quoted.title} ({names})", sum(each.value for each in own), cells)


def _counts_entries(name: str, known: Mapping[str, CountedFigure], definition: Definition) -> bool:
    """Whether the figure would be among these if it were not 0: it counts entries of a list that is there."""
    listed, *rest = name.split(".")
    return listed in known and bool(rest) and rest[0] in definition.fields
