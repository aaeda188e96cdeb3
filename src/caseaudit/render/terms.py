"""The written guidance of a definition for a terminal: a field's page and a standard term's page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from caseaudit.findings.spoken import guidance_lines, holds_words, need_words
from caseaudit.model.definition import Definition, Field, Guidance, Term
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.words import listed
from caseaudit.render.paper import Paper, inert, shorten, span

_LABEL = 12
_SOME_HEADERS, _SOME_SPELLINGS = 10, 5
_MANY_TERMS = 30
_NAME_WIDTH = 26


def look_up(name: str, definition: Definition) -> tuple[Field | None, list[tuple[Term, list[Field]]]]:
    """The field of this name or header, and the standard terms of this name or spelling with their fields.

    Upper and lower case, blanks, dashes and underlines make no difference.
    """
    wanted = _plain(name)
    field = next((each for each in definition.fields.values() if wanted in map(_plain, _names(each))), None)
    terms: dict[int, tuple[Term, list[Field]]] = {}
    for exactly in (True, False):
        for each in definition.fields.values():
            vocabulary = definition.vocabulary_of(each.name)
            for term in vocabulary.terms if vocabulary else ():
                if wanted in map(_plain, (term.name,) if exactly else term.spellings):
                    terms.setdefault(id(term), (term, []))[1].append(each)
        if terms:
            break
    return field, list(terms.values())


def unknown(name: str, definition: Definition, rules: Iterable[str]) -> CommandUnusable:
    """What to say where nothing has this name; `rules` are the names of the rules, which it might have meant."""
    from difflib import get_close_matches

    known = {_plain(rule): rule for rule in rules}
    for field in definition.fields.values():
        known.setdefault(_plain(field.header), field.header)
    for vocabulary in definition.vocabularies.values():
        for term in vocabulary.terms:
            known.setdefault(_plain(term.name), term.name)
    close = get_close_matches(_plain(name), known, n=1)
    guess = f'; did you mean "{known[close[0]]}"?' if close else "."
    fields = ", ".join(field.header for field in definition.fields.values())
    return CommandUnusable(
        f'no rule, field or standard term is called "{name}"{guess} '
        f'"caseaudit rules" lists the rules; the fields are {fields}.'
    )


def write_field(paper: Paper, field: Field, definition: Definition) -> None:
    """Write a field's guidance: what it means, how and when to enter it, who needs it, and its standard terms."""
    paper.line(paper.ink("strong", inert(field.header)))
    paper.line(paper.ink("faint", f"field {field.name} of {inert(definition.title)}"))
    paper.line()
    _guidance(paper, field.guidance)
    _labelled(paper, "Holds", holds_words(field))
    for name, need in field.needs.items():
        _labelled(paper, definition.lists[name].title, need_words(need, definition))
    _labelled(paper, "Found under", _some(field.aliases, _SOME_HEADERS))
    vocabulary = definition.vocabulary_of(field.name)
    if vocabulary is not None:
        paper.line()
        paper.line(paper.ink("strong", "Standard terms"))
        for term in vocabulary.terms:
            _term_line(paper, term, short=len(vocabulary.terms) > _MANY_TERMS)


def write_term(paper: Paper, term: Term, fields: Sequence[Field], definition: Definition) -> None:
    """Write a standard term's guidance; `fields` are those whose vocabulary has the term."""
    paper.line(paper.ink("strong", inert(term.name)))
    headers = listed(inert(field.header) for field in fields)
    paper.line(paper.ink("faint", f"a standard term of {headers}"))
    paper.line()
    _guidance(paper, term.guidance)
    lists = listed(definition.lists[name].title for name in term.lists) if term.lists else ""
    _labelled(paper, "Lists", lists)
    _labelled(paper, "Spellings", ", ".join(term.spellings))
    paper.line()


def _names(field: Field) -> tuple[str, ...]:
    return (field.name, field.header, *field.aliases)


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("_", " ").replace("-", " ").split())


def _guidance(paper: Paper, guidance: Guidance) -> None:
    if guidance.meaning:
        paper.paragraph(inert(guidance.meaning))
        paper.line()
    for label, text in guidance_lines(guidance):
        _labelled(paper, label, text)


def _labelled(paper: Paper, label: str, text: str) -> None:
    """A label and its text beside it; nothing where there is no text."""
    if not text:
        return
    head = f"{label}  ".ljust(_LABEL + 1)
    paper.paragraph(head + inert(text), 0, len(head))


def _term_line(paper: Paper, term: Term, *, short: bool) -> None:
    """A standard term in a list of them; in a long list, on one line."""
    name = inert(term.name)
    if short:
        spellings = f"  {', '.join(map(inert, term.spellings))}" if term.spellings else ""
        name += " " * max(0, _NAME_WIDTH - span(name))
        room = paper.width - 2 - span(name)
        paper.line(f"  {name}{paper.ink('faint', shorten(spellings, max(room, 20)))}")
        return
    paper.line(f"  {name}")
    if term.guidance.meaning:
        paper.paragraph(inert(term.guidance.meaning), 6, style="faint")
    if term.spellings:
        paper.paragraph(f"also read: {_some(term.spellings, _SOME_SPELLINGS)}", 6, style="faint")


def _some(words: Sequence[str], most: int) -> str:
    """The first few words, and how many more there are."""
    rest = len(words) - most
    more = f" … and {rest} more" if rest > 0 else ""
    return ", ".join(map(inert, words[:most])) + more
