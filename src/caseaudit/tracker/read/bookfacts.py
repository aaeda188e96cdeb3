"""What an .xlsx or .xlsb package says of itself: its main part, which part is which sheet, how it counts days."""

from __future__ import annotations

import posixpath
from contextlib import suppress
from typing import NamedTuple
from xml.parsers import expat

from caseaudit.tracker.read.faults import damaged
from caseaudit.tracker.read.limits import SHEETS
from caseaudit.tracker.read.package import Package, plain_xml

_YES = frozenset({"1", "true", "on"})

Tag = tuple[str, dict[str, str]]


class Relation(NamedTuple):
    """One relation of a part: the last word of its type, its id, the part it leads to, and how that is written."""

    kind: str
    identity: str
    part: str
    written: str


class BookFacts:
    """What the main part and its relations say: `sheets` (name, part name) in order, `recalculates`, `epoch_1904`."""

    def __init__(self, package: Package) -> None:
        self.main = main_part(package)
        self.relations = relations_of(package, self.main)
        self.shared_strings = [each.part for each in self.relations if each.kind == "sharedstrings"]
        self.styles = [each.part for each in self.relations if each.kind == "styles"]
        self.others = [*self.shared_strings, *self.styles]
        self.epoch_1904 = self.recalculates = False
        self.sheets: list[tuple[str, str]] = []
        if self.main.lower().endswith(".bin"):
            return
        targets = {each.identity: each.part for each in self.relations}
        for name, attributes in tags(package.part(self.main), {"sheet", "calcPr", "workbookPr"}):
            if name == "calcPr":
                self.recalculates |= attributes.get("fullCalcOnLoad") in _YES
            elif name == "workbookPr":
                self.epoch_1904 |= attributes.get("date1904", "").lower() in _YES
            else:
                related = (value for key, value in attributes.items() if key.endswith(":id"))
                identity = next(related, attributes.get("id", ""))
                self.sheets.append((attributes.get("name", ""), targets.get(identity, "")))
        SHEETS.check(len(self.sheets))


def main_part(package: Package) -> str:
    """The part that the package names as its document; where it names none that is there, the usual one."""
    named = [each.part for each in _relations(package, "", "_rels/.rels") if each.kind == "officedocument"]
    usual = ["xl/workbook.xml", "xl/workbook.bin"]
    return next((part for part in (*named, *usual) if part.lower() in package.names), usual[0])


def relations_of(package: Package, part: str) -> list[Relation]:
    """The relations of a part."""
    folder, file = posixpath.split(part)
    return _relations(package, folder, posixpath.join(folder, "_rels", f"{file}.rels"))


def _relations(package: Package, folder: str, name: str) -> list[Relation]:
    found = []
    for _, attributes in tags(package.part(name), {"Relationship"}):
        written = attributes.get("Target", "")
        kind = attributes.get("Type", "").rsplit("/", 1)[-1].lower()
        found.append(Relation(kind, attributes.get("Id", ""), _part_at(package, folder, written), written))
    return found


def _part_at(package: Package, folder: str, written: str) -> str:
    """The part that a relation of a part in this folder leads to."""
    target = written.replace("\\", "/")
    if target.startswith("/"):
        return posixpath.normpath(target).lstrip("/")
    path = posixpath.normpath(posixpath.join(folder, target)).lstrip("/")
    # Some writers count from the top though they write no slash.
    return target if path.lower() not in package.names and target.lower() in package.names else path


def tags(xml: bytes, wanted: set[str]) -> list[Tag]:
    """The start tags of these names, without prefix, with their attributes: up to where the XML breaks off."""
    found: list[Tag] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local in wanted:
            found.append((local, attributes))

    def declares(*_: object) -> None:
        raise damaged("a part declares a document type")

    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = declares
    with suppress(expat.ExpatError):
        parser.Parse(plain_xml(xml).decode("utf-8", "replace").encode("utf-8", "replace"), True)
    return found
