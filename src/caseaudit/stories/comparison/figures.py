"""The figures of a comparison with the cells that they count: `active.still_there`, `changes.gone`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from caseaudit.findings.analysis.counted import masked
from caseaudit.model.comparison import ChangeKind
from caseaudit.model.counted import CellRange, CountedFigure, ranges
from caseaudit.model.table import column_of

if TYPE_CHECKING:
    from caseaudit.model.comparison import Change, Comparison
    from caseaudit.model.finding import Place
    from caseaudit.stories.audit import Examined
    from caseaudit.tracker.cases import Cases
    from caseaudit.tracker.history import History

_CELL = re.compile(r"([A-Z]+)(\d+)")


def comparison_figures(comparison: Comparison, examined: Sequence[Examined]) -> Iterator[CountedFigure]:
    """The figures of the last snapshot, beside the one before it."""
    import numpy as np

    from caseaudit.stories.comparison.pairing import follow

    older, newer = examined[-2:]
    history = follow(older.tracker, newer.tracker, (older.workbook.path, newer.workbook.path))
    for name, cases in newer.tracker.lists.items():
        title = cases.case_list.title
        every = np.ones(len(cases), dtype=bool)
        yield masked(f"{name}.cases", f"cases on the list {title} of the newest tracker", cases, None, every)
        yield _still_there(history, name, cases)
    step = comparison.steps[-1]
    for kind in ChangeKind:
        changes = [each for each in step.changes if each.kind is kind]
        if changes:
            title = f"cases that are {kind.value}, from {step.older.name} to {step.newer.name}"
            yield CountedFigure(f"changes.{kind.value}", title, len(changes), _cells(changes))


def _still_there(history: History, name: str, cases: Cases) -> CountedFigure:
    import numpy as np

    found = np.zeros(len(cases), dtype=bool)
    for pair in history.pairs:
        if pair.newer.case_list.name == name == pair.older.case_list.name:
            found[pair.now[pair.same_case]] = True
    title = (
        f"cases on the list {cases.case_list.title} of the newest tracker that were on it in the one before"
    )
    return masked(f"{name}.still_there", title, cases, None, found)


def _cells(changes: Sequence[Change]) -> Callable[[], list[CellRange]]:
    """Where the changes show: in the newer tracker, of cases that are gone in the older one."""
    places = [each.newer or each.older for each in changes]
    return lambda: [*ranges(sorted(_spot(place) for place in places if place is not None))]


def _spot(place: Place) -> tuple[str, int, int]:
    found = _CELL.fullmatch(place.cell)
    return (place.sheet, 0, 0) if found is None else (place.sheet, int(found[2]) - 1, column_of(found[1]))
