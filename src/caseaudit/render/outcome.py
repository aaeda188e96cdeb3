"""The verdict in words: passed, failed or incomplete, and why; what was held back, and what a person should know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from caseaudit.model.definition import Severity
from caseaudit.model.finding import Audit, Verdict
from caseaudit.model.words import counted, listed
from caseaudit.render.paper import Paper, inert


def in_a_word(paper: Paper, verdict: Verdict) -> str:
    """PASS, FAIL or INCOMPLETE, in ink; a run that could not check everything is never a plain PASS."""
    if verdict.failed:
        return paper.ink("bad", "FAIL")
    if not verdict.incomplete:
        return paper.ink("good", "PASS")
    return paper.ink("warning", "PASS, INCOMPLETE") if verdict.passed else paper.ink("bad", "INCOMPLETE")


def write_reasons(paper: Paper, audit: Audit, verdict: Verdict, policy: str = "") -> None:
    """Write why: one paragraph, then a line for each limit that is not kept and each part that was not checked.

    `policy` is the file of the policy, "" where there is none.
    """
    paper.paragraph(reason(audit, verdict), 6)
    sentences = [why for why in verdict.failed if _is_sentence(why)]
    for line in (*sentences, *(f"not checked: {what}" for what in verdict.incomplete)):
        paper.paragraph(f"- {inert(line)}", 6, 8)
    for line in _beside(verdict, policy):
        paper.paragraph(inert(line), 6, 8)


def reason(audit: Audit, verdict: Verdict) -> str:
    """One sentence on what the verdict rests on."""
    counts = audit.findings.severities()
    found = [counted(counts[each], each.value) for each in Severity if counts.get(each)]
    if verdict.failed:
        short = [why for why in verdict.failed if not _is_sentence(why)]
        broken = len(verdict.failed) - len(short)
        failed = [*short, *([counted(broken, "limit") + " not kept"] if broken else [])]
        besides = [*_besides(counts, short)]
        return f"Failed on {listed(failed)}{f'; besides these, {listed(besides)}' if besides else ''}."
    # Where known findings are held back, a clean "no findings" would say too much.
    none = "no findings" if verdict.held is None else "no findings that count"
    result = listed(found) if found else none
    if verdict.incomplete:
        told = "Passed, but not" if verdict.passed else "Not"
        return f"{told} everything could be checked; what was checked has {result}."
    return f"Passed with {result}." if found else f"{none[0].upper()}{none[1:]}."


def _besides(counts: Mapping[Severity, int], failed: Sequence[str]) -> Iterator[str]:
    """The findings that do not fail the gate, by severity; of one that fails, those that a limit bears."""
    for each in Severity:
        failing = next((why for why in failed if why.rstrip("s").endswith(f" {each.value}")), "0")
        rest = counts.get(each, 0) - int(failing.split(maxsplit=1)[0].replace(",", ""))
        if rest:
            yield counted(rest, each.value) + (" under limits" if failing != "0" else "")


def held_back(verdict: Verdict) -> str:
    """How many findings stand and how many are held back; "" where neither waivers nor a baseline were used."""
    held = verdict.held
    if held is None:
        return ""
    return f"{counted(held.standing, 'finding')}, {held.waived:,} waived, {held.known:,} known"


def _beside(verdict: Verdict, policy: str) -> Iterator[str]:
    held = held_back(verdict)
    if held:
        yield f"{held}."
    yield from (f"{what}." for what in verdict.notices)
    if policy:
        yield f"Judged by the policy in {policy}."


def _is_sentence(why: str) -> bool:
    """Whether a reason is a limit that is not kept, which names its place and its bound; the others are counts."""
    return ": " in why
