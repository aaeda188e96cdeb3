"""The marks of an .xlsx workbook, and the bytes to give calamine.

Each sheet is scanned once before calamine reads it: its marks are noted, and what would harm calamine is put right.
"""

from __future__ import annotations

import io
import re

from caseaudit.tracker.read.bookfacts import BookFacts
from caseaudit.tracker.read.faraway import far_cells
from caseaudit.tracker.read.farnumbers import MOST_DAYS
from caseaudit.tracker.read.marks import Marks, Spot
from caseaudit.tracker.read.mending import texts_in, with_characters, with_kinds
from caseaudit.tracker.read.package import Package, is_plain, plain_xml
from caseaudit.tracker.read.sheetscan import SheetScan
from caseaudit.tracker.read.sheetxml import Read, last_row, split, walk
from caseaudit.tracker.read.usualnames import UsualNames

_LOST_SHEET = re.compile(rb"""<(?:[\w.-]+:)?sheet\s(?=[^<>]*:id\s*+=\s*+(?:""|''))[^<>]*/>""")
"""What is left of a macro module: a sheet without a part, at which calamine gives the whole workbook up."""
_DATA_END = re.compile(rb"</(?:[\w.-]+:)?sheetData\s*>")
_EXTENSIONS = re.compile(rb"<(?:[\w.-]+:)?extLst(?:\s[^<>]*)?(/?)>")
_EXTENSIONS_END = re.compile(rb"</(?:[\w.-]+:)?extLst\s*>")
_SPACED_NUMBER = re.compile(
    rb"""(<(?:[\w.-]+:)?c(?:\s(?![^<>]*\st\s*=\s*["'](?:str|inlineStr|e|d)["'])[^<>]*)?>\s*"""
    rb"""(?:<(?:[\w.-]+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:[\w.-]+:)?f>)\s*)?<(?:[\w.-]+:)?v>)\s++([^<\s]*+)\s*+(?=</)"""
)
"""A number with blanks around it, as some writers of workbooks leave it."""
_NUMBER_CELL = re.compile(
    rb"""<((?:[\w.-]+:)?)c(\s(?![^<>]*\st\s*+=\s*+["'](?!n["']))[^<>]*)?>\s*"""
    rb"""(<(?:[\w.-]+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:[\w.-]+:)?f>)\s*)?(<(?:[\w.-]+:)?v>)([^<]*)<"""
)
_TYPE = re.compile(rb"""\st\s*+=\s*+["']n["']""")
_ZONED = re.compile(rb"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+)Z(\s*</)")


