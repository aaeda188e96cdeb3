"""The definition's part on reading updates, brought into shape; every fault is named at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from caseaudit.model.definition import Definition
from caseaudit.model.errors import DefinitionFault, DefinitionUnusable

TURNS = ("negation", "intention", "condition", "other_case", "earlier")
"""What words can do to their clause; the reader knows the reach of each."""
NOT_PROGRESS = (
    "status_words",
    "stand_ins",
    "company_suffixes",
    "roles",
    "offices",
    "date_words",
)
_PARTS = ("model", "confidence", "phases", "turns", "words", "not_evidence", "not_progress")
_CONFIDENCES = {"conflict": 0.6, "not_progress": 0.6, "placeholder": 0.9}

Groups = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Narrative:
    """The words of a tracker. `phases` has a group a phase, in the order of the phases."""

    phases: Groups
    turns: Groups
    words: Groups = ()
    not_evidence: frozenset[str] = frozenset()
    """Groups of words that say nothing of the process: words quoted for a phase must hold one of another group."""
    not_progress: Mapping[str, frozenset[str]] = field(default_factory=dict)
    model: str | None = None
    conflict: float = _CONFIDENCES["conflict"]
    """A phase is named only with at least this confidence."""
    certain_kind: float = _CONFIDENCES["not_progress"]
    """An entry is taken for something else than an update only with at least this confidence."""
    certain_placeholder: float = _CONFIDENCES["placeholder"]
    """An entry is reported as a placeholder, which counts as missing, only with at least this confidence."""


def narrative_of(definition: Definition) -> Narrative:
    """The definition's narrative part.

    Raises `DefinitionUnusable` with every fault of the part.
    """
    return narrative_from(definition.narrative, [term.name for term in definition.phases], definition.path)


def narrative_from(raw: Any, names: list[str], path: str) -> Narrative:
    """The narrative part `raw` of a definition with the phases `names`; `path` is where its faults are."""
    faults: list[str] = []
    if not isinstance(raw, Mapping):
        faults.append("narrative: should hold parts, such as `phases`.")
        raw = {}
    faults.extend(_unknown("narrative", raw, _PARTS))
    if not names:
        faults.append(
            "narrative: needs a field with the role phase or status, whose vocabulary names the phases."
        )
    phases = _groups("narrative.phases", raw.get("phases", {}), names, faults)
    turns = _groups("narrative.turns", raw.get("turns", {}), TURNS, faults)
    words = _groups("narrative.words", raw.get("words", {}), None, faults)
    not_evidence = _names_of(raw.get("not_evidence", []), [name for name, _ in words], faults)
    others = _groups("narrative.not_progress", raw.get("not_progress", {}), NOT_PROGRESS, faults)
    model = raw.get("model")
    if model is not None and (not isinstance(model, str) or not model or "/" in model or "\\" in model):
        faults.append("narrative.model: should be the name of a file beside the definition.")
    levels = _levels(raw.get("confidence", {}), faults)
    if faults:
        raise DefinitionUnusable(path, tuple(DefinitionFault(0, fault) for fault in faults))
    by_name = dict(phases)
    return Narrative(
        tuple((name, by_name.get(name, ())) for name in names),
        tuple((name, dict(turns).get(name, ())) for name in TURNS),
        words,
        not_evidence,
        {name: frozenset(dict(others).get(name, ())) for name in NOT_PROGRESS},
        model,
        levels["conflict"],
        levels["not_progress"],
        levels["placeholder"],
    )


def _unknown(where: str, raw: Mapping[Any, Any], known: tuple[str, ...] | list[str]) -> Iterator[str]:
    from difflib import get_close_matches  # needed for a faulty definition only

    for key in raw:
        if key not in known:
            near = get_close_matches(str(key), known, 1)
            hint = f" Did you mean `{near[0]}`?" if near else f" It may hold: {', '.join(known)}."
            yield f"{where}: `{key}` is not known.{hint}"


def _groups(where: str, raw: Any, known: tuple[str, ...] | list[str] | None, faults: list[str]) -> Groups:
    if not isinstance(raw, Mapping):
        faults.append(f"{where}: should hold named lists of words.")
        return ()
    if known is not None:
        faults.extend(_unknown(where, raw, known))
    groups = []
    owner: dict[str, str] = {}
    for name, entries in raw.items():
        if not isinstance(entries, list):
            faults.append(f"{where}.{name}: should be a list of words.")
            continue
        groups.append((str(name), tuple(_entries(f"{where}.{name}", entries, faults))))
        for entry in groups[-1][1]:
            if owner.setdefault(entry, str(name)) != name and where != "narrative.not_progress":
                faults.append(f"{where}: `{entry}` stands under `{owner[entry]}` and under `{name}`.")
    return tuple(groups)


def _names_of(raw: Any, known: list[str], faults: list[str]) -> frozenset[str]:
    if not isinstance(raw, list):
        faults.append("narrative.not_evidence: should be a list of groups of `narrative.words`.")
        return frozenset()
    faults.extend(_unknown("narrative.not_evidence", dict.fromkeys(map(str, raw)), known))
    return frozenset(map(str, raw))


def _entries(where: str, entries: list[Any], faults: list[str]) -> Iterator[str]:
    for entry in dict.fromkeys(map(_checkable, entries)):
        if isinstance(entry, str) and entry.isalpha():
            yield entry.casefold()
        elif not isinstance(entry, str):
            faults.append(f"{where}: {entry!r} is not a text; put it in quotes.")
        elif not entry.strip(" *") or "*" in entry.removesuffix("*") or len(entry.split()) > 6:
            faults.append(
                f"{where}: `{entry}` should be a word or a short phrase; a * may end a single word."
            )
        elif entry.endswith("*") and " " in entry:
            faults.append(f"{where}: `{entry}`: only a single word may end in *.")
        else:
            yield entry.strip().casefold()


def _checkable(entry: Any) -> Any:
    if isinstance(entry, str):
        return entry
    return entry if isinstance(entry, int | float | bool) else str(entry) if entry is None else repr(entry)


def _levels(raw: Any, faults: list[str]) -> dict[str, float]:
    levels = dict(_CONFIDENCES)
    if not isinstance(raw, Mapping):
        faults.append("narrative.confidence: should hold numbers between 0 and 1.")
        return levels
    faults.extend(_unknown("narrative.confidence", raw, tuple(levels)))
    for name, usual in _CONFIDENCES.items():
        value = raw.get(name, usual)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
            faults.append(f"narrative.confidence.{name}: should be a number between 0 and 1, not {value!r}.")
        else:
            levels[name] = float(value)
    return levels
