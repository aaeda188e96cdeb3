"""Holding findings back: those that a waiver covers, and those that the baseline knows.

What is held back stays counted. A waiver comes before the baseline, and a finding that both speak of uses up the
baseline's entry too, so that it does not look as if it were gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from caseaudit.kinds.identifiers import compare_key
from caseaudit.model.definition import Severity
from caseaudit.model.finding import Audit, Finding, Findings, GaoClass, HeldBack, Kind, Place, Unchecked
from caseaudit.settings.records import Baseline, Waiver, Waivers, digest

_STANDS, _WAIVED, _KNOWN = range(3)
_HELD_BY = ("", "waiver", "baseline")
"""What holds a finding back, by its mark."""


class Standing:
    """The findings of an audit that are not held back (see `caseaudit.model.finding.Findings`).

    `marks` has, by rule, one mark a finding in the order of findings.
    """

    def __init__(self, found: Findings, marks: Mapping[str, bytearray], tally: Mapping[Kind, int]) -> None:
        self._found, self._marks, self._tally = found, marks, tally

    def __len__(self) -> int:
        return sum(self._tally.values())

    def __iter__(self) -> Iterator[Finding]:
        return (finding for finding, held_by in self.marked() if not held_by)

    def marked(self) -> Iterator[tuple[Finding, str]]:
        """All findings in order, those held back among them, each with what holds it back."""
        left = {code: iter(marks) for code, marks in self._marks.items()}
        return ((finding, _HELD_BY[next(left[finding.rule])]) for finding in self._found)

    def counts(self) -> Mapping[str, int]:
        """How many findings each rule has, by code, in the order of codes."""
        found: Counter[str] = Counter()
        for kind, count in self._tally.items():
            found[kind.rule] += count
        return dict(sorted(found.items()))

    def severities(self) -> Mapping[Severity, int]:
        """How many findings each severity has; every severity is named."""
        found = dict.fromkeys(Severity, 0)
        for kind, count in self._tally.items():
            found[kind.severity] += count
        return found

    def of_rule(self, code: str, most: int | None = None) -> Iterator[Finding]:
        """The first `most` findings of one rule (all where None), in order."""
        marks = self._marks.get(code, bytearray())
        left = len(marks) if most is None else most
        for finding, mark in zip(self._found.of_rule(code), marks, strict=True):
            if not left:
                return
            if mark == _STANDS:
                left -= 1
                yield finding

    def by_field(self, code: str) -> Mapping[str | None, int]:
        """How many findings one rule has in each field (None: in none), the most first."""
        found: Counter[str | None] = Counter()
        for kind, count in self._tally.items():
            if kind.rule == code:
                found[kind.field] += count
        return dict(found.most_common())

    def tally(self) -> Mapping[Kind, int]:
        """How many findings there are of each kind."""
        return self._tally


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """What stands and what is held back.

    `cells` counts, by list, field and class, the cells in which a finding stands. `gone` are findings that the baseline
    knows and that are no longer there.
    """

    findings: Standing
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
    book = _Book(audit)
    used: set[object] = set()
    ruled = {subject[0] for subject in in_force}
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
        book.enter(finding, _WAIVED if covering else _KNOWN if known else _STANDS)
    return Held(
        findings=Standing(audit.findings, book.marks, book.tally),
        counts=HeldBack(sum(book.tally.values()), book.waived, book.known),
        cells=book.cells,
        expired=tuple(each for each in given if each.expires < audit.run_on and each.subject not in in_force),
        unused=tuple(each for each in in_force.values() if each.subject not in used),
        gone=left.total(),
        with_baseline=baseline is not None,
        about_no_case=frozenset(book.about_no_case),
    )


def _covering(
    finding: Finding, in_force: Mapping[tuple[str, str | None, str | None, str | None], Waiver]
) -> object:
    """The subject of the waiver that covers the finding, the most exact one first; None where none does."""
    number = None if finding.case_number is None else compare_key(finding.case_number)
    for subject in product((finding.rule,), (number, None), (finding.field, None), (finding.list, None)):
        if subject in in_force:
            return subject
    return None


class _Book:
    """Counts the findings as they are marked, in their order."""

    def __init__(self, audit: Audit) -> None:
        self.marks: dict[str, bytearray] = {}
        self.tally: Counter[Kind] = Counter()
        self.cells: Counter[tuple[str, str, GaoClass]] = Counter()
        self.about_no_case: set[tuple[str, str | None, str | None, str]] = set()
        self.waived = self.known = 0
        self._last: dict[tuple[str, str, GaoClass], Place] = {}
        self._missing = {(each.list, each.field): each.missing for each in audit.fields}

    def enter(self, finding: Finding, mark: int) -> None:
        """Enter one finding."""
        self.marks.setdefault(finding.rule, bytearray()).append(mark)
        self.waived += mark == _WAIVED
        self.known += mark == _KNOWN
        if mark != _STANDS:
            if finding.case_number is None:
                self.about_no_case.add((finding.rule, finding.list, finding.field, finding.place.sheet))
            return
        gao = finding.gao_class
        self.tally[Kind(finding.rule, gao, finding.severity, finding.list, finding.field)] += 1
        if gao is None or finding.list is None or finding.field is None:
            return
        key = (finding.list, finding.field, gao)
        if finding.rule == "C103":  # one finding for all the cases that need the field
            self.cells[key] += self._missing.get(key[:2], 1)
        elif self._last.get(key) != finding.place:
            self.cells[key] += 1
            self._last[key] = finding.place
