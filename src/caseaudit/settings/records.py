"""What the gate is told: the policy, the waivers, the baseline; and how a finding is known again.

Made by `caseaudit.settings.policy`, `caseaudit.settings.waivers` and `caseaudit.settings.baseline` from their files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path

from caseaudit.kinds.characters import tidy
from caseaudit.kinds.identifiers import compare_key
from caseaudit.model.finding import Finding, GaoClass, PolicyUsed
from caseaudit.model.targets import Target

POLICY_NAME = "caseaudit.toml"


class FailOn(StrEnum):
    """The mildest severity that fails the gate.

    With `limits`, no severity does, only what the policy limits; with `never`, nothing does: it only reports.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    LIMITS = "limits"
    NEVER = "never"


class Incomplete(StrEnum):
    """What becomes of a run that could not check everything; either way it says so."""

    FAIL = "fail"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Limit:
    """How many findings are borne: of a class (`gao_class`) or of a `rule`, in each `field` of each `list` by itself.

    None means every list or field. `at_most` counts cases, or is their share in percent.
    """

    at_most: Decimal
    percent: bool = False
    gao_class: GaoClass | None = None
    rule: str | None = None
    list: str | None = None
    field: str | None = None
    line: int = 0

    @property
    def about(self) -> str:
        """The class or the rule's code."""
        return self.rule or str(self.gao_class)

    @property
    def bound(self) -> str:
        """The limit as it is written: `5` or `5 %`."""
        return f"{self.at_most:f} %" if self.percent else f"{self.at_most:f}"


@dataclass(frozen=True, slots=True)
class Policy:
    """What fails the gate. `path` is the file that says so, None where nothing but the defaults does.

    `definition` is that of its trackers, where the command line names none. `lines` names the line of each option that
    the file sets. `targets` are the goals of the indicators, by name.
    """

    path: Path | None = None
    fail_on: FailOn = FailOn.ERROR
    fail_on_new: bool = False
    incomplete: Incomplete = Incomplete.FAIL
    baseline: Path | None = None
    waivers: Path | None = None
    limits: tuple[Limit, ...] = ()
    definition: Path | None = None
    targets: Mapping[str, Target] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    used: PolicyUsed | None = None
    """What the file changed, where the command line does not say otherwise."""

    def as_used(self) -> PolicyUsed | None:
        """The policy as the verdict names it, None where no file is used."""
        if self.path is None:
            return None
        looser = {
            f"fail_on = {self.fail_on}": self.fail_on in (FailOn.NEVER, FailOn.LIMITS),
            f"incomplete = {self.incomplete}": self.incomplete is not Incomplete.FAIL,
            f"baseline = {self.baseline}": self.baseline is not None,
            f"waivers = {self.waivers}": self.waivers is not None,
            f"definition = {self.definition}": self.definition is not None,
            f"limits: {len(self.limits)}": any(limit.at_most for limit in self.limits),
        }
        tighter = {
            f"fail_on = {self.fail_on}": self.fail_on in (FailOn.WARNING, FailOn.NOTE),
            "fail_on_new = true": self.fail_on_new,
            f"limits: {len(self.limits)}": bool(self.limits),
        }
        changed = dict.fromkeys(words for words, holds in (*looser.items(), *tighter.items()) if holds)
        return PolicyUsed(str(self.path), tuple(changed), any(looser.values()))


@dataclass(frozen=True, slots=True)
class Waiver:
    """A decision of a person that the findings of a rule, in a case or a field or both, do not count until a day.

    `line` is where it stands in its file, from 1.
    """

    rule: str
    reason: str
    who: str
    expires: date
    case: str | None = None
    field: str | None = None
    list: str | None = None
    line: int = 0

    @property
    def subject(self) -> tuple[str, str | None, str | None, str | None]:
        """What it is about: two waivers with the same subject hold back the same findings."""
        return self.rule, None if self.case is None else compare_key(self.case), self.field, self.list

    def __str__(self) -> str:
        parts = (self.rule, self.case, self.field, None if self.list is None else f"on {self.list}")
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Waivers:
    """The waivers of one file, in its order."""

    path: str
    waivers: tuple[Waiver, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Baseline:
    """The findings that were there on a day: by the digest of what each says (see `digest`), how many times."""

    path: str
    salt: str
    recorded_on: date
    tracker: str
    known: Mapping[str, int]


def digest(finding: Finding, salt: str = "") -> str:
    """What a finding is known again by, 24 hexadecimal digits: case, field, rule and entry, never the place.

    A finding about no case is known by its list (or sheet) and heading. `salt` (hexadecimal) keeps digests of two
    files from being compared.
    """
    # Which of two like cases is the later one depends on the order of rows, and so does its spelling.
    value = "" if finding.value is None or finding.rule.startswith("U") else tidy(finding.value)
    where = finding.case_key or finding.case_number or f"\x1d{finding.list or finding.place.sheet}"
    text = "\x1f".join((finding.rule, finding.field or "", where, value))
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=12, key=bytes.fromhex(salt)).hexdigest()
