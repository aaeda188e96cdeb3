"""What a definition says, as a document: its lists, and its fields with what they hold and where they must stand."""

from __future__ import annotations

from collections.abc import Iterator

from caseaudit.findings.spoken import one_line
from caseaudit.model.definition import Definition, Need, Requirement
from caseaudit.model.document import Block, Document, Facts, Heading, Row, Table


def described(definition: Definition) -> Document:
    """The document."""
    return Document(
        title=one_line(definition.title),
        subtitle=f"{definition.name}, version {definition.version}; {definition.path}",
        introduction=(),
        blocks=tuple(_blocks(definition)),
    )


def _blocks(definition: Definition) -> Iterator[Block]:
    yield Heading(2, "Lists", "lists")
    yield Facts(
        tuple(
            (each.title, (one_line(each.guidance.meaning) or each.name,))
            for each in definition.lists.values()
        )
    )
    yield Heading(2, "Fields", "fields")
    titles = [each.title for each in definition.lists.values()]
    rows = []
    for field in definition.fields.values():
        needs = [_need(field.needs[name], definition) for name in definition.lists]
        holds = f"{field.holds} {field.pattern}" if field.pattern else str(field.holds)
        rows.append(Row(((field.header,), (field.name,), (holds,), *((need,) for need in needs))))
    shares = (20, 18, 16, *(14 for _ in titles))
    yield Table("Fields", ("Header", "Name", "Holds", *titles), tuple(rows), shares)
    if definition.vocabularies:
        yield Heading(2, "Terms", "terms")
        yield Facts(
            tuple(
                (each.name, (_terms([term.name for term in each.terms]),))
                for each in definition.vocabularies.values()
            )
        )


def _need(need: Requirement, definition: Definition) -> str:
    if need.need is Need.FROM_PHASE:
        return f"from {definition.phases[need.phase - 1].name}"
    if need.need is Need.ONLY_FROM_PHASE:
        return f"only from {definition.phases[need.phase - 1].name}"
    return str(need.need)


def _terms(names: list[str]) -> str:
    shown = "; ".join(names[:12])
    return f"{shown}; and {len(names) - 12:,} more" if len(names) > 12 else shown
