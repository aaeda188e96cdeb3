"""What is marked in a copy of a tracker: cells by severity, each with its findings, and the sheet that lists them all.

Rows and columns are counted from 0, as in `caseaudit.model.table`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from caseaudit.model.definition import Severity

MARKED_BY = "Findings of caseaudit"
"""What the first cell of a sheet of findings begins with; by this it is known again."""
PALETTE_HEAD = "caseaudit marks 1"
"""Heads the hidden columns in which a sheet of findings keeps how the marked cells looked before."""
NOTE_BEGINS, NOTE_ENDS = "caseaudit:", "(end of caseaudit's note)"
"""The lines between which a note is the program's; what people write stands above or below."""

BASES = {Severity.ERROR: 0xF8B8B0, Severity.WARNING: 0xF8E090, Severity.NOTE: 0xC8E0F8}
"""The color of each severity as RRGGBB, but for the lowest three bits of each part, which number its shades."""
SHADES = 512
MOST_NOTES = 20_000
"""Cells of a workbook that get a note: with more, spreadsheet programs take minutes to open it."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A cell to mark: the worst severity of what was found there, and what its note says, a line a finding.

    `lines` is empty where the workbook has as many notes as it should.
    """

    sheet: str
    row: int
    column: int
    severity: Severity
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the sheet of findings; `sheet` and `cell` lead to the marked cell, `unnoted` is why it has no note."""

    severity: Severity
    texts: tuple[str, ...]
    """Rule, list, case, field, entry, what is wrong, what to write, analyst."""
    sheet: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Marking:
    """All marks of one copy, and the findings in their order; `title` and `remarks` stand above the list."""

    title: str
    remarks: tuple[str, ...]
    marks: Sequence[Mark]
    findings: Sequence[Listed]


@dataclass(frozen=True, slots=True)
class Before:
    """How a cell looked before it was marked: its fill as XML, and the attribute that says whether the fill counts.

    `stood` is False where the sheet had no element for the cell.
    """

    fill: str
    applies: str | None
    stood: bool


@dataclass(frozen=True, slots=True)
class Shade:
    """A color that stands for a severity and a look before."""

    color: str
    """AARRGGBB."""
    severity: Severity
    before: Before

    @property
    def texts(self) -> tuple[str, ...]:
        """The shade as a row of the palette."""
        stood = "cell" if self.before.stood else "no cell"
        return self.color, self.severity.value, self.before.fill, self.before.applies or "", stood


def shade_of(texts: Sequence[str]) -> Shade | None:
    """The shade that a row of a palette says, None where it says none."""
    if len(texts) != 5 or texts[1] not in [each.value for each in BASES] or not texts[2].startswith("<"):
        return None
    return Shade(texts[0], Severity(texts[1]), Before(texts[2], texts[3] or None, texts[4] == "cell"))


def colors(severity: Severity) -> Iterator[str]:
    """All shades of a severity."""
    for number in range(SHADES):
        shift = (number & 7) << 16 | (number >> 3 & 7) << 8 | number >> 6
        yield f"FF{BASES[severity] | shift:06X}"
