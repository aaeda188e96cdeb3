"""What became of each case from one snapshot to the next: new, gone, moved, in another phase."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from caseaudit.model.comparison import Change, ChangeKind
from caseaudit.tracker.history import History, Pair

if TYPE_CHECKING:
    from caseaudit.model.finding import Place
    from caseaudit.tracker.cases import Cases


def changes(history: History, earlier: set[str]) -> tuple[Change, ...]:
    """The changes of all cases, by kind; `earlier` are the case numbers of the snapshots before the older one."""
    found = [
        *_added(history, earlier),
        *_gone(history),
        *(change for pair in history.pairs for change in _of_pair(history, pair)),
    ]
    kinds = [*ChangeKind]
    return tuple(sorted(found, key=lambda change: kinds.index(change.kind)))


def _added(history: History, earlier: set[str]) -> Iterator[Change]:
    for name, added in history.added.items():
        cases = history.newer.lists[name]
        field = cases.definition.roles.case_number
        for case in added.tolist():
            kind = ChangeKind.RETURNED if cases.numbers[case] in earlier else ChangeKind.NEW
            place = history.place_now(cases, field, case)
            yield Change(kind, _number(cases, case), None, name, None, place)


def _gone(history: History) -> Iterator[Change]:
    for name, gone in history.gone.items():
        cases = history.older.lists[name]
        field = cases.definition.roles.case_number
        for case in gone.tolist():
            place = history.place_then(cases, field, case)
            yield Change(ChangeKind.GONE, _number(cases, case), name, None, place, None)


def _of_pair(history: History, pair: Pair) -> Iterator[Change]:
    import numpy as np

    before, after = pair.older.case_list.name, pair.newer.case_list.name
    moved = before != after
    for row in np.flatnonzero(~pair.same_case).tolist():
        yield _change(history, pair, ChangeKind.REUSED, row, before, after)
    if moved:
        for row in np.flatnonzero(pair.same_case).tolist():
            yield _change(history, pair, ChangeKind.MOVED, row, before, after)
    yield from _phases(history, pair)


def _phases(history: History, pair: Pair) -> Iterator[Change]:
    import numpy as np

    then, now = pair.phase_then, pair.phase_now
    phases = [phase.name for phase in pair.newer.definition.phases]
    for row in np.flatnonzero(pair.same_case & (then > 0) & (now > 0) & (then != now)).tolist():
        steps = int(now[row] - then[row])
        kind = ChangeKind.BACK if steps < 0 else ChangeKind.FORWARD if steps == 1 else ChangeKind.SKIPPED
        old, new = int(pair.then[row]), int(pair.now[row])
        yield Change(
            kind,
            _number(pair.newer, new),
            phases[int(then[row]) - 1],
            phases[int(now[row]) - 1],
            history.place_then(pair.older, _supplier(pair.older, old), old),
            history.place_now(pair.newer, _supplier(pair.newer, new), new),
        )


def _supplier(cases: Cases, case: int) -> str:
    return cases.phase_supplier(case) or cases.definition.roles.case_number


def _change(history: History, pair: Pair, kind: ChangeKind, row: int, before: str, after: str) -> Change:
    field = pair.newer.definition.roles.case_number
    old, new = int(pair.then[row]), int(pair.now[row])
    older: Place = history.place_then(pair.older, field, old)
    return Change(
        kind, _number(pair.newer, new), before, after, older, history.place_now(pair.newer, field, new)
    )


def _number(cases: Cases, case: int) -> str:
    """A case's number as it stands, on one line."""
    return " ".join((cases.entries[cases.definition.roles.case_number].text(case) or "").split())