class OoxmlScan:
    """`data` is the workbook for calamine: the file itself wherever calamine can read it right."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._package = Package(data)
        self._facts = BookFacts(self._package)
        self.epoch_1904 = self._facts.epoch_1904
        self._changed: dict[str, bytes] = {}
        self._marks: dict[str, Marks] = {}
        self._far: dict[str, list[Spot]] = {}
        self._names = UsualNames(self._package, self._facts.main, self._facts.relations)
        self._sheets = [(name, part.lower()) for name, part in self._facts.sheets]
        for part in self._facts.others:
            self._package.weigh(part)

    def prepare(self) -> None:
        """Put right the encodings that calamine would read nothing from."""
        for part in (self._facts.main, *self._facts.others, *(part for _, part in self._sheets)):
            if not is_plain(self._read(part.lower())(200)):
                self._changed[part.lower()] = plain_xml(self._package.part(part))
        main = self._changed.get(self._facts.main.lower()) or self._package.part(self._facts.main)
        if _LOST_SHEET.search(main):
            self._changed[self._facts.main.lower()] = _LOST_SHEET.sub(b"", main)
            self._sheets = [(name, part) for name, part in self._sheets if part]
        self._rewrite()

    def marks(self, number: int, name: str) -> tuple[Marks, bool]:
        """The marks of a sheet, and whether `data` had to be changed so that calamine may read it.

        Raises:
            Unreadable: the sheet spans more cells than can be held.
        """
        part = self._part(number, name)
        before = self._changed.get(part)
        found = self._scanned(part)
        if found.has_sections:
            self._changed[part] = plain_xml(before or self._package.part(part))
            found = self._scanned(part)
        if found.spread.is_wide and (far := far_cells(self._read(part))):
            self._far[part] = far
            self._changed[part] = self._without(part, set(far))
            found = self._scanned(part)
        if found.strange_errors or found.dates_with_zone:
            self._changed[part] = self._respelled(part, found)
        is_changed = self._changed.get(part) is not before
        if is_changed:
            self._rewrite()
        found.marks.strays = self._far.get(part, [])
        self._marks[part] = found.marks
        return found.marks, is_changed

    def mend(self, number: int, name: str) -> bool:
        """Leave out what a cell holds beside its value, and the blanks around numbers; keep as text what is no number
        or none that a day or a duration can be, and cells of no kind. Whether there was any.
        """
        if number < 0:
            return self._put(
                {part.lower(): with_characters(self._text(part.lower())) for part in self._facts.others}
            )
        part = self._part(number, name)
        text = self._text(part)
        found = _DATA_END.search(text)
        end = found.start() if found else len(text)
        shared = sum(texts_in(self._text(each.lower())) for each in self._facts.shared_strings)
        cells = with_kinds(with_characters(text[:end]), shared, self._marks.get(part, Marks()))
        plain = _SPACED_NUMBER.sub(rb"\1\2", _without_extensions(cells))
        return self._put({part: _NUMBER_CELL.sub(_number_or_text, plain) + text[end:]})

    def _put(self, parts: dict[str, bytes]) -> bool:
        """Whether any of these parts differs from what it was."""
        changed = {part: text for part, text in parts.items() if text != self._text(part)}
        self._changed |= changed
        if changed:
            self._rewrite()
        return bool(changed)

    def _text(self, part: str) -> bytes:
        return self._changed.get(part) or self._package.part(part)

    def _part(self, number: int, name: str) -> str:
        return dict(self._sheets).get(name) or (self._sheets[number][1] if number < len(self._sheets) else "")

    def _scanned(self, part: str) -> SheetScan:
        return SheetScan(self._read(part), self._facts.recalculates)

    def _rewrite(self) -> None:
        if self._changed or self._names.moved or self._names.relations:
            self.data = self._package.copy({**self._changed, **self._names.relations}, self._names.moved)

    def _read(self, part: str) -> Read:
        if part in self._changed:
            return io.BytesIO(self._changed[part]).read
        return self._package.reader(part) or io.BytesIO().read

    def _without(self, part: str, far: set[Spot]) -> bytes:
        """The sheet's XML with the far cells left empty: their tags stay, so that what follows keeps its place."""
        tags, blocks = split(self._read(part))
        pieces: list[bytes] = []
        before = -1
        for kind, block in blocks:
            position = 0
            if kind == "rows":
                for _, spot, end in walk(tags, block, before):
                    if spot in far and not block.startswith(b"/", end - 2):
                        close = block.find(tags.cell_end, end)
                        pieces += [block[position : end - 1], b"/>"]
                        position = len(block) if close < 0 else close + len(tags.cell_end)
                before = last_row(tags, block, before)
            pieces.append(block[position:])
        return b"".join(pieces)

    def _respelled(self, part: str, found: SheetScan) -> bytes:
        """The sheet's XML with errors that calamine does not know as texts, and with dates in no time zone."""
        tags, blocks = split(self._read(part))
        pieces: list[bytes] = []
        for kind, block in blocks:
            piece = block
            if kind == "rows" and found.strange_errors:
                piece = tags.error_cell.sub(rb'\1"str"', piece)
            if kind == "rows" and found.dates_with_zone:
                piece = _ZONED.sub(rb"\1\2", piece)
            pieces.append(piece)
        return b"".join(pieces)


def _without_extensions(text: bytes) -> bytes:
    pieces, at = [], 0
    while opens := _EXTENSIONS.search(text, at):
        closes = opens if opens[1] else _EXTENSIONS_END.search(text, opens.end())
        if closes is None:
            break
        pieces.append(text[at : opens.start()])
        at = closes.end()
    return b"".join([*pieces, text[at:]])


def _number_or_text(cell: re.Match[bytes]) -> bytes:
    """The cell as it is, or as text where its number is out of reach."""
    prefix, attributes, formula, tag, value = cell.groups(b"")
    try:
        if abs(float(value)) <= MOST_DAYS:
            return cell[0]
    except ValueError:
        pass  # No number at all.
    return b'<%bc%b t="str">%b%b%b<' % (prefix, _TYPE.sub(b"", attributes), formula, tag, value)
