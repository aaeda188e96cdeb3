"""The sheet of findings: the first of a marked copy, with a link to each cell; hidden columns keep the looks before."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, zip_longest
from xml.sax.saxutils import escape, quoteattr

from caseaudit.model.definition import Severity
from caseaudit.model.marks import MARKED_BY, PALETTE_HEAD, Listed, Marking, Shade
from caseaudit.model.table import address, letters, quoted_sheet
from caseaudit.tracker.edit.cellxml import LONGEST_TEXT, escaped
from caseaudit.tracker.read.marks import Spot

HEAD = (
    "Severity", "Cell", "Rule", "List", "Case", "Field", "Entry", "What is wrong", "What to write", "Analyst", "Remark",
)  # fmt: skip
_WIDTHS = (10, 18, 8, 12, 15, 22, 26, 44, 44, 16, 26)
_ROWS_AT_ONCE = 2_000
_LINE, _LETTER = 13.2, 0.85
"""Points a line; how wide a letter is, in units of a column's width."""
_RULE, _CASE, _ANALYST, _REMARK = (HEAD.index(name) for name in ("Rule", "Case", "Analyst", "Remark"))
_ROW = "\0"
"""Stands for the number of the row until it is known; no text holds it."""
PALETTE_COLUMN = len(HEAD) + 1
FIRST_ROW = 6
"""The row (from 1) of the first finding; the row above it heads the list."""
MOST_LINKS = 65_000
"""Links on one sheet; Excel's limit is 65,530."""
MOST_FINDINGS = 300_000
"""Findings on the sheet: with more, it would unpack to more than spreadsheet programs can hold."""


@dataclass(frozen=True, slots=True)
class Looks:
    """The numbers of the formats that the sheet uses."""

    title: int
    plain: int
    head: int
    link: int
    flat: int
    colors: Mapping[Severity, int]


def findings_sheet(
    marking: Marking,
    shades: Sequence[Shade],
    unnoted: Mapping[tuple[str, Spot], str],
    looks: Looks,
    main: str,
) -> Iterator[bytes]:
    """The sheet as XML, in pieces; `unnoted` says why a cell has no note, `main` is the workbook's namespace."""
    found = marking.findings[:MOST_FINDINGS]
    last = FIRST_ROW - 1 + max(1, len(found))
    columns = "".join(
        f'<col min="{number}" max="{number}" width="{width}" customWidth="1"/>'
        for number, width in enumerate(_WIDTHS, start=1)
    )
    hidden = f'<col min="{PALETTE_COLUMN + 1}" max="{PALETTE_COLUMN + 5}" width="9" hidden="1"/>'
    links = "".join(
        f'<hyperlink ref="B{row}" location={quoteattr(_location(each))}/>'
        for row, each in enumerate(found[:MOST_LINKS], start=FIRST_ROW)
    )
    head = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns={quoteattr(main)}>'
        '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView workbookViewId="0" showGridLines="0"><pane ySplit="{FIRST_ROW - 1}" '
        f'topLeftCell="A{FIRST_ROW}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f"<cols>{columns}{hidden}</cols><sheetData>"
    )
    foot = (
        f'</sheetData><autoFilter ref="A{FIRST_ROW - 1}:{letters(len(HEAD) - 1)}{last}"/>'
        + (f"<hyperlinks>{links}</hyperlinks>" if links else "")
        + '<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>'
        '<pageSetup orientation="landscape" fitToHeight="0"/></worksheet>'
    )
    yield head.encode()
    rows = _rows(marking, found, shades, unnoted, looks)
    while piece := "".join(islice(rows, _ROWS_AT_ONCE)):
        yield piece.encode("utf-8", "replace")
    yield foot.encode("utf-8", "replace")


