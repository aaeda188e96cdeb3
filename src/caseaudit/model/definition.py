"""What a tracker should hold: its lists, fields, vocabularies and limits, as plain records.

Made by `caseaudit.definition` from a YAML file; nothing here knows of any particular tracker.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple


class Severity(StrEnum):
    """How bad a finding is. `error` fails the gate unless told otherwise."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Holds(StrEnum):
    """What the entries of a field are."""

    TEXT = "text"
    DATE = "date"
    IDENTIFIER = "identifier"
    TERM = "term"
    TERMS = "terms"
    """One or more terms, separated by a semicolon."""
    UPDATE = "update"
    """A text that says what last happened in the case."""


class Need(StrEnum):
    """Whether a list's cases must fill a field."""

    REQUIRED = "required"
    OPTIONAL = "optional"
    BLANK = "blank"
    """The list must have no entry here."""
    FROM_PHASE = "from"
    """Required once the case has reached a phase; an earlier entry is fine."""
    ONLY_FROM_PHASE = "only from"
    """Required once the case has reached a phase, and blank before."""
    ONLY_WHERE = "only where"
    """Required where another field holds one of some terms, and blank where it holds another."""


class Requirement(NamedTuple):
    """The need of one field on one list; `phase` is the phase's number from 1, 0 where none.

    `field` and `terms` say where an entry must stand that is needed `ONLY_WHERE` another is.
    """

    need: Need
    phase: int = 0
    field: str = ""
    terms: tuple[str, ...] = ()


class Guidance(NamedTuple):
    """The written guidance for a field or a term, in plain words."""

    meaning: str
    enter: str = ""
    when: str = ""
    who: str = ""
    right: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


