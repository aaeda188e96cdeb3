"""The schemas are pandera's: columns are fields, a rule is a check that finds its rows in the frame it is given."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from pandera.errors import SchemaErrors
from typer.testing import CliRunner

from caseaudit import rules
from caseaudit.commands.console.app import app
from caseaudit.definition import load_definition
from caseaudit.model.errors import RuleCrashed
from caseaudit.rules import RULES
from caseaudit.schema import compile_schemas, failures
from caseaudit.schema.compiled import checks_of, field_of
from caseaudit.schema.engine import ListSchema, pa
from caseaudit.schema.results import schemas_of
from caseaudit.stories.audit import read_tracker
from caseaudit.tracker.cases import CaseEntries, Tracker
from caseaudit.tracker.entries import Entries
from caseaudit.tracker.frames import NO_COLUMN
from caseaudit.tracker.setting import Setting, UpdatesSaid
from caseaudit.tracker.updates import read_lists, reader_of

if TYPE_CHECKING:
    from caseaudit.model.table import Mask

SAMPLE = Path(__file__).parent.parent / "sample_data" / "tracker-2019-06.xlsx"
DEFINITION = load_definition(None)

Rows = list[dict[str, object]]
Found = dict[tuple[str, str], list[int]]


def updates(cases: CaseEntries) -> UpdatesSaid:
    name = cases.case_list.name
    return read_lists({name: cases}, reader_of(DEFINITION))[name]


SCHEMAS = compile_schemas(DEFINITION, RULES, Setting(date(2020, 3, 31), date(2020, 3, 31), updates))

RIGHT: dict[str, object] = {
    "case_number": "FLD-2019-014",
    "date_received": datetime(2019, 9, 2),
    "commodity": "Garments",
    "current_phase": "Investigation",
    "status": "Investigation",
    "initiation_date": datetime(2019, 9, 16),
    "investigation_date": datetime(2019, 10, 1),
    "update_date": datetime(2020, 3, 2),
    "current_update": "Interviews with two former workers held in February; transcripts under review.",
}


def frame(rows: Rows, absent: tuple[str, ...] = ()) -> pd.DataFrame:
    """A frame made by hand: plain values for categories, and nothing of a workbook."""
    columns = {
        name: [NO_COLUMN] * len(rows) if name in absent else [row.get(name) for row in rows]
        for name in DEFINITION.fields
    }
    return pd.DataFrame({name: _categorical(values) for name, values in columns.items()})


def _categorical(values: list[object]) -> pd.Categorical:
    distinct = list(dict.fromkeys(value for value in values if value is not None))
    codes = [-1 if value is None else distinct.index(value) for value in values]
    categories = pd.Index(distinct, dtype=object, tupleize_cols=False)
    return pd.Categorical.from_codes(codes, dtype=pd.CategoricalDtype(categories))


def found(schema: ListSchema, data: pd.DataFrame) -> Found:
    """What pandera's own validation says: by rule and field, the rows."""
    try:
        schema.validate(data, lazy=True)
    except SchemaErrors as failed:
        return {
            (error.check.name, field_of(error.check)): error.check_output.index[~error.check_output].tolist()
            for error in failed.schema_errors
        }
    return {}


def on_active(rows: Rows, **wanted: str) -> Found:
    said = found(SCHEMAS.lists["active"], frame(rows))
    return {key: at for key, at in said.items() if not wanted or key[0] in wanted.values()}


@pytest.fixture(scope="module")
def tracker() -> Tracker:
    return read_tracker(SAMPLE)


def test_the_columns_of_a_schema_are_the_fields() -> None:
    for schema in SCHEMAS.lists.values():
        assert [*schema.columns] == [*DEFINITION.fields]
        assert len(schema.columns) == 21


def test_every_rule_of_entries_is_a_check_of_its_own() -> None:
    of_entries = {rule.code for rule in RULES if rule.judge or rule.compare}
    assert SCHEMAS.everywhere is not None
    checks = [*checks_of(SCHEMAS.lists["active"]), *checks_of(SCHEMAS.everywhere)]
    assert {code for code, _ in checks} == of_entries
    assert len(checks) == len(set(checks))


def test_an_alien_frame_fails_as_alien_and_with_nothing_else() -> None:
    with pytest.raises(SchemaErrors) as failed:
        SCHEMAS.lists["active"].validate(pd.DataFrame({"zzz": [1, 2, 3]}), lazy=True)
    reasons = {error.reason_code.name for error in failed.value.schema_errors}
    assert reasons == {"COLUMN_NOT_IN_DATAFRAME", "COLUMN_NOT_IN_SCHEMA"}
    assert len(failed.value.schema_errors) == 22


