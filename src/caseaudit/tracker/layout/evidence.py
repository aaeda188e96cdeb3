"""What speaks for and against a column being a field, in points that add up."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from caseaudit.model.definition import Definition, Field, Holds
from caseaudit.tracker.layout.contents import Contents, are_terms, reads_of
from caseaudit.tracker.layout.header import Heading
from caseaudit.tracker.layout.headings import Level
from caseaudit.tracker.layout.knowledge import knowledge
from caseaudit.tracker.layout.texts import stem, words_of

if TYPE_CHECKING:
    from caseaudit.tracker.layout.tools import Tools

LIST = ""
"""The part of a column that tells the list of each case."""
_HALF = 0.5
_SHORTEST_THING = 3
"""Letters up to which a word beside a list column's own heading is the end of a name in a database, not a thing."""
_FEW_ROWS = 3
"""Rows with which the order of dates in time counts half."""
_NUMBER = re.compile(r"([a-z]*)([1-9])(st|nd|rd|th)?")
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6}
_ORDINAL = {"first": 1, "second": 2, "third": 3, "fourth": 4, "one": 1, "two": 2, "three": 3, "four": 4}
_WHY_LEVEL = {
    Level.EXACT: "is the field's header",
    Level.ALIAS: "is a known header of the field",
    Level.WORDS: "has the words of the field's header",
    Level.LETTERS: "is like the field's header",
}


class Clue(NamedTuple):
    """One piece of evidence: its points, and in words what it is."""

    points: float
    what: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column that waits for its part: where it stands among the table's columns (0 to 1), heading and entries."""

    column: int
    place: float
    heading: Heading | None
    contents: Contents
    contrary: bool = False
    """Whether the entries contradict the field that the heading names."""


