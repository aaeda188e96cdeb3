"""What the reports to people on a comparison say: figures over time, and each step in words.

Nothing here is made harmless: texts of a workbook are, by the report that writes them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from caseaudit.model.comparison import Change, ChangeKind, Comparison, Snapshot, Step, Trend, Turnover, Unit
from caseaudit.model.definition import Severity
from caseaudit.model.finding import Verdict
from caseaudit.model.words import counted, listed
from caseaudit.render.scorecard import share
from caseaudit.rules import find

NOTHING = "–"
"""What stands where there is no figure."""

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the figures over time: `values` are empty where it heads the lines below it."""

    title: str
    values: tuple[str, ...] = ()
    indented: bool = False


def labels(snapshots: Sequence[Snapshot]) -> list[str]:
    """What heads the column of each snapshot: its as-of date where each has its own, else its number."""
    dates = [each.audit.as_of for each in snapshots]
    if None in dates or len(set(dates)) < len(dates):
        return [str(number) for number in range(1, len(snapshots) + 1)]
    return [str(date) for date in dates]


def reason(comparison: Comparison, verdict: Verdict) -> str:
    """Why a comparison passed or failed, in a sentence."""
    totals = dict.fromkeys(Severity, 0)
    for step in comparison.steps:
        for severity, number in step.findings.severities().items():
            totals[severity] += number
    found = [counted(totals[each], each.value) for each in Severity if totals[each]]
    if verdict.passed:
        return f"Passed with {listed(found)} from one snapshot to the next." if found else "No findings."
    besides = [words for words in found if words not in verdict.failed]
    return f"Failed on {listed(verdict.failed)}{f'; besides these, {listed(besides)}' if besides else ''}."


def over_time(comparison: Comparison) -> Iterator[Row]:
    """The figures over time, group by group."""
    lists = comparison.definition.lists
    fields = len(comparison.definition.fields)
    yield Row("Cases")
    for name in (*lists, None):
        yield _row(comparison.trend("cases", name), lists[name].title if name else "All lists", indented=True)
    for name, each in lists.items():
        if each.current:
            title = each.title
            yield _row(comparison.trend("growth", name), f"{title}, times the snapshot before")
            yield _row(comparison.trend("still_there", name), f"Still {title.lower()}, of those before")
    for word in ("incomplete", "inconsistent"):
        yield Row(f"Fields {word}, of {fields}")
        for name in lists:
            yield _row(comparison.trend(f"fields_{word}", name), lists[name].title, indented=True)
    yield Row("Entries")
    yield _row(comparison.trend("entries_missing"), "missing", indented=True)
    yield _row(comparison.trend("share_missing"), "missing, of those required", indented=True)
    yield _row(comparison.trend("entries_inconsistent"), "inconsistent", indented=True)
    yield Row("Findings of each audit")
    for severity in Severity:
        yield _row(comparison.trend(f"{severity}s"), f"{severity}s", indented=True)


def figure(value: float | None, unit: Unit) -> str:
    """A value of a trend: `1,204`, `43%`, `2.18`; `–` where there is none."""
    if value is None:
        return NOTHING
    if unit is Unit.SHARE:
        return share(round(value * _MILLION), _MILLION)
    return f"{value:.2f}" if unit is Unit.TIMES else f"{value:,.0f}"


def _row(trend: Trend, title: str, *, indented: bool = False) -> Row:
    return Row(title, tuple(figure(value, trend.unit) for value in trend.values), indented)


def throughout(comparison: Comparison) -> Iterator[tuple[str, str]]:
    """What was incomplete, and what inconsistent, in every snapshot: a heading, and the fields list by list."""
    definition = comparison.definition
    every = (
        "both snapshots" if len(comparison.snapshots) == 2 else f"all {len(comparison.snapshots)} snapshots"
    )
    for word, found in (
        ("Incomplete", comparison.incomplete_throughout),
        ("Inconsistent", comparison.inconsistent_throughout),
    ):
        by_list: dict[str, list[str]] = {}
        for name, field in found:
            by_list.setdefault(definition.lists[name].title, []).append(definition.fields[field].header)
        fields = "; ".join(f"{title}: {', '.join(headers)}" for title, headers in by_list.items())
        yield f"{word} in {every}", fields or "no field"


