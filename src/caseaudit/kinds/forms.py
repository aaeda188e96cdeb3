"""Instructions and empty forms left in an entry: `[enter current update]`, `Done: ___ Next: ___`, `see notes tab`.

What counts is the kind, not a list: an order to enter a part of the form, a part of the form that is still needed, a
pointer to another place, a name of a part in brackets, labels with empty slots, the mask of a date. Every word of the
entry must belong to it, so an update that says more is never one.
"""

from __future__ import annotations

import re

from caseaudit.kinds.spelling import listed

_LONGEST = 160

_WORD = re.compile(r"[^\W\d_]+|\d+")
_SLOT = re.compile(r"_{2,}|\.{3,}|\u2026+|\[\s{0,9}\]|\(\s{0,9}\)|<\s{0,9}>")
_FILL_SIGNS = " \t\r\n.,;:/|_-\u2013\u2014\u2026*[]()<>"
_DATE_MASK = re.compile(
    r"[\[(<{]?(?:dd?|mm{0,3}|(?:yy){1,2}|tt|jjjj)(?:[-/. ,]{1,2}(?:dd?|mm{0,3}|(?:yy){1,2}|tt|jjjj)){1,2}"
    r"(?: hh:mm(?::ss)?)?[\])>}]?"
)
_BRACKETS = {"[": "]", "<": ">", "{": "}", "(": ")"}

_ORDERS = listed(
    "enter insert add put write provide describe select choose pick click tap specify give replace paste "
    "summarize summarise indicate "
)
"""Words that ask for an entry wherever a part of the form follows."""
_ORDERS_OR_NOUNS = listed("type input state record list complete update fill supply use note")
"""Words that do so only beside one of `_ADDRESSED`: "update here", but not "input data"."""
_ADDRESSED = listed("here below please your the a an this")
_PARTS = listed(
    "update updates status text date dates name names number value values entry info information details detail "
    "data description summary comment comments note notes remark remarks item items option options term terms "
    "list field fields column progress action step steps country commodity manufacturer importer phase analyst "
    "reason reasons source sources indicator indicators challenge challenges narrative answer content title label "
    "placeholder sentence sentences dropdown format company product"
)
"""What a form consists of."""
_NEEDED_PARTS = listed(
    "update updates status text date dates entry info information details detail data value input description "
    "summary comment comments note notes narrative name number "
)
_LITTLE = listed(
    "the a an your this that these current latest last new most recent please here below above in into of for to "
    "or and with from by on all any each one more as is are it at appropriate applicable apply applies if down "
    "drop menu box cell row next brief briefly short only own must should be has case still soon later shortly "
    "now today tomorrow out up"
)
_NEEDS = listed(
    "needed required wanted missing outstanding needs need updating overdue due forthcoming goes coming"
)
_COMING = listed("follow come")
_ENTERED = listed(
    "written drafted completed entered filled provided added inserted updated determined confirmed supplied "
    "specified decided typed described recorded noted populated selected chosen "
)
_SAID_ELSEWHERE = listed("details info information update notes comments remarks")
_POINTERS = _SAID_ELSEWHERE | listed("see refer check consult cf per look in on under as")
_PLACES = listed(
    "notes note tab tabs sheet column col comments comment remarks file folder email emails mail memo attached "
    "attachment attachments log system database tracker spreadsheet worksheet workbook document doc row cell page "
    "narrative drive sharepoint onenote appendix annex footnote binder list"
)
_BESIDE_PLACES = listed("other another previous prior shared separate dated e my our second first")
_POLITE = listed("please pls kindly briefly")
_ASKED = listed("what when who how why since been done happened so far did was were changed")
"""What an order may ask for besides: "describe what has been done"."""
_LABELS = (
    "what was done|what is next|what's next|summary of progress|progress to date|latest update|current update|"
    "last update|next steps?|last action|last step|in progress|to do|done|next|blocked|blockers?|status|"
    "actions?|summary|date|who|what|when|where|why|how|progress|issues?|todo|owner|updates?|name|notes|by|"
    "comments|results?|outcome|pending|challenges|risks|planned|plan|completed"
)
_LABEL = re.compile(rf"(?:^|(?<=[\s;,./|_]))(?:\d{{1,2}}[.)]\s?)?({_LABELS})\s?(?::|=|-(?=[\s;]|$))")
_ALL = _ORDERS | _ORDERS_OR_NOUNS | _PARTS | _NEEDED_PARTS | _LITTLE | _NEEDS | _COMING | _ENTERED | _POINTERS
_ALL |= _PLACES | _BESIDE_PLACES | _ASKED | listed("pls kindly briefly will owner")
_MOST_WORDS = 14
_STARTS = _ALL | frozenset(("lorem", "dd", "mm", "yyyy"))


