"""Every option of a policy checked: its name, the kind of its value, and the names that the value speaks of."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from caseaudit.definition.hints import hint
from caseaudit.model.errors import CommandUnusable, DefinitionFault
from caseaudit.model.finding import GaoClass
from caseaudit.model.targets import Target
from caseaudit.model.words import in_quotes
from caseaudit.settings.policy import lines
from caseaudit.settings.policy.options import LIMIT_OPTIONS, OPTIONS, PERCENT
from caseaudit.settings.records import FailOn, Incomplete, Limit, Policy

if TYPE_CHECKING:
    from caseaudit.model.definition import Definition

Choice = TypeVar("Choice", bound=StrEnum)
_NAMES = tuple(each.name for each in OPTIONS)
_LIMIT_NAMES = tuple(each.name for each in LIMIT_OPTIONS)
MOST_CASES = 1_000_000_000
_MEANT = {"missing": GaoClass.INCOMPLETE}
_GOALS = ("at_least", "at_most", "baseline")
_ABOVE = tuple(name for name in _NAMES if name not in ("limits", "targets", "layout"))


class Checker:
    """Reads the options of one table into a `Policy`; what is wrong is gathered in `faults`."""

    def __init__(
        self,
        table: Mapping[str, Any],
        known_lines: dict[lines.Path, int],
        root: tuple[str, ...],
        definition: Callable[[], Definition] | None,
        *,
        is_stated: bool = False,
    ) -> None:
        self.faults: list[DefinitionFault] = []
        self._table, self._lines, self._root = table, known_lines, root
        self._definition = definition
        self._is_stated = is_stated

    def policy(self, path: Path) -> Policy:
        """The policy; what is faulty in it has its default."""
        table = self._table
        definition = self._definition_file(path)
        for name in table:
            if name not in _NAMES:
                self._fault((name,), f'"{name}" is no option{hint(name, _NAMES)}')
        fail_on = self._choice("fail_on", FailOn, FailOn.ERROR)
        limits = self._limits(table.get("limits", []))
        if fail_on is FailOn.NEVER and limits:
            self._fault(
                ("fail_on",),
                'with "never" nothing fails, so the limits would do nothing; write "limits" to judge by them alone',
            )
        return Policy(
            path=path,
            fail_on=fail_on,
            fail_on_new=self._truth("fail_on_new"),
            incomplete=self._choice("incomplete", Incomplete, Incomplete.FAIL),
            baseline=self._file("baseline", path),
            waivers=self._file("waivers", path),
            limits=limits,
            definition=definition,
            targets=self._targets(table.get("targets", {})),
            lines={name: self._line((name,)) for name in table if name in _NAMES},
        )

    def _line(self, path: lines.Path) -> int:
        return lines.nearest_line(self._lines, (*self._root, *path))

    def _fault(self, path: lines.Path, what: str) -> None:
        self.faults.append(DefinitionFault(self._line(path), what))

    def _choice(self, name: str, choices: type[Choice], default: Choice) -> Choice:
        value = self._table.get(name, default.value)
        try:
            return choices(value)
        except ValueError:
            words = [each.value for each in choices]
            near = hint(value, words) if isinstance(value, str) else ""
            guess = near if "did you" in near else ""
            self._fault((name,), f'"{name}" must be one of {in_quotes(words)}, not {_shown(value)}{guess}')
            return default

    def _truth(self, name: str) -> bool:
        value = self._table.get(name, False)
        if not isinstance(value, bool):
            self._fault((name,), f'"{name}" must be true or false, not {_shown(value)}')
        return value is True

    def _file(self, name: str, path: Path) -> Path | None:
        value = self._table.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip() or "\0" in value:
            self._fault((name,), f'"{name}" must name a file in quotes, not {_shown(value)}')
            return None
        return path.parent / value

    def _definition_file(self, path: Path) -> Path | None:
        """The definition that the policy names; by it the names of lists, fields and indicators are checked."""
        from caseaudit.definition import load_definition

        stated = self._file("definition", path)
        if stated is None:
            return None
        name = str(self._table["definition"])
        stated = Path(name) if not stated.exists() and Path(name).name == name else stated
        if self._definition is not None and not self._is_stated:
            self._definition = lambda: load_definition(stated)
        return stated

    def _limits(self, given: Any) -> tuple[Limit, ...]:
        if not isinstance(given, list) or not all(isinstance(each, dict) for each in given):
            self._fault(("limits",), "limits are tables: write each under its own [[limits]]")
            return ()
        found: dict[tuple[object, ...], Limit] = {}
        for number, each in enumerate(given):
            limit = self._limit(each, ("limits", number))
            if limit is None:
                continue
            key = (limit.about, limit.list, limit.field)
            if key in found:
                what = f"this limit is about the same findings as the one on line {found[key].line}; keep one"
                self._fault(("limits", number), what)
            found.setdefault(key, limit)
        return tuple(found.values())

    def _limit(self, given: Mapping[str, Any], path: lines.Path) -> Limit | None:
        before = len(self.faults)
        for name in given:
            if name not in _LIMIT_NAMES:
                at_top = (
                    "; it stands above the first [[limits]]" if name in _ABOVE else hint(name, _LIMIT_NAMES)
                )
                self._fault((*path, name), f'"{name}" is no option of a limit{at_top}')
        at_most, percent = self._bound(given, path)
        gao_class, rule = self._about(given, path)
        list_name = self._name(given, path, "list")
        field = self._name(given, path, "field")
        if len(self.faults) > before:
            return None
        return Limit(at_most, percent, gao_class, rule, list_name, field, self._line(path))

    def _bound(self, given: Mapping[str, Any], path: lines.Path) -> tuple[Decimal, bool]:
        value = given.get("at_most")
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_CASES:
            return Decimal(value), False
        if isinstance(value, str) and re.match(PERCENT, value.strip()):
            share = Decimal(value.strip().removesuffix("%").strip())
            if share <= 100:
                return share, True
        if value is None:
            self._fault(path, 'a limit needs "at_most": a count such as 3, or a share such as "5 %"')
        else:
            what = '"at_most" must be a count such as 3, or a share in quotes such as "5 %", not '
            self._fault((*path, "at_most"), what + _shown(value))
        return Decimal(0), False

    def _about(self, given: Mapping[str, Any], path: lines.Path) -> tuple[GaoClass | None, str | None]:
        gao, rule = given.get("class"), given.get("rule")
        if (gao is None) == (rule is None):
            more = "one of them is enough" if gao is not None else 'such as class = "incomplete"'
            self._fault(path, f'a limit is about a "class" or a "rule"; {more}')
            return None, None
        if rule is not None:
            return None, self._rule(rule, path)
        try:
            return GaoClass(str(gao)), None
        except ValueError:
            near = f'; did you mean "{_MEANT[gao]}"?' if isinstance(gao, str) and gao in _MEANT else ""
            near = near or (hint(gao, [*GaoClass]) if isinstance(gao, str) else "")
            guess = near if "did you" in near else ""
            words = f'"class" must be one of {in_quotes(GaoClass)}, not {_shown(gao)}{guess}'
            self._fault((*path, "class"), words)
            return None, None

    def _rule(self, rule: Any, path: lines.Path) -> str | None:
        from caseaudit.rules import find

        try:
            if isinstance(rule, str):
                return find(rule).code
            self._not_text(path, "rule", rule)
            return None
        except CommandUnusable as error:
            self._fault((*path, "rule"), str(error))
            return None

    def _name(self, given: Mapping[str, Any], path: lines.Path, part: str) -> str | None:
        """The name of a list or a field, checked with the definition; the title or header will do as well."""
        value = given.get(part)
        if value is None:
            return None
        if not isinstance(value, str):
            self._not_text(path, part, value)
            return None
        if self._definition is None:
            return value
        definition = self._definition()
        titles = (
            {each.title: name for name, each in definition.lists.items()}
            if part == "list"
            else {each.header: name for name, each in definition.fields.items()}
        )
        names = {name.casefold(): name for name in titles.values()}
        names |= {title.casefold(): name for title, name in titles.items()}
        found = names.get(value.strip().casefold())
        if found is None:
            near = hint(value, tuple(titles.values()))
            self._fault((*path, part), f'the definition has no {part} "{value}"{near}')
        return found

    def _not_text(self, path: lines.Path, part: str, value: Any) -> None:
        self._fault((*path, part), f'"{part}" must be a name in quotes, not {_shown(value)}')

    def _targets(self, given: Any) -> Mapping[str, Target]:
        if not isinstance(given, dict):
            self._fault(("targets",), "targets are names with numbers, under [targets]")
            return {}
        known = tuple(self._definition().indicators) if given and self._definition is not None else None
        found = {}
        for name, value in given.items():
            if known is not None and name not in known:
                self._fault(("targets", name), f'there is no indicator "{name}"{hint(name, known)}')
                continue
            target = self._target(name, value if isinstance(value, dict) else {"at_least": value})
            if target is not None:
                found[name] = target
        return found

    def _target(self, name: str, given: Mapping[str, Any]) -> Target | None:
        for part, value in given.items():
            path = ("targets", name)
            if part not in _GOALS:
                self._fault(path, f'"{part}" is no part of a target; the parts are {in_quotes(_GOALS)}')
                return None
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < MOST_CASES:
                self._fault(path, f'the target of "{name}" must be a number, not {_shown(value)}')
                return None
        target = Target(**{part: Decimal(str(value)) for part, value in given.items()})
        if target.at_least is None and target.at_most is None:
            self._fault(("targets", name), f'the target of "{name}" needs "at_least", "at_most" or both')
            return None
        if target.at_least is not None and target.at_most is not None and target.at_least > target.at_most:
            self._fault(("targets", name), f'the target of "{name}" has its "at_least" above its "at_most"')
            return None
        return target


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return f'"{value[:60]}"'
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, int) and abs(value) > MOST_CASES:
        return "a number that large"
    return "a list" if isinstance(value, list) else str(value)[:60]