class Term(NamedTuple):
    """A standard term with its known spellings. `lists` is empty where every list may use it."""

    name: str
    spellings: tuple[str, ...]
    guidance: Guidance
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """The standard terms of a field.

    `numbered` vocabularies are also entered by number (`2`, `(2)`, `II`, `Phase 2`); `prefixes` are the words
    that may stand before such a number, `fillers` the words and phrases that may stand beside a term and
    change nothing. With `slips`, one slip of the keyboard in a long word still spells the term, and so do its words in
    another order; with `names`, the terms are proper names, and nothing but a slip is allowed for. `short_forms` has
    the long form of each word that people write short. An entry with one of the words `unclear` stands for no term,
    unless all of it is a spelling.
    """

    name: str
    terms: tuple[Term, ...]
    numbered: bool = False
    prefixes: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    slips: bool = False
    short_forms: Mapping[str, str] = field(default_factory=dict)
    unclear: tuple[str, ...] = ()
    names: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the tracker. `needs` has an entry for each list."""

    name: str
    header: str
    aliases: tuple[str, ...]
    holds: Holds
    needs: Mapping[str, Requirement]
    guidance: Guidance
    vocabulary: str | None = None
    pattern: str | None = None
    """Of an identifier, `FLD-YYYY-NNN`: see `pattern_parts`. None where any text will do."""
    sensitive: bool = False
    months: bool = False
    """Of a date: whether a month (`March 2016`) will do where the day is not known."""


class CaseList(NamedTuple):
    """A list of cases. `sheet_names` are ways to name its sheet, `entries` its values in a list column."""

    name: str
    title: str
    sheet_names: tuple[str, ...]
    entries: tuple[str, ...]
    guidance: Guidance
    current: bool = False
    """The list of ongoing cases: its updates can be stale and its status must agree with its phase."""
    one: str = "case"
    several: str = "cases"
    """What its rows are called."""


@dataclass(frozen=True, slots=True)
class Roles:
    """Which field plays which part in the rules; None or empty where the tracker has no such field."""

    case_number: str
    """"" on a sheet beside the lists, whose rows are no cases."""
    analyst: str | None = None
    manufacturer: str | None = None
    importer: str | None = None
    received: str | None = None
    update: str | None = None
    update_date: str | None = None
    status: str | None = None
    phase: str | None = None
    phase_dates: tuple[str, ...] = ()
    """The fields for the dates of entering each phase, in the order of the phases."""
    same_matter: tuple[str, ...] = ()
    """Fields that, all alike in two cases, make them a possible duplicate."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds that rules measure against."""

    stale_update_days: int = 90
    earliest: date = date(1900, 1, 1)
    latest: date = date(2100, 12, 31)


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which shares on data is called reliable, in percent of the cases that a field was tested in.

    `sufficient_percent` is the most that a sufficiently reliable field may have missing or inconsistent; above
    `insufficient_percent` it is not sufficiently reliable; between the two, or with fewer cases than
    `fewest_cases`, it is undetermined. A list is not sufficiently reliable where more than `fields_percent` of its
    fields are not.
    """

    sufficient_percent: float = 5
    insufficient_percent: float = 10
    fewest_cases: int = 5
    fields_percent: float = 10


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """A sheet of dated entries that are no cases: actions taken, activities held. It is described by a small definition
    of its own, whose one list is the register, so that its sheet is read and audited by the rules of the lists.

    `one` and `several` are what its entries are called.

    `definition` has the register's fields and its one list; `refers` is the field that names a case of the lists, and
    `needed` are the fields without which no indicator can be counted.
    """

    name: str
    title: str
    one: str
    several: str
    definition: Definition
    refers: str | None = None
    needed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure that is reported each month.

    It counts the cases on the list `counts` as of a day; or, where `dated_by` names a date, the entries of the register
    `counts` in a period, of those whose fields hold one of the terms that `where` gives. `rests_on` are the fields
    whose faults make the figure unreliable.
    """

    name: str
    title: str
    counts: str
    group: str = ""
    dated_by: str | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    rests_on: tuple[str, ...] = ()
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A name for the sum of the figures `of`; where `field` is given, of the cases whose field holds `term`."""

    name: str
    title: str
    of: tuple[str, ...]
    field: str | None = None
    term: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A tracker's whole definition; `sha256` is of the file it was read from."""

    name: str
    version: str
    title: str
    path: str
    sha256: str
    lists: Mapping[str, CaseList]
    fields: Mapping[str, Field]
    vocabularies: Mapping[str, Vocabulary]
    roles: Roles
    list_headers: tuple[str, ...]
    stand_ins: tuple[str, ...]
    severities: Mapping[str, Severity]
    limits: Limits = Limits()
    determination: Thresholds = Thresholds()
    narrative: Mapping[str, Any] | None = None
    """The raw part on reading updates; None where the tracker leaves it out."""
    extras: Mapping[str, Any] = field(default_factory=dict)
    """The part `extras` of the file, as read: settings that belong to other commands."""
    registers: Mapping[str, Register] = field(default_factory=dict)
    """The sheets of dated entries beside the lists."""
    indicators: Mapping[str, Indicator] = field(default_factory=dict)
    figures: Mapping[str, Figure] = field(default_factory=dict)
    fiscal_year_begins: int = 1
    """The month, from 1, in which the fiscal year begins that indicators are counted by."""

    def vocabulary_of(self, name: str) -> Vocabulary | None:
        """The vocabulary of the field `name`, or None where it has none."""
        key = self.fields[name].vocabulary
        return None if key is None else self.vocabularies[key]

    @property
    def phases(self) -> tuple[Term, ...]:
        """The phases in order; empty where the tracker knows none."""
        role = self.roles.phase or self.roles.status
        vocabulary = None if role is None else self.vocabulary_of(role)
        return () if vocabulary is None else vocabulary.terms


_DIGITS = re.compile(r"Y{2,}(?=N{2,}|[^A-Za-z]|$)|N{2,}(?=Y{2,}|[^A-Za-z]|$)|(?<![A-Za-z])[YN](?![A-Za-z])")


def pattern_parts(pattern: str) -> tuple[tuple[str, int], ...]:
    """The parts of an identifier's pattern, in order: `("FLD-", 0), ("Y", 4), ("-", 0), ("N", 3)`.

    A count of 0 marks plain text. A run of two or more Y or N, or one that stands alone between signs, is as
    many digits (Y of a year, N of a number); the last run of N may have more digits. Other letters stand for
    themselves, so the N in `ENV-NNNN` that belongs to a word is a letter.
    """
    parts: list[tuple[str, int]] = []
    end = 0
    for run in _DIGITS.finditer(pattern):
        if run.start() > end:
            parts.append((pattern[end : run.start()], 0))
        parts.append((run[0][0], len(run[0])))
        end = run.end()
    if end < len(pattern):
        parts.append((pattern[end:], 0))
    return tuple(parts)
