"""No regular expression of the program takes time that grows faster than the text: every one is found and timed."""

from __future__ import annotations

import re
import signal
import time
from types import FrameType
from typing import Any

import pytest

from tests.patterns import FROM_THE_START, Found, attacks, every_pattern

SIZE = 8_000
MOST_SECONDS = 0.02
"""A linear pattern takes a hundredth of this for `SIZE` signs, a quadratic one ten times as much."""

PATTERNS = list(every_pattern())


class _TooLong(Exception):
    pass


def test_the_patterns_are_found() -> None:
    assert len(PATTERNS) > 150
    assert len({found.place.split(":")[0] for found in PATTERNS}) > 50


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="a pattern cannot be interrupted here")
@pytest.mark.parametrize("found", PATTERNS, ids=lambda found: found.place)
def test_no_pattern_is_worse_than_linear(found: Found) -> None:
    for text in attacks(found.pattern, SIZE):
        if _seconds(found, text) > MOST_SECONDS:
            assert min(_seconds(found, text) for _ in range(3)) < MOST_SECONDS, (
                f"{found.pattern.pattern!r} on {text[:40]!r}… ({sorted(found.methods)})"
            )


def _seconds(found: Found, text: Any) -> float:
    methods = found.methods - FROM_THE_START
    ways = [_all] if methods else []
    ways += [getattr(re.Pattern, name) for name in sorted(found.methods & FROM_THE_START)]
    start = time.process_time()
    before = signal.signal(signal.SIGALRM, _stop)
    signal.setitimer(signal.ITIMER_REAL, 0.3)
    try:
        for way in ways:
            way(found.pattern, text)
    except _TooLong:
        return 0.3
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    return time.process_time() - start


def _all(pattern: re.Pattern[Any], text: Any) -> None:
    for _ in pattern.finditer(text):
        pass


def _stop(signum: int, frame: FrameType | None) -> None:
    raise _TooLong
