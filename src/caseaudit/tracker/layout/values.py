"""Whether the entries of a column can be what a field holds; asked only where its heading leaves room for doubt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from caseaudit.kinds.vocabulary import lexicon
from caseaudit.model.definition import Definition, Field, Holds, pattern_parts
from caseaudit.model.table import Cell, CellKind
from caseaudit.tracker.layout.texts import fingerprint, is_blank

_LOOKED_AT = 60
"""Distinct entries that are looked at."""
_LONGEST_DATE = 40
"""Signs of a text that may be a date; a longer one is an account of what happened on it."""
_YES_NO = frozenset(("yes", "no", "y", "n", "true", "false", "x"))
_SEPARATORS = re.compile(r"[;\n|]")


_BETWEEN = r"[\W_]*"


def identifier(pattern: str | None) -> re.Pattern[str]:
    """Finds an identifier of this form, whatever its case, spaces and dashes."""
    parts = pattern_parts(pattern or "NNN")
    numbers = [i for i, (sign, count) in enumerate(parts) if count and sign == "N"]
    made = []
    for i, (sign, count) in enumerate(parts):
        if count:
            made.append(rf"\d{{{count},}}" if numbers and i == numbers[-1] else rf"\d{{{count}}}")
        else:
            made.extend(re.escape(word) for word in re.findall(r"[^\W_]+", sign))
    return re.compile(_BETWEEN + _BETWEEN.join(made) + _BETWEEN, re.IGNORECASE)


def fits(definition: Definition, field: Field, cells: Iterable[Cell]) -> bool:
    """False where the entries contradict the field; True also where there are none."""
    stand_ins = {fingerprint(text) for text in definition.stand_ins}
    filled = [cell for cell in cells if not is_blank(cell)][: _LOOKED_AT * 2]
    filled = [cell for cell in filled if fingerprint(cell.text) not in stand_ins][:_LOOKED_AT]
    if not filled:
        return True
    reads = _reader(definition, field)
    share = sum(map(reads, filled)) / len(filled)
    return share >= (0.25 if field.holds in (Holds.TERM, Holds.TERMS) else 0.5)


def _reader(definition: Definition, field: Field) -> Callable[[Cell], bool]:
    vocabulary = definition.vocabulary_of(field.name)
    if vocabulary is not None:
        terms = lexicon(vocabulary, "")
        return lambda cell: any(
            terms.resolve(part).terms for part in _SEPARATORS.split(cell.text) if part.strip()
        )
    if field.holds is Holds.DATE:
        return _may_be_date
    if field.holds is Holds.IDENTIFIER:
        return lambda cell: any(sign.isdigit() for sign in cell.text)
    return _may_be_text


def _may_be_date(cell: Cell) -> bool:
    if cell.kind is CellKind.TEXT:
        return len(cell.text) <= _LONGEST_DATE and any(sign.isdigit() for sign in cell.text)
    return cell.kind is not CellKind.BOOLEAN


def _may_be_text(cell: Cell) -> bool:
    if cell.kind in (CellKind.DATE, CellKind.NUMBER, CellKind.BOOLEAN):
        return False
    return fingerprint(cell.text) not in _YES_NO
