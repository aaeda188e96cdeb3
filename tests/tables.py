"""Small trackers from Markdown tables, as the rule pages and the tests write them.

An empty cell is blank; `␣` is a space that would not show; `'` begins an entry kept as text; `#` and a number is a
number; `#REF!` is a formula error; `=?` is a formula that holds no value; a date in ISO form under a date field is
a real date. Fields that a table does not name follow to the right with right entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

import numpy as np

from caseaudit.definition import load_definition as load
from caseaudit.model.comparison import Comparison
from caseaudit.model.definition import Definition, Holds
from caseaudit.model.finding import Finding
from caseaudit.model.table import Cell, CellKind, Column, Sheet, Workbook
from caseaudit.stories.audit import AuditOptions, audit_workbook, examine_workbook
from caseaudit.stories.comparison import compare_examined
from caseaudit.tracker.cases import Tracker
from caseaudit.tracker.intake import read_cases
from caseaudit.tracker.layout import understand

load_definition = lru_cache(maxsize=1)(load)

RIGHT = {
    "date_received": "2019-03-04",
    "referral_source": "Congress",
    "industry": "Electronics",
    "country_of_origin": "Malaysia",
    "importer": "Northgate Imports",
    "forced_labor_indicators": "Debt Bondage",
    "sources_of_evidence": "NGO Report",
    "investigative_challenges": "None Identified",
    "assigned_analyst": "R. Okafor",
    "status": "Initiation",
    "current_phase": "Initiation",
    "initiation_date": "2019-03-05",
    "current_update": "Began the first review of the allegation",
    "update_date": "2020-03-30",
}
"""Right entries of an active case in phase 1; commodity and manufacturer differ from row to row."""


@dataclass(frozen=True)
class Grid:
    """A sheet to be: its name, its rows of cells as written in a table (the header first), hidden rows from 1."""

    name: str
    rows: Sequence[Sequence[str]]
    hidden: frozenset[int] = frozenset()


def markdown(text: str) -> list[list[str]]:
    """The rows of a Markdown table, without the line of dashes."""
    rows = [
        [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]
        for line in text.split("\n")
        if line.strip().startswith("|")
    ]
    return [row for row in rows if not all(re.fullmatch(r":?-+:?", cell) for cell in row)]


def workbook(grids: Sequence[Grid], definition: Definition | None = None) -> Workbook:
    """The grids as a workbook that was read from a file."""
    definition = definition or load_definition()
    sheets = tuple(_sheet(grid, position, definition) for position, grid in enumerate(grids))
    return Workbook("tracker.xlsx", "0" * 64, "xlsx", sheets)


def tracker(grids: Sequence[Grid], *, as_of: date | None = None, today: date = date(2020, 4, 15)) -> Tracker:
    """The cases of the grids, read with the built-in definition."""
    definition = load_definition()
    book = workbook(grids)
    return read_cases(book, understand(book, definition), definition, as_of=as_of, today=today)


def findings(
    grids: Sequence[Grid], *codes: str, as_of: date | None = None, today: date = date(2020, 4, 15)
) -> list[Finding]:
    """The findings of the rules with these codes (all where none is named), in order."""
    options = AuditOptions(as_of=as_of, select=codes, today=today)
    return list(audit_workbook(workbook(grids), load_definition(), options).findings)


def compared(
    *snapshots: Sequence[Grid], codes: Sequence[str] = (), today: date = date(2020, 4, 15)
) -> Comparison:
    """The comparison of two snapshots or more, named earlier.xlsx, later.xlsx, 3.xlsx …"""
    options = AuditOptions(select=tuple(codes), today=today)
    definition = load_definition()
    names = ("earlier.xlsx", "later.xlsx", *(f"{number}.xlsx" for number in range(3, len(snapshots) + 1)))
    books = [
        replace(workbook(grids), path=name, sha256=f"{number:064}")
        for number, (name, grids) in enumerate(zip(names, snapshots, strict=False))
    ]
    return compare_examined([examine_workbook(book, definition, options) for book in books], options)


def filled(rows: Sequence[Sequence[str]], list_name: str, without: Sequence[str] = ()) -> list[list[str]]:
    """The table with the fields that it does not name, rightly filled, to its right."""
    definition = load_definition()
    header, *cases = rows
    absent = [
        field
        for field in definition.fields.values()
        if field.header not in header and field.header not in without
    ]
    right = dict(RIGHT)
    if list_name != "active":
        reason = {"suspended": "Insufficient Information", "inactive": "No Clear Violation"}
        right["closure_reason"] = reason[list_name]
    return [
        [*header, *(field.header for field in absent)],
        *(
            [*case, *(_right(right, field.name, number) for field in absent)]
            for number, case in enumerate(cases, start=1)
        ),
    ]


def _right(right: Mapping[str, str], name: str, number: int) -> str:
    own = {
        "case_number": f"FLD-2019-{900 + number}",
        "commodity": f"Garments {number}",
        "manufacturer": f"Halden Mill {number}",
    }
    return {**right, **own}.get(name, "")


def _sheet(grid: Grid, position: int, definition: Definition) -> Sheet:
    dates = {field.header for field in definition.fields.values() if field.holds is Holds.DATE}
    width = max(len(row) for row in grid.rows)
    columns = {}
    for number in range(width):
        texts = [row[number] if number < len(row) else "" for row in grid.rows]
        column = _column(texts, is_date=texts[0] in dates)
        if column is not None:
            columns[number] = column
    return Sheet(
        grid.name, position, len(grid.rows), columns, hidden_rows=frozenset(row - 1 for row in grid.hidden)
    )


def _column(texts: Sequence[str], *, is_date: bool) -> Column | None:
    cells: list[Cell] = []
    codes = []
    for text in texts:
        cell = _cell(text, is_date=is_date)
        if cell is None:
            codes.append(-1)
            continue
        if cell not in cells:
            cells.append(cell)
        codes.append(cells.index(cell))
    return Column(np.array(codes, dtype=np.int32), tuple(cells)) if cells else None


def _cell(text: str, *, is_date: bool) -> Cell | None:
    text = text.replace("␣", " ")
    if not text:
        return None
    if text == "=?":
        return Cell(CellKind.UNCALCULATED, "", linked=True)
    if re.fullmatch(r"#\d+(\.\d+)?", text):
        return Cell(CellKind.NUMBER, float(text[1:]))
    if re.fullmatch(r"#[A-Z/0!?]+", text):
        return Cell(CellKind.ERROR, text, linked=True)
    if is_date and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return Cell(CellKind.DATE, datetime.fromisoformat(text))
    return Cell(CellKind.TEXT, text.removeprefix("'"))


@dataclass(frozen=True)
class Example:
    """An example of a rule's page: the grids it draws and, of a wrong one, the lines that must be found.

    `later` are the grids of the later tracker where the page draws two, else empty.
    """

    grids: tuple[Grid, ...]
    found: tuple[str, ...]
    as_of: date | None
    later: tuple[Grid, ...] = ()


def examples(page: str) -> Iterator[Example]:
    """The examples of a rule's page, in their order."""
    pattern = (
        r"^(?P<kind>Wrong|Right), on (?P<where>.*):\n\n(?P<table>(?:\|.*\n?)+)"
        r"(?:\nLater:\n\n(?P<later>(?:\|.*\n?)+))?"
        r"(?:\nFound:\n\n(?P<found>(?:    .*\n?)+))?"
    )
    for match in re.finditer(pattern, page, re.MULTILINE):
        where = match["where"]
        found = tuple(line.strip() for line in (match["found"] or "").splitlines() if line.strip())
        as_of = re.search(r"as of (\S+)", where)
        yield Example(
            tuple(_grids(where, markdown(match["table"]))),
            found,
            date.fromisoformat(as_of[1]) if as_of else None,
            tuple(_grids(where, markdown(match["later"]))) if match["later"] else (),
        )


def _grids(where: str, rows: list[list[str]]) -> Iterator[Grid]:
    without = re.findall(r"without (?!cases)(\w+)", where)
    hidden = frozenset(int(row) for row in re.findall(r"with row (\d+) hidden", where))
    if rows[0][0] != "List":
        yield Grid("Active", filled(rows, "active", without), hidden)
    else:
        header, *cases = rows
        for title in dict.fromkeys(case[0] for case in cases):
            own = [header[1:], *(case[1:] for case in cases if case[0] == title)]
            yield Grid(title, filled(own, title.lower().split()[0], without))
    if "Suspended without cases" in where:
        yield Grid("Suspended", filled([["Case Number"]], "suspended"))
