"""What a column holds, from its entries: a date, one of some terms, an identifier, a name, or words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from caseaudit.kinds.dates import read_date_cell
from caseaudit.kinds.identifiers import identifier_form
from caseaudit.kinds.standins import StandIns
from caseaudit.model.definition import Holds, pattern_parts
from caseaudit.model.table import Cell, CellKind
from caseaudit.model.words import counted

MOST_TERMS = 40
_SURE, _MOSTLY = 0.95, 0.8
_LONGEST_TERM = 60
_NAMED = re.compile(
    r"\b(?:name|analyst|officer|owner|person|contact|agent|author|assignee|assigned|reviewer|inspector|investigator|"
    r"manager|by|poc|company|firm|vendor|employer|manufacturer|importer|supplier|customer|client|requester|patient|address|"
    r"street|city|email|phone|telephone|comment|comments|note|notes|remark|remarks|description|title|subject|summary|url|"
    r"link)\b"
)
"""Headings of people, firms, places and free words: their entries are never taken for terms."""
_OF_PEOPLE = re.compile(
    r"\b(?:name|analyst|officer|owner|person|contact|agent|author|assignee|reviewer|inspector|investigator|manager|poc|"
    r"requester|patient|email|phone|telephone|address)\b"
)
_OF_KEYS = re.compile(
    r"\b(?:id|no|nr|num|number|case|ref|reference|key|code|ticket|docket|file|record|permit|poam)\b|#"
)
_WORDS = re.compile(r"[^\W\d_]+|\d+")
_YEAR = re.compile(r"(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Term:
    """A term with the other spellings of it that were seen, and how often all of them were."""

    name: str
    spellings: tuple[str, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Described:
    """A column in a draft. `evidence` says in words what it rests on; `unsure` what a person should settle.

    `everywhere` is False where some of the tables lack it.
    """

    header: str
    holds: Holds
    filled: float
    unique: bool
    evidence: str
    terms: tuple[Term, ...] = ()
    pattern: str | None = None
    sensitive: bool = False
    key_score: float = 0.0
    offered: bool = False
    everywhere: bool = True
    unsure: tuple[str, ...] = field(default=())


def describe(
    header: str, cells: Sequence[Cell | None], offered: Sequence[str], stand_ins: StandIns, place: int
) -> Described:
    """A column by its entries, one a row; `offered` are those of its dropdown, `place` counts the columns from 0."""
    entered = [cell for cell in cells if cell is not None and cell.text.strip() not in stand_ins]
    texts = [" ".join(cell.text.split()) for cell in entered]
    filled = len(entered) / len(cells) if cells else 0.0
    unique = len(set(texts)) == len(texts) > 1
    words = _heading_words(header)
    rate = f"{round(100 * filled)} % filled" if entered else "no entry"
    plain = Described(
        header, Holds.TEXT, filled, unique, rate, sensitive=_OF_PEOPLE.search(words) is not None
    )
    if not entered:
        return replace(plain, unsure=("nothing stands here yet",))
    if offered:
        terms = tuple(Term(each, (), texts.count(each)) for each in dict.fromkeys(offered))
        evidence = f"{rate}; a dropdown offers {counted(len(terms), 'entry', 'entries')}"
        return replace(plain, holds=Holds.TERM, evidence=evidence, terms=terms, offered=True)
    dates = sum(_is_date(cell) for cell in entered)
    if dates >= _MOSTLY * len(entered):
        others = len(entered) - dates
        unsure = (f"{counted(others, 'entry is', 'entries are')} no date",) if others else ()
        return replace(
            plain, holds=Holds.DATE, evidence=f"{rate}; {dates} of {len(entered)} are dates", unsure=unsure
        )
    return _of_texts(plain, words, texts, _key_score(words, texts, filled, entered, place))


def _of_texts(plain: Described, words: str, texts: Sequence[str], key: float) -> Described:
    """A column of texts: of terms, of several terms each, or of words."""
    rate, different = plain.evidence, len(set(texts))
    if not _NAMED.search(words) and key < _SURE_KEY:
        terms = terms_of(texts)
        if _are_terms(terms, texts):
            rare = ", ".join([each.name for each in terms if each.count == 1][:5])
            evidence = f"{rate}; {counted(different, 'spelling')}, {counted(len(terms), 'term')}"
            unsure = (f"seen once: {rare}",) if rare else ()
            return replace(
                plain, holds=Holds.TERM, evidence=evidence, terms=terms, unsure=unsure, key_score=key
            )
        several = _several(texts)
        if several:
            evidence = f"{rate}; several terms in an entry: {counted(len(several), 'term')}"
            return replace(plain, holds=Holds.TERMS, evidence=evidence, terms=several, key_score=key)
    entries = counted(different, "different entry", "different entries")
    evidence = f"{rate}; {entries} in {counted(len(texts), 'row')}"
    return replace(plain, evidence=evidence, pattern=pattern_of(texts), key_score=key)


_SURE_KEY = 2.5


def _heading_words(header: str) -> str:
    """The words of a heading in small letters: those of `CaseNumber` and `case_no` too."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", header).casefold()


def _is_date(cell: Cell) -> bool:
    if cell.kind is CellKind.DATE:
        return True
    return cell.kind is CellKind.TEXT and len(cell.text) >= 6 and bool(read_date_cell(cell).readings)


