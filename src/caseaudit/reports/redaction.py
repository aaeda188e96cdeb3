"""A report that can leave the office: names and free texts of sensitive fields shown as tokens.

A token is the field and a number in the order of first appearance (`manufacturer-12`): the same for the same entry
throughout a report and in every report on the same file, and nothing to work the entry out from, since no part of the
entry goes into it. The same name in another field, in a sheet's name or in a message gets the same token. Standard
terms, stand-ins (`TBD`) and headers say nothing of anybody and stay.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from caseaudit.model.analysis import Analysis, EntryKind, ListAnalysis
from caseaudit.model.characters import tidy
from caseaudit.model.definition import Definition, Holds, Severity
from caseaudit.model.finding import Audit, Finding, Findings, Kind, LeftOut, Place, SheetRead, Verdict
from caseaudit.model.report import Report
from caseaudit.model.standins import StandIns
from caseaudit.reports.remedies import as_quoted

_WORD = re.compile(r"\w+")
_QUOTED = re.compile('"([^"]*)"|“([^”]*)”')
_SHORTEST = 3
"""Names with fewer letters would be found in every other word."""

_SHORTEST_PART = 4
_CACHED = 200_000


def redacted(report: Report) -> Report:
    """The report with tokens in place of everything sensitive, and files named without their folders."""
    audits = tuple(_audit(audit, verdict) for audit, verdict in report.audits)
    return replace(
        report,
        audits=audits,
        unusable=tuple(_without_folders(each, report) for each in report.unusable),
        redacted=True,
    )


class Tokens:
    """The tokens of one tracker."""

    def __init__(self, definition: Definition, sensitive: Mapping[str, Sequence[str]]) -> None:
        self._definition = definition
        self._stand_ins = StandIns(definition.stand_ins)
        self._public = set(_public(definition))
        self._tokens: dict[str, str] = {}
        self._known: set[str] = set()
        self._numbers: Counter[str] = Counter()
        self._names: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        self._cleaned: dict[str, str] = {}
        for name, entries in sensitive.items():
            self._learn(name, entries)

    def entry(self, text: str, field: str) -> str:
        """What to show for an entry of a sensitive field."""
        if not text.strip() or text in self._stand_ins or _words(text) in self._public:
            return text
        key = _key(text)
        if key not in self._tokens:
            self._new(key, field)
        return self._tokens[key]

    def clean(self, text: str) -> str:
        """Any other text, with the names that stand in it replaced."""
        found = self._cleaned.get(text)
        if found is None:
            found = self._clean(text)
            if len(self._cleaned) < _CACHED:
                self._cleaned[text] = found
        return found

    def message(self, finding: Finding) -> str:
        """A finding's message; of a sensitive field, nothing that is quoted and not public stays."""
        field, value = finding.field, finding.value
        if field is None or not self._definition.fields[field].sensitive:
            return self.clean(finding.message)
        message = finding.message
        if value is not None:
            token = self.entry(value, field)
            message = message.replace(as_quoted(value), f'"{token}"')
            if len(value) >= _SHORTEST:
                message = message.replace(value, token)
        return self.clean(_QUOTED.sub(lambda quote: self._quote(quote[1] or quote[2], field, value), message))

    def _quote(self, text: str, field: str, value: str | None) -> str:
        """A quotation in a message on a sensitive field; a part of the entry is shown as the whole."""
        if text in self._known or text.startswith("caseaudit "):
            return f'"{text}"'
        shown = self.entry(text, field)
        return f'"{self.entry(value, field) if value is not None and shown != text else shown}"'

    def _learn(self, name: str, entries: Sequence[str]) -> None:
        field = self._definition.fields[name]
        for text in entries:
            words, key = _words(text), _key(text)
            if key in self._tokens or not key or text in self._stand_ins or words in self._public:
                continue
            token = self._new(key, name)
            if field.holds is not Holds.UPDATE:
                self._learn_name(words, token)
                if name == self._definition.roles.analyst:
                    for word in words:
                        if len(word) >= _SHORTEST_PART and not word.isdecimal():
                            self._learn_name((word,), token)

    def _new(self, key: str, field: str) -> str:
        self._numbers[field] += 1
        token = self._tokens[key] = f"{field.replace('_', '-')}-{self._numbers[field]}"
        self._known.add(token)
        return token

    def _learn_name(self, words: tuple[str, ...], token: str) -> None:
        if words and words not in self._public and len("".join(words)) >= _SHORTEST:
            self._names.setdefault(words[0], []).append((words, token))

    def _clean(self, text: str) -> str:
        pieces, done = [], 0
        places = [*_WORD.finditer(text)]
        words = [place[0].casefold() for place in places]
        skip = 0
        for number, word in enumerate(words):
            if number < skip or word not in self._names:
                continue
            found = [
                each for each in self._names[word] if tuple(words[number : number + len(each[0])]) == each[0]
            ]
            if found:
                name, token = max(found, key=lambda each: len(each[0]))
                skip = number + len(name)
                pieces += [text[done : places[number].start()], token]
                done = places[skip - 1].end()
        return "".join((*pieces, text[done:])) if pieces else text


