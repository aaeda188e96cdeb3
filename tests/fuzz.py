"""Made input of every kind that the program reads, and what may come of it: a result, or one message.

Trackers are read in a process apart, as the program does: one that ends there is told as a file that cannot be read.
"""

from __future__ import annotations

import io
import json
import signal
import struct
import zipfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from caseaudit.model.errors import InputUnusable
from tests.hostile import BAD_CELLS, CASE, HEADERS, listed, part, with_parts

MOST_SECONDS = 20
MOST_MEMORY = 3 << 30
DAY = date(2026, 1, 1)

NASTY = (
    "", " ", "\u00a0", "\u200b", "\u202eabc", "\ufeff", "\x00", "\x1b[31m", "\ud800", "\U0001f600" * 9, "=1+1",
    "@SUM(A1)", "'", '"', '""', ",", ";", "\t", "\r", "\n", "\r\n", "|", "<", ">", "&", "&amp;", "&bad;", "]]>",
    "<!--", "%20", "%", "None", "N/A", "#REF!", "#N/A", "TBD", "-", "0", "-0", "1e308", "1e-320", "9" * 400,
    "9" * 4_400, "NaN", "inf", "0x10", "2019-02-30", "03/04/20", "1900-01-00", "43500", "15.9.", "2019",
    "31-Dec-9999", "0001-01-01", "Ⅳ", "١٢", "ı", "ß", "İ", "FLD-2019-001", "fld 2019 1", "Investigation (2)",
    "Initiation; Legal Review", ";;;", "prc", "India (Tamil Nadu)", "a" * 300, "(" * 90, "[" * 90, "{" * 90,
    "../../x", "http://x.y/z", "javascript:1", "𝟙", "e\u0301" * 40, "x,y\nz;w",
)  # fmt: skip
"""What entries, names and values are made of, besides what is right."""

texts = st.one_of(
    st.sampled_from(NASTY), st.sampled_from(CASE), st.sampled_from(HEADERS), st.text(max_size=12)
)


def _escaped(text: str) -> str:
    shown = "".join(
        letter for letter in text if letter in "\t\n\r" or " " <= letter < "\ud800" or letter > "\udfff"
    )
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


numbers = st.one_of(
    st.floats(width=64).map(repr),
    st.integers(-(10**20), 10**20).map(str),
    st.sampled_from(["", "x", "1e", "9" * 400]),
)


@st.composite
def cells(draw: st.DrawFn, row: int, column: int) -> str:
    """One cell of a worksheet, right or wrong."""
    place = f' r="{get_column_letter(column + 1)}{row + 1}"' if draw(st.booleans()) else ""
    style = f' s="{draw(st.integers(-1, 6))}"' if draw(st.booleans()) else ""
    text = _escaped(draw(texts))
    kind = draw(
        st.sampled_from(["inline"] * 8 + ["number"] * 3 + ["formula", "raw", "bad", "error", "empty"])
    )
    if kind == "inline":
        return f'<c{place} t="inlineStr"><is><t>{text}</t></is></c>'
    if kind == "number":
        return f"<c{place}{style}><v>{draw(numbers)}</v></c>"
    if kind == "formula":
        of_kind = draw(st.sampled_from(["", ' t="str"', ' t="b"', ' t="e"', ' t="s"', ' t="d"', ' t="n"']))
        value = draw(st.sampled_from([f"<v>{text}</v>", "<v/>", "", "<v>0</v>"]))
        return f"<c{place}{style}{of_kind}><f>{text}</f>{value}</c>"
    if kind == "error":
        return f'<c{place} t="e"><v>{draw(st.sampled_from(["#REF!", "#SPILL!", "#N/A", "", "x"]))}</v></c>'
    if kind == "raw":
        return draw(
            st.sampled_from(["<c>", "</c>", "<c/>", "<v>1</v>", "<!-- c -->", "<![CDATA[x]]>", "&bad;", text])
        )
    return draw(st.sampled_from(BAD_CELLS)) if kind == "bad" else f"<c{place}{style}/>"


