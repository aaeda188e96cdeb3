"""A definition checked by itself, shown, and written in other languages: pandera, Table Schema, JSON Schema."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pandera.errors
import pandera.pandas as pa
import pytest
from typer.testing import CliRunner, Result

import caseaudit
from caseaudit.commands.console.app import app
from caseaudit.definition import load_definition
from caseaudit.definition.form import json_schema
from caseaudit.definition.source import read
from caseaudit.definition.tableschema import table_schema
from caseaudit.model.definition import Need
from caseaudit.model.errors import CommandUnusable
from caseaudit.schema.export import python_file
from caseaudit.schema.plain import read_list, schema_from
from caseaudit.stories.audit import Examined, examine_trackers

ROOT = Path(__file__).parents[1]
SAMPLES = [ROOT / f"sample_data/tracker-{day}.xlsx" for day in ("2019-06", "2019-11", "2020-03")]
RULES = {
    "required": ({"C101"}, ()),
    "placeholder": ({"C102"}, ()),
    "standard_term": ({"S201", "S202", "S206", "S207"}, ("term", "terms")),
    "date": ({"S204", "S205", "S207"}, ("date",)),
    "form": ({"S203", "S206"}, ("identifier",)),
    "in_order": ({"X303"}, ()),
    "unique": ({"U501"}, ()),
}
"""By check: the rules that find the same, and what the fields hold."""

Cells = dict[str, set[tuple[str, int]]]


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(
        app, ["definition", *map(str, words)], prog_name="caseaudit", env={"COLUMNS": "100"}
    )


def framed(done: Examined, name: str) -> pd.DataFrame:
    """A list of a sample as the schema takes it: its cases alone, under the definition's headings."""
    table = done.tracker.lists[name].table
    sheet = table.sheet
    frame = read_list(done.workbook.path, sheet.name, table.header_row + 1)
    fields = done.tracker.definition.fields
    columns = {frame.columns[column]: fields[field].header for field, column in table.columns.items()}
    frame = frame.rename(columns=columns)
    frame.index = frame.index + table.header_row + 1
    return frame.loc[[row for row in table.rows.tolist() if row in frame.index]]


def failing(schema: pa.DataFrameSchema, frame: pd.DataFrame, headers: dict[str, str]) -> Cells:
    """The cells that each check finds, by field and row from 0."""
    found: Cells = defaultdict(set)
    with pytest.raises(pandera.errors.SchemaErrors) as failed:
        schema.validate(frame, lazy=True)
    for error in failed.value.schema_errors:
        if isinstance(error.check, str) or error.check is None:
            continue
        title = str(error.check.title)
        for row in error.failure_cases["index"].dropna().unique():
            found[str(error.check.name)].add((headers.get(title, title), int(row)))
    return found


def reported(done: Examined, name: str) -> Cells:
    """The cells that `check` finds for the same reason."""
    definition = done.tracker.definition
    cases = done.tracker.lists[name]
    found: Cells = defaultdict(set)
    for failure in done.found:
        field = failure.field
        if failure.cases is not cases or field is None or failure.rule.at_header:
            continue
        required = definition.fields[field].needs[name].need is Need.REQUIRED
        rows = {int(cases.table.rows[case]) for case in failure.hits.mask.nonzero()[0].tolist()}
        for check, (codes, kinds) in RULES.items():
            presence = check in ("required", "placeholder")
            fits = required if presence else not kinds or definition.fields[field].holds.value in kinds
            if failure.rule.code in codes and fits:
                found[check] |= {(field, row) for row in rows}
    return found


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_exported_schemas_find_the_same_cells_as_check(path: Path) -> None:
    made: dict[str, Any] = {}
    exec(compile(python_file(load_definition()), "schemas.py", "exec"), made)  # noqa: S102 -- the program's own file
    done = next(iter(examine_trackers([path])))
    headers = {field.header: name for name, field in done.tracker.definition.fields.items()}
    for name, cases in done.tracker.lists.items():
        frame = framed(done, name)
        found = failing(made["SCHEMAS"][name], frame, headers)
        # A cell that is merged over several cases is read once by pandas.
        merged = {
            (field, int(cases.table.rows[case])) for field, of in cases.table.anchors.items() for case in of
        }
        for check in RULES:
            assert found[check] - merged == reported(done, name)[check] - merged, (name, check)


