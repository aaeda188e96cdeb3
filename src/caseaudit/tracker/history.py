"""Two snapshots of a tracker side by side: what the rules of the family H judge.

Positions count the cases of a list from 0, as in `caseaudit.tracker.cases`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from caseaudit.kinds.spelling import nearest
from caseaudit.model.finding import Place

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from caseaudit.model.table import Mask
    from caseaudit.tracker.cases import Cases, Tracker

    Positions: TypeAlias = npt.NDArray[np.int64]

_NUMBER = re.compile("[0-9]+")


@dataclass(frozen=True, eq=False)
class Pair:
    """The cases of one list of the older tracker that stand on one list of the newer: `then` beside `now`.

    Both arrays have one element for each case that is followed.
    """

    older: Cases
    newer: Cases
    then: Positions
    now: Positions

    @cached_property
    def same_case(self) -> Mask:
        """False where the number names another case now.

        So it is where the manufacturer and all other fields of `Roles.same_matter` differ; or all but one of them, and
        the date received too. Blank entries and look-alikes do not differ: "Garments" and "Cotton garments", "Halden
        Mill" and "Halden Mills Ltd.".
        """
        import numpy as np

        differs = self._matter_differs
        count, most = differs.sum(axis=1), differs.shape[1]
        another = (count == most) | ((count >= max(most - 1, 2)) & self._received_differs)
        names = self.newer.definition.roles.same_matter
        manufacturer = self.newer.definition.roles.manufacturer
        if manufacturer in names:
            another &= differs[:, names.index(manufacturer)]
        for row in np.flatnonzero(another).tolist() if most else ():
            unlike = sum(
                self._unlike(name, row) for name, own in zip(names, differs[row], strict=True) if own
            )
            another[row] = unlike == count[row]
        same: Mask = ~another if most else np.ones(len(self.then), dtype=bool)
        return same

    @property
    def _matter_differs(self) -> Mask:
        """A row a case, a column for each field of `Roles.same_matter`: filled then and now, and not the same."""
        then, now = self.older.matter[self.then], self.newer.matter[self.now]
        differs = (then != now) & (then != None) & (now != None)  # noqa: E711 -- of each element
        found: Mask = differs.astype(bool)
        return found

    @property
    def _received_differs(self) -> Mask:
        import numpy as np

        name = self.newer.definition.roles.received
        if name is None:
            return np.zeros(len(self.then), dtype=bool)
        then, now = self.older.entries[name].days[self.then], self.newer.entries[name].days[self.now]
        found: Mask = (then > 0) & (now > 0) & (then != now)
        return found

    def _unlike(self, name: str, row: int) -> bool:
        """Whether two entries that differ are not two ways to name one thing; a vocabulary knows that already."""
        if self.newer.definition.fields[name].vocabulary is not None:
            return True
        then = self.older.entries[name].text(int(self.then[row])) or ""
        now = self.newer.entries[name].text(int(self.now[row])) or ""
        return _NUMBER.findall(then) != _NUMBER.findall(now) or nearest(now, (then,)) is None

    @property
    def phase_then(self) -> Positions:
        """The phase of each case in the older tracker, from 1; 0 where it is unknown."""
        return self.older.phase[self.then]

    @property
    def phase_now(self) -> Positions:
        """The phase of each case in the newer tracker, from 1; 0 where it is unknown."""
        return self.newer.phase[self.now]


@dataclass(frozen=True, eq=False)
class History:
    """Two trackers with their cases side by side. `names` are those of the older and the newer tracker for people.

    `gone` and `added` are, by list, the cases whose number stands nowhere in the other tracker; `moved` counts
    those that changed lists, by list then and list now. `unclear` counts the case numbers that stand
    more than once on a list, so that their phases and dates cannot be compared, and `unnumbered` the cases
    without a number, then and now.
    """

    older: Tracker
    newer: Tracker
    names: tuple[str, str]
    pairs: tuple[Pair, ...]
    gone: Mapping[str, Positions]
    added: Mapping[str, Positions]
    unclear: int
    unnumbered: tuple[int, int]

    def place_then(self, cases: Cases, field: str, case: int) -> Place:
        """The cell of a case in the older tracker."""
        return cases.place(field, case)._replace(tracker=self.names[0])

    def place_now(self, cases: Cases, field: str, case: int) -> Place:
        """The cell of a case in the newer tracker."""
        return cases.place(field, case)._replace(tracker=self.names[1])

    def entry_then(self, pair: Pair, field: str) -> Callable[[int], tuple[Place, ...]]:
        """A function that gives, by row of the pair, the cell of this field in the older tracker."""
        return lambda row: (self.place_then(pair.older, field, int(pair.then[row])),)
