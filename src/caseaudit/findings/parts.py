"""The parts of a table of findings: what a rule found in a field of a list, and how that is put into words."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from caseaudit.findings.rule import Rule
from caseaudit.findings.table import Part
from caseaudit.findings.wording import entry_words, quoted
from caseaudit.model.definition import Definition
from caseaudit.model.errors import RuleCrashed
from caseaudit.model.finding import Finding, Place
from caseaudit.model.table import address, letters

if TYPE_CHECKING:
    from caseaudit.findings.rule import Failure
    from caseaudit.model.layout import Remark
    from caseaudit.tracker.cases import Cases


def part(failure: Failure, definition: Definition) -> Part:
    """The findings of one rule in one field of one list."""
    import numpy as np

    rule, cases, name = failure.rule, failure.cases, failure.field
    table = cases.table
    if rule.at_header:
        keys = np.array([[table.sheet.position, *cases.heading(name), -1]], dtype=np.int32)
    else:
        found = np.flatnonzero(failure.hits.mask)
        keys = np.empty((len(found), 4), dtype=np.int32)
        keys[:, 0], keys[:, 1], keys[:, 2] = table.positions[found], table.rows[found], table.columns[name]
        keys[:, 3] = found
        for case, spot in table.anchors.get(name, {}).items():
            keys[found == case, 1:3] = spot
    severity, fixable = rule.severity_by(definition), None
    if rule.fault is not None and not rule.at_header:
        entries = cases.entries[name]
        readings = ((reading.fault, reading.standard) for reading in entries.readings)
        fixable = entries.table([fault is rule.fault and form is not None for fault, form in readings])[found]
    return Part(rule, severity, cases.case_list.name, name, keys, _writer(failure, definition), fixable)


def remark_part(rule: Rule, remark: Remark, definition: Definition, position: int) -> Part:
    """The one finding that a rule of the workbook makes of a remark; `position` is its sheet's."""
    import numpy as np

    severity = rule.severity_by(definition)
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
    keys = np.array([[position, remark.row, remark.column, -1]], dtype=np.int32)
    return Part(rule, severity, remark.list, None, keys, lambda _: finding)


def _writer(failure: Failure, definition: Definition) -> Callable[[int], Finding]:
    """A function that writes the finding of one case (by position; -1 for the one at the header)."""
    rule, cases, name, hits = failure.rule, failure.cases, failure.field, failure.hits
    severity = rule.severity_by(definition)
    entries = cases.entries[name]
    tell = _teller(failure)
    number = texts_of(cases, "case_number")
    analyst = texts_of(cases, "analyst")
    place = _placer(cases, name)
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
            place=heading if rule.at_header else place(case),
            list=cases.case_list.name,
            field=name,
            case_number=number(case),
            analyst=analyst(case),
            value=None if rule.at_header else entries.text(case),
            message=message,
            suggestion=reading.standard if reading and rule.fault and reading.fault is rule.fault else None,
            related=related,
            case_key=key(case),
        )

    return write


def _placer(cases: Cases, name: str) -> Callable[[int], Place]:
    """A function that gives the cell of a case: of an ordinary column, its letters are made once."""
    table = cases.table
    if table.joined or name in table.anchors or name not in table.columns:
        return lambda case: cases.place(name, case)
    sheet, column, rows = table.sheet.name, letters(table.columns[name]), (table.rows + 1).tolist()
    return lambda case: Place(sheet, f"{column}{rows[case]}")


def _teller(failure: Failure) -> Callable[[int], str]:
    """A function that words the message on one case: the same for equal entries, unless the rule adds its own words."""
    rule, hits = failure.rule, failure.hits
    say = entry_words(failure.cases, failure.field, at_header=rule.at_header)
    codes = failure.cases.entries[failure.field].codes
    told: dict[int, str] = {}
    said: dict[int, dict[str, str]] = {}

    def tell(case: int) -> str:
        code = int(codes[case])
        message = told.get(code)
        if message is None:
            words = said.get(code)
            if words is None:
                words = said[code] = say(case)
            if hits.words:
                words = {**words, **hits.words(case)}
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
    filled, codes = entries.entered, entries.codes
    texts = [None if found is None else " ".join(found.split()) for found in entries.texts]
    return lambda case: texts[codes[case]] if case >= 0 and filled[case] else None
