"""What an audit amounts to: rates, kinds of entries, the mix of cases, determinations of reliability."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from caseaudit.findings.analysis.accuracy import joined
from caseaudit.findings.analysis.counted import counted_figures
from caseaudit.findings.analysis.determining import determine_list
from caseaudit.findings.analysis.fields import analyse_field
from caseaudit.findings.analysis.mix import initiated_by_year, phases, update_ages
from caseaudit.findings.analysis.statements import paragraph, statements
from caseaudit.model.analysis import Analysis, ListAnalysis

if TYPE_CHECKING:
    from caseaudit.findings.rule import Failure
    from caseaudit.model.tracing import Tracing
    from caseaudit.tracker.cases import Cases, Tracker

__all__ = ["analyse"]


def analyse(
    tracker: Tracker, found: Sequence[Failure], chosen: Sequence[str], tracing: Tracing | None = None
) -> Analysis:
    """Analyse the chosen lists of a tracker; `found` is what the rules found in it, `tracing` what a sample showed."""
    read = [tracker.lists[name] for name in chosen if name in tracker.lists and len(tracker.lists[name])]
    return Analysis(
        lists=tuple(_list(cases, tracker, found, tracing) for cases in read),
        initiated=initiated_by_year(read),
        sensitive={
            name: tuple(dict.fromkeys(_entries(tracker, name)))
            for name, field in tracker.definition.fields.items()
            if field.sensitive
        },
        tracing=tracing,
        figures=(*counted_figures(tracker, found, chosen),),
    )


def _list(cases: Cases, tracker: Tracker, found: Sequence[Failure], tracing: Tracing | None) -> ListAnalysis:
    own = [failure for failure in found if failure.cases is cases]
    fields = tuple(joined(analyse_field(cases, name, own), tracing) for name in cases.entries)
    thresholds = tracker.definition.determination
    determination = determine_list(fields, len(cases), thresholds)
    ages = update_ages(cases, tracker)
    return ListAnalysis(
        name=cases.case_list.name,
        title=cases.case_list.title,
        cases=len(cases),
        fields=fields,
        phases=phases(cases),
        update_ages=ages,
        statements=tuple(statements(cases, fields, own)),
        determination=determination,
        paragraph=paragraph(cases, fields, determination, tracker, tracing),
    )


def _entries(tracker: Tracker, name: str) -> Iterator[str]:
    """The distinct entries of a field, list by list, in the order in which their columns first hold them."""
    for cases in tracker.lists.values():
        yield from (cell.text for cell in cases.entries[name].cells)
