"""U: cases that are recorded twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from caseaudit.findings.rule import Hits
from caseaudit.model.definition import Severity
from caseaudit.rules.book import Family, the

if TYPE_CHECKING:
    from caseaudit.model.finding import Place
    from caseaudit.tracker.cases import Cases, Tracker
    from caseaudit.tracker.entries import Entries

Firsts: TypeAlias = "dict[str, dict[int, Twin]]"
"""By list and case position: the earlier case that it repeats."""

FAMILY = Family("U", "Identity: cases that are recorded twice")


@FAMILY.rule(
    "U501",
    about=the("case_number"),
    says="{entry} is on the {list} list already, in {first}; "
    "give one of the two its own number, or remove the one that repeats it.",
)
def duplicate_case_number(cases: Cases, entries: Entries, tracker: Tracker) -> Hits:
    """The same case number is on a list twice.

    Numbers are compared in standard form: "fld 2019 014" and "FLD-2019-014" are the same. Each later cell is reported.

    Why it matters: a case that is listed twice is counted twice in every indicator.

    Wrong, on Active:

    | Case Number  | Commodity |
    |--------------|-----------|
    | FLD-2019-014 | Garments  |
    | FLD-2019-014 | Gloves    |

    Found:

        A3  "FLD-2019-014" is on the Active list already, in Active!A2; give one of the two its own number, or remove the one that repeats it.

    Right, on Active:

    | Case Number  | Commodity |
    |--------------|-----------|
    | FLD-2019-014 | Garments  |
    | FLD-2019-015 | Gloves    |
    """
    own, _ = _same_number(tracker)
    return _hits(cases, entries.field.name, tracker, own[cases.case_list.name], lambda _twin: {})


@FAMILY.rule(
    "U502",
    about=the("case_number"),
    says="{entry} is on the {other_list} list too, in {first}; keep the case on the list it belongs to.",
)
def case_on_two_lists(cases: Cases, entries: Entries, tracker: Tracker) -> Hits:
    """The same case number is on two lists.

    The later cell is reported, in the order of sheets and rows.

    Why it matters: a case cannot be under investigation and set aside at once, and it is counted as both.

    Wrong, on Active and Suspended:

    | List      | Case Number  |
    |-----------|--------------|
    | Active    | FLD-2019-014 |
    | Suspended | FLD-2019-014 |

    Found:

        Suspended!A2  "FLD-2019-014" is on the Active list too, in Active!A2; keep the case on the list it belongs to.

    Right, on Active and Suspended:

    | List      | Case Number  |
    |-----------|--------------|
    | Active    | FLD-2019-014 |
    | Suspended | FLD-2019-015 |
    """
    _, other = _same_number(tracker)
    lists = cases.definition.lists
    return _hits(
        cases,
        entries.field.name,
        tracker,
        other[cases.case_list.name],
        lambda twin: {"other_list": lists[twin.list].title},
    )


@FAMILY.rule(
    "U503",
    about=the("case_number"),
    severity=Severity.WARNING,
    says="{entry} has the same {same} as {other} in {first}; if the two are one case, keep one of them.",
)
def possible_duplicate(cases: Cases, entries: Entries, tracker: Tracker) -> Hits:
    """Another case number, but the same manufacturer, commodity and country.

    Case, punctuation and known spellings do not count as differences. The definition names the fields that are compared.

    Why it matters: two allegations about one factory are easily opened as two cases by two analysts.

    Wrong, on Active:

    | Case Number  | Manufacturer       | Commodity | Country of Origin |
    |--------------|--------------------|-----------|-------------------|
    | FLD-2019-014 | Halden Mills, Ltd. | Garments  | Malaysia          |
    | FLD-2019-015 | HALDEN MILLS LTD   | garments  | Malaysia          |

    Found:

        A3  "FLD-2019-015" has the same manufacturer, commodity and country of origin as "FLD-2019-014" in Active!A2; if the two are one case, keep one of them.

    Right, on Active:

    | Case Number  | Manufacturer | Commodity | Country of Origin |
    |--------------|--------------|-----------|-------------------|
    | FLD-2019-014 | Halden Mills | Garments  | Malaysia          |
    | FLD-2019-015 | Halden Mills | Gloves    | Malaysia          |
    """
    fields = cases.definition.roles.same_matter
    name = entries.field.name
    labels = [cases.definition.fields[each].name.replace("_", " ") for each in fields]
    same = " and ".join(filter(None, (", ".join(labels[:-1]), *labels[-1:])))

    def words(other: Twin) -> Mapping[str, str]:
        return {"same": same, "other": f'"{tracker.lists[other.list].entries[name].text(other.case)}"'}

    hits = _hits(cases, name, tracker, _same_matter(tracker).get(cases.case_list.name, {}), words)
    return replace(hits, key=lambda case: "\x1e".join(map(str, cases.matter[case])))


@dataclass(frozen=True, slots=True, order=True)
class Twin:
    """A case among those that share a key; `order` grows by sheet and row through the workbook."""

    order: int
    list: str
    case: int


def _twins(tracker: Tracker, keys: Mapping[str, Sequence[Hashable]]) -> list[list[Twin]]:
    """The groups of two and more cases with the same key (None is no key), each in the order of the workbook."""
    count = Counter(chain.from_iterable(keys.values()))
    groups: dict[Hashable, list[Twin]] = {
        key: [] for key, times in count.items() if times > 1 and key is not None
    }
    for name, of_list in keys.items():
        order = tracker.lists[name].order
        for case, key in enumerate(of_list):
            if key in groups:
                groups[key].append(Twin(int(order[case]), name, case))
    return [sorted(group) for group in groups.values()]


@lru_cache(maxsize=1)
def _same_number(tracker: Tracker) -> tuple[Firsts, Firsts]:
    """For each later case with a number seen before: the first on its own list, and the first on another list."""
    own: Firsts = {name: {} for name in tracker.lists}
    other: Firsts = {name: {} for name in tracker.lists}
    for group in _twins(tracker, {name: cases.numbers for name, cases in tracker.lists.items()}):
        firsts: dict[str, Twin] = {}
        for twin in group:
            if twin.list in firsts:
                own[twin.list][twin.case] = firsts[twin.list]
            elsewhere = next((first for name, first in firsts.items() if name != twin.list), None)
            if elsewhere is not None:
                other[twin.list][twin.case] = elsewhere
            firsts.setdefault(twin.list, twin)
    return own, other


@lru_cache(maxsize=1)
def _same_matter(tracker: Tracker) -> Firsts:
    """For each later case with another number but the same matter: the first such case."""
    numbers = {name: cases.numbers for name, cases in tracker.lists.items()}
    found: Firsts = {name: {} for name in tracker.lists}
    for group in _twins(tracker, {name: _matters(cases) for name, cases in tracker.lists.items()}):
        numbered = [(numbers[twin.list][twin.case], twin) for twin in group]
        numbered = [each for each in numbered if each[0] is not None]
        different: list[tuple[str | None, Twin]] = numbered[:1]
        for number, twin in numbered[1:]:
            first = next((seen for other, seen in different if other != number), None)
            if first is not None:
                found[twin.list][twin.case] = first
            if len(different) == 1 and number != different[0][0]:
                different.append((number, twin))
    return found


def _matters(cases: Cases) -> list[Hashable]:
    """What each case is about, spelling aside; None where a field that tells it is not filled."""
    rows = cases.matter.tolist()
    return [None if not row or None in row else tuple(row) for row in rows]


def _hits(
    cases: Cases,
    field: str,
    tracker: Tracker,
    firsts: Mapping[int, Twin],
    words: Callable[[Twin], Mapping[str, str]],
) -> Hits:
    import numpy as np

    mask = np.zeros(len(cases), dtype=bool)
    mask[list(firsts)] = True

    def place(case: int) -> Place:
        return tracker.lists[firsts[case].list].place(field, firsts[case].case)

    return Hits(
        mask,
        lambda case: {"first": str(place(case)), **words(firsts[case])},
        lambda case: (place(case),),
    )