def _rows(
    marking: Marking,
    found: Sequence[Listed],
    shades: Sequence[Shade],
    unnoted: Mapping[tuple[str, Spot], str],
    looks: Looks,
) -> Iterator[str]:
    remarks = " ".join(marking.remarks)
    yield f'<row r="1" ht="24" customHeight="1">{_cell("A1", f"{MARKED_BY}: {marking.title}", looks.title)}</row>'
    yield f'<row r="2">{_cell("A2", remarks, looks.flat)}</row>'
    legend = "".join(
        _cell(f"{letters(place)}3", severity.value, looks.colors[severity])
        for place, severity in enumerate(looks.colors)
    )
    yield f'<row r="3">{legend}</row>'
    heads = "".join(
        _cell(f"{letters(place)}{FIRST_ROW - 1}", text, looks.head) for place, text in enumerate(HEAD)
    )
    palette = _cell(f"{letters(PALETTE_COLUMN)}{FIRST_ROW - 1}", PALETTE_HEAD, looks.plain)
    yield f'<row r="{FIRST_ROW - 1}" ht="18" customHeight="1">{heads}{palette}</row>'
    finding_cells = _FindingCells(looks)
    for row, (each, shade) in enumerate(zip_longest(found, shades), start=FIRST_ROW):
        cells, lines = "", 1
        if each is not None:
            cells, lines = finding_cells.of(each, unnoted.get((each.sheet, (each.row, each.column)), ""))
        if shade is not None:
            cells += "".join(
                _cell(f"{letters(PALETTE_COLUMN + place)}{_ROW}", text, looks.flat)
                for place, text in enumerate(shade.texts)
            )
        number = str(row)
        yield f'<row r="{number}" ht="{_LINE * lines:g}" customHeight="1">{cells.replace(_ROW, number)}</row>'


class _FindingCells:
    """The cells of a finding as XML, with `_ROW` for the number of their row; what several share is made once."""

    def __init__(self, looks: Looks) -> None:
        self._looks = looks
        self._begin = lru_cache(None)(self._begun)
        self._said = lru_cache(1 << 16)(self._told)
        self._plain = lru_cache(1 << 14)(self._written)

    def of(self, each: Listed, remark: str) -> tuple[str, int]:
        """The cells, and how many lines they need."""
        rule, list_, case, *said, analyst = each.texts
        place = _inside(f"{quoted_sheet(each.sheet)}!{address(each.row, each.column)}")
        told, lines = self._said(*said)
        plain = self._plain
        cells = "".join((
            self._begin(each.severity), f'<c r="B{_ROW}" s="{self._looks.link}"{place}', plain(_RULE, rule),
            plain(_RULE + 1, list_), self._written(_CASE, case), told, plain(_ANALYST, analyst), plain(_REMARK, remark),
        ))  # fmt: skip
        return cells, max(lines, _lines(_ANALYST, analyst))

    def _begun(self, severity: Severity) -> str:
        return f'<c r="A{_ROW}" s="{self._looks.colors[severity]}"{_inside(severity.value)}'

    def _told(self, *texts: str) -> tuple[str, int]:
        """Field, entry, what is wrong and what to write."""
        cells = "".join(self._written(place, text) for place, text in enumerate(texts, start=_CASE + 1))
        return cells, max(_lines(place, text) for place, text in enumerate(texts, start=_CASE + 1))

    def _written(self, place: int, text: str) -> str:
        return f'<c r="{letters(place)}{_ROW}" s="{self._looks.plain}"{_inside(text)}' if text else ""


def _lines(place: int, text: str) -> int:
    """How many lines a text needs in its column; not every program works this out by itself."""
    return 1 + int(len(text) * _LETTER / _WIDTHS[place])


def _location(each: Listed) -> str:
    return f"{quoted_sheet(each.sheet, always=True)}!{address(each.row, each.column)}"


def _cell(place: str, text: str, number: int) -> str:
    return f'<c r="{place}" s="{number}"{_inside(text)}' if text else ""


@lru_cache(maxsize=1 << 16)
def _inside(text: str) -> str:
    kept = text[:LONGEST_TEXT]
    blanks = ' xml:space="preserve"' if kept != kept.strip() or "\n" in kept or "  " in kept else ""
    return f' t="inlineStr"><is><t{blanks}>{escape(escaped(kept))}</t></is></c>'


def free_title(taken: Collection[str]) -> str:
    """A name for the sheet that no other sheet has."""
    used = {name.casefold() for name in taken}
    wishes = ("Findings", *(f"Findings {number}" for number in range(2, 1000)))
    return next(name for name in wishes if name.casefold() not in used)
