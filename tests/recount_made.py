"""Trackers made for the recount: every fault is one that the rules settle beyond doubt."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from openpyxl import Workbook

from tests.recount import FIELDS, LISTS, PHASE_DATES, PHASES, Known, standard

AS_OF = date(2020, 3, 31)
_UPDATES = (
    "Initial review of the petition is under way; it is not yet known whether the claims are credible.",
    "Collecting import data and interviewing former workers.",
    "The allegation report was sent to the Office of Chief Counsel (OCC) for legal sufficiency review.",
    "The withhold release order was issued; the ports are detaining shipments under it.",
)
_FIRMS = (
    "Halden Mill",
    "Orrin Textiles",
    "Quarrow Foods",
    "Tessaly Footwear",
    "Marnock Seafood",
    "Velland Garments",
)
_GOODS = ("Cotton shirts", "Frozen shrimp", "Leather boots", "Garlic", "Solar cells", "Rubber gloves")
_KINDS = ("Withhold Release Order", "Finding", "Penalty", "Seizure", "Shipment Detention")
_EMPTY = (None, None, "   ", "TBD", "N/A", "-", "unknown")


def make(seed: int, path: Path, before: Path | None = None) -> None:
    """Write a tracker; with `before`, also an earlier one that shares most of its cases."""
    random = Random(seed)  # noqa: S311 -- made data
    cases = {name: [_case(random, name, number + 100 * LISTS.index(name)) for number in range(random.randint(3, 14))]
             for name in LISTS}  # fmt: skip
    _write(path, cases, random, AS_OF)
    if before is not None:
        older = {name: [each for each in own if random.random() < 0.7] for name, own in cases.items()}
        moved = older["suspended"][:1]
        older["suspended"] = older["suspended"][1:]
        older["active"] += [{**each, "closure_reason": None} for each in moved]
        _write(before, older, random, date(2020, 2, 29))


def _case(random: Random, listed: str, number: int) -> dict[str, Any]:
    phase = random.choices((1, 2, 3, 4), (6, 3, 2, 1))[0]
    begun = AS_OF - timedelta(days=random.randint(60, 900))
    days = [begun + timedelta(days=20 * place) for place in range(4)]
    entries: dict[str, Any] = {}
    for known in FIELDS:
        need = known.needs[LISTS.index(listed)]
        right = _right(random, known, listed, number, phase, days)
        if need == "-" or (need.endswith("-") and int(need[0]) > phase):
            entries[known.name] = right if random.random() < 0.03 else None
        elif random.random() < 0.12 and known.name not in ("case_number", "current_phase", "status"):
            entries[known.name] = random.choice(_EMPTY)
        else:
            entries[known.name] = _spoiled(random, known, listed, right) if random.random() < 0.1 else right
    return entries


def _right(random: Random, known: Known, listed: str, number: int, phase: int, days: list[date]) -> Any:
    simple: dict[str, Any] = {
        "case_number": f"FLD-2019-{number:03}",
        "date_received": _moment(days[0] - timedelta(days=10)),
        "update_date": _moment(AS_OF - timedelta(days=random.randint(0, 40))),
        "status": PHASES[phase - 1],
        "current_phase": PHASES[phase - 1],
        "current_update": _UPDATES[phase - 1]
        if listed == "active"
        else "The file was put in the archive room.",
        "manufacturer": f"{random.choice(_FIRMS)} {number}",
        "importer": f"{random.choice(_FIRMS)} Imports",
        "commodity": random.choice(_GOODS),
        "assigned_analyst": "Osei, K.",
        **{name: _moment(day) for name, day in zip(PHASE_DATES, days, strict=True)},
    }
    if known.name in simple:
        return simple[known.name]
    terms = sorted(standard(known, listed) or {"Insufficient Evidence"})
    if known.name == "country_of_origin":
        terms = ["China", "Malaysia", "Fiji", "Ivory Coast", "Taiwan"]
    several = "; ".join(random.sample(terms, random.randint(1, min(3, len(terms)))))
    return several if known.holds == "terms" else random.choice(terms)


def _spoiled(random: Random, known: Known, listed: str, right: Any) -> Any:
    """An entry that is inconsistent, or another right one where the field is free text."""
    if known.holds == "date":
        return right.strftime(random.choice(("%Y-%m-%d", "%d %B %Y", "somewhen %Y")))
    if known.name in ("status", "current_phase"):
        return random.choice(
            (PHASES.index(right) + 1, f"({PHASES.index(right) + 1})", right.upper(), "Exploration")
        )
    if known.name == "current_update":
        # What an update of another phase says is counted again on the active list alone.
        other = _UPDATES[random.randint(0, 3)] if listed == "active" else "Open"
        return random.choice((_FIRMS[0] + " 3", other, "Open"))
    if known.name == "case_number":
        return right.replace("-", " ")
    if known.holds == "text":
        return f"{right}  "
    return random.choice((right.upper(), f" {right}", "Something else entirely"))


def _moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _write(path: Path, cases: dict[str, list[dict[str, Any]]], random: Random, day: date) -> None:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name in LISTS:
        sheet = book.create_sheet(name.title())
        absent = {known.name for known in FIELDS if random.random() < 0.04} & {
            "importer",
            "commodity",
            "date_received",
        }
        fields = [known for known in FIELDS if known.name not in absent]
        sheet.append([known.header for known in fields])
        for case in cases[name]:
            sheet.append([case[known.name] for known in fields])
    book["Active"].cell(2, len(FIELDS) + 3)  # a cell that holds nothing
    actions = book.create_sheet("Enforcement Actions")
    actions.append(
        [
            "Action Date",
            "Action",
            "Merchandise",
            "Entity",
            "Source Country",
            "Status",
            "Amount",
            "Case Number",
        ]
    )
    for number in range(random.randint(4, 30)):
        kind = random.choice(_KINDS)
        order = "Active" if kind in _KINDS[:2] else None
        when = _moment(day - timedelta(days=random.randint(0, 1000)))
        actions.append(
            [
                when,
                kind,
                f"Goods {number}",
                f"Firm {number}",
                "China",
                order,
                100 if kind == "Penalty" else None,
            ]
        )
    outreach = book.create_sheet("Outreach")
    outreach.append(["Date", "Activity", "Audience", "Location"])
    for number in range(random.randint(4, 20)):
        when = _moment(day - timedelta(days=random.randint(0, 1000)))
        outreach.append([when, f"Talk {number}", "Importers", "Savannah"])
    book["Active"].cell(2, _column(book["Active"], "Update Date")).value = _moment(day)
    book.save(path)


def _column(sheet: Any, header: str) -> int:
    return next(int(cell.column) for cell in sheet[1] if cell.value == header)
