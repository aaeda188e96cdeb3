"""What stops a run. A fault of the *data* is never one of these: it is a finding.

CaseauditError            one message for a person; carries the exit code
├── InputUnusable         exit 2: nothing could be audited
│   ├── TrackerUnusable       the workbook cannot be read as a tracker
│   ├── DefinitionUnusable    the definition has faults (all of them, with lines)
│   ├── SettingsUnusable      the policy, the baseline or the waivers have faults (all of them, with lines)
│   └── CommandUnusable       an option, a path or a name that cannot be used
├── RuleCrashed           exit 3: a fault of this program, never of the data
└── CopyUnfaithful        exit 3: a copy did not come out as it was to be, and is gone
"""

from __future__ import annotations

from dataclasses import dataclass


class CaseauditError(Exception):
    """Stops a run with one message that says where, what is wrong and what to do."""

    exit_code = 3


class InputUnusable(CaseauditError):
    """The tracker, the definition or the command could not be used."""

    exit_code = 2


class TrackerUnusable(InputUnusable):
    """A tracker file that cannot be read, or holds no case list.

    `where` is the file (and sheet), `what` the fault, `remedy` what to do about it.
    """

    def __init__(self, where: str, what: str, remedy: str) -> None:
        super().__init__(f"{where}: {what} {remedy}")
        self.where, self.what, self.remedy = where, what, remedy

    def __reduce__(self) -> tuple[type[TrackerUnusable], tuple[str, str, str]]:
        return type(self), (self.where, self.what, self.remedy)


class NotATracker(TrackerUnusable):
    """A workbook that can be read and holds no case list, or that this program wrote."""


@dataclass(frozen=True, slots=True)
class DefinitionFault:
    """One fault of a definition or settings file: `line` is 1-based, 0 where no line can be named."""

    line: int
    what: str


class DefinitionUnusable(InputUnusable):
    """A definition with faults; every fault found is in `faults`, in the order of lines."""

    def __init__(self, path: str, faults: tuple[DefinitionFault, ...]) -> None:
        super().__init__(_in_lines(path, faults))
        self.path, self.faults = path, faults

    def __reduce__(self) -> tuple[type[DefinitionUnusable], tuple[str, tuple[DefinitionFault, ...]]]:
        return type(self), (self.path, self.faults)


class SettingsUnusable(InputUnusable):
    """A policy, a baseline or a waiver file with faults; every fault found is in `faults`, in the order of lines."""

    def __init__(self, path: str, faults: tuple[DefinitionFault, ...]) -> None:
        super().__init__(_in_lines(path, faults))
        self.path, self.faults = path, faults


class CommandUnusable(InputUnusable):
    """An option value, a path or a rule name that the command cannot work with."""


class RuleCrashed(CaseauditError):
    """A rule raised instead of judging: the program is at fault and nothing is concluded."""

    exit_code = 3

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(
            f"rule {rule} stopped with a fault of the program ({reason}); "
            "no result is given. Run again with --ignore "
            f"{rule.split(maxsplit=1)[0]} to audit without it, and report the fault."
        )
        self.rule, self.reason = rule, reason


class CopyUnfaithful(CaseauditError):
    """A written copy, read back, is not what it was to be: the program is at fault and the copy is gone."""

    exit_code = 3

    def __init__(self, what: str) -> None:
        super().__init__(f"{what}. The copy was not kept, and nothing else was changed; report the fault.")
        self.what = what


def _in_lines(path: str, faults: tuple[DefinitionFault, ...]) -> str:
    return "\n".join(f"{path}:{f.line}: {f.what}" if f.line else f"{path}: {f.what}" for f in faults)
