"""How a workbook was read: its sheets, lists and columns, and what was left out with the reason."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from caseaudit.model.errors import TrackerUnusable
from caseaudit.model.finding import HeaderMatch, LeftOut, SheetRead, TrackerRead
from caseaudit.model.layout import LIST_COLUMN, Certainty, SheetSeen
from caseaudit.model.words import counted
from caseaudit.render.paper import Paper, fit, inert, quoted, shorten, span
from caseaudit.render.provenance import row_words

_WHY = {
    "exact": "exact",
    "alias": "known header",
    "similar": "similar",
    "list column": "says the list",
    "unrecognized": "not a field",
    "ambiguous": "ambiguous",
    "weighed": "by all evidence",
    "stated": "as stated",
}
_CLUES = 4
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


def write_seen(paper: Paper, seen: Sequence[SheetSeen], headers: Mapping[str, str], *, refused: bool) -> None:
    """Write the columns that were weighed, with the evidence; of a tracker that was refused, all that was seen."""
    for sheet in seen:
        weighed = [each for each in sheet.columns if each.evidence]
        if not (weighed or (refused and (sheet.cases or sheet.looks_like_list))):
            continue
        cases = f", {counted(sheet.cases, 'case')}" if refused else ""
        row = f", header in row {sheet.header_row}" if refused and sheet.header_row else ""
        paper.line(paper.ink("strong", f"Sheet {inert(sheet.name)}: evidence{cases}{row}"))
        if refused:
            _what_is_missing(paper, sheet, headers)
        for each in weighed:
            reading = (
                "the list of each case"
                if each.part == LIST_COLUMN
                else headers.get(each.part or "", "no field")
            )
            paper.paragraph(
                f"{each.column} {quoted(each.heading)}: {inert(reading)}, {each.certainty}, ahead by {each.margin:g}",
                2,
                4,
            )
            for points, what in each.evidence[:_CLUES]:
                paper.paragraph(f"{points:+.1f}  {inert(what)}", 6, 12, "faint")
            others = [headers.get(name, name) for name in each.rivals if name != each.part]
            if others:
                paper.paragraph(f"could also be {inert(', '.join(others))}", 6, 8, "faint")
        paper.line()


def _what_is_missing(paper: Paper, sheet: SheetSeen, headers: Mapping[str, str]) -> None:
    if sheet.header_row is None:
        paper.paragraph("no header row: no row names fields above cases", 2, 4, "warning")
        return
    if sheet.list is None and not sheet.tells_list:
        paper.paragraph("nothing tells the list: no name, title, banner or column says it", 2, 4, "warning")
    if sheet.missing:
        paper.paragraph(
            f"no column for {inert(', '.join(headers[name] for name in sheet.missing))}", 2, 4, "warning"
        )


def suggested(seen: Sequence[SheetSeen]) -> list[str]:
    """The lines of `[layout]` that say how the workbook was read; what is open stands as a comment."""
    lines = ["[layout]"]
    lists = [sheet for sheet in seen if sheet.header_row is not None and sheet.cases]
    others = [json.dumps(sheet.name) for sheet in seen if sheet.looks_like_list]
    if others:
        lines.append(f"# leave_out = [{', '.join(others)}]")
    for sheet in lists:
        lines += ["", f"[layout.sheets.{json.dumps(sheet.name, ensure_ascii=False)}]"]
        if not sheet.tells_list:
            lines.append(f'list = "{sheet.list}"' if sheet.list else '# list = "active"')
        lines.append(f"header_row = {sheet.header_row}")
        lines.append("[layout.sheets." + json.dumps(sheet.name, ensure_ascii=False) + ".columns]")
        for each in sheet.columns:
            heading = f"  # {inert(each.heading)}" if each.heading else ""
            mark = "" if each.certainty in (Certainty.CERTAIN, Certainty.ASSUMED) else "# "
            if each.part is not None:
                lines.append(f'{mark}{each.column} = "{each.part}"{heading}')
            else:
                lines.append(f'{each.column} = "nothing"{heading}')
    return lines


def write_inspection_json(
    write: Any, found: Sequence[tuple[TrackerRead, Sequence[SheetSeen], TrackerUnusable | None]]
) -> None:
    """Write what was understood as JSON: one object for one tracker, `{"version": 1, "trackers": […]}` for several."""
    objects = []
    for read, seen, error in found:
        one = _object(read)
        one["candidates"] = [_seen(sheet) for sheet in seen]
        if error is not None:
            one["error"] = str(error)
        objects.append(one)
    whole = objects[0] if len(objects) == 1 else {"version": 1, "trackers": objects}
    write(json.dumps(whole, ensure_ascii=False, indent=1) + "\n")


def _seen(sheet: SheetSeen) -> dict[str, Any]:
    return {
        "name": sheet.name,
        "header_row": sheet.header_row,
        "list": sheet.list,
        "tells_list": sheet.tells_list,
        "cases": sheet.cases,
        "columns": [
            {
                "column": each.column,
                "heading": each.heading,
                "part": each.part,
                "certainty": each.certainty.value,
                "margin": each.margin,
                "evidence": [{"points": points, "what": what} for points, what in each.evidence],
                "rivals": list(each.rivals),
            }
            for each in sheet.columns
        ],
        "missing": list(sheet.missing),
    }


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
