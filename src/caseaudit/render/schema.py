"""The schema of a list for a terminal: field, type, required, checks."""

from __future__ import annotations

from collections.abc import Iterator

from caseaudit.model.schema import FieldDescription, SchemaDescription
from caseaudit.model.words import counted
from caseaudit.render.paper import Paper, inert

_LABEL = 10


def write_schema(paper: Paper, schema: SchemaDescription) -> None:
    """Write a schema, field by field."""
    checks = sum(len(each.checks) for each in schema.fields)
    paper.line(
        f"{paper.ink('strong', inert(schema.title))} ({schema.name}): "
        f"{counted(len(schema.fields), 'field')}, {counted(checks, 'check')}"
    )
    paper.line()
    for field in schema.fields:
        _write_field(paper, field)
        paper.line()


def write_legend(paper: Paper) -> None:
    """Write what the signs mean."""
    paper.paragraph(
        "A check marked * looks at other fields of the case, or at other cases, too. "
        '"caseaudit explain CODE" shows a rule with wrong and right entries.'
    )


def _write_field(paper: Paper, field: FieldDescription) -> None:
    paper.line(f"  {paper.ink('strong', inert(field.header))}  {paper.ink('faint', field.name)}")
    for label, text in (("type", field.holds), ("required", _required(field))):
        paper.paragraph(f"{label:{_LABEL}}{inert(text)}", 4, 4 + _LABEL)
    label = "checks"
    for line in _checks(field, paper.width - 4 - _LABEL):
        paper.line(f"    {label:{_LABEL}}{line}")
        label = ""


def _required(field: FieldDescription) -> str:
    return "yes" if field.required == "required" else field.required.removeprefix("required ")


def _checks(field: FieldDescription, width: int) -> Iterator[str]:
    """The checks in lines, none of them over two."""
    line = ""
    for check in field.checks:
        shown = f"{check.code} {check.name}{'*' * check.across}"
        if line and len(line) + 3 + len(shown) > width:
            yield line
            line = ""
        line = f"{line} · {shown}" if line else shown
    yield line
