"""What a scorecard says, as plain records: the same for the page and for PDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from caseaudit.findings.report import Report
from caseaudit.model.definition import Severity
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.finding import Audit
from caseaudit.model.words import counted
from caseaudit.render import overview
from caseaudit.render.html.lists import heat_view
from caseaudit.render.outcome import reason
from caseaudit.render.overview import analysis_of
from caseaudit.render.paper import inert
from caseaudit.render.provenance import file_name

MOST_ANALYSTS = 6


@dataclass(frozen=True, slots=True)
class Heat:
    """A square of the map: its number and share, and how dark it is: "" or `m1` to `m5` missing, `i1` to `i5` not."""

    text: str
    level: str


@dataclass(frozen=True, slots=True)
class Scorecard:
    """One tracker on one sheet of paper."""

    title: str
    passed: bool
    incomplete: bool
    reason: str
    as_of: str
    lists: tuple[tuple[str, ...], ...]
    """Title, cases, fields incomplete, fields inconsistent, reliability."""
    heat: tuple[tuple[str, tuple[Heat, ...]], ...]
    """Each field with two squares a list: missing and inconsistent."""
    worst: tuple[str, ...]
    since: tuple[str, ...]
    """What is better or worse than in the snapshot before; empty without one."""
    analysts: tuple[tuple[str, int], ...]
    fixable: str
    source: str


def scorecard(report: Report) -> Scorecard:
    """The scorecard of a report on one tracker. Raises CommandUnusable where it is on several."""
    if len(report.audits) != 1:
        raise CommandUnusable("a scorecard is about one tracker; name one.")
    audit, verdict = report.audits[0]
    fixable = audit.findings.fixable()
    return Scorecard(
        title=inert(overview.title(report)),
        passed=verdict.passed and not verdict.incomplete,
        incomplete=bool(verdict.incomplete) and not verdict.failed,
        reason=inert(reason(audit, verdict)),
        as_of=overview.as_of(audit),
        lists=tuple(_lists(audit)),
        heat=tuple(
            (
                row["header"],
                tuple(Heat(_number(cell), cell["level"]) for pair in row["cells"] for cell in pair),
            )
            for row in heat_view(audit, "")
        ),
        worst=tuple(each.text for each in overview.worst(report)),
        since=tuple(_since(report)),
        analysts=tuple(_analysts(audit)),
        fixable=f"caseaudit normalize can write {counted(fixable, 'entry', 'entries')} in standard form by itself."
        if fixable
        else "",
        source=f"Made by caseaudit from {inert(file_name(audit))}, SHA-256 {audit.tracker.sha256}.",
    )


def _number(cell: dict[str, str]) -> str:
    return f"{cell['number']} {cell['share']}".strip()


def _lists(audit: Audit) -> Iterator[tuple[str, ...]]:
    for own in analysis_of(audit).lists:
        of = f"of {len(own.fields)}"
        yield (
            inert(own.title), f"{own.cases:,}", f"{own.incomplete} {of}", f"{own.inconsistent} {of}",
            own.determination.reliability.value,
        )  # fmt: skip


def _since(report: Report) -> Iterator[str]:
    """By list: how the fields incomplete and inconsistent changed, and how the errors did."""
    comparison = report.comparison
    if comparison is None:
        return
    older = comparison.snapshots[-2]
    yield f"Since {inert(older.name)}:"
    titles = comparison.definition.lists
    for trend in comparison.trends:
        if trend.key in ("fields_incomplete", "fields_inconsistent") and trend.list is not None:
            was, now = trend.values[-2], trend.values[-1]
            if was is not None and now is not None and was != now:
                word = "better" if now < was else "worse"
                what = trend.key.removeprefix("fields_")
                yield f"{inert(titles[trend.list].title)}: {int(now)} fields {what}, were {int(was)}: {word}."
    before = older.audit.findings.severities().get(Severity.ERROR, 0)
    errors = report.audits[0][0].findings.severities().get(Severity.ERROR, 0)
    word = "better" if errors < before else "worse" if errors > before else "the same"
    yield f"{counted(errors, 'error')}, were {before:,}: {word}."


def _analysts(audit: Audit) -> Iterator[tuple[str, int]]:
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for finding in audit.findings:
        name = " ".join((finding.analyst or "").split())
        counts[names.setdefault(name.casefold(), inert(name) or "No analyst")] += 1
    ranked = counts.most_common()
    yield from ranked[:MOST_ANALYSTS]
    rest = ranked[MOST_ANALYSTS:]
    if rest:
        yield f"{len(rest)} others", sum(number for _, number in rest)
