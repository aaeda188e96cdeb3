"""The desk: who may ask it, what it answers, that nothing stays, and how it works in a real browser."""

from __future__ import annotations

import asyncio
import base64
import http.client
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

from caseaudit.commands.desk.app import make_app
from caseaudit.commands.desk.jobs import Jobs, safe_name, summary
from caseaudit.commands.desk.shortcut import write_shortcut
from caseaudit.model.errors import CommandUnusable
from caseaudit.tracker.read.limits import Limit
from tests.chromium import PROGRAM, chromium

ROOT = Path(__file__).parent.parent
SAMPLES = {month: ROOT / "sample_data" / f"tracker-{month}.xlsx" for month in ("2019-11", "2020-03")}
SECRET = "a-secret"  # noqa: S105 -- that of a desk made here
OWN = {"x-caseaudit": "desk"}

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]


@dataclass
class Answer:
    """An answer of the desk; `headers` by their names in lower case."""

    status_code: int
    headers: dict[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    def json(self) -> Any:
        return json.loads(self.content)


class Client:
    """Asks the desk's application as a server does."""

    def __init__(self, folder: Path) -> None:
        self._app = make_app(SECRET, 4321, Jobs(folder, None), lambda: None)

    def get(self, path: str, headers: Mapping[str, str] = MappingProxyType({})) -> Answer:
        return self._ask("GET", path, headers, b"")

    def post(
        self, path: str, content: bytes = b"", headers: Mapping[str, str] = MappingProxyType({})
    ) -> Answer:
        return self._ask("POST", path, headers, content)

    def _ask(self, method: str, path: str, headers: Mapping[str, str], content: bytes) -> Answer:
        said: list[dict[str, Any]] = []

        bodies = [{"type": "http.request", "body": content, "more_body": False}]

        async def receive() -> dict[str, Any]:
            if not bodies:
                await asyncio.Event().wait()  # The page stays connected.
            return bodies.pop()

        async def send(message: dict[str, Any]) -> None:
            said.append(message)

        plain, _, query = path.partition("?")
        scope = {
            "type": "http", "http_version": "1.1", "method": method, "path": plain, "raw_path": plain.encode(),
            "root_path": "", "scheme": "http", "query_string": query.encode(), "server": ("127.0.0.1", 4321),
            "headers": [(k.encode(), v.encode()) for k, v in {"host": "127.0.0.1:4321", **headers}.items()],
        }  # fmt: skip
        asyncio.run(self._app(scope, receive, send))  # type: ignore[arg-type]
        body = b"".join(each.get("body", b"") for each in said[1:])
        names = {name.decode(): value.decode() for name, value in said[0]["headers"]}
        return Answer(said[0]["status"], names, body)


@pytest.fixture
def client(tmp_path: Path) -> Client:
    """Asks a desk that keeps its files in this folder."""
    return Client(tmp_path)


def dropped(client: Client, month: str = "2020-03") -> str:
    path = SAMPLES[month]
    answer = client.post(f"/{SECRET}/trackers?name={path.name}", path.read_bytes(), OWN)
    assert answer.status_code == 200, answer.text
    identity: str = answer.json()["id"]
    return identity


def test_the_page_is_private(client: Client) -> None:
    page = client.get(f"/{SECRET}/")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-content-type-options"] == "nosniff"
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "<script>" not in page.text
    assert "style=" not in page.text
    assert "http" not in page.text.replace("http-equiv", "")


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {}),
        ("/wrong/", {}),
        (f"/{SECRET}x/", {}),
        (f"/{SECRET}/", {"host": "evil.example"}),
        (f"/{SECRET}/", {"host": "127.0.0.1:80"}),
        (f"/{SECRET}/", {"origin": "http://evil.example"}),
        (f"/{SECRET}/", {"origin": "null"}),
        (f"/{SECRET}/", {"sec-fetch-site": "cross-site"}),
        (f"/{SECRET}/", {"sec-fetch-site": "same-site"}),
    ],
)
def test_others_are_refused(client: Client, path: str, headers: dict[str, str]) -> None:
    assert client.get(path, headers=headers).status_code == 403


def test_a_form_of_another_page_can_post_nothing(client: Client) -> None:
    assert client.post(f"/{SECRET}/trackers", content=b"x").status_code == 403
    assert client.post(f"/{SECRET}/close").status_code == 403


