"""The rules of two snapshots, run over the cases of a history; what they find stands in a table like any finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from caseaudit.findings.parts import texts_of
from caseaudit.findings.table import FindingTable, Part
from caseaudit.findings.wording import entry_words
from caseaudit.model.errors import RuleCrashed
from caseaudit.model.finding import Finding
from caseaudit.rules import RULES

if TYPE_CHECKING:
    from caseaudit.findings.rule import Hits, Rule
    from caseaudit.tracker.cases import Cases
    from caseaudit.tracker.history import History, Pair, Positions

_AFTER_THE_NEWER = 1 << 20
"""Put before the sheet positions of the older tracker, so that its cells come after those of the newer one."""


def judged(history: History, codes: frozenset[str]) -> FindingTable:
    """The findings of the rules with these codes. Raises RuleCrashed where a rule stops instead of judging."""
    rules = [rule for rule in RULES if rule.code in codes and rule.of_snapshots]
    return FindingTable.of([part for part in _parts(history, rules) if len(part.keys)])


def _parts(history: History, rules: list[Rule]) -> Iterator[Part]:
    for rule in rules:
        for field in rule.about(history.newer.definition):
            if rule.follow is not None:
                for pair in history.pairs:
                    if pair.newer.entries[field].present and pair.older.entries[field].present:
                        yield _of_pair(
                            history, rule, pair, field, _guarded(rule, rule.follow, history, pair, field)
                        )
            elif rule.miss is not None:
                for name in history.gone:
                    cases = history.older.lists[name]
                    yield _of_gone(
                        history, rule, cases, field, _guarded(rule, rule.miss, history, cases, field)
                    )


def _guarded(rule: Rule, judge: Callable[..., Hits], *what: object) -> Hits:
    try:
        return judge(*what)
    except Exception as fault:
        raise RuleCrashed(f"{rule.code} {rule.name}", f"{type(fault).__name__}: {fault}") from fault


def _of_pair(history: History, rule: Rule, pair: Pair, field: str, hits: Hits) -> Part:
    import numpy as np

    mask, copies = hits.mask, pair.newer.copies(field)
    if copies is not None:
        mask = mask & ~copies[pair.now]
    rows = np.flatnonzero(mask)
    return _part(history, rule, pair.newer, field, hits, rows, pair.now)


def _of_gone(history: History, rule: Rule, cases: Cases, field: str, hits: Hits) -> Part:
    import numpy as np

    rows = np.flatnonzero(hits.mask)
    return _part(history, rule, cases, field, hits, rows, np.arange(len(cases)), gone=True)


def _part(  # noqa: PLR0913 -- what a finding is written from
    history: History,
    rule: Rule,
    cases: Cases,
    field: str,
    hits: Hits,
    rows: Positions,
    case_of: Positions,
    *,
    gone: bool = False,
) -> Part:
    """The findings of one rule in one field: `rows` are counted as the rule counts, `case_of` gives their cases."""
    import numpy as np

    table, at = cases.table, case_of[rows]
    keys = np.empty((len(rows), 4), dtype=np.int32)
    keys[:, 0] = table.positions[at] + (_AFTER_THE_NEWER if gone else 0)
    keys[:, 1], keys[:, 2], keys[:, 3] = table.rows[at], table.columns[field], rows
    for case, spot in table.anchors.get(field, {}).items():
        keys[at == case, 1:3] = spot
    severity = rule.severity_by(cases.definition)
    say = entry_words(cases, field, at_header=False)
    number, analyst = texts_of(cases, "case_number"), texts_of(cases, "analyst")
    place = history.place_then if gone else history.place_now
    names = dict(zip(("older", "newer"), history.names, strict=True))

    def write(row: int) -> Finding:
        case = int(case_of[row])
        try:
            words = {**say(case), **names, **(hits.words(row) if hits.words else {})}
            message, related = rule.says.format_map(words), hits.related(row) if hits.related else ()
        except Exception as fault:
            raise RuleCrashed(f"{rule.code} {rule.name}", f"{type(fault).__name__}: {fault}") from fault
        return Finding(
            rule=rule.code,
            name=rule.name,
            gao_class=rule.gao_class,
            severity=severity,
            place=place(cases, field, case),
            list=cases.case_list.name,
            field=field,
            case_number=number(case),
            analyst=analyst(case),
            value=cases.entries[field].text(case),
            message=message,
            related=related,
            case_key=cases.key(case),
        )

    return Part(rule, severity, cases.case_list.name, field, keys, write)
