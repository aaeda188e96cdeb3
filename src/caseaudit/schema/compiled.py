"""Compiles a definition and rules into schemas: a column a field, a check a rule and field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from weakref import ref

import pandas as pd

from caseaudit.findings.rule import Reach, Rule
from caseaudit.findings.spoken import holds_words, need_words
from caseaudit.model.definition import CaseList, Definition, Need
from caseaudit.rules import OF_UPDATES
from caseaudit.rules.book import updates_read
from caseaudit.schema.engine import FieldColumn, ListSchema, pa
from caseaudit.tracker.cases import CaseEntries
from caseaudit.tracker.frames import ColumnReader, Manner
from caseaudit.tracker.setting import LIST, NUMBER, Listed, Setting

if TYPE_CHECKING:
    from caseaudit.model.table import Mask

_OF_OTHERS = (Need.FROM_PHASE, Need.ONLY_FROM_PHASE, Need.ONLY_WHERE)
"""Needs that hang on another field of the case."""


@dataclass(frozen=True, slots=True, eq=False)
class Schemas:
    """The schemas of a definition: one a list, and one over the cases of all lists (None where no rule looks at them).

    `ran` collects the checks that were run, by schema, rule and field.
    """

    lists: Mapping[str, ListSchema]
    readers: Mapping[str, Mapping[str, ColumnReader]]
    everywhere: ListSchema | None
    ran: set[tuple[str, str, str]] = field(default_factory=set)


def compile_schemas(
    definition: Definition,
    rules: Sequence[Rule],
    setting: Setting,
    manners: Mapping[str, Manner] | None = None,
) -> Schemas:
    """The schemas of a definition's lists; `manners` says how a workbook writes the entries of a list."""
    manners = manners or {}
    ran: set[tuple[str, str, str]] = set()
    readers = {
        name: {
            each.name: ColumnReader(each, definition, name, manners.get(name, Manner()))
            for each in definition.fields.values()
        }
        for name in definition.lists
    }
    lists = {
        name: _ListCompiler(definition, case_list, setting, readers[name], ran).schema(rules)
        for name, case_list in definition.lists.items()
    }
    return Schemas(lists, readers, _everywhere(definition, rules, ran), ran)


def field_of(check: pa.Check) -> str:
    """The field in which a check finds its fault."""
    return str((check.statistics or {})["field"])


class _ListCompiler:
    """Compiles the schema of one list."""

    def __init__(
        self,
        definition: Definition,
        case_list: CaseList,
        setting: Setting,
        readers: Mapping[str, ColumnReader],
        ran: set[tuple[str, str, str]],
    ) -> None:
        self._definition, self._list, self._setting = definition, case_list, setting
        self._readers, self._ran = readers, ran
        self._last: tuple[ref[pd.DataFrame], CaseEntries] | None = None

    def schema(self, rules: Sequence[Rule]) -> ListSchema:
        """The schema of the list with these rules."""
        definition = self._definition
        alone: dict[str, list[pa.Check]] = {name: [] for name in definition.fields}
        across: list[pa.Check] = []
        for rule in rules:
            for name in rule.about(definition) if rule.judge is not None else ():
                if self._is_alone(rule, name):
                    alone[name].append(_check(rule, name, self._of_column(rule, name)))
                else:
                    across.append(_check(rule, name, self._of_frame(rule, name)))
        columns = {name: _column(definition, self._list, name, alone[name]) for name in definition.fields}
        return _schema(self._list.name, self._list.title, columns, across)

    def _is_alone(self, rule: Rule, name: str) -> bool:
        """Whether the rule looks at nothing but the field's own column; updates are read beside the case's names."""
        if rule.code in OF_UPDATES and name in updates_read(self._definition):
            return False
        need = self._definition.fields[name].needs[self._list.name].need
        if rule.reach in (Reach.NEED, Reach.COLUMN):
            return need not in _OF_OTHERS
        return rule.reach is Reach.ENTRY or (rule.reach is Reach.BAR and need is not Need.ONLY_WHERE)

    def _of_column(self, rule: Rule, name: str) -> Callable[[pd.Series], pd.Series]:
        reader = self._readers[name]

        def check(column: pd.Series) -> pd.Series:
            entries = reader.entries(column)
            cases = CaseEntries(self._list, self._definition, {name: entries})
            return self._answer(rule, name, cases, column)

        return check

    def _of_frame(self, rule: Rule, name: str) -> Callable[[pd.DataFrame], pd.Series]:
        def check(frame: pd.DataFrame) -> pd.Series:
            if not self._definition.fields.keys() <= set(frame.columns):
                return pd.Series(True, index=frame.index)  # The columns that lack fail by themselves.
            return self._answer(rule, name, self._cases(frame), frame)

        return check

    def _answer(
        self, rule: Rule, name: str, cases: CaseEntries, judged: pd.Series | pd.DataFrame
    ) -> pd.Series:
        judge = rule.judge
        assert judge is not None  # noqa: S101 -- `schema` compiles rules of entries only
        entries = cases.entries[name]
        self._ran.add((self._list.name, rule.code, name))
        if not entries.present and rule.reach is not Reach.COLUMN:
            return pd.Series(True, index=judged.index)
        return _passed(judge(cases, entries, self._setting), judged)

    def _cases(self, frame: pd.DataFrame) -> CaseEntries:
        """The entries of a frame, read once for all the checks that one validation runs on it."""
        if self._last is None or self._last[0]() is not frame:
            entries = {name: reader.entries(frame[name]) for name, reader in self._readers.items()}
            self._last = ref(frame), CaseEntries(self._list, self._definition, entries)
        return self._last[1]


