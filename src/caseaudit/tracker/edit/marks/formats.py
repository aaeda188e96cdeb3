"""The formats of marked cells: a cell's own format with another fill, and the way back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from caseaudit.model.definition import Severity
from caseaudit.model.marks import Before, Shade, colors
from caseaudit.tracker.edit.children import Children, children, unfit
from caseaudit.tracker.edit.markup import Part, Splice, attribute, with_attribute

_MOST_FORMATS = 64_000
_COLOR = re.compile(rb"""\srgb\s*=\s*["']([0-9A-Fa-f]{8})["']""")


class Group:
    """The elements of one group of the styles (`fills`, `fonts`, `cellXfs`), and what is added behind them."""

    def __init__(self, styles: Children, name: str, kind: str) -> None:
        group = styles.named(name)
        if group is None:
            raise unfit(f"its styles have no {name}")
        self._styles, self._child, self._name = styles, group, name
        inside = children(Part(name, styles.text(group)), name.encode())
        if any(child.name != kind for child in inside.found):
            raise unfit("it gives its styles as alternatives for different programs")
        self.texts = [inside.text(child) for child in inside.found]
        self.known = len(self.texts)
        self._places = {text: place for place, text in reversed([*enumerate(self.texts)])}

    def place_of(self, text: bytes) -> int:
        """Where this element stands; it is added where it stands nowhere."""
        place = self._places.get(text)
        if place is None:
            place = self._places[text] = len(self.texts)
            self.texts.append(text)
        return place

    def splices(self) -> Iterator[Splice]:
        """The changes that add the new elements."""
        if len(self.texts) > self.known:
            yield from self._styles.added(self._child, b"".join(self.texts[self.known :]), len(self.texts))


class Formats:
    """The styles part of a workbook.

    Raises:
        Unreadable: nothing can be added to it without harm.
    """

    def __init__(self, part: Part) -> None:
        self.part = part
        self._styles = children(part, b"styleSheet")
        self._prefix = self._styles.prefix
        self.fills = Group(self._styles, "fills", "fill")
        self.fonts = Group(self._styles, "fonts", "font")
        self.formats = Group(self._styles, "cellXfs", "xf")

    def add_format(self, text: bytes) -> int:
        """The number of a format, given as XML."""
        place = self.formats.place_of(text)
        if place > _MOST_FORMATS:
            raise unfit("it has as many formats as a workbook can hold")
        return place

    def splices(self) -> list[Splice]:
        """The changes to the part."""
        return [*self.fills.splices(), *self.fonts.splices(), *self.formats.splices()]

    def fill_of(self, place: int) -> bytes:
        """A fill as XML; that of an empty one where there is none of this number."""
        empty = b'<%bfill><%bpatternFill patternType="none"/></%bfill>' % (
            self._prefix,
            self._prefix,
            self._prefix,
        )
        return self.fills.texts[place] if place < len(self.fills.texts) else empty

    def solid(self, color: str) -> int:
        """The number of a fill of one color."""
        p = self._prefix
        return self.fills.place_of(
            b'<%bfill><%bpatternFill patternType="solid"><%bfgColor rgb="%b"/><%bbgColor indexed="64"/>'
            b"</%bpatternFill></%bfill>" % (p, p, p, color.encode(), p, p, p)
        )

    def plain(self, *, font: bytes, fill: int = 0, wraps: bool = True) -> int:
        """The format of a text with a font of its own, given as the inside of the font's element."""
        p = self._prefix
        number = self.fonts.place_of(b"<%bfont>%b</%bfont>" % (p, font.replace(b"<", b"<" + p), p))
        return self.add_format(
            b'<%bxf numFmtId="0" fontId="%d" fillId="%d" borderId="0" applyFont="1" applyFill="1" applyAlignment="1">'
            b'<%balignment vertical="top"%b/></%bxf>'
            % (p, number, fill, p, b' wrapText="1"' if wraps else b"", p)
        )


class Shading:
    """Gives formats the color of a severity, and remembers in the color how they looked before."""

    def __init__(self, formats: Formats) -> None:
        self._formats = formats
        self._made: dict[tuple[int, Severity, bool], int] = {}
        self.shades: dict[tuple[Severity, Before], Shade] = {}
        self._free = {severity: colors(severity) for severity in Severity}

    def format_of(self, base: int, severity: Severity, *, stood: bool) -> int:
        """The number of the format that is `base` with the color of the severity."""
        made = self._made.get((base, severity, stood))
        if made is None:
            made = self._made[base, severity, stood] = self._make(base, severity, stood)
        return made

    def _make(self, base: int, severity: Severity, stood: bool) -> int:
        formats = self._formats
        text = formats.formats.texts[base if base < formats.formats.known else 0]
        tag, rest = text[: text.index(b">") + 1], text[text.index(b">") + 1 :]
        fill = formats.fill_of(_number(tag, "fillId")).decode()
        before = Before(fill, attribute(tag, "applyFill"), stood)
        shade = self.shades.get((severity, before))
        if shade is None:
            color = next(self._free[severity], None)
            if color is None:
                raise unfit("it has too many different fills")
            shade = self.shades[severity, before] = Shade(color, severity, before)
        tag = with_attribute(with_attribute(tag, "fillId", str(formats.solid(shade.color))), "applyFill", "1")
        return formats.add_format(tag + rest)


class Unshading:
    """Knows the formats that carry a mark, and gives each its look before."""

    def __init__(self, formats: Formats, shades: Iterable[Shade]) -> None:
        self._formats = formats
        by_color = {shade.color.upper(): shade for shade in shades}
        of_fill = {place: by_color.get(_solid_color(text)) for place, text in enumerate(formats.fills.texts)}
        self.marked: Mapping[int, Shade] = {
            place: shade
            for place, text in enumerate(formats.formats.texts)
            if (shade := of_fill.get(_number(text[: text.index(b">") + 1], "fillId"))) is not None
        }
        self._back: dict[int, int] = {}

    def format_before(self, marked: int) -> int:
        """The number of the format as it was before the mark."""
        if marked not in self._back:
            before, formats = self.marked[marked].before, self._formats
            text = formats.formats.texts[marked]
            tag, rest = text[: text.index(b">") + 1], text[text.index(b">") + 1 :]
            fill = formats.fills.place_of(before.fill.encode())
            tag = with_attribute(with_attribute(tag, "fillId", str(fill)), "applyFill", before.applies)
            self._back[marked] = formats.formats.place_of(tag + rest)
        return self._back[marked]


def _number(tag: bytes, name: str) -> int:
    text = attribute(tag, name)
    return int(text) if text is not None and text.isdecimal() else 0


def _solid_color(fill: bytes) -> str:
    if b"solid" not in fill:
        return ""
    found = _COLOR.search(fill)
    return found[1].decode().upper() if found else ""
