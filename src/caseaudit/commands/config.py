"""`caseaudit config` and `caseaudit baseline`: what the gate goes by, and what it knows already."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseaudit.commands.console.exits import say
from caseaudit.commands.console.gate import Gatekeeper, GateWishes, NoPolicy, PolicyFile, WaiversFile
from caseaudit.commands.console.options import AsOf, Definition, NoColor, day, existing
from caseaudit.commands.console.output import destination, paper, refuse_unwritable
from caseaudit.commands.console.progress import Progress
from caseaudit.model.errors import CommandUnusable
from caseaudit.render.paper import counted, fit, inert, span

if TYPE_CHECKING:
    from caseaudit.render.paper import Paper
    from caseaudit.settings.records import Policy

Tracker = Annotated[
    Path,
    typer.Argument(metavar="TRACKER", help="The workbook to audit.", show_default=False),
]


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
    keeper = Gatekeeper(GateWishes(policy, no_policy), AuditOptions(definition=definition))
    subject = tracker or Path.cwd() / "tracker"
    keeper.prepare([subject])
    with destination(None, exact=False) as write:
        _write_config(paper(write, to_file=False, plain=no_color), keeper.policy_for(subject))


def baseline(
    tracker: Tracker,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FILE",
            help="The file to write. Without it: the baseline that the policy names.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOf = None,
    waivers: WaiversFile = None,
    policy: PolicyFile = None,
    no_policy: NoPolicy = False,
    definition: Definition = None,
) -> None:
    """Record a tracker's findings of today, so that "check --baseline" fails only on new ones.

    The file holds digests, no entries and no case numbers. Findings that a waiver covers are left out: they come
    back when it expires.

    \b
    Examples:
      caseaudit baseline tracker.xlsx -o baseline.json
      caseaudit check tracker.xlsx --baseline baseline.json
    """
    from caseaudit.settings.baseline import salt_of, write_baseline
    from caseaudit.settings.judgement import hold
    from caseaudit.stories.audit import AuditOptions, audit_tracker

    existing([tracker])
    options = AuditOptions(definition=definition, as_of=day(as_of, "--as-of"))
    keeper = Gatekeeper(GateWishes(policy, no_policy, waivers=waivers), options)
    held_by = keeper.policy_for(tracker)
    target = output or held_by.baseline
    if target is None:
        raise CommandUnusable(f"name the file to write: caseaudit baseline {tracker} -o baseline.json")
    read = [each for each in (definition, held_by.path, held_by.waivers) if each is not None]
    refuse_unwritable(target, [tracker, *read])
    salt = salt_of(target)
    waived = keeper.waivers(held_by)
    with Progress() as progress:
        progress.about(tracker)
        audit = audit_tracker(tracker, options, progress)
        held = None if waived is None else hold(audit, waived)
        with destination(target, exact=True) as write:
            count = write_baseline(write, audit, audit.findings if held is None else held.findings, salt)
    say(f"{counted(count, 'finding')} recorded in {target}.")
    if held is not None and held.counts.waived:
        say(f"{counted(held.counts.waived, 'finding')} left out, because a waiver covers them.")
    for part in audit.unchecked:
        say(f"incomplete: {part.what}")


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
    value = getattr(policy, name)
    if isinstance(value, bool):
        return str(value).lower()
    if name in ("limits", "targets"):
        return str(len(value)) if value else "none"
    return "none" if value is None else inert(str(value))
