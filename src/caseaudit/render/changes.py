"""What `normalize` changes, for people: the diff, the summary, and the rows of a CSV file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from caseaudit.model.edits import Change, Left, Plan
from caseaudit.model.words import counted, listed
from caseaudit.render.machine.findings_csv import may_run, rows_to, safe
from caseaudit.render.paper import Paper, inert, quoted, shorten
from caseaudit.tracker.edit.dependents import Dependent

LOG_COLUMNS = ("sheet", "cell", "list", "case_number", "field", "old", "new", "rule")
KINDS_SHOWN = 20
"""Kinds of entries left to a person that the summary shows."""
CELLS_SHOWN = 5
DEPENDENTS_SHOWN = 100


def write_diff(paper: Paper, changes: Sequence[Change]) -> None:
    """Write every change, sheet by sheet: cell, case and field, the old entry and the new one."""
    for sheet, some in groupby(changes, key=lambda change: change.edit.sheet):
        own = list(some)
        paper.line(paper.ink("strong", f"{inert(sheet)} ({counted(len(own), 'change')})"))
        for change in own:
            place = paper.ink("place", change.edit.place.cell)
            case = inert(change.case_number) if change.case_number else "no case number"
            paper.line(f"  {place}  {case}  {change.header}  {paper.ink('faint', change.rule)}")
            paper.paragraph(f"- {quoted(change.old)}", 4, 6, "error")
            paper.paragraph(f"+ {quoted(change.new)}", 4, 6, "good")
        paper.line()


def write_summary(paper: Paper, plan: Plan, rule_names: Mapping[str, str], notes: Iterable[str]) -> None:
    """Write how many entries change by which rule, what else to know, and what is left to a person."""
    counts = Counter(change.rule for change in plan.changes)
    for rule, count in sorted(counts.items()):
        paper.line(f"  {count:>7,}  {rule} {rule_names.get(rule, '')}")
    for note in notes:
        paper.paragraph(f"Note: {inert(note)}", 2, 4)
    if plan.left:
        paper.line()
        _left(paper, plan.left)


def write_dependents(paper: Paper, found: Sequence[Dependent]) -> None:
    """Write the places that speak of an old spelling, each with what it says and what it should say."""
    if not found:
        return
    paper.line()
    paper.line(paper.ink("strong", f"{counted(len(found), 'place')} that still name an old spelling"))
    for each in found[:DEPENDENTS_SHOWN]:
        paper.paragraph(f"{inert(str(each.place))} ({each.kind}): {shorten(inert(each.before), 120)}", 2, 4)
        after = f"write {shorten(inert(each.after), 120)}" if each.after else "decide what it should name"
        paper.paragraph(after, 4, 6)
    if len(found) > DEPENDENTS_SHOWN:
        paper.line(f"  and {len(found) - DEPENDENTS_SHOWN:,} more.")


def write_csv(write: Callable[[str], object], changes: Iterable[Change]) -> None:
    """Write the changes, one a line; no entry can be taken for a formula."""
    writer = rows_to(write)
    writer.writerow(LOG_COLUMNS)
    for change in changes:
        place, number = change.edit.place, change.case_number or ""
        row = (
            place.sheet,
            place.cell,
            change.list,
            number,
            change.field,
            change.old,
            change.new,
            change.rule,
        )
        writer.writerow([*map(safe, row)])


def write_table(
    write: Callable[[str], object], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Write a table for analysis: days in ISO form, line breaks as they are; no entry can be taken for a formula."""
    writer = rows_to(write)
    writer.writerow(columns)
    writer.writerows([_entry(value) for value in row] for row in rows)


def _entry(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    return f"'{text}" if may_run(text) else text


def _left(paper: Paper, left: Sequence[Left]) -> None:
    kinds: dict[tuple[str, str, str], list[Left]] = {}
    for one in left:
        kinds.setdefault((one.header, one.value, one.why), []).append(one)
    title = "1 entry left as it is" if len(left) == 1 else f"{len(left):,} entries left as they are"
    paper.line(paper.ink("strong", f"{title}, for a person to decide"))
    for (header, value, why), some in list(kinds.items())[:KINDS_SHOWN]:
        cells = [str(one.place) for one in some[:CELLS_SHOWN]]
        more = f" and {len(some) - CELLS_SHOWN:,} more" if len(some) > CELLS_SHOWN else ""
        guess = f" (did you mean {shorten(quoted(some[0].nearest), 60)}?)" if some[0].nearest else ""
        where = inert(", ".join(cells) + more if more else listed(cells))
        paper.paragraph(f'{header}: "{shorten(inert(value), 60)}" {inert(why)}{guess}: {where}', 2, 4)
    if len(kinds) > KINDS_SHOWN:
        others = counted(len(kinds) - KINDS_SHOWN, "other entry", "other entries")
        paper.line(f"  and {others}; --log FILE.json names all.")
