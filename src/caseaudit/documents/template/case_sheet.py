"""The sheet of one list: a header with notes, and below it nothing but what keeps entries right."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from caseaudit.documents.template import notes, styles
from caseaudit.documents.template.controls import FIRST_ROW, LAST_ROW, list_controls
from caseaudit.documents.template.printing import print_as_list
from caseaudit.findings.spoken import one_line
from caseaudit.model.controls import Controls, Highlight, Validation
from caseaudit.model.definition import CaseList, Definition, Field, Holds
from caseaudit.model.table import letters

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

DAY_FORMAT = "yyyy-mm-dd"
_NARROWEST, _WIDEST_TERM, _WIDEST_HEADER = 12, 22, 16
_WIDTHS = {Holds.TERMS: 24, Holds.TEXT: 20, Holds.UPDATE: 44}
_HEADER_LINE = 15


def write_case_sheet(sheet: Worksheet, case_list: CaseList, definition: Definition) -> None:
    """Write a list's header, notes, widths, formats, controls and print set-up into an empty sheet."""
    fields = list(definition.fields.values())
    widths = [_width(field, definition) for field in fields]
    for column, (field, width) in enumerate(zip(fields, widths, strict=True), start=1):
        _write_header(sheet, column, field, case_list, definition)
        _form_column(sheet, column, field, width)
    lines = max(_lines(one_line(field.header), width) for field, width in zip(fields, widths, strict=True))
    sheet.row_dimensions[1].height = _HEADER_LINE * max(lines, 2) + 6
    columns = {field.name: column for column, field in enumerate(fields)}
    add_controls(sheet, list_controls(definition, case_list, columns))
    sheet.auto_filter.ref = f"A1:{letters(len(fields) - 1)}{LAST_ROW}"
    first_two = [field.name for field in fields[:2]]
    number = definition.roles.case_number
    sheet.freeze_panes = f"{letters(first_two.index(number) + 1 if number in first_two else 0)}{FIRST_ROW}"
    print_as_list(sheet, sum(widths), definition.title)


def add_controls(sheet: Worksheet, controls: Controls) -> None:
    """Add validations and conditional formats to a sheet."""
    for validation in controls.validations:
        _add_validation(sheet, validation)
    for highlight in controls.highlights:
        _add_highlight(sheet, highlight)


def _write_header(
    sheet: Worksheet, column: int, field: Field, case_list: CaseList, definition: Definition
) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment

    colours = styles.HEADERS[field.needs[case_list.name].need]
    cell = styles.write(sheet.cell(1, column), one_line(field.header))
    cell.font = styles.font(11, colours.text, bold=True)
    cell.fill = styles.fill(colours.fill)
    cell.border = styles.lines()
    cell.alignment = Alignment(vertical="center", horizontal="left", wrap_text=True)
    said = notes.note(field, case_list, definition)
    cell.comment = Comment(styles.as_text(said), "caseaudit", height=notes.height(said), width=notes.WIDTH)


def _form_column(sheet: Worksheet, column: int, field: Field, width: float) -> None:
    """The width of a column, and the style that its empty cells have."""
    dimension = sheet.column_dimensions[letters(column - 1)]
    dimension.width = width
    dimension.font = styles.font()
    dimension.alignment = styles.top(centred=field.holds is Holds.DATE)
    if field.holds is Holds.DATE:
        dimension.number_format = DAY_FORMAT
    elif field.holds is Holds.IDENTIFIER:
        dimension.number_format = "@"  # a number keeps its leading zeros


def _width(field: Field, definition: Definition) -> float:
    """How wide a column is, in signs: for what it holds, and for each word of its header."""
    words = max(map(len, one_line(field.header).split()), default=1)
    vocabulary = definition.vocabulary_of(field.name)
    if field.holds in _WIDTHS:
        own = _WIDTHS[field.holds]
    elif vocabulary is not None:
        own = min(max(len(term.name) for term in vocabulary.terms) + 3, _WIDEST_TERM)
    else:
        own = len(field.pattern or "") + 3
    return max(_NARROWEST, own, min(words, _WIDEST_HEADER) + 4)


def _lines(header: str, width: float) -> int:
    """How many lines a header takes beside the arrow of its filter."""
    room, lines, used = max(int(width) - 4, 1), 1, 0
    for word in header.split():
        if used and used + 1 + len(word) > room:
            lines, used = lines + 1, 0
        lines += ceil(len(word) / room) - 1
        used += len(word) + (1 if used else 0)
    return lines


def _add_validation(sheet: Worksheet, validation: Validation) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    formulas = (*validation.formulas, None)
    operator: Any = validation.operator or None
    made = DataValidation(
        type=validation.check.value,
        formula1=formulas[0],
        formula2=formulas[1],
        operator=operator,
        errorStyle=validation.firmness.value,
        errorTitle=styles.as_text(validation.error_title),
        error=styles.as_text(validation.error),
        promptTitle=styles.as_text(validation.prompt_title) or None,
        prompt=styles.as_text(validation.prompt) or None,
        allow_blank=True,
        showErrorMessage=True,
        showInputMessage=bool(validation.prompt),
        sqref=validation.cells,
    )
    sheet.add_data_validation(made)


def _add_highlight(sheet: Worksheet, highlight: Highlight) -> None:
    from openpyxl.formatting.rule import Rule

    made = Rule(
        type="expression" if highlight.formula else "duplicateValues",
        dxf=styles.of_mark(highlight.mark),
        formula=[highlight.formula] if highlight.formula else [],
        stopIfTrue=True,
    )
    sheet.conditional_formatting.add(highlight.cells, made)
