"""X: entries that contradict each other. GAO-21-106 calls a field with one of these inconsistent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseaudit.findings.rule import Hits
from caseaudit.model.finding import GaoClass
from caseaudit.rules.book import Family, every_field, the

if TYPE_CHECKING:
    from collections.abc import Mapping

    from caseaudit.model.finding import Place
    from caseaudit.model.table import Mask
    from caseaudit.tracker.cases import Cases, Tracker
    from caseaudit.tracker.entries import Entries

FAMILY = Family("X", "Consistency: entries that contradict each other")


@FAMILY.rule(
    "X303",
    GaoClass.INCONSISTENT,
    about=the("phase_dates"),
    says="{header} {entry} is before {earlier} in {earlier_header}, the phase ahead of it; "
    "correct whichever of the two is wrong.",
)
def phase_dates_out_of_order(cases: Cases, entries: Entries, tracker: Tracker) -> Hits:
    """A phase was entered before the phase ahead of it.

    A date is compared with the nearest earlier phase that has a readable date. The same day is fine. A date in the
    future is T402 alone; it is not compared.

    Why it matters: the time spent in each phase, and so the division's workload, is computed from these dates.

    Wrong, on Active:

    | Case Number  | Current Phase | Status        | Initiation Date | Investigation Date |
    |--------------|---------------|---------------|-----------------|--------------------|
    | FLD-2019-014 | Investigation | Investigation | 2019-09-16      | 2019-08-01         |

    Found:

        E2  Investigation Date 2019-08-01 is before 2019-09-16 in Initiation Date, the phase ahead of it; correct whichever of the two is wrong.

    Right, on Active:

    | Case Number  | Current Phase | Status        | Initiation Date | Investigation Date |
    |--------------|---------------|---------------|-----------------|--------------------|
    | FLD-2019-014 | Investigation | Investigation | 2019-09-16      | 2019-09-16         |
    """
    import numpy as np

    names = cases.definition.roles.phase_dates
    ahead = names[: names.index(entries.field.name)]
    today = tracker.latest.toordinal()
    latest = np.zeros(len(cases), dtype=np.int64)
    source = np.full(len(cases), -1)
    for position, name in enumerate(ahead):
        days = cases.entries[name].days
        past = (days > 0) & (days <= today)
        latest = np.where(past, days, latest)
        source = np.where(past, position, source)

    def words(case: int) -> Mapping[str, str]:
        name = ahead[int(source[case])]
        return {"earlier_header": cases.definition.fields[name].header, "earlier": _day(int(latest[case]))}

    def related(case: int) -> tuple[Place, ...]:
        return (cases.place(ahead[int(source[case])], case),)

    return Hits((entries.days > 0) & (entries.days < latest), words, related)


@FAMILY.rule(
    "X304",
    GaoClass.INCONSISTENT,
    about=the("phase_dates"),
    says="{header} is entered, but the case is in {phase} and has not reached that phase; "
    "clear the date, or correct the phase.",
)
def unexpected_phase_date(cases: Cases, entries: Entries, _: Tracker) -> Hits:
    """A date is entered for a phase that the case has not reached.

    The case's phase is its Current Phase where that is a standard phase, else its Status.

    Why it matters: either the phase is out of date or the date is a plan; both mislead whoever monitors progress.

    Wrong, on Active:

    | Case Number  | Current Phase | Status     | Legal Review Date |
    |--------------|---------------|------------|-------------------|
    | FLD-2019-014 | Initiation    | Initiation | 2019-12-02        |

    Found:

        D2  Legal Review Date is entered, but the case is in Initiation and has not reached that phase; clear the date, or correct the phase.

    Right, on Active:

    | Case Number  | Current Phase | Status     | Legal Review Date |
    |--------------|---------------|------------|-------------------|
    | FLD-2019-014 | Initiation    | Initiation |                   |
    """
    return Hits(
        cases.too_early(entries.field.name) & (entries.days > 0),
        lambda case: {"phase": cases.definition.phases[int(cases.phase[case]) - 1].name},
        lambda case: _supplier(cases, case),
    )


@FAMILY.rule(
    "X305",
    GaoClass.INCONSISTENT,
    about=the("status"),
    says="{header} says {said}, but {phase_header} says {phase}; make the two agree.",
)
def status_conflicts_with_phase(cases: Cases, _entries: Entries, _: Tracker) -> Hits:
    """Status and Current Phase of an active case name different phases.

    Why it matters: managers assign staff by phase, and cannot tell which of the two entries to believe.

    Wrong, on Active:

    | Case Number  | Status     | Current Phase |
    |--------------|------------|---------------|
    | FLD-2019-014 | Initiation | Investigation |

    Found:

        B2  Status says Initiation, but Current Phase says Investigation; make the two agree.

    Right, on Active:

    | Case Number  | Status        | Current Phase |
    |--------------|---------------|---------------|
    | FLD-2019-014 | Investigation | Investigation |
    """
    status, phase = cases.phases_said["status"], cases.phases_said["phase"]
    phases, field = cases.definition.phases, cases.definition.roles.phase
    conflict = (status > 0) & (phase > 0) & (status != phase) & cases.case_list.current

    def words(case: int) -> Mapping[str, str]:
        header = cases.definition.fields[field].header if field else ""
        return {
            "said": phases[int(status[case]) - 1].name,
            "phase": phases[int(phase[case]) - 1].name,
            "phase_header": header,
        }

    return Hits(conflict, words, lambda case: (cases.place(field, case),) if field else ())


@FAMILY.rule(
    "X306",
    GaoClass.INCONSISTENT,
    about=every_field,
    says="{header} holds {entry}, but {barred_to} must have no entry there; clear the cell, or {otherwise}.",
)
def entry_not_applicable(cases: Cases, entries: Entries, _: Tracker) -> Mask:
    """A field has an entry where the list must have none.

    A placeholder such as "n/a" there is no fault.

    Why it matters: an active case with a reason for closing it is either closed or wrongly annotated.

    Wrong, on Active:

    | Case Number  | Reason Suspended or Inactive |
    |--------------|------------------------------|
    | FLD-2019-014 | No Clear Violation           |

    Found:

        B2  Reason Suspended or Inactive holds "No Clear Violation", but every active case must have no entry there; clear the cell, or move the case to the list it belongs to.

    Right, on Active:

    | Case Number  | Reason Suspended or Inactive |
    |--------------|------------------------------|
    | FLD-2019-014 |                              |
    """
    return cases.barred(entries.field.name) & entries.entered & entries.audited


def _supplier(cases: Cases, case: int) -> tuple[Place, ...]:
    field = cases.phase_supplier(case)
    return () if field is None else (cases.place(field, case),)


def _day(number: int) -> str:
    from datetime import date

    return date.fromordinal(number).isoformat()
