"""The ranges of standard terms that dropdowns and colours refer to by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from caseaudit.model.controls import TermRange
from caseaudit.model.definition import Definition, Need, Term, Vocabulary
from caseaudit.model.spoken import one_line

TERMS_SHEET = "Standard Terms"
"""The sheet of the ranges, where no list is called so."""
MOST_IN_NAME = 31
"""Characters of a sheet's name."""
FIRST_BLOCK = 4
"""The row (from 1) of the first range's title; above it stands what the sheet is."""
TERMS_NOTE = "The dropdowns offer these entries. They come from the definition of the tracker; change them there."

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


def placed(ranges: Sequence[TermRange]) -> Mapping[str, tuple[int, int]]:
    """The first and last row (from 1) of each range on its sheet: a title above each, a blank row below."""
    rows, row = {}, FIRST_BLOCK
    for each in ranges:
        rows[each.name] = (row + 1, row + len(each.terms))
        row += len(each.terms) + 2
    return rows


def sheet_name(title: str, taken: Sequence[str], others: Sequence[str] = ()) -> str:
    """A name that a sheet can have: the title or else one of the others as it stands, else the title made to fit."""
    used = {name.casefold() for name in taken}
    for each in (title, *others):
        if _fits(each) and each.casefold() not in used:
            return each
    return next(name for name in _numbered(_cut(title)) if name.casefold() not in used)


def _fits(name: str) -> bool:
    return name == _cut(name)


def _cut(title: str) -> str:
    name = "".join(" " if sign in "[]:*?/\\" else sign for sign in one_line(title))
    return " ".join(name.split())[:MOST_IN_NAME].strip("' ") or "Cases"


def _numbered(name: str) -> Iterator[str]:
    # Excel keeps the name History for itself.
    if name.casefold() != "history":
        yield name
    for number in range(2, 1000):
        end = f" {number}"
        yield name[: MOST_IN_NAME - len(end)].rstrip() + end


def _title(definition: Definition, vocabulary: Vocabulary) -> str:
    """The headers of the fields that share the vocabulary."""
    headers = [
        each.header for each in definition.fields.values() if each.vocabulary == vocabulary.name
    ]
    return one_line(", ".join(headers))


def _range(name: str, title: str, terms: tuple[Term, ...]) -> TermRange:
    return TermRange(
        name,
        one_line(title),
        tuple(term.name for term in terms),
        tuple(one_line(term.guidance.meaning) for term in terms),
    )
