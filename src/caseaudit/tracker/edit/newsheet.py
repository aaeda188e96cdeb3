"""A new last sheet in a package: for ranges of standard terms, with a defined name for each."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from xml.sax.saxutils import escape, quoteattr

from caseaudit.model.controls import TERMS_NOTE, TermRange
from caseaudit.tracker.edit.archive import key
from caseaudit.tracker.edit.cellxml import escaped
from caseaudit.tracker.edit.children import Child, Children, children, unfit
from caseaudit.tracker.edit.markup import ATTRIBUTES, Part, Splice, attribute, with_attribute
from caseaudit.tracker.read.bookfacts import BookFacts
from caseaudit.tracker.read.package import Package

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
_ABOVE_NAMES = frozenset((
    "fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups",
    "externalReferences",
))  # fmt: skip
_SHEET = re.compile(rb"<(?:[\w.-]+:)?sheet(?=\s)" + ATTRIBUTES + b">")
_NAME = re.compile(rb"<(?:[\w.-]+:)?definedName(?=\s)" + ATTRIBUTES + b">")
_VIEW = re.compile(rb"<(?:[\w.-]+:)?workbookView(?=[\s/])" + ATTRIBUTES + b">")
_RELATION_ID = re.compile(rb"""\s([\w.-]+:id)\s*=\s*["']([^"']*)["']""")
_NAMESPACE = re.compile(rb"""\sxmlns(?::[\w.-]+)?\s*=\s*["']([^"']*spreadsheetml[^"']*)["']""")


@dataclass(frozen=True, slots=True)
class NewSheet:
    """The part of a new sheet, and the changes to the parts that name it."""

    name: str
    data: bytes
    splices: tuple[tuple[Part, list[Splice]], ...]


def new_sheet(
    package: Package,
    facts: BookFacts,
    title: str,
    ranges: Sequence[TermRange],
    rows: Mapping[str, tuple[int, int]],
) -> NewSheet:
    """A last sheet of this title with these ranges in its first column, and all that makes it part of the workbook.

    Raises:
        Unreadable: the workbook is put together in a way that no sheet can be added to.
    """
    return added_sheet(package, facts, title, lambda main: _sheet_xml(main, title, ranges, rows), rows)


def added_sheet(
    package: Package,
    facts: BookFacts,
    title: str,
    sheet_of: Callable[[str], bytes],
    rows: Mapping[str, tuple[int, int]] = MappingProxyType({}),
    *,
    first: bool = False,
) -> NewSheet:
    """A sheet that is added to the workbook, as its last or its first, with a name for each of these ranges of rows.

    `sheet_of` makes the sheet in the workbook's namespace.

    Raises:
        Unreadable: the workbook is put together in a way that no sheet can be added to.
    """
    worksheets = {key(each.part) for each in facts.relations if each.kind == "worksheet"}
    beside = next((part for _, part in facts.sheets if key(part) in worksheets & package.names.keys()), None)
    if beside is None:
        raise unfit("it has no sheet")
    name = _free_part(package, posixpath.dirname(beside))
    book = Part(facts.main, package.part(facts.main))
    folder, file = posixpath.split(facts.main)
    relations = _read(package, posixpath.join(folder, "_rels", f"{file}.rels"))
    types = _read(package, "[Content_Types].xml")
    identity, related = _related(relations, folder, beside, name)
    return NewSheet(
        name,
        sheet_of(main_namespace(book)),
        (
            (book, _in_book(book, title, identity, rows, first=first)),
            (relations, related),
            (types, _in_types(types, beside, name)),
        ),
    )


def defined_names(book: Part) -> list[str]:
    """The names that a workbook defines."""
    return [attribute(tag, "name") or "" for tag in _NAME.findall(book.masked)]


def _read(package: Package, name: str) -> Part:
    data = package.part(name)
    if not data:
        raise unfit(f"it has no part {name}")
    return Part(name, data)


def _free_part(package: Package, folder: str) -> str:
    names = (posixpath.join(folder, f"sheet{number}.xml") for number in range(1, 10_000))
    return next(name for name in names if key(name) not in package.names)


def main_namespace(book: Part) -> str:
    """The namespace of a workbook's sheets, notes and styles."""
    namespace = _NAMESPACE.search(book.root(b"workbook")[0])
    return namespace[1].decode("utf-8", "replace") if namespace else _MAIN


def _in_book(
    book: Part, title: str, identity: str, rows: Mapping[str, tuple[int, int]], *, first: bool
) -> list[Splice]:
    inside = children(book, b"workbook")
    sheets = inside.named("sheets")
    tags = _SHEET.findall(inside.text(sheets)) if sheets else []
    sample = next((tag for tag in tags if _RELATION_ID.search(tag)), None)
    if sheets is None or sample is None:
        raise unfit(f"{book.name} lists no sheets")
    number = max((int(attribute(tag, "sheetId") or 0) for tag in tags), default=0) + 1
    sheet = _sheet_tag(sample, title, number, identity)
    names = _names(inside, title, rows) if rows else []
    if first:
        return [Splice(sheets.tag_end, sheets.tag_end, sheet), *moved_sheets(inside, 0, 1), *names]
    return [*inside.added(sheets, sheet), *names]


