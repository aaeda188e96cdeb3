"""The figures of an audit: for each field of each list how many entries are required, missing, inconsistent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from caseaudit.model.finding import FieldFigures, GaoClass, ListSummary

if TYPE_CHECKING:
    from caseaudit.findings.rule import Failure
    from caseaudit.model.table import Mask
    from caseaudit.tracker.cases import Tracker


def count_fields(tracker: Tracker, found: Sequence[Failure], chosen: Sequence[str]) -> Iterator[FieldFigures]:
    """Every field of every chosen list, in the order of the definition; a list not in the workbook has zeros."""
    masks: dict[tuple[str, str, GaoClass], Mask] = {}
    for failure in found:
        if failure.rule.gao_class is not None:
            key = (failure.cases.case_list.name, failure.field, failure.rule.gao_class)
            seen = masks.get(key)
            masks[key] = failure.hits.mask if seen is None else seen | failure.hits.mask

    def count(list_name: str, name: str, gao_class: GaoClass) -> int:
        mask = masks.get((list_name, name, gao_class))
        return 0 if mask is None else int(mask.sum())

    for list_name in chosen:
        cases = tracker.lists.get(list_name)
        for name in tracker.definition.fields:
            yield FieldFigures(
                list=list_name,
                field=name,
                required=0 if cases is None else int(cases.needed(name).sum()),
                missing=count(list_name, name, GaoClass.INCOMPLETE),
                inconsistent=count(list_name, name, GaoClass.INCONSISTENT),
            )


def summarize(name: str, figures: Sequence[FieldFigures]) -> ListSummary:
    """How many of one list's fields are incomplete and inconsistent."""
    own = [each for each in figures if each.list == name]
    return ListSummary(
        fields=len(own),
        fields_incomplete=sum(each.missing > 0 for each in own),
        fields_inconsistent=sum(each.inconsistent > 0 for each in own),
    )
