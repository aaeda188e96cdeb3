"""The story of a comparison: audit each snapshot, follow its cases into the next, judge what changed, count.

Snapshots are compared in the order in which they are given, each with the one before it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from caseaudit.model.comparison import ChangeKind, Comparison, Snapshot, Step
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.finding import GaoClass
from caseaudit.stories.audit import AuditOptions, examine_trackers

if TYPE_CHECKING:
    from caseaudit.model.comparison import Change
    from caseaudit.stories.audit import Examined
    from caseaudit.tracker.history import History

__all__ = ["compare_examined", "compare_trackers"]


def compare_trackers(
    paths: Sequence[Path], options: AuditOptions | None = None, progress: Callable[[str], None] | None = None
) -> Comparison:
    """Compare snapshots of one tracker, the oldest first.

    Raises CommandUnusable for fewer than two trackers or the same file twice, and whatever an audit raises.
    """
    options = options or AuditOptions()
    refuse_same_file(paths)
    examined = [*examine_trackers(paths, options, progress)]
    if progress is not None:
        progress("comparing")
    return compare_examined(examined, options)


def refuse_same_file(paths: Sequence[Path]) -> None:
    """Raises CommandUnusable for fewer than two paths, and where two of them are one file."""
    if len(paths) < 2:
        raise CommandUnusable(
            "a comparison needs two trackers or more, the older one first: caseaudit compare OLD NEW."
        )
    for number, path in enumerate(paths):
        for other in paths[:number]:
            if path.resolve() == other.resolve():
                raise CommandUnusable(_same(str(other), str(path), "are one file"))


def compare_examined(examined: Sequence[Examined], options: AuditOptions | None = None) -> Comparison:
    """Compare snapshots that have been audited with these options, the oldest first.

    Raises CommandUnusable where two have the same content, or were audited with different definitions.
    """
    from caseaudit.stories.comparison.notes import on_order
    from caseaudit.stories.comparison.trends import throughout, trends

    options = options or AuditOptions()
    _refuse_unlike(examined)
    audits = [each.audit for each in examined]
    names = _names([audit.tracker.path for audit in audits])
    snapshots = tuple(map(Snapshot, names, audits))
    histories, steps = _steps(examined, snapshots, options)
    return Comparison(
        definition=audits[0].definition,
        snapshots=snapshots,
        steps=steps,
        trends=tuple(trends(snapshots, histories)),
        incomplete_throughout=throughout(snapshots, GaoClass.INCOMPLETE),
        inconsistent_throughout=throughout(snapshots, GaoClass.INCONSISTENT),
        run_on=audits[0].run_on,
        notes=tuple(on_order(snapshots)),
    )


def _steps(
    examined: Sequence[Examined], snapshots: Sequence[Snapshot], options: AuditOptions
) -> tuple[list[History], tuple[Step, ...]]:
    from caseaudit.rules import OF_SNAPSHOTS, choose
    from caseaudit.stories.comparison.changes import changes
    from caseaudit.stories.comparison.judging import judged
    from caseaudit.stories.comparison.notes import on_history
    from caseaudit.stories.comparison.pairing import follow, numbers_of
    from caseaudit.stories.comparison.turnover import FindingsCompared, contents

    codes = choose(options.select, options.ignore)
    said = [contents(each, codes) for each in examined]
    earlier: set[str] = set()
    histories, steps = [], []
    for number, (older, newer) in enumerate(pairwise(snapshots)):
        history = follow(examined[number].tracker, examined[number + 1].tracker, (older.name, newer.name))
        found = changes(history, earlier)
        earlier |= numbers_of(history.older)
        histories.append(history)
        steps.append(
            Step(
                older=older,
                newer=newer,
                definition=newer.audit.definition,
                changes=found,
                counts=_counts(found),
                stayed=_stayed(history),
                moves=_moves(found),
                findings=judged(history, codes),
                checked=codes & OF_SNAPSHOTS,
                finding_changes=FindingsCompared(history, said[: number + 2]),
                notes=tuple(on_history(history)),
            )
        )
    return histories, tuple(steps)


def _stayed(history: History) -> int:
    return sum(
        int(pair.same_case.sum()) for pair in history.pairs if pair.newer.case_list == pair.older.case_list
    )


def _counts(found: Sequence[Change]) -> dict[ChangeKind, int]:
    from collections import Counter

    counts = Counter(change.kind for change in found)
    return {kind: counts[kind] for kind in ChangeKind}


def _moves(found: Sequence[Change]) -> dict[tuple[str, str], int]:
    moves: dict[tuple[str, str], int] = {}
    for change in found:
        if change.kind is ChangeKind.MOVED and change.before and change.after:
            moves[change.before, change.after] = moves.get((change.before, change.after), 0) + 1
    return moves


def _refuse_unlike(examined: Sequence[Examined]) -> None:
    first = examined[0].audit
    for number, each in enumerate(examined):
        audit = each.audit
        if audit.definition.sha256 != first.definition.sha256:
            raise CommandUnusable(
                f'{audit.tracker.path} was read with the definition "{audit.definition.name}" and '
                f'{first.tracker.path} with "{first.definition.name}"; their fields cannot be compared. '
                "Read both with one definition."
            )
        for other in examined[:number]:
            if other.audit.tracker.sha256 == audit.tracker.sha256:
                raise CommandUnusable(
                    _same(
                        other.audit.tracker.path, audit.tracker.path, "have the same content, byte for byte"
                    )
                )


def _same(one: str, other: str, what: str) -> str:
    return f"{one} and {other} {what}, so there is nothing to compare. Name two snapshots of the tracker."


def _names(paths: Sequence[str]) -> list[str]:
    """The file names; the paths of those that share theirs."""
    names = [Path(path).name for path in paths]
    return [path if names.count(name) > 1 else name for path, name in zip(paths, names, strict=True)]
