"""Validations and conditional formats as XML, and where they stand in a sheet that has some already."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from caseaudit.model.controls import COLOURS, Controls, Highlight, Mark, Validation
from caseaudit.tracker.edit.children import Children, children, counted, unfit
from caseaudit.tracker.edit.markup import ATTRIBUTES, Part, Splice
from caseaudit.tracker.read.sheetxml import column_of

ABOVE_FORMATS = frozenset((
    "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate",
    "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting",
))  # fmt: skip
"""What stands between a sheet's cells and the place of a new conditional format."""
ABOVE_VALIDATIONS = ABOVE_FORMATS | {"dataValidations"}
ABOVE_DXFS = frozenset(("numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles"))
MOST_VALIDATIONS = 65_534

_SQREF = re.compile(rb"""(?:\ssqref\s*=\s*(?:"([^"]*)"|'([^']*)')|<(?:[\w.-]+:)?sqref\s*>([^<]*)<)""")
_PRIORITY = re.compile(rb"""\spriority\s*=\s*["']([0-9]{1,9})["']""")
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?formula\s*>([^<]*)<")
_AREA = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Za-z]{1,3})\$?([0-9]{1,7}))?")
_ESCAPE_LIKE = re.compile("_(x[0-9A-Fa-f]{4}_)")

Area = tuple[int, int, int, int]
"""Top, left, bottom, right, from 1; all in."""


def still_wanted(part: Part, controls: Controls) -> tuple[Controls, tuple[str, ...]]:
    """The controls that the sheet has not yet, and the ranges that have validations of their own and keep them.

    A colour by a formula that the sheet has already is not wanted again.

    Raises:
        Unreadable: the sheet is not put together as a sheet should be.
    """
    below = below_cells(part)
    standing = _standing(below)
    known = {
        formula.strip()
        for child in below.found
        if child.name == "conditionalFormatting"
        for formula in _FORMULA.findall(below.text(child))
    }
    free = tuple(each for each in controls.validations if not _meet(_areas(each.cells), standing))
    new = tuple(each for each in controls.highlights if _text(each.formula) not in known)
    if all(not each.formula for each in new):
        new = ()  # all colours but that of doubles are there, and so is that
    kept = tuple(each.cells for each in controls.validations if each not in free)
    return Controls(free, new), kept


def sheet_splices(part: Part, controls: Controls, colours: Mapping[Mark, int]) -> list[Splice]:
    """The changes that add controls to a sheet.

    Raises:
        Unreadable: the sheet is not put together as a sheet should be.
    """
    below = below_cells(part)
    return [*_formats(below, controls.highlights, colours), *_validations(below, controls.validations)]


def style_splices(part: Part, marks: Sequence[Mark]) -> tuple[list[Splice], Mapping[Mark, int]]:
    """The changes that add the marks' styles to the styles part, and the number of each."""
    inside = children(part, b"styleSheet")
    p = inside.prefix
    new = b"".join(_dxf(mark, p) for mark in marks)
    group = inside.named("dxfs")
    if group is None:
        at = inside.after(ABOVE_DXFS)
        made = b'<%bdxfs count="%d">%b</%bdxfs>' % (p, len(marks), new, p)
        return [Splice(at, at, made)], {mark: number for number, mark in enumerate(marks)}
    if b"AlternateContent" in part.masked[group.start : group.end]:
        raise unfit("it gives its colours as alternatives for different programs")
    first = len(re.findall(rb"<" + re.escape(p) + rb"dxf(?=[\s/>])", part.masked[group.start : group.end]))
    numbers = {mark: first + number for number, mark in enumerate(marks)}
    return inside.added(group, new, first + len(marks)), numbers


def _dxf(mark: Mark, p: bytes) -> bytes:
    colours = COLOURS[mark]
    fill, text = colours.fill.encode(), colours.text.encode()
    return (
        b'<%bdxf><%bfont><%bcolor rgb="FF%b"/></%bfont><%bfill><%bpatternFill patternType="solid">'
        b'<%bfgColor rgb="FF%b"/><%bbgColor rgb="FF%b"/></%bpatternFill></%bfill></%bdxf>'
    ) % (p, p, p, text, p, p, p, p, fill, p, fill, p, p, p)


def below_cells(part: Part) -> Children:
    """What stands in a sheet below its cells."""
    prefix = re.escape(part.root(b"worksheet")[1])
    empty = rb"<" + prefix + rb"sheetData(?=[\s/])" + ATTRIBUTES + b"(?<=/)>"
    end = re.compile(rb"</" + prefix + rb"sheetData\s*>|" + empty).search(part.masked)
    if end is None:
        raise unfit(f"{part.name} has no cells")
    return children(part, b"worksheet", end.end())


