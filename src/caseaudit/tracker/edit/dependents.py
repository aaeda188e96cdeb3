"""What in a workbook hangs on the old spelling of entries: formulas, rules, filters, names, and cells of other sheets.

`normalize` changes entries only. A formula such as `COUNTIF(M:M,"prc")` counts nothing in the copy, so each such place
is named with what it says and, where that is clear, what it should say.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from caseaudit.model.edits import Change
from caseaudit.model.finding import Place
from caseaudit.model.table import CellKind, Workbook, address
from caseaudit.tracker.edit.archive import key
from caseaudit.tracker.edit.markup import ATTRIBUTES, Part, attribute
from caseaudit.tracker.read.bookfacts import BookFacts
from caseaudit.tracker.read.package import Package

MOST = 10_000
"""Places that are named; a workbook with more has the same formula in every row."""
_PIECES = re.compile(r"'[^']*'|\"((?:[^\"]|\"\")*)\"")
"""The texts of a formula, and names of sheets, which can hold quotation marks too."""
_CELL = re.compile(rb"<(?:[\w.-]+:)?c(?=\s)" + ATTRIBUTES + rb">")
_FORMULA = re.compile(rb"<(?:[\w.-]+:)?f(?=[\s>])([^<>]*)>([^<>]*)<")
_RULE = re.compile(rb"<(?:[\w.-]+:)?(conditionalFormatting|dataValidation)(?=\s)" + ATTRIBUTES + rb">")
_SAYS = re.compile(rb"<(?:[\w.-]+:)?(?:formula[12]?|f)(?=[\s>])[^<>]*>([^<>]*)<")
_CONTAINS = re.compile(rb"<(?:[\w.-]+:)?cfRule(?=\s)" + ATTRIBUTES + rb">")
_FILTERS = re.compile(
    rb"<(?:[\w.-]+:)?(autoFilter|filterColumn|filter|customFilter)(?=\s)" + ATTRIBUTES + rb">"
)
_NAME = re.compile(rb"<(?:[\w.-]+:)?definedName(?=\s)(" + ATTRIBUTES + rb")>([^<>]*)<")
_REFERS = re.compile(r"[a-z]\$?[0-9]|[a-z]:\$?[a-z]|[0-9]:\$?[0-9]|\]|[^\W\d][\w.]*(?![\w.(])")
"""A cell, whole columns or rows, a column of a table, or a name, in a formula without its texts."""
_WORDS = re.compile(r"\w")


@dataclass(frozen=True, slots=True)
class Dependent:
    """A place that speaks of an old spelling; `after` is "" where only a person can say what it should be."""

    place: Place
    kind: str
    before: str
    after: str


def dependents(data: bytes, book: Workbook, changes: Sequence[Change]) -> list[Dependent]:
    """The places of a package that speak of what the changes write anew, in the order of the sheets.

    Raises:
        Unreadable: a part is damaged.
    """
    spellings = _Spellings(changes)
    if not changes:
        return []
    package = Package(data)
    facts = BookFacts(package)
    found: list[Dependent] = []
    for sheet, name in facts.sheets:
        if key(name) in package.names:
            found += _of_sheet(sheet, Part(name, package.part(name)), spellings)
    for name in package.names:
        if name.startswith("xl/tables/"):
            found += _of_filters(name.rpartition("/")[2], Part(name, package.part(name)).masked, spellings)
    for tag, content in _NAME.findall(package.part(facts.main)):
        said = html.unescape(content.decode("utf-8", "replace"))
        if (after := spellings.in_formula(said)) is not None:
            title = attribute(b"<x " + tag + b">", "name") or ""
            found.append(Dependent(Place(title, ""), "defined name", said, after))
    found += _of_cells(book, changes, spellings)
    return found[:MOST]


def uses_changed(data: bytes, changes: Sequence[Change]) -> bool:
    """Whether a formula of the package may show something that hangs on a changed cell.

    Raises:
        Unreadable: a part is damaged.
    """
    package = Package(data)
    changed = {change.edit.sheet.casefold() for change in changes}
    for sheet, name in BookFacts(package).sheets:
        if key(name) not in package.names:
            continue
        for match in _FORMULA.finditer(package.part(name)):
            formula = html.unescape(match[2].decode("utf-8", "replace")).casefold()
            if not _REFERS.search(
                _PIECES.sub(lambda piece: "" if piece[1] is not None else piece[0], formula)
            ):
                continue
            elsewhere = "!" in formula and not any(each in formula.replace("''", "'") for each in changed)
            if not elsewhere and ("!" in formula or sheet.casefold() in changed or "[" in formula):
                return True
    return False


class _Spellings:
    """The old spellings that go, each with what stands for it; compared as spreadsheet programs compare texts."""

    def __init__(self, changes: Iterable[Change]) -> None:
        news: dict[str, set[str]] = {}
        for change in changes:
            if change.old.casefold() != change.new.casefold():
                news.setdefault(change.old.casefold(), set()).add(change.new)
        self.news: Mapping[str, set[str]] = news
        self._known: dict[str, str | None] = {}

    def of(self, text: str) -> str | None:
        """What a text should say: None where it speaks of no old spelling, "" where that cannot be told."""
        folded = text.casefold()
        if folded not in self._known:
            self._known[folded] = self._of(text, folded)
        return self._known[folded]

    def _of(self, text: str, folded: str) -> str | None:
        news = self.news.get(folded)
        if news is not None:
            return next(iter(news)) if len(news) == 1 else ""
        inner = folded.strip("*?~ ")
        if len(inner) < 2 or not _WORDS.search(inner):
            return None
        if inner in self.news and len(self.news[inner]) == 1:
            return text.casefold().replace(inner, next(iter(self.news[inner])))
        within = any(
            inner in old and not any(inner in new.casefold() for new in news)
            for old, news in self.news.items()
        )
        return "" if within else None

    def in_formula(self, formula: str) -> str | None:
        """The same of a formula, by the texts in it."""
        after, speaks, clear = [], False, True
        at = 0
        for match in _PIECES.finditer(formula):
            if match[1] is None:
                continue
            said = self.of(match[1].replace('""', '"'))
            items = (
                [self.of(each.strip()) for each in match[1].split(",")]
                if said is None and "," in match[1]
                else []
            )
            if said is None and any(each is not None for each in items):
                parts = match[1].split(",")
                said = (
                    ""
                    if "" in items
                    else ",".join(
                        part if new is None else new for part, new in zip(parts, items, strict=True)
                    )
                )
            if said is not None:
                speaks, clear = True, clear and said != ""
                after += [formula[at : match.start(1)], said.replace('"', '""')]
                at = match.end(1)
        if not speaks:
            return None
        return "".join([*after, formula[at:]]) if clear else ""


def _of_sheet(sheet: str, part: Part, spellings: _Spellings) -> Iterator[Dependent]:
    text = part.masked
    has_formulas = b"<f" in text or b":f" in text
    for match in _FORMULA.finditer(text) if has_formulas else ():
        if b'"' not in match[2] and b"&quot;" not in match[2]:
            continue
        said = html.unescape(match[2].decode("utf-8", "replace"))
        if (after := spellings.in_formula(said)) is not None:
            start = text.rfind(b"<", 0, match.start())
            cell = _CELL.match(text, start)
            place = attribute(cell[0], "r") if cell else attribute(b"<f" + match[1] + b">", "ref")
            yield Dependent(Place(sheet, place or ""), "formula", f"={said}", f"={after}" if after else "")
    below = max(text.rfind(b"sheetData"), 0)  # Rules and filters stand below the cells.
    yield from _of_rules(sheet, text[below:], spellings)
    yield from _of_filters(sheet, text[below:], spellings)


def _of_rules(sheet: str, text: bytes, spellings: _Spellings) -> Iterator[Dependent]:
    for match in _RULE.finditer(text):
        end = text.find(b"</", match.end())
        close = text.find(match[1] + b">", end) if end >= 0 else -1
        inside = text[match.end() : close]
        kind = "conditional format" if match[1] == b"conditionalFormatting" else "validation"
        place = Place(sheet, attribute(match[0], "sqref") or "")
        says = [html.unescape(each.decode("utf-8", "replace")) for each in _SAYS.findall(inside)]
        for said in dict.fromkeys(says):
            if (after := spellings.in_formula(said)) is not None:
                yield Dependent(place, kind, said, after)
        for rule in _CONTAINS.findall(inside):
            said = html.unescape(attribute(rule, "text") or "")
            if said and not says and (new := spellings.of(said)) is not None:
                yield Dependent(place, kind, said, new)


def _of_filters(sheet: str, text: bytes, spellings: _Spellings) -> Iterator[Dependent]:
    area = ""
    for match in _FILTERS.finditer(text):
        if match[1] == b"autoFilter":
            area = attribute(match[0], "ref") or ""
        elif match[1] != b"filterColumn":
            said = html.unescape(attribute(match[0], "val") or "")
            if said and (new := spellings.of(said)) is not None:
                yield Dependent(Place(sheet, area), "filter", said, new)


def _of_cells(book: Workbook, changes: Iterable[Change], spellings: _Spellings) -> Iterator[Dependent]:
    """Cells of sheets that hold no cases, which say an old spelling and nothing else."""
    lists = {change.edit.sheet for change in changes}
    for sheet in book.sheets:
        if sheet.name in lists:
            continue
        for number, column in sorted(sheet.columns.items()):
            wanted = {
                code: new
                for code, cell in enumerate(column.cells)
                if cell.kind is CellKind.TEXT
                and not cell.linked
                and (new := spellings.news.get(cell.text.casefold()))
            }
            if wanted:
                for row, code in enumerate(column.codes.tolist()):
                    if code in wanted:
                        after = next(iter(wanted[code])) if len(wanted[code]) == 1 else ""
                        place = Place(sheet.name, address(row, number))
                        yield Dependent(place, "entry of another sheet", column.cells[code].text, after)