def moved_sheets(inside: Children, place: int, by: int) -> Iterator[Splice]:
    """The changes to all that counts the sheets of a workbook, where those from a place on move by one.

    With -1 the sheet at the place goes, and so do the names that belong to it.
    """
    part, names, views = inside.part, inside.named("definedNames"), inside.named("bookViews")
    for match in _NAME.finditer(part.masked, names.start, names.end) if names else ():
        own = attribute(match[0], "localSheetId") or ""
        if own.isdecimal() and by < 0 and int(own) == place:
            end = part.masked.index(b">", part.masked.index(b"</", match.end())) + 1
            yield Splice(match.start(), end, b"")
        elif own.isdecimal() and int(own) >= place:
            tag = with_attribute(match[0], "localSheetId", str(int(own) + by))
            yield Splice(match.start(), match.end(), tag)
    if views is None:
        sheets = inside.named("sheets")
        if by > 0 and sheets is not None:
            p = inside.prefix
            new = b'<%bbookViews><%bworkbookView activeTab="1"/></%bbookViews>' % (p, p, p)
            yield Splice(sheets.start, sheets.start, new)
        return
    for match in _VIEW.finditer(part.masked, views.start, views.end):
        tag = match[0]
        for name in ("activeTab", "firstSheet"):
            said = attribute(tag, name) or "0"
            shown = int(said) if said.isdecimal() else 0
            moved = (
                shown + by if shown > place or (by > 0 and name == "activeTab" and shown == place) else shown
            )
            tag = with_attribute(tag, name, str(moved) if moved else None)
        yield Splice(match.start(), match.end(), tag)


def _sheet_tag(sample: bytes, title: str, number: int, identity: str) -> bytes:
    """The tag of another sheet with what is new in it: so it has its namespaces too, wherever they are declared."""
    found = _RELATION_ID.search(sample)
    related = found[1].decode() if found else ""
    tag = with_attribute(with_attribute(sample, "state", None), "name", _value(title))
    tag = with_attribute(with_attribute(tag, "sheetId", str(number)), related, _value(identity))
    return tag if tag.endswith(b"/>") else tag[:-1] + b"/>"


def _names(inside: Children, title: str, rows: Mapping[str, tuple[int, int]]) -> list[Splice]:
    p = inside.prefix
    quoted = title.replace("'", "''")
    new = b"".join(
        b"<%bdefinedName name=%b>%b</%bdefinedName>"
        % (p, _attribute(name), escape(f"'{quoted}'!$A${first}:$A${last}").encode(), p)
        for name, (first, last) in rows.items()
    )
    group = inside.named("definedNames")
    if group is not None:
        return inside.added(group, new)
    at = inside.after(_ABOVE_NAMES)
    return [Splice(at, at, b"<%bdefinedNames>%b</%bdefinedNames>" % (p, new, p))]


def _related(relations: Part, folder: str, beside: str, name: str) -> tuple[str, list[Splice]]:
    """The new relation's identity, and the change that adds it: as the sheet beside is named."""
    inside = children(relations, b"Relationships")
    tags = [relations.text[child.start : child.tag_end] for child in inside.found]
    known = {(attribute(tag, "Id") or "").casefold() for tag in tags}
    identity = next(each for number in range(1, 100_000) if (each := f"rId{number}").casefold() not in known)
    for tag in tags:
        target = (attribute(tag, "Target") or "").replace("\\", "/")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        if key(posixpath.normpath(whole)) == key(beside):
            said = posixpath.join(posixpath.dirname(target), posixpath.basename(name))
            new = b"<%bRelationship Id=%b Type=%b Target=%b/>" % (
                inside.prefix, _attribute(identity), _attribute(attribute(tag, "Type") or ""), _attribute(said),
            )  # fmt: skip
            return identity, [Splice(inside.end, inside.end, new)]
    raise unfit(f"{relations.name} does not name the sheets")


def _in_types(types: Part, beside: str, name: str) -> list[Splice]:
    inside = children(types, b"Types")

    def says(child: Child) -> str | None:
        tag = types.text[child.start : child.tag_end]
        own = child.name == "Override" and key(attribute(tag, "PartName") or "") == key(beside)
        return attribute(tag, "ContentType") if own else None

    kind = next(filter(None, map(says, inside.found)), _SHEET_TYPE)
    new = b"<%bOverride PartName=%b ContentType=%b/>" % (
        inside.prefix, _attribute(f"/{name.lstrip('/')}"), _attribute(kind),
    )  # fmt: skip
    return [Splice(inside.end, inside.end, new)]


def _sheet_xml(
    main: str, title: str, ranges: Sequence[TermRange], rows: Mapping[str, tuple[int, int]]
) -> bytes:
    """The sheet in the workbook's own namespace, its texts within the cells."""
    lines = [(1, title, ""), (2, TERMS_NOTE, "")]
    for each in ranges:
        first, _ = rows[each.name]
        lines.append((first - 1, each.title, ""))
        lines += [
            (first + number, term, meaning)
            for number, (term, meaning) in enumerate(zip(each.terms, each.meanings, strict=True))
        ]
    cells = "".join(
        f'<row r="{row}">{_cell("A", row, term)}{_cell("B", row, meaning)}</row>'
        for row, term, meaning in lines
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f"<worksheet xmlns={quoteattr(main)}>"
        '<cols><col min="1" max="1" width="42" customWidth="1"/>'
        '<col min="2" max="2" width="110" customWidth="1"/></cols>'
        f"<sheetData>{cells}</sheetData></worksheet>"
    ).encode("utf-8", "replace")


def _cell(column: str, row: int, text: str) -> str:
    if not text:
        return ""
    return (
        f'<c r="{column}{row}" t="inlineStr"><is><t xml:space="preserve">{escape(escaped(text))}</t></is></c>'
    )


def _value(text: str) -> str:
    """The text as the value of an attribute between double quotation marks."""
    return escape(text, {'"': "&quot;"})


def _attribute(value: str) -> bytes:
    return quoteattr(value).encode("utf-8", "replace")
