"""Every figure leads to the cells that it counts: by `--explain-figure`, and on the sheet of cells."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries
from typer.testing import CliRunner, Result

from caseaudit.commands.console.app import app
from caseaudit.model.counted import ranges
from caseaudit.stories.audit import AuditOptions, Examined, examine_trackers

SAMPLES = Path(__file__).parents[1] / "sample_data"
MARCH, NOVEMBER = SAMPLES / "tracker-2020-03.xlsx", SAMPLES / "tracker-2019-11.xlsx"


@pytest.fixture(scope="module")
def march() -> Examined:
    return next(iter(examine_trackers([MARCH], AuditOptions(analyse=True))))


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, words)], prog_name="caseaudit", env={"COLUMNS": "100"})


def test_cells_below_each_other_become_one_range() -> None:
    spots = [("A B", 3, 1), ("A B", 4, 1), ("A B", 6, 1), ("A B", 7, 2), ("C", 8, 2)]
    assert [str(each) for each in ranges(spots)] == ["'A B'!B4:B5", "'A B'!B7", "'A B'!C8", "'C'!C9"]


def test_every_figure_of_cells_is_the_number_of_its_cells(march: Examined) -> None:
    assert march.audit.analysis is not None
    for figure in march.audit.analysis.figures:
        missing_column = any(
            f".{name}." in figure.name for name in ("sources_of_evidence",)
        ) and figure.name.startswith("inactive")
        if not missing_column:
            assert sum(each.size for each in figure.cells()) == figure.value, figure.name


def test_the_missing_entries_of_the_report_are_blank_or_stand_in_cells(march: Examined) -> None:
    assert march.audit.analysis is not None
    book = load_workbook(MARCH)
    (figure,) = [
        each for each in march.audit.analysis.figures if each.name == "active.sources_of_evidence.missing"
    ]
    assert figure.value == 58
    for each in figure.cells():
        first, top, last, bottom = range_boundaries(each.cells)
        values = [cell.value for row in book[each.sheet].iter_rows(top, bottom, first, last) for cell in row]
        assert all(value is None or len(str(value).strip()) < 10 for value in values)


def test_a_figure_of_fields_leads_to_their_headers() -> None:
    done = run("report", MARCH, "--explain-figure", "active.inconsistent")
    assert done.exit_code == 0
    assert "active.inconsistent = 5" in done.output
    assert "Active!C4, Active!F4, Active!M4, Active!S4, Active!T4" in done.output


@pytest.mark.parametrize(
    ("name", "value"),
    [("G01", 11), ("G02", 5), ("G03", 58), ("G05", 18), ("g07", 41), ("G11", 19), ("G13", 60), ("G14", 40)],
)
def test_the_figures_of_the_gao_by_their_names(name: str, value: int) -> None:
    done = run("report", MARCH, "--explain-figure", name)
    assert f"{name.upper()} = {value}\n" in done.output


def test_the_figures_that_need_two_trackers_are_those_of_a_comparison() -> None:
    done = run("compare", NOVEMBER, MARCH, "--explain-figure", "G18")
    assert "G18 = 12\n" in done.output
    assert "In 12 cells" in done.output


def test_the_orders_of_the_register() -> None:
    done = run("kpi", MARCH, "--explain-figure", "G20")
    assert "G20 = 13\n" in done.output
    assert "'Enforcement Actions'!A4" in done.output


def test_an_unknown_figure_is_refused_with_the_nearest_name() -> None:
    done = run("report", MARCH, "--explain-figure", "active.status.mising")
    assert done.exit_code == 2
    assert 'did you mean "active.status.missing"?' in done.output


def test_all_figures_by_name() -> None:
    done = run("report", MARCH, "--explain-figure", "all")
    assert "suspended.status.inconsistent" in done.output
    assert "G09" in done.output


def test_a_figure_is_shown_and_not_written() -> None:
    assert run("report", MARCH, "--explain-figure", "G01", "-o", "x.md").exit_code == 2
    assert run("kpi", MARCH, "--explain-figure", "G20", "-o", "x.md").exit_code == 2
    assert run("report", MARCH, NOVEMBER, "--explain-figure", "G01").exit_code == 2


def test_the_sheet_of_cells_adds_up_and_links_into_the_tracker(tmp_path: Path, march: Examined) -> None:
    written = tmp_path / "findings.xlsx"
    assert run("report", MARCH, "-o", written).exit_code == 0
    sheet = load_workbook(written)["Cells"]
    sums: dict[str, int] = {}
    for row in sheet.iter_rows(min_row=3):
        name = str(row[1].value)
        sums[name] = sums.get(name, 0) + int(str(row[5].value).replace(",", ""))
        assert row[4].hyperlink is not None
        assert row[4].hyperlink.location == str(row[4].value) or "'" in str(row[4].hyperlink.location)
    assert sums["active.sources_of_evidence.missing"] == 58
    assert march.audit.analysis is not None
    named = {each.name for each in march.audit.analysis.figures if each.value}
    assert named == set(sums)


def test_a_redacted_workbook_has_no_link_into_the_tracker(tmp_path: Path) -> None:
    written = tmp_path / "findings.xlsx"
    assert run("report", MARCH, "--redact", "-o", written).exit_code == 0
    rows = [*load_workbook(written)["Cells"].iter_rows(min_row=3)]
    assert rows
    assert not [row for row in rows if row[4].hyperlink]
