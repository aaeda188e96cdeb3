"""Reading `.csv` and its kin: which encoding, which separator, and the records as rows.

A record is a row, as spreadsheet programs count them: a blank line is one, an entry with line breaks inside is
within one, and a first line `sep=;` counts as one though it holds nothing.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from caseaudit.tracker.read.faults import Unreadable
from caseaudit.tracker.read.limits import COLUMNS, ENTRY, PACKED

SEPARATORS = ",;\t|"
_END = "\ue000end\ue000"
"""A line put behind the text: where it ends up inside an entry, a quotation mark was left open."""
SAMPLE = 1 << 16

_SEP_LINE = re.compile(r"\"?sep=(.)\"?[ ,;\t]*(?:\r\n|\r|\n|$)", re.IGNORECASE)
_CONTROL = re.compile("[\0-\x08\x0e-\x1f\x7f]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip


def text_of(data: bytes) -> str | None:
    """The bytes as text, or None where they are no text in any encoding that spreadsheet programs write."""
    encoding = next((name for bom, name in _BOMS if data.startswith(bom)), None) or _without_mark(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        if encoding != "utf-8":
            return None
        text = _western(data)
    sample = text[:SAMPLE]
    return None if len(_CONTROL.findall(sample)) > 4 + len(sample) // 50 else text


def _without_mark(data: bytes) -> str:
    """UTF-16 is known by the zero byte beside each plain letter."""
    sample = data[:4096]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if odd > len(sample) // 4 and even < odd // 8:
        return "utf-16-le"
    return "utf-16-be" if even > len(sample) // 4 and odd < even // 8 else "utf-8"


def _western(data: bytes) -> str:
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")


def records(text: str) -> Iterator[list[str]]:
    """The rows of the text, blanks at their ends left off.

    Raises:
        Unreadable: an entry without end, or more columns than a worksheet has.
    """
    declared = _SEP_LINE.match(text)
    if declared:
        yield []
        text = text[declared.end() :]
    separator = declared[1] if declared else separator_of(text)
    csv.field_size_limit(PACKED.most)  # A long entry is the matter of its cell alone.
    lines = chain(io.StringIO(text, newline=""), [_END])
    number, widest = 1 if declared else 0, 1
    try:
        for record in csv.reader(lines, delimiter=separator):
            if record == [_END]:
                return
            number += 1
            while record and not record[-1]:
                record.pop()
            COLUMNS.check(len(record), f"row {number}")
            widest = max(widest, len(record))
            if record and record[-1].endswith(_END):
                raise _unclosed(number)
            if len("".join(record)) > ENTRY.most and any(
                _holds_rows(each, separator, widest) for each in record
            ):
                raise _unclosed(number)
            yield record
    except csv.Error as fault:
        raise Unreadable(
            f"row {number + 1} cannot be split into entries ({fault}).",
            "Look there for a quotation mark that is never closed.",
        ) from None


def _unclosed(row: int) -> Unreadable:
    return Unreadable(f"a quotation mark that is opened in row {row} is never closed.", "Close it.")


def _holds_rows(entry: str, separator: str, columns: int) -> bool:
    """Whether rows were swallowed by a long entry: the mark that closes it was meant to open another one."""
    if len(entry) <= ENTRY.most:
        return False
    return any(line.count(separator) >= max(columns // 2, 1) for line in entry.splitlines()[1:-1])


def separator_of(text: str) -> str:
    """The separator that cuts most records of the beginning into the same number of entries."""
    sample = text[:SAMPLE]
    return max(SEPARATORS, key=lambda separator: _regularity(sample, separator))


def _regularity(sample: str, separator: str) -> tuple[float, int]:
    widths: Counter[int] = Counter()
    try:
        for record in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
            if any(record):
                widths[len(record)] += 1
    except csv.Error:
        return 0.0, 0
    width, number = max(widths.items(), key=lambda item: (item[0] > 1, item[1], item[0]), default=(1, 0))
    return (number / widths.total(), width) if width > 1 else (0.0, 1)