def test_the_file_needs_pandas_and_pandera_alone(tmp_path: Path) -> None:
    path = tmp_path / "schemas.py"
    done = run("export", "-o", path)
    assert done.exit_code == 0
    script = (
        "import sys\nclass Block:\n    def find_spec(self, name, *_):\n"
        "        if name.split('.')[0] in ('caseaudit', 'pydantic_settings'): raise ImportError(name)\n"
        f"sys.meta_path.insert(0, Block())\nsys.path.insert(0, {str(tmp_path)!r})\n"
        "import schemas\n"
        f"frame = schemas.read_list({str(SAMPLES[-1])!r}, 'Active', header_row=4)\n"
        "print(list(schemas.SCHEMAS), len(schemas.SCHEMAS['active'].columns), len(frame))\n"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("['active', 'suspended', 'inactive'] 21 ")


def test_the_same_object_from_python() -> None:
    schema = caseaudit.schema_of(None, "suspended")
    assert isinstance(schema, pa.DataFrameSchema)
    assert len(schema.columns) == 21
    assert [check.name for check in schema.columns["Status"].checks] == [
        "required",
        "placeholder",
        "standard_term",
    ]
    assert schema.columns["Case Number"].metadata == {
        "name": "case_number",
        "holds": "identifier",
        "needs": "required",
    }
    with pytest.raises(CommandUnusable, match="its lists are active, suspended, inactive"):
        caseaudit.schema_of(None, "activ")


def spec(**more: Any) -> dict[str, Any]:
    fields = [
        {
            "name": "number",
            "header": "Number",
            "holds": "identifier",
            "needs": "required",
            "meaning": "",
            "form": "P-[0-9]+",
        },
        {
            "name": "status",
            "header": "Status",
            "holds": "term",
            "needs": "required",
            "meaning": "",
            "terms": ["Open", "N/A"],
        },
        {"name": "day", "header": "Day", "holds": "date", "needs": "optional", "meaning": ""},
        {
            "name": "closed",
            "header": "Closed",
            "holds": "date",
            "needs": 2,
            "blank_before": True,
            "meaning": "",
        },
    ]
    phases = {"fields": ["status"], "dates": ["day", "closed"], "numbers": {"open": 1, "n/a": 2}}
    return {
        "name": "open", "title": "Open", "number": "number", "earliest": "1900-01-01", "latest": "2100-12-31",
        "stand_ins": ["TBD", "N/A"], "phases": phases, "fields": fields, **more,
    }  # fmt: skip


def test_each_check_finds_its_own_cells() -> None:
    day = pd.Timestamp("2020-03-01")
    rows = [
        ["P-1", "Open", day, None],
        ["P-1", "Opn", "2020-03-01", None],
        ["Q 2", None, pd.Timestamp("1850-01-01"), None],
        ["P-3", "N/A", day, pd.Timestamp("2020-02-01")],
        ["P-4", "N/A", None, None],
        ["TBD", "Open", None, day],
    ]
    frame = pd.DataFrame(rows, columns=["Number", "Status", "Day", "Closed"], dtype=object)
    found = failing(schema_from(spec()), frame, {"Number": "number", "Closed": "closed"})
    assert found == {
        "required": {("status", 2)},
        "placeholder": {("number", 5)},
        "standard_term": {("status", 1)},
        "form": {("number", 2)},
        "date": {("day", 1), ("day", 2)},
        "required_from_phase": {("closed", 4), ("closed", 5)},
        "in_order": {("closed", 3)},
        "unique": {("number", 1)},
    }


def test_check_says_that_a_definition_is_sound() -> None:
    done = run("check")
    assert done.exit_code == 0
    assert "sound; 3 lists, 21 fields, 8 vocabularies, 2 registers, 8 indicators." in done.output


def test_check_names_every_fault_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text("caseaudit: 1\nname: x\ntitel: X\n", encoding="utf-8")
    done = run("check", path)
    assert done.exit_code == 2
    assert f"{path}:3:" in done.output.replace("\n", "")


def test_show_lists_fields_with_their_needs() -> None:
    done = run("show")
    assert done.exit_code == 0
    assert "Forced Labor Case Tracker" in done.output
    assert "only from" in done.output


def test_editors_accept_the_built_in_definition() -> None:
    text = (ROOT / "schemas/forced_labor.yaml").read_text(encoding="utf-8")
    jsonschema.validate(_plain(read(text).data), json_schema(), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize("key", ["titel", "listz"])
def test_editors_see_a_slip(key: str) -> None:
    data = _plain(read((ROOT / "schemas/forced_labor.yaml").read_text(encoding="utf-8")).data)
    with pytest.raises(jsonschema.ValidationError, match=key):
        jsonschema.validate({**data, key: "x"}, json_schema(), cls=jsonschema.Draft202012Validator)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("name", ["active", "suspended", "inactive"])
def test_a_table_schema_comes_back_as_the_same_definition(name: str, tmp_path: Path) -> None:
    schema = tmp_path / "list.json"
    assert run("export", "--to", "table-schema", "--list", name, "-o", schema).exit_code == 0
    back = tmp_path / "mine.yaml"
    assert run("export", "--from", schema, "-o", back).exit_code == 0
    again = table_schema(load_definition(back), name)
    first = json.loads(schema.read_text(encoding="utf-8"))
    for each in first[
        "fields"
    ]:  # What reads an update belongs to the whole definition, and phases to all lists.
        if each["caseaudit:holds"] == "update":
            each["caseaudit:holds"] = "text"
    assert again["fields"] == first["fields"]
    assert again["primaryKey"] == first["primaryKey"]
    assert again["missingValues"] == first["missingValues"]


def test_a_table_schema_of_another_office(tmp_path: Path) -> None:
    schema = tmp_path / "permits.json"
    fields = [
        {"name": "Permit #", "type": "string", "constraints": {"required": True, "unique": True}},
        {"name": "Opened: on", "type": "date"},
        {"name": "yes", "type": "string", "constraints": {"enum": ["Yes", "No", '"odd", # one']}},
        {"name": "2010", "type": "number"},
    ]
    schema.write_text(json.dumps({"fields": fields, "primaryKey": "Permit #"}), encoding="utf-8")
    back = tmp_path / "permits.yaml"
    assert run("export", "--from", schema, "-o", back).exit_code == 0
    made = load_definition(back)
    assert [each.header for each in made.fields.values()] == ["Permit #", "Opened: on", "yes", "2010"]
    assert [term.name for term in made.vocabularies["field_yes"].terms] == ["Yes", "No", '"odd", # one']
    assert made.roles.case_number == "permit"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"fields": 3}', '{"fields": [{}]}', '{"fields": []}', "[" * 9_000]
)
def test_what_is_no_table_schema_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    done = run("export", "--from", path)
    assert done.exit_code == 2
    assert "--from" in done.output


def test_an_unknown_list_is_refused() -> None:
    assert run("export", "--to", "table-schema", "--list", "activ").exit_code == 2
