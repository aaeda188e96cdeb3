"""The command `kpi` and its reports: what a person reads, what a program reads, and what is refused."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from typer.testing import CliRunner, Result

from caseaudit.commands.console.app import app
from caseaudit.model.indicators import Indicators, Submission
from caseaudit.model.targets import Target
from caseaudit.render.indicators.document import document
from caseaudit.render.indicators.workbook import write_workbook
from caseaudit.render.machine.indicators import write_json
from caseaudit.render.markdown import markdown
from caseaudit.render.paper import Paper
from caseaudit.render.screen import write_document
from caseaudit.stories.indicators import Sources, measure
from tests.conftest import Golden
from tests.registers import HEADER, action, counted, examined, register, tracker
from tests.tables import filled

SAMPLES = Path(__file__).parents[1] / "sample_data"
SAMPLE = SAMPLES / "tracker-2020-03.xlsx"
INDICATORS = 8

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs `caseaudit kpi` inside this process, on plain paper of 100 columns, in an empty folder."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1585699200")
    monkeypatch.chdir(tmp_path)

    def invoke(*words: str | Path) -> Result:
        return CliRunner().invoke(app, ["kpi", *map(str, words)], prog_name="caseaudit")

    return invoke


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    """A workbook whose lists have no fault, with both registers."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for place, name in enumerate(("active", "suspended", "inactive")):
        cases = [[f"FLD-2019-{place}{number:02}", f"Goods {place}{number}"] for number in range(6)]
        rows = filled([["Case Number", "Commodity"], *cases], name)
        sheet = book.create_sheet(name.title())
        for row in rows:
            sheet.append([_value(text) for text in row])
    sheet = book.create_sheet("Enforcement Actions")
    sheet.append(HEADER)
    for month in (1, 2, 3):
        sheet.append(action(date(2020, month, 4), "Shipment Detention", f"Garments {month}"))
    path = tmp_path / "clean.xlsx"
    book.save(path)
    return path


def _value(text: str) -> str | datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return text or None


def messy() -> Indicators:
    """A report with a figure of each kind: whole, in part, doubtful, hostile, not recorded."""
    rows = [
        (*HEADER, "Remarks \x1b[31m"),
        action("March 2019"),
        action(date(2020, 3, 3), "Seizure", case="FLD-1999-001"),
        action(date(2020, 3, 5), '=HYPERLINK("http://x")'),
        action("someday", "Penalty"),
        ("Total", 4),
    ]
    others = {"suspended": [["Case Number"], ["FLD-2019-001"], ["FLD-2019-002"]]}
    done = examined(tracker(register("Enforcement Actions", rows), others=others))
    targets = {
        "seizures": Target(Decimal("4")),
        "active_investigations": Target(Decimal("7.5")),
        "outreach_activities": Target(Decimal(12)),
    }
    return measure(Sources(done.workbook, done.tracker, done.found), done.audit, None, targets)


IN_THE_WAY = Submission(
    ("the gate fails on 3 errors (U502 case-on-two-lists: 2)",), ("a sheet could not be read",)
)


