"""Workbooks whose parts have unusual names or places, put where calamine looks for them.

A package may name its parts as it likes; their relations say which is which. calamine looks under the names that
Excel gives them, and gives a whole workbook up for a sheet in a folder that it does not know.
"""

from __future__ import annotations

import posixpath
from xml.sax.saxutils import quoteattr

from caseaudit.tracker.read.bookfacts import Relation
from caseaudit.tracker.read.package import Package

_FOLDERS = {"worksheet": "xl/worksheets/", "chartsheet": "xl/chartsheets/"}
_NO_LISTS = frozenset({"dialogsheet", "xlmacrosheet", "xlintlmacrosheet"})
"""Sheets of Excel 4 and 5, which hold no list: shown to calamine as charts, which it passes over."""
_NAMED = {"styles": "xl/styles", "sharedstrings": "xl/sharedStrings"}
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class UsualNames:
    """`moved` has the new names of parts by their old ones, and `relations` the relations that lead to them.

    Both are empty where every part is where calamine looks for it.
    """

    def __init__(self, package: Package, main: str, related: list[Relation]) -> None:
        self.moved: dict[str, str] = {}
        self.relations: dict[str, bytes] = {}
        ending = ".bin" if main.lower().endswith(".bin") else ".xml"
        usual = f"xl/workbook{ending}"
        places = {each.part: _place(each, number, ending) for number, each in enumerate(related)}
        is_usual = main == usual and all(
            _where_calamine_looks(each.written, ending) == places[each.part] == each.part
            for each in related
            if places[each.part]
        )
        if is_usual or main.lower() not in package.names:
            return
        self.moved = {old.lower(): new for old, new in {**places, main: usual}.items() if new and old != new}
        self.relations["_rels/.rels"] = _written([("document", "officeDocument", usual)])
        self.relations[f"xl/_rels/workbook{ending}.rels"] = _written(
            [
                (each.identity, _kind(each), places[each.part].removeprefix("xl/") or f"/{each.part}")
                for each in related
            ]
        )


def _place(relation: Relation, number: int, ending: str) -> str:
    """Where calamine looks for the part; "" for a part that it does not read."""
    part = relation.part
    if relation.kind in _NAMED:
        return f"{_NAMED[relation.kind]}{ending}"
    folder = _FOLDERS.get(_kind(relation))
    if folder is None:
        return ""
    return part if part.startswith(folder) else f"{folder}{number}-{posixpath.basename(part)}"


def _kind(relation: Relation) -> str:
    return "chartsheet" if relation.kind in _NO_LISTS else relation.kind


def _where_calamine_looks(written: str, ending: str) -> str:
    if ending == ".xml" and written.startswith(("/xl/", "xl/")):
        return written.lstrip("/")
    return f"xl/{written}"


def _written(related: list[tuple[str, str, str]]) -> bytes:
    """Relations of these ids, kinds and targets."""
    lines = "".join(
        f"<Relationship Id={quoteattr(identity)} Type={quoteattr(f'{_TYPES}/{kind}')} Target={quoteattr(target)}/>"
        for identity, kind, target in related
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_RELATIONS}">{lines}</Relationships>'.encode()
