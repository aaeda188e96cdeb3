"""A traced sample in reports, indicators and the workpaper: what it makes of each determination."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner, Result

from caseaudit.commands.console.app import app
from caseaudit.findings.analysis.accuracy import determine_accuracy, joined
from caseaudit.findings.report import Report
from caseaudit.model.analysis import Analysis, Determination, FieldAnalysis, MissingKinds, Reliability
from caseaudit.model.document import Document, Heading, Paragraph, Points, Table
from caseaudit.model.finding import Verdict
from caseaudit.model.rates import Rate, Tally
from caseaudit.model.tracing import Answer, FieldRate, Traced, Tracing
from caseaudit.render.redaction import redacted
from caseaudit.render.workpaper import workpaper
from caseaudit.rules import OF_ONE_TRACKER
from caseaudit.stories.audit import Examined, examine_trackers, open_tracker
from caseaudit.stories.indicators import Sources, measure
from caseaudit.stories.tracing import Wishes, designed, drawn_sample
from caseaudit.stories.tracing.results import estimated
from tests.samples import OPTIONS, SAMPLES

FIVE = Fraction(5, 100)
SUFFICIENT, INSUFFICIENT, UNDETERMINED = (
    Reliability.SUFFICIENT,
    Reliability.INSUFFICIENT,
    Reliability.UNDETERMINED,
)


def rate(units: int, matches: int, differs: int = 0, undocumented: int = 0, unanswered: int = 0) -> Rate:
    return Rate((Tally(units, matches, differs, undocumented, unanswered),), Fraction(95, 100), False)


def field(reliability: Reliability, *, untested: bool = False, name: str = "status") -> FieldAnalysis:
    determination = Determination(reliability, "Missing or inconsistent in 0 of 61 (0%).", untested)
    return FieldAnalysis(
        "active", name, "Status", "term", 61, MissingKinds(), 0, 61, 0, {}, (), (), determination
    )


def tracing_of(rates: Mapping[tuple[str, str], Rate], month: str = "2020-03", **wishes: object) -> Tracing:
    """A tracing of a sample tracker with these rates."""
    made = traced_sample(month, {}, **wishes)
    return replace(
        made, fields=tuple(FieldRate(*where, where[1].title(), own) for where, own in rates.items())
    )


def traced_sample(month: str, wrong: Mapping[int, Answer | None], **wishes: object) -> Tracing:
    """A sample of a sample tracker, all answered "matches" but for those numbers."""
    workbook, tracker = open_tracker(SAMPLES / f"tracker-{month}.xlsx")
    design = designed(Wishes(**{"seed": "7", **wishes}), tracker.definition)  # type: ignore[arg-type]
    sample = drawn_sample(workbook, tracker, design)
    rows = [
        Traced(item, wrong.get(item.number, Answer.MATCHES), "right", "source", "RO", "2020-04-15")
        for item in sample.items
    ]
    return estimated(sample, rows, FIVE, ("trace.xlsx", "0" * 64))


def examined(month: str, tracing: Tracing | None) -> Examined:
    return next(
        iter(examine_trackers([SAMPLES / f"tracker-{month}.xlsx"], replace(OPTIONS, tracing=tracing)))
    )


def report_of(month: str, tracing: Tracing | None) -> Report:
    audit = examined(month, tracing).audit
    return Report(
        ((audit, Verdict(passed=False, failed=("1 error",))),), OF_ONE_TRACKER, "caseaudit report x.xlsx"
    )


class TestAccuracy:
    def test_no_error_among_enough_shows_it(self) -> None:
        said = determine_accuracy(rate(1000, 60), FIVE)
        assert said.reliability is SUFFICIENT
        assert "60 of 1,000 entries; all match" in said.evidence
        assert "At 95% confidence: at most" in said.evidence

    def test_the_bound_itself_is_tolerable(self) -> None:
        assert determine_accuracy(rate(20, 19, 1), FIVE).reliability is SUFFICIENT
        assert determine_accuracy(rate(19, 18, 1), FIVE).reliability is INSUFFICIENT

    def test_many_errors_show_the_contrary(self) -> None:
        said = determine_accuracy(rate(1000, 50, 8, 2), FIVE)
        assert said.reliability is INSUFFICIENT
        assert "8 differ from the source document and 2 have no document" in said.evidence

    def test_a_few_leave_it_open(self) -> None:
        assert determine_accuracy(rate(1000, 58, 2), FIVE).reliability is UNDETERMINED
        assert determine_accuracy(rate(1000, 40), FIVE).reliability is UNDETERMINED

    def test_unanswered_rows_never_show_anything(self) -> None:
        assert determine_accuracy(rate(1000, 60, unanswered=1), FIVE).reliability is UNDETERMINED
        assert determine_accuracy(rate(1000, 0, unanswered=60), FIVE).reliability is UNDETERMINED

    def test_all_traced_is_no_matter_of_confidence(self) -> None:
        assert "All were traced: at most 0% are wrong" in determine_accuracy(rate(61, 61), FIVE).evidence


class TestAcceptance:
    @pytest.mark.parametrize(
        "wishes", [{}, {"by_list": True}, {"allow": "2"}, {"by_list": True, "allow": "2"}]
    )
    def test_a_sample_with_no_more_errors_than_allowed_shows_what_it_was_drawn_for(
        self, wishes: dict[str, object]
    ) -> None:
        errors = dict.fromkeys(range(1, int(str(wishes.get("allow", 0))) + 1), Answer.DIFFERS)
        tracing = traced_sample("2020-03", errors, at_most="5%", fields=("country_of_origin",), **wishes)
        assert tracing.whole[""].one_sided[1] <= FIVE
        more = traced_sample(
            "2020-03", {**errors, len(errors) + 1: Answer.NO_DOCUMENT}, at_most="5%", fields=("country_of_origin",),
            **wishes,
        )  # fmt: skip
        assert more.whole[""].one_sided[1] > FIVE


class TestJoining:
    @pytest.mark.parametrize(
        ("before", "untested", "own", "after"),
        [
            (UNDETERMINED, True, rate(1000, 60), SUFFICIENT),
            (UNDETERMINED, True, rate(1000, 50, 10), INSUFFICIENT),
            (UNDETERMINED, True, rate(1000, 20), UNDETERMINED),
            (UNDETERMINED, False, rate(1000, 60), UNDETERMINED),
            (UNDETERMINED, False, rate(1000, 50, 10), INSUFFICIENT),
            (SUFFICIENT, False, rate(1000, 60), SUFFICIENT),
            (SUFFICIENT, False, rate(1000, 20), SUFFICIENT),
            (SUFFICIENT, False, rate(1000, 19, 1), UNDETERMINED),
            (SUFFICIENT, False, rate(1000, 50, 10), INSUFFICIENT),
            (INSUFFICIENT, False, rate(1000, 1000), INSUFFICIENT),
        ],
    )
    def test_both_tests_must_be_passed(
        self, before: Reliability, untested: bool, own: Rate, after: Reliability
    ) -> None:
        made = joined(field(before, untested=untested), tracing_of({("active", "status"): own}))
        assert made.determination.reliability is after
        assert "Traced to the case files" in made.determination.evidence
        assert "was not tested" not in made.determination.evidence

    def test_what_was_not_traced_stays(self) -> None:
        tracing = tracing_of(
            {("active", "commodity"): rate(61, 61), ("active", "status"): rate(61, 0, unanswered=9)}
        )
        for own in (field(SUFFICIENT), field(UNDETERMINED, name="manufacturer")):
            assert joined(own, tracing) is own
        assert joined(field(SUFFICIENT), None).traced is None


@pytest.mark.slow
class TestReports:
    """From the draw to the determination, on the three sample trackers."""

    @pytest.mark.parametrize("month", ["2019-06", "2019-11", "2020-03"])
    def test_undetermined_becomes_sufficient(self, month: str) -> None:
        fields = ("commodity", "manufacturer")
        before = examined(month, None).audit.analysis
        after = examined(month, traced_sample(month, {}, fields=fields, size="999")).audit.analysis
        assert before is not None
        assert after is not None
        changed = 0
        for old, new in zip(before.lists, after.lists, strict=True):
            for one, other in zip(old.fields, new.fields, strict=True):
                if one.name in fields and one.determination.untested:
                    changed += 1
                    assert other.determination.reliability is SUFFICIENT
                elif one.name not in fields:
                    assert one == other
            assert "Accuracy was not tested" in old.paragraph
            assert "To test accuracy" in new.paragraph
            assert "were compared with the source documents" in new.paragraph
        assert changed

    @pytest.mark.parametrize("month", ["2019-06", "2019-11", "2020-03"])
    def test_undetermined_becomes_not_sufficient(self, month: str) -> None:
        wrong = dict.fromkeys(range(1, 2000, 3), Answer.DIFFERS)
        tracing = traced_sample(month, wrong, fields=("manufacturer",), size="999")
        analysis = examined(month, tracing).audit.analysis
        assert analysis is not None
        for own in analysis.lists:
            made = next(each for each in own.fields if each.name == "manufacturer")
            assert made.determination.reliability is INSUFFICIENT

    def test_a_list_with_errors_in_a_free_text_is_not_called_reliable_for_want_of_a_test(self) -> None:
        tracing = traced_sample("2020-03", {1: Answer.DIFFERS}, fields=("manufacturer",), size="20")
        analysis = examined("2020-03", tracing).audit.analysis
        assert analysis is not None
        traced = [each for own in analysis.lists for each in own.fields if each.traced is not None]
        assert {each.name for each in traced} == {"manufacturer"}

    def test_indicators_rest_on_what_was_traced(self) -> None:
        tracing = traced_sample(
            "2020-03", {1: Answer.DIFFERS}, fields=("case_number", "closure_reason"), size="999"
        )
        for tracing_or_none in (None, tracing):
            made = examined("2020-03", tracing_or_none)
            sources = Sources(made.workbook, made.tracker, made.found, tracing=tracing_or_none)
            measured = measure(sources, made.audit, None, {}).measured
            said = [each.determination.evidence for each in measured if each.determination]
            assert any("traced in" in each for each in said) is (tracing_or_none is not None)
        active = next(each for each in measured if each.indicator.counts == "active").determination
        assert active is not None
        assert "Case Number traced in 61 of 61, 1 wrong" in active.evidence

    def test_the_workpaper_says_all_that_an_auditor_asks(self) -> None:
        paper = workpaper(report_of("2020-03", traced_sample("2020-03", {1: Answer.DIFFERS}, at_most="5%")))
        titles = [each.text for each in paper.headings if each.level == 2]
        assert titles == [
            "Purpose", "Source", "Scope", "Method", "Results", "Accuracy", "Conclusion", "What was not tested",
            "How to repeat this",
        ]  # fmt: skip
        said = text_of(paper)
        assert sha256((SAMPLES / "tracker-2020-03.xlsx").read_bytes()).hexdigest() in said
        assert "To test accuracy" in said
        assert "Accuracy was not tested" not in said
        assert "at most 5% of the cases are wrong" in said

    def test_without_a_sample_it_says_that_accuracy_was_not_tested(self) -> None:
        paper = workpaper(report_of("2020-03", None))
        said = text_of(paper)
        assert "Accuracy was not tested" in said
        assert "What free texts say: Commodity, Manufacturer" in said
        assert "accuracy" not in {each.anchor for each in paper.headings}

    def test_a_redacted_report_shows_no_entry_that_was_traced(self) -> None:
        report = report_of("2020-03", traced_sample("2020-03", {1: Answer.DIFFERS}, fields=("manufacturer",)))
        made = redacted(report).audits[0][0].analysis
        assert made is not None
        assert made.tracing is not None
        assert {each.item.entry for each in made.tracing.rows} == {""}
        assert {each.right + each.source + each.initials for each in made.tracing.rows} == {""}
        said = text_of(workpaper(redacted(report)))
        names = (analysis := report.audits[0][0].analysis) and analysis.sensitive["manufacturer"]
        assert names
        assert not [name for name in names if name in said]


def text_of(paper: Document) -> str:
    said = [paper.title, paper.subtitle, *(each.text for each in paper.introduction)]
    for block in paper.blocks:
        match block:
            case Heading() | Paragraph():
                said.append(block.text)
            case Points():
                said += block.points
            case Table():
                said += [str(piece) for row in block.rows for cell in row.cells for piece in cell]
            case _:
                said += [str(piece) for _, run in block.facts for piece in run]
    return " ".join(said)


Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1585699200")
    shutil.copy(SAMPLES / "tracker-2020-03.xlsx", tmp_path / "tracker.xlsx")
    monkeypatch.chdir(tmp_path)

    def invoke(*words: str) -> Result:
        return CliRunner().invoke(app, [*words], prog_name="caseaudit")

    return invoke


@pytest.mark.slow
class TestCommands:
    @pytest.fixture
    def trace(self, run: Run, tmp_path: Path) -> Path:
        from tests.test_sample import answered

        run(
            "sample",
            "tracker.xlsx",
            "-o",
            "trace.xlsx",
            "--fields",
            "manufacturer",
            "--size",
            "999",
            "--seed",
            "7",
        )
        return answered(tmp_path / "trace.xlsx")

    @pytest.mark.usefixtures("trace")
    def test_every_form_of_the_report_says_that_it_was_traced(self, run: Run, tmp_path: Path) -> None:
        outputs = [word for form in ("html", "md", "xlsx", "docx", "json") for word in ("-o", f"r.{form}")]
        result = run("report", "tracker.xlsx", "--traced", "trace.xlsx", *outputs)
        assert result.exit_code == 0, result.output
        said = "Accuracy was tested by tracing a sample to the case files: trace.xlsx (seed 7)."
        assert said in (tmp_path / "r.html").read_text(encoding="utf-8")
        assert said.replace(".xlsx", r".xlsx") in (tmp_path / "r.md").read_text(encoding="utf-8").replace(
            "\\", ""
        )
        with zipfile.ZipFile(tmp_path / "r.xlsx") as package:
            assert any(said.encode() in package.read(name) for name in package.namelist())
        for name in ("r.html", "r.md"):
            assert "does not test accuracy" not in (tmp_path / name).read_text(encoding="utf-8")

    @pytest.mark.usefixtures("trace")
    def test_the_workpaper_is_a_word_document_and_the_same_each_time(self, run: Run, tmp_path: Path) -> None:
        for name in ("one.docx", "two.docx"):
            assert run("report", "tracker.xlsx", "--traced", "trace.xlsx", "-o", name).exit_code == 0
        data = (tmp_path / "one.docx").read_bytes()
        assert data == (tmp_path / "two.docx").read_bytes()
        paper = docx.Document(io.BytesIO(data))
        assert paper.paragraphs[0].text == "Data reliability assessment"
        assert len(paper.tables) > 8
        written = " ".join(each.text for each in paper.paragraphs)
        assert re.search(r"all 111 cases are drawn", written, re.IGNORECASE)

    @pytest.mark.usefixtures("trace")
    def test_check_writes_the_workpaper_too(self, run: Run, tmp_path: Path) -> None:
        assert run("check", "tracker.xlsx", "--report", "w.docx").exit_code == 1
        assert (tmp_path / "w.docx").read_bytes().startswith(b"PK")

    @pytest.mark.usefixtures("trace")
    def test_kpi_takes_the_sample(self, run: Run) -> None:
        result = run("kpi", "tracker.xlsx", "--traced", "trace.xlsx")
        assert result.exit_code == 0, result.output

    @pytest.mark.usefixtures("trace")
    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (
                ["report", "tracker.xlsx", "tracker2.xlsx", "--traced", "trace.xlsx", "-o", "r.md"],
                "belongs to one tracker",
            ),
            (
                ["report", "tracker2.xlsx", "--traced", "trace.xlsx", "-o", "r.md"],
                "is not the file that the sample was",
            ),
            (["report", "tracker.xlsx", "--tolerable", "5%", "-o", "r.md"], "--tolerable goes with --traced"),
            (["report", "tracker.xlsx", "--traced", "none.xlsx", "-o", "r.md"], "there is no such file"),
            (
                ["report", "tracker.xlsx", "--traced", "trace.xlsx", "-o", "trace.xlsx"],
                "is a file being read",
            ),
            (["kpi", "tracker2.xlsx", "--traced", "trace.xlsx"], "is not the file that the sample was"),
            (["kpi", "tracker.xlsx", "--traced", "trace.xlsx", "--tolerable", "5"], "--tolerable"),
        ],
    )
    def test_a_sample_that_cannot_be_used_stops_with_2(
        self, run: Run, tmp_path: Path, words: list[str], said: str
    ) -> None:
        shutil.copy(SAMPLES / "tracker-2019-11.xlsx", tmp_path / "tracker2.xlsx")
        result = run(*words)
        assert result.exit_code == 2
        assert said in result.stderr
        assert not (tmp_path / "r.md").exists()

    @pytest.mark.usefixtures("trace")
    @pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
    def test_libreoffice_opens_the_workpaper(self, run: Run, tmp_path: Path) -> None:
        run("report", "tracker.xlsx", "--traced", "trace.xlsx", "-o", "w.docx")
        subprocess.run(
            ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to",
             "txt:Text", str(tmp_path / "w.docx")],
            check=True, capture_output=True, timeout=120, cwd=tmp_path,
        )  # fmt: skip
        text = (tmp_path / "w.txt").read_text(encoding="utf-8-sig")
        assert "What was not tested" in text
        assert "To test accuracy" in text


def test_an_analysis_without_a_sample_has_none() -> None:
    assert Analysis(()).tracing is None
