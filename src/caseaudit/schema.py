"""Definition × rules = one pandera schema a list; failures become findings. The only importer of pandera.

The frame that is validated has a row a case and a column a field; an element is the position of the entry among the
distinct cells of its column, so that a rule reads each distinct entry once. Each check is one rule, over all fields
that it is about. It files the cases it found with the `Recorder` and answers pandera with yes or no: with a mask for an
answer, pandera 0.35 builds a frame of failure cases for every failing check, which took 4 ms each (more than all rules
together on 150 cases) and minutes on 100,000 cases; a plain answer takes 0.05 ms.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from caseaudit.findings.rule import Failure, Hits, Rule
from caseaudit.model.errors import RuleCrashed
from caseaudit.rules import RULES

if TYPE_CHECKING:
    import pandas as pd
    import pandera.pandas as pa

    from caseaudit.tracker.cases import Cases, Tracker


@dataclass(slots=True)
class Recorder:
    """What the checks of one schema found: by code, the rule's failures in each field."""

    found: dict[str, list[Failure]] = field(default_factory=dict)
    crashed: RuleCrashed | None = None


def failures(tracker: Tracker, codes: frozenset[str]) -> Iterator[Failure]:
    """Validate every list against its schema and yield what the rules with these codes found.

    Raises RuleCrashed where a rule stops instead of judging.
    """
    for cases in tracker.lists.values():
        recorder = Recorder()
        yield from _validate(compile_schema(cases, tracker, codes, recorder), frame(cases), recorder)


def frame(cases: Cases) -> pd.DataFrame:
    """The cases of a list as the frame that its schema validates (see the module's docstring)."""
    import pandas as pd

    return pd.DataFrame({name: entries.codes for name, entries in cases.entries.items()}, copy=False)


def compile_schema(
    cases: Cases, tracker: Tracker, codes: frozenset[str], recorder: Recorder
) -> pa.DataFrameSchema:
    """The schema of one list: a check for each rule on each field that it is about."""
    with _without_hypothesis():
        import pandera.pandas as pa

    checks = [
        pa.Check(_check(rule, names, cases, tracker, recorder), name=rule.code, ignore_na=False)
        for rule in RULES
        if rule.code in codes and (names := _fields(rule, cases))
    ]
    return pa.DataFrameSchema(checks=checks, name=cases.case_list.name)


def _fields(rule: Rule, cases: Cases) -> tuple[str, ...]:
    """The fields that a rule of entries judges; an absent column can only be missing (C103)."""
    if rule.judge is None:
        return ()
    return tuple(
        name for name in rule.about(cases.definition) if cases.entries[name].present or rule.code == "C103"
    )


def _check(
    rule: Rule, names: Sequence[str], cases: Cases, tracker: Tracker, recorder: Recorder
) -> Callable[[pd.DataFrame], bool]:
    def check(_: pd.DataFrame) -> bool:
        found = recorder.found[rule.code] = []
        for name in names:
            try:
                hits = _judged(rule, cases, name, tracker)
            except Exception as fault:
                recorder.crashed = RuleCrashed(f"{rule.code} {name}", f"{type(fault).__name__}: {fault}")
                raise
            if hits.mask.any():
                found.append(Failure(rule, cases, name, hits))
        return not found

    return check


def _judged(rule: Rule, cases: Cases, name: str, tracker: Tracker) -> Hits:
    """What a rule finds in a field; a merged entry counts where it stands, not again in every case that shows it."""
    judge = rule.judge
    assert judge is not None  # noqa: S101 -- `_fields` names fields for rules of entries only
    answer = judge(cases, cases.entries[name], tracker)
    hits = answer if isinstance(answer, Hits) else Hits(answer)
    copies = None if rule.at_header else cases.copies(name)
    if copies is None or rule.code.startswith("C"):
        return hits
    return Hits(hits.mask & ~copies, hits.words, hits.related, hits.key)


def _validate(schema: pa.DataFrameSchema, data: pd.DataFrame, recorder: Recorder) -> Iterator[Failure]:
    import pandera.errors
    from pandera.config import ValidationDepth, config_context

    with _without_hypothesis():
        try:
            with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
                schema.validate(data, lazy=True, inplace=True)
        except pandera.errors.SchemaErrors as failed:
            errors = failed.schema_errors
        else:
            errors = []
    if recorder.crashed is not None:
        raise recorder.crashed
    failed_codes = [str(getattr(error.check, "name", error.check)) for error in errors]
    for code, error in zip(failed_codes, errors, strict=True):
        if code not in recorder.found:
            raise RuleCrashed(code, _first_line(error))
    # An environment can tell pandera to skip checks; a check that did not run must never look like a pass.
    skipped = [check.name for check in schema.checks if check.name not in recorder.found]
    if skipped:
        raise RuleCrashed(str(skipped[0]), "the check was not run")
    for code in failed_codes:
        yield from recorder.found[code]


def _first_line(error: object) -> str:
    return str(getattr(error, "failure_cases", "") or error).strip().splitlines()[0]


@contextmanager
def _without_hypothesis() -> Iterator[None]:
    """Keep pandera from importing hypothesis, which it does where that is installed, for strategies that
    nobody asks for here: it costs a small check a sixth of its time."""
    if "hypothesis" in sys.modules:
        yield
        return
    sys.modules["hypothesis"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules["hypothesis"]


def remark_rules(codes: frozenset[str]) -> Mapping[str, Rule]:
    """The chosen rules of the workbook itself, by code; they judge remarks, not frames."""
    return {rule.code: rule for rule in RULES if rule.remarks is not None and rule.code in codes}
