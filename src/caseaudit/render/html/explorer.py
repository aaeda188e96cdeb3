"""The findings as compact data for the page: columns of numbers that point into pools of texts.

A page of 300,000 findings must stay below 25 MB, so every text stands once, messages are kept without the entry
that they quote, and rows and cases are told by the step from the one before. Where that is still too much, the first
findings of each rule, list and field are kept, the same number of each, and the page says how many are not in it.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from caseaudit.model.finding import Audit, Finding
from caseaudit.render.paper import inert
from caseaudit.render.remedies import ENTRY, fault_and_remedy, without_entry

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from caseaudit.model.table import Mask

    Table = npt.NDArray[np.intc]

MOST_BYTES = 20_000_000
"""What the data of a page may take; the rest of the page takes a few hundred kilobytes."""

LONGEST = 400
"""Longer entries are cut in the page; the workbook and the JSON report have them whole."""

_COLUMNS = (
    "tracker", "rule", "sheet", "column", "row", "list", "field", "case", "analyst", "related", "value", "fault",
    "remedy",
)  # fmt: skip
_WIDTH = len(_COLUMNS)
_STEPPED = ("row", "case", "value")
_GROUPED = ("tracker", "rule", "list", "field")
_TEXTS = ("case", "analyst", "related", "value", "fault", "remedy")
_BYTES_A_ROW = 34
"""What the numbers of a finding take, without its own texts."""

_DIGITS = "0123456789"


class _Pool:
    """Texts, each kept once; a text's number is its place."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def add(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))

    @property
    def texts(self) -> list[str]:
        return [*self.numbers]


class Explorer:
    """The findings of one or more trackers, taken in one by one; `data` makes the JSON of them.

    `left_out` is then the number of findings that did not fit into `most_bytes`.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._pools = {name: _Pool() for name in _COLUMNS if name != "row"}
        self._numbers = array("i")
        self.left_out = 0

    def take(self, audit: Audit, name: str) -> None:
        """Take in all findings of an audit; `name` tells its tracker from the others."""
        values, tracker = self._pools["value"], self._pools["tracker"].add(name)
        messages: dict[tuple[str, str | None], tuple[int, int]] = {}
        shown: dict[str | None, int] = {None: -1}
        for finding in audit.findings:
            key = (finding.message, finding.value)
            said = messages.get(key)
            if said is None:
                said = messages[key] = self._message(finding)
            value = shown.get(finding.value)
            if value is None:
                value = shown[finding.value] = values.add(_cut(finding.value or ""))
            self._numbers.extend((tracker, *self._place(finding), value, *said))

    def data(self, names: Mapping[str, Mapping[str, Any]]) -> str:
        """The JSON of the findings, safe inside a script element; `names` say more of rules, lists and fields."""
        import numpy as np

        every = np.frombuffer(self._numbers, dtype=np.intc).reshape(-1, _WIDTH)
        kept = every[self._kept(every)]
        self.left_out = len(every) - len(kept)
        columns = {name: kept[:, place].copy() for place, name in enumerate(_COLUMNS)}
        pools = {name: pool.texts for name, pool in self._pools.items()}
        if self.left_out:
            for name, texts in pools.items():
                columns[name], pools[name] = _only_used(columns[name], texts)
        for name in _STEPPED:
            columns[name] = np.diff(columns[name], prepend=0)
        whole = {
            "pools": {name: [inert_but_entry(text) for text in texts] for name, texts in pools.items()},
            "columns": {name: column.tolist() for name, column in columns.items()},
            "names": names,
        }
        text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
        # Inside a script element only "<" can end it or begin a comment; in JSON it stands in texts alone.
        return text.replace("<", "\\u003c")

    def _place(self, finding: Finding) -> tuple[int, ...]:
        pools, cell = self._pools, finding.place.cell
        column = cell.rstrip(_DIGITS)
        row = cell[len(column) :]
        if len(row) > len("1048576") or row.startswith("0"):
            column, row = cell, ""
        return (
            pools["rule"].add(finding.rule),
            pools["sheet"].add(finding.place.sheet),
            pools["column"].add(column),
            int(row or 0),
            -1 if finding.list is None else pools["list"].add(finding.list),
            -1 if finding.field is None else pools["field"].add(finding.field),
            -1 if finding.case_number is None else pools["case"].add(_cut(finding.case_number)),
            -1 if finding.analyst is None else pools["analyst"].add(_cut(finding.analyst)),
            -1 if not finding.related else pools["related"].add(_cut(", ".join(map(str, finding.related)))),
        )

    def _message(self, finding: Finding) -> tuple[int, int]:
        fault, remedy = fault_and_remedy(without_entry(finding.message, finding.value))
        return self._pools["fault"].add(_cut(fault)), self._pools["remedy"].add(_cut(remedy))

    def _kept(self, every: Table) -> Mask:
        """Which findings fit: all, or the first few of each tracker, rule, list and field."""
        import numpy as np

        costs = self._costs(every)
        if costs.sum() <= self._most_bytes:
            return np.ones(len(every), dtype=bool)
        ranks = _ranks(every[:, [_COLUMNS.index(name) for name in _GROUPED]])
        low, high = 0, int(ranks.max()) + 1
        while low < high:
            middle = (low + high + 1) // 2
            if costs[ranks < middle].sum() <= self._most_bytes:
                low = middle
            else:
                high = middle - 1
        found: Mask = ranks < low
        return found

    def _costs(self, every: Table) -> npt.NDArray[np.int64]:
        """What each finding takes in the page: its numbers, and the texts that none before it needs."""
        import numpy as np

        costs = np.full(len(every), _BYTES_A_ROW, dtype=np.int64)
        for name in _TEXTS:
            numbers = every[:, _COLUMNS.index(name)]
            sizes = [len(text.encode("utf-8", "backslashreplace")) + 3 for text in self._pools[name].texts]
            # Texts are numbered as they first appear, so a new one is a number above all before it.
            new = np.diff(np.maximum.accumulate(numbers), prepend=-1) > 0
            costs[new] += np.array(sizes, dtype=np.int64)[numbers[new]]
        return costs


def inert_but_entry(text: str) -> str:
    """The text with everything that does not print shown by a sign, the mark of the entry aside."""
    if text.isprintable():
        return text
    return ENTRY.join(inert(part) for part in text.split(ENTRY))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def _ranks(groups: Table) -> npt.NDArray[np.int64]:
    """The place of each row among those of its group, from 0."""
    import numpy as np

    _, group = np.unique(groups, axis=0, return_inverse=True)
    order = np.argsort(group.ravel(), kind="stable")
    ordered = group.ravel()[order]
    starts = np.flatnonzero(np.diff(ordered, prepend=-1))
    ranks = np.empty(len(groups), dtype=np.int64)
    ranks[order] = np.arange(len(groups)) - np.repeat(starts, np.diff([*starts, len(groups)]))
    return ranks


def _only_used(numbers: npt.NDArray[np.intc], texts: Sequence[str]) -> tuple[npt.NDArray[np.intc], list[str]]:
    """The column and the pool without the texts that no finding needs, still in order."""
    import numpy as np

    used = np.unique(numbers[numbers >= 0])
    fresh = np.searchsorted(used, numbers).astype(np.intc)
    return np.where(numbers >= 0, fresh, -1).astype(np.intc), [texts[number] for number in used.tolist()]
