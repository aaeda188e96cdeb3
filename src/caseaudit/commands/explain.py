"""`caseaudit explain`: a rule's page, or the written guidance for a field or term."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from caseaudit.commands.console import completion
from caseaudit.commands.console.options import Definition, NoColor, severities_by
from caseaudit.commands.console.output import destination, paper


def explain(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help="A rule's code or name, a field, or a standard term.",
            show_default=False,
            autocompletion=completion.topics,
        ),
    ],
    definition: Definition = None,
    no_color: NoColor = False,
) -> None:
    """Explain a rule, with wrong and right entries; or a field or term, with the written guidance for it.

    \b
    Examples:
      caseaudit explain C101
      caseaudit explain nonstandard-value
      caseaudit explain "Sources of Evidence"
      caseaudit explain Initiation
    """
    from caseaudit.render import pages
    from caseaudit.rules import RULES

    wanted = name.strip().casefold().replace("_", "-").replace(" ", "-")
    rule = next((each for each in RULES if wanted in (each.code.casefold(), each.name)), None)
    if rule is None:
        _explain_guidance(name, definition, no_color)
        return
    severity = severities_by(definition).get(rule.code, rule.severity)
    with destination(None, exact=False) as write:
        pages.write_rule(paper(write, to_file=False, plain=no_color), rule, severity)


def _explain_guidance(name: str, path: Path | None, no_color: bool) -> None:
    """Explain a field or a term of the definition. Raises CommandUnusable with the nearest names."""
    from caseaudit.definition import load_definition
    from caseaudit.render import terms
    from caseaudit.rules import RULES

    whole = load_definition(path)
    sheets = (whole, *(register.definition for register in whole.registers.values()))
    looked = [(*terms.look_up(name, each), each) for each in sheets]
    field, definition = next(((field, each) for field, _, each in looked if field is not None), (None, whole))
    found = {id(term): (term, fields, each) for _, some, each in reversed(looked) for term, fields in some}
    if field is None and not found:
        raise terms.unknown(name, whole, [word for rule in RULES for word in (rule.code, rule.name)])
    with destination(None, exact=False) as write:
        page = paper(write, to_file=False, plain=no_color)
        if field is not None:
            terms.write_field(page, field, definition)
        for term, fields, each in reversed(found.values()):
            terms.write_term(page, term, fields, each)
