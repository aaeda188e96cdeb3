"""The command line as a person uses it: words in, a report, a message and an exit code out."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import caseaudit.stories.audit
from caseaudit import __version__
from caseaudit.commands.console.app import COMMANDS, app
from caseaudit.definition import severities_of
from caseaudit.model.errors import RuleCrashed, TrackerUnusable
from caseaudit.model.finding import Audit, Finding
from caseaudit.rules import RULES
from caseaudit.stories.audit import AuditOptions
from tests import made

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "sample_data" / "tracker-2020-03.xlsx"
HEAVY = ("pandas", "pandera", "numpy", "pydantic", "openpyxl", "lxml", "rich")

Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line inside this process, on plain paper of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    for name in ("NO_COLOR", "FORCE_COLOR", "CASEAUDIT_TRACEBACK"):
        monkeypatch.delenv(name, raising=False)

    def invoke(*words: str | Path) -> Result:
        return CliRunner().invoke(app, [str(word) for word in words], prog_name="caseaudit")

    return invoke


@pytest.fixture
def tracker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file whose audit is the one made by hand; of others, what `findings_of` says."""
    path = tmp_path / "tracker.xlsx"
    path.write_bytes(b"a workbook")
    made_audits(monkeypatch, {})
    return path


def made_audits(monkeypatch: pytest.MonkeyPatch, found: dict[str, Sequence[Finding] | Exception]) -> None:
    """Put made audits in the place of real ones: by file name, its findings or what stops it."""

    def audit_trackers(paths: Sequence[Path], _options: AuditOptions, _progress: object) -> Iterator[Audit]:
        for path in paths:
            what = found.get(path.name, made.findings())
            if isinstance(what, BaseException):
                raise what
            yield made.audit(what, str(path))

    monkeypatch.setattr(caseaudit.stories.audit, "audit_trackers", audit_trackers)