@st.composite
def sheets(draw: st.DrawFn) -> bytes:
    """A workbook with a sheet of a header row and some rows, of which some are cases."""
    headers = (
        draw(st.permutations(HEADERS))[: draw(st.integers(3, len(HEADERS)))]
        if draw(st.booleans())
        else HEADERS
    )
    inline = '<c t="inlineStr"><is><t>{}</t></is></c>'
    rows = ["".join(inline.format(_escaped(header)) for header in headers)]
    for number in range(1, draw(st.integers(2, 7))):
        right = draw(st.integers(0, 9)) > 2
        row = []
        for column, header in enumerate(headers):
            plain = inline.format(_escaped(CASE[HEADERS.index(header)]))
            row.append(plain if right and draw(st.integers(0, 5)) else draw(cells(number, column)))
        rows.append("".join(row))
    numbers_ = [
        draw(st.sampled_from(["", "", "", f' r="{n + 1}"', ' hidden="1"', ' r="1"', ' r="5000"']))
        for n in range(len(rows))
    ]
    body = "".join(f"<row{number}>{row}</row>" for number, row in zip(numbers_, rows, strict=True))
    head = draw(
        st.sampled_from(["", '<cols><col min="1" max="3" hidden="1"/></cols>', '<cols><col min="x"/></cols>'])
    )
    tail = draw(
        st.sampled_from(
            ["", '<mergeCells><mergeCell ref="A2:B3"/></mergeCells>', '<autoFilter ref="A1:C9"/>']
        )
    )
    return listed(f"{head}<sheetData>{body}</sheetData>{tail}")


@st.composite
def packages(draw: st.DrawFn) -> bytes:
    """A workbook with one part changed in its text: pieces left out, doubled, moved or made nasty."""
    data = draw(sheets())
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        name = draw(st.sampled_from(sorted(source.namelist())))
    content = part(data, name).decode()
    pieces = draw(mutations(content.replace("><", ">\n<")))
    return with_parts({name: pieces.encode("utf-8", "replace")}, data)


@st.composite
def mutations(draw: st.DrawFn, text: str, most: int = 5) -> str:
    """The text with some lines left out, doubled, exchanged, or with a value in them made another."""
    lines = text.splitlines()
    for _ in range(draw(st.integers(1, most))):
        if not lines:
            break
        at = draw(st.integers(0, len(lines) - 1))
        other = draw(st.integers(0, len(lines) - 1))
        what = draw(st.sampled_from(["out", "twice", "swap", "value", "insert", "cut", "indent"]))
        if what == "out":
            del lines[at]
        elif what == "twice":
            lines.insert(other, lines[at])
        elif what == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        elif what == "value":
            words = lines[at].split(" ")
            words[draw(st.integers(0, len(words) - 1))] = draw(texts)
            lines[at] = " ".join(words)
        elif what == "insert":
            place = draw(st.integers(0, len(lines[at])))
            lines[at] = lines[at][:place] + draw(texts) + lines[at][place:]
        elif what == "cut":
            lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
        else:
            lines[at] = "  " + lines[at]
    return "\n".join(lines)


@st.composite
def delimited(draw: st.DrawFn) -> bytes:
    """A `.csv` of some cases, in some encoding, with some separator, and here and there out of form."""
    separator = draw(st.sampled_from(",;\t|"))
    rows = [HEADERS, *[CASE] * draw(st.integers(1, 5))]
    lines = []
    for row in rows:
        entries = [draw(texts) if not draw(st.integers(0, 7)) else entry for entry in row]
        quoted = ['"' + e.replace('"', '""') + '"' if draw(st.integers(0, 3)) else e for e in entries]
        lines.append(separator.join(quoted[: draw(st.sampled_from([len(quoted)] * 6 + [3]))]))
    text = draw(st.sampled_from(["\r\n", "\n", "\r"])).join(lines)
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1", "utf-32"]))
    return text.encode(encoding, "replace")


@st.composite
def documents(draw: st.DrawFn) -> str:
    """The rows of an `.ods` table."""
    rows = []
    for row in (HEADERS, *[CASE] * draw(st.integers(1, 4))):
        cells_ = []
        for entry in row:
            text = _escaped(draw(texts) if not draw(st.integers(0, 7)) else entry)
            kind = draw(
                st.sampled_from(["string"] * 9 + ["float", "date", "time", "boolean", "percentage", "x"])
            )
            name = {"date": "date-value", "time": "time-value", "boolean": "boolean-value"}.get(kind, "value")
            value = "" if kind == "string" else f' office:{name}="{_escaped(draw(texts))}"'
            more = draw(st.sampled_from([""] * 12 + [
                ' table:number-columns-repeated="3"', ' table:number-rows-spanned="2"', ' table:formula="of:=A1"',
            ]))  # fmt: skip
            tag = f'<table:table-cell office:value-type="{kind}"{value}{more}>'
            cells_.append(f"{tag}<text:p>{text}</text:p></table:table-cell>")
        many = draw(
            st.sampled_from([""] * 8 + [' table:number-rows-repeated="4"', ' table:visibility="collapse"'])
        )
        rows.append(f"<table:table-row{many}>{''.join(cells_)}</table:table-row>")
    return "".join(rows)


