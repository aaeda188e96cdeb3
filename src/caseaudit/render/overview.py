"""What the first lines of a written report say: how bad it is, and where it is worst."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from caseaudit.findings.report import Report
from caseaudit.model.analysis import Analysis, FieldAnalysis, ListAnalysis
from caseaudit.model.finding import Audit, Verdict
from caseaudit.model.words import counted, listed
from caseaudit.render.paper import inert
from caseaudit.render.provenance import file_name

_WORST = 3


@dataclass(frozen=True, slots=True)
class Worst:
    """A field of a list that stands out; `gao_class` is what it stands out by."""

    audit: Audit
    list: ListAnalysis
    field: FieldAnalysis
    gao_class: str
    text: str
    percent: float


def analysis_of(audit: Audit) -> Analysis:
    """The audit's analysis; one made without cases where it has none."""
    return audit.analysis or Analysis(())


def title(report: Report) -> str:
    """The file the report is about, or how many."""
    audits = report.audits
    return file_name(audits[0][0]) if len(audits) == 1 else f"{len(audits)} trackers"


def names(report: Report) -> list[str]:
    """A name for each tracker of the report: its file name, or its path where two share the file name."""
    short = [file_name(audit) for audit, _ in report.audits]
    if len(set(short)) == len(short):
        return short
    return [inert(audit.tracker.path) for audit, _ in report.audits]


def lead(report: Report) -> str:
    """A sentence on the verdict."""
    audits = report.audits
    if len(audits) > 1 or report.unusable:
        failed = sum(not verdict.passed for _, verdict in audits)
        parts = [
            (len(audits) - failed, "passed"),
            (failed, "failed"),
            (len(report.unusable), "could not be audited"),
        ]
        words = ", ".join(f"{number} {word}" for number, word in parts if number)
        return f"{counted(len(audits) + len(report.unusable), 'tracker')}: {words}."
    return verdict_words(*audits[0])


def verdict_words(audit: Audit, verdict: Verdict) -> str:
    """Why one tracker passed or failed: the findings by severity, and the cases they were found in."""
    counts = audit.findings.severities()
    words = {severity: counted(number, severity.value) for severity, number in counts.items() if number}
    lists = sum(number > 0 for number in audit.cases.values())
    cases = f"{counted(sum(audit.cases.values()), 'case')} on {counted(lists, 'list')} were audited"
    if not words and not verdict.failed:
        unsaid = "" if verdict.passed else " Parts of the workbook could not be checked."
        return f"No findings.{unsaid} {cases}."
    if verdict.failed:
        rest = [each for each in words.values() if each not in verdict.failed]
        besides = f"; besides these, {listed(rest)}" if rest else ""
        return f"The check failed on {listed(verdict.failed)}{besides}. {cases}."
    why = (
        ", none of which fails the check"
        if verdict.passed
        else "; parts of the workbook could not be checked"
    )
    return f"{listed(words.values())}{why}. {cases}."


def remarks(verdict: Verdict) -> Iterator[str]:
    """What a reader must know before trusting the verdict: what was not checked, and what was held back."""
    for what in verdict.incomplete:
        yield f"Could not be checked: {inert(what)}."
    if verdict.held is not None and (verdict.held.waived or verdict.held.known):
        held = verdict.held
        yield (
            f"Besides the findings shown, {held.waived:,} are waived and {held.known:,} are known from "
            "the baseline. The figures by field count them."
        )
    yield from map(inert, verdict.notices)


def traced(report: Report) -> str:
    """In a sentence, which sample tested accuracy; "" where none did."""
    samples = [analysis_of(audit).tracing for audit, _ in report.audits]
    named = [
        f"{inert(each.workbook)} (seed {each.sample.plan.design.seed})"
        for each in samples
        if each is not None
    ]
    return f"Accuracy was tested by tracing a sample to the case files: {listed(named)}." if named else ""


def as_of(audit: Audit) -> str:
    """The date that ages are measured from, in words."""
    if audit.as_of is None:
        return "No as-of date: the workbook holds no readable update date."
    return f"As of {audit.as_of.isoformat()} ({inert(audit.as_of_source)})."


def worst(report: Report) -> list[Worst]:
    """The few fields with the greatest share of missing or inconsistent entries."""
    found = [each for audit, _ in report.audits for each in _of_audit(audit)]
    return sorted(found, key=lambda each: (-each.percent, -each.list.cases))[:_WORST]


def _of_audit(audit: Audit) -> Iterator[Worst]:
    few = audit.definition.determination.fewest_cases
    for own in analysis_of(audit).lists:
        for field in own.fields:
            share, noun = field.missing_share, f"{own.title.lower()} cases"
            need = "" if share.whole == own.cases else " that need it"
            if share.part and share.whole >= few:
                text = f"{field.header} is missing in {share.figures} {noun}{need}"
                yield Worst(audit, own, field, "incomplete", text, share.percent)
            if field.inconsistent and own.cases >= few:
                percent = 100 * field.inconsistent / own.cases
                text = f"{field.header} is inconsistent in {field.inconsistent:,} of {own.cases:,} {noun}"
                yield Worst(audit, own, field, "inconsistent", text, percent)
