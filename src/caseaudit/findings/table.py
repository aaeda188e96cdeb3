"""The findings of an audit as one table; a `Finding` is written out when somebody reads it.

A tracker of 100,000 cases can have a million findings. What is kept of each is the part it belongs to (a rule in a
field of a list), where it stands, and what holds it back.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from caseaudit.findings.rule import Rule
from caseaudit.model.definition import Severity
from caseaudit.model.finding import Finding, GaoClass, HeldBy, Kind

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from caseaudit.model.table import Mask

    Whole = npt.NDArray[np.integer]

T = TypeVar("T")

HELD_BY = tuple(HeldBy)
"""What the numbers in the column `held` mean; 0 holds nothing back."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """The findings of one rule in one field of one list.

    `keys` is an int32 array, a row a finding: sheet position, row, column, case position. `write` makes the finding of
    a case.
    """

    rule: Rule
    severity: Severity
    list: str | None
    field: str | None
    keys: Whole
    write: Callable[[int], Finding]
    fixable: Mask | None = None
    """Which of the findings have a standard form that `normalize` can write; None where none has."""

    @property
    def kind(self) -> Kind:
        """What its findings are counted by."""
        return Kind(self.rule.code, self.rule.gao_class, self.severity, self.list, self.field)


@dataclass(frozen=True, eq=False)
class FindingTable:
    """All findings of an audit, a row each (see `caseaudit.model.finding.Findings`).

    `source` is the position of the row's part, `keys` the part's; `held` says what holds the finding back. Rows are put
    in order (sheet, row, column, code) when they are read. `shown` is how a finding is shown, where not as it is.
    """

    parts: tuple[Part, ...]
    source: Whole
    keys: Whole
    held: npt.NDArray[np.uint8]
    shown: Callable[[Finding], Finding] | None = None

    @classmethod
    def of(cls, parts: Sequence[Part]) -> FindingTable:
        """The table of all findings of some parts, none held back."""
        import numpy as np

        lengths = np.array([len(part.keys) for part in parts], dtype=np.int64)
        source = np.repeat(np.arange(len(parts), dtype=np.int32), lengths)
        keys = np.concatenate([np.empty((0, 4), dtype=np.int32), *(part.keys for part in parts)])
        ends = lengths.cumsum().tolist()
        views = (
            replace(part, keys=keys[end - len(part.keys) : end])
            for part, end in zip(parts, ends, strict=True)
        )
        return cls(tuple(views), source, keys, np.zeros(len(source), dtype=np.uint8))

    def held_back(self, marks: bytes | bytearray) -> FindingTable:
        """The table with what holds each finding back, in the order of the findings."""
        import numpy as np

        order = self._order(np.ones(len(self.held), dtype=bool))
        held = np.empty_like(self.held)
        held[order] = np.frombuffer(marks, dtype=np.uint8)
        return replace(self, held=held)

    def shown_by(self, show: Callable[[Finding], Finding]) -> FindingTable:
        """The table whose findings are shown otherwise."""
        return replace(self, shown=show)

    def __len__(self) -> int:
        return int(self._standing.sum())

    def __iter__(self) -> Iterator[Finding]:
        return self._written(self._standing)

    def marked(self) -> Iterator[tuple[Finding, str]]:
        """All findings in order, also those held back, each with what holds it back."""
        import numpy as np

        every = np.ones(len(self.held), dtype=bool)
        marks = self.held[self._order(every)].tolist()
        return zip(self._written(every), map(HELD_BY.__getitem__, marks), strict=True)

    def fixable(self) -> int:
        """How many findings have a standard form that `normalize` can write."""
        import numpy as np

        none = np.zeros(0, dtype=bool)
        fixable = [
            np.zeros(len(part.keys), dtype=bool) if part.fixable is None else part.fixable
            for part in self.parts
        ]
        return int((np.concatenate([none, *fixable]) & self._standing).sum())

    def counts(self) -> Mapping[str, int]:
        """How many findings each rule has, by code, in the order of codes."""
        return dict(sorted(self._counted(lambda part: part.rule.code).items()))

    def severities(self) -> Mapping[Severity, int]:
        """How many findings each severity has; every severity is named."""
        return {**dict.fromkeys(Severity, 0), **self._counted(lambda part: part.severity)}

    def of_rule(self, code: str, most: int | None = None) -> Iterator[Finding]:
        """The first `most` findings of one rule (all where None), in order."""
        return self._written(self._standing & self._rows(lambda part: part.rule.code == code), most)

    def by_field(self, code: str) -> Mapping[str | None, int]:
        """How many findings one rule has in each field (None: in none), the most first."""
        found = Counter[str | None]()
        for kind, count in self.tally().items():
            if kind.rule == code:
                found[kind.field] += count
        return dict(found.most_common())

    def tally(self) -> Mapping[Kind, int]:
        """How many findings there are of each kind."""
        return self._counted(lambda part: part.kind)

    def cells(self) -> Mapping[tuple[str, str, GaoClass], int]:
        """By list, field and class: in how many cells a finding stands, those at headers aside."""
        import numpy as np

        groups: dict[tuple[str, str, GaoClass], list[int]] = {}
        for place, part in enumerate(self.parts):
            gao = part.rule.gao_class
            if gao and part.list is not None and part.field is not None and not part.rule.at_header:
                groups.setdefault((part.list, part.field, gao), []).append(place)
        found = {
            group: self.keys[self._standing & np.isin(self.source, places)]
            for group, places in groups.items()
        }
        return {group: len(np.unique(keys[:, :3], axis=0)) for group, keys in found.items()}

    @cached_property
    def _standing(self) -> Mask:
        standing: Mask = self.held == 0
        return standing

    def _counted(self, by: Callable[[Part], T]) -> dict[T, int]:
        import numpy as np

        found: dict[T, int] = {}
        counts = np.bincount(self.source[self._standing], minlength=len(self.parts)).tolist()
        for part, count in zip(self.parts, counts, strict=True):
            if count:
                found[by(part)] = found.get(by(part), 0) + count
        return found

    def _rows(self, wanted: Callable[[Part], bool]) -> Mask:
        import numpy as np

        found: Mask = np.array([*map(wanted, self.parts)], dtype=bool)[self.source]
        return found

    def _order(self, rows: Mask, most: int | None = None) -> Whole:
        """The positions of some rows, in the order of sheet, row, column, code."""
        import numpy as np

        ranks = {code: rank for rank, code in enumerate(sorted({part.rule.code for part in self.parts}))}
        at = np.flatnonzero(rows)
        source, keys = self.source[at], self.keys[at]
        codes = np.array([ranks[part.rule.code] for part in self.parts], dtype=np.int64)[source]
        # Fields of absent columns share a cell: they then follow each other as the definition has them.
        found: Whole = at[np.lexsort((source, codes, keys[:, 2], keys[:, 1], keys[:, 0]))[:most]]
        return found

    def _written(self, rows: Mask, most: int | None = None) -> Iterator[Finding]:
        order = self._order(rows, most)
        for source, case in zip(self.source[order].tolist(), self.keys[order, 3].tolist(), strict=True):
            finding = self.parts[source].write(case)
            yield finding if self.shown is None else self.shown(finding)
