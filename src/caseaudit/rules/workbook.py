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
    from caseaudit.tracker.cases import CaseEntries
    from caseaudit.tracker.entries import Entries
    from caseaudit.tracker.setting import Setting

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
    """A sheet looks like a case list, but has no header row that can be found, or a second table beside the first.

    Why it matters: the cases in it were not audited.

    Wrong, on Active:

    | Case Number  | Commodity | Industry    | Status     |  | Case Number  | Commodity | Industry    | Status     |
    |--------------|-----------|-------------|------------|--|--------------|-----------|-------------|------------|
    | FLD-2019-014 | Garments  | Electronics | Initiation |  | FLD-2019-015 | Gloves    | Electronics | Initiation |

    Found:

        A1  …

    Right, on Active:

    | Case Number  | Commodity |
    |--------------|-----------|
    | FLD-2019-014 | Garments  |
    """
    return remark.kind in (RemarkKind.UNREADABLE_SHEET, RemarkKind.SECOND_TABLE)


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


@FAMILY.remark_rule("W606", severity=Severity.NOTE, says="{what}")
def empty_list(remark: Remark) -> bool:
    """A list's sheet has its header and no case.

    Why it matters: a list may well be empty, but its cases may also have been deleted or filtered away.

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
    return remark.kind is RemarkKind.NO_CASES


@FAMILY.remark_rule("W607", says="{what}")
def sheet_left_out(remark: Remark) -> bool:
    """A sheet with cases was not audited, or only in part.

    A sheet most of whose cases stand on other sheets is a copy. Its cases that stand nowhere else are audited.

    Why it matters: a copy that somebody keeps up to date holds corrections that the list does not have.

    Wrong, on Active and a copy of it:

    | List        | Case Number  | Commodity |
    |-------------|--------------|-----------|
    | Active      | FLD-2019-014 | Garments  |
    | Active copy | FLD-2019-014 | Garments  |

    Found:

        Active copy  The sheet is a copy: 1 of its 1 case number stands on other sheets. It was not audited. …

    Right, on Active:

    | Case Number  | Commodity |
    |--------------|-----------|
    | FLD-2019-014 | Garments  |
    """
    return remark.kind in (RemarkKind.COPY, RemarkKind.LEFT_OUT)


@FAMILY.remark_rule("W608", severity=Severity.NOTE, says="{what}")
def assumed_layout(remark: Remark) -> bool:
    """The best reading of a column, a banner or a sheet was clearly ahead of all others, but not certain.

    Why it matters: all findings below it rest on this reading. Where it is wrong, they are wrong.

    Wrong, on Active without Industry:

    | Case Number  | Line        |
    |--------------|-------------|
    | FLD-2019-014 | Electronics |
    | FLD-2019-015 | Base Metals |

    Found:

        B1  The column "Line" is read as Industry, because 100% of its entries read as terms of Industry …

    Right, on Active:

    | Case Number  | Commodity |
    |--------------|-----------|
    | FLD-2019-014 | Garments  |
    """
    return remark.kind is RemarkKind.ASSUMED
