"""Adding dropdowns, checks and colours to a workbook: to its package, so that all else in it stays as it is."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from caseaudit.model.controls import Controls, Highlight, Mark, TermRange, Validation, placed
from caseaudit.model.errors import CopyUnfaithful
from caseaudit.workbook.editing.archive import key
from caseaudit.workbook.editing.children import children
from caseaudit.workbook.editing.controlxml import sheet_splices, style_splices
from caseaudit.workbook.editing.markup import Part, Splice
from caseaudit.workbook.editing.newsheet import NewSheet, defined_names, new_sheet
from caseaudit.workbook.faults import damaged
from caseaudit.workbook.package import BookFacts, Package

_NAMES = re.compile(r"\b(?:Terms_\w+|Stand_ins)\b")


@dataclass(frozen=True, slots=True)
class Guarded:
    """A package with its controls; `kept` names the ranges that had checks of their own and keep them."""

    data: bytes
    kept: tuple[str, ...]


def with_controls(
    data: bytes, controls: Mapping[str, Controls], ranges: Sequence[TermRange], title: str
) -> Guarded:
    """The package with these controls (by sheet), and with a last sheet of this title for the ranges.

    Parts that are not changed keep their content, their order and their place.

    Raises:
        Unreadable: the package is put together in a way that nothing can be added to without harm.
        CopyUnfaithful: what was made is not what was to be made.
    """
    return _Adding(data, controls, ranges, title).guarded()


class _Adding:
    def __init__(
        self, data: bytes, controls: Mapping[str, Controls], ranges: Sequence[TermRange], title: str
    ) -> None:
        self._package = Package(data)
        self._facts = BookFacts(self._package)
        self._controls, self._ranges, self._title = controls, ranges, title
        self._changed: dict[str, bytes] = {}

    def guarded(self) -> Guarded:
        book = self._part(self._facts.main)
        suffix = _free_suffix(defined_names(book), [each.name for each in self._ranges])
        ranges = [replace(each, name=each.name + suffix) for each in self._ranges]
        added = new_sheet(self._package, self._facts, self._title, ranges, placed(ranges))
        colours = self._colours()
        kept: list[str] = []
        parts = dict(self._facts.sheets)
        for sheet, controls in self._controls.items():
            if key(parts.get(sheet, "")) not in self._package.names:
                raise damaged(f'it has no sheet "{sheet}"')
            own = _renamed(controls, suffix)
            part = self._part(parts[sheet])
            splices, standing = sheet_splices(part, own, colours)
            kept += [f"{sheet}!{cells}" for cells in standing]
            self._splice(part, splices)
        for part, splices in added.splices:
            self._splice(part, splices)
        return Guarded(self._written(added), tuple(kept))

    def _part(self, name: str) -> Part:
        data = self._package.part(name)
        if not data:
            raise damaged(f"it has no part {name or 'of that kind'}")
        return Part(name, data)

    def _colours(self) -> Mapping[Mark, int]:
        """The number of each mark's style, which is added to the styles."""
        name = next((name for name in self._facts.styles if key(name) in self._package.names), "")
        part = self._part(name)
        splices, numbers = style_splices(part, tuple(Mark))
        self._splice(part, splices)
        return numbers

    def _splice(self, part: Part, splices: Sequence[Splice]) -> None:
        if splices:
            self._changed[key(part.name)] = b"".join(part.spliced(splices))

    def _written(self, added: NewSheet) -> bytes:
        made = io.BytesIO()
        old = self._package.zip
        names = [key(info.filename) for info in old.infolist()]
        if len(set(names)) < len(names):
            raise damaged("a part stands in it twice")
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
            for info in old.infolist():
                name = key(info.filename)
                data = self._changed.get(name) if name in self._changed else self._package.part(info.filename)
                new.writestr(_like(info), data or b"")
            new.writestr(_like(old.infolist()[0], added.name), added.data)
        self._prove(made.getvalue(), added)
        return made.getvalue()

    def _prove(self, made: bytes, added: NewSheet) -> None:
        """Raises CopyUnfaithful where a part is not as it was, or as it was to be."""
        after = Package(made)
        names = [info.filename for info in self._package.zip.infolist()]
        if [info.filename for info in after.zip.infolist()] != [*names, added.name]:
            raise CopyUnfaithful("the parts of the copy are not those of the tracker")
        for name in names:
            expected = self._changed.get(key(name))
            if after.part(name) != (self._package.part(name) if expected is None else expected):
                raise CopyUnfaithful(f"the part {name} of the copy is not what was to be written")
        before, now = self._facts.sheets, BookFacts(after).sheets
        if [*before, (self._title, added.name)] != now:
            raise CopyUnfaithful("the sheets of the copy are not those of the tracker and the standard terms")
        for name in ("[Content_Types].xml", added.name):
            children(Part(name, after.part(name)), b"Types" if name.startswith("[") else b"worksheet")


def _like(info: zipfile.ZipInfo, name: str | None = None) -> zipfile.ZipInfo:
    made = zipfile.ZipInfo(name or info.filename, info.date_time)
    made.compress_type = zipfile.ZIP_DEFLATED if name else info.compress_type
    made.external_attr, made.create_system = info.external_attr, info.create_system
    return made


def _free_suffix(taken: Sequence[str], wanted: Sequence[str]) -> str:
    """What to put behind the names of ranges so that none is taken."""
    used = {name.casefold() for name in taken}
    suffixes = ("", *(f"_{number}" for number in range(2, 1000)))
    for suffix in suffixes:
        if not any((name + suffix).casefold() in used for name in wanted):
            return suffix
    raise damaged("it has too many names")


def _renamed(controls: Controls, suffix: str) -> Controls:
    if not suffix:
        return controls
    return Controls(
        tuple(map(lambda each: _validation(each, suffix), controls.validations)),
        tuple(_highlights(controls.highlights, suffix)),
    )


def _validation(each: Validation, suffix: str) -> Validation:
    return replace(each, formulas=tuple(_with_suffix(formula, suffix) for formula in each.formulas))


def _highlights(highlights: Sequence[Highlight], suffix: str) -> Iterator[Highlight]:
    yield from (replace(each, formula=_with_suffix(each.formula, suffix)) for each in highlights)


def _with_suffix(formula: str, suffix: str) -> str:
    return _NAMES.sub(lambda name: name[0] + suffix, formula)
