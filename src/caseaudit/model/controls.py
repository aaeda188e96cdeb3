"""What keeps entries right while they are typed: validations, colours, and the ranges of standard terms.

Pure records that name cells and formulas as a workbook does; whoever writes a workbook writes them into it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

FIRST_BLOCK = 4
"""The row (from 1) of the first range's title on the sheet of terms; above it stands what the sheet is."""
TERMS_NOTE = (
    "The dropdowns offer these entries. They come from the definition of the tracker; change them there."
)


class Check(StrEnum):
    """The kind of a validation, by the workbook's own word."""

    TERMS = "list"
    DAYS = "date"
    FORMULA = "custom"
    LENGTH = "textLength"


class Firmness(StrEnum):
    """What happens to an entry that does not pass, by the workbook's own word."""

    REFUSE = "stop"
    ASK = "warning"


class Mark(StrEnum):
    """What a colour says."""

    MISSING = "missing"
    NONSTANDARD = "nonstandard"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Colours:
    """A fill and the text on it, as RRGGBB."""

    fill: str
    text: str


COLOURS: Mapping[Mark, Colours] = {
    Mark.MISSING: Colours("FBD3D0", "7A1C14"),
    Mark.NONSTANDARD: Colours("FFE7A8", "6B4A00"),
    Mark.CONFLICT: Colours("DED2F5", "46247F"),
}


@dataclass(frozen=True, slots=True)
class Validation:
    """What one field's cells may hold.

    `cells` is a range such as `B2:B90`, or several with a space between; formulas are without `=`, for the first cell.

    `operator` is "" where the kind needs none. Titles have at most 32 characters, `error` 225 and `prompt` 255.
    """

    field: str
    cells: str
    check: Check
    firmness: Firmness
    formulas: tuple[str, ...]
    error_title: str
    error: str
    operator: str = ""
    prompt_title: str = ""
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Highlight:
    """A colour for the cells of a field where a formula (for the range's first cell) is true.

    An empty formula marks entries that stand in the range twice.
    """

    field: str
    cells: str
    mark: Mark
    formula: str


@dataclass(frozen=True, slots=True)
class Controls:
    """The validations and colours of one list's sheet; of two colours for a cell, the earlier one counts."""

    validations: tuple[Validation, ...]
    highlights: tuple[Highlight, ...]


@dataclass(frozen=True, slots=True)
class TermRange:
    """Standard terms that stand below each other: `name` is the defined name of the range, `title` what they are.

    `meanings` has one text for each term, "" where there is none.
    """

    name: str
    title: str
    terms: tuple[str, ...]
    meanings: tuple[str, ...]


def placed(ranges: Sequence[TermRange]) -> Mapping[str, tuple[int, int]]:
    """The first and last row (from 1) of each range on its sheet: a title above each, a blank row below."""
    rows, row = {}, FIRST_BLOCK
    for each in ranges:
        rows[each.name] = (row + 1, row + len(each.terms))
        row += len(each.terms) + 2
    return rows
