"""Audits made by hand, for the tests of reports and of the gate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np

from caseaudit.findings.table import FindingTable, Part
from caseaudit.model.definition import (
    CaseList,
    Definition,
    Field,
    Guidance,
    Holds,
    Need,
    Requirement,
    Roles,
    Severity,
    Term,
    Vocabulary,
)
from caseaudit.model.finding import (
    Audit,
    FieldFigures,
    Finding,
    GaoClass,
    HeaderMatch,
    Kind,
    LeftOut,
    ListSummary,
    Place,
    SheetRead,
    TrackerRead,
)
from caseaudit.rules import RULES

HEADERS = {
    "case_number": "Case Number",
    "commodity": "Commodity",
    "sources_of_evidence": "Sources of Evidence",
    "status": "Status",
    "update_date": "Update Date",
    "closure_reason": "Reason Suspended or Inactive",
}


def table(findings: Sequence[Finding]) -> FindingTable:
    """Findings in the order in which they are given; those at one place that follow each other are of one cell."""
    rows = [0]
    for before, each in pairwise(findings):
        rows.append(rows[-1] + (before.place != each.place or before.rule >= each.rule))
    kinds: dict[Kind, list[int]] = {}
    for number, each in enumerate(findings):
        kind = Kind(each.rule, each.gao_class, each.severity, each.list, each.field)
        kinds.setdefault(kind, []).append(number)
    return FindingTable.of(
        [
            Part(
                replace(RULE_OF.get(kind.rule, RULES[0]), code=kind.rule, gao_class=kind.gao_class),
                kind.severity,
                kind.list,
                kind.field,
                np.array([[0, rows[number], 0, number] for number in numbers]),
                findings.__getitem__,
            )
            for kind, numbers in kinds.items()
        ]
    )


RULE_OF = {rule.code: rule for rule in RULES}


def definition() -> Definition:
    """A definition of six fields on three lists."""
    terms = tuple(
        Term(name, spellings, Guidance(f"The case is in {name.lower()}."))
        for name, spellings in (("Initiation", ("init",)), ("Investigation", ("inv", "investigating")))
    )
    lists = {
        name: CaseList(name, name.capitalize(), (name,), (name,), Guidance(""), current=name == "active")
        for name in ("active", "suspended", "inactive")
    }
    needs = {name: Requirement(Need.REQUIRED) for name in lists}
    guidance = Guidance(
        "What stands behind the allegation.",
        "One term or more.",
        "When the case is opened.",
        "The analyst.",
        ("A",),
        ("tbd",),
    )
    fields = {
        name: Field(name, header, ("Also",), Holds.TEXT, needs, guidance) for name, header in HEADERS.items()
    }
    fields["status"] = replace(fields["status"], holds=Holds.TERM, vocabulary="phases")
    return Definition(
        "made",
        "1",
        "A made tracker",
        "made.yaml",
        "0" * 64,
        lists,
        fields,
        {"phases": Vocabulary("phases", terms, numbered=True)},
        Roles("case_number", status="status"),
        ("List",),
        ("tbd",),
        {},
    )


def finding(
    rule: str,
    name: str,
    cell: str,
    message: str,
    *,
    value: str | None = None,
    sheet: str = "Active",
    severity: Severity = Severity.ERROR,
    gao: GaoClass | None = None,
    field: str | None = "status",
    case: str | None = "FLD-2019-014",
    suggestion: str | None = None,
    related: tuple[Place, ...] = (),
) -> Finding:
    """One finding, on the list that its sheet is named after."""
    return Finding(
        rule,
        name,
        gao,
        severity,
        Place(sheet, cell),
        sheet.lower(),
        field,
        case,
        None if case is None else "A. Rivera",
        value,
        message,
        suggestion,
        related,
    )


def findings() -> list[Finding]:
    """A few findings of several rules and severities."""
    missing = [
        finding(
            "C101",
            "missing-entry",
            f"C{row}",
            "Sources of Evidence is blank; enter one or more of its standard terms.",
            gao=GaoClass.INCOMPLETE,
            field="sources_of_evidence",
            case=f"FLD-2019-{row:03}",
        )
        for row in range(5, 63)
    ]
    return [
        *missing,
        finding(
            "S201",
            "nonstandard-value",
            "D7",
            '"Investigation (2)" is not a standard status; write "Investigation".',
            value="Investigation (2)",
            gao=GaoClass.INCONSISTENT,
            suggestion="Investigation",
        ),
        finding(
            "S202",
            "unrecognized-value",
            "D9",
            '"Exploration" is not a standard status; write one of its terms.',
            value="Exploration",
            sheet="Suspended",
            gao=GaoClass.INCONSISTENT,
        ),
        finding(
            "X305",
            "status-conflicts-with-phase",
            "D11",
            'The status is "Initiation" but the current phase is "Investigation"; make them agree.',
            value="Initiation",
            gao=GaoClass.INCONSISTENT,
            related=(Place("Active", "E11"),),
        ),
        finding(
            "T401",
            "stale-update",
            "E12",
            "The last update (2019-08-01) is 243 days old; enter what has happened since.",
            value="2019-08-01",
            severity=Severity.WARNING,
            field="update_date",
        ),
        finding(
            "W603",
            "hidden-data",
            "12:14",
            "Rows 12 to 14 are hidden and hold 3 cases, which were audited; unhide them.",
            severity=Severity.NOTE,
            field=None,
            case=None,
        ),
    ]


def hostile() -> list[Finding]:
    """Findings whose entries try to command the terminal, the spreadsheet and the reader."""
    values = (
        "\x1b[31mred\x1b[0m\x07",
        "[bold red]markup[/]",
        '=HYPERLINK("http://example.org")',
        "+1",
        "-1",
        "@SUM(A1)",
        "\tcell",
        "\rcell",
        "abc\u202egnp.exe",
        "two\nlines",
        " Initiation\xa0",
        "深圳市工厂有限公司" * 12,
        "\udcff",
        "",
    )
    return [
        finding(
            "S202",
            "unrecognized-value",
            f"D{row}",
            f'"{value}" is not a standard status; write a phase.',
            value=value,
            gao=GaoClass.INCONSISTENT,
            sheet="Act\x1b[2Jive" if row == 5 else "Active",
        )
        for row, value in enumerate(values, start=5)
    ]


def audit(found: Sequence[Finding] | None = None, path: str = "tracker.xlsx") -> Audit:
    """An audit of 111 cases with these findings (`findings()` where none are given)."""
    cases = {"active": 61, "suspended": 30, "inactive": 20}
    missing = {("active", "sources_of_evidence"): 58, ("suspended", "sources_of_evidence"): 24}
    wrong = {("active", "status"): 2, ("suspended", "status"): 26}
    figures = [
        FieldFigures(
            name,
            field,
            0 if (name, field) == ("active", "closure_reason") else number,
            missing.get((name, field), 0),
            wrong.get((name, field), 0),
        )
        for name, number in cases.items()
        for field in HEADERS
    ]
    columns = dict(zip(HEADERS, "ABCDE", strict=False))
    return Audit(
        tracker=TrackerRead(
            path,
            "ab" * 32,
            (
                SheetRead("Active", "active", 3, 4, 61, columns),
                SheetRead("Suspended", "suspended", 4, 4, 30, columns),
                SheetRead("Inactive", "inactive", 4, 4, 20, columns, "hidden"),
            ),
            (
                HeaderMatch("Active", "A", "Case Number", "case_number", "exact"),
                HeaderMatch("Active", "B", "Goods", "commodity", "alias"),
                HeaderMatch("Active", "F", "Follow-up ", None, "unrecognized"),
            ),
            (
                LeftOut("Active", (12, 40), "total row"),
                LeftOut("Active", (66,), "footnote"),
                LeftOut("Outreach", (), "no case list"),
            ),
            ((Place("Active", "A2"), "as of 31 March 2020"),),
        ),
        definition=definition(),
        as_of=date(2020, 3, 31),
        as_of_source="newest update date in the workbook",
        run_on=date(2020, 4, 2),
        cases=cases,
        fields=figures,
        summary={
            "active": ListSummary(21, 11, 5),
            "suspended": ListSummary(21, 6, 3),
            "inactive": ListSummary(21, 0, 0),
        },
        findings=table(findings() if found is None else found),
    )
