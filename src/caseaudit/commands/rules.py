"""`caseaudit rules`: the list of the rules."""

from __future__ import annotations

from caseaudit.commands.console.options import Definition, NoColor, severities_by
from caseaudit.commands.console.output import destination, paper


def rules(definition: Definition = None, no_color: NoColor = False) -> None:
    """List the rules: code, name, severity, what GAO-21-106 calls it, and what the fault is.

    \b
    Examples:
      caseaudit rules
    """
    from caseaudit.render import pages
    from caseaudit.rules import FAMILIES

    severities = severities_by(definition)
    with destination(None, exact=False) as write:
        families = [(family.title, family.rules) for family in FAMILIES]
        pages.write_rules(paper(write, to_file=False, plain=no_color), families, severities)
