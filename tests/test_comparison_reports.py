"""The reports of `caseaudit compare`, whole, and the command as a person uses it."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import caseaudit
from caseaudit.commands.console.app import app
from caseaudit.model.comparison import Comparison
from caseaudit.render.comparison import write_json, write_markdown, write_text
from caseaudit.render.paper import Paper
from caseaudit.stories.comparison.verdict import judge_comparison
from tests.conftest import Golden
from tests.tables import Grid, compared, filled, markdown

ROOT = Path(__file__).resolve().parent.parent
JUNE, NOVEMBER, MARCH = (
    ROOT / "sample_data" / f"tracker-{month}.xlsx" for month in ("2019-06", "2019-11", "2020-03")
)

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `caseaudit compare` inside this process, on plain paper of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("NO_COLOR", "FORCE_COLOR", "CASEAUDIT_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)

    def invoke(*words: str | Path) -> Result:
        return CliRunner().invoke(app, ["compare", *map(str, words)], prog_name="caseaudit")

    return invoke


def sheet(title: str, table: str) -> Grid:
    return Grid(title, filled(markdown(table), title.lower()))


HEADER = (
    *("Case Number", "Manufacturer", "Commodity", "Country of Origin", "Status", "Current Phase"),
    *("Initiation Date", "Current Update", "Update Date"),
)


def active(*cases: str) -> Grid:
    """An active list; a case is its entries parted by `; `, its phase given once."""
    rows = [case.split("; ") for case in cases]
    return Grid("Active", filled([[*HEADER], *([*row[:5], *row[4:]] for row in rows)], "active"))


@cache
def made() -> Comparison:
    """Three small snapshots in which everything happens that can."""
    first = active(
        "FLD-2018-001; Halden Mills; Garments; Malaysia; Legal Review; 2018-03-05; Wrote to the alleger; 2019-10-01",
        "FLD-2018-002; Sato Foods; Shrimp; Taiwan; Initiation; 2018-04-05; Met with the team; 2019-10-02",
        "FLD-2018-003; Oduya Cocoa; Cocoa; Ivory Coast; Initiation; 2018-05-05; Awaiting a reply; 2019-10-03",
        "FLD-2018-004; Lund Garlic; Garlic; PRC; Investigation; 2018-06-05; Called the alleger again; 2019-10-04",
        "FLD-2018-005; Park Gloves; Gloves; Fiji; Initiation; 2018-07-05; Met with the team; 2019-10-04",
    )
    second = active(
        "fld 2018 001; Halden Mills; Garments; Malaysia; Investigation; 2018-03-05; Wrote to the alleger; 2020-02-03",
        "FLD-2018-003; Oduya Cocoa; Cocoa; Ivory Coast; Legal Review; 2018-05-15; Awaiting a reply; 2019-10-03",
        "FLD-2018-005; Tembo Timber; Charcoal; Brazil; Initiation; 2020-01-05; Met with the team; 2020-02-04",
        "FLD-2020-001; Sato Foods; Shrimp; Taiwan; Initiation; 2020-01-07; Met with the team; 2020-02-04",
    )
    suspended = sheet("Suspended", "| Case Number | Manufacturer |\n| FLD-2018-004 | Lund Garlic |")
    inactive = sheet("Inactive", "| Case Number | Manufacturer |\n| FLD-2018-002 | Sato Foods |")
    return compared([first], [second, suspended], [second, inactive])


def text_of(width: int, *, every_one: bool = False) -> str:
    lines = io.StringIO()
    write_text(Paper(lines.write, width), made(), judge_comparison(made()), every_one=every_one)
    return lines.getvalue()


def markdown_of(comparison: Comparison, *, every_one: bool = False) -> str:
    page = io.StringIO()
    write_markdown(page.write, comparison, judge_comparison(comparison), every_one=every_one)
    return (
        page.getvalue()
        .replace(caseaudit.__version__, "VERSION")
        .replace(comparison.definition.sha256, "SHA-256")
    )


@pytest.mark.parametrize("width", [80, 160])
def test_the_text_is_as_it_was(width: int, golden: Golden) -> None:
    text = text_of(width)
    golden(f"comparison-{width}.txt", text)
    assert max(map(len, text.split("How to go on")[0].splitlines())) <= width


def test_the_text_with_every_change_is_as_it_was(golden: Golden) -> None:
    golden("comparison-all.txt", text_of(80, every_one=True))


def test_the_document_is_as_it_was(golden: Golden) -> None:
    golden("comparison.md", markdown_of(made()))


def test_the_json_is_as_it_was(golden: Golden) -> None:
    text = io.StringIO()
    write_json(text.write, made(), judge_comparison(made()))
    golden(
        "comparison.json",
        text.getvalue()
        .replace(caseaudit.__version__, "VERSION")
        .replace(made().definition.sha256, "SHA-256"),
    )


def test_many_snapshots_stand_in_blocks() -> None:
    snapshot = [sheet("Active", "| Case Number |\n| FLD-2019-001 |")]
    comparison = compared(*[snapshot] * 9)
    lines = io.StringIO()
    write_text(Paper(lines.write, 80), comparison, judge_comparison(comparison))
    assert lines.getvalue().count("Over time, continued") == 1
    assert max(map(len, lines.getvalue().split("How to go on")[0].splitlines())) <= 80


def test_texts_of_a_workbook_stay_texts_in_the_document() -> None:
    hostile = "<script>alert(1)</script>[x](javascript:1)`&amp;*_#"
    older = [
        Grid("Act*ive", filled([["Case Number", "Manufacturer"], [f"FLD {hostile}", hostile]], "active"))
    ]
    newer = [Grid("Act*ive", filled([["Case Number"], ["FLD-2019-001"]], "active"))]
    page = markdown_of(compared(older, newer))
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\\[x\\](javascript:1)\\`&amp;amp;\\*\\_\\#" in page


def test_a_long_table_of_the_document_is_cut_off_and_says_so() -> None:
    older = [
        Grid("Active", filled([["Case Number"], *([f"FLD-2019-{n:03}"] for n in range(1, 131))], "active"))
    ]
    newer = [Grid("Active", filled([["Case Number"], ["FLD-2020-001"]], "active"))]
    comparison = compared(older, newer)
    assert markdown_of(comparison).count("… and 30 more; `--all` lists them.") == 2
    assert "more; `--all`" not in markdown_of(comparison, every_one=True)


# The command


def test_compare_prints_a_report_and_fails_on_errors(run: Run) -> None:
    result = run(NOVEMBER, MARCH)
    assert result.exit_code == 1
    assert result.stdout.startswith(
        "FAIL  2 snapshots of the Forced Labor Case Tracker\n      Failed on 2 errors;"
    )
    assert "H701 vanished-case" in result.stdout
    assert run(NOVEMBER, MARCH, "--fail-on", "never").exit_code == 0


def test_compare_passes_where_nothing_was_changed_that_fails(run: Run) -> None:
    result = run(JUNE, NOVEMBER)
    assert result.exit_code == 0
    assert result.stdout.startswith("PASS")


def test_compare_writes_what_the_ending_says(run: Run, tmp_path: Path) -> None:
    document, data = tmp_path / "changes.md", tmp_path / "changes.json"
    assert run(JUNE, NOVEMBER, "-o", document).exit_code == 0
    assert document.read_text(encoding="utf-8").startswith(
        "# Forced Labor Case Tracker: 2 snapshots compared\n"
    )
    result = run(JUNE, NOVEMBER, MARCH, "-o", data)
    assert result.stderr == f"caseaudit: report written to {data}; the comparison failed.\n"
    found = json.loads(data.read_text(encoding="utf-8"))
    assert [step["counts"]["new"] for step in found["steps"]] == [17, 58]
    assert found["gate"] == {"passed": False, "failed": ["2 errors"]}
    growth = next(t for t in found["trends"] if (t["measure"], t["list"]) == ("growth", "active"))
    assert growth["values"][0] is None
    assert growth["values"][2] > 2


@pytest.mark.slow
def test_the_same_snapshots_give_the_same_bytes(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1603756800")
    outputs = {run(JUNE, NOVEMBER, "--format", "json").stdout for _ in range(2)}
    assert len(outputs) == 1


def test_rules_can_be_chosen(run: Run) -> None:
    result = run(NOVEMBER, MARCH, "--select", "H703", "--format", "json")
    [step] = json.loads(result.stdout)["steps"]
    assert result.exit_code == 0
    assert {finding["rule"] for finding in step["findings"]} == {"H703"}
    assert step["turnover"] == {}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((NOVEMBER,), "a comparison needs two trackers or more"),
        ((NOVEMBER, NOVEMBER), "are one file, so there is nothing to compare"),
        ((NOVEMBER, "nowhere.xlsx"), "nowhere.xlsx: there is no such file"),
        ((NOVEMBER, MARCH, "-o", MARCH), "is a file being read; nothing is written over it"),
        ((NOVEMBER, MARCH, "--select", "H9"), 'no rule is called "H9"'),
    ],
)
def test_what_cannot_be_compared_is_said_in_one_message(
    run: Run, words: tuple[str | Path, ...], message: str
) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_check_says_that_it_takes_two_snapshots(run: Run) -> None:
    result = CliRunner().invoke(app, ["check", str(MARCH), "--select", "H701"])
    assert result.exit_code == 2
    assert (
        "H701: found only where two snapshots of a tracker are compared. Run caseaudit compare"
        in result.stderr
    )
    beside = CliRunner().invoke(app, ["check", str(MARCH), "--select", "H701,W601"])
    assert "rules that only caseaudit compare can check: H701" in beside.stdout


def test_the_rule_book_says_which_rules_take_two_snapshots() -> None:
    listing = CliRunner().invoke(app, ["rules"]).stdout
    assert "found by caseaudit compare, never by check" in listing
    page = CliRunner().invoke(app, ["explain", "vanished-case"]).stdout
    assert "Later" in page.splitlines()
    assert 'Found by "caseaudit compare" alone' in page
