"""X: entries that contradict each other. GAO-21-106 calls a field with one of these inconsistent."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from caseaudit.findings.rule import Reach, Telling
from caseaudit.model.finding import GaoClass
from caseaudit.rules.book import Family, every_field, the

if TYPE_CHECKING:
    from collections.abc import Mapping

    from caseaudit.model.finding import Place
    from caseaudit.model.table import Mask
    from caseaudit.tracker.cases import CaseEntries, Cases, Tracker
    from caseaudit.tracker.entries import Entries
    from caseaudit.tracker.setting import Setting

FAMILY = Family("X", "Consistency: entries that contradict each other")


def _ahead(cases: CaseEntries, entries: Entries) -> tuple[str, ...]:
    """The dates of the phases ahead of one's own, in their order."""
    names = cases.definition.roles.phase_dates
    return names[: names.index(entries.field.name)]


def _phase_ahead(cases: Cases, entries: Entries, tracker: Tracker) -> Telling:
    """The nearest earlier phase that has a readable date, of the past."""
    ahead, today = _ahead(cases, entries)[::-1], tracker.latest.toordinal()

    def nearest(case: int) -> str:
        return next(name for name in ahead if 0 < cases.entries[name].days[case] <= today)

    def words(case: int) -> Mapping[str, str]:
        name = nearest(case)
        day = date.fromordinal(int(cases.entries[name].days[case]))
        return {"earlier_header": cases.definition.fields[name].header, "earlier": day.isoformat()}

    return Telling(words, lambda case: (cases.place(nearest(case), case),))


@FAMILY.rule(
    "X303",
    GaoClass.INCONSISTENT,
    about=the("phase_dates"),
    reach=Reach.CASE,
    tells=_phase_ahead,
    says="{header} {entry} is before {earlier} in {earlier_header}, the phase ahead of it; "
    "correct whichever of the two is wrong.",
)
def phase_dates_out_of_order(cases: CaseEntries, entries: Entries, setting: Setting) -> Mask:
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

    latest = np.zeros(len(cases), dtype=np.int64)
    for name in _ahead(cases, entries):
        days = cases.entries[name].days
        latest = np.where((days > 0) & (days <= setting.latest.toordinal()), days, latest)
    return (entries.days > 0) & (entries.days < latest)


def _phase_of_case(cases: Cases, _entries: Entries, _: Tracker) -> Telling:
    return Telling(
        lambda case: {"phase": cases.definition.phases[int(cases.phase[case]) - 1].name},
        lambda case: _supplier(cases, case),
    )


@FAMILY.rule(
    "X304",
    GaoClass.INCONSISTENT,
    about=the("phase_dates"),
    reach=Reach.CASE,
    tells=_phase_of_case,
    says="{header} is entered, but the case is in {phase} and has not reached that phase; "
    "clear the date, or correct the phase.",
)
def unexpected_phase_date(cases: CaseEntries, entries: Entries, _: Setting) -> Mask:
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
    return cases.too_early(entries.field.name) & (entries.days > 0)


def _two_phases(cases: Cases, _entries: Entries, _: Tracker) -> Telling:
    status, phase = cases.phases_said["status"], cases.phases_said["phase"]
    phases, field = cases.definition.phases, cases.definition.roles.phase

    def words(case: int) -> Mapping[str, str]:
        header = cases.definition.fields[field].header if field else ""
        return {
            "said": phases[int(status[case]) - 1].name,
            "phase": phases[int(phase[case]) - 1].name,
            "phase_header": header,
        }

    return Telling(words, lambda case: (cases.place(field, case),) if field else ())


@FAMILY.rule(
    "X305",
    GaoClass.INCONSISTENT,
    about=the("status"),
    reach=Reach.CASE,
    tells=_two_phases,
    says="{header} says {said}, but {phase_header} says {phase}; make the two agree.",
)
def status_conflicts_with_phase(cases: CaseEntries, _entries: Entries, _: Setting) -> Mask:
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
    conflict: Mask = (status > 0) & (phase > 0) & (status != phase) & cases.case_list.current
    return conflict


@FAMILY.rule(
    "X306",
    GaoClass.INCONSISTENT,
    about=every_field,
    reach=Reach.BAR,
    says="{header} holds {entry}, but {barred_to} must have no entry there; clear the cell, or {otherwise}.",
)
def entry_not_applicable(cases: CaseEntries, entries: Entries, _: Setting) -> Mask:
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
