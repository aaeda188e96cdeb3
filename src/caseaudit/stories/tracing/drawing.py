"""Draws a sample: which entries there are, how many are to be drawn, and which ones the seed draws.

The entries are ordered by the SHA-256 of the seed and of what tells them apart, and the first ones are drawn. So the
same seed draws the same entries from the same cases on every computer, in whatever order the rows stand.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from heapq import nsmallest
from pathlib import PurePath
from typing import TYPE_CHECKING

from caseaudit.kinds.reading import Fault
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.tracing import Design, Item, Part, Plan, Sample, Unit
from caseaudit.model.words import listed
from caseaudit.stories.tracing.planning import MOST_ROWS, planned

if TYPE_CHECKING:
    from caseaudit.model.table import Mask, Workbook
    from caseaudit.tracker.cases import Cases, Tracker

LONGEST = 32_767
"""The most characters of an entry that a cell can show."""

_Spot = tuple[str, int, str]
"""A list, a case there by position, and a field; "" for the whole case."""


def drawn_sample(workbook: Workbook, tracker: Tracker, design: Design) -> Sample:
    """The sample that a design draws from a tracker.

    Raises CommandUnusable where the design names what the tracker has not, or asks for more than can be traced.
    """
    population = _Population(tracker, design)
    definition = tracker.definition
    titles = {
        part: listed(
            word
            for word in (
                definition.lists[part.list].title if part.list else "",
                definition.fields[part.field].header if part.field else "",
            )
            if word
        ).replace(" and ", ", ")
        for part in population.units
    }
    plan = planned(
        design,
        {part: len(units) for part, units in population.units.items()},
        titles,
        definition.determination.fewest_cases,
    )
    spots = population.entries_of(_chosen(plan, population))
    if len(spots) > MOST_ROWS:
        raise CommandUnusable(
            f"the sample would have more than {MOST_ROWS:,} entries to trace, which nobody can. "
            "Choose fewer --fields, a wider --margin or --by entries."
        )
    return Sample(
        plan=plan,
        tracker=PurePath(workbook.path.replace("\\", "/")).name,
        sha256=workbook.sha256,
        definition=f"{definition.name}, version {definition.version}",
        definition_sha256=definition.sha256,
        titles={name: definition.lists[name].title for name in population.lists},
        headers={name: definition.fields[name].header for name in population.fields},
        units={
            name: sum(spot[0] == name for units in population.units.values() for spot in units)
            for name in population.lists
        },
        recorded={spot: int(mask.sum()) for spot, mask in population.recorded.items()},
        items=tuple(_items(spots, population)),
    )


class _Population:
    """What can be drawn: `units` by part, each a spot; `recorded` says by list and field which cases hold an entry."""

    def __init__(self, tracker: Tracker, design: Design) -> None:
        self.design = design
        self.lists = _lists(tracker, design)
        self.fields = _fields(tracker, design)
        self.recorded: dict[tuple[str, str], Mask] = {
            (name, field): recorded(cases, field)
            for name, cases in self.lists.items()
            for field in self.fields
        }
        self.units: Mapping[Part, Sequence[_Spot]] = self._units()

    def _units(self) -> dict[Part, list[_Spot]]:
        import numpy as np

        units: dict[Part, list[_Spot]] = defaultdict(list)
        for name in self.lists:
            masks = {field: self.recorded[name, field] for field in self.fields}
            if self.design.unit is Unit.CASES:
                masks = {"": np.logical_or.reduce([*masks.values()])}
            for field, mask in masks.items():
                cases = mask.nonzero()[0].tolist()
                if cases:
                    units[self.design.part_of(name, field)] += [(name, case, field) for case in cases]
        return dict(units)

    def keys(self, name: str) -> Sequence[str]:
        """What tells each case of a list from the others; those that are alike are numbered."""
        cases, seen = self.lists[name], Counter[str]()
        found = []
        for case in range(len(cases)):
            key = cases.key(case)
            seen[key] += 1
            found.append(f"{key}\n{seen[key]}")
        return found

    def entries_of(self, units: Iterable[_Spot]) -> list[_Spot]:
        """The entries of the drawn units, in the order of lists, cases and fields."""
        places = {name: place for place, name in enumerate(self.lists)}
        columns = {name: place for place, name in enumerate(self.fields)}
        spots = [
            (name, case, own)
            for name, case, field in units
            for own in ((field,) if field else self.fields)
            if self.recorded[name, own][case]
        ]
        orders = {name: cases.order.tolist() for name, cases in self.lists.items()}
        return sorted(spots, key=lambda spot: (places[spot[0]], orders[spot[0]][spot[1]], columns[spot[2]]))


def recorded(cases: Cases, field: str) -> Mask:
    """True where there is an entry to trace: neither blank, a placeholder, a formula's error nor one without value."""
    entries = cases.entries[field]
    found: Mask = entries.entered & entries.audited & ~entries.at_fault(Fault.ERROR)
    return found


def shown_entry(text: str) -> str:
    """A recorded entry as the sample shows it, so that it can be compared when it comes back."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char if char.isprintable() or char == "\n" else f"\\u{ord(char):04x}" for char in plain)[
        :LONGEST
    ]


def _lists(tracker: Tracker, design: Design) -> Mapping[str, Cases]:
    for name in design.lists:
        if name not in tracker.definition.lists:
            raise CommandUnusable(
                f'the definition has no list "{name}". Its lists are {", ".join(tracker.definition.lists)}.'
            )
    return {
        name: cases
        for name, cases in tracker.lists.items()
        if len(cases) and (not design.lists or name in design.lists)
    }


def _fields(tracker: Tracker, design: Design) -> Sequence[str]:
    """The fields to trace. The case number is none: by it the case file is found."""
    number = tracker.definition.roles.case_number
    return [
        name
        for name in tracker.definition.fields
        if (name in design.weights if design.weights else name != number)
    ]


def _chosen(plan: Plan, population: _Population) -> Iterator[_Spot]:
    """The units that the seed draws, part by part."""
    keys = {name: population.keys(name) for name in population.lists}
    seed = plan.design.seed

    def rank(spot: _Spot) -> bytes:
        name, case, field = spot
        told = "\n".join((seed, name, keys[name][case], field))
        return sha256(told.encode("utf-8", "surrogatepass")).digest()

    for each in plan.parts:
        yield from nsmallest(each.drawn, population.units[each.part], key=rank)


def _items(spots: Sequence[_Spot], population: _Population) -> Iterator[Item]:
    for number, (name, case, field) in enumerate(spots, start=1):
        cases = population.lists[name]
        case_number = cases.entries[cases.definition.roles.case_number].text(case) or ""
        yield Item(
            number=number,
            list=name,
            case=case,
            case_number=shown_entry(case_number).replace("\n", " ").strip(),
            field=field,
            header=cases.definition.fields[field].header,
            entry=shown_entry(cases.entries[field].text(case) or ""),
            cell=shown_entry(str(cases.place(field, case))),
            place=cases.place(field, case),
        )
