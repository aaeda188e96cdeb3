"""How a workbook was read: its sheets, lists and columns, and what was left out with the reason."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from caseaudit.model.finding import HeaderMatch, LeftOut, SheetRead, TrackerRead
from caseaudit.render.paper import Paper, counted, fit, inert, quoted, shorten, span
from caseaudit.render.provenance import row_words

_WHY = {
    "exact": "exact",
    "alias": "known header",
    "similar": "similar",
    "list column": "says the list",
    "unrecognized": "not a field",
    "ambiguous": "ambiguous",
}
_HEADER_MOST = 28


def write_inspection(
    paper: Paper, read: TrackerRead, headers: Mapping[str, str], titles: Mapping[str, str]
) -> None:
    """Write what was understood of a tracker; `headers` and `titles` name fields and lists for people."""
    paper.line(paper.ink("strong", inert(read.path)))
    paper.line(f"{counted(len(read.sheets), 'case list')}, {counted(_cases(read), 'case')}")
    paper.line()
    for sheet in read.sheets:
        _sheet(paper, sheet, read.headers, headers, titles)
    if read.stated:
        paper.line(paper.ink("strong", "Dates stated in the workbook (shown, not used)"))
        for place, text in read.stated:
            paper.paragraph(f"{inert(str(place))}  {inert(text)}", 2, 4)
        paper.line()
    if read.hidden:
        paper.line(paper.ink("strong", "Hidden"))
        for place, what in read.hidden:
            paper.paragraph(f"{inert(place.sheet)}: {inert(what)}", 2, 4)
        paper.line()
    if read.left_out:
        paper.line(paper.ink("strong", "Left out"))
        for each in read.left_out:
            paper.paragraph(_left_out_words(each), 2, 4)
        paper.line()


def write_inspection_json(write: Any, reads: Sequence[TrackerRead]) -> None:
    """Write what was understood as JSON: one object for one tracker, `{"version": 1, "trackers": […]}` for several."""
    objects = [_object(read) for read in reads]
    whole = objects[0] if len(objects) == 1 else {"version": 1, "trackers": objects}
    write(json.dumps(whole, ensure_ascii=False, indent=1) + "\n")


def _cases(read: TrackerRead) -> int:
    return sum(sheet.cases for sheet in read.sheets)


def _sheet(
    paper: Paper,
    sheet: SheetRead,
    matches: Sequence[HeaderMatch],
    headers: Mapping[str, str],
    titles: Mapping[str, str],
) -> None:
    title = inert(titles.get(sheet.list, sheet.list))
    shown = "" if sheet.visibility == "visible" else f" ({sheet.visibility})"
    rows = f"row {sheet.header_row}"
    if sheet.first_header_row < sheet.header_row:
        rows = f"rows {sheet.first_header_row} to {sheet.header_row}"
    words = f"{title} list, {counted(sheet.cases, 'case')}, header in {rows}"
    paper.line(f"{paper.ink('strong', f'Sheet {inert(sheet.name)}{shown}')}: {words}")
    own = [match for match in matches if match.sheet == sheet.name]
    header_width = min(
        max((span(quoted(match.header)) for match in own), default=6), max(paper.width // 3, 20)
    )
    field_width = max((span(_named(match.field, headers)) for match in own), default=5)
    for match in own:
        taken = fit(_named(match.field, headers), field_width)
        why = _WHY.get(match.why, inert(match.why))
        style = "" if match.field else "warning" if match.why in ("unrecognized", "ambiguous") else ""
        line = f"  {match.column:>3}  {fit(quoted(match.header), header_width)}  {taken}  "
        paper.line(line + paper.ink(style or "faint", shorten(why, max(paper.width - span(line), 20))))
    missing = [inert(header) for name, header in headers.items() if name not in sheet.columns]
    if missing:
        paper.paragraph(f"no column for {', '.join(missing)}", 2, 4, "warning")
    paper.line()


def _named(field: str | None, headers: Mapping[str, str]) -> str:
    return "–" if field is None else inert(headers.get(field, field))


def _left_out_words(each: LeftOut) -> str:
    if not each.rows:
        return f"{inert(each.sheet)}: {inert(each.reason)}"
    return f"{inert(each.sheet)}, {row_words(each.rows)}: {inert(each.reason)}"


def _object(read: TrackerRead) -> dict[str, Any]:
    return {
        "version": 1,
        "tracker": {"path": read.path, "sha256": read.sha256},
        "sheets": [
            {
                "name": sheet.name,
                "list": sheet.list,
                "visibility": sheet.visibility,
                "first_header_row": sheet.first_header_row,
                "header_row": sheet.header_row,
                "cases": sheet.cases,
                "columns": dict(sheet.columns),
            }
            for sheet in read.sheets
        ],
        "headers": [
            {
                "sheet": each.sheet,
                "column": each.column,
                "header": each.header,
                "field": each.field,
                "why": each.why,
            }
            for each in read.headers
        ],
        "stated": [{"sheet": place.sheet, "cell": place.cell, "text": text} for place, text in read.stated],
        "hidden": [{"sheet": place.sheet, "cell": place.cell, "what": what} for place, what in read.hidden],
        "left_out": [
            {"sheet": each.sheet, "rows": list(each.rows), "reason": each.reason} for each in read.left_out
        ],
    }
