"""`--explain-figure`: one figure of a report with the cells that it counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from caseaudit.commands.console.output import destination, paper
from caseaudit.model.errors import CommandUnusable

if TYPE_CHECKING:
    from caseaudit.model.counted import CellRange, CountedFigure
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
    from caseaudit.render.figures import write_figure, write_names

    with destination(None, exact=False) as write:
        page = paper(write, to_file=False, plain=plain)
        if name == _EVERY:
            write_names(page, [*figures, *quoted_figures(figures, definition, joint)])
            return
        write_figure(page, _named(name, figures, definition, joint))


Joint = Callable[[str, "CountedFigure", str, str], "CountedFigure | None"]
"""Of what a figure counts, those whose other field holds a term."""


def _named(
    name: str, figures: Sequence[CountedFigure], definition: Definition, joint: Joint | None
) -> CountedFigure:
    from caseaudit.definition.hints import hint

    known = {each.name.casefold(): each for each in (*quoted_figures(figures, definition, joint), *figures)}
    chosen = known.get(name.strip().casefold())
    if chosen is None:
        near = hint(name, tuple(each.name for each in known.values()))
        raise CommandUnusable(
            f'--explain-figure: no figure of this report is called "{name}"{near}; '
            f"--explain-figure {_EVERY} lists them."
        )
    return chosen


def _counts_entries(name: str, known: Mapping[str, CountedFigure], definition: Definition) -> bool:
    """Whether the figure would be among these if it were not nothing: it counts entries of a list that is there."""
    listed, *rest = name.split(".")
    return listed in known and bool(rest) and rest[0] in definition.fields


def quoted_figures(
    figures: Sequence[CountedFigure], definition: Definition, joint: Joint | None
) -> Iterator[CountedFigure]:
    """The figures that the definition gives names of its own (`extras: figures:`), where this report counts them."""
    from caseaudit.model.counted import CountedFigure

    given: Any = definition.extras.get("figures")
    known = {each.name: each for each in figures}
    for name, said in given.items() if isinstance(given, Mapping) else ():
        parts = [known.get(each) for each in said["of"]]
        where = said.get("where")
        if where and joint is not None and parts[0] is not None:
            parts = [joint(name, parts[0], where["field"], where["is"])]
        own = [each for each in parts if each is not None]
        if not own and not _counts_entries(said["of"][0], known, definition):
            continue

        def cells(own: Sequence[CountedFigure] = own) -> list[CellRange]:
            return [cell for each in own for cell in each.cells()]

        yield CountedFigure(
            name,
            f"{said['title']} ({', '.join(each.name for each in own)})",
            sum(each.value for each in own),
            cells,
        )
