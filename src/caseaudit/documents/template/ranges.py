"""The ranges of standard terms that dropdowns and colours refer to by name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from caseaudit.findings.spoken import one_line
from caseaudit.model.controls import TermRange
from caseaudit.model.definition import Definition, Need, Term, Vocabulary
from caseaudit.model.table import cut

TERMS_SHEET = "Standard Terms"
"""The sheet of the ranges, where no list is called so."""
MOST_IN_NAME = 31
"""Characters of a sheet's name."""
_NOT_IN_NAMES = "[]:*?/\\"

STAND_INS = "Stand_ins"
"""The range of entries that only stand in for one."""


def allowed(vocabulary: Vocabulary, list_name: str) -> tuple[Term, ...]:
    """The terms that a list may use, in their order."""
    return tuple(term for term in vocabulary.terms if not term.lists or list_name in term.lists)


def range_name(vocabulary: Vocabulary, list_name: str = "") -> str:
    """The defined name of the vocabulary's terms that a list may use; of all terms where no list is named."""
    bound = bool(list_name) and any(term.lists for term in vocabulary.terms)
    return f"Terms_{vocabulary.name}_{list_name}" if bound else f"Terms_{vocabulary.name}"


def term_ranges(definition: Definition) -> tuple[TermRange, ...]:
    """Every range that the controls of the definition's lists refer to, the stand-ins last."""
    found: dict[str, TermRange] = {}
    for field in definition.fields.values():
        vocabulary = definition.vocabulary_of(field.name)
        if vocabulary is None:
            continue
        title = _title(definition, vocabulary)
        for name, each in definition.lists.items():
            own = allowed(vocabulary, name)
            key = range_name(vocabulary, name)
            if own and field.needs[name].need is not Need.BLANK:
                bound = key != range_name(vocabulary)
                found.setdefault(key, _range(key, f"{title} ({each.title})" if bound else title, own))
        if vocabulary.terms is definition.phases:
            found.setdefault(range_name(vocabulary), _range(range_name(vocabulary), title, vocabulary.terms))
    stand_ins = tuple(dict.fromkeys(filter(None, map(one_line, definition.stand_ins))))
    if stand_ins:
        title = "Entries that only stand in for an entry, and count as missing"
        found[STAND_INS] = TermRange(STAND_INS, title, stand_ins, ("",) * len(stand_ins))
    return tuple(found.values())


def sheet_name(title: str, taken: Sequence[str], others: Sequence[str] = ()) -> str:
    """A name that a sheet can have: the title without the signs that it may not hold, else one of the others.

    Where all are too long or taken, the title cut short, with a number.
    """
    used = {name.casefold() for name in (*taken, "History")}  # Excel keeps History for itself
    fit = (name for each in (title, *others) if cut(name := _plain(each), MOST_IN_NAME) == name)
    free = next((name for name in fit if name.casefold() not in used), None)
    return free or next(name for name in _numbered(_plain(title)) if name.casefold() not in used)


def _plain(title: str) -> str:
    name = "".join(" " if sign in _NOT_IN_NAMES else sign for sign in one_line(title))
    return " ".join(name.split()).strip("' ") or "Cases"


def _numbered(name: str) -> Iterator[str]:
    yield cut(name, MOST_IN_NAME).rstrip("' ")
    for number in range(2, 1000):
        end = f" {number}"
        yield cut(name, MOST_IN_NAME - len(end)).rstrip() + end


def _title(definition: Definition, vocabulary: Vocabulary) -> str:
    """The headers of the fields that share the vocabulary."""
    headers = [each.header for each in definition.fields.values() if each.vocabulary == vocabulary.name]
    return one_line(", ".join(headers))


def _range(name: str, title: str, terms: tuple[Term, ...]) -> TermRange:
    return TermRange(
        name,
        one_line(title),
        tuple(term.name for term in terms),
        tuple(one_line(term.guidance.meaning) for term in terms),
    )
