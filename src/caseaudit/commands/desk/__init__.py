"""`caseaudit desk`: a page on this machine for people who have no terminal."""

from __future__ import annotations

import os
import secrets
import signal
import socket
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseaudit.commands.console.exits import say
from caseaudit.commands.console.options import Definition
from caseaudit.commands.console.record import options
from caseaudit.model.errors import CommandUnusable

if TYPE_CHECKING:
    from starlette.applications import Starlette

_LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Desk:
    """What `desk` is asked for."""

    port: Annotated[
        int, typer.Option(metavar="NUMBER", min=0, max=65535, help="The port to open; 0 takes a free one.")
    ] = 0
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Show the address and open no browser.")
    ] = False
    shortcut: Annotated[
        bool, typer.Option("--shortcut", help="Put a file that starts the desk on the desktop, and end.")
    ] = False
    definition: Definition = None


@options(Desk)
def desk(asked: Desk) -> None:
    """Open a page in the browser: drop a tracker on it, and get the verdict, the report and copies.

    Nothing leaves this machine: only its own browsers reach the page, by an address that nobody can guess. Files are
    kept in a folder of the desk that goes when the desk closes. It closes with the button on the page, with Ctrl+C, and
    by itself when no page has been open for ten minutes.

    \b
    Examples:
      caseaudit desk
      caseaudit desk --shortcut      from then on, a double click starts it
    """
    if asked.definition is not None and not asked.definition.is_file():
        raise CommandUnusable(
            f"--definition {asked.definition}: there is no such file; check the name and the folder."
        )
    if asked.shortcut:
        from caseaudit.commands.desk.shortcut import write_shortcut

        say(f"shortcut written to {write_shortcut()}.")
        return
    try:
        import starlette  # noqa: F401
        import uvicorn
    except ImportError:
        raise CommandUnusable(
            "the desk needs two more packages. Get them with: python3 -m pip install 'caseaudit[desk]'"
        ) from None
    from caseaudit.commands.desk.app import make_app
    from caseaudit.commands.desk.jobs import Jobs
    from caseaudit.tracker.edit.replacing import interim_folder, remove_leftovers

    place = Path(tempfile.gettempdir()) / "caseaudit-desk"
    remove_leftovers(place)
    with _listening(asked.port) as listener, interim_folder(place) as folder:
        port = listener.getsockname()[1]
        secret = secrets.token_urlsafe(24)
        jobs = Jobs(folder, asked.definition)
        app: Starlette = make_app(secret, port, jobs, lambda: setattr(server, "should_exit", True))
        config = uvicorn.Config(
            app, log_level="critical", access_log=False, lifespan="on", timeout_graceful_shutdown=2
        )
        server = uvicorn.Server(config)
        address = f"http://{_LOOPBACK}:{port}/{secret}/"
        say(f"the desk is open: {address}")
        say("close it with the button on the page or with Ctrl+C.")
        if not asked.no_browser:
            _show(address)
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, lambda *_: None)  # The server raises them once more when it has ended.
        server.run(sockets=[listener])
        jobs.end()
    say("the desk is closed; its files are gone.")


def _listening(port: int) -> socket.socket:
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if os.name == "posix":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((_LOOPBACK, port))
        listener.listen()
    except OSError as error:
        listener.close()
        raise CommandUnusable(
            f"--port {port}: cannot be opened ({error.strerror}). Leave it out for a free one."
        ) from None
    return listener


def _show(address: str) -> None:
    import webbrowser

    stdout = sys.stdout
    try:
        webbrowser.open(address)
    finally:
        sys.stdout = stdout
