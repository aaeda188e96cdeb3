"""The reports, whole: of audits made by hand, and with the goldens of what they write."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from caseaudit import __version__
from caseaudit.model.definition import Severity
from caseaudit.model.finding import Audit, Verdict
from caseaudit.render import inspection, pages, terminal, terms
from caseaudit.render.digest import place_words
from caseaudit.render.machine import findings_csv as rows
from caseaudit.render.machine import report as machine
from caseaudit.render.paper import Paper, fit, inert, shorten, span, wrap
from caseaudit.render.scorecard import bar_of, share
from caseaudit.settings.judgement import FailOn, Policy, judge
from tests import made
from tests.conftest import Golden

SCHEMA = json.loads(
    (Path(__file__).parents[1] / "schemas" / "report.schema.json").read_text(encoding="utf-8")
)
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")


def text_report(
    audit: Audit, width: int = 80, *, colour: bool = False, signs: bool = True, **view: Any
) -> str:
    """The terminal report as one text."""
    out = io.StringIO()
    paper = Paper(out.write, width, colour, signs)
    terminal.write_audit(paper, audit, judge(audit), terminal.View(**view))
    return out.getvalue()


def json_report(audit: Audit) -> str:
    """The JSON report as one text."""
    out = io.StringIO()
    machine.write_audit(out.write, audit, judge(audit))
    return out.getvalue()


def csv_report(audit: Audit) -> str:
    """The CSV report as one text."""
    out = io.StringIO()
    rows.write_header(out.write)
    rows.write_rows(out.write, audit)
    return out.getvalue()


@pytest.mark.parametrize("width", [80, 160])
def test_terminal_report(width: int, golden: Golden) -> None:
    golden(f"terminal-{width}.txt", text_report(made.audit(), width))


def test_terminal_report_of_every_finding(golden: Golden) -> None:
    golden(
        "terminal-all.txt",
        text_report(made.audit(), every_finding=True, not_checked=("rules not checked: X301",)),
    )


def test_compact_reports_and_the_closing_verdict(golden: Golden) -> None:
    out = io.StringIO()
    paper = Paper(out.write, 80)
    audits = [made.audit(), made.audit([], path="clean.xlsx")]
    for audit in audits:
        terminal.write_audit(paper, audit, judge(audit), terminal.View(compact=True))
    verdicts = {audit.tracker.path: judge(audit) for audit in audits}
    terminal.write_closing(paper, verdicts, ["broken.xlsx"])
    golden("terminal-several.txt", out.getvalue())


def test_hostile_entries_are_inert_in_the_terminal(golden: Golden) -> None:
    text = text_report(made.audit(made.hostile()), every_finding=True)
    assert all(char.isprintable() or char == "\n" for char in text)
    golden("terminal-hostile.txt", text)


@pytest.mark.parametrize("width", [72, 80, 100, 160])
def test_no_line_is_wider_than_the_paper(width: int) -> None:
    for found in (made.findings(), made.hostile()):
        for line in text_report(made.audit(found), width).splitlines():
            assert span(line) <= width or line.startswith("      Next: "), line


def test_colour_adds_nothing_but_ink() -> None:
    plain, coloured = text_report(made.audit()), text_report(made.audit(), colour=True)
    assert "\x1b" not in plain
    assert "\x1b[1;31mFAIL" in coloured
    stripped = [line.rstrip() for line in ESCAPES.sub("", coloured).splitlines()]
    assert stripped == plain.splitlines()


def test_ascii_where_the_output_has_no_signs() -> None:
    assert text_report(made.audit(), signs=False).isascii()


def test_ten_thousand_findings_do_not_scroll_by() -> None:
    many = [
        made.finding("C101", "missing-entry", f"C{row}", "blank", case=f"FLD-2019-{row}")
        for row in range(10_000)
    ]
    assert len(text_report(made.audit(many)).splitlines()) < 60


def test_a_clean_audit_passes_in_words() -> None:
    text = text_report(made.audit([]))
    last = "PASS  tracker.xlsx\n      No findings.\n      Next: caseaudit report tracker.xlsx -o tracker-report.html\n"
    assert text.endswith(last)


def test_the_verdict_comes_last_with_one_next_command() -> None:
    again = ("--list", "Active cases", "--definition", "my.yaml")
    view = {"again": again, "definition": again[2:]}
    lines = text_report(made.audit(), **view).splitlines()
    verdict = lines[lines.index("─" * 80) + 1 :]
    assert verdict[0] == "FAIL  tracker.xlsx"
    assert verdict[-1] == (
        "      Next: caseaudit mark tracker.xlsx -o tracker-marked.xlsx --list 'Active cases' --definition my.yaml"
    )
    assert any(line.startswith("      Most findings are in ") for line in verdict)


def test_statistics_are_counts() -> None:
    audit = made.audit()
    text = text_report(audit, statistics=True)
    by_rule = text.partition("By rule\n")[2].partition("\n\n")[0].splitlines()
    assert sum(int(line.split()[0].replace(",", "")) for line in by_rule) == len(audit.findings)
    assert "C101 missing-entry" in text
    assert "blank" not in text


def test_the_json_report_is_as_its_schema_says(golden: Golden) -> None:
    text = json_report(made.audit())
    jsonschema.validate(json.loads(text), SCHEMA)
    golden("report.json", text.replace(__version__, "VERSION"))


def test_the_keys_stand_in_the_documented_order() -> None:
    report = json.loads(json_report(made.audit()))
    assert list(report) == [
        "version", "tool", "tracker", "definition", "as_of", "run_on", "cases", "fields", "summary", "findings", "gate",
    ]  # fmt: skip
    assert list(report["findings"][0]) == [
        "rule", "name", "class", "severity", "sheet", "cell", "field", "case_number", "analyst", "value", "message",
        "suggestion", "related",
    ]  # fmt: skip
    assert report["findings"][-1]["class"] is None
    assert report["findings"][-3]["related"] == [{"sheet": "Active", "cell": "E11"}]


def test_json_gives_every_value_as_it_stands() -> None:
    found = made.hostile()
    text = json_report(made.audit(found)).encode("utf-8", "backslashreplace")
    assert [each["value"] for each in json.loads(text)["findings"]] == [each.value for each in found]


def test_json_of_several_trackers(golden: Golden) -> None:
    out = io.StringIO()
    audits = [(audit, judge(audit)) for audit in (made.audit([]), made.audit([], path="b.xlsx"))]
    machine.write_audits(
        out.write, audits, [("c.xlsx", "c.xlsx: is damaged.")], Verdict(False, ("c.xlsx: is damaged.",))
    )
    jsonschema.validate(json.loads(out.getvalue()), SCHEMA)
    golden("report-several.json", out.getvalue().replace(__version__, "VERSION"))


def test_csv_has_one_finding_a_line(golden: Golden) -> None:
    text = csv_report(made.audit([*made.findings()[-6:], *made.hostile()]))
    assert len(text.splitlines()) == 1 + 6 + len(made.hostile())
    golden("findings.csv", text.encode("utf-8", "backslashreplace").decode())


def test_csv_cells_are_no_formulas() -> None:
    for row in csv.DictReader(io.StringIO(csv_report(made.audit(made.hostile())))):
        for cell in row.values():
            assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    values = [row["value"] for row in csv.DictReader(io.StringIO(csv_report(made.audit(made.hostile()))))]
    assert values[2:8] == [
        '\'=HYPERLINK("http://example.org")',
        "'+1",
        "'-1",
        "'@SUM(A1)",
        "'\\tcell",
        "'⏎cell",
    ]


def test_inspection(golden: Golden) -> None:
    definition = made.definition()
    out = io.StringIO()
    headers = {name: field.header for name, field in definition.fields.items()}
    titles = {name: each.title for name, each in definition.lists.items()}
    inspection.write_inspection(Paper(out.write, 80), made.audit().tracker, headers, titles)
    golden("inspection.txt", out.getvalue())


def test_inspection_as_json(golden: Golden) -> None:
    out = io.StringIO()
    inspection.write_inspection_json(out.write, [(made.audit().tracker, (), None)])
    golden("inspection.json", out.getvalue())


def test_a_fields_page_and_a_terms_page(golden: Golden) -> None:
    definition = made.definition()
    out = io.StringIO()
    field, _ = terms.look_up("STATUS", definition)
    assert field is not None
    terms.write_field(Paper(out.write, 80), field, definition)
    _, found = terms.look_up("investigating", definition)
    for term, fields in found:
        terms.write_term(Paper(out.write, 80), term, fields, definition)
    golden("guidance.txt", out.getvalue())


def test_an_unknown_name_gets_the_nearest() -> None:
    error = terms.unknown("comodity", made.definition(), ["C101", "missing-entry"])
    assert 'did you mean "Commodity"?' in str(error)


def test_a_page_of_small_markdown(golden: Golden) -> None:
    page = """
    A title.

    Words with `code` that go on for quite a while, so that the line has to be wrapped somewhere near its end.

    - an item
    - another, which is so long that it does not fit into one line of the paper and goes on in a second one

    Wrong, on Active:

    | Case Number  | Current Update |
    |--------------|----------------|
    | FLD-2019-014 | a \\| b, and words that are too many for one line of this narrow table, so they are wrapped |

    Found:

        B2  "a | b" is not an update.
    """
    out = io.StringIO()
    pages.write_page(Paper(out.write, 80), "\n".join(line.removeprefix("    ") for line in page.splitlines()))
    golden("page.txt", out.getvalue())


@pytest.mark.parametrize(
    ("fail_on", "failed"),
    [(FailOn.ERROR, ("61 errors",)), (FailOn.WARNING, ("61 errors", "1 warning")), (FailOn.NEVER, ())],
)
def test_the_gate(fail_on: FailOn, failed: tuple[str, ...]) -> None:
    assert judge(made.audit(), Policy(fail_on=fail_on)) == Verdict(not failed, failed)


def test_notes_never_fail_the_gate() -> None:
    notes = [each for each in made.findings() if each.severity is Severity.NOTE]
    assert judge(made.audit(notes), Policy(fail_on=FailOn.WARNING)).passed


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("J7", "Active!J7"),
        ("12:12", "Active row 12"),
        ("12:14", "Active rows 12–14"),
        ("C:C", "Active column C"),
        ("", "Active"),
    ],
)
def test_places_in_words(cell: str, words: str) -> None:
    assert place_words(made.Place("Active", cell)) == words


@pytest.mark.parametrize(
    ("sheet", "shown"),
    [
        ("Active", "Active!AB1234"),
        ("A very long name of a sheet", "'A very long name of a sheet'!AB1234"),
        ("It's", "'It''s'!AB1234"),
        ("FY20", "'FY20'!AB1234"),
        ("R1C1", "'R1C1'!AB1234"),
        ("2020", "'2020'!AB1234"),
        ("Träger_1.x", "Träger_1.x!AB1234"),
    ],
)
def test_an_address_can_be_pasted_into_excel(sheet: str, shown: str) -> None:
    assert place_words(made.Place(sheet, "AB1234")) == shown
    found = [made.finding("C101", "missing-entry", "AB1234", "It is blank.", sheet=sheet)]
    assert shown in text_report(made.audit(found))


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(1, 1000, "<1%"), (999, 1000, ">99%"), (58, 61, "95%"), (3, 3, "100%"), (0, 0, "")],
)
def test_shares_never_round_the_truth_away(part: int, whole: int, words: str) -> None:
    assert share(part, whole) == words


def test_a_bar_is_full_only_for_the_whole() -> None:
    assert bar_of(999, 1000, 4) == ("███▌", "")
    assert bar_of(1, 1000, 4) == ("▌", "░░░")
    assert bar_of(4, 4, 4) == ("████", "")


def test_widths_of_characters() -> None:
    assert (span("abc"), span("深圳"), span("é"), span("e\u0301")) == (3, 4, 1, 1)
    assert shorten("深圳市工厂", 5) == "深圳…"
    assert fit("深圳", 6) == "深圳  "
    assert wrap("深圳市工厂有限公司", 7) == ["深圳市", "工厂有", "限公司"]
    assert wrap("one two three", 8, 3) == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("a\tb", "a\\tb"),
        ("a\r\nb", "a⏎b"),
        ("\x9b1m", "\\x9b1m"),
        ("a\u200bb", "a\\u200bb"),
        ("\U000e0041", "\\U000e0041"),
        ("a\u3000b", "a␣b"),
    ],
)
def test_what_does_not_print_is_shown(raw: str, shown: str) -> None:
    assert inert(raw) == shown
