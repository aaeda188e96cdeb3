"""`caseaudit sample`: what is drawn, the workbook to trace by, and what is read back from it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from typer.testing import CliRunner, Result

from caseaudit.commands.console.app import app
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.tracing import Aim, Part, Sample, Tracing, Unit
from caseaudit.stories.audit import AuditOptions, open_tracker
from caseaudit.stories.tracing import Wishes, designed, drawn_sample, read_share, read_tracing
from caseaudit.stories.tracing.planning import allotted
from tests.conftest import Golden
from tests.tables import filled

SAMPLES = Path(__file__).parents[1] / "sample_data"
NUMBER, CASE, LIST, FIELD, ENTRY, CELL, SOURCE, ANSWER, RIGHT, INITIALS, DAY = range(1, 12)
HEAD = 4

Run = Callable[..., Result]
Answers = Mapping[int, tuple[str, str]]
"""By number of the row: the answer and the right entry."""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Runs `caseaudit` inside this process, on plain paper of 100 columns, in a folder with the sample tracker."""
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1585699200")
    shutil.copy(SAMPLES / "tracker-2020-03.xlsx", tmp_path / "tracker.xlsx")
    monkeypatch.chdir(tmp_path)

    def invoke(*words: str | Path) -> Result:
        return CliRunner().invoke(app, [*map(str, words)], prog_name="caseaudit")

    return invoke


opened = cache(open_tracker)


def drawn(path: Path = SAMPLES / "tracker-2020-03.xlsx", **wishes: object) -> Sample:
    workbook, tracker = opened(path)
    return drawn_sample(workbook, tracker, designed(Wishes(**wishes), tracker.definition))  # type: ignore[arg-type]


def answered(path: Path, answers: Answers | None = None, default: str | None = "matches") -> Path:
    """Answer each row of a sample; `answers` by number instead of the default."""
    book = load_workbook(path)
    sheet = book["Trace"]
    for row in range(HEAD + 1, sheet.max_row + 1):
        answer, right = (answers or {}).get(sheet.cell(row, NUMBER).value, (default, None))
        sheet.cell(row, ANSWER).value, sheet.cell(row, RIGHT).value = answer, right
        sheet.cell(row, SOURCE).value, sheet.cell(row, INITIALS).value = "Allegation, page 1", "RO"
        sheet.cell(row, DAY).value = date(2020, 4, 15)
    book.save(path)
    return path


def changed(path: Path, change: Callable[[Worksheet], object]) -> Path:
    """Change the sheet with the entries."""
    book = load_workbook(path)
    change(book["Trace"])
    book.save(path)
    return path


def traced(path: Path, tracker: Path) -> Tracing:
    return read_tracing(path, tracker, AuditOptions(today=date(2020, 10, 27)))


def small_tracker(path: Path, cases: int = 12, **entries: str) -> Path:
    """A tracker with cases on one list; `entries` are written into the first case."""
    numbers = [[f"FLD-2019-{number:03}", f"Goods {number}"] for number in range(1, cases + 1)]
    rows = [*filled([["Case Number", "Commodity"], *numbers], "active")]
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Active"
    for row in rows:
        sheet.append([None if text == "" else text for text in row])
    for heading, text in entries.items():
        column = next(c.column for c in sheet[1] if str(c.value).replace(" ", "_").lower() == heading)
        cell = sheet.cell(2, column)
        cell.value, cell.data_type = text, "s"
    book.save(path)
    return path


