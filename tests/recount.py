"""A tracker counted again with openpyxl and plain loops, from the rules as they are written, by no code of the program.

It knows the sheets, headings and wordings of the samples and of the made trackers (`tests/recount_made.py`), no others.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from statistics import median
from typing import Any

import yaml
from openpyxl import load_workbook

LISTS = ("active", "suspended", "inactive")
PHASES = ("Initiation", "Investigation", "Legal Review", "Implementation")
_SCHEMA = yaml.safe_load((Path(__file__).parents[1] / "schemas/forced_labor.yaml").read_text("utf-8"))
_NAMES = {name: set(said["terms"]) for name, said in _SCHEMA["vocabularies"].items()}
_ALIASES = {"case #": "case number", "coo": "country of origin", "importer": "u.s. importer"}
_STAND_INS = {
    "tbd", "tbc", "n/a", "na", "n.a.", "none", "null", "unknown", "unk", "pending", "see above", "-", "?", "x", "--",
}  # fmt: skip
_SPELLINGS = {
    "country_of_origin": {"prc": "China", "p.r. china": "China", "china (prc)": "China"},
    "industry": {"apparel": "Apparel, Footwear & Textiles"},
}


@dataclass(frozen=True)
class Known:
    """A field as the reference describes it: what it holds, and on which lists it must stand."""

    name: str
    header: str
    holds: str
    needs: tuple[str, str, str]
    terms: str = ""


def _known() -> list[Known]:
    """The 21 fields: R required, O optional, - must be blank, a number: from that phase on."""
    return [
        Known("case_number", "Case Number", "number", ("R", "R", "R")),
        Known("date_received", "Date Received", "date", ("R", "R", "R")),
        Known("referral_source", "Referral Source", "term", ("R", "R", "R"), "referral_sources"),
        Known("commodity", "Commodity", "text", ("R", "R", "R")),
        Known("industry", "Industry", "term", ("R", "R", "R"), "industries"),
        Known("country_of_origin", "Country of Origin", "term", ("R", "R", "R"), "countries"),
        Known("manufacturer", "Manufacturer", "text", ("R", "R", "R")),
        Known("importer", "U.S. Importer", "text", ("2", "2", "O")),
        Known("forced_labor_indicators", "Forced Labor Indicators", "terms", ("R", "R", "O"), "indicators"),
        Known("sources_of_evidence", "Sources of Evidence", "terms", ("R", "R", "R"), "evidence"),
        Known("investigative_challenges", "Investigative Challenges", "terms", ("R", "R", "O"), "challenges"),
        Known("assigned_analyst", "Assigned Analyst", "text", ("R", "O", "O")),
        Known("status", "Status", "term", ("R", "R", "R"), "phases"),
        Known("current_phase", "Current Phase", "term", ("R", "O", "O"), "phases"),
        Known("initiation_date", "Initiation Date", "date", ("R", "R", "R")),
        Known("investigation_date", "Investigation Date", "date", ("2-", "2-", "2-")),
        Known("legal_review_date", "Legal Review Date", "date", ("3-", "3-", "3-")),
        Known("implementation_date", "Implementation Date", "date", ("4-", "4-", "4-")),
        Known("current_update", "Current Update", "text", ("R", "R", "R")),
        Known("update_date", "Update Date", "date", ("R", "R", "R")),
        Known("closure_reason", "Reason Suspended or Inactive", "term", ("-", "R", "R"), "closure"),
    ]


FIELDS = _known()
PHASE_DATES = ("initiation_date", "investigation_date", "legal_review_date", "implementation_date")
_REASONS = {
    "suspended": {"Lack of Personnel Resources", "Insufficient Information"},
    "inactive": {"Insufficient Evidence", "No Clear Violation", "No Connection to U.S. Market"},
    "active": set[str](),
}


def standard(known: Known, listed: str) -> set[str]:
    """The standard terms of a field."""
    if known.name == "closure_reason":
        return _REASONS[listed]
    for names in _NAMES.values():
        if names >= _SAMPLE_TERM[known.name]:
            return names
    raise KeyError(known.name)


_SAMPLE_TERM = {
    "referral_source": {"e-Allegations"},
    "industry": {"Base Metals"},
    "country_of_origin": {"China", "Fiji"},
    "forced_labor_indicators": {"Debt Bondage"},
    "sources_of_evidence": {"NGO Report"},
    "investigative_challenges": {"Translation"},
    "status": {"Initiation"},
    "current_phase": {"Initiation"},
}


@dataclass
class Case:
    """A row of a list: its entries by field; a field that has no column is not among them."""

    row: int
    entries: dict[str, Any]


@dataclass
class Listed:
    """A list as counted: its cases, and by field in how many it is required, missing and inconsistent."""

    name: str
    cases: list[Case]
    columns: set[str]
    required: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    inconsistent: Counter[str] = field(default_factory=Counter)
    conflicts: int = 0
    no_progress: int = 0


def read(path: Path) -> dict[str, Listed]:
    """The lists of a workbook, counted."""
    book = load_workbook(path, data_only=True)
    found = {}
    for sheet in book:
        name = sheet.title.lower().removesuffix(" cases")
        if name in LISTS:
            found[name] = _read(sheet, name)
    names = {_begin(case.entries.get(role)) for each in found.values() for case in each.cases
             for role in ("manufacturer", "importer", "commodity")}  # fmt: skip
    for each in found.values():
        _count(each, names - {()})
    return found


def _begin(value: Any) -> tuple[str, ...]:
    """The first two words of a name: its legal form and place are told in many ways."""
    return tuple(re.findall(r"[^\W\d_]+", text(value).lower())[:2])


def _read(sheet: Any, name: str) -> Listed:
    header: dict[int, str] = {}
    by_header = {each.header.lower(): each.name for each in FIELDS}
    cases = []
    merged = {
        (row, column - 1): sheet.cell(area.min_row, area.min_col).value
        for area in sheet.merged_cells.ranges
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
        if area.min_col == area.max_col
    }
    for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
        row = [merged.get((number, place), value) for place, value in enumerate(values)]
        said = [str(value).strip().lower() if value is not None else "" for value in row]
        if not header:
            if "current update" in said:
                header = {
                    place: by_header[_ALIASES.get(word, word)]
                    for place, word in enumerate(said)
                    if _ALIASES.get(word, word) in by_header
                }
            continue
        entries = {named: row[place] for place, named in header.items()}
        if sum(not blank(value) for value in entries.values()) > 4:
            cases.append(Case(number, entries))
    return Listed(name, cases, set(header.values()))


def text(value: Any) -> str:
    """The entry as a text, blanks around it left out."""
    return "" if value is None else str(value).replace("\xa0", " ").replace("\u200b", "").strip()


def blank(value: Any) -> bool:
    """Whether nothing that shows stands there."""
    return not text(value)


def stand_in(value: Any) -> bool:
    """Whether a word for "nothing yet" stands there."""
    return isinstance(value, str) and text(value).lower() in _STAND_INS


def empty(value: Any) -> bool:
    """Blank, or a stand-in."""
    return blank(value) or stand_in(value)


def day_of(value: Any) -> date | None:
    """The day of a date, or of a text that says one beyond doubt."""
    if isinstance(value, datetime):
        return value.date()
    for form in ("%Y-%m-%d", "%d %B %Y"):
        try:
            return datetime.strptime(text(value), form).date()
        except ValueError:
            continue
    return None


def phase_number(value: Any) -> int:
    """The phase, from 1, that an entry stands for; 0 where none or more than one."""
    said = text(value).lower().removesuffix(".0")
    numbers = {int(digit) for digit in re.findall(r"(?<!\d)[1-4](?!\d)", said)}
    rest = re.sub(r"phase|[()\d\s]", " ", said).split()
    if not rest:
        return numbers.pop() if len(numbers) == 1 else 0
    named = [number for number, name in enumerate(PHASES, start=1) if " ".join(rest) == name.lower()]
    return named[0] if named and numbers <= {named[0]} else 0


def phase_of(case: Case) -> int:
    """The phase of a case: by Current Phase, else by Status."""
    return phase_number(case.entries.get("current_phase")) or phase_number(case.entries.get("status"))


def update_phase(value: Any) -> int:
    """The phase that an update speaks of, by its words; 0 where it does not say."""
    said = text(value).lower()
    if "back in investigation" in said:
        return 2
    if "wro is issued" in said or "order was issued" in said:
        return 4
    if re.search(r"\bocc\b|legal sufficiency|counsel", said):
        return 3
    if re.search(r"initial review|prelim|allegation recd|credible", said):
        return 1
    return (
        2
        if re.search(r"collect|import data|interview|survey|shipping records|drafting|evidence", said)
        else 0
    )


def _count(listed: Listed, names: set[tuple[str, ...]]) -> None:
    place = LISTS.index(listed.name)
    for known in FIELDS:
        for case in listed.cases:
            value, need, phase = case.entries.get(known.name), known.needs[place], phase_of(case)
            required = need == "R" or (need[0].isdigit() and phase >= int(need[0]))
            listed.required[known.name] += required
            listed.missing[known.name] += required and empty(value)
            if not empty(value):
                early = need == "-" or (need.endswith("-") and need != "-" and 0 < phase < int(need[0]))
                wrong = early or _wrong(known, value, case, listed, names)
                listed.inconsistent[known.name] += wrong


def _wrong(known: Known, value: Any, case: Case, listed: Listed, names: set[tuple[str, ...]]) -> bool:
    if isinstance(value, str) and (value != value.strip() or "  " in value or "\xa0" in value):
        return True
    if known.holds == "number":
        return re.fullmatch(r"FLD-\d{4}-\d{3,}", str(value)) is None
    if known.holds == "date":
        return not isinstance(value, datetime) or _out_of_order(known.name, value.date(), case)
    if known.holds in ("term", "terms"):
        terms = standard(known, listed.name)
        parts = str(value).split("; ") if known.holds == "terms" else [value]
        return not all(part in terms for part in parts) or (known.name == "status" and _differs(case, listed))
    if known.name == "current_update":
        progress = _begin(value) not in names and text(value).lower() not in ("open", "active", "closed")
        listed.no_progress += not progress
        conflict = listed.name == "active" and progress and _conflicts(value, case)
        listed.conflicts += conflict
        return not progress or conflict
    return False


def _conflicts(value: Any, case: Case) -> bool:
    said, phase = update_phase(value), phase_of(case)
    return said > 0 and phase > 0 and said != phase


def _differs(case: Case, listed: Listed) -> bool:
    """Whether an active case's status is another phase than its current one."""
    status, phase = (phase_number(case.entries.get(name)) for name in ("status", "current_phase"))
    return listed.name == "active" and status > 0 and phase > 0 and status != phase


