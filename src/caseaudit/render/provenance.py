"""Where a report comes from: enough for somebody else to make it again and get the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING

from caseaudit import __version__
from caseaudit.model.finding import Audit, LeftOut
from caseaudit.model.words import counted
from caseaudit.render.paper import inert

if TYPE_CHECKING:
    from caseaudit.findings.report import Report

_SPANS_NAMED = 12


def of_report(report: Report) -> Iterator[tuple[str, str]]:
    """What holds of the whole report, as names and values."""
    yield "Tool", f"caseaudit {__version__}"
    yield "Command", inert(report.command)
    audit = report.audits[0][0]
    yield "Definition", f"{inert(audit.definition.name)}, version {inert(audit.definition.version)}"
    yield "Definition SHA-256", audit.definition.sha256
    yield "Audited on", audit.run_on.isoformat()
    for words in report.not_checked:
        yield "Not checked", inert(words)
    for words in report.unusable:
        yield "Could not be audited", inert(words)
    if report.redacted:
        yield "Redacted", "entries of sensitive fields are shown as tokens, such as manufacturer-12"


def of_audit(audit: Audit) -> Iterator[tuple[str, str]]:
    """What holds of one tracker, as names and values."""
    yield "File", inert(audit.tracker.path)
    yield "SHA-256", audit.tracker.sha256
    yield "As of", f"{audit.as_of.isoformat() if audit.as_of else '–'} ({audit.as_of_source})"
    for sheet in audit.tracker.sheets:
        hidden = "" if sheet.visibility == "visible" else f", {sheet.visibility}"
        list_ = audit.definition.lists[sheet.list].title
        columns = counted(len(sheet.columns), "column")
        words = f"{list_} list, {counted(sheet.cases, 'case')}, {columns}, header in row {sheet.header_row}{hidden}"
        yield f"Sheet {inert(sheet.name)}", words
    for place, text in audit.tracker.stated:
        yield "States a date (shown, not used)", f"{inert(str(place))}: {inert(text)}"
    for place, what in audit.tracker.hidden:
        yield "Hidden", f"{inert(place.sheet)}: {inert(what)}"


def left_out(audit: Audit) -> Iterator[tuple[str, str]]:
    """What was read and is no case, with the reason."""
    for each in audit.tracker.left_out:
        yield _where(each), inert(each.reason)


def file_name(audit: Audit) -> str:
    """The tracker's file name, without its folder."""
    return inert(PurePath(audit.tracker.path.replace("\\", "/")).name or audit.tracker.path)


def _where(each: LeftOut) -> str:
    if not each.rows:
        return f"sheet {inert(each.sheet)}"
    return f"{inert(each.sheet)}, {row_words(each.rows)}"


def row_words(rows: Iterable[int], most: int = _SPANS_NAMED) -> str:
    """Row numbers in words: `rows 3, 5–9 and 120 more`; "" for none. At most so many spans are named."""
    spans: list[list[int]] = []
    for row in sorted(rows):
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    words = [str(low) if low == high else f"{low}–{high}" for low, high in spans[:most]]
    beyond = sum(high - low + 1 for low, high in spans[most:])
    more = f" and {beyond:,} more" if beyond else ""
    return (
        f"{'row' if words == [str(spans[0][0])] and not more else 'rows'} {', '.join(words)}{more}"
        if spans
        else ""
    )
