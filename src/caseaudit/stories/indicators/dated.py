"""The cases by their dates: received and begun in the month, moved between lists, days in each phase, age."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING, TypeAlias

from caseaudit.findings.analysis.accuracy import joined
from caseaudit.findings.analysis.counted import cells_of
from caseaudit.kinds.date_texts import in_words
from caseaudit.model.analysis import Determination, FieldAnalysis
from caseaudit.model.counted import CountedFigure
from caseaudit.model.indicators import Dated, Doubt, Month, Periods
from caseaudit.model.words import counted
from caseaudit.stories.indicators.reliability import determine

if TYPE_CHECKING:
    from caseaudit.model.table import Mask
    from caseaudit.stories.indicators.measuring import Sources
    from caseaudit.tracker.cases import Cases
    from caseaudit.tracker.history import History

_CALLED = ("case", "cases")
_PREFIX = "dated."
Parts: TypeAlias = "list[tuple[Cases, str | None, Mask]]"


def dated_figures(sources: Sources, periods: Periods) -> Iterator[Dated]:
    """The figures, in the order of a case's life; each is counted or says why it cannot be."""
    if not sources.tracker.lists:
        return
    counter = _Counter(sources, periods)
    roles = sources.tracker.definition.roles
    if roles.received is not None:
        yield counter.begun("received", "Received", roles.received)
    for term, name in zip(sources.tracker.definition.phases, roles.phase_dates, strict=False):
        first = name == roles.phase_dates[0]
        yield counter.begun(name, f"Opened ({term.name})" if first else f"Entered {term.name}", name)
    yield from counter.moves()
    yield from counter.phases()
    yield from counter.ages()


