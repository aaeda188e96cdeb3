"""The words and weights that the reading of a layout works with, from the file `layout.toml` beside the definitions."""

from __future__ import annotations

import tomllib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

_PACKAGE = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Curve:
    """Points for a share: straight lines between the pairs of share and points."""

    shares: tuple[float, ...]
    points: tuple[float, ...]

    def at(self, share: float) -> float:
        """The points for this share."""
        after = bisect_right(self.shares, share)
        if after == 0:
            return self.points[0]
        if after == len(self.shares):
            return self.points[-1]
        start, end = self.shares[after - 1], self.shares[after]
        low, high = self.points[after - 1], self.points[after]
        return low + (high - low) * (share - start) / (end - start)


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The file's parts; `words` as it stands."""

    words: Mapping[str, Any]
    hints: Mapping[str, frozenset[str]]
    weights: Mapping[str, float]
    certainty: Mapping[str, float]
    contents: Mapping[str, Curve]
    companies: frozenset[str]
    own_companies: frozenset[str]


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """What the file says, read once."""
    packaged = _PACKAGE / "schemas"
    folder = packaged if packaged.is_dir() else _PACKAGE.parents[1] / "schemas"
    data = tomllib.loads((folder / "layout.toml").read_text(encoding="utf-8"))
    return Knowledge(
        data["words"],
        {name: frozenset(words.split()) for name, words in data["hints"].items()},
        data["weights"],
        data["certainty"],
        {name: _curve(pairs) for name, pairs in data["contents"].items()},
        frozenset(data["companies"]["all"].split()),
        frozenset(data["companies"]["own"].split()),
    )


def _curve(pairs: Sequence[Sequence[float]]) -> Curve:
    return Curve(tuple(share for share, _ in pairs), tuple(points for _, points in pairs))