class TestForms:
    def test_the_whole_report_on_a_terminal(self, golden: Golden) -> None:
        written = io.StringIO()
        write_document(Paper(written.write, 100), document(messy(), IN_THE_WAY, months=6, narrow=True))
        golden("kpi.txt", written.getvalue())

    def test_the_whole_report_in_markdown(self, golden: Golden) -> None:
        golden("kpi.md", markdown(document(messy(), IN_THE_WAY)))

    def test_the_report_for_programs(self) -> None:
        written = io.StringIO()
        write_json(written.write, messy(), IN_THE_WAY)
        said = json.loads(written.getvalue())
        by_name = {each["name"]: each for each in said["indicators"]}
        assert len(by_name) == INDICATORS
        assert by_name["outreach_activities"]["month"] == {
            "value": None, "why": "not recorded in this workbook", "note": None
        }  # fmt: skip
        assert by_name["outreach_activities"]["reliability"] is None
        assert by_name["active_investigations"]["reliability"] == "not sufficiently reliable"
        assert by_name["active_investigations"]["doubts"][0]["count"] == 2
        assert by_name["active_investigations"]["target"] == 7.5
        assert said["registers"][0]["unrecognized"] == ["Remarks [31m"]
        assert said["submission"]["ready"] is False

    @pytest.mark.filterwarnings("ignore:Sparkline Group extension")
    def test_the_workbook_holds_the_figures_and_no_formula(self) -> None:
        written = io.BytesIO()
        write_workbook(written, messy(), IN_THE_WAY, datetime(2020, 4, 1, tzinfo=UTC), Path())
        book = load_workbook(written)
        assert book.sheetnames == ["Indicators", "Findings", "Targets", "Months", "Cases by dates", "Cells"]
        cells = [cell for sheet in book.worksheets[:-1] for row in sheet.iter_rows() for cell in row]
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
        rows = {row[0].value: [cell.value for cell in row] for row in book["Indicators"].iter_rows(min_row=5)}
        assert rows["Active investigations"][1:3] == [6, "–"]
        assert rows["Outreach and engagement activities"][1] == "not recorded"
        assert rows["   Seizures"][1:3] == [1, 1]

    def test_the_same_report_gives_the_same_bytes(self) -> None:
        made = datetime(2020, 4, 1, tzinfo=UTC)
        one, other = io.BytesIO(), io.BytesIO()
        write_workbook(one, messy(), IN_THE_WAY, made, Path())
        write_workbook(other, messy(), IN_THE_WAY, made, Path())
        assert one.getvalue() == other.getvalue()


class TestCommand:
    def test_the_eight_indicators_of_the_sample(self, run: Run) -> None:
        done = run(SAMPLE)
        assert done.exit_code == 0
        for line in (
            "Outreach and engagement activities           1           9           1           5       13",
            "- Withhold Release Orders                    0           1           0           1        6",
            "- Penalties                                  0           1           0           0        0",
            "Active investigations                       61",
            "Investigations suspended: 30; not sufficiently reliable: 1 case on two lists",
            "NOT READY. In the way of submitting:",
        ):
            assert line in done.output

    def test_every_order_of_the_report_is_counted_in_its_year(self) -> None:
        from caseaudit.model.indicators import Month
        from caseaudit.stories.audit import examine_trackers

        done = next(iter(examine_trackers([SAMPLE])))
        sources = Sources(done.workbook, done.tracker, done.found)
        orders = {}
        for year in (2016, 2017, 2018, 2019):
            report = measure(sources, done.audit, Month(year, 12), {})
            each = next(one for one in report.measured if one.indicator.name == "withhold_release_orders")
            orders[year] = (each.last_year.value, each.to_date.value)
        # By fiscal year: 4 in 2016, none in 2017, 2 in 2018, 6 in 2019 and 1 in the first months of 2020.
        assert orders == {2016: (4, 0), 2017: (0, 0), 2018: (2, 0), 2019: (6, 1)}

    def test_a_period_without_data(self, run: Run) -> None:
        done = run(SAMPLE, "--period", "2009-03")
        assert done.exit_code == 2
        assert "there is no data for March 2009" in done.output
        assert "run from March 2016 to March 2020" in done.output

    @pytest.mark.parametrize("period", ["march", "2020", "2020-3x", "03.04.2020"])
    def test_an_unreadable_period(self, run: Run, period: str) -> None:
        done = run(SAMPLE, "--period", period)
        assert done.exit_code == 2
        assert "write it like 2020-03" in done.output

    def test_a_definition_without_indicators(self, run: Run, tmp_path: Path) -> None:
        path = tmp_path / "small.yaml"
        path.write_text(
            "caseaudit: 1\nname: small\nversion: '1'\ntitle: Small\nroles: {case_number: permit}\n"
            "lists: {open: {title: Open}}\n"
            "fields: {permit: {header: Permit, holds: identifier, needs: required}}\n",
            encoding="utf-8",
        )
        done = run(SAMPLE, "--definition", path)
        assert done.exit_code == 2
        assert "names no indicators" in done.output

    @pytest.mark.filterwarnings("ignore:Sparkline Group extension")
    def test_several_outputs(self, run: Run, tmp_path: Path) -> None:
        done = run(SAMPLE, "-o", "kpi.xlsx", "-o", "kpi.md", "-o", "kpi.json")
        assert done.exit_code == 0
        assert "report written to kpi.xlsx, kpi.md and kpi.json" in done.output
        assert len(json.loads((tmp_path / "kpi.json").read_text("utf-8"))["indicators"]) == INDICATORS
        assert (
            (tmp_path / "kpi.md").read_text("utf-8").startswith("# Key performance indicators for March 2020")
        )
        assert load_workbook(tmp_path / "kpi.xlsx").sheetnames[0] == "Indicators"

    def test_an_unknown_ending_is_refused_before_the_work(self, run: Run) -> None:
        done = run(SAMPLE, "-o", "kpi.pdf")
        assert done.exit_code == 2
        assert "end the name in .html, .xlsx, .docx, .md" in done.output

    def test_targets_come_from_the_policy(self, run: Run, tmp_path: Path) -> None:
        (tmp_path / "own.toml").write_text("[targets]\nwithhold_release_orders = 6\n", encoding="utf-8")
        done = run(SAMPLE, "--policy", "own.toml", "--format", "json")
        by_name = {each["name"]: each for each in json.loads(done.stdout)["indicators"]}
        assert by_name["withhold_release_orders"]["target"] == 6
        (tmp_path / "own.toml").write_text("[targets]\nwithhold_order = 6\n", encoding="utf-8")
        done = run(SAMPLE, "--policy", "own.toml")
        assert done.exit_code == 2
        assert 'there is no indicator "withhold_order"' in done.output

    def test_the_tracker_of_the_year_before_must_be_of_that_month(self, run: Run) -> None:
        done = run(SAMPLE, "--last-year", SAMPLES / "tracker-2019-06.xlsx")
        assert done.exit_code == 2
        assert "the month a year before is March 2019" in done.output

    def test_the_tracker_of_the_year_before_gives_the_baseline_of_the_lists(self, run: Run) -> None:
        before = SAMPLES / "tracker-2019-06.xlsx"
        done = run(before, "--last-year", before, "--as-of", "2020-06-20", "--format", "json")
        by_name = {each["name"]: each for each in json.loads(done.stdout)["indicators"]}
        assert by_name["active_investigations"]["last_month"]["value"] == 22


