"""The findings of an audit, kept as batches; a `Finding` is written out when somebody reads it.

A tracker of 100,000 cases can have 700,000 findings. What is kept of each is its batch (a rule in a field of a list)
and the position of its case.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseaudit.findings.rule import Rule
from caseaudit.findings.wording import entry_words, quoted
from caseaudit.model.definition import Definition, Severity
from caseaudit.model.errors import RuleCrashed
from caseaudit.model.finding import Finding, Kind, Place
from caseaudit.model.table import address

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from caseaudit.findings.rule import Failure
    from caseaudit.model.layout import Remark
    from caseaudit.tracker.cases import Cases


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Findings of one rule. `keys` is an int array, a row a finding: sheet position, row, column, case position."""

    rule: Rule
    severity: Severity
    list: str | None
    field: str | None
    keys: npt.NDArray[np.int64]
    write: Callable[[int], Finding]


class Ledger:
    """All findings of one audit, in the order sheet, row, column, code (see `caseaudit.model.finding.Findings`)."""

    def __init__(self, batches: Sequence[Batch]) -> None:
        self._batches = tuple(batches)

    def __len__(self) -> int:
        return sum(len(batch.keys) for batch in self._batches)

    def __iter__(self) -> Iterator[Finding]:
        return _written(self._batches)

    def counts(self) -> Mapping[str, int]:
        """How many findings each rule has, by code, in the order of codes."""
        found: dict[str, int] = {}
        for batch in sorted(self._batches, key=lambda batch: batch.rule.code):
            found[batch.rule.code] = found.get(batch.rule.code, 0) + len(batch.keys)
        return found

    def severities(self) -> Mapping[Severity, int]:
        """How many findings each severity has; every severity is named."""
        found = dict.fromkeys(Severity, 0)
        for batch in self._batches:
            found[batch.severity] += len(batch.keys)
        return found

    def of_rule(self, code: str, most: int | None = None) -> Iterator[Finding]:
        """The first `most` findings of one rule (all where None), in order."""
        return _written([batch for batch in self._batches if batch.rule.code == code], most)

    def by_field(self, code: str) -> Mapping[str | None, int]:
        """How many findings one rule has in each field (None: in none), the most first."""
        found: Counter[str | None] = Counter()
        for batch in self._batches:
            if batch.rule.code == code:
                found[batch.field] += len(batch.keys)
        return dict(found.most_common())

    def tally(self) -> Mapping[Kind, int]:
        """How many findings there are of each kind."""
        found: Counter[Kind] = Counter()
        for batch in self._batches:
            rule = batch.rule
            found[Kind(rule.code, rule.gao_class, batch.severity, batch.list, batch.field)] += len(batch.keys)
        return found

    def marked(self) -> Iterator[tuple[Finding, str]]:
        """All findings in order; nothing is held back here."""
        return ((finding, "") for finding in self)


def batch(failure: Failure, definition: Definition) -> Batch:
    """The findings of one rule in one field of one list."""
    import numpy as np

    rule, cases, name = failure.rule, failure.cases, failure.field
    table = cases.table
    if rule.at_header:
        keys = np.array([[table.sheet.position, *cases.heading(name), -1]], dtype=np.int64)
    else:
        found = np.flatnonzero(failure.hits.mask)
        keys = np.empty((len(found), 4), dtype=np.int64)
        keys[:, 0], keys[:, 1], keys[:, 2] = table.positions[found], table.rows[found], table.columns[name]
        keys[:, 3] = found
        for case, spot in table.anchors.get(name, {}).items():
            keys[found == case, 1:3] = spot
    severity = definition.severities[rule.code]
    return Batch(rule, severity, cases.case_list.name, name, keys, _writer(failure, definition))


