"""The report as SARIF 2.1.0, for code scanning and other readers of that standard.

A cell is a logical location (`Active!J7`); its row stands in for the line that such readers ask for. What a waiver or
the baseline holds back is in it, marked as suppressed, so that nothing vanishes without a trace.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from caseaudit import __version__
from caseaudit.findings.rule import Rule
from caseaudit.model.definition import Severity
from caseaudit.model.finding import Audit, Finding, Place, Verdict
from caseaudit.settings.records import digest

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
"""What the standard names as the address of its schema."""

FINGERPRINT = "caseaudit/v1"

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_CELL = re.compile(r"([A-Z]+)([0-9]+)|([0-9]+):[0-9]+|([A-Z]+):[A-Z]+")
_encode = json.JSONEncoder(ensure_ascii=False).encode


def write_sarif(
    write: Callable[[str], object],
    runs: Iterable[tuple[Audit, Verdict]],
    rules: Sequence[Rule],
) -> None:
    """Write a run for each audit with its verdict, one result a line; `rules` are the whole rule book."""
    write(f'{{"$schema": {_encode(SCHEMA)},\n"version": "2.1.0",\n"runs": [')
    for number, (audit, verdict) in enumerate(runs):
        write(",\n" if number else "\n")
        for piece in _run(audit, verdict, rules):
            write(piece)
    write("]}\n")


def _run(audit: Audit, verdict: Verdict, rules: Sequence[Rule]) -> Iterator[str]:
    places = {rule.code: number for number, rule in enumerate(rules)}
    severities, artifact = audit.definition.severities, uri(audit.tracker.path)
    head = {
        "tool": {
            "driver": {
                "name": "caseaudit",
                "version": __version__,
                "rules": [_rule(rule, severities.get(rule.code, rule.severity)) for rule in rules],
            }
        },
        "invocations": [_invocation(verdict)],
        "artifacts": [{"location": {"uri": artifact}, "hashes": {"sha-256": audit.tracker.sha256}}],
        "columnKind": "unicodeCodePoints",
        "properties": {"gate": {"passed": verdict.passed, "failed": list(verdict.failed)}},
    }
    yield (
        "{"
        + ",\n".join(f"{_encode(key)}: {_encode(value)}" for key, value in head.items())
        + ',\n"results": ['
    )
    before = "\n"
    for finding, held in audit.findings.marked():
        yield before + _encode(_result(finding, held, places, artifact))
        before = ",\n"
    yield "]}"


def uri(path: str) -> str:
    """The path as a URI: relative as it was given, or `file:` where it is absolute."""
    if Path(path).is_absolute():
        return Path(path).as_uri()
    return quote(path.replace("\\", "/").removeprefix("./").encode("utf-8", "surrogateescape"))


def _rule(rule: Rule, severity: Severity) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(part.capitalize() for part in rule.name.split("-")),
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": _paragraphs(rule.page)},
        "help": {"text": rule.page, "markdown": f"### {rule.code} {rule.name}\n\n{rule.page}"},
        "defaultConfiguration": {"level": _LEVELS[severity]},
        "properties": {"tags": [rule.gao_class.value] if rule.gao_class else []},
    }


def _paragraphs(page: str) -> str:
    """The words of a rule's page before its examples."""
    said = re.split(r"^(?:Wrong|Right)\b", page, maxsplit=1, flags=re.MULTILINE)[0]
    return "\n\n".join(" ".join(part.split()) for part in said.split("\n\n") if part.strip())


def _invocation(verdict: Verdict) -> dict[str, Any]:
    """What could not be checked is a notification; then the run was no success, whatever it found."""
    told = [("error", f"not checked: {what}") for what in verdict.incomplete]
    told += [("error", f"the gate failed: {what}") for what in verdict.failed]
    told += [("note", what) for what in verdict.notices]
    return {
        "executionSuccessful": not verdict.incomplete,
        "toolExecutionNotifications": [
            {"level": level, "message": {"text": _said(text)}} for level, text in told
        ],
    }


def _result(finding: Finding, held: str, places: Mapping[str, int], artifact: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": places.get(finding.rule, -1),
        "level": _LEVELS[finding.severity],
        "message": {"text": _said(finding.message)},
        "locations": [_location(finding.place, artifact)],
        "partialFingerprints": {FINGERPRINT: digest(finding)},
    }
    if finding.related:
        result["relatedLocations"] = [_location(place, artifact) for place in finding.related]
    if held == "baseline":
        result["baselineState"] = "unchanged"
    if held:
        result["suppressions"] = [{"kind": "external", "justification": f"ignored by the {held}"}]
    known = {"case": finding.case_number, "list": finding.list, "field": finding.field}
    result["properties"] = {key: value for key, value in known.items() if value is not None}
    return result


def _location(place: Place, artifact: str) -> dict[str, Any]:
    cell = _CELL.fullmatch(place.cell)
    physical: dict[str, Any] = {"artifactLocation": {"uri": artifact, "index": 0}}
    row = None if cell is None else cell[2] or cell[3]
    physical["region"] = {"startLine": int(row) if row else 1}
    if cell is not None and cell[1] and cell[2]:
        physical["region"]["startColumn"] = _number(cell[1])
    name = {
        "name": place.cell or place.sheet,
        "fullyQualifiedName": str(place),
        "kind": "element" if place.cell else "module",
    }
    return {"physicalLocation": physical, "logicalLocations": [name]}


def _number(letters: str) -> int:
    """The number of a column from 1: `A` is 1, `AA` is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _said(text: str) -> str:
    """The text as a message of the standard: its braces and brackets would else be placeholders and links."""
    text = text.replace("{", "{{").replace("}", "}}")
    return re.sub(r"([\[\]])", r"\\\1", text) if "](" in text else text
