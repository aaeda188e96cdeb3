"""The field tables of the terminal report: what is missing and what is inconsistent, field by field.

The lists stand side by side where the paper is wide enough for it, else one table below the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from caseaudit.model.finding import FieldFigures
from caseaudit.model.words import counted
from caseaudit.render.paper import Paper, fit, inert, span

NARROWEST_BAR, WIDEST_BAR = 8, 30
_NAME_MOST = 32
_GAP = 3
_SHARE, _INCONSISTENT = 4, 12
_MISSING_TITLE = "Missing of required"


def write_scorecards(
    paper: Paper,
    figures: Sequence[FieldFigures],
    cases: Mapping[str, int],
    headers: Mapping[str, str],
    titles: Mapping[str, str],
) -> None:
    """Write a table of the fields for each list that has cases.

    `headers` are the fields' names for people, `titles` those of the lists; both by their plain names.
    """
    parts = {name: [each for each in figures if each.list == name] for name in cases if cases[name]}
    fields = list(dict.fromkeys(each.field for each in figures))
    shown = {name: inert(headers.get(name, name)) for name in fields}
    name_width = min(max(map(span, shown.values()), default=0), _NAME_MOST)
    counts = max((len(_count(each)) for each in figures), default=0)
    fixed = counts + 1 + _SHARE + 2 + 2 + _INCONSISTENT
    beside = max(1, (paper.width - 2 - name_width) // (_GAP + fixed + NARROWEST_BAR))
    names = list(parts)
    for start in range(0, len(names), beside):
        together = names[start : start + beside]
        room = (paper.width - 2 - name_width) // min(beside, len(names)) - _GAP - fixed
        bar = max(NARROWEST_BAR, min(WIDEST_BAR, room))
        headings = [f"{titles.get(name, name)}: {counted(cases[name], 'case')}" for name in together]
        _heading(paper, name_width, fixed + bar, [inert(heading) for heading in headings])
        columns = [{each.field: each for each in parts[name]} for name in together]
        for field in fields:
            cells = [_part(paper, column.get(field), counts, bar) for column in columns]
            paper.line("  " + fit(shown[field], name_width) + "".join(" " * _GAP + cell for cell in cells))
        paper.line()


def share(part: int, whole: int) -> str:
    """A share in whole percent that never rounds something to nothing, nor nearly all to all."""
    if not whole:
        return ""
    percent = round(100 * part / whole)
    if part and not percent:
        return "<1%"
    return ">99%" if percent == 100 and part < whole else f"{percent}%"


def bar_of(part: int, whole: int, width: int) -> tuple[str, str]:
    """The filled and the empty part of a bar, `width` signs in all.

    It is drawn to half a sign; any share at all fills half a sign, and only the whole fills the bar.
    """
    halves = round(2 * width * part / whole) if whole else 0
    if 0 < part < whole:
        halves = min(max(halves, 1), 2 * width - 1)
    filled = "█" * (halves // 2) + "▌" * (halves % 2)
    return filled, "░" * (width - len(filled))


def _heading(paper: Paper, name_width: int, width: int, headings: Sequence[str]) -> None:
    tops = "".join(" " * _GAP + fit(heading, width) for heading in headings)
    paper.line("  " + " " * name_width + paper.ink("strong", tops))
    one = f"{_MISSING_TITLE}{'Inconsistent':>{width - len(_MISSING_TITLE)}}"
    names = fit("Field", name_width) + "".join(" " * _GAP + one for _ in headings)
    paper.line("  " + paper.ink("faint", names))


def _count(figures: FieldFigures) -> str:
    return f"{figures.missing:,} of {figures.required:,}" if figures.required else "–"


def _part(paper: Paper, figures: FieldFigures | None, counts: int, bar: int) -> str:
    """One list's part of a field's line."""
    if figures is None:
        return " " * (counts + 1 + _SHARE + 2 + bar + 2 + _INCONSISTENT)
    missing, required, wrong = figures.missing, figures.required, figures.inconsistent
    percent = share(missing, required) if missing else ""
    words = f"{_count(figures):>{counts}} {percent:>{_SHARE}}  "
    filled, empty = bar_of(missing, required, bar) if missing else ("", " " * bar)
    number = f"  {wrong or '·':>{_INCONSISTENT}}" if wrong < 1000 else f"  {wrong:>{_INCONSISTENT},}"
    return (
        paper.ink("error" if missing else "faint", words + filled)
        + paper.ink("faint", empty)
        + paper.ink("warning" if wrong else "faint", number)
    )
