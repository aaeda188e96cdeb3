"""H: what two snapshots of a tracker say together.

One workbook alone cannot show these faults: `caseaudit check` never looks for them, `caseaudit compare` does. Cases are
followed by their number, in standard form. A number that names another case now is H705 and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from caseaudit.findings.rule import Hits
from caseaudit.model.definition import Severity
from caseaudit.rules.book import Family, the

if TYPE_CHECKING:
    from caseaudit.model.finding import Place
    from caseaudit.tracker.cases import Cases
    from caseaudit.tracker.history import History, Pair

FAMILY = Family(
    "H", "History: what changed between two snapshots (found by caseaudit compare, never by check)"
)

_WORDS_AT_MOST = 40
"""Longer names are shortened where a message says what a case is about."""


@FAMILY.gone_rule(
    "H701",
    about=the("case_number"),
    says="{entry} was on the {list} list of {older} and is on no list of {newer}{perhaps}; "
    "enter the case again, on the list it belongs to.",
)
def vanished_case(history: History, cases: Cases, field: str) -> Hits:
    """A case of the earlier tracker is on no list of the later one.

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

        A2  "FLD-2019-014" was on the Active list of earlier.xlsx and is on no list of later.xlsx; enter the case again, on the list it belongs to.

    Right, on Active, earlier:

    | Case Number  | Commodity |
    |--------------|-----------|
    | FLD-2019-014 | Garments  |

    Later:

    | List     | Case Number  | Commodity |
    |----------|--------------|-----------|
    | Inactive | FLD-2019-014 | Garments  |
    """
    import numpy as np

    mask = np.zeros(len(cases), dtype=bool)
    mask[history.gone.get(cases.case_list.name, [])] = True
    strangers = _strangers(history)

    def words(case: int) -> Mapping[str, str]:
        other = strangers.get(tuple(cases.matter[case]))
        return {"perhaps": "" if other is None else _perhaps(other, field)}

    return Hits(mask, words)


@FAMILY.pair_rule(
    "H702",
    about=the("phase", "status"),
    severity=Severity.WARNING,
    says="{header} {entry} puts the case in {phase}, but in {older} it was in {before}; "
    "correct the phase, or say in the update why the case went back.",
)
def phase_moved_back(history: History, pair: Pair, field: str) -> Hits:
    """A case is in an earlier phase than it was in the earlier tracker.

    Found by `caseaudit compare` alone. The phase is the Current Phase where that is a standard phase, else the Status; where
    either tracker does not say the phase, nothing is reported.

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
    phases = [phase.name for phase in pair.newer.definition.phases]
    then, now = pair.phase_then, pair.phase_now
    by_phase = field == pair.newer.definition.roles.phase
    told_here = (pair.newer.phases_said["phase"][pair.now] > 0) == by_phase

    def told_then(row: int) -> tuple[Place, ...]:
        case = int(pair.then[row])
        supplier = pair.older.phase_supplier(case)
        return () if supplier is None else (history.place_then(pair.older, supplier, case),)

    return Hits(
        pair.same_case & (now > 0) & (now < then) & told_here,
        lambda row: {"phase": phases[int(now[row]) - 1], "before": phases[int(then[row]) - 1]},
        told_then,
    )


@FAMILY.pair_rule(
    "H703",
    about=the("received", "phase_dates"),
    severity=Severity.WARNING,
    says="{header} is {now}, but {older} recorded {then}; "
    "put the recorded date back, or say in the update why it was wrong.",
)
def recorded_date_rewritten(history: History, pair: Pair, field: str) -> Hits:
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
    entries = pair.newer.entries[field]
    then, now = pair.older.entries[field].days[pair.then], entries.days[pair.now]
    erased = ~entries.entered & entries.audited & pair.newer.needed(field) & entries.present
    return Hits(
        pair.same_case & (then > 0) & (then != now) & ((now > 0) | erased[pair.now]),
        lambda row: {"then": _day(int(then[row])), "now": _day(int(now[row]))},
        history.entry_then(pair, field),
    )


@FAMILY.pair_rule(
    "H704",
    about=the("update"),
    severity=Severity.WARNING,
    says="{header} is still that of {older}, but {date_header} went from {then} to {now}; "
    "enter what has happened since, or put the date back.",
)
def update_not_updated(history: History, pair: Pair, field: str) -> Hits:
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
    import numpy as np

    date_field = pair.newer.definition.roles.update_date
    if date_field is None:
        return Hits(np.zeros(len(pair.now), dtype=bool))
    then = pair.older.entries[date_field].days[pair.then]
    now = pair.newer.entries[date_field].days[pair.now]
    words_now = pair.newer.entries[field].prints[pair.now]
    same = (pair.older.entries[field].prints[pair.then] == words_now) & (words_now != None)  # noqa: E711 -- of each
    header = pair.newer.definition.fields[date_field].header
    return Hits(
        pair.same_case & (then > 0) & (now > then) & same.astype(bool),
        lambda row: {"date_header": header, "then": _day(int(then[row])), "now": _day(int(now[row]))},
        history.entry_then(pair, field),
    )


@FAMILY.pair_rule(
    "H705",
    about=the("case_number"),
    says="{entry} was another case in {older}: {then}; now it is {now}. "
    "Give this case its own number and enter the earlier case again, or put back what was written over.",
)
def case_number_reused(history: History, pair: Pair, field: str) -> Hits:
    """A case number names another case than in the earlier tracker.

    Found by `caseaudit compare` alone. The manufacturer, the commodity and the country all differ; or the manufacturer, one
    of the other two and the date received. Blank entries, spellings and look-alikes do not count as different. The fields
    that are compared are in the definition.

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
    return Hits(
        ~pair.same_case,
        lambda row: {
            "then": _about(pair.older, int(pair.then[row])),
            "now": _about(pair.newer, int(pair.now[row])),
        },
        history.entry_then(pair, field),
    )


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat() if ordinal else "blank"


def _about(cases: Cases, case: int) -> str:
    """What a case is about, in the words of its row: manufacturer, commodity, country."""
    texts = (cases.entries[name].text(case) or "" for name in cases.definition.roles.same_matter)
    lines = (" ".join(text.split()) for text in texts)
    return ", ".join(
        line if len(line) <= _WORDS_AT_MOST else f"{line[: _WORDS_AT_MOST - 1]}…" for line in lines
    )


@lru_cache(maxsize=1)
def _strangers(history: History) -> Mapping[tuple[str | None, ...], tuple[Cases, int]]:
    """The cases of the newer tracker that the older one did not have, numbered or not, by what they are about."""
    found: dict[tuple[str | None, ...], tuple[Cases, int]] = {}
    if not history.gone:
        return found
    for name, cases in history.newer.lists.items():
        unnumbered = [case for case, number in enumerate(cases.numbers) if number is None]
        added = history.added.get(name)
        for case in (*(() if added is None else added.tolist()), *unnumbered):
            matter = tuple(cases.matter[case])
            if matter and None not in matter:
                found.setdefault(matter, (cases, case))
    return found


def _perhaps(other: tuple[Cases, int], field: str) -> str:
    """In words: a case that may be the one that is looked for."""
    cases, case = other
    definition = cases.definition
    labels = [name.replace("_", " ") for name in definition.roles.same_matter]
    same = " and ".join(filter(None, (", ".join(labels[:-1]), *labels[-1:])))
    number = cases.entries[field].text(case)
    named = f'"{number}"' if cases.numbers[case] else "a case without a number"
    return f"; {named} in {cases.place(field, case)} there has the same {same}"
