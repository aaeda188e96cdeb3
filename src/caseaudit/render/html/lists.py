"""One tracker's lists as the page shows them: the map of fields, and bars for what is missing and what there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from caseaudit.model.analysis import Count, FieldAnalysis, ListAnalysis
from caseaudit.model.counted import CountedFigure
from caseaudit.model.definition import Holds
from caseaudit.model.finding import Audit
from caseaudit.model.proportions import Share
from caseaudit.model.words import counted
from caseaudit.render.overview import analysis_of
from caseaudit.render.paper import inert, shorten

_LEVELS = (5, 15, 35, 65)
"""Percentages above which a cell of the map is darker."""

_TERMS = 6
_RANGES = 25
"""Ranges of cells that the page names of one figure; the findings workbook has more."""
_WHOLES = ("required", "judged", "flagged")
_NOTABLE = 10
"""From this percentage of inconsistent entries on, the kinds of a field's entries have a table."""


def findings_link(tracker: str, list_: str, field: str, gao_class: str) -> str:
    """The address of the findings of one field on one list; `tracker` is "" where there is only one."""
    said = {"list": list_, "field": field, "class": gao_class}
    return "#findings?" + urlencode({**({"tracker": tracker} if tracker else {}), **said})


def heat_view(audit: Audit, tracker: str) -> Iterator[dict[str, Any]]:
    """The rows of the map of fields: for each list, how much is missing and how much is inconsistent."""
    lists = analysis_of(audit).lists
    for place, field in enumerate(audit.definition.fields.values()):
        pairs = []
        for own in lists:
            each = own.fields[place]
            missing, wrong = each.missing_share, Share(each.inconsistent, own.cases)
            pairs.append(
                (
                    _heat_cell(
                        missing, "m", findings_link(tracker, own.name, field.name, "incomplete"), own.title
                    ),
                    _heat_cell(
                        wrong, "i", findings_link(tracker, own.name, field.name, "inconsistent"), own.title
                    ),
                )
            )
        yield {"header": field.header, "cells": pairs}


def _heat_cell(share: Share, kind: str, link: str, title: str) -> dict[str, Any]:
    if not share.part:
        return {"level": "", "link": "", "number": "0" if share.whole else "–", "share": ""}
    level = 1 + sum(share.percent > bound for bound in _LEVELS)
    words = f"of {share.whole:,}, {'missing' if kind == 'm' else 'inconsistent'}, {title}"
    return {
        "level": f"{kind}{level}",
        "link": link,
        "number": f"{share.part:,}",
        "share": share.rounded,
        "spoken": words,
    }


def list_view(own: ListAnalysis, figures: Sequence[CountedFigure]) -> dict[str, Any]:
    """One list: its figures, statements, small tables with bars, and the cells behind its `figures`."""
    return {
        "title": own.title,
        "cases": own.cases,
        "cases_words": counted(own.cases, "case"),
        "incomplete": own.incomplete,
        "inconsistent": own.inconsistent,
        "fields": own.fields,
        "determination": own.determination,
        "statements": own.statements,
        "paragraph": own.paragraph,
        "missing": [_missing(each) for each in own.fields if each.missing.total],
        "kinds": [_kinds(each, own.cases) for each in own.fields if _tells(each, own.cases)],
        "mixes": [*_mixes(own)],
        "cells": [*_cells(own, figures)],
    }


def _cells(own: ListAnalysis, figures: Sequence[CountedFigure]) -> Iterator[dict[str, str]]:
    """Where what the figures of the list count stands; those that only say of how many are left out."""
    for each in figures:
        parts = each.name.split(".")
        if parts[0] != own.name or not each.value or parts[-1] in _WHOLES:
            continue
        places = each.cells()
        more = sum(place.size for place in places[_RANGES:])
        shown = ", ".join(inert(str(place)) for place in places[:_RANGES])
        yield {
            "name": inert(each.name),
            "title": inert(each.title),
            "value": f"{each.value:,}",
            "cells": f"{shown} and {counted(more, 'more cell')}" if more else shown,
        }


def _missing(field: FieldAnalysis) -> dict[str, Any]:
    kinds = field.missing
    parts = [
        ("missing", kinds.blank, "blank"),
        ("standin", kinds.stand_in, "a stand-in"),
        ("other", kinds.invisible, "only characters that do not show"),
        ("nocolumn", kinds.no_column, "no column"),
    ]
    said = ", ".join(f"{number:,} {word}" for _, number, word in parts if number)
    return {
        "name": field.header,
        "cases": f"{kinds.total:,} of {field.required:,}",
        "percent": field.missing_share.rounded,
        "kinds": said,
        "bar": [*_bar([(kind, number) for kind, number, _ in parts], field.required)],
    }


def _tells(field: FieldAnalysis, cases: int) -> bool:
    return bool(field.kinds) and Share(field.inconsistent, cases).percent >= _NOTABLE


def _kinds(field: FieldAnalysis, cases: int) -> dict[str, Any]:
    rows = []
    for kind in field.kinds:
        entered = kind.name not in ("blank", "a stand-in")
        others = kind.cases - kind.standard
        note = f"{kind.standard:,} standard, {others:,} not" if entered and kind.standard else ""
        rows.append(
            {
                "name": kind.name,
                "cases": f"{kind.cases:,}",
                "percent": Share(kind.cases, cases).rounded,
                "note": note if others else "standard" if entered else "",
                "examples": [Count(shorten(inert(each.name), 40), each.cases) for each in kind.examples],
                "bar": [
                    *_bar(
                        [("other", kind.standard), ("inconsistent" if entered else "missing", others)], cases
                    )
                ],
            }
        )
    return {"header": field.header, "rows": rows}


def _mixes(own: ListAnalysis) -> Iterator[dict[str, Any]]:
    if own.phases:
        yield {"title": "Cases by phase", "rows": rows_view(own.phases, own.cases, own.cases)}
    if own.update_ages:
        yield {"title": "Age of the updates", "rows": rows_view(own.update_ages, own.cases, own.cases)}
    for field in own.fields:
        if field.terms and field.holds in (Holds.TERM, Holds.TERMS):
            shown, rest = field.terms[:_TERMS], field.terms[_TERMS:]
            more = [Count(counted(len(rest), "other"), sum(each.cases for each in rest))] if rest else []
            several = " (a case may have several)" if field.holds == Holds.TERMS else ""
            rows = rows_view((*shown, *more), own.cases, own.cases)
            yield {"title": f"Cases by {field.header}{several}", "rows": rows}


def rows_view(counts: Sequence[Count], full: int, whole: int) -> list[dict[str, Any]]:
    """Rows of a small bar table; a bar of `full` cases takes the whole width."""
    return [
        {
            "name": inert(each.name),
            "cases": f"{each.cases:,}",
            "percent": Share(each.cases, whole).rounded if whole else "",
            "bar": [*_bar([("other", each.cases)], full)],
        }
        for each in counts
    ]


def _bar(parts: Sequence[tuple[str, int]], full: int) -> Iterator[dict[str, Any]]:
    """The pieces of a bar from left to right, in percent of `full`; what is there at all can be seen."""
    start = 0.0
    for kind, number in parts:
        if number and full and start < 100:
            width = min(max(100 * number / full, 0.6), 100 - start)
            yield {"kind": kind, "start": f"{start:.2f}", "width": f"{width:.2f}"}
            start += width
