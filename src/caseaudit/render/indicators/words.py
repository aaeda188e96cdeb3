"""What every form of the report says in the same words: headings, figures, sources, and how far to rely on them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from caseaudit.model.definition import Indicator
from caseaudit.model.indicators import Figure, Indicators, Measured, RegisterRead, Submission
from caseaudit.model.words import listed
from caseaudit.render.paper import inert

NONE = "–"
ABSENT = "not recorded"
_ROWS = 8
_LETTERHEAD = "above the header"


def heading(report: Indicators) -> str:
    """`Key performance indicators for March 2020`."""
    return f"Key performance indicators for {report.periods.month.name}"


def source(report: Indicators) -> str:
    """Which tracker, as of when, and which months the year to date has."""
    span = report.periods.to_date
    months = f"{span.start} to {span.end}" if span.start != span.end else f"{span.start}"
    day = "no as-of date" if report.as_of is None else f"as of {report.as_of.isoformat()}"
    return f"{inert(report.path)}, {day} ({inert(report.as_of_source)}). {span.name}: {months}."


def columns(report: Indicators) -> tuple[tuple[str, str], ...]:
    """The columns of figures, as names of `Measured` and headings."""
    periods = report.periods
    return (
        ("month", periods.month.name),
        ("to_date", periods.to_date.name),
        ("last_month", periods.last_month.name),
        ("last_to_date", periods.last_to_date.name),
        ("last_year", periods.last_year.name),
    )


def figure_of(measured: Measured, column: str) -> Figure:
    """The figure of a column."""
    found: Figure = getattr(measured, column)
    return found


def shown(figure: Figure) -> str:
    """The figure, with a mark where its records begin later than its span; a dash where there is none."""
    if figure.value is None:
        return NONE
    return f"{figure.value:,}{'*' if figure.note else ''}"


def target(measured: Measured) -> str:
    """The target, a dash where none is set."""
    return NONE if measured.target is None else str(measured.target)


def full_title(indicator: Indicator) -> str:
    """The title with that of its group before it."""
    return f"{indicator.group}: {indicator.title}" if indicator.group else indicator.title


def number(value: Decimal) -> str:
    """A number without needless zeros."""
    return f"{value.normalize():,f}"


def reliability(measured: Measured) -> str:
    """The determination; that there is no figure to be reliable, where that is so."""
    return ABSENT if measured.determination is None else measured.determination.reliability.value


def sentence(report: Indicators, measured: Measured) -> str:
    """Of an indicator: `61; not sufficiently reliable: 4 cases on two lists`."""
    said, month = measured.determination, measured.month
    if said is None:
        return inert(measured.reached.why)
    reliable = f"{said.reliability.value}: {inert(said.evidence)}"
    if measured.indicator.dated_by is None:
        return f"{_value(month)}; {reliable}"
    periods = report.periods
    reached = f"{_value(month)} in {periods.month.name}, {_value(measured.to_date)} in {periods.to_date.name}"
    return f"{reached}; {reliable}"


def _value(figure: Figure) -> str:
    return f"{ABSENT} ({inert(figure.why)})" if figure.value is None else f"{figure.value:,}"


def places(measured: Measured) -> Iterator[str]:
    """Where to look, a line a doubt."""
    for doubt in measured.doubts:
        if doubt.places:
            more = doubt.count - len(doubt.places)
            rest = f" and {more:,} more" if more > 0 else ""
            yield f"{inert(doubt.what)}: {inert(', '.join(doubt.places))}{rest}"


def closing(submission: Submission) -> Iterator[str]:
    """Whether the indicators may be submitted, what stands in the way, and what could not be checked."""
    if submission.ready:
        yield "The gate passes; nothing stands in the way of submitting."
    else:
        yield "In the way of submitting:"
        yield from map(inert, submission.hindrances)
    yield from (f"incomplete: {inert(each)}" for each in submission.incomplete)


def notes(report: Indicators) -> Iterator[str]:
    """What a person should know besides: figures that are not whole, sheets, rows left out, headings not known."""
    yield from _not_whole(report)
    for note in report.notes:
        yield f"{note[:1].upper()}{inert(note[1:])}."
    for read in report.registers:
        yield from _of_register(read)
    if all(each.target is None for each in report.measured):
        yield "No targets are set; a policy sets them under [targets]."


def _not_whole(report: Indicators) -> Iterator[str]:
    begun: dict[tuple[str, str], list[str]] = {}
    for each in report.measured:
        for column, name in columns(report):
            figure = figure_of(each, column)
            if figure.note:
                begun.setdefault((each.sheet or "", figure.note), []).append(name)
    for (sheet, note), names in begun.items():
        yield f'* {listed(dict.fromkeys(names))} may not be whole: {inert(note)} ("{inert(sheet)}").'


def _of_register(read: RegisterRead) -> Iterator[str]:
    sheet = inert(read.sheet)
    if read.unrecognized:
        headings = listed(f'"{inert(text)}"' for text in read.unrecognized)
        yield f'"{sheet}": no field is headed {headings}; what stands there was not read.'
    for left in read.left_out:
        if left.reason == _LETTERHEAD:
            continue
        rows = [str(row) for row in left.rows[:_ROWS]]
        if len(left.rows) > _ROWS:
            rows.append(f"{len(left.rows) - _ROWS} more")
        where = f"row{'' if len(left.rows) == 1 else 's'} {listed(rows)}" if rows else "a stray cell"
        yield f'"{sheet}": {where} left out ({inert(left.reason)}).'