def _formats(below: Children, highlights: Iterable[Highlight], colours: Mapping[Mark, int]) -> list[Splice]:
    text = below.part.text[below.found[0].start :] if below.found else b""
    priority = max(map(int, _PRIORITY.findall(text)), default=0)
    pieces = []
    for cells, group in groupby(highlights, key=lambda each: each.cells):
        rules = []
        for each in group:
            priority += 1
            rules.append(_rule(each, colours[each.mark], priority, below.prefix))
        p = below.prefix
        pieces.append(
            b"<%bconditionalFormatting sqref=%b>%b</%bconditionalFormatting>"
            % (p, _attribute(cells), b"".join(rules), p)
        )
    at = below.after(ABOVE_FORMATS)
    return [Splice(at, at, b"".join(pieces))] if pieces else []


def _rule(each: Highlight, colour: int, priority: int, p: bytes) -> bytes:
    kind = b"expression" if each.formula else b"duplicateValues"
    tag = b'<%bcfRule type="%b" dxfId="%d" priority="%d" stopIfTrue="1"' % (p, kind, colour, priority)
    if not each.formula:
        return tag + b"/>"
    return b"%b><%bformula>%b</%bformula></%bcfRule>" % (tag, p, _text(each.formula), p, p)


def _validations(below: Children, validations: Sequence[Validation]) -> list[Splice]:
    if not validations:
        return []
    p = below.prefix
    new = b"".join(_validation(each, p) for each in validations)
    group = below.named("dataValidations")
    if group is None:
        at = below.after(ABOVE_VALIDATIONS)
        made = b'<%bdataValidations count="%d">%b</%bdataValidations>' % (p, len(validations), new, p)
        return [Splice(at, at, made)]
    there = re.findall(rb"<" + re.escape(p) + rb"dataValidation(?=[\s/>])", below.text(group))
    count = counted(below.part.text[group.start : group.tag_end], len(there)) + len(validations)
    if count > MOST_VALIDATIONS:
        raise unfit(f"{below.part.name} has as many checks as a sheet can hold")
    return below.added(group, new, len(there) + len(validations))


def _validation(each: Validation, p: bytes) -> bytes:
    attributes = {
        "type": each.check.value,
        "errorStyle": "" if each.firmness.value == "stop" else each.firmness.value,
        "operator": "" if each.operator == "between" else each.operator,
        "allowBlank": "1",
        "showInputMessage": "1" if each.prompt else "",
        "showErrorMessage": "1",
        "errorTitle": each.error_title,
        "error": each.error,
        "promptTitle": each.prompt_title,
        "prompt": each.prompt,
        "sqref": each.cells,
    }
    tag = b" ".join(name.encode() + b"=" + _attribute(value) for name, value in attributes.items() if value)
    formulas = b"".join(
        b"<%bformula%d>%b</%bformula%d>" % (p, number, _text(formula), p, number)
        for number, formula in enumerate(each.formulas, start=1)
    )
    return b"<%bdataValidation %b>%b</%bdataValidation>" % (p, tag, formulas, p)


def _standing(below: Children) -> list[Area]:
    """The areas that the sheet's own validations are for, those of later versions of Excel among them."""
    found = []
    for child in below.found:
        text = below.text(child)
        if child.name == "dataValidations" or (child.name == "extLst" and b"dataValidation" in text):
            for match in _SQREF.finditer(text):
                said = next(filter(None, match.groups()), b"")
                found += _areas(said.decode("utf-8", "replace"))
    return found


def _areas(cells: str) -> list[Area]:
    found = []
    for match in map(_AREA.fullmatch, cells.split()):
        if match is not None:
            left, top, right, bottom = match.groups()
            columns = sorted(column_of(each.upper().encode()) for each in (left, right or left))
            rows = sorted(int(each) for each in (top, bottom or top))
            found.append((rows[0], columns[0], rows[1], columns[1]))
    return found


def _meet(some: Iterable[Area], others: Sequence[Area]) -> bool:
    return any(
        top <= other[2] and other[0] <= bottom and left <= other[3] and other[1] <= right
        for top, left, bottom, right in some
        for other in others
    )


def _attribute(value: str) -> bytes:
    return quoteattr(_ESCAPE_LIKE.sub(r"_x005F_\1", value)).encode("utf-8", "replace")


def _text(value: str) -> bytes:
    return escape(value).encode("utf-8", "replace")
