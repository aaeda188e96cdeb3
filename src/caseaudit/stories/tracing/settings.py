"""The settings of a sample, written into its workbook and read from there, so that it can be drawn again."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from caseaudit.model.errors import CommandUnusable
from caseaudit.model.tracing import METHOD, Aim, Design, Sample, Unit
from caseaudit.stories.tracing.designing import (
    confidence_of,
    in_percent,
    read_share,
    seed_of,
    target_of,
    weight_of,
    whole_number,
)

Made = TypeVar("Made")

_KEYS = {
    "method", "tracker", "sha256", "definition", "definition_sha256", "unit", "aim", "target", "confidence", "expected",
    "allowed", "by_list", "lists", "weights", "seed",
}  # fmt: skip


def settings_text(sample: Sample) -> str:
    """What the sample's workbook keeps, so that the sample can be drawn again when it comes back."""
    design = sample.plan.design
    return json.dumps(
        {
            "method": METHOD,
            "tracker": sample.tracker,
            "sha256": sample.sha256,
            "definition": sample.definition,
            "definition_sha256": sample.definition_sha256,
            "unit": design.unit.value,
            "aim": design.aim.value,
            "target": str(int(design.target)) if design.aim is Aim.SIZE else in_percent(design.target),
            "confidence": in_percent(design.confidence),
            "expected": in_percent(design.expected),
            "allowed": design.allowed,
            "by_list": design.by_list,
            "lists": [*design.lists],
            "weights": {**design.weights},
            "seed": design.seed,
        },
        ensure_ascii=True,
    )


@dataclass(frozen=True, slots=True)
class Kept:
    """What the workbook of a sample says of it: the tracker's name and hash, the definition, the design."""

    tracker: str
    sha256: str
    definition: str
    definition_sha256: str
    design: Design


def read_settings(text: str) -> Kept:
    """The settings that a sample's workbook keeps. Raises ValueError, with the reason, where they are not whole."""
    said = _mapping(text)
    design = Design(
        aim=Aim(said["aim"]),
        target=_checked(said["target"], lambda each: target_of(Aim(said["aim"]), each)),
        seed=_checked(said["seed"], seed_of),
        unit=Unit(said["unit"]),
        confidence=_checked(said["confidence"], confidence_of),
        expected=_checked(said["expected"], lambda each: read_share(each, "expected")),
        allowed=_checked(str(said["allowed"]), lambda each: whole_number(each, "allowed", 0)),
        by_list=said["by_list"] is True,
        lists=tuple(map(str, said["lists"])),
        weights={str(name): weight_of(str(value)) for name, value in said["weights"].items()},
    )
    return Kept(
        tracker=str(said["tracker"]),
        sha256=str(said["sha256"]),
        definition=str(said["definition"]),
        definition_sha256=str(said["definition_sha256"]),
        design=design,
    )


def _mapping(text: str) -> Mapping[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        raise ValueError("they are no JSON") from None
    if not isinstance(said, dict) or set(said) != _KEYS:
        raise ValueError("something is missing or too much")
    if said["method"] != METHOD:
        raise ValueError("another version of caseaudit drew the sample in another way")
    if not isinstance(said["lists"], list) or not isinstance(said["weights"], dict):
        raise ValueError("something is not of its form")
    return said


def _checked(text: object, read: Callable[[str], Made]) -> Made:
    try:
        return read(str(text))
    except CommandUnusable as fault:
        raise ValueError(str(fault)) from None
