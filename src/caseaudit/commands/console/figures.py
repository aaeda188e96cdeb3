"""`--explain-figure`: one figure of a report with the cells that it counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from caseaudit.commands.console.output import destination, paper
from caseaudit.model.errors import CommandUnusable

if TYPE_CHECKING:
    from caseaudit.findings.analysis.quoted import Joint
    from caseaudit.model.counted import CountedFigure
    from caseaudit.model.definition import Definition

ExplainFigure = Annotated[
    str | None,
    typer.Option(
        "--explain-figure",
        metavar="NAME",
        help='Show one figure with the cells that it counts, such as active.status.missing; "all" lists the names.',
        show_default=False,
    ),
]
_EVERY = "all"


def explain_figure(
    name: str,
    figures: Sequence[CountedFigure],
    definition: Definition,
    *,
    plain: bool,
    joint: Joint | None = None,
) -> None:
    """Write one figure, or the names of all. Raises CommandUnusable where none is called so."""
    from caseaudit.findings.analysis.quoted import quoted_figures
    from caseaudit.render.figures import write_figure, write_names

    every = [*figures, *quoted_figures(figures, definition, joint)]
    with destination(None, exact=False) as write:
        page = paper(write, to_file=False, plain=plain)
        if name == _EVERY:
            write_names(page, every)
        else:
            write_figure(page, _named(name, every))


def _named(name: str, figures: Sequence[CountedFigure]) -> CountedFigure:
    from caseaudit.definition.hints import hint

    known = {each.name.casefold(): each for each in figures}
    chosen = known.get(name.strip().casefold())
    if chosen is None:
        near = hint(name, tuple(each.name for each in figures))
        raise CommandUnusable(
            f'--explain-figure: no figure of this report is called "{name}"{near}; '
            f"--explain-figure {_EVERY} lists them."
        )
    return chosen
