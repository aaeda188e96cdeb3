"""The written guidance of a definition in words: the same wherever a person reads it.

`caseaudit explain`, the notes and messages of a template and the guide all take their words from here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from caseaudit.findings.rule import Rule
from caseaudit.kinds.characters import tidy
from caseaudit.model.definition import Definition, Field, Guidance, Holds, Need, Requirement

HOLDS = {
    Holds.TEXT: "words",
    Holds.DATE: "a date",
    Holds.IDENTIFIER: "an identifier",
    Holds.TERM: "one standard term",
    Holds.TERMS: "one or more standard terms, separated by a semicolon",
    Holds.UPDATE: "words on what last happened in the case",
}
"""What a field holds."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=\S)")


def one_line(text: str) -> str:
    """The text on one line, without characters that do not show or that a document cannot hold."""
    return _NOT_XML.sub("", tidy(text))


def holds_words(field: Field) -> str:
    """What a field holds, with the form of its entries where it has one."""
    month = ", or a month with its year" if field.months else ""
    form = f" of the form {field.pattern}" if field.pattern else ""
    return HOLDS[field.holds] + month + form


def guidance_lines(guidance: Guidance) -> Iterator[tuple[str, str]]:
    """What the guidance says besides the meaning, as labels and texts; what is not said is left out."""
    yield from (
        (label, text)
        for label, text in (
            ("How", guidance.enter),
            ("When", guidance.when),
            ("Who", guidance.who),
            ("Right", " · ".join(guidance.right)),
            ("Wrong", " · ".join(guidance.wrong)),
        )
        if text
    )


def need_words(requirement: Requirement, definition: Definition) -> str:
    """Whether a list's cases must fill a field."""
    phases = definition.phases
    phase = phases[requirement.phase - 1].name if 0 < requirement.phase <= len(phases) else ""
    other = definition.fields.get(requirement.field)
    return {
        Need.REQUIRED: "required",
        Need.OPTIONAL: "may be left blank",
        Need.BLANK: "must be blank",
        Need.FROM_PHASE: f"required once the case has reached {phase}",
        Need.ONLY_FROM_PHASE: f"required once the case has reached {phase}, blank before",
        Need.ONLY_WHERE: (
            f"required where {other.header if other else requirement.field} is {' or '.join(requirement.terms)}, "
            "blank elsewhere"
        ),
    }[requirement.need]


def rules_for(definition: Definition, rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules that can find a fault in the definition's tracker: those about a field that it has, or the workbook."""
    return tuple(rule for rule in rules if rule.remarks is not None or rule.about(definition))


def some(words: tuple[str, ...], most: int) -> tuple[tuple[str, ...], int]:
    """The first `most` words, and how many more there are; a single one more is shown, too."""
    shown = words if len(words) <= most + 1 else words[:most]
    return shown, len(words) - len(shown)


def clipped(text: str, most: int) -> str:
    """The text in at most `most` characters (as UTF-16): whole sentences where one fits, else cut with `…`."""
    if _units(text) <= most:
        return text
    kept = ""
    for sentence in _SENTENCE_END.split(text):
        longer = f"{kept} {sentence}" if kept else sentence
        if _units(longer) > most:
            break
        kept = longer
    if kept:
        return kept
    cut = text[: most - 1]
    while _units(cut) > most - 1:
        cut = cut[:-1]
    return cut.rstrip() + "…"


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
