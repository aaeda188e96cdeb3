"""`caseaudit rules`: the list of the rules."""

from __future__ import annotations

from caseaudit.commands.console.options import Definition, NoColor, severities_by
from caseaudit.commands.console.output import destination, paper


def rules(definition: Definition = None, no_color: NoColor = False) -> None:
    """List the rules: code, name, severity, what GAO-21-106 calls it, and what the fault is.

    With --definition, those that can apply to its trackers.

    \b
    Examples:
      caseaudit rules
      caseaudit rules --definition permits.yaml
    """
    from caseaudit.definition import load_definition
    from caseaudit.model.words import listed
    from caseaudit.render import pages
    from caseaudit.rules import FAMILIES, RULES, applicable

    severities = severities_by(definition)
    codes = {rule.code for rule in (RULES if definition is None else applicable(load_definition(definition)))}
    families = [(family.title, [rule for rule in family.rules if rule.code in codes]) for family in FAMILIES]
    with destination(None, exact=False) as write:
        page = paper(write, to_file=False, plain=no_color)
        pages.write_rules(page, [(title, own) for title, own in families if own], severities)
        others = [rule.code for rule in RULES if rule.code not in codes]
        if others:
            page.paragraph(
                f"{listed(others)} cannot apply: the definition has no field for them.", style="faint"
            )
