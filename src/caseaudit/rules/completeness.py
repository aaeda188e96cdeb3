"""C: entries that are missing. GAO-21-106 calls a field with one of these incomplete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseaudit.findings.rule import Reach
from caseaudit.kinds.reading import State
from caseaudit.model.finding import GaoClass
from caseaudit.rules.book import Family, every_field, updates_read

if TYPE_CHECKING:
    from caseaudit.model.table import Mask
    from caseaudit.tracker.cases import CaseEntries
    from caseaudit.tracker.entries import Entries
    from caseaudit.tracker.setting import Setting

FAMILY = Family("C", "Completeness: required entries that are missing")


@FAMILY.rule(
    "C101",
    GaoClass.INCOMPLETE,
    about=every_field,
    reach=Reach.NEED,
    says="{header} is blank; {needed_by} must have an entry. {enter}",
)
def missing_entry(cases: CaseEntries, entries: Entries, _: Setting) -> Mask:
    """A required entry is blank.

    A cell with nothing but spaces, no-break spaces or zero-width characters is blank too.

    Why it matters: nobody can count, compare or hand over what was never written down. GAO-21-106 found the
    sources of evidence missing for almost all active cases.

    Wrong, on Active:

    | Case Number  | Commodity | Manufacturer |
    |--------------|-----------|--------------|
    | FLD-2019-014 |           | Halden Mills |
    | FLD-2019-015 | Gloves    | ␣            |

    Found:

        B2  Commodity is blank; every active case must have an entry. …
        C3  Manufacturer is blank; every active case must have an entry. …

    Right, on Active:

    | Case Number  | Commodity | Manufacturer |
    |--------------|-----------|--------------|
    | FLD-2019-014 | Garments  | Halden Mills |
    """
    return cases.needed(entries.field.name) & entries.in_state(State.BLANK)


@FAMILY.rule(
    "C102",
    GaoClass.INCOMPLETE,
    about=every_field,
    reach=Reach.NEED,
    says="{entry} is a placeholder; {needed_by} must have an entry in {header}. {enter}",
)
def placeholder_entry(cases: CaseEntries, entries: Entries, setting: Setting) -> Mask:
    """A required entry is a placeholder such as TBD, N/A, unknown or a dash.

    The placeholders are listed in the definition. A word that the field's own vocabulary contains is never one:
    "None Identified" is a right entry for Investigative Challenges, "None" is not. An update that is an instruction or
    an empty form ("add the latest here", "Done: ___") is one too.

    Why it matters: a placeholder makes a cell look filled, so it hides in every count of blanks.

    Wrong, on Active:

    | Case Number  | Commodity | Manufacturer |
    |--------------|-----------|--------------|
    | FLD-2019-014 | TBD       | n/a          |

    Found:

        B2  "TBD" is a placeholder; every active case must have an entry in Commodity. …
        C2  "n/a" is a placeholder; every active case must have an entry in Manufacturer. …

    Right, on Active:

    | Case Number  | Commodity | Investigative Challenges |
    |--------------|-----------|--------------------------|
    | FLD-2019-014 | Garments  | None Identified          |
    """
    placeholder = entries.in_state(State.STAND_IN)
    if entries.field.name in updates_read(cases.definition):
        placeholder = placeholder | entries.table(setting.updates(cases).placeholder)
    return cases.needed(entries.field.name) & placeholder


@FAMILY.rule(
    "C103",
    GaoClass.INCOMPLETE,
    about=every_field,
    reach=Reach.COLUMN,
    at_header=True,
    says="The {list} list has no column for {header}, so the entry is missing in {count}. "
    'Add a column headed "{header}".',
)
def missing_column(cases: CaseEntries, entries: Entries, _: Setting) -> Mask:
    """A field has no column on a list whose cases must fill it.

    It is reported once, at the first filled cell of the header row; the field then counts as missing in every
    case that needs it, and its cells are not reported one by one.

    Why it matters: a whole column that is left out is the largest gap a tracker can have, and the easiest to
    overlook.

    Wrong, on Active without Commodity:

    | Case Number  | Manufacturer |
    |--------------|--------------|
    | FLD-2019-014 | Halden Mills |

    Found:

        A1  The Active list has no column for Commodity, so the entry is missing in 1 case. Add a column headed "Commodity".

    Right, on Active:

    | Case Number  | Commodity |
    |--------------|-----------|
    | FLD-2019-014 | Garments  |
    """
    import numpy as np

    if entries.present:
        return np.zeros(len(cases), dtype=bool)
    return cases.needed(entries.field.name)