class TestDrawing:
    def test_a_seed_draws_the_same_everywhere(self, golden: Golden) -> None:
        """The golden holds what any computer and any version of Python must draw."""
        sample = drawn(seed="2020", fields=("status", "commodity"), size="12")
        lines = [f"{each.number} {each.place} {each.case_number} {each.header}" for each in sample.items]
        golden("sample_2020.txt", "\n".join(lines) + "\n")

    def test_another_seed_draws_others(self) -> None:
        first, second = (
            {each.case_number for each in drawn(seed=seed, size="20").items} for seed in ("1", "2")
        )
        assert first != second

    def test_the_order_of_rows_changes_nothing(self, tmp_path: Path) -> None:
        path = small_tracker(tmp_path / "one.xlsx", 30)
        book = load_workbook(path)
        sheet = book.active
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for number, row in enumerate(reversed(rows), start=2):
            for column, value in enumerate(row, start=1):
                sheet.cell(number, column).value = value
        book.save(tmp_path / "two.xlsx")
        one, two = (drawn(tmp_path / name, seed="7", size="9") for name in ("one.xlsx", "two.xlsx"))
        assert {each.case_number for each in one.items} == {each.case_number for each in two.items}

    def test_each_case_is_drawn_as_often_as_any_other(self) -> None:
        """In 400 draws of 11 of 111 cases each case comes some 40 times."""
        counts: dict[tuple[str, int], int] = {}
        workbook, tracker = opened(SAMPLES / "tracker-2020-03.xlsx")
        for seed in range(400):
            design = designed(
                Wishes(seed=str(seed), size="11", fields=("country_of_origin",)), tracker.definition
            )
            for item in drawn_sample(workbook, tracker, design).items:
                counts[item.list, item.case] = counts.get((item.list, item.case), 0) + 1
        assert len(counts) == 111
        expected = 400 * 11 / 111
        chi_squared = sum((count - expected) ** 2 / expected for count in counts.values())
        assert chi_squared < 156  # the 99.7% point with 110 degrees of freedom

    def test_only_recorded_entries_are_drawn(self, tmp_path: Path) -> None:
        path = small_tracker(tmp_path / "t.xlsx", 6, commodity="TBD", industry=" ", country_of_origin="#REF!")
        sample = drawn(path, size="6", seed="1")
        of_first = {each.field for each in sample.items if each.case_number == "FLD-2019-001"}
        assert not of_first & {
            "commodity",
            "industry",
            "country_of_origin",
            "case_number",
            "legal_review_date",
        }
        assert {"status", "current_update"} <= of_first
        assert sample.recorded["active", "commodity"] == 5

    def test_cells_are_those_of_the_tracker(self) -> None:
        path = SAMPLES / "tracker-2020-03.xlsx"
        book = load_workbook(path)
        for item in drawn(path, seed="3", size="40", unit=Unit.ENTRIES).items:
            value = book[item.place.sheet][item.place.cell].value
            text = value.strftime("%Y-%m-%d") if hasattr(value, "strftime") else str(value)
            assert item.entry == text, item

    def test_parts_get_their_share(self) -> None:
        plan = drawn(seed="1", size="37", by_list=True).plan
        assert [(each.part.list, each.units, each.drawn) for each in plan.parts] == [
            ("active", 61, 20), ("suspended", 30, 10), ("inactive", 20, 7)
        ]  # fmt: skip

    def test_a_small_part_gets_a_few(self) -> None:
        parts = {Part("a", ""): 1000, Part("b", ""): 20, Part("c", ""): 2}
        assert [*allotted(50, parts, parts, 5).values()] == [43, 5, 2]
        assert [*allotted(9000, parts, parts, 5).values()] == [1000, 20, 2]

    def test_weights_make_fields_likelier(self) -> None:
        sample = drawn(seed="1", unit=Unit.ENTRIES, size="50", fields=("status=4", "Commodity"))
        counts = {each.part.field: each.drawn for each in sample.plan.parts}
        assert counts == {"commodity": 10, "status": 40}

    def test_sizes_follow_from_what_is_asked(self) -> None:
        assert drawn(seed="1").plan.drawn == 54
        assert drawn(seed="1", at_most="5%").plan.drawn == 43
        assert drawn(seed="1", at_most="5%", allow="1").plan.drawn > 43
        assert drawn(seed="1", margin="10%", expected="5%").plan.drawn < 54
        assert drawn(seed="1", size="5000").plan.drawn == 111

    def test_a_sample_by_list_keeps_its_margin(self) -> None:
        from caseaudit.model.intervals import Stratum, half_width

        plan = drawn(seed="1", by_list=True).plan
        parts = [Stratum(each.units, each.drawn) for each in plan.parts]
        reach = half_width(parts, plan.design.expected, plan.design.risk, pooled=plan.pooled)
        assert reach <= Fraction(1, 10)

    @pytest.mark.parametrize(
        ("wishes", "words"),
        [
            ({"margin": "10"}, "--margin"),
            ({"margin": "0%"}, "--margin"),
            ({"margin": "10%", "size": "5"}, "keep one"),
            ({"size": "none"}, "--size"),
            ({"size": "0"}, "--size"),
            ({"confidence": "20%"}, "--confidence"),
            ({"size": "5", "expected": "5%"}, "--expected"),
            ({"allow": "1"}, "--allow"),
            ({"at_most": "5%", "allow": "6"}, "Allow fewer"),
            ({"fields": ("statsu",)}, 'Did you mean "status"'),
            ({"fields": ("status=0",), "unit": Unit.ENTRIES}, "weight"),
            ({"fields": ("status=2", "commodity")}, "--by entries"),
            ({"seed": "a b"}, "--seed"),
            ({"lists": ("activ",)}, "activ"),
            ({"lists": ("active",), "fields": ("closure_reason",)}, "no entry to draw"),
        ],
    )
    def test_what_cannot_be_drawn_is_said(self, wishes: dict[str, object], words: str) -> None:
        with pytest.raises(CommandUnusable, match=re.escape(words)):
            drawn(**{"seed": "1", **wishes})

    def test_shares_are_read_one_way(self) -> None:
        assert read_share("10%", "--margin") == read_share("0.1", "--margin") == Fraction(1, 10)
        assert read_share("2.5 %", "--margin") == Fraction(1, 40)


