"""Counting the entries of a register in a period, and telling what may make the count wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from caseaudit.kinds.date_texts import in_words
from caseaudit.kinds.reading import Reading
from caseaudit.model.definition import Indicator
from caseaudit.model.indicators import Doubt, Figure, Month, Periods, Span
from caseaudit.stories.indicators.registers import OpenRegister

if TYPE_CHECKING:
    from caseaudit.model.table import Mask

_PLACES = 5


@dataclass(frozen=True, eq=False)
class Entries:
    """The entries of one register that one indicator may count. Masks have one element an entry."""

    open: OpenRegister
    indicator: Indicator

    @property
    def dated_by(self) -> str:
        """The date field that puts an entry into its month."""
        return self.indicator.dated_by or ""

    @cached_property
    def matching(self) -> Mask:
        """True where every condition is met."""
        found = self._all
        for name, terms in self.indicator.where.items():
            found = found & self.open.cases.entries[name].where(_holds(terms))
        return found

    @cached_property
    def possible(self) -> Mask:
        """True where every condition is met or cannot be judged, and one cannot be."""
        found = self._all
        for name, terms in self.indicator.where.items():
            entries = self.open.cases.entries[name]
            found = found & (
                entries.where(_holds(terms)) | entries.where(lambda reading: reading.value is None)
            )
        return found & ~self.matching

    def within(self, span: Span) -> Mask:
        """True where the date is in the span and not in the future."""
        days = self.open.cases.entries[self.dated_by].days
        last = min(span.end.last, self.open.latest).toordinal()
        found: Mask = (days >= span.start.first.toordinal()) & (days <= last)
        return found

    def count(self, span: Span) -> Figure:
        """How many entries the span has; None where the register does not reach back to it."""
        if not len(self.open.cases):
            return Figure(0, note=f"the sheet has no {self.open.register.several}")
        dated = self.open.dated(self.dated_by)
        if dated is None:
            return Figure(None, f"no {self.open.register.one} on the sheet has a readable date")
        first = Month.of(dated[0])
        if first > span.end:
            return Figure(None, f"the sheet begins with {first}")
        note = f"the sheet begins with {first}" if first > span.start else ""
        return Figure(int((self.matching & self.within(span)).sum()), note=note)

    def doubts(self, periods: Periods) -> Iterator[Doubt]:
        """What may make the figures of the month and of the year to date wrong."""
        header = self.open.register.definition.fields
        undated = self._undated
        yield self._doubt(
            undated & (self.matching | self.possible), f"without a readable {header[self.dated_by].header}"
        )
        names = " or ".join(header[name].header for name in self.indicator.where)
        year = self.within(periods.to_date)
        yield self._doubt(self.possible & year, f"of {periods.to_date.name} without a readable {names}")
        yield self._doubt(
            self.matching & self._future(periods), f"dated later than {in_words(self.open.latest)}"
        )
        yield self._doubt(self.matching & year & self._repeated, f"of {periods.to_date.name} entered again")

    @property
    def _all(self) -> Mask:
        import numpy as np

        return np.ones(len(self.open.cases), dtype=bool)

    @property
    def _undated(self) -> Mask:
        found: Mask = self.open.cases.entries[self.dated_by].days == 0
        return found

    def _future(self, periods: Periods) -> Mask:
        days = self.open.cases.entries[self.dated_by].days
        found: Mask = (days > self.open.latest.toordinal()) & (days <= periods.month.end.last.toordinal())
        return found

    @cached_property
    def _repeated(self) -> Mask:
        """True where an earlier entry says the same in every field."""
        import numpy as np

        cases = self.open.cases
        prints = [each.prints.tolist() for each in cases.entries.values() if each.present]
        seen: set[tuple[object, ...]] = set()
        found = np.zeros(len(cases), dtype=bool)
        for place, said in enumerate(zip(*prints, strict=True)):
            found[place] = said in seen
            seen.add(said)
        return found

    def _doubt(self, mask: Mask, what: str) -> Doubt:
        import numpy as np

        found = np.flatnonzero(mask).tolist()
        called = self.open.register.one if len(found) == 1 else self.open.register.several
        table = self.open.cases.table
        rows = tuple(f"{table.sheet.name} row {int(table.rows[each]) + 1}" for each in found[:_PLACES])
        return Doubt(f"{len(found):,} {called} {what}", len(found), rows)


def counted_words(found: Entries) -> str:
    """What is counted, in a sentence."""
    register, where = found.open.register, found.indicator.where
    fields = register.definition.fields
    kinds = " and ".join(f"{fields[name].header} is {' or '.join(terms)}" for name, terms in where.items())
    sheet = found.open.cases.table.sheet.name
    condition = f" whose {kinds}" if kinds else ""
    return (
        f'{register.several[:1].upper()}{register.several[1:]} on the sheet "{sheet}"{condition}, '
        f"by {fields[found.dated_by].header}."
    )


def _holds(terms: tuple[str, ...]) -> Callable[[Reading], bool]:
    return lambda reading: reading.value in terms
