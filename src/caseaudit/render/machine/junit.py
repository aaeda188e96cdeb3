"""The report as JUnit XML, which most build servers show: a test case for each rule on each list, and for the gate."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from caseaudit.findings.rule import Rule
from caseaudit.model.finding import Audit, Finding, Verdict
from caseaudit.model.words import counted
from caseaudit.render.paper import inert

MOST_LINES = 200
"""A build server shows the lines of one test case as one text; the JSON report has all findings."""

_WORKBOOK = "Workbook"


@dataclass(frozen=True, slots=True)
class Suite:
    """One audit: `checked` are the codes of the rules that were run, `fails` says which findings fail the gate."""

    audit: Audit
    verdict: Verdict
    checked: frozenset[str]
    fails: Callable[[Finding], bool]


@dataclass(frozen=True, slots=True)
class _Case:
    """One test case: `kind` is failure, error, skipped or "" where it passed."""

    group: str
    name: str
    kind: str = ""
    message: str = ""
    lines: tuple[str, ...] = ()


def write_junit(write: Callable[[str], object], suites: Iterable[Suite], rules: Sequence[Rule]) -> None:
    """Write a test suite for each audit. A rule fails where its findings fail the gate; milder ones are its output."""
    write('<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="caseaudit">\n')
    for suite in suites:
        cases = [*_gate(suite), *_rules(suite, rules)]
        counts = {kind: sum(each.kind == kind for each in cases) for kind in ("failure", "error", "skipped")}
        write(
            f"<testsuite name={_attribute(suite.audit.tracker.path)} tests={_attribute(str(len(cases)))} "
            f'failures="{counts["failure"]}" errors="{counts["error"]}" skipped="{counts["skipped"]}">\n'
        )
        for each in cases:
            write(_written(each))
        write("</testsuite>\n")
    write("</testsuites>\n")


def _gate(suite: Suite) -> Iterator[_Case]:
    """What is told of the whole: whether all was checked, and what fails the gate beside single findings."""
    verdict = suite.verdict
    yield _Case(
        "Gate",
        "everything could be checked",
        "error" if verdict.incomplete and not verdict.passed else "",
        counted(len(verdict.incomplete), "part was", "parts were") + " not checked"
        if verdict.incomplete
        else "",
        verdict.incomplete,
    )
    told = verdict.notices
    if verdict.held is not None:
        told = (
            f"{counted(verdict.held.standing, 'finding')}, {verdict.held.waived:,} waived, "
            f"{verdict.held.known:,} known",
            *told,
        )
    message = "; ".join(verdict.failed)
    yield _Case(
        "Gate", "the policy is kept", "failure" if verdict.failed else "", message, (*verdict.failed, *told)
    )


def _rules(suite: Suite, rules: Sequence[Rule]) -> Iterator[_Case]:
    definition = suite.audit.definition
    titles = {name: definition.lists[name].title for name in suite.audit.cases}
    for rule in rules:
        name = f"{rule.code} {rule.name}"
        if rule.code not in suite.checked:
            yield from (_Case(title, name, "skipped", "not checked") for title in _groups(rule, titles))
            continue
        tallies = {title: _Tally() for title in _groups(rule, titles)}
        for finding in suite.audit.findings.of_rule(rule.code):
            title = titles.get(finding.list or "", _WORKBOOK) if rule.remarks is None else _WORKBOOK
            tallies.setdefault(title, _Tally()).enter(finding, fails=suite.fails(finding))
        for title, tally in tallies.items():
            yield _Case(
                title, name, "failure" if tally.failing else "", tally.message(), tuple(tally.lines())
            )


def _groups(rule: Rule, titles: Mapping[str, str]) -> tuple[str, ...]:
    """Where a rule is a test case of its own: on every list, or once for the workbook."""
    return tuple(titles.values()) if rule.remarks is None else (_WORKBOOK,)


class _Tally:
    """The findings of one rule on one list."""

    def __init__(self) -> None:
        self.count = self.failing = 0
        self._lines: list[str] = []

    def enter(self, finding: Finding, *, fails: bool) -> None:
        """Enter one finding."""
        self.count += 1
        self.failing += fails
        if len(self._lines) < MOST_LINES:
            case = f" {finding.case_number}:" if finding.case_number else ""
            self._lines.append(f"{finding.place}:{case} {finding.message}")

    def message(self) -> str:
        """How many findings there are."""
        return counted(self.count, "finding") if self.count else ""

    def lines(self) -> Iterator[str]:
        """A line for each finding, as many as are shown."""
        yield from self._lines
        if self.count > len(self._lines):
            yield f"… and {self.count - len(self._lines):,} more"


def _written(case: _Case) -> str:
    text = "\n".join(map(_text, case.lines))
    begin = f"<testcase classname={_attribute(case.group)} name={_attribute(case.name)}"
    if case.kind == "skipped":
        return f"{begin}><skipped message={_attribute(case.message)}/></testcase>\n"
    if case.kind:
        message = _attribute(case.message)
        return f"{begin}>\n<{case.kind} message={message}>{text}</{case.kind}>\n</testcase>\n"
    return f"{begin}>\n<system-out>{text}</system-out>\n</testcase>\n" if text else f"{begin}/>\n"


def _text(text: str) -> str:
    """The text with every sign that XML forbids shown by its number, and the others escaped."""
    return escape(inert(text))


def _attribute(text: str) -> str:
    return quoteattr(inert(text))