def program(*words: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run the program as its own process."""
    known = {
        key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")
    }
    path = os.pathsep.join(filter(None, (str(ROOT / "src"), os.environ.get("PYTHONPATH"))))
    return subprocess.run(
        [sys.executable, "-m", "caseaudit", *map(str, words)],
        env={**known, "PYTHONPATH": path, **environment},
        capture_output=True,
        check=False,
    )


# What the program says of itself


def test_version(run: Run) -> None:
    assert run("--version").stdout == f"caseaudit {__version__}\n"


@pytest.mark.parametrize("command", ["check", "inspect", "explain", "rules"])
def test_every_command_shows_examples(run: Run, command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"Examples:\n    caseaudit {command}" in result.stdout


def test_the_help_lists_every_command_with_examples(run: Run) -> None:
    text = run("--help").stdout
    for words in (
        "check",
        "inspect",
        "explain",
        "rules",
        "--version",
        "--install-completion",
        "Exit codes: 0 passed",
    ):
        assert words in text
    assert "Examples:\n    caseaudit check tracker.xlsx" in text


def test_every_command_is_documented() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, _, _ in COMMANDS:
        assert f"caseaudit {name}" in readme, name


@pytest.mark.parametrize("name", [*(name for name, _, _ in COMMANDS), "waivers add", "waivers list"])
def test_every_command_helps_itself(run: Run, name: str) -> None:
    text = run(*name.split(), "--help").stdout
    assert f"Usage: caseaudit {name}" in text
    assert "-h, --help" in text
    assert "<list[" not in text
    assert "<path>" not in text.lower()


@pytest.mark.slow
@pytest.mark.parametrize("words", [("--help",), ("rules",), ("explain", "C101"), ("check", "--help")])
def test_quick_commands_import_nothing_heavy(words: tuple[str, ...]) -> None:
    script = (
        "import sys; from caseaudit.commands.console.app import app\n"
        f"try: app({list(words)!r})\nexcept SystemExit: pass\n"
        f"print(sorted(set({HEAVY!r}) & set(sys.modules)), file=sys.stderr)"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, check=True, text=True
    )
    assert done.stderr == "[]\n"


@pytest.mark.parametrize("words", [("check", ""), ("check", "a.xlsx", ""), ("check", "a.xlsx", "-o", "")])
def test_an_empty_name_is_no_path(run: Run, words: tuple[str, ...]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert "the name of a file is empty" in result.stderr


# Rules and guidance


def test_the_rules_are_listed(run: Run) -> None:
    text = run("rules").stdout
    for rule in RULES:
        assert f"{rule.code}  {rule.name}" in text


def test_the_rules_own_severities_are_the_built_in_definitions() -> None:
    assert {rule.code: rule.severity for rule in RULES}.items() <= severities_of().items()


@pytest.mark.parametrize("name", ["C101", "c101", "missing-entry", "Missing Entry", "missing_entry"])
def test_a_rule_is_found_by_code_and_name(run: Run, name: str) -> None:
    assert run("explain", name).stdout.startswith("C101 missing-entry\nSeverity   error\n")


@pytest.mark.parametrize("rule", [rule.code for rule in RULES])
def test_every_rule_can_be_explained(run: Run, rule: str) -> None:
    result = run("explain", rule)
    assert result.exit_code == 0
    for heading in ("Why it matters", "Wrong", "Found", "Right"):
        assert f"\n{heading}" in result.stdout


@pytest.mark.parametrize("name", ["sources_of_evidence", "Sources of Evidence", "SOURCES OF EVIDENCE"])
def test_a_field_is_explained_by_its_guidance(run: Run, name: str) -> None:
    text = run("explain", name).stdout
    assert text.startswith("Sources of Evidence\n")
    assert "Import Data" in text


def test_a_term_is_explained_by_any_spelling(run: Run) -> None:
    assert run("explain", "prc").stdout.startswith("China\na standard term of Country of Origin\n")


def test_an_unknown_name_gets_the_nearest(run: Run) -> None:
    result = run("explain", "missing-entri")
    assert result.exit_code == 2
    assert 'did you mean "missing-entry"?' in result.stderr


# Exit codes and messages


def test_a_failing_check(run: Run, tracker: Path) -> None:
    result = run("check", tracker)
    assert result.exit_code == 1
    assert f"\nFAIL  {tracker}\n" in result.stdout
    assert result.stderr == ""


def test_a_passing_check(run: Run, tracker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made_audits(monkeypatch, {"tracker.xlsx": []})
    result = run("check", tracker)
    assert result.exit_code == 0
    assert f"\nPASS  {tracker}\n" in result.stdout


@pytest.mark.parametrize(("fail_on", "code"), [("error", 0), ("warning", 1), ("never", 0)])
def test_what_fails_the_gate(
    run: Run, tracker: Path, monkeypatch: pytest.MonkeyPatch, fail_on: str, code: int
) -> None:
    made_audits(monkeypatch, {"tracker.xlsx": made.findings()[-2:]})
    assert run("check", tracker, "--fail-on", fail_on).exit_code == code


def test_an_unusable_tracker(run: Run, tracker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = TrackerUnusable("tracker.xlsx", "is damaged.", "Open it in Excel and save it anew.")
    made_audits(monkeypatch, {"tracker.xlsx": fault})
    result = run("check", tracker, "--output", tracker.parent / "report.txt")
    assert result.exit_code == 2
    assert result.stderr == "caseaudit: tracker.xlsx: is damaged. Open it in Excel and save it anew.\n"
    assert [path.name for path in tracker.parent.iterdir()] == ["tracker.xlsx"]


def test_a_crashed_rule_concludes_nothing(run: Run, tracker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    second = tracker.with_name("second.xlsx")
    second.write_bytes(b"")
    made_audits(monkeypatch, {"second.xlsx": RuleCrashed("X301 update-conflicts-with-phase", "ValueError")})
    result = run("check", tracker, second)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "X301" in result.stderr


def test_a_fault_of_the_program_is_one_line(run: Run, tracker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made_audits(monkeypatch, {"tracker.xlsx": KeyError("x")})
    result = run("check", tracker)
    assert (result.exit_code, result.stdout) == (3, "")
    assert len(result.stderr.splitlines()) == 1
    assert "CASEAUDIT_TRACEBACK=1" in result.stderr
    monkeypatch.setenv("CASEAUDIT_TRACEBACK", "1")
    assert "Traceback" in run("check", tracker).stderr


def test_ctrl_c_writes_nothing(run: Run, tracker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made_audits(monkeypatch, {"tracker.xlsx": KeyboardInterrupt()})  # type: ignore[dict-item]
    result = run("check", tracker, "--output", tracker.parent / "report.txt")
    assert result.exit_code == 130
    assert [path.name for path in tracker.parent.iterdir()] == ["tracker.xlsx"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--as-of", "31/03/2020"),
            '--as-of "31/03/2020" is not a date as year-month-day; write it like 2020-03-31.',
        ),
        (
            ("--as-of", "2020-02-30"),
            '--as-of "2020-02-30" is no day of the calendar; write it like 2020-03-31.',
        ),
        (("--as-of", "20200331"), "is not a date as year-month-day"),
        (("--select", "C1O1"), '"C1O1"'),
        (("--ignore", "C101,nonsense"), '"nonsense"'),
        (("--select", "C101", "--ignore", "C"), "leave no rule to check"),
        (("--format", "xml"), '"xml" is not one of text, json, csv'),
        (("--nonsense",), "--nonsense"),
    ],
)
def test_options_that_cannot_be_used(run: Run, tracker: Path, words: tuple[str, ...], said: str) -> None:
    result = run("check", tracker, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_an_unknown_list_gets_the_nearest(run: Run) -> None:
    result = run("check", SAMPLE, "--list", "activ")
    assert result.exit_code == 2
    assert 'did you mean "active"?' in result.stderr


def test_paths_that_are_no_files_are_told_all_at_once(run: Run, tracker: Path) -> None:
    result = run("inspect", tracker, tracker.parent, tracker.parent / "trackr.xlsx")
    assert result.exit_code == 2
    assert f"{tracker.parent}: is a folder." in result.stderr
    assert f'trackr.xlsx: there is no such file; did you mean "{tracker}"?' in result.stderr


def test_a_message_cannot_command_the_terminal(run: Run, tmp_path: Path) -> None:
    result = run("check", tmp_path / "\x1b[2Jevil.xlsx")
    assert result.exit_code == 2
    assert "\x1b" not in result.stderr


def test_several_trackers_have_one_verdict(run: Run, tracker: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clean, broken = tracker.with_name("clean.xlsx"), tracker.with_name("broken.xlsx")
    for path in (clean, broken):
        path.write_bytes(b"")
    made_audits(
        monkeypatch,
        {"clean.xlsx": [], "broken.xlsx": TrackerUnusable("broken.xlsx", "is damaged.", "Mend it.")},
    )
    assert run("check", clean, clean).exit_code == 0
    assert run("check", clean, tracker).exit_code == 1
    result = run("check", clean, broken, tracker)
    assert result.exit_code == 2
    assert "FAIL  3 trackers: 1 passed, 1 failed, 1 could not be audited" in result.stdout
    assert result.stderr == "caseaudit: broken.xlsx: is damaged. Mend it.\n"
    report = json.loads(run("check", clean, broken, tracker, "--format", "json").stdout)
    assert [each["gate"]["passed"] for each in report["trackers"]] == [True, False]
    assert report["unusable"] == [{"path": "broken.xlsx", "message": "broken.xlsx: is damaged. Mend it."}]


def test_what_was_left_unchecked_is_said(run: Run, tracker: Path) -> None:
    text = run("check", tracker, "--ignore", "X303,stale-update", "--list", "active").stdout
    assert "rules not checked (--select, --ignore): T401, X303" in text
    assert "lists not checked: all but active (--list)" in text


# Where the report goes


@pytest.mark.parametrize(
    ("name", "begins"), [("r.txt", "/"), ("r.json", '{"version": 1'), ("r.csv", "\ufefftracker,")]
)
def test_a_report_in_a_file(run: Run, tracker: Path, name: str, begins: str) -> None:
    target = tracker.parent / name
    result = run("check", tracker, "--output", target)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"caseaudit: report written to {target}; the check failed.\n"
    assert target.read_text(encoding="utf-8").startswith(begins)
    assert not list(tracker.parent.glob(".*"))


def test_the_same_report_again_is_the_same_bytes(run: Run, tracker: Path) -> None:
    first, second = tracker.parent / "1.json", tracker.parent / "2.json"
    for target in (first, second):
        run("check", tracker, "--output", target)
    assert first.read_bytes() == second.read_bytes()


def test_a_dash_is_the_standard_output(run: Run, tracker: Path) -> None:
    result = run("check", tracker, "--format", "csv", "--output", "-")
    assert next(csv.DictReader(result.stdout.splitlines()))["tracker"] == str(tracker)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("tracker.xlsx", "is a file being read"),
        ("link.xlsx", "is a file being read"),
        (".", "is a folder"),
        ("nowhere/report.txt", "does not exist"),
    ],
)
def test_outputs_that_are_refused_before_the_work(run: Run, tracker: Path, target: str, said: str) -> None:
    (tracker.parent / "link.xlsx").symlink_to(tracker)
    result = run("check", tracker, "--output", tracker.parent / target)
    assert result.exit_code == 2
    assert said in result.stderr
    assert tracker.read_bytes() == b"a workbook"


def test_a_link_is_followed_and_permissions_are_kept(run: Run, tracker: Path) -> None:
    real, link = tracker.parent / "real.txt", tracker.parent / "link.txt"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    run("check", tracker, "--output", link)
    assert link.is_symlink()
    assert "\nFAIL  " in real.read_text(encoding="utf-8")
    assert real.stat().st_mode & 0o777 == 0o640


def test_a_report_that_fails_halfway_leaves_the_old_one(
    run: Run, tracker: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def halfway(write: Callable[[str], object], *_: object) -> None:
        write("half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("caseaudit.render.machine.report.write_audit", halfway)
    target = tracker.parent / "report.json"
    target.write_text("old")
    result = run("check", tracker, "--output", target)
    assert result.exit_code == 2
    assert "cannot be written (No space left on device)" in result.stderr
    assert target.read_text() == "old"
    assert not list(tracker.parent.glob(".*"))


def test_a_device_is_written_to_and_not_replaced(run: Run, tracker: Path) -> None:
    assert run("check", tracker, "--output", os.devnull).exit_code == 1
    assert not Path(os.devnull).is_file()


# As its own process


@pytest.mark.slow
def test_a_closed_pipe_is_silent() -> None:
    words = [sys.executable, "-m", "caseaudit", "rules"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


@pytest.mark.slow
def test_colour_is_for_terminals_and_for_who_asks() -> None:
    assert b"\x1b" not in program("rules").stdout
    assert b"\x1b[1m" in program("rules", FORCE_COLOR="1").stdout
    assert b"\x1b" not in program("rules", FORCE_COLOR="1", NO_COLOR="1").stdout
    assert b"\x1b" not in program("rules", "--no-color", FORCE_COLOR="1").stdout


@pytest.mark.slow
def test_an_output_of_ascii_gets_ascii() -> None:
    done = program("explain", "S201", PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert done.stdout.isascii()


@pytest.mark.slow
def test_a_sample_tracker_through_and_through(tmp_path: Path) -> None:
    target = tmp_path / "report.json"
    done = program("check", SAMPLE, "--output", target, SOURCE_DATE_EPOCH="1600000000")
    assert done.returncode == 1, done.stderr
    report = json.loads(target.read_text(encoding="utf-8"))
    assert report["run_on"] == "2020-09-13"
    assert report["summary"]["active"] == {"fields": 21, "fields_incomplete": 11, "fields_inconsistent": 5}
    text = program("check", SAMPLE).stdout.decode()
    assert "11 of 21 fields incomplete,  5 of 21 inconsistent" in text


def test_inspect_a_sample_tracker(run: Run) -> None:
    result = run("inspect", SAMPLE)
    assert result.exit_code == 0, result.stderr
    assert "Sheet " in result.stdout
    both = json.loads(run("inspect", SAMPLE, SAMPLE, "--format", "json").stdout)
    assert [each["tracker"]["path"] for each in both["trackers"]] == [str(SAMPLE)] * 2


# Folders, patterns and slips


def folder_of_trackers(folder: Path) -> Path:
    """Two trackers, one of them in a folder below, among files that are none."""
    (folder / "below").mkdir(parents=True)
    for target in (folder / "march.xlsx", folder / "below" / "june.xlsx"):
        target.write_bytes(SAMPLE.read_bytes())
    (folder / "~$march.xlsx").write_bytes(b"lock")
    (folder / "march-clean.xlsx").write_bytes(SAMPLE.read_bytes())
    (folder / "budget.csv").write_text("a,b\n1,2\n")
    (folder / "notes.txt").write_text("none")
    return folder


@pytest.mark.slow
def test_a_folder_is_checked_with_one_verdict(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    folder = folder_of_trackers(tmp_path / "all")
    runner_up = folder / "copy.xlsx"
    runner_up.write_bytes(SAMPLE.read_bytes())
    log = json.dumps(
        {"version": 1, "tool": {"name": "caseaudit"}, "copy": {"path": "/x/copy.xlsx", "sha256": ""}},
        indent=1,
    )
    (folder / "log.json").write_text(log)
    marked = folder / "list.xlsx"
    assert run("report", SAMPLE, "-o", marked).exit_code == 0
    result = run("check", folder)
    assert result.exit_code == 1
    lines = " ".join(result.stdout.split())
    assert f"FAIL {folder / 'below' / 'june.xlsx'}: Failed on 311 errors" in lines
    assert f"FAIL {folder / 'march.xlsx'}: Failed on 311 errors" in lines
    assert f"left out {folder / '~$march.xlsx'}: a lock file" in lines
    assert f"left out {folder / 'march-clean.xlsx'}: a clean copy of the tracker beside it" in lines
    assert f"left out {runner_up}: a clean copy, by its log" in lines
    assert f"left out {folder / 'budget.csv'}: the workbook holds no case list" in lines
    assert f"left out {marked}: caseaudit wrote this workbook" in lines
    assert "notes.txt" not in lines
    assert "FAIL 2 trackers: 2 failed" in lines


@pytest.mark.slow
def test_many_trackers_are_audited_side_by_side(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"t{number}.xlsx").write_bytes(SAMPLE.read_bytes())
    done = program("check", tmp_path, COLUMNS="400")
    assert done.returncode == 1
    text = done.stdout.decode()
    lines = [line for line in text.splitlines() if line.startswith("FAIL")]
    assert [line.partition(":")[0][-7:] for line in lines[:5]] == [f"t{n}.xlsx" for n in range(5)]
    assert "5 trackers: 5 failed" in text


def test_a_pattern_that_no_shell_expanded_is_expanded(run: Run, tmp_path: Path) -> None:
    (tmp_path / "one.xlsx").write_bytes(SAMPLE.read_bytes())
    assert f"FAIL  {tmp_path / 'one.xlsx'}" in run("check", tmp_path / "on*.xlsx").stdout
    result = run("check", tmp_path / "two*.xlsx")
    assert (result.exit_code, "no file has such a name" in result.stderr) == (2, True)


def test_an_empty_folder_is_refused(run: Run, tmp_path: Path) -> None:
    result = run("check", tmp_path)
    assert result.exit_code == 2
    assert "holds no file that could be a tracker" in result.stderr


@pytest.mark.parametrize(
    "given", [["--list", "Active"], ["--list", "ACTIVE"], ["--list", "active,Suspended"]]
)
def test_a_list_by_its_title_and_several_in_one(run: Run, given: list[str]) -> None:
    result = run("check", SAMPLE, *given, "--format", "json")
    cases = json.loads(result.stdout)["cases"]
    assert list(cases) == (["active", "suspended"] if "," in given[1] else ["active"])


def test_an_unknown_ending_is_refused(run: Run, tracker: Path) -> None:
    result = run("check", tracker, "-o", tracker.parent / "out.docx")
    assert result.exit_code == 2
    assert "no report has this ending" in result.stderr


def test_a_tracker_without_a_command_is_checked(run: Run, tracker: Path) -> None:
    assert run(tracker).stdout == run("check", tracker).stdout


def test_quiet_is_a_line_a_tracker(run: Run, tracker: Path) -> None:
    result = run("check", tracker, "-q")
    assert result.exit_code == 1
    assert len(result.stdout.splitlines()) == 1
    assert result.stdout.startswith(f"FAIL  {tracker}: Failed on ")
    assert run("check", tracker, "-q", "--format", "json").exit_code == 2


def test_what_normalize_can_write_is_counted_as_it_writes(run: Run, tmp_path: Path) -> None:
    said = run("check", SAMPLE).stdout
    done = run("normalize", SAMPLE, "-o", tmp_path / "clean.xlsx").stdout
    number = re.search(r"can write (\d+) entries by itself", said)
    assert number
    assert f"{number[1]} entries written in standard form" in done


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "offered"),
    [("check --select S2", "S201"), ("check --ignore missing", "missing-entry"), ("check --list s", "suspended"),
     ("explain Sou", "Sources of Evidence")],
)  # fmt: skip
def test_the_shell_completes_rules_fields_and_lists(words: str, offered: str) -> None:
    said = f"caseaudit {words}"
    done = program(COMP_WORDS=said, COMP_CWORD=str(said.count(" ")), _CASEAUDIT_COMPLETE="complete_bash")
    assert offered in done.stdout.decode().splitlines()