def _out_of_order(name: str, value: date, case: Case) -> bool:
    """Whether a phase was entered before the nearest earlier one that has a date."""
    if name not in PHASE_DATES:
        return False
    for earlier in reversed(PHASE_DATES[: PHASE_DATES.index(name)]):
        before = day_of(case.entries.get(earlier))
        if before is not None:
            return value < before
    return False


def stands_for(name: str, value: Any, terms: set[str]) -> list[str]:
    """The standard terms that an entry stands for."""
    said = text(value)
    if name in ("status", "current_phase"):
        number = phase_number(value)
        return [PHASES[number - 1]] if number else []
    parts = said.split("; ") if ";" in said else [said]
    by_case = {term.lower(): term for term in terms}
    found = [by_case.get(part.lower()) or _SPELLINGS.get(name, {}).get(part.lower()) for part in parts]
    return [each for each in found if each]


def as_of(lists: dict[str, Listed]) -> date:
    """The newest update date that is a date."""
    days = [day_of(case.entries.get("update_date")) for each in lists.values() for case in each.cases]
    return max(day for day in days if day is not None)


def figures(lists: dict[str, Listed]) -> dict[str, int]:
    """The figures of GAO-21-106 that one tracker has, by the names of `docs/report.md`."""
    active, suspended = lists["active"], lists["suspended"]
    sources, status = "sources_of_evidence", "status"
    china = sum("China" in stands_for("country_of_origin", case.entries.get("country_of_origin"), {"China"})
                for case in active.cases)  # fmt: skip
    lack = "Lack of Personnel Resources"
    kinds = [_kind(case.entries.get(status)) for case in suspended.cases]
    without = [case for case in suspended.cases if empty(case.entries.get(sources))]
    initiated = [
        day_of(case.entries.get("initiation_date")) for each in lists.values() for case in each.cases
    ]
    apparel = "Apparel, Footwear & Textiles"
    return {
        "G01": sum(count > 0 for count in active.missing.values()),
        "G02": sum(count > 0 for count in active.inconsistent.values()),
        "G03": active.missing[sources],
        "G04": suspended.missing[sources],
        "G05": sum(_is(case, "closure_reason", lack) for case in without),
        "G06": sum(_is(case, "closure_reason", lack) for case in suspended.cases),
        "G07": active.no_progress,
        "G08": active.conflicts,
        "G09": suspended.inconsistent[status],
        "G10": kinds.count("number"),
        "G11": kinds.count("words") + kinds.count("both"),
        "G12": kinds.count("both"),
        "G13": sum(0 < phase_of(case) < 4 for case in active.cases),
        "G14": china,
        "G15": sum(
            apparel in stands_for("industry", case.entries.get("industry"), {apparel})
            for case in active.cases
        ),
        "G16": sum(day is not None and 2018 <= day.year <= 2020 for day in initiated),
    }


