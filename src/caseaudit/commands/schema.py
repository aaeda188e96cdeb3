"""`caseaudit schema`: what is checked in each field of each list."""

from __future__ import annotations

from caseaudit.commands.console.options import Definition, Lists, NoColor, words
from caseaudit.commands.console.output import destination, paper


def schema(list_: Lists = None, definition: Definition = None, no_color: NoColor = False) -> None:
    """Show the schema of each list: its fields, what they hold, who must fill them, and their checks.

    \b
    Examples:
      caseaudit schema
      caseaudit schema --list active
      caseaudit schema --definition permits.yaml
    """
    from caseaudit.definition import load_definition
    from caseaudit.render.schema import write_legend, write_schema
    from caseaudit.rules import OF_ONE_TRACKER
    from caseaudit.schema import compile_schemas, descriptions
    from caseaudit.stories.audit import AuditOptions, chosen_lists, today
    from caseaudit.tracker.setting import Setting

    described = load_definition(definition)
    lists = chosen_lists(AuditOptions(lists=words(list_)), described)
    schemas = compile_schemas(described, OF_ONE_TRACKER, Setting(None, today()))
    with destination(None, exact=False) as write:
        page = paper(write, to_file=False, plain=no_color)
        for each in descriptions(schemas, lists):
            write_schema(page, each)
        write_legend(page)