def test_a_tracker_gets_its_verdict_and_every_file(client: Client) -> None:
    path = SAMPLES["2020-03"]
    begun = time.monotonic()
    answer = client.post(
        f"/{SECRET}/trackers?name={path.name}", content=path.read_bytes(), headers=OWN
    ).json()
    assert time.monotonic() - begun < 10
    assert answer["verdict"] == "Fail"
    assert answer["reasons"][0] == "311 errors"
    assert any(reason.startswith("not checked: ") for reason in answer["reasons"])
    assert answer["counts"]["error"] == 311
    assert answer["lists"][0] == {
        "name": "Active", "cases": 61, "fields": 21, "fields_incomplete": 11, "fields_inconsistent": 5,
    }  # fmt: skip
    assert len(answer["worst"]) == 3
    for kind, ending in (("marked", "-marked.xlsx"), ("clean", "-clean.xlsx"), ("lists", "-work-lists.xlsx"),
                         ("page", "-report.html"), ("indicators", "-indicators.xlsx")):  # fmt: skip
        file = client.get(f"/{SECRET}/trackers/{answer['id']}/files/{kind}")
        assert file.status_code == 200, file.text
        assert f"tracker-2020-03{ending}" in file.headers["content-disposition"]
        assert file.content.startswith(b"<!doctype" if kind == "page" else b"PK")
    report = client.get(f"/{SECRET}/trackers/{answer['id']}/report")
    assert report.headers["content-security-policy"].startswith("sandbox ")
    assert client.get(f"/{SECRET}/trackers/{answer['id']}/files/other").status_code == 404
    assert client.get(f"/{SECRET}/trackers/99/report").status_code == 404


def test_an_older_file_is_compared(client: Client) -> None:
    new, old = dropped(client), dropped(client, "2019-11")
    said = client.post(f"/{SECRET}/trackers/{new}/changes/{old}", headers=OWN).json()["text"]
    assert "tracker-2019-11.xlsx" in said
    assert "/" + old + "/" not in said


def test_what_is_no_tracker_gets_one_message(client: Client, tmp_path: Path) -> None:
    for name, content in (("a.xlsx", b"no workbook"), ("../../b.xlsx", b""), ("c.txt\n<b>", b"a,b\n1,2\n")):
        answer = client.post(f"/{SECRET}/trackers?name={quote(name)}", content=content, headers=OWN)
        assert answer.status_code == 422
        assert str(tmp_path) not in answer.json()["message"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1", "2", "3"]


def test_a_file_beyond_the_limit_is_not_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from caseaudit.commands.desk import app

    monkeypatch.setattr(app, "PACKED", Limit("bytes", "bytes", 10))
    answer = client.post(f"/{SECRET}/trackers?name=a.xlsx", content=b"x" * 100, headers=OWN)
    assert answer.status_code == 422
    assert "larger than 10 bytes" in answer.json()["message"]
    assert (tmp_path / "1" / "a.xlsx").stat().st_size == 0


@pytest.mark.parametrize(
    ("name", "kept"),
    [("a b.xlsx", "a b.xlsx"), ("../../etc/passwd", "passwd"), ("C:\\x\\y.xls", "y.xls"), ("", "tracker"),
     ("\x1b[31m\u202e.xlsx", "_31m_.xlsx"), ("." * 9, "tracker"), ("ä" * 400 + ".csv", "ä" * 120 + ".csv")],
)  # fmt: skip
def test_names_of_files_are_tamed(name: str, kept: str) -> None:
    assert safe_name(name) == kept


@pytest.mark.parametrize(
    ("platform", "ending"), [("win32", ".bat"), ("darwin", ".command"), ("linux", ".desktop")]
)
def test_a_shortcut_starts_the_desk(tmp_path: Path, platform: str, ending: str) -> None:
    (tmp_path / "Desktop").mkdir()
    path = write_shortcut(tmp_path, platform)
    assert path == tmp_path / "Desktop" / f"caseaudit desk{ending}"
    assert "-m caseaudit desk" in path.read_text()
    assert write_shortcut(tmp_path, platform) == path
    path.write_text("mine")
    with pytest.raises(CommandUnusable):
        write_shortcut(tmp_path, platform)


@contextmanager
def open_desk(tmp_path: Path) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The desk as its own process; gives its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "caseaudit", "desk", "--no-browser"],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "TMPDIR": str(tmp_path)}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stderr is not None
        address = process.stderr.readline().split()[-1]
        yield address, process
    finally:
        process.kill()
        process.wait()
        if process.stderr is not None:
            process.stderr.close()


def post(address: str, path: str, data: bytes = b"") -> bytes:
    """What the open desk answers."""
    place = urlsplit(address)
    connection = http.client.HTTPConnection(place.netloc, timeout=30)
    connection.request("POST", place.path + path, data, {"X-Caseaudit": "desk"})
    body = connection.getresponse().read()
    connection.close()
    return body


