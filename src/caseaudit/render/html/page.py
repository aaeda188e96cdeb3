"""What the template of the page is given: words, numbers and links, nothing that it would have to work out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from caseaudit.findings.report import Report
from caseaudit.findings.rule import Rule
from caseaudit.model.analysis import Reliability
from caseaudit.model.finding import Audit, Verdict
from caseaudit.model.words import counted
from caseaudit.render import overview, provenance
from caseaudit.render.digest import place_words
from caseaudit.render.html.lists import findings_link, heat_view, list_view, rows_view
from caseaudit.render.html.rulepages import page_blocks
from caseaudit.render.html.trend import trend
from caseaudit.render.overview import analysis_of
from caseaudit.render.paper import inert, shorten

_TAGS = {
    Reliability.SUFFICIENT: "sufficient",
    Reliability.INSUFFICIENT: "insufficient",
    Reliability.UNDETERMINED: "undetermined",
}
_EXAMPLES = 3
_ANALYSTS = 12
_MESSAGE_MOST = 300


def names(report: Report) -> dict[str, dict[str, dict[str, str]]]:
    """What the page calls rules, lists and fields, in their order."""
    definition = report.audits[0][0].definition
    severities = definition.severities
    return {
        "rule": {
            rule.code: {
                "title": rule.name,
                "severity": severities.get(rule.code, rule.severity),
                "class": rule.gao_class or "",
            }
            for rule in report.rules
        },
        "list": {name: {"title": each.title} for name, each in definition.lists.items()},
        "field": {name: {"title": field.header} for name, field in definition.fields.items()},
        "severity": {name: {"title": name} for name in ("error", "warning", "note")},
    }


def page(report: Report, left_out: int) -> dict[str, Any]:
    """Everything the template shows; `left_out` findings are not in the page's list."""
    number = sum(len(audit.findings) for audit, _ in report.audits)
    several = len(report.audits) > 1
    trackers = {
        id(audit): name if several else ""
        for (audit, _), name in zip(report.audits, overview.names(report), strict=True)
    }
    bounds = report.audits[0][0].definition.determination
    return {
        "title": overview.title(report),
        "passed": report.passed,
        "redacted": report.redacted,
        "lead": overview.lead(report),
        "worst": [
            {
                "text": each.text,
                "link": findings_link(
                    trackers[id(each.audit)], each.list.name, each.field.name, each.gao_class
                ),
            }
            for each in overview.worst(report)
        ],
        "unusable": [inert(each) for each in report.unusable],
        "parts": [_part(audit, verdict, trackers[id(audit)]) for audit, verdict in report.audits],
        "analysts": [*_analysts(report)],
        "trend": trend(report.comparison),
        "number": number,
        "number_words": f"{counted(number, 'finding')}, in the order of the workbook.",
        "left_out": _left_out(left_out),
        "traced": overview.traced(report),
        "bounds": (
            f"a field is sufficiently reliable where at most {bounds.sufficient_percent:g}% of the tested cases are "
            f"missing or inconsistent, not sufficiently reliable above {bounds.insufficient_percent:g}%, and "
            f"undetermined between the two or with fewer than {counted(bounds.fewest_cases, 'case')}; a list is not "
            f"sufficiently reliable where more than {bounds.fields_percent:g}% of its fields are not."
        ),
        "tags": _TAGS,
        "rules": [*_rules(report, several)],
        "provenance": [*provenance.of_report(report)],
        "footer": "Made by caseaudit from the tracker and the definition named above; running it again gives the same.",
    }


def _analysts(report: Report) -> Iterator[dict[str, Any]]:
    """How many findings each analyst has, the most first; those with few share the last row."""
    counts: Counter[str] = Counter()
    names: dict[str, str] = {}
    for audit, _ in report.audits:
        for finding in audit.findings:
            name = finding.analyst or ""
            counts[names.setdefault(name.casefold(), name)] += 1
    ranked = counts.most_common()
    most = ranked[0][1] if ranked else 0
    for name, number in ranked[:_ANALYSTS]:
        link = "#findings?" + urlencode({"analyst": name or "–"})
        yield {
            "name": inert(name) or "No analyst",
            "link": link,
            "number": f"{number:,}",
            "bar": _bar(number, most),
        }
    rest = ranked[_ANALYSTS:]
    if rest:
        number = sum(each for _, each in rest)
        words = counted(len(rest), "other analyst")
        yield {"name": words, "link": "", "number": f"{number:,}", "bar": _bar(min(number, most), most)}


def _bar(part: int, whole: int) -> list[dict[str, Any]]:
    return [{"kind": "other", "start": 0, "width": round(100 * part / whole, 2)}] if whole else []


def _left_out(number: int) -> str:
    if not number:
        return ""
    return (
        f"{counted(number, 'further finding')} would make this page too large and "
        f"{'is' if number == 1 else 'are'} not in the list below: of each rule, list and field, only the first ones "
        "are. All counts on this page include them, and the workbook and the CSV report hold every one."
    )


def _part(audit: Audit, verdict: Verdict, tracker: str) -> dict[str, Any]:
    """One tracker; `tracker` is its name where there are several, else ""."""
    analysis = analysis_of(audit)
    largest = max((each.cases for each in analysis.initiated), default=0)
    return {
        "name": tracker or provenance.file_name(audit),
        "passed": verdict.passed,
        "as_of": overview.as_of(audit),
        "remarks": [*overview.remarks(verdict)],
        "lists": [list_view(each, analysis.figures) for each in analysis.lists],
        "heat": [*heat_view(audit, tracker)],
        "initiated": rows_view(analysis.initiated, largest, sum(each.cases for each in analysis.initiated)),
        "provenance": [*provenance.of_audit(audit)],
        "left_out": [*provenance.left_out(audit)],
    }


def _rules(report: Report, several: bool) -> Iterator[dict[str, Any]]:
    counts: dict[str, int] = {}
    for audit, _ in report.audits:
        for code, number in audit.findings.counts().items():
            counts[code] = counts.get(code, 0) + number
    definition = report.audits[0][0].definition
    order = sorted(report.rules, key=lambda rule: (not counts.get(rule.code), rule.code))
    for missing, rules in groupby(order, key=lambda rule: not counts.get(rule.code)):
        yield {
            "title": "Without a finding here" if missing else "With findings",
            "found": not missing,
            "rules": [
                {
                    "code": rule.code,
                    "name": rule.name,
                    "title": rule.title,
                    "severity": definition.severities.get(rule.code, rule.severity),
                    "gao_class": rule.gao_class or "",
                    "found": "" if missing else counted(counts[rule.code], "finding"),
                    "link": "" if missing else f"#findings?rule={rule.code}",
                    "examples": [] if missing else [*_examples(report, rule, several)],
                    "blocks": [*page_blocks(rule.page)],
                }
                for rule in rules
            ],
        }


def _examples(report: Report, rule: Rule, several: bool) -> Iterator[dict[str, str]]:
    number = 0
    for audit, _ in report.audits:
        for finding in audit.findings.of_rule(rule.code, _EXAMPLES - number):
            number += 1
            yield {
                "place": place_words(finding.place)
                + (f" ({provenance.file_name(audit)})" if several else ""),
                "case": inert(finding.case_number or ""),
                "message": shorten(inert(finding.message), _MESSAGE_MOST),
            }
