"""Taking the marks off a workbook, also after people and other programs have worked in it."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from caseaudit.model.errors import TrackerUnusable
from caseaudit.model.marks import MARKED_BY, PALETTE_HEAD, Shade, shade_of
from caseaudit.model.table import Sheet, Workbook
from caseaudit.tracker.edit.archive import Packed, key, packed, write_archive
from caseaudit.tracker.edit.children import children, unfit
from caseaudit.tracker.edit.controlxml import below_cells
from caseaudit.tracker.edit.marks.cells import uncoloring
from caseaudit.tracker.edit.marks.formats import Formats, Unshading
from caseaudit.tracker.edit.marks.marking import prove_marked
from caseaudit.tracker.edit.marks.notes import without_notes
from caseaudit.tracker.edit.markup import Part, Splice, attribute
from caseaudit.tracker.edit.newsheet import moved_sheets
from caseaudit.tracker.edit.proof import prove_cells, read_copy
from caseaudit.tracker.edit.replacing import refuse_same, replacing
from caseaudit.tracker.edit.sheetcells import SheetCells
from caseaudit.tracker.read.bookfacts import BookFacts, relations_of
from caseaudit.tracker.read.faults import Unreadable
from caseaudit.tracker.read.package import Package
from caseaudit.tracker.read.reading import read_workbook


class Unmarked(NamedTuple):
    """What was taken off: cells that lost their color, and the sheets of findings."""

    uncolored: int
    sheets: tuple[str, ...]


def findings_sheets(book: Workbook) -> Iterator[tuple[Sheet, tuple[Shade, ...]]]:
    """The sheets of findings of a workbook, each with what its hidden columns say of the marks."""
    for sheet in book.sheets:
        column = sheet.columns.get(0)
        first = column.at(0) if column is not None else None
        if first is not None and first.text.startswith(MARKED_BY):
            yield sheet, tuple(_palette(sheet))


def _palette(sheet: Sheet) -> Iterator[Shade]:
    for number, column in sheet.columns.items():
        head = next((row for row in range(min(12, sheet.rows)) if _text(column, row) == PALETTE_HEAD), None)
        if head is None:
            continue
        for row in range(head + 1, sheet.rows):
            shade = shade_of([_text(sheet.columns.get(number + place), row) for place in range(5)])
            if shade is None:
                return
            yield shade


def _text(column: object, row: int) -> str:
    cell = column.at(row) if column is not None and row < len(column.codes) else None  # type: ignore[attr-defined]
    return "" if cell is None else str(cell.text)


def unmark_package(source: Path, target: Path) -> Unmarked:
    """Write `target`, the workbook `source` without the marks of this program, read it back and compare.

    Raises:
        CommandUnusable: the target is the source, or cannot be written.
        TrackerUnusable: the source has no marks, or they cannot be taken off without harm.
        CopyUnfaithful: the copy is not what it was to be; it is not kept.
    """
    refuse_same(target, (source,))
    before = read_workbook(source)
    sheets = [*findings_sheets(before)]
    if not sheets:
        raise TrackerUnusable(
            str(source), "has no marks of caseaudit: its sheet of findings is missing.", "Name a marked copy."
        )
    if len(sheets) == len(before.sheets):
        raise TrackerUnusable(
            str(source), "has no sheet beside the sheet of findings.", "Name a marked copy."
        )
    try:
        made = _Drafting(
            source.read_bytes(), {sheet.name for sheet, _ in sheets}, [s for _, each in sheets for s in each]
        )
    except Unreadable as fault:
        raise TrackerUnusable(str(source), fault.what, fault.remedy) from None
    with replacing(target) as (file, part):
        write_archive(made.package, made.changed, file.write, dropped=made.dropped)
        file.flush()
        prove_marked(made.package, Package(part.read_bytes()), made.changed, {}, made.dropped)
        kept = tuple(sheet for sheet in before.sheets if sheet.name not in made.titles)
        prove_cells(replace(before, sheets=kept), read_copy(part), ())
    return Unmarked(made.uncolored, tuple(sheet.name for sheet, _ in sheets))


class _Drafting:
    def __init__(self, data: bytes, titles: set[str], shades: Iterable[Shade]) -> None:
        self.package = Package(data)
        self._facts = BookFacts(self.package)
        self.titles = titles
        self.changed: dict[str, Packed] = {}
        self.dropped: set[str] = set()
        self.uncolored = 0
        self._splices: dict[str, tuple[Part, list[Splice]]] = {}
        name = next((name for name in self._facts.styles if key(name) in self.package.names), "")
        styles = self._part(name)
        formats = Formats(styles)
        unshading = Unshading(formats, shades)
        worksheets = {key(each.part) for each in self._facts.relations if each.kind == "worksheet"}
        for title, part in self._facts.sheets:
            if key(part) in worksheets & self.package.names.keys() and title not in titles:
                self._unmark_sheet(part, unshading)
        for title in titles:
            self._drop_sheet(title)
        self._change(styles, formats.splices())
        for changed, splices in self._splices.values():
            if splices and key(changed.name) not in self.dropped:
                self.changed[key(changed.name)] = packed(changed.spliced(splices))
        self.changed = {name: part for name, part in self.changed.items() if name not in self.dropped}

    def _part(self, name: str) -> Part:
        data = self.package.part(name)
        if not data:
            raise unfit(f"it has no part {name or 'of styles'}")
        return Part(name, data)

    def _change(self, part: Part, splices: Iterable[Splice]) -> None:
        self._splices.setdefault(key(part.name), (part, []))[1].extend(splices)

    def _unmark_sheet(self, name: str, formats: Unshading) -> None:
        part = self._part(name)
        splices = [*uncoloring(SheetCells(part), formats)]
        self.uncolored += len(splices)
        self._change(part, splices)
        related = relations_of(self.package, name)
        comments = next((each for each in related if each.kind == "comments"), None)
        if comments is None or key(comments.part) not in self.package.names:
            return
        old = self._part(comments.part)
        drawing = next(
            (each for each in related if each.kind == "vmldrawing" and self._has_boxes(each.part)), None
        )
        boxes = self.package.part(drawing.part) if drawing else b""
        changes, rest, left = without_notes(old, boxes)
        if not changes:
            return
        if left == 0 and b"<v:shape " not in rest:
            self._drop_notes(part, [comments.identity, *([drawing.identity] if drawing else [])])
            self.dropped |= {key(comments.part), *([key(drawing.part)] if drawing else [])}
            return
        self._change(old, changes)
        if drawing and rest != boxes:
            self.changed[key(drawing.part)] = packed([rest])

    def _has_boxes(self, name: str) -> bool:
        return b'ObjectType="Note"' in self.package.part(name)

    def _drop_notes(self, part: Part, identities: list[str]) -> None:
        """Take the notes' parts out of the sheet, its relations and the list of types."""
        child = below_cells(part).named("legacyDrawing")
        if child is not None:
            self._change(part, [Splice(child.start, child.end, b"")])
        folder, file = posixpath.split(part.name)
        relations = self._part(posixpath.join(folder, "_rels", f"{file}.rels"))
        inside = children(relations, b"Relationships")
        gone = [child for child in inside.found if attribute(inside.text(child), "Id") in identities]
        if len(gone) == len(inside.found):
            self.dropped.add(key(relations.name))
        else:
            self._change(relations, [Splice(child.start, child.end, b"") for child in gone])
        for each in relations_of(self.package, part.name):
            if each.identity in identities:
                self._drop_type(each.part)

    def _drop_type(self, name: str) -> None:
        types = self._part("[Content_Types].xml")
        inside = children(types, b"Types")
        for child in inside.found:
            if key(attribute(inside.text(child), "PartName") or "") == key(name):
                self._change(types, [Splice(child.start, child.end, b"")])

    def _drop_sheet(self, title: str) -> None:
        place, part = next((n, part) for n, (name, part) in enumerate(self._facts.sheets) if name == title)
        book = self._part(self._facts.main)
        inside = children(book, b"workbook")
        sheets = inside.named("sheets")
        if sheets is None:
            raise unfit("it lists no sheets")
        text = inside.text(sheets)
        listed = children(Part("sheets", text), b"sheets").found[place]
        self._change(book, [Splice(sheets.start + listed.start, sheets.start + listed.end, b"")])
        self._change(book, moved_sheets(inside, place, -1))
        folder, file = posixpath.split(self._facts.main)
        relations = self._part(posixpath.join(folder, "_rels", f"{file}.rels"))
        links = children(relations, b"Relationships")
        identities = [each.identity for each in self._facts.relations if key(each.part) == key(part)]
        self._change(
            relations,
            [
                Splice(child.start, child.end, b"")
                for child in links.found
                if attribute(links.text(child), "Id") in identities
            ],
        )
        self._drop_type(part)
        self.dropped.add(key(part))
        own = posixpath.join(posixpath.dirname(part), "_rels", f"{posixpath.basename(part)}.rels")
        if key(own) in self.package.names:
            self.dropped.add(key(own))
