"""Holding findings back: those that a waiver covers, and those that the baseline knows.

What is held back stays counted. A waiver comes before the baseline, and a finding that both speak of uses up the
baseline's entry too, so that it does not look as if it were gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product

from caseaudit.kinds.identifiers import compare_key
from caseaudit.model.finding import Audit, Finding, Findings, GaoClass, HeldBack, HeldBy, Unchecked
from caseaudit.settings.records import Baseline, Waiver, Waivers, digest

_STANDS, _WAIVED, _KNOWN = map([*HeldBy].index, (HeldBy.NOTHING, HeldBy.WAIVER, HeldBy.BASELINE))


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """What stands and what is held back.

    `cells` counts, by list, field and class, the cells in which a finding stands. `gone` are findings that the baseline
    knows and that are no longer there.
    """

    findings: Findings
    counts: HeldBack
    cells: Mapping[tuple[str, str, GaoClass], int]
    expired: tuple[Waiver, ...]
    unused: tuple[Waiver, ...]
    gone: int
    with_baseline: bool
    about_no_case: frozenset[tuple[str, str | None, str | None, str]]
    """The findings held back that are about no case: rule, list, field and sheet."""

    def bears(self, part: Unchecked) -> bool:
        """Whether the finding that tells of an unchecked part is held back, so that the part is known."""
        return (part.rule, part.list, part.field, part.sheet) in self.about_no_case


def hold(audit: Audit, waivers: Waivers | None = None, baseline: Baseline | None = None) -> Held:
    """Mark every finding of an audit: it stands, a waiver in force on the day of the run covers it, or it is known."""
    given = () if waivers is None else waivers.waivers
    in_force = {each.subject: each for each in given if each.expires >= audit.run_on}
    left = Counter({} if baseline is None else baseline.known)
    salt = "" if baseline is None else baseline.salt
    ruled = {subject[0] for subject in in_force}
    used: set[object] = set()
    marks = bytearray()
    about_no_case = set()
    for finding in audit.findings:
        covering = _covering(finding, in_force) if finding.rule in ruled else None
        known = False
        if baseline is not None:
            key = digest(finding, salt)
            known = left[key] > 0
            if known:
                left[key] -= 1
        if covering is not None:
            used.add(covering)
        marks.append(_WAIVED if covering else _KNOWN if known else _STANDS)
        if marks[-1] != _STANDS and finding.case_number is None:
            about_no_case.add((finding.rule, finding.list, finding.field, finding.place.sheet))
    findings = audit.findings.held_back(marks)
    return Held(
        findings=findings,
        counts=HeldBack(marks.count(_STANDS), marks.count(_WAIVED), marks.count(_KNOWN)),
        cells=_cells(audit, findings),
        expired=tuple(each for each in given if each.expires < audit.run_on and each.subject not in in_force),
        unused=tuple(each for each in in_force.values() if each.subject not in used),
        gone=left.total(),
        with_baseline=baseline is not None,
        about_no_case=frozenset(about_no_case),
    )


def _cells(audit: Audit, findings: Findings) -> Mapping[tuple[str, str, GaoClass], int]:
    """The cells in which a finding stands; a column that is missing stands for all the cases that need the field."""
    cells = dict(findings.cells())
    missing = {(each.list, each.field): each.missing for each in audit.fields}
    for kind in findings.tally():
        if kind.gao_class is not None and kind.list is not None and kind.field is not None:
            key = kind.list, kind.field, kind.gao_class
            if key not in cells:
                cells[key] = missing.get(key[:2], 1)
    return cells


def _covering(
    finding: Finding, in_force: Mapping[tuple[str, str | None, str | None, str | None], Waiver]
) -> object:
    """The subject of the waiver that covers the finding, the most exact one first; None where none does."""
    number = None if finding.case_number is None else compare_key(finding.case_number)
    for subject in product((finding.rule,), (number, None), (finding.field, None), (finding.list, None)):
        if subject in in_force:
            return subject
    return None
