"""Layouts in real files, as Excel and exports write them: merged cells, hidden rows, text files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from caseaudit.model.layout import Layout
from caseaudit.tracker.layout import understand
from caseaudit.tracker.read.reading import read_workbook
from tests.layouts.cases import HEAD, case, definition, left_out, only, remarks, rows, texts

openpyxl = pytest.importorskip("openpyxl")


def understood(path: Path) -> Layout:
    return understand(read_workbook(path), definition())


def real(entries: list[str]) -> list[object]:
    """A row with real dates."""
    return [
        datetime.fromisoformat(each) if each[:2] == "20" and each[4:5] == "-" else each or None
        for each in entries
    ]


def test_a_workbook_as_an_office_keeps_it(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    active = book.active
    active.title = "1. ACTIVE"
    active.append(["FORCED LABOR DIVISION"])
    active.merge_cells("A1:U1")
    active.append(["As of March 31, 2020"])
    active.append([])
    active.append([*HEAD[:14], "Phase Dates", None, None, None, *HEAD[18:]])
    active.append([None] * 14 + ["Initiation", "Investigation", "Legal Review", "Implementation"])
    active.merge_cells("O4:R4")
    for letter in "ABCDEFGHIJKLMNSTU":
        active.merge_cells(f"{letter}4:{letter}5")
    active.append(["APPAREL"])
    active.merge_cells("A6:U6")
    for number in range(1, 4):
        active.append(real(case(number)))
    active["L8"] = active["L9"] = None
    active.merge_cells("L7:L9")
    active.append([None] * 9 + ["Site Visit"])
    active.append(["Total", "=COUNTA(A7:A9)"])
    active.row_dimensions[8].hidden = True
    active.column_dimensions["D"].hidden = True
    old = book.create_sheet("Sheet2")
    old.sheet_state = "hidden"
    old.append(HEAD)
    old.append(real(case(1)))
    closed = book.create_sheet("Closed")
    closed.append(HEAD)
    closed.append(real(case(9)))
    path = tmp_path / "tracker.xlsx"
    book.save(path)

    layout = understood(path)
    assert [(table.list, table.header_row + 1, rows(table)) for table in layout.tables] == [
        ("active", 5, [7, 8, 9]),
        ("inactive", 1, [2]),
    ]
    table = layout.tables[0]
    assert (len(table.columns), table.first_filled_header) == (21, 14)
    assert texts(table, "assigned_analyst") == ["J. Smith"] * 3
    assert texts(table, "sources_of_evidence") == ["NGO Report", "NGO Report", "NGO Report; Site Visit"]
    assert left_out(layout) == {"above the header": [1, 2], "group banner": [6], "total": [11], "Sheet2": []}
    assert remarks(layout) == [
        "hidden column 1. ACTIVE!D:D",
        "hidden rows 1. ACTIVE!8:8",
        "hidden copy Sheet2",
    ]
    assert [text for _, text in layout.stated] == ["As of March 31, 2020"]


def test_a_text_file_with_a_list_column(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    lines = [[*HEAD, "Disposition"], [*case(1), "Active"], [*case(2), "susp"]]
    path.write_text("sep=;\n" + "\n".join(";".join(line) for line in lines), encoding="utf-8")
    assert {table.list: rows(table) for table in understood(path).tables} == {"active": [3], "suspended": [4]}


def test_a_text_file_named_like_a_list(tmp_path: Path) -> None:
    path = tmp_path / "Suspended cases FY20.csv"
    path.write_text("\n".join("\t".join(line) for line in [HEAD, case(1)]), encoding="utf-8")
    assert only(understood(path)).list == "suspended"
