"""T: dates that are too old, too late or too early."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseaudit.findings.rule import NOTHING_MORE, Reach, Telling
from caseaudit.model.definition import Holds, Severity
from caseaudit.rules.book import Family, fields_that_hold, the

if TYPE_CHECKING:
    from caseaudit.model.table import Mask
    from caseaudit.tracker.cases import CaseEntries, Cases, Tracker
    from caseaudit.tracker.entries import Entries
    from caseaudit.tracker.setting import Setting

FAMILY = Family("T", "Timeliness: dates that are too old, too late or too early")


def _age(cases: Cases, entries: Entries, tracker: Tracker) -> Telling:
    as_of, limit = tracker.as_of, cases.definition.limits.stale_update_days
    today = 0 if as_of is None else as_of.toordinal()
    return Telling(
        lambda case: {
            "age": str(today - int(entries.days[case])),
            "as_of": "" if as_of is None else as_of.isoformat(),
            "limit": str(limit),
        }
    )


@FAMILY.rule(
    "T401",
    about=the("update_date"),
    severity=Severity.WARNING,
    tells=_age,
    says="{header} {entry} is {age} days before {as_of}; an active case needs an update "
    "at least every {limit} days. Enter what has happened since, and its date.",
)
def stale_update(cases: CaseEntries, entries: Entries, setting: Setting) -> Mask:
    """The last update of an active case is older than the limit.

    The limit, in days before the as-of date, is in the definition. An update of exactly that age is not stale.

    Why it matters: a manager cannot tell a case that nobody works on from one that nobody wrote about.

    Wrong, on Active, as of 2020-03-31:

    | Case Number  | Update Date |
    |--------------|-------------|
    | FLD-2019-014 | 2019-12-31  |

    Found:

        B2  Update Date 2019-12-31 is 91 days before 2020-03-31; an active case needs an update at least every 90 days. Enter what has happened since, and its date.

    Right, on Active, as of 2020-03-31:

    | Case Number  | Update Date |
    |--------------|-------------|
    | FLD-2019-014 | 2020-01-01  |
    """
    today = 0 if setting.as_of is None else setting.as_of.toordinal()
    limit = cases.definition.limits.stale_update_days
    return (entries.days > 0) & (today - entries.days > limit) & cases.case_list.current


def _last_day(_: Cases, _entries: Entries, tracker: Tracker) -> Telling:
    return Telling(lambda _case: {"latest": tracker.latest.isoformat()})


@FAMILY.rule(
    "T402",
    about=fields_that_hold(Holds.DATE),
    tells=_last_day,
    says="{header} {entry} is later than {latest}; enter the date on which it happened, not a date planned.",
)
def future_date(_: CaseEntries, entries: Entries, setting: Setting) -> Mask:
    """A date is later than the as-of date where one is given, else later than today.

    Why it matters: a date in the future is a slip of the keyboard or a plan, and neither has happened.

    Wrong, on Active, as of 2020-03-31:

    | Case Number  | Date Received |
    |--------------|---------------|
    | FLD-2019-014 | 2020-09-16    |

    Found:

        B2  Date Received 2020-09-16 is later than 2020-03-31; enter the date on which it happened, not a date planned.

    Right, on Active, as of 2020-03-31:

    | Case Number  | Date Received |
    |--------------|---------------|
    | FLD-2019-014 | 2019-09-16    |
    """
    return entries.days > setting.latest.toordinal()


def _receipt(cases: Cases, _entries: Entries, _: Tracker) -> Telling:
    received = cases.of_role("received")
    if received is None:
        return NOTHING_MORE
    field = received.field
    return Telling(
        lambda case: {"received_header": field.header, "received": str(received.reading(case).value)},
        lambda case: (cases.place(field.name, case),),
    )


@FAMILY.rule(
    "T403",
    about=the("phase_dates", "update_date"),
    reach=Reach.CASE,
    tells=_receipt,
    says="{header} {entry} is before {received_header} ({received}); correct whichever of the two is wrong.",
)
def date_before_receipt(cases: CaseEntries, entries: Entries, _: Setting) -> Mask:
    """A phase date or an update date is before the day on which the case was received.

    Why it matters: nothing can be done in a case before it arrives, so one of the two dates is wrong.

    Wrong, on Active:

    | Case Number  | Date Received | Initiation Date |
    |--------------|---------------|-----------------|
    | FLD-2019-014 | 2019-09-16    | 2018-09-20      |

    Found:

        C2  Initiation Date 2018-09-20 is before Date Received (2019-09-16); correct whichever of the two is wrong.

    Right, on Active:

    | Case Number  | Date Received | Initiation Date |
    |--------------|---------------|-----------------|
    | FLD-2019-014 | 2019-09-16    | 2019-09-16      |
    """
    import numpy as np

    received = cases.of_role("received")
    if received is None:
        return np.zeros(len(cases), dtype=bool)
    return (entries.days > 0) & (entries.days < received.days)
