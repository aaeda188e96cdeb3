"""How a rule is written.

A rule is one function, true for the cases where the fault is. Its name is the fault, its docstring is its page
(shown by `caseaudit explain`, printed in `docs/rules.md`, and run as a test):

    @rule("S207", GaoClass.INCONSISTENT, about=every_field, says="{header} holds the error {entry}; …")
    def formula_error(cases: CaseEntries, entries: Entries, _: Setting) -> Mask: ...
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from caseaudit.findings.rule import About, Compare, Follow, Judge, Miss, Reach, Rule, Tells
from caseaudit.model.definition import Definition, Holds, Severity
from caseaudit.model.finding import GaoClass

if TYPE_CHECKING:
    from caseaudit.kinds.reading import Fault
    from caseaudit.model.layout import Remark


@dataclass(frozen=True, slots=True)
class Family:
    """The rules of one file, in the order of their codes; `letter` begins every code."""

    letter: str
    title: str
    rules: list[Rule] = field(default_factory=list)

    def rule(  # noqa: PLR0913 -- what a rule is made of
        self,
        code: str,
        gao_class: GaoClass | None = None,
        *,
        says: str,
        about: About,
        severity: Severity = Severity.ERROR,
        at_header: bool = False,
        reach: Reach = Reach.ENTRY,
        tells: Tells | None = None,
        fault: Fault | None = None,
    ) -> Callable[[Judge], Judge]:
        """Enter the decorated function into this family's book as a rule of entries."""

        def enter(judge: Judge) -> Judge:
            name = judge.__name__.replace("_", "-")
            page = _page(judge)
            rule = Rule(code, name, gao_class, severity, page, says, about, judge, tells=tells, reach=reach)
            self.rules.append(replace(rule, at_header=at_header, fault=fault))
            return judge

        return enter

    def lists_rule(
        self, code: str, *, says: str, about: About, tells: Tells, severity: Severity = Severity.ERROR
    ) -> Callable[[Compare], Compare]:
        """Enter the decorated function as a rule that looks at the cases of all lists."""

        def enter(compare: Compare) -> Compare:
            name = compare.__name__.replace("_", "-")
            rule = Rule(code, name, None, severity, _page(compare), says, about, compare=compare, tells=tells)
            self.rules.append(replace(rule, reach=Reach.LISTS))
            return compare

        return enter

    def remark_rule(
        self, code: str, *, says: str, severity: Severity = Severity.WARNING
    ) -> Callable[[Callable[[Remark], bool]], Callable[[Remark], bool]]:
        """Enter the decorated function as a rule of the workbook: true for the remarks that it reports."""

        def enter(remarks: Callable[[Remark], bool]) -> Callable[[Remark], bool]:
            name = remarks.__name__.replace("_", "-")
            self.rules.append(
                Rule(code, name, None, severity, _page(remarks), says, no_field, remarks=remarks)
            )
            return remarks

        return enter

    def pair_rule(
        self, code: str, *, says: str, about: About, severity: Severity = Severity.ERROR
    ) -> Callable[[Follow], Follow]:
        """Enter the decorated function as a rule of two snapshots: true for cases that are in both."""

        def enter(follow: Follow) -> Follow:
            name = follow.__name__.replace("_", "-")
            self.rules.append(Rule(code, name, None, severity, _page(follow), says, about, follow=follow))
            return follow

        return enter

    def gone_rule(
        self, code: str, *, says: str, about: About, severity: Severity = Severity.ERROR
    ) -> Callable[[Miss], Miss]:
        """Enter the decorated function as a rule of two snapshots: true for cases of the older one."""

        def enter(miss: Miss) -> Miss:
            name = miss.__name__.replace("_", "-")
            self.rules.append(Rule(code, name, None, severity, _page(miss), says, about, miss=miss))
            return miss

        return enter


def every_field(definition: Definition) -> tuple[str, ...]:
    """About every field of the tracker."""
    return tuple(definition.fields)


def updates_read(definition: Definition) -> tuple[str, ...]:
    """About the update, where the definition says how one is read."""
    name = definition.roles.update
    return (name,) if name is not None and definition.narrative is not None else ()


def no_field(_: Definition) -> tuple[str, ...]:
    """About the workbook, not about a field."""
    return ()


def fields_that_hold(*kinds: Holds) -> About:
    """About the fields that hold one of these kinds of entries."""

    def about(definition: Definition) -> tuple[str, ...]:
        return tuple(name for name, each in definition.fields.items() if each.holds in kinds)

    return about


def the(*roles: str) -> About:
    """About the fields that play one of these parts (see `Roles`), where the tracker has them."""

    def about(definition: Definition) -> tuple[str, ...]:
        named: list[str] = []
        for role in roles:
            value = getattr(definition.roles, role)
            named += [value] if value and isinstance(value, str) else list(value or ())
        return tuple(dict.fromkeys(named))

    return about


def _page(function: Callable[..., object]) -> str:
    import inspect

    return inspect.cleandoc(function.__doc__ or "")
