"""The end of a message about a wrong name: the nearest right one, or the few there are."""

from __future__ import annotations

from collections.abc import Iterable

from caseaudit.kinds.spelling import nearest
from caseaudit.model.words import in_quotes

_FEW = 8


def hint(name: str, options: Iterable[str]) -> str:
    """`; did you mean "…"?`, else `; there are …` where the options are few, else nothing."""
    known = tuple(options)
    guess = nearest(name, known)
    if guess is not None:
        return f'; did you mean "{guess}"?'
    if not 0 < len(known) <= _FEW:
        return ""
    return f"; there {'is' if len(known) == 1 else 'are'} {in_quotes(known)}"
