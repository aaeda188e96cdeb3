"""Composes the guide: everything the definition says to the people who fill the tracker."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from caseaudit.findings.rule import Rule
from caseaudit.findings.spoken import HOLDS, holds_words, need_words, one_line, rules_for
from caseaudit.kinds.dates import in_words
from caseaudit.model.definition import (
    Definition,
    Field,
    Guidance,
    Holds,
    Register,
    Severity,
    Term,
    Vocabulary,
)
from caseaudit.model.document import (
    Block,
    Document,
    Facts,
    Heading,
    Paragraph,
    Piece,
    Points,
    Reference,
    Row,
    Run,
    Samples,
    Table,
    Words,
)
from caseaudit.model.words import counted, listed

_FEW_TERMS = 12
"""Standard terms that are named with their field; more of them only in their own section."""


def compose(definition: Definition, rules: Sequence[Rule]) -> Document:
    """The guide of a definition, with the rules that check it."""
    return _Composition(definition, rules).guide()


class _Composition:
    """Composes the chapters of one definition; `prefix` begins its anchors where it is a part of another."""

    def __init__(self, definition: Definition, rules: Sequence[Rule], prefix: str = "") -> None:
        self._definition, self._rules, self._prefix = definition, rules_for(definition, rules), prefix
        self._lists = tuple(definition.lists.values())
        self._titles = tuple(one_line(each.title) for each in self._lists)
        self._vocabularies = self._used_vocabularies()

    def guide(self) -> Document:
        definition = self._definition
        name, version = one_line(definition.name), one_line(definition.version)
        return Document(
            one_line(definition.title),
            f"How to fill it: written guidance from the definition {name}, version {version}",
            tuple(self._introduction()),
            tuple(self._blocks()),
        )

    def register(self, register: Register) -> Iterator[Block]:
        """The chapter on a sheet of dated entries beside the lists, of which this is the definition."""
        yield Heading(2, f"The sheet {one_line(register.title)}", f"register-{register.name}")
        guidance = self._lists[0].guidance
        yield from _paragraph(guidance.meaning)
        yield from _facts([("How", _text(guidance.enter)), *_when_and_who(guidance)])
        for number, field in enumerate(self._definition.fields.values(), start=1):
            yield from self._field(number, field)
        yield from self._vocabulary_pages()

    def _introduction(self) -> Iterator[Paragraph]:
        lists, fields = len(self._lists), len(self._definition.fields)
        on = f"on the list {self._titles[0]}" if lists == 1 else f"on {lists} lists: {listed(self._titles)}"
        yield Paragraph(
            f"The tracker has its cases {on}. A case is one row with {fields} fields. This guide says what each field "
            "means, who enters it, how and when, which entries are standard, and which rules check them."
        )
        yield Paragraph(
            "It is made by caseaudit from the tracker's definition, the same file by which the tracker is audited, so "
            "the guidance and the audit cannot disagree. To change it, change the definition and make the guide anew."
        )

    def _blocks(self) -> Iterator[Block]:
        yield from self._list_pages()
        yield from self._phases()
        yield from self._overview()
        yield Heading(2, "The fields, one by one", "fields")
        for number, field in enumerate(self._definition.fields.values(), start=1):
            yield from self._field(number, field)
        yield from self._terms()
        for register in self._definition.registers.values():
            yield from _Composition(register.definition, (), f"{register.name}-").register(register)
        yield from self._stand_ins()
        yield from self._dates()
        yield from self._rule_table()

    # Lists and phases

    def _list_pages(self) -> Iterator[Block]:
        yield Heading(2, "The lists", "lists")
        for each in self._lists:
            yield Heading(3, one_line(each.title), f"list-{each.name}")
            yield from _paragraph(each.guidance.meaning)
            facts = [("When a case stands here", _text(each.guidance.enter)), *_when_and_who(each.guidance)]
            facts.append(("Other sheet names read", _count(each.sheet_names)))
            yield from _facts(facts)

    def _phases(self) -> Iterator[Block]:
        phases, roles = self._definition.phases, self._definition.roles
        if not phases:
            return
        yield Heading(2, "The phases", "phases")
        said = [self._definition.fields[name].header for name in (roles.phase, roles.status) if name]
        other = f"; where that says none, {one_line(said[1])} does" if len(said) > 1 else ""
        yield Paragraph(
            f"A case passes through {len(phases)} phases in this order. {one_line(said[0])} says which one it is in"
            f"{other}."
        )
        rows = (
            Row(
                (
                    _text(str(number)),
                    _text(term.name),
                    _text(term.guidance.meaning),
                    _text(term.guidance.enter),
                )
            )
            for number, term in enumerate(phases, start=1)
        )
        yield _table(
            "The phases in their order",
            ("No.", "Phase", "What it is", "When to enter it"),
            rows,
            (3, 8, 15, 15),
        )

    # Fields

    def _overview(self) -> Iterator[Block]:
        yield Heading(2, "The fields at a glance", "overview")
        rows = (
            Row(
                (
                    (Reference(one_line(field.header), f"{self._prefix}field-{field.name}"),),
                    _text(HOLDS[field.holds]),
                    *(_text(need_words(field.needs[each.name], self._definition)) for each in self._lists),
                )
            )
            for field in self._definition.fields.values()
        )
        shares = (5, 5, *(4 for _ in self._lists))
        yield _table(
            "What each field holds, and where it is required", ("Field", "Holds", *self._titles), rows, shares
        )

    def _field(self, number: int, field: Field) -> Iterator[Block]:
        yield Heading(3, f"{number}. {one_line(field.header)}", f"{self._prefix}field-{field.name}")
        yield from _paragraph(field.guidance.meaning)
        facts: list[tuple[str, Run]] = [("Holds", _text(holds_words(field)))]
        facts.append(("Entry", _text(self._needs(field))))
        facts.append(("How", _text(field.guidance.enter)))
        facts += _when_and_who(field.guidance)
        facts += [("Right", _samples(field.guidance.right)), ("Wrong", _samples(field.guidance.wrong))]
        facts.append(("Standard terms", self._terms_of(field)))
        about = [rule for rule in self._rules if field.name in rule.about(self._definition)]
        facts.append(
            ("Checked by", tuple(Reference(f"{rule.code} {rule.name}", _rule(rule)) for rule in about))
        )
        if field.sensitive:
            facts.append(("Sensitive", _text("The entries are not for everyone to see.")))
        facts.append(("Other headings read", _count(field.aliases)))
        yield from _facts(facts)

    def _needs(self, field: Field) -> str:
        words = [need_words(field.needs[each.name], self._definition) for each in self._lists]
        if len(set(words)) == 1:
            return words[0] + (" on every list" if len(words) > 1 else "")
        return "; ".join(f"{title}: {said}" for title, said in zip(self._titles, words, strict=True))

    def _terms_of(self, field: Field) -> Run:
        vocabulary = self._definition.vocabulary_of(field.name)
        if vocabulary is None:
            return ()
        anchor, count = f"{self._prefix}terms-{vocabulary.name}", len(vocabulary.terms)
        if count > _FEW_TERMS:
            return (Reference(f"the {count} standard terms", anchor),)
        return tuple(Reference(one_line(term.name), anchor) for term in vocabulary.terms)

    # Standard terms

    def _used_vocabularies(self) -> Mapping[str, tuple[Vocabulary, tuple[str, ...]]]:
        """The vocabularies in the order of their fields, each with the headers of the fields that use it."""
        used: dict[str, tuple[Vocabulary, tuple[str, ...]]] = {}
        for field in self._definition.fields.values():
            vocabulary = self._definition.vocabulary_of(field.name)
            if vocabulary is not None:
                headers = used.get(vocabulary.name, (vocabulary, ()))[1]
                used[vocabulary.name] = (vocabulary, (*headers, one_line(field.header)))
        return used

    def _terms(self) -> Iterator[Block]:
        if not self._vocabularies:
            return
        yield Heading(2, "The standard terms", "terms")
        yield Paragraph(
            "Write a term exactly as it stands here. caseaudit also reads other spellings, reports them as S201, and "
            '"caseaudit normalize" corrects them. Capitals, spaces, punctuation and accents make no difference. '
            '"caseaudit explain" with the name of a term lists its spellings.'
        )
        yield from self._vocabulary_pages()

    def _vocabulary_pages(self) -> Iterator[Block]:
        for vocabulary, headers in self._vocabularies.values():
            yield Heading(3, f"Terms of {listed(headers)}", f"{self._prefix}terms-{vocabulary.name}")
            if vocabulary.numbered:
                yield Paragraph(
                    "A term's number alone is understood, too, but it is not the term: write the name."
                )
            bare = [term for term in vocabulary.terms if not (_meaning(term) or term.lists)]
            if len(bare) <= _FEW_TERMS:
                yield self._term_table(vocabulary.terms, headers)
                continue
            spellings = counted(sum(len(term.spellings) for term in bare), "other spelling")
            yield Paragraph(f"{counted(len(bare), 'term')} with {spellings}:")
            yield Paragraph(" · ".join(one_line(term.name) for term in bare))
            if len(bare) < len(vocabulary.terms):
                yield self._term_table([term for term in vocabulary.terms if term not in bare], headers)

    def _term_table(self, terms: Sequence[Term], headers: Sequence[str]) -> Table:
        columns: list[tuple[str, int, list[Run]]] = [
            ("Term", 4, [_text(term.name) for term in terms]),
            ("What it means", 7, [_text(_meaning(term)) for term in terms]),
            ("Only on", 3, [_text(listed([self._title(name) for name in term.lists])) for term in terms]),
            (
                "Other spellings",
                2,
                [_text(f"{len(term.spellings):,}" if term.spellings else "") for term in terms],
            ),
        ]
        kept = [column for number, column in enumerate(columns) if number == 0 or any(column[2])]
        rows = (Row(cells) for cells in zip(*(column[2] for column in kept), strict=True))
        heads, shares = tuple(column[0] for column in kept), tuple(column[1] for column in kept)
        return _table(f"Terms of {listed(headers)}", heads, rows, shares)

    def _title(self, name: str) -> str:
        return one_line(self._definition.lists[name].title)

    # What else there is to know

    def _stand_ins(self) -> Iterator[Block]:
        if self._definition.stand_ins:
            yield Heading(2, "Entries that do not count", "stand-ins")
            yield Paragraph(
                "These only say that the entry is missing, and count as missing where one is required (C102). Leave "
                "the cell blank until there is something to enter. A standard term of the field is never one of these."
            )
            yield Facts((("Placeholders", _words(self._definition.stand_ins)),))

    def _dates(self) -> Iterator[Block]:
        fields = [field for field in self._definition.fields.values() if field.holds is Holds.DATE]
        if fields:
            yield Heading(2, "Dates", "dates")
            yield Points(tuple(self._date_points()))

    def _date_points(self) -> Iterator[str]:
        limits, roles = self._definition.limits, self._definition.roles
        yield "Enter a real date, in a cell formatted as a date, so that it can be sorted and subtracted."
        yield (
            "A date typed as text, such as 16-Sep-19, September 16, 2019 or 2019-09-16, is understood where it can be "
            'one day only; it is reported as S204, and "caseaudit normalize" makes a date of it.'
        )
        yield (
            "03/04/20 is the third of April or the fourth of March. It is understood only where other entries of the "
            "column show whether the day or the month comes first; else it is reported as S205."
        )
        yield "A month, a year or a word is no date (S205). Where the day is not known, say so in an update."
        yield (
            f"Dates lie between {in_words(limits.earliest)} and {in_words(limits.latest)} (S205), and never in the "
            "future (T402): a plan is not a date."
        )
        if len(roles.phase_dates) > 1:
            yield "A phase is not entered before the one ahead of it (X303), nor dated before it is reached (X304)."
        if roles.received:
            yield f"No date of a case is before its {one_line(self._definition.fields[roles.received].header)} (T403)."
        current = [one_line(each.title) for each in self._lists if each.current]
        if roles.update_date and current:
            yield (
                f"On {listed(current)}, an update is never older than {limits.stale_update_days} days (T401), "
                "whether or not something has happened."
            )

    def _rule_table(self) -> Iterator[Block]:
        yield Heading(2, "The rules that check the tracker", "rules")
        yield Paragraph(
            '"caseaudit check" applies these rules; "caseaudit explain C101" shows one with wrong and right entries. '
            "An error fails the check. Incomplete and inconsistent are what GAO-21-106 calls such a field."
        )
        rows = (
            Row(
                (
                    _text(f"{rule.code} {rule.name}"),
                    _text(rule.title),
                    _text(rule.gao_class.value if rule.gao_class else "–"),
                    _text(self._severity(rule).value),
                ),
                _rule(rule),
            )
            for rule in self._rules
        )
        heads = ("Rule", "What is wrong", "Counts as", "Severity")
        yield _table("The rules, with what each counts as", heads, rows, (5, 9, 3, 3))

    def _severity(self, rule: Rule) -> Severity:
        return self._definition.severities.get(rule.code, rule.severity)


def _rule(rule: Rule) -> str:
    return f"rule-{rule.code}"


def _meaning(term: Term) -> str:
    return " ".join(filter(None, (term.guidance.meaning, term.guidance.enter)))


def _paragraph(text: str) -> Iterator[Paragraph]:
    if text:
        yield Paragraph(one_line(text))


def _text(text: str) -> Run:
    line = one_line(text)
    return (line,) if line else ()


def _words(words: Sequence[str]) -> Run:
    kept = tuple(filter(None, map(one_line, words)))
    return (Words(kept),) if kept else ()


def _count(words: Sequence[str]) -> Run:
    """How many other words are read: a reader who needs them asks `caseaudit explain`."""
    return (f"{len(words):,}",) if words else ()


def _samples(entries: Sequence[str]) -> Run:
    kept: tuple[Piece, ...] = tuple(filter(None, map(one_line, entries)))
    return (Samples(tuple(map(str, kept))),) if kept else ()


def _when_and_who(guidance: Guidance) -> list[tuple[str, Run]]:
    return [("When", _text(guidance.when)), ("Who", _text(guidance.who))]


def _facts(facts: Sequence[tuple[str, Run]]) -> Iterator[Facts]:
    """The facts of which something is said."""
    said = tuple((label, run) for label, run in facts if run)
    if said:
        yield Facts(said)


def _table(caption: str, head: tuple[str, ...], rows: Iterator[Row], shares: tuple[int, ...]) -> Table:
    return Table(caption, head, tuple(rows), shares)