@pytest.mark.parametrize("how", ["button", "interrupt", "terminate"])
def test_nothing_stays_after_the_desk_closes(tmp_path: Path, how: str) -> None:
    with open_desk(tmp_path) as (address, process):
        assert address.startswith("http://127.0.0.1:")
        sample = SAMPLES["2020-03"]
        assert (
            json.loads(post(address, "trackers?name=t.xlsx", sample.read_bytes()))["counts"]["error"] == 311
        )
        (folder,) = tmp_path.iterdir()
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        if how == "button":
            post(address, "close")
        else:
            process.send_signal(signal.SIGINT if how == "interrupt" else signal.SIGTERM)
        process.wait(10)
        assert not [*tmp_path.iterdir()]


def test_what_a_killed_desk_left_goes_with_the_next(tmp_path: Path) -> None:
    with open_desk(tmp_path) as (_, process):
        process.kill()
        process.wait()
        left = {*tmp_path.iterdir()}
        assert left
    with open_desk(tmp_path) as (address, _):
        assert left.isdisjoint(tmp_path.iterdir())
        post(address, "close")


def test_the_port_is_open_on_the_loopback_interface_only(tmp_path: Path) -> None:
    with open_desk(tmp_path) as (address, process):
        port = int(address.split(":")[2].partition("/")[0])
        listening = {
            line.split()[1]
            for table in ("tcp", "tcp6")
            for line in Path(f"/proc/{process.pid}/net/{table}").read_text().splitlines()[1:]
            if line.split()[3] == "0A" and line.split()[1].endswith(f":{port:04X}")
        }
        assert listening == {f"0100007F:{port:04X}"}


@pytest.mark.skipif(PROGRAM is None, reason="needs Chromium")
def test_in_a_browser(tmp_path: Path) -> None:
    with open_desk(tmp_path) as (address, process), chromium() as page:
        page.call("Page.navigate", url=address)
        page.wait(
            "document.readyState === 'complete' && document.documentElement.dataset.ready !== undefined"
        )
        script = """(async () => {
            const data = Uint8Array.from(atob(%s), (sign) => sign.charCodeAt(0));
            const held = new DataTransfer();
            for (const name of %s) held.items.add(new File([data], name));
            document.dispatchEvent(new DragEvent("drop", { dataTransfer: held }));
        })()"""
        data = json.dumps(base64.b64encode(SAMPLES["2020-03"].read_bytes()).decode())
        begun = time.monotonic()
        page.run(script % (data, '["one.xlsx", "two.xlsx"]'))
        page.wait("document.querySelectorAll('.card').length === 2")
        assert time.monotonic() - begun < 10
        assert page.run("document.querySelector('.verdict').textContent") == "Fail"
        page.run(
            script
            % (json.dumps(base64.b64encode(b"no workbook").decode()), '["<img src=x onerror=alert(1)>.xlsx"]')
        )
        page.wait("document.getElementById('status').classList.contains('fault')")
        assert page.run("document.querySelectorAll('img').length") == 0
        page.run("document.querySelector('summary').click()")
        page.wait("document.querySelector('iframe').hasAttribute('src')")
        page.run("new Promise((done) => document.querySelector('iframe').addEventListener('load', done))")
        for kind in ("marked", "clean", "lists", "page", "indicators"):
            page.run(f"document.querySelector('button[data-kind={kind}]').click()")
            page.wait("document.querySelector('.said').textContent.startsWith('Saved: ')")
            page.run("document.querySelector('.said').textContent = ''")
        assert not [each for each in page.complaints if "favicon" not in each and "422" not in each]
        for width, dark in ((1280, False), (390, True)):
            page.size(width, 900, dark=dark)
            assert page.run("document.documentElement.scrollWidth <= window.innerWidth")
            page.picture(tmp_path / f"desk-{width}.png", whole=False)
        assert not [
            each for each in page.requests if not each.startswith((address, "blob:", "about:", "data:"))
        ]
        page.run("document.getElementById('close').click()")
        process.wait(10)


@pytest.mark.parametrize(
    ("failed", "incomplete", "passed", "word"),
    [([], [], True, "Pass"), (["1 error"], [], False, "Fail"), ([], ["a sheet"], False, "Incomplete"),
     (["1 error"], ["a sheet"], False, "Fail"), ([], ["a sheet"], True, "Pass, incomplete")],
)  # fmt: skip
def test_the_verdict_is_that_of_check(
    failed: list[str], incomplete: list[str], passed: bool, word: str
) -> None:
    gate = {"failed": failed, "incomplete": incomplete, "passed": passed}
    said = summary({"findings": [], "gate": gate, "as_of": None, "cases": {}, "summary": {}}, {})
    assert said["verdict"] == word
    assert len(said["reasons"]) == len(failed) + len(incomplete)