def _key_score(words: str, texts: Sequence[str], filled: float, cells: Sequence[Cell], place: int) -> float:
    """How much a column looks like what tells the rows apart."""
    distinct = len(set(texts)) / len(texts)
    named = _OF_KEYS.search(words) is not None
    digits = sum(any(char.isdigit() for char in text) for text in texts) > 0.9 * len(texts)
    # A number that stands twice is a fault to find, where the heading says that it is the number.
    if filled < 0.7 or not ((named and distinct >= 0.6) or (digits and distinct >= _SURE)):
        return 0.0
    long = sum(len(text) > 40 for text in texts) > len(texts) / 10
    decimal = any(cell.kind is CellKind.NUMBER and "." in cell.text for cell in cells)
    if long or decimal:
        return 0.0
    return (
        distinct + filled + 1.5 * named + 0.5 * digits - 0.05 * place - 1.0 * bool(_OF_PEOPLE.search(words))
    )


def pattern_of(texts: Sequence[str]) -> str | None:
    """The form of identifiers as a definition writes it, `FLD-YYYY-NNN`; None where they have no one form."""
    shapes = Counter(tuple(_shape(text)) for text in texts)
    if len(texts) < 3:
        return None
    lengths: dict[tuple[str, ...], list[int]] = {}
    for text in texts:
        shape = tuple(_shape(text))
        digits = [len(part) for part in _parts(text) if part.isdecimal()]
        known = lengths.setdefault(shape, digits)
        lengths[shape] = [min(pair) for pair in zip(known, digits, strict=True)]
    shape, count = shapes.most_common(1)[0]
    if count < _SURE * len(texts) or "N" not in shape or not any(part not in ("N", "Y") for part in shape):
        return None
    sizes, last = iter(lengths[shape]), max(place for place, part in enumerate(shape) if part == "N")
    fixed = all(
        len({len(part) for part in _column_of(texts, shape, place)}) == 1
        for place, part in enumerate(shape)
        if part == "N" and place != last
    )
    made = "".join("YYYY" if part == "Y" else "N" * size if part == "N" else part
                   for part in shape for size in [next(sizes) if part in ("N", "Y") else 0])  # fmt: skip
    if not fixed or " " in made or not any(count for _, count in pattern_parts(made)):
        return None
    exact = identifier_form(made).exact
    return made if sum(exact(text) is not None for text in texts) >= _SURE * len(texts) else None


def _column_of(texts: Sequence[str], shape: tuple[str, ...], place: int) -> list[str]:
    return [_parts(text)[place] for text in texts if tuple(_shape(text)) == shape]


def _parts(text: str) -> list[str]:
    return re.findall(r"\d+|\D+", text)


def _shape(text: str) -> list[str]:
    """The parts of an identifier: `N` for digits, `Y` for a year, other signs as they are."""
    return ["Y" if _YEAR.fullmatch(part) else "N" if part.isdecimal() else part for part in _parts(text)]


def _are_terms(terms: Sequence[Term], texts: Sequence[str]) -> bool:
    """Whether a column's entries are terms: few, short, and each again and again."""
    if not 0 < len(terms) <= MOST_TERMS or len(texts) < 4 or any(";" in each.name for each in terms):
        return False
    short = sum(len(text) <= _LONGEST_TERM for text in texts) >= _SURE * len(texts)
    again = sum(each.count for each in terms if each.count > 1)
    return short and len(terms) <= max(2, len(texts) / 3) and again >= _MOSTLY * len(texts)


def _several(texts: Sequence[str]) -> tuple[Term, ...]:
    """The terms of a column whose entries are several terms with a semicolon between; none where they are not."""
    if sum(";" in text for text in texts) < len(texts) / 10:
        return ()
    parts = [part for text in texts for part in map(str.strip, text.split(";")) if part]
    terms = terms_of(parts)
    return terms if _are_terms(terms, parts) else ()


def terms_of(texts: Sequence[str]) -> tuple[Term, ...]:
    """The terms behind entries: grouped by their words, then by one slip of the keyboard; never across digits.

    The name of a term is its most frequent spelling. Signs that tell entries apart, such as `<` and `+`, keep them so.
    """
    counts = Counter(texts)
    groups: dict[tuple[str, ...], Counter[str]] = {}
    for text, count in counts.items():
        groups.setdefault(_print_of(text), Counter())[text] += count
    if len(groups) > 4 * MOST_TERMS:
        return ()
    merged = _without_slips(groups)
    terms = []
    for spelled in merged:
        name, *others = [text for text, _ in sorted(spelled.items(), key=lambda each: (-each[1], each[0]))]
        # Other capitals, blanks and points are read as the term anyway.
        names = [each for each in others if _print_of(each) != _print_of(name)]
        terms.append(Term(name, tuple(names), sum(spelled.values())))
    return tuple(sorted(terms, key=lambda each: (-each.count, each.name)))


def _print_of(text: str) -> tuple[str, ...]:
    text = text.replace("&", " and ")
    signs = "".join(
        char for char in text if char in "<>+=±≤≥%-" and not text.replace(char, "").strip().isalpha()
    )
    return (*sorted(_WORDS.findall(text.casefold())), signs if re.search(r"[<>+=≤≥]|^-|-$", text) else "")


def _without_slips(groups: dict[tuple[str, ...], Counter[str]]) -> list[Counter[str]]:
    """The groups, each that is one slip from a much more frequent one joined to it."""
    from rapidfuzz.distance import DamerauLevenshtein

    by_size = sorted(groups.items(), key=lambda each: -sum(each[1].values()))
    kept: list[tuple[str, Counter[str]]] = []
    for key, spelled in by_size:
        text, size = " ".join(key), sum(spelled.values())
        near = [
            own
            for other, own in kept
            if len(text) >= 6
            and not any(char.isdigit() for char in text + other)
            and size * 3 <= sum(own.values())
            and DamerauLevenshtein.distance(text, other, score_cutoff=1) <= 1
        ]
        if len(near) == 1:
            near[0].update(spelled)
        else:
            kept.append((text, Counter(spelled)))
    return [spelled for _, spelled in kept]
