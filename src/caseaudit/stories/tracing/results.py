"""What a traced sample says: it is checked against its tracker, and its answers become error rates with exact
bounds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from caseaudit.kinds.characters import tidy
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.rates import Rate, Tally
from caseaudit.model.tracing import Answer, FieldRate, Part, Sample, Traced, Tracing, Unit
from caseaudit.model.words import counted
from caseaudit.stories.tracing.answers import (
    CASE,
    ENTRY,
    FIELD,
    LIST,
    Faults,
    Row,
    answers_of,
    kept_settings,
    rows_of,
)
from caseaudit.stories.tracing.drawing import drawn_sample, shown_entry

if TYPE_CHECKING:
    from caseaudit.model.table import Workbook
    from caseaudit.stories.audit import AuditOptions
    from caseaudit.stories.tracing.settings import Kept
    from caseaudit.tracker.cases import Tracker


def read_tracing(
    path: Path, tracker_path: Path | None, options: AuditOptions, tolerable: Fraction | None = None
) -> Tracing:
    """Read a sample back, against its tracker: the one named, else the one of its name beside the sample.

    `tolerable` is the error rate that sufficiently reliable data may have, None for the definition's. Raises
    CommandUnusable with all that does not belong to the tracker or cannot be read, and TrackerUnusable.
    """
    from caseaudit.stories.audit import open_tracker
    from caseaudit.tracker.read.reading import read_workbook

    came_back = read_workbook(path)
    kept = kept_settings(came_back)
    workbook, tracker = open_tracker(tracker_path or _beside(path, kept), options)
    rows, faults = rows_of(came_back), Faults(str(path))
    if kept.sha256 != workbook.sha256:
        _changed(rows, workbook, tracker, faults)
        what = f"{workbook.path} is not the file that the sample was drawn from, or was changed since"
        faults.said.insert(0, f"{path}: {what} (SHA-256 {workbook.sha256[:12]}…, not {kept.sha256[:12]}…).")
        faults.stop()
    if kept.definition_sha256 != tracker.definition.sha256:
        raise CommandUnusable(
            f"{path}: was drawn by another definition ({kept.definition}). Name that one with --definition."
        )
    sample = drawn_sample(workbook, tracker, kept.design)
    traced = answers_of(rows, sample, faults)
    faults.stop()
    bound = Fraction(str(tracker.definition.determination.sufficient_percent)) / 100
    return estimated(sample, traced, tolerable or bound, (path.name, came_back.sha256))


def estimated(
    sample: Sample, traced: Sequence[Traced], tolerable: Fraction, source: tuple[str, str]
) -> Tracing:
    """The error rates of a sample; `source` is the name and the SHA-256 of its workbook."""
    lists = [*sample.titles]
    fields = [
        FieldRate(name, field, header, _rate(sample, traced, [(name, field)]))
        for name in lists
        for field, header in sample.headers.items()
        if sample.recorded[name, field]
    ]
    if len(lists) > 1:
        fields += [
            FieldRate("", field, header, _rate(sample, traced, [(name, field) for name in lists]))
            for field, header in sample.headers.items()
            if any(sample.recorded[name, field] for name in lists)
        ]
    of = _of_cases if sample.plan.design.unit is Unit.CASES else _of_entries
    whole = {name: of(sample, traced, lists if not name else [name]) for name in ("", *lists)}
    return Tracing(
        sample, source[0], source[1], tuple(traced), tuple(fields), whole, tolerable, tuple(_notes(traced))
    )


def _of_entries(sample: Sample, traced: Sequence[Traced], lists: Sequence[str]) -> Rate:
    return _rate(sample, traced, [(name, field) for name in lists for field in sample.headers])


def _of_cases(sample: Sample, traced: Sequence[Traced], lists: Sequence[str]) -> Rate:
    """The rate of cases with at least one error. A case with none but something unanswered is unanswered."""
    by_case: dict[tuple[str, int], list[Traced]] = defaultdict(list)
    for each in traced:
        by_case[each.item.list, each.item.case].append(each)
    design = sample.plan.design
    answers: dict[Part, list[Answer | None]] = defaultdict(list)
    for (name, _), entries in by_case.items():
        if name in lists:
            answers[design.part_of(name, "")].append(_worst(each.answer for each in entries))
    units = {
        design.part_of(name, ""): sum(
            sample.units[own] for own in lists if design.part_of(own, "") == design.part_of(name, "")
        )
        for name in lists
    }
    return _rate_of(sample, units, answers)


def _worst(answers: Iterable[Answer | None]) -> Answer | None:
    given = {*answers}
    order = (Answer.DIFFERS, Answer.NO_DOCUMENT, None, Answer.MATCHES)
    return next(each for each in order if each in given)


def _rate(sample: Sample, traced: Sequence[Traced], spots: Sequence[tuple[str, str]]) -> Rate:
    """The rate of the entries of some fields on some lists."""
    design, wanted = sample.plan.design, {*spots}
    units: dict[Part, int] = defaultdict(int)
    answers: dict[Part, list[Answer | None]] = defaultdict(list)
    for name, field in spots:
        units[design.part_of(name, field)] += sample.recorded[name, field]
    for each in traced:
        spot = each.item.list, each.item.field
        if spot in wanted:
            answers[design.part_of(*spot)].append(each.answer)
    return _rate_of(sample, units, answers)


def _rate_of(sample: Sample, units: Mapping[Part, int], answers: Mapping[Part, list[Answer | None]]) -> Rate:
    tallies = []
    for part, number in units.items():
        if number:
            counts = Counter(answers.get(part, ()))
            own = (counts[Answer.MATCHES], counts[Answer.DIFFERS], counts[Answer.NO_DOCUMENT], counts[None])
            tallies.append(Tally(number, *own))
    return Rate(tuple(tallies), sample.plan.design.confidence, sample.plan.pooled)


def _notes(traced: Sequence[Traced]) -> Iterator[str]:
    """What the answers leave open, and how it is treated."""
    unanswered = sum(each.answer is None for each in traced)
    if unanswered:
        yield (
            f"Not answered: {counted(unanswered, 'row')}. A row without an answer counts as an error in the upper "
            "bound, as right in the lower bound, and not in the estimate."
        )
    no_right = sum(each.answer is Answer.DIFFERS and not tidy(each.right) for each in traced)
    if no_right:
        yield f"{counted(no_right, 'entry differs', 'entries differ')} without the right entry."
    unsigned = sum(
        each.answer is not None and not (tidy(each.initials) and tidy(each.day)) for each in traced
    )
    if unsigned:
        yield f"{counted(unsigned, 'answer has', 'answers have')} no initials or no date."
    no_source = sum(
        each.answer in (Answer.MATCHES, Answer.DIFFERS) and not tidy(each.source) for each in traced
    )
    if no_source:
        yield f"{counted(no_source, 'answer names', 'answers name')} no source document."


def _changed(rows: Sequence[Row], workbook: Workbook, tracker: Tracker, faults: Faults) -> None:
    """Names what of the sample is not in the tracker as it was drawn."""
    definition, name = tracker.definition, PurePath(workbook.path).name
    lists = {each.title: each.name for each in definition.lists.values()}
    fields = {each.header: each.name for each in definition.fields.values()}
    entries: dict[tuple[str, str], list[int]] = defaultdict(list)
    for own, cases in tracker.lists.items():
        numbers = cases.entries[definition.roles.case_number]
        for case in range(len(cases)):
            entries[own, tidy(shown_entry(numbers.text(case) or ""))].append(case)
    for row in rows:
        own, field = lists.get(row.texts[LIST], ""), fields.get(row.texts[FIELD], "")
        cases_there = entries.get((own, tidy(row.texts[CASE])), [])
        if not cases_there:
            what = f"case {tidy(row.texts[CASE]) or '(no number)'} is no longer on the list {row.texts[LIST]}"
            faults.add(row.places[CASE], f"{what} of {name}.")
        elif field and all(
            tidy(shown_entry(tracker.lists[own].entries[field].text(case) or "")) != tidy(row.texts[ENTRY])
            for case in cases_there
        ):
            faults.add(row.places[ENTRY], f"{name} records another entry for this case and field now.")


def _beside(path: Path, kept: Kept) -> Path:
    """The tracker beside the sample; only its name is taken from the sample."""
    found = path.parent / PurePath(kept.tracker.replace("\\", "/")).name
    if not kept.tracker or not found.is_file():
        raise CommandUnusable(
            f"{path}: the tracker {kept.tracker} is not beside it. Name the tracker that the sample was drawn from: "
            f"caseaudit sample TRACKER --results {path.name}"
        )
    return found
