"""The trend over snapshots of a tracker: small line charts and the figures behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from caseaudit.model.comparison import Comparison
from caseaudit.model.words import listed
from caseaudit.render.paper import inert
from caseaudit.render.trends import labels_of, rows_of

_WIDTH, _HEIGHT = 430, 230
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 318, 34, 196
_CLOSE = 16
"""Labels at the ends of lines keep this distance from each other."""

_CHARTS = ("cases", "fields_incomplete", "fields_inconsistent")
_TITLES = {
    "cases": "Cases",
    "fields_incomplete": "Fields incomplete",
    "fields_inconsistent": "Fields inconsistent",
}


def trend(comparison: Comparison | None) -> dict[str, Any] | None:
    """What the template draws of snapshots; None where there is no comparison."""
    if comparison is None:
        return None
    snapshots, titles = comparison.snapshots, comparison.definition.lists
    labels = labels_of(snapshots)
    charts = []
    for number, key in enumerate(_CHARTS):
        lines = {
            titles[each.list].title: [int(value or 0) for value in each.values]
            for each in comparison.trends
            if each.key == key and each.list is not None and any(each.values)
        }
        charts.append(_chart(f"trend-{number}", _TITLES[key], labels, lines))
    return {
        "lead": f"{len(snapshots)} snapshots of the tracker: {listed(labels)}. "
        "caseaudit compare names the cases behind these figures.",
        "charts": charts,
        "header": ["", *labels],
        "rows": [*rows_of(comparison)],
        "notes": [
            inert(note) for note in (*comparison.notes, *(n for step in comparison.steps for n in step.notes))
        ],
        "sources": [
            (label, f"{inert(each.name)}, SHA-256 {each.audit.tracker.sha256}")
            for label, each in zip(labels[:-1], snapshots[:-1], strict=True)
        ],
    }


def _chart(ident: str, title: str, labels: Sequence[str], lines: dict[str, list[int]]) -> dict[str, Any]:
    top = _rounded(max((max(values) for values in lines.values()), default=1))
    step = (_RIGHT - _LEFT - 40) / max(len(labels) - 1, 1)
    places = [round(_LEFT + 20 + step * number, 1) for number in range(len(labels))]

    def height(value: float) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * value / top, 1)

    drawn = []
    for name, values in lines.items():
        dots = [{"x": x, "y": height(value)} for x, value in zip(places, values, strict=True)]
        drawn.append(
            {
                "name": inert(name),
                "last": f"{values[-1]:,}",
                "points": " ".join(f"{dot['x']},{dot['y']}" for dot in dots),
                "dots": dots,
                "label_y": dots[-1]["y"],
            }
        )
    _apart(drawn)
    said = "; ".join(
        f"{name}: {', '.join(f'{v:,} ({label})' for v, label in zip(values, labels, strict=True))}"
        for name, values in lines.items()
    )
    return {
        "id": ident, "title": title, "description": f"{said}.", "width": _WIDTH, "height": _HEIGHT,
        "left": _LEFT, "right": _RIGHT, "bottom": _BOTTOM, "lines": drawn,
        "ticks": [{"y": height(value), "label": f"{value:,}"} for value in (0, top // 2, top)],
        "labels": [{"x": x, "text": inert(label[:16])} for x, label in zip(places, labels, strict=True)],
    }  # fmt: skip


def _rounded(most: int) -> int:
    """The next even number of one or two leading digits, so that the half is a whole number too."""
    unit = max(2, 2 * 10 ** (len(str(most)) - 2)) if most > 9 else 2
    return max(unit, -(-most // unit) * unit)


def _apart(lines: list[dict[str, Any]]) -> None:
    """Move labels that would cover each other apart, from the lowest up."""
    below = float("inf")
    for line in sorted(lines, key=lambda each: -each["label_y"]):
        line["label_y"] = min(line["label_y"], below - _CLOSE)
        below = line["label_y"]
