"""A list of cases as an ordinary pandera schema: named columns, named checks, pandas and pandera alone.

`definition export --to pandera` writes this file with the lists of a definition below it, and `schema_of` makes the
same object. A frame has a column for each field, headed as in the tracker, with the cells as they stand: texts,
numbers, dates, None. `read_list` reads one from a workbook.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pandas as pd
import pandera.pandas as pa

Spec = dict[str, Any]
"""One list as plain data: `name`, `title`, `stand_ins`, `fields`, `phases`, `earliest`, `latest`."""


def schema_from(spec: Spec) -> pa.DataFrameSchema:
    """The schema of a list, its checks named.

    required, placeholder, standard_term, date, form, blank, required_from_phase, in_order, unique.
    """
    columns = {field["header"]: _column(field, spec) for field in spec["fields"]}
    return pa.DataFrameSchema(
        columns,
        checks=[*_across(spec)],
        name=spec["name"],
        title=spec["title"],
        strict="filter",
        coerce=False,
    )


def read_list(path: str, sheet: str, header_row: int) -> pd.DataFrame:
    """A list from a workbook; `header_row` counts from 1. Rows without any entry are left out."""
    engine: Any = "openpyxl" if path.lower().endswith((".xlsx", ".xlsm")) else None
    frame = pd.read_excel(
        path, sheet_name=sheet, header=header_row - 1, dtype=object, keep_default_na=False, engine=engine
    )
    frame.columns = [" ".join(str(column).split()) for column in frame.columns]
    return frame.map(lambda value: None if is_blank(value) else value).dropna(how="all")


def is_blank(value: Any) -> bool:
    """Whether nothing that shows stands in the cell."""
    if value is None or value is pd.NaT or (isinstance(value, float) and value != value):  # noqa: PLR0124 -- not a number
        return True
    return not str(value).replace("\u200b", "").replace("\ufeff", "").replace("\xa0", " ").strip()


def _plain(value: Any) -> str:
    return " ".join(str(value).casefold().split()).strip(" .!")


def _empty(value: Any, stand_ins: frozenset[str]) -> bool:
    return is_blank(value) or (isinstance(value, str) and _plain(value) in stand_ins)


def _column(field: Spec, spec: Spec) -> pa.Column:
    stand_ins = frozenset(map(_plain, spec["stand_ins"])) - frozenset(map(_plain, field.get("terms", ())))

    def each(name: str, judge: Callable[[Any], bool]) -> pa.Check:
        return pa.Check(
            lambda column: column.map(judge).astype(bool), name=name, ignore_na=False, title=field["name"]
        )

    checks = []
    if field["needs"] == "required":
        checks.append(each("required", lambda value: not is_blank(value)))
        checks.append(each("placeholder", lambda value: is_blank(value) or not _empty(value, stand_ins)))
    if field["needs"] == "blank":
        checks.append(each("blank", lambda value: _empty(value, stand_ins)))
    else:
        right = _right(field, spec)
        if right is not None:
            name, judge = right
            checks.append(each(name, lambda value: _empty(value, stand_ins) or judge(value)))
    return pa.Column(
        checks=checks,
        nullable=True,
        required=field["needs"] == "required",
        title=field["header"],
        description=field["meaning"],
        metadata={name: field[name] for name in ("name", "holds", "needs")},
    )


def _right(field: Spec, spec: Spec) -> tuple[str, Callable[[Any], bool]] | None:
    """The name of the check on what an entry must be, and the check; None where any text will do."""
    match field["holds"]:
        case "date":
            first, last = date.fromisoformat(spec["earliest"]), date.fromisoformat(spec["latest"])
            return "date", lambda value: isinstance(value, datetime) and first <= value.date() <= last
        case "term":
            terms = frozenset(field["terms"])
            return "standard_term", lambda value: value in terms
        case "terms":
            several = frozenset(field["terms"])
            return (
                "standard_term",
                lambda value: (
                    isinstance(value, str) and all(part.strip() in several for part in value.split(";"))
                ),
            )
        case "identifier" if field.get("form"):
            form = re.compile(field["form"])
            return "form", lambda value: isinstance(value, str) and form.fullmatch(value) is not None
    return None


def _across(spec: Spec) -> Iterator[pa.Check]:
    headers = {field["name"]: field["header"] for field in spec["fields"]}
    stand_ins = frozenset(map(_plain, spec["stand_ins"]))
    for field in spec["fields"]:
        if isinstance(field["needs"], int):
            yield _from_phase(field, spec, headers, stand_ins)
    dates = [headers[name] for name in spec["phases"]["dates"] if name in headers]
    for place in range(1, len(dates)):
        yield _in_order(dates[place], dates[:place])
    number = headers.get(spec["number"])
    if number is not None:
        yield _unique(number, stand_ins)


def _from_phase(field: Spec, spec: Spec, headers: dict[str, str], stand_ins: frozenset[str]) -> pa.Check:
    """Required from a phase on, and where the field says so blank before it."""
    header, phases = field["header"], spec["phases"]

    def check(frame: pd.DataFrame) -> pd.Series:
        names = [headers[name] for name in phases["fields"] if headers.get(name) in frame]
        phase = frame[names].map(
            lambda value: phases["numbers"].get(_plain(value), 0) if not is_blank(value) else 0
        )
        number = phase.iloc[:, 0] if names else pd.Series(0, index=frame.index)
        for name in names[1:]:
            number = number.where(number > 0, phase[name])
        entries = frame[header] if header in frame else pd.Series(None, index=frame.index, dtype=object)
        empty = entries.map(lambda value: _empty(value, stand_ins)).astype(bool)
        wrong: pd.Series = (number >= field["needs"]) & empty
        if field["blank_before"]:
            wrong |= (number > 0) & (number < field["needs"]) & ~empty
        passed: pd.Series = ~wrong
        return passed

    return pa.Check(check, name="required_from_phase", ignore_na=False, title=field["name"])


def _in_order(header: str, earlier: list[str]) -> pa.Check:
    """Not before the nearest earlier phase that has a date."""

    def check(frame: pd.DataFrame) -> pd.Series:
        if header not in frame:
            return pd.Series(True, index=frame.index)
        before = pd.Series(pd.NaT, index=frame.index, dtype="datetime64[ns]")
        for name in (name for name in earlier if name in frame):
            before = _dates(frame[name]).where(lambda days: days.notna(), before)
        late: pd.Series = _dates(frame[header]) < before
        return ~late

    return pa.Check(check, name="in_order", ignore_na=False, title=header)


def _dates(column: pd.Series) -> pd.Series:
    return pd.to_datetime(
        column.where(column.map(lambda value: isinstance(value, datetime)).astype(bool)), errors="coerce"
    )


def _unique(header: str, stand_ins: frozenset[str]) -> pa.Check:
    def check(frame: pd.DataFrame) -> pd.Series:
        keys = frame[header].map(
            lambda value: None if _empty(value, stand_ins) else re.sub(r"\W", "", str(value)).casefold()
        )
        return ~(keys.duplicated() & keys.notna())

    return pa.Check(check, name="unique", ignore_na=False, title=header)
