"""The parts that lists, fields and terms share, as records."""

from __future__ import annotations

from caseaudit.definition.form import Guided, TermPart
from caseaudit.model.definition import Guidance, Term


def guidance_of(part: Guided) -> Guidance:
    """The guidance of a part."""
    return Guidance(part.meaning, part.enter, part.when, part.who, tuple(part.right), tuple(part.wrong))


def term_of(name: str, part: TermPart) -> Term:
    """A standard term."""
    return Term(name, tuple(part.spellings), guidance_of(part), tuple(part.lists))
