"""The dropdowns of an .xlsx workbook: which cells offer which entries, by its data validations."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from caseaudit.model.table import Sheet, Workbook, column_of
from caseaudit.tracker.read.bookfacts import BookFacts
from caseaudit.tracker.read.faults import Unreadable
from caseaudit.tracker.read.package import Package, plain_xml

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6}))?")
_MOST_OFFERED = 2_000
_MOST_LISTS = 5_000


class Dropdown(NamedTuple):
    """Entries that are offered in a column of a sheet, counted from 0."""

    sheet: str
    column: int
    offered: tuple[str, ...]


def dropdowns_of(workbook: Workbook) -> list[Dropdown]:
    """The dropdowns of the file; none where it is no .xlsx package or its parts cannot be read."""
    if workbook.form not in ("xlsx", "xlsm", "xltx", "xltm"):
        return []
    with suppress(Unreadable, OSError):
        return [*_dropdowns(workbook, Package(Path(workbook.path).read_bytes()))]
    return []


def _dropdowns(workbook: Workbook, package: Package) -> Iterator[Dropdown]:
    facts = BookFacts(package)
    sheets = {sheet.name: sheet for sheet in workbook.sheets}
    names = {
        name.casefold(): formula for name, formula in _texts(package.part(facts.main), "definedName", "name")
    }
    for title, part in facts.sheets:
        if title not in sheets:
            continue
        for ranges, formula in _validations(package.part(part)):
            offered = _offered(formula, title, sheets, names)
            for column in {column_of(found[1]) for found in _RANGE.finditer(ranges)} if offered else ():
                yield Dropdown(title, column, offered)


def _offered(
    formula: str, title: str, sheets: dict[str, Sheet], names: dict[str, str], *, through_name: bool = False
) -> tuple[str, ...]:
    """The entries that a validation's formula names: written in it, in cells, or in cells behind a name."""
    text = formula.strip().removeprefix("=")
    if len(text) > 1 and text[0] == text[-1] == '"':
        return tuple(part.strip() for part in text[1:-1].replace('""', '"').split(",") if part.strip())
    place, _, cells = text.rpartition("!")
    sheet = sheets.get(place.strip("'").replace("''", "'") if place else title)
    found = _RANGE.fullmatch(cells)
    if sheet is not None and found is not None:
        return _in_cells(sheet, found)
    behind = names.get(text.casefold())
    return () if behind is None or through_name else _offered(behind, title, sheets, names, through_name=True)


def _in_cells(sheet: Sheet, found: re.Match[str]) -> tuple[str, ...]:
    column, first = column_of(found[1]), int(found[2]) - 1
    last = min(int(found[4] or found[2]), first + _MOST_OFFERED, sheet.rows)
    cells = (sheet.at(row, column) for row in range(first, last))
    return tuple(dict.fromkeys(cell.text.strip() for cell in cells if cell is not None and cell.text.strip()))


def _validations(xml: bytes) -> Iterator[tuple[str, str]]:
    """The ranges and the formula of each validation that offers a list, those of newer programs too."""
    open_: dict[str, str] = {}
    text: list[str] = []
    found: list[tuple[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        local = name.rpartition(":")[2]
        text.clear()
        if local == "dataValidation":
            open_.clear()
            open_.update(type=attributes.get("type", ""), ranges=attributes.get("sqref", ""), formula="")

    def end(name: str) -> None:
        local = name.rpartition(":")[2]
        if local in ("formula1", "f") and open_ and not open_["formula"]:
            open_["formula"] = "".join(text)
        elif local == "sqref" and open_:
            open_["ranges"] = "".join(text)
        elif local == "dataValidation" and open_.get("type") == "list" and len(found) < _MOST_LISTS:
            found.append((open_["ranges"], open_["formula"]))
        text.clear()

    _parse(xml, start, end, text.append)
    yield from found


def _texts(xml: bytes, wanted: str, key: str) -> list[tuple[str, str]]:
    """The texts of the elements of a name, each with one of its attributes."""
    found: list[tuple[str, str]] = []
    open_: list[str] = []
    text: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        text.clear()
        if name.rpartition(":")[2] == wanted:
            open_[:] = [attributes.get(key, "")]

    def end(name: str) -> None:
        if open_ and name.rpartition(":")[2] == wanted:
            found.append((open_.pop(), "".join(text)))

    _parse(xml, start, end, text.append)
    return found


def _parse(
    xml: bytes,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    said: Callable[[str], None],
) -> None:
    parser = expat.ParserCreate("utf-8")
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = said
    parser.buffer_text = True
    with suppress(expat.ExpatError):
        parser.Parse(plain_xml(xml).decode("utf-8", "replace").encode("utf-8", "replace"), True)
