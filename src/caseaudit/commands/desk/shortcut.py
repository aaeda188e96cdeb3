"""A file on the desktop that starts the desk with a double click."""

from __future__ import annotations

import shlex
import stat
import sys
from pathlib import Path

from caseaudit.model.errors import CommandUnusable

NAME = "caseaudit desk"


def write_shortcut(home: Path | None = None, platform: str = sys.platform) -> Path:
    """Write the file and return its path.

    Raises:
        CommandUnusable: it cannot be written, or another file is there.
    """
    home = home or Path.home()
    folder = next((each for each in (home / "Desktop", home / "OneDrive" / "Desktop") if each.is_dir()), home)
    python = sys.executable
    if platform.startswith("win"):
        path, text = folder / f"{NAME}.bat", f'@echo off\r\n"{python}" -m caseaudit desk\r\n'
    elif platform == "darwin":
        path, text = folder / f"{NAME}.command", f"#!/bin/sh\nexec {shlex.quote(python)} -m caseaudit desk\n"
    else:
        path = folder / f"{NAME}.desktop"
        quoted = python.replace("\\", "\\\\").replace('"', '\\"')
        text = f'[Desktop Entry]\nType=Application\nName={NAME}\nTerminal=true\nExec="{quoted}" -m caseaudit desk\n'
    try:
        if path.exists() and "-m caseaudit desk" not in path.read_text(encoding="utf-8", errors="replace"):
            raise CommandUnusable(f"{path}: is another file. Move it away and start again.")
        path.write_bytes(text.encode())
        if not platform.startswith("win"):
            path.chmod(path.stat().st_mode | stat.S_IXUSR)
    except OSError as error:
        raise CommandUnusable(f"{path}: cannot be written ({error.strerror}).") from None
    return path
