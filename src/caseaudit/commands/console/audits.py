"""What `check` and `report` share: trackers audited one after the other, and what came of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from caseaudit.model.errors import CommandUnusable, TrackerUnusable
from caseaudit.model.finding import Audit, Verdict

if TYPE_CHECKING:
    from caseaudit.commands.console.gate import Gatekeeper
    from caseaudit.commands.console.progress import Progress
    from caseaudit.settings.judgement import Judgement
    from caseaudit.stories.audit import AuditOptions


@dataclass(slots=True)
class Outcome:
    """What came of the trackers: audits with their verdicts, and those that could not be audited, with the reason."""

    judged: list[Judgement] = field(default_factory=list)
    unusable: list[TrackerUnusable] = field(default_factory=list)
    paths: list[Path] = field(default_factory=list)

    @property
    def audits(self) -> list[tuple[Audit, Verdict]]:
        """The audits with their verdicts."""
        return [(each.audit, each.verdict) for each in self.judged]

    @property
    def verdict(self) -> Verdict:
        """The one verdict: passed where every tracker was audited and passed."""
        failed = [f"{audit.tracker.path}: {why}" for audit, own in self.audits for why in own.failed]
        failed += [str(error) for error in self.unusable]
        incomplete = [f"{audit.tracker.path}: {why}" for audit, own in self.audits for why in own.incomplete]
        passed = not failed and all(own.passed for _, own in self.audits)
        return Verdict(passed, tuple(failed), tuple(incomplete))

    @property
    def exit_code(self) -> int:
        """The worst of the trackers' exit codes."""
        return 2 if self.unusable else 0 if self.verdict.passed else 1


def some_rule(options: AuditOptions) -> None:
    """Raises CommandUnusable where --select and --ignore name no rule, or leave none to check."""
    from caseaudit.rules import OF_SNAPSHOTS, choose

    chosen = choose(options.select, options.ignore)
    if chosen and chosen <= OF_SNAPSHOTS:
        raise CommandUnusable(
            f"{', '.join(sorted(chosen))}: found only where two snapshots of a tracker are compared. "
            "Run caseaudit compare OLD NEW."
        )
    if not chosen:
        raise CommandUnusable(
            "--select and --ignore leave no rule to check, so nothing could be found. Change one."
        )


def audited(
    trackers: Sequence[Path], options: AuditOptions, keeper: Gatekeeper, progress: Progress
) -> Outcome:
    """Audit every tracker; one that cannot be used stops none of the others."""
    from caseaudit.stories.audit import audit_trackers

    outcome = Outcome(paths=list(trackers))
    done = 0
    while done < len(trackers):
        progress.about(trackers[done])
        try:
            for audit in audit_trackers(trackers[done:], options, progress):
                outcome.judged.append(keeper.judge(audit))
                done += 1
                if done < len(trackers):
                    progress.about(trackers[done])
        except TrackerUnusable as error:
            outcome.unusable.append(error)
            done += 1
    return outcome


def not_checked(options: AuditOptions) -> Iterator[str]:
    """In words: the rules and lists that the person left out."""
    from caseaudit.rules import OF_ONE_TRACKER, OF_SNAPSHOTS, choose

    chosen = choose(options.select, options.ignore)
    codes = [rule.code for rule in OF_ONE_TRACKER if rule.code not in chosen]
    if codes:
        yield f"rules not checked (--select, --ignore): {', '.join(codes)}"
    if options.select and chosen & OF_SNAPSHOTS:
        yield f"rules that only caseaudit compare can check: {', '.join(sorted(chosen & OF_SNAPSHOTS))}"
    if options.lists:
        yield f"lists not checked: all but {', '.join(options.lists)} (--list)"
