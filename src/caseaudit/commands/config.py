"""`caseaudit config`: which policy holds, and what it says."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseaudit.commands.console.gate import Gatekeeper, GateWishes, NoPolicy, PolicyFile
from caseaudit.commands.console.options import Definition, NoColor, existing
from caseaudit.commands.console.output import destination, paper
from caseaudit.render.paper import fit, inert, span

if TYPE_CHECKING:
    from caseaudit.render.paper import Paper
    from caseaudit.settings.records import Policy


def config(
    tracker: Annotated[
        Path | None,
        typer.Argument(
            metavar="[TRACKER]",
            help="The tracker that the policy is for. Without it: the current folder's.",
            show_default=False,
        ),
    ] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Show the JSON Schema of caseaudit.toml instead.")
    ] = False,
    policy: PolicyFile = None,
    no_policy: NoPolicy = False,
    definition: Definition = None,
    no_color: NoColor = False,
) -> None:
    """Show which policy holds, and what every option of it says or is by default.

    \b
    Examples:
      caseaudit config tracker.xlsx
      caseaudit config --schema
    """
    if schema:
        import json

        from caseaudit.settings.policy.options import schema as policy_schema

        with destination(None, exact=True) as write:
            write(json.dumps(policy_schema(), indent=2) + "\n")
        return
    from caseaudit.stories.audit import AuditOptions

    if tracker is not None:
        existing([tracker])
    if definition is not None:
        from caseaudit.definition import load_definition

        load_definition(definition)
    keeper = Gatekeeper(GateWishes(policy, no_policy), AuditOptions(definition=definition))
    subject = tracker or Path.cwd() / "tracker"
    keeper.prepare([subject])
    with destination(None, exact=False) as write:
        _write_config(paper(write, to_file=False, plain=no_color), keeper.policy_for(subject))


def _write_config(page: Paper, policy: Policy) -> None:
    from caseaudit.settings.policy.options import OPTIONS

    source = (
        "no policy was found; the defaults hold" if policy.path is None else f"the policy is {policy.path}"
    )
    page.paragraph(f"{source[:1].upper()}{source[1:]}.")
    page.line()
    values = [_shown(policy, each.name) for each in OPTIONS]
    widths = (max(span(each.name) for each in OPTIONS), max(map(span, values)))
    for option, value in zip(OPTIONS, values, strict=True):
        name = option.name
        origin = f"line {policy.lines[name]}" if name in policy.lines else "default"
        page.line(
            f"{page.ink('strong', fit(name, widths[0]))}  {fit(value, widths[1])}  {page.ink('faint', origin)}"
        )
        page.paragraph(option.meaning, 4, style="faint")
        if name == "limits":
            for limit in policy.limits:
                where = f"{limit.field or 'every field'} on {limit.list or 'every list'}"
                page.paragraph(
                    f"- {inert(where)}: {limit.about} at most {limit.bound} (line {limit.line})", 4, 6
                )


def _shown(policy: Policy, name: str) -> str:
    if name == "layout":
        return "stated" if name in policy.lines else "none"
    value = getattr(policy, name)
    if isinstance(value, bool):
        return str(value).lower()
    if name in ("limits", "targets"):
        return str(len(value)) if value else "none"
    return "none" if value is None else inert(str(value))