class RedactedFindings:
    """Findings that show tokens; each is made when it is asked for."""

    def __init__(self, findings: Findings, redact: Callable[[Finding], Finding]) -> None:
        self._findings, self._redact = findings, redact

    def __len__(self) -> int:
        return len(self._findings)

    def __iter__(self) -> Iterator[Finding]:
        return map(self._redact, self._findings)

    def counts(self) -> Mapping[str, int]:
        """As of the findings behind."""
        return self._findings.counts()

    def severities(self) -> Mapping[Severity, int]:
        """As of the findings behind."""
        return self._findings.severities()

    def of_rule(self, code: str, most: int | None = None) -> Iterator[Finding]:
        """As of the findings behind, redacted."""
        return map(self._redact, self._findings.of_rule(code, most))

    def by_field(self, code: str) -> Mapping[str | None, int]:
        """As of the findings behind."""
        return self._findings.by_field(code)

    def tally(self) -> Mapping[Kind, int]:
        """As of the findings behind."""
        return self._findings.tally()

    def marked(self) -> Iterator[tuple[Finding, str]]:
        """As of the findings behind, redacted."""
        return ((self._redact(finding), mark) for finding, mark in self._findings.marked())


def _audit(audit: Audit, verdict: Verdict) -> tuple[Audit, Verdict]:
    analysis = audit.analysis or Analysis(())
    tokens = Tokens(audit.definition, analysis.sensitive)
    tracker, name = audit.tracker, PurePath(audit.tracker.path.replace("\\", "/")).name

    def say(text: str) -> str:
        return tokens.clean(text.replace(audit.tracker.path, name))

    shown = replace(
        audit,
        tracker=replace(
            tracker,
            path=name,
            sheets=tuple(_sheet(sheet, tokens) for sheet in tracker.sheets),
            headers=(),
            left_out=tuple(
                LeftOut(tokens.clean(e.sheet), e.rows, tokens.clean(e.reason)) for e in tracker.left_out
            ),
            stated=tuple((_place(place, tokens), "(text not shown)") for place, _ in tracker.stated),
            hidden=tuple((_place(place, tokens), tokens.clean(what)) for place, what in tracker.hidden),
        ),
        findings=RedactedFindings(
            audit.findings, lambda finding: _finding(finding, tokens, audit.definition)
        ),
        analysis=replace(analysis, lists=tuple(_list(own, tokens) for own in analysis.lists), sensitive={}),
        unchecked=(),
    )
    verdict = replace(
        verdict,
        failed=tuple(map(say, verdict.failed)),
        incomplete=tuple(map(say, verdict.incomplete)),
        notices=tuple(map(say, verdict.notices)),
    )
    return shown, verdict


def _sheet(sheet: SheetRead, tokens: Tokens) -> SheetRead:
    return replace(sheet, name=tokens.clean(sheet.name))


def _place(place: Place, tokens: Tokens) -> Place:
    return replace(place, sheet=tokens.clean(place.sheet))


def _list(own: ListAnalysis, tokens: Tokens) -> ListAnalysis:
    """A list without examples from sensitive fields, and without names among those from others."""
    fields = tuple(
        replace(each, kinds=(), terms=())
        if each.sensitive
        else replace(each, kinds=tuple(_kind(kind, tokens) for kind in each.kinds))
        for each in own.fields
    )
    return replace(own, fields=fields, statements=tuple(map(tokens.clean, own.statements)))


def _kind(kind: EntryKind, tokens: Tokens) -> EntryKind:
    examples = tuple(replace(each, name=tokens.clean(each.name)) for each in kind.examples)
    return replace(kind, examples=examples)


def _finding(finding: Finding, tokens: Tokens, definition: Definition) -> Finding:
    roles, fields = definition.roles, definition.fields
    own = finding.field is not None and fields[finding.field].sensitive

    def show(text: str | None, field: str | None, sensitive: bool) -> str | None:
        if text is None:
            return None
        return tokens.entry(text, field) if sensitive and field is not None else tokens.clean(text)

    analyst = roles.analyst
    return replace(
        finding,
        place=_place(finding.place, tokens),
        case_number=show(finding.case_number, roles.case_number, fields[roles.case_number].sensitive),
        analyst=show(finding.analyst, analyst, analyst is not None and fields[analyst].sensitive),
        value=show(finding.value, finding.field, own),
        message=tokens.message(finding),
        suggestion=show(finding.suggestion, finding.field, own),
        related=tuple(_place(place, tokens) for place in finding.related),
    )


def _without_folders(text: str, report: Report) -> str:
    """What could not be audited, and why, with file names alone."""
    path = text.split(": ", 1)[0]
    return text.replace(path, PurePath(path.replace("\\", "/")).name) if report.unusable else text


def _public(definition: Definition) -> Iterator[tuple[str, ...]]:
    """The words of everything that the definition itself says: terms, spellings, headers and titles."""
    for vocabulary in definition.vocabularies.values():
        for term in vocabulary.terms:
            yield _words(term.name)
            yield from map(_words, term.spellings)
    for field in definition.fields.values():
        yield _words(field.header)
        yield from map(_words, field.aliases)
    for own in definition.lists.values():
        yield _words(own.title)
        yield from map(_words, (*own.sheet_names, *own.entries))


def _key(text: str) -> str:
    """What two ways to write one entry have in common: capitals and blanks do not matter."""
    return tidy(text).casefold()


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.casefold() for word in _WORD.findall(text))
