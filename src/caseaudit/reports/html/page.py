"""What the template of the page is given: words, numbers and links, nothing that it would have to work out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from caseaudit.model.analysis import Count, FieldAnalysis, ListAnalysis, Reliability
from caseaudit.model.definition import Holds
from caseaudit.model.finding import Audit, Verdict
from caseaudit.model.proportions import Share
from caseaudit.model.report import Report
from caseaudit.model.rule import Rule
from caseaudit.reports import overview, provenance
from caseaudit.reports.digest import place_words
from caseaudit.reports.html.rulepages import page_blocks
from caseaudit.reports.html.trend import trend
from caseaudit.reports.overview import analysis_of
from caseaudit.reports.paper import counted, inert, shorten

_TAGS = {
    Reliability.SUFFICIENT: "sufficient",
    Reliability.INSUFFICIENT: "insufficient",
    Reliability.UNDETERMINED: "undetermined",
}
_LEVELS = (5, 15, 35, 65)
_EXAMPLES = 3
_TERMS = 6
_NOTABLE = 10
"""From this percentage of inconsistent entries on, the kinds of a field's entries have a table."""

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
                "link": _link(trackers[id(each.audit)], each.list.name, each.field.name, each.gao_class),
            }
            for each in overview.worst(report)
        ],
        "unusable": [inert(each) for each in report.unusable],
        "parts": [_part(audit, verdict, trackers[id(audit)]) for audit, verdict in report.audits],
        "trend": trend(report.comparison),
        "number": number,
        "number_words": f"{counted(number, 'finding')}, in the order of the workbook.",
        "left_out": _left_out(left_out),
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
        "lists": [_list(each) for each in analysis.lists],
        "heat": [*_heat(audit, tracker)],
        "initiated": _rows(analysis.initiated, largest, sum(each.cases for each in analysis.initiated)),
        "provenance": [*provenance.of_audit(audit)],
        "left_out": [*provenance.left_out(audit)],
    }


def _link(tracker: str, list_: str, field: str, gao_class: str) -> str:
    said = {"list": list_, "field": field, "class": gao_class}
    return "#findings?" + urlencode({**({"tracker": tracker} if tracker else {}), **said})


def _heat(audit: Audit, tracker: str) -> Iterator[dict[str, Any]]:
    lists = analysis_of(audit).lists
    for place, field in enumerate(audit.definition.fields.values()):
        pairs = []
        for own in lists:
            each = own.fields[place]
            missing, wrong = each.missing_share, Share(each.inconsistent, own.cases)
            pairs.append(
                (
                    _heat_cell(missing, "m", _link(tracker, own.name, field.name, "incomplete"), own.title),
                    _heat_cell(wrong, "i", _link(tracker, own.name, field.name, "inconsistent"), own.title),
                )
            )
        yield {"header": field.header, "cells": pairs}


def _heat_cell(share: Share, kind: str, link: str, title: str) -> dict[str, Any]:
    if not share.part:
        return {"level": "", "link": "", "number": "0" if share.whole else "–", "share": ""}
    level = 1 + sum(share.percent > bound for bound in _LEVELS)
    words = f"of {share.whole:,}, {'missing' if kind == 'm' else 'inconsistent'}, {title}"
    return {
        "level": f"{kind}{level}",
        "link": link,
        "number": f"{share.part:,}",
        "share": share.rounded,
        "spoken": words,
    }


def _list(own: ListAnalysis) -> dict[str, Any]:
    return {
        "title": own.title,
        "cases": own.cases,
        "cases_words": counted(own.cases, "case"),
        "incomplete": own.incomplete,
        "inconsistent": own.inconsistent,
        "fields": own.fields,
        "determination": own.determination,
        "statements": own.statements,
        "paragraph": own.paragraph,
        "missing": [_missing(each) for each in own.fields if each.missing.total],
        "kinds": [_kinds(each, own.cases) for each in own.fields if _tells(each, own.cases)],
        "mixes": [*_mixes(own)],
    }


def _missing(field: FieldAnalysis) -> dict[str, Any]:
    kinds = field.missing
    parts = [
        ("missing", kinds.blank, "blank"),
        ("standin", kinds.stand_in, "a stand-in"),
        ("other", kinds.invisible, "only characters that do not show"),
        ("nocolumn", kinds.no_column, "no column"),
    ]
    said = ", ".join(f"{number:,} {word}" for _, number, word in parts if number)
    return {
        "name": field.header,
        "cases": f"{kinds.total:,} of {field.required:,}",
        "percent": field.missing_share.rounded,
        "kinds": said,
        "bar": [*_bar([(kind, number) for kind, number, _ in parts], field.required)],
    }


def _tells(field: FieldAnalysis, cases: int) -> bool:
    return bool(field.kinds) and Share(field.inconsistent, cases).percent >= _NOTABLE


def _kinds(field: FieldAnalysis, cases: int) -> dict[str, Any]:
    rows = []
    for kind in field.kinds:
        entered = kind.name not in ("blank", "a stand-in")
        others = kind.cases - kind.standard
        note = f"{kind.standard:,} standard, {others:,} not" if entered and kind.standard else ""
        rows.append(
            {
                "name": kind.name,
                "cases": f"{kind.cases:,}",
                "percent": Share(kind.cases, cases).rounded,
                "note": note if others else "standard" if entered else "",
                "examples": [Count(shorten(inert(each.name), 40), each.cases) for each in kind.examples],
                "bar": [
                    *_bar(
                        [("other", kind.standard), ("inconsistent" if entered else "missing", others)], cases
                    )
                ],
            }
        )
    return {"header": field.header, "rows": rows}


def _mixes(own: ListAnalysis) -> Iterator[dict[str, Any]]:
    if own.phases:
        yield {"title": "Cases by phase", "rows": _rows(own.phases, own.cases, own.cases)}
    if own.update_ages:
        yield {"title": "Age of the updates", "rows": _rows(own.update_ages, own.cases, own.cases)}
    for field in own.fields:
        if field.terms and field.holds in (Holds.TERM, Holds.TERMS):
            shown, rest = field.terms[:_TERMS], field.terms[_TERMS:]
            more = [Count(counted(len(rest), "other"), sum(each.cases for each in rest))] if rest else []
            several = " (a case may have several)" if field.holds == Holds.TERMS else ""
            rows = _rows((*shown, *more), own.cases, own.cases)
            yield {"title": f"Cases by {field.header}{several}", "rows": rows}


def _rows(counts: Sequence[Count], full: int, whole: int) -> list[dict[str, Any]]:
    """Rows of a small bar table; a bar of `full` cases takes the whole width."""
    return [
        {
            "name": inert(each.name),
            "cases": f"{each.cases:,}",
            "percent": Share(each.cases, whole).rounded if whole else "",
            "bar": [*_bar([("other", each.cases)], full)],
        }
        for each in counts
    ]


def _bar(parts: Sequence[tuple[str, int]], full: int) -> Iterator[dict[str, Any]]:
    """The pieces of a bar from left to right, in percent of `full`; what is there at all can be seen."""
    start = 0.0
    for kind, number in parts:
        if number and full and start < 100:
            width = min(max(100 * number / full, 0.6), 100 - start)
            yield {"kind": kind, "start": f"{start:.2f}", "width": f"{width:.2f}"}
            start += width


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
