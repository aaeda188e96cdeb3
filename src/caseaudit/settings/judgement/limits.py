"""What a policy limits: which limit holds for what, and whether it is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal

from caseaudit.findings.rule import Rule
from caseaudit.model.finding import Audit, GaoClass, Kind
from caseaudit.settings.judgement.holding import Held
from caseaudit.settings.records import Limit

_DONE = {GaoClass.INCOMPLETE: "required entries missing", GaoClass.INCONSISTENT: "entries inconsistent"}


class Limits:
    """The limits of a policy. The one that names both list and field comes first, then field, list, neither."""

    def __init__(self, limits: Sequence[Limit]) -> None:
        self._limits = sorted(limits, key=lambda each: (each.field is None, each.list is None))

    def covering(self, kind: Kind) -> Limit | None:
        """The limit that judges findings of a kind: one on the rule before one on the class."""
        ways = (
            lambda each: each.rule == kind.rule,
            lambda each: each.gao_class is kind.gao_class is not None,
        )
        return next((found for way in ways for found in self._at(kind.list, kind.field) if way(found)), None)

    def broken(self, audit: Audit, held: Held | None) -> Iterator[str]:
        """In words: every limit that is not kept."""
        yield from self._broken_classes(audit, held)
        yield from self._broken_rules(audit, held)

    def not_judged(self, audit: Audit, not_counted: Sequence[Rule]) -> Iterator[str]:
        """In words: every limit on a list that was not checked, or on findings that were not counted."""
        for each in self._limits:
            missing = [
                rule.code
                for rule in not_counted
                if rule.code == each.rule or (each.rule is None and rule.gao_class is each.gao_class)
            ]
            if each.list is not None and each.list not in audit.cases:
                yield f"the limit on {each.about} on {each.list} was not judged: that list was not checked"
            elif missing:
                yield f"the limit on {each.about} was not judged: {', '.join(missing)} not checked"

    def _at(self, list_name: str | None, field: str | None) -> Iterator[Limit]:
        return (
            each
            for each in self._limits
            if each.list in (None, list_name) and each.field in (None, field) and (field or list_name)
        )

    def _broken_classes(self, audit: Audit, held: Held | None) -> Iterator[str]:
        for figures in audit.fields:
            counts = {GaoClass.INCOMPLETE: figures.missing, GaoClass.INCONSISTENT: figures.inconsistent}
            of = {GaoClass.INCOMPLETE: figures.required, GaoClass.INCONSISTENT: audit.cases[figures.list]}
            for gao, count in counts.items():
                limit = next((e for e in self._at(figures.list, figures.field) if e.gao_class is gao), None)
                if held is not None:
                    count = held.cells.get((figures.list, figures.field, gao), 0)  # noqa: PLW2901 -- what stands of it
                if limit is not None and not _kept(limit, count, of[gao]):
                    where = _where(audit, figures.list, figures.field)
                    yield _sentence(where, count, of[gao], _DONE[gao], limit)

    def _broken_rules(self, audit: Audit, held: Held | None) -> Iterator[str]:
        found: Counter[tuple[str, str | None, str | None]] = Counter()
        for kind, count in (audit.findings if held is None else held.findings).tally().items():
            found[kind.rule, kind.list, kind.field] += count
        for (code, list_name, field), count in sorted(found.items(), key=str):
            limit = next((each for each in self._at(list_name, field) if each.rule == code), None)
            cases = audit.cases.get(list_name or "", 0)
            if limit is not None and not _kept(limit, count, cases):
                yield _sentence(_where(audit, list_name, field), count, cases, f"with {code}", limit)


def _kept(limit: Limit, count: int, of: int) -> bool:
    return count * 100 <= limit.at_most * of if limit.percent else count <= limit.at_most


def _where(audit: Audit, list_name: str | None, field: str | None) -> str:
    fields, lists = audit.definition.fields, audit.definition.lists
    header = fields[field].header if field is not None and field in fields else None
    title = lists[list_name].title if list_name is not None and list_name in lists else None
    return " on ".join(part for part in (header, title) if part) or "the workbook"


def _sentence(where: str, count: int, of: int, what: str, limit: Limit) -> str:
    share = f" ({Decimal(count) * 100 / of:.1f} %)" if of else ""
    number = f"{count:,} of {of:,}" if of else f"{count:,}"
    return f"{where}: {number} {what}{share}; the limit is {limit.bound}"
