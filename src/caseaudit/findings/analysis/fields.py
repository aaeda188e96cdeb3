"""One field on one list, measured: what is missing and how, what is inconsistent, what the entries are like."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from caseaudit.findings.analysis.determining import determine_field
from caseaudit.kinds.characters import tidy
from caseaudit.kinds.reading import Fault, Reading, State
from caseaudit.model.analysis import Count, EntryKind, FieldAnalysis, MissingKinds
from caseaudit.model.definition import Holds
from caseaudit.model.finding import GaoClass
from caseaudit.model.table import BLANK, Cell, CellKind

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from caseaudit.findings.rule import Failure
    from caseaudit.model.table import Mask
    from caseaudit.tracker.cases import Cases
    from caseaudit.tracker.entries import Entries

_EXAMPLES = 5
_LONGEST = 200
"""Longer examples are cut: they are shown to tell what kind of entry they are."""

_NUMBER = re.compile(r"[#(\s]*\d+(?:[.,]\d+)?[)%.\s]*")
_LETTERS = re.compile(r"[^\W\d_]")
_DIGITS = re.compile(r"\d")

KINDS = (
    "blank",
    "a stand-in",
    "a number",
    "words",
    "words and a number",
    "a date",
    "an error or no value",
    "signs only",
)


def analyse_field(cases: Cases, name: str, own: Sequence[Failure]) -> FieldAnalysis:
    """One field of a list; `own` is what the rules found on the list."""
    entries, needed = cases.entries[name], cases.needed(name)
    missing = mask_of(cases, name, own, GaoClass.INCOMPLETE)
    wrong = mask_of(cases, name, own, GaoClass.INCONSISTENT)
    # A formula without a value is neither entered nor missing: nothing can be said of it.
    judged = (needed | entries.entered | wrong) & entries.audited
    counts = {f.rule.code: 1 if f.rule.at_header else int(f.hits.mask.sum()) for f in own if f.field == name}
    field = entries.field
    return FieldAnalysis(
        list=cases.case_list.name,
        name=name,
        header=field.header,
        holds=field.holds,
        required=int(needed.sum()),
        missing=_missing_kinds(entries, missing),
        inconsistent=int(wrong.sum()),
        judged=int(judged.sum()),
        flagged=int((judged & (missing | wrong)).sum()),
        rules={code: counts[code] for code in sorted(counts)},
        kinds=_kinds(entries) if field.holds not in (Holds.TEXT, Holds.UPDATE) else (),
        terms=_terms(entries) if field.holds in (Holds.TERM, Holds.TERMS) else (),
        determination=determine_field(
            cases.definition, field, int(judged.sum()), int((judged & missing).sum()), int((judged & wrong).sum()),
            int((judged & (missing | wrong)).sum()), int((~entries.audited).sum()),
        ),
        sensitive=field.sensitive,
    )  # fmt: skip


def mask_of(cases: Cases, name: str, own: Sequence[Failure], gao_class: GaoClass) -> Mask:
    """True for the cases that are missing, or inconsistent, in a field."""
    import numpy as np

    found = np.zeros(len(cases), dtype=bool)
    for failure in own:
        if failure.field == name and failure.rule.gao_class is gao_class:
            found |= failure.hits.mask
    return found


def _missing_kinds(entries: Entries, missing: Mask) -> MissingKinds:
    if not entries.present:
        return MissingKinds(no_column=int(missing.sum()))
    stand_in = ~entries.in_state(State.BLANK)
    holds_text = _each(entries, [cell.kind is CellKind.TEXT and not cell.linked for cell in entries.cells])
    invisible = missing & ~stand_in & holds_text
    total = int(missing.sum())
    counted = int((missing & stand_in).sum()), int(invisible.sum())
    return MissingKinds(blank=total - sum(counted), stand_in=counted[0], invisible=counted[1])


def _each(entries: Entries, said: Sequence[bool]) -> Mask:
    import numpy as np

    found: Mask = np.array([*said, False], dtype=bool)[entries.codes]
    return found


def counts_of(entries: Entries) -> npt.NDArray[np.int64]:
    """How many cases hold each distinct cell; the blank ones last."""
    import numpy as np

    found: npt.NDArray[np.int64] = np.bincount(
        np.where(entries.codes == BLANK, len(entries.cells), entries.codes), minlength=len(entries.cells) + 1
    )
    return found


def _kinds(entries: Entries) -> tuple[EntryKind, ...]:
    """The entries by their form, in the order of `KINDS`; forms without a case are left out."""
    cases: dict[str, int] = dict.fromkeys(KINDS, 0)
    standard = dict(cases)
    others: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    cells = (*entries.cells, None)
    for cell, reading, number in zip(cells, entries.readings, counts_of(entries).tolist(), strict=True):
        kind = kind_of(cell, reading)
        cases[kind] += number
        if reading.state is State.STANDARD:
            standard[kind] += number
        elif cell is not None and number and kind != "blank":
            others[kind][cell.text[:_LONGEST]] += number
    return tuple(
        EntryKind(kind, cases[kind], standard[kind], _commonest(others[kind]))
        for kind in KINDS
        if cases[kind]
    )


def _commonest(found: Counter[str]) -> tuple[Count, ...]:
    """The few most frequent, the first entered first among equals."""
    return tuple(Count(text, number) for text, number in found.most_common(_EXAMPLES))


def kind_of(cell: Cell | None, reading: Reading) -> str:
    """What form an entry has, one of `KINDS`."""
    if cell is None or reading.state is State.BLANK:
        return "blank"
    if reading.state is State.STAND_IN:
        return "a stand-in"
    if reading.state is State.UNAUDITED or reading.fault is Fault.ERROR:
        return "an error or no value"
    return "a date" if cell.kind is CellKind.DATE else _form(tidy(cell.text))


def _form(text: str) -> str:
    """What a text is made of; digits and signs without a letter are most often a date."""
    letters, digits = _LETTERS.search(text), _DIGITS.search(text)
    if letters:
        return "words and a number" if digits else "words"
    if _NUMBER.fullmatch(text):
        return "a number"
    return "a date" if digits else "signs only"


def _terms(entries: Entries) -> tuple[Count, ...]:
    """How many cases stand for each standard term, the most frequent first, then in the order of the alphabet."""
    found: dict[str, int] = {}
    for reading, number in zip(entries.readings, counts_of(entries).tolist(), strict=True):
        value = reading.value
        for term in (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ():
            found[term] = found.get(term, 0) + number
    return tuple(
        Count(term, number) for term, number in sorted(found.items(), key=lambda each: (-each[1], each[0]))
    )
