"""The audit as a careful analyst would write it by hand with pandas and pandera; `caseaudit check` is compared with it.

    python benchmarks/by_hand.py tracker.xlsx

It knows the header row, checks presence, terms, dates and the order of dates, and counts failures a rule and field.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pandera.pandas as pa
import yaml

ROOT = Path(__file__).parent.parent
PLACEHOLDERS = ["TBD", "N/A", "unknown", "see file"]
DATES = [
    "Date Received", "Initiation Date", "Investigation Date", "Legal Review Date", "Implementation Date", "Update Date"
]  # fmt: skip


def filled(values: pd.Series) -> pd.Series:
    """True where an entry is there that is neither blank nor a placeholder."""
    text = values.astype("string").str.strip()
    return (text.fillna("") != "") & ~text.isin(PLACEHOLDERS)


def is_date(values: pd.Series) -> pd.Series:
    """True for real dates and blanks."""
    return values.isna() | values.map(lambda value: isinstance(value, datetime))


def in_order(frame: pd.DataFrame) -> pd.Series:
    """True where investigation does not begin before initiation."""
    first = pd.to_datetime(frame["Initiation Date"], errors="coerce", format="ISO8601")
    second = pd.to_datetime(frame["Investigation Date"], errors="coerce", format="ISO8601")
    return ~(second < first)


def schema(definition: dict[str, Any], list_name: str) -> pa.DataFrameSchema:
    """One list's schema: a column each field, its checks named by what they look for."""
    columns = {}
    for field in definition["fields"].values():
        checks = []
        needs = field["needs"]
        if (needs if isinstance(needs, str) else needs[list_name]) == "required":
            checks.append(pa.Check(filled, name="missing", ignore_na=False))
        if field["header"] in DATES:
            checks.append(pa.Check(is_date, name="not a date", ignore_na=False))
        elif "vocabulary" in field:
            terms = list(definition["vocabularies"][field["vocabulary"]]["terms"])
            checks.append(pa.Check.isin(terms, name="not standard"))
        elif field["holds"] == "identifier":
            checks.append(pa.Check.str_matches(r"^FLD-\d{4}-\d{3,}$", name="malformed"))
            checks.append(pa.Check(lambda values: ~values.duplicated(), name="duplicate", ignore_na=False))
        columns[field["header"]] = pa.Column(object, checks, nullable=True, required=False)
    return pa.DataFrameSchema(
        columns, checks=[pa.Check(in_order, name="dates out of order", ignore_na=False)]
    )


def main() -> None:
    """Read all sheets, validate each list, print the number of failures by check and column."""
    definition = yaml.load((ROOT / "schemas" / "forced_labor.yaml").read_bytes(), yaml.CSafeLoader)
    sheets = pd.read_excel(
        sys.argv[1],
        sheet_name=None,
        header=2,
        engine="calamine",
        dtype=object,
        keep_default_na=False,
        na_values=[""],
    )
    one = next(iter(sheets.values()))
    lists = sheets
    if "List" in one:
        lists = {str(name): frame for name, frame in one.groupby("List")}
    for name, frame in lists.items():
        try:
            schema(definition, name.lower()).validate(frame, lazy=True)
        except pa.errors.SchemaErrors as failed:
            counts = failed.failure_cases.groupby(["column", "check"]).size()
            sys.stdout.write(f"{name}\n{counts.to_string()}\n")


if __name__ == "__main__":
    main()