class TestWorkbook:
    def test_it_holds_the_entries_and_the_method(self, run: Run, tmp_path: Path) -> None:
        assert run("sample", "tracker.xlsx", "-o", "trace.xlsx", "--seed", "7").exit_code == 0
        book = load_workbook(tmp_path / "trace.xlsx")
        sheet, method = book["Trace"], book["Method"]
        assert [cell.value for cell in sheet[HEAD]][:3] == ["No.", "Case", "List"]
        assert sheet.cell(5, CELL).hyperlink.target == "tracker.xlsx"
        assert (
            sheet.cell(5, CELL).hyperlink.location
            == f"'{sheet.cell(5, CELL).value.replace('!', chr(39) + '!')}"
        )
        said = " ".join(str(row[1].value) for row in method.iter_rows())
        assert "54 cases of 111 are drawn" in said
        assert "the seed 7" in said
        assert "population" in said or "Population" in {row[0].value for row in method.iter_rows()}

    def test_only_the_answers_can_be_changed(self, run: Run, tmp_path: Path) -> None:
        run("sample", "tracker.xlsx", "-o", "trace.xlsx", "--seed", "7")
        book = load_workbook(tmp_path / "trace.xlsx")
        sheet = book["Trace"]
        assert sheet.protection.sheet
        assert book["Method"].protection.sheet
        assert sheet.protection.password is None
        free = [cell.column for cell in sheet[5] if not cell.protection.locked]
        assert free == [SOURCE, ANSWER, RIGHT, INITIALS, DAY]
        lists = [each.formula1 for each in sheet.data_validations.dataValidation if each.type == "list"]
        assert lists == ['"matches,differs,no document"']

    def test_the_same_seed_writes_the_same_bytes(self, run: Run, tmp_path: Path) -> None:
        for name in ("one.xlsx", "two.xlsx"):
            run("sample", "tracker.xlsx", "-o", name, "--seed", "7")
        assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()

    def test_a_seed_that_is_not_given_is_drawn_and_said(self, run: Run) -> None:
        seeds = {
            re.search(r"Seed (\d{8})\.", run("sample", "tracker.xlsx", "-o", f"{n}.xlsx").stdout)[1]
            for n in "ab"
        }  # type: ignore[index]
        assert len(seeds) == 2

    def test_answers_are_never_overwritten(self, run: Run, tmp_path: Path) -> None:
        run("sample", "tracker.xlsx", "-o", "trace.xlsx", "--size", "5")
        assert run("sample", "tracker.xlsx", "-o", "trace.xlsx", "--size", "5").exit_code == 0
        before = answered(tmp_path / "trace.xlsx").read_bytes()
        refused = run("sample", "tracker.xlsx", "-o", "trace.xlsx", "--size", "5")
        assert refused.exit_code == 2
        assert "holds answers" in refused.stderr
        assert (tmp_path / "trace.xlsx").read_bytes() == before

    @pytest.mark.parametrize(
        "words",
        [
            ["tracker.xlsx"],
            ["-o", "trace.xlsx"],
            ["tracker.xlsx", "-o", "trace.csv"],
            ["tracker.xlsx", "-o", "tracker.xlsx"],
            ["tracker.xlsx", "-o", "a.xlsx", "-o", "b.xlsx"],
            ["tracker.xlsx", "-o", "a.xlsx", "--format", "json"],
            ["tracker.xlsx", "-o", "a.xlsx", "--tolerable", "5%"],
            ["none.xlsx", "-o", "a.xlsx"],
        ],
    )
    def test_what_cannot_be_written_is_said(self, run: Run, words: list[str]) -> None:
        result = run("sample", *words)
        assert result.exit_code == 2
        assert result.stderr.startswith("caseaudit: ")

    def test_hostile_entries_stay_texts_and_come_back(self, tmp_path: Path, run: Run) -> None:
        update = '=HYPERLINK("http://x.example","x") _x0041_ \x1b[31m\u202e\nsecond line'
        small_tracker(tmp_path / "h.xlsx", 6, commodity="=1+1", current_update=update.replace("\x1b", ""))
        assert run("sample", "h.xlsx", "-o", "trace.xlsx", "--size", "6").exit_code == 0
        sheet = load_workbook(tmp_path / "trace.xlsx")["Trace"]
        assert {sheet.cell(row, ENTRY).data_type for row in range(HEAD + 1, sheet.max_row + 1)} == {"s"}
        answered(tmp_path / "trace.xlsx")
        assert run("sample", "h.xlsx", "--results", "trace.xlsx").exit_code == 0

    def test_odd_names_lead_to_no_other_place(self, tmp_path: Path, run: Run) -> None:
        path = small_tracker(tmp_path / "a b#1%.xlsx", 6)
        book = load_workbook(path)
        book.active.title = "Active's"
        book.save(path)
        assert run("sample", path.name, "-o", "trace.xlsx", "--size", "2").exit_code == 0
        link = load_workbook(tmp_path / "trace.xlsx")["Trace"].cell(5, CELL).hyperlink
        assert link.target == "a%20b%231%25.xlsx"
        assert link.location.startswith("'Active''s'!")
        assert run("sample", "--results", "trace.xlsx").exit_code == 0