class TestSubmission:
    def test_it_is_refused_while_the_gate_fails(self, run: Run, tmp_path: Path) -> None:
        done = run(SAMPLE, "--submit", "-o", "kpi.json")
        assert done.exit_code == 1
        assert "the indicators for March 2020 cannot be submitted" in done.output
        assert "the gate fails on" in done.output
        assert "C101 missing-entry" in done.output
        assert "Sources of Evidence has no column on Inactive" in done.output
        assert not (tmp_path / "kpi.json").exists()

    def test_it_passes_with_the_gate(self, run: Run, clean: Path, tmp_path: Path) -> None:
        done = run(clean, "--submit", "-o", "kpi.json")
        assert done.exit_code == 0, done.output
        assert "are ready to submit; not recorded: Outreach and engagement activities" in done.output
        assert json.loads((tmp_path / "kpi.json").read_text("utf-8"))["submission"]["ready"] is True

    def test_a_fault_in_what_an_indicator_is_counted_by_stands_in_the_way(
        self, run: Run, clean: Path
    ) -> None:
        book = load_workbook(clean)
        book["Enforcement Actions"]["A2"] = "someday"
        book["Enforcement Actions"]["E3"] = "Atlantis"
        book.save(clean)
        done = run(clean, "--submit")
        assert done.exit_code == 1
        assert "'Enforcement Actions'!A2 (S205)" in done.output
        assert "Atlantis" not in done.output

    def test_without_the_option_nothing_fails(self, run: Run) -> None:
        assert run(SAMPLE, "--format", "markdown").exit_code == 0


def test_g21_the_eight_indicators_have_no_targets() -> None:
    report = counted(tracker())
    assert len(report.measured) == INDICATORS
    assert all(each.target is None for each in report.measured)
