"""The marks of an `.ods` workbook, from the tags of its content.xml (OpenDocument 1.3, part 3).

Rows and cells state no place; a tag may stand for many alike. A row without anything to mark is passed over whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

from caseaudit.tracker.read.faults import damaged
from caseaudit.tracker.read.limits import CELLS, MERGES, REPEATED, SHEETS
from caseaudit.tracker.read.marks import FAR_COLUMNS, FAR_ROWS, Marks, Spot, far_spots
from caseaudit.tracker.read.package import Package, plain_xml
from caseaudit.tracker.read.sheetxml import unescaped

Span = tuple[int, int]
_Row = tuple[int, int, int, int]
"""A filled row: its number, how often it stands, and where its cells begin and end."""

_INSIDE = rb"""((?:[^<>"']++|"[^"<]*+"|'[^'<]*+')*+)>"""
"""The rest of a tag; a `>` in quotation marks does not end it."""
_TABLE = re.compile(rb"<table:table(?=[\s>])" + _INSIDE)
_PIECE = re.compile(rb"<table:table-(row|column)(?=[\s/>])" + _INSIDE)
_CELL = re.compile(rb"<table:(?:covered-)?table-cell(?=[\s/>])" + _INSIDE)
_CELL_END = re.compile(rb"</table:(?:covered-)?table-cell>")
_ATTRIBUTE = re.compile(rb"""(?<![\w.-])([\w.-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)')""")
_TAG = re.compile(rb"<[^<>]*>")
_ERROR = re.compile(r"(?:#N/A|#[A-Z0-9/]+[!?]|Err:[0-9]+)$")
_TAB = re.compile(rb"<text:tab\b[^<>]*/>")
_MANY = re.compile(rb"""columns-repeated=["'][0-9]{3,}""")
_KIND = re.compile(rb"""(\soffice:value-type\s*+=\s*+)(?:"[^"]*"|'[^']*')""")
_VALUE = re.compile(rb"""(\soffice:)value\s*+=\s*+("[^"]*"|'[^']*')""")
_NUMBER = re.compile(rb"[+-]?+(?:[0-9]++(?:\.[0-9]*+)?+|\.[0-9]++)(?:[eE][+-]?+[0-9]++)?+")
_HIDDEN = ("collapse", "filter")

_INDENTED_ROW = re.compile(rb"<table:table-row[^<>]*>\s")
_INDENT = re.compile(rb">\s+(?=</?table:|<text:p[\s/>])")
"""The blanks of XML that is laid out to be read. No text holds tables or paragraphs, so none loses a blank."""
_INDENT_INSIDE = re.compile(rb"(<table:(?:covered-)?table-cell(?:\s[^<>]*)?>)\s+")


class OpenDocumentScan:
    """The marks of each sheet; `data` is the workbook for calamine: the file itself wherever it can be."""

    def __init__(self, data: bytes) -> None:
        """Read the tags, and leave out cells far off all others: calamine builds all sheets when it opens the file.

        Raises:
            Unreadable: repeats add up to more cells than can be held.
        """
        package = Package(data)
        content = package.part("content.xml")
        plain = plain_xml(content)
        if plain.count(b"<") != plain.count(b">"):
            _refuse_broken(plain)
        if b"<text:tab" in plain:
            plain = _TAB.sub(b"\t", plain)  # calamine would leave it out.
        if _INDENTED_ROW.search(plain):
            # calamine expects the cells of a row and nothing between them, and takes what stands in a cell for text.
            plain = _INDENT.sub(b">", _INDENT_INSIDE.sub(rb"\1", plain))
        tables = [match.span() for match in _TABLE.finditer(plain)]
        SHEETS.check(len(tables))
        ends = [*(start for start, _ in tables[1:]), len(plain)]
        sheets = [_Sheet(plain, start, end) for (_, start), end in zip(tables, ends, strict=False)]
        self._marks = [sheet.marks for sheet in sheets]
        cuts = [cut for sheet in sheets for cut in sheet.cuts]
        changed = cuts or plain is not content
        self.data = package.copy({"content.xml": _without(plain, cuts)}) if changed else data

    epoch_1904 = False
    """calamine gives every date of this form as a date, and a plain number is none."""

    def prepare(self) -> None:
        """Nothing more to put right."""

    def marks(self, number: int, name: str) -> tuple[Marks, bool]:  # noqa: ARG002 - other forms need the name
        """The marks of the sheet at this position; never a reason to read it again."""
        return (self._marks[number] if number < len(self._marks) else Marks()), False

    def mend(self, number: int, name: str) -> bool:  # noqa: ARG002 - calamine reads all sheets at once
        """Keep as texts what is said to be a number and is none. Whether there was any."""
        package = Package(self.data)
        content = package.part("content.xml")
        mended = _CELL.sub(_number_or_text, content)
        if mended == content:
            return False
        self.data = package.copy({"content.xml": mended})
        return True


def _number_or_text(cell: re.Match[bytes]) -> bytes:
    value = _VALUE.search(cell[1])
    if value is None or _NUMBER.fullmatch(value[2][1:-1]):
        return cell[0]
    text = _KIND.sub(rb'\1"string"', cell[1])
    # Without any value, what the cell shows is its entry.
    kept = _VALUE.sub(rb"\1string-value=\2" if len(value[2]) > 2 else b"", text)
    return cell[0].replace(cell[1], kept)


def _refuse_broken(content: bytes) -> None:
    """calamine goes on for ever where a tag has no end. Raises Unreadable."""
    from xml.parsers import expat

    try:
        expat.ParserCreate().Parse(content, True)
    except expat.ExpatError as fault:
        raise damaged(f"its content.xml: {fault}") from None


def _without(content: bytes, cuts: list[tuple[int, int]]) -> bytes:
    pieces, position = [], 0
    for start, end in sorted(cuts):
        pieces.append(content[position:start])
        position = end
    return b"".join([*pieces, content[position:]])


class _Sheet:
    """One table: its `marks`, and in `cuts` the spans of bytes of the far cells that are not to be read."""

    def __init__(self, content: bytes, start: int, end: int) -> None:
        self.marks = Marks()
        self.cuts: list[Span] = []
        self._content = content
        self._filled: list[_Row] = []
        self._column = self._row = 0
        closing = content.find(b"</table:table>", start, end)
        limit = closing if closing >= 0 else end
        pieces = list(_PIECE.finditer(content, start, limit))
        ends = [*(piece.start() for piece in pieces[1:]), limit]
        for piece, piece_end in zip(pieces, ends, strict=False):
            attributes = _attributes(piece[2])
            if piece[1] == b"column":
                self._add_column(attributes)
            else:
                self._add_row(attributes, piece.end(), piece.end() if piece[2].endswith(b"/") else piece_end)
        if self._is_scattered():
            self._set_apart()

    def _add_column(self, attributes: dict[str, str]) -> None:
        times = _times(attributes, "number-columns-repeated")
        if attributes.get("visibility") in _HIDDEN:
            self.marks.hidden_columns.append((self._column, min(self._column + times, 16384) - 1))
        self._column += times

    def _add_row(self, attributes: dict[str, str], start: int, limit: int) -> None:
        row, times = self._row, _times(attributes, "number-rows-repeated")
        self._row += times
        if attributes.get("visibility") in _HIDDEN:
            self.marks.hidden_rows.extend(range(row, min(row + times, 1 << 20)))
        body = self._content[start:limit]
        if b"<text:" in body or b"value" in body:
            self._filled.append((row, times, start, limit))
        if b"formula" in body or b"spanned" in body or b'"error"' in body:
            self._mark_cells(row, times, start, limit)

    def _mark_cells(self, row: int, times: int, start: int, limit: int) -> None:
        for column, repeat, attributes, body, _ in _cells(self._content, start, limit):
            error = _error(attributes, body)
            if error or "formula" in attributes:
                REPEATED.check(times * repeat)
                for spot in product(range(row, row + times), range(column, column + repeat)):
                    if "formula" in attributes:
                        self.marks.formula(*spot, calculated="value-type" in attributes or b"<text:p" in body)
                    if error:
                        self.marks.errors[spot] = error
            high, wide = (_times(attributes, f"number-{what}-spanned") for what in ("rows", "columns"))
            if high > 1 or wide > 1:
                self.marks.merges.append((row, column, row + high - 1, column + wide - 1))
                MERGES.check(len(self.marks.merges))

    def _is_scattered(self) -> bool:
        """Whether a gap between rows, a far column or a row repeated often stands anywhere; a quick look."""
        below = 0
        for row, times, start, limit in self._filled:
            last = self._content.rfind(b"<table:", start, limit)
            closing = self._content.find(b">", last)
            is_rest = (
                self._content.startswith(b"/", closing - 1) and b"value" not in self._content[last:closing]
            )
            end = last if is_rest else limit
            if row - below > FAR_ROWS or times > FAR_ROWS or _MANY.search(self._content, start, end):
                return True
            if self._content.count(b"<table:", start, end) > FAR_COLUMNS:
                return True
            below = row + times
        return False

    def _set_apart(self) -> None:
        """Cut the far cells, where the block that spans all cells is far larger than their number."""
        spots: list[tuple[Spot, int, Span]] = []
        for row, times, start, limit in self._filled:
            for column, repeat, attributes, body, span in _cells(self._content, start, limit):
                if b"<text:" in body or "value-type" in attributes:
                    spots.append(((row, column), times * repeat, span))
        total = sum(number for _, number, _ in spots)
        CELLS.check(total)
        far = far_spots({spot: number for spot, number, _ in spots})
        self.marks.strays = sorted(far)
        self.cuts = [span for spot, _, span in spots if spot in far]


def _error(attributes: dict[str, str], body: bytes) -> str:
    """The name of the error that a cell shows, "" where it shows none."""
    if "formula" not in attributes and attributes.get("value-type") != "error":
        return ""
    text, at = "", 0
    while (start := body.find(b"<text:p", at)) >= 0 and (at := body.find(b"</text:p>", start)) >= 0:
        text += unescaped(_TAG.sub(b"", body[start:at]))
    return text if _ERROR.match(text) else ""


def _cells(content: bytes, start: int, limit: int) -> Iterator[tuple[int, int, dict[str, str], bytes, Span]]:
    """The cells of a row: column, repeats, attributes, content, and the span of the whole tag."""
    column, at, may_close = 0, start, True
    while match := _CELL.search(content, at, limit):
        at = match.end()
        body = b""
        if not match[1].endswith(b"/"):
            closes = _CELL_END.search(content, at, limit) if may_close else None
            if closes is None:
                may_close = False
                continue
            body, at = content[at : closes.start()], closes.end()
        attributes = _attributes(match[1])
        repeat = min(_times(attributes, "number-columns-repeated"), 16384)
        yield column, repeat, attributes, body, (match.start(), at)
        column += repeat


def _attributes(text: bytes) -> dict[str, str]:
    """Attributes by name without prefix; of two alike, OpenDocument's own comes first in every writer."""
    found: dict[str, str] = {}
    for name, double, single in _ATTRIBUTE.findall(text):
        key = name.decode("ascii", "replace")
        if key == "value-type" and key in found:
            key = "value-type" if (double or single) == b"error" else ""
        found[key] = unescaped(double or single)
    return found


def _times(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1")
    return int(text) if text.isdigit() and len(text) < 10 else 1
