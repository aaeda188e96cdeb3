"""U: cases that are recorded twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, TypeAlias

from caseaudit.findings.rule import Telling
from caseaudit.model.definition import Severity
from caseaudit.rules.book import Family, the

if TYPE_CHECKING:
    from caseaudit.model.finding import Place
    from caseaudit.model.table import Mask
    from caseaudit.tracker.cases import CaseEntries, Cases, Tracker
    from caseaudit.tracker.entries import Entries
    from caseaudit.tracker.setting import Listed, Setting

Firsts = dict[int, int]
"""By position among the cases of all lists: the earlier case that it repeats."""

Twin: TypeAlias = tuple[str, int]
"""A case by its list and its position there."""

FAMILY = Family("U", "Identity: cases that are recorded twice")


def _groups(keys: Sequence[Hashable]) -> Iterator[list[int]]:
    """The positions of the cases that share a key (None is no key), each group in the order of the workbook."""
    count = Counter(keys)
    groups: dict[Hashable, list[int]] = {
        key: [] for key, times in count.items() if times > 1 and key is not None
    }
    for position, key in enumerate(keys):
        if key in groups:
            groups[key].append(position)
    yield from groups.values()


@lru_cache(maxsize=1)
def _first_on_list(listed: Listed) -> Firsts:
    """For each later case with a number seen before on its list: the first such case."""
    numbered = ((listed.lists[case], number) for case, number in enumerate(listed.numbers))
    keys = [None if number is None else (name, number) for name, number in numbered]
    return {case: group[0] for group in _groups(keys) for case in group[1:]}


@lru_cache(maxsize=1)
def _first_elsewhere(listed: Listed) -> Firsts:
    """For each later case with a number seen before on another list: the first such case."""
    found: Firsts = {}
    for group in _groups(listed.numbers):
        firsts: dict[str, int] = {}
        for case in group:
            elsewhere = next((first for name, first in firsts.items() if name != listed.lists[case]), None)
            if elsewhere is not None:
                found[case] = elsewhere
            firsts.setdefault(listed.lists[case], case)
    return found


@lru_cache(maxsize=1)
def _first_alike(listed: Listed) -> Firsts:
    """For each later case with another number but the same matter: the first such case."""
    numbers, found = listed.numbers, Firsts()
    for group in _groups(listed.matters):
        numbered = [case for case in group if numbers[case] is not None]
        different = numbered[:1]
        for case in numbered[1:]:
            first = next((other for other in different if numbers[other] != numbers[case]), None)
            if first is not None:
                found[case] = first
            if len(different) == 1 and numbers[case] != numbers[different[0]]:
                different.append(case)
    return found


def _first_of(cases: Cases, tracker: Tracker, firsts: Callable[[Listed], Firsts]) -> Callable[[int], Twin]:
    """A function that gives the earlier case which a case repeats."""

    @cache
    def known() -> tuple[Firsts, Mapping[int, int]]:
        name = cases.case_list.name
        own = {case: position for position, (listed, case) in enumerate(tracker.spots) if listed == name}
        return firsts(tracker.listed), own

    def first(case: int) -> Twin:
        found, own = known()
        return tracker.spots[found[own[case]]]

    return first


def _telling(
    entries: Entries,
    tracker: Tracker,
    first: Callable[[int], Twin],
    words: Callable[[Twin], Mapping[str, str]],
) -> Telling:
    def place(case: int) -> Place:
        name, other = first(case)
        return tracker.lists[name].place(entries.field.name, other)

    return Telling(
        lambda case: {"first": str(place(case)), **words(first(case))}, lambda case: (place(case),)
    )


def _first_number(cases: Cases, entries: Entries, tracker: Tracker) -> Telling:
    return _telling(entries, tracker, _first_of(cases, tracker, _first_on_list), lambda _: {})


def _other_list(cases: Cases, entries: Entries, tracker: Tracker) -> Telling:
    lists, first = cases.definition.lists, _first_of(cases, tracker, _first_elsewhere)
    return _telling(entries, tracker, first, lambda twin: {"other_list": lists[twin[0]].title})


def _other_case(cases: Cases, entries: Entries, tracker: Tracker) -> Telling:
    name = entries.field.name
    labels = [each.replace("_", " ") for each in cases.definition.roles.same_matter]
    same = " and ".join(filter(None, (", ".join(labels[:-1]), *labels[-1:])))

    def words(other: Twin) -> Mapping[str, str]:
        return {"same": same, "other": f'"{tracker.lists[other[0]].entries[name].text(other[1])}"'}

    telling = _telling(entries, tracker, _first_of(cases, tracker, _first_alike), words)
    return telling._replace(key=lambda case: "\x1e".join(map(str, cases.matter[case])))


@FAMILY.rule(
    "U501",
    about=the("case_number"),
    tells=_first_number,
    says="{entry} is on the {list} list already, in {first}; "
    "give one of the two its own number, or remove the one that repeats it.",
)
def duplicate_case_number(cases: CaseEntries, _entries: Entries, _: Setting) -> Mask:
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
    import pandas as pd

    numbers = pd.Series(cases.numbers, dtype=object)
    repeated: Mask = (numbers.notna() & numbers.duplicated()).to_numpy()
    return repeated


@FAMILY.lists_rule(
    "U502",
    about=the("case_number"),
    tells=_other_list,
    says="{entry} is on the {other_list} list too, in {first}; keep the case on the list it belongs to.",
)
def case_on_two_lists(listed: Listed) -> Mask:
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
    return _mask(listed, _first_elsewhere(listed))


@FAMILY.lists_rule(
    "U503",
    about=the("case_number"),
    severity=Severity.WARNING,
    tells=_other_case,
    says="{entry} has the same {same} as {other} in {first}; if the two are one case, keep one of them.",
)
def possible_duplicate(listed: Listed) -> Mask:
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
    return _mask(listed, _first_alike(listed))


def _mask(listed: Listed, firsts: Mapping[int, int]) -> Mask:
    import numpy as np

    mask = np.zeros(len(listed.lists), dtype=bool)
    mask[list(firsts)] = True
    return mask
