"""Writing a copy of an .xlsx or .xlsm workbook in which some cells hold something else, and nothing differs besides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from caseaudit.model.edits import CellEdit, EditReport, Refused
from caseaudit.model.errors import TrackerUnusable
from caseaudit.tracker.edit.archive import Packed, key, packed, write_archive
from caseaudit.tracker.edit.children import children
from caseaudit.tracker.edit.draft import Draft, draft
from caseaudit.tracker.edit.markup import Part, Splice, with_attribute
from caseaudit.tracker.edit.proof import prove_cells, prove_parts, read_copy
from caseaudit.tracker.edit.replacing import refuse_same, replacing
from caseaudit.tracker.read.bookfacts import BookFacts
from caseaudit.tracker.read.faults import Unreadable
from caseaudit.tracker.read.package import Package
from caseaudit.tracker.read.reading import read_workbook

if TYPE_CHECKING:
    from caseaudit.model.table import Workbook

_ABOVE_CALCULATION = frozenset((
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences", "definedNames",
))  # fmt: skip


def edit_package(
    source: Path,
    target: Path,
    edits: Iterable[CellEdit],
    *,
    before: Workbook | None = None,
    then: Callable[[EditReport], object] | None = None,
    recalculates: bool = False,
) -> EditReport:
    """Write `target`, the workbook `source` with these edits, read it back and compare.

    A cell's element is replaced in its sheet's XML, a style added where a day needs one; every other byte of every
    part is copied. `before` is the source as read, where it has been read already. `then` is called with the report
    once the copy is proven, before it takes its place: where that raises, there is no copy. With `recalculates` the
    copy asks spreadsheet programs to calculate it when they open it.

    Raises:
        CommandUnusable: the target is the source, or cannot be written.
        TrackerUnusable: the source cannot be read as a workbook, or has changed since `before`.
        CopyUnfaithful: the copy is not what it was to be; it is not kept.
    """
    refuse_same(target, (source,))
    before = before or read_workbook(source)
    drafted = drafted_edits(source, edits, before)
    with replacing(target) as (file, part):
        digest = write_package(drafted.package, drafted.changed, file, part, source)
        if drafted.changed:
            prove_cells(before, read_copy(part), [made.edit for made in drafted.report.made])
        if recalculates:  # Only now: a formula's 0 then reads as no result.
            file.seek(0)
            file.truncate()
            changed = {**drafted.changed, **recalculating(drafted.package)}
            digest = write_package(drafted.package, changed, file, part, source)
        report = replace(drafted.report, after=digest)
        if then is not None:
            then(report)
    return report


def drafted_edits(source: Path, edits: Iterable[CellEdit], before: Workbook) -> Draft:
    """What `edit_package` would write, and its report, with nothing written. Raises TrackerUnusable."""
    columns = {sheet.name: sheet.columns for sheet in before.sheets}
    filled: list[CellEdit] = []
    refused: list[Refused] = []
    for edit in edits:
        on_sheet = columns.get(edit.sheet)
        column = None if on_sheet is None else on_sheet.get(edit.column)
        if edit.sheet in before.not_read:
            refused.append(Refused(edit, "is on a sheet that cannot be read"))
        elif on_sheet is not None and (column is None or column.at(edit.row) is None):
            refused.append(Refused(edit, "is empty, and nothing is filled in"))
        else:
            filled.append(edit)
    try:
        made = draft(source.read_bytes(), filled)
    except Unreadable as fault:
        raise TrackerUnusable(str(source), fault.what, fault.remedy) from None
    except OSError as error:
        raise TrackerUnusable(
            str(source), f"cannot be read ({error.strerror}).", "Check the name and the folder."
        ) from None
    if made.report.before != before.sha256:
        raise TrackerUnusable(
            str(source), "was changed while it was read.", "Close it elsewhere and start again."
        )
    return replace(made, report=replace(made.report, refused=(*refused, *made.report.refused)))


def write_package(
    package: Package, changed: Mapping[str, Packed], file: BinaryIO, part: Path, source: Path
) -> str:
    """Write the package with these parts to an open file, compare what is in the file; its SHA-256.

    Raises:
        TrackerUnusable: the package is put together in a way that cannot be repeated.
        CopyUnfaithful: the parts read back are not those that were to be written.
    """
    try:
        if changed:
            write_archive(package, changed, file.write)
        else:
            file.write(package.data)
    except Unreadable as fault:
        raise TrackerUnusable(str(source), fault.what, fault.remedy) from None
    file.flush()
    data = part.read_bytes()
    try:
        prove_parts(package, Package(data), changed)
    except Unreadable as fault:
        raise TrackerUnusable(str(source), fault.what, fault.remedy) from None
    return sha256(data).hexdigest()


def recalculating(package: Package) -> dict[str, Packed]:
    """The main part of a package, asking for a calculation when the workbook is opened.

    Raises:
        Unreadable: the part is damaged.
    """
    main = BookFacts(package).main
    part = Part(main, package.part(main))
    inside = children(part, b"workbook")
    child = inside.named("calcPr")
    if child is None:
        at = inside.after(_ABOVE_CALCULATION)
        splice = Splice(at, at, b'<%bcalcPr fullCalcOnLoad="1"/>' % inside.prefix)
    else:
        tag = part.text[child.start : child.tag_end]
        splice = Splice(child.start, child.tag_end, with_attribute(tag, "fullCalcOnLoad", "1"))
    return {key(main): packed(part.spliced([splice]))}
