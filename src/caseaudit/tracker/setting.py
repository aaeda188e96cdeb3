"""What rules know besides the entries of one list: the days, what updates say, the cases of all lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from caseaudit.tracker.cases import CaseEntries

LIST, NUMBER = "case list", "case number"
"""Columns of `Tracker.frame`; no field has such a name, for it would have no blank in it."""


@dataclass(frozen=True, slots=True)
class UpdatesSaid:
    """What the updates of a list say: a column a question, each with an element for each of `Entries.readings`.

    `placeholder` marks instructions and empty forms, `not_progress` names, bare states and bare dates.
    `words` quotes what decided, `why` says what an entry that is no update was taken for. `phase` is the phase that the
    update speaks of, and `against` has the numbers (from 1) of the phases that it contradicts; None and empty where it
    does not say, or the reader is not sure.
    """

    placeholder: tuple[bool, ...] = ()
    not_progress: tuple[bool, ...] = ()
    why: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    phase: tuple[str | None, ...] = ()
    against: tuple[frozenset[int], ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """What rules know besides the entries that they judge.

    `as_of` is the date that ages are measured from, None where it is not known; `latest` is the last day that is not in
    the future. `updates` says what the updates of a list say.
    """

    as_of: date | None
    latest: date
    updates: Callable[[CaseEntries], UpdatesSaid] = lambda _: UpdatesSaid()


@dataclass(frozen=True, slots=True, eq=False)
class Listed:
    """The cases of all lists in the order of the workbook: on which list each stands, and what tells it from others.

    `numbers` are in the form in which numbers are compared, `matters` say what each case is about, spelling aside; None
    where that is not entered.
    """

    lists: Sequence[str]
    numbers: Sequence[str | None]
    matters: Sequence[tuple[str, ...] | None]

    @classmethod
    def of_frame(cls, frame: pd.DataFrame) -> Listed:
        """The cases of a frame like `Tracker.frame`."""
        columns = frame.astype(object).where(frame.notna(), None)
        matter = columns.drop(columns=[LIST, NUMBER])
        rows = zip(*(matter[name].tolist() for name in matter), strict=True)
        matters = [None if None in row else row for row in rows] or [None] * len(frame)
        return cls(columns[LIST].tolist(), columns[NUMBER].tolist(), matters)