class Evidence:
    """Weighs candidates against the fields of one definition."""

    def __init__(self, tools: Tools, tells_list: bool) -> None:
        self._tools = tools
        self._definition: Definition = tools.definition
        self._weights = knowledge().weights
        self._curves = knowledge().contents
        self._tells_list = tells_list and len(tools.definition.lists) > 1
        names = list(tools.definition.fields)
        self._place = {name: at / max(len(names) - 1, 1) for at, name in enumerate(names)}
        self._dated = [
            name
            for name in (
                tools.definition.roles.received,
                *tools.definition.roles.phase_dates,
                tools.definition.roles.update_date,
            )
            if name is not None
        ]

    @property
    def order(self) -> Sequence[str]:
        """The date fields in the order in which their days follow each other."""
        return self._dated

    def clues(
        self, of: Candidate, part: str, counted: Mapping[int, int], levels: Mapping[str, Level]
    ) -> Iterator[Clue]:
        """All evidence on this column and part by itself.

        `levels` says how surely the best heading of the table names each field.
        """
        if part == LIST:
            yield from self._list_clues(of)
            return
        field = self._definition.fields[part]
        yield from self._heading_clues(of, field, levels)
        yield from self._content_clues(of, field)
        phases = self._definition.roles.phase_dates
        if part in phases and counted.get(of.column) == phases.index(part) + 1:
            yield Clue(
                self._weights["numbered"], f"is number {phases.index(part) + 1} of the phases' columns"
            )
        if of.heading is not None and part in of.heading.match.fields:
            return
        distance = abs(of.place - self._place[part])
        yield Clue(
            self._weights["place"] * (1 - 2 * min(distance * 2, 1.0)), "stands where the field usually does"
        )

    def between(
        self, of: Candidate, part: str, taken: Mapping[str, Candidate], beside: Mapping[int, str]
    ) -> Iterator[Clue]:
        """Evidence from the parts that other columns have: usual neighbors, and the order of dates in time."""
        names = list(self._definition.fields)
        at = names.index(part)
        if of.heading is not None and part in of.heading.match.fields:
            beside = {}
        if at and beside.get(of.column - 1) == names[at - 1]:
            yield Clue(self._weights["neighbor"], "stands after the column that it usually follows")
        if at + 1 < len(names) and beside.get(of.column + 1) == names[at + 1]:
            yield Clue(self._weights["neighbor"], "stands before the column that usually follows it")
        if part in self._dated and of.contents.dates > 0:
            others = [
                (other, each) for other, each in taken.items() if other in self._dated and other != part
            ]
            agreed = [self._in_time(of, part, each, other) for other, each in others if each is not of]
            if agreed:
                points = self._weights["time"] * sum(agreed) / len(agreed)
                yield Clue(points, "its dates lie where the field's do among the others")

    def _in_time(self, one: Candidate, part: str, other: Candidate, its: str) -> float:
        """From -1 to 1: how far the days of two columns follow each other as their fields do."""
        import numpy as np

        first, second = one.contents.days, other.contents.days
        if self._dated.index(part) > self._dated.index(its):
            first, second = second, first
        both = ~np.isnan(first) & ~np.isnan(second)
        count = int(both.sum())
        if not count:
            return 0.0
        later = int((first[both] < second[both]).sum()) - int((first[both] > second[both]).sum())
        return later / count * count / (count + _FEW_ROWS)

    def _heading_clues(self, of: Candidate, field: Field, levels: Mapping[str, Level]) -> Iterator[Clue]:
        heading, weights = of.heading, self._weights
        if heading is None:
            return
        match = heading.match
        if field.name in match.fields:
            if match.field is not None:
                yield Clue(weights[match.level.name.lower()], f"its heading {_WHY_LEVEL[match.level]}")
            else:
                yield Clue(weights["either"], "its heading could be the field's")
            return
        if (
            field.holds is Holds.DATE
            and self._tools.headings.whole(f"{heading.text} date").field == field.name
        ):
            yield Clue(weights["dated"], 'its heading with the word "date" is the field\'s')
            return
        if match.field is not None and match.level >= Level.WORDS:
            better = levels.get(match.field, Level.NONE) > match.level
            alike = (
                better
                and field.vocabulary is not None
                and field.vocabulary == self._definition.fields[match.field].vocabulary
            )
            yield Clue(weights["twin" if alike or of.contrary else "other"], "its heading is another field's")
            return
        yield from self._word_clues(heading, field)

    def _word_clues(self, heading: Heading, field: Field) -> Iterator[Clue]:
        words, weights, points = self._tools.words, self._weights, 0.0
        said = [word for word in words_of(heading.text) if word not in words.fillers]
        if set(said) & (words.earlier | words.relations):
            yield Clue(weights["put_off"], "its heading speaks of other times or cases")
        own = self._vocabulary[field.name]
        if not own.issuperset(map(stem, (w for w in said if w in words.qualifiers))):
            yield Clue(weights["qualified"], "a word of its heading changes what it means")
        for word in said:
            known = self._fields_of(word)
            if field.name in known:
                points += weights["hint"] * 2 / (1 + len(known))
            elif known and word not in words.notes:
                points += weights["stranger"] / len(known)
        points = max(min(points, weights["most_hints"]), weights["least_hints"])
        if points:
            yield Clue(
                points, "words of its heading" + (" speak for it" if points > 0 else " are of other fields")
            )

    def _fields_of(self, word: str) -> frozenset[str]:
        """The fields in whose names the word stands, or one that it may be short for."""
        found = self._by_word.get(stem(word))
        if found is not None:
            return found
        kin = self._tools.headings.kin(word)
        return frozenset().union(*(self._by_word.get(stem(each), frozenset()) for each in kin))

    @cached_property
    def _vocabulary(self) -> dict[str, frozenset[str]]:
        """The stems of all words in each field's names and hints."""
        hints, fillers = knowledge().hints, self._tools.words.fillers
        found = {}
        for field in self._definition.fields.values():
            texts = (field.header, *field.aliases, *hints.get(field.name, ()))
            found[field.name] = frozenset(
                stem(word) for text in texts for word in words_of(text) if word not in fillers
            )
        return found

    @cached_property
    def _by_word(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for name, stems in self._vocabulary.items():
            for each in stems:
                found.setdefault(each, set()).add(name)
        return {each: frozenset(names) for each, names in found.items()}

    def _content_clues(self, of: Candidate, field: Field) -> Iterator[Clue]:
        contents, curves = of.contents, self._curves
        if not contents.count:
            return
        trust = contents.count / (contents.count + 1)
        reads = reads_of(self._definition, field)
        if reads is not None:
            kind = {Holds.DATE: "date", Holds.IDENTIFIER: "identifier"}.get(field.holds, "term")
            share = contents.share(reads[1], reads[0])
            yield Clue(curves[kind].at(share) * trust, f"{share:.0%} of its entries read as {_called(field)}")
            return
        yield Clue(
            curves["text"].at(contents.texts) * trust, f"{contents.texts:.0%} of its entries are texts"
        )
        if contents.texts < _HALF:
            return
        if are_terms(contents, self._definition):
            yield Clue(self._weights["terms"] * trust, "its entries are terms of other fields")
        for name, share, what in self._text_shares(contents, field):
            yield Clue(curves[name].at(share) * trust, f"{share:.0%} of its entries are {what}")

    def _text_shares(self, contents: Contents, field: Field) -> Iterator[tuple[str, float, str]]:
        roles = self._definition.roles
        if field.name in (roles.manufacturer, roles.importer):
            yield "company", contents.companies, "names of companies"
            own = contents.own_companies
            yield "own_company", own if field.name == roles.importer else 1 - own, "names of its companies"
        elif field.name == roles.analyst:
            yield "person", contents.people, "names of people"
            yield "few_people", contents.variety, "different ones"
        elif field.holds is Holds.UPDATE or field.name == roles.update:
            yield "sentence", contents.sentences, "sentences"
        else:
            yield "thing", contents.things, "short texts"

    def _list_clues(self, of: Candidate) -> Iterator[Clue]:
        heading, weights = of.heading, self._weights
        if heading is not None and heading.is_list:
            yield Clue(weights["list_heading"], "its heading is a list column's")
        if not self._tells_list or heading is None or not of.contents.count:
            return
        lists = self._tools.lists
        told = {each.cell.text: lists.of_entry(each.cell.text) for each in of.contents.entries}
        share = of.contents.share(lambda cell: told.get(cell.text) is not None)
        several = {name for name in told.values() if name is not None}
        in_words = all(len(text.strip()) > 2 for text, name in told.items() if name is not None)
        if len(several) < 2 or not (in_words or len(several) == len(self._definition.lists)):
            return
        if share >= _HALF and not self._is_about_other(heading):
            yield Clue(weights["list_entries"] * share, f"{share:.0%} of its entries name lists")

    def _is_about_other(self, heading: Heading | None) -> bool:
        """Whether a heading speaks of something that may be active or closed beside the case: "Importer Status"."""
        if heading is None:
            return False
        words, roles = self._tools.words, self._definition.roles
        usual = words.harmless | words.listing | words.notes
        cases = {roles.status, roles.phase, roles.case_number}
        own = [word for word in words_of(heading.text) if self._tools.lists.of_entry(word) is None]
        headers = (set(words_of(text)) for text in self._definition.list_headers)
        if len(own) == 1:
            return own[0] in words.matters  # "Classification" names no thing beside the case.
        if any(header.issubset(own) for header in headers):
            own = [word for word in own if len(word) > _SHORTEST_THING]  # `T_CASE.LIST_IND`
        for word in own:
            fields = self._by_word.get(stem(word), frozenset())
            if word in words.matters or (
                len(word) > 1 and word not in usual and fields and not fields & cases
            ):
                return True
        return False


def _called(field: Field) -> str:
    return {Holds.DATE: "dates", Holds.IDENTIFIER: "identifiers"}.get(field.holds, f"terms of {field.header}")


def counted(candidates: Sequence[Candidate], most: int) -> dict[int, int]:
    """The number of each column whose heading is one of a row of headings that count from 1: I, II, III, IV."""
    groups: dict[tuple[str, ...], dict[int, int]] = {}
    for each in candidates:
        for skeleton, number in _numbers(each.heading.text if each.heading is not None else ""):
            groups.setdefault(skeleton, {}).setdefault(number, each.column)
    found: dict[int, int] = {}
    for columns in groups.values():
        if len(columns) > 1 and sorted(columns) == list(range(1, len(columns) + 1)) and len(columns) <= most:
            found.update({column: number for number, column in columns.items()})
    return found


def _numbers(text: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Each way to take one word of a heading for a number, with the other words."""
    words = words_of(text)
    for at, word in enumerate(words):
        match = _NUMBER.fullmatch(word)
        number = _ROMAN.get(word) or _ORDINAL.get(word) or (int(match[2]) if match else None)
        if number is not None:
            own = match[1] if match and word not in _ROMAN else ""
            yield (*words[:at], f"{own}#", *words[at + 1 :]), number
