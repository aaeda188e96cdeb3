"""What a reader of a comparison must know before trusting its order or its figures, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from caseaudit.model.comparison import Snapshot
from caseaudit.model.words import counted
from caseaudit.stories.comparison.pairing import numbers_read

if TYPE_CHECKING:
    from caseaudit.tracker.history import History


def on_order(snapshots: Sequence[Snapshot]) -> Iterator[str]:
    """Where the order given is not that of the as-of dates."""
    for older, newer in pairwise(snapshots):
        then, now = older.audit.as_of, newer.audit.as_of
        if then is None or now is None:
            unknown = older if then is None else newer
            yield (
                f"{unknown.name} holds no readable update date, so whether it is older or newer is not known; "
                "the order given is used."
            )
        elif now < then:
            yield (
                f"{newer.name} is as of {now}, before {older.name} ({then}), yet it was given as the newer one; "
                "if that is a mistake, compare again with the older tracker first."
            )
        elif now == then:
            yield f"{older.name} and {newer.name} are both as of {now}; the order given is used."


def on_history(history: History) -> Iterator[str]:
    """What a reader must know before trusting the changes from one snapshot to the next."""
    older, newer = history.names
    for tracker, name in ((history.older, older), (history.newer, newer)):
        if any(not numbers_read(each) for each in tracker.lists.values()):
            what = "gone" if tracker is history.newer else "new"
            yield (
                f"case numbers of {name} are formulas that hold no value, so which cases are {what} cannot be told. "
                "Open it in a spreadsheet program, let it calculate, and save it."
            )
    for name, cases in history.older.lists.items():
        if name not in history.newer.lists:
            had = counted(len(cases), "case")
            yield f"{newer} has no {cases.case_list.title} list; {older} had one, with {had}."
    if not history.pairs and not history.unclear and history.gone:
        yield f"no case number of {older} stands in {newer}. Are they snapshots of one tracker?"
    if history.unclear:
        yield (
            f"{history.unclear:,} case numbers that stand in both trackers stand more than once on a list (U501); "
            "their phases and dates were not compared."
            if history.unclear > 1
            else "1 case number that stands in both trackers stands more than once on a list (U501); "
            "its phase and dates were not compared."
        )
    for name, number in zip(history.names, history.unnumbered, strict=True):
        if number:
            yield f"{counted(number, 'case')} of {name} without a case number cannot be followed."