def remark_batch(rule: Rule, remark: Remark, definition: Definition, position: int) -> Batch:
    """The one finding that a rule of the workbook makes of a remark; `position` is its sheet's."""
    import numpy as np

    severity = definition.severities[rule.code]
    finding = Finding(
        rule=rule.code,
        name=rule.name,
        gao_class=rule.gao_class,
        severity=severity,
        place=Place(remark.sheet, remark.cell),
        list=remark.list,
        field=None,
        case_number=None,
        analyst=None,
        value=remark.value,
        message=rule.says.format_map({"entry": quoted(remark.value), "what": remark.detail.get("what", "")}),
        related=remark.related,
    )
    keys = np.array([[position, remark.row, remark.column, -1]], dtype=np.int64)
    return Batch(rule, severity, remark.list, None, keys, lambda _: finding)


def _written(chosen: Sequence[Batch], most: int | None = None) -> Iterator[Finding]:
    import numpy as np

    if not chosen:
        return
    keys = np.concatenate([batch.keys for batch in chosen])
    source = np.repeat(np.arange(len(chosen)), [len(batch.keys) for batch in chosen])
    ranks = {code: rank for rank, code in enumerate(sorted({batch.rule.code for batch in chosen}))}
    codes = np.array([ranks[batch.rule.code] for batch in chosen])[source]
    # Fields of absent columns share a cell: they then follow each other as the definition has them.
    order = np.lexsort((source, codes, keys[:, 2], keys[:, 1], keys[:, 0]))[:most]
    for batch, case in zip(source[order].tolist(), keys[order, 3].tolist(), strict=True):
        yield chosen[batch].write(case)


def _writer(failure: Failure, definition: Definition) -> Callable[[int], Finding]:
    """A function that writes the finding of one case (by position; -1 for the one at the header)."""
    rule, cases, name, hits = failure.rule, failure.cases, failure.field, failure.hits
    severity = definition.severities[rule.code]
    entries = cases.entries[name]
    tell = _teller(failure)
    number = texts_of(cases, "case_number")
    analyst = texts_of(cases, "analyst")
    heading = Place(cases.table.sheet.name, address(*cases.heading(name)))
    key = (lambda _case: "") if rule.at_header else hits.key or cases.key

    def write(case: int) -> Finding:
        try:
            message = tell(case)
            related = hits.related(case) if hits.related else ()
        except Exception as fault:
            raise RuleCrashed(f"{rule.code} {rule.name}", f"{type(fault).__name__}: {fault}") from fault
        reading = None if rule.at_header else entries.reading(case)
        return Finding(
            rule=rule.code,
            name=rule.name,
            gao_class=rule.gao_class,
            severity=severity,
            place=heading if rule.at_header else cases.place(name, case),
            list=cases.case_list.name,
            field=name,
            case_number=number(case),
            analyst=analyst(case),
            value=None if rule.at_header else entries.text(case),
            message=message,
            suggestion=reading.standard if reading is not None and reading.fault == rule.code else None,
            related=related,
            case_key=key(case),
        )

    return write


def _teller(failure: Failure) -> Callable[[int], str]:
    """A function that words the message on one case: the same for equal entries, unless the rule adds its own words."""
    rule, hits = failure.rule, failure.hits
    say = entry_words(failure.cases, failure.field, at_header=rule.at_header)
    codes = failure.cases.entries[failure.field].codes
    told: dict[int, str] = {}

    def tell(case: int) -> str:
        code = int(codes[case])
        message = told.get(code)
        if message is None:
            words = {**say(case), **(hits.words(case) if hits.words else {})}
            if rule.at_header:
                many = int(hits.mask.sum())
                words["count"] = "1 case" if many == 1 else f"{many:,} cases"
            message = rule.says.format_map(words).rstrip()
            if hits.words is None:
                told[code] = message
        return message

    return tell


def texts_of(cases: Cases, role: str) -> Callable[[int], str | None]:
    """A function that gives one case's entry in the field of a role, None where nothing stands there."""
    entries = cases.of_role(role)
    if entries is None:
        return lambda _case: None
    filled, codes, texts = entries.entered, entries.codes, entries.texts

    def text(case: int) -> str | None:
        found = texts[codes[case]] if case >= 0 and filled[case] else None
        return None if found is None else " ".join(found.split())

    return text
