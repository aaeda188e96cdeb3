"""What every report is written on: a width, ink, and texts that cannot do harm.

What stands in a workbook is hostile until shown otherwise: a cell can hold terminal commands, characters that turn
the reading order around, or ten thousand letters. `inert` makes such a text visible and harmless; everything that
comes out of a workbook, a file name included, passes through it before it is written for a person.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass

STYLES = {
    "strong": "1",
    "faint": "2",
    "good": "1;32",
    "bad": "1;31",
    "error": "31",
    "warning": "33",
    "note": "34",
    "place": "36",
}
"""The inks, by what they mark. Words and places always say the same: no reader depends on colour."""

PLAIN = str.maketrans(
    {
        "─": "-",
        "█": "#",
        "▌": "=",
        "░": ".",
        "…": "~",
        "⏎": "|",
        "␣": "_",
        "·": "-",
        "–": "-",
        "—": "-",
        "▁": "_",
        "▂": ".",
        "▃": "-",
        "▄": "=",
        "▅": "+",
        "▆": "*",
        "▇": "%",
    }
)
"""What stands for the signs of a report where the output cannot encode them."""

_SIGNS = {"\n": "⏎", "\r": "⏎", "\u2028": "⏎", "\u2029": "⏎", "\t": "\\t"}
_WORDS = re.compile(r"\S+|\s+")


@dataclass(frozen=True, slots=True)
class Paper:
    """Where a report for people goes: `width` columns, `write` takes finished text.

    Without `colour` there are no escape sequences; without `signs`, only ASCII for the report's own signs.
    """

    write: Callable[[str], object]
    width: int = 100
    colour: bool = False
    signs: bool = True

    def line(self, text: str = "") -> None:
        """Write one line, without blanks at its end."""
        text = text.rstrip(" ")
        self.write((text if self.signs else text.translate(PLAIN)) + "\n")

    def ink(self, style: str, text: str) -> str:
        """The text in one of the `STYLES`; as it is where the paper has no colour or there is no style."""
        if not (self.colour and style and text):
            return text
        return f"\x1b[{STYLES[style]}m{text}\x1b[0m"

    def paragraph(self, text: str, indent: int = 0, hang: int | None = None, style: str = "") -> None:
        """Write a text, wrapped to the width; lines after the first are indented by `hang`."""
        hang = indent if hang is None else hang
        lines = wrap(text, max(self.width - hang, 20), max(self.width - indent, 20))
        for number, line in enumerate(lines):
            self.line(" " * (hang if number else indent) + self.ink(style, line))

    def rule(self) -> None:
        """Draw a line across the page."""
        self.line(self.ink("faint", "─" * self.width))


def inert(text: str) -> str:
    """The text with every character that does not print shown by a sign or its number (`\\x1b`, `\\u202e`)."""
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n")
    return "".join(char if char.isprintable() else _visible(char) for char in text)


def quoted(text: str) -> str:
    """The text as `inert` shows it, in quotation marks where blanks around it would not be seen."""
    shown = inert(text)
    return f'"{shown}"' if shown != shown.strip() or not shown else shown


def span(text: str) -> int:
    """How many columns of a terminal the (inert) text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def shorten(text: str, width: int) -> str:
    """At most `width` columns of the text; where something is cut away, it ends in `…`."""
    if span(text) <= width and len(text) <= 4 * width:
        return text
    kept, used = [], 1
    for char in text[: 4 * width]:
        used += _columns(char)
        if used > width:
            break
        kept.append(char)
    return "".join(kept).rstrip() + "…"


def fit(text: str, width: int) -> str:
    """Exactly `width` columns: shortened or filled with blanks, to the right of the text."""
    shown = shorten(text, width)
    return shown + " " * (width - span(shown))


def wrap(text: str, width: int, first: int | None = None) -> list[str]:
    """The text in lines of at most `width` columns (the first line: `first`), broken at blanks where there are any."""
    lines = [""]
    used = 0
    for word in _pieces(text, width):
        room = first if first and len(lines) == 1 else width
        if used + span(word) > room and lines[-1]:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
            used = 0
        if used or not word.isspace():
            lines[-1] += word
            used += span(word)
    lines[-1] = lines[-1].rstrip()
    return lines


def _visible(char: str) -> str:
    if char in _SIGNS:
        return _SIGNS[char]
    if unicodedata.category(char) == "Zs":
        return "␣"
    number = ord(char)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _columns(char: str) -> int:
    if char.isascii():
        return 1
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _pieces(text: str, width: int) -> Iterator[str]:
    """Words and the blanks between them; a word wider than a line comes in parts."""
    for word in _WORDS.findall(text):
        rest = word
        while span(rest) > width:
            part = shorten(rest, width + 1)[:-1] or rest[0]
            yield part
            rest = rest[len(part) :]
        yield rest
