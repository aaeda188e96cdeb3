"""The verdict on an audit: by the severity of what stands, by the limits, by what is new, by what was not checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from caseaudit.findings.rule import Rule
from caseaudit.model.definition import Severity
from caseaudit.model.finding import Audit, Finding, Kind, Verdict
from caseaudit.settings.judgement.holding import Held
from caseaudit.settings.judgement.limits import Limits
from caseaudit.settings.records import FailOn, Incomplete, Policy, Waiver, Waivers

_DEFAULT = Policy()
_FAILING: Mapping[FailOn, tuple[Severity, ...]] = {
    FailOn.ERROR: (Severity.ERROR,),
    FailOn.WARNING: (Severity.ERROR, Severity.WARNING),
    FailOn.NOTE: tuple(Severity),
    FailOn.LIMITS: (),
    FailOn.NEVER: (),
}


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """An audit with its verdict; its findings are those that stand, and only `marked` tells of those held back."""

    audit: Audit
    verdict: Verdict
    policy: Policy
    limits: Limits
    held: Held | None = None

    def fails(self, finding: Finding) -> bool:
        """Whether this finding, which stands, fails the gate by its severity or because it is new."""
        kind = Kind(finding.rule, finding.gao_class, finding.severity, finding.list, finding.field)
        by_severity = kind.severity in _FAILING[self.policy.fail_on] and not self.limits.covering(kind)
        return by_severity or _new_fails(self.policy, self.held)


def judge(audit: Audit, policy: Policy = _DEFAULT, held: Held | None = None) -> Verdict:
    """The verdict on an audit, all of whose rules and lists were checked (see `judgement`)."""
    return judgement(audit, policy, held).verdict


def judgement(
    audit: Audit,
    policy: Policy = _DEFAULT,
    held: Held | None = None,
    *,
    not_counted: Sequence[Rule] = (),
    waivers: Waivers | None = None,
    whole: bool = True,
) -> Judgement:
    """Judge an audit by a policy; `held` is what the baseline and the waivers hold back, None where neither is used.

    `not_counted` are the rules that a person left out, so that limits on their findings cannot be judged. `whole`
    says that nothing at all was left out: only then is an unused waiver, or a known finding that is gone, worth a
    word. A finding under a limit is judged by the limit and not by its severity. An audit that could not check
    everything says so always, and passes only where what says so is held back or the policy wants it only reported.
    """
    limits = Limits(policy.limits)
    not_judged = (*limits.not_judged(audit, not_counted),)
    borne = [held is not None and held.bears(part) for part in audit.unchecked]
    parts = [f"{part.what}{'; known' * known}" for part, known in zip(audit.unchecked, borne, strict=True)]
    failed: tuple[str, ...] = ()
    if policy.fail_on is not FailOn.NEVER:
        failed = (
            *_by_severity(audit, policy, limits, held),
            *limits.broken(audit, held),
            *_by_newness(policy, held),
        )
    only_reported = policy.fail_on is FailOn.NEVER or policy.incomplete is Incomplete.REPORT
    verdict = Verdict(
        passed=not failed and (only_reported or (all(borne) and not not_judged)),
        failed=failed,
        incomplete=(*parts, *not_judged),
        notices=() if held is None else tuple(_notices(held, waivers, whole=whole)),
        held=None if held is None else held.counts,
        policy=policy.used,
    )
    standing = audit if held is None else replace(audit, findings=held.findings)
    return Judgement(standing, verdict, policy, limits, held)


def _by_severity(audit: Audit, policy: Policy, limits: Limits, held: Held | None) -> Iterator[str]:
    counts = dict.fromkeys(Severity, 0)
    for kind, count in (audit.findings if held is None else held.findings).tally().items():
        if limits.covering(kind) is None:
            counts[kind.severity] += count
    for severity in _FAILING[policy.fail_on]:
        if counts[severity]:
            yield f"{counts[severity]:,} {severity}{'' if counts[severity] == 1 else 's'}"


def _by_newness(policy: Policy, held: Held | None) -> Iterator[str]:
    if held is not None and _new_fails(policy, held) and len(held.findings):
        yield f"{len(held.findings):,} new finding{'' if len(held.findings) == 1 else 's'}"


def _new_fails(policy: Policy, held: Held | None) -> bool:
    return (
        policy.fail_on_new and held is not None and held.with_baseline and policy.fail_on is not FailOn.NEVER
    )


def _notices(held: Held, waivers: Waivers | None, *, whole: bool) -> Iterator[str]:
    where = "" if waivers is None else waivers.path
    for each in held.expired:
        yield f"{_place(where, each)}: the waiver of {each} expired on {each.expires}; its findings count again"
    if not whole:
        return
    for each in held.unused:
        yield f"{_place(where, each)}: the waiver of {each} holds nothing back; delete it"
    if held.gone:
        are = "finding of the baseline is" if held.gone == 1 else "findings of the baseline are"
        yield f"{held.gone:,} {are} no longer there; record a new baseline, so that none of them can come back unseen"


def _place(path: str, waiver: Waiver) -> str:
    return f"{path}:{waiver.line}" if path and waiver.line else path or "waivers"
