"""Stand-ins are told whatever they look like, and quickly where a text begins like none."""

from __future__ import annotations

import pytest

from caseaudit.definition import load_definition
from caseaudit.kinds.standins import StandIns

LISTED = load_definition().stand_ins
STAND_INS = StandIns(LISTED)


@pytest.mark.parametrize("listed", LISTED)
def test_every_listed_one_is_told_in_every_dress(listed: str) -> None:
    alone = (listed, listed.upper(), listed.title(), f" {listed} ")
    paired = () if " or " in listed else (f"{listed} (see note)", f"N/A; {listed}")
    for text in (*alone, *paired):
        assert text in STAND_INS
        assert not STAND_INS.excludes(text)


@pytest.mark.parametrize("text", ["xxxxxx", "X X X", "N/A - TBD", "unknown / TBD", "T.B.D.", "??", "–"])
def test_repeated_letters_and_pairs(text: str) -> None:
    assert text in STAND_INS


@pytest.mark.parametrize(
    "text",
    [
        "Asked the port",
        "TBD Trading Co.",
        "Unknown Pleasures Ltd",
        "xenon",
        "Natural rubber",
        "see-through film",
    ],
)
def test_texts_that_only_begin_like_one(text: str) -> None:
    assert text not in STAND_INS