class Forms:
    """Knows the instructions and empty forms of a tracker; `labels` are the headings of its fields."""

    def __init__(self, labels: tuple[str, ...] = ()) -> None:
        phrases = {" ".join(_words(label)) for label in labels}
        self._labels = sorted(phrases - {""}, key=len, reverse=True)
        self._known = _ALL | {word for phrase in phrases for word in phrase.split()}
        self._starts = _STARTS | {phrase.partition(" ")[0] for phrase in phrases}

    def may_begin(self, text: str, first: str) -> bool:
        """Whether a text with this first word could be one of them; a quick answer for the many that are not."""
        return len(text) <= _LONGEST and (first in self._starts or "__" in text or text[-1] == ":")

    def __contains__(self, text: str) -> bool:
        if len(text) > _LONGEST:
            return False
        entry = text.strip().casefold()
        if entry.startswith("lorem ipsum") or (
            _DATE_MASK.fullmatch(entry) and "yy" in entry.replace("j", "y")
        ):
            return True
        return self._is_empty_form(entry) or self._is_instruction(entry)

    def fills(self, text: str) -> tuple[str, ...]:
        """What stands behind the labels of a form, "" where nothing does; empty where the text is no such form."""
        if len(text) > _LONGEST:
            return ()
        entry = text.strip().casefold()
        before, *rest = _LABEL.split(entry)
        fills = tuple(fill.strip(_FILL_SIGNS) for fill in rest[1::2])
        tells = not any(fills) or len(fills) > 1 or "update" in "".join(rest[:1])
        return fills if tells and not before.strip(_FILL_SIGNS) else ()

    def _is_instruction(self, entry: str) -> bool:
        inside = _without_brackets(_DATE_MASK.sub("date", entry) if "yy" in entry else entry)
        words = []
        for found in _WORD.finditer(inside):
            word = found[0]
            if word not in self._known and len(word) > 1 and not word.isdecimal():
                return False
            words.append(word)
        if not words or len(words) > _MOST_WORDS:
            return False
        is_asked = not _POLITE.isdisjoint(words)
        words = self._with_parts([word for word in words if word not in _POLITE] or words)
        if inside != entry and self._names_a_part(words):
            return True
        return (
            _orders(words, is_asked)
            or _stands_here(words)
            or _is_needed(words)
            or _is_to_be_entered(words)
            or _points(words)
        )

    def _with_parts(self, words: list[str]) -> list[str]:
        """The words with the heading of a field, whole, as one part of the form."""
        joined = f" {' '.join(words)} "
        for label in self._labels:
            joined = joined.replace(f" {label} ", " field ")
        return joined.split()

    def _names_a_part(self, words: list[str]) -> bool:
        return set(words) <= _PARTS | _LITTLE and not _PARTS.isdisjoint(words)

    def _is_empty_form(self, entry: str) -> bool:
        """Whether the entry is labels with empty slots behind them: `Done: ___ Next: ___`."""
        if "_" not in entry and ":" not in entry:
            return False
        *before, last = _SLOT.split(entry)
        return (
            bool(before)
            and not _WORD.search(last)
            and any(map(_WORD.search, before))
            and all(map(_labels, before))
        )


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def _labels(segment: str) -> bool:
    """Whether what stands before an empty slot is a label, or nothing but signs."""
    words = _words(segment)
    if all(word.isdecimal() and len(word) <= 4 for word in words):
        return True
    label = segment.strip().lstrip(" .,;/|-\u2013\u2022*")
    return (
        len(words) <= 4 and label[-1:] in (":", "=", "#", "-") and ":" not in label[:-1] and ". " not in label
    )


def _without_brackets(entry: str) -> str:
    entry = entry.lstrip("$%@")
    while len(entry) > 2 and _BRACKETS.get(entry[0]) == entry[-1]:
        entry = entry[1:-1].strip()
    return entry


def _orders(words: list[str], is_asked: bool) -> bool:
    """`please enter the update here`, `click to select a country`, `analyst to complete`."""
    said = set(words)
    verbs = [word for word in words[:3] if word not in ("to", "analyst", "owner")]
    first = verbs[0] if verbs else ""
    is_addressed = is_asked or "to" in words[:2] or not said.isdisjoint(_ADDRESSED)
    if first not in _ORDERS and not (first in _ORDERS_OR_NOUNS and is_addressed):
        return False
    beside = {word for word in said - _ORDERS - _ORDERS_OR_NOUNS if not word.isdecimal()}
    if not beside <= _PARTS | _LITTLE | _ASKED | {"owner"}:
        return False
    names_what = not said.isdisjoint(_PARTS | _ASKED | {"here", "below", "apply", "owner"})
    return is_asked or names_what or len(said & _ORDERS) > 1


def _stands_here(words: list[str]) -> bool:
    """`your text here`, `current update goes here`."""
    said = set(words)
    return (
        words[-1] == "here"
        and len(words) <= 6
        and not _PARTS.isdisjoint(said)
        and said <= _PARTS | _LITTLE | {"goes"}
    )


def _is_needed(words: list[str]) -> bool:
    """`update needed`, `needs an update`, `details to follow`."""
    said = set(words)
    if not said <= _NEEDED_PARTS | _NEEDS | _COMING | _LITTLE:
        return False
    if said.isdisjoint(_NEEDED_PARTS):
        return "updating" in said
    return not said.isdisjoint(_NEEDS) or words[-1] in _COMING


def _is_to_be_entered(words: list[str]) -> bool:
    """`to be written`, `needs to be updated`, `summary must be completed by analyst`."""
    said = set(words)
    if "be" not in said or said.isdisjoint(_ENTERED) or said.isdisjoint(("to", "must", "should", "will")):
        return False
    return said <= _ENTERED | _NEEDED_PARTS | _LITTLE | {"needs", "need", "analyst", "will"}


def _points(words: list[str]) -> bool:
    """`see notes tab`, `refer to the case file`, `details in email of 3/2`."""
    said = {word for word in words if len(word) > 1 and not word.isdecimal()}
    first = words[0]
    if first not in _POINTERS or said.isdisjoint(_PLACES):
        return False
    if first in _SAID_ELSEWHERE and said.isdisjoint(("in", "on", "see", "under")):
        return False
    beside = _PARTS if first in ("see", "refer") else _SAID_ELSEWHERE
    return said <= _POINTERS | _PLACES | _BESIDE_PLACES | _LITTLE | beside
