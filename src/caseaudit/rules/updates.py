"""X: updates that are none, or that contradict the case's phase. GAO-21-106 calls both inconsistent.

What an update says is read by the definition's narrative part (`caseaudit.kinds.narrative`); without that part these two
rules do not exist for a tracker. Where the reader is not sure, nothing is reported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from caseaudit.findings.rule import Reach, Telling
from caseaudit.kinds.spelling import fingerprint
from caseaudit.model.finding import GaoClass
from caseaudit.rules.book import Family, updates_read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from caseaudit.model.finding import Place
    from caseaudit.model.table import Mask
    from caseaudit.tracker.cases import CaseEntries, Cases, Tracker
    from caseaudit.tracker.entries import Entries
    from caseaudit.tracker.setting import Setting

FAMILY = Family("X", "Updates: what the Current Update says")


def _phase_spoken_of(cases: Cases, entries: Entries, tracker: Tracker) -> Telling:
    updates = tracker.updates[cases.case_list.name]

    def words(case: int) -> Mapping[str, str]:
        code, supplier = int(entries.codes[case]), cases.phase_supplier(case)
        return {
            "words": updates.words[code],
            "said": updates.phase[code] or "",
            "phase_header": cases.definition.fields[supplier].header if supplier else "",
            "phase": cases.definition.phases[int(cases.phase[case]) - 1].name,
        }

    def related(case: int) -> tuple[Place, ...]:
        supplier = cases.phase_supplier(case)
        return (cases.place(supplier, case),) if supplier else ()

    return Telling(words, related)


@FAMILY.rule(
    "X301",
    GaoClass.INCONSISTENT,
    about=updates_read,
    reach=Reach.CASE,
    tells=_phase_spoken_of,
    says="“{words}” speaks of {said}; {phase_header} says {phase}. Correct the phase, or write what last happened.",
)
def update_conflicts_with_phase(cases: CaseEntries, entries: Entries, setting: Setting) -> Mask:
    """The update says that the case is in another phase than the one recorded.

    The recorded phase is Current Phase where that is a standard phase, else Status. Plans, hopes, other cases and what came
    before the latest event do not count; where the reader is not sure it says nothing.

    Why it matters: GAO-21-106 found a case whose report was with the Office of Chief Counsel for legal review while the
    tracker had it in investigation.

    Wrong, on Active:

    | Case Number  | Current Phase | Status     | Current Update                                                          |
    |--------------|---------------|------------|-------------------------------------------------------------------------|
    | FLD-2019-014 | Initiation    | Initiation | Allegation report sent to Office of Chief Counsel for legal sufficiency review |

    Found:

        D2  “Allegation report sent to Office of Chief Counsel for legal sufficiency review” speaks of Legal Review; Current Phase says Initiation. Correct the phase, or write what last happened.

    Right, on Active:

    | Case Number  | Current Phase | Status     | Current Update                                          |
    |--------------|---------------|------------|---------------------------------------------------------|
    | FLD-2019-014 | Initiation    | Initiation | Initial review of the allegation not finished yet       |
    """
    updates = setting.updates(cases)
    numbers = range(len(cases.definition.phases) + 1)  # 0 is an unknown one.
    rows = {phases: [number in phases for number in numbers] for phases in set(updates.against)}
    against = entries.table([*map(rows.__getitem__, updates.against)])
    conflict: Mask = against[range(len(cases)), cases.phase]
    return conflict


def _what_it_is(cases: Cases, entries: Entries, tracker: Tracker) -> Telling:
    updates = tracker.updates[cases.case_list.name]
    manufacturer = cases.of_role("manufacturer")

    def words(case: int) -> Mapping[str, str]:
        own = (manufacturer.text(case) if manufacturer else None) or ""
        if manufacturer and fingerprint(own) == fingerprint(entries.text(case) or ""):
            return {"taken_for": f"equals the {manufacturer.field.header} of this case"}
        return {"taken_for": updates.why[int(entries.codes[case])]}

    return Telling(words)


@FAMILY.rule(
    "X302",
    GaoClass.INCONSISTENT,
    about=updates_read,
    reach=Reach.CASE,
    tells=_what_it_is,
    says="{entry} is no update on progress: it {taken_for}. Write what last happened in the case, and when.",
)
def update_not_progress(cases: CaseEntries, entries: Entries, setting: Setting) -> Mask:
    """The update is not an update on progress.

    It is the manufacturer (the case's own or another's), another entity, a country or commodity, a person, a bare status
    word or a bare date.

    Why it matters: GAO-21-106 found the manufacturer in place of an update in two-thirds of the active cases, so that
    nobody could tell from the tracker what was happening in them.

    Wrong, on Active:

    | Case Number  | Manufacturer          | Current Update        |
    |--------------|-----------------------|-----------------------|
    | FLD-2019-014 | Halden Mills Co. Ltd. | HALDEN MILLS CO. LTD. |
    | FLD-2019-015 | Norby Garments        | Open                  |

    Found:

        C2  "HALDEN MILLS CO. LTD." is no update on progress: it equals the Manufacturer of this case. Write what last happened in the case, and when.
        C3  "Open" is no update on progress: it …

    Right, on Active:

    | Case Number  | Manufacturer          | Current Update                               |
    |--------------|-----------------------|----------------------------------------------|
    | FLD-2019-014 | Halden Mills Co. Ltd. | Initial review of the allegation began 2/3   |
    """
    return entries.table(setting.updates(cases).not_progress)
