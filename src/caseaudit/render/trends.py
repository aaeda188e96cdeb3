"""How figures changed over snapshots of a tracker, as the rows of a table; the same in every form of report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from caseaudit.model.comparison import ChangeKind, Comparison, Snapshot, Turnover, Unit
from caseaudit.render.paper import inert

_SHOWN = ("cases", "fields_incomplete", "fields_inconsistent", "growth", "still_there", "share_missing")
_CHANGES = {
    ChangeKind.NEW: "Cases new",
    ChangeKind.RETURNED: "Cases back again",
    ChangeKind.GONE: "Cases gone",
    ChangeKind.MOVED: "Cases moved to another list",
    ChangeKind.FORWARD: "Cases one phase further",
    ChangeKind.SKIPPED: "Cases that skipped a phase",
    ChangeKind.BACK: "Cases a phase back",
    ChangeKind.REUSED: "Numbers used for another case",
}


def labels_of(snapshots: Sequence[Snapshot]) -> list[str]:
    """The as-of dates, where they tell the snapshots apart, else the names."""
    dates = [each.audit.as_of.isoformat() if each.audit.as_of else "" for each in snapshots]
    return dates if all(dates) and len(set(dates)) == len(dates) else [inert(each.name) for each in snapshots]


def rows_of(comparison: Comparison) -> Iterator[list[str]]:
    """The name of each figure, and its value in each snapshot."""
    titles = {name: each.title for name, each in comparison.definition.lists.items()}
    for each in comparison.trends:
        if each.key not in _SHOWN or not any(each.values):
            continue
        title = inert(each.title)
        if each.list is not None and titles[each.list].casefold() not in title.casefold():
            title = f"{titles[each.list]}: {title.lower()}"
        yield [title, *(_value(value, each.unit) for value in each.values)]
    for kind, title in _CHANGES.items():
        counts = [step.counts.get(kind, 0) for step in comparison.steps]
        if any(counts):
            yield [title, "–", *(f"{count:,}" for count in counts)]
    yield ["Findings", *(f"{len(each.audit.findings):,}" for each in comparison.snapshots)]
    turnovers = [sum(step.finding_changes.turnover().values(), Turnover()) for step in comparison.steps]
    for title, name in (
        ("Findings new", "new"),
        ("Findings back again", "returned"),
        ("Findings fixed", "fixed"),
    ):
        yield [title, "–", *(f"{getattr(each, name):,}" for each in turnovers)]


def _value(value: float | None, unit: Unit) -> str:
    if value is None:
        return "–"
    if unit is Unit.SHARE:
        return f"{100 * value:.0f}%"
    return f"{value:.1f}×" if unit is Unit.TIMES else f"{value:,.0f}"
