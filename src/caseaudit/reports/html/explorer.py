"""The findings as compact data for the page: columns of numbers that point into pools of texts.

A page of 300,000 findings must stay below 25 MB, so every text stands once, messages are kept without the entry
that they quote, and rows and cases are told by the step from the one before. Where that is still too much, the first
findings of each rule, list and field are kept, the same number of each, and the page says how many are not in it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from caseaudit.model.finding import Audit, Finding
from caseaudit.reports.paper import inert
from caseaudit.reports.remedies import fault_and_remedy, without_entry

MOST_BYTES = 20_000_000
"""What the data of a page may take; the rest of the page takes a few hundred kilobytes."""

LONGEST = 400
"""Longer entries are cut in the page; the workbook and the JSON report have them whole."""

_DIGITS = "0123456789"
_BYTES_A_ROW = 34
"""What the numbers of a finding take, without its own texts."""


class _Pool:
    """Texts, each kept once; a text's number is its place."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def add(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))

    @property
    def texts(self) -> list[str]:
        return [*self.numbers]


@dataclass(slots=True)
class Explorer:
    """The findings of one or more trackers, taken in one by one; `data` makes the JSON of them."""

    most_bytes: int = MOST_BYTES
    pools: dict[str, _Pool] = field(
        default_factory=lambda: {
            name: _Pool()
            for name in (
                "tracker", "rule", "sheet", "column", "list", "field", "case", "analyst", "value", "fault", "remedy",
                "related",
            )
        }
    )  # fmt: skip
    rows: list[tuple[int, ...]] = field(default_factory=list)
    groups: list[tuple[int, int, int, int]] = field(default_factory=list)
    left_out: int = 0

    def take(self, audit: Audit, name: str) -> None:
        """Take in all findings of an audit; `name` tells its tracker from the others."""
        pools = self.pools
        tracker = pools["tracker"].add(name)
        messages: dict[tuple[str, str | None], tuple[int, int]] = {}
        shown: dict[str | None, int] = {None: -1}
        for finding in audit.findings:
            key = (finding.message, finding.value)
            said = messages.get(key)
            if said is None:
                said = messages[key] = self._message(finding)
            value = shown.get(finding.value)
            if value is None:
                value = shown[finding.value] = pools["value"].add(_cut(finding.value or ""))
            self.rows.append((tracker, *self._place(finding), value, *said))

    def _place(self, finding: Finding) -> tuple[int, ...]:
        pools, cell = self.pools, finding.place.cell
        column = cell.rstrip(_DIGITS)
        return (
            pools["rule"].add(finding.rule),
            pools["sheet"].add(finding.place.sheet),
            pools["column"].add(column),
            int(cell[len(column) :] or 0),
            -1 if finding.list is None else pools["list"].add(finding.list),
            -1 if finding.field is None else pools["field"].add(finding.field),
            -1 if finding.case_number is None else pools["case"].add(finding.case_number),
            -1 if finding.analyst is None else pools["analyst"].add(finding.analyst),
            -1 if not finding.related else pools["related"].add(", ".join(map(str, finding.related))),
        )

    def _message(self, finding: Finding) -> tuple[int, int]:
        fault, remedy = fault_and_remedy(without_entry(finding.message, finding.value))
        return self.pools["fault"].add(_cut(fault)), self.pools["remedy"].add(_cut(remedy))

    def data(self, names: Mapping[str, Mapping[str, Any]]) -> str:
        """The JSON of the findings, safe inside a script element; `names` say more of rules, lists and fields."""
        kept = self._kept()
        pools = {name: [inert_but_entry(text) for text in pool.texts] for name, pool in self.pools.items()}
        if len(kept) < len(self.rows):
            kept, pools = _only_used(kept, pools)
        columns: dict[str, list[int]] = {
            name: list(column)
            for name, column in zip(_COLUMNS, zip(*kept, strict=True) if kept else [()] * len(_COLUMNS), strict=True)
        }
        for name in ("row", "case", "value"):
            columns[name] = _steps(columns[name])
        whole = {"pools": pools, "columns": columns, "names": names, "all": len(self.rows)}
        text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
        # Inside a script element only "<" can end it or begin a comment; in JSON it stands in texts alone.
        return text.replace("<", "\\u003c")

    def _kept(self) -> list[tuple[int, ...]]:
        """The rows that fit: all, or the first few of each tracker, rule, list and field."""
        costs = self._costs()
        if sum(costs) <= self.most_bytes:
            return self.rows
        groups = [(row[0], row[1], row[5], row[6]) for row in self.rows]
        low, high = 0, max(Counter(groups).values())
        while low < high:
            middle = (low + high + 1) // 2
            if self._cost(middle, groups, costs) <= self.most_bytes:
                low = middle
            else:
                high = middle - 1
        seen: Counter[tuple[int, ...]] = Counter()
        kept = []
        for row, group in zip(self.rows, groups, strict=True):
            seen[group] += 1
            if seen[group] <= low:
                kept.append(row)
        self.left_out = len(self.rows) - len(kept)
        return kept

    def _costs(self) -> list[int]:
        """What each row takes: its numbers, and the texts that no row before it needs."""
        sizes = {
            place: [len(text.encode("utf-8", "backslashreplace")) + 3 for text in self.pools[name].texts]
            for place, name in _TEXTS.items()
        }
        new = dict.fromkeys(_TEXTS, -1)
        costs = []
        for row in self.rows:
            cost = _BYTES_A_ROW
            for place, last in new.items():
                number = row[place]
                if number > last:
                    cost += sizes[place][number]
                    new[place] = number
            costs.append(cost)
        return costs

    @staticmethod
    def _cost(most: int, groups: Sequence[tuple[int, ...]], costs: Sequence[int]) -> int:
        seen: Counter[tuple[int, ...]] = Counter()
        total = 0
        for group, cost in zip(groups, costs, strict=True):
            seen[group] += 1
            if seen[group] <= most:
                total += cost
        return total


_COLUMNS = (
    "tracker", "rule", "sheet", "column", "row", "list", "field", "case", "analyst", "related", "value", "fault",
    "remedy",
)  # fmt: skip
_TEXTS = {_COLUMNS.index(name): name for name in ("case", "analyst", "related", "value", "fault", "remedy")}


def inert_but_entry(text: str) -> str:
    """The text with everything that does not print shown by a sign, the mark of the entry aside."""
    if text.isprintable():
        return text
    return "\x01".join(inert(part) for part in text.split("\x01"))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _steps(numbers: Sequence[int]) -> list[int]:
    """Each number as the step from the one before: rows and cases go on one by one."""
    return [after - before for before, after in zip([0, *numbers], numbers, strict=False)]


def _only_used(
    rows: Iterable[tuple[int, ...]], pools: Mapping[str, Sequence[str]]
) -> tuple[list[tuple[int, ...]], dict[str, list[str]]]:
    """The rows and pools without the texts that no row needs."""
    rows = list(rows)
    fresh: dict[str, list[str]] = {}
    renumbered = [list(column) for column in zip(*rows, strict=True)]
    for place, name in enumerate(_COLUMNS):
        if name == "row":
            continue
        used = {number: new for new, number in enumerate(dict.fromkeys(n for n in renumbered[place] if n >= 0))}
        renumbered[place] = [used.get(number, -1) for number in renumbered[place]]
        fresh[name] = [pools[name][number] for number in used]
    return list(zip(*renumbered, strict=True)), fresh
