"""The validations and colours of one list's sheet, from the definition alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from caseaudit.documents.template import formulas
from caseaudit.documents.template.ranges import allowed, range_name
from caseaudit.findings.spoken import clipped, one_line
from caseaudit.kinds.dates import in_words
from caseaudit.kinds.identifiers import identifier_form
from caseaudit.kinds.standins import StandIns
from caseaudit.model.controls import Check, Controls, Firmness, Highlight, Mark, Validation
from caseaudit.model.definition import CaseList, Definition, Field, Holds, Need, Requirement, Term
from caseaudit.model.table import letters

FIRST_ROW = 2
"""The first row of cases (from 1) in a template."""
LAST_ROW = 20_000
"""The last row that is checked in a template: far more than people type, and few enough for every program."""
FIRST_DAY = date(1900, 1, 1)
"""The first day that a workbook can hold."""

_TITLE, _ERROR, _PROMPT = 32, 225, 255


def list_controls(
    definition: Definition,
    case_list: CaseList,
    columns: Mapping[str, int],
    areas: Sequence[tuple[int, int]] = ((FIRST_ROW, LAST_ROW),),
    *,
    first_day: date = FIRST_DAY,
) -> Controls:
    """The controls of a list whose fields stand in these columns (from 0).

    `areas` are the first and last rows (from 1) of its cases, from the top. A row has begun where anything stands
    between the first and the last of the columns. `first_day` is the first day that the workbook can hold.
    """
    sheet = _ListSheet(definition, case_list, columns, areas, first_day)
    fields = [definition.fields[name] for name in definition.fields if name in columns]
    return Controls(
        tuple(each for field in fields for each in sheet.validations(field)),
        tuple(each for field in fields for each in sheet.highlights(field)),
    )


class _ListSheet:
    def __init__(
        self,
        definition: Definition,
        case_list: CaseList,
        columns: Mapping[str, int],
        areas: Sequence[tuple[int, int]],
        first_day: date,
    ) -> None:
        self._definition, self._list, self._columns, self._areas = definition, case_list, columns, areas
        self._earliest = max(definition.limits.earliest, first_day)
        self._latest = definition.limits.latest
        self._listed = StandIns(definition.stand_ins)
        first, last = (letters(each(columns.values())) for each in (min, max))
        self._begun = f"COUNTA(${first}{areas[0][0]}:${last}{areas[0][0]})>0"

    def _cell(self, field: str) -> str:
        return f"${letters(self._columns[field])}{self._areas[0][0]}"

    def _cells(self, field: str) -> str:
        column = letters(self._columns[field])
        return " ".join(f"{column}{first}:{column}{last}" for first, last in self._areas)

    def _of_role(self, role: str) -> str | None:
        """The cell of the field that plays a part, where the sheet has it."""
        name: str | None = getattr(self._definition.roles, role)
        return self._cell(name) if name in self._columns and name is not None else None

    # Validations

    def validations(self, field: Field) -> Iterator[Validation]:
        """What a field's cells may hold; nothing for words."""
        header = one_line(field.header)
        if field.needs[self._list.name].need is Need.BLANK:
            error = (
                f"{header} stays blank for {self._list.title.lower()} cases. {one_line(field.guidance.enter)}"
            )
            yield self._validation(
                field, Check.LENGTH, Firmness.REFUSE, ("0",), error=error, operator="equal"
            )
        elif field.holds in (Holds.TERM, Holds.TERMS):
            yield from self._of_terms(field, header)
        elif field.holds is Holds.IDENTIFIER and field.pattern is not None:
            right = _example(field)
            error = f"Write the {header} in the form {field.pattern}{right}. {one_line(field.guidance.enter)}"
            formula = formulas.has_form(self._cell(field.name), field.pattern)
            yield self._validation(field, Check.FORMULA, Firmness.REFUSE, (formula,), error=error)
        elif field.holds is Holds.DATE and not field.months:
            error = (
                f"{header} should be a real date from {in_words(self._earliest)} to today{_example(field)}: "
                "no words, no planned date."
            )
            span = (formulas.day(self._earliest), formulas.last_day(self._latest))
            yield self._validation(field, Check.DAYS, Firmness.ASK, span, error=error, operator="between")

    def _of_terms(self, field: Field, header: str) -> Iterator[Validation]:
        terms = self._terms(field)
        if not terms:
            return
        names = "; ".join(term.name for term in terms)
        choice = f"Choose one of the {len(terms)} standard terms from the dropdown"
        source = (self._range(field),)
        if field.holds is Holds.TERM:
            short = f"Choose from the dropdown: {names}."
            error = short if len(short) <= _ERROR else f"{choice}. {one_line(field.guidance.enter)}"
            yield self._validation(field, Check.TERMS, Firmness.REFUSE, source, error=error)
            return
        error = (
            f"{header} is not one of the standard terms. Several are fine: write each as the dropdown shows it, "
            "with a semicolon and a space between."
        )
        several = "; ".join(term.name for term in terms[:2])
        prompt = (
            "Choose a term from the dropdown. For more than one, type them with a semicolon and a space between: "
            f"{several}"
        )
        yield self._validation(field, Check.TERMS, Firmness.ASK, source, error=error, prompt=prompt)

    def _validation(
        self,
        field: Field,
        check: Check,
        firmness: Firmness,
        sources: tuple[str, ...],
        *,
        error: str,
        operator: str = "",
        prompt: str = "",
    ) -> Validation:
        title = clipped(one_line(field.header), _TITLE)
        return Validation(
            field.name,
            self._cells(field.name),
            check,
            firmness,
            sources,
            title,
            clipped(one_line(error), _ERROR),
            operator,
            title if prompt else "",
            clipped(one_line(prompt), _PROMPT),
        )

    def _terms(self, field: Field) -> tuple[Term, ...]:
        vocabulary = self._definition.vocabulary_of(field.name)
        return () if vocabulary is None else allowed(vocabulary, self._list.name)

    def _range(self, field: Field) -> str:
        vocabulary = self._definition.vocabulary_of(field.name)
        return "" if vocabulary is None else range_name(vocabulary, self._list.name)

    # Colours

    def highlights(self, field: Field) -> Iterator[Highlight]:
        """What colours a field's cells: missing first, then contradicting another entry, then not standard."""
        need, cell = field.needs[self._list.name], self._cell(field.name)
        stand_ins = self._marks_stand_ins(field)
        entered = formulas.entered(cell, stand_ins=stand_ins)
        needed, unwanted = self._when(need)
        if needed is not None:
            missing = formulas.missing(cell, stand_ins=stand_ins)
            yield self._highlight(field, Mark.MISSING, self._begun, *needed, missing)
        if unwanted is not None:
            yield self._highlight(field, Mark.CONFLICT, *unwanted, *entered)
        if need.need is Need.BLANK:
            return
        yield from (self._highlight(field, Mark.CONFLICT, each) for each in self._conflicts(field, cell))
        if field.name == self._definition.roles.case_number:
            yield Highlight(field.name, self._cells(field.name), Mark.CONFLICT, "")
        yield from (
            self._highlight(field, Mark.NONSTANDARD, *entered, each) for each in self._faults(field, cell)
        )

    def _when(self, need: Requirement) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
        """The conditions under which a row must have an entry, and those under which it must have none; None: never."""
        phase = self._phase()
        match need.need:
            case Need.REQUIRED:
                return (), None
            case Need.BLANK:
                return None, ()
            case Need.FROM_PHASE if phase is not None:
                return (f"{phase}>={need.phase}",), None
            case Need.ONLY_FROM_PHASE if phase is not None:
                return (f"{phase}>={need.phase}",), (f"{phase}>0", f"{phase}<{need.phase}")
            case Need.ONLY_WHERE if need.field in self._columns:
                other = self._cell(need.field)
                said = formulas.is_one_of(other, need.terms)
                return (said,), (f'TRIM({other})<>""', f"NOT({said})")
            case _:
                return None, None

    def _highlight(self, field: Field, mark: Mark, *conditions: str) -> Highlight:
        return Highlight(field.name, self._cells(field.name), mark, formulas.both(*conditions))

    def _phase(self) -> str | None:
        """The number of the row's phase; None where the sheet cannot say it."""
        roles = self._definition.roles
        vocabulary = next(
            (
                v
                for role in (roles.phase, roles.status)
                if role and (v := self._definition.vocabulary_of(role))
            ),
            None,
        )
        phase, status = self._of_role("phase"), self._of_role("status")
        if vocabulary is None or (phase is None and status is None):
            return None
        return formulas.phase_number(phase, status, range_name(vocabulary))

    def _conflicts(self, field: Field, cell: str) -> Iterator[str]:
        roles = self._definition.roles
        if field.name in roles.phase_dates:
            before = roles.phase_dates[: roles.phase_dates.index(field.name)]
            earlier = [self._cell(name) for name in before if name in self._columns]
            if earlier:
                yield formulas.is_before_nearest(cell, earlier)
        received = self._of_role("received")
        if received is not None and field.name in (*roles.phase_dates, roles.update_date):
            yield formulas.is_before(cell, received)
        phase = self._of_role("phase")
        vocabulary = self._definition.vocabulary_of(field.name)
        if field.name == roles.status and phase and vocabulary is not None and self._list.current:
            yield formulas.differ(cell, phase, range_name(vocabulary))

    def _faults(self, field: Field, cell: str) -> Iterator[str]:
        if field.holds is Holds.DATE:
            yield formulas.not_a_day(cell, self._earliest, self._latest, texts=field.months)
        elif field.holds is Holds.IDENTIFIER and field.pattern is not None:
            yield f"NOT({formulas.has_form(cell, field.pattern)})"
        elif field.holds in (Holds.TERM, Holds.TERMS):
            if self._terms(field):
                fault = formulas.not_a_term if field.holds is Holds.TERM else formulas.not_terms
                yield fault(cell, self._range(field))
        else:
            yield formulas.has_strays(cell)

    def _marks_stand_ins(self, field: Field) -> bool:
        """Whether a listed stand-in is none here: not where the field's own terms are among them."""
        vocabulary = self._definition.vocabulary_of(field.name)
        terms = () if vocabulary is None else vocabulary.terms
        return bool(self._definition.stand_ins) and not any(term.name in self._listed for term in terms)


def _example(field: Field) -> str:
    right = next(iter(field.guidance.right), None)
    if right is None and field.holds is Holds.DATE:
        right = "2020-01-29"
    if right is None or (field.pattern and not identifier_form(field.pattern).exact(right)):
        return ""
    return f", such as {one_line(right)}"
