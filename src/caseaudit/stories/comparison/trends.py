"""The measures over time: cases a list, growth, how many cases stay, and how much is missing or inconsistent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from caseaudit.model.comparison import Snapshot, Trend, Unit
from caseaudit.model.definition import Severity
from caseaudit.model.finding import FieldFigures, GaoClass
from caseaudit.tracker.history import History

if TYPE_CHECKING:
    from caseaudit.tracker.cases import Cases

_SEVERITY_TITLES = {Severity.ERROR: "Errors", Severity.WARNING: "Warnings", Severity.NOTE: "Notes"}


def trends(snapshots: Sequence[Snapshot], histories: Sequence[History]) -> Iterator[Trend]:
    """Every measure of the snapshots; `histories` lead from each to the next."""
    titles = {name: each.title for name, each in snapshots[0].audit.definition.lists.items()}
    yield from _cases(snapshots, histories, titles)
    for name in (*titles, None):
        yield from _quality(snapshots, name)
    for severity, title in _SEVERITY_TITLES.items():
        counts = tuple(float(each.audit.findings.severities()[severity]) for each in snapshots)
        yield Trend(f"{severity.value}s", title, None, Unit.COUNT, counts)


def throughout(snapshots: Sequence[Snapshot], gao_class: GaoClass) -> tuple[tuple[str, str], ...]:
    """The fields (list, field) that were incomplete, or inconsistent, in every snapshot."""
    count = _COUNTED[gao_class]
    every = [
        {(each.list, each.field) for each in snapshot.audit.fields if count(each)} for snapshot in snapshots
    ]
    return tuple(
        (each.list, each.field)
        for each in snapshots[0].audit.fields
        if all((each.list, each.field) in found for found in every)
    )


_COUNTED: dict[GaoClass, Callable[[FieldFigures], int]] = {
    GaoClass.INCOMPLETE: lambda each: each.missing,
    GaoClass.INCONSISTENT: lambda each: each.inconsistent,
}


def _cases(
    snapshots: Sequence[Snapshot], histories: Sequence[History], titles: dict[str, str]
) -> Iterator[Trend]:
    for name, title in titles.items():
        counts = [each.audit.cases.get(name, 0) for each in snapshots]
        yield Trend("cases", title, name, Unit.COUNT, tuple(map(float, counts)))
        growth = [now / then if then else None for then, now in pairwise(counts)]
        yield Trend("growth", f"{title}, against the snapshot before", name, Unit.TIMES, (None, *growth))
        stayed = (None, *(_still_there(history, name) for history in histories))
        yield Trend("still_there", f"Still {title.lower()} of those before", name, Unit.SHARE, stayed)
    totals = tuple(float(sum(each.audit.cases.values())) for each in snapshots)
    yield Trend("cases", "All lists", None, Unit.COUNT, totals)


def _still_there(history: History, name: str) -> float | None:
    """The share of a list's numbered cases that stand on it in the newer tracker too."""
    older, newer = _numbers(history.older.lists.get(name)), _numbers(history.newer.lists.get(name))
    if not older:
        return None
    reused = sum(
        int((~pair.same_case).sum())
        for pair in history.pairs
        if pair.older.case_list.name == name == pair.newer.case_list.name
    )
    return (len(older & newer) - reused) / len(older)


def _numbers(cases: Cases | None) -> set[str | None]:
    return set() if cases is None else {number for number in cases.numbers if number is not None}


def _quality(snapshots: Sequence[Snapshot], name: str | None) -> Iterator[Trend]:
    """Incomplete and inconsistent fields and entries of a list; of all lists where `name` is None."""
    figures = [
        [each for each in snapshot.audit.fields if name is None or each.list == name]
        for snapshot in snapshots
    ]
    for gao_class, count in _COUNTED.items():
        fields = tuple(float(len({each.field for each in own if count(each)})) for own in figures)
        yield Trend(f"fields_{gao_class.value}", f"Fields {gao_class.value}", name, Unit.COUNT, fields)
    missing, inconsistent = (
        tuple(float(sum(map(count, own))) for own in figures) for count in _COUNTED.values()
    )
    yield Trend("entries_missing", "Entries missing", name, Unit.COUNT, missing)
    shares = tuple(map(_share_missing, figures))
    yield Trend("share_missing", "Entries missing, of those required", name, Unit.SHARE, shares)
    yield Trend("entries_inconsistent", "Entries inconsistent", name, Unit.COUNT, inconsistent)


def _share_missing(figures: list[FieldFigures]) -> float | None:
    required = sum(each.required for each in figures)
    return sum(each.missing for each in figures) / required if required else None
