"""The way back: a copy's old entries, put where they stood, byte for byte."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from caseaudit.model.edits import EditReport, PartChange, Rewrite
from caseaudit.model.errors import CommandUnusable, CopyUnfaithful, TrackerUnusable
from caseaudit.model.table import address
from caseaudit.tracker.edit import cellxml
from caseaudit.tracker.edit.archive import Packed, digest, key, packed
from caseaudit.tracker.edit.markup import Part, Splice
from caseaudit.tracker.edit.packages import write_package
from caseaudit.tracker.edit.replacing import refuse_same, replacing
from caseaudit.tracker.edit.sheetcells import SheetCells
from caseaudit.tracker.read.bookfacts import BookFacts
from caseaudit.tracker.read.faults import Unreadable
from caseaudit.tracker.read.package import Package


def restore_package(copy: Path, target: Path, done: EditReport) -> str:
    """Write `target`, the copy with what `done` changed put back; returns its SHA-256.

    Raises:
        CommandUnusable: the target is the copy or cannot be written, or the copy does not hold what was written.
        TrackerUnusable: the copy cannot be read as a workbook.
        CopyUnfaithful: a restored part is not what it was; nothing is kept.
    """
    refuse_same(target, (copy,))
    try:
        package = Package(copy.read_bytes())
        changed = _restored(package, copy, done)
    except Unreadable as fault:
        raise TrackerUnusable(str(copy), fault.what, fault.remedy) from None
    except OSError as error:
        raise TrackerUnusable(str(copy), f"cannot be read ({error.strerror}).", "Check the name.") from None
    with replacing(target) as (file, part):
        return write_package(package, changed, file, part, copy)


def _restored(package: Package, copy: Path, done: EditReport) -> dict[str, Packed]:
    now = {name: digest(package, name) for name in {*done.relies_on, *(part.name for part in done.parts)}}
    for name, known in done.relies_on.items():
        if now.get(name) != known:
            raise _saved_since(copy, name)
    changed = {}
    for part in done.parts:
        if part.cuts:
            if now.get(part.name) != part.after:
                raise _saved_since(copy, part.name)
            changed[part.name] = packed(_uncut(package.part(part.name), part))
    changed |= _sheets(package, copy, done.made)
    if changed.keys() != {part.name for part in done.parts}:
        raise CommandUnusable(
            f"{copy}: the log is not whole: it does not say of each part how it was before, so that nothing shows "
            "whether the old entries come back exactly. Give the log as normalize wrote it; nothing was restored."
        )
    for part in done.parts:
        untouched = now.get(part.name) == part.after
        if untouched and (part.name not in changed or changed[part.name].sha256 != part.before):
            raise CopyUnfaithful(f"the part {part.name} does not come out as it was")
    return changed


def _sheets(package: Package, copy: Path, made: Iterable[Rewrite]) -> dict[str, Packed]:
    by_sheet: defaultdict[str, dict[tuple[int, int], Rewrite]] = defaultdict(dict)
    for one in made:
        by_sheet[one.edit.sheet][one.edit.row, one.edit.column] = one
    parts = dict(BookFacts(package).sheets)
    changed = {}
    for sheet, own in by_sheet.items():
        name = parts.get(sheet, "")
        if key(name) not in package.names:
            raise CommandUnusable(
                f'{copy}: has no sheet "{sheet}", which the log changed. Nothing was written.'
            )
        cells = SheetCells(Part(name, package.part(name)))
        found = cells.find(own)
        splices = []
        for spot, one in own.items():
            spans = found.get(spot, [])
            stands = [cells.part.text[span.start : span.end].decode() for span in spans]
            if stands != [one.new_xml]:
                raise CommandUnusable(
                    f"{copy}: {sheet}!{address(*spot)} does not hold what the log says was written there, "
                    f'"{one.edit.new}". Give the copy as it was written; nothing was restored.'
                )
            splices.append(Splice(spans[0].start, spans[0].end, one.old_xml.encode()))
        for _ in cellxml.parsed(cells, (splice.new for splice in splices)):
            pass  # Each must be one cell: a log is a file that anyone can have written.
        changed[key(name)] = packed(cells.part.spliced(splices))
    return changed


def _uncut(data: bytes, change: PartChange) -> Iterator[bytes]:
    part = Part(change.name, data)
    splices = []
    for cut in change.cuts:
        new = cut.new.encode()
        if part.text[cut.at : cut.at + len(new)] != new:
            raise CopyUnfaithful(f"the log does not fit the part {change.name}")
        splices.append(Splice(cut.at, cut.at + len(new), cut.old.encode()))
    return part.spliced(splices)


def _saved_since(copy: Path, name: str) -> CommandUnusable:
    return CommandUnusable(
        f"{copy}: is not the copy that this log is of, or was saved by another program since ({name} differs), so that "
        "old cells cannot be put back exactly. The log has every old value."
    )