def test_a_column_of_another_type_is_alien() -> None:
    with pytest.raises(SchemaErrors) as failed:
        SCHEMAS.lists["active"].validate(frame([RIGHT]).assign(importer=[7]), lazy=True)
    assert "WRONG_DATATYPE" in {error.reason_code.name for error in failed.value.schema_errors}


R = RIGHT
CASES: dict[str, tuple[Rows, Found]] = {
    "C101": ([R, {**R, "commodity": None}, {**R, "commodity": " "}], {("C101", "commodity"): [1, 2]}),
    "C101 by phase": (
        [{**R, "investigation_date": None}, {**R, "current_phase": "Initiation", "investigation_date": None}],
        {("C101", "investigation_date"): [0]},
    ),
    "C102": ([{**R, "commodity": "TBD"}, R], {("C102", "commodity"): [0]}),
    "S201": ([R, {**R, "current_phase": "investigation"}], {("S201", "current_phase"): [1]}),
    "S202": ([{**R, "commodity": "Sewing"}, R, {**R, "current_phase": "Sewing"}], {("S202", "current_phase"): [2]}),
    "S203": ([R, {**R, "case_number": "FLD 2019 15"}, {**R, "case_number": "17"}], {("S203", "case_number"): [1, 2]}),
    "S204": ([R, {**R, "date_received": "2 September 2019"}], {("S204", "date_received"): [1]}),
    "S205": ([{**R, "date_received": "some day"}, R], {("S205", "date_received"): [0]}),
    "S206": ([R, {**R, "manufacturer": "Halden  Mills"}], {("S206", "manufacturer"): [1]}),
    "S207": ([R, {**R, "importer": "#REF!"}], {("S207", "importer"): [1]}),
    "X303": (
        [R, {**R, "initiation_date": datetime(2019, 10, 2)}, {**R, "initiation_date": datetime(2019, 10, 1)}],
        {("X303", "investigation_date"): [1]},
    ),
    "X304": (
        [R, {**R, "current_phase": "Initiation"}, {**R, "legal_review_date": datetime(2020, 1, 2)}],
        {("X304", "investigation_date"): [1], ("X304", "legal_review_date"): [2]},
    ),
    "X305": ([R, {**R, "status": "Initiation"}], {("X305", "status"): [1]}),
    "X306": ([R, {**R, "closure_reason": "Closed"}], {("X306", "closure_reason"): [1]}),
    "T401": (
        [{**R, "update_date": datetime(2020, 1, 1)}, {**R, "update_date": datetime(2019, 12, 31)}],
        {("T401", "update_date"): [1]},
    ),
    "T402": (
        [{**R, "update_date": datetime(2020, 3, 31)}, {**R, "update_date": datetime(2020, 4, 1)}],
        {("T402", "update_date"): [1]},
    ),
    "T403": (
        [{**R, "initiation_date": datetime(2019, 9, 2)}, {**R, "initiation_date": datetime(2019, 9, 1)}],
        {("T403", "initiation_date"): [1]},
    ),
    "U501": (
        [R, {**R, "case_number": "FLD-2019-015"}, {**R, "case_number": "fld 2019 014"}, R],
        {("U501", "case_number"): [2, 3]},
    ),
    "X301": (
        [R, {**R, "current_update": "Allegation report sent to Office of Chief Counsel for legal sufficiency review"}],
        {("X301", "current_update"): [1]},
    ),
    "X302": ([R, {**R, "current_update": "Open"}], {("X302", "current_update"): [1]}),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_check_finds_exactly_its_rows_in_the_frame_given(case: str) -> None:
    rows, wanted = CASES[case]
    said = found(SCHEMAS.lists["active"], frame(rows))
    fields = {field for _, field in wanted}
    code = case[:4]
    assert {key: at for key, at in said.items() if key[0] == code and key[1] in fields} == wanted


def test_a_field_without_a_column_can_only_be_missing() -> None:
    said = found(SCHEMAS.lists["active"], frame([RIGHT, RIGHT], absent=("commodity", "current_update")))
    assert {key for key in said if key[1] == "commodity"} == {("C103", "commodity")}
    assert said["C103", "commodity"] == [0, 1]
    assert ("C103", "status") not in said


def test_the_cases_of_all_lists_are_compared_in_one_frame() -> None:
    schema = SCHEMAS.everywhere
    assert schema is not None
    matter = {name: ["a", "a", "b", "a"] for name in DEFINITION.roles.same_matter}
    lists = pd.Categorical(["active", "active", "suspended", "suspended"])
    data = pd.DataFrame({"case list": lists, "case number": ["1", "2", "1", None], **matter})
    said = found(schema, data)
    assert said == {("U502", "case_number"): [2], ("U503", "case_number"): [1]}


def test_rows_follow_the_frame_that_is_given(tracker: Tracker) -> None:
    schemas = schemas_of(tracker, [*RULES])
    own = tracker.lists["active"].frame
    schema = schemas.lists["active"]
    whole = found(schema, own)
    turned = found(schema, own.iloc[::-1])
    alone = {key for key in whole if key[0] not in ("U501",)}
    assert {key: sorted(turned[key]) for key in alone} == {key: whole[key] for key in alone}
    first = found(schema, own.iloc[:1])
    assert all(rows == [0] for rows in first.values())
    assert len(first) < len(whole)


def test_a_check_that_is_taken_out_finds_nothing(tracker: Tracker) -> None:
    schemas = schemas_of(tracker, [*RULES])
    schema, own = schemas.lists["active"], tracker.lists["active"].frame
    codes = {code for code, _ in found(schema, own)}
    assert "C101" in codes
    for column in schema.columns.values():
        column.checks = [check for check in column.checks if check.name != "C101"]
    schema.checks = [check for check in schema.checks if check.name != "C101"]
    assert {code for code, _ in found(schema, own)} == codes - {"C101"}


@pytest.mark.skipif(
    int(pd.__version__.split(".")[0]) < 3,
    reason="there pandera alone cannot word a failure among categories with blanks",
)
def test_pandera_alone_and_our_backends_find_the_same(tracker: Tracker) -> None:
    schemas = schemas_of(tracker, [*RULES])
    schema, own = schemas.lists["active"], tracker.lists["active"].frame
    plain = pa.DataFrameSchema(
        {
            name: pa.Column("category", [_plain(check) for check in column.checks], nullable=True)
            for name, column in schema.columns.items()
        },
        checks=[_plain(check) for check in schema.checks],
        strict=True,
    )
    with pytest.raises(SchemaErrors) as failed:
        plain.validate(own, lazy=True)
    theirs = {
        (error.check.name, field_of(error.check)): error.check_output.index[~error.check_output].tolist()
        for error in failed.value.schema_errors
    }
    assert theirs == found(schema, own) != {}


def _plain(check: pa.Check) -> pa.Check:
    return pa.Check(
        check._check_fn, name=check.name, statistics=check.statistics, ignore_na=False, n_failure_cases=1
    )


def test_a_rule_that_stops_is_named_with_its_field(tracker: Tracker, monkeypatch: pytest.MonkeyPatch) -> None:
    def stops(_: CaseEntries, entries: Entries, __: Setting) -> Mask:
        if entries.field.name == "status":
            raise ZeroDivisionError("none left")
        return entries.entered

    broken = tuple(replace(rule, judge=stops) if rule.code == "C101" else rule for rule in RULES)
    monkeypatch.setattr(rules, "RULES", broken)
    with pytest.raises(RuleCrashed, match=r"C101 status.*ZeroDivisionError: none left"):
        list(failures(tracker, frozenset({"C101", "S201"})))


@pytest.mark.parametrize("part", ["components.ColumnBackend", "container.DataFrameSchemaBackend"])
def test_checks_that_the_environment_skips_are_no_pass(
    tracker: Tracker, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    monkeypatch.setattr(f"pandera.backends.pandas.{part}.run_checks", lambda *_, **__: [])
    with pytest.raises(RuleCrashed, match=r"C101.*not run"):
        list(failures(tracker, frozenset({"C101"})))


def test_disabled_validation_is_switched_on(tracker: Tracker) -> None:
    from pandera.config import config_context

    with config_context(validation_enabled=False):
        assert found(schemas_of(tracker, [*RULES]).lists["active"], tracker.lists["active"].frame) == {}
        assert list(failures(tracker, frozenset({"C101"})))


def test_a_rule_reports_each_of_its_fields_apart(tracker: Tracker) -> None:
    found = list(failures(tracker, frozenset({"C101"})))
    assert len({(each.cases.case_list.name, each.field) for each in found}) == len(found) > 10
    assert all(each.hits.mask.any() for each in found)


def test_the_command_shows_what_the_schema_holds() -> None:
    shown = CliRunner().invoke(app, ["schema", "--list", "active"], env={"COLUMNS": "100"})
    assert shown.exit_code == 0
    schema, everywhere = SCHEMAS.lists["active"], SCHEMAS.everywhere
    for name, column in schema.columns.items():
        _, _, rest = shown.stdout.partition(f"  {name}\n")
        part = rest.partition("\n\n")[0]
        assert part.split()
        assert all(f"{check.name} {check.title}" in part for check in column.checks)
    for frames in (schema, everywhere):
        assert frames is not None
        assert all(f"{check.name} {check.title}*" in shown.stdout for check in frames.checks)
    assert "Suspended (suspended)" not in shown.stdout


def test_the_command_names_the_lists_that_there_are() -> None:
    shown = CliRunner().invoke(app, ["schema", "--list", "activ"])
    assert shown.exit_code == 2
    assert 'did you mean "active"?' in shown.stderr