def _everywhere(
    definition: Definition, rules: Sequence[Rule], ran: set[tuple[str, str, str]]
) -> ListSchema | None:
    """The schema over the cases of all lists."""

    def of_lists(rule: Rule, name: str) -> Callable[[pd.DataFrame], pd.Series]:
        def check(frame: pd.DataFrame) -> pd.Series:
            assert rule.compare is not None  # noqa: S101 -- see below
            mask = rule.compare(Listed.of_frame(frame))
            ran.add((EVERYWHERE, rule.code, name))
            return _passed(mask, frame)

        return check

    checks = [
        _check(rule, name, of_lists(rule, name))
        for rule in rules
        if rule.compare is not None
        for name in rule.about(definition)
    ]
    if not checks:
        return None
    names = (NUMBER, *definition.roles.same_matter)
    columns = {LIST: FieldColumn("category"), **{name: FieldColumn(nullable=True) for name in names}}
    return _schema(EVERYWHERE, "The cases of all lists", columns, checks)


EVERYWHERE = "all lists"
"""The name of the schema over the cases of all lists."""


def _schema(name: str, title: str, columns: Mapping[str, FieldColumn], checks: list[pa.Check]) -> ListSchema:
    schema = ListSchema(checks=checks, name=name, title=title, strict=True)
    # What is given to a new schema it copies deeply, check by check; that takes longer than to validate 150 cases.
    schema.columns = {field: column.set_name(field) for field, column in columns.items()}
    return schema


def _column(definition: Definition, case_list: CaseList, name: str, checks: list[pa.Check]) -> FieldColumn:
    described = definition.fields[name]
    required = need_words(described.needs[case_list.name], definition)
    return FieldColumn(
        "category",
        checks,
        nullable=True,  # A blank is what rules judge, not what makes a frame alien.
        title=described.header,
        description=described.guidance.meaning,
        metadata={"holds": holds_words(described), "required": required},
    )


def _check(rule: Rule, name: str, check: Callable[..., pd.Series]) -> pa.Check:
    return pa.Check(
        check,
        name=rule.code,
        title=rule.name,
        description=rule.title,
        statistics={"field": name},
        ignore_na=False,
        n_failure_cases=0,
    )


def _passed(mask: Mask, judged: pd.Series | pd.DataFrame) -> pd.Series:
    return pd.Series(~mask, index=judged.index, copy=False)


def checks_of(schema: ListSchema) -> Iterator[tuple[str, str]]:
    """The checks of a schema by rule and field, those of columns first."""
    for column in schema.columns.values():
        yield from ((str(check.name), field_of(check)) for check in column.checks)
    yield from ((str(check.name), field_of(check)) for check in schema.checks)
