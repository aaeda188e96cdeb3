"""What a sample is asked for, read from the command line or from the sample's own workbook, and written into it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from secrets import randbelow

from caseaudit.model.definition import Definition
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.tracing import Aim, Design, Unit

_SHARE = re.compile(r"(?P<number>[0-9]{1,3}(?:\.[0-9]{1,4})?) ?%|(?P<part>0?\.[0-9]{1,6})", re.ASCII)
_SEED = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,63}", re.ASCII)
_MOST_UNITS = 10_000_000
_HEAVIEST = 100
_LEAST_CONFIDENCE, _MOST_CONFIDENCE = Fraction(1, 2), Fraction(9999, 10000)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the command line says of a sample, as it was typed; None where it says nothing."""

    margin: str | None = None
    at_most: str | None = None
    size: str | None = None
    confidence: str | None = None
    expected: str | None = None
    allow: str | None = None
    unit: Unit = Unit.CASES
    by_list: bool = False
    lists: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    seed: str | None = None


def designed(wishes: Wishes, definition: Definition) -> Design:
    """The design that the command line asks for; a seed that is not given is drawn.

    Raises CommandUnusable where the options contradict each other or one cannot be read.
    """
    aim, target = _aim(wishes)
    if wishes.expected is not None and aim is not Aim.MARGIN:
        raise CommandUnusable(
            "--expected goes with --margin: it is the error rate that the size is worked out for."
        )
    if wishes.allow is not None and aim is not Aim.AT_MOST:
        raise CommandUnusable("--allow goes with --at-most: it is the number of errors that may be found.")
    weights = _weights(wishes.fields, definition)
    design = Design(
        aim=aim,
        target=target,
        seed=seed_of(wishes.seed),
        unit=wishes.unit,
        confidence=confidence_of(wishes.confidence or "95%"),
        expected=read_share(wishes.expected, "--expected") if wishes.expected else Fraction(1, 2),
        allowed=whole_number(wishes.allow, "--allow", 0) if wishes.allow else 0,
        by_list=wishes.by_list,
        lists=wishes.lists,
        weights=weights,
    )
    if design.by_field and design.unit is Unit.CASES:
        raise CommandUnusable(
            "--fields with weights needs --by entries: a case is drawn with all its entries."
        )
    return design


def read_share(text: str, option: str) -> Fraction:
    """A share between 0 and 1, written as `10%` or `0.1`. Raises CommandUnusable."""
    said = _SHARE.fullmatch(text.strip())
    share = None
    if said is not None:
        share = Fraction(said["number"]) / 100 if said["number"] else Fraction(Decimal(said["part"]))
    if share is None or not 0 < share < 1:
        raise CommandUnusable(
            f'{option} "{text}" is not a share between 0% and 100%; write it with a percent sign, such as 10%.'
        )
    return share


def in_percent(share: Fraction) -> str:
    """A share as `10%`, in as many digits as it has."""
    return f"{float(share * 100):.6g}%"


def _aim(wishes: Wishes) -> tuple[Aim, Fraction]:
    given = [
        (aim, text)
        for aim, text in (
            (Aim.MARGIN, wishes.margin),
            (Aim.AT_MOST, wishes.at_most),
            (Aim.SIZE, wishes.size),
        )
        if text is not None
    ]
    if len(given) > 1:
        raise CommandUnusable(
            "--margin, --at-most and --size each say how large the sample is; keep one of them."
        )
    aim, text = given[0] if given else (Aim.MARGIN, "10%")
    return aim, target_of(aim, text)


def target_of(aim: Aim, text: str) -> Fraction:
    """What a sample aims at: a number of units for a size, else a share. Raises CommandUnusable."""
    return (
        Fraction(whole_number(text, "--size", 1)) if aim is Aim.SIZE else read_share(text, f"--{aim.value}")
    )


def confidence_of(text: str) -> Fraction:
    """A confidence from 50% to 99.99%. Raises CommandUnusable."""
    share = read_share(text, "--confidence")
    if not _LEAST_CONFIDENCE <= share <= _MOST_CONFIDENCE:
        raise CommandUnusable(
            f'--confidence "{text}" is not usable; name one from 50% to 99.99%, such as 95%.'
        )
    return share


def seed_of(text: str | None) -> str:
    """The seed that is named; a number drawn by chance for None. Raises CommandUnusable."""
    if text is None:
        return f"{randbelow(10**8):08d}"
    if not _SEED.fullmatch(text):
        raise CommandUnusable(
            f'--seed "{text}" is not usable; write a number or a word of letters, digits, ".", "_" and "-".'
        )
    return text


def whole_number(text: str, option: str, least: int) -> int:
    """A whole number from the least on. Raises CommandUnusable."""
    plain = text.strip().replace(",", "")
    if not (plain.isascii() and plain.isdigit() and len(plain) < 9 and least <= int(plain) <= _MOST_UNITS):
        raise CommandUnusable(f'{option} "{text}" is not a whole number from {least} on.')
    return int(plain)


def _weights(fields: Sequence[str], definition: Definition) -> Mapping[str, int]:
    """The fields that are named, each with its weight: `status`, `Status`, `current_update=3`."""
    from difflib import get_close_matches

    names = {
        word.casefold(): name for name, each in definition.fields.items() for word in (name, each.header)
    }
    weights: dict[str, int] = {}
    for each in fields:
        said, _, weight = each.partition("=")
        name = names.get(said.strip().casefold())
        if name is None:
            close = get_close_matches(said.strip().casefold(), names, n=1)
            guess = f' Did you mean "{names[close[0]]}"?' if close else ""
            raise CommandUnusable(f'--fields "{said.strip()}": the definition has no such field.{guess}')
        try:
            weights[name] = weight_of(weight.strip() or "1")
        except ValueError:
            raise CommandUnusable(
                f'--fields "{each}": a weight is a whole number from 1 to {_HEAVIEST}, such as {name}=3.'
            ) from None
    return weights


def weight_of(text: str) -> int:
    """The weight of a field. Raises ValueError where it is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= _HEAVIEST):
        raise ValueError(f'the weight "{text}" is none from 1 to {_HEAVIEST}')
    return int(text)
