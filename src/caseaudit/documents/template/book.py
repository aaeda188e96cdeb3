"""The workbook of a template, put together."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from caseaudit.documents.template.case_sheet import write_case_sheet
from caseaudit.documents.template.other_sheets import write_readme, write_terms
from caseaudit.documents.template.ranges import TERMS_SHEET, sheet_name, term_ranges
from caseaudit.findings.rule import Rule
from caseaudit.findings.spoken import one_line
from caseaudit.model.definition import Definition
from caseaudit.tracker.edit.reproducible import moment, settled

if TYPE_CHECKING:
    from openpyxl import Workbook

_README = ("README", "Read Me First", "About This Workbook")
_TERMS = ("Standard Terms of the Fields", "Dropdown Terms")


def template_bytes(
    definition: Definition, rules: Sequence[Rule], command: str = "caseaudit check FILE"
) -> bytes:
    """An empty tracker as the bytes of an .xlsx file, the same for the same definition.

    `rules` are named on its README sheet, `command` is what audits it. Raises CommandUnusable where
    SOURCE_DATE_EPOCH is no number.
    """
    from openpyxl import Workbook

    when = moment()
    book = Workbook()
    book.remove(book.worksheets[0])
    names = sheet_names(definition)
    readme = sheet_name(_README[0], tuple(names.values()), _README[1:])
    terms = sheet_name(TERMS_SHEET, (*names.values(), readme), _TERMS)
    write_readme(book.create_sheet(readme), definition, rules, terms, command)
    for name, case_list in definition.lists.items():
        write_case_sheet(book.create_sheet(names[name]), case_list, definition)
    _write_terms(book, terms, definition)
    book.active = 1
    _say_what_it_is(book, definition)
    book.properties.created = book.properties.modified = when.replace(tzinfo=None)
    return settled(_packed(book), when)


def sheet_names(definition: Definition) -> Mapping[str, str]:
    """The name of each list's sheet, by list: its title, where a sheet can be called so."""
    names: dict[str, str] = {}
    for name, each in definition.lists.items():
        others = (*each.sheet_names, name)
        names[name] = sheet_name(one_line(each.title), tuple(names.values()), others)
    return names


def _write_terms(book: Workbook, name: str, definition: Definition) -> None:
    from openpyxl.utils import quote_sheetname
    from openpyxl.workbook.defined_name import DefinedName

    ranges = term_ranges(definition)
    if not ranges:
        return
    sheet = quote_sheetname(name)
    for each, (first, last) in write_terms(book.create_sheet(name), ranges).items():
        book.defined_names[each] = DefinedName(each, attr_text=f"{sheet}!$A${first}:$A${last}")


def _say_what_it_is(book: Workbook, definition: Definition) -> None:
    properties = book.properties
    properties.creator = "caseaudit"
    properties.title = one_line(definition.title)
    properties.description = f"Definition {one_line(definition.name)}, version {one_line(definition.version)}"


def _packed(book: Workbook) -> bytes:
    """The workbook as a package; what `save` does, but for the time of the day."""
    from openpyxl.writer.excel import ExcelWriter

    made = io.BytesIO()
    ExcelWriter(book, ZipFile(made, "w", ZIP_DEFLATED)).save()
    return made.getvalue()
