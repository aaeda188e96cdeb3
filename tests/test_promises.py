"""The promises of SECURITY.md that concern every command: texts stay texts, no connection, the same on any machine."""

from __future__ import annotations

import csv
import json
import os
import re
import subprocess
import sys
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pytest

from caseaudit.render.machine.findings_csv import may_run
from tests import nasty

ROOT = Path(__file__).parent.parent
SAMPLES = [ROOT / "sample_data" / f"tracker-{month}.xlsx" for month in ("2019-11", "2020-03")]
NAME = "[a](b) @octocat www.evil.example 'x' =1.xlsx"
COMMANDING = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
"""Control characters, and signs that turn the direction of a text; tabs, line feeds and returns aside."""

pytestmark = pytest.mark.slow


def run(*words: str | Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program as a person runs it, in a folder."""
    return subprocess.run(
        [sys.executable, "-m", "caseaudit", *map(str, words)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two nasty trackers, one of them by a nasty name."""
    made = tmp_path_factory.mktemp("nasty")
    nasty.tracker(made / NAME)
    nasty.tracker(made / "old.xlsx", shift=7)
    return made


def test_there_are_two_hundred_of_them() -> None:
    assert len(nasty.texts()) >= 200


COMMANDS = {
    "check": ["check", NAME, "--all"],
    "inspect": ["inspect", NAME],
    "compare": ["compare", "old.xlsx", NAME, "--all"],
    "kpi": ["kpi", NAME],
    "kpi with an earlier tracker": ["kpi", NAME, "--with", "old.xlsx"],
    "init": ["init", NAME],
    "proposed targets": ["kpi", NAME, "--propose-targets"],
    "figures": ["report", NAME, "--explain-figure", "all"],
    "a figure": ["report", NAME, "--explain-figure", "active.manufacturer.required"],
    "normalize": ["normalize", NAME, "--dry-run"],
    "markdown of compare": ["compare", "old.xlsx", NAME, "--format", "markdown"],
    "github": ["check", NAME, "--format", "github"],
    "lines": ["check", NAME, "--format", "lines"],
    "junit": ["check", NAME, "--format", "junit"],
    "csv": ["check", NAME, "--format", "csv"],
}


@pytest.mark.parametrize("words", COMMANDS.values(), ids=[*COMMANDS])
def test_nothing_commands_the_terminal(folder: Path, words: list[str]) -> None:
    done = run(*words, folder=folder)
    assert done.returncode in (0, 1), done.stderr
    assert done.stdout
    assert not COMMANDING.search(done.stdout)
    assert not COMMANDING.search(done.stderr)


class Tags(HTMLParser):
    """The tags, links and handlers of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Takes a tag in."""
        self.tags.add(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name in ("href", "src", "action"):
                self.links.append(value or "")


def tags_of(page: Path) -> Tags:
    tags = Tags()
    tags.feed(page.read_text(encoding="utf-8"))
    return tags


def test_a_page_has_no_other_tags_than_that_of_a_plain_tracker(folder: Path) -> None:
    assert run("report", NAME, "-o", "nasty.html", folder=folder).returncode == 0
    assert run("report", SAMPLES[1], "-o", "plain.html", folder=folder).returncode == 0
    nasty_page, plain = tags_of(folder / "nasty.html"), tags_of(folder / "plain.html")
    assert nasty_page.tags <= plain.tags
    assert not {name for name in nasty_page.attributes - plain.attributes if name.startswith("on")}
    assert all(link.startswith("#") for link in nasty_page.links)


def test_the_page_of_the_indicators_has_no_other_tags_either(folder: Path) -> None:
    assert run("kpi", NAME, "--with", "old.xlsx", "-o", "k.html", folder=folder).returncode == 0
    assert run("kpi", SAMPLES[1], "--with", SAMPLES[0], "-o", "p.html", folder=folder).returncode == 0
    nasty_page, plain = tags_of(folder / "k.html"), tags_of(folder / "p.html")
    assert nasty_page.tags <= plain.tags
    assert nasty_page.attributes <= plain.attributes
    assert all(link.startswith("#") for link in nasty_page.links)


def test_a_workbook_links_to_nothing_but_the_tracker(folder: Path) -> None:
    for words in (["report"], ["kpi"]):
        target = folder / f"{words[0]}.xlsx"
        assert run(*words, NAME, "-o", target, folder=folder).returncode == 0
        with zipfile.ZipFile(target) as package:
            for name in package.namelist():
                text = package.read(name).decode("utf-8", "replace")
                outside = re.findall(r'Target="([^"]*)" TargetMode="External"', text)
                assert {unquote(each).partition("#")[0].rpartition("/")[2] for each in outside} <= {NAME}, (
                    name
                )
                if name.startswith("xl/worksheets/sheet"):
                    formulas = re.findall(r"<f>([^<]*)</f>", text)
                    assert not [
                        each for each in formulas if "HYPERLINK" in each or "cmd" in each or "evil" in each
                    ]


def test_every_table_keeps_its_rows_and_runs_nothing(folder: Path) -> None:
    assert run("check", NAME, "-o", "findings.csv", folder=folder).returncode == 1
    assert run(
        "normalize", NAME, "-o", "clean.xlsx", "--log", "log.csv", "--table", "t.csv", folder=folder
    ).stderr
    for name in ("findings.csv", "log.csv", "t.csv"):
        with (folder / name).open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        assert len(rows) > 100
        assert {len(row) for row in rows} == {len(rows[0])}, name
        assert not [entry for row in rows for entry in row if may_run(entry)], name


def test_markdown_has_no_link_mention_or_heading_of_a_tracker(folder: Path) -> None:
    assert run("report", NAME, "-o", "report.md", folder=folder).returncode == 0
    assert run("kpi", NAME, "-o", "kpi.md", folder=folder).returncode == 0
    texts = [(folder / name).read_text(encoding="utf-8") for name in ("report.md", "kpi.md")]
    texts.append(run("compare", "old.xlsx", NAME, "--format", "markdown", folder=folder).stdout)
    for text in texts:
        plain = re.sub(r"(`+).*?\1", "", text, flags=re.DOTALL)
        assert "://" not in plain
        assert "www.evil" not in plain
        assert not re.search(r"(?<!\\)@\w", plain)
        assert not re.search(r"(?<!\\)<(?:script|img|svg|b|h1)", plain)
        assert not re.search(r"(?<!\\)\]\(http", plain)
        assert not COMMANDING.search(text)


def test_json_is_exact(folder: Path) -> None:
    report = json.loads(run("check", NAME, "--format", "json", folder=folder).stdout)
    values = {each["value"] for each in report["findings"] if each["value"]}
    assert {"@octocat", "GH-1", "TRUE", "\\n"} <= values


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
HOOK = """
import sys
def refuse(event, arguments):
    if event.startswith("socket.") and event not in ("socket.gethostname",):
        raise SystemExit(f"a socket was used: {event} {arguments}")
sys.addaudithook(refuse)
from caseaudit.__main__ import main
sys.argv = ["caseaudit", *sys.argv[1:]]
main()
"""

CONNECTING = {
    "check": ["check", SAMPLES[1]],
    "inspect": ["inspect", SAMPLES[1]],
    "report": ["report", SAMPLES[1], "-o", "a.html", "-o", "a.xlsx", "-o", "a.md"],
    "compare": ["compare", *SAMPLES],
    "kpi": ["kpi", SAMPLES[1], "-o", "k.xlsx", "-o", "k.html", "-o", "k.docx"],
    "a figure": ["report", SAMPLES[1], "--explain-figure", "all"],
    "init": ["init", SAMPLES[1], "-o", "mine.yaml"],
    "definition": ["definition", "export", "-o", "schemas.py"],
    "normalize": ["normalize", SAMPLES[1], "-o", "c.xlsx", "--log", "c.json"],
    "revert": ["revert", "c.xlsx", "--log", "c.json", "-o", "back.xlsx"],
    "guide": ["guide", "-o", "g.docx"],
    "template": ["template", "-o", "t.xlsx"],
    "explain": ["explain", "C101"],
    "rules": ["rules"],
    "schema": ["schema"],
    "config": ["config"],
    "baseline": ["baseline", SAMPLES[1], "-o", "b.json"],
}


def test_no_command_opens_a_socket(tmp_path: Path) -> None:
    for words in CONNECTING.values():
        done = subprocess.run(
            [sys.executable, "-c", HOOK, *map(str, words)],
            cwd=tmp_path,
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert "a socket was used" not in done.stderr, words
        assert done.returncode in (0, 1), (words, done.stderr)


def test_the_process_that_reads_a_file_opens_no_socket() -> None:
    code = HOOK.replace(
        "from caseaudit.__main__ import main", "from caseaudit.tracker.read.child import main"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(SAMPLES[1])],
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        read = child.stdout.read()
        assert b"a socket was used" not in child.stderr.read()
    assert len(read) > 10_000


MACHINES = (
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "America/Anchorage", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "77", "PYTHONUTF8": "1"},
    {"TZ": "Europe/Berlin", "LANG": "de_DE.UTF-8", "PYTHONHASHSEED": "random", "OMP_NUM_THREADS": "1"},
)


def test_the_same_tracker_gives_the_same_bytes_on_any_machine(tmp_path: Path) -> None:
    outputs = []
    for number, machine in enumerate(MACHINES):
        place = tmp_path / f"folder {number}"
        place.mkdir()
        before = os.umask((0o022, 0o077, 0o002)[number])
        try:
            environment = {**machine, "SOURCE_DATE_EPOCH": "1600000000"}
            (place / "tracker.xlsx").write_bytes(SAMPLES[1].read_bytes())
            files = ("r.json", "r.csv", "r.sarif", "r.xml")
            done = [run("check", "tracker.xlsx", "-o", name, folder=place, **environment) for name in files]
            done.append(
                run(
                    "report",
                    "tracker.xlsx",
                    "-o",
                    "p.html",
                    "-o",
                    "p.xlsx",
                    "-o",
                    "p.md",
                    folder=place,
                    **environment,
                )
            )
            done.append(
                run(
                    "normalize",
                    "tracker.xlsx",
                    "-o",
                    "c.xlsx",
                    "--log",
                    "c.json",
                    folder=place,
                    **environment,
                )
            )
            done.append(run("kpi", "tracker.xlsx", "-o", "k.xlsx", folder=place, **environment))
            assert {each.returncode for each in done} <= {0, 1}, [each.stderr for each in done]
        finally:
            os.umask(before)
        outputs.append({path.name: path.read_bytes() for path in place.iterdir()})
    assert len(outputs[0]) == 11
    for other in outputs[1:]:
        assert {name for name in other if other[name] != outputs[0][name]} == set()
