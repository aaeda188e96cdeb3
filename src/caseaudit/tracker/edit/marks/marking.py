"""Writing a marked copy of a workbook."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import quoteattr

from caseaudit.model.errors import CopyUnfaithful, TrackerUnusable
from caseaudit.model.marks import BASES, MOST_NOTES, Mark, Marking
from caseaudit.tracker.edit.archive import Packed, digest, key, packed, raw_parts, write_archive
from caseaudit.tracker.edit.children import children, unfit
from caseaudit.tracker.edit.controlxml import ABOVE_VALIDATIONS, below_cells
from caseaudit.tracker.edit.marks.cells import coloring
from caseaudit.tracker.edit.marks.formats import Formats, Shading
from caseaudit.tracker.edit.marks.notes import (
    Lines,
    more_boxes,
    more_comments,
    new_comments,
    new_drawing,
    noted,
)
from caseaudit.tracker.edit.marks.sheet import Looks, findings_sheet, free_title
from caseaudit.tracker.edit.markup import Part, Splice, attribute
from caseaudit.tracker.edit.newsheet import added_sheet, main_namespace
from caseaudit.tracker.edit.proof import prove_cells, read_copy
from caseaudit.tracker.edit.replacing import interim_folder, refuse_same, replacing
from caseaudit.tracker.edit.sheetcells import SheetCells
from caseaudit.tracker.read.bookfacts import BookFacts, Relation, relations_of, tags
from caseaudit.tracker.read.faults import Unreadable
from caseaudit.tracker.read.marks import Spot
from caseaudit.tracker.read.package import Package
from caseaudit.tracker.read.reading import PendingWorkbook, read_workbook, start_reading
from caseaudit.tracker.read.sheetxml import reference

if TYPE_CHECKING:
    from caseaudit.model.table import Workbook

ABOVE_NOTES = ABOVE_VALIDATIONS | {
    "hyperlinks", "printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks",
    "customProperties", "cellWatches", "ignoredErrors", "smartTags", "drawing",
}  # fmt: skip
"""What stands between a sheet's cells and the place of its notes' drawing."""
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_THREAD = "has a comment thread, which hides notes"
_MANY = f"only the first {MOST_NOTES:,} marked cells have notes"


class Marked(NamedTuple):
    """What was written: how many cells have a color and how many a note, and the name of the sheet of findings."""

    colored: int
    noted: int
    sheet: str
    unplaced: int
    """Cells that could not be colored, for the sheet has no element for their row."""


def mark_package(source: Path, target: Path, marking: Marking, before: Workbook | None = None) -> Marked:
    """Write `target`, the workbook `source` with these marks, read it back and compare.

    `before` is the source as read, where it has been read already.

    Raises:
        CommandUnusable: the target is the source, or cannot be written.
        TrackerUnusable: the source cannot be read as a workbook, or nothing can be added to it without harm.
        CopyUnfaithful: the copy is not what it was to be; it is not kept.
    """
    refuse_same(target, (source,))
    before = before or read_workbook(source)
    data = source.read_bytes()
    if sha256(data).hexdigest() != before.sha256:
        raise TrackerUnusable(
            str(source), "was changed while it was read.", "Close it elsewhere and start again."
        )
    try:
        made = _Drafting(data, marking)
        with replacing(target) as (file, part), interim_folder(target) as folder:
            # The entries are read back while the sheet of findings is made: 5 % of the time with 340,000 findings.
            entries = _entries_again(made, folder / "entries.xlsx")
            made.list_findings()
            write_archive(made.package, made.changed, file.write, added=made.added)
            file.flush()
            prove_marked(made.package, Package(part.read_bytes()), made.changed, made.added)
            _prove_entries(before, entries)
    except Unreadable as fault:
        raise TrackerUnusable(str(source), fault.what, fault.remedy) from None
    return made.marked


def _entries_again(made: _Drafting, interim: Path) -> PendingWorkbook:
    """The copy as it is being read back. The findings, which can be more than the entries, are not in it."""
    with interim.open("wb") as file:
        write_archive(made.package, made.changed, file.write, added=made.added)
    return start_reading(interim)


def _prove_entries(before: Workbook, entries: PendingWorkbook) -> None:
    """Every entry of the copy reads as before. Raises CopyUnfaithful where one differs."""
    after = read_copy(entries)
    prove_cells(before, replace(after, sheets=after.sheets[1:]), ())


def prove_marked(
    before: Package,
    after: Package,
    changed: Mapping[str, Packed],
    added: Mapping[str, Packed],
    dropped: Iterable[str] = (),
) -> None:
    """Every part is as it was, or as it was to be. Raises CopyUnfaithful where one is not."""
    gone = set(dropped)
    old = [each for each in raw_parts(before) if each[0] not in gone]
    new = list(raw_parts(after))
    for was, now in zip_longest(old, new[: len(old)]):
        if now is None or was[0] != now[0] or (was[0] not in changed and was[1:] != now[1:]):
            raise CopyUnfaithful(f"the part {was[0]} of the copy is not as it was")
    wanted = {**changed, **{key(name): part for name, part in added.items()}}
    if len(new) != len(old) + len(added) or any(
        digest(after, name) != part.sha256 for name, part in wanted.items()
    ):
        raise CopyUnfaithful("a part of the copy is not what was to be written")


class _Drafting:
    """The changed and new parts of a marked copy, made in memory."""

    def __init__(self, data: bytes, marking: Marking) -> None:
        self.package = Package(data)
        self._facts = BookFacts(self.package)
        self._marking = marking
        self.changed: dict[str, Packed] = {}
        self.added: dict[str, Packed] = {}
        self._splices: dict[str, tuple[Part, list[Splice]]] = {}
        self._unnoted: dict[tuple[str, Spot], str] = {}
        self._noted = self._colored = self._unplaced = 0
        name = next((name for name in self._facts.styles if key(name) in self.package.names), "")
        styles = self._part(name)
        self._formats = Formats(styles)
        self._shading = Shading(self._formats)
        book = self._part(self._facts.main)
        self._main = main_namespace(book)
        self._types = self._part("[Content_Types].xml")
        self._mark_sheets()
        title = self._add_findings()
        self._change(styles, self._formats.splices())
        for part, splices in self._splices.values():
            self.changed[key(part.name)] = packed(part.spliced(splices))
        self.marked = Marked(self._colored, self._noted, title, self._unplaced)

    def list_findings(self) -> None:
        """Make the sheet of findings, which is empty until then."""
        name, pieces = self._findings
        self.added[name] = packed(pieces, level=2)

    def _part(self, name: str) -> Part:
        data = self.package.part(name)
        if not data:
            raise unfit(f"it has no part {name or 'of styles'}")
        return Part(name, data)

    def _change(self, part: Part, splices: Iterable[Splice]) -> None:
        known = self._splices.setdefault(key(part.name), (part, []))
        known[1].extend(splices)

    def _mark_sheets(self) -> None:
        by_sheet: dict[str, dict[Spot, Mark]] = {}
        for mark in self._marking.marks:
            by_sheet.setdefault(mark.sheet, {})[mark.row, mark.column] = mark
        parts = dict(self._facts.sheets)
        for sheet, marks in by_sheet.items():
            if key(parts.get(sheet, "")) not in self.package.names:
                raise unfit(f'it has no sheet "{sheet}"')
            part = self._part(parts[sheet])
            severities = {spot: mark.severity for spot, mark in marks.items()}
            splices, unplaced = coloring(
                SheetCells(part),
                severities,
                lambda base, severity, stood: self._shading.format_of(base, severity, stood=stood),
            )
            self._change(part, splices)
            self._colored += len(marks) - len(unplaced)
            self._unplaced += len(unplaced)
            self._add_notes(sheet, part, marks)

    def _add_notes(self, sheet: str, part: Part, marks: Mapping[Spot, Mark]) -> None:
        related = relations_of(self.package, part.name)
        threads = set(self._threads(related))
        lines: dict[Spot, tuple[str, ...]] = {}
        for spot, mark in marks.items():
            if spot in threads:
                self._unnoted[sheet, spot] = f"no note: the cell {_THREAD}"
            elif mark.lines:
                lines[spot] = mark.lines
            else:
                self._unnoted[sheet, spot] = f"no note: {_MANY}"
        if not lines:
            return
        self._noted += len(lines)
        comments = next((each.part for each in related if each.kind == "comments"), "")
        drawing = self._drawing_of(part, related)
        links: list[tuple[str, str]] = []
        boxes: Lines = lines
        if comments:
            old = self._part(comments)
            standing = noted(old)
            boxes = {spot: each for spot, each in lines.items() if spot not in standing}
            self._change(old, more_comments(old, lines))
        else:
            name = self._add("comments", ".xml", "xl", new_comments(lines, self._main))
            self._name_type(name, _COMMENTS_TYPE)
            links.append(("comments", name))
        if drawing:
            self.changed[key(drawing)] = packed([more_boxes(self.package.part(drawing), boxes)])
        else:
            first = 1024 * (400 + self._noted // 1024 + len(self.added))
            links.append(
                ("vmlDrawing", self._add("vmlDrawing", ".vml", "xl/drawings", new_drawing(lines, first)))
            )
            self._default_type("vml", _DRAWING_TYPE)
        if links:
            self._relate(part, links)

    def _threads(self, related: Sequence[Relation]) -> Iterator[Spot]:
        for each in related:
            if each.kind == "threadedcomment":
                for _, attributes in tags(self.package.part(each.part), {"threadedComment"}):
                    spot = reference(f' r="{attributes.get("ref", "")}"'.encode())
                    if spot is not None:
                        yield spot

    def _drawing_of(self, part: Part, related: Sequence[Relation]) -> str:
        """The drawing in which the boxes of a sheet's notes are; "" where it has none yet."""
        child = below_cells(part).named("legacyDrawing")
        if child is None:
            return ""
        tag = part.text[child.start : child.tag_end]
        identity = next(
            (each.identity for each in related if each.identity and f'"{each.identity}"'.encode() in tag), ""
        )
        return next(
            (each.part for each in related if each.identity == identity and each.kind == "vmldrawing"), ""
        )

    def _add(self, stem: str, ending: str, folder: str, data: bytes) -> str:
        taken = {*self.package.names, *map(key, self.added)}
        names = (f"{folder}/{stem}{number}{ending}" for number in range(1, 100_000))
        name = next(name for name in names if key(name) not in taken)
        self.added[name] = packed([data])
        return name

    def _relate(self, part: Part, links: Sequence[tuple[str, str]]) -> None:
        """Lead from a sheet to its notes, and to their drawing by an element of the sheet."""
        folder, file = posixpath.split(part.name)
        name = posixpath.join(folder, "_rels", f"{file}.rels")
        old = self.package.part(name)
        relations = Part(name, old) if old else None
        inside = children(relations, b"Relationships") if relations else None
        known = {attribute(inside.text(child), "Id") for child in inside.found} if inside else set()
        kinds = _STRICT if "purl.oclc.org" in self._main else _RELATIONS
        made = b""
        for number, (kind, target) in enumerate(links, start=1):
            identity = f"rIdMark{number}"
            while identity in known:
                identity += "x"
            prefix = inside.prefix.decode() if inside else ""
            made += (
                f"<{prefix}Relationship Id={quoteattr(identity)} Type={quoteattr(f'{kinds}/{kind}')} "
                f"Target={quoteattr('/' + target)}/>"
            ).encode()
            if kind == "vmlDrawing":
                below = below_cells(part)
                at = below.after(ABOVE_NOTES)
                element = f'legacyDrawing xmlns:r="{kinds}" r:id={quoteattr(identity)}/>'.encode()
                self._change(part, [Splice(at, at, b"<" + below.prefix + element)])
        if relations is not None and inside is not None:
            self._change(relations, [Splice(inside.end, inside.end, made)])
            return
        head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns='
        space = '"http://schemas.openxmlformats.org/package/2006/relationships">'
        self.added[name] = packed([f"{head}{space}".encode() + made + b"</Relationships>"])

    def _name_type(self, name: str, kind: str) -> None:
        inside = children(self._types, b"Types")
        new = f'<{inside.prefix.decode()}Override PartName="/{name}" ContentType="{kind}"/>'
        self._change(self._types, [Splice(inside.end, inside.end, new.encode())])

    def _default_type(self, ending: str, kind: str) -> None:
        inside = children(self._types, b"Types")
        known = {(attribute(inside.text(child), "Extension") or "").lower() for child in inside.found}
        written = f'Extension="{ending}"'.encode()
        said = any(
            written in splice.new for splice in self._splices.get(key(self._types.name), (None, []))[1]
        )
        if ending not in known and not said:
            new = f'<{inside.prefix.decode()}Default Extension="{ending}" ContentType="{kind}"/>'
            at = inside.found[0].start if inside.found else inside.end
            self._change(self._types, [Splice(at, at, new.encode())])

    def _add_findings(self) -> str:
        title = free_title([name for name, _ in self._facts.sheets])
        formats = self._formats
        usual = b'<sz val="10"/><name val="Calibri"/>'
        plain = formats.plain(font=usual)
        looks = Looks(
            formats.plain(font=b'<b/><sz val="14"/><name val="Calibri"/>', wraps=False),
            plain,
            formats.plain(font=b"<b/>" + usual, fill=formats.solid("FFE6EAEF")),
            formats.plain(font=b'<u/><sz val="10"/><color rgb="FF0B57A4"/><name val="Calibri"/>'),
            formats.plain(font=usual, wraps=False),
            {
                each: formats.plain(font=b"<b/>" + usual, fill=formats.solid(f"FF{color - 1:06X}"))
                for each, color in BASES.items()
            },
        )
        shades = [*self._shading.shades.values()]
        added = added_sheet(self.package, self._facts, title, lambda _: b"", first=True)
        empty = f"<worksheet xmlns={quoteattr(self._main)}><sheetData/></worksheet>".encode()
        self.added[added.name] = packed([empty])
        self._findings = added.name, findings_sheet(self._marking, shades, self._unnoted, looks, self._main)
        for part, splices in added.splices:
            self._change(part, splices)
        return title
