"""Reading workbooks that other programs wrote, and any small grid: exact addresses, exact contents."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from caseaudit.model.table import Cell, CellKind, Visibility
from caseaudit.tracker.read.columns import sheet_of
from caseaudit.tracker.read.reading import NO_DATE, read_workbook, start_reading
from caseaudit.tracker.read.values import WorkbookSheets
from tests.test_reading_forms import shown

texts = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cn"), exclude_characters="=#_\ufffe\uffff"),
    min_size=1,
    max_size=8,
)
moments = st.datetimes(datetime(1900, 3, 1), datetime(2100, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0)
)
values = st.one_of(
    texts, st.booleans(), st.integers(-3, 3), st.integers(-(10**6), 10**6).map(lambda n: n / 8), moments
)
grids = st.dictionaries(st.tuples(st.integers(0, 40), st.integers(0, 30)), values, max_size=25)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(grids)
def test_any_grid_reads_back_with_its_addresses(grid: dict[tuple[int, int], object]) -> None:
    book = openpyxl.Workbook()
    for (row, column), value in grid.items():
        book.active.cell(row + 1, column + 1, value)
    target = io.BytesIO()
    book.save(target)
    sheets = WorkbookSheets(target.getvalue(), "xlsx")
    found = sheet_of(next(iter(sheets)), 0)
    assert not sheets.not_read
    assert found.rows == max((row + 1 for row, _ in grid), default=0)
    assert set(found.columns) == {column for _, column in grid}
    for column in found.columns:
        for row in range(found.rows):
            assert found.at(row, column) == _expected(grid.get((row, column)))


def _expected(value: object) -> Cell | None:
    if isinstance(value, str):
        return Cell(CellKind.TEXT, value)
    if isinstance(value, bool):
        return Cell(CellKind.BOOLEAN, value)
    if isinstance(value, int | float):
        return Cell(CellKind.NUMBER, float(value))
    return Cell(CellKind.DATE, value) if isinstance(value, datetime) else None


def test_truth_values_and_numbers_in_one_column_stay_apart(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for value in (2, "x", True, 1, 1.0, 0, False, "1", 3):
        book.active.append([value])
    book.save(tmp_path / "a.xlsx")
    column = read_workbook(tmp_path / "a.xlsx").sheets[0].columns[0]
    found = [(cell.kind.value, cell.value) for row in range(9) if (cell := column.at(row))]
    assert found == [
        ("number", 2.0), ("text", "x"), ("boolean", True), ("number", 1.0), ("number", 1.0), ("number", 0.0),
        ("boolean", False), ("text", "1"), ("number", 3.0),
    ]  # fmt: skip
    assert len(column.cells) == 8


def test_dates_times_and_serials(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    written = [
        (0, "yyyy-mm-dd"), (1, "yyyy-mm-dd"), (61, "yyyy-mm-dd"), (43921, "[$-409]d-mmm-yy;@"), (43921, "General"),
        (43921.4, "m/d/yy h:mm"), (0.4, "h:mm"), (43921, '"Day "0'), (43921, "@"), (43921, "mmm yyyy"),
    ]  # fmt: skip
    for row, (value, form) in enumerate(written, 1):
        sheet.cell(row, 1, value).number_format = form
    sheet["A11"] = timedelta(hours=30)
    book.save(tmp_path / "a.xlsx")
    found = read_workbook(tmp_path / "a.xlsx").sheets[0]
    assert [value for _, value, _ in shown(found).values()] == [
        NO_DATE, datetime(1900, 1, 1), datetime(1900, 3, 1), datetime(2020, 3, 31), 43921.0,
        datetime(2020, 3, 31, 9, 36), "09:36:00", 43921.0, 43921.0, datetime(2020, 3, 31), "30:00:00",
    ]  # fmt: skip
    assert found.at(6, 0) == Cell(CellKind.OTHER, "09:36:00")


def test_the_1904_calendar_is_honoured(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active["A1"] = datetime(2020, 3, 31)
    book.save(tmp_path / "a.xlsx")
    assert read_workbook(tmp_path / "a.xlsx").sheets[0].at(0, 0) == Cell(CellKind.DATE, datetime(2020, 3, 31))


def test_results_of_formulas_and_typed_values_are_two_cells(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet = book.add_worksheet()
    sheet.write("A1", "China")
    sheet.write_formula("A2", "=A1", None, "China")
    sheet.write_formula("A3", "=1+1")
    sheet.write_formula("A4", "=NA()", None, "#N/A")
    sheet.write_formula("A5", "=TRUE", None, True)
    sheet.write_formula("A6", "=1+1", None, 2)
    book.close()
    column = read_workbook(tmp_path / "a.xlsx").sheets[0].columns[0]
    assert [column.at(row) for row in range(6)] == [
        Cell(CellKind.TEXT, "China"),
        Cell(CellKind.TEXT, "China", True),
        Cell(CellKind.UNCALCULATED, "", True),
        Cell(CellKind.ERROR, "#N/A", True),
        Cell(CellKind.BOOLEAN, True, True),
        Cell(CellKind.NUMBER, 2.0, True),
    ]


def test_sheets_in_order_with_their_visibility_and_without_charts(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "1. ACTIVE"
    book.create_chartsheet("Chart")
    book.create_sheet("Old").sheet_state = "hidden"
    book.create_sheet("Lists").sheet_state = "veryHidden"
    book.create_sheet("R&D <x>")
    path = tmp_path / "Fälle, März.xlsx"
    book.save(path)
    found = read_workbook(path)
    assert [(sheet.name, sheet.position, sheet.visibility) for sheet in found.sheets] == [
        ("1. ACTIVE", 0, Visibility.VISIBLE),
        ("Old", 1, Visibility.HIDDEN),
        ("Lists", 2, Visibility.VERY_HIDDEN),
        ("R&D <x>", 3, Visibility.VISIBLE),
    ]
    assert (found.path, found.form) == (str(path), "xlsx")
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_asking_twice_gives_the_same_workbook(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    pending = start_reading(tmp_path / "a.xlsx")
    assert pending.workbook() is pending.workbook()


def test_footnotes_are_no_strays_and_far_cells_of_small_sheets_are(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(1, 20):
        sheet.append([f"FLD-{row}", "x"])
    sheet["A26"], sheet["A1400"], sheet["IA3"] = "Note", ".", "."
    book.save(tmp_path / "a.xlsx")
    found = read_workbook(tmp_path / "a.xlsx").sheets[0]
    assert found.strays == ("IA3", "A1400")
    assert (found.rows, set(found.columns)) == (26, {0, 1})


@pytest.mark.slow
def test_the_child_needs_nothing_of_the_environment(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "a.xlsx")
    (tmp_path / "pickle.py").write_text("raise SystemExit('the wrong pickle')")
    code = "from pathlib import Path; from caseaudit.tracker.read.reading import read_workbook as r; r(Path('a.xlsx'))"
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PYTHONSTARTUP": "nowhere",
        "LC_ALL": "C",
    }
    subprocess.run([sys.executable, "-P", "-c", code], cwd=tmp_path, env=environment, check=True, timeout=60)


@pytest.mark.slow
def test_the_child_starts_without_heavy_imports() -> None:
    code = (
        "import sys, caseaudit.tracker.read.child, caseaudit.tracker.read.values, caseaudit.tracker.read.ooxml; "
        "print(sorted({'numpy', 'pandas', 'openpyxl', 'dataclasses', 'typer', 'pydantic'} & set(sys.modules)))"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-S", "-c", code]
    found = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
