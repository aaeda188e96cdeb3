"""Every figure of a report with the cells that it counts, by name: `active.status.missing`, `rule.S201`.

A name is made of a list, a field and what is counted there. `counted_figures` gives them all; a figure that joins two
fields is made when it is asked for (`joint_figure`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from caseaudit.findings.analysis.fields import KINDS, kind_of, mask_of
from caseaudit.model.counted import CellRange, CountedFigure, ranges
from caseaudit.model.definition import Holds
from caseaudit.model.finding import GaoClass

if TYPE_CHECKING:
    from caseaudit.findings.rule import Failure
    from caseaudit.model.table import Mask
    from caseaudit.tracker.cases import Cases, Tracker
    from caseaudit.tracker.entries import Entries

_CLASSES = ((GaoClass.INCOMPLETE, "missing"), (GaoClass.INCONSISTENT, "inconsistent"))


def counted_figures(
    tracker: Tracker, found: Sequence[Failure], chosen: Sequence[str]
) -> Iterator[CountedFigure]:
    """The figures of the chosen lists, then those of all of them together."""
    lists = [tracker.lists[name] for name in chosen if name in tracker.lists]
    for cases in lists:
        own = [failure for failure in found if failure.cases is cases]
        yield from _of_list(cases, tracker, own)
        for name in cases.entries:
            yield from _of_field(cases, name, own)
    yield from _of_all(lists, [failure for failure in found if failure.cases in lists])


def _of_list(cases: Cases, tracker: Tracker, own: Sequence[Failure]) -> Iterator[CountedFigure]:
    import numpy as np

    name, title = cases.case_list.name, cases.case_list.title
    every = np.ones(len(cases), dtype=bool)
    yield masked(name, f"cases on the list {title}", cases, None, every)
    for gao_class, word in _CLASSES:
        fields = [each for each in cases.entries if mask_of(cases, each, own, gao_class).any()]
        yield CountedFigure(
            f"{name}.{gao_class.value}",
            f"fields of the list {title} that are {gao_class.value} ({word} in at least one case)",
            len(fields),
            lambda fields=fields: [*ranges(_headings(cases, fields))],  # type: ignore[misc]
        )
    phase = cases.definition.roles.phase or cases.definition.roles.status
    if phase is not None and (cases.of_role("phase") or cases.of_role("status")):
        for number, term in enumerate([*(each.name for each in cases.definition.phases), "unknown"], start=1):
            mask = cases.phase == (number if term != "unknown" else 0)
            yield masked(f"{name}.phase.{term}", f"cases of the list {title} in {term}", cases, phase, mask)
    yield from _ages(cases, tracker)


def _ages(cases: Cases, tracker: Tracker) -> Iterator[CountedFigure]:
    entries, day = cases.of_role("update_date"), tracker.as_of
    if entries is None or day is None:
        return
    limit, days = cases.definition.limits.stale_update_days, entries.days
    old = (days > 0) & (day.toordinal() - days > limit)
    title = f"cases of the list {cases.case_list.title} whose update is more than {limit} days old"
    yield masked(f"{cases.case_list.name}.update_age.over {limit}", title, cases, entries.field.name, old)


def _of_field(cases: Cases, field: str, own: Sequence[Failure]) -> Iterator[CountedFigure]:
    entries = cases.entries[field]
    header, title = entries.field.header, cases.case_list.title
    name, where = f"{cases.case_list.name}.{field}", f"{header} on the list {title}"
    yield masked(f"{name}.required", f"cases that must fill {where}", cases, field, cases.needed(field))
    flagged = [mask_of(cases, field, own, gao_class) for gao_class, _ in _CLASSES]
    for (_, word), mask in zip(_CLASSES, flagged, strict=True):
        yield masked(f"{name}.{word}", f"{word} entries in {where}", cases, field, mask)
    judged = (cases.needed(field) | entries.entered | flagged[1]) & entries.audited
    yield masked(f"{name}.judged", f"cases tested in {where}", cases, field, judged)
    both = judged & (flagged[0] | flagged[1])
    yield masked(
        f"{name}.flagged", f"cases tested that are missing or inconsistent in {where}", cases, field, both
    )
    yield from _of_rules(name, where, [failure for failure in own if failure.field == field])
    if entries.present and entries.field.holds not in (Holds.TEXT, Holds.UPDATE):
        yield from _kinds(name, where, cases, entries)
    if entries.present and entries.field.holds in (Holds.TERM, Holds.TERMS):
        yield from _terms(name, where, cases, entries)


def _of_rules(name: str, where: str, own: Sequence[Failure]) -> Iterator[CountedFigure]:
    for code in sorted({failure.rule.code for failure in own}):
        failures = [failure for failure in own if failure.rule.code == code]
        title = f"findings of {code} {failures[0].rule.name} in {where}"
        yield _of_failures(f"{name}.{code}", title, failures)


def _kinds(name: str, where: str, cases: Cases, entries: Entries) -> Iterator[CountedFigure]:
    kinds = [
        kind_of(cell, reading) for cell, reading in zip((*entries.cells, None), entries.readings, strict=True)
    ]
    for kind in KINDS:
        if kind in kinds:
            mask = _where(entries, [each == kind for each in kinds])
            if mask.any():
                yield masked(
                    f"{name}.kind.{kind}",
                    f"entries that are {kind} in {where}",
                    cases,
                    entries.field.name,
                    mask,
                )


def _terms(name: str, where: str, cases: Cases, entries: Entries) -> Iterator[CountedFigure]:
    said = [
        (each.value,) if isinstance(each.value, str) else each.value if isinstance(each.value, tuple) else ()
        for each in entries.readings
    ]
    for term in sorted({term for each in said for term in each}):
        mask = _where(entries, [term in each for each in said])
        if mask.any():
            title = f'entries that stand for "{term}" in {where}'
            yield masked(f"{name}.term.{term}", title, cases, entries.field.name, mask)


def _of_all(lists: Sequence[Cases], found: Sequence[Failure]) -> Iterator[CountedFigure]:
    for code in sorted({failure.rule.code for failure in found}):
        own = [failure for failure in found if failure.rule.code == code]
        yield _of_failures(f"rule.{code}", f"findings of {code} {own[0].rule.name}", own)
    years: dict[int, list[tuple[Cases, str | None, Mask]]] = {}
    for cases in lists:
        for name in cases.definition.roles.phase_dates[:1]:
            days = cases.entries[name].days
            said = [date.fromordinal(day).year if day > 0 else 0 for day in days.tolist()]
            for year in sorted(set(said) - {0}):
                mask = _array([each == year for each in said])
                years.setdefault(year, []).append((cases, name, mask))
    for year, parts in sorted(years.items()):
        total = sum(int(mask.sum()) for _, _, mask in parts)
        yield CountedFigure(
            f"initiated.{year}",
            f"cases of all lists that entered the first phase in {year}",
            total,
            cells_of(parts),
        )


def joint_figure(
    tracker: Tracker, name: str, first: CountedFigure, field: str, term: str
) -> CountedFigure | None:
    """Of the cases that a figure of a field counts, those whose other field stands for a term.

    None for a figure of something else.
    """
    parts = first.name.split(".")
    cases = tracker.lists.get(parts[0])
    if cases is None or len(parts) < 3 or parts[1] not in cases.entries or field not in cases.entries:
        return None
    entries = cases.entries[field]
    held = entries.where(lambda reading: reading.value == term)
    rows = {(each.sheet, row) for each in first.cells() for row in range(each.first, each.last + 1)}
    # What a figure counts stands in the rows of its cells; a record on two rows has both.
    spots = (
        [(cases.table.sheet_of(case).name, *cases.spot(parts[1], case)) for case in range(len(cases))]
        if entries.present
        else []
    )
    mask = _array([bool(held[case]) and spot[:2] in rows for case, spot in enumerate(spots)])
    header = tracker.definition.fields[field].header
    return masked(name, f'{first.title}, of those with "{term}" as {header}', cases, field, mask)


def _of_failures(name: str, title: str, failures: Sequence[Failure]) -> CountedFigure:
    def cells() -> list[CellRange]:
        spots = []
        for failure in failures:
            cases, field = failure.cases, failure.field
            if failure.rule.at_header or field is None or field not in cases.table.columns:
                spots.append((cases.table.sheet.name, *cases.heading(field or "")))
                continue
            places = failure.hits.mask.nonzero()[0].tolist()
            spots += [(cases.table.sheet_of(case).name, *cases.spot(field, case)) for case in places]
        return [*ranges(spots)]

    count = sum(1 if each.rule.at_header else int(each.hits.mask.sum()) for each in failures)
    return CountedFigure(name, title, count, cells)


def masked(name: str, title: str, cases: Cases, field: str | None, mask: Mask) -> CountedFigure:
    """A figure that counts the cases of a mask, shown by their entries in a field, else by their numbers."""
    return CountedFigure(name, title, int(mask.sum()), cells_of([(cases, field, mask)]))


def cells_of(parts: Sequence[tuple[Cases, str | None, Mask]]) -> Callable[[], list[CellRange]]:
    """Where the cases of some masks stand; of a field without column, its place in the header."""

    def cells() -> list[CellRange]:
        spots: list[tuple[str, int, int]] = []
        for cases, wanted, mask in parts:
            field = _key_field(cases) if wanted is None else wanted
            if field in cases.table.columns:
                places = mask.nonzero()[0].tolist()
                spots += [(cases.table.sheet_of(case).name, *cases.spot(field, case)) for case in places]
            elif mask.any():
                spots.append((cases.table.sheet.name, *cases.heading(field)))
        return [*ranges(spots)]

    return cells


def _headings(cases: Cases, fields: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    for field in fields:
        yield cases.table.sheet.name, *cases.heading(field)


def _key_field(cases: Cases) -> str:
    """The field by which a case is shown: its number, else the first that has a column."""
    number = cases.definition.roles.case_number
    return number if number in cases.table.columns else next(iter(cases.table.columns), number)


def _where(entries: Entries, said: Sequence[bool]) -> Mask:
    import numpy as np

    return np.array(said, dtype=bool)[entries.codes]


def _array(said: Sequence[bool]) -> Mask:
    import numpy as np

    return np.array(said, dtype=bool)
