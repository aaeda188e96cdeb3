"""The story of a comparison: audit each snapshot, follow its cases into the next, judge what changed, count.

Snapshots are compared in the order in which they are given, each with the one before it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from caseaudit.audit import AuditOptions, examine_trackers
from caseaudit.model.comparison import ChangeKind, Comparison, Snapshot, Step
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.finding import GaoClass
from caseaudit.wording import plural

if TYPE_CHECKING:
    from caseaudit.audit import Examined
    from caseaudit.model.cases import Tracker
    from caseaudit.model.comparison import Change, History

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
    from caseaudit.comparison.trends import throughout, trends

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
        notes=tuple(_order_notes(snapshots)),
    )


def _steps(
    examined: Sequence[Examined], snapshots: Sequence[Snapshot], options: AuditOptions
) -> tuple[list[History], tuple[Step, ...]]:
    from caseaudit.comparison.changes import changes
    from caseaudit.comparison.judging import judged
    from caseaudit.comparison.pairing import follow
    from caseaudit.comparison.turnover import FindingsCompared, contents
    from caseaudit.rules import RULES, choose

    codes = choose(options.select, options.ignore)
    said = [contents(each, codes) for each in examined]
    earlier: set[str] = set()
    histories, steps = [], []
    for number, (older, newer) in enumerate(pairwise(snapshots)):
        history = follow(examined[number].tracker, examined[number + 1].tracker, (older.name, newer.name))
        found = changes(history, earlier)
        earlier |= _numbers(history.older)
        histories.append(history)
        steps.append(
            Step(
                older=older,
                newer=newer,
                definition=newer.audit.definition,
                changes=found,
                counts=_counts(found),
                stayed=sum(
                    int(p.same_case.sum()) for p in history.pairs if p.newer.case_list == p.older.case_list
                ),
                moves=_moves(found),
                findings=judged(history, codes),
                checked=frozenset(rule.code for rule in RULES if rule.of_snapshots and rule.code in codes),
                finding_changes=FindingsCompared(history, said[: number + 2]),
                notes=tuple(_notes(history)),
            )
        )
    return histories, tuple(steps)


def _numbers(tracker: Tracker) -> set[str]:
    return {number for cases in tracker.lists.values() for number in cases.numbers if number is not None}


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


def _order_notes(snapshots: Sequence[Snapshot]) -> Iterator[str]:
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


def _notes(history: History) -> Iterator[str]:
    """What a reader must know before trusting the changes from one snapshot to the next."""
    older, newer = history.names
    for tracker, name in ((history.older, older), (history.newer, newer)):
        if any(not _numbers_read(tracker, each) for each in tracker.lists):
            what = "gone" if tracker is history.newer else "new"
            yield (
                f"case numbers of {name} are formulas that hold no value, so which cases are {what} cannot be told. "
                "Open it in a spreadsheet program, let it calculate, and save it."
            )
    for name, cases in history.older.lists.items():
        if name not in history.newer.lists:
            yield f"{newer} has no {cases.case_list.title} list; {older} had one, with {plural(len(cases), 'case', 'cases')}."
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
            yield f"{plural(number, 'case', 'cases')} of {name} without a case number cannot be followed."


def _numbers_read(tracker: Tracker, name: str) -> bool:
    from caseaudit.comparison.pairing import numbers_read

    return numbers_read(tracker.lists[name])
