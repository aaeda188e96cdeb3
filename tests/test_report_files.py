"""Written reports as files: the workbook, Markdown, what is redacted, and the command line that writes them."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from typer.testing import CliRunner

from caseaudit import __version__
from caseaudit.commands.console.app import app
from caseaudit.commands.console.files import command_line
from caseaudit.commands.console.options import Scope
from caseaudit.commands.report import Report as Asked
from caseaudit.definition import load_definition
from caseaudit.findings.report import Report
from caseaudit.model.finding import Audit
from caseaudit.render.audit_markdown import write_markdown
from caseaudit.render.html import write_html
from caseaudit.render.machine.findings_csv import write_rows
from caseaudit.render.machine.report import write_audit
from caseaudit.render.markdown import escaped
from caseaudit.render.redaction import redacted
from caseaudit.render.remedies import fault_and_remedy
from caseaudit.render.workbook import RESOLUTIONS, write_workbook
from caseaudit.rules import RULES
from caseaudit.settings.judgement import judge
from caseaudit.stories.audit import audit_workbook
from caseaudit.tracker.edit.reproducible import moment
from tests import made
from tests.conftest import Golden
from tests.samples import OPTIONS, audited
from tests.tables import Grid, filled, workbook

SAMPLE = Path(__file__).parents[1] / "sample_data" / "tracker-2020-03.xlsx"


def march() -> Audit:
    return audited("2020-03")


def report(*audits: Audit) -> Report:
    rules = tuple(rule for rule in RULES if not rule.of_snapshots)
    return Report(tuple((audit, judge(audit)) for audit in audits), rules, f"caseaudit report {SAMPLE}")


def visible(made: openpyxl.Workbook) -> list[str]:
    """The names of the sheets that a person sees."""
    return [sheet.title for sheet in made.worksheets if sheet.sheet_state == "visible"]


def book_bytes(said: Report, folder: Path = SAMPLE.parent) -> bytes:
    out = io.BytesIO()
    write_workbook(out, said, folder, moment())
    return out.getvalue()


def markdown(said: Report) -> str:
    out: list[str] = []
    write_markdown(out.append, said)
    return "".join(out)


def run(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(app, [str(word) for word in words])
    return result.exit_code, result.output


# The workbook


@cache
def book() -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(book_bytes(report(march()))))


def test_the_sheets_of_the_workbook() -> None:
    analysts = sorted({each.analyst for each in march().findings if each.analyst})
    assert visible(book()) == ["Summary", "By field", "Findings", *analysts, "No analyst", "Cells", "Rules"]


def test_every_finding_is_in_the_workbook_and_on_one_work_list() -> None:
    found = list(march().findings)
    sheet = book()["Findings"]
    assert sheet.max_row == 1 + len(found)
    for row, each in zip(sheet.iter_rows(min_row=2, values_only=True), found, strict=True):
        assert (row[1], row[2], row[6]) == (each.place.sheet, each.place.cell, each.rule)
        assert (row[10] or "") == (each.value or "")
    lists = visible(book())[3:-2]
    assert sum(book()[name].max_row - 2 for name in lists) == len(found)


def test_a_work_list_leads_into_the_tracker_and_asks_for_a_resolution() -> None:
    name = visible(book())[3]
    sheet = book()[name]
    own = [each for each in march().findings if each.analyst == name]
    for row, each in enumerate(own, start=3):
        link = sheet.cell(row, 4).hyperlink
        assert (link.target, link.location) == (
            "tracker-2020-03.xlsx",
            f"'{each.place.sheet}'!{each.place.cell}",
        )
        assert sheet.cell(row, 9).value is None
    [validation] = sheet.data_validations.dataValidation
    title, cells = validation.formula1.lstrip("=").replace("'", "").split("!")
    offered = [cell.value for (cell,) in book()[title][cells.replace("$", "")]]
    assert tuple(offered) == RESOLUTIONS
    assert book()[title].sheet_state == "hidden"
    assert str(validation.sqref) == f"I3:I{len(own) + 2}"
    assert sheet.freeze_panes == "A3"
    assert sheet.auto_filter.ref == f"A2:I{len(own) + 2}"
    assert sheet.print_title_rows == "$2:$2"


def test_texts_of_the_tracker_are_no_formulas() -> None:
    values = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "_x0041_",
        "<b>&",
        "two\nlines",
        " padded ",
        "\x1b[2J",
        "\udcff",
        "x" * 40_000,
    ]
    found = [
        made.finding("S202", "unrecognized-value", f"D{row}", f'"{value[:20]}" is wrong; write a phase.', value=value,
                     case=value[:50], field="status", sheet="A'b")
        for row, value in enumerate(values, start=5)
    ]  # fmt: skip
    found = [each._replace(analyst=str(each.value)[:40]) for each in found]
    data = book_bytes(report(made.audit(found)))
    with ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            assert "<f>" not in package.read(name).decode("utf-8")
    opened = openpyxl.load_workbook(io.BytesIO(data))
    shown = [row[10] for row in opened["Findings"].iter_rows(min_row=2, values_only=True)]
    assert shown[:4] == values[:4]
    assert shown[6:9] == ["<b>&", "two\nlines", " padded "]
    assert shown[9] == "\\x1b[2J"
    assert len(shown[11]) == 32_767
    for sheet in opened.worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type in ("s", "n", "inlineStr") for cell in row)


def test_many_analysts_share_a_sheet() -> None:
    found = [each._replace(analyst=f"Analyst {number:03}") for number, each in enumerate(made.findings() * 2)]
    names = visible(openpyxl.load_workbook(io.BytesIO(book_bytes(report(made.audit(found))))))
    assert len(names) == 3 + 40 + 1 + 1
    assert "Other analysts" in names


@pytest.mark.parametrize("analyst", ["Summary", "A/B: [x]*?", "'quoted'", "x" * 60, "History", "深圳"])
def test_any_name_can_have_a_sheet(analyst: str) -> None:
    found = [each._replace(analyst=analyst) for each in made.findings()]
    assert len(visible(openpyxl.load_workbook(io.BytesIO(book_bytes(report(made.audit(found))))))) == 5


def test_the_same_audit_gives_the_same_workbook() -> None:
    assert book_bytes(report(march())) == book_bytes(report(march()))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice is installed")
def test_libreoffice_opens_the_workbook(tmp_path: Path) -> None:
    (tmp_path / "findings.xlsx").write_bytes(book_bytes(report(made.audit())))
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
         "--outdir", str(tmp_path), str(tmp_path / "findings.xlsx")], check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    assert (tmp_path / "findings.pdf").read_bytes().startswith(b"%PDF")


# Markdown


def test_markdown_has_the_figures_and_where_they_come_from() -> None:
    said = markdown(report(march()))
    assert said.startswith("# Data quality findings: tracker-2020-03.xlsx\n\n**FAIL.** ")
    assert "| Active | 61 | 11 of 21 | 5 of 21 | not sufficiently reliable |" in said
    assert march().tracker.sha256 in said
    assert march().definition.sha256 in said
    assert "not a case list" in said


@pytest.mark.parametrize(
    "raw", ["<script>", "[a](http://example.org)", "http://example.org", "www.example.org", "a|b", "`x`", "*x*", "# x",
            "me@example.org", "two\nlines", "\x1b[2J", "&amp;"]
)  # fmt: skip
def test_markdown_shows_texts_as_texts(raw: str) -> None:
    shown = re.sub(r"&(?:amp|lt|gt|#\d+);", "", escaped(raw))
    assert not re.search(r"[<>&@\n\x1b]|(?<!\\)[`*|\[\]#]|://|www\.", shown)


def test_the_whole_of_a_markdown_report(golden: Golden) -> None:
    rows = [
        ["Case Number", "Status", "Sources of Evidence", "Update Date"],
        *([f"FLD-2019-{number:03}", status, evidence, "2020-03-30"] for number, (status, evidence) in enumerate(
            [("2", ""), ("Initiation", "TBD"), ("Exploration", ""), ("Initiation", "NGO Report"), ("Init.", "")], 1
        )),
    ]  # fmt: skip
    audit = audit_workbook(workbook([Grid("Active", filled(rows, "active"))]), load_definition(), OPTIONS)
    said = markdown(
        replace(report(audit), command="caseaudit report tracker.xlsx", not_checked=("lists not checked",))
    )
    golden(
        "report.md",
        said.replace(audit.definition.sha256, "SHA").replace(f"caseaudit {__version__}", "caseaudit"),
    )


# Faults and remedies


@pytest.mark.parametrize(
    ("message", "fault", "remedy"),
    [
        (
            '"a; b" is not a standard status; write "c; d".',
            '"a; b" is not a standard status.',
            'Write "c; d".',
        ),
        ("Two cases. Add a column.", "Two cases.", "Add a column."),
        (
            "“a; b” speaks of Review. It says Open. Correct it.",
            "“a; b” speaks of Review. It says Open.",
            "Correct it.",
        ),
        ("Nothing to split", "Nothing to split", ""),
        ("", "", ""),
    ],
)
def test_messages_are_told_apart(message: str, fault: str, remedy: str) -> None:
    assert fault_and_remedy(message) == (fault, remedy)


# Redaction


def everything(said: Report) -> str:
    """All forms of a report as one text."""
    out: list[str] = []
    write_html(out.append, said)
    write_markdown(out.append, said)
    for audit, verdict in said.audits:
        write_audit(out.append, audit, verdict)
        write_rows(out.append, audit)
    with ZipFile(io.BytesIO(book_bytes(said))) as package:
        out += [package.read(name).decode("utf-8") for name in package.namelist()]
    return "".join(out)


def test_a_redacted_report_names_nobody() -> None:
    audit = march()
    assert audit.analysis is not None
    said = everything(redacted(report(audit))).casefold()
    kept = {"tbd", "unknown", "n/a", "pending", "none", "tbc"}
    for field, entries in audit.analysis.sensitive.items():
        for entry in entries:
            if len(entry) > 3 and entry.casefold() not in kept:
                assert entry.casefold() not in said, (field, entry)
    assert str(SAMPLE.parent) not in everything(
        redacted(replace(report(audit), command="caseaudit report x.xlsx"))
    )


def test_tokens_are_stable_and_say_the_same_thing_everywhere() -> None:
    first, again = (markdown(redacted(report(march()))) for _ in range(2))
    assert first == again
    [audit, _] = redacted(report(march())).audits[0]
    pairs = {
        (each.analyst, other.analyst) for each, other in zip(march().findings, audit.findings, strict=True)
    }
    assert len(pairs) == len({one for one, _ in pairs}) == len({other for _, other in pairs})


def test_names_are_redacted_wherever_they_stand() -> None:
    rows = [
        ["Case Number", "Manufacturer", "Assigned Analyst", "Status", "Commodity", "Current Update"],
        ["FLD-2019-001", "Vornholt Knitting Mill", "R. Zkafor", "Vornholt Knitting Mill", "Zkafor's shirts ",
         "Vornholt Knitting Mill"],
        ["FLD-2019-002", " vornholt  knitting mill", "TBD", "asked VORNHOLT KNITTING MILL", "Shirts",
         "Called Mr. Quill"],
    ]  # fmt: skip
    grid = Grid("Active R Zkafor", filled(rows, "active"))
    audit = audit_workbook(workbook([grid]), load_definition(), OPTIONS)
    assert "Vornholt" in everything(report(audit))
    said = everything(redacted(report(audit)))
    for name in ("Vornholt", "vornholt", "VORNHOLT", "Quill", "kafor"):
        assert name not in said
    assert "manufacturer-1" in said
    assert "assigned-analyst-1" in said


def test_a_redacted_workbook_has_no_links() -> None:
    with ZipFile(io.BytesIO(book_bytes(redacted(report(march()))))) as package:
        relations = [package.read(name).decode() for name in package.namelist() if "worksheets/_rels" in name]
    assert not [each for each in relations if 'TargetMode="External"' in each]


# The command line


def test_all_forms_in_one_run(tmp_path: Path) -> None:
    names = ["f.html", "f.xlsx", "f.md", "f.json", "f.csv"]
    code, said = run("report", SAMPLE, *(word for name in names for word in ("-o", tmp_path / name)))
    assert code == 0
    assert all(f"report written to {tmp_path / name}." in said for name in names)
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(names)


def test_check_writes_the_same_report_and_keeps_its_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    code, said = run("check", SAMPLE, "--report", tmp_path / "a.md", "--report", tmp_path / "a.html")
    assert code == 1
    assert "FAIL" in said
    assert run("report", SAMPLE, "-o", tmp_path / "b.md")[0] == 0
    a, b = ((tmp_path / name).read_text("utf-8") for name in ("a.md", "b.md"))
    assert a.replace("caseaudit check", "caseaudit report") == b


@pytest.mark.slow
def test_the_same_input_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    for name in ("html", "md", "json", "xlsx"):
        for folder in ("one", "two"):
            (tmp_path / folder).mkdir(exist_ok=True)
            assert run("report", SAMPLE, "-o", tmp_path / folder / f"f.{name}")[0] == 0
        assert (tmp_path / "one" / f"f.{name}").read_bytes() == (tmp_path / "two" / f"f.{name}").read_bytes()


def test_earlier_snapshots_give_a_trend(tmp_path: Path) -> None:
    older = [SAMPLE.with_name(f"tracker-{month}.xlsx") for month in ("2019-06", "2019-11")]
    words = [word for path in older for word in ("--with", path)]
    assert run("report", SAMPLE, *words, "-o", tmp_path / "f.html")[0] == 0
    assert '<section id="trend"' in (tmp_path / "f.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([SAMPLE], "name the report to write"),
        ([SAMPLE, "-o", "f.ppt"], "the ending says what to write"),
        ([SAMPLE, "-o", "no-such-folder/f.html"], "does not exist"),
        ([SAMPLE, "-o", SAMPLE], "is a file being read"),
        ([SAMPLE, "-o", "f.md", "-o", "./f.md"], "is named twice"),
        ([SAMPLE, "--with", SAMPLE, "-o", "f.html"], "are one file"),
        ([SAMPLE.with_name("no.xlsx"), "-o", "f.html"], "there is no such file"),
    ],
)
def test_what_cannot_be_used_is_said_before_anything_is_written(
    words: Sequence[object], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, output = run("report", *words)
    assert code == 2
    assert said in " ".join(output.split())
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_tracker_among_others_is_told_and_in_the_report(tmp_path: Path) -> None:
    bad = tmp_path / "bad.xlsx"
    bad.write_bytes(b"PK\x03\x04 not a workbook")
    code, said = run("report", bad, SAMPLE, "-o", tmp_path / "f.md")
    assert code == 2
    assert "bad.xlsx" in said
    assert "Could not be audited" in (tmp_path / "f.md").read_text("utf-8")


def test_the_command_is_given_without_outputs_and_redacted_without_folders() -> None:
    asked = Asked(
        [Path("x/t.xlsx")],
        output=[Path("y.html")],
        earlier=[Path("old/a b.xlsx")],
        redact=True,
        scope=Scope(as_of="2020-03-31"),
    )
    said = command_line("report", asked.trackers, asked, redact=False)
    assert said == "caseaudit report x/t.xlsx --with 'old/a b.xlsx' --redact --as-of 2020-03-31"
    plain = Asked([Path("x/t.xlsx")])
    assert command_line("report", plain.trackers, plain, redact=True) == "caseaudit report t.xlsx"


def test_redact_without_a_report_is_a_mistake() -> None:
    assert run("check", SAMPLE, "--redact")[0] == 2


# The scorecard

SAMPLES_FOLDER = Path(__file__).parent.parent / "sample_data"


def written(tmp_path: Path, name: str, *more: str) -> Path:
    target = tmp_path / name
    sample = SAMPLES_FOLDER / "tracker-2020-03.xlsx"
    done = CliRunner().invoke(app, ["report", str(sample), "-o", str(target), *more], prog_name="caseaudit")
    assert done.exit_code == 0, done.output
    return target


def test_a_scorecard_is_one_page_without_script_or_link(tmp_path: Path) -> None:
    older = str(SAMPLES_FOLDER / "tracker-2019-11.xlsx")
    text = written(tmp_path, "scorecard-march.html", "--with", older).read_text(encoding="utf-8")
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "")
    assert "311 errors, were 150: worse." in text
    assert "Active: 11 fields incomplete, were 9: worse." in text
    assert "can write 87 entries in standard form" in text
    assert text.count("<tr>") > 21


def test_a_scorecard_as_pdf_is_one_sheet_and_the_same_every_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1600000000")
    first, second = (written(tmp_path, name).read_bytes() for name in ("a.pdf", "b.pdf"))
    assert first.startswith(b"%PDF")
    assert first.count(b"/Type /Page\n") == 1
    assert first == second
    assert b"/URI" not in first


def test_a_scorecard_of_two_trackers_is_refused(tmp_path: Path) -> None:
    more = str(SAMPLES_FOLDER / "tracker-2019-11.xlsx")
    words = ["report", str(SAMPLES_FOLDER / "tracker-2020-03.xlsx"), more, "-o", str(tmp_path / "a.pdf")]
    done = CliRunner().invoke(app, words, prog_name="caseaudit")
    assert done.exit_code == 2
    assert "a scorecard is about one tracker" in done.output
    assert not [*tmp_path.iterdir()]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="no LibreOffice is installed")
def test_chosen_answers_come_back_through_waivers(tmp_path: Path) -> None:
    lists, folder = written(tmp_path, "lists.xlsx"), tmp_path / "saved"
    made = openpyxl.load_workbook(lists)
    sheet = made[visible(made)[3]]
    chosen = RESOLUTIONS[1].replace("…", "it is sealed")
    sheet.cell(3, 9).value = chosen
    made.save(lists)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(folder), str(lists)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    target = tmp_path / "waivers.yaml"
    words = ["waivers", "add", str(folder / "lists.xlsx"), "--waivers", str(target)]
    done = CliRunner().invoke(app, words, prog_name="caseaudit")
    assert "1 waiver added" in done.output, done.output
    assert "it is sealed" in target.read_text(encoding="utf-8")


def test_the_trend_is_the_same_in_every_form(tmp_path: Path) -> None:
    older = str(SAMPLES_FOLDER / "tracker-2019-11.xlsx")
    text = written(tmp_path, "r.md", "--with", older).read_text(encoding="utf-8")
    sheet = openpyxl.load_workbook(written(tmp_path, "r.xlsx", "--with", older))["Trend"]
    page = written(tmp_path, "r.html", "--with", older).read_text(encoding="utf-8")
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["Figure", "2019-11-29", "2020-03-31"]
    assert ["Active: fields incomplete", 9, 11] in rows
    assert "| Active: fields incomplete | 9 | 11 |" in text
    assert (
        page.count('<th scope="row">Active: fields incomplete</th><td class="n">9</td><td class="n">11</td>')
        == 1
    )
