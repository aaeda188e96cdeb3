"""H: what two snapshots of a tracker say together.

One workbook alone cannot show these faults: `caseaudit check` never looks for them, `caseaudit compare` does. Cases are
followed by their number, in standard form. A number that names another case now is H705 and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from caseaudit.model.definition import Severity
from caseaudit.rules.book import Family, the

if TYPE_CHECKING:
    from caseaudit.model.cases import Cases
    from caseaudit.model.comparison import History, Pair, Sighting
    from caseaudit.model.table import Mask, Rows

FAMILY = Family(
    "H", "History: what changed between two snapshots (found by caseaudit compare, never by check)"
)

_WORDS_AT_MOST = 40
"""Longer names are shortened where a message says what a case is about."""


@FAMILY.history_rule(
    "H701",
    about=the("case_number"),
    says="{entry} stood on the {list} list of {older} and stands on no list of {newer}{perhaps}; "
    "enter the case again, on the list it belongs to.",
)
def vanished_case(history: History, field: str) -> Iterator[Sighting]:
    """A case of the earlier tracker stands on no list of the later one.

    Found by `caseaudit compare` alone; the cell is the one in the earlier tracker. Case numbers are compared in standard
    form. Where a case that was not there before has the same manufacturer, commodity and country, it is named.

    Why it matters: a case is set aside by moving it to another list, with the reason. A row that is gone says neither
    who decided nor why, and nobody can resume what nobody can find.

    Wrong, on Active, earlier:

    | Case Number  | Commodity |
    |--------------|-----------|
    | FLD-2019-014 | Garments  |
    | FLD-2019-015 | Gloves    |

    Later:

    | Case Number  | Commodity |
    |--------------|-----------|
    | FLD-2019-015 | Gloves    |

    Found:

        A2  "FLD-2019-014" stood on the Active list of earlier.xlsx and stands on no list of later.xlsx; enter the case again, on the list it belongs to.

    Right, on Active, earlier:

    | Case Number  | Commodity |
    |--------------|-----------|
    | FLD-2019-014 | Garments  |

    Later:

    | List     | Case Number  | Commodity |
    |----------|--------------|-----------|
    | Inactive | FLD-2019-014 | Garments  |
    """
    from caseaudit.model.comparison import Sighting

    strangers = _strangers(history) if history.gone else {}
    for name, gone in history.gone.items():
        cases = history.older.lists[name]
        matters = cases.matter[gone].tolist()
        alike = [strangers.get(tuple(matter)) for matter in matters]

        def words(
            i: int, alike: list[tuple[Cases, int] | None] = alike, cases: Cases = cases
        ) -> Mapping[str, str]:
            other = alike[i]
            return {"perhaps": "" if other is None else _perhaps(cases, field, *other)}

        yield Sighting(cases, field, gone, words, gone=True)


@FAMILY.history_rule(
    "H702",
    about=the("phase", "status"),
    severity=Severity.WARNING,
    says="{header} {entry} puts the case in {phase}, but in {older} it was in {before}; "
    "correct the phase, or say in the update why the case went back.",
)
def phase_moved_back(history: History, field: str) -> Iterator[Sighting]:
    """A case is in an earlier phase than it was in the earlier tracker.

    Found by `caseaudit compare` alone. The phase is the Current Phase where that is a standard phase, else the Status; where
    either tracker does not tell the phase, nothing is said.

    Why it matters: a case can be returned, but then its record must say so; more often a phase was typed over, or was never
    true.

    Wrong, on Active, earlier:

    | Case Number  | Current Phase | Status       |
    |--------------|---------------|--------------|
    | FLD-2019-014 | Legal Review  | Legal Review |

    Later:

    | Case Number  | Current Phase | Status        |
    |--------------|---------------|---------------|
    | FLD-2019-014 | Investigation | Investigation |

    Found:

        B2  Current Phase "Investigation" puts the case in Investigation, but in earlier.xlsx it was in Legal Review; correct the phase, or say in the update why the case went back.

    Right, on Active, earlier:

    | Case Number  | Current Phase | Status        |
    |--------------|---------------|---------------|
    | FLD-2019-014 | Investigation | Investigation |

    Later:

    | Case Number  | Current Phase | Status       |
    |--------------|---------------|--------------|
    | FLD-2019-014 | Legal Review  | Legal Review |
    """
    phases = [phase.name for phase in history.newer.definition.phases]
    by_phase = field == history.newer.definition.roles.phase
    for pair in history.pairs:
        then, now = pair.older.phase[pair.then], pair.newer.phase[pair.now]
        told_by_phase = pair.newer.phases_said["phase"][pair.now] > 0
        back = (now > 0) & (now < then) & (told_by_phase == by_phase)

        def words(row: int, then: Rows = then, now: Rows = now) -> Mapping[str, str]:
            return {"phase": phases[int(now[row]) - 1], "before": phases[int(then[row]) - 1]}

        yield from _seen(history, pair, field, back, words, ("phase", "status"))


@FAMILY.history_rule(
    "H703",
    about=the("received", "phase_dates"),
    severity=Severity.WARNING,
    says="{header} is {now}, but {older} recorded {then}; "
    "put the recorded date back, or say in the update why it was wrong.",
)
def recorded_date_rewritten(history: History, field: str) -> Iterator[Sighting]:
    """A phase date or the date received is not the one that was recorded.

    Found by `caseaudit compare` alone. Only dates are compared, however they are written. A date that must be there and has been
    erased counts as rewritten; one that was blank before and is filled now does not.

    Why it matters: how long cases take is measured from these dates. If they can change afterwards without a word, no
    such figure can be trusted.

    Wrong, on Active, earlier:

    | Case Number  | Date Received | Initiation Date |
    |--------------|---------------|-----------------|
    | FLD-2019-014 | 2019-03-04    | 2019-03-11      |
    | FLD-2019-015 | 2019-03-04    | 2019-03-11      |

    Later:

    | Case Number  | Date Received | Initiation Date |
    |--------------|---------------|-----------------|
    | FLD-2019-014 | 2019-03-04    | 2019-09-30      |
    | FLD-2019-015 |               | 2019-03-11      |

    Found:

        C2  Initiation Date is 2019-09-30, but earlier.xlsx recorded 2019-03-11; put the recorded date back, or say in the update why it was wrong.
        B3  Date Received is blank, but earlier.xlsx recorded 2019-03-04; put the recorded date back, or say in the update why it was wrong.

    Right, on Active, earlier:

    | Case Number  | Date Received | Initiation Date |
    |--------------|---------------|-----------------|
    | FLD-2019-014 |               | 2019-03-11      |

    Later:

    | Case Number  | Date Received | Initiation Date |
    |--------------|---------------|-----------------|
    | FLD-2019-014 | 2019-03-04    | '11 March 2019  |
    """
    for pair in history.pairs:
        if not pair.newer.entries[field].present:
            continue
        entries = pair.newer.entries[field]
        then, now = pair.older.entries[field].days[pair.then], entries.days[pair.now]
        erased = ~entries.entered & entries.audited & pair.newer.needed(field)
        rewritten = (then > 0) & (then != now) & ((now > 0) | erased[pair.now])

        def words(row: int, then: Rows = then, now: Rows = now) -> Mapping[str, str]:
            return {"then": _day(int(then[row])), "now": _day(int(now[row]))}

        yield from _seen(history, pair, field, rewritten, words)


@FAMILY.history_rule(
    "H704",
    about=the("update"),
    severity=Severity.WARNING,
    says="{header} is still that of {older}, but {date_header} went from {then} to {now}; "
    "enter what has happened since, or put the date back.",
)
def update_not_updated(history: History, field: str) -> Iterator[Sighting]:
    """The update date is later than in the earlier tracker, but the update is the same.

    Found by `caseaudit compare` alone. Updates are the same where only case, spaces, punctuation and accents differ.

    Why it matters: a new date makes a case look worked on. Without new words nobody knows what was done.

    Wrong, on Active, earlier:

    | Case Number  | Current Update               | Update Date |
    |--------------|------------------------------|-------------|
    | FLD-2019-014 | Waiting for the import data  | 2019-11-04  |

    Later:

    | Case Number  | Current Update               | Update Date |
    |--------------|------------------------------|-------------|
    | FLD-2019-014 | Waiting for the import data. | 2020-03-02  |

    Found:

        B2  Current Update is still that of earlier.xlsx, but Update Date went from 2019-11-04 to 2020-03-02; enter what has happened since, or put the date back.

    Right, on Active, earlier:

    | Case Number  | Current Update              | Update Date |
    |--------------|-----------------------------|-------------|
    | FLD-2019-014 | Waiting for the import data | 2019-11-04  |

    Later:

    | Case Number  | Current Update           | Update Date |
    |--------------|--------------------------|-------------|
    | FLD-2019-014 | Received the import data | 2020-03-02  |
    """
    for pair in history.pairs:
        dates_then, dates_now = pair.older.of_role("update_date"), pair.newer.of_role("update_date")
        if dates_then is None or dates_now is None:
            continue
        then, now = dates_then.days[pair.then], dates_now.days[pair.now]
        older, newer = pair.older.entries[field].prints[pair.then], pair.newer.entries[field].prints[pair.now]
        same = (then > 0) & (now > then) & (older == newer) & (newer != None)  # noqa: E711 -- of each element
        header = dates_now.field.header

        def words(
            row: int, then: Rows = then, now: Rows = now, header: str = header
        ) -> Mapping[str, str]:
            return {"date_header": header, "then": _day(int(then[row])), "now": _day(int(now[row]))}

        yield from _seen(history, pair, field, same.astype(bool), words)


@FAMILY.history_rule(
    "H705",
    about=the("case_number"),
    says="{entry} was another case in {older}: {then}; now it is {now}. "
    "Give this case its own number and enter the earlier case again, or put back what was written over.",
)
def case_number_reused(history: History, field: str) -> Iterator[Sighting]:
    """A case number stands for another case than in the earlier tracker.

    Found by `caseaudit compare` alone: manufacturer, commodity and country are filled in both trackers and all three
    differ, spelling aside. The fields that are compared are in the definition.

    Why it matters: whatever was written about a number, in a file, a letter or a warrant, is now read as being about
    the wrong case.

    Wrong, on Active, earlier:

    | Case Number  | Manufacturer | Commodity | Country of Origin |
    |--------------|--------------|-----------|-------------------|
    | FLD-2019-014 | Halden Mills | Garments  | Malaysia          |

    Later:

    | Case Number  | Manufacturer   | Commodity | Country of Origin |
    |--------------|----------------|-----------|-------------------|
    | FLD-2019-014 | Osei Cooperage | Cocoa     | Ivory Coast       |

    Found:

        A2  "FLD-2019-014" was another case in earlier.xlsx: Halden Mills, Garments, Malaysia; now it is Osei Cooperage, Cocoa, Ivory Coast. Give this case its own number and enter the earlier case again, or put back what was written over.

    Right, on Active, earlier:

    | Case Number  | Manufacturer | Commodity | Country of Origin |
    |--------------|--------------|-----------|-------------------|
    | FLD-2019-014 | Halden Mills | Garments  | PRC               |

    Later:

    | Case Number  | Manufacturer       | Commodity       | Country of Origin |
    |--------------|--------------------|-----------------|-------------------|
    | FLD-2019-014 | Halden Mills, Ltd. | Cotton garments | China             |
    """
    for pair in history.pairs:

        def words(row: int, pair: Pair = pair) -> Mapping[str, str]:
            return {
                "then": _about(pair.older, int(pair.then[row])),
                "now": _about(pair.newer, int(pair.now[row])),
            }

        yield from _seen(history, pair, field, pair.another_case, words, reused=True)


def _seen(  # noqa: PLR0913, PLR0917 -- what a rule knows of one pair of lists
    history: History,
    pair: Pair,
    field: str,
    found: Mask,
    words: object,
    told_by: tuple[str, ...] = (),
    reused: bool = False,
) -> Iterator[Sighting]:
    raise NotImplementedError
