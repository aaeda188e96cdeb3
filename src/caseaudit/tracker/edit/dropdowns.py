"""Adding dropdowns, checks and colours to a workbook: to its package, so that all else in it stays as it is."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from xml.parsers import expat

from caseaudit.model.controls import Controls, Mark, TermRange, placed
from caseaudit.model.errors import CopyUnfaithful, TrackerUnusable
from caseaudit.tracker.edit.archive import key
from caseaudit.tracker.edit.children import unfit
from caseaudit.tracker.edit.controlxml import sheet_splices, still_wanted, style_splices
from caseaudit.tracker.edit.markup import Part, Splice
from caseaudit.tracker.edit.newsheet import NewSheet, defined_names, new_sheet
from caseaudit.tracker.edit.proof import prove_cells
from caseaudit.tracker.edit.replacing import replacing
from caseaudit.tracker.read.bookfacts import BookFacts
from caseaudit.tracker.read.faults import Unreadable
from caseaudit.tracker.read.package import Package
from caseaudit.tracker.read.reading import read_workbook

_NAMES = re.compile(r"\b(?:Terms_\w+|Stand_ins)\b")


@dataclass(frozen=True, slots=True)
class Guarded:
    """A package with its controls.

    `title` is that of the sheet of terms, "" where nothing had to be added; `kept` are the ranges that had checks
    already and keep those.
    """

    data: bytes
    title: str
    kept: tuple[str, ...]


def with_controls(
    data: bytes,
    controls: Mapping[str, Controls],
    ranges: Sequence[TermRange],
    title: Callable[[Sequence[str]], str],
) -> Guarded:
    """The package with these controls (by sheet), and with a last sheet for the ranges.

    `title` names that sheet, given the names that are taken. Parts that are not changed keep their content, their
    order and their place.

    Raises:
        Unreadable: the package is put together in a way that nothing can be added to without harm.
        CopyUnfaithful: what was made is not what was to be made.
    """
    return _Adding(data, controls, ranges, title).guarded()


def guard_copy(
    interim: Path,
    target: Path,
    controls: Mapping[str, Controls],
    ranges: Sequence[TermRange],
    title: Callable[[Sequence[str]], str],
) -> Guarded:
    """Write `target`, the workbook `interim` with these controls, read it back and compare every cell.

    Raises:
        CommandUnusable: the target cannot be written.
        TrackerUnusable: nothing can be added to the workbook without harm.
        CopyUnfaithful: the copy is not what it was to be; it is not kept.
    """
    try:
        made = with_controls(interim.read_bytes(), controls, ranges, title)
    except Unreadable as fault:
        remedy = f"{fault.remedy} Or leave out --with-dropdowns."
        raise TrackerUnusable(str(target), fault.what, remedy) from None
    with replacing(target) as (file, part):
        file.write(made.data)
        file.flush()
        after = read_workbook(part)
        known = after.sheets[:-1] if made.title else after.sheets
        prove_cells(read_workbook(interim), replace(after, sheets=known), ())
    return made


class _Adding:
    def __init__(
        self,
        data: bytes,
        controls: Mapping[str, Controls],
        ranges: Sequence[TermRange],
        title: Callable[[Sequence[str]], str],
    ) -> None:
        self._package = Package(data)
        self._facts = BookFacts(self._package)
        self._controls, self._ranges = controls, ranges
        self._title = title([name for name, _ in self._facts.sheets])
        self._changed: dict[str, bytes] = {}

    def guarded(self) -> Guarded:
        wanted, kept = self._wanted()
        if not any(controls.validations or controls.highlights for _, controls in wanted):
            return Guarded(self._package.data, "", kept)
        book = self._part(self._facts.main)
        suffix = _free_suffix(defined_names(book), [each.name for each in self._ranges])
        ranges = [replace(each, name=each.name + suffix) for each in self._ranges]
        added = new_sheet(self._package, self._facts, self._title, ranges, placed(ranges))
        colours = self._colours()
        for part, controls in wanted:
            self._splice(part, sheet_splices(part, _renamed(controls, suffix), colours))
        for part, splices in added.splices:
            self._splice(part, splices)
        return Guarded(self._written(added), self._title, kept)

    def _wanted(self) -> tuple[list[tuple[Part, Controls]], tuple[str, ...]]:
        """By sheet: the controls that it has not yet; and the ranges that keep checks of their own."""
        wanted, kept = [], list[str]()
        parts = dict(self._facts.sheets)
        for sheet, controls in self._controls.items():
            if key(parts.get(sheet, "")) not in self._package.names:
                raise unfit(f'it has no sheet "{sheet}"')
            part = self._part(parts[sheet])
            own, standing = still_wanted(part, controls)
            wanted.append((part, own))
            kept += [f"{sheet}!{cells}" for cells in standing]
        return wanted, tuple(kept)

    def _part(self, name: str) -> Part:
        data = self._package.part(name)
        if not data:
            raise unfit(f"it has no part {name or 'of that kind'}")
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
            raise unfit("a part stands in it twice")
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
            for info in old.infolist():
                name = key(info.filename)
                data = self._changed[name] if name in self._changed else self._package.part(name)
                new.writestr(_like(info), data)
            new.writestr(_like(old.infolist()[0], added.name), added.data)
        self._prove(made.getvalue(), added)
        return made.getvalue()

    def _prove(self, made: bytes, added: NewSheet) -> None:
        """Raises CopyUnfaithful where a part is not as it was, or as it was to be."""
        before, after = Package(self._package.data), Package(made)
        names = [info.filename for info in before.zip.infolist()]
        if [info.filename for info in after.zip.infolist()] != [*names, added.name]:
            raise CopyUnfaithful("the parts of the copy are not those of the tracker")
        for name in map(key, names):
            expected = self._changed[name] if name in self._changed else before.part(name)
            if after.part(name) != expected:
                raise CopyUnfaithful(f"the part {name} of the copy is not what was to be written")
            if name in self._changed:
                _prove_xml(name, expected)
        _prove_xml(added.name, added.data)
        if BookFacts(after).sheets != [*self._facts.sheets, (self._title, added.name)]:
            raise CopyUnfaithful("the sheets of the copy are not those of the tracker and the standard terms")


def _prove_xml(name: str, data: bytes) -> None:
    """Raises CopyUnfaithful where a part is no XML, or a prefix in it stands for nothing."""
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(data, True)
    except expat.ExpatError as fault:
        raise CopyUnfaithful(f"the part {name} of the copy is no XML ({fault})") from None


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
    raise unfit("it has too many names")


def _renamed(controls: Controls, suffix: str) -> Controls:
    """The controls with the suffix behind every name of a range."""
    if not suffix:
        return controls
    return Controls(
        tuple(
            replace(each, formulas=tuple(_with_suffix(formula, suffix) for formula in each.formulas))
            for each in controls.validations
        ),
        tuple(replace(each, formula=_with_suffix(each.formula, suffix)) for each in controls.highlights),
    )


def _with_suffix(formula: str, suffix: str) -> str:
    return _NAMES.sub(lambda name: name[0] + suffix, formula)
