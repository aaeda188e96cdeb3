"""The styles of a workbook, where a day needs one: a cell's own style with a number format that shows days."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from caseaudit.tracker.edit.markup import (
    ATTRIBUTES,
    Part,
    Splice,
    attribute,
    element,
    local,
    with_attribute,
)
from caseaudit.tracker.read.faults import damaged

if TYPE_CHECKING:
    from lxml.etree import _Element

DAY_FORMAT = "yyyy-mm-dd"
"""How a day shows in a column that has no real date yet."""
MOST_STYLES = 65_000
FIRST_OWN_FORMAT = 164
"""Number formats below are those that every workbook has."""

_SHOW_DAYS = frozenset({*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58})
"""The formats of every workbook that show a day; those from 27 on in East Asia."""
_NOT_CODE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\[\]]*\]')


class TooManyStyles(Exception):
    """The workbook has as many styles as a workbook can have."""


@dataclass(frozen=True, slots=True)
class NoStyles:
    """That no day can be shown with the styles of a workbook; `why` ends a sentence that begins with the cell."""

    why: str = "cannot show a day, because the workbook has no styles"


def styles_of(part: Part, data: bytes) -> Styles | NoStyles:
    """The styles in this part, where a cell's number says which of them it has.

    Raises:
        Unreadable: the part is no XML.
    """
    groups = {local(group.tag): group for group in element(data)}
    formats = [local(each.tag) for each in groups.get("cellXfs", ())]
    if any(name not in ("xf", "") for name in formats):
        # Of alternatives a program takes those that it understands, so that numbers differ from program to program.
        return NoStyles("cannot show a day, because the workbook gives its styles as alternatives")
    styles = Styles(part, groups.get("numFmts", ())) if "xf" in formats else None
    return styles if styles is not None and len(styles.formats) == formats.count("xf") else NoStyles()


class Styles:
    """The styles part, whose own number formats are given, and what is added to it.

    Raises:
        Unreadable: it is not what a styles part should be.
    """

    def __init__(self, part: Part, number_formats: Iterable[_Element]) -> None:
        self.part = part
        self.codes = {
            _number(each.get("numFmtId")): each.get("formatCode", "")
            for each in number_formats
            if local(each.tag) == "numFmt"
        }
        self._prefix = part.root(b"styleSheet")[1]
        self._start, self._tags, self._close = self._cell_formats()
        self.formats = [_number(attribute(tag, "numFmtId")) for tag, _ in self._tags]
        self._known = len(self._tags)
        self._made: dict[tuple[int, int], int] = {}
        self._own_format: int | None = None

    def _cell_formats(self) -> tuple[re.Match[bytes], list[tuple[bytes, bytes]], int]:
        """The start tag of the list of cell formats; the start tag and the rest of each; where the list ends."""
        p, masked = re.escape(self._prefix), self.part.masked
        start = re.compile(rb"<" + p + rb"cellXfs(?=[\s>])" + ATTRIBUTES + b">").search(masked)
        close = start and re.compile(rb"</" + p + rb"cellXfs\s*>").search(masked, start.end())
        if start is None or close is None:
            raise damaged(f"{self.part.name} has no cell formats")
        xf = rb"<" + p + rb"xf(?=[\s/>])" + ATTRIBUTES
        each, ending = re.compile(xf + rb">"), re.compile(rb"</" + p + rb"xf\s*>")
        tags, at, text = [], start.end(), self.part.text
        while match := each.search(masked, at, close.start()):
            at = match.end()
            if not match[0].endswith(b"/>"):
                closes = ending.search(masked, at, close.start())
                if closes is None:
                    raise damaged(f"{self.part.name} has a cell format without end")
                at = closes.end()
            tags.append((text[match.start() : match.end()], text[match.end() : at]))
        return start, tags, close.start()

    def shows_days(self, style: int) -> bool:
        """Whether numbers of this style show as days."""
        if style >= len(self.formats):
            return False
        number = self.formats[style]
        code = self.codes.get(number)
        if code is None:
            return number in _SHOW_DAYS
        return re.search("[yYdD]", _NOT_CODE.sub("", code).replace("General", "")) is not None

    def usual_format(self, styles: Counter[int]) -> int | None:
        """The number format that most of the days among these cells have; None where there is no day."""
        counts: Counter[int] = Counter()
        for style, count in sorted(styles.items()):
            if self.shows_days(style):
                counts[self.formats[style]] += count
        return counts.most_common(1)[0][0] if counts else None

    def with_format(self, style: int, number: int | None) -> int:
        """The style that is `style` with this number format (None: yyyy-mm-dd), made where there is none.

        Raises:
            TooManyStyles: no further style fits into the workbook.
        """
        number = self._day_format() if number is None else number
        style = style if style < self._known else 0
        if self.formats[style] == number:
            return style
        made = self._made.get((style, number))
        if made is None:
            if len(self.formats) >= MOST_STYLES:
                raise TooManyStyles
            made = self._made[style, number] = len(self.formats)
            tag, rest = self._tags[style]
            tag = with_attribute(with_attribute(tag, "numFmtId", str(number)), "applyNumberFormat", "1")
            self._tags.append((with_attribute(tag, "quotePrefix", None), rest))
            self.formats.append(number)
        return made

    def splices(self) -> list[Splice]:
        """The changes to the part: none where every style was there."""
        added = self._tags[self._known :]
        if not added:
            return []
        found = [Splice(self._close, self._close, b"".join(tag + rest for tag, rest in added))]
        if attribute(self._start[0], "count") is not None:
            tag = with_attribute(self._start[0], "count", str(len(self._tags)))
            found.append(Splice(self._start.start(), self._start.end(), tag))
        return [*found, *self._format_splices()]

    def _day_format(self) -> int:
        if self._own_format is None:
            same = (
                number for number, code in self.codes.items() if code.replace("\\", "").lower() == DAY_FORMAT
            )
            self._own_format = next(same, max(FIRST_OWN_FORMAT - 1, *self.codes, *self.formats) + 1)
        return self._own_format

    def _format_splices(self) -> list[Splice]:
        number = self._own_format
        if number is None or number in self.codes or number not in self.formats[self._known :]:
            return []
        p, masked = self._prefix, self.part.masked
        new = b'<%bnumFmt numFmtId="%d" formatCode="%b"/>' % (p, number, DAY_FORMAT.encode())
        group = re.search(rb"<" + re.escape(p) + rb"numFmts(?=[\s/>])" + ATTRIBUTES + b">", masked)
        if group is None:
            at = self.part.root(b"styleSheet").end()
            return [Splice(at, at, b'<%bnumFmts count="1">%b</%bnumFmts>' % (p, new, p))]
        tag = with_attribute(group[0], "count", str(len(self.codes) + 1))
        if tag.endswith(b"/>"):
            return [Splice(group.start(), group.end(), b"%b>%b</%bnumFmts>" % (tag[:-2], new, p))]
        return [Splice(group.start(), group.end(), tag + new)]


def _number(text: str | None) -> int:
    """The number of a number format as an attribute says it; that of the general format where it says none."""
    return int(text) if text is not None and text.isdecimal() else 0
