"""Proportions in figures and in the words that an auditor uses: "58 of 61 (95 %)", "almost nine in 10".

The words are made from the numbers by rule and are always true of them: "almost" is below the fraction that it
names, "more than" above it, and "about" within a point and a half.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

_NAMES = (
    (Fraction(1, 10), "one in 10"),
    (Fraction(1, 7), "one in seven"),
    (Fraction(1, 5), "one in five"),
    (Fraction(1, 4), "a quarter"),
    (Fraction(3, 10), "three in 10"),
    (Fraction(1, 3), "a third"),
    (Fraction(2, 5), "four in 10"),
    (Fraction(1, 2), "half"),
    (Fraction(3, 5), "six in 10"),
    (Fraction(2, 3), "two-thirds"),
    (Fraction(7, 10), "seven in 10"),
    (Fraction(3, 4), "three-quarters"),
    (Fraction(4, 5), "eight in 10"),
    (Fraction(9, 10), "nine in 10"),
)
_EXACT = Fraction(3, 400)
"""Up to three quarters of a point, the fraction is named without a word before it."""
_ABOUT = Fraction(3, 200)


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, both counted in cases."""

    part: int
    whole: int

    @property
    def percent(self) -> float:
        """The share in percent, 0 where there is no whole."""
        return 100 * self.part / self.whole if self.whole else 0.0

    @property
    def rounded(self) -> str:
        """The share in whole percent, which never rounds something to nothing nor nearly all to all."""
        if not self.whole:
            return "–"
        percent = round(self.percent)
        if self.part and not percent:
            return "<1%"
        return ">99%" if percent == 100 and self.part < self.whole else f"{percent}%"

    @property
    def figures(self) -> str:
        """`58 of 61 (95%)`."""
        return f"{self.part:,} of {self.whole:,} ({self.rounded})" if self.whole else "0 of 0"

    @property
    def aside(self) -> str:
        """`58 of 61, 95%`, for use in parentheses."""
        return f"{self.part:,} of {self.whole:,}, {self.rounded}" if self.whole else "0 of 0"

    @property
    def words(self) -> str:
        """The share in words: `almost all`, `two-thirds`, `fewer than one in 10`."""
        return in_words(self.part, self.whole)


def percent(share: float | Fraction) -> str:
    """A share with one decimal; never 0% of something, nor 100% of less than all."""
    value = float(share) * 100
    if 0 < value < 0.05:
        return "<0.1%"
    return ">99.9%" if 99.95 <= value < 100 else f"{value:.1f}".removesuffix(".0") + "%"


def in_words(part: int, whole: int) -> str:
    """A share in words. Of no whole, of nothing and of everything it is "none", "none" and "all"."""
    if not whole or not part:
        return "none"
    share = Fraction(part, whole)
    if share > Fraction(9, 10) + _ABOUT:
        return "all" if share == 1 else "almost all"
    if share < _NAMES[0][0] - _ABOUT:
        return "fewer than one in 10"
    value, name = min(_NAMES, key=lambda each: abs(each[0] - share))
    return _beside(name, share - value)


def _beside(name: str, distance: Fraction) -> str:
    """The words for a share at this distance from the fraction of a name."""
    if abs(distance) <= _EXACT:
        return name
    if abs(distance) <= _ABOUT:
        return f"about {name}"
    below = "fewer than" if name == "half" else "almost"
    return f"{below if distance < 0 else 'more than'} {name}"
