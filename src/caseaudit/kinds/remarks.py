"""Remarks in brackets after a term, `India (Tamil Nadu)`, which change nothing unless they deny or doubt the term."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from caseaudit.kinds.spelling import fingerprint, listed, plain

if TYPE_CHECKING:
    from caseaudit.kinds.vocabulary import Lexicon

_REMARK = re.compile(
    r"(?<=\S)\s?[(\[\uff08]([^()\[\]\uff08\uff09]{1,80})[)\]\uff09](?=\s?(?:[;,/|&+()\[\n]|and\b|$))"
)
_WORD = re.compile(r"[^\W_]+")
_DOUBTS = listed(  # denies it
    "no not never non none nor neither without cannot isnt wasnt denied denies deny refuted disproved disproven "
    "excluded excluding except false wrong incorrect mistaken mistake error absent missing lacking insufficient "
    "inconclusive unfounded untrue rejected withdrawn dropped removed negative "
    # doubts it
    "doubt doubts doubtful doubted dubious unclear uncertain unsure unknown unconfirmed unverified unproven "
    "undetermined unsubstantiated uncorroborated disputed contested questionable questioned suspected suspect "
    "suspicion alleged allegedly allegation reportedly presumed presumably assumed assumption believed thought "
    "claimed supposed supposedly apparently possible possibly potential potentially probable probably perhaps "
    "maybe may might could likely unlikely tentative tentatively provisional provisionally preliminary guess "
    "guessed estimated approx approximately tbc tbd tba pending awaiting awaited check verify confirm confirming "
    "verifying checking clarify ask "
    # puts it in another time or place
    "or vs versus instead either rather formerly former previously previous was were ex until before after then "
    "next later via through transit transshipped transshipment changed planned scheduled requested expected "
    "intended future upcoming soon yet almost nearly near complete completed finished done closed ended over "
    "returned declined to be partly partially others other elsewhere unless if "
)
_MOST_WORDS = 12
_CODE = 3
"""Letters of a code such as PRC; a word as short in small letters ("in", "de") is none."""


def without_remarks(text: str, lexicon: Lexicon) -> str | None:
    """The entry without its remarks; None where it has none, or one of them leaves the term open."""
    remarks = _REMARK.findall(text)
    if not remarks:
        return None
    rest = _REMARK.sub("", text)
    own = frozenset(lexicon.resolve(rest).terms)
    return rest if all(_changes_nothing(remark, own, lexicon) for remark in remarks) else None


def _changes_nothing(remark: str, own: frozenset[str], lexicon: Lexicon) -> bool:
    words = _WORD.findall(remark)
    if not words or len(words) > _MOST_WORDS or not _DOUBTS.isdisjoint(_WORD.findall(plain(remark))):
        return False
    said = lexicon.resolve(remark)
    if said.terms:
        return own.issuperset(said.terms) and not said.why
    return not said.why and not _names_another(words, own, lexicon)


def _names_another(words: list[str], own: frozenset[str], lexicon: Lexicon) -> bool:
    """Whether any words of the remark are a spelling of a term that the entry does not name."""
    runs = (
        "".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(start + 6, len(words)) + 1)
    )
    named = (lexicon.find(run) for run in runs if _is_telling(run))
    return any(term is not None and term not in own for term in named)


def _is_telling(run: str) -> bool:
    return len(fingerprint(run)) > _CODE or run.isupper()
