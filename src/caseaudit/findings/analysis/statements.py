"""What an auditor would write of a list: sentences made from the numbers, and a paragraph for the workpaper."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from caseaudit.findings.analysis.accuracy import accuracy_words
from caseaudit.model.analysis import Count, Determination, FieldAnalysis, Reliability
from caseaudit.model.definition import Holds
from caseaudit.model.proportions import Share

if TYPE_CHECKING:
    from caseaudit.findings.rule import Failure
    from caseaudit.kinds.reading import Reading
    from caseaudit.model.table import Mask
    from caseaudit.model.tracing import Tracing
    from caseaudit.tracker.cases import Cases, Tracker

_MOST_NAMED = 4
_NOTABLE = 25
"""From this percentage on, a field that is missing or inconsistent has a sentence of its own."""

_MOSTLY = 50
"""From this percentage on, what an inconsistent field lists says something about how it is understood."""

_OF_UPDATES = (
    (
        "update-not-progress",
        "In {words} ({figures}) {header} was not an update on progress, but for example the manufacturer.",
    ),
    (
        "update-conflicts-with-phase",
        "In {words} ({figures}) {header} conflicted with the phase recorded for the case.",
    ),
)


def statements(cases: Cases, fields: Sequence[FieldAnalysis], own: Sequence[Failure]) -> Iterator[str]:
    """The sentences on a list, the general ones first."""
    yield from _general(fields)
    for field in _worst(fields, lambda each: each.missing_share):
        yield _missing(field, cases)
        yield from _by_reason(field, cases, fields, own)
    for field in _worst(fields, lambda each: Share(each.inconsistent, len(cases))):
        if field.holds in (Holds.TERM, Holds.TERMS, Holds.DATE, Holds.IDENTIFIER):
            yield _inconsistent(field, cases)
    yield from _of_updates(fields, cases, own)
    yield from _mixes(cases, fields)


def paragraph(
    cases: Cases,
    fields: Sequence[FieldAnalysis],
    determination: Determination,
    tracker: Tracker,
    tracing: Tracing | None = None,
) -> str:
    """A paragraph on the reliability of a list, to be pasted into a workpaper."""
    bounds, title = tracker.definition.determination, cases.case_list.title.lower()
    incomplete, inconsistent = _fields_with(fields)
    bad = [each for each in fields if each.determination.reliability is Reliability.INSUFFICIENT]
    bad.sort(key=lambda each: -each.flagged_share.percent)
    worst = "; ".join(f"{each.header}, {each.flagged_share.aside}" for each in bad[:_MOST_NAMED])
    more = f"; and {len(bad) - _MOST_NAMED} more" if len(bad) > _MOST_NAMED else ""
    found = f" Missing or inconsistent most often: {worst}{more}." if bad else ""
    as_of = f" as of {tracker.as_of.isoformat()}" if tracker.as_of else ""
    verdict = {
        Reliability.SUFFICIENT: "are sufficiently reliable",
        Reliability.INSUFFICIENT: "are not sufficiently reliable",
        Reliability.UNDETERMINED: "are of undetermined reliability",
    }[determination.reliability]
    return (
        f"To assess the reliability of the data on {title} cases{as_of}, every entry of {_cases(len(cases))} in "
        f"{len(fields)} fields was tested electronically for completeness, standard form and consistency with the "
        f"case's other entries. {_of_fields(incomplete, fields)} missing entries and {inconsistent} contained "
        "inconsistent entries."
        f"{found} {determination.evidence} {accuracy_words(tracing, cases.case_list.name)} On this evidence, "
        f"the data on {title} cases {verdict} for describing or monitoring the cases on this list. (A field is "
        f"sufficiently reliable with up to {bounds.sufficient_percent:g}% of the tested cases missing or "
        f"inconsistent, and not sufficiently reliable above {bounds.insufficient_percent:g}%; a list is not where "
        f"more than {bounds.fields_percent:g}% of its fields are not.)"
    )


def of_cases(share: Share, noun: str) -> str:
    """`almost all active cases`, `two-thirds of the active cases`."""
    words = share.words
    whole = words.endswith(("all", "in 10", "in seven", "in five"))
    return f"{words} {noun}" if whole else f"{words} of the {noun}"


def _cases(number: int) -> str:
    return "1 case" if number == 1 else f"{number:,} cases"


def _general(fields: Sequence[FieldAnalysis]) -> Iterator[str]:
    incomplete, inconsistent = _fields_with(fields)
    yield f"{_of_fields(incomplete, fields)} missing data entries."
    yield f"{inconsistent} of the {len(fields)} fields contained inconsistent information."


def _fields_with(fields: Sequence[FieldAnalysis]) -> tuple[int, int]:
    """How many fields are missing entries, and how many hold inconsistent ones."""
    return sum(each.missing.total > 0 for each in fields), sum(each.inconsistent > 0 for each in fields)


def _of_fields(number: int, fields: Sequence[FieldAnalysis]) -> str:
    return f"{number} of the {len(fields)} fields {'was' if number == 1 else 'were'}"


def _worst(fields: Sequence[FieldAnalysis], share: Callable[[FieldAnalysis], Share]) -> list[FieldAnalysis]:
    found = [each for each in fields if share(each).percent >= _NOTABLE]
    return sorted(found, key=lambda each: -share(each).percent)[:_MOST_NAMED]


def _missing(field: FieldAnalysis, cases: Cases) -> str:
    share, noun = field.missing_share, f"{cases.case_list.title.lower()} cases"
    which = noun if share.whole == len(cases) else f"{noun} that need it"
    return f"{field.header} was missing for {of_cases(share, which)} ({share.aside})."


def _by_reason(
    field: FieldAnalysis, cases: Cases, fields: Sequence[FieldAnalysis], own: Sequence[Failure]
) -> Iterator[str]:
    """How the cases that lack a field divide by the reason for which they stand on the list.

    A reason is a field whose vocabulary has terms for some lists only.
    """
    lacking = _lacking(field, own)
    if lacking is None or field.missing.total < cases.definition.determination.fewest_cases:
        return
    for other in fields:
        vocabulary = cases.definition.vocabulary_of(other.name)
        if other.name == field.name or vocabulary is None or other.holds != Holds.TERM:
            continue
        if any(term.lists for term in vocabulary.terms) and other.terms and not other.sensitive:
            term = other.terms[0].name
            alike = cases.entries[other.name].where(_is_term(term))
            share = Share(int((lacking & alike).sum()), field.missing.total)
            if share.part:
                yield (
                    f"Of the {field.missing.total} without {field.header}, {share.words} ({share.aside}) "
                    f'had "{term}" as {other.header}.'
                )


def _lacking(field: FieldAnalysis, own: Sequence[Failure]) -> Mask | None:
    masks = [f.hits.mask for f in own if f.field == field.name and f.rule.gao_class == "incomplete"]
    if not masks:
        return None
    import numpy as np

    found: Mask = np.logical_or.reduce(masks)
    return found


def _inconsistent(field: FieldAnalysis, cases: Cases) -> str:
    share = Share(field.inconsistent, len(cases))
    noun = f"{cases.case_list.title.lower()} cases"
    text = f"{of_cases(share, noun)} ({share.aside}) had inconsistent information in {field.header}"
    listed = [
        f"{Share(kind.cases, len(cases)).words} ({Share(kind.cases, len(cases)).aside}) listed {kind.name}"
        for kind in _merged(field)
    ]
    tell = bool(listed) and field.holds == Holds.TERM and share.percent >= _MOSTLY
    return _upper(f"{text}: {' and '.join(listed)}." if tell else f"{text}.")


def _merged(field: FieldAnalysis) -> list[Count]:
    """What a field listed: numbers, and words with or without a number."""
    words = sum(kind.cases for kind in field.kinds if kind.name.startswith("words"))
    numbers = sum(kind.cases for kind in field.kinds if kind.name == "a number")
    return [Count(name, cases) for name, cases in (("a number", numbers), ("a narrative", words)) if cases]


def _of_updates(fields: Sequence[FieldAnalysis], cases: Cases, own: Sequence[Failure]) -> Iterator[str]:
    noun = f"{cases.case_list.title.lower()} cases"
    found = {(failure.field, failure.rule.name): int(failure.hits.mask.sum()) for failure in own}
    for field in fields:
        for name, sentence in _OF_UPDATES:
            if (field.name, name) in found:
                share = Share(found[field.name, name], len(cases))
                yield sentence.format(words=of_cases(share, noun), figures=share.aside, header=field.header)


def _mixes(cases: Cases, fields: Sequence[FieldAnalysis]) -> Iterator[str]:
    """The commonest term of each field that has one in at least a quarter of the cases."""
    noun = f"{cases.case_list.title.lower()} cases"
    for field in fields:
        if field.holds == Holds.TERM and field.terms and not field.sensitive:
            share = Share(field.terms[0].cases, len(cases))
            if share.percent >= _NOTABLE:
                words = _upper(of_cases(share, noun))
                yield f'{words} ({share.aside}) had "{field.terms[0].name}" as {field.header}.'


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]


def _is_term(term: str) -> Callable[[Reading], bool]:
    return lambda reading: reading.value == term
