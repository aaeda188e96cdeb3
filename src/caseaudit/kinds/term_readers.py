"""Reading the entries of fields that hold standard terms."""

from __future__ import annotations

from caseaudit.kinds.characters import tidy
from caseaudit.kinds.pieces import pieces
from caseaudit.kinds.reading import STRAYS, CellReader, Fault, Reading, State
from caseaudit.kinds.remarks import without_remarks
from caseaudit.kinds.standins import StandIns
from caseaudit.kinds.vocabulary import Lexicon, lexicon
from caseaudit.model.definition import Vocabulary
from caseaudit.model.table import Cell, CellKind

_NOT_WORDS = {
    CellKind.DATE: "is a date",
    CellKind.BOOLEAN: "is a truth value",
    CellKind.OTHER: "is a time",
}


_LONGEST = 4_000
"""Signs of an entry, its strays aside, beyond which it is a text and no list of terms."""


class _VocabularyReader(CellReader):
    """What readers of terms share."""

    def __init__(self, stand_ins: StandIns, vocabulary: Vocabulary, list_name: str) -> None:
        super().__init__(stand_ins)
        self._lexicon: Lexicon = lexicon(vocabulary, list_name)
        self._doubts = "?<>=+*" if vocabulary.numbered else "?"

    def _read_entry(self, text: str) -> Reading:
        if len(text) > _LONGEST and len(tidy(text)) > _LONGEST:
            return Reading(State.FAULTY, Fault.UNKNOWN, why="is a long text")
        return super()._read_entry(text)

    def _stands_in(self, text: str) -> bool:
        if self._stand_ins.lists(text):
            return not self._lexicon.is_term(text)
        return self._stand_ins.is_form(text) and not self._lexicon.resolve(text).terms

    def _read_other(self, cell: Cell) -> Reading:
        why = _NOT_WORDS.get(cell.kind)
        return self._read_text(cell.text) if why is None else Reading(State.FAULTY, Fault.UNKNOWN, why=why)

    def _doubted(self, text: str) -> Reading | None:
        """An entry with a sign of doubt, of a range or a calculation: what it stands for is only a hint."""
        sign = next((sign for sign in text if sign in self._doubts), None)
        if sign is None:
            return None
        why = "has a question mark" if sign == "?" else f'has the sign "{sign}"'
        said = self._lexicon.resolve(text)
        return Reading(State.FAULTY, Fault.UNKNOWN, why=why, nearest=said.term or self._lexicon.nearest(text))

    def _unrecognized(self, text: str, why: str, hint: bool = True) -> Reading:
        return Reading(
            State.FAULTY, Fault.UNKNOWN, why=why, nearest=self._lexicon.nearest(text) if hint else None
        )


class TermReader(_VocabularyReader):
    """One term of a vocabulary."""

    def _read_text(self, text: str) -> Reading:
        if self._lexicon.is_standard(text):
            return Reading(State.STANDARD, value=text)
        tidied = tidy(text)
        if self._lexicon.is_standard(tidied):
            return Reading(State.FIXABLE, Fault.STRAYS, tidied, tidied, STRAYS)
        if (doubted := self._doubted(text)) is not None:
            return doubted
        said = self._lexicon.resolve(text)
        if said.term is None and (rest := without_remarks(text, self._lexicon)) is not None:
            said = self._lexicon.resolve(rest)
        if said.term is None:
            return self._unrecognized(text, said.why, hint=len(said.terms) < 2)
        return Reading(State.FIXABLE, Fault.SPELLING, said.term, said.term)


class TermsReader(_VocabularyReader):
    """One or more terms of a vocabulary, separated by semicolons."""

    def _read_text(self, text: str) -> Reading:
        parts = tuple(part.removeprefix(" ") for part in text.split(";"))
        if text[0] != " " and all(map(self._lexicon.is_standard, parts)):
            return self._whole(parts, stray=False)
        parts = tuple(map(tidy, text.split(";")))
        if all(map(self._lexicon.is_standard, parts)):
            return self._whole(parts, stray=True)
        doubted = self._doubted(text)
        if doubted is not None:
            return doubted
        found = self._cut(text)
        if found.state is State.FAULTY and (rest := without_remarks(text, self._lexicon)) is not None:
            settled = self._cut(rest)
            return settled if settled.state is State.FIXABLE else found
        return found

    def _whole(self, parts: tuple[str, ...], *, stray: bool) -> Reading:
        """An entry of standard terms: right, unless one stands there twice or strays surround them."""
        once = tuple(dict.fromkeys(parts))
        standard = "; ".join(once)
        if len(once) < len(parts):
            return Reading(State.FIXABLE, Fault.SPELLING, once, standard, "names a term twice")
        if stray:
            return Reading(State.FIXABLE, Fault.STRAYS, once, standard, STRAYS)
        return Reading(State.STANDARD, value=once)

    def _cut(self, text: str) -> Reading:
        found = [(part, self._lexicon.resolve(part)) for part, _ in pieces(text, self._lexicon.find)]
        unknown = [(part, said) for part, said in found if said.term is None or self._stands_in(part)]
        if not found:
            return self._unrecognized(text, "")
        if unknown:
            part, said = unknown[0]
            if len(found) == 1:
                return self._unrecognized(text, said.why)
            why = said.why or ("stands in for a term" if self._stands_in(part) else "is no standard term")
            return self._unrecognized(part, f'"{part}" {why}')
        once = tuple(dict.fromkeys(said.term for _, said in found if said.term is not None))
        return Reading(State.FIXABLE, Fault.SPELLING, once, "; ".join(once))
