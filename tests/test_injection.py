"""No text of a tracker, and no name of a file, does anything where it is shown."""

from __future__ import annotations

import csv
import io

import pytest

from caseaudit.render.changes import write_table
from caseaudit.render.machine.findings_csv import may_run, safe
from caseaudit.render.markdown import escaped

LEADING = (
    "",
    " ",
    "\u00a0",
    "\u200b",
    "\ufeff",
    "\u2060",
    "\u00ad",
    "\t",
    "\r",
    "\n",
    "\u3000",
    "\u202e",
    "\0",
    " \u200b \u00a0",
)
FORMULAS = ("=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "＝1", "＋1", "－1", "＠x")
NASTY = [
    "a\rb", "a\r=cmd|' /C calc'!A0", "a\n=1", "a\r\n=1", 'a"b', "a,b", 'a";=1', "\r", "\n", '"', "a\u2028=1", "a\x0b=1",
    *(blank + formula for blank in LEADING for formula in FORMULAS),
]  # fmt: skip


@pytest.mark.parametrize("text", NASTY, ids=ascii)
def test_a_row_of_a_table_stays_one_row(text: str) -> None:
    made: list[str] = []
    write_table(made.append, ["a", "b"], [[text, "x"], ["y", text]])
    rows = list(csv.reader(io.StringIO("".join(made), newline="")))
    assert [len(row) for row in rows] == [2, 2, 2]
    assert rows[1][0] in (text, "'" + text)
    assert not may_run(rows[1][0])
    assert "\r\n" not in "".join(made).replace(text, "")


@pytest.mark.parametrize("text", [blank + formula for blank in LEADING for formula in FORMULAS], ids=ascii)
def test_no_formula_is_live(text: str) -> None:
    assert may_run(text)
    assert safe(text).startswith("'")


@pytest.mark.parametrize("text", ["Cotton", "a=1", "1+1", "x@y", "'=1", "\u00a0Cotton", "3-4"])
def test_plain_entries_are_not_marked(text: str) -> None:
    assert not may_run(text)


@pytest.mark.parametrize(
    "name", ["@team", "https://x.org/a", "www.x.org", "a@b.org", "[a](b)", "<img src=x>", "`x`", "#12"]
)
def test_names_are_not_alive_in_markdown(name: str) -> None:
    shown = escaped(name)
    assert "@" not in shown
    assert "://" not in shown
    assert "www." not in shown
    assert "<" not in shown
    assert not shown.startswith(("#", "`", "["))
