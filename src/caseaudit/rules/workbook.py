"""W: what in the workbook itself could not be taken at its word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseaudit.kinds.reading import State
from caseaudit.model.definition import Severity
from caseaudit.model.layout import HIDDEN, RemarkKind
from caseaudit.rules.book import Family, every_field

if TYPE_CHECKING:
    from caseaudit.model.layout import Remark
    from caseaudit.model.table import Mask
    from caseaudit.tracker.cases import CaseEntries, Setting
    from caseaudit.tracker.entries import Entries

FAMILY = Family("W", "Workbook: what could not be taken at its word")


@FAMILY.remark_rule(
    "W601",
    severity=Severity.NOTE,
    says="The column {entry} is none of the tracker's fields and was not audited; "
    "if it is one, head it as the definition does.",
)
def unrecognized_column(remark: Remark) -> bool:
    """A column is none of the tracker's fields and holds values.

    Why it matters: a field under a heading that nobody expects is not audited, and drops out of every summary.

    Wrong, on Active:

    | Case Number  | Follow-up    |
    |--------------|--------------|
    | FLD-2019-014 | ask the port |

    Found:

        B1  The column "Follow-up" is none of the tracker's fields and was not audited; if it is one, head it as the definition does.

    Right, on Active:

    | Case Number  | Commodity |
    |--------------|-----------|
    | FLD-2019-014 | Garments  |
    """
    return remark.kind is RemarkKind.UNRECOGNIZED_COLUMN


@FAMILY.remark_rule("W602", says="{what}")
def ambiguous_header(remark: Remark) -> bool:
    """A heading could be two fields, or two columns could be the same field.

    Nothing is guessed: a heading that could be two fields is read as neither of them.

    Why it matters: an audit of the wrong column is worse than none.

    Wrong, on Active:

    | Case Number  | Commodity | Commodity |
    |--------------|-----------|-----------|
    | FLD-2019-014 | Garments  | Gloves    |

    Found:

        C1  …

    Right, on Active:

    | Case Number  | Commodity |
    |--------------|-----------|
    | FLD-2019-014 | Garments  |
    """
    return remark.kind is RemarkKind.AMBIGUOUS_HEADER


@FAMILY.remark_rule("W603", says="{what}")
def hidden_data(remark: Remark) -> bool:
    """Cases are in hidden rows, columns or sheets.

    They are audited like the others. A hidden sheet most of whose case numbers are on visible sheets is an older copy and
    is left out.

    Why it matters: what is hidden is neither seen nor corrected, but it is still counted.

    Wrong, on Active with row 2 hidden:

    | Case Number  | Commodity |
    |--------------|-----------|
    | FLD-2019-014 | Garments  |
    | FLD-2019-015 | Gloves    |

    Found:

        2:2  …

    Right, on Active:

    | Case Number  | Commodity |
    |--------------|-----------|
    | FLD-2019-014 | Garments  |
    """
    return remark.kind in HIDDEN


@FAMILY.remark_rule("W604", severity=Severity.ERROR, says="{what}")
def unreadable_sheet(remark: Remark) -> bool:
    """A sheet looks like a case list, but has no header row that can be found, no case below it, or a second table beside.

    Why it matters: the cases on it, if there are any, were not audited.

    Wrong, on Active and Suspended without cases:

    | Case Number  | Commodity |
    |--------------|-----------|
    | FLD-2019-014 | Garments  |

    Found:

        Suspended  The sheet has the header of a case list, but no case below it.

    Right, on Active:

    | Case Number  | Commodity |
    |--------------|-----------|
    | FLD-2019-014 | Garments  |
    """
    return remark.kind in (RemarkKind.UNREADABLE_SHEET, RemarkKind.NO_CASES, RemarkKind.SECOND_TABLE)


@FAMILY.rule(
    "W605",
    about=every_field,
    severity=Severity.WARNING,
    at_header=True,
    says="{header} has formulas that hold no value in {count}: the workbook was never calculated. "
    "Open it in Excel, save it, and audit it again.",
)
def uncalculated_formula(_: CaseEntries, entries: Entries, _setting: Setting) -> Mask:
    """A column has formulas that hold no value, because the workbook was never calculated.

    It is reported once, at the column's header; the cells are neither missing nor wrong, and are not audited.

    Why it matters: nobody can tell what such a cell will show.

    Wrong, on Active:

    | Case Number  | Commodity |
    |--------------|-----------|
    | FLD-2019-014 | =?        |

    Found:

        B1  Commodity has formulas that hold no value in 1 case: the workbook was never calculated. Open it in Excel, save it, and audit it again.

    Right, on Active:

    | Case Number  | Commodity |
    |--------------|-----------|
    | FLD-2019-014 | Garments  |
    """
    return entries.in_state(State.UNAUDITED)
