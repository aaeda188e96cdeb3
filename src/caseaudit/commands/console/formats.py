"""The reports of `check` for programs: each form with what it needs to know besides the audits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from caseaudit.model.words import counted

if TYPE_CHECKING:
    from caseaudit.commands.console.output import Write
    from caseaudit.model.finding import Audit, Verdict
    from caseaudit.settings.judgement import Judgement
    from caseaudit.stories.audit import AuditOptions


def write_json(
    write: Write,
    audits: Sequence[tuple[Audit, Verdict]],
    unusable: Sequence[tuple[str, str]],
    verdict: Verdict,
) -> None:
    """JSON: the audit of one tracker, or all of them with the trackers that could not be audited."""
    from caseaudit.render.machine import report

    if len(audits) == 1 and not unusable:
        report.write_audit(write, *audits[0])
    else:
        report.write_audits(write, audits, unusable, verdict)


def write_csv(write: Write, audits: Sequence[tuple[Audit, Verdict]]) -> None:
    """CSV: one finding a row."""
    from caseaudit.render.machine import findings_csv as rows

    rows.write_header(write)
    for audit, _ in audits:
        rows.write_rows(write, audit)


def write_sarif(write: Write, judged: Sequence[Judgement]) -> None:
    """SARIF: a run a tracker."""
    from caseaudit.render.machine import sarif
    from caseaudit.rules import OF_ONE_TRACKER

    sarif.write_sarif(write, [(each.audit, each.verdict) for each in judged], OF_ONE_TRACKER)


def write_junit(write: Write, judged: Sequence[Judgement], options: AuditOptions) -> None:
    """JUnit XML: a test suite a tracker."""
    from caseaudit.render.machine import junit
    from caseaudit.rules import OF_ONE_TRACKER, choose

    checked = choose(options.select, options.ignore)
    suites = [junit.Suite(each.audit, each.verdict, checked, each.fails) for each in judged]
    junit.write_junit(write, suites, OF_ONE_TRACKER)


def write_annotations(write: Write, judged: Sequence[Judgement]) -> None:
    """Workflow commands of GitHub."""
    from caseaudit.render.machine import github as annotations

    for each in judged:
        annotations.write_annotations(write, each.audit, each.verdict)


def write_lines(write: Write, judged: Sequence[Judgement]) -> None:
    """One line a finding."""
    from caseaudit.render.machine import lines

    for each in judged:
        lines.write_lines(write, each.audit)


def in_short(judged: Judgement) -> list[str]:
    """What a report for programs may not show at a glance: what was not checked, and what does not count."""
    verdict, path = judged.verdict, judged.audit.tracker.path
    said = [f"{path}: incomplete: {what}" for what in verdict.incomplete]
    if verdict.held is not None:
        held = verdict.held
        said.append(
            f"{path}: {counted(held.standing, 'finding')}, {held.waived:,} waived, {held.known:,} known."
        )
    return said + list(verdict.notices)
