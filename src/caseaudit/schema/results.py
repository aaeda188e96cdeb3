"""What the rules found, from pandera's own results: check, column and mask of each error of a schema."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from caseaudit import rules
from caseaudit.findings.rule import Failure, Hits, Rule
from caseaudit.model.errors import RuleCrashed
from caseaudit.schema.compiled import Schemas, checks_of, compile_schemas, field_of
from caseaudit.schema.engine import ListSchema, SchemaError, SchemaErrorReason, errors_of, pa
from caseaudit.tracker.cases import CaseEntries, Cases, Tracker
from caseaudit.tracker.setting import Setting, UpdatesSaid

if TYPE_CHECKING:
    import pandas as pd

    from caseaudit.model.table import Mask


def failures(tracker: Tracker, codes: frozenset[str]) -> Iterator[Failure]:
    """Validate every list against its schema and yield what the rules with these codes found.

    Raises RuleCrashed where a rule stops instead of judging, or was not asked.
    """
    chosen = {rule.code: rule for rule in rules.RULES if rule.code in codes}
    schemas = schemas_of(tracker, [*chosen.values()])
    everywhere = _everywhere(tracker, schemas) if tracker.lists else {}
    for name, cases in tracker.lists.items():
        found: dict[tuple[str, str], Mask] = {}
        errors = _errors(schemas, schemas.lists[name], cases.frame)
        while errors:  # Of 100,000 cases, what pandera answers takes some room twice over.
            error = errors.pop()
            found[str(error.check.name), field_of(error.check)] = _mask(error)
        found |= {(code, field): mask for (listed, code, field), mask in everywhere.items() if listed == name}
        for code, field in sorted(found, key=_in_order(cases, chosen)):
            mask = _where_it_stands(chosen[code], cases, field, found[code, field])
            if mask.any():
                yield failure(chosen[code], cases, field, mask, tracker)


def failure(rule: Rule, cases: Cases, field: str, mask: Mask, tracker: Tracker) -> Failure:
    """What a rule found in a field; its words are made when somebody reads of a case."""
    telling = rule.tells(cases, cases.entries[field], tracker) if rule.tells else ()
    return Failure(rule, cases, field, Hits(mask, *telling))


def schemas_of(tracker: Tracker, chosen: list[Rule]) -> Schemas:
    """The schemas of a tracker's definition, as its workbook writes entries; what is read already is not read again."""

    def updates(cases: CaseEntries) -> UpdatesSaid:
        name = cases.definition.roles.update
        own = tracker.lists.get(cases.case_list.name)
        known = own is not None and name and cases.entries[name].distinct is own.entries[name].distinct
        if known and cases.case_list.name in tracker.updates:
            return tracker.updates[cases.case_list.name]
        from caseaudit.tracker.updates import read_lists, reader_of

        return read_lists({cases.case_list.name: cases}, reader_of(cases.definition))[cases.case_list.name]

    setting = Setting(tracker.as_of, tracker.latest, updates)
    manners = {name: cases.manner for name, cases in tracker.lists.items()}
    schemas = compile_schemas(tracker.definition, chosen, setting, manners)
    for name, cases in tracker.lists.items():
        for field, entries in cases.entries.items():
            schemas.readers[name][field].know(cases.frame[field], entries)
    return schemas


def _everywhere(tracker: Tracker, schemas: Schemas) -> dict[tuple[str, str, str], Mask]:
    """What the rules that look at all lists found, by list, rule and field."""
    import numpy as np

    if schemas.everywhere is None:
        return {}
    lists = np.array([*tracker.lists])
    frame = tracker.frame
    on, at = np.array([name for name, _ in tracker.spots]), np.array([case for _, case in tracker.spots])
    found: dict[tuple[str, str, str], Mask] = {}
    for error in _errors(schemas, schemas.everywhere, frame):
        mask = _mask(error)
        for name in lists.tolist():
            own = np.zeros(len(tracker.lists[name]), dtype=bool)
            own[at[mask & (on == name)]] = True
            found[name, str(error.check.name), field_of(error.check)] = own
    return found


def _errors(schemas: Schemas, schema: ListSchema, frame: pd.DataFrame) -> list[SchemaError]:
    """The errors of the rules. Raises RuleCrashed where one stopped or was not run, or where the frame is another's."""
    schemas.ran.clear()
    errors = errors_of(schema, frame)
    for error in errors:
        if not isinstance(error.check, pa.Check):
            raise RuleCrashed(str(schema.name), f"the frame is no list of cases: {_first_line(error)}")
        if error.reason_code is SchemaErrorReason.CHECK_ERROR:
            raise RuleCrashed(f"{error.check.name} {field_of(error.check)}", _fault(error))
    # An environment can tell pandera to skip checks; a check that did not run must never look like a pass.
    for code, field in checks_of(schema):
        if (str(schema.name), code, field) not in schemas.ran:
            raise RuleCrashed(f"{code} {field}", "the check was not run")
    return errors


def _mask(error: SchemaError) -> Mask:
    found: Mask = ~error.check_output.to_numpy()
    return found


def _where_it_stands(rule: Rule, cases: Cases, field: str, mask: Mask) -> Mask:
    """A merged entry counts where it stands, not again in every case that shows it; what is missing, in every case."""
    copies = None if rule.at_header or rule.gao_class == "incomplete" else cases.copies(field)
    return mask if copies is None else mask & ~copies


def _in_order(cases: Cases, chosen: Mapping[str, Rule]) -> Callable[[tuple[str, str]], tuple[int, int]]:
    codes = {code: place for place, code in enumerate(chosen)}
    fields = {name: place for place, name in enumerate(cases.definition.fields)}
    return lambda found: (codes[found[0]], fields[found[1]])


def _fault(error: SchemaError) -> str:
    """The exception of a check that stopped: pandera keeps it as `ZeroDivisionError("…")`."""
    name, _, rest = str(error.failure_cases).partition("(")
    return f"{name}: {rest.removesuffix(')').strip(chr(34))}"


def _first_line(error: SchemaError) -> str:
    return str(error).strip().splitlines()[0]


def remark_rules(codes: frozenset[str]) -> Mapping[str, Rule]:
    """The chosen rules of the workbook itself, by code; they judge remarks, not frames."""
    return {rule.code: rule for rule in rules.RULES if rule.remarks is not None and rule.code in codes}