def _is(case: Case, name: str, term: str) -> bool:
    return text(case.entries.get(name)).lower() == term.lower()


def _kind(value: Any) -> str:
    if empty(value):
        return ""
    letters, digits = (re.search(pattern, text(value)) for pattern in (r"[A-Za-z]", r"\d"))
    return "both" if letters and digits else "words" if letters else "number"


def actions(path: Path) -> list[tuple[date, str]]:
    """The enforcement actions of a workbook: day and kind; a month is its first day."""
    return [(_day(row[0]), text(row[1])) for row in _rows(path, "Enforcement Actions", "Action Date")]


def outreach(path: Path) -> list[tuple[date, str]]:
    """The outreach activities of a workbook."""
    return [(_day(row[0]), text(row[1])) for row in _rows(path, "Outreach", "Date")]


def _rows(path: Path, title: str, head: str) -> list[tuple[Any, ...]]:
    sheet = load_workbook(path, data_only=True)[title]
    rows = [*sheet.iter_rows(values_only=True)]
    begin = next(place for place, row in enumerate(rows) if row[0] == head)
    return [row for row in rows[begin + 1 :] if row[0] is not None and row[1] is not None]


def _day(value: Any) -> date:
    return value.date() if isinstance(value, datetime) else datetime.strptime(str(value), "%B %Y").date()


def in_month(days: list[date], year: int, month: int) -> int:
    """How many days are in a month."""
    return sum((day.year, day.month) == (year, month) for day in days)


def to_date(days: list[date], year: int, month: int) -> int:
    """How many days are in the fiscal year, from October, up to the end of a month."""
    first = (year if month >= 10 else year - 1) * 12 + 9
    return sum(first <= day.year * 12 + day.month - 1 <= year * 12 + month - 1 for day in days)


def median_days(lists: dict[str, Listed], begin: str, end: str) -> tuple[float, int] | None:
    """The median days from one phase's date to the next one's, and of how many cases."""
    found = []
    for each in lists.values():
        for case in each.cases:
            then, now = day_of(case.entries.get(begin)), day_of(case.entries.get(end))
            if then is not None and now is not None and now >= then:
                found.append((now - then).days)
    return (median(found), len(found)) if found else None
