"""Made input, right and wrong, through the readers: a result or one message, never a traceback and never a hang.

A short run with fixed seeds is part of the tests. `CASEAUDIT_FUZZ=2000 python -m pytest tests/test_fuzz.py` tries 2,000
examples for each, other ones each time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from caseaudit.definition import load_definition
from caseaudit.model.errors import InputUnusable
from caseaudit.settings.baseline import read_baseline, write_baseline
from caseaudit.settings.policy.loading import load_policy
from caseaudit.settings.waivers import parse_waivers, read_answers
from caseaudit.stories.audit import AuditOptions, audit_tracker
from caseaudit.tracker.edit.changelog import read_log
from tests import fuzz
from tests.hostile import _binary_book, _document_with, _old_book
from tests.test_definition_faults import SOUND
from tests.test_reading_forms import open_document

SAMPLE = Path(__file__).parent.parent / "sample_data/tracker-2020-03.xlsx"
LONG = int(os.environ.get("CASEAUDIT_FUZZ", "0"))


def tried(examples: int) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """So many examples in the short run."""
    return settings(
        max_examples=LONG or examples,
        derandomize=not LONG,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module")
def apart() -> Iterator[fuzz.Apart]:
    pool = fuzz.Apart()
    yield pool
    pool.end()


pytestmark = pytest.mark.slow


@tried(16)
@given(data=fuzz.sheets())
def test_sheets(data: bytes, apart: fuzz.Apart) -> None:
    assert apart.run(fuzz.audited, data, "Active.xlsx") == ""


@tried(30)
@given(data=fuzz.packages())
def test_packages(data: bytes, apart: fuzz.Apart) -> None:
    assert apart.run(fuzz.audited, data, "Active.xlsx") in ("", "died")


@tried(15)
@given(data=fuzz.delimited())
def test_delimited_texts(data: bytes, apart: fuzz.Apart) -> None:
    assert apart.run(fuzz.audited, data, "Active.csv") == ""


@tried(12)
@given(rows=fuzz.documents())
def test_documents(rows: str, apart: fuzz.Apart) -> None:
    assert apart.run(fuzz.audited, open_document(rows), "Active.ods") in ("", "died")


@cache
def real(form: str) -> bytes:
    """A workbook of this form."""
    if form == "xlsx":
        return SAMPLE.read_bytes()
    if form == "xls":
        return _old_book(43500.0, "yyyy-mm-dd")
    return _document_with('office:value-type="date"') if form == "ods" else _binary_book(5, b"\0" * 8)


@tried(8)
@pytest.mark.parametrize("form", ["xlsx", "xls", "xlsb", "ods"])
@given(drawn=st.data())
def test_bytes_of_workbooks(form: str, drawn: st.DataObject, apart: fuzz.Apart) -> None:
    data = drawn.draw(fuzz.flipped(real(form)))
    assert apart.run(fuzz.audited, data, f"Active.{form}") in ("", "died")


@tried(5)
@pytest.mark.parametrize("form", ["xlsx", "xlsb", "ods"])
@given(drawn=st.data())
def test_bytes_within_packages(form: str, drawn: st.DataObject, apart: fuzz.Apart) -> None:
    data = drawn.draw(fuzz.inner(real(form)))
    assert apart.run(fuzz.audited, data, f"Active.{form}") in ("", "died")


def refused_or_read(read: Callable[[Path], object], path: Path, text: str) -> None:
    """Read a file of this text: it is read, or refused with a message that names it."""
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        read(path)
    except InputUnusable as refused:
        assert path.name in str(refused)  # noqa: PT017 -- it may be read as well


@tried(50)
@given(text=fuzz.mutations(SOUND))
def test_definitions(text: str, tmp_path: Path) -> None:
    refused_or_read(load_definition, tmp_path / "permits.yaml", text)


POLICY = """\
fail_on = "warning"
baseline = "baseline.json"
waivers = "waivers.yaml"
select = ["C", "S201"]
ignore = ["T401"]
severity = { S201 = "note" }

[[limits]]
list = "active"
class = "incomplete"
at_most = 5

[[limits]]
field = "status"
rule = "S202"
at_most = 0

[layout.sheets."Active Cases"]
list = "active"
header_row = 4
columns = { A = "case_number", B = "date_received" }
"""


@tried(50)
@given(text=fuzz.mutations(POLICY))
def test_policies(text: str, tmp_path: Path) -> None:
    refused_or_read(lambda path: load_policy(path, load_definition), tmp_path / "caseaudit.toml", text)


WAIVERS = """\
caseaudit_waivers: 1
definition: forced-labor 1.0
waivers:
  - rule: C101
    case: FLD-2019-014
    field: importer
    reason: The importer's name is under seal until the hearing.
    who: R. Okafor
    expires: 2029-12-31
  - rule: S202
    field: status
    list: inactive
    reason: "Statuses: being rewritten"
    who: J. Lindqvist
    expires: 2029-09-30
"""


@tried(50)
@given(text=fuzz.mutations(WAIVERS))
def test_waivers(text: str, tmp_path: Path) -> None:
    known = load_definition()
    refused_or_read(
        lambda path: parse_waivers(path.read_text("utf-8", "replace"), str(path), known),
        tmp_path / "w.yaml",
        text,
    )


@cache
def baseline() -> str:
    """A baseline of the sample."""
    written: list[str] = []
    audit = audit_tracker(SAMPLE, AuditOptions(today=fuzz.DAY))
    write_baseline(written.append, audit, audit.findings, "00" * 16)
    return "".join(written)


@tried(50)
@given(drawn=st.data())
def test_baselines(drawn: st.DataObject, tmp_path: Path) -> None:
    text = drawn.draw(st.one_of(fuzz.other_json(baseline()), fuzz.mutations(baseline()[:3_000])))
    known = load_definition()
    refused_or_read(lambda path: read_baseline(path, known), tmp_path / "baseline.json", text)


LOG = """\
{"version": 1, "tracker": {"path": "a.xlsx", "sha256": "00"}, "copy": {"path": "b.xlsx", "sha256": "11"},
 "relies_on": {"xl/styles.xml": "22"}, "changes": [{"sheet": "Active", "cell": "J7", "rule": "S201", "old": "a",
 "new": "b", "is_date": false, "old_xml": "<c/>", "new_xml": "<c/>"}, {"sheet": "Active", "cell": "K7", "rule": "S204",
 "old": "a", "new": "2019-01-02", "is_date": true, "old_xml": "<c/>", "new_xml": "<c/>"}],
 "parts": [{"name": "xl/workbook.xml", "before": "33", "after": "44", "cuts": [{"at": 5, "old": "a", "new": "b"}]}]}
"""


@tried(50)
@given(text=st.one_of(fuzz.other_json(LOG), fuzz.mutations(LOG)))
def test_change_logs(text: str, tmp_path: Path) -> None:
    refused_or_read(read_log, tmp_path / "log.json", text)


@tried(30)
@given(data=fuzz.sheets())
def test_work_lists(data: bytes) -> None:
    workbook = fuzz.read(data, "work.xlsx")
    if workbook is not None:
        try:
            read_answers(workbook, load_definition(), "R. Okafor", date(2029, 12, 31))
        except InputUnusable as refused:
            assert "work.xlsx" in str(refused)  # noqa: PT017
