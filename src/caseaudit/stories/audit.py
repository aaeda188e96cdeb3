"""The story of an audit: prepare the tracker (read, understand), check its entries, count.

The preparation is started first and the heavy imports follow, so that the two overlap.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from caseaudit.model.errors import CommandUnusable, TrackerUnusable
from caseaudit.model.finding import Audit, Place, SheetRead, TrackerRead
from caseaudit.model.layout import HIDDEN
from caseaudit.model.table import letters
from caseaudit.rules import OF_UPDATES, RULES, choose
from caseaudit.settings.layout import LayoutFiles
from caseaudit.stories.preparation import (
    Prepared,
    Request,
    definition_of,
    prepare,
    start_preparing,
    stated_for,
    understood,
)
from caseaudit.tracker.read.reading import start_reading

if TYPE_CHECKING:
    from caseaudit.findings.rule import Failure
    from caseaudit.findings.table import FindingTable, Part
    from caseaudit.model.analysis import Analysis
    from caseaudit.model.definition import Definition
    from caseaudit.model.layout import Layout, SheetSeen
    from caseaudit.model.table import Workbook
    from caseaudit.model.tracing import Tracing
    from caseaudit.tracker.cases import Tracker

Progress = Callable[[str], None]
"""Told what begins: "reading", "understanding", "checking"."""


@dataclass(frozen=True, slots=True, eq=False)
class Inspected:
    """How a tracker was read, what was seen of each sheet, and why it cannot be audited, if so."""

    read: TrackerRead
    seen: tuple[SheetSeen, ...]
    error: TrackerUnusable | None = None


def today() -> date:
    """Today's date; `SOURCE_DATE_EPOCH` (seconds since 1970, UTC) fixes it for reproducible reports."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "").strip()
    if not fixed:
        return date.today()
    try:
        return datetime.fromtimestamp(int(fixed), tz=UTC).date()
    except (ValueError, OverflowError, OSError):
        raise CommandUnusable(
            f'the environment variable SOURCE_DATE_EPOCH is "{fixed}"; give it a whole number of seconds.'
        ) from None


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """What an audit is asked for. Empty tuples mean everything; `definition` None means the built-in one."""

    definition: Path | None = None
    as_of: date | None = None
    lists: tuple[str, ...] = ()
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    layout: LayoutFiles = field(default_factory=LayoutFiles)
    """Where the user says how the trackers are laid out."""
    analyse: bool = False
    """Whether the audit comes with its analysis, as the written reports need it."""
    tracing: Tracing | None = None
    """What a sample that was traced to the case files says; it joins the analysis and the indicators."""
    today: date = field(default_factory=today)


@dataclass(frozen=True, slots=True, eq=False)
class Examined:
    """An audit with what it was made from: the cases, what each rule found in each field of each list, the workbook."""

    audit: Audit
    tracker: Tracker
    found: tuple[Failure, ...]
    workbook: Workbook


def audit_tracker(path: Path, options: AuditOptions | None = None, progress: Progress | None = None) -> Audit:
    """Audit one tracker. Raises TrackerUnusable, DefinitionUnusable, CommandUnusable or RuleCrashed."""
    return next(iter(audit_trackers([path], options, progress)))


def audit_trackers(
    paths: Sequence[Path], options: AuditOptions | None = None, progress: Progress | None = None
) -> Iterator[Audit]:
    """Audit trackers one after the other; the next is read while one is checked."""
    return (examined.audit for examined in examine_trackers(paths, options, progress))


def examine_trackers(
    paths: Sequence[Path], options: AuditOptions | None = None, progress: Progress | None = None
) -> Iterator[Examined]:
    """As `audit_trackers`, with the cases and findings that a comparison goes on from."""
    options = options or AuditOptions()
    tell = progress or (lambda _stage: None)
    tell("reading")
    reads_updates = not OF_UPDATES.isdisjoint(choose((), options.ignore))
    requests = [_request(path, options, updates=reads_updates) for path in paths]
    ahead = deque(start_preparing(request) for request in requests[:1])
    import pandera.pandas  # noqa: F401 -- imported while the first tracker is prepared

    for following in range(1, len(paths) + 1):
        ahead.extend(start_preparing(request) for request in requests[following : following + 1])
        tell("reading")
        yield _examined(ahead.popleft()(), options, tell)


def audit_workbook(
    workbook: Workbook, definition: Definition, options: AuditOptions, tell: Progress = lambda _stage: None
) -> Audit:
    """Audit a workbook that has been read. Raises as `audit_tracker` does."""
    return examine_workbook(workbook, definition, options, tell).audit


def examine_workbook(
    workbook: Workbook, definition: Definition, options: AuditOptions, tell: Progress = lambda _stage: None
) -> Examined:
    """As `audit_workbook`, with the cases and findings that a comparison goes on from."""
    tell("understanding")
    return _examined(prepare(workbook, definition, options.as_of, options.today), options, tell)