def summary(step: Step) -> Iterator[tuple[str, str]]:
    """What happened from one snapshot to the next: a word for each kind of change, and the figures."""
    counts, found, lists = step.counts, step.findings.counts(), step.definition.lists

    def shown(kind: ChangeKind, what: str) -> str:
        return f"{counts[kind]:,} {what}"

    cases = [
        shown(ChangeKind.NEW, "new"),
        *([shown(ChangeKind.RETURNED, "come back")] if counts[ChangeKind.RETURNED] else []),
        shown(ChangeKind.GONE, "gone"),
        shown(ChangeKind.MOVED, "moved to another list"),
        f"{step.stayed:,} on the list they were on",
    ]
    yield "Cases", ", ".join(cases)
    if step.moves:
        moves = sorted(step.moves.items(), key=lambda move: -move[1])
        words = [f"{lists[a].title} to {lists[b].title} {number:,}" for (a, b), number in moves]
        yield "Moves", ", ".join(words)
    yield (
        "Phases",
        f"{shown(ChangeKind.FORWARD, 'moved forward by one')}, {shown(ChangeKind.SKIPPED, 'by more than one')}, "
        f"{shown(ChangeKind.BACK, 'moved back')}",
    )
    yield "Numbers", f"{counted(counts[ChangeKind.REUSED], 'case number')} reused for another case"
    dates, updates = (find(name).code for name in ("recorded-date-rewritten", "update-not-updated"))
    if dates in step.checked:
        yield "Dates", f"{counted(found.get(dates, 0), 'recorded date')} rewritten"
    if updates in step.checked:
        yield "Updates", f"{counted(found.get(updates, 0), 'update')} the same under a newer date"
    total = sum(step.finding_changes.turnover().values(), Turnover())
    yield (
        "Findings",
        f"{total.new:,} new, {total.returned:,} come back, {total.carried:,} carried over, {total.fixed:,} fixed, "
        f"{total.left:,} gone with their case",
    )


TURNOVER_COLUMNS = ("New", "Back", "Carried", "Fixed", "Case gone")


def turnover_rows(step: Step) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The findings of each rule that came, stayed and went."""
    names = {}
    for audit in (step.older.audit, step.newer.audit):
        for code, number in audit.findings.counts().items():
            if number and code not in names:
                names[code] = next(audit.findings.of_rule(code, 1)).name
    for code, each in step.finding_changes.turnover().items():
        numbers = (each.new, each.returned, each.carried, each.fixed, each.left)
        if any(numbers):
            yield (
                f"{code} {names.get(code, '')}",
                tuple(f"{number:,}" if number else "·" for number in numbers),
            )


_CHANGE_TITLES = {
    ChangeKind.NEW: "New cases",
    ChangeKind.RETURNED: "Cases come back",
    ChangeKind.GONE: "Cases gone",
    ChangeKind.MOVED: "Cases moved to another list",
    ChangeKind.FORWARD: "Phases moved forward by one",
    ChangeKind.SKIPPED: "Phases moved forward by more than one",
    ChangeKind.BACK: "Phases moved back",
    ChangeKind.REUSED: "Case numbers reused",
}


def changes_by_kind(step: Step) -> Iterator[tuple[str, list[Change]]]:
    """The changes of cases, kind by kind, with a heading; kinds without a change are left out."""
    for kind, title in _CHANGE_TITLES.items():
        found = [change for change in step.changes if change.kind is kind]
        if found:
            yield title, found


def change_words(change: Change, step: Step) -> str:
    """From what to what a case changed: `Active to Suspended`, `Initiation to Investigation`."""
    lists = step.definition.lists
    then, now = (
        None if name is None else lists[name].title if name in lists else name
        for name in (change.before, change.after)
    )
    return f"{then} to {now}" if then and now and then != now else then or now or ""
