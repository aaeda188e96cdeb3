"""The gate on the command line: which policy, baseline and waivers hold for a tracker, and what they make of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from caseaudit.model.errors import CommandUnusable, DefinitionFault, SettingsUnusable

if TYPE_CHECKING:
    from caseaudit.findings.rule import Rule
    from caseaudit.model.definition import Definition
    from caseaudit.model.finding import Audit
    from caseaudit.settings.judgement import Judgement
    from caseaudit.settings.records import Baseline, FailOn, Policy, Waivers
    from caseaudit.stories.audit import AuditOptions

Read = TypeVar("Read")

PolicyFile = Annotated[
    Path | None,
    typer.Option(
        "--policy",
        "--config",
        metavar="FILE",
        help="The policy. Without it: caseaudit.toml, or [tool.caseaudit] in pyproject.toml, from the tracker upwards.",
        show_default=False,
    ),
]
NoPolicy = Annotated[
    bool, typer.Option("--no-policy", help="Ignore policy files; only the options here count.")
]
BaselineFile = Annotated[
    Path | None,
    typer.Option(
        "--baseline",
        metavar="FILE",
        help="Known findings, as caseaudit baseline records them: only new ones fail the check.",
        show_default=False,
    ),
]
WaiversFile = Annotated[
    Path | None,
    typer.Option(
        "--waivers",
        metavar="FILE",
        help="Findings ignored until a date, each with a reason (YAML).",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True)
class GateWishes:
    """What the command line says of the gate; None where it leaves it to the policy."""

    policy: PolicyFile = None
    no_policy: NoPolicy = False
    baseline: BaselineFile = None
    waivers: WaiversFile = None

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that are read for it."""
        return tuple(path for path in (self.policy, self.baseline, self.waivers) if path is not None)


@dataclass(slots=True)
class Gatekeeper:
    """Judges audits by what the command line and the policies say.

    `prepare` reads every file that is needed, so that their faults are reported before the work begins.
    """

    wishes: GateWishes
    options: AuditOptions
    fail_on: FailOn | None = None
    _states_definition: bool = field(init=False)
    _policies: dict[str, Policy] = field(default_factory=dict)
    _files: dict[tuple[str, Path], Baseline | Waivers] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._states_definition = self.options.definition is not None

    def prepare(self, trackers: Sequence[Path]) -> None:
        """Read the policies of the trackers with their baselines and waivers.

        Raises SettingsUnusable with all faults of the first file that has any, and CommandUnusable.
        """
        if self.wishes.no_policy and self.wishes.policy is not None:
            raise CommandUnusable(
                "--policy names a policy and --no-policy ignores policies; leave one of them out."
            )
        for tracker in trackers:
            policy = self.policy_for(tracker)
            self._take_definition(tracker, policy)
            self.baseline(policy)
            self.waivers(policy)

    def _take_definition(self, tracker: Path, policy: Policy) -> None:
        """The definition that a policy names is that of the audit, where the command line names none."""
        if policy.definition is None or policy.definition == self.options.definition:
            return
        if self.options.definition is None:
            self.options = replace(self.options, definition=policy.definition)
        elif not self._states_definition:
            raise CommandUnusable(
                f"{tracker}: its policy names another definition than that of the trackers before it; check them by "
                "themselves, or name one with --definition."
            )

    def policy_for(self, tracker: Path) -> Policy:
        """The policy for a tracker, with what the command line says instead."""
        known = self._policies.get(str(tracker))
        if known is not None:
            return known
        from caseaudit.settings.records import Policy

        path = self.wishes.policy
        if path is None and not self.wishes.no_policy:
            from caseaudit.settings.policy.finding import find_policy

            path = find_policy(tracker)
        policy = Policy() if path is None else self._loaded(path)
        wishes = self.wishes
        stated = replace(
            policy,
            fail_on=Policy().fail_on if self.fail_on else policy.fail_on,
            baseline=None if wishes.baseline else policy.baseline,
            waivers=None if wishes.waivers else policy.waivers,
        )
        policy = replace(
            policy,
            fail_on=self.fail_on or policy.fail_on,
            baseline=wishes.baseline or policy.baseline,
            waivers=wishes.waivers or policy.waivers,
            used=stated.as_used(),
        )
        if policy.fail_on_new and policy.baseline is None:
            what = '"fail_on_new" needs a baseline; name one (baseline = "baseline.json"), or give --baseline'
            raise SettingsUnusable(str(path), (DefinitionFault(policy.lines.get("fail_on_new", 0), what),))
        if path is not None and wishes.policy is None:
            _say_where_looser(policy, tracker)
        self._policies[str(tracker)] = policy
        return policy

    def baseline(self, policy: Policy) -> Baseline | None:
        """The baseline of a policy, None where it names none."""
        if policy.baseline is None:
            return None
        from caseaudit.settings.baseline import read_baseline

        return self._file("baseline", policy.baseline, read_baseline)

    def waivers(self, policy: Policy) -> Waivers | None:
        """The waivers of a policy, None where it names none."""
        if policy.waivers is None:
            return None
        from caseaudit.settings.waivers.reading import read_waivers

        return self._file("waivers", policy.waivers, read_waivers)

    def judge(self, audit: Audit) -> Judgement:
        """The judgement on an audit of one of the trackers."""
        from caseaudit.rules import RULES, choose
        from caseaudit.settings.judgement import hold, judgement

        policy = self.policy_for(Path(audit.tracker.path))
        waivers, baseline = self.waivers(policy), self.baseline(policy)
        held = None if waivers is None and baseline is None else hold(audit, waivers, baseline)
        options = self.options
        counted = choose(options.select if held is not None else (), options.ignore)
        not_counted: tuple[Rule, ...] = tuple(
            rule for rule in RULES if rule.of_snapshots or rule.code not in counted
        )
        whole = not (options.select or options.ignore or options.lists)
        return judgement(audit, policy, held, not_counted=not_counted, waivers=waivers, whole=whole)

    def _loaded(self, path: Path) -> Policy:
        from caseaudit.settings.policy.loading import load_policy

        return load_policy(path, self._definition, is_stated=self._states_definition)

    def _file(self, kind: str, path: Path, read: Callable[[Path, Definition], Read]) -> Read:
        key = (kind, path)
        if key not in self._files:
            self._files[key] = read(path, self._definition())  # type: ignore[assignment]
        return self._files[key]  # type: ignore[return-value]

    def _definition(self) -> Definition:
        return _definition(self.options.definition)


def _say_where_looser(policy: Policy, tracker: Path) -> None:
    """A policy may have come with the tracker: where it lets more pass, the person who runs the check is told."""
    used = policy.used
    if used is not None and used.looser and _folder(Path(used.file)) == _folder(tracker):
        from caseaudit.commands.console.exits import say

        say(
            f"{used.file}: this policy beside the tracker lets more pass ({'; '.join(used.changed)}). "
            "--no-policy ignores it."
        )


def _folder(path: Path) -> str:
    return os.path.realpath(path.parent)


@lru_cache(maxsize=2)
def _definition(path: Path | None) -> Definition:
    from caseaudit.definition import load_definition

    return load_definition(path)