def _examined(prepared: Prepared, options: AuditOptions, tell: Progress) -> Examined:
    from caseaudit.findings.figures import count_fields, summarize
    from caseaudit.schema import failures
    from caseaudit.stories.coverage import unchecked

    reported = choose(options.select, options.ignore)
    counted = choose((), options.ignore) & {rule.code for rule in RULES if rule.gao_class}
    workbook, tracker = prepared.workbook, prepared.tracker
    definition = tracker.definition
    tell("checking")
    found = tuple(failures(tracker, reported | counted))
    chosen = chosen_lists(options, definition)
    figures = [*count_fields(tracker, found, chosen)]
    source = "given" if options.as_of else "newest update date in the workbook"
    audit = Audit(
        tracker=_tracker_read(workbook, tracker.layout),
        definition=definition,
        as_of=tracker.as_of,
        as_of_source=source if tracker.as_of else "no readable update date in the workbook",
        run_on=options.today,
        cases={name: len(tracker.lists[name]) if name in tracker.lists else 0 for name in chosen},
        fields=figures,
        summary={name: summarize(name, figures) for name in chosen},
        findings=_findings(tracker, workbook, found, reported, chosen),
        analysis=_analysis(tracker, found, chosen, options.tracing) if options.analyse else None,
        unchecked=tuple(unchecked(workbook, tracker, chosen)),
    )
    return Examined(audit, tracker, found, workbook)


def understand_tracker(path: Path, options: AuditOptions | None = None) -> TrackerRead:
    """What is understood of a workbook, with no audit (for `inspect`). Raises as `audit_tracker` does."""
    options = options or AuditOptions()
    reading = start_reading(path)
    definition = definition_of(options.definition)
    workbook = reading.workbook()
    stated = stated_for(_request(path, options, updates=False), definition)
    return _tracker_read(workbook, understood(workbook, definition, stated))


def inspect_tracker(path: Path, options: AuditOptions | None = None) -> Inspected:
    """What is seen of a workbook, also where it cannot be audited. Raises TrackerUnusable where it cannot be read."""
    from caseaudit.tracker.layout import survey

    options = options or AuditOptions()
    reading = start_reading(path)
    definition = definition_of(options.definition)
    stated = stated_for(_request(path, options, updates=False), definition)
    workbook = reading.workbook()
    seen = survey(workbook, definition, stated)
    try:
        read = _tracker_read(workbook, understood(workbook, definition, stated))
    except TrackerUnusable as error:
        return Inspected(TrackerRead(workbook.path, workbook.sha256, ()), seen, error)
    return Inspected(read, seen)


def _request(path: Path, options: AuditOptions, *, updates: bool) -> Request:
    return Request(
        path,
        options.definition,
        options.as_of,
        options.today,
        layout=options.layout,
        updates=updates,
    )


def read_tracker(path: Path, options: AuditOptions | None = None) -> Tracker:
    """The cases of a tracker with every entry read, not yet judged. Raises as `audit_tracker` does."""
    return open_tracker(path, options)[1]


def open_tracker(path: Path, options: AuditOptions | None = None) -> tuple[Workbook, Tracker]:
    """The workbook as it stands, and its cases as `read_tracker` gives them. Raises as `audit_tracker` does."""
    options = options or AuditOptions()
    request = _request(path, options, updates=False)
    prepared = start_preparing(request)()
    return prepared.workbook, prepared.tracker


def chosen_lists(options: AuditOptions, definition: Definition) -> tuple[str, ...]:
    """The lists that are asked for, all where none is named. Raises CommandUnusable where one is none of them."""
    from difflib import get_close_matches

    known = {each.title.casefold(): name for name, each in definition.lists.items()}
    known |= {name.casefold(): name for name in definition.lists}
    wanted = {known.get(name.casefold(), "") for name in options.lists}
    for name in options.lists:
        if name.casefold() not in known:
            close = get_close_matches(name, definition.lists, n=1)
            guess = f'; did you mean "{close[0]}"?' if close else "."
            raise CommandUnusable(
                f'the definition has no list "{name}"{guess} Its lists are {", ".join(definition.lists)}.'
            )
    return tuple(name for name in definition.lists if not options.lists or name in wanted)


def _findings(
    tracker: Tracker,
    workbook: Workbook,
    found: Sequence[Failure],
    reported: frozenset[str],
    chosen: Sequence[str],
) -> FindingTable:
    from caseaudit.findings.parts import part, remark_part
    from caseaudit.findings.table import FindingTable
    from caseaudit.schema import remark_rules

    definition, layout = tracker.definition, tracker.layout
    kept: list[Part] = [
        part(failure, definition)
        for failure in found
        if failure.rule.code in reported and failure.cases.case_list.name in chosen
    ]
    positions = {sheet.name: sheet.position for sheet in workbook.sheets}
    for rule in remark_rules(reported).values():
        kept += [
            remark_part(rule, remark, definition, positions[remark.sheet])
            for remark in layout.remarks
            if (remark.list is None or remark.list in chosen) and rule.remarks and rule.remarks(remark)
        ]
    return FindingTable.of(kept)


def _analysis(
    tracker: Tracker, found: Sequence[Failure], chosen: Sequence[str], tracing: Tracing | None
) -> Analysis:
    from caseaudit.findings.analysis import analyse

    return analyse(tracker, found, chosen, tracing)


def _tracker_read(workbook: Workbook, layout: Layout) -> TrackerRead:
    return TrackerRead(
        path=workbook.path,
        sha256=workbook.sha256,
        sheets=tuple(
            SheetRead(
                name=table.sheet.name,
                list=table.list,
                first_header_row=table.first_header_row + 1,
                header_row=table.header_row + 1,
                cases=len(table.rows),
                columns={name: letters(column) for name, column in table.columns.items()},
                visibility=table.sheet.visibility,
            )
            for table in sorted(
                (part for table in layout.tables for part in table.parts),
                key=lambda part: part.sheet.position,
            )
        ),
        headers=layout.headers,
        left_out=layout.left_out,
        stated=layout.stated,
        hidden=tuple(
            (Place(remark.sheet, remark.cell), remark.detail.get("what", ""))
            for remark in layout.remarks
            if remark.kind in HIDDEN
        ),
    )
