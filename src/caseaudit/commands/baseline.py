"""`caseaudit baseline`: record the findings of today, so that only new ones fail."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from caseaudit.commands.console.exits import say
from caseaudit.commands.console.gate import Gatekeeper, GateWishes, NoPolicy, PolicyFile, WaiversFile
from caseaudit.commands.console.options import AsOf, Definition, Limits, day, existing
from caseaudit.commands.console.output import destination, refuse_unwritable
from caseaudit.commands.console.progress import Progress
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.words import counted


def baseline(  # noqa: PLR0913, PLR0917 -- an option each
    tracker: Annotated[
        Path, typer.Argument(metavar="TRACKER", help="The workbook to audit.", show_default=False)
    ],
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
    limit: Limits = None,  # noqa: ARG001 -- it is set as it is read
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
    keeper.prepare([tracker])
    options = keeper.options
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
