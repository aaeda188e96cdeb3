"""One figure and the cells that it counts, on a terminal; all figures by name."""

from __future__ import annotations

from collections.abc import Sequence

from caseaudit.model.counted import CountedFigure
from caseaudit.model.words import counted
from caseaudit.render.paper import Paper, fit, inert, span


def write_figure(paper: Paper, figure: CountedFigure) -> None:
    """The figure with its cells, a line a column and sheet."""
    paper.paragraph(f"{inert(figure.name)} = {figure.value:,}", style="strong")
    paper.paragraph(f"Counts: {inert(figure.title)}.", 2, 4)
    cells = figure.cells()
    if not cells:
        paper.line("  No cell.")
        return
    number = sum(each.size for each in cells)
    paper.paragraph(f"In {counted(number, 'cell')}, to paste into the Name Box of Excel one by one:", 2, 4)
    paper.paragraph(", ".join(inert(str(each)) for each in cells), 4, 4, "place")


def write_names(paper: Paper, figures: Sequence[CountedFigure]) -> None:
    """The figures, a line each."""
    width = min(max((span(inert(each.name)) for each in figures), default=0), paper.width // 2)
    for each in figures:
        name = inert(each.name)
        if span(name) > width:
            paper.line(paper.ink("strong", name))
            name = ""
        paper.paragraph(f"{fit(name, width)}  {each.value:>7,}  {inert(each.title)}", 0, width + 11)