@pytest.mark.slow
class TestReadingBack:
    def test_a_name_of_a_sheet_that_does_not_print_comes_back(self, run: Run, tmp_path: Path) -> None:
        book = load_workbook(small_tracker(tmp_path / "h.xlsx", 6))
        book.worksheets[0].title = "Active\u202e\u200b"
        book.save(tmp_path / "h.xlsx")
        assert run("sample", "h.xlsx", "-o", "trace.xlsx", "--size", "2").exit_code == 0
        cell = load_workbook(tmp_path / "trace.xlsx")["Trace"].cell(5, CELL)
        assert ("Active\\u202e" in cell.value, cell.hyperlink) == (True, None)
        assert run("sample", "--results", answered(tmp_path / "trace.xlsx")).exit_code == 0

    @pytest.fixture
    def trace(self, run: Run, tmp_path: Path) -> Path:
        run(
            "sample",
            "tracker.xlsx",
            "-o",
            "trace.xlsx",
            "--seed",
            "7",
            "--size",
            "20",
            "--fields",
            "status,commodity",
        )
        return tmp_path / "trace.xlsx"

    def refused(self, run: Run, *words: str) -> str:
        result = run("sample", "tracker.xlsx", "--results", "trace.xlsx", *words)
        assert result.exit_code == 2, result.output
        return result.stderr

    def test_answers_become_rates(self, trace: Path, tmp_path: Path) -> None:
        answered(trace, {1: ("differs", "Investigation"), 2: ("no document", "")})
        tracing = traced(trace, tmp_path / "tracker.xlsx")
        whole = tracing.whole[""].all
        assert (whole.units, whole.drawn, whole.unanswered) == (111, 20, 0)
        assert sum(each.rate.all.differs for each in tracing.fields if each.list) == 1
        assert sum(each.rate.all.undocumented for each in tracing.fields if each.list) == 1
        assert [each.answer for each in tracing.wrong] == ["differs", "no document"]
        assert tracing.notes == ()

    def test_counts_agree_with_an_independent_recount(self, trace: Path, tmp_path: Path) -> None:
        answers = dict.fromkeys(range(1, 40, 5), ("differs", "x")) | dict.fromkeys(
            range(3, 40, 7), ("no document", "")
        )
        tracing = traced(answered(trace, answers), tmp_path / "tracker.xlsx")
        sheet = load_workbook(trace)["Trace"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEAD + 1)]
        for each in tracing.fields:
            title = tracing.sample.titles.get(each.list)
            own = [row for row in rows if row[FIELD - 1] == each.header and title in (None, row[LIST - 1])]
            said = [row[ANSWER - 1] for row in own]
            assert each.rate.all.drawn == len(own)
            assert each.rate.all.errors == sum(answer != "matches" for answer in said)
        wrong = {row[CASE - 1] for row in rows if row[ANSWER - 1] != "matches"}
        assert tracing.whole[""].all.errors == len(wrong)

    def test_unanswered_rows_count_as_the_method_says(self, trace: Path, tmp_path: Path) -> None:
        tracing = traced(answered(trace, {1: ("", ""), 2: ("", "")}), tmp_path / "tracker.xlsx")
        assert "Not answered: 2 rows." in tracing.notes[0]
        rate = tracing.whole[""]
        assert rate.all.unanswered >= 1
        assert rate.one_sided[0] == 0
        assert rate.estimate == 0
        assert rate.one_sided[1] > traced(answered(trace), tmp_path / "tracker.xlsx").whole[""].one_sided[1]

    def test_the_tracker_beside_it_is_found(self, run: Run, trace: Path) -> None:
        answered(trace)
        assert run("sample", "--results", trace).exit_code == 0
        (trace.parent / "tracker.xlsx").rename(trace.parent / "moved.xlsx")
        result = run("sample", "--results", trace)
        assert result.exit_code == 2
        assert "tracker.xlsx is not beside it" in result.stderr

    def test_rows_may_be_sorted_and_columns_moved(self, trace: Path, tmp_path: Path) -> None:
        answered(trace, {1: ("differs", "x")})
        before = traced(trace, tmp_path / "tracker.xlsx")
        book = load_workbook(trace)
        sheet = book["Trace"]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=HEAD)]
        other = book.create_sheet("Sorted", 0)
        other.append(["Sent back by R. Okafor"])
        for row in (rows[0], *reversed(rows[1:])):
            other.append(["", *reversed(row)])
        del book["Trace"]
        book.save(trace)
        after = traced(trace, tmp_path / "tracker.xlsx")
        assert [*after.wrong] == [*before.wrong]
        assert after.whole == before.whole

    def test_an_unknown_answer_is_named(self, run: Run, trace: Path) -> None:
        answered(trace, {3: ("yes", "")})
        assert 'Trace!H7: "yes" is not one of the answers' in self.refused(run)

    def test_two_answers_in_a_cell_are_named(self, run: Run, trace: Path) -> None:
        answered(trace, {3: ("matches / differs", "")})
        assert "Trace!H7: holds two answers" in self.refused(run)

    def test_two_rows_for_an_entry_are_named(self, run: Run, trace: Path) -> None:
        changed(answered(trace), lambda sheet: sheet.append([cell.value for cell in sheet[6]]))
        assert "row 2 of the sample stands twice, first at Trace!A6: two answers" in self.refused(run)

    def test_a_match_with_another_right_entry_is_named(self, run: Run, trace: Path) -> None:
        answered(trace, {2: ("matches", "Something else")})
        assert 'Trace!I6: holds "Something else", but the answer is "matches"' in self.refused(run)

    @pytest.mark.parametrize(
        ("column", "letter", "name"),
        [
            (CASE, "B", "Case"),
            (LIST, "C", "List"),
            (FIELD, "D", "Field"),
            (ENTRY, "E", "Recorded entry"),
            (CELL, "F", "Cell"),
        ],
    )
    def test_a_changed_row_is_named(self, run: Run, trace: Path, column: int, letter: str, name: str) -> None:
        answered(trace)
        changed(trace, lambda sheet: setattr(sheet.cell(8, column), "value", "FLD-1999-001"))
        assert f"Trace!{letter}8: {name} was changed" in self.refused(run)

    def test_a_row_that_is_gone_is_named(self, run: Run, trace: Path) -> None:
        changed(answered(trace), lambda sheet: sheet.delete_rows(9))
        assert "Trace: row 5 is not there" in self.refused(run)

    def test_a_row_that_was_added_is_named(self, run: Run, trace: Path) -> None:
        changed(
            answered(trace),
            lambda sheet: sheet.append([99, "FLD-1", "Active", "Status", "x", "", "", "matches"]),
        )
        assert '"99" is no number of the sample' in self.refused(run)

    def test_all_faults_are_named_at_once(self, run: Run, trace: Path) -> None:
        said = self.refused(run) if answered(trace, default="?") else ""
        assert said.count("is not one of the answers") == 20
        assert "more" in said.splitlines()[-1]

    def test_another_tracker_is_refused(self, run: Run, trace: Path, tmp_path: Path) -> None:
        answered(trace)
        shutil.copy(SAMPLES / "tracker-2019-06.xlsx", tmp_path / "tracker.xlsx")
        said = self.refused(run)
        assert "is not the file that the sample was drawn from" in said
        assert "is no longer on the list" in said

    def test_a_tracker_that_was_changed_is_refused_with_the_cells(
        self, run: Run, trace: Path, tmp_path: Path
    ) -> None:
        answered(trace)
        sheet = load_workbook(trace)["Trace"]
        first, gone = (sheet.cell(row, CELL).value.split("!") for row in (5, sheet.max_row))
        book = load_workbook(tmp_path / "tracker.xlsx")
        book[first[0]][first[1]].value = "Another entry"
        row = int(re.sub(r"\D", "", gone[1]))
        book[gone[0]].cell(row, 1).value = "FLD-2001-999"
        book.save(tmp_path / "tracker.xlsx")
        said = self.refused(run)
        assert "Trace!E5: tracker.xlsx records another entry for this case and field now." in said
        number = sheet.cell(sheet.max_row, CASE).value
        assert f"Trace!B{sheet.max_row}: case {number} is no longer on the list" in said

    @pytest.mark.parametrize(
        "change",
        [
            lambda text: text.replace('"seed": "7"', '"seed": "8"'),
            lambda text: text.replace('"method": 1', '"method": 2'),
            lambda text: text.replace('"confidence": "95%"', '"confidence": "0%"'),
            lambda text: text.replace('"weights": {', '"weights": [').replace("}", "]"),
            lambda text: text[:-5],
            lambda _: "[" * 20_000,
            lambda text: json.dumps({**json.loads(text), "weights": {"status": -1}}),
            lambda text: json.dumps({**json.loads(text), "target": "99999999999"}),
            lambda text: json.dumps({**json.loads(text), "fields": []}),
        ],
    )
    def test_settings_that_were_changed_are_refused(
        self, run: Run, trace: Path, change: Callable[[str], str]
    ) -> None:
        answered(trace)
        book = load_workbook(trace)
        cell = next(row[1] for row in book["Method"].iter_rows() if row[0].value == "Settings")
        cell.value = change(cell.value)
        book.save(trace)
        assert "trace.xlsx: " in self.refused(run)

    def test_the_settings_name_no_other_folder(self, run: Run, trace: Path) -> None:
        answered(trace)
        book = load_workbook(trace)
        cell = next(row[1] for row in book["Method"].iter_rows() if row[0].value == "Settings")
        cell.value = json.dumps({**json.loads(cell.value), "tracker": "../../etc/passwd"})
        book.save(trace)
        result = run("sample", "--results", trace)
        assert result.exit_code == 2
        assert "is not beside it" in result.stderr

    def test_a_workbook_that_is_no_sample_is_refused(self, run: Run) -> None:
        result = run("sample", "tracker.xlsx", "--results", "tracker.xlsx")
        assert result.exit_code == 2
        assert "is no sample" in result.stderr

    def test_another_definition_is_refused(self, run: Run, trace: Path, tmp_path: Path) -> None:
        answered(trace)
        text = (Path(__file__).parents[1] / "schemas" / "forced_labor.yaml").read_text(encoding="utf-8")
        (tmp_path / "own.yaml").write_text(f"{text}\n# ours\n", encoding="utf-8")
        assert "was drawn by another definition" in self.refused(run, "--definition", "own.yaml")

    @pytest.mark.usefixtures("trace")
    def test_options_of_the_draw_are_refused(self, run: Run) -> None:
        assert "leave --margin and --seed out" in self.refused(run, "--margin", "5%", "--seed", "1")

    @pytest.mark.slow
    @pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not installed")
    def test_it_comes_back_from_libreoffice(self, trace: Path, tmp_path: Path) -> None:
        answered(trace, {1: ("differs", "Investigation"), 4: ("", "")})
        before = traced(trace, tmp_path / "tracker.xlsx")
        for form in ("xlsx", "ods"):
            out = tmp_path / form
            subprocess.run(
                ["soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless", "--convert-to",
                 form, "--outdir", str(out), str(trace)],
                check=True, capture_output=True, timeout=120,
            )  # fmt: skip
            after = traced(out / f"trace.{form}", tmp_path / "tracker.xlsx")
            assert after.whole == before.whole
            assert [each.answer for each in after.rows] == [each.answer for each in before.rows]