@st.composite
def flipped(draw: st.DrawFn, data: bytes) -> bytes:
    """A file with a few bytes changed, or a piece of it left out or doubled."""
    made = bytearray(data)
    for _ in range(draw(st.sampled_from([1, 2, 5, 20]))):
        at = draw(st.integers(0, len(made) - 1))
        what = draw(st.integers(0, 9))
        if what < 7:
            made[at] = (
                draw(st.sampled_from([0, 1, 0x7F, 0x80, 0xFE, 0xFF]))
                if what < 4
                else draw(st.integers(0, 255))
            )
        elif what == 7:
            made[at : at + 4] = struct.pack(
                "<I", draw(st.sampled_from([0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0x10000]))
            )
        elif what == 8:
            del made[at : at + draw(st.integers(1, 40))]
        else:
            made[at:at] = made[at : at + draw(st.integers(1, 40))]
        if not made:
            return b"PK"
    return bytes(made)


@st.composite
def inner(draw: st.DrawFn, data: bytes) -> bytes:
    """A package with bytes changed inside one of its parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as source:
        names = sorted(name for name in source.namelist() if source.getinfo(name).file_size)
    name = draw(st.sampled_from(names))
    return with_parts({name: draw(flipped(part(data, name)))}, data)


@st.composite
def other_json(draw: st.DrawFn, text: str) -> str:
    """JSON with some values replaced, left out or named otherwise."""
    data = json.loads(text)
    strange: st.SearchStrategy[Any] = st.one_of(
        st.none(), st.booleans(), st.integers(-(10**30), 10**30), st.floats(), texts, st.builds(list), st.builds(dict),
        st.builds(lambda: [[]]), st.builds(lambda: {"a": 1}),
    )  # fmt: skip
    for _ in range(draw(st.integers(1, 4))):
        node = data
        while isinstance(node, (dict, list)) and node:
            key = draw(st.sampled_from(sorted(node) if isinstance(node, dict) else range(min(len(node), 5))))
            if draw(st.booleans()) or not isinstance(node[key], (dict, list)):
                what = draw(st.integers(0, 3))
                if what == 0:
                    del node[key]
                elif what == 1 and isinstance(node, dict):
                    node[str(draw(texts))] = node.pop(key)
                else:
                    node[key] = draw(strange)
                break
            node = node[key]
    return json.dumps(data)


class Apart:
    """Does work in a process of its own, which is started anew where it ends."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None

    def run(self, work: Callable[..., str], *arguments: object) -> str:
        """What the work gives: "" or a fault; "died" where its process ended."""
        if self._pool is None:
            self._pool = ProcessPoolExecutor(1, get_context("spawn"), initializer=_bound)
        try:
            return self._pool.submit(work, *arguments).result(MOST_SECONDS)
        except BrokenProcessPool:
            self.end()
            return "died"

    def end(self) -> None:
        """End the process."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


def _bound() -> None:
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


def audited(data: bytes, name: str) -> str:
    """Audit a tracker and write the audit as JSON; "" where that went, or one message came. Else what was raised."""
    from caseaudit.definition import load_definition
    from caseaudit.stories.audit import AuditOptions, audit_workbook

    signal.alarm(MOST_SECONDS)
    try:
        workbook = read(data, name)
        if workbook is not None:
            _told(audit_workbook(workbook, load_definition(None), AuditOptions(today=DAY)))
    except (InputUnusable, MemoryError):
        return ""
    except BaseException as fault:  # A panic of the native reader is no Exception.
        import traceback

        return "".join(traceback.format_exception(fault))[-3_000:]
    finally:
        signal.alarm(0)
    return ""


def read(data: bytes, name: str) -> Any:
    """The workbook of these bytes, read in this process as the reading child does; None where it is refused."""
    from caseaudit.model.table import Workbook
    from caseaudit.tracker.read.child import _read
    from caseaudit.tracker.read.columns import sheet_of
    from caseaudit.tracker.read.faults import Unreadable

    replies: list[dict[str, Any]] = []
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        try:
            rest = _read(str(path), replies.append)
        except Unreadable as fault:
            if not (fault.what and fault.remedy):
                raise AssertionError("a message without words") from fault
            return None
    sheets_ = tuple(sheet_of(reply["sheet"], position) for position, reply in enumerate(replies))
    return Workbook(
        name, rest["sha256"], rest["form"], sheets_, rest["not_read"], epoch_1904=rest["epoch_1904"]
    )


def _told(audit: Any) -> None:
    from caseaudit.commands.console import formats
    from caseaudit.model.finding import Verdict

    written: list[str] = []
    formats.write_json(written.append, [(audit, Verdict(True, ()))], [], Verdict(True, ()))
    told = json.loads("".join(written))
    assert len(told["findings"]) == len(list(audit.findings))
