"""The changed parts of a package, made in memory: nothing is written here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from caseaudit.model.edits import CellEdit, Cut, EditReport, PartChange, Refused, Rewrite
from caseaudit.tracker.edit import cellxml
from caseaudit.tracker.edit.archive import Packed, digest, key, packed
from caseaudit.tracker.edit.cellxml import OldCell
from caseaudit.tracker.edit.markup import Part, Splice, attribute
from caseaudit.tracker.edit.rewriting import Rewriting
from caseaudit.tracker.edit.sheetcells import SheetCells
from caseaudit.tracker.edit.styles import NoStyles, Styles, styles_of
from caseaudit.tracker.read.bookfacts import BookFacts
from caseaudit.tracker.read.faults import damaged
from caseaudit.tracker.read.package import Package


@dataclass(frozen=True, slots=True)
class Draft:
    """A package with the parts (by `key`) that are to change, and what came of each edit."""

    package: Package
    changed: dict[str, Packed]
    report: EditReport


def draft(data: bytes, edits: Iterable[CellEdit]) -> Draft:
    """Make the changed parts. The last edit of a cell counts.

    Raises:
        Unreadable: the package, or a part that is to change, is damaged.
    """
    return _Drafting(data).draft(edits)


class _Drafting:
    def __init__(self, data: bytes) -> None:
        self._package = Package(data)
        self._facts = BookFacts(self._package)
        self._epoch_1904 = self._facts.epoch_1904
        self._strings = next(
            (name for name in self._facts.shared_strings if key(name) in self._package.names), None
        )
        self._rich: frozenset[int] | None = None
        self._styles_name = next(
            (name for name in self._facts.styles if key(name) in self._package.names), None
        )
        self._styles: Styles | NoStyles | None = None
        self._changed: dict[str, Packed] = {}
        self._parts: list[PartChange] = []
        self._made: list[Rewrite] = []
        self._refused: list[Refused] = []
        self._notes: list[str] = []
        self._uses_strings = False

    def draft(self, edits: Iterable[CellEdit]) -> Draft:
        by_sheet: defaultdict[str, dict[tuple[int, int], CellEdit]] = defaultdict(dict)
        for edit in edits:
            by_sheet[edit.sheet][edit.row, edit.column] = edit
        parts = {name: part for name, part in self._facts.sheets if key(part) in self._package.names}
        if len({*map(key, parts.values())}) < len(parts):
            raise damaged("two of its sheets are one part")
        for sheet in sorted(by_sheet, key=[*parts, *by_sheet].index):
            if sheet in parts:
                self._sheet(parts[sheet], by_sheet[sheet])
            else:
                self._refused += [
                    Refused(edit, "is on no worksheet of this file") for edit in by_sheet[sheet].values()
                ]
        self._add_styles()
        report = EditReport(
            tuple(self._made),
            tuple(self._refused),
            tuple(self._parts),
            self._relied_on(),
            (*self._notes, *self._standing_notes()),
            sha256(self._package.data).hexdigest(),
        )
        return Draft(self._package, self._changed, report)

    def _sheet(self, name: str, edits: dict[tuple[int, int], CellEdit]) -> None:
        data = self._package.part(name)
        cells = SheetCells(Part(name, data))
        is_dated = any(isinstance(edit.new, date) for edit in edits.values())
        styles = self._read_styles() if is_dated else NoStyles()
        rewriting = Rewriting(cells, edits, styles, self._is_rich, epoch_1904=self._epoch_1904)
        self._refused += rewriting.refused
        if rewriting.made:
            self._replace(name, data, cells.part.spliced(rewriting.splices))
            self._made += rewriting.made
            if attribute(cells.below(b"sheetProtection"), "sheet") in ("1", "true"):
                sheet = rewriting.made[0].edit.sheet
                note = f'The sheet "{sheet}" is protected; so is the copy, with the same password.'
                if note not in self._notes:
                    self._notes.append(note)

    def _is_rich(self, old: OldCell) -> bool:
        """Whether the cell holds a text with runs of its own, in itself or among the shared strings."""
        if old.kind != "s":
            return old.rich
        self._uses_strings = True
        if self._rich is None:
            strings = self._strings
            part = None if strings is None else Part(strings, self._package.part(strings))
            self._rich = frozenset() if part is None else cellxml.rich_strings(part)
        return old.value.isdecimal() and int(old.value) in self._rich

    def _read_styles(self) -> Styles | NoStyles:
        if self._styles is None:
            name = self._styles_name
            data = b"" if name is None else self._package.part(name)
            self._styles = NoStyles() if name is None else styles_of(Part(name, data), data)
        return self._styles

    def _add_styles(self) -> None:
        styles = self._styles
        splices = styles.splices() if isinstance(styles, Styles) else []
        if isinstance(styles, Styles) and splices:
            part = styles.part
            self._replace(
                part.name, self._package.part(part.name), part.spliced(splices), cuts(part, splices)
            )

    def _replace(self, name: str, old: bytes, new: Iterable[bytes], made_by: tuple[Cut, ...] = ()) -> None:
        part = self._changed[key(name)] = packed(new)
        self._parts.append(PartChange(key(name), sha256(old).hexdigest(), part.sha256, made_by))

    def _relied_on(self) -> dict[str, str]:
        """The shared strings, where an old cell names one by its number; the styles, where they stay as they are."""
        names = [self._strings if self._uses_strings else None, self._styles_name if self._made else None]
        return {
            key(name): digest(self._package, name)
            for name in names
            if name is not None and key(name) not in self._changed
        }

    def _standing_notes(self) -> Iterator[str]:
        names = self._package.names
        if self._made and any(name.startswith("_xmlsignatures/") for name in names):
            yield "The workbook is digitally signed; the signature does not hold for the copy. Sign it again."
        if self._made and any(name.startswith("xl/pivotcache/") for name in names):
            yield "Pivot tables show the old entries until they are refreshed."


def cuts(part: Part, splices: Sequence[Splice]) -> tuple[Cut, ...]:
    """What the splices changed, by the place in the new text."""
    found, shift = [], 0
    for splice in sorted(splices, key=lambda splice: splice.start):
        old = part.text[splice.start : splice.end]
        found.append(Cut(splice.start + shift, old.decode(), splice.new.decode()))
        shift += len(splice.new) - len(old)
    return tuple(found)