class TestResults:
    @pytest.fixture
    def trace(self, run: Run, tmp_path: Path) -> Path:
        run("sample", "tracker.xlsx", "-o", "trace.xlsx", "--seed", "7", "--list", "active", "--at-most", "5%",
            "--fields", "status,commodity,manufacturer")  # fmt: skip
        return answered(tmp_path / "trace.xlsx", {1: ("differs", "Right"), 5: ("", "")})

    @pytest.mark.usefixtures("trace")
    def test_the_terminal(self, run: Run, golden: Golden) -> None:
        result = run("sample", "tracker.xlsx", "--results", "trace.xlsx")
        assert result.exit_code == 0
        golden("sample_results.txt", result.stdout)

    @pytest.mark.usefixtures("trace")
    def test_the_forms_of_the_report(self, run: Run, tmp_path: Path, golden: Golden) -> None:
        outputs = [word for form in ("md", "html", "docx", "json") for word in ("-o", f"a.{form}")]
        result = run("sample", "tracker.xlsx", "--results", "trace.xlsx", *outputs)
        assert result.exit_code == 0
        text = (tmp_path / "a.md").read_text(encoding="utf-8")
        assert len(re.findall("[0-9a-f]{64}", text)) == 3
        text = re.sub("[0-9a-f]{64}", "(SHA-256)", text)
        golden("sample_results.md", re.sub(r"(caseaudit|version) [0-9.]+", r"\1 (version)", text))
        for name, start in (("a.html", b"<!DOCTYPE"), ("a.docx", b"PK"), ("a.json", b"{")):
            assert (tmp_path / name).read_bytes().startswith(start)

    @pytest.mark.usefixtures("trace")
    def test_json_says_what_was_counted(self, run: Run) -> None:
        said = json.loads(run("sample", "--results", "trace.xlsx", "--format", "json").stdout)
        assert said["sample"]["unit"] == "cases"
        assert said["sample"]["seed"] == "7"
        assert said["tracker"]["name"] == "tracker.xlsx"
        (whole,) = [each for each in said["whole"] if each["list"] is None]
        assert whole["differs"] + whole["unanswered"] == 2
        assert whole["interval"][0] <= whole["estimate"] <= whole["interval"][1]
        assert [each["right"] for each in said["wrong"]] == ["Right"]

    def test_the_design_is_read_back(self, trace: Path, tmp_path: Path) -> None:
        design = traced(trace, tmp_path / "tracker.xlsx").sample.plan.design
        assert (design.aim, design.target, design.lists) == (Aim.AT_MOST, Fraction(5, 100), ("active",))