class _Counter:
    def __init__(self, sources: Sources, periods: Periods) -> None:
        self._sources, self._tracker, self._periods = sources, sources.tracker, periods
        self._lists = [cases for cases in sources.tracker.lists.values() if len(cases)]

    def begun(self, name: str, title: str, field: str) -> Dated:
        """How many cases have this date in the month."""
        tracker, month = self._tracker, self._periods.month
        header, title = tracker.definition.fields[field].header, f"{title} in {month.name}"
        lists = [cases for cases in self._lists if cases.entries[field].present]
        if not lists:
            return Dated(name, title, None, f"no list has the column {header}")
        if Month.of(tracker.latest) < month.start:
            return Dated(name, title, None, f"the tracker ends with {in_words(tracker.latest)}")
        first, last = month.start.first.toordinal(), min(month.end.last, tracker.latest).toordinal()
        undated = 0
        parts: Parts = []
        for cases in lists:
            days = cases.entries[field].days
            parts.append((cases, field, (days >= first) & (days <= last)))
            undated += int(((days == 0) & (cases.needed(field) | cases.entries[field].entered)).sum())
        doubts = _some(Doubt(f"{counted(undated, *_CALLED)} without a readable {header}", undated))
        figure = _counted(name, title, parts)
        count = figure.value
        return Dated(name, title, f"{count:,}", "", self._determined(count, doubts, [field]), figure)

    def moves(self) -> Iterator[Dated]:
        """How many cases came to each list since the tracker before."""
        definition = self._tracker.definition
        older = self._sources.older[-1] if self._sources.older else None
        for name, listed in definition.lists.items():
            key = f"reopened_{name}" if listed.current else f"new_{name}"
            title = (
                f"Reopened: back on the list {listed.title}"
                if listed.current
                else f"New on the list {listed.title}"
            )
            if older is None:
                why = "the tracker has no date for it; --with OLD names the tracker of the month before"
                yield Dated(key, f"{title} in {self._periods.month.name}", None, why)
                continue
            from caseaudit.stories.comparison.pairing import follow

            title += f" {self._since(older.tracker.as_of)}"
            history = follow(older.tracker, self._tracker, (older.workbook.path, self._sources.workbook.path))
            yield self._moved(key, title, history, name)

    def _moved(self, key: str, title: str, history: History, name: str) -> Dated:
        listed = self._tracker.definition.lists[name]
        moved = sum(
            int(pair.same_case.sum())
            for pair in history.pairs
            if pair.newer.case_list.name == name != pair.older.case_list.name
        )
        added = 0 if listed.current else len(history.added.get(name, ()))
        parts = [f"{moved:,} from another list", f"{added:,} not in the tracker before"]
        said = f"{moved + added:,}" + (f" ({', '.join(parts)})" if added else "")
        reused = sum(
            int((~pair.same_case).sum()) for pair in history.pairs if pair.newer.case_list.name == name
        )
        doubts = _some(
            Doubt(f"{counted(history.unclear, 'case number')} more than once on a list", history.unclear),
            Doubt(f"{counted(sum(history.unnumbered), *_CALLED)} without a number", sum(history.unnumbered)),
            Doubt(f"{counted(reused, 'number')} used for another case", reused),
        )
        number = self._tracker.definition.roles.case_number
        cases = self._tracker.lists.get(name)
        figure = (
            None if cases is None else _counted(key, title, [(cases, None, _came(history, name, len(cases)))])
        )
        return Dated(key, title, said, "", self._determined(moved + added, doubts, [number]), figure)

    def _since(self, day: object) -> str:
        from datetime import date

        before = self._periods.month.start.later(-1)
        if isinstance(day, date) and Month.of(day) == before and self._tracker.as_of is not None:
            return f"in {self._periods.month.name}"
        return f"since {in_words(day)}" if isinstance(day, date) else "since the tracker before"

    def phases(self) -> Iterator[Dated]:
        """The median days from the date of each phase to that of the next, of all cases that have both."""
        definition = self._tracker.definition
        names = definition.roles.phase_dates
        for number, (term, begin, end) in enumerate(
            zip(definition.phases, names, names[1:], strict=False), start=1
        ):
            title, lacking = f"Days in {term.name}, median", 0
            days: list[int] = []
            parts: Parts = []
            for cases in self._lists:
                then, now = cases.entries[begin].days, cases.entries[end].days
                both = (then > 0) & (now > 0) & (now >= then)
                days += (now - then)[both].tolist()
                parts.append((cases, begin, both))
                lacking += int((~both & ((cases.phase > number) | (now > 0))).sum())
            figure = _counted(f"days_{begin}", title, parts)
            yield self._measured(figure, days, [begin, end], lacking)

    def ages(self) -> Iterator[Dated]:
        """The age of the cases of each current list, from the day received, else that of the first phase."""
        tracker = self._tracker
        roles = tracker.definition.roles
        field = roles.received or (roles.phase_dates[0] if roles.phase_dates else None)
        for cases in self._lists:
            if not cases.case_list.current or field is None:
                continue
            title, name = (
                f"Age of the cases on the list {cases.case_list.title}, median",
                f"age_{cases.case_list.name}",
            )
            if tracker.as_of is None:
                yield Dated(name, title, None, "the tracker has no readable update date")
                continue
            age = tracker.as_of.toordinal() - cases.entries[field].days
            dated: Mask = (cases.entries[field].days > 0) & (age >= 0)
            figure = _counted(name, title, [(cases, field, dated)])
            yield self._measured(
                figure, age[dated].tolist(), [field], int((~dated).sum()), [cases], oldest=True
            )

    def _measured(
        self,
        figure: CountedFigure,
        days: Sequence[int],
        fields: Sequence[str],
        lacking: int,
        lists: Sequence[Cases] | None = None,
        *,
        oldest: bool = False,
    ) -> Dated:
        headers = " and ".join(self._tracker.definition.fields[each].header for each in fields)
        if not days:
            why = f"no case has a readable {headers} that would tell it"
            return Dated(figure.name.removeprefix(_PREFIX), figure.title, None, why)
        said = f"{median(days):,.1f}".removesuffix(".0") + f" days ({counted(len(days), *_CALLED)}"
        said += f"; the oldest {max(days):,} days)" if oldest else ")"
        lack = f"without a readable {headers}" if len(fields) == 1 else f"without {headers} in this order"
        doubts = _some(Doubt(f"{counted(lacking, *_CALLED)} {lack}", lacking))
        name = figure.name.removeprefix(_PREFIX)
        return Dated(name, figure.title, said, "", self._determined(len(days), doubts, fields, lists), figure)

    def _determined(
        self, count: int, doubts: Sequence[Doubt], fields: Sequence[str], lists: Sequence[Cases] | None = None
    ) -> Determination:
        analysed = [
            each for name in fields for each in self._fields(name, self._lists if lists is None else lists)
        ]
        bounds = self._tracker.definition.determination
        return determine(count, doubts, analysed, bounds, (), _CALLED)

    def _fields(self, name: str, lists: Sequence[Cases]) -> Iterator[FieldAnalysis]:
        from caseaudit.findings.analysis.fields import analyse_field

        for cases in lists:
            own = [failure for failure in self._sources.found if failure.cases is cases]
            analysed = joined(analyse_field(cases, name, own), self._sources.tracing)
            yield replace(analysed, header=f"{analysed.header} ({cases.case_list.title})")


def _some(*doubts: Doubt) -> tuple[Doubt, ...]:
    return tuple(each for each in doubts if each.count)


def _counted(name: str, title: str, parts: Parts) -> CountedFigure:
    count = sum(int(mask.sum()) for _, _, mask in parts)
    return CountedFigure(f"{_PREFIX}{name}", title, count, cells_of(parts))


def _came(history: History, name: str, size: int) -> Mask:
    """True for the cases of the newer list that were on another one, or on none."""
    import numpy as np

    found = np.zeros(size, dtype=bool)
    for pair in history.pairs:
        if pair.newer.case_list.name == name != pair.older.case_list.name:
            found[pair.now[pair.same_case]] = True
    if name in history.added and not history.newer.definition.lists[name].current:
        found[history.added[name]] = True
    return found
