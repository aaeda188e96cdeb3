"""Cases followed from one tracker into the next by their number, in standard form."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseaudit.tracker.history import History, Pair

if TYPE_CHECKING:
    from caseaudit.tracker.cases import Cases, Tracker
    from caseaudit.tracker.history import Positions


@dataclass(frozen=True, slots=True)
class _Index:
    """Where the case numbers of a tracker stand: by list, the first case of each number, and numbers seen again."""

    first: Mapping[str, Mapping[str, int]]
    repeated: Mapping[str, frozenset[str]]
    unnumbered: int

    def lists_of(self, number: str) -> list[str]:
        return [name for name, first in self.first.items() if number in first]


def follow(older: Tracker, newer: Tracker, names: tuple[str, str]) -> History:
    """The cases of both trackers side by side; `names` are those of the trackers for people.

    A case stays where a list has its number in both trackers, else it moved from the first list that had its number
    to the first list that has it.
    """
    then, now = _index(older), _index(newer)
    rows: dict[tuple[str, str], list[tuple[int, int]]] = {}
    gone: dict[str, list[int]] = {}
    unclear = 0
    seen: set[str] = set()
    for name, first in then.first.items():
        for number, case in first.items():
            if number in seen:
                continue
            seen.add(number)
            found = _lists(name, number, then, now)
            if found is None:
                gone.setdefault(name, []).append(case)
            elif number in then.repeated[found[0]] or number in now.repeated[found[1]]:
                unclear += 1
            else:
                rows.setdefault(found, []).append((then.first[found[0]][number], now.first[found[1]][number]))
    return History(
        older,
        newer,
        names,
        pairs=_pairs(older, newer, rows),
        gone=_positions(gone) if all(map(numbers_read, newer.lists.values())) else {},
        added=_positions(_added(now, seen)) if all(map(numbers_read, older.lists.values())) else {},
        unclear=unclear,
        unnumbered=(then.unnumbered, now.unnumbered),
    )


def numbers_read(cases: Cases) -> bool:
    """False where a case number is a formula that holds no value: then it cannot be said which case is which."""
    entries = cases.of_role("case_number")
    return entries is None or bool(entries.audited.all())


def numbers_of(tracker: Tracker) -> set[str]:
    """All case numbers of a tracker, in the form in which numbers are compared."""
    return {number for cases in tracker.lists.values() for number in cases.numbers if number is not None}


def _index(tracker: Tracker) -> _Index:
    first: dict[str, dict[str, int]] = {}
    repeated: dict[str, frozenset[str]] = {}
    unnumbered = 0
    for name, cases in tracker.lists.items():
        own: dict[str, int] = {}
        again = set()
        for case, number in enumerate(cases.numbers):
            if number is None:
                unnumbered += 1
            elif own.setdefault(number, case) != case:
                again.add(number)
        first[name], repeated[name] = own, frozenset(again)
    return _Index(first, repeated, unnumbered)


def _lists(name: str, number: str, then: _Index, now: _Index) -> tuple[str, str] | None:
    """The list of a number then and now, None where it is gone; `name` is the first list that had it."""
    if number in now.first.get(name, {}):
        return name, name
    new_lists = now.lists_of(number)
    if not new_lists:
        return None
    common = next((each for each in new_lists if number in then.first.get(each, {})), None)
    return (name, new_lists[0]) if common is None else (common, common)


def _added(now: _Index, seen: set[str]) -> dict[str, list[int]]:
    """By list, the cases whose number was not seen in the older tracker; each number once."""
    found: dict[str, list[int]] = {}
    taken: set[str] = set()
    for name, first in now.first.items():
        found[name] = [case for number, case in first.items() if number not in seen and number not in taken]
        taken |= first.keys()
    return found


def _pairs(
    older: Tracker, newer: Tracker, rows: Mapping[tuple[str, str], list[tuple[int, int]]]
) -> tuple[Pair, ...]:
    import numpy as np

    pairs = []
    for (before, after), cases in rows.items():
        both = np.array(cases, dtype=np.int64)
        pairs.append(Pair(older.lists[before], newer.lists[after], both[:, 0], both[:, 1]))
    return tuple(pairs)


def _positions(cases: Mapping[str, Iterable[int]]) -> dict[str, Positions]:
    import numpy as np

    return {name: np.array(found, dtype=np.int64) for name, found in cases.items() if found}
