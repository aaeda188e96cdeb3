"""Findings compared by what they say: case number, field, rule and value, never the row.

A tracker of 100,000 cases has 300,000 findings, so their contents are taken from the columns, without writing any
finding out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from caseaudit.model.comparison import Fate, FindingChange, Turnover
from caseaudit.stories.comparison.pairing import numbers_of
from caseaudit.tracker.history import History

if TYPE_CHECKING:
    from caseaudit.findings.rule import Failure
    from caseaudit.stories.audit import Examined
    from caseaudit.tracker.cases import Tracker

Content: TypeAlias = "tuple[str | None, str | None, str | None]"
"""Case number in the form in which numbers are compared, value, and the list where there is no case number."""
Contents: TypeAlias = "dict[tuple[str, str | None], Counter[Content]]"
"""By rule and field: how often each content was found."""

_NOTHING: Counter[Content] = Counter()


def contents(examined: Examined, codes: frozenset[str]) -> Contents:
    """What the findings of the rules with these codes say."""
    found: Contents = {}
    texts = {
        (name, field): [*(cell.text for cell in entries.cells), None]
        for name, cases in examined.tracker.lists.items()
        for field, entries in cases.entries.items()
    }
    for failure in examined.found:
        if failure.rule.code in codes:
            own = texts[failure.cases.case_list.name, failure.field]
            found.setdefault((failure.rule.code, failure.field), Counter()).update(_of(failure, own))
    seen = {failure.rule.code for failure in examined.found}
    for code in examined.audit.findings.counts():
        if code not in seen:  # a rule of the workbook itself
            for finding in examined.audit.findings.of_rule(code):
                content = (None, finding.value, finding.list or finding.place.sheet)
                found.setdefault((code, finding.field), Counter())[content] += 1
    return found


class FindingsCompared:
    """What came and went between the last two of some snapshots (see `model.comparison.FindingChanges`)."""

    def __init__(self, history: History, said: Sequence[Contents]) -> None:
        *earlier, before, after = said
        self._history = history
        self._kept: dict[tuple[str, str | None], int] = {}
        self._fates: dict[tuple[str, str | None], dict[Fate, Counter[Content]]] = {}
        reused = _reused(history)
        left = numbers_of(history.older) - numbers_of(history.newer) | reused
        for key in sorted({*before, *after}, key=lambda key: (key[0], key[1] or "")):
            old, new = before.get(key, _NOTHING), after.get(key, _NOTHING)
            kept = Counter({each: n for each, n in (old & new).items() if each[0] not in reused})
            self._kept[key] = kept.total()
            known = [each[key] for each in earlier if key in each]
            self._fates[key] = _fates(old - kept, new - kept, left, known)

    def turnover(self) -> Mapping[str, Turnover]:
        """The counts of each rule, by code, in the order of codes."""
        found: dict[str, Turnover] = {}
        for key, fates in self._fates.items():
            counts = {fate.value: contents.total() for fate, contents in fates.items()}
            found[key[0]] = found.get(key[0], Turnover()) + Turnover(carried=self._kept[key], **counts)
        return found

    def __iter__(self) -> Iterator[FindingChange]:
        shown = {**_shown(self._history.newer), **_shown(self._history.older)}
        for (code, field), fates in self._fates.items():
            for fate, found in fates.items():
                for (number, value, list_name), times in found.items():
                    case = None if number is None else shown.get(number, number)
                    yield from [FindingChange(fate, code, list_name, field, case, value)] * times


def _fates(
    went: Counter[Content], came: Counter[Content], left: set[str], known: Sequence[Counter[Content]]
) -> dict[Fate, Counter[Content]]:
    fates: dict[Fate, Counter[Content]] = {fate: Counter() for fate in Fate}
    for content, times in went.items():
        fates[Fate.LEFT if content[0] in left else Fate.FIXED][content] = times
    for content, times in came.items():
        again = any(content in each for each in known) and content not in went
        fates[Fate.RETURNED if again else Fate.NEW][content] = times
    return fates


def _of(failure: Failure, texts: Sequence[str | None]) -> Iterator[Content]:
    """The contents of a failure's findings; `texts` are those of the field's distinct entries, None last."""
    import numpy as np

    cases = failure.cases
    list_name = cases.case_list.name
    if failure.rule.at_header:
        yield None, None, list_name
        return
    found = np.flatnonzero(failure.hits.mask)
    numbers, codes = cases.numbers, cases.entries[failure.field].codes[found]
    for case, code in zip(found.tolist(), codes.tolist(), strict=True):
        number = numbers[case]
        yield number, texts[code], list_name if number is None else None


def _reused(history: History) -> set[str]:
    """The numbers that stand for another case now."""
    import numpy as np

    found = set()
    for pair in history.pairs:
        for row in np.flatnonzero(~pair.same_case).tolist():
            found.add(str(pair.newer.numbers[int(pair.now[row])]))
    return found


def _shown(tracker: Tracker) -> dict[str, str]:
    """The case numbers as they stand, by the form in which they are compared."""
    shown: dict[str, str] = {}
    for cases in tracker.lists.values():
        entries = cases.entries[tracker.definition.roles.case_number]
        for case, number in enumerate(cases.numbers):
            if number is not None:
                shown[number] = " ".join((entries.text(case) or "").split())
    return shown
