"""A tracker's full header and right case rows, to build layouts from."""

from __future__ import annotations

from functools import lru_cache

from caseaudit.definition import load_definition
from caseaudit.model.layout import CaseTable, Layout, Remark
from caseaudit.model.table import Sheet
from caseaudit.tracker.layout import understand
from tests.layouts.grids import workbook

definition = lru_cache(maxsize=1)(load_definition)

HEAD = [
    "Case Number",
    "Date Received",
    "Referral Source",
    "Commodity",
    "Industry",
    "Country of Origin",
    "Manufacturer",
    "U.S. Importer",
    "Forced Labor Indicators",
    "Sources of Evidence",
    "Investigative Challenges",
    "Assigned Analyst",
    "Status",
    "Current Phase",
    "Initiation Date",
    "Investigation Date",
    "Legal Review Date",
    "Implementation Date",
    "Current Update",
    "Update Date",
    "Reason Suspended or Inactive",
]
FIELDS = [
    "case_number",
    "date_received",
    "referral_source",
    "commodity",
    "industry",
    "country_of_origin",
    "manufacturer",
    "importer",
    "forced_labor_indicators",
    "sources_of_evidence",
    "investigative_challenges",
    "assigned_analyst",
    "status",
    "current_phase",
    "initiation_date",
    "investigation_date",
    "legal_review_date",
    "implementation_date",
    "current_update",
    "update_date",
    "closure_reason",
]
RIGHT = [
    "FLD-2019-001",
    "2019-03-01",
    "e-Allegations",
    "Garments",
    "Apparel, Footwear & Textiles",
    "China",
    "Qingdao Foods",
    "Maple Retail",
    "Debt Bondage",
    "NGO Report",
    "Translation",
    "J. Smith",
    "Initiation",
    "Initiation",
    "2019-03-02",
    "",
    "",
    "",
    "Reviewing the allegation",
    "2020-01-02",
    "",
]


def row(**entries: str) -> list[str]:
    """A row that is blank but for these fields."""
    return [entries.get(name, "") for name in FIELDS]


def case(number: int = 1, **entries: str) -> list[str]:
    """A right row of a case, with other entries for some fields."""
    right = {**dict(zip(FIELDS, RIGHT, strict=True)), "case_number": f"FLD-2019-{number:03d}"}
    return row(**{**right, **entries})


def read(*sheets: Sheet) -> Layout:
    """What is understood of a workbook of these sheets."""
    return understand(workbook(*sheets), definition())


def only(layout: Layout) -> CaseTable:
    """The one table."""
    assert len(layout.tables) == 1, [table.list for table in layout.tables]
    return layout.tables[0]


def rows(table: CaseTable) -> list[int]:
    """The rows where cases begin, from 1 as in the workbook."""
    return [int(each) + 1 for each in table.rows]


def texts(table: CaseTable, field: str) -> list[str]:
    """What stands in a field, case by case."""
    column = table.entries[field]
    found = [column.at(place) for place in range(len(table.rows))]
    return ["" if each is None else each.text for each in found]


def left_out(layout: Layout) -> dict[str, list[int]]:
    """The rows left out, by reason; whole sheets by name."""
    found: dict[str, list[int]] = {}
    for each in layout.left_out:
        found.setdefault(each.reason if each.rows else each.sheet, []).extend(each.rows)
    return found


def remarks(layout: Layout) -> list[str]:
    """The remarks in short: `ambiguous header Active!C1`."""
    return [said(each) for each in layout.remarks]


def said(remark: Remark) -> str:
    """One remark in short."""
    return f"{remark.kind} {remark.sheet}" + (f"!{remark.cell}" if remark.cell else "")
