"""`caseaudit waivers`: findings that do not count until a day, added from answers and listed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseaudit.commands.console.gate import Gatekeeper, GateWishes, PolicyFile, WaiversFile
from caseaudit.commands.console.options import Definition, Limits, NoColor, day, existing
from caseaudit.commands.console.output import destination, paper, refuse_unwritable
from caseaudit.commands.console.quick import SETTINGS, Quick
from caseaudit.model.errors import CommandUnusable
from caseaudit.model.words import counted
from caseaudit.render.paper import inert

if TYPE_CHECKING:
    from caseaudit.render.paper import Paper
    from caseaudit.settings.records import Waiver

DAYS = 90
"""How long a waiver holds where nobody says how long."""

_OTHERS_SHOWN = 200

waivers_app = typer.Typer(
    help="Findings ignored until a date, with reasons.", no_args_is_help=True, **SETTINGS
)
"""The commands under `caseaudit waivers`."""


@waivers_app.command("add", cls=Quick, short_help="Add waivers from the answers of a returned work list.")
def add(
    work_list: Annotated[
        Path,
        typer.Argument(
            metavar="FROM.xlsx",
            help='A returned work list, with answers in its column "Resolution".',
            show_default=False,
        ),
    ],
    waivers: WaiversFile = None,
    who: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Who decided. Without it: each row's analyst, else the sheet's name.",
            show_default=False,
        ),
    ] = None,
    expires: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help=f"Their last day. Without it: {DAYS} days from now.", show_default=False
        ),
    ] = None,
    policy: PolicyFile = None,
    definition: Definition = None,
    limit: Limits = None,  # noqa: ARG001 -- it is set as it is read
) -> None:
    """Add waivers from the answers of a returned work list.

    An answer "not applicable, because …" becomes a waiver with that reason; every other answer is listed. Without
    --waivers the file is the one that the policy names, else waivers.yaml here; what is in it stays.

    \b
    Examples:
      caseaudit waivers add worklist-returned.xlsx --who "R. Okafor" --expires 2029-12-31
    """
    from caseaudit.definition import load_definition
    from caseaudit.settings.waivers import parse_waivers, read_answers, text_of, with_added
    from caseaudit.stories.audit import today
    from caseaudit.tracker.read.reading import read_workbook

    existing([work_list])
    now = today()
    until = day(expires, "--expires") or now + timedelta(days=DAYS)
    if until < now:
        raise CommandUnusable(f"--expires {until} is past; a waiver must hold for a while. Name a later day.")
    target = waivers or _of_policy(policy, definition) or Path("waivers.yaml")
    refuse_unwritable(target, [work_list, *([definition] if definition else [])], "--waivers")
    known = load_definition(definition)
    before = text_of(target) if target.exists() else ""
    old = parse_waivers(before, str(target), known).waivers if before.strip() else ()
    answers = read_answers(read_workbook(work_list), known, who.strip() if who else None, until)
    in_force = {each.subject for each in old if each.expires >= now}
    new = [each for each in answers.waivers if each.subject not in in_force]
    if new:
        text = with_added(before, str(target), new, known)
        with destination(target, exact=True) as write:
            write(text)
    with destination(None, exact=False) as write:
        for line in _added(new, len(answers.waivers) - len(new), target, until):
            write(inert(line) + "\n")
        for place, answer, why in answers.others[:_OTHERS_SHOWN]:
            write(inert(f"  {place}: {_short(answer)} {why}") + "\n")
        if len(answers.others) > _OTHERS_SHOWN:
            write(f"  … and {len(answers.others) - _OTHERS_SHOWN:,} more\n")


@waivers_app.command("list", cls=Quick, short_help="List the waivers and until when each holds.")
def list_waivers(
    waivers: WaiversFile = None,
    policy: PolicyFile = None,
    definition: Definition = None,
    no_color: NoColor = False,
) -> None:
    """List the waivers: what each covers, why, who decided, and until when.

    Without --waivers the file is the one that the policy names, else waivers.yaml here. `check` reports those that
    no longer cover a finding.

    \b
    Examples:
      caseaudit waivers list
      caseaudit waivers list --waivers waivers.yaml
    """
    from caseaudit.definition import load_definition
    from caseaudit.settings.waivers import read_waivers
    from caseaudit.stories.audit import today

    target = waivers or _of_policy(policy, definition) or Path("waivers.yaml")
    found = read_waivers(target, load_definition(definition))
    with destination(None, exact=False) as write:
        page = paper(write, to_file=False, plain=no_color)
        _write_waivers(page, found.waivers, today())


def _of_policy(path: Path | None, definition: Path | None) -> Path | None:
    """The waiver file that the policy of the current folder names."""
    from caseaudit.stories.audit import AuditOptions

    keeper = Gatekeeper(GateWishes(policy=path), AuditOptions(definition=definition))
    return keeper.policy_for(Path.cwd() / "tracker").waivers


def _write_waivers(page: Paper, found: tuple[Waiver, ...], now: date) -> None:
    for each in sorted(found, key=lambda each: each.expires):
        state = page.ink("good", "holds") if each.expires >= now else page.ink("bad", "expired")
        page.line(f"{page.ink('strong', inert(str(each)))}  {state} until {each.expires}")
        page.paragraph(f"{inert(each.reason)} ({inert(each.who)}, line {each.line})", 4)
    past = sum(each.expires < now for each in found)
    page.line(f"{counted(len(found), 'waiver')}, {past:,} of them expired")


def _added(new: list[Waiver], there: int, target: Path, until: date) -> Iterator[str]:
    number = counted(len(new), "waiver")
    yield f"{number} added to {target}, until {until}." if new else "No waiver was added."
    yield from (f"  {each}: {each.reason} ({each.who})" for each in new)
    if there:
        yield f"{counted(there, 'answer')} had a waiver that holds already."


def _short(answer: str) -> str:
    return f'"{answer}"' if len(answer) <= 60 else f'"{answer[:59]}…"'
